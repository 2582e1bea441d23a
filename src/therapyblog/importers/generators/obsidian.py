"""Obsidian: a vault (a folder with `.obsidian/`), or the notes of one.

Nothing of a vault is published by itself, so a note becomes a draft unless it says `publish: true`; in a vault that
Quartz or another generator shows, every note is published that does not say otherwise (help.obsidian.md/publish,
quartz.jzhao.xyz/features/private-pages, 30 November 2026).
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import quote, unquote

from therapyblog.importers.generators.folder import (
    ABOUT_THE_FOLDER,
    PAGE_NAMES,
    POST_FOLDERS,
    TEXTS,
    Entry,
    File,
    roots,
    under,
)
from therapyblog.importers.generators.generator import Generator
from therapyblog.importers.generators.values import every, text_of, texts
from therapyblog.importers.items import Facts, Item, Skipped
from therapyblog.importers.markdown_addresses import outside_code
from therapyblog.importers.source import Source
from therapyblog.settings.hold_rules import fold
from therapyblog.urls.wiki import folded

NAME = "obsidian"
WORDS = "an Obsidian vault"

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[ _-]\w+)?\Z")
_PICTURE = re.compile(
    r"!\[\[([^\[\]|\n]+\.(?:avif|gif|heic|jpe?g|png|svg|webp|bmp))(?:\\?\|([^\[\]\n]*))?\]\]", re.IGNORECASE
)
_NOTE = re.compile(r"!\[\[([^\[\]|\n]+?)(?:\\?\|([^\[\]\n]*))?\]\]")
_BLOCK_NAME = re.compile(r"[ \t]+\^[A-Za-z0-9-]{2,30}[ \t]*$", re.MULTILINE)
_MARKED = re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]{1,300}?)(?<=[^\s=])==(?![=\w])")
_PUBLISHED = frozenset(("publish", "dgpublish", "share", "published", "public"))


def recognises(source: Source) -> bool:
    """Say whether a folder is a vault."""
    return bool(_roots(source))


def _roots(source: Source) -> list[str]:
    found = {name[: name.index(".obsidian/")] for name in source.sizes if re.search(r"(?:^|/)\.obsidian/", name)}
    return sorted(found, key=lambda root: (root.count("/"), root))


def items(source: Source) -> Iterator[Item]:
    """Yield every note."""
    return Obsidian(source, next(iter(_roots(source)), "")).items()


class Obsidian(Generator):
    """A vault."""

    names_old_addresses = False

    def facts(self) -> Facts:
        """Return the name of the vault."""
        self.static = (self._setting("app", "attachmentFolderPath").strip("./"), "attachments", "assets", "images")
        self.is_site = bool(roots(self.source, "quartz.config.ts", "mkdocs.yml"))
        self.by_file: dict[str, str] = {}
        for name in self.names.values():
            self.by_file.setdefault(posixpath.basename(name).lower(), name)
        return Facts()

    def _setting(self, file: str, name: str) -> str:
        path = f"{self.root}.obsidian/{file}.json"
        try:
            value = json.loads(self.source.read(path, 1024**2)) if path in self.source.sizes else {}
        except (ValueError, RecursionError):
            return ""
        return str(value.get(name) or "") if isinstance(value, dict) else ""

    def files(self) -> Iterator[File | Skipped]:
        """Yield the notes."""
        templates = self._setting("templates", "folder").strip("/") or "Templates"
        daily = self._setting("daily-notes", "folder").strip("/")
        notes = under(self.source, self.root, *TEXTS[:4])
        has_folder = any(
            {part.lower() for part in name[len(self.root) :].split("/")[:-1]} & POST_FOLDERS
            for name in notes
            if not (daily and name.startswith(f"{self.root}{daily}/"))
        )
        for name in notes:
            local = name[len(self.root) :]
            stem = posixpath.splitext(local)[0]
            last, folders = posixpath.basename(stem), {part.lower() for part in local.split("/")[:-1]}
            if (
                local.startswith(f"{templates}/")
                or last.endswith(".excalidraw")
                or (last.lower() in ABOUT_THE_FOLDER and "/" not in local)
            ):
                yield Skipped(origin=name, title=last, why="it is a template, a drawing, or about the folder")
            elif _DAY.fullmatch(last) or (daily and local.startswith(f"{daily}/")):
                yield Skipped(origin=name, title=last, why="it is a note of one day, which nobody else reads")
            else:
                is_page = "pages" in folders or fold(last) in {fold(page) for page in PAGE_NAMES}
                if has_folder:
                    is_page = not folders & POST_FOLDERS
                yield name, local, "page" if is_page else "post", ""

    def held(self, entry: Entry) -> str:
        """Hold back what does not say that it is to be published."""
        if self.is_site or any(
            fold(name) in _PUBLISHED and text_of(node).lower() not in ("", "false", "no")
            for name, node in entry.settings.items()
        ):
            return ""
        return "a note is not published unless it says `publish: true`"

    def subjects(self, entry: Entry) -> tuple[str, tuple[str, ...]]:
        """Return the topic and the tags, without their sign and the levels above them."""
        topic, tags = super().subjects(entry)
        return topic, tuple(dict.fromkeys(tag.lstrip("#").rpartition("/")[2] for tag in tags))

    def before(self, body: str) -> str:
        """Write pictures by name as pictures, notes that are put in as links, and take names of blocks out."""
        body = outside_code(_PICTURE, self._picture, body)
        body = outside_code(_NOTE, lambda match: f"[[{match[1]}{f'|{match[2]}' if match[2] else ''}]]", body)
        body = outside_code(_MARKED, lambda match: f"**{match[1]}**", body)
        return outside_code(_BLOCK_NAME, lambda _: "", body)

    def wiki(self, mark: str, entry: Entry) -> str:
        """Return a link by another name of a note as one by its file's name."""
        name, bar, words = mark.strip("[]").partition("|")
        place, sign, heading = name.partition("#")
        target = self._by_alias.get(folded(place))
        if target is None or folded(place) in self.by_stem:
            return mark
        return f"[[{target}{sign}{heading}|{words if bar else place}]]"

    @cached_property
    def _by_alias(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for entry in self.entries.values():
            for node in every(entry.settings, "aliases"):
                for name in texts(node):
                    found.setdefault(folded(name), posixpath.basename(posixpath.splitext(entry.place)[0]))
        return found

    def _picture(self, match: re.Match[str]) -> str:
        name = self.by_file.get(posixpath.basename(match[1]).lower(), match[1])
        words = (match[2] or "").strip()
        words = "" if re.fullmatch(r"\d+(?:x\d+)?", words) else words
        return f"![{words}](/{quote(name)})"

    def _file_at(self, path: str, entry: Entry | None) -> str:
        found = super()._file_at(path, entry)
        if not found:
            name = self.by_file.get(posixpath.basename(unquote(path)).lower(), "")
            found = name if name not in self.entries else ""
        return found
