"""What is imported, opened so that nothing in it can reach outside: a file, a folder, or an archive read in place.

Nothing is unpacked to the disk. An archive that could lead elsewhere (absolute names, `..`, links), that is larger than
it says, or that holds absurdly much is refused whole, before anything of it is read.
"""

from __future__ import annotations

import os
import stat
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, Self

from therapyblog.errors import UsageError
from therapyblog.files import open_regular

MOST_FILES = 60_000
MOST_BYTES = 8 * 1024**3
"""Of everything in an archive, unpacked."""
MOST_RATIO = 400
"""How many times larger than packed a file may be: text packs 3 to 20 times smaller, zeros a thousand times."""
SMALL = 16 * 1024**2
"""Bytes of a file whose ratio nobody asks for."""
_LINK = 0o120000


class Refused(UsageError):
    """A source that is not read at all, and why."""


class Source:
    """Files by their names (`/` between folders), whatever holds them. Closed by the `with` statement."""

    def __init__(self, path: Path, names: dict[str, int]) -> None:
        self.path = path
        self.sizes = names
        """Name → bytes."""
        self.known: dict[str, tuple[Any, ...]] = {}
        """What a kind made of it, for the next time that it is asked."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of what is open."""

    def forget(self) -> None:
        """Delete what was kept of the source for an import that is interrupted."""

    @property
    def is_single(self) -> bool:
        """Whether the source is one file that holds no others."""
        return False

    def names(self, *endings: str) -> list[str]:
        """Return the names, sorted, of files with one of these endings (in small letters), or of all."""
        return [name for name in self.sizes if not endings or name.lower().endswith(endings)]

    def open(self, name: str) -> IO[bytes]:
        """Open a file for reading; raises `KeyError` where there is none of this name."""
        raise NotImplementedError

    def read(self, name: str, most: int = 256 * 1024**2) -> bytes:
        """Return a file's bytes; raises `Refused` where there are more than `most`."""
        with self.open(name) as stream:
            content = stream.read(most + 1)
        if len(content) > most:
            raise Refused(f"{self.path}: {name} is larger than {most // 1024**2} MB.")
        return content

    def start(self, name: str, count: int = 4096) -> bytes:
        """Return the first bytes of a file, to recognise it by."""
        with self.open(name) as stream:
            return stream.read(count)


class FileSource(Source):
    """One file."""

    def __init__(self, path: Path) -> None:
        with open_regular(path) as stream:
            super().__init__(path, {path.name: os.fstat(stream.fileno()).st_size})

    @property
    def is_single(self) -> bool:
        """Whether the source is one file that holds no others."""
        return True

    def open(self, name: str) -> IO[bytes]:
        """Open the file."""
        if name not in self.sizes:
            raise KeyError(name)
        return open_regular(self.path)


class FolderSource(Source):
    """A folder. Links in it are not followed, and folders of version control and of programs are passed over."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, dict(sorted(_files_of(path))))

    def open(self, name: str) -> IO[bytes]:
        """Open a file below the folder."""
        if name not in self.sizes:
            raise KeyError(name)
        return open_regular(self.path / name, follow=False)


_PASSED_OVER = frozenset(("node_modules", "__pycache__", "vendor", "venv"))


def _files_of(path: Path) -> Iterator[tuple[str, int]]:
    count = 0
    for folder, folders, files in os.walk(path, followlinks=False):
        folders[:] = sorted(
            name for name in folders if (name[0] != "." or name == ".obsidian") and name not in _PASSED_OVER
        )
        for name in files:
            try:
                found = os.lstat(os.path.join(folder, name))
            except OSError:
                continue
            if stat.S_ISREG(found.st_mode):
                count += 1
                if count > MOST_FILES:
                    raise Refused(f"{path} holds more than {MOST_FILES:,} files; name the folder of the texts.")
                yield Path(folder, name).relative_to(path).as_posix(), found.st_size


class ZipSource(Source):
    """A zip archive, read in place."""

    def __init__(self, path: Path) -> None:
        self._stream = open_regular(path)
        try:
            self._zip = zipfile.ZipFile(self._stream)
            entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
            self._check(path, entries)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
            self._stream.close()
            raise Refused(f"{path} is damaged or no zip archive ({error}); download it again.") from None
        except Refused:
            self._stream.close()
            raise
        super().__init__(
            path, {entry.filename: entry.file_size for entry in sorted(entries, key=lambda entry: entry.filename)}
        )

    def _check(self, path: Path, entries: list[zipfile.ZipInfo]) -> None:
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused(f"{path} is protected with a password; save it without one, and import that.")
        for entry in entries:
            if stat.S_IFMT(entry.external_attr >> 16) == _LINK:
                raise Refused(
                    f"{path} holds a link ({_shown(entry.filename)}), which may lead anywhere; nothing was read."
                )
        packed = sum(entry.compress_size for entry in entries)
        if packed > os.fstat(self._stream.fileno()).st_size:
            raise Refused(
                f"{path} holds the same bytes many times over, as only a made archive does; nothing was read."
            )
        _check_entries(path, ((entry.filename, entry.file_size, entry.compress_size) for entry in entries))

    def close(self) -> None:
        """Close the archive."""
        self._zip.close()
        self._stream.close()

    def open(self, name: str) -> IO[bytes]:
        """Open a file in the archive; raises `Refused` where it is damaged."""
        if name not in self.sizes:
            raise KeyError(name)
        try:
            return self._zip.open(name)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            raise Refused(f"{self.path}: {name} is damaged ({error}).") from None


class TarSource(Source):
    """A tar archive, packed or not (Takeout offers one), read in place."""

    def __init__(self, path: Path) -> None:
        self._stream = open_regular(path)
        try:
            self._tar = tarfile.open(fileobj=self._stream)  # noqa: SIM115 - closed by `close`
            self._members = {member.name: member for member in _members(path, self._tar, self._stream)}
            _check_entries(path, ((member.name, 0, 0) for member in self._members.values()))
        except (tarfile.TarError, EOFError, OSError) as error:
            self._stream.close()
            raise Refused(f"{path} is damaged or no archive ({error}); download it again.") from None
        except Refused:
            self._stream.close()
            raise
        super().__init__(path, {name: self._members[name].size for name in sorted(self._members)})

    def close(self) -> None:
        """Close the archive."""
        self._tar.close()
        self._stream.close()

    def open(self, name: str) -> IO[bytes]:
        """Open a file in the archive."""
        stream = self._tar.extractfile(self._members[name])
        assert stream is not None
        return stream


def _members(path: Path, archive: tarfile.TarFile, stream: IO[bytes]) -> Iterator[tarfile.TarInfo]:
    """Yield the files of a tar archive, as long as they are no more than its size allows."""
    packed, total = os.fstat(stream.fileno()).st_size, 0
    for member in archive:
        total += member.size
        if total > min(MOST_BYTES, SMALL + MOST_RATIO * packed):
            raise Refused(f"{path} holds absurdly much when it is unpacked; nothing was read.")
        if member.isreg():
            yield member
        elif not member.isdir():
            raise Refused(f"{path} holds a link or device ({_shown(member.name)}); nothing was read.")


def _check_entries(path: Path, entries: Iterator[tuple[str, int, int]]) -> None:
    """Refuse an archive whose names lead out of it, or whose content is absurd.

    Entries are name, bytes, packed bytes.
    """
    total = 0
    seen: set[str] = set()
    for count, (name, size, packed) in enumerate(entries, 1):
        total += size
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if not parts or parts[0] == "/" or ".." in parts or ":" in parts[0] or "\0" in name:
            raise Refused(f"{path} holds a name that leads out of it ({_shown(name)}); nothing was read.")
        if name in seen:
            raise Refused(f"{path} holds {_shown(name)} twice, as only a made archive does; nothing was read.")
        seen.add(name)
        if count > MOST_FILES or total > MOST_BYTES or (size > SMALL and size > MOST_RATIO * max(packed, 1)):
            raise Refused(f"{path} holds absurdly much when it is unpacked ({_shown(name)}); nothing was read.")


def _shown(name: str) -> str:
    return name.encode("unicode_escape").decode()[:80]


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open what is to be imported by what is in it: a folder, an archive, or a single file.

    Office documents are zip archives too; they count as single files. Raises `Refused` for a hostile or damaged
    archive, `UsageError` where nothing is there, and `OSError` where it cannot be read.
    """
    if not path.exists():
        raise UsageError(f"There is no {path}. Name the file or folder that you exported.")
    if path.is_dir():
        source: Source = FolderSource(path)
    else:
        with open_regular(path) as stream:
            first = stream.read(512)
        if first.startswith((b"PK\x03\x04", b"PK\x05\x06")) and not _is_document(path):
            source = ZipSource(path)
        elif first.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ")) or first[257:262] == b"ustar":
            source = TarSource(path)
        else:
            source = FileSource(path)
    with source:
        yield source


def _is_document(path: Path) -> bool:
    """Say whether a zip archive is a document of an office program (ECMA-376, part 2; OpenDocument 1.3, part 2)."""
    try:
        with open_regular(path) as stream, zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        return False
    return "[Content_Types].xml" in names or ("mimetype" in names and "content.xml" in names)
