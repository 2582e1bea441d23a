"""The errors that end a command, besides problems in the content, each with its exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from therapyblog.exit_codes import LOCKED, PROBLEMS, UNREACHABLE, USAGE

if TYPE_CHECKING:
    from pathlib import Path


STILL_PUBLIC = "Still public, though their texts were taken back:"
"""The beginning of the message with the addresses that are still public, where a build published nothing."""


class TherapyblogError(Exception):
    """A command cannot go on; the message is one plain sentence with a solution."""

    exit_code = PROBLEMS


class UsageError(TherapyblogError):
    """The command was used in a way that is not possible; nothing was changed."""

    exit_code = USAGE


class DiskError(TherapyblogError):
    """Writing or reading failed: the disk is full, or a permission is missing. The published site is intact."""

    exit_code = UNREACHABLE


class SiteLocked(TherapyblogError):
    """Another build of this site is running."""

    exit_code = LOCKED


class WorkerError(TherapyblogError):
    """A worker process ended in the middle of its job."""

    exit_code = UNREACHABLE

    def __init__(self, says: str = "") -> None:
        super().__init__(
            says
            or "a worker process ended unexpectedly (often the machine has run out of memory); "
            "the published site is as it was. Try again with --jobs 1."
        )


class OutOfMemory(TherapyblogError):
    """There is not enough memory."""

    exit_code = UNREACHABLE

    def __init__(self) -> None:
        super().__init__(
            "there is not enough memory; the published site is as it was. Close other programs, or allow more memory; "
            "with --jobs 1 the least is needed."
        )


def disk_error(error: OSError, path: Path | str) -> DiskError:
    """Return a `DiskError` for an `OSError`, with its path."""
    reason = (error.strerror or str(error)).lower()
    return DiskError(f"{error.filename or path}: {reason}; the published site is as it was")
