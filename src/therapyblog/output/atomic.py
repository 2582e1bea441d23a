"""The few things that publishing does to a disk, each whole or not at all, with patience for Windows.

Paths are plain here. Which of them may hold no link is said once, by `guarding`: below the folders that it names
nothing is reached through a link (see `beneath.py`). Elsewhere only the last part of a path is sure not to be followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from therapyblog.output.directory_tree import Tree

_guarded: list[Tree] = []


@contextmanager
def guarding(*trees: Tree) -> Iterator[None]:
    """Follow no link below these folders, and make what is made in them with their permissions."""
    _guarded.extend(trees)
    try:
        yield
    finally:
        for tree in trees:
            _guarded.remove(tree)


def _find(path: Path) -> tuple[Tree, str]:
    """Return the tree that a path lies in, the innermost of those that are guarded, and its name there."""
    named = ((tree, tree.name_of(path)) for tree in _guarded)
    inside = [(tree, name) for tree, name in named if name]
    return max(inside, key=lambda found: found[0].depth(), default=(Tree(path.parent), path.name))


def replace(source: Path, target: Path) -> None:
    """Put a file in the place of another in one step, making folders on the way."""
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
    """Keep a file's bytes under a second name: a hard link where the file system knows them.

    What is kept already stays: it is from before a build that ended, so it is the older.
    """
    origin, its_name = _find(source)
    tree, name = _find(copy)
    tree.keep(name, origin, its_name)


def write_synced(path: Path, content: bytes) -> None:
    """Write a file so that it is on the disk, whole, when this returns."""
    tree, name = _find(path)
    tree.write(name, content)


def drop_empty(folder: Path, stop: Path) -> None:
    """Remove a folder and those above it while they are empty, up to `stop`."""
    while folder != stop and stop in folder.parents:
        tree, name = _find(folder)
        try:
            tree.remove_folder(name)
        except OSError:
            return
        folder = folder.parent


def drop_hollow(folder: Path) -> None:
    """Remove a folder that holds nothing but folders."""
    tree, name = _find(folder)
    tree.drop_hollow(name)


def remove_tree(folder: Path) -> None:
    """Remove a folder of our own with everything in it, or a file, if it is there."""
    tree, name = _find(folder)
    tree.remove_all(name)


__all__ = [
    "drop_empty",
    "drop_hollow",
    "guarding",
    "keep_copy",
    "read",
    "remove",
    "remove_tree",
    "replace",
    "write_synced",
]
