"""What the shell offers for an option's value: ids of checks, categories, regions, names."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.evaluate import check_docs
from auditor.model import Category
from auditor.model.errors import AuditorError

_REPORT = Path("report.json")  # of the folder where the shell is


def check_ids(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """Return the ids of the built-in checks that begin so."""
    return sorted(id_ for id_ in check_docs.generated() if id_.startswith(typed))


def checks_and_categories(ctx: click.Context, param: click.Parameter, typed: str) -> list[str]:
    """Return the categories, and the ids of the built-in checks, that begin so."""
    categories = [category.value for category in Category if category.value.startswith(typed)]
    return [*categories, *check_ids(ctx, param, typed)]


def regions(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """Return the regions with Lambda that begin so."""
    from auditor.collect.aws.region_names import every_region  # noqa: PLC0415  botocore is slow

    return sorted(name for name in every_region() if name.startswith(typed))


def function_names(ctx: click.Context, _: click.Parameter, typed: str) -> list[str]:
    """Return the functions of the report that begin so; ./report.json where none is named."""
    return _of_report(_report(ctx), "name", typed)


def owners(ctx: click.Context, _: click.Parameter, typed: str) -> list[str]:
    """Return the owners of the report that begin so; ./report.json where none is named."""
    return _of_report(_report(ctx), "owner", typed)


def _report(ctx: click.Context) -> Path:
    """Return the path of the report on the line, or the one that the folder may have."""
    arguments = [param.name for param in ctx.command.params if isinstance(param, click.Argument)]
    # While an option lacks its value, click leaves the arguments before it unread.
    unread = dict(zip(arguments, ctx.args, strict=False))
    return Path(ctx.params.get("report") or unread.get("report") or _REPORT)


def _of_report(path: Path, member: str, typed: str) -> list[str]:
    from auditor.storage import codec, files  # noqa: PLC0415  only for names of a report

    try:
        report = codec.report_from_json(files.content(path, "report"), str(path))
    except AuditorError:  # nothing to offer: the command itself says what is wrong
        return []
    found = {str(getattr(function, member)) for function in report.functions}
    return sorted(name for name in found if name and name.startswith(typed) and name.isprintable())
