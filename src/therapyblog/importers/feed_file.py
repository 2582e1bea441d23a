"""A feed: RSS 2.0, Atom 1.0 or JSON Feed. What it holds is the newest posts, often only their beginnings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

from therapyblog.importers.addresses import urlsplit
from therapyblog.importers.dates import from_feed, moment
from therapyblog.importers.items import Facts, Image, Item, Note, Person, Skipped, Text
from therapyblog.importers.source import Refused, Source
from therapyblog.importers.tables import as_list, as_table, as_text, read_json
from therapyblog.importers.xml_stream import BrokenXml, elements

NAME = "feed"
WORDS = "a feed"

_CUT = re.compile(
    r"(?:\[(?:…|\.\.\.|&hellip;|&#8230;)\]|…|\.\.\.|(?:read|continue) (?:more|reading)\W*(?:</a>)?)\s*(?:</p>)?\s*\Z",
    re.IGNORECASE,
)


def recognises(source: Source) -> bool:
    """Say whether one of the files is a feed."""
    return bool(_feeds(source))


def _feeds(source: Source) -> list[str]:
    return [
        name
        for name in source.names(".xml", ".rss", ".atom", ".json", ".rdf")
        if re.search(rb"<rss\b|<feed\b|<rdf:RDF|https://jsonfeed\.org/version", source.start(name))
    ]


def items(source: Source) -> Iterator[Item]:
    """Yield the site's facts, the authors and every post."""
    seen: set[str] = set()
    for file in _feeds(source):
        start = source.start(file).lstrip(b"\xef\xbb\xbf \t\r\n")
        entries = _json(source, file) if start.startswith((b"{", b"[")) else _xml(source, file)
        for entry in entries:
            for author in entry.authors if isinstance(entry, Text) else ():
                if author not in seen:
                    seen.add(author)
                    yield Person(key=author, name=author)
            yield entry


def _xml(source: Source, file: str) -> Iterator[Item]:
    with source.open(file) as stream:
        facts: dict[str, str] = {}
        try:
            for element, line in elements(
                stream, ("title", "link", "description", "subtitle", "language", "item", "entry"), file
            ):
                if element.tag not in ("item", "entry"):
                    facts.setdefault(element.tag, (element.text or element.get("href") or "").strip())
                    continue
                if facts:
                    yield Facts(
                        title=unescape(facts.get("title", "")),
                        description=unescape(facts.get("description", "") or facts.get("subtitle", "")),
                        address=facts.get("link", ""),
                        language=facts.get("language", ""),
                    )
                    facts = {}
                yield _entry(element, f"{file}:{line}")
        except BrokenXml as broken:
            yield Skipped(
                origin=f"{file}:{broken.line}", title="what stands there", why=f"the XML is broken there ({broken})"
            )


def _entry(element: Element, origin: str) -> Text:
    html = max(
        (_markup(child) for child in element if child.tag in ("encoded", "content", "description", "summary")),
        key=len,
        default="",
    )
    link = next(
        (
            child.get("href") or (child.text or "")
            for child in element.findall("link")
            if child.get("rel", "alternate") == "alternate"
        ),
        "",
    ).strip()
    date = (
        moment(_first(element, "published")) or from_feed(_first(element, "pubDate")) or moment(_first(element, "date"))
    )
    names = [unescape(child.get("term") or child.text or "").strip() for child in element.findall("category")]
    author = element.find("author")
    name = _first(element, "creator") or (_first(author, "name") if author is not None and len(author) else "")
    return _text(
        _first(element, "title"),
        html,
        link,
        date,
        moment(_first(element, "updated")),
        [name] if name else [],
        names,
        origin,
    )


def _text(
    title: str,
    html: str,
    link: str,
    date: dt.datetime | None,
    updated: dt.datetime | None,
    authors: list[str],
    names: list[str],
    origin: str,
) -> Text:
    is_cut = bool(_CUT.search(html.rstrip()))
    address = urlsplit(link)
    path = "" if address.query else address.path
    return Text(
        kind="post",
        title=unescape(re.sub(r"<[^>]+>", "", title)),
        html=html,
        slug=path.rstrip("/").rpartition("/")[2],
        date=date,
        updated=updated,
        authors=tuple(authors),
        topic=names[0] if names else "",
        tags=tuple(dict.fromkeys(name for name in names[1:] if name)),
        old_addresses=(link,) if address.path.strip("/") or address.query else (),
        origin=origin,
        notes=(Note(says="the feed holds only its beginning; copy the rest from the old page", doubtful=True),)
        if is_cut
        else (),
    )


def _json(source: Source, file: str) -> Iterator[Item]:
    try:
        feed = read_json(source.read(file))
        title = as_text(feed.get("title"))
    except (ValueError, AttributeError):
        raise Refused(f"{file} is no whole JSON feed; fetch it again.") from None
    yield Facts(
        title=title,
        description=as_text(feed.get("description")),
        address=as_text(feed.get("home_page_url")),
        language=as_text(feed.get("language")),
    )
    for number, entry in enumerate(as_list(feed.get("items")), 1):
        if isinstance(entry, dict):
            yield _json_entry(entry, f"{file} (item {number})")


def _json_entry(entry: dict[str, Any], origin: str) -> Text:
    html = as_text(entry.get("content_html")) or "".join(
        f"<p>{part}</p>" for part in as_text(entry.get("content_text")).split("\n\n")
    )
    people = as_list(entry.get("authors")) or [entry.get("author")]
    authors = list(filter(None, (as_text(as_table(person).get("name")) for person in people)))
    text = _text(
        as_text(entry.get("title")),
        html,
        as_text(entry.get("url")),
        moment(entry.get("date_published")),
        moment(entry.get("date_modified")),
        authors,
        list(filter(None, map(as_text, as_list(entry.get("tags"))))),
        origin,
    )
    image = as_text(entry.get("image"))
    if not image:
        return text
    import msgspec  # noqa: PLC0415 - only for feeds with pictures

    return msgspec.structs.replace(text, image=Image(address=image))


def _markup(element: Element) -> str:
    """Return what an element holds as HTML; Atom's `xhtml` holds elements."""
    if len(element):
        from xml.etree.ElementTree import tostring  # noqa: PLC0415 - hardly any feed has it

        return "".join(tostring(child, encoding="unicode", method="html") for child in element)
    return element.text or ""


def _first(element: Element, name: str) -> str:
    found = element.find(name)
    return (found.text or "").strip() if found is not None else ""
