"""Blogger: its backup (Settings → Back up content), or Google Takeout's: Atom with posts, pages and comments."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from xml.etree.ElementTree import Element

from therapyblog.importers.addresses import urlsplit
from therapyblog.importers.dates import moment
from therapyblog.importers.items import Facts, Item, Person, Skipped, Text
from therapyblog.importers.source import Source
from therapyblog.importers.xml_stream import BrokenXml, elements

NAME = "blogger"
WORDS = "a Blogger backup"

_KIND, _LABEL = "http://schemas.google.com/g/2005#kind", "http://www.blogger.com/atom/ns#"
_SILENT = ("comment", "settings", "template")


def recognises(source: Source) -> bool:
    """Say whether one of the files is a backup of Blogger."""
    return bool(_backups(source))


def _backups(source: Source) -> list[str]:
    return [
        name
        for name in source.names(".xml", ".atom")
        if b"<feed" in (start := source.start(name, 65536)) and b"blogger" in start.lower()
    ]


def items(source: Source) -> Iterator[Item]:
    """Yield the blog's facts, the authors, and every post and page."""
    seen: set[str] = set()
    for file in _backups(source):
        facts: dict[str, str] = {}
        with source.open(file) as stream:
            try:
                for element, line in elements(stream, ("title", "entry"), file):
                    if element.tag == "title":
                        facts.setdefault("title", unescape(element.text or ""))
                        continue
                    if facts:
                        yield Facts(title=facts.pop("title"))
                    for item in _entry(element, f"{file}:{line}"):
                        if not isinstance(item, Person) or item.key not in seen:
                            seen.add(item.key if isinstance(item, Person) else "")
                            yield item
            except BrokenXml as broken:
                yield Skipped(
                    origin=f"{file}:{broken.line}",
                    title="what stands there",
                    why=f"the XML is broken there ({broken})",
                )


def _entry(element: Element, origin: str) -> Iterator[Item]:
    terms = [(child.get("scheme", ""), child.get("term", "")) for child in element.findall("category")]
    kind = (
        next((term.rpartition("#")[2] for scheme, term in terms if scheme == _KIND), "")
        or _first(element, "type").lower()
        # A feed of the blog, which holds no settings and templates, does not say it.
        or ("comment" if element.find("in-reply-to") is not None else "post")
    )
    if kind in _SILENT:
        return
    title = unescape(_first(element, "title"))
    if kind not in ("post", "page"):
        yield Skipped(origin=origin, title=title, why=f"it is of a type of its own ({kind})")
        return
    name = _first(author, "name") if (author := element.find("author")) is not None else ""
    if name:
        yield Person(key=name, name=name)
    status = _first(element, "status").lower()
    is_draft = _first(element.find("control"), "draft") == "yes" or status in ("draft", "soft_trashed", "deleted")
    link = next(
        (child.get("href", "") for child in element.findall("link") if child.get("rel") == "alternate"), ""
    ) or _first(element, "filename")
    labels = [term for scheme, term in terms if scheme == _LABEL] or [term for scheme, term in terms if not scheme]
    content = element.find("content")
    path = urlsplit(link).path
    yield Text(
        kind="post" if kind == "post" else "page",
        title=title,
        html=(content.text or "") if content is not None else "",
        slug=path.rpartition("/")[2].removesuffix(".html"),
        date=moment(_first(element, "published")),
        updated=moment(_first(element, "updated")),
        status="draft" if is_draft else "published",
        held_by=(status or "draft") if is_draft else "",
        authors=(name,) if name else (),
        topic=labels[0] if labels else "",
        tags=tuple(labels[1:]),
        old_addresses=(path,) if path else (),
        origin=origin,
    )


def _first(element: Element | None, name: str) -> str:
    found = element.find(name) if element is not None else None
    return (found.text or "").strip() if found is not None else ""
