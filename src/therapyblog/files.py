"""Reads files that may come from somebody else: only regular files, and without ever blocking."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from therapyblog.errors import UsageError

# Opening a pipe for reading blocks until somebody writes, unless it is opened non-blocking; a terminal must not become
# the controlling one. Windows has neither flag, and opens files as text without O_BINARY.
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
"""Kinds of files that are no regular ones, with a message for each."""


class NotAFile(OSError):
    """A regular file was expected, and something else is there."""


def absolute(path: str | os.PathLike[str]) -> Path:
    """Return an absolute path; raises `UsageError` where the current folder was deleted."""
    try:
        return Path(path).absolute()
    except FileNotFoundError:
        raise UsageError("The folder that you are in was deleted. Go to another one (cd) and try again.") from None


def not_a_file(mode: int, path: str | os.PathLike[str]) -> NotAFile:
    """Return the error for a file of this mode (`st_mode`)."""
    return NotAFile(errno.EINVAL, KINDS.get(stat.S_IFMT(mode), "it is not a file"), os.fspath(path))


def open_regular(path: str | os.PathLike[str], *, follow: bool = True, dir_fd: int | None = None) -> BinaryIO:
    """Open a regular file for reading; without `follow`, links are refused.

    Raises `NotAFile` for a folder, pipe, socket or device, and `OSError` where it cannot be opened.
    """
    try:
        opened = os.open(path, _READ | (0 if follow else _NOFOLLOW), dir_fd=dir_fd)
    except OSError as error:
        # The error is ELOOP for a link (EMLINK on FreeBSD), ENXIO for a socket; Windows cannot open a folder.
        raise _explained(error, path, follow=follow, dir_fd=dir_fd) from None
    mode = os.fstat(opened).st_mode
    if not stat.S_ISREG(mode):
        os.close(opened)
        raise not_a_file(mode, path)
    return open(opened, "rb")


def read_regular(
    path: str | os.PathLike[str], *, follow: bool = True, dir_fd: int | None = None, most: int = -1
) -> bytes:
    """Return the bytes of a regular file, at most so many; raises as `open_regular` does."""
    with open_regular(path, follow=follow, dir_fd=dir_fd) as stream:
        return stream.read(most)


def _explained(error: OSError, path: str | os.PathLike[str], *, follow: bool, dir_fd: int | None) -> OSError:
    if isinstance(error, FileNotFoundError):
        return error
    try:
        mode = os.stat(path, dir_fd=dir_fd, follow_symlinks=follow).st_mode
    except (OSError, ValueError):
        return error
    return error if stat.S_ISREG(mode) else not_a_file(mode, path)
