"""Permissions of what is published: a web server has to read it, whatever the umask of whoever built it says.

A build that writes what is held back (`--drafts`, `--future`) keeps the umask.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from therapyblog.output.directory_tree import PUBLIC, Tree


def open_stage(stage: Path, files: Iterable[str]) -> None:
    """Let everybody read what was staged; nothing is to be done where the umask lets them already."""
    if os.name == "nt" or stat.S_IMODE(os.stat(stage).st_mode) == PUBLIC.folder:
        return
    folders = {stage}
    for file in files:
        path = stage / file
        os.chmod(path, PUBLIC.file)
        folders.update(folder for folder in path.parents if stage in folder.parents)
    for folder in folders:
        os.chmod(folder, PUBLIC.folder)


def open_output(out: Path, tree: Tree, files: Iterable[str]) -> None:
    """Let everybody read what was published earlier; a file with a second name may be somebody's, and is left alone."""
    if os.name == "nt":
        return
    folders: set[str] = {""}
    for file in files:
        folders.add(file.rpartition("/")[0])
        with suppress(OSError):
            found = os.lstat(f"{out}/{file}")
            if stat.S_ISREG(found.st_mode) and stat.S_IMODE(found.st_mode) != PUBLIC.file and found.st_nlink == 1:
                tree.set_mode(file, PUBLIC.file)
    for folder in folders:
        with suppress(OSError):
            found = os.lstat(f"{out}/{folder}")
            if stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) != PUBLIC.folder:
                tree.set_mode(folder, PUBLIC.folder)
