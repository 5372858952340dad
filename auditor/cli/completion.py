"""`completion`: shell completion scripts."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    """Print a completion script, to be sourced by the shell.

    \b
      bash: auditor completion bash > ~/.local/share/bash-completion/completions/auditor
      zsh:  auditor completion zsh > ~/.zfunc/_auditor
      fish: auditor completion fish > ~/.config/fish/completions/auditor.fish
    """  # noqa: D301  click reads the escaped character
    root = ctx.find_root().command
    completion = get_completion_class(shell)
    if completion is None:
        ctx.fail(f"no completion for {shell}")
    click.echo(completion(root, {}, "auditor", "_AUDITOR_COMPLETE").source())
