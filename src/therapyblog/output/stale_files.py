"""Finds stale files in the output folder: our files that the site no longer has, and renamed or compressed copies."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from therapyblog.output.inspection import digest_behind, digest_of, files_below, mode_of, size_of
from therapyblog.output.journal import Removal
from therapyblog.output.manifest import FORMER, UNKNOWN, Manifest, ManifestEntry

COMPRESSED = (".gz", ".br", ".zst")
"""Endings of compressed files that servers send instead of a file (nginx `gzip_static`, Caddy `precompressed`)."""


def stale(before: Mapping[str, ManifestEntry], wanted: Mapping[str, ManifestEntry]) -> list[Removal]:
    """Return the files that we wrote and the site no longer has, by name."""
    gone = sorted(before.keys() - wanted.keys() - {FORMER})
    return [Removal(path, before[path].digest, "stale") for path in gone]


def former_list(out: Path) -> list[Removal]:
    """Return the list that an earlier version kept in the output folder: it names what is on no page."""
    return [Removal(FORMER, b"", "mark")] if mode_of(out / FORMER) is not None else []


def find_copies(
    out: Path, before: Manifest, wanted: Manifest, changed: Collection[str]
) -> tuple[list[Removal], list[str]]:
    """Look through the output folder for files that we did not write under these names.

    What somebody compressed of files that are `changed` or removed has to go, and so have copies: files that hold bytes
    which we wrote and the site no longer has. The others are foreign.
    """
    current = {row.digest for row in wanted.values()}
    # An empty file says nothing, and there are many.
    gone = {row.digest: row.size for row in before.values() if row.digest not in current and row.size}
    sizes = set(gone.values())
    leftovers: list[Removal] = []
    foreign: list[str] = []
    ours = {*wanted, *before, FORMER}
    for path, entry in files_below(out):
        if path in ours:
            continue
        uncompressed = path.rpartition(".")[0] if path.endswith(COMPRESSED) else ""
        if uncompressed in changed:
            leftovers.append(Removal(path, b"", "compressed"))
            continue
        size = size_of(entry)
        if os.path.islink(out / path):
            # Servers and uploads follow it, so what it leads to is as public as a copy.
            file_digest = digest_behind(out / path, sizes)
        else:
            file_digest = digest_of(out / path) if size and (size in sizes or UNKNOWN in sizes) else b""
        if file_digest in gone:
            leftovers.append(Removal(_spelled(out, path), file_digest, "copy"))
        elif uncompressed not in wanted:
            foreign.append(_text(path))
    return sorted(leftovers, key=lambda removal: removal.path), sorted(foreign)


def _text(path: str) -> str:
    return path.encode("utf-8", "replace").decode()


def _spelled(out: Path, path: str) -> str:
    """Rename a file whose name is not valid text, so that the journal can name it; return its name."""
    if (name := _text(path)) != path:
        os.rename(out / path, out / name)
    return name
