"""What every command shares: how it stops, and `--debug`."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import Any

import click

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
                raise
            click.echo(f"therapyblog: {stop}", err=True)
            raise click.exceptions.Exit(stop.exit_code) from None
        except BrokenPipeError:
            deafen()
            raise click.exceptions.Exit(0) from None
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as wrong:
            if debug:
                raise
            says = f"therapyblog: something went wrong inside the program ({type(wrong).__name__}: {wrong})."
            click.echo(
                f"{says}\nPlease report it with what `--debug` prints. The published site is as it was.", err=True
            )
            raise click.exceptions.Exit(INTERNAL) from None

    return run


def deafen() -> None:
    """Send what is still to be said nowhere: whoever read our output has gone, and that is no error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
