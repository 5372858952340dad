"""Whether NAME=VALUE is a secret."""

from __future__ import annotations

from auditor.analysis.secrets.classifier import Classifier
from auditor.analysis.secrets.format import Format
from auditor.analysis.secrets.references import Reference

__all__ = ["Classifier", "Format", "Reference"]
