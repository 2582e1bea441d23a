"""A folder that we write in, and all that lies below it, reached without ever following a link.

A site folder may come from somebody else. Whatever lies in it can be a link, a second name of somebody's file, a pipe
or a device, and none of these may decide where we write: each folder on the way to a file is opened from the one above
it and must be a folder itself; files are never written to but made anew beside their place and put there in one step,
so that no other name of what was there is written through. What stands where a folder is needed and is none, a link
among them, raises `NotADirectoryError`.

Windows cannot open a folder from another one. There each folder on the way is looked at right before it is used, and
what is redirected elsewhere (a symbolic link or a junction) is no folder.
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

from therapyblog.files import not_a_file, read_regular
from therapyblog.model.value import Value

T = TypeVar("T")

TRIES = 20
PAUSE = 0.05
"""Seconds. A virus scanner or an editor on Windows holds a file for some milliseconds (sharing violation)."""
_SHARING = (5, 32, 33)
_REDIRECTS = 0x20000000
"""The bit of a reparse tag that says "this stands for another place" (Windows, `IsReparseTagNameSurrogate`)."""
FRESH = ".therapyblog-new"
"""The name of a file that is being made beside its place, until it is whole."""

_BY_HANDLE = {os.open, os.mkdir, os.stat, os.unlink, os.rmdir, os.rename} <= os.supports_dir_fd
_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_LISTED = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class Modes(Value, frozen=True, kw_only=True):
    """The permissions of what is made in a tree, whatever the umask says."""

    file: int
    folder: int


PRIVATE = Modes(file=0o600, folder=0o700)
"""For what is nobody else's business: caches, lists, what was set aside."""
PUBLIC = Modes(file=0o644, folder=0o755)
"""For what a web server has to read."""


class Tree:
    """A folder and what lies below it. Names are relative to it, with `/`.

    `root` is where somebody who may decide that wants us to write: links on the way to it are followed. `below` leads
    from there to the tree's own folder, as a name in a site folder does, and is walked like every name: no link is
    followed. What is made gets the permissions of `modes`, else those of the umask. Every method raises `OSError` where
    the disk refuses.
    """

    def __init__(self, root: str | os.PathLike[str], below: str = "", modes: Modes | None = None) -> None:
        self._root, self._modes = os.fspath(root), modes
        self._below = tuple(_parts(below)) if below else ()
        self._prefix = os.path.join(self._root, *self._below, "")

    def path(self, name: str = "") -> Path:
        """Return where something lies, for messages."""
        return Path(self._root, *self._below, *(name.split("/") if name else ()))

    def name_of(self, path: str | os.PathLike[str]) -> str | None:
        """Return the name of what lies below this tree, by its path; `None` for what does not."""
        found = os.fspath(path)
        return found[len(self._prefix) :].replace(os.sep, "/") if found.startswith(self._prefix) else None

    def depth(self) -> int:
        """Return how deep the tree's own folder lies, to tell which of two is the inner one."""
        return len(self._prefix)

    def stat(self, name: str = "") -> os.stat_result | None:
        """Return what stands under a name, not what it leads to; `None` for nothing, or where no folder leads there."""
        try:
            with self._at(name) as (last, folder):
                return os.stat(last, dir_fd=folder, follow_symlinks=False)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def is_file(self, name: str) -> bool:
        """Say whether a regular file stands there."""
        found = self.stat(name)
        return found is not None and stat.S_ISREG(found.st_mode)

    def is_folder(self, name: str = "") -> bool:
        """Say whether a folder stands there; a link to one is none."""
        found = self.stat(name)
        return found is not None and stat.S_ISDIR(found.st_mode) and not _is_redirect(found)

    def read(self, name: str) -> bytes:
        """Return a file's bytes; raises `NotAFile` for a link, folder, pipe or device."""
        with self._at(name) as (last, folder):
            return _patiently(lambda: read_regular(last, follow=False, dir_fd=folder))

    def open_lasting(self, name: str) -> BinaryIO:
        """Open a file that is never replaced, such as a lock, making it if it is not there; nothing in it is changed.

        Raises `NotAFile` where something else than a regular file stands there.
        """
        flags = os.O_RDWR | os.O_CREAT | _NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with self._at(name, make=True) as (last, folder):
            found = self.stat(name)
            if found is not None and not stat.S_ISREG(found.st_mode):
                raise not_a_file(found.st_mode, last)
            opened = os.open(last, flags, self._modes.file if self._modes else 0o666, dir_fd=folder)
        return open(opened, "r+b", buffering=0)

    def names(self, name: str = "") -> list[str]:
        """List a folder, sorted."""
        if not _BY_HANDLE:
            self._insist(self._folders(name))
            return sorted(os.listdir(self.path(name)))
        with self._opened(name) as folder:
            return sorted(os.listdir(folder))

    def walk(self, name: str = "") -> Iterator[tuple[str, os.stat_result]]:
        """Yield everything below a folder that is no folder itself, with what it is; links are not followed."""
        for entry in self.names(name):
            below = f"{name}/{entry}" if name else entry
            found = self.stat(below)
            if found is None:
                continue
            if stat.S_ISDIR(found.st_mode) and not _is_redirect(found):
                yield from self.walk(below)
            else:
                yield below, found

    def make_folder(self, name: str = "") -> None:
        """Make a folder and those above it, where they are not there yet; raises `NotADirectoryError` for a link."""
        with self._at(name, make=True) as (last, folder):
            self._make(last, folder)
        if self.stat(name) is None:
            # Somebody has just removed it.
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), os.fspath(self.path(name)))
        if not self.is_folder(name):
            raise NotADirectoryError(errno.ENOTDIR, "it is not a folder", os.fspath(self.path(name)))

    def set_mode(self, name: str, mode: int) -> None:
        """Give a file or folder of ours its permissions; nothing happens where permissions are not kept."""
        if _BY_HANDLE:
            with self._at(name) as (last, folder):
                _give_mode(last, folder, mode)

    def write(self, name: str, content: bytes, *, synced: bool = True, like: os.stat_result | None = None) -> None:
        """Put a new file in a place, whole, making the folders above it; on the disk when this returns if `synced`.

        What stood there loses this name and nothing else: a link's target and other names of the file stay as they are.
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

    def take(self, name: str, source: Tree, its_name: str) -> None:
        """Move a file here from another tree, in one step, into the place of whatever file or link stands there."""
        try:
            self._take(name, source, its_name)
        except FileNotFoundError:
            above = name.rpartition("/")[0]
            if self.is_folder(above):
                raise
            try:
                self._take(name, source, its_name, make=True)
            except OSError:
                self.drop_empty(above)
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
        """Keep a file of another tree here, too: a second name of it where the file system knows that, else a copy.

        What is kept already stays: it is from before a build that ended, so it is the older.
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
            _patiently(lambda: os.unlink(last, dir_fd=folder))

    def remove_folder(self, name: str) -> None:
        """Delete an empty folder."""
        with self._at(name) as (last, folder):
            os.rmdir(last, dir_fd=folder)

    def remove_all(self, name: str) -> None:
        """Delete whatever stands there, a folder with everything in it, a link as a link; nothing is no error."""
        found = self.stat(name)
        if found is None:
            return
        if not stat.S_ISDIR(found.st_mode) or _is_redirect(found):
            self.remove(name)
            return
        from shutil import rmtree  # noqa: PLC0415 - it brings in every archive format, and is hardly ever needed

        with self._at(name) as (last, folder):
            rmtree(last, dir_fd=folder)

    def drop_empty(self, name: str) -> None:
        """Remove a folder and those above it, up to the tree's own, while they are empty."""
        while name:
            try:
                self.remove_folder(name)
            except OSError:
                return
            name = name.rpartition("/")[0]

    def drop_hollow(self, name: str) -> None:
        """Remove a folder that holds nothing but folders."""
        for entry in self.names(name):
            self.drop_hollow(f"{name}/{entry}")
        self.remove_folder(name)

    def _copy(self, source: Tree, its_name: str, name: str) -> None:
        """Copy a file so that at any moment its place holds the old one or the new one."""
        found = source.stat(its_name)
        if found is None or not stat.S_ISREG(found.st_mode):
            raise not_a_file(found.st_mode if found else 0, source.path(its_name))
        self.write(name, source.read(its_name), synced=False, like=found)

    def _fresh(self, last: str, folder: int | None) -> str:
        """Return a free name beside a file, where what an ended build (or somebody else) left is cleared away."""
        fresh = FRESH if folder is not None else os.path.join(os.path.dirname(last), FRESH)
        with suppress(FileNotFoundError):
            os.unlink(fresh, dir_fd=folder)
        return fresh

    @contextmanager
    def _at(self, name: str, *, make: bool = False) -> Iterator[tuple[str, int | None]]:
        """Yield the name to use for the last part of a path, and the open folder that it lies in."""
        parts = self._folders(name)
        if not parts:
            # The tree's own folder, which lies where it was said to lie.
            if make:
                os.makedirs(self._root, exist_ok=True)
            yield self._root, None
            return
        *folders, last = parts
        try:
            if not _BY_HANDLE:
                if make:
                    self._make_each(folders)
                self._insist(folders)
                yield os.path.join(self._root, *folders, last), None
                return
            with self._open_folder(folders, make=make) as folder:
                yield last, folder
        except OSError as error:
            # The system says only the last part, which names nothing to a person.
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
        if make:
            os.makedirs(self._root, exist_ok=True)
        folder = os.open(self._root, _FOLDER)
        try:
            for name in folders:
                if make:
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
            self._insist(folders[: count - 1])
            self._make(os.path.join(self._root, *folders[:count]), None)

    def _make(self, name: str, folder: int | None) -> None:
        """Make one folder, if nothing stands there."""
        mode = self._modes.folder if self._modes else 0o777
        try:
            os.mkdir(name, mode, dir_fd=folder)
        except FileExistsError:
            return
        if self._modes and folder is not None:
            # What the umask took away.
            _give_mode(name, folder, mode)

    def _create(self, name: str, folder: int | None) -> int:
        """Make a new file and open it for writing."""
        opened = os.open(name, _NEW, self._modes.file if self._modes else 0o666, dir_fd=folder)
        if self._modes and _BY_HANDLE:
            with suppress(OSError):
                os.fchmod(opened, self._modes.file)
        return opened

    def _insist(self, folders: list[str]) -> None:
        """Look at each folder on the way: it must be there, and be a folder itself."""
        path = self._root
        for name in folders:
            path = os.path.join(path, name)
            found = os.lstat(path)
            if not stat.S_ISDIR(found.st_mode) or _is_redirect(found):
                raise NotADirectoryError(errno.ENOTDIR, "it is not a folder", path)


def _parts(name: str) -> list[str]:
    """Divide a name; raises `OSError` for one that could lead out of the tree."""
    parts = name.replace(os.sep, "/").split("/")
    if os.path.splitdrive(name)[0] or "\0" in name or not {"", ".", ".."}.isdisjoint(parts):
        raise OSError(errno.EINVAL, "it is not a name below this folder", name)
    return parts


def _open_folder(name: str, folder: int | None, flags: int) -> int:
    try:
        return os.open(name, flags, dir_fd=folder)
    except OSError as error:
        # Where a link may not be followed, systems say ELOOP, EMLINK or ENOTDIR.
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise NotADirectoryError(errno.ENOTDIR, "it is not a folder", name) from None
        raise


def _give_mode(name: str, folder: int | None, mode: int) -> None:
    """Change the permissions of a file or folder, never of what a link leads to."""
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
    _patiently(lambda: os.replace(origin, target, src_dir_fd=above, dst_dir_fd=folder))


def _is_redirect(found: os.stat_result) -> bool:
    """Say whether something stands for another place on Windows: a junction looks like a folder to `S_ISDIR`."""
    return bool(getattr(found, "st_reparse_tag", 0) & _REDIRECTS)


def _patiently(act: Callable[[], T]) -> T:
    for _ in range(TRIES - 1):
        try:
            return act()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _SHARING:
                raise
            time.sleep(PAUSE)
    return act()
