"""Everything that was ever saved at the desk, and what was deleted there: `.therapyblog/history/`.

    versions/PATH-ID/STAMP-DIGEST   a state of a file, in the order of saving
    bin/STAMP-DIGEST                a file that was deleted

Each holds a line of JSON about itself and the bytes of the file, compressed. A state is kept before the file is
replaced; so is what somebody else wrote there meanwhile. Their number and size are bounded: of older states by the
desk itself only the last of some minutes, then of a day, then of a week stay.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
import time
import unicodedata
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec

from therapyblog.desk.protocol import Answer, Refused
from therapyblog.model.codec import digest
from therapyblog.output.directory_tree import PRIVATE, Tree
from therapyblog.output.own_folder import NAME, keep_from_git, open_own_folder
from therapyblog.settings.bytes_to_text import text_for_show

FOLDER = "history"
RECENT = 200
"""How many states of a file are kept, whatever their age."""
MOST_STATES, MOST_DELETED = 1000, 500
MOST_BYTES = 256 * 2**20
"""Compressed, of all states; and as much for what was deleted."""
_MINUTES, _DAY, _WEEK = 600, 86_400, 7 * 86_400
_CHECK_EVERY = 50
_ID = re.compile(r"[0-9a-f]{16}-[0-9a-f]{32}[df]?")
_LONGEST_LINE = 120


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a kept state says of itself."""

    path: str
    by: str = "desk"
    title: str = ""


class Version(Answer, frozen=True, kw_only=True):
    """A saved state of a file; `by` is `desk`, or `elsewhere` where somebody else wrote it."""

    id: str
    saved_at: dt.datetime
    by: str
    words: int
    first_line: str
    bytes: int


class Deleted(Answer, frozen=True, kw_only=True):
    """A file in the bin."""

    id: str
    path: str
    title: str
    deleted_at: dt.datetime
    bytes: int


class _Kept(NamedTuple):
    name: str
    seconds: float
    digest: str
    by_desk: bool


class SavedVersions:
    """The saved states of one site. Its methods may be called from any thread; `OSError` passes."""

    def __init__(self, site: Path) -> None:
        self._own = site / NAME
        self._tree = Tree(site, f"{NAME}/{FOLDER}", PRIVATE)
        self._lock = threading.Lock()
        self._stamp = 0
        self._kept = 0
        self._last: dict[str, str] = {}

    def keep(self, path: str, content: bytes, *, by: str = "desk") -> str:
        """Keep a state of a file, unless it is the last one that was kept; return its id.

        It is on the disk when this returns.
        """
        with self._lock:
            name = _digest(content)
            last = self._last_of(path)
            if last and last.digest == name:
                return last.name
            folder = f"versions/{_folder(path)}"
            about = About(path=path, by=by)
            kept = self._write(folder, name, about, content, "d" if by == "desk" else "f")
            self._last[path] = kept
            self._bound(folder)
            return kept

    def versions(self, path: str) -> tuple[Version, ...]:
        """Return what is kept of a file, the last first."""
        return tuple(self._versions(path))

    def _versions(self, path: str) -> Iterator[Version]:
        folder = f"versions/{_folder(path)}"
        for state in reversed(self._states(folder)):
            found = self._read(f"{folder}/{state.name}")
            if found is not None:
                text = text_for_show(found[1])
                yield Version(
                    id=state.name,
                    saved_at=_time(state.seconds),
                    by=found[0].by,
                    words=len(text.split()),
                    first_line=_first_line(text),
                    bytes=len(found[1]),
                )

    def read(self, path: str, version: str) -> bytes:
        """Return a kept state of a file; raises `Refused` where there is none of this id."""
        found = self._read(f"versions/{_folder(path)}/{version}") if _ID.fullmatch(version) else None
        if found is None:
            raise Refused("This state is not kept any more.", fix="Choose another one.", code="no-version")
        return found[1]

    def follow(self, path: str, new_path: str) -> None:
        """Let what is kept of a file be found under its new path."""
        with self._lock:
            self._last.pop(new_path, None)
            old, new = f"versions/{_folder(path)}", f"versions/{_folder(new_path)}"
            for state in self._states(old):
                self._tree.take(f"{new}/{state.name}", self._tree, f"{old}/{state.name}")
            self._tree.remove_empty(old)
            self._last.pop(path, None)

    def put_into_bin(self, path: str, content: bytes, title: str) -> str:
        """Keep a file that is about to be deleted; return its id."""
        with self._lock:
            kept = self._write("bin", _digest(content), About(path=path, title=title), content, "d")
            self._drop_oldest(self._states("bin"), "bin", MOST_DELETED)
            return kept

    def bin(self) -> tuple[Deleted, ...]:
        """Return what is in the bin, the last first."""
        found = []
        for state in reversed(self._states("bin")):
            if content := self._read(f"bin/{state.name}"):
                about = content[0]
                found.append(
                    Deleted(
                        id=state.name,
                        path=about.path,
                        title=about.title,
                        deleted_at=_time(state.seconds),
                        bytes=len(content[1]),
                    )
                )
        return tuple(found)

    def in_bin(self, name: str) -> tuple[str, bytes]:
        """Return the path and the bytes of a file in the bin; raises `Refused` where it is not there."""
        found = self._read(f"bin/{name}") if _ID.fullmatch(name) else None
        if found is None:
            raise Refused("This is not in the bin any more.", code="no-version")
        return found[0].path, found[1]

    def take_out_of_bin(self, name: str) -> None:
        """Forget a file of the bin that is back."""
        self._tree.remove(f"bin/{name}")

    def _write(self, folder: str, name: str, about: About, content: bytes, mark: str) -> str:
        keep_from_git(open_own_folder(self._own))
        self._stamp = max(time.time_ns(), self._stamp + 1)
        kept = f"{self._stamp:016x}-{name}{mark}"
        self._tree.write(f"{folder}/{kept}", msgspec.json.encode(about) + b"\n" + zlib.compress(content, 6))
        return kept

    def _read(self, name: str) -> tuple[About, bytes] | None:
        """Return a state with what it says of itself; `None` for one that is damaged or gone."""
        try:
            about, _, content = self._tree.read(name).partition(b"\n")
            return msgspec.json.decode(about, type=About), zlib.decompress(content)
        except (OSError, msgspec.DecodeError, zlib.error):
            return None

    def _last_of(self, path: str) -> _Kept | None:
        known = self._last.get(path)
        folder = f"versions/{_folder(path)}"
        if known is not None and self._tree.is_file(f"{folder}/{known}"):
            return _state(known)
        states = self._states(folder)
        return states[-1] if states else None

    def _states(self, folder: str) -> list[_Kept]:
        try:
            names = self._tree.names(folder)
        except (FileNotFoundError, NotADirectoryError):
            return []
        return [_state(name) for name in names if _ID.fullmatch(name)]

    def _bound(self, folder: str) -> None:
        """Take out what need not be kept of a file any more, and now and then of all."""
        states = self._states(folder)
        if len(states) > RECENT:
            for state in _needless(states[:-RECENT], states[-1].seconds):
                self._tree.remove(f"{folder}/{state.name}")
            self._drop_oldest(self._states(folder), folder, MOST_STATES)
        if self._kept % _CHECK_EVERY == 0:
            self._bound_bytes()
        self._kept += 1

    def _bound_bytes(self) -> None:
        """Take out the oldest states of all files while they are too large together, but the last of each."""
        found = [(name, status.st_size) for name, status in self._tree.walk("versions")]
        total = sum(size for _, size in found)
        last = {name.rpartition("/")[0]: name for name, _ in sorted(found)}
        for name, size in sorted(found, key=lambda item: item[0].rpartition("/")[2]):
            if total <= MOST_BYTES:
                return
            if last[name.rpartition("/")[0]] != name:
                self._tree.remove(name)
                total -= size

    def _drop_oldest(self, states: list[_Kept], folder: str, most: int) -> None:
        sizes = [status.st_size if (status := self._tree.stat(f"{folder}/{state.name}")) else 0 for state in states]
        total = sum(sizes)
        for state, size in zip(states[:-1], sizes, strict=False):
            if len(states) <= most and total <= MOST_BYTES:
                return
            self._tree.remove(f"{folder}/{state.name}")
            states = states[1:]
            total -= size


def _needless(states: list[_Kept], now: float) -> Iterator[_Kept]:
    """Yield the states, the oldest first, that are followed by another one of the same minutes, day or week."""
    by_desk = [state for state in states if state.by_desk]
    for state, following in pairwise(by_desk):
        age = now - state.seconds
        span = _MINUTES if age < _DAY else _DAY if age < 30 * _DAY else _WEEK
        if state.seconds // span == following.seconds // span:
            yield state


def _state(name: str) -> _Kept:
    stamp, _, rest = name.partition("-")
    return _Kept(name, int(stamp, 16) / 1e9, rest[:32], not rest.endswith("f"))


def _time(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def _digest(content: bytes) -> str:
    return digest(content).hex()


def _folder(path: str) -> str:
    return digest(unicodedata.normalize("NFC", path).encode("utf-8", "surrogatepass")).hex()


def _first_line(text: str) -> str:
    """Return the title that a text has, or the first line that says something."""
    title = re.search(r"^(?:title|name)\s*[:=]\s*(.+)$", text[:4000], re.MULTILINE | re.IGNORECASE)
    lines = (line.strip() for line in text[:4000].split("\n"))
    found = title[1].strip("\"' ") if title else next((line for line in lines if line and line != "---"), "")
    return found[:_LONGEST_LINE]


__all__ = ["Deleted", "SavedVersions", "Version"]
