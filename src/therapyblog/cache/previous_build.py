"""What is remembered for one build: the settings at a glance, the files, and the last build into this output folder."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import msgspec

from therapyblog.cache.files import Files, is_settled, snapshot
from therapyblog.cache.outputs import LastBuild, Look, folders_snapshot, is_intact, last_build
from therapyblog.cache.store import NAME, CacheError, Store, recall
from therapyblog.content.scan import Sources
from therapyblog.model.codec import digest, encode, pack
from therapyblog.model.site_folder import is_inside_site
from therapyblog.model.value import Value
from therapyblog.output.manifest import is_ours, list_digest
from therapyblog.output.workspace import Workspace

T = TypeVar("T")


class Glance(Value, frozen=True, kw_only=True):
    """What has to be known of the settings before they are read: enough to see that nothing has changed."""

    settings: bytes
    """The digest of the settings file."""
    output: str
    timezone: str


def glance_at(remembered: bytes | None, content: bytes) -> Glance | None:
    """Return what is remembered of just these settings, if anything is."""
    try:
        glance = recall(remembered, Glance) if remembered else None
    except CacheError:
        return None
    if glance is None or glance.settings != digest(content):
        return None
    # A cache may have come with the site: what it says of the settings is held to the same rules as they are.
    return glance if is_inside_site(glance.output) and _is_time_zone(glance.timezone) else None


def _is_time_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - a preview needs none

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


class Memo:
    """The store, the files, and the last build into this output folder; without `cache` it begins and ends empty."""

    def __init__(self, workspace: Workspace, environment: bytes, *, cache: bool) -> None:
        self.workspace, out = workspace, workspace.out
        self.store = Store(workspace.make_folder(workspace.cache) / NAME if cache else None, environment)
        self._name, self._seal = f"build {out}", f"manifest {out}"
        self.last, self.files = LastBuild(), Files(None)
        try:
            self.last, self.files = last_build(self.store.get(self._name)), Files(self.store.get("files"))
            if self.store.get(self._seal) != list_digest(workspace):
                # Another publication than the remembered one was the last: times and sizes prove nothing.
                self.last = LastBuild()
        except CacheError:
            self.reset()

    def reset(self, *, on_disk: bool = True) -> None:
        """Drop everything, because some of it could not be used."""
        self.store.reset(on_disk=on_disk)
        self.last, self.files = LastBuild(), Files(None)

    def unchanged(self, stamp: Stamp) -> dict[str, Any] | None:
        """Return the last result if nothing has changed since, neither what it was made from nor what it wrote."""
        last = self.last
        if not last.stamp or last.stamp != stamp.over(folders_snapshot(last.theme_folders)):
            return None
        if last.result.get("unremoved"):
            # What could not be removed is tried again.
            return None
        out = os.fspath(self.workspace.out)
        if not is_ours(self.workspace) or not all(is_intact(out, file, one) for file, one in last.files.items()):
            return None
        return last.result

    def keep(self, glance: Glance | None, stamp: Stamp, build: LastBuild) -> None:
        """Remember a build that was published."""
        themes = folders_snapshot(build.theme_folders)
        build = msgspec.structs.replace(build, stamp=stamp.over(themes) if stamp.is_settled(themes) else b"")
        with self._tolerant():
            self.store.put(self._name, pack(build))
            self.store.put(self._seal, list_digest(self.workspace))
            self.store.put("settings", encode(glance))
        self.keep_documents()

    @contextmanager
    def _tolerant(self) -> Iterator[None]:
        """A build that is done is not undone because it cannot be remembered; the next one begins afresh."""
        try:
            yield
        except CacheError:
            with suppress(CacheError):
                self.store.reset()
                self.store.commit()

    def keep_documents(self) -> None:
        """Remember what was read, whatever became of the build."""
        with self._tolerant():
            self.store.put("files", self.files.encoded())
            self.store.commit()


class Stamp:
    """What a whole build depends on, told from names, sizes and times without opening a file."""

    def __init__(self, settings: bytes, sources: Sources, asked: bytes) -> None:
        files = [source for _, source in sources.documents]
        files += sources.files
        self._newest = max((source.time for source in files), default=0)
        self._ground = digest(encode((settings, snapshot(files), sources.told, asked)))
        self._taken = time.time_ns()

    def over(self, themes: Look) -> bytes:
        """Return the stamp, with these files of the theme."""
        return digest(encode((self._ground, themes)))

    def is_settled(self, themes: Look) -> bool:
        """Say whether every file is old enough for its time to tell it from its next version."""
        return is_settled((self._newest, *(changed for _, _, changed, _ in themes)), self._taken)
