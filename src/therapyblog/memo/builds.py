"""What is remembered of the last build into an output folder."""

from __future__ import annotations

import os
from typing import Any

from therapyblog.memo.store import recall
from therapyblog.model.value import Value


class Written(Value, frozen=True):
    """One file of the output: the key that it was made from, the digest of its bytes, and how it lies on disk."""

    key: bytes
    digest: bytes
    time: int
    size: int


class LastBuild(Value, frozen=True, kw_only=True):
    """The last build into one output folder."""

    stamp: bytes = b""
    """A digest of all that it depended on; empty where a file was too fresh to be told from its next version."""
    theme_folders: tuple[str, ...] = ()
    files: dict[str, Written] = {}
    result: dict[str, Any] = {}


def last_build(remembered: bytes | None) -> LastBuild:
    """Return what is remembered; an empty build where nothing is."""
    return recall(remembered, LastBuild) if remembered else LastBuild()


def is_intact(out: str, file: str, written: Written) -> bool:
    """Say whether a file of the output is as we left it.

    We give the files that we write a time that lies a little in the past, so any later change shows in it.
    """
    try:
        stat = os.stat(f"{out}/{file}")
    except OSError:
        return False
    return stat.st_mtime_ns == written.time and stat.st_size == written.size


Look = tuple[tuple[str, int, int], ...]
"""Every file below some folders with its size and time."""


def folders_snapshot(folders: tuple[str, ...]) -> Look:
    """Look at every file below some folders; raises `OSError` where something vanishes on the way."""
    found: list[tuple[str, int, int]] = []
    for folder in folders:
        if os.path.isdir(folder):
            _look(folder, found)
    return tuple(sorted(found))


def _look(folder: str, found: list[tuple[str, int, int]]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _look(entry.path, found)
            elif entry.is_file():
                stat = entry.stat()
                found.append((entry.path, stat.st_size, stat.st_mtime_ns))
