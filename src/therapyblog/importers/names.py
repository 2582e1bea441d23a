"""What everything of a source is called here, found out before anything is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from therapyblog.diagnostics import Diagnostics
from therapyblog.importers.addresses import urlsplit
from therapyblog.importers.items import Facts, Item, Person, Skipped, Text
from therapyblog.importers.kind import Importer
from therapyblog.importers.source import Source
from therapyblog.urls.permalinks import identity
from therapyblog.urls.slugs import slugify
from therapyblog.urls.wiki import folded

SMALL = 32 * 1024**2
"""Bytes of a source whose items are kept, so that it is read once; a larger one is read twice."""


LONGEST = 100
"""Letters of a slug; what makes it another one comes behind it, and a part of an address may have 120."""
Adapt = Callable[[Item], Item]
OWN = frozenset(("blog", "series", "topics", "tags", "team", "media", "404"))
"""The addresses of what every site has."""


class Names:
    """The names of one source. `taken` are the slugs that others have, and gets those of this one.

    What `adapt` makes of an item takes its place.
    """

    def __init__(self, source: Source, importer: Importer, taken: dict[str, int], adapt: Adapt) -> None:
        self._source, self._importer, self._adapt = source, importer, adapt
        self.facts = Facts()
        self.people: dict[str, Person] = {}
        self.authors: dict[str, str] = {}
        """The slug of everybody who wrote something, by their keys."""
        self.skipped = [Skipped(origin=name, title=name, why=why) for name, why in source.damaged.items()]
        self._addresses = {"/", *(f"/{name}/" for name in OWN)}
        self.files: list[str] = []
        """The file of each text, in the order in which the source has them."""
        self.titles: list[str] = []
        self.by_address: dict[str, str] = {}
        """An old address, as `key_of` writes it → the file that is there now."""
        self.by_name: dict[str, str] = {}
        """A name by which links in double brackets find a Markdown text → its file."""
        self.anchors: dict[str, tuple[str, ...]] = {}
        """The ids of the headings of each Markdown text."""
        items = map(adapt, importer.items(source))
        self._kept = list(items) if sum(source.sizes.values()) <= SMALL else None
        for item in items if self._kept is None else self._kept:
            if isinstance(item, Facts):
                self.facts = item
            elif isinstance(item, Person):
                self.people[item.key] = item
            elif isinstance(item, Skipped):
                self.skipped.append(item)
            else:
                self._name(item, taken)
        self.host = urlsplit(self.facts.address).netloc.removeprefix("www.")
        names: dict[str, int] = {}
        for key in self.authors:
            self.authors[key] = _free(slugify(self.people[key].name if key in self.people else key), names)

    def texts(self) -> Iterator[tuple[Text, str]]:
        """Yield every text with its file."""
        items: Iterator[Item] = iter(
            map(self._adapt, self._importer.items(self._source)) if self._kept is None else self._kept
        )
        return zip((item for item in items if isinstance(item, Text)), self.files, strict=True)

    def is_free(self, path: str) -> bool:
        """Say whether nothing else is at an address, now or formerly, and keep it."""
        name = identity(path)
        is_free = name not in self._addresses
        self._addresses.add(name)
        return is_free

    def _name(self, text: Text, taken: dict[str, int]) -> None:
        self.authors |= dict.fromkeys(text.authors, "")
        last = unquote(text.slug).strip("/").rpartition("/")[2]
        slug = slugify(re.sub(r"\.html?$", "", last) or text.title or "untitled", self.facts.language)
        slug = slug[:LONGEST].strip("-")
        # Posts and pages have their addresses in one place, so no two may have the same.
        slug = _free(slug, taken)
        self._addresses.add(f"/{slug}/")
        file = f"{text.kind}s/{slug}.md"
        self.files.append(file)
        self.titles.append(text.title)
        if text.origin in self._source.sizes:
            self.by_address.setdefault(key_of("/" + quote(text.origin)), file)
        if text.markdown is not None:
            self._know_markdown(text, text.markdown, file)
        for address in text.old_addresses:
            self.by_address.setdefault(key_of(address), file)

    def _know_markdown(self, text: Text, markdown: str, file: str) -> None:
        parts = PurePosixPath(text.origin).parts
        for name in (*("/".join(parts[start:]) for start in range(len(parts))), text.title):
            self.by_name.setdefault(folded(name), file)
        if "#" in markdown:
            self.anchors[file] = anchors_of(markdown, file, text.language or self.facts.language)


def anchors_of(markdown: str, file: str, language: str) -> tuple[str, ...]:
    """Return the ids that the headings of a text will have."""
    from therapyblog.content.markdown import read_markdown  # noqa: PLC0415 - few sources are Markdown
    from therapyblog.content.options import MarkdownSettings  # noqa: PLC0415 - see above

    _, facts = read_markdown(
        markdown, Diagnostics(), path=file, first_line=1, language=language or "en", settings=MarkdownSettings()
    )
    return facts.anchors


def _free(slug: str, taken: dict[str, int]) -> str:
    """Return a name that nothing else has; `taken` says for each name the last number that was put behind it."""
    name = slug
    while name in taken:
        taken[slug] += 1
        name = f"{slug}-{taken[slug]}"
    taken[name] = 1
    return name


def key_of(address: str) -> str:
    """Return what two spellings of one address have in common."""
    parts = urlsplit(address)
    path = unquote(parts.path).rstrip("/").lower()
    return f"{path}?{parts.query}" if parts.query else path
