"""Write the sample reports, rendered, into a folder: what the browser tests open."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from auditor.evaluate.organization_renderers import organization_renderers
from auditor.evaluate.registry import renderers

SAMPLES = Path(__file__).parent.parent / "reports" / "html" / "samples.py"
NAMES = ("believable", "empty", "single", "hostile", "typical", "worst")


def main(folder: Path, names: list[str]) -> None:
    """Write each named sample as `<name>.html`."""
    spec = importlib.util.spec_from_file_location("samples", SAMPLES)
    assert spec is not None
    assert spec.loader is not None
    samples = importlib.util.module_from_spec(spec)
    sys.modules["samples"] = samples  # dataclasses look their module up
    spec.loader.exec_module(samples)
    sys.path.append(str(Path(__file__).parents[2]))
    from tests.browser.organizations import SAMPLES as ORGANIZATIONS  # noqa: PLC0415  see above

    render, render_many = renderers()["html"].render, organization_renderers()["html"].render
    for name in names or (*NAMES, *ORGANIZATIONS):
        if name in ORGANIZATIONS:
            content = render_many(ORGANIZATIONS[name]())
        else:
            content = render(getattr(samples, name)())
        (folder / f"{name}.html").write_bytes(content)
        sys.stdout.write(f"{name}.html {len(content):,} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
