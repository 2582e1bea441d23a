"""The memo on disk: one SQLite file in `.therapyblog/cache/`, safe to delete at any time.

Everything in it is keyed by value or checked against the files, so it can be out of date but never wrong, and every row
carries a checksum, because SQLite notices only damage to its own structure. A file that cannot be read, or that another
version wrote, is dropped with one line of notice.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from therapyblog.model.codec import decode
from therapyblog.output.directory_tree import PRIVATE, Tree
from therapyblog.output.own_folder import NAME as OWN_FOLDER

NAME = "memo.sqlite"
T = TypeVar("T")
_SEAL = 4
"""Bytes of a checksum (CRC-32): enough against what disks do; nobody else has a reason to forge it."""

# The rows are large and their keys come in no order: with row numbers only small keys are sorted in (measured: 10,000
# posts 578 -> 200 ms).
_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value BLOB);
CREATE TABLE documents (key BLOB PRIMARY KEY, read BLOB);
CREATE TABLE bodies (digest BLOB PRIMARY KEY, body BLOB);
"""


class CacheError(Exception):
    """What is remembered cannot be used: it has to be dropped, and the build made without it."""


def recall(encoded: bytes, kind: type[T]) -> T:
    """Decode something remembered; raises `CacheError` for bytes that are not that."""
    try:
        return decode(encoded, kind)
    except (msgspec.DecodeError, ValueError, TypeError, RecursionError) as wrong:
        raise CacheError(str(wrong)) from wrong


def peek(path: Path, environment: bytes, name: str) -> bytes | None:
    """Return what is kept under a name without taking part: before the lock is taken, nothing may be changed."""
    try:
        identity = _identity(path)
        if identity is None:
            return None
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            if _check(connection, environment + identity):
                return None
            row = connection.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        finally:
            connection.close()
        return _unsealed(row[0]) if row else None
    except (sqlite3.Error, OSError, CacheError):
        return None


def _tree_of(path: Path) -> Tree:
    """Return the folder of a memo as a tree that no link leads into, if it lies in a site."""
    for folder in path.parents:
        if folder.name == OWN_FOLDER:
            return Tree(folder.parent, path.parent.relative_to(folder.parent).as_posix(), PRIVATE)
    return Tree(path.parent, modes=PRIVATE)


def _beside(path: Path) -> list[str]:
    """Name the files that SQLite keeps beside a database while it writes.

    What they hold is carried out: a journal may name another file, which is then deleted
    (https://www.sqlite.org/fileformat2.html#the_rollback_journal, "super-journal"). So none is ever read.
    """
    return [path.name + ending for ending in ("-journal", "-wal", "-shm")]


def _is_unfinished(path: Path) -> bool:
    tree = _tree_of(path)
    return any(tree.stat(name) is not None for name in _beside(path))


def _identity(path: Path) -> bytes | None:
    """Return what tells this file from a copy of it; `None` for what SQLite must not open.

    SQLite follows links, and writes through every name that a file has. And what lies in a site folder may have come
    with it: only what was made in this place is read.
    """
    tree = _tree_of(path)
    found = tree.stat(path.name)
    if found is None or not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
        return None
    if os.name != "nt" and found.st_uid != os.geteuid():
        return None
    if _is_unfinished(path):
        return None
    return str(found.st_ino).encode()


def _check(connection: sqlite3.Connection, environment: bytes) -> str:
    """Say what is wrong with a database; nothing for one that we made, here, in this version.

    Its tables must be word for word ours: in somebody else's, a trigger or view would run when we write or ask.
    """
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    tables = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
    if tables != set(filter(None, _TABLES.strip().replace("\n", "").split(";"))):
        return "The cache could not be read; it is made anew."
    row = connection.execute("SELECT value FROM about WHERE name = 'environment'").fetchone()
    if row is None or row[0] != environment:
        return "The cache was written by another version, or in another place; it is made anew."
    return ""


class Store:
    """Three tables: things by name, read documents, and bodies. `commit` keeps what was put.

    Every method raises `CacheError` where SQLite refuses.
    """

    def __init__(self, path: Path | None, environment: bytes) -> None:
        self.notice = ""
        self._path = path
        self._environment = environment
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        if self._path is None or not os.path.lexists(self._path):
            return self._anew()
        connection = None
        # A build that was killed leaves a journal; that is not worth a word.
        self.notice = "" if _is_unfinished(self._path) else "The cache could not be read; it is made anew."
        try:
            identity = _identity(self._path)
            if identity is not None:
                connection = self._connect(self._path)
                self.notice = _check(connection, self._environment + identity)
                if not self.notice:
                    return connection
        except (sqlite3.Error, OSError):
            pass
        if connection is not None:
            connection.close()
        return self._anew()

    def _anew(self) -> sqlite3.Connection:
        """Begin with nothing, on disk if the disk lets us, else in memory only."""
        if self._path is not None:
            try:
                tree = _tree_of(self._path)
                for leftover in (self._path.name, *_beside(self._path)):
                    tree.remove_all(leftover)
                # SQLite would follow a link; the empty file that it finds here is new.
                tree.write(self._path.name, b"", synced=False)
                return self._create(self._path)
            except (sqlite3.Error, OSError) as wrong:
                self.notice = f"The cache could not be written ({wrong}); the next build will take longer."
        return self._create(None)

    def _create(self, path: Path | None) -> sqlite3.Connection:
        connection = self._connect(path)
        connection.executescript(_TABLES)
        identity = (_identity(path) if path else None) or b""
        connection.execute("INSERT INTO about VALUES ('environment', ?)", (self._environment + identity,))
        connection.commit()
        return connection

    @staticmethod
    def _connect(path: Path | None) -> sqlite3.Connection:
        # One thread at a time: the preview opens it in one and works in another.
        connection = sqlite3.connect(
            ":memory:" if path is None else path, isolation_level="IMMEDIATE", timeout=1, check_same_thread=False
        )
        # The lock keeps other builds out; a lost cache costs one full build, so the disk need not be waited for.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = DELETE")
        return connection

    @contextmanager
    def _guarded(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._connection
        except sqlite3.Error as wrong:
            raise CacheError(str(wrong)) from wrong

    def reset(self, *, on_disk: bool = True) -> None:
        """Drop everything, because it could not be used; without `on_disk` go on in memory only."""
        self.notice = "The cache could not be used; it is made anew."
        self._connection.close()
        if not on_disk:
            self._path = None
        self._connection = self._anew()

    def get(self, name: str) -> bytes | None:
        """Return what is kept under a name."""
        with self._guarded() as connection:
            row = connection.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return None if row is None else _unsealed(row[0])

    def put(self, name: str, value: bytes) -> None:
        """Keep something under a name."""
        with self._guarded() as connection:
            connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, _sealed(value)))

    def documents(self) -> dict[bytes, bytes]:
        """Return every read document by its key."""
        with self._guarded() as connection:
            return {_bytes(key): _unsealed(read) for key, read in connection.execute("SELECT key, read FROM documents")}

    def add_documents(self, reads: Mapping[bytes, bytes], bodies: Mapping[bytes, bytes]) -> None:
        """Keep documents that were read, and their bodies."""
        with self._guarded() as connection:
            sealed = ((key, _sealed(read)) for key, read in reads.items())
            connection.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?)", sealed)
            connection.executemany("INSERT OR REPLACE INTO bodies VALUES (?, ?)", bodies.items())

    def body(self, digest: bytes) -> bytes | None:
        """Return the encoded body of a digest, which is its checksum too."""
        with self._guarded() as connection:
            row = connection.execute("SELECT body FROM bodies WHERE digest = ?", (digest,)).fetchone()
        return None if row is None else _bytes(row[0])

    def forget(self, keys: Iterable[bytes], bodies: Iterable[bytes]) -> None:
        """Drop documents and bodies that nothing uses any more."""
        with self._guarded() as connection:
            connection.executemany("DELETE FROM documents WHERE key = ?", ((key,) for key in keys))
            connection.executemany("DELETE FROM bodies WHERE digest = ?", ((digest,) for digest in bodies))

    def commit(self) -> None:
        """Keep everything that was put since the last commit."""
        with self._guarded() as connection:
            connection.commit()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _bytes(value: object) -> bytes:
    """Return what SQLite holds if it is what we put there: a hand-made row may hold anything."""
    if not isinstance(value, bytes):
        raise CacheError(f"a row holds {type(value).__name__}")
    return value


def _sealed(value: bytes) -> bytes:
    """Put a checksum before a value."""
    return zlib.crc32(value).to_bytes(_SEAL, "big") + value


def _unsealed(value: object) -> bytes:
    """Take the checksum off a value again; raises `CacheError` for one that is damaged."""
    sealed = _bytes(value)
    content = sealed[_SEAL:]
    if zlib.crc32(content).to_bytes(_SEAL, "big") != sealed[:_SEAL]:
        raise CacheError("a row is damaged")
    return content
