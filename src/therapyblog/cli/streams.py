"""Output of commands: results to stdout, messages to stderr, and what happens where either cannot be written."""

from __future__ import annotations

import errno
import os
import re
import sys
from contextlib import suppress
from typing import TextIO

import click

from therapyblog.errors import DiskError


def give(result: str | bytes) -> None:
    """Print a result; bytes, for programs, are written as they are.

    A closed pipe (`| head`) is no error.

    Raises:
        DiskError: it cannot be written, for example into a file on a full disk.
    """
    try:
        click.echo(shown(result) if isinstance(result, str) else result, nl=isinstance(result, str))
    except OSError as error:
        refused(error)


_STEERING = re.compile("[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\x1b(?!\\[(?:0|1|2|3[0-7])m)")
"""Control characters for terminals, except our own colours, and characters that change the direction of text."""


def shown(text: str) -> str:
    """Return a text without control characters: names of files and settings may be somebody else's."""
    return _STEERING.sub("\ufffd", text)


def refused(error: OSError) -> None:
    """Ignore a closed pipe at stdout; raise `DiskError` for any other error."""
    _silence(sys.stdout)
    # Windows reports EINVAL for a closed pipe.
    if not isinstance(error, BrokenPipeError) and error.errno != errno.EINVAL:
        reason = (error.strerror or str(error)).lower()
        raise DiskError(f"standard output: {reason}; what was asked for is done, but not printed") from error


def tell(message: str, *, nl: bool = True, raw: bool = False) -> None:
    """Print a message; only if it is `raw` with control characters.

    A failure is ignored, and does not change the exit code.
    """
    try:
        click.echo(message if raw else shown(message), nl=nl, err=True)
    except OSError:
        _silence(sys.stderr)


def show(error: click.ClickException) -> None:
    """Print the usage error of click, as `tell` does."""
    try:
        error.show()
    except OSError:
        _silence(sys.stderr)


def is_terminal() -> bool:
    """Say whether messages go to a person's terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def is_attended() -> bool:
    """Say whether a person at a terminal reads messages and can answer."""
    return is_terminal() and sys.stdin is not None and sys.stdin.isatty()


def prepare() -> None:
    """Write characters that stdout's encoding lacks as `\\u2026` instead of failing, as stderr does."""
    if sys.stdout is not None:
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # it is what Python opened


def flush() -> None:
    """Flush stdout and stderr."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError):
                stream.flush()


def _silence(stream: TextIO) -> None:
    """Redirect a stream to nowhere; else Python tries again at the end and sets its own exit code."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
