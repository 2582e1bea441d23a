"""What the folders of all generators have in common: texts with settings, files beside them, a configuration.

A kind derives from `Generator` and says where its texts lie, what their old addresses are, and which marks they hold.
What the settings are called here is one table (`settings.foreign_names`), and what holds a text back is another
(`settings.hold_rules`); both are those of the build.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Literal
from urllib.parse import urljoin, urlsplit

import msgspec

from therapyblog.diagnostics import Diagnostics
from therapyblog.importers.generators.blocks import Settings, split
from therapyblog.importers.generators.folder import Entry, File
from therapyblog.importers.generators.links import addressed, key_of
from therapyblog.importers.generators.marks import Form, read_marks
from therapyblog.importers.generators.people import People
from therapyblog.importers.generators.values import (
    DATES,
    by_name,
    date_of,
    every,
    first,
    language_tag,
    names,
    plain,
    series_of,
    text_of,
    texts,
)
from therapyblog.importers.items import Facts, Image, Item, Note, Skipped, Status, Text
from therapyblog.importers.markdown_addresses import outside_code, rewritten, with_plain_ids
from therapyblog.importers.markdown_html import as_markdown
from therapyblog.importers.pasted import decoded
from therapyblog.importers.rendered import compared, rendered_words
from therapyblog.model.documents import Kind
from therapyblog.model.value import Value
from therapyblog.settings.document_fields import DOCUMENTS
from therapyblog.settings.file_names import date_in_path
from therapyblog.settings.hold_rules import fold
from therapyblog.settings.holds import holds_of
from therapyblog.settings.nodes import Node
from therapyblog.urls.slugs import slugify

_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|heic|bmp|tiff?)(?:[?#].*)?$", re.IGNORECASE)
_SOURCES = (
    "image",
    "src",
    "url",
    "path",
    "filename",
    "file",
    "feature",
    "featured",
    "thumbnail",
    "teaser",
    "overlay_image",
    "img",
)
_GAP = re.compile(r"(?:[ \t]*\n){3,}")
_TITLE = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")


class _Values(Value, frozen=True, kw_only=True):
    """What the settings and the name of a text say."""

    date: dt.datetime | None
    updated: dt.datetime | None
    slug: str
    addresses: tuple[str, ...]
    notes: tuple[Note, ...]


class Generator(People):
    """One folder of one generator."""

    form: Form = "none"
    """The form of the marks in its texts."""
    names_old_addresses = True
    """Whether `aliases` are addresses."""
    headers = False
    """Whether settings may stand without marks around them."""

    # What a kind says of itself.

    def files(self) -> Iterator[File | Skipped]:
        """Yield its texts: the file, its place below the folder of its kind, `post` or `page`, its section."""
        raise NotImplementedError

    def defaults(self, name: str, section: str, kind: str) -> Settings:
        """Return the settings that a text has unless it says otherwise."""
        return {}

    def addresses(self, entry: Entry, slug: str, date: dt.datetime | None) -> Iterable[str]:
        """Yield where a text was on the web, the main address first."""
        return ()

    def facts(self) -> Facts:
        """Return what the configuration says of the site."""
        return Facts()

    def variable(self, entry: Entry, name: str) -> str | None:
        """Return what stands for `{{ name }}`."""
        return None

    def base_of_aliases(self, main: str) -> str:
        """Return the address to which old addresses without a `/` in front belong."""
        return "/"

    def is_text(self, entry: Entry) -> str:
        """Say why a text is none; empty where it is one."""
        return ""

    def slug(self, entry: Entry) -> str:
        """Return the last part of a text's old address, where its settings do not name it."""
        return entry.stem

    def form_of(self, entry: Entry) -> Form:
        """Return the form of the marks in a text."""
        return "mdx" if entry.name.lower().endswith(".mdx") else self.form

    def imports(self, entry: Entry) -> Mapping[str, str]:
        """Return what names of a program in a text stand for: pictures that it imports."""
        return {}

    def whole(self, body: str) -> str:
        """Return a body with what it takes from other files in its place."""
        return body

    def before(self, body: str) -> str:
        """Return a body as it is, or with what only this kind writes replaced."""
        return body

    def held(self, entry: Entry) -> str:
        """Say why a text is a draft by the rules of this kind alone; empty where it is none."""
        return ""

    # What is the same for all.

    def items(self) -> Iterator[Item]:
        """Yield the facts, people and texts; what was found out once is kept, for imports ask several times."""
        key = type(self).__name__
        if key not in self.source.known:
            self.source.known[key] = tuple(self._items())
        yield from self.source.known[key]

    def _items(self) -> Iterator[Item]:
        self.site = self.facts()
        self.base = urlsplit(self.site.address).path.rstrip("/")
        entries: list[Entry] = []
        skipped: list[Skipped] = []
        for file in self.files():
            entry = file if isinstance(file, Skipped) else self._entry(*file)
            if isinstance(entry, Skipped):
                skipped.append(entry)
            else:
                entries.append(entry)
        self.entries = {entry.name: entry for entry in entries}
        read = {entry.name: self._read(entry) for entry in entries}
        self.main = {name: values.addresses[0] if values.addresses else "" for name, values in read.items()}
        self.by_address: dict[str, str] = {}
        self.by_stem: dict[str, str] = {}
        for entry in entries:
            for address in read[entry.name].addresses:
                self.by_address.setdefault(key_of(address), entry.name)
            for stem in (posixpath.splitext(entry.place)[0], entry.place, entry.stem, posixpath.basename(entry.place)):
                self.by_stem.setdefault(stem.lower(), entry.name)
        self.site = msgspec.structs.replace(self.site, language=language_tag(self.site.language))
        yield msgspec.structs.replace(self.site, menu=tuple(self._menu_of(entries)))
        yield from skipped
        yield from self.people()
        for entry in entries:
            yield self._text(entry, read[entry.name])

    def _menu_of(self, entries: list[Entry]) -> Iterator[tuple[str, str]]:
        """Yield the menu with the addresses of texts as these had them."""
        home = entries[0] if entries else None
        for label, address in self.site.menu:
            if "://" in address or address.startswith(("#", "mailto:", "tel:")):
                yield label, address
                continue
            path = f"/{address.lstrip('/')}"
            text = self.text_at(self.without_base(path), home) if home else ""
            yield label, self.main.get(text) or path

    def _entry(self, name: str, place: str, kind: Literal["post", "page"], section: str) -> Entry | Skipped:
        block = split(decoded(self.source.read(name)), headers=self.headers)
        entry = Entry(
            name=name,
            place=place,
            kind=kind,
            section=section,
            block=block._replace(settings={**self.defaults(name, section, kind), **block.settings}),
        )
        why = self.is_text(entry)
        return Skipped(origin=name, title=self.title_of(entry), why=why) if why else entry

    def title_of(self, entry: Entry) -> str:
        """Return the title of a text; without one, the name of its file in words."""
        return (
            text_of(first(entry.settings, "title"))
            or entry.stem.replace("-", " ").replace("_", " ").strip().capitalize()
        )

    def _read(self, entry: Entry) -> _Values:
        settings = entry.settings
        notes = (
            [Note(says=f"its settings could not be read whole ({entry.block.doubt})", doubtful=True)]
            if entry.block.doubt
            else []
        )
        date = date_of(settings, DATES, notes) or date_of(settings, names("date"), notes)
        if date is None and (day := date_in_path(f"posts/{entry.place}")):
            date = dt.datetime.combine(day, dt.time())
        if date is None and entry.kind == "post":
            date = _in_address(next(iter(self.addresses(entry, entry.stem, None)), ""))
        slug = text_of(first(settings, "slug")) or self.slug(entry)
        slug = slug.strip("/").rpartition("/")[2] or entry.stem
        old = [*self.addresses(entry, slug, date)]
        for node in every(settings, "aliases") if self.names_old_addresses else ():
            for address in texts(node):
                if not re.search(r"\s|:[a-z]|\{\{", address) and not self.is_elsewhere(address):
                    path = urlsplit(address).path
                    old.append(urljoin(self.base_of_aliases(old[0] if old else "/"), path))
        return _Values(
            date=date,
            updated=date_of(settings, ["updated", *names("updated")], notes),
            slug=slug,
            addresses=tuple(
                dict.fromkeys(re.sub(r"/index\.html?$", "/", self.without_base(address)) for address in old)
            ),
            notes=tuple(notes),
        )

    def _text(self, entry: Entry, values: _Values) -> Text | Skipped:
        settings = entry.settings
        title = self.title_of(entry)
        notes = list(values.notes)
        body, marks = read_marks(
            self.whole(entry.block.body),
            self.form_of(entry),
            line=entry.block.line,
            variable=lambda name: self._variable(entry, name),
            target=lambda name: self.target_of(name, entry),
            imports=self.imports(entry),
        )
        notes += marks
        is_html = entry.name.lower().endswith((".html", ".htm"))
        body = addressed(body, lambda address: self.address_of(address, entry)) if is_html else body
        if not is_html:
            plain_body = as_markdown(body)
            if plain_body != body and (lost := compared(rendered_words(body), rendered_words(plain_body))):
                notes.append(Note(says=f"compare it with the old page: {lost}"))
            body = rewritten(
                self.before(plain_body),
                lambda address, kind: self.in_markdown(address, kind, entry),
                shows=bool,
            )
            body = with_plain_ids(outside_code(_GAP, lambda _: "\n\n", body))
            title, body = _without_title(title, body, bool(first(settings, "title")))
        if not re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL).strip() and not first(settings, "description"):
            return Skipped(origin=entry.name, title=title, why="it holds no text of its own")
        status, held, appears, expires = self._holds(entry, values, notes)
        topic, tags = self.subjects(entry)
        series, part = series_of(settings)
        language = language_tag(text_of(first(settings, "language")))
        return Text(
            kind=entry.kind,
            title=title,
            html=body if is_html else "",
            markdown=None if is_html else body,
            slug=slugify(values.slug, language or self.site.language) if not values.slug.isascii() else values.slug,
            language=language,
            date=values.date,
            updated=values.updated,
            status=status,
            held_by=held,
            appears=appears,
            expires=expires,
            authors=self.authors(entry),
            topic=topic,
            tags=tags,
            series=series,
            part=part,
            subtitle=plain(text_of(first(settings, "subtitle"))),
            description=plain(text_of(first(settings, "description"))),
            image=self._image(entry),
            old_addresses=values.addresses,
            origin=entry.name,
            notes=tuple(notes),
        )

    def _holds(
        self, entry: Entry, values: _Values, notes: list[Note]
    ) -> tuple[Status, str, dt.date | None, dt.date | None]:
        """Ask the rules of the build what holds a text back, with everything that the generator would have read."""
        diagnostics = Diagnostics()
        kind: Kind = entry.kind
        path = f"{kind}s/{posixpath.splitext(entry.place)[0]}.md"
        ours = frozenset(DOCUMENTS[kind].table) - {"date", "status"}
        settings = {name: node for name, node in entry.settings.items() if name != "date"}
        holds = holds_of(settings, ours, path, kind, diagnostics.of_file(path))
        status: Status = "published"
        held = ""
        word = fold(text_of(entry.settings.get("status") or entry.settings.get("Status") or Node(None)))
        if word in ("draft", "unlisted"):
            status, held = ("draft" if word == "draft" else "unlisted"), f"status: {word}"
        appears = values.date.date() if values.date and kind == "page" else None
        expires = None
        for hold in holds:
            by = re.sub(r" in line \d+", "", hold.by)
            if hold.kind == "scheduled" and hold.on:
                appears = max(appears or hold.on, hold.on)
            elif hold.kind == "expired" and hold.on:
                expires = min(expires or hold.on, hold.on)
            elif hold.kind == "unlisted":
                status, held = (status, held) if status == "draft" else ("unlisted", held or by)
            else:
                status, held = "draft", (held if status == "draft" else by)
        asked = [problem.says for problem in diagnostics]
        if asked and status != "draft":
            status, held = "draft", asked[0]
        own = self.held(entry)
        if own and status != "draft":
            status, held = "draft", own
        return status, held, appears, expires

    def subjects(self, entry: Entry) -> tuple[str, tuple[str, ...]]:
        """Return the topic and the tags."""
        groups = entry.settings.get("taxonomies") or Node(None)
        settings = {**entry.settings, **groups.value} if isinstance(groups.value, dict) else entry.settings
        settings = {name: node for name, node in settings.items() if not isinstance(node.value, dict)}
        categories = [word for node in every(settings, "topic or tags") for word in self.words(node)]
        tags = [word for node in every(settings, "tags") for word in self.words(node)]
        topic = text_of(settings["topic"]) if "topic" in settings else ""
        if not topic and categories:
            topic = categories.pop(0)
        rest = dict.fromkeys(word for word in (*categories, *tags) if fold(word) != fold(topic) and word)
        return topic, tuple(rest)

    def words(self, node: Node) -> list[str]:
        """Return the words of a list, or of a text with commas."""
        if isinstance(node.value, str):
            return [word.strip() for word in node.value.split(",") if word.strip()]
        return texts(node)

    def _image(self, entry: Entry) -> Image | None:
        for node in every(entry.settings, "image"):
            for leaf in node.value if isinstance(node.value, tuple) else (node,):
                values = leaf.value if isinstance(leaf.value, dict) else {"src": leaf}
                address = text_of(by_name(values, *_SOURCES))
                address = self.imports(entry).get(address, address)
                if not _PICTURE.search(address):
                    continue
                alt = text_of(by_name(values, "alt", "alttext", "imagealt")) or text_of(
                    first(entry.settings, "image_alt")
                )
                caption = text_of(by_name(values, "caption", "credit")) or text_of(
                    first(entry.settings, "image_credit")
                )
                return Image(address=self.file_of(address, entry), alt=plain(alt), caption=plain(caption))
        return None

    def _variable(self, entry: Entry, name: str) -> str | None:
        found = self.variable(entry, name)
        if found is None and (
            match := re.fullmatch(r"(?:page|post|this|frontmatter)\.([\w.-]+)", name.partition("|")[0].strip())
        ):
            node: Node | None = Node(entry.settings)
            for part in match[1].split("."):
                node = node.value.get(part) if node is not None and isinstance(node.value, dict) else None
            found = text_of(node) if node is not None else None
        return found


_DAY = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?=[/-])")


def _in_address(address: str) -> dt.datetime | None:
    """Return the day that an address names."""
    match = _DAY.search(address)
    with suppress(ValueError):
        return dt.datetime(*(int(part) for part in match.groups())) if match else None  # type: ignore[arg-type]  # noqa: DTZ001
    return None


def _without_title(title: str, body: str, is_said: bool) -> tuple[str, str]:
    """Take a first heading that is the title off the body."""
    heading = _TITLE.match(body)
    if heading and (not is_said or fold(heading[1]) == fold(title)):
        words = re.sub(r"\s*\{#[^{}]*\}$", "", heading[1])
        return (title if is_said else plain(re.sub(r"[*_`]", "", words))), body[heading.end() :].lstrip("\n")
    return title, body
