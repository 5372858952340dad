"""Each account's own report as HTML, for the organization's report to link to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote

from auditor.cli.output import OutputTarget
from auditor.evaluate.registry import renderers
from auditor.model.errors import UsageError
from auditor.model.organization import Organization
from auditor.organization.combined import pages, with_page_links
from auditor.organization.run import Begun
from auditor.storage import files, gc_pause


def with_pages(
    organization: Organization,
    begun: Iterable[Begun],
    folder: Path,
    targets: Sequence[OutputTarget],
) -> Organization:
    """Write the pages, and return the report with links to them from its HTML file.

    Raises:
        UsageError: a file can't be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"the folder {folder} can't be created: {error.strerror}") from error
    written = {t.path.parent for t in targets if t.path is not None and t.renderer.id == "html"}
    base = written.pop() if len(written) == 1 else folder.parent
    html = renderers()["html"]
    links: dict[str, str] = {}
    for account, run in pages(begun):
        report = run.report(account)
        if report is None:
            continue
        with gc_pause.paused():
            files.write(folder / f"{account}.html", html.render(report))
        links[account] = quote(Path(os.path.relpath(folder / f"{account}.html", base)).as_posix())
    return with_page_links(organization, links)
