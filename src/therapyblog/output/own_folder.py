"""The folder of our own in a site, `.therapyblog/`: for nobody else's eyes, and never a link to somebody's folder."""

from __future__ import annotations

import os
import shlex
import stat
from contextlib import suppress
from pathlib import Path

from therapyblog.errors import UsageError
from therapyblog.output.directory_tree import PRIVATE, Tree

NAME = ".therapyblog"
IGNORE = ".gitignore"
_EVERYTHING = b"*\n"


def open_workshop(workshop: Path) -> Tree:
    """Return the folder of our own in a site, making it where it is not there.

    It is 0700 and its files are 0600; what an older version made wider is narrowed.

    Raises `UsageError` where it is a link, and `OSError` where the disk refuses.
    """
    tree = Tree(workshop.parent, workshop.name, PRIVATE)
    check_workshop(workshop)
    tree.make_folder()
    found = tree.stat()
    if os.name != "nt" and found is not None and stat.S_IMODE(found.st_mode) != PRIVATE.folder:
        _narrow(tree)
    return tree


def keep_from_git(tree: Tree) -> None:
    """Have git leave everything in our folder alone; where that cannot be written, nothing else is wrong."""
    with suppress(OSError):
        if not tree.is_file(IGNORE) or tree.read(IGNORE) != _EVERYTHING:
            tree.write(IGNORE, _EVERYTHING, synced=False)


def check_workshop(workshop: Path) -> None:
    """Refuse a link in the place of our folder: what we delete behind it would be somebody's."""
    tree = Tree(workshop.parent, workshop.name)
    if tree.stat() is None or tree.is_folder():
        return
    if not workshop.is_symlink() and not workshop.is_dir():
        raise UsageError(f"{workshop} is no folder, and therapyblog keeps its work there: move it away.")
    path = quoted(workshop)
    line = f"rmdir {path} & mkdir {path}" if os.name == "nt" else f"rm {path} && mkdir {path}"
    says = f"{workshop} is a link, and therapyblog keeps its work in a folder of its own"
    raise UsageError(f"{says}. Put a folder in its place: {line}")


def quoted(path: Path) -> str:
    """Write a path as it is typed on a command line."""
    return f'"{path}"' if os.name == "nt" else shlex.quote(os.fspath(path))


def _narrow(tree: Tree) -> None:
    """Take the permissions of others away, except from what has a second name: that may be somebody's file."""
    tree.set_mode("", PRIVATE.folder)
    for name, found in tree.walk():
        if stat.S_ISREG(found.st_mode) and found.st_nlink == 1:
            tree.set_mode(name, PRIVATE.file)
