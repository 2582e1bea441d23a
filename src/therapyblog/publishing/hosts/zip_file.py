"""A zip file with the whole site, for hosts that take one, and as a backup."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Collection
from io import BytesIO
from pathlib import Path

from therapyblog.errors import UsageError
from therapyblog.files import NotAFile, read_regular
from therapyblog.model.codec import digest
from therapyblog.model.config import DestinationSetting
from therapyblog.output.directory_tree import PUBLIC, Tree
from therapyblog.publishing.host import Context, Files, HostError, HostLocked, Note, Progress, Publication, Read, Remote

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file: the same site is the same zip."""


def connect(site: Path, destination: DestinationSetting, context: Context) -> ZipHost:
    """Return the zip file; a path that is not absolute begins at the site folder."""
    del context
    path = Path(os.path.normpath(site / Path(destination.folder).expanduser()))
    root = Path(os.path.realpath(site))
    if path.suffix.lower() != ".zip":
        path = path / f"{site.name}.zip"
    if root in Path(os.path.realpath(path)).parents:
        raise UsageError(f"{path} lies in the site folder. Write the zip file elsewhere.")
    return ZipHost(path)


class ZipHost:
    """A whole site in one file, which is replaced in one step."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = self._state()

    def _state(self) -> str:
        """Return the digest of what is there; empty where nothing is."""
        try:
            return digest(read_regular(self._path)).hex()
        except FileNotFoundError:
            return ""
        except (NotAFile, OSError) as error:
            raise HostError(f"{self._path}: {error.strerror or error}") from error

    def look(self, address: str, files: Files, last: Files, states: Collection[str]) -> Remote:
        """Return what the file holds; one that we did not write is foreign."""
        del address, files
        if not self._seen:
            return Remote()
        if self._seen in states:
            return Remote(files=dict(last))
        return Remote(foreign=(self._path.name,))

    def publish(self, publication: Publication, read: Read, note: Note, progress: Progress) -> str:
        """Write the file anew."""
        content = BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for done, path in enumerate(sorted(publication.files)):
                progress("Packing", done, len(publication.files))
                entry = zipfile.ZipInfo(path, _EPOCH)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, read(path))
        if self._state() != self._seen:
            raise HostLocked(f"another publication to {self._path.name} was quicker; try again")
        state = digest(content.getvalue()).hex()
        note(state)
        try:
            Tree(self._path.parent, modes=PUBLIC).write(self._path.name, content.getvalue())
        except OSError as error:
            raise HostError(f"{error.filename or self._path}: {(error.strerror or str(error)).lower()}") from error
        return state

    def still_readable(self) -> tuple[str, ...]:
        """Nothing: the file was replaced."""
        return ()

    def close(self) -> None:
        """Nothing is open."""
