"""What lies in the output folder and has to go: what we wrote once, also renamed, and what was compressed of it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from therapyblog.output.inspection import barrier, digest_behind, digest_of, files_below, mode_of, size_of
from therapyblog.output.journal import Removal
from therapyblog.output.manifest import FORMER, UNKNOWN, Manifest, Row

COMPRESSED = (".gz", ".br", ".zst")
"""What servers take instead of a file where it lies beside it (nginx `gzip_static`, Caddy `precompressed`)."""


def stale(before: Mapping[str, Row], wanted: Mapping[str, Row]) -> list[Removal]:
    """Return what we wrote and the site no longer has, by name."""
    gone = sorted(before.keys() - wanted.keys() - {FORMER})
    return [Removal(path, before[path].digest, "stale") for path in gone]


def mark(out: Path) -> list[Removal]:
    """Return the list that an earlier version kept in the output folder: it names what is on no page."""
    return [Removal(FORMER, b"", "mark")] if mode_of(out / FORMER) is not None else []


def compressed(out: Path, paths: Iterable[str], ours: Collection[str]) -> list[Removal]:
    """Return what somebody compressed of files that are removed or changed."""
    return [
        Removal(path + ending, b"", "compressed")
        for path in paths
        for ending in COMPRESSED
        if path + ending not in ours and barrier(out, path) is None and mode_of(out / (path + ending)) is not None
    ]


def look(out: Path, before: Manifest, wanted: Manifest, going: Collection[str]) -> tuple[list[Removal], list[str]]:
    """Look through the output folder for files that we did not write under these names.

    Those that hold bytes which we wrote and the site no longer has are copies, to be removed; the others are foreign.
    """
    current = {row.digest for row in wanted.values()}
    # An empty file says nothing, and there are many.
    gone = {row.digest: row.size for row in before.values() if row.digest not in current and row.size}
    sizes = set(gone.values())
    copies: list[Removal] = []
    foreign: list[str] = []
    ours = {*wanted, *before, *going}
    for path, entry in files_below(out):
        if path in ours:
            continue
        size = size_of(entry)
        if os.path.islink(out / path):
            # Servers and uploads follow it, so what it leads to is as public as a copy.
            found = digest_behind(out / path, sizes)
        else:
            found = digest_of(out / path) if size and (size in sizes or UNKNOWN in sizes) else b""
        if found in gone:
            copies.append(Removal(_spelled(out, path), found, "copy"))
        elif not _is_beside(path, wanted):
            foreign.append(_text(path))
    return sorted(copies, key=lambda removal: removal.path), sorted(foreign)


def _text(path: str) -> str:
    return path.encode("utf-8", "replace").decode()


def _spelled(out: Path, path: str) -> str:
    """Give a file whose name is no text one that is, so that the journal can name it."""
    if (name := _text(path)) != path:
        os.rename(out / path, out / name)
    return name


def _is_beside(path: str, wanted: Collection[str]) -> bool:
    """Say whether this was compressed of a file that is as it was."""
    return path.endswith(COMPRESSED) and path.rpartition(".")[0] in wanted
