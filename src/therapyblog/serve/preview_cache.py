"""The cache of a preview: `.therapyblog/cache/preview/`, separate from the cache of builds.

One preview of a site has it; a second one beside it, or one on a disk that cannot be written to, remembers in memory.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from therapyblog.cache.files import Files
from therapyblog.cache.store import NAME, CacheError, Store
from therapyblog.cache.version import fingerprint
from therapyblog.errors import TherapyblogError
from therapyblog.output.lock import SiteLock
from therapyblog.output.workspace import CACHE, Workspace

_FOLDER = "preview"


class PreviewCache:
    """The store of one preview, locked until `close`."""

    def __init__(self, site: Path) -> None:
        self._lock: SiteLock | None = None
        workspace = Workspace(site, site)
        path: Path | None = workspace.cache / _FOLDER / NAME
        try:
            workspace.make_folder(workspace.cache)
            lock = SiteLock(workspace.folder, f"{CACHE}/{_FOLDER}")
            lock.__enter__()
            self._lock = lock
        except (OSError, TherapyblogError):
            path = None
        self.store = Store(path, fingerprint())

    def files(self) -> Files:
        """Return the cached digests of the files."""
        try:
            return Files(self.store.get("files"))
        except CacheError:
            self.reset()
            return Files(None)

    def reset(self) -> None:
        """Drop everything and go on in memory: a cache on disk that failed once is not used again."""
        self.store.reset(on_disk=False)

    def keep(self, files: Files) -> None:
        """Store the documents that were read; where that fails, the next preview reads them again."""
        with suppress(CacheError):
            self.store.put("files", files.encoded())
            self.store.commit()

    def close(self) -> None:
        """Write what was stored, and release the lock."""
        with suppress(CacheError):
            self.store.commit()
        self.store.close()
        if self._lock is not None:
            self._lock.__exit__(None, None, None)
            self._lock = None
