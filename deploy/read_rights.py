# ruff: noqa: INP001  a script
"""Writes the read rights of the function's role into template.yaml.

    python deploy/read_rights.py

Run it when a check asks for more or less; a test compares the two.
"""

from __future__ import annotations

from pathlib import Path

from auditor.collect import permissions
from auditor.collect.aws import iam_policy
from auditor.evaluate import plan
from auditor.evaluate.registry import checks
from auditor.evaluate.settings import Settings

TEMPLATE = Path(__file__).with_name("template.yaml")
BEGIN = "        # auditor permissions --metrics --packages --format sam\n"
END = "        # end of the read rights\n"


def block() -> str:
    """Return the policy of the role that `auditor permissions` prints, in the template's shape."""
    selection = plan.Selection(metrics=True, packages=True)
    needs = plan.make(checks(), selection, Settings()).facts
    _, *lines = iam_policy.render(permissions(needs), "sam").splitlines()
    # The list item becomes the document itself, two levels to the left.
    policy = "".join(f"        {line}\n" for line in lines).replace("- Version", "  Version")
    return f"        - PolicyName: read\n          PolicyDocument:\n{policy}"


def main() -> None:
    """Replace what stands between the two comments."""
    text = TEMPLATE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    TEMPLATE.write_text(before + BEGIN + block() + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()
