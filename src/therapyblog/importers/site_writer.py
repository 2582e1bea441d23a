"""Where an import writes: into a site folder, in a way that can be taken back; one that fails leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from therapyblog.importers.record import FILES, FOLDER_NAME, Journal, Written, brought_to, imports_of, take_back
from therapyblog.model.codec import digest
from therapyblog.model.import_report import Came, Done
from therapyblog.output.directory_tree import Tree
from therapyblog.output.lock import NAME as LOCK
from therapyblog.output.lock import SiteLock
from therapyblog.output.own_folder import IGNORE
from therapyblog.output.workspace import FOLDER


class SiteWriter:
    """Writes the files of one import, of one source or several; with `dry_run` it only says what it would do."""

    def __init__(self, site: Path, name: str, *, dry_run: bool, overwrite: bool, anew: bool = False) -> None:
        self.site = site
        self._tree, self._dry_run, self._overwrite = Tree(site), dry_run, overwrite
        self.came: dict[str, Came] = {}
        """What came since `take` was last called, by file."""
        self._digests: dict[str, bytes] = {}
        self._earlier = frozenset() if overwrite or anew else brought_to(site)
        self.journal = Journal(site, name)

    def there(self, file: str) -> bytes | None:
        """Return what a file of the site folder holds; `None` where there is none, and where it is replaced anyway."""
        return self._tree.read(file) if not self._overwrite and self._tree.is_file(file) else None

    def write(self, file: str, content: bytes, *, origin: str, title: str, done: Done | None = None) -> None:
        """Put a file into the site folder, unless there is another one of the name, or was, and `done` says nothing."""
        there = self._tree.read(file) if self._tree.is_file(file) else None
        done = done or (
            ("gone" if file in self._earlier and not file.startswith(FILES) else "new")
            if there is None
            else "same"
            if there == content
            else "replaced"
            if self._overwrite
            else "kept"
        )
        key = self._digests[file] = digest(content)
        if done in ("new", "replaced", "pictures") and not self._dry_run:
            self.journal.note(Written(file=file, digest=key.hex(), replaced=there is not None), there)
            self._tree.write(file, content, synced=False)
        self.came[file] = Came(file=file, origin=origin, title=title, done=done)

    def names(self, folder: str) -> list[str]:
        """Return the names of what lies in a folder of the site, sorted."""
        return self._tree.names(folder) if self._tree.is_folder(folder) else []

    def write_picture(self, name: str, ending: str, content: bytes, origin: str) -> str:
        """Put a picture into the site folder under a name that no other has, and return that."""
        key, number = digest(content), 1
        while self._digest(file := f"media/{name}{f'-{number}' if number > 1 else ''}{ending}") not in (None, key):
            number += 1
        if file not in self.came:
            self.write(file, content, origin=origin, title="")
        return file

    def _digest(self, file: str) -> bytes | None:
        """Return what is known of a file that is there, or was written by this import."""
        if file not in self._digests and self._tree.is_file(file):
            self._digests[file] = digest(self._tree.read(file))
        return self._digests.get(file)

    def take(self) -> tuple[Came, ...]:
        """Return what came since this was last asked."""
        came = tuple(self.came.values())
        self.came.clear()
        return came


@contextmanager
def writing(site: Path) -> Iterator[None]:
    """Hold the lock of a site while imports write into it; whatever they wrote is taken back where one fails.

    Raises `SiteLocked` while the site is built.
    """
    was_there, earlier = site.exists(), imports_of(site)
    try:
        with SiteLock(site / FOLDER):
            try:
                yield
            except BaseException:
                for name in reversed(imports_of(site)):
                    if name not in earlier:
                        take_back(site, name)
                raise
    except BaseException:
        _remove_empty(site, with_site=not was_there)
        raise


def _remove_empty(site: Path, *, with_site: bool) -> None:
    """Remove our folder where nothing was ever kept in it, and a site folder that is empty."""
    own = Tree(site, FOLDER)
    with suppress(OSError):
        if set(own.names()) <= {LOCK, IGNORE, FOLDER_NAME}:
            own.remove_empty(FOLDER_NAME)
            if not own.is_folder(FOLDER_NAME):
                own.remove_all(LOCK)
                own.remove_all(IGNORE)
                Tree(site).remove_folder(FOLDER)
    if with_site:
        with suppress(OSError):
            site.rmdir()
