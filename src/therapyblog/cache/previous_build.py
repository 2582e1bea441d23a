"""The cache of one build: a summary of the settings, the files, and the last build into this output folder."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import msgspec

from therapyblog.cache.files import Files, is_settled, snapshot
from therapyblog.cache.outputs import FolderSnapshot, LastBuild, folders_snapshot, is_intact, last_build
from therapyblog.cache.store import NAME, CacheError, Store, recall
from therapyblog.content.scan import Sources
from therapyblog.model.codec import digest, encode, pack
from therapyblog.model.site_folder import is_inside_site
from therapyblog.model.value import Value
from therapyblog.output.manifest import is_ours, list_digest
from therapyblog.output.workspace import Workspace

T = TypeVar("T")


class SettingsSummary(Value, frozen=True, kw_only=True):
    """The settings that are needed to find out that nothing changed, before the settings are read."""

    settings: bytes
    """The digest of the settings file."""
    output: str
    timezone: str


def recall_settings(remembered: bytes | None, content: bytes) -> SettingsSummary | None:
    """Return the cached summary of settings with this digest, if there is one."""
    try:
        summary = recall(remembered, SettingsSummary) if remembered else None
    except CacheError:
        return None
    if summary is None or summary.settings != digest(content):
        return None
    # A cache may have come with the site, so its values are checked like the settings themselves.
    return summary if is_inside_site(summary.output) and _is_time_zone(summary.timezone) else None


def _is_time_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - a preview needs none

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


class BuildCache:
    """The store, the files, and the last build into this output folder; without `cache` nothing is read or kept."""

    def __init__(self, workspace: Workspace, environment: bytes, *, cache: bool) -> None:
        self.workspace, out = workspace, workspace.out
        self.store = Store(workspace.make_folder(workspace.cache) / NAME if cache else None, environment)
        self._build_key, self._list_key = f"build {out}", f"manifest {out}"
        self.last, self.files = LastBuild(), Files(None)
        try:
            self.last, self.files = last_build(self.store.get(self._build_key)), Files(self.store.get("files"))
            if self.store.get(self._list_key) != list_digest(workspace):
                # The last publication is not the cached one: times and sizes cannot be trusted.
                self.last = LastBuild()
        except CacheError:
            self.reset()

    def reset(self, *, on_disk: bool = True) -> None:
        """Drop everything, because some of it is damaged."""
        self.store.reset(on_disk=on_disk)
        self.last, self.files = LastBuild(), Files(None)

    def unchanged(self, stamp: Stamp) -> dict[str, Any] | None:
        """Return the last result if neither the inputs nor the output changed since."""
        last = self.last
        if not last.stamp or last.stamp != stamp.over(folders_snapshot(last.theme_folders)):
            return None
        if last.result.get("unremoved"):
            # Files that could not be removed are tried again.
            return None
        out = os.fspath(self.workspace.out)
        if not is_ours(self.workspace) or not all(
            is_intact(out, file, written) for file, written in last.files.items()
        ):
            return None
        return last.result

    def keep(self, summary: SettingsSummary | None, stamp: Stamp, build: LastBuild) -> None:
        """Store a build that was published."""
        themes = folders_snapshot(build.theme_folders)
        build = msgspec.structs.replace(build, stamp=stamp.over(themes) if stamp.is_settled(themes) else b"")
        with self._tolerant():
            self.store.put(self._build_key, pack(build))
            self.store.put(self._list_key, list_digest(self.workspace))
            self.store.put("settings", encode(summary))
        self.keep_documents()

    @contextmanager
    def _tolerant(self) -> Iterator[None]:
        """Reset the cache where it cannot be written: the build is valid, and the next one starts without a cache."""
        try:
            yield
        except CacheError:
            with suppress(CacheError):
                self.store.reset()
                self.store.commit()

    def keep_documents(self) -> None:
        """Store the documents that were read, whether or not the build succeeded."""
        with self._tolerant():
            self.store.put("files", self.files.encoded())
            self.store.commit()


class Stamp:
    """A digest of all inputs of a build, from names, sizes and times without opening a file."""

    def __init__(self, settings: bytes, sources: Sources, asked: bytes) -> None:
        files = sources.all()
        self._newest = max((source.time for source in files), default=0)
        self._inputs = digest(encode((settings, snapshot(files), sources.told, asked)))
        self._moment = time.time_ns()

    def over(self, themes: FolderSnapshot) -> bytes:
        """Return the stamp, with these files of the theme."""
        return digest(encode((self._inputs, themes)))

    def is_settled(self, themes: FolderSnapshot) -> bool:
        """Say whether every file is old enough for its time to be trusted."""
        return is_settled((self._newest, *(changed for _, _, changed, _ in themes)), self._moment)
