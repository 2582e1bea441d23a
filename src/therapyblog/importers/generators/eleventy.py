"""Eleventy: the folder of a site (`eleventy.config.*` or `.eleventy.js`). Its configuration is read, never run.

Data of folders and addresses as 11ty.dev/docs/data-template-dir and /permalinks say (looked up on 30 November 2026).
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal

from therapyblog.importers.generators.blocks import Settings
from therapyblog.importers.generators.folder import (
    ABOUT_THE_FOLDER,
    POST_FOLDERS,
    TEXTS,
    UNREADABLE,
    Entry,
    File,
    roots,
    under,
)
from therapyblog.importers.generators.generator import Generator
from therapyblog.importers.generators.values import text_of, texts
from therapyblog.importers.items import Facts, Item, Skipped
from therapyblog.importers.pasted import decoded
from therapyblog.importers.source import Source
from therapyblog.settings.nodes import Node
from therapyblog.urls.slugs import slugify

NAME = "eleventy"
WORDS = "an Eleventy site"

_CONFIGS = tuple(
    f"{name}" for ending in ("js", "mjs", "cjs", "ts") for name in (f"eleventy.config.{ending}", f".eleventy.{ending}")
)
_PLAIN = re.compile(r"[\"']?\b([A-Za-z]\w*)[\"']?\s*[:=]\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|`([^`$\n]*)`|(true|false)\b)")
_TAGS = re.compile(r"[\"']?\btags[\"']?\s*:\s*\[([^\[\]]*)\]")


def recognises(source: Source) -> bool:
    """Say whether a folder holds the configuration of Eleventy."""
    return bool(roots(source, *_CONFIGS))


def items(source: Source) -> Iterator[Item]:
    """Yield the site's facts, its people, and every text."""
    return Eleventy(source, next(iter(roots(source, *_CONFIGS)), "")).items()


class Eleventy(Generator):
    """The folder of an Eleventy site."""

    form = "liquid"
    static: tuple[str, ...] = ("public", "static", "assets")

    @cached_property
    def config(self) -> Settings:
        """Return what the data of the site say of it: `_data/site.json`, `_data/metadata.js`."""
        found: Settings = {}
        for folder in (f"{self.input}_data/", f"{self.root}_data/", f"{self.root}src/_data/"):
            for name in ("meta", "site", "metadata"):
                for ending in ("json", "yml", "yaml", "js", "cjs", "mjs"):
                    found |= self._values(f"{folder}{name}.{ending}")
        return found

    def _values(self, name: str) -> Settings:
        """Read a file of data; of a program, what is plain in it."""
        real = self.names.get(name.lower())
        if not real:
            return {}
        if not real.endswith("js"):
            return self.data(real)
        source = decoded(self.source.read(real, 1024**2))
        found = {
            match[1]: Node(match[2] or match[3] or match[4] or match[5] or "") for match in _PLAIN.finditer(source)
        }
        if author := re.search(r"\bauthor\s*:\s*\{[^{}]*?\bname\s*:\s*[\"'`]([^\"'`\n]+)", source):
            found["author"] = Node(author[1])
        if tags := _TAGS.search(source):
            found["tags"] = Node(tuple(Node(word) for word in re.findall(r"[\"']([^\"']+)[\"']", tags[1])))
        return found

    @cached_property
    def input(self) -> str:
        """Return the folder of the texts."""
        for file in _CONFIGS:
            name = self.names.get(f"{self.root}{file}".lower())
            if name:
                match = re.search(
                    r"\binput\s*:\s*[\"']\.?/?([^\"']*?)/?[\"']", decoded(self.source.read(name, 1024**2))
                )
                match = match or re.search(
                    r"setInputDirectory\(\s*[\"']\.?/?([^\"']*?)/?[\"']", decoded(self.source.read(name))
                )
                if match and match[1] and any(real.startswith(f"{self.root}{match[1]}/") for real in self.source.sizes):
                    return f"{self.root}{match[1]}/"
        return self.root

    def facts(self) -> Facts:
        """Return title, address, language and menu."""
        self.content = self.input[len(self.root) :].rstrip("/")
        self.static = (
            *self.static,
            *(f"{self.content}/{folder}" for folder in ("public", "static", "assets") if self.content),
        )
        self.author = self.said("author", "name") or self.said("author")
        return Facts(
            title=self.said("title") or self.said("name"),
            description=self.said("description"),
            address=self.said("url") if "://" in self.said("url") else "",
            language=self.said("language") or self.said("lang"),
            menu=tuple(self._menu()),
        )

    def _menu(self) -> Iterator[tuple[str, str]]:
        rows = self.setting("navigation") or self.setting("nav") or self.setting("menu")
        for row in rows.value if rows and isinstance(rows.value, tuple) else ():
            values = row.value if isinstance(row.value, dict) else {}
            if address := text_of(values.get("url") or values.get("href") or values.get("link")):
                yield (
                    text_of(values.get("text") or values.get("title") or values.get("name") or values.get("label")),
                    address,
                )

    def files(self) -> Iterator[File | Skipped]:
        """Yield every text that is no template."""
        ignore = self.names.get(f"{self.root}.eleventyignore".lower())
        patterns = [
            line.strip().strip("/")
            for line in (decoded(self.source.read(ignore)).splitlines() if ignore else ())
            if line.strip() and not line.startswith("#")
        ]
        for name in under(self.source, self.input):
            local = name[len(self.input) :]
            stem, ending = posixpath.splitext(local)
            ending, last = ending.lower(), posixpath.basename(stem).lower()
            if ending in UNREADABLE:
                yield Skipped(origin=name, title=last, why=f"it is {UNREADABLE[ending]}, which is not read")
                continue
            if ending not in TEXTS or ending.startswith(".htm") or last in (*ABOUT_THE_FOLDER, "404"):
                continue
            if local.startswith(("_site/", "_includes/", "_layouts/", "_data/", "test/")) or any(
                local == pattern or local.startswith(f"{pattern}/") for pattern in patterns
            ):
                continue
            section = local.rpartition("/")[0]
            yield name, local, self._kind(name, section), section

    def _kind(self, name: str, section: str) -> Literal["post", "page"]:
        settings = {**self.defaults(name, section, "")}
        block = decoded(self.source.start(name, 4096))
        tags = [word.lower() for word in texts(settings.get("tags") or Node(None))]
        own = re.search(r"^tags:\s*(.*(?:\n\s*-.*)*)", block, re.MULTILINE)
        tags += re.findall(r"[\w-]+", own[1].lower()) if own else []
        folders = {part.lower() for part in section.split("/")}
        return (
            "post" if folders & POST_FOLDERS or set(tags) & {"post", "posts", "blog", "article", "articles"} else "page"
        )

    def defaults(self, name: str, section: str, kind: str) -> Settings:
        """Return the data of the folders above, and of the file beside."""
        found: Settings = {}
        folder = self.input.rstrip("/")
        parts = [part for part in posixpath.dirname(name[len(self.input) :]).split("/") if part]
        for part in parts:
            folder = f"{folder}/{part}".lstrip("/")
            for ending in (".json", ".11tydata.json", ".11tydata.js", ".11tydata.cjs", ".11tydata.mjs"):
                found |= self._values(f"{folder}/{part}{ending}")
        for ending in (".json", ".11tydata.json", ".11tydata.js"):
            found |= self._values(posixpath.splitext(name)[0] + ending)
        if isinstance(found.get("permalink", Node(None)).value, str) and "${" in str(found["permalink"].value):
            del found["permalink"]
        return found

    def subjects(self, entry: Entry) -> tuple[str, tuple[str, ...]]:
        """Return the topic and the tags, without those that only make a collection."""
        topic, tags = super().subjects(entry)
        collections = {
            "post",
            "posts",
            "blog",
            "page",
            "pages",
            "article",
            "articles",
            "nav",
            "all",
            "featured",
            "featuredposts",
        }
        return topic, tuple(tag for tag in tags if tag.lower() not in collections)

    def addresses(self, entry: Entry, slug: str, date: dt.datetime | None) -> Iterable[str]:
        """Yield the address by `permalink`, or by the file's path."""
        stem = posixpath.splitext(entry.place)[0]
        folder, _, last = stem.rpartition("/")
        last = "" if last == "index" else entry.stem
        path = "/".join(part for part in (folder, last) if part)
        pattern = text_of(entry.settings.get("permalink"))
        if pattern in ("true", "false"):
            pattern = ""
        values = {
            "slug": slug,
            "fileslug": entry.stem,
            "filepathstem": f"/{path}",
            "title": slugify(self.title_of(entry)),
        }
        unknown: list[str] = []

        def value(match: re.Match[str]) -> str:
            name, *filters = (part.strip() for part in match[1].split("|"))
            plain = name.rpartition(".")[2].lower()
            if plain == "date" and date:
                form = re.search(r"[\"']([^\"']+)[\"']", "".join(filters))
                return _dated(form[1] if form else "%Y-%m-%d", date)
            if plain not in values:
                found = text_of(entry.settings.get(name))
                unknown.extend([] if found else [name])
                return slugify(found) if found else ""
            return values[plain]

        if pattern:
            filled = re.sub(r"\{\{-?\s*(.*?)\s*-?\}\}", value, pattern)
            if not unknown and "{%" not in filled:
                yield re.sub(r"/{2,}", "/", "/" + re.sub(r"(?:^|/)index\.html$", "/", filled).lstrip("/"))
                return
        yield f"/{path}/" if path else "/"

    def variable(self, entry: Entry, name: str) -> str | None:
        """Return an address that is written out, and facts of the site."""
        value = name.split("|", maxsplit=1)[0].strip()
        if value[:1] in "\"'" and value[-1:] == value[:1] and "url" in name:
            return value[1:-1]
        if match := re.fullmatch(r"(?:site|metadata|meta)\.([\w.]+)", value):
            return ("" if match[1] == "url" else self.said(*match[1].split("."))) or ("" if match[1] == "url" else None)
        return text_of(entry.settings.get(value)) or None

    def is_text(self, entry: Entry) -> str:
        """What only lists the posts has a page of its own here."""
        plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^<>]*>", "", entry.block.body, flags=re.DOTALL)
        if entry.kind == "page" and not re.search(r"\w{3}", plain):
            return "it holds no text of its own"
        return ""


_LUXON = {"yyyy": "%Y", "yy": "%y", "LLLL": "%B", "LL": "%m", "MM": "%m", "dd": "%d", "DD": "%d", "YYYY": "%Y"}


def _dated(form: str, date: dt.datetime) -> str:
    if "%" not in form:
        form = re.sub(r"yyyy|YYYY|yy|LLLL|LL|MM|dd|DD", lambda match: _LUXON[match[0]], form)
    return date.strftime(form)
