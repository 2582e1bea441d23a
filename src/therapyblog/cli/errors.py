"""How every command reports errors, and `--debug`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from therapyblog.cli.streams import tell
from therapyblog.errors import OutOfMemory, TherapyblogError, disk_error
from therapyblog.exit_codes import PROBLEMS


def guarded(function: Callable[..., None]) -> Callable[..., None]:
    """Add `--debug` to a command, and turn exceptions into one sentence and an exit code."""

    @click.option("--debug", is_flag=True, help="Show where in the program something went wrong.")
    @functools.wraps(function)
    def run(*args: Any, debug: bool, **options: Any) -> None:
        try:
            function(*args, **options)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - it is told in one line, and whole with --debug
            if debug:
                tell(_trace())
            stop = expected(error)
            if stop is not None:
                tell(f"therapyblog: {stop}")
                raise click.exceptions.Exit(stop.exit_code) from None
            tell(f"therapyblog: something went wrong inside the program ({type(error).__name__}: {error}).")
            tell("Please report it with what `--debug` prints. The published site is as it was.")
            raise click.exceptions.Exit(PROBLEMS) from None

    return run


_NO_MEMORY = ("cannot allocate memory", "failed to map segment", "can't start new thread", "out of memory")
"""Messages of Python where memory for a library or a thread could not be allocated."""


def expected(error: BaseException) -> TherapyblogError | None:
    """Return the error for an exception that is no mistake of the program: of the disk, or lack of memory."""
    if isinstance(error, TherapyblogError):
        return error
    if isinstance(error, MemoryError) or any(words in str(error).lower() for words in _NO_MEMORY):
        return OutOfMemory()
    return disk_error(error, "the disk") if isinstance(error, OSError) else None


def _trace() -> str:
    """Return the traceback."""
    import traceback  # noqa: PLC0415 - only for this option

    return traceback.format_exc().rstrip()
