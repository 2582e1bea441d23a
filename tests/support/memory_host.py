"""A host in memory, for what the servers of tests cannot be: one that takes upper and lower case for the same."""

from __future__ import annotations


class CaseBlindHost:
    """Files of a host on which `About.html` and `about.html` are one file, as on Windows and macOS.

    It keeps the name that a file was made with, or lists all names in lower case.
    """

    own, own_is_public, list_key = "../.own", False, b"key"

    def __init__(self, *, lists_lower: bool = False) -> None:
        self._files: dict[str, tuple[str, bytes]] = {}
        self._locks: set[str] = set()
        self._lists_lower = lists_lower

    def files(self) -> dict[str, bytes]:
        """Return what a visitor sees, under the names that the files were made with."""
        return {name: content for name, content in self._files.values() if not name.startswith(self.own)}

    def put(self, path: str, content: bytes) -> None:
        """Write a file."""
        name, _ = self._files.get(path.casefold(), (path, b""))
        self._files[path.casefold()] = name, content

    stage = put

    def size(self, path: str) -> int | None:
        content = self.read(path)
        return None if content is None else len(content)

    def read(self, path: str) -> bytes | None:
        row = self._files.get(path.casefold())
        return None if row is None else row[1]

    def place(self, staged: str, path: str) -> None:
        self.put(path, self._files.pop(staged.casefold())[1])

    def remove(self, path: str) -> None:
        self._files.pop(path.casefold(), None)

    def clear(self, folder: str) -> None:
        for path in [path for path in self._files if path.startswith(f"{folder}/".casefold())]:
            del self._files[path]

    def make_lock(self, path: str) -> bool:
        is_free = path not in self._locks
        self._locks.add(path)
        return is_free

    def remove_lock(self, path: str) -> None:
        self._locks.discard(path)

    def names(self) -> list[str]:
        return [name.lower() if self._lists_lower else name for name in self.files()]

    def close(self) -> None:
        """Nothing is open."""
