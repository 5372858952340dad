"""Whether NAME=VALUE is a secret."""

from __future__ import annotations

from auditor.secrets.classifier import Classifier
from auditor.secrets.formats import Format
from auditor.secrets.references import Reference

__all__ = ["Classifier", "Format", "Reference"]
