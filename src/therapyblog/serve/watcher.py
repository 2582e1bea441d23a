"""Watches a site folder: one report for each burst of saved files, and a periodic one every two seconds.

Events only make it fast; the periodic scan makes it reliable: a watch does not notice that its folder was deleted and
created again, a network drive sends no events for what others write, and a computer may have no watches left. So the
folder is scanned again and again, and compared with the last scan.
"""

from __future__ import annotations

import os
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from therapyblog.model.site_folder import DOCUMENT_FOLDERS, FILE_FOLDERS, SETTINGS_FILE

LOOK_EVERY = 2.0
"""Seconds between two scans."""
POLL_EVERY = 0.5
"""Seconds, where there are no events; and between two checks whether the watched folders are still the same."""
LOOK_SHARE = 10
"""A long scan is repeated after this many times its duration at the earliest."""
MAX_LOOK_EVERY = 10.0
"""Most seconds between two scans."""
QUIET = 0.05
"""Seconds without an event that end a burst."""
QUIET_AFTER_CLOSE = 0.02
"""Seconds after one file, or a file and its copy, was closed or renamed."""
FEW = 2
WRITE_TIMEOUT = 1.0
"""Seconds to wait for a file that is being written to be closed."""
LONGEST_BURST = 3.0
"""Seconds after which a burst ends in any case: another program may write all the time."""
WATCHED_FOLDERS = (*DOCUMENT_FOLDERS, *FILE_FOLDERS, "theme", "themes")
"""The folders of a site that are watched recursively, without `public` and `.git`."""

# Reading is no change: `opened` and `closed_no_write` are not subscribed.
EVENTS: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    FileClosedEvent,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
]
CLOSING_IS_TOLD = sys.platform == "linux"
_NETWORK_FILE_SYSTEMS = frozenset(
    ["9p", "afs", "cifs", "drvfs", "fuse.sshfs", "nfs", "nfs4", "smb3", "smbfs", "vboxsf", "vmhgfs", "virtiofs"],
)

Report = Callable[[frozenset[str]], tuple[str, ...]]
"""Called with the paths of a burst, or none for a periodic scan; returns the folders of the theme."""


class Watcher:
    """Watches a site folder in a thread of its own, from `start` to `stop`."""

    def __init__(self, folder: Path, report: Report, notice: Callable[[str], None]) -> None:
        self.folder, self._report, self._notice = folder, report, notice
        self._debouncer = Debouncer()
        self._handler = _Handler(self._debouncer, folder)
        self._observer: BaseObserver | None = None
        self._watches: dict[str, tuple[ObservedWatch, tuple[int, int]]] = {}
        self._wanted: dict[str, bool] = {}
        """The folders to watch, whether they exist or not; `True`: recursively."""
        self._theme_folders: tuple[str, ...] = ()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)

    def start(self, theme_folders: tuple[str, ...]) -> None:
        """Begin."""
        file_system = network_file_system(self.folder)
        if file_system:
            says = f"This folder lies on a network drive ({file_system})"
            self._notice(f"{says}, so it is looked through every half second.")
        else:
            self._observer = Observer()
            self._observer.start()
            self._follow(theme_folders)
        self._theme_folders = theme_folders
        self._thread.start()

    def stop(self) -> None:
        """End; nothing is reported afterwards."""
        self._debouncer.end()
        self._thread.join(1)
        if self._observer is not None:
            self._observer.stop()

    def _run(self) -> None:
        # The first scan at once: something may have been saved before the watches existed.
        due = time.monotonic()
        while True:
            paths = self._debouncer.wait(min(max(due - time.monotonic(), 0), POLL_EVERY))
            if self._debouncer.ended:
                return
            if not paths and time.monotonic() < due and not self._was_replaced():
                continue
            # Before the scan, so that later saves are reported.
            unseen = self._follow(self._theme_folders) and bool(paths)
            started = time.monotonic()
            try:
                self._theme_folders = self._report(paths)
            except Exception as error:  # noqa: BLE001 - whatever goes wrong in a look, the next one must not be missed
                if not self._debouncer.ended:
                    self._notice(f"The last change could not be followed ({type(error).__name__}: {error}); going on.")
            if self._debouncer.ended:
                return
            if not paths:
                # Continuous saving does not delay it.
                ended = time.monotonic()
                every = LOOK_EVERY if self._observer else POLL_EVERY
                due = ended + max(every, min(LOOK_SHARE * (ended - started), MAX_LOOK_EVERY))
            if self._follow(self._theme_folders) or unseen:
                # Something may have been saved in them before they were watched.
                due = time.monotonic()

    def _was_replaced(self) -> bool:
        """Say whether a folder to be watched went away, came back, or was replaced."""
        return any(folder_id(path) != self._watched_id(path) for path in self._wanted)

    def _watched_id(self, path: str) -> tuple[int, int] | None:
        watch, known_id = self._watches.get(path, (None, None))
        alive = self._observer is not None and any(
            emitter.watch == watch and emitter.is_alive() for emitter in self._observer.emitters
        )
        return known_id if alive else None

    def _follow(self, theme_folders: Iterable[str]) -> bool:
        """Watch the folders that exist now: a folder that was created again is another one, in spite of its name.

        Says whether there is one that was not watched before.
        """
        observer = self._observer
        if observer is None:
            return False
        wanted = {os.fspath(self.folder): False}
        wanted |= {os.fspath(self.folder / name): True for name in WATCHED_FOLDERS}
        own = tuple(f"{os.path.realpath(path)}{os.sep}" for path, recursive in wanted.items() if recursive)
        # A theme may be a link to its source; a watch does not follow links.
        real = map(os.path.realpath, theme_folders)
        wanted |= {path: True for path in real if not f"{path}{os.sep}".startswith(own)}
        self._wanted, more = wanted, False
        for path, recursive in wanted.items():
            current_id = folder_id(path)
            if path in self._watches and self._watched_id(path) != current_id:
                with suppress(KeyError, OSError):
                    observer.unschedule(self._watches.pop(path)[0])
            if path not in self._watches and current_id is not None:
                try:
                    watch = observer.schedule(self._handler, path, recursive=recursive, event_filter=EVENTS)
                except FileNotFoundError:
                    continue
                except OSError as error:
                    self._give_up(error)
                    return False
                self._watches[path] = (watch, current_id)
                more = True
        return more

    def _give_up(self, error: OSError) -> None:
        """Go on without events."""
        says = "This computer cannot watch more files"
        self._notice(
            f"{says} ({(error.strerror or str(error)).lower()}), so they are looked through every half second."
        )
        observer, self._observer = self._observer, None
        self._wanted = {}
        assert observer is not None
        observer.stop()


class _Handler(FileSystemEventHandler):
    """Passes on the events of files of the site."""

    def __init__(self, debouncer: Debouncer, folder: Path) -> None:
        self._debouncer, self._folder = debouncer, os.fspath(folder)

    def dispatch(self, event: FileSystemEvent) -> None:
        """Pass on an event; called by the observer's thread."""
        kind = event.event_type
        for path in filter(None, (os.fsdecode(event.src_path), os.fsdecode(event.dest_path))):
            if self._concerns(path):
                writing = kind == "modified" or (kind == "created" and _is_empty_file(path))
                self._debouncer.add(path, writing=writing and CLOSING_IS_TOLD, finished=kind in ("closed", "moved"))

    def _concerns(self, path: str) -> bool:
        """Say whether a path may belong to the site: directly in the folder only the settings do."""
        if os.path.dirname(path) != self._folder:
            return True
        return os.path.basename(path) in (SETTINGS_FILE, *WATCHED_FOLDERS)


def _is_empty_file(path: str) -> bool:
    """Say whether somebody has made a file and not yet written to it, as `git checkout` does with one after another."""
    try:
        found = os.stat(path)
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and not found.st_size


class Debouncer:
    """Collects events from any thread into bursts; one thread waits for them.

    Each editor saves in its own way: it cuts the file and writes it, writes another and renames it, moves the old one
    away, writes twice. A burst ends after a moment without events. Where the system reports that a file was closed,
    a file that is being written is waited for, and the burst ends soon after it is closed.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._writing: dict[str, bool] = {}
        """The paths of this burst, and whether each is being written."""
        self._first = self._last = 0.0
        self._finished_last = False
        self._ended = False

    def add(self, path: str, *, writing: bool = False, finished: bool = False) -> None:
        """Add an event of a file, which is being written, or was closed or moved (`finished`)."""
        with self._changed:
            self._last = self._clock()
            if not self._writing:
                self._first = self._last
            self._writing[path] = writing
            self._finished_last = finished
            self._changed.notify_all()

    def end(self) -> None:
        """Wake the waiting thread, for good."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    @property
    def ended(self) -> bool:
        """Whether `end` was called."""
        return self._ended

    def wait(self, timeout: float) -> frozenset[str]:
        """Return the paths of the next burst when it is over; none where nothing happened for so many seconds."""
        until = self._clock() + timeout
        with self._changed:
            while not self._ended:
                left = self._left() if self._writing else until - self._clock()
                if left <= 0:
                    break
                self._changed.wait(left)
            paths = frozenset(self._writing)
            self._writing = {}
        return paths

    def _left(self) -> float:
        """Return the seconds until the burst is over, if nothing more happens."""
        quiet = QUIET_AFTER_CLOSE if self._finished_last and len(self._writing) <= FEW else QUIET
        quiet = WRITE_TIMEOUT if any(self._writing.values()) else quiet
        return min(self._last + quiet, self._first + LONGEST_BURST) - self._clock()


def folder_id(path: str) -> tuple[int, int] | None:
    """Return what identifies a folder (device and inode); `None` where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISDIR(found.st_mode) else None


def network_file_system(folder: Path, mounts: str = "/proc/self/mounts") -> str:
    """Return the kind of network drive that a folder lies on, where the system tells; empty for a disk."""
    try:
        lines = Path(mounts).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    nearest, kind = "", ""
    for line in lines:
        _, mount, file_system, *_ = [*line.split(" "), "", ""]
        mount = mount.replace("\\040", " ")
        if len(mount) >= len(nearest) and Path(mount) in (folder, *folder.parents):
            nearest, kind = mount, file_system
    return kind if kind in _NETWORK_FILE_SYSTEMS else ""
