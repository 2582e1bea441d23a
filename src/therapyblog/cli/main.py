"""`therapyblog`: finds the command that was asked for and imports only that."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

import click

from therapyblog import __version__

COMMANDS = {
    "build": "Build the site.",
    "clean": "Delete what builds remember.",
    "init": "Start a new site.",
    "schema": "Describe the settings for editors.",
    "serve": "Show the site while you write.",
    "theme": "List, start, check and preview themes.",
}
INTERRUPTED = 130


class Commands(click.Group):
    """The commands, each in a file of its own that is imported when the command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name every command."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - see above
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"therapyblog.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - see above
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; suggest the one that was probably meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches  # noqa: PLC0415 - only for a slip of the hand

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean `therapyblog {near[0]}`?" if near else ""
            ctx.fail(f"There is no command “{args[0]}”.{hint}")
        return super().resolve_command(ctx, args)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="therapyblog")
def commands() -> None:
    """Turn a therapist's posts into a fast, private and accessible website."""


def main() -> NoReturn:
    """Run the command line; every way out has its exit code."""
    try:
        code = commands.main(prog_name="therapyblog", standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        code = wrong.exit_code
    except (KeyboardInterrupt, click.Abort):
        # Asked twice, it has nothing to add.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        click.echo("Interrupted; the published site is as it was.", err=True)
        _end(INTERRUPTED)
    sys.exit(code)


def _end(code: int) -> NoReturn:
    """End at once: Python would wait for workers first, which a second Ctrl-C may have kept from hearing of it."""
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
