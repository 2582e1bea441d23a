"""Watch a site folder: saved files → one report a burst, and a look at everything every two seconds.

Events only make it quick. The truth is the look: a watched folder that is deleted and made again goes deaf while its
watcher believes itself alive, a network drive tells nothing of what others write, and a computer may have no watches
left. So the folder is looked through again and again, and whoever is reported to compares it with what it knows.
"""

from __future__ import annotations

import os
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

from therapyblog.content.scanning import DOCUMENT_FOLDERS, FILE_FOLDERS
from therapyblog.serve.bursts import Bursts
from therapyblog.serve.ground import SETTINGS_FILE

LOOK_EVERY = 2.0
"""Seconds between two looks at everything."""
POLL_EVERY = 0.5
"""Seconds, where there are no events; and between two glances at whether the watched folders are still the same."""
SHARE = 10
"""A look that takes long is repeated after this many times its own time at the earliest."""
SELDOM = 10.0
"""Seconds between two looks at the most."""
OWN = (*DOCUMENT_FOLDERS, *FILE_FOLDERS, "theme", "themes")
"""The folders of a site that are watched with all that is in them; `public` is none of them, nor is `.git`."""

# Mere reading is no change: `opened` and `closed_no_write` are not asked for.
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
TELLS_CLOSING = sys.platform == "linux"
_REMOTE = ("9p", "afs", "cifs", "drvfs", "fuse.sshfs", "nfs", "nfs4", "smb3", "smbfs", "vboxsf", "vmhgfs", "virtiofs")

Report = Callable[[frozenset[str]], tuple[str, ...]]
"""Told the paths of a burst, or none for a mere look; answers with the folders of the theme."""


class Watching:
    """Watches a site folder in a thread of its own, from `start` to `stop`."""

    def __init__(self, folder: Path, report: Report, notice: Callable[[str], None]) -> None:
        self.folder, self._report, self._notice = folder, report, notice
        self._bursts = Bursts()
        self._handler = _Handler(self._bursts, folder)
        self._observer: BaseObserver | None = None
        self._watches: dict[str, tuple[ObservedWatch, tuple[int, int]]] = {}
        self._wanted: dict[str, bool] = {}
        """The folders to be watched, whether they are there or not; `True`: with all that is in them."""
        self._theme_folders: tuple[str, ...] = ()
        self._thread = threading.Thread(target=self._run, name="watching", daemon=True)

    def start(self, theme_folders: tuple[str, ...]) -> None:
        """Begin."""
        where = remote_mount(self.folder)
        if where:
            self._notice(f"This folder lies on a network drive ({where}), so it is looked through every half second.")
        else:
            self._observer = Observer()
            self._observer.start()
            self._follow(theme_folders)
        self._theme_folders = theme_folders
        self._thread.start()

    def stop(self) -> None:
        """End; nothing is reported afterwards."""
        self._bursts.end()
        self._thread.join(1)
        if self._observer is not None:
            self._observer.stop()

    def _run(self) -> None:
        # The first at once: something may have been saved before the watches were there.
        due = time.monotonic()
        while True:
            paths = self._bursts.wait(min(max(due - time.monotonic(), 0), POLL_EVERY))
            if self._bursts.ended:
                return
            if not paths and time.monotonic() < due and not self._is_another():
                continue
            # Before the look, so that what is saved after it is told.
            unseen = self._follow(self._theme_folders) and bool(paths)
            started = time.monotonic()
            try:
                self._theme_folders = self._report(paths)
            except Exception as wrong:  # noqa: BLE001 - whatever goes wrong in a look, the next one must not be missed
                if not self._bursts.ended:
                    self._notice(f"The last change could not be followed ({type(wrong).__name__}: {wrong}); going on.")
            if self._bursts.ended:
                return
            if not paths:
                # Somebody who saves all the time does not put it off.
                ended = time.monotonic()
                every = LOOK_EVERY if self._observer else POLL_EVERY
                due = ended + max(every, min(SHARE * (ended - started), SELDOM))
            if self._follow(self._theme_folders) or unseen:
                # Something may have been saved in them before they were watched.
                due = time.monotonic()

    def _is_another(self) -> bool:
        """Say whether a folder to be watched went away, came back, or was replaced."""
        return any(identity(path) != self._watched(path) for path in self._wanted)

    def _watched(self, path: str) -> tuple[int, int] | None:
        watch, there = self._watches.get(path, (None, None))
        alive = self._observer is not None and any(
            emitter.watch == watch and emitter.is_alive() for emitter in self._observer.emitters
        )
        return there if alive else None

    def _follow(self, theme_folders: Iterable[str]) -> bool:
        """Watch what is there now: a folder that was made again is another one, whatever its name.

        Says whether there is one that was not watched before.
        """
        observer = self._observer
        if observer is None:
            return False
        wanted = {os.fspath(self.folder): False}
        wanted |= {os.fspath(self.folder / name): True for name in OWN}
        own = tuple(f"{os.path.realpath(path)}{os.sep}" for path, deep in wanted.items() if deep)
        # A theme may be a link to where it is made; a watch does not follow links by itself.
        real = map(os.path.realpath, theme_folders)
        wanted |= {path: True for path in real if not f"{path}{os.sep}".startswith(own)}
        self._wanted, more = wanted, False
        for path, deep in wanted.items():
            there = identity(path)
            if path in self._watches and self._watched(path) != there:
                with suppress(KeyError, OSError):
                    observer.unschedule(self._watches.pop(path)[0])
            if path not in self._watches and there is not None:
                try:
                    watch = observer.schedule(self._handler, path, recursive=deep, event_filter=EVENTS)
                except FileNotFoundError:
                    continue
                except OSError as wrong:
                    self._give_up(wrong)
                    return False
                self._watches[path] = (watch, there)
                more = True
        return more

    def _give_up(self, wrong: OSError) -> None:
        """Go on without events."""
        says = "This computer cannot watch more files"
        self._notice(
            f"{says} ({(wrong.strerror or str(wrong)).lower()}), so they are looked through every half second."
        )
        observer, self._observer = self._observer, None
        self._wanted = {}
        assert observer is not None
        observer.stop()


class _Handler(FileSystemEventHandler):
    """Notes what concerns the site."""

    def __init__(self, bursts: Bursts, folder: Path) -> None:
        self._bursts, self._folder = bursts, os.fspath(folder)

    def dispatch(self, event: FileSystemEvent) -> None:
        """Note an event; called by the observer's thread."""
        kind = event.event_type
        for path in filter(None, (os.fsdecode(event.src_path), os.fsdecode(event.dest_path))):
            if self._concerns(path):
                writing = kind == "modified" and TELLS_CLOSING
                self._bursts.note(path, open_=writing, settled=kind in ("closed", "moved"))

    def _concerns(self, path: str) -> bool:
        """Say whether a path may be one of the site's: of the folder itself only the settings are."""
        if os.path.dirname(path) != self._folder:
            return True
        return os.path.basename(path) in (SETTINGS_FILE, *OWN)


def identity(path: str) -> tuple[int, int] | None:
    """Return what tells a folder from another that takes its name later; `None` where there is no folder."""
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return (stat.st_dev, stat.st_ino) if os.path.isdir(path) else None


def remote_mount(folder: Path, mounts: str = "/proc/self/mounts") -> str:
    """Return the kind of network drive that a folder lies on, where the system tells; empty for a disk."""
    try:
        lines = Path(mounts).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    place, kind = "", ""
    for line in lines:
        _, at, what, *_ = [*line.split(" "), "", ""]
        at = at.replace("\\040", " ")
        if len(at) >= len(place) and Path(at) in (folder, *folder.parents):
            place, kind = at, what
    return kind if kind in _REMOTE else ""
