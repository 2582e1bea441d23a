"""What is remembered for one build: the settings at a glance, the files, and the last build into this output folder."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import msgspec

from therapyblog.content.scanning import Sources
from therapyblog.memo.builds import LastBuild, folders_snapshot, is_intact, last_build
from therapyblog.memo.files import SETTLED_NS, Files, snapshot
from therapyblog.memo.store import NAME, Store
from therapyblog.model.codec import decode, digest, encode, pack
from therapyblog.model.value import Value
from therapyblog.output.safety import is_ours


class Glance(Value, frozen=True, kw_only=True):
    """What has to be known of the settings before they are read: enough to see that nothing has changed."""

    settings: bytes
    """The digest of the settings file."""
    output: str
    timezone: str


def glance_at(remembered: bytes | None, content: bytes) -> Glance | None:
    """Return what is remembered of just these settings, if anything is."""
    glance = decode(remembered, Glance) if remembered else None
    return glance if glance and glance.settings == digest(content) else None


class Memo:
    """The store, the files, and the last build into this output folder; without `cache` it begins and ends empty."""

    def __init__(self, workshop: Path, out: Path, environment: bytes, *, cache: bool) -> None:
        self.workshop, self.out = workshop, os.fspath(out)
        self.store = Store(workshop / NAME if cache else None, environment)
        self._name = f"build {out}"
        self.last = last_build(self.store.get(self._name))
        self.files = Files(self.store.get("files"))

    def unchanged(self, stamp: Stamp) -> dict[str, Any] | None:
        """Return the last result if nothing has changed since, neither what it was made from nor what it wrote."""
        last = self.last
        if not last.stamp or last.stamp != stamp.over(folders_snapshot(last.theme_folders)):
            return None
        if not is_ours(Path(self.out)) or not all(is_intact(self.out, file, one) for file, one in last.files.items()):
            return None
        return last.result

    def keep(self, glance: Glance | None, stamp: Stamp, build: LastBuild, routes: dict[str, bytes]) -> None:
        """Remember a build that was published, and what the pages that it rendered were made from."""
        themes = folders_snapshot(build.theme_folders)
        build = msgspec.structs.replace(build, stamp=stamp.over(themes) if stamp.is_settled(themes) else b"")
        self.store.put(self._name, pack(build))
        self.store.put("settings", encode(glance))
        self.store.add_routes(self.out, routes)
        self.store.forget_routes(self.out, self.last.files.keys() - build.files.keys())
        self.keep_documents()

    def keep_documents(self) -> None:
        """Remember what was read, whatever became of the build."""
        self.store.put("files", self.files.encoded())
        self.store.commit()


class Stamp:
    """What a whole build depends on, told from names, sizes and times without opening a file."""

    def __init__(self, settings: bytes, sources: Sources, asked: bytes) -> None:
        files = [source for _, source in sources.documents]
        files += sources.files
        self._newest = max((source.time for source in files), default=0)
        self._ground = digest(encode((settings, snapshot(files), asked)))
        self._taken = time.time_ns()

    def over(self, themes: list[tuple[str, int, int]]) -> bytes:
        """Return the stamp, with these files of the theme."""
        return digest(encode((self._ground, themes)))

    def is_settled(self, themes: list[tuple[str, int, int]]) -> bool:
        """Say whether every file is old enough for its time to tell it from its next version."""
        newest = max([self._newest, *(time_ for _, _, time_ in themes)])
        return newest < self._taken - SETTLED_NS
