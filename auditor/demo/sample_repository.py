"""A sample repository with a SAM template, the CDK's output and a Terraform plan."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

# What the audit is told to read, below the folder of the repository.
PATHS = ("template.yaml", "cdk.out", "plan.json")
SOURCE = "infra"  # of the plan


def copy_repository(folder: Path) -> None:
    """Copy the sample repository to a folder, which may exist already."""
    with as_file(files("auditor.demo").joinpath("repository")) as packed:
        shutil.copytree(packed, folder, dirs_exist_ok=True)
