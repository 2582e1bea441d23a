"""What every command shares: how it stops, and `--debug`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from therapyblog.cli.streams import tell
from therapyblog.errors import Stop

INTERNAL = 1


def guarded(function: Callable[..., None]) -> Callable[..., None]:
    """Add `--debug`, and turn what stops a command into one sentence and an exit code."""

    @click.option("--debug", is_flag=True, help="Show where in the program something went wrong.")
    @functools.wraps(function)
    def run(*args: Any, debug: bool, **options: Any) -> None:
        try:
            function(*args, **options)
        except Stop as stop:
            if debug:
                tell(_trace())
            tell(f"therapyblog: {stop}")
            raise click.exceptions.Exit(stop.exit_code) from None
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as wrong:  # noqa: BLE001 - it is told in one line, and whole with --debug
            if debug:
                tell(_trace())
            tell(f"therapyblog: something went wrong inside the program ({type(wrong).__name__}: {wrong}).")
            tell("Please report it with what `--debug` prints. The published site is as it was.")
            raise click.exceptions.Exit(INTERNAL) from None

    return run


def _trace() -> str:
    """Write where the program was when it stopped."""
    import traceback  # noqa: PLC0415 - only for this option

    return traceback.format_exc().rstrip()
