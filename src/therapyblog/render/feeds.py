"""A feed → JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). Atom is a template like any other."""

from __future__ import annotations

from typing import Any

import msgspec

from therapyblog.model.site import Byline, Feed, FeedEntry

VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed, contents: dict[str, str], author_url: dict[str, str]) -> bytes:
    """Write a feed; `contents` gives each entry's HTML and `author_url` each byline's absolute address."""
    value = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.home_url,
        "feed_url": feed.url,
        "description": feed.subtitle,
        "language": feed.language,
        "items": [_item(entry, contents[entry.id], author_url) for entry in feed.entries],
    }
    return msgspec.json.format(msgspec.json.encode(_said(value)), indent=1) + b"\n"


def _item(entry: FeedEntry, content: str, author_url: dict[str, str]) -> dict[str, Any]:
    return _said(
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "summary": entry.summary,
            "content_html": content,
            "image": entry.image,
            "date_published": entry.published,
            "date_modified": entry.updated if entry.updated != entry.published else "",
            "authors": [_said({"name": _name(one), "url": author_url.get(one.url, "")}) for one in entry.authors],
            "tags": list(entry.categories),
            "language": entry.language,
        }
    )


def _name(author: Byline) -> str:
    return ", ".join((author.name, *author.letters))


def _said(value: dict[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing; the format wants absent, not empty."""
    return {name: inner for name, inner in value.items() if inner or name == "items"}
