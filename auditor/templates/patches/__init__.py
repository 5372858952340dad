"""Fixes as changes to the template's own text: placed, applied, and judged again."""
