"""The journal: what a publication is about to do, written and synced before it does it.

A build that finds one finishes it first: whatever ended the last build, the output folder becomes whole.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from therapyblog.model.codec import decode, encode
from therapyblog.model.value import Value
from therapyblog.output.disk import write_synced

NAME = "journal"


class Journal(Value, frozen=True, kw_only=True):
    """A publication that is under way. Paths are below the output folder."""

    out: str
    stage: str
    write: tuple[tuple[str, bytes], ...]
    """Files to put in place, in this order, with their digests."""
    delete: tuple[tuple[str, bytes], ...]
    """Files that we wrote once and that the site no longer has, with the digests they had."""
    manifest: dict[str, bytes]


def read_journal(workshop: Path) -> Journal | None:
    """Return the journal that an ended build left, if there is a whole one."""
    try:
        return decode((workshop / NAME).read_bytes(), Journal)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError):
        return None


def write_journal(workshop: Path, journal: Journal) -> None:
    """Write the journal; when this returns it is on the disk."""
    write_synced(workshop / NAME, encode(journal))


def drop_journal(workshop: Path) -> None:
    """Say that the publication is done."""
    (workshop / NAME).unlink(missing_ok=True)
