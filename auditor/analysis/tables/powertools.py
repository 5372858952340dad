"""How a function's configuration shows Powertools for AWS Lambda, whose logger writes JSON.

Source: https://docs.aws.amazon.com/powertools/ (installation and environment variables), 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from auditor.analysis.tables.tracers import layer_name
from auditor.model import EnvironmentVariable, Function

LAYERS = ("awslambdapowertools*", "*lambda-powertools*", "*lambdapowertools*")
VARIABLES = ("powertools_service_name", "powertools_log_*", "powertools_logger_*")


def powertools(function: Function, variables: Iterable[EnvironmentVariable] = ()) -> str:
    """Return what shows Powertools, a layer or a variable, or an empty string."""
    for layer in function.layers:
        if any(fnmatchcase(layer_name(layer.arn).lower(), pattern) for pattern in LAYERS):
            return f"layer {layer.arn}"
    names = sorted(variable.name for variable in variables)
    shown = (n for n in names if any(fnmatchcase(n.lower(), pattern) for pattern in VARIABLES))
    return next((f"variable {name}" for name in shown), "")
