"""Substack: the zip that it offers (Settings → Exports): `posts.csv`, and the texts as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import PurePosixPath

from bs4 import Tag

from therapyblog.importers.dates import moment
from therapyblog.importers.items import Facts, Item, Skipped, Text
from therapyblog.importers.source import Source
from therapyblog.importers.tables import rows

NAME = "substack"
WORDS = "a Substack export"

_FURNITURE = (
    ".button-wrapper, .subscription-widget-wrap, .subscription-widget-wrap-editor, .image-link-expand"
    ", .captioned-button-wrap"
)


def recognises(source: Source) -> bool:
    """Say whether there is a `posts.csv` with Substack's columns."""
    return any(b"is_published" in source.start(name) and b"audience" in source.start(name) for name in _lists(source))


def _lists(source: Source) -> list[str]:
    return [name for name in source.names(".csv") if PurePosixPath(name).name == "posts.csv"]


def items(source: Source) -> Iterator[Item]:
    """Yield every post."""
    yield Facts()
    texts = {PurePosixPath(name).name.partition(".")[0]: name for name in source.names(".html")}
    for file in _lists(source):
        for row, line in rows(source, file):
            yield row if isinstance(row, Skipped) else _post(source, texts, row, file, line)


def _post(source: Source, texts: dict[str, str], row: dict[str, str], file: str, line: int) -> Text | Skipped:
    number, _, slug = row.get("post_id", "").partition(".")
    title = unescape(row.get("title", ""))
    name = texts.get(number)
    origin = name or f"{file}:{line}"
    if name is None:
        return Skipped(origin=origin, title=title, why="the export holds no text of it (the newest are often missing)")
    is_published = row.get("is_published", "").lower() == "true"
    audience = row.get("audience", "everyone")
    held = "" if is_published and audience == "everyone" else "draft" if not is_published else audience
    return Text(
        kind="page" if row.get("type") == "page" else "post",
        title=title,
        subtitle=unescape(row.get("subtitle", "")),
        html=source.read(name).decode("utf-8", "replace"),
        slug=slug,
        date=moment(row.get("post_date")),
        status="draft" if held else "published",
        held_by=held,
        old_addresses=(f"/p/{slug}",) if slug else (),
        origin=origin,
    )


def tidy(root: Tag) -> None:
    """Take out what belongs to Substack: buttons, forms to subscribe, and what surrounds pictures."""
    for tag in root.select(_FURNITURE):
        tag.decompose()
    for anchor in root.select("a.footnote-anchor"):
        anchor.string = anchor.get_text(strip=True)
    for note in root.select("div.footnote"):
        number = note.select_one("a.footnote-number")
        if number is not None and number.get("id"):
            note["id"] = str(number["id"])
            number.decompose()
    for link in root.select("a.image-link"):
        link.unwrap()
