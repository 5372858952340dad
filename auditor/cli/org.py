"""`org`: many accounts, one report."""

from __future__ import annotations

import click

from auditor.cli.failure import Program

_COMMANDS = {
    "accounts": ("auditor.cli.org_accounts", "List the accounts that would be audited."),
    "role": ("auditor.cli.org_role", "Print the template of the role in each account."),
    "doctor": ("auditor.cli.org_doctor", "Say which accounts can be reached, and what to do."),
    "scan": ("auditor.cli.org_scan", "Audit every account and report."),
    "report": ("auditor.cli.org_report", "Make the report of finished runs anew."),
    "watch": ("auditor.cli.org_watch", "Show the progress of a run in the cloud."),
    "query": ("auditor.cli.org_query", "Ask questions of all results, in SQL."),
}


@click.command("org", cls=Program, commands_by_name=_COMMANDS)
def org_command() -> None:
    """Audit the accounts of an organization, and report on all of them together."""
