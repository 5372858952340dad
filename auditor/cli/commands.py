"""Every command: its module, imported only when the command runs, and its line in the help."""

from __future__ import annotations

from collections.abc import Mapping

COMMANDS: Mapping[str, tuple[str, str]] = {
    "scan": ("auditor.cli.scan", "Audit every function of an account and report."),
    "collect": ("auditor.cli.collect", "Read the account and write a snapshot."),
    "evaluate": ("auditor.cli.evaluate", "Judge a snapshot and report; no AWS needed."),
    "template": ("auditor.cli.template", "Audit templates before they are deployed."),
    "drift": ("auditor.cli.drift", "Compare templates with the account, fact by fact."),
    "render": ("auditor.cli.render", "Turn a report.json into other formats."),
    "fix-plan": ("auditor.cli.fix_plan", "Write the fixes of a report as one ordered script."),
    "diff": ("auditor.cli.diff", "Compare two reports."),
    "demo": ("auditor.cli.demo", "Audit an embedded sample account; no AWS needed."),
    "checks": ("auditor.cli.checks", "List the checks."),
    "explain": ("auditor.cli.explain", "Explain a check, or one finding of a report."),
    "permissions": ("auditor.cli.permissions", "Print the least IAM policy for the chosen checks."),
    "doctor": ("auditor.cli.doctor", "Try each call, and say what will be unknown."),
    "waivers": ("auditor.cli.waivers", "Check, list and add waivers."),
    "org": ("auditor.cli.org.group", "Audit many accounts, with one report."),
    "schema": ("auditor.cli.schema", "Print the JSON Schema of the report."),
    "config": ("auditor.cli.config", "Show the effective configuration."),
    "bundle": ("auditor.cli.bundle", "Build the zip of the self-audit function."),
    "completion": ("auditor.cli.completion", "Print a shell completion script."),
}

# Below `auditor org`.
ORGANIZATION: Mapping[str, tuple[str, str]] = {
    "accounts": ("auditor.cli.org.accounts", "List the accounts that would be audited."),
    "role": ("auditor.cli.org.role", "Print the template of the role in each account."),
    "doctor": ("auditor.cli.org.doctor", "Say which accounts can be reached, and what to do."),
    "scan": ("auditor.cli.org.scan", "Audit every account and report."),
    "report": ("auditor.cli.org.report", "Make the report of finished runs anew."),
    "watch": ("auditor.cli.org.watch", "Show the progress of a run in the cloud."),
    "query": ("auditor.cli.org.query", "Ask questions of all results, in SQL."),
}
