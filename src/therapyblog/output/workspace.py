"""The paths below `.therapyblog/` of a site and one of its output folders.

`cache/` may be deleted at any time. `published/<id>/` holds the list of what was written into one output folder and the
journal of a publication that is under way; `aside/` holds what was moved out of an output folder. Neither is a cache.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

import msgspec

from therapyblog.errors import UsageError
from therapyblog.model.codec import digest
from therapyblog.output.own_folder import NAME, open_own_folder

FOLDER = NAME
CACHE = "cache"
FORMER = ("memo.sqlite", "stage", "before", "preview", "journal")
"""Files of earlier versions, directly in `.therapyblog/`; all can be created again."""


class Workspace(msgspec.Struct, frozen=True, dict=True):
    """The folders of a site that concern one output folder."""

    site: Path
    out: Path

    @property
    def folder(self) -> Path:
        """The site's folder for everything that is not written by hand."""
        return self.site / FOLDER

    @property
    def cache(self) -> Path:
        """What can be made again."""
        return self.folder / CACHE

    @property
    def stage(self) -> Path:
        """Where a build renders to."""
        return self.cache / "stage"

    @property
    def kept(self) -> Path:
        """What a publication replaces, until it is done."""
        return self.cache / "before"

    @property
    def aside(self) -> Path:
        """What was moved out of output folders."""
        return self.folder / "aside"

    @property
    def record(self) -> Path:
        """The folder with the list and the journal of this output folder."""
        return self.folder / "published" / self.id

    @cached_property
    def _real(self) -> tuple[Path, Path]:
        return Path(os.path.realpath(self.site)), Path(os.path.realpath(self.out))

    @cached_property
    def id(self) -> str:
        """A short digest of the output folder's path: relative to the site, so that both can be moved, or absolute."""
        root, real = self._real
        name = os.path.normcase(real.relative_to(root) if root in real.parents else real)
        return digest(name.encode("utf-8", "surrogatepass")).hex()[:16]

    def identity(self, folder: Path | None = None) -> int:
        """Return what identifies an output folder outside of the site besides its path (its inode); 0 for one inside.

        A site from elsewhere may come with a forged list, which must not be valid for a folder of the user's.
        """
        root, real = self._real
        if root in real.parents:
            return 0
        try:
            return os.stat(folder or self.out).st_ino
        except (FileNotFoundError, NotADirectoryError):
            return 0

    def make_folder(self, folder: Path) -> Path:
        """Create one of these folders; raises `UsageError` where it or a parent of it is a link."""
        tree = open_own_folder(self.folder)
        try:
            if folder != self.folder:
                tree.make_folder(folder.relative_to(self.folder).as_posix())
        except NotADirectoryError as error:
            says = "is a link, and therapyblog keeps its work in a folder of its own: delete it."
            raise UsageError(f"{error.filename} {says}") from None
        return folder

    def forget_former(self) -> None:
        """Remove the files of earlier versions."""
        from therapyblog.output.atomic import remove_tree  # noqa: PLC0415 - hardly ever needed

        for name in FORMER:
            if os.path.lexists(self.folder / name):
                remove_tree(self.folder / name)
