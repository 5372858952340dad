"""How the program ends: commands loaded on use, and errors that users can act on."""

from __future__ import annotations

import errno
import importlib
import os
import re
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.exceptions import Exit, NoArgsIsHelpError

from auditor.cli.ending import ended_as_by_ctrl_c, interrupted

if TYPE_CHECKING:
    from auditor.evaluate.plugin_barrier import CrashError
    from auditor.model.errors import AuditorError

USAGE, INCOMPLETE, NO_CREDENTIALS = 2, 3, 4
_ASKS_FOR_HELP = frozenset({"-h", "--help"})
_HANDLED = (OSError, SystemExit, click.ClickException, click.Abort, Exit)
_LONG_WORD = re.compile(r"(\S{120})\S{180,}")  # a value of the user's, as it was given
_PLACES = 3  # of the program's code that the message of a defect names
NO_READER = 141  # 128 and the signal that ends others, SIGPIPE


def exit_code(error: AuditorError) -> int:
    """Return the exit code that the contract gives to an error."""
    from auditor.model.errors import CollectError, CredentialsError  # noqa: PLC0415  as in `invoke`

    if isinstance(error, CredentialsError):
        return NO_CREDENTIALS
    return INCOMPLETE if isinstance(error, CollectError) else USAGE


class Program(click.Group):
    """The root command: it imports a command's module only when that command runs."""

    def __init__(self, *, commands_by_name: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        self._modules = commands_by_name

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of use."""
        del ctx
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in self._modules:
            return None
        module = importlib.import_module(self._modules[cmd_name][0])
        command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, or name the nearest one; variables that no option reads are refused."""
        from auditor.cli.variables import check_variables  # noqa: PLC0415  as in `invoke`
        from auditor.model.wording import nearest  # noqa: PLC0415

        if not (ctx.resilient_parsing or _ASKS_FOR_HELP.intersection(args)):
            check_variables(self, args[0] if args else "", os.environ)
        if args and not args[0].startswith("-") and args[0] not in self._modules:
            ctx.fail(f"no such command {args[0]!r}{nearest(args[0], self._modules)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self._modules.items()])

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401
    ) -> click.Context:
        """Parse what comes before the command."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            sys.exit(_misused(error))
        except OSError as error:  # --help and --version are printed here
            sys.exit(_refused(error))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; `--log-format json` holds until its end."""
        if ctx.params.get("log_format") != "json":
            return self._run(ctx)
        from auditor.cli.json_log import json_stderr  # noqa: PLC0415  as below

        with json_stderr():
            return self._run(ctx)

    def _run(self, ctx: click.Context) -> object:
        """Run the command; whatever goes wrong becomes one sentence and its exit code."""
        # `--help` ends before this, and takes a third of its time without the model.
        from auditor.evaluate.plugin_barrier import CrashError, guard  # noqa: PLC0415
        from auditor.model.errors import AuditorError  # noqa: PLC0415

        run = super().invoke
        _replace_closed_stdout()
        try:
            with ended_as_by_ctrl_c():
                return guard(lambda: run(ctx), AuditorError, *_HANDLED)
        except click.UsageError as error:
            sys.exit(_misused(error))
        except AuditorError as error:
            code = exit_code(error)
            click.echo(f"exit {code}: {_printable(str(error))}", err=True)
            sys.exit(code)
        except KeyboardInterrupt as interruption:
            code, said = interrupted(interruption)
            click.echo(f"\nexit {code}: {said}", err=True)
            sys.exit(code)
        except OSError as error:
            sys.exit(_refused(error))
        except CrashError as crash:
            click.echo(
                f"exit {INCOMPLETE}: auditor has a defect ({crash} in {_place(crash)}),"
                " so there is no result; please report it",
                err=True,
            )
            sys.exit(INCOMPLETE)


def _replace_closed_stdout() -> None:
    if sys.stdout is None:  # closed by the caller; the types don't know it
        # What is written meets an error of the system, as with any stream that takes nothing.
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")


def _misused(error: click.UsageError) -> int:
    """Say what is wrong with the words of a command line, as every other error is said."""
    if isinstance(error, NoArgsIsHelpError):
        error.show()
        return USAGE
    words = _printable(" ".join(_in_words(error).split())).removesuffix(".")
    said = words.replace(". Did you mean", "; did you mean").replace(". Choose", "; choose")
    command = error.ctx.command_path if error.ctx else "auditor"
    hint = f"`{command} --help` shows how it is called"
    end = "" if said.endswith("?") else ";"
    click.echo(f"exit {USAGE}: {said[:1].lower()}{said[1:]}{end} {hint}", err=True)
    return USAGE


def _in_words(error: click.UsageError) -> str:
    """Return what is wrong; of an option that there is not, in the same words in all of click."""
    if not isinstance(error, click.NoSuchOption):
        return error.format_message()
    near = " or ".join(repr(name) for name in sorted(error.possibilities or ()))
    return f"no such option {error.option_name!r}" + (f"; did you mean {near}?" if near else "")


def _place(crash: CrashError) -> str:
    """Return where the program failed: the last places of its own code, and never a value."""
    trace = crash.__cause__.__traceback__ if crash.__cause__ else None
    frames = [frame for frame in traceback.extract_tb(trace) if "auditor" in frame.filename]
    return " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames[-_PLACES:]))


def _printable(text: str) -> str:
    shown = "".join(c if c.isprintable() or c == "\n" else "?" for c in text)
    return _LONG_WORD.sub(r"\1...", shown)


def _refused(error: OSError) -> int:
    """Return the exit code for a stream that takes no more: its reader left, or a disk is full."""
    # What is buffered still would fail again, with a traceback, when the interpreter ends.
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno == errno.EPIPE:
        return NO_READER
    if error.filename is not None:
        name = _printable(str(error.filename))
        with suppress(OSError):  # stderr may be what takes no more
            click.echo(f"exit {USAGE}: {name} can't be used: {error.strerror}", err=True)
        return USAGE
    said = "stdout is closed" if error.errno == errno.EBADF else error.strerror
    with suppress(OSError):
        click.echo(f"exit {USAGE}: the operating system refused the output: {said}", err=True)
    return USAGE
