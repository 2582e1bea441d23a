"""A folder of this computer, for example one that a web server shows, or that a sync program carries away."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from therapyblog.errors import UsageError
from therapyblog.files import NotAFile
from therapyblog.model.config import DestinationSetting
from therapyblog.output.directory_tree import PUBLIC, Tree
from therapyblog.publishing.host import Context, HostError


def connect(site: Path, destination: DestinationSetting, context: Context) -> FolderHost:  # noqa: ARG001 - the seam's
    """Return the folder; a path that is not absolute begins at the site folder. It must not lie inside of the site."""
    folder = Path(os.path.normpath(site / Path(destination.folder).expanduser()))
    real, root = Path(os.path.realpath(folder)), Path(os.path.realpath(site))
    if real == root or root in real.parents or real in root.parents:
        raise UsageError(f"{folder} is the site folder, lies in it, or holds it. Publish to a folder elsewhere.")
    return FolderHost(folder)


class FolderHost:
    """Files below a folder."""

    list_key = b""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # What is ours lies beside the folder where that is allowed, because a web server shows what is in it.
        beside = os.access(folder.parent, os.W_OK) if folder.parent.is_dir() else True
        self.own, self.own_is_public = (f"../.therapyblog-{folder.name}", False) if beside else (".therapyblog", True)

    def _tree(self, path: str) -> tuple[Tree, str]:
        if path.startswith("../"):
            return Tree(self._folder.parent, modes=PUBLIC), path.removeprefix("../")
        return Tree(self._folder, modes=PUBLIC), path

    def size(self, path: str) -> int | None:
        """Return the size of a file; `None` where there is none."""
        tree, name = self._tree(path)
        with _told(self._folder):
            status = tree.stat(name)
            return status.st_size if status is not None and tree.is_file(name) else None

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes; `None` where there is none."""
        tree, name = self._tree(path)
        with _told(self._folder):
            try:
                return tree.read(name)
            except (FileNotFoundError, NotADirectoryError, NotAFile):
                return None

    def stage(self, path: str, content: bytes) -> None:
        """Write a new file."""
        tree, name = self._tree(path)
        with _told(self._folder):
            tree.write(name, content, synced=False)

    def place(self, staged: str, path: str) -> None:
        """Move a staged file to its place."""
        origin, its_name = self._tree(staged)
        tree, name = self._tree(path)
        with _told(self._folder):
            tree.take(name, origin, its_name)

    def remove(self, path: str) -> None:
        """Delete a file, and folders that are empty then."""
        tree, name = self._tree(path)
        with _told(self._folder):
            try:
                tree.remove(name)
            except (FileNotFoundError, NotADirectoryError):
                return
            tree.remove_empty(name.rpartition("/")[0])

    def clear(self, folder: str) -> None:
        """Delete a folder of ours."""
        tree, name = self._tree(folder)
        with _told(self._folder):
            tree.remove_all(name)

    def make_lock(self, path: str) -> bool:
        """Make an empty folder; false where it is there."""
        tree, name = self._tree(path)
        with _told(self._folder):
            tree.make_folder(name.rpartition("/")[0])
            try:
                os.mkdir(tree.path(name))
            except FileExistsError:
                return False
            return True

    def remove_lock(self, path: str) -> None:
        """Remove it."""
        self.clear(path)

    def names(self) -> list[str]:
        """Return every file."""
        with _told(self._folder):
            if not self._folder.is_dir():
                return []
            return [name for name, _ in Tree(self._folder).walk() if name.split("/")[0] != self.own]

    def close(self) -> None:
        """Nothing is open."""


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise HostError(f"{error.filename or folder}: {reason}; what was public is whole") from error
