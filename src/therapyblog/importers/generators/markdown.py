"""A folder of Markdown files that no generator is known to have made, or a single one."""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Iterable, Iterator

from therapyblog.importers.generators.folder import (
    ABOUT_THE_FOLDER,
    PAGE_NAMES,
    POST_FOLDERS,
    TEXTS,
    Entry,
    File,
    under,
)
from therapyblog.importers.generators.generator import Generator
from therapyblog.importers.generators.values import text_of
from therapyblog.importers.items import Item, Skipped
from therapyblog.importers.source import Source

NAME = "markdown"
WORDS = "a folder of Markdown files"

_ENDINGS = tuple(ending for ending in TEXTS if not ending.startswith(".htm"))


def recognises(source: Source) -> bool:
    """Say whether there are Markdown files."""
    return bool(source.names(*_ENDINGS))


def items(source: Source) -> Iterator[Item]:
    """Yield every text."""
    return Markdown(source, _root(source)).items()


def _root(source: Source) -> str:
    """Return the folder that holds everything, as archives have one."""
    tops = {name.partition("/")[0] for name in source.sizes}
    only = next(iter(tops)) if len(tops) == 1 else ""
    return f"{only}/" if only and f"{only}" not in source.sizes and only.lower() not in (*POST_FOLDERS, "pages") else ""


class Markdown(Generator):
    """A plain folder."""

    form = "none"
    headers = True
    static = ("static", "assets", "public", "images", "media")

    def files(self) -> Iterator[File | Skipped]:
        """Yield every text: what lies among pages, or is called like one, is a page."""
        for name in under(self.source, self.root, *_ENDINGS):
            local = name[len(self.root) :]
            last = posixpath.basename(posixpath.splitext(local)[0]).lower()
            folders = {part.lower().lstrip("_") for part in local.split("/")[:-1]}
            if last in ABOUT_THE_FOLDER and not folders & POST_FOLDERS:
                yield Skipped(origin=name, title=last, why="it is about the folder")
                continue
            is_page = "pages" in folders or (last in PAGE_NAMES and not folders)
            yield name, local, "page" if is_page else "post", ""

    def addresses(self, entry: Entry, slug: str, date: dt.datetime | None) -> Iterable[str]:
        """Yield the address that a text names itself."""
        own = text_of(entry.settings.get("permalink") or entry.settings.get("url"))
        if own.startswith("/") and ":" not in own and "{" not in own:
            yield own
