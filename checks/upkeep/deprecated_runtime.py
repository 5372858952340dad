from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import cast

from auditor.analysis.tables.function_kinds import CUSTOM_RUNTIME
from auditor.analysis.tables.runtimes import AS_OF, AWS_DOCS, RUNTIMES, Lifecycle
from auditor.plugin import (
    EVERY_KIND,
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    Function,
    Need,
    NotApplicableError,
    Option,
    Severity,
    UnavailableError,
    Unknown,
    check,
    fix_text,
    parse_arn,
)

NO_DATES: Mapping[str, str] = MappingProxyType({})


@check(
    "deprecated-runtime",
    severity=Severity.HIGH,
    worst=Severity.CRITICAL,
    category=Category.UPKEEP,
    kinds=EVERY_KIND,
    uses={Need.RUNTIME_LIFECYCLE},
    references=(
        AWS_DOCS,
        "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-2",
    ),
    frameworks=(
        "AWS Security Hub Lambda.2",
        "AWS Well-Architected Serverless Lens OPS 2",
        "CIS AWS Compute Services 4.11",
        "NIST 800-53 r5 SI-2",
    ),
    options={
        "days_ahead": Option(
            default=180, text="fails from this many days before the deprecation date on"
        ),
        "deprecation_dates": Option(
            default=NO_DATES,
            text="runtime = YYYY-MM-DD: replaces or adds to the table of deprecation dates",
            read=date.fromisoformat,
        ),
        "update_block_dates": Option(
            default=NO_DATES,
            text="runtime = YYYY-MM-DD: replaces the day from which AWS refuses updates",
            read=date.fromisoformat,
        ),
    },
)
def deprecated_runtime(function: Function, audit: Audit) -> Iterator[Finding]:
    """Deprecated runtime.

    After the deprecation date AWS no longer patches the language and the operating system beneath
    the code. Later it refuses new functions with that runtime, and in the end any update: then
    not even a security fix in your own code can be deployed without migrating first. The dates of
    a customer-managed runtime are its publisher's.

    Fix: Move to the successor runtime, test, and deploy before updates are blocked.

    Risk: The language or its libraries may have changed: test on the new runtime first.
    """
    if function.package_type == "Image":
        raise NotApplicableError("a container image brings its own runtime")
    today = audit.account.captured_at.date()
    custom = function.runtime == CUSTOM_RUNTIME
    row = _published(function) if custom else _lifecycle(function, audit)
    if row.deprecated is None:
        return
    left = (row.deprecated - today).days
    if left > audit.number("deprecated-runtime", "days_ahead"):
        return
    yield Finding(
        message=_message(function, row, today),
        evidence={
            "runtime": function.runtime,
            "deprecated": row.deprecated.isoformat(),
            "days_left": left,
            "create_blocked": _text(row.create_blocked),
            "update_blocked": _text(row.update_blocked),
            "successor": row.successor or None,
            "table_as_of": AS_OF.isoformat(),
            "source": row.source,
        },
        fix=_fix(function, row),
        confidence=Confidence.HIGH,
        severity=_severity(row, today),
    )


def _published(function: Function) -> Lifecycle:
    """Return the dates that the publisher of a customer-managed runtime has set.

    Raises:
        NotApplicableError: there are none, or they could not be read.
    """
    read = function.runtime_lifecycle
    if isinstance(read, Unknown):
        raise NotApplicableError(
            "the publisher of its customer-managed runtime sets the dates, which were not read:"
            f" {read.reason}"
        )
    if read.value is None:
        raise NotApplicableError("the publisher of its customer-managed runtime sets no dates")
    return Lifecycle(
        deprecated=read.value.deprecated,
        create_blocked=read.value.create_blocked,
        update_blocked=read.value.update_blocked,
        successor="",
        source=f"the publisher of {function.runtime_arn}",
    )


def _name(function: Function) -> str:
    custom = function.runtime == CUSTOM_RUNTIME and function.runtime_arn
    if not custom:
        return f"The runtime {function.runtime}"
    alias = f" ({function.runtime_alias})" if function.runtime_alias else ""
    return f"The customer-managed runtime {parse_arn(str(function.runtime_arn)).name}{alias}"


def _severity(row: Lifecycle, today: date) -> Severity:
    if row.update_blocked is not None and row.update_blocked <= today:
        return Severity.CRITICAL
    deprecated = row.deprecated is not None and row.deprecated <= today
    return Severity.HIGH if deprecated else Severity.MEDIUM


def _lifecycle(function: Function, audit: Audit) -> Lifecycle:
    runtime = function.runtime or ""
    deprecated = _configured("deprecation_dates", runtime, audit)
    blocked = _configured("update_block_dates", runtime, audit)
    row = RUNTIMES.get(runtime)
    if row is None:
        if deprecated is None:
            raise UnavailableError(
                Unknown(
                    reason=f"the runtime {runtime!r} is not in the table of {AS_OF};"
                    " set its date in the option deprecation_dates of deprecated-runtime"
                )
            )
        row = Lifecycle(deprecated=None, create_blocked=None, update_blocked=None, successor="")
    if deprecated is not None:
        row = replace(row, deprecated=deprecated, source="configuration")
    return row if blocked is None else replace(row, update_blocked=blocked, source="configuration")


def _configured(option: str, runtime: str, audit: Audit) -> date | None:
    dates = cast("Mapping[str, str]", audit.option("deprecated-runtime", option))
    if runtime not in dates:
        return None
    try:
        return date.fromisoformat(str(dates[runtime]))
    except ValueError:
        raise UnavailableError(
            Unknown(reason=f"the option {option} of deprecated-runtime has no date for {runtime}")
        ) from None


def _message(function: Function, row: Lifecycle, today: date) -> str:
    assert row.deprecated is not None  # noqa: S101  the caller has seen to it
    left = (row.deprecated - today).days
    when = f"in {left} days" if left > 0 else f"{-left} days ago" if left else "today"
    words = [f"{_name(function)} {'is' if left > 0 else 'was'} deprecated {when}"]
    words[0] += f" ({row.deprecated})"
    for what, day in (("new functions", row.create_blocked), ("updates", row.update_blocked)):
        if day is not None:
            verb = "are blocked since" if day <= today else "will be blocked from"
            words.append(f"{what} {verb} {day}")
    if row.successor:
        words.append(f"move to {row.successor}")
    return "; ".join(words) + "."


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _fix(function: Function, row: Lifecycle) -> Fix:
    if not row.successor:
        return Fix()
    return Fix(
        cli=fix_text.lambda_cli(
            "update-function-configuration", function, "--runtime", row.successor
        ),
        sam=fix_text.sam(function, f"Runtime: {row.successor}"),
        terraform=fix_text.terraform(function, f'runtime = "{row.successor}"'),
    )
