"""The cache on disk: one SQLite file in `.therapyblog/cache/`, safe to delete at any time.

Everything in it is keyed by value or checked against the files, so it can be out of date but never wrong. Every row has
a checksum, because SQLite notices only damage to its own structure. A file that cannot be read, or that another version
wrote, is dropped with one line of notice.
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
_CHECKSUM_SIZE = 4
"""Bytes of a checksum (CRC-32), which protects against damage, not against forgery."""

# With row ids, inserting large rows with random keys only sorts small keys (measured: 10,000 posts 578 -> 200 ms).
_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value BLOB);
CREATE TABLE documents (key BLOB PRIMARY KEY, read BLOB);
CREATE TABLE bodies (digest BLOB PRIMARY KEY, body BLOB);
"""


class CacheError(Exception):
    """The cache cannot be used: it has to be dropped, and the build made without it."""


def recall(encoded: bytes, kind: type[T]) -> T:
    """Decode a cached value; raises `CacheError` for invalid bytes."""
    try:
        return decode(encoded, kind)
    except (msgspec.DecodeError, ValueError, TypeError, RecursionError) as error:
        raise CacheError(str(error)) from error


def peek(path: Path, environment: bytes, name: str) -> bytes | None:
    """Return a value by name, read-only: before the lock is taken, nothing may be changed."""
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
        return _without_checksum(row[0]) if row else None
    except (sqlite3.Error, OSError, CacheError):
        return None


def _tree_of(path: Path) -> Tree:
    """Return the folder of a cache as a tree; within a site, no link in its path is followed."""
    for folder in path.parents:
        if folder.name == OWN_FOLDER:
            return Tree(folder.parent, path.parent.relative_to(folder.parent).as_posix(), PRIVATE)
    return Tree(path.parent, modes=PRIVATE)


def _sqlite_files(path: Path) -> list[str]:
    """Return the names of the files that SQLite has beside a database while it writes.

    SQLite acts on their content: a journal may name another file, which is then deleted
    (https://www.sqlite.org/fileformat2.html#the_rollback_journal, "super-journal"). So none is ever read.
    """
    return [path.name + ending for ending in ("-journal", "-wal", "-shm")]


def _is_unfinished(path: Path) -> bool:
    tree = _tree_of(path)
    return any(tree.stat(name) is not None for name in _sqlite_files(path))


def _identity(path: Path) -> bytes | None:
    """Return the inode of the file, which a copy of it does not have; `None` for what SQLite must not open.

    SQLite follows links, and writes to hard-linked files. A cache may also have come with the site: only one that was
    created here is read.
    """
    tree = _tree_of(path)
    status = tree.stat(path.name)
    if status is None or not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
        return None
    if os.name != "nt" and status.st_uid != os.geteuid():
        return None
    if _is_unfinished(path):
        return None
    return str(status.st_ino).encode()


def _check(connection: sqlite3.Connection, environment: bytes) -> str:
    """Return what is wrong with a database; empty for one that we created, here, in this version.

    Its schema must equal ours: a trigger or view of somebody else's would run when we write or read.
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
    """Three tables: values by name, read documents, and bodies. `commit` stores what was put.

    Every method raises `CacheError` where SQLite fails.
    """

    def __init__(self, path: Path | None, environment: bytes) -> None:
        self.notice = ""
        self._path = path
        self._environment = environment
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        if self._path is None or not os.path.lexists(self._path):
            return self._recreate()
        connection = None
        # A build that was killed leaves a journal; that needs no notice.
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
        return self._recreate()

    def _recreate(self) -> sqlite3.Connection:
        """Create an empty store, on disk if possible, else in memory only."""
        if self._path is not None:
            try:
                tree = _tree_of(self._path)
                for leftover in (self._path.name, *_sqlite_files(self._path)):
                    tree.remove_all(leftover)
                # SQLite would follow a link; the empty file that it finds here is new.
                tree.write(self._path.name, b"", synced=False)
                return self._create(self._path)
            except (sqlite3.Error, OSError) as error:
                self.notice = f"The cache could not be written ({error}); the next build will take longer."
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
        # The lock excludes other builds; a lost cache costs one full build, so writes need not be synced.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = DELETE")
        return connection

    @contextmanager
    def _guarded(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._connection
        except sqlite3.Error as error:
            raise CacheError(str(error)) from error

    def reset(self, *, on_disk: bool = True) -> None:
        """Drop everything, because it could not be used; without `on_disk` go on in memory only."""
        self.notice = "The cache could not be used; it is made anew."
        self._connection.close()
        if not on_disk:
            self._path = None
        self._connection = self._recreate()

    def get(self, name: str) -> bytes | None:
        """Return a value by name."""
        with self._guarded() as connection:
            row = connection.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return None if row is None else _without_checksum(row[0])

    def put(self, name: str, value: bytes) -> None:
        """Store a value under a name."""
        with self._guarded() as connection:
            connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, _with_checksum(value)))

    def documents(self) -> dict[bytes, bytes]:
        """Return every read document by its key."""
        with self._guarded() as connection:
            return {
                _bytes(key): _without_checksum(read)
                for key, read in connection.execute("SELECT key, read FROM documents")
            }

    def add_documents(self, reads: Mapping[bytes, bytes], bodies: Mapping[bytes, bytes]) -> None:
        """Store documents that were read, and their bodies."""
        with self._guarded() as connection:
            sealed = ((key, _with_checksum(read)) for key, read in reads.items())
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
        """Store everything that was put since the last commit."""
        with self._guarded() as connection:
            connection.commit()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _bytes(value: object) -> bytes:
    """Return a value of a row if it is bytes; raises `CacheError` for anything else."""
    if not isinstance(value, bytes):
        raise CacheError(f"a row holds {type(value).__name__}")
    return value


def _with_checksum(value: bytes) -> bytes:
    """Put a checksum before a value."""
    return zlib.crc32(value).to_bytes(_CHECKSUM_SIZE, "big") + value


def _without_checksum(value: object) -> bytes:
    """Return a value without its checksum; raises `CacheError` for one that is damaged."""
    sealed = _bytes(value)
    content = sealed[_CHECKSUM_SIZE:]
    if zlib.crc32(content).to_bytes(_CHECKSUM_SIZE, "big") != sealed[:_CHECKSUM_SIZE]:
        raise CacheError("a row is damaged")
    return content
