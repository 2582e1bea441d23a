"""WordPress: its export in XML (WXR), one file or several, also as other programs write it (Squarespace).

The format: https://github.com/WordPress/WordPress/blob/master/wp-admin/includes/export.php (`wxr_version` 1.0 to 1.2).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import msgspec

from therapyblog.importers.dates import from_feed, moment
from therapyblog.importers.items import Facts, Image, Item, Person, Skipped, Status, Text
from therapyblog.importers.source import Source
from therapyblog.importers.wordpress_body import as_html
from therapyblog.importers.xml_stream import BrokenXml, elements

NAME = "wordpress"
WORDS = "a WordPress export"

_STATUS: dict[str, Status] = {"publish": "published", "": "published", "future": "published"}
_NOT_TEXTS = {
    "attachment": "",
    "nav_menu_item": "",
    "revision": "an older version of another item",
    "wp_navigation": "",
    "wp_global_styles": "",
    "wp_template": "",
    "wp_template_part": "",
    "custom_css": "",
    "customize_changeset": "",
    "oembed_cache": "",
}
"""Types of items that are no texts, with why they are left out; nothing where nobody asks."""
_SERIES_DOMAINS = ("series", "post_series", "wp_series", "publisher_series", "topic_series")


def recognises(source: Source) -> bool:
    """Say whether one of the files is a WXR export."""
    return any(b"/wxr/" in source.start(name) or b"<wp:" in source.start(name) for name in source.names(".xml", ".txt"))


def items(source: Source) -> Iterator[Item]:
    """Yield the facts, the authors, and every post and page."""
    files = [name for name in source.names(".xml", ".txt") if b"<rss" in source.start(name)]
    attachments: dict[str, Image] = {}
    pictures_of: dict[str, list[str]] = {}
    logins: dict[str, Person] = {}
    facts: Facts | None = None
    links: dict[str, tuple[str, str]] = {}
    entries: list[_MenuEntry] = []
    for file in files:
        for element, _ in _read(source, file, ("author", "item", "title", "link", "description", "language")):
            if element.tag == "author" and len(element):
                login = _text(element, "author_login")
                name = _text(element, "author_display_name") or _full_name(element) or login
                logins[login] = Person(key=login, name=name)
            elif element.tag == "item" and _text(element, "post_type") == "attachment":
                number = _text(element, "post_id")
                attachments[number] = _attachment(element)
                pictures_of.setdefault(_text(element, "post_parent"), []).append(number)
            elif element.tag == "item":
                links[_text(element, "post_id")] = unescape(_text(element, "title")), _text(element, "link")
                if _text(element, "post_type") == "nav_menu_item":
                    entries.append(_menu_entry(element))
            elif facts is None or not (facts.title and facts.address and facts.language):
                facts = _facts(facts or Facts(), element)
    yield msgspec.structs.replace(facts or Facts(), menu=tuple(_menu(entries, links)))
    yield from logins.values()
    seen: set[str] = set()
    for file in files:
        try:
            with source.open(file) as stream:
                for element, line in elements(stream, ("item",), file):
                    number = _text(element, "post_id")
                    if number and number in seen:
                        # Exports in several files repeat what they share.
                        continue
                    seen.add(number)
                    own = pictures_of.get(number, ()) if number else ()
                    yield from _item(element, f"{file}:{line}", attachments, own)
        except BrokenXml as broken:
            yield Skipped(
                origin=f"{file}:{broken.line}", title="what stands there", why=f"the XML is broken there ({broken})"
            )


def _read(source: Source, file: str, names: tuple[str, ...]) -> Iterator[tuple[Element, int]]:
    try:
        with source.open(file) as stream:
            yield from elements(stream, names, file)
    except BrokenXml:
        return


def _facts(facts: Facts, element: Element) -> Facts:
    words = unescape((element.text or "").strip())
    return Facts(
        title=facts.title or (words if element.tag == "title" else ""),
        address=facts.address or (words if element.tag == "link" else ""),
        description=facts.description or (words if element.tag == "description" else ""),
        language=facts.language or (words if element.tag == "language" else ""),
    )


class _MenuEntry(NamedTuple):
    """An entry of a menu (wp-includes/nav-menu.php); one below another is left to its page."""

    menu: str
    order: int
    label: str
    kind: str
    """`post_type`, `taxonomy` or `custom`."""
    target: str
    """The number of a text, or an address."""
    is_below: bool


def _menu_entry(element: Element) -> _MenuEntry:
    meta = {_text(entry, "meta_key"): _text(entry, "meta_value") for entry in element.findall("postmeta")}
    kind = meta.get("_menu_item_type", "")
    name = next((row.get("nicename", "") for row in element.findall("category") if row.get("domain") == "nav_menu"), "")
    order = _text(element, "menu_order")
    return _MenuEntry(
        menu=name,
        order=int(order) if order.isdecimal() else 0,
        label=unescape(_text(element, "title")),
        kind=kind,
        target=meta.get("_menu_item_object_id" if kind == "post_type" else "_menu_item_url", ""),
        is_below=meta.get("_menu_item_menu_item_parent", "0") not in ("", "0"),
    )


def _menu(entries: Sequence[_MenuEntry], links: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield words and address of the main menu: the one that is called so, else the one with the most entries."""
    sizes = Counter(entry.menu for entry in entries)
    if not sizes:
        return
    chosen = next((name for name in sizes if _MAIN.search(name)), sizes.most_common(1)[0][0])
    for entry in sorted(entries, key=lambda entry: entry.order):
        if entry.menu != chosen or entry.is_below:
            continue
        title, link = links.get(entry.target, ("", "")) if entry.kind == "post_type" else ("", entry.target)
        if label := entry.label or title:
            yield label, link


_MAIN = re.compile(r"main|primary|header|haupt|principal|top", re.IGNORECASE)


def _item(element: Element, origin: str, attachments: dict[str, Image], own: Sequence[str]) -> Iterator[Item]:
    kind = _text(element, "post_type") or "post"
    title = unescape(_text(element, "title"))
    status = _text(element, "status")
    if kind not in ("post", "page"):
        if why := _NOT_TEXTS.get(kind, f"it is of a type of its own ({kind})"):
            yield Skipped(origin=origin, title=title, why=why)
        return
    if status in ("trash", "auto-draft"):
        yield Skipped(origin=origin, title=title, why="it lies in the bin there")
        return
    password, body = _text(element, "post_password"), _text(element, "encoded")
    if not title and not body:
        yield Skipped(origin=origin, title="without a title", why="nothing stands in it")
        return
    meta = {_text(entry, "meta_key"): _text(entry, "meta_value") for entry in element.findall("postmeta")}
    html, notes = as_html(body, attachments, own, meta.get("footnotes", ""))
    terms: dict[str, list[str]] = {}
    for category in element.findall("category"):
        terms.setdefault(category.get("domain", ""), []).append(unescape(category.text or "").strip())
    topics = [
        name
        for name in terms.get("category", [])
        if name.lower() not in ("uncategorized", "uncategorised", "allgemein")
    ]
    series = next((name for domain in _SERIES_DOMAINS for name in terms.get(domain, [])), "")
    link = _text(element, "link")
    yield Text(
        kind="post" if kind == "post" else "page",
        title=title,
        html=html,
        slug=unquote(_text(element, "post_name")),
        date=_date(element),
        updated=moment(_text(element, "post_modified")),
        status="draft" if password else _STATUS.get(status, "draft"),
        held_by="password" if password else status if status not in _STATUS else "",
        authors=tuple(filter(None, [_text(element, "creator")])),
        topic=topics[0] if topics else "",
        tags=tuple(dict.fromkeys([*topics[1:], *terms.get("post_tag", [])])),
        series=series,
        description=meta.get("_yoast_wpseo_metadesc", "") or meta.get("rank_math_description", "") or _excerpt(element),
        image=attachments.get(meta.get("_thumbnail_id", "")),
        old_addresses=(link,) if link else (),
        origin=origin,
        notes=tuple(notes),
    )


def _text(element: Element, name: str) -> str:
    found = element.find(name)
    return (found.text or "").strip() if found is not None else ""


def _full_name(element: Element) -> str:
    return f"{_text(element, 'author_first_name')} {_text(element, 'author_last_name')}".strip()


def _excerpt(element: Element) -> str:
    """Return the excerpt; content and excerpt are both called `encoded` once their namespaces are gone."""
    found = element.findall("encoded")
    plain = re.sub(r"<[^>]+>", "", unescape((found[1].text or "") if len(found) > 1 else ""))
    return " ".join(plain.split())


def _attachment(element: Element) -> Image:
    meta = {_text(entry, "meta_key"): _text(entry, "meta_value") for entry in element.findall("postmeta")}
    return Image(
        address=_text(element, "attachment_url") or _text(element, "guid"),
        alt=meta.get("_wp_attachment_image_alt", ""),
        caption=_excerpt(element),
    )


def _date(element: Element) -> dt.datetime | None:
    written = (_text(element, name) for name in ("post_date", "post_date_gmt"))
    return next(filter(None, map(moment, written)), None) or from_feed(_text(element, "pubDate"))
