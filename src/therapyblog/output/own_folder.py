"""The folder of our own in a site, `.therapyblog/`: readable for its user only, and never a link."""

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


def open_own_folder(own_folder: Path) -> Tree:
    """Return the folder of our own in a site; it is created if it is missing.

    It is 0700 and its files are 0600; wider permissions, set by an older version, are corrected.

    Raises `UsageError` where it is a link, and `OSError` where the disk refuses.
    """
    tree = Tree(own_folder.parent, own_folder.name, PRIVATE)
    check_own_folder(own_folder)
    tree.make_folder()
    status = tree.stat()
    if os.name != "nt" and status is not None and stat.S_IMODE(status.st_mode) != PRIVATE.folder:
        _narrow(tree)
    return tree


def keep_from_git(tree: Tree) -> None:
    """Write a `.gitignore` for everything in our folder; a failure is ignored."""
    with suppress(OSError):
        if not tree.is_file(IGNORE) or tree.read(IGNORE) != _EVERYTHING:
            tree.write(IGNORE, _EVERYTHING, synced=False)


def check_own_folder(own_folder: Path) -> None:
    """Raise `UsageError` if our folder is a link: we would delete files of its target."""
    tree = Tree(own_folder.parent, own_folder.name)
    if tree.stat() is None or tree.is_folder():
        return
    if not own_folder.is_symlink() and not own_folder.is_dir():
        raise UsageError(f"{own_folder} is no folder, and therapyblog keeps its work there: move it away.")
    path = quoted(own_folder)
    line = f"rmdir {path} & mkdir {path}" if os.name == "nt" else f"rm {path} && mkdir {path}"
    says = f"{own_folder} is a link, and therapyblog keeps its work in a folder of its own"
    raise UsageError(f"{says}. Put a folder in its place: {line}")


def quoted(path: Path) -> str:
    """Return a path quoted for a command line."""
    return f'"{path}"' if os.name == "nt" else shlex.quote(os.fspath(path))


def _narrow(tree: Tree) -> None:
    """Remove the permissions of others, except for files with hard links, which may be somebody's."""
    tree.set_mode("", PRIVATE.folder)
    for name, status in tree.walk():
        if stat.S_ISREG(status.st_mode) and status.st_nlink == 1:
            tree.set_mode(name, PRIVATE.file)
