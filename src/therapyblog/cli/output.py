"""Where a command writes: what was asked for to stdout, everything else to stderr, and what if either is refused."""

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
    """Print what was asked for; bytes, for programs, go out as they are.

    That the reader has gone (`| head`) is no error.

    Raises:
        DiskError: it cannot be written, for example into a file on a full disk.
    """
    try:
        click.echo(shown(result) if isinstance(result, str) else result, nl=isinstance(result, str))
    except OSError as wrong:
        refused(wrong)


_STEERING = re.compile("[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\x1b(?!\\[(?:0|1|2|3[0-7])m)")
"""What steers a terminal instead of being read: control characters but our own colours, and reversals of direction."""


def shown(text: str) -> str:
    """Return a text as it may be printed: names of files and settings may be somebody else's."""
    return _STEERING.sub("\ufffd", text)


def refused(wrong: OSError) -> None:
    """Go on in silence where stdout's reader has gone; raise `DiskError` for any other reason to refuse a result."""
    _silence(sys.stdout)
    # EINVAL is how Windows says that a pipe's reader has gone.
    if not isinstance(wrong, BrokenPipeError) and wrong.errno != errno.EINVAL:
        reason = (wrong.strerror or str(wrong)).lower()
        raise DiskError(f"standard output: {reason}; what was asked for is done, but not printed") from wrong


def tell(message: str, *, nl: bool = True, raw: bool = False) -> None:
    """Print a message, with what steers a terminal only if it is `raw`.

    Nobody there to hear it changes neither what is done nor the exit code.
    """
    try:
        click.echo(message if raw else shown(message), nl=nl, err=True)
    except OSError:
        _silence(sys.stderr)


def show(wrong: click.ClickException) -> None:
    """Print how a command is used right, as `tell` does."""
    try:
        wrong.show()
    except OSError:
        _silence(sys.stderr)


def is_terminal() -> bool:
    """Say whether messages go to a person's terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def prepare() -> None:
    """Write what stdout's encoding lacks as `\\u2026` instead of failing, as stderr does from the start."""
    if sys.stdout is not None:
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # it is what Python opened


def flush() -> None:
    """Send out what is still held."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError):
                stream.flush()


def _silence(stream: TextIO) -> None:
    """Send what is still to come nowhere, or Python tries again at the end and makes its own exit code of it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
