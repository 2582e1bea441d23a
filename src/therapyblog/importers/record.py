"""What imports wrote, so that the last one can be taken back: `.therapyblog/imports/`, which is no cache."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import BinaryIO

import msgspec

from therapyblog.errors import UsageError
from therapyblog.model.codec import digest
from therapyblog.model.import_report import Report
from therapyblog.model.value import Value
from therapyblog.output.directory_tree import PRIVATE, Tree
from therapyblog.output.lock import SiteLock
from therapyblog.output.workspace import FOLDER

FOLDER_NAME = "imports"
RECORD, REPORT, BEFORE = "files.jsonl", "report.json", "before"


class Written(Value, frozen=True, kw_only=True, array_like=False):
    """One file that an import wrote."""

    file: str
    digest: str
    replaced: bool = False
    """Its former bytes lie below `before/`."""


class Undone(Value, frozen=True, kw_only=True, array_like=False):
    """What taking an import back came to."""

    removed: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    """Changed since, and left as they are."""


def records(site: Path) -> Tree:
    """Return the folder of a site's imports."""
    return Tree(site, f"{FOLDER}/{FOLDER_NAME}", PRIVATE)


def name_of_import(moment: dt.datetime, taken: list[str]) -> str:
    """Return a name for a record that sorts by time."""
    name = f"{moment:%Y-%m-%d-%H%M%S}"
    return next(found for found in (name, *(f"{name}-{n}" for n in range(2, 1000))) if found not in taken)


class Journal:
    """What one import writes, each file noted before it is written: whatever ends the import, it can be taken back."""

    def __init__(self, site: Path, name: str) -> None:
        self._tree, self._name = records(site), name
        self._stream: BinaryIO | None = None

    def note(self, written: Written, before: bytes | None) -> None:
        """Note a file that is about to be written, and keep what is there now."""
        if before is not None:
            self._tree.write(f"{self._name}/{BEFORE}/{written.file}", before)
        if self._stream is None:
            self._stream = self._tree.open_lasting(f"{self._name}/{RECORD}")
        self._stream.write(msgspec.json.encode(written) + b"\n")

    def end(self, report: Report) -> None:
        """Write the report beside the record of an import that came to its end."""
        if self._stream is not None:
            self._tree.write(f"{self._name}/{REPORT}", msgspec.json.format(msgspec.json.encode(report)))

    def close(self) -> None:
        """Close the record."""
        if self._stream is not None:
            self._stream.close()


def imports_of(site: Path) -> list[str]:
    """Return the names of the imports that can be taken back, oldest first."""
    tree = records(site)
    return [name for name in tree.names() if tree.is_file(f"{name}/{RECORD}")] if tree.is_folder() else []


def undo(site: Path) -> Undone:
    """Take the last import back; a file that was edited since stays.

    Raises `UsageError` where there is none, and `SiteLocked` while the site is built.
    """
    names = imports_of(site)
    if not names:
        raise UsageError(f"Nothing was imported into {site}, so there is nothing to take back.")
    with SiteLock(site / FOLDER):
        return take_back(site, names[-1])


def take_back(site: Path, name: str) -> Undone:
    """Take one import back, and forget it."""
    tree, content = records(site), Tree(site)
    removed, restored, edited = [], [], []
    for written in _noted(tree, name):
        if not content.is_file(written.file):
            continue
        before = tree.read(f"{name}/{BEFORE}/{written.file}") if written.replaced else None
        there = content.read(written.file)
        if there == before:
            continue
        if digest(there).hex() != written.digest:
            edited.append(written.file)
        elif before is not None:
            content.write(written.file, before)
            restored.append(written.file)
        else:
            content.remove(written.file)
            content.remove_empty(written.file.rpartition("/")[0])
            removed.append(written.file)
    tree.remove_all(name)
    return Undone(removed=tuple(removed), restored=tuple(restored), edited=tuple(edited))


def _noted(tree: Tree, name: str) -> list[Written]:
    """Return what an import noted; a last line that is cut off says what was not written."""
    lines = tree.read(f"{name}/{RECORD}").split(b"\n")[:-1]
    try:
        return [msgspec.json.decode(line, type=Written) for line in lines]
    except msgspec.DecodeError:
        raise UsageError(f"{tree.path(f'{name}/{RECORD}')} is damaged, so nothing was taken back.") from None
