# ruff: noqa: INP001  a script
"""Writes the read rights of the roles into template.yaml and member-role.yaml.

    python deploy/read_rights.py

Run it when a check asks for more or less; tests compare the templates with what is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from auditor.collect import permissions
from auditor.collect.aws import iam_policy
from auditor.evaluate import plan
from auditor.evaluate.registry import checks
from auditor.evaluate.settings import Settings

BEGIN = "        # auditor permissions"
END = "        # end of the read rights\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The rights in one template, for what it audits."""

    template: str
    selection: plan.Selection
    options: str  # that ask for as much


BLOCKS = (
    Block(
        template="template.yaml",
        selection=plan.Selection(
            metrics=True, packages=True, web_functions=True, owner_tags=("team",)
        ),
        options=" --metrics --packages --web-functions --owner-tag team --format sam",
    ),
    Block(template="member-role.yaml", selection=plan.Selection(), options=" --format sam"),
)


def policy(selection: plan.Selection) -> str:
    """Return the policy that `auditor permissions` prints, in the templates' shape."""
    needs = plan.make(checks(), selection, Settings()).facts
    _, *lines = iam_policy.render(permissions(needs), "sam").splitlines()
    # The list item becomes the document itself, two levels to the left.
    document = "".join(f"        {line}\n" for line in lines).replace("- Version", "  Version")
    return f"        - PolicyName: read\n          PolicyDocument:\n{document}"


def main() -> None:
    """Replace the lines between the two comments of each template."""
    for block in BLOCKS:
        path = Path(__file__).with_name(block.template)
        before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        begin = f"{BEGIN}{block.options}\n"
        path.write_text(before + begin + policy(block.selection) + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()
