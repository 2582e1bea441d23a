"""What is imported, opened so that nothing in it can reach outside: a file, a folder, or an archive read in place.

Nothing is unpacked to the disk. An archive that could lead elsewhere (absolute names, `..`, links), that is larger than
it says, or that holds absurdly much is refused whole, before anything of it is read.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import os
import stat
import struct
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, Self, cast

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


_BLOCK = 1024**2
_UNPACKING = (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError)
_DAMAGED = (*_UNPACKING, NotImplementedError, RuntimeError, ValueError, OSError, struct.error)
"""What unpacking raises for archives that are damaged, or made to look so."""


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
        self.damaged: dict[str, str] = {}
        """What is there and cannot be read: name → why."""
        self.held: dict[str, bytes] = {}
        """Pictures of documents: the address that stands for one in their HTML → what it holds."""

    def hold(self, content: bytes, media_type: str) -> str:
        """Keep a picture of a document, and return an address for it, which is short where the picture is large."""
        address = f"data:{media_type};held,{hashlib.blake2b(content, digest_size=16).hexdigest()}"
        self.held[address] = content
        return address

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of what is open."""

    def forget(self) -> None:
        """Delete what was kept of the source for an import that is interrupted."""

    def names(self, *endings: str) -> list[str]:
        """Return the names, sorted, of files with one of these endings (in small letters), or of all."""
        return [name for name in self.sizes if not endings or name.lower().endswith(endings)]

    def open(self, name: str) -> IO[bytes]:
        """Open a file for reading; raises `KeyError` where there is none of this name."""
        raise NotImplementedError

    def read(self, name: str, most: int = 256 * 1024**2) -> bytes:
        """Return a file's bytes; raises `Refused` where there are more than `most`."""
        try:
            with self.open(name) as stream:
                content = stream.read(most + 1)
        except _UNPACKING as error:
            raise Refused(f"{self.path}: {name} is damaged ({_reason(error)}).") from None
        if len(content) > most:
            raise Refused(f"{self.path}: {name} is larger than {most // 1024**2} MB.")
        return content

    def start(self, name: str, count: int = 4096) -> bytes:
        """Return the beginning of a file, to recognise it by; text of two or four bytes a letter comes as UTF-8."""
        with self.open(name) as stream:
            start = stream.read(count)
        if b"\0" not in start[:4]:
            return start
        encoding = "utf-32" if start[:4].count(0) > 1 else "utf-16"
        return start.decode(encoding, "ignore").encode("utf-8", "ignore")


class FileSource(Source):
    """One file."""

    def __init__(self, path: Path) -> None:
        with open_regular(path) as stream:
            super().__init__(path, {path.name: os.fstat(stream.fileno()).st_size})

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


_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".heic", ".mp3", ".m4a", ".mp4", ".mov", ".wav", ".pdf")


class ZipSource(Source):
    """A zip archive, read in place."""

    def __init__(self, path: Path) -> None:
        self._stream = open_regular(path)
        try:
            self._zip = zipfile.ZipFile(self._stream)
            entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
            self._check(path, entries)
        except _DAMAGED as error:
            self._stream.close()
            raise Refused(f"{path} is damaged or no zip archive ({_reason(error)}); download it again.") from None
        except Refused:
            self._stream.close()
            raise
        entries.sort(key=lambda entry: entry.filename)
        super().__init__(path, {entry.filename: entry.file_size for entry in entries})
        for entry in entries:
            if why := self._damage(entry):
                del self.sizes[entry.filename]
                self.damaged[entry.filename] = why

    def _damage(self, entry: zipfile.ZipInfo) -> str:
        """Say why a text cannot be unpacked; empty where it can. Pictures are left for when they are read."""
        if entry.filename.lower().endswith(_PICTURES):
            return ""
        try:
            with self._zip.open(entry) as stream:
                while stream.read(_BLOCK):
                    pass
        except _DAMAGED as error:
            return f"it is damaged in the archive ({_reason(error)})"
        return ""

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
        except _DAMAGED as error:
            raise Refused(f"{self.path}: {name} is damaged ({_reason(error)}).") from None


_OPENERS: dict[bytes, Callable[..., object]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}


class TarSource(Source):
    """A tar archive, packed or not (Takeout offers one), read in place."""

    def __init__(self, path: Path) -> None:
        self._stream = open_regular(path)
        try:
            content = _BoundedReads(_unpacked(self._stream))
            self._tar = tarfile.open(fileobj=content, mode="r:")  # type: ignore[call-overload]  # noqa: SIM115 - closed by `close`
            members = list(_members(path, self._tar, self._stream))
            _check_entries(path, ((member.name, 0, 0) for member in members))
            content.most = sys.maxsize
        except _DAMAGED as error:
            self._stream.close()
            raise Refused(f"{path} is damaged or no archive ({_reason(error)}); download it again.") from None
        except Refused:
            self._stream.close()
            raise
        # Many write "./" before every name.
        self._members = {PurePosixPath(member.name).as_posix(): member for member in members}
        super().__init__(path, {name: self._members[name].size for name in sorted(self._members)})

    def close(self) -> None:
        """Close the archive."""
        self._tar.close()
        self._stream.close()

    def open(self, name: str) -> IO[bytes]:
        """Open a file in the archive."""
        if name not in self.sizes:
            raise KeyError(name)
        stream: IO[bytes] | None = self._tar.extractfile(self._members[name])
        assert stream is not None
        return stream


class _BoundedReads:
    """A stream of which no read takes more than `most`: a header of a tar archive may claim to be gigabytes long."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.most = SMALL
        self._stream = stream
        self.seek, self.tell, self.close = stream.seek, stream.tell, stream.close

    def read(self, count: int = -1) -> bytes:
        """Read; raises `TarError` where it is too much."""
        if count > self.most:
            raise tarfile.ReadError("a header is larger than any file's name")
        return self._stream.read(count)


def _unpacked(stream: IO[bytes]) -> IO[bytes]:
    """Return the content of a stream, unpacked as its beginning says."""
    start = stream.read(6)
    stream.seek(0)
    opener = next((opener for magic, opener in _OPENERS.items() if start.startswith(magic)), None)
    return stream if opener is None else cast("IO[bytes]", opener(stream))


def _members(path: Path, archive: tarfile.TarFile, stream: IO[bytes]) -> Iterator[tarfile.TarInfo]:
    """Yield the files of a tar archive, as long as they are no more than its size allows."""
    packed, total = os.fstat(stream.fileno()).st_size, 0
    for count, member in enumerate(archive):
        if member.size < 0:
            raise tarfile.ReadError("a file is smaller than nothing")
        total += member.size
        if count > MOST_FILES:
            raise Refused(f"{path} holds more than {MOST_FILES:,} files; nothing was read.")
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
        if not parts or parts[0].startswith("/") or ".." in parts or ":" in parts[0] or "\0" in name:
            raise Refused(f"{path} holds a name that leads out of it ({_shown(name)}); nothing was read.")
        if name in seen:
            raise Refused(f"{path} holds {_shown(name)} twice, as only a made archive does; nothing was read.")
        seen.add(name)
        if count > MOST_FILES or total > MOST_BYTES or (size > SMALL and size > MOST_RATIO * max(packed, 1)):
            raise Refused(f"{path} holds absurdly much when it is unpacked ({_shown(name)}); nothing was read.")


def _reason(error: BaseException) -> str:
    return str(error).rstrip(".") or type(error).__name__


def _shown(name: str) -> str:
    return name.encode("unicode_escape").decode()[:80]


LARGEST_DOCUMENT = 200 * 1024**2
"""Bytes, unpacked."""


def check_document(archive: zipfile.ZipFile) -> None:
    """Raise `ValueError` for a document of an office program that holds absurdly much."""
    entries = archive.infolist()
    if any(entry.file_size > SMALL and entry.file_size > MOST_RATIO * entry.compress_size for entry in entries):
        raise ValueError("it holds absurdly much when it is unpacked")
    if sum(entry.file_size for entry in entries) > LARGEST_DOCUMENT:
        raise ValueError("it is larger than any document")


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
        elif first.startswith(tuple(_OPENERS)) or first[257:262] == b"ustar":
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
    except _DAMAGED:
        return False
    return "[Content_Types].xml" in names or ("mimetype" in names and "content.xml" in names)
