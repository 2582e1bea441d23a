"""Atomic file operations for publishing; on Windows they are retried while another program holds a file.

They take plain paths. Below the folders that `guarding` names no link is followed (see `directory_tree.py`); elsewhere
only a link in the last part of a path is not followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from therapyblog.output.directory_tree import Tree

_guarded: list[Tree] = []


@contextmanager
def guarding(*trees: Tree) -> Iterator[None]:
    """Follow no link below these folders, and give new files in them their permissions, while the context is active."""
    _guarded.extend(trees)
    try:
        yield
    finally:
        for tree in trees:
            _guarded.remove(tree)


def _find(path: Path) -> tuple[Tree, str]:
    """Return the innermost guarded tree that holds a path, and its name there."""
    named = ((tree, tree.name_of(path)) for tree in _guarded)
    inside = [(tree, name) for tree, name in named if name]
    return max(inside, key=lambda candidate: candidate[0].depth(), default=(Tree(path.parent), path.name))


def replace(source: Path, target: Path) -> None:
    """Replace a file by another in one step, creating folders as needed."""
    origin, its_name = _find(source)
    tree, name = _find(target)
    tree.take(name, origin, its_name)


def read(path: Path) -> bytes:
    """Return a file's bytes; raises `NotAFile` for a link, folder, pipe or device."""
    tree, name = _find(path)
    return tree.read(name)


def remove(path: Path) -> None:
    """Delete a file."""
    tree, name = _find(path)
    tree.remove(name)


def keep_copy(source: Path, copy: Path) -> None:
    """Keep a file's bytes under a second name: a hard link, or a copy where the file system has none.

    An existing copy stays: it is of an earlier build that was interrupted, so it is the older.
    """
    origin, its_name = _find(source)
    tree, name = _find(copy)
    tree.keep(name, origin, its_name)


def write_synced(path: Path, content: bytes) -> None:
    """Write a file so that it is on the disk, whole, when this returns."""
    tree, name = _find(path)
    tree.write(name, content)


def remove_empty(folder: Path, stop: Path) -> None:
    """Remove a folder and those above it while they are empty, up to `stop`."""
    while folder != stop and stop in folder.parents:
        tree, name = _find(folder)
        try:
            tree.remove_folder(name)
        except OSError:
            return
        folder = folder.parent


def remove_empty_tree(folder: Path) -> None:
    """Remove a folder that holds nothing but folders."""
    tree, name = _find(folder)
    tree.remove_empty_tree(name)


def remove_tree(folder: Path) -> None:
    """Remove a folder of our own with everything in it, or a file, if it is there."""
    tree, name = _find(folder)
    tree.remove_all(name)


__all__ = [
    "guarding",
    "keep_copy",
    "read",
    "remove",
    "remove_empty",
    "remove_empty_tree",
    "remove_tree",
    "replace",
    "write_synced",
]
