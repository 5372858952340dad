"""`org report`: the report of finished runs, made anew."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from auditor.cli.option_groups import FILE, FOLDER
from auditor.cli.options import CONFIG
from auditor.cli.org.finish import finish_of
from auditor.cli.org.members import with_pages
from auditor.cli.org.options import ORGANIZATION_GATE, OUTPUT, OrganizationGateOptions
from auditor.cli.report_options import TALK, TalkOptions
from auditor.cli.setup import Configured
from auditor.model.organization import Organization
from auditor.organization.combined import combined
from auditor.organization.combined import places as places_of
from auditor.storage import codec, files


@click.command("report", cls=Configured)
@click.argument("places", nargs=-1, required=True, metavar="DIR|s3://BUCKET/PREFIX…")
@OUTPUT
@click.option("--baseline", type=FILE, help="Earlier organization.json to compare with.")
@click.option("--run", metavar="ID", help="This run instead of the newest whole one.")
@click.option(
    "--members",
    type=FOLDER,
    help="Also write each account's own report as HTML into this folder, and link to it.",
)
@ORGANIZATION_GATE
@click.option(*CONFIG.names, **CONFIG.settings)
@TALK
def report_command(
    *,
    places: tuple[str, ...],
    output: tuple[str, ...],
    baseline: Path | None,
    run: str | None,
    members: Path | None,
    gate: OrganizationGateOptions,
    config: Path | None,
    talk: TalkOptions,
) -> None:
    """Make the report of an organization from the files of its run; no AWS needed.

    A place is the folder of `org scan --dir`, one run in it, or a bucket. Of several places, such
    as one for each partition, the newest runs become one report.
    """
    finish = finish_of(output, gate, talk, config)
    begun = places_of(places, run)
    organization = combined(begun, _earlier(baseline), finish.deadlines)
    if members is not None:
        organization = with_pages(organization, begun, members, finish.targets)
    code, sentence = finish.write(None, organization, whole=False)
    click.echo(sentence, err=True)
    sys.exit(code)


def _earlier(path: Path | None) -> Organization | None:
    if path is None:
        return None
    return codec.organization_from_json(files.read(path, "baseline"), str(path))
