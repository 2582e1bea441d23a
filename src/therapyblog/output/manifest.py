"""The manifest: the list of every file that we wrote into an output folder, with the digest of its bytes.

It is in the site folder, in `.therapyblog/published/`, one for each output folder: it names unlisted posts, so it must
not be uploaded. A folder with a list is known to be an output folder of this site.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

import msgspec

from therapyblog.model.codec import decode, digest, encode
from therapyblog.model.value import Value
from therapyblog.output.atomic import read, write_synced
from therapyblog.output.workspace import Workspace

NAME = "list"
FORMER = ".therapyblog-manifest"
"""The list of earlier versions, which lay in the output folder."""
_FORMER_TITLE = "therapyblog manifest 1"
_TITLE = "therapyblog list 2"
UNKNOWN = -1
"""The size of a file that an earlier version listed."""


class ManifestEntry(Value, frozen=True):
    """A file that we wrote."""

    digest: bytes
    size: int
    """In bytes, or `UNKNOWN`."""
    source: str = ""
    """The file of the site that it was made from; empty where it was made from many."""
    left: bool = False
    """The site no longer has it, and it could not be removed."""


Manifest = dict[str, ManifestEntry]
"""Path in the output folder → what we wrote there."""


class _Stored(Value, frozen=True):
    title: str
    identity: int
    files: msgspec.Raw
    """The rows: a build with nothing to do needs none of them."""


def read_manifest(workspace: Workspace) -> Manifest | None:
    """Return what we wrote into an output folder; `None` where there is no valid list.

    Paths outside of the folder are dropped: the list may have come with a site from elsewhere.
    """
    rows = _rows(workspace)
    if rows is None:
        return _former(workspace.out)
    try:
        files = decode(rows, Manifest)
    except msgspec.DecodeError:
        return None
    return {path: row for path, row in files.items() if is_inside(path)}


def _rows(workspace: Workspace) -> msgspec.Raw | None:
    """Return the rows of the list, encoded; `None` where it is not ours, or of another output folder."""
    try:
        stored = decode(_content(workspace.record / NAME), _Stored)
    except msgspec.DecodeError:
        return None
    return stored.files if stored.title == _TITLE and stored.identity == workspace.identity() else None


def write_manifest(workspace: Workspace, files: Manifest, folder: Path | None = None) -> None:
    """Write the list; when this returns it is on the disk. `folder` is what is about to become the output folder."""
    stored = _Stored(_TITLE, workspace.identity(folder), msgspec.Raw(encode(files)))
    write_synced(workspace.make_folder(workspace.record) / NAME, encode(stored))


def is_ours(workspace: Workspace) -> bool:
    """Say whether there is a list of what we wrote into the output folder."""
    return _rows(workspace) is not None or _former(workspace.out) is not None


def list_digest(workspace: Workspace) -> bytes:
    """Return a digest of the list: it changes with every publication."""
    return digest(_content(workspace.record / NAME))


def still_public(workspace: Workspace, present: Collection[str], held: Collection[str]) -> tuple[str, ...]:
    """Return the addresses in the output folder whose text is now held back, or is not among the site's files."""
    rows = read_manifest(workspace) or {}
    gone = [path for path, row in rows.items() if row.left or row.source in held]
    gone += [path for path, row in rows.items() if row.source and row.source not in present]
    there = {path for path in gone if os.path.lexists(workspace.out / path)}
    return tuple(sorted(f"/{path.removesuffix('index.html')}" for path in there))


def is_inside(path: str) -> bool:
    """Say whether a path, which may be forged, stays inside the folder that it is relative to."""
    parts = path.replace(os.sep, "/").split("/")
    return not os.path.splitdrive(path)[0] and "\0" not in path and not {"", ".", ".."}.intersection(parts)


def _content(path: Path) -> bytes:
    return read(path) if path.is_file() and not path.is_symlink() else b""


def _former(out: Path) -> Manifest | None:
    """Return what an earlier version listed in the output folder itself."""
    try:
        title, _, rest = _content(out / FORMER).decode().partition("\n")
    except UnicodeDecodeError:
        return None
    if title != _FORMER_TITLE:
        return None
    manifest = {}
    for line in rest.splitlines():
        hex_digest, _, path = line.partition("  ")
        try:
            row = ManifestEntry(bytes.fromhex(hex_digest), UNKNOWN)
        except ValueError:
            continue
        if is_inside(path):
            manifest[path] = row
    return manifest
