"""The manifest: every file that we wrote into an output folder, with the digest of its bytes.

It lies in the output folder, so it goes wherever the folder goes; it is also the mark by which we know the folder for ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

NAME = ".therapyblog-manifest"
_TITLE = "therapyblog manifest 1"


def digest(content: bytes) -> str:
    """Return the digest under which the manifest knows these bytes."""
    return blake2b(content, digest_size=16).hexdigest()


def read_manifest(folder: Path) -> dict[str, str] | None:
    """Return path → digest of what we wrote there; `None` where the folder is not ours."""
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError:
        return {}
    title, _, rest = text.partition("\n")
    if title != _TITLE:
        return {}
    pairs = (line.split("  ", 1) for line in rest.splitlines())
    return {pair[1]: pair[0] for pair in pairs if len(pair) == 2}  # noqa: PLR2004 - a line is a pair


def format_manifest(files: Mapping[str, str]) -> bytes:
    """Write a manifest: one line a file, sorted, so that equal sites have equal manifests."""
    lines = (f"{files[path]}  {path}\n" for path in sorted(files))
    return f"{_TITLE}\n{''.join(lines)}".encode()
