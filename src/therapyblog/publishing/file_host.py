"""Publishing to a host that holds files one by one, so that a cut at any moment leaves every page whole.

lock → intent → pages that were taken back go → new bytes under other names → assets, pages, lists into place →
other files go → list → unlock

The list is what we wrote there, with digests. Before anything changes it is replaced by an intent: the same list with
empty digests for all that is about to change. After a cut the next run therefore knows every file that may be ours,
and sends again what is not certain. Where the list can be read by anybody it holds digests of names only, because
names of unlisted texts are nobody's business. It is trusted only if it is signed with the host's secret, or is the
very one that this computer wrote last.
"""

from __future__ import annotations

import hmac
import os
import platform
import time
from collections.abc import Callable, Collection
from hashlib import sha256

import msgspec

from therapyblog.model.codec import digest
from therapyblog.model.value import Value
from therapyblog.output.publish import publishing_order
from therapyblog.publishing.host import (
    FileEntry,
    FileHost,
    Files,
    HostLocked,
    Note,
    Progress,
    Publication,
    Read,
    Remote,
)

LIST, LOCK, STAGE = "list.json", "lock", "new"
_VERSION = 1
FEW = 20
"""Files that are asked for one by one, instead of listing all that is there."""
_MOMENT = 2.0
"""Seconds in which whoever takes the lock writes who it is."""


class _List(Value, frozen=True, kw_only=True, array_like=False):
    version: int
    site: str
    files: dict[str, FileEntry]
    """By path, or by the digest of the path."""
    hidden: bool
    """Whether paths are digests."""


class _Signed(Value, frozen=True, kw_only=True, array_like=False):
    content: str
    signature: str


class FileHostPublisher:
    """A `Host` made of a `FileHost`."""

    def __init__(self, host: FileHost, wait: Callable[[float], None] = time.sleep) -> None:
        self.host, self._wait = host, wait

    def look(self, address: str, files: Files, last: Files, states: Collection[str]) -> Remote:
        """Return what lies there; see `Host.look`."""
        raw = self.host.read(f"{self.host.own}/{LIST}")
        listed, trusted = self._read_list(raw, states)
        if listed is not None and listed.site != address:
            return Remote(other_site=listed.site)
        rows = self._by_path(listed, {**files, **last}) if listed else {}
        if trusted:
            replaced = self._replaced(files, rows)
            ours = {path: entry for path, entry in rows.items() if path not in replaced}
            return Remote(files=ours, foreign=(*self._strangers(files, rows), *replaced))
        removable = tuple(sorted(path for path in rows if path not in files and self.host.size(path) is not None))
        mine = {path: entry for path, entry in files.items() if self._holds(path, entry)}
        return Remote(files=mine, foreign=(*self._strangers(files, mine), *removable), removable=removable)

    def _read_list(self, raw: bytes | None, states: Collection[str]) -> tuple[_List | None, bool]:
        """Return the list that lies there, and whether it is ours beyond doubt."""
        if raw is None:
            return None, False
        try:
            signed = msgspec.json.decode(raw, type=_Signed)
            listed = msgspec.json.decode(signed.content, type=_List)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None, False
        if listed.version != _VERSION:
            return None, False
        genuine = (
            bool(signed.signature)
            and bool(self.host.list_key)
            and hmac.compare_digest(signed.signature, self._sign(signed.content))
        )
        return listed, genuine or digest(raw).hex() in states

    def _sign(self, content: str) -> str:
        return hmac.new(self.host.list_key, content.encode(), sha256).hexdigest()

    def _by_path(self, listed: _List, known: Files) -> dict[str, FileEntry]:
        """Return the rows of a list by path; names behind digests are looked for among what is known and listed."""
        if not listed.hidden:
            return {path: entry for path, entry in listed.files.items() if is_plain_path(path)}
        names = {_hidden(path): path for path in known}
        if any(name not in names for name in listed.files):
            names |= {_hidden(path): path for path in self.host.names() or ()}
        return {names[name]: entry for name, entry in listed.files.items() if name in names}

    def _strangers(self, files: Files, ours: Files) -> tuple[str, ...]:
        """Return the paths that are about to be written where a file lies that is not ours, with other bytes."""
        new = sorted(path for path in files if path not in ours)
        names = self.host.names() if len(new) > FEW else None
        listed = {name.casefold() for name in names or ()}
        maybe = new if names is None else [path for path in new if path.casefold() in listed]
        present = [path for path in maybe if self.host.size(path) is not None]
        namesakes = {path.casefold(): path for path in ours}

        def is_ours(path: str) -> bool:
            # Where a host takes upper and lower case for the same, it finds what we wrote under the other name.
            namesake = namesakes.get(path.casefold())
            return namesake is not None and self._holds(path, ours[namesake])

        return tuple(path for path in present if not self._holds(path, files[path]) and not is_ours(path))

    def _replaced(self, files: Files, ours: Files) -> tuple[str, ...]:
        """Return the paths of ours that are about to change, and where somebody has put something else meanwhile.

        Where there are many, a file of the same size counts as ours: all of them would have to be fetched.
        """
        changing = sorted(path for path, entry in ours.items() if entry.digest and files.get(path) != entry)
        sizes = {path: self.host.size(path) for path in changing}
        there = [path for path in changing if sizes[path] is not None]
        return tuple(
            path
            for path in there
            if sizes[path] != ours[path].size or (len(there) <= FEW and not self._holds(path, ours[path]))
            if path not in files or not self._holds(path, files[path])
        )

    def _holds(self, path: str, entry: FileEntry) -> bool:
        """Say whether exactly these bytes lie at a path."""
        if self.host.size(path) != entry.size:
            return False
        content = self.host.read(path)
        return content is not None and digest(content).hex() == entry.digest

    def publish(self, publication: Publication, read: Read, note: Note, progress: Progress) -> str:
        """Make the host equal to the publication; see `Host.publish`."""
        lock = f"{self.host.own}/{LOCK}"
        self._lock(lock)
        try:
            return self._publish(publication, read, note, progress)
        finally:
            self.host.remove(f"{lock}-of")
            self.host.remove_lock(lock)

    def _publish(self, publication: Publication, read: Read, note: Note, progress: Progress) -> str:
        files, before = publication.files, publication.before
        send = [path for path in sorted(files, key=publishing_order) if before.get(path) != files[path]]
        gone = sorted(path for path in before if path not in files)
        if send or gone:
            # What a publication that was cut off left there takes room.
            self.host.clear(f"{self.host.own}/{STAGE}")
            doubtful = {path: FileEntry("") for path in (*send, *gone)}
            self._write_list(publication.address, {**before, **files, **doubtful}, note)
        # Where a host takes upper and lower case for the same, the old name must not go after the new one came.
        names = {path.casefold() for path in send}
        first = [path for path in gone if path in publication.retracted or path.casefold() in names]
        for path in first:
            self.host.remove(path)
        staged = {path: f"{self.host.own}/{STAGE}/{digest(path.encode()).hex()}" for path in send}
        for done, path in enumerate(send):
            progress("Sending", done, len(send))
            self.host.stage(staged[path], read(path))
        for path in send:
            self.host.place(staged[path], path)
        for path in gone:
            if path not in first:
                self.host.remove(path)
        state = self._write_list(publication.address, files, note)
        self.host.clear(f"{self.host.own}/{STAGE}")
        return state

    def _write_list(self, address: str, files: Files, note: Note) -> str:
        hidden = self.host.own_is_public
        rows = {_hidden(path) if hidden else path: entry for path, entry in sorted(files.items())}
        listed = _List(version=_VERSION, site=address, files=rows, hidden=hidden)
        content = msgspec.json.encode(listed).decode()
        # What anybody can read is not signed: passwords could be tried on it.
        signature = self._sign(content) if self.host.list_key and not hidden else ""
        raw = msgspec.json.encode(_Signed(content=content, signature=signature))
        note(digest(raw).hex())
        staged = f"{self.host.own}/{STAGE}/{LIST}"
        self.host.stage(staged, raw)
        self.host.place(staged, f"{self.host.own}/{LIST}")
        return digest(raw).hex()

    def _lock(self, lock: str) -> None:
        """Take the lock; one that this computer left behind, because a process ended, is taken over."""
        mine = f"{platform.node()} {os.getpid()}".encode()
        if not self.host.make_lock(lock):
            holder = self._holder(lock)
            if holder is None:
                # Whoever made it is about to write who it is, or was cut off before it could.
                self._wait(_MOMENT)
                holder = self._holder(lock)
            node, process = holder or (platform.node(), 0)
            if node != platform.node() or (process and _is_running(process)):
                raise HostLocked(
                    f"another publication to this place is at work on {node}; try again when it has finished. "
                    "Where none is, take its mark away: therapyblog publish --break-lock"
                )
        self.host.stage(f"{lock}-of", mine)

    def _holder(self, lock: str) -> tuple[str, int] | None:
        """Return the computer and the process that hold the lock; `None` where nobody says so."""
        node, _, process = (self.host.read(f"{lock}-of") or b"").decode("utf-8", "replace").rpartition(" ")
        return (node, int(process)) if node and process.isdecimal() else None

    def break_lock(self) -> None:
        """Take away the mark of a publication that ended without doing so."""
        self.host.remove(f"{self.host.own}/{LOCK}-of")
        self.host.remove_lock(f"{self.host.own}/{LOCK}")

    def still_readable(self) -> tuple[str, ...]:
        """Nothing: such a host keeps no earlier publication."""
        return ()

    def close(self) -> None:
        """End the connection."""
        self.host.close()


def is_plain_path(path: str) -> bool:
    """Say whether a path from a list, which may be forged, stays below the root."""
    return not {"", ".", ".."}.intersection(path.split("/")) and "\\" not in path and "\0" not in path


def _hidden(path: str) -> str:
    return sha256(path.encode()).hexdigest()


def _is_running(process: int) -> bool:
    if process == os.getpid():
        return False
    if os.name == "nt":  # pragma: no cover - signal 0 would end the process there
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
