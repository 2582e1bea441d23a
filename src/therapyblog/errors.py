"""What can stop a command besides problems in the content. Each says which exit code it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


STILL_PUBLIC = "Still public, though their texts were taken back:"
"""What the addresses follow where a build published nothing."""


class TherapyblogError(Exception):
    """A command cannot go on; the message is one plain sentence with the way out."""

    exit_code = 1


class UsageError(TherapyblogError):
    """What was asked for cannot be done as asked; nothing was touched."""

    exit_code = 2


class DiskError(TherapyblogError):
    """The disk refused: it is full, or a permission is missing. What was published before is intact."""

    exit_code = 3


class SiteLocked(TherapyblogError):
    """Another build of this site is at work."""

    exit_code = 4


class WorkerError(TherapyblogError):
    """A worker process ended in the middle of its job."""

    exit_code = 3

    def __init__(self, says: str = "") -> None:
        super().__init__(
            says
            or "a worker process ended unexpectedly (often the machine has run out of memory); "
            "the published site is as it was. Try again with --jobs 1."
        )


class OutOfMemory(TherapyblogError):
    """The machine refused memory."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__(
            "there is not enough memory; the published site is as it was. Close other programs, or allow more memory; "
            "with --jobs 1 the least is needed."
        )


def disk_error(wrong: OSError, path: Path | str) -> DiskError:
    """Say what the disk refused, with the path."""
    reason = (wrong.strerror or str(wrong)).lower()
    return DiskError(f"{wrong.filename or path}: {reason}; the published site is as it was")
