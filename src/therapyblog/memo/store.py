"""The memo on disk: one SQLite file in `.therapyblog/`, safe to delete at any time.

Everything in it is keyed by value or checked against the files, so it can be out of date but never wrong; a file that
cannot be read, or that another version wrote, is dropped with one line of notice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

FORMAT = "therapyblog memo 1"
NAME = "memo.sqlite"

_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE documents (key BLOB PRIMARY KEY, read BLOB) WITHOUT ROWID;
CREATE TABLE bodies (digest BLOB PRIMARY KEY, body BLOB) WITHOUT ROWID;
CREATE TABLE routes (out TEXT, file TEXT, route BLOB, PRIMARY KEY (out, file)) WITHOUT ROWID;
"""


def peek(path: Path, environment: bytes, name: str) -> bytes | None:
    """Return what is kept under a name without taking part: before the lock is taken, nothing may be changed."""
    if not path.exists():
        return None
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            rows = dict(connection.execute("SELECT name, value FROM about WHERE name IN ('environment', ?)", (name,)))
        finally:
            connection.close()
    except sqlite3.Error:
        return None
    return rows.get(name) if rows.get("environment") == environment else None


class Store:
    """Three tables: things by name, read documents by key, bodies by digest. Nothing is kept before `commit`."""

    def __init__(self, path: Path | None, environment: bytes) -> None:
        self.notice = ""
        self.path = path
        self._environment = environment
        self._connection = self._open(path)

    def _open(self, path: Path | None) -> sqlite3.Connection:
        if path is None:
            return self._fresh(None)
        if not path.exists():
            return self._fresh(path)
        connection = None
        try:
            connection = self._connect(path)
            row = connection.execute("SELECT value FROM about WHERE name = 'environment'").fetchone()
            if row is not None and bytes(row[0]) == self._environment:
                return connection
            self.notice = "The cache was written by another version; it is made anew."
        except sqlite3.DatabaseError:
            self.notice = "The cache could not be read; it is made anew."
        if connection is not None:
            connection.close()
        return self._fresh(path)

    def _fresh(self, path: Path | None) -> sqlite3.Connection:
        if path is not None:
            for leftover in (path, path.with_name(f"{path.name}-journal")):
                leftover.unlink(missing_ok=True)
        connection = self._connect(path)
        connection.executescript(_TABLES)
        connection.execute("INSERT INTO about VALUES ('environment', ?)", (self._environment,))
        return connection

    @staticmethod
    def _connect(path: Path | None) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:" if path is None else path, isolation_level="IMMEDIATE", timeout=1)
        # The lock keeps other builds out; a lost cache costs one full build, so the disk need not be waited for.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = DELETE")
        return connection

    def get(self, name: str) -> bytes | None:
        """Return what is kept under a name."""
        row = self._connection.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return None if row is None else bytes(row[0])

    def put(self, name: str, value: bytes) -> None:
        """Keep something under a name."""
        self._connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def documents(self) -> dict[bytes, bytes]:
        """Return every read document by its key."""
        return dict(self._connection.execute("SELECT key, read FROM documents"))

    def add_documents(self, reads: Mapping[bytes, bytes], bodies: Mapping[bytes, bytes]) -> None:
        """Keep documents that were read, and their bodies."""
        self._connection.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?)", reads.items())
        self._connection.executemany("INSERT OR IGNORE INTO bodies VALUES (?, ?)", bodies.items())

    def body(self, digest: bytes) -> bytes | None:
        """Return the encoded body of a digest."""
        row = self._connection.execute("SELECT body FROM bodies WHERE digest = ?", (digest,)).fetchone()
        return None if row is None else bytes(row[0])

    def add_routes(self, out: str, routes: Mapping[str, bytes]) -> None:
        """Keep what pages of an output folder were made from."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO routes VALUES (?, ?, ?)", ((out, file, route) for file, route in routes.items())
        )

    def route(self, out: str, file: str) -> bytes | None:
        """Return what a page was made from."""
        row = self._connection.execute("SELECT route FROM routes WHERE out = ? AND file = ?", (out, file)).fetchone()
        return None if row is None else bytes(row[0])

    def forget_routes(self, out: str, files: Iterable[str]) -> None:
        """Drop what pages that are gone were made from."""
        self._connection.executemany("DELETE FROM routes WHERE out = ? AND file = ?", ((out, file) for file in files))

    def forget(self, keys: Iterable[bytes], bodies: Iterable[bytes]) -> None:
        """Drop documents and bodies that nothing uses any more."""
        self._connection.executemany("DELETE FROM documents WHERE key = ?", ((key,) for key in keys))
        self._connection.executemany("DELETE FROM bodies WHERE digest = ?", ((digest,) for digest in bodies))

    def commit(self) -> None:
        """Keep everything that was put since the last commit; a memo that cannot be kept only costs time."""
        try:
            self._connection.commit()
        except sqlite3.Error as wrong:
            self.notice = f"The cache could not be written ({wrong}); the next build will take longer."
            self._connection.rollback()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
