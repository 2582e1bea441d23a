"""`therapyblog`: finds the command that was asked for and imports only that."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NoReturn

import click

from therapyblog import __version__
from therapyblog.cli import output as streams
from therapyblog.errors import TherapyblogError

COMMANDS = {
    "build": "Build the site.",
    "import": "Bring texts in from elsewhere.",
    "clean": "Delete what builds remember.",
    "init": "Start a new site.",
    "schema": "Describe the settings for editors.",
    "serve": "Show the site while you write.",
    "theme": "List, start, check and preview themes.",
}
INTERRUPTED = 130


class Commands(click.Group):
    """The commands, each in a file of its own that is imported when the command runs."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the command line; `--help` and `--version` print here."""
        with _before_click():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; its `--help` prints here."""
        with _before_click():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name every command."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - see above
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module = "import_" if cmd_name == "import" else cmd_name
        command: click.Command = import_module(f"therapyblog.cli.{module}").command
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


def process() -> NoReturn:
    """Be a process of its own: `main`, without the cyclic collector, and without its last look at everything.

    The system takes back what is left. Looking took 10 ms where there was nothing to do, and 60 after a small build.
    """
    gc.disable()
    try:
        main()
    except SystemExit as end:
        if (processes := sys.modules.get("multiprocessing")) and (left := processes.active_children()):
            # A pool that the system refused a thread never ends its workers, and Python would wait for them in vain.
            for worker in left:
                worker.kill()
            streams.flush()
            os._exit(end.code if isinstance(end.code, int) else 0)
        raise
    finally:
        gc.freeze()


def main() -> NoReturn:
    """Run the command line; every way out has its exit code."""
    streams.prepare()
    try:
        code = commands.main(prog_name="therapyblog", standalone_mode=False)
    except click.ClickException as wrong:
        streams.show(wrong)
        code = wrong.exit_code
    except (KeyboardInterrupt, click.Abort):
        _interrupted()
    except (MemoryError, ImportError) as error:
        # A command that cannot even be imported. (What it then meets itself ends in `guarded`.)
        from therapyblog.cli.errors import expected  # noqa: PLC0415 - hardly ever needed

        stop = expected(error)
        if stop is None:
            raise
        streams.tell(f"therapyblog: {stop}")
        code = stop.exit_code
    sys.exit(code)


@contextmanager
def _before_click() -> Iterator[None]:
    """Deal with what click would deal with in its own way; all else that a command meets ends in `guarded`.

    Of an interruption click prints an empty line; it cannot print that, or help, where nobody reads any more.
    """
    try:
        yield
    except KeyboardInterrupt:
        _interrupted()
    except OSError as wrong:
        try:
            streams.refused(wrong)
        except TherapyblogError as stop:
            streams.tell(f"therapyblog: {stop}")
            raise click.exceptions.Exit(stop.exit_code) from None
        raise click.exceptions.Exit(0) from None


def _interrupted() -> NoReturn:
    """End at once: Python would wait for workers first, which a second Ctrl-C may have kept from hearing of it."""
    # Asked twice, it has nothing to add.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A terminal shows ^C, and no new line after it.
    streams.tell("\nInterrupted; the published site is as it was.")
    streams.flush()
    os._exit(INTERRUPTED)
