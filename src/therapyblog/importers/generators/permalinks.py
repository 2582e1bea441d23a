"""The patterns by which generators form addresses: `/:categories/:year/:title.html`, `{date:%Y}/{slug}/`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from therapyblog.settings.nodes import Node
from therapyblog.urls.slugs import slugify

_TOKEN = re.compile(r":([a-z_]+)(?:\[[^\]]*\])?")
_PELICAN = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


def urlized(path: str) -> str:
    """Return a path as Hugo writes it: small letters, hyphens for spaces, nothing that has a meaning in addresses."""
    plain = re.sub(r"[^\w./+~-]", "", re.sub(r"\s+", "-", path.strip().lower()))
    return re.sub(r"-{2,}", "-", plain)


def filled(
    pattern: str,
    settings: Mapping[str, Node],
    *,
    title: str,
    slug: str,
    date: dt.datetime | None,
    sections: Sequence[str] = (),
    categories: Sequence[str] = (),
    path: str = "",
    ending: str = "",
    collection: str = "",
) -> str:
    """Fill a pattern with colons, of Jekyll or Hugo."""
    values = {
        "slug": slug,
        "slugorfilename": slug,
        "slugorcontentbasename": slug,
        "contentbasename": slug,
        "filename": slug,
        "name": slug,
        "title": slug if collection or ending else urlized(title),
        "section": sections[0] if sections else "",
        "sections": "/".join(sections),
        "categories": "/".join(categories),
        "path": path or slug,
        "basename": slug,
        "output_ext": ending,
        "collection": collection,
        **_of_date(date),
    }
    return re.sub(r"/{2,}", "/", _TOKEN.sub(lambda token: _longest(token, values), pattern))


def _longest(token: re.Match[str], values: Mapping[str, str]) -> str:
    """Return the value of a token; of `:title-x`, that of `title`."""
    return values.get(token[1], token[0])


def _of_date(date: dt.datetime | None) -> dict[str, str]:
    if date is None:
        return dict.fromkeys(("year", "month", "day", "i_month", "i_day", "short_year", "monthname", "y_day"), "")
    return {
        "year": f"{date.year:04}",
        "month": f"{date.month:02}",
        "day": f"{date.day:02}",
        "i_month": str(date.month),
        "i_day": str(date.day),
        "short_year": f"{date.year % 100:02}",
        "monthname": date.strftime("%B").lower(),
        "short_month": date.strftime("%b"),
        "long_month": date.strftime("%B"),
        "weekday": date.strftime("%A").lower(),
        "y_day": f"{date.timetuple().tm_yday:03}",
        "yearday": str(date.timetuple().tm_yday),
        "hour": f"{date.hour:02}",
        "minute": f"{date.minute:02}",
        "second": "00",
    }


def with_braces(pattern: str, *, slug: str, date: dt.datetime | None, category: str, author: str, language: str) -> str:
    """Fill a pattern of Pelican, such as `posts/{date:%Y}/{slug}/`."""
    values = {
        "slug": slug,
        "category": slugify(category) if category else "",
        "author": slugify(author) if author else "",
        "lang": language,
    }

    def value(match: re.Match[str]) -> str:
        if match[1] == "date":
            return date.strftime(match[2] or "%Y-%m-%d") if date else ""
        return values.get(match[1], "")

    return re.sub(r"/{2,}", "/", _PELICAN.sub(value, pattern))
