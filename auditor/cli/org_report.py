"""`org report`: the report of finished runs, made anew."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.options import TALK
from auditor.cli.org_finish import finish_of
from auditor.cli.org_options import GATES, OUTPUT
from auditor.cli.setup import Configured

if TYPE_CHECKING:
    from auditor.model.organization import Organization

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("report", cls=Configured)
@click.argument("places", nargs=-1, required=True, metavar="DIR|s3://BUCKET/PREFIX…")
@OUTPUT
@click.option("--baseline", type=_FILE, help="Earlier organization.json to compare with.")
@click.option("--run", metavar="ID", help="This run instead of the newest whole one.")
@click.option(
    "--members",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write each account's own report as HTML into this folder, and link to it.",
)
@GATES
@click.option(
    "--config",
    type=_FILE,
    help="Configuration file [default: auditor.toml, or pyproject.toml].",
)
@TALK
def report_command(**values: Any) -> None:  # noqa: ANN401
    """Make the report of an organization from the files of its run; no AWS needed.

    A place is the folder of `org scan --dir`, one run in it, or a bucket. Of several places, such
    as one for each partition, the newest runs become one report.
    """
    from auditor.organization.combined import combined, places  # noqa: PLC0415  the work is here

    finish = finish_of(values)
    begun = places(values["places"], values["run"])
    earlier = _earlier(values["baseline"])
    organization = combined(begun, earlier, finish.deadlines)
    if values["members"] is not None:
        from auditor.cli.org_members import with_pages  # noqa: PLC0415  renders HTML

        organization = with_pages(organization, begun, values["members"], finish.targets)
    code, sentence = finish.write(None, organization, whole=False)
    click.echo(sentence, err=True)
    sys.exit(code)


def _earlier(path: Path | None) -> Organization | None:
    from auditor.storage import codec, files  # noqa: PLC0415  only with --baseline

    if path is None:
        return None
    return codec.organization_from_json(files.read(path, "baseline"), str(path))
