"""What was published, kept on this computer: `.therapyblog/publications/`, which is no cache.

`objects/` holds bytes by their digest, and `<destination>/<moment>.json` one record for each publication, with its
files and the site's own files that it was built from. So a publication can be repeated or brought back without the
folder that she works in. The latest ten of each destination are kept, and objects that no record names are deleted.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from therapyblog.errors import DiskError
from therapyblog.model.codec import digest
from therapyblog.model.due import Due
from therapyblog.model.value import Value
from therapyblog.output.directory_tree import PRIVATE, Tree
from therapyblog.output.own_folder import keep_from_git, open_own_folder
from therapyblog.output.publications import OBJECTS, PUBLICATIONS, unneeded_objects
from therapyblog.output.workspace import FOLDER
from therapyblog.publishing.host import FileEntry

KEPT = 10


class Source(Value, frozen=True, array_like=False):
    """A file of the site folder that a publication was built from."""

    digest: str
    held: bool = False
    """It is a text that the build held back."""


class Record(Value, frozen=True, kw_only=True, array_like=False):
    """One publication."""

    name: str
    """When it was, so that names sort by time."""
    at: dt.datetime
    day: dt.date
    """The day that the site was built for."""
    address: str
    files: dict[str, FileEntry]
    """What is public, by path; a digest is empty where a publication was cut off and it is not certain."""
    sources: dict[str, Source] = {}
    states: tuple[str, ...] = ()
    """What the host noted: one of them identifies what is there."""
    complete: bool = False
    doubtful: tuple[str, ...] = ()
    """Paths that did not answer as they should when they were looked at; the next publication looks again."""
    due: tuple[Due, ...] = ()
    """What falls due later."""
    brought_back: str = ""
    """The name of the earlier publication that this one repeated."""


class Records:
    """The publications of one site to one destination."""

    def __init__(self, site: Path, destination: str) -> None:
        """`destination` is the digest of the destination, in hexadecimal."""
        own = open_own_folder(site / FOLDER)
        keep_from_git(own)
        self.tree = Tree(site, f"{FOLDER}/{PUBLICATIONS}", PRIVATE)
        self._folder, self._own_folder = destination[:16], site / FOLDER

    def all(self) -> list[Record]:
        """Return the records, oldest first; one that is damaged is passed over."""
        names = self.tree.names(self._folder) if self.tree.is_folder(self._folder) else []
        records = (self._record(f"{self._folder}/{name}") for name in names if name.endswith(".json"))
        return sorted((record for record in records if record is not None), key=lambda record: record.name)

    def last(self) -> Record | None:
        """Return the latest record; it may be of a publication that was cut off."""
        records = self.all()
        return records[-1] if records else None

    def _record(self, name: str) -> Record | None:
        try:
            return msgspec.json.decode(self.tree.read(name), type=Record)
        except (msgspec.DecodeError, OSError):
            return None

    def save(self, record: Record) -> None:
        """Write a record; it is on the disk when this returns."""
        self.tree.write(f"{self._folder}/{record.name}.json", msgspec.json.encode(record))

    def new_name(self, moment: dt.datetime) -> str:
        """Return the name of a record that begins now, after all that are there."""
        name, there = f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%S}", {record.name for record in self.all()}
        # A clock that was set back must not put a new publication before an old one.
        if there and name <= max(there):
            stem, _, number = max(there).partition("-")
            name = f"{stem}-{int(number or 0) + 1:04}"
        return name

    def keep(self, content: bytes) -> str:
        """Keep bytes, and return their digest."""
        name = digest(content).hex()
        if not self.tree.is_file(_object(name)):
            self.tree.write(_object(name), content, synced=False)
        return name

    def read(self, name: str) -> bytes:
        """Return kept bytes by their digest; raises `DiskError` where they are missing or damaged."""
        try:
            content = self.tree.read(_object(name))
        except OSError as error:
            raise DiskError(f"{self.tree.path(_object(name))}: {(error.strerror or str(error)).lower()}") from error
        if digest(content).hex() != name:
            self.tree.remove(_object(name))
            raise DiskError(f"{self.tree.path(_object(name))} was damaged, and is removed; publish once more")
        return content

    def prune(self) -> None:
        """Delete all but the latest records, and the objects that no record of any destination names."""
        for record in self.all()[:-KEPT]:
            self.tree.remove(f"{self._folder}/{record.name}.json")
        for path in unneeded_objects(self._own_folder):
            self.tree.remove(f"{OBJECTS}/{path.parent.name}/{path.name}")


def _object(name: str) -> str:
    return f"{OBJECTS}/{name[:2]}/{name}"
