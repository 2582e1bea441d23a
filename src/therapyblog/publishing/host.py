"""The interface between a publication and the host that it goes to.

A host is one module in `hosts/` with `connect(destination, context) -> Host`. Hosts that are folders of files (a folder
on this computer, SFTP, FTPS, S3) implement the smaller `FileHost`, and `file_host.FileHostPublisher` makes a `Host` of
it; hosts that take a whole site in one step (git, Netlify, Cloudflare, a zip) implement `Host` themselves.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from therapyblog.errors import TherapyblogError
from therapyblog.exit_codes import LOCKED, UNREACHABLE
from therapyblog.model.value import Value


class HostError(TherapyblogError):
    """The host refused, or could not be reached: one sentence with the way out. What was public is whole."""

    exit_code = UNREACHABLE


class SecretRefused(HostError):
    """The host does not take this password, token or key."""


class HostLocked(TherapyblogError):
    """Somebody else is publishing to the same place."""

    exit_code = LOCKED


class FileEntry(Value, frozen=True, array_like=False):
    """A file of a publication."""

    digest: str
    """Of its bytes, `model.codec.digest` in hexadecimal; empty where it is not known what lies there."""
    size: int = 0
    """In bytes."""


Files = Mapping[str, FileEntry]
"""Path below the root of the site, with `/` → what is there."""


class Remote(Value, frozen=True, kw_only=True):
    """What lies at a host before a publication."""

    files: dict[str, FileEntry] = {}
    """What is known to be ours, because we wrote it and nothing speaks against it."""
    foreign: tuple[str, ...] = ()
    """What would be overwritten or removed, although nothing proves that we wrote it: it is named and agreed to."""
    removable: tuple[str, ...] = ()
    """Those of `foreign` that a list there, which may be anybody's, calls ours and the site no longer has."""
    other_site: str = ""
    """The address of another site that is published here."""


class Publication(Value, frozen=True, kw_only=True):
    """What a host is asked to make public: exactly these files."""

    address: str
    """The public address of the site."""
    files: dict[str, FileEntry]
    before: dict[str, FileEntry]
    """What is known to be ours there (`Remote.files`), and of `foreign` what was agreed to, with an empty digest."""
    retracted: tuple[str, ...] = ()
    """Paths that go first: pages that were taken back."""


def list_key(secret: bytes) -> bytes:
    """Return what signs our list at a host, made of a password or key that only who has access to it knows.

    It is slow to compute, so that nobody can try passwords on a list that he has read (RFC 7914).
    """
    return hashlib.scrypt(secret, salt=b"therapyblog list", n=2**14, r=8, p=1, dklen=32) if secret else b""


Read = Callable[[str], bytes]
"""Returns the bytes of a file of the publication by its path; they are those of its digest."""
Note = Callable[[str], None]
"""Keeps what identifies a state of the host."""
Progress = Callable[[str, int, int], None]
"""Called with a stage, how much of it is done, and of how much."""


class Host(Protocol):
    """A place that a site is published to, connected. Every method raises `HostError` with one sentence."""

    def look(self, address: str, files: Files, last: Files, states: Collection[str]) -> Remote:
        """Return what lies there.

        `files` is what is about to be published, `last` the files of the last publication from this computer, and
        `states` what it noted: one of them identifies what we left there. It changes nothing.
        """

    def publish(self, publication: Publication, read: Read, note: Note, progress: Progress) -> str:
        """Make the host equal to the publication, whole or not at all as far as the host allows.

        `note` is called with what identifies a new state before that state can be there, as far as it can be known, so
        that a publication that is cut off is known again. Returns what identifies the final state. Raises `HostLocked`
        where another publication is at work.
        """

    def still_readable(self) -> tuple[str, ...]:
        """Return where earlier publications can still be read at this host, after those that could be deleted were."""

    def close(self) -> None:
        """End the connection; never raises."""


class FileHost(Protocol):
    """A host that holds files one by one. Paths are relative to the root of the site, with `/`.

    Every method raises `HostError` with one sentence where the host refuses or the connection is lost.
    """

    own: str
    """The folder for what is ours and no page, as a path relative to the root, such as `../.therapyblog-ab12cd`.

    It is above the root where the account reaches that; else in it, and then it can be read by anybody."""
    own_is_public: bool
    list_key: bytes
    """A secret that only who has access to this host knows, to sign our list with; empty where there is none."""

    def size(self, path: str) -> int | None:
        """Return the size of a file; `None` where there is no file of that name."""

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes; `None` where there is none."""

    def stage(self, path: str, content: bytes) -> None:
        """Write a new file, or anew one that was staged before; folders are made. It may be cut off at any moment."""

    def place(self, staged: str, path: str) -> None:
        """Move a staged file to its place in one step, replacing what is there; folders are made."""

    def remove(self, path: str) -> None:
        """Delete a file, and folders that are empty then, up to the root; a missing one is no error."""

    def clear(self, folder: str) -> None:
        """Delete a folder in `own` with the files in it; a missing one is no error."""

    def make_lock(self, path: str) -> bool:
        """Make an empty folder (or whatever only one of two can make) at a path; return false where it is there."""

    def remove_lock(self, path: str) -> None:
        """Remove it; a missing one is no error."""

    def names(self) -> list[str] | None:
        """Return the path of every file below the root, but those in `own`; `None` where the host lists nothing."""

    def close(self) -> None:
        """End the connection; never raises."""


class Context(Value, frozen=True, kw_only=True, gc=True):
    """What a way may need besides its settings."""

    secret: Callable[[str], str]
    """Returns the password or token, asking for it in these words where it is not kept. Raises `HostError`."""
    confirm: Callable[[str], bool]
    """Asks a yes-or-no question; false where nobody can be asked."""
    known_hosts: str
    """A file outside of the site folder for the keys of servers."""
    forget: Callable[[], None] = lambda: None
    """Called where the host refuses the secret, so that a wrong one is not kept."""
    wait: Callable[[float], None] = time.sleep
    """Lets so many seconds pass, where a host or another publication needs a moment."""
