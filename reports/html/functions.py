"""The functions as the script gets them, and their names as placeholders for all others."""

from __future__ import annotations

import json
from dataclasses import dataclass

from auditor.plugin import FunctionSummary, Report, function_name, parse_arn

from . import text

# C1 controls: `visible` has removed them from every text, and JSON need not escape them.
ARN, ROLE_ARN, NAME, ROLE_NAME = "\x80", "\x81", "\x82", "\x83"
_BETWEEN = "^"  # ASCII, of which texts are searched fastest, and seldom in one
_SHORTEST = 4  # shorter names are part of too many words to be worth a placeholder


def _long(name: str, placeholder: str) -> str:
    """Return a name; if it is too short, the placeholder itself, which no visible text holds."""
    return name if len(name) >= _SHORTEST else placeholder


@dataclass(frozen=True, slots=True)
class RepeatedTexts:
    """What a function's texts are likely to repeat."""

    names: tuple[str, str, str, str]  # in the order of their placeholders

    @classmethod
    def of(cls, function: FunctionSummary) -> RepeatedTexts:
        """Return the names of a function and its role."""
        arn, role, name = map(text.visible, (function.arn, function.role, function.name))
        role_name = parse_arn(role).name
        return cls(
            (_long(arn, ARN), _long(role, ROLE_ARN), _long(name, NAME), _long(role_name, ROLE_NAME))
        )

    def fill(self, shown: str) -> str:
        """Return a visible text with placeholders for the names, the longest first."""
        arn, role, name, role_name = self.names
        shown = shown.replace(arn, ARN).replace(role, ROLE_ARN)
        return shown.replace(name, NAME).replace(role_name, ROLE_NAME)

    def template(self, words: str) -> str:
        """Return any text made visible, with placeholders for the names."""
        return self.fill(text.visible(words))

    def templates(self, parts: list[str]) -> list[str]:
        """Return each text as `template` does; all of them at once where that is safe."""
        shown = text.visible(_BETWEEN.join(parts))
        made = self.fill(shown).split(_BETWEEN)
        if shown.count(_BETWEEN) == len(made) - 1 == len(parts) - 1:
            return made
        return [self.template(part) for part in parts]


def functions_of(report: Report) -> tuple[FunctionSummary, ...]:
    """Return the report's functions, and a stub for each that only a result names."""
    known = {function.arn for function in report.functions}
    strays = dict.fromkeys(r.function for r in report.results if r.function not in known)
    return report.functions + tuple(_stub(arn) for arn in strays)


def _stub(arn: str) -> FunctionSummary:
    region = parse_arn(arn).region
    name = function_name(arn) or arn
    return FunctionSummary(arn=arn, name=name, region=region, runtime=None, score=0, grade="n/a")


def page(function: FunctionSummary) -> str:
    """Return what only a function's own page shows as JSON, in the order that the script reads."""
    sources = [[s.mode, s.service, s.arn, s.qualifier, s.evidence] for s in function.sources]
    members: list[object] = [
        function.package_type,
        function.memory,
        function.timeout,
        function.architecture,
        function.vpc or "",
        function.layers,
        function.dead_letter_target or "",
        function.destinations,
        sources,
        function.invocation_unknown,
        function.role_reach,
        function.package,
    ]
    made = dumped(members)
    # Escapes and what does not print are rare, and looked at one by one.
    if made.isprintable() and "\\" not in made:
        return made
    return dumped(_shown(members))


def canonical(function: FunctionSummary, report: Report) -> bool:
    """Tell whether the ARN follows from account, region and name, and need not be stored."""
    account = report.account
    prefix = f"arn:{account.partition}:lambda:{function.region}:{account.id}:function:"
    return function.arn == prefix + function.name


def dumped(value: object) -> str:
    """Return the value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _shown(member: object) -> object:
    if isinstance(member, str):
        return text.visible(member)
    if isinstance(member, (tuple, list)):
        return [_shown(part) for part in member]
    return member
