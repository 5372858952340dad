"""The plan as a shell script, as templates and as Markdown."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator

from auditor.plugin import FixKind, Report, fix_text, function_name, renderer

from .. import digest  # noqa: TID252  what every format says, in one place
from ..escaping import fence, prose  # noqa: TID252
from .commands import Command, commands, placeholders, renamed
from .steps import FixPlan, FixStep, fix_plan
from .undo import undone

_WIDTH = 160
_ASKS = {FixKind.INVESTIGATE: "Investigate", FixKind.DECIDE: "Decide"}
_HEAD = """\
#!/usr/bin/env bash
# Read every step before you run this: the program that wrote it has run none of it.
# What a step changes is first saved in the folder $backup. After a failure, run it again: it goes
# on with the command that failed. To start anew, run the script that takes it back, or move the
# folder away.
# shellcheck disable=SC2016  # names such as $LATEST are meant as they are
set -euo pipefail
umask 077
backup=${backup:-BACKUP}
ACCOUNT
mkdir -p "$backup"
save() {  # FILE COMMAND…: keep what was there first; what was absent leaves an empty file
  [ -e "$backup/$1" ] && return
  "${@:2}" >"$backup/$1" 2>/dev/null || echo "nothing to save in $backup/$1" >&2
}
todo() { [ ! -e "$backup/$1.ran" ]; }
ran() { : >"$backup/$1.ran"; }  # also for the script that takes it all back
"""
_UNDO_HEAD = """\
#!/usr/bin/env bash
# Takes back what the script of the same report did, the last command first. It reads what that
# script saved in the folder $backup, and leaves out commands that did not run.
# shellcheck disable=SC2016  # names such as $LATEST are meant as they are
set -uo pipefail
backup=${backup:-BACKUP}
ACCOUNT
failed=0
undo() {  # STEP COMMAND: what cannot be taken back is said, and the rest goes on
  [ -e "$backup/$1.ran" ] || return 0
  echo "take back $1" >&2
  if backup=$backup bash -euo pipefail -c "$2"; then rm "$backup/$1.ran"; else failed=1; fi
}
"""


@renderer("fix-plan")
def script(report: Report) -> bytes:
    """One ordered shell script of the fixes that do not contradict one another."""
    plan = fix_plan(report)
    lines = [_headed(_HEAD, plan, report)]
    if not plan.steps:
        lines += ["", "echo 'no finding of the report has commands to run' >&2"]
    for step in plan.steps:
        lines += ["", *_step(step, len(plan.steps))]
    lines += [*_waiting(plan), *_left_out(plan), *_by_hand(plan)]
    return ("\n".join(lines) + "\n").encode("utf-8", errors="backslashreplace")


@renderer("fix-plan-undo")
def undo(report: Report) -> bytes:
    """A shell script that takes back what the script of the same report did."""
    plan = fix_plan(report)
    lines = [_headed(_UNDO_HEAD, plan, report)]
    for step in reversed(plan.steps):
        lines += ["", _comment(f"Step {step.number}: {_title(step)}")]
        for index, how in reversed(list(_undone(step))):
            name = f"step-{step.number}-{index}"
            words = _whole_comment(how.removeprefix("# ")) if how.startswith("#") else ""
            lines.append(words or f"undo {name} {shlex.quote(how)}")
    lines += ["", '[ "$failed" = 1 ] || rm -f "$backup"/*.ran', 'exit "$failed"', ""]
    return "\n".join(lines).encode("utf-8", errors="backslashreplace")


def _headed(head: str, plan: FixPlan, report: Report) -> str:
    """Return the head of a script; its folder is this plan's own, so that none reads another's."""
    texts = "\0".join(step.fix.cli for step in plan.steps)
    digest = hashlib.sha256(texts.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    written = head.rstrip().replace("BACKUP", f"fix-plan-backup-{digest}")
    # What a template describes is in no account that is known.
    known = report.origin != "template"
    calls = any("aws " in step.fix.cli for step in plan.steps)
    return written.replace("ACCOUNT\n", _in_account(report) if known and calls else "")


def _in_account(report: Report) -> str:
    """Return the lines that end a script in another account: names may be the same there."""
    wanted = shlex.quote(report.account.id)
    return (
        "account=$(aws sts get-caller-identity --query Account --output text)\n"
        f'if [ "$account" != {wanted} ]; then\n'
        f'  echo "this is for the account" {wanted}", and you are signed in to $account" >&2\n'
        "  exit 1\n"
        "fi\n"
    )


@renderer("fix-plan-sam")
def sam(report: Report) -> bytes:
    """The fixes as properties for SAM and CloudFormation templates, in the order of the plan."""
    return _snippets(report, "sam")


@renderer("fix-plan-terraform")
def terraform(report: Report) -> bytes:
    """The fixes as Terraform arguments, in the order of the plan."""
    return _snippets(report, "terraform")


@renderer("fix-plan-markdown")
def markdown(report: Report) -> bytes:
    """The plan for people: each step with its risk and its commands."""
    plan = fix_plan(report)
    blocks = ["# Fix plan", ""]
    if not plan.steps:
        blocks += ["No finding of the report has commands to run.", ""]
    for step in plan.steps:
        blocks += [f"## {step.number}. {prose(_title(step)).text}", ""]
        blocks += [f"{prose(_cut(step.message)).text}", ""]
        if step.risk:
            blocks += [f"**Risk:** {prose(_cut(step.risk)).text}", ""]
        for words in _careful(step):
            blocks += [f"**Careful:** {prose(words).text}", ""]
        blocks += [fence(_without_careful(step.fix.cli), "sh").text, ""]
        blocks += ["**Undo:**", "", fence("\n".join(_undo(step)), "sh").text, ""]
    for step in plan.first:
        ask = _ASKS[step.fix.kind]
        blocks += [f"## {ask}: {prose(_title(step)).text}", "", prose(_cut(step.message)).text, ""]
        blocks += [fence(step.fix.cli, "sh").text, ""]
    return ("\n".join(blocks)).encode("utf-8", errors="backslashreplace")


def _step(step: FixStep, total: int) -> Iterator[str]:
    prefix = f"STEP_{step.number}_"
    yield _comment(f"Step {step.number} of {total} ({step.result.severity.value}): {_title(step)}")
    yield _comment(step.message)
    if step.resolves > 1:
        yield _comment(f"The same act resolves {step.resolves} findings.")
    if step.risk:
        yield _comment(f"Risk: {step.risk}")
    for words in _careful(step):
        yield _comment(f"{fix_text.CAREFUL}{words}")
    wanted = [f"{prefix}{name}" for name in placeholders(step.fix.cli)]
    body = list(_body(step, prefix))
    yield from _undo(step)
    if not wanted:
        yield from body
        return
    yield _comment(f"Set {' and '.join(wanted)} first; without, the step is skipped.")
    test = " && ".join(f'[ -n "${{{name}:-}}" ]' for name in wanted)
    yield f"if {test}; then"
    yield from body
    yield f'else echo "skipped step {step.number}: set {" and ".join(wanted)}" >&2'
    yield "fi"


def _careful(step: FixStep) -> tuple[str, ...]:
    """Return what to know before the step: what its comments say, and what its commands do."""
    said = (
        line.removeprefix(f"# {fix_text.CAREFUL}")
        for line in step.fix.cli.split("\n")
        if line.startswith(f"# {fix_text.CAREFUL}")
    )
    done = (f"{words}." for words in fix_text.warnings(step.fix.cli))
    return tuple(dict.fromkeys((*said, *done)))


def _without_careful(text: str) -> str:
    # Names may hold other characters that end a line: they stay.
    lines = text.split("\n")
    return "\n".join(line for line in lines if not line.startswith(f"# {fix_text.CAREFUL}"))


def _body(step: FixStep, prefix: str) -> Iterator[str]:
    yield shlex.join(["echo", f"step {step.number}: {_cut(step.result.check)}"]) + " >&2"
    for index, command in enumerate(commands(step.fix.cli), 1):
        name = f"step-{step.number}-{index}"
        yield f"if todo {name}; then"
        if _is_saved(command):
            yield f"save {name}.json {command.save}"
        yield renamed(command.text, prefix)
        yield from _wait(command)
        yield f"ran {name}"
        yield "fi"


def _wait(command: Command) -> Iterator[str]:
    """Yield what must have happened before the next command can work."""
    verb, options = command.words[1:3], command.options
    if verb in {("lambda", "update-function-configuration"), ("lambda", "update-function-code")}:
        named = (
            w for n in ("--function-name", "--region") if n in options for w in (n, options[n])
        )
        yield shlex.join(["aws", "lambda", "wait", "function-updated-v2", *named])
    if verb == ("iam", "create-role"):
        name = options.get("--role-name", "")
        yield shlex.join(["aws", "iam", "wait", "role-exists", "--role-name", name])
        yield "sleep 10  # until Lambda can assume a new role"


def _undo(step: FixStep) -> Iterator[str]:
    """Yield how to take the step back, its last command first."""
    known = list(dict.fromkeys(how for _, how in reversed(list(_undone(step)))))
    if not known:
        yield _comment("Undo: see the risk")
    for number, words in enumerate(known):
        yield _whole_comment(("Undo: " if number == 0 else "      ") + words.removeprefix("# "))


def _undone(step: FixStep) -> Iterator[tuple[int, str]]:
    """Yield the position of each command that can be taken back, and how."""
    for index, command in enumerate(commands(step.fix.cli), 1):
        file = f"step-{step.number}-{index}.json" if _is_saved(command) else ""
        how = undone(command, file)
        if how:
            yield index, how


def _is_saved(command: Command) -> bool:
    return bool(command.save) and not placeholders(command.save)


def _waiting(plan: FixPlan) -> Iterator[str]:
    for step in plan.first:
        yield ""
        yield _comment(
            f"{_ASKS[step.fix.kind]} first ({step.result.severity.value}): {_title(step)}"
        )
        yield _comment(step.message)
        yield from (f"#   {line}" for line in step.fix.cli.splitlines())


def _left_out(plan: FixPlan) -> Iterator[str]:
    for left in plan.left_out:
        yield ""
        title = f"{left.result.check} at {function_name(left.result.function)}"
        yield _comment(f"Left out: {title}. It would undo step {left.step}. Audit again first.")
        yield from (f"#   {line}" for line in left.fix.cli.splitlines())


def _by_hand(plan: FixPlan) -> Iterator[str]:
    if plan.by_hand:
        yield ""
        yield "# Without commands; see the report:"
    for result in plan.by_hand:
        yield _comment(f"  {result.check} at {function_name(result.function)}")


def _snippets(report: Report, dialect: str) -> bytes:
    plan = fix_plan(report)
    blocks = []
    for step in (*plan.steps, *plan.first):
        text = getattr(step.fix, dialect)
        if text:
            blocks.append(f"{_comment(_title(step))}\n{_comment(step.message)}\n{text}\n")
    if not blocks:
        blocks.append(_comment("no finding of the report has a snippet") + "\n")
    between = "---\n" if dialect == "sam" else "\n"
    return between.join(blocks).encode("utf-8", errors="backslashreplace")


def _title(step: FixStep) -> str:
    return f"{step.result.check} at {step.name}"


def _cut(text: str) -> str:
    return digest.one_line(text, 4 * _WIDTH)


def _whole_comment(text: str) -> str:
    """Return a comment of any length on one line; a command that is cut off would be no command."""
    return "# " + "".join(c if c.isprintable() else " " for c in text)


def _comment(text: str) -> str:
    return f"# {digest.one_line(text, 2 * _WIDTH)}"
