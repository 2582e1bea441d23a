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
    return msgspec.json.format(msgspec.json.encode(_without_empty(value)), indent=1) + b"\n"


def _item(entry: FeedEntry, content: str, author_url: dict[str, str]) -> dict[str, Any]:
    return _without_empty(
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "summary": entry.summary,
            "content_html": content,
            "image": entry.image,
            "date_published": entry.published,
            "date_modified": entry.updated if entry.updated != entry.published else "",
            "authors": [
                _without_empty({"name": _name(author), "url": author_url.get(author.url, "")})
                for author in entry.authors
            ],
            "tags": list(entry.categories),
            "language": entry.language,
        }
    )


def _name(author: Byline) -> str:
    return ", ".join((author.name, *author.letters))


def _without_empty(value: dict[str, Any]) -> dict[str, Any]:
    """Leave out empty members, as the format asks; `items` is required."""
    return {name: inner for name, inner in value.items() if inner or name == "items"}
