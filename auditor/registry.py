"""The interface of plugins under its first name: `auditor.plugin` is what to import."""

from __future__ import annotations

from auditor.plugin import Option, check, renderer

__all__ = ["Option", "check", "renderer"]
