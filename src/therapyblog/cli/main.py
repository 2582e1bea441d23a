"""`therapyblog`: finds the command that was asked for and imports only that."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NoReturn

import click

from therapyblog import __version__
from therapyblog.cli import streams
from therapyblog.errors import TherapyblogError
from therapyblog.exit_codes import INTERRUPTED

COMMANDS = {
    "build": "Build the site.",
    "import": "Bring texts in from elsewhere.",
    "publish": "Bring the site to the web.",
    "clean": "Delete what builds remember.",
    "desk": "Write, see and publish in the browser.",
    "doctor": "Find what is wrong with this computer or a site.",
    "init": "Start a new site.",
    "new": "Start a post, page, practitioner or series.",
    "schedule": "Keep the published site true.",
    "schema": "Describe the settings for editors.",
    "serve": "Show the site while you write.",
    "unpublish": "Take the site down.",
    "theme": "List, start, check and preview themes.",
}


class Commands(click.Group):
    """The commands, each in a file of its own that is imported when the command runs."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the command line; `--help` and `--version` print here. Without any words the desk opens, if it can."""
        with _before_click():
            words = args or (["desk"] if streams.is_attended() and has_display(os.environ) else [])
            return super().make_context(info_name, words, parent, **extra)

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


def has_display(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Say whether a browser could be shown to whoever is at the terminal: not over SSH without a display."""
    if environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"):
        return True
    return platform in ("darwin", "win32") and not environment.get("SSH_CONNECTION")


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="therapyblog")
def commands() -> None:
    """Turn a therapist's posts into a fast, private and accessible website."""


def process() -> NoReturn:
    """Run `main` as a process of its own: without the cyclic garbage collector, also at the end.

    The system frees the memory. The last collection took 10 ms for a build with nothing to do, and 60 for a small one.
    """
    gc.disable()
    try:
        main()
    except SystemExit as end:
        if (processes := sys.modules.get("multiprocessing")) and (left := processes.active_children()):
            # A pool that could not start a thread never ends its workers, and Python would wait for them for ever.
            for worker in left:
                worker.kill()
            streams.flush()
            os._exit(end.code if isinstance(end.code, int) else 0)
        raise
    finally:
        gc.freeze()


def main() -> NoReturn:
    """Run the command line; ends with an exit code in every case."""
    streams.prepare()
    try:
        code = commands.main(prog_name="therapyblog", standalone_mode=False)
    except click.ClickException as error:
        streams.show(error)
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _interrupted()
    except (MemoryError, ImportError) as error:
        # A command that cannot be imported. (Its own errors are handled in `guarded`.)
        from therapyblog.cli.errors import expected  # noqa: PLC0415 - hardly ever needed

        stop = expected(error)
        if stop is None:
            raise
        streams.tell(f"therapyblog: {stop}")
        code = stop.exit_code
    sys.exit(code)


@contextmanager
def _before_click() -> Iterator[None]:
    """Handle interruptions and broken pipes, which click would handle itself; other errors are handled in `guarded`.

    click prints an empty line for an interruption, and fails to print that, or help, into a closed pipe.
    """
    try:
        yield
    except KeyboardInterrupt:
        _interrupted()
    except OSError as error:
        try:
            streams.refused(error)
        except TherapyblogError as stop:
            streams.tell(f"therapyblog: {stop}")
            raise click.exceptions.Exit(stop.exit_code) from None
        raise click.exceptions.Exit(0) from None


def _interrupted() -> NoReturn:
    """End at once: Python would wait for workers first, which may have missed the signal."""
    # A second Ctrl-C changes nothing.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A terminal shows ^C, and no new line after it.
    streams.tell("\nInterrupted; the published site is as it was.")
    streams.flush()
    os._exit(INTERRUPTED)
