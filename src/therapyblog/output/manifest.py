"""The manifest: every file that we wrote into an output folder, with the digest of its bytes.

It lies in the output folder, so it goes wherever the folder goes; it is also the mark by which we know the folder for
ours.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from therapyblog.model.codec import digest

NAME = ".therapyblog-manifest"
_TITLE = "therapyblog manifest 1"

Manifest = dict[str, bytes]
"""Path in the output folder → digest (`model.codec.digest`) of what we wrote there."""


def read_manifest(folder: Path) -> Manifest:
    """Return what we wrote into a folder; nothing where there is no manifest, or one that cannot be read."""
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return {}
    title, _, rest = text.partition("\n")
    if title != _TITLE:
        return {}
    manifest = {}
    for line in rest.splitlines():
        found, _, path = line.partition("  ")
        try:
            manifest[path] = bytes.fromhex(found)
        except ValueError:
            continue
    return {path: had for path, had in manifest.items() if is_inside(path)}


def is_inside(path: str) -> bool:
    """Say whether a path leads to a file inside the folder that it is below; somebody may have forged it."""
    parts = path.replace(os.sep, "/").split("/")
    return not os.path.splitdrive(path)[0] and "\0" not in path and not {"", ".", ".."}.intersection(parts)


def format_manifest(files: Mapping[str, bytes]) -> bytes:
    """Write a manifest: one line a file, sorted, so that equal sites have equal manifests."""
    lines = [f"{files[path].hex()}  {path}\n" for path in sorted(files)]
    return f"{_TITLE}\n{''.join(lines)}".encode()


def seal(folder: Path) -> bytes:
    """Return a digest of the manifest as it lies there: two folders with the same one hold the same files of ours."""
    try:
        return digest((folder / NAME).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return b""
