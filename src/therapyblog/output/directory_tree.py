"""File operations below one folder that never follow a link.

A site folder may come from somebody else. Anything in it can be a link, a hard link to somebody's file, a pipe or a
device, and none of these may decide where we write: each folder of a path is opened relative to its parent and must be
a real folder; a file is never overwritten but written beside its place and renamed, so that other hard links keep the
old content. Anything else where a folder is needed, such as a link, raises `NotADirectoryError`.

Windows cannot open a folder relative to another one. There each folder of a path is checked right before it is used,
and symbolic links and junctions are no folders.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

from therapyblog.files import not_a_file, open_regular, read_regular
from therapyblog.model.value import Value

T = TypeVar("T")

TRIES = 20
PAUSE = 0.05
"""Seconds. A virus scanner or an editor on Windows holds a file for some milliseconds (sharing violation)."""
_SHARING = (5, 32, 33)
_REDIRECTS = 0x20000000
"""The bit of a reparse tag that marks a link to another place (Windows, `IsReparseTagNameSurrogate`)."""
FRESH = ".therapyblog-new"
"""The name of a new file beside its place, until it is complete."""

_BY_HANDLE = {os.open, os.mkdir, os.stat, os.unlink, os.rmdir, os.rename} <= os.supports_dir_fd
_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_LISTED = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class Modes(Value, frozen=True, kw_only=True):
    """The permissions of new files and folders in a tree, independent of the umask."""

    file: int
    folder: int


PRIVATE = Modes(file=0o600, folder=0o700)
"""For caches, lists and backups, which only the user may read."""
PUBLIC = Modes(file=0o644, folder=0o755)
"""For published files, which a web server has to read."""


class Tree:
    """A folder and everything below it. Names are relative to it, with `/`.

    Links in the path to `root` are followed, because the user chose it. `below` is the name of the tree's own folder
    relative to `root`; no link in it is followed. New files get the permissions of `modes`, else those of the umask.
    Every method raises `OSError` where the operating system reports an error.
    """

    def __init__(self, root: str | os.PathLike[str], below: str = "", modes: Modes | None = None) -> None:
        self._root, self._modes = os.fspath(root), modes
        self._below = tuple(_parts(below)) if below else ()
        self._prefix = os.path.join(self._root, *self._below, "")

    def path(self, name: str = "") -> Path:
        """Return the path of a name, for messages."""
        return Path(self._root, *self._below, *(name.split("/") if name else ()))

    def name_of(self, path: str | os.PathLike[str]) -> str | None:
        """Return the name of a path below this tree; `None` for other paths."""
        text = os.fspath(path)
        return text[len(self._prefix) :].replace(os.sep, "/") if text.startswith(self._prefix) else None

    def depth(self) -> int:
        """Return the length of the path of the tree's own folder, to find the inner one of two."""
        return len(self._prefix)

    def stat(self, name: str = "") -> os.stat_result | None:
        """Return the status of a file, link or folder itself (`lstat`); `None` where there is none."""
        try:
            with self._at(name) as (last, folder):
                return os.stat(last, dir_fd=folder, follow_symlinks=False)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def is_file(self, name: str) -> bool:
        """Say whether this is a regular file."""
        status = self.stat(name)
        return status is not None and stat.S_ISREG(status.st_mode)

    def is_folder(self, name: str = "") -> bool:
        """Say whether this is a folder, not a link to one."""
        status = self.stat(name)
        return status is not None and stat.S_ISDIR(status.st_mode) and not _is_redirect(status)

    def read(self, name: str, most: int = -1) -> bytes:
        """Return a file's bytes, at most so many; raises `NotAFile` for a link, folder, pipe or device."""
        with self._at(name) as (last, folder):
            return _retry_while_shared(lambda: read_regular(last, follow=False, dir_fd=folder, most=most))

    def open_lasting(self, name: str) -> BinaryIO:
        """Open a file that is never replaced, such as a lock; it is created if it is missing.

        Raises `NotAFile` for anything but a regular file.
        """
        flags = os.O_RDWR | os.O_CREAT | _NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with self._at(name, make=True) as (last, folder):
            status = self.stat(name)
            if status is not None and not stat.S_ISREG(status.st_mode):
                raise not_a_file(status.st_mode, last)
            opened = os.open(last, flags, self._modes.file if self._modes else 0o666, dir_fd=folder)
        return open(opened, "r+b", buffering=0)

    def names(self, name: str = "") -> list[str]:
        """List a folder, sorted."""
        if not _BY_HANDLE:
            self._check_folders(self._folders(name))
            return sorted(os.listdir(self.path(name)))
        with self._opened(name) as folder:
            return sorted(os.listdir(folder))

    def walk(self, name: str = "") -> Iterator[tuple[str, os.stat_result]]:
        """Yield everything below a folder except folders, with its status; links are not followed."""
        for entry in self.names(name):
            below = f"{name}/{entry}" if name else entry
            status = self.stat(below)
            if status is None:
                continue
            if stat.S_ISDIR(status.st_mode) and not _is_redirect(status):
                yield from self.walk(below)
            else:
                yield below, status

    def make_folder(self, name: str = "") -> None:
        """Create a folder and its parents, if they are missing; raises `NotADirectoryError` for a link."""
        with self._at(name, make=True) as (last, folder):
            self._make(last, folder)
        if self.stat(name) is None:
            # Somebody has just removed it.
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), os.fspath(self.path(name)))
        if not self.is_folder(name):
            raise NotADirectoryError(errno.ENOTDIR, "it is not a folder", os.fspath(self.path(name)))

    def set_mode(self, name: str, mode: int) -> None:
        """Set the permissions of a file or folder; does nothing on systems without them."""
        if _BY_HANDLE:
            with self._at(name) as (last, folder):
                _give_mode(last, folder, mode)

    def write(self, name: str, content: bytes, *, synced: bool = True, like: os.stat_result | None = None) -> None:
        """Write a file atomically, creating its parents; with `synced` it is on the disk when this returns.

        An existing file or link is replaced, not written to: a link's target and other hard links stay as they are.
        The file gets the permissions and times of `like`, if that is given.
        """
        with self._at(name, make=True) as (last, folder):
            fresh = self._fresh(last, folder)
            try:
                with open(self._create(fresh, folder), "wb") as stream:
                    stream.write(content)
                    stream.flush()
                    if like is not None and _BY_HANDLE:
                        os.fchmod(stream.fileno(), stat.S_IMODE(like.st_mode))
                        os.utime(stream.fileno(), ns=(like.st_atime_ns, like.st_mtime_ns))
                    if synced:
                        os.fsync(stream.fileno())
                _rename(fresh, folder, last, folder)
            except BaseException:
                with suppress(OSError):
                    os.unlink(fresh, dir_fd=folder)
                raise

    def replace(self, name: str, content: bytes, check: Callable[[bytes | None], None]) -> bytes | None:
        """Write a file atomically where `check` lets it, and return what the old one held at last (`None`: none).

        `check` is told what the file holds right before it is replaced, and raises where it should stay. Another
        program may still write into the old file after that: what it wrote is returned. The permissions stay.
        """
        with self._at(name, make=True) as (last, folder):
            fresh = self._fresh(last, folder)
            try:
                with open(self._create(fresh, folder), "wb") as stream:
                    stream.write(content)
                    stream.flush()
                    status = self.stat(name)
                    if status is not None and _BY_HANDLE:
                        os.fchmod(stream.fileno(), stat.S_IMODE(status.st_mode))
                    os.fsync(stream.fileno())
                if status is None:
                    check(None)
                    _rename(fresh, folder, last, folder)
                    return None
                if not _BY_HANDLE:
                    # Windows replaces no file that is open.
                    held = read_regular(last, follow=False)
                    check(held)
                    _rename(fresh, folder, last, folder)
                    return held
                with open_regular(last, follow=False, dir_fd=folder) as old:
                    check(old.read())
                    _rename(fresh, folder, last, folder)
                    old.seek(0)
                    return old.read()
            except BaseException:
                with suppress(OSError):
                    os.unlink(fresh, dir_fd=folder)
                raise

    def take(self, name: str, source: Tree, its_name: str) -> None:
        """Move a file here from another tree, in one step, replacing an existing file or link."""
        try:
            self._take(name, source, its_name)
        except FileNotFoundError:
            above = name.rpartition("/")[0]
            if self.is_folder(above):
                raise
            try:
                self._take(name, source, its_name, make=True)
            except OSError:
                self.remove_empty(above)
                raise

    def _take(self, name: str, source: Tree, its_name: str, *, make: bool = False) -> None:
        with source._at(its_name) as (origin, above), self._at(name, make=make) as (last, folder):
            try:
                _rename(origin, above, last, folder)
            except OSError as error:
                # Another file system, or a folder that is mounted from somewhere.
                if error.errno != errno.EXDEV:
                    raise
                self._copy(source, its_name, name)
                os.unlink(origin, dir_fd=above)

    def keep(self, name: str, source: Tree, its_name: str) -> None:
        """Keep a file of another tree here, too: a hard link where the file system has them, else a copy.

        An existing copy stays: it is of an earlier build that was interrupted, so it is the older.
        """
        with source._at(its_name) as (origin, above), self._at(name, make=True) as (last, folder):
            if _exists(last, folder):
                return
            try:
                if folder is None:
                    os.link(origin, last)
                else:
                    os.link(origin, last, src_dir_fd=above, dst_dir_fd=folder, follow_symlinks=False)
            except (OSError, NotImplementedError):
                self._copy(source, its_name, name)

    def remove(self, name: str) -> None:
        """Delete a file, or a link; raises `FileNotFoundError` where there is none."""
        with self._at(name) as (last, folder):
            _retry_while_shared(lambda: os.unlink(last, dir_fd=folder))

    def remove_folder(self, name: str) -> None:
        """Delete an empty folder."""
        with self._at(name) as (last, folder):
            os.rmdir(last, dir_fd=folder)

    def remove_all(self, name: str) -> None:
        """Delete a file, a link itself, or a folder with everything in it; a missing one is no error."""
        status = self.stat(name)
        if status is None:
            return
        if not stat.S_ISDIR(status.st_mode) or _is_redirect(status):
            self.remove(name)
            return
        from shutil import rmtree  # noqa: PLC0415 - it brings in every archive format, and is hardly ever needed

        with self._at(name) as (last, folder):
            rmtree(last, dir_fd=folder)

    def remove_empty(self, name: str) -> None:
        """Remove a folder and those above it, up to the tree's own, while they are empty."""
        while name:
            try:
                self.remove_folder(name)
            except OSError:
                return
            name = name.rpartition("/")[0]

    def remove_empty_tree(self, name: str) -> None:
        """Remove a folder that holds nothing but folders."""
        for entry in self.names(name):
            self.remove_empty_tree(f"{name}/{entry}")
        self.remove_folder(name)

    def _copy(self, source: Tree, its_name: str, name: str) -> None:
        """Copy a file in one step: at any moment the old or the new one is there."""
        status = source.stat(its_name)
        if status is None or not stat.S_ISREG(status.st_mode):
            raise not_a_file(status.st_mode if status else 0, source.path(its_name))
        self.write(name, source.read(its_name), synced=False, like=status)

    def _fresh(self, last: str, folder: int | None) -> str:
        """Return the name for a new file beside another; what an interrupted build left there is removed."""
        fresh = FRESH if folder is not None else os.path.join(os.path.dirname(last), FRESH)
        with suppress(FileNotFoundError):
            os.unlink(fresh, dir_fd=folder)
        return fresh

    @contextmanager
    def _at(self, name: str, *, make: bool = False) -> Iterator[tuple[str, int | None]]:
        """Yield the name to use for the last part of a path, and its open parent folder."""
        parts = self._folders(name)
        if not parts:
            # The tree's own folder.
            if make:
                os.makedirs(self._root, exist_ok=True)
            yield self._root, None
            return
        *folders, last = parts
        try:
            if not _BY_HANDLE:
                if make:
                    self._make_each(folders)
                self._check_folders(folders)
                yield os.path.join(self._root, *folders, last), None
                return
            with self._open_folder(folders, make=make) as folder:
                yield last, folder
        except OSError as error:
            # The system reports only the last part of the path.
            if error.filename is not None:
                error.filename = os.path.join(self._root, *parts)
            raise

    def _folders(self, name: str) -> list[str]:
        return [*self._below, *(_parts(name) if name else ())]

    @contextmanager
    def _opened(self, name: str) -> Iterator[int]:
        """Yield a folder of the tree, open so that it can be listed."""
        with self._at(name) as (last, folder):
            opened = _open_folder(last, folder, _LISTED | (0 if folder is None else _NOFOLLOW))
        try:
            yield opened
        finally:
            os.close(opened)

    @contextmanager
    def _open_folder(self, folders: list[str], *, make: bool) -> Iterator[int]:
        if make and not os.path.isdir(self._root):
            os.makedirs(self._root, exist_ok=True)
        folder = os.open(self._root, _FOLDER)
        try:
            for name in folders:
                try:
                    below = _open_folder(name, folder, _FOLDER | _NOFOLLOW)
                except FileNotFoundError:
                    if not make:
                        raise
                    self._make(name, folder)
                    below = _open_folder(name, folder, _FOLDER | _NOFOLLOW)
                os.close(folder)
                folder = below
            yield folder
        finally:
            os.close(folder)

    def _make_each(self, folders: list[str]) -> None:
        os.makedirs(self._root, exist_ok=True)
        for count in range(1, len(folders) + 1):
            self._check_folders(folders[: count - 1])
            self._make(os.path.join(self._root, *folders[:count]), None)

    def _make(self, name: str, folder: int | None) -> None:
        """Create one folder, if nothing of this name exists."""
        mode = self._modes.folder if self._modes else 0o777
        try:
            os.mkdir(name, mode, dir_fd=folder)
        except FileExistsError:
            return
        if self._modes and folder is not None:
            # The umask was applied to `mode`.
            _give_mode(name, folder, mode)

    def _create(self, name: str, folder: int | None) -> int:
        """Make a new file and open it for writing."""
        opened = os.open(name, _NEW, self._modes.file if self._modes else 0o666, dir_fd=folder)
        if self._modes and _BY_HANDLE:
            with suppress(OSError):
                os.fchmod(opened, self._modes.file)
        return opened

    def _check_folders(self, folders: list[str]) -> None:
        """Check that each folder of a path exists and is a folder, not a link."""
        path = self._root
        for name in folders:
            path = os.path.join(path, name)
            status = os.lstat(path)
            if not stat.S_ISDIR(status.st_mode) or _is_redirect(status):
                raise NotADirectoryError(errno.ENOTDIR, "it is not a folder", path)


def _parts(name: str) -> list[str]:
    """Return the parts of a name; raises `OSError` for one that could lead out of the tree."""
    parts = name.replace(os.sep, "/").split("/")
    if os.path.splitdrive(name)[0] or "\0" in name or not {"", ".", ".."}.isdisjoint(parts):
        raise OSError(errno.EINVAL, "it is not a name below this folder", name)
    return parts


def _open_folder(name: str, folder: int | None, flags: int) -> int:
    try:
        return os.open(name, flags, dir_fd=folder)
    except OSError as error:
        # For a link that may not be followed, systems report ELOOP, EMLINK or ENOTDIR.
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise NotADirectoryError(errno.ENOTDIR, "it is not a folder", name) from None
        raise


def _give_mode(name: str, folder: int | None, mode: int) -> None:
    """Change the permissions of a file or folder, never those of the target of a link."""
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
    with suppress(PermissionError):
        opened = os.open(name, flags | (0 if folder is None else _NOFOLLOW), dir_fd=folder)
        try:
            os.fchmod(opened, mode)
        finally:
            os.close(opened)


def _exists(name: str, folder: int | None) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _rename(origin: str, above: int | None, target: str, folder: int | None) -> None:
    _retry_while_shared(lambda: os.replace(origin, target, src_dir_fd=above, dst_dir_fd=folder))


def _is_redirect(status: os.stat_result) -> bool:
    """Say whether this is a link or junction on Windows: `S_ISDIR` is true for a junction."""
    return bool(getattr(status, "st_reparse_tag", 0) & _REDIRECTS)


def _retry_while_shared(act: Callable[[], T]) -> T:
    for _ in range(TRIES - 1):
        try:
            return act()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _SHARING:
                raise
            time.sleep(PAUSE)
    return act()
