"""Permissions of published files: a web server has to read them, whatever the umask is.

A build with texts that are held back (`--drafts`, `--future`) keeps the umask.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from therapyblog.output.directory_tree import PUBLIC, Tree


def open_stage(stage: Path, files: Iterable[str]) -> None:
    """Let everybody read the staged files, unless the umask allows it already."""
    if os.name == "nt" or stat.S_IMODE(os.stat(stage).st_mode) == PUBLIC.folder:
        return
    folders = {stage}
    for file in files:
        path = stage / file
        os.chmod(path, PUBLIC.file)
        folders.update(folder for folder in path.parents if stage in folder.parents)
    for folder in folders:
        os.chmod(folder, PUBLIC.folder)


def open_output(out: Path, tree: Tree, files: Iterable[str], folders: Iterable[str]) -> None:
    """Let everybody read these files and folders; files with hard links may be somebody's and are left alone."""
    if os.name == "nt":
        return
    for file in files:
        with suppress(OSError):
            status = os.lstat(f"{out}/{file}")
            if stat.S_ISREG(status.st_mode) and stat.S_IMODE(status.st_mode) != PUBLIC.file and status.st_nlink == 1:
                tree.set_mode(file, PUBLIC.file)
    for folder in folders:
        with suppress(OSError):
            status = os.lstat(f"{out}/{folder}")
            if stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) != PUBLIC.folder:
                tree.set_mode(folder, PUBLIC.folder)
