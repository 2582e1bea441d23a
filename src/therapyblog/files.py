"""Reading one file that may come from somebody else: the bytes of a regular file, or an error; never a wait."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from therapyblog.errors import UsageError

# Opening a pipe for reading waits for whoever writes into it, unless it is opened without waiting; a terminal must not
# become ours by being opened. Windows knows neither flag, and has its files open as text without the third.
_READ = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
KINDS = {
    stat.S_IFDIR: "it is a folder, not a file",
    stat.S_IFIFO: "it is a pipe, not a file",
    stat.S_IFSOCK: "it is a socket, not a file",
    stat.S_IFCHR: "it is a device, not a file",
    stat.S_IFBLK: "it is a device, not a file",
    stat.S_IFLNK: "it is a link, not a file",
}
"""What may stand where a file is expected, and how that is said."""


class NotAFile(OSError):
    """Something else than a regular file stands where one is expected."""


def absolute(path: str | os.PathLike[str]) -> Path:
    """Return where a path leads from here; raises `UsageError` where there is no here any more."""
    try:
        return Path(path).absolute()
    except FileNotFoundError:
        raise UsageError("The folder that you are in was deleted. Go to another one (cd) and try again.") from None


def not_a_file(mode: int, path: str | os.PathLike[str]) -> NotAFile:
    """Return the error for what a file's mode (`st_mode`) says it is."""
    return NotAFile(errno.EINVAL, KINDS.get(stat.S_IFMT(mode), "it is not a file"), os.fspath(path))


def open_regular(path: str | os.PathLike[str], *, follow: bool = True, dir_fd: int | None = None) -> BinaryIO:
    """Open a regular file for reading; without `follow` a link in its place is refused.

    Raises `NotAFile` for a folder, pipe, socket or device, and `OSError` where it cannot be opened.
    """
    try:
        opened = os.open(path, _READ | (0 if follow else _NOFOLLOW), dir_fd=dir_fd)
    except OSError as error:
        # A link is refused with ELOOP (EMLINK on FreeBSD), a socket with ENXIO, and Windows refuses to open a folder.
        raise _explained(error, path, follow=follow, dir_fd=dir_fd) from None
    mode = os.fstat(opened).st_mode
    if not stat.S_ISREG(mode):
        os.close(opened)
        raise not_a_file(mode, path)
    return open(opened, "rb")


def read_regular(path: str | os.PathLike[str], *, follow: bool = True, dir_fd: int | None = None) -> bytes:
    """Return the bytes of a regular file; raises as `open_regular` does."""
    with open_regular(path, follow=follow, dir_fd=dir_fd) as stream:
        return stream.read()


def _explained(error: OSError, path: str | os.PathLike[str], *, follow: bool, dir_fd: int | None) -> OSError:
    if isinstance(error, FileNotFoundError):
        return error
    try:
        mode = os.stat(path, dir_fd=dir_fd, follow_symlinks=follow).st_mode
    except (OSError, ValueError):
        return error
    return error if stat.S_ISREG(mode) else not_a_file(mode, path)
