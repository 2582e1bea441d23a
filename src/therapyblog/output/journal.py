"""The journal: what a publication is about to do, written and synced before it does it.

A build that finds a journal of its output folder finishes it first, so an interrupted build leaves no partial site. The
journal names no folder, so that a forged journal in a site from elsewhere cannot write anywhere else.
"""

from __future__ import annotations

import os
from typing import Literal

import msgspec

from therapyblog.model.codec import decode, encode
from therapyblog.model.value import Value
from therapyblog.output.atomic import read, write_synced
from therapyblog.output.manifest import Manifest, is_inside
from therapyblog.output.workspace import Workspace

NAME = "journal"


class Removal(Value, frozen=True):
    """A file to remove."""

    path: str
    digest: bytes
    """Of what we wrote; empty where we wrote none of it."""
    kind: Literal["stale", "copy", "compressed", "mark"]
    """What we wrote, under its own name or another; what somebody compressed; the list of an earlier version."""


class _Former(Value, frozen=True, kw_only=True):
    """The beginning of a journal of an earlier version."""

    out: str
    stage: str
    write: tuple[tuple[str, bytes], ...]


class Journal(Value, frozen=True, kw_only=True):
    """A publication that is under way. Paths are below the output folder."""

    identity: int
    """Of the output folder (`Workspace.identity`)."""
    write: tuple[tuple[str, bytes], ...] = ()
    """Files to put in place, in this order, with their digests."""
    delete: tuple[Removal, ...] = ()
    files: Manifest
    """What we wrote, when all is done."""


def read_journal(workspace: Workspace) -> Journal | None:
    """Return the journal that an ended build left, if there is a whole one that can be of this output folder."""
    path = workspace.record / NAME
    if not path.is_file() or path.is_symlink():
        return None
    try:
        journal = decode(read(path), Journal)
    except msgspec.DecodeError:
        return None
    paths = (*(path for path, _ in journal.write), *(removal.path for removal in journal.delete))
    return journal if journal.identity == workspace.identity() and all(map(is_inside, paths)) else None


def has_former_journal(workspace: Workspace) -> bool:
    """Say whether an earlier version left a journal."""
    return os.path.lexists(workspace.folder / NAME)


def former_writes(workspace: Workspace) -> dict[str, bytes]:
    """Return what an earlier version was about to write, with digests; nothing where that was into another folder."""
    path, stage = workspace.folder / NAME, workspace.folder / "stage"
    if not path.is_file() or path.is_symlink():
        return {}
    try:
        journal = decode(read(path), _Former)
    except msgspec.DecodeError:
        return {}
    same = os.path.realpath(journal.out) == os.path.realpath(workspace.out) and journal.stage == os.fspath(stage)
    return {path: want for path, want in journal.write if is_inside(path)} if same else {}


def write_journal(workspace: Workspace, journal: Journal) -> None:
    """Write the journal; when this returns it is on the disk."""
    write_synced(workspace.make_folder(workspace.record) / NAME, encode(journal))


def drop_journal(workspace: Workspace) -> None:
    """Remove the journal, because the publication is complete."""
    (workspace.record / NAME).unlink(missing_ok=True)


def has_journal(workspace: Workspace) -> bool:
    """Say whether a publication into this output folder is under way."""
    return os.path.lexists(workspace.record / NAME)
