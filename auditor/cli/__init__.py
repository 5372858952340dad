"""The command line: parse, call, print."""

from __future__ import annotations

import click

from auditor.cli.failure import Program

_COMMANDS = {
    "scan": ("auditor.cli.scan", "Audit every function of an account and report."),
    "collect": ("auditor.cli.scan", "Read the account and write a snapshot."),
    "evaluate": ("auditor.cli.scan", "Judge a snapshot and report; no AWS needed."),
    "template": ("auditor.cli.template", "Audit templates before they are deployed."),
    "render": ("auditor.cli.render", "Turn a report.json into other formats."),
    "fix-plan": ("auditor.cli.fix_plan", "Write the fixes of a report as one ordered script."),
    "diff": ("auditor.cli.render", "Compare two reports."),
    "demo": ("auditor.cli.demo", "Audit an embedded sample account; no AWS needed."),
    "checks": ("auditor.cli.checks", "List the checks."),
    "explain": ("auditor.cli.checks", "Explain one check."),
    "permissions": ("auditor.cli.permissions", "Print the least IAM policy for the chosen checks."),
    "doctor": ("auditor.cli.doctor", "Try each call, and say what will be unknown."),
    "waivers": ("auditor.cli.waivers", "Check, list and add waivers."),
    "org": ("auditor.cli.org", "Audit many accounts, with one report."),
    "schema": ("auditor.cli.render", "Print the JSON Schema of the report."),
    "config": ("auditor.cli.config", "Show the effective configuration."),
    "bundle": ("auditor.cli.bundle", "Build the zip of the self-audit function."),
    "completion": ("auditor.cli.completion", "Print a shell completion script."),
}


@click.command(
    cls=Program,
    commands_by_name=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": None},
)
@click.version_option(package_name="lambda-auditor", prog_name="auditor")
def main() -> None:
    """Audit the Lambda functions of an AWS account."""
