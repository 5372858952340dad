"""Checks of plaintext secrets."""
