"""The manifest: every file that we wrote into an output folder, with the digest of its bytes.

It lies in the output folder, so it goes wherever the folder goes; it is also the mark by which we know the folder for
ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

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
        digest, _, path = line.partition("  ")
        try:
            manifest[path] = bytes.fromhex(digest)
        except ValueError:
            continue
    return manifest


def format_manifest(files: Mapping[str, bytes]) -> bytes:
    """Write a manifest: one line a file, sorted, so that equal sites have equal manifests."""
    lines = [f"{files[path].hex()}  {path}\n" for path in sorted(files)]
    return f"{_TITLE}\n{''.join(lines)}".encode()
