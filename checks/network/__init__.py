"""Checks of whether the VPC is needed, and well used."""
