"""Ghost: its export in JSON (Settings → Labs → Export), alone or in the zip with its pictures.

The format: https://ghost.org/docs/migration/custom/#json-file-structure
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

from bs4 import Tag

from therapyblog.importers.dates import moment
from therapyblog.importers.html_tree import card
from therapyblog.importers.items import Facts, Image, Item, Note, Person, Skipped, Status, Text
from therapyblog.importers.source import Refused, Source
from therapyblog.importers.tables import as_list, as_table, as_text, read_json

NAME = "ghost"
WORDS = "a Ghost export"

_HERE = "__GHOST_URL__"
_STATUS: dict[str, Status] = {"published": "published", "scheduled": "published", "sent": "published"}


def recognises(source: Source) -> bool:
    """Say whether one of the files is an export of Ghost."""
    return bool(_exports(source))


def _exports(source: Source) -> list[str]:
    return [
        name
        for name in source.names(".json")
        if b'"db"' in (start := source.start(name, 65536)) and (b'"posts"' in start or b'"meta"' in start)
    ]


def items(source: Source) -> Iterator[Item]:
    """Yield the site's facts, its authors, and every post and page."""
    for file in _exports(source):
        yield from _export(source, file)


def _export(source: Source, file: str) -> Iterator[Item]:
    try:
        read = read_json(source.read(file))
        database = as_table(read["db"][0]["data"])
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise Refused(f"{file} is no whole export of Ghost ({type(error).__name__}); export it again.") from None
    settings = {as_text(row.get("key")): row.get("value") for row in map(as_table, as_list(database.get("settings")))}
    yield Facts(
        title=as_text(settings.get("title")),
        description=as_text(settings.get("description")),
        address=as_text(settings.get("url")),
        language=as_text(settings.get("locale")) or as_text(settings.get("lang")),
        menu=tuple(_menu(settings.get("navigation"))),
    )
    for user in _rows(database, "users"):
        photo = as_text(user.get("profile_image"))
        yield Person(
            key=str(user.get("id")),
            name=str(user.get("name") or user.get("slug")),
            about=f"<p>{user['bio']}</p>" if user.get("bio") else "",
            photo=Image(address=_plain(photo)) if photo else None,
        )
    tags = {row.get("id"): row for row in _rows(database, "tags")}
    tags_of = _ordered(database, "posts_tags", "tag_id")
    authors_of = _ordered(database, "posts_authors", "author_id")
    meta = {row.get("post_id"): row for row in _rows(database, "posts_meta")}
    for post in _rows(database, "posts"):
        names = [str(tags[one].get("name") or "") for one in tags_of.get(post.get("id"), []) if one in tags]
        yield _text(post, [name for name in names if name and not name.startswith("#")], authors_of, meta, file)


def _text(
    post: dict[str, Any], names: list[str], authors_of: dict[Any, list[Any]], meta: dict[Any, dict[str, Any]], file: str
) -> Text | Skipped:
    about = meta.get(post.get("id"), {})
    slug, title = as_text(post.get("slug")), as_text(post.get("title"))
    html = post.get("html")
    origin = f"{file} ({slug or post.get('id')})"
    if html is None and not post.get("plaintext"):
        return Skipped(origin=origin, title=title, why="the export holds no text of it")
    notes = [] if html is not None else [Note(says="the export holds its plain text only, without headings and links")]
    visibility = str(post.get("visibility") or "public")
    status = _STATUS.get(str(post.get("status") or "draft"), "draft")
    held = visibility if visibility != "public" else "" if status == "published" else str(post.get("status"))
    kind = "page" if post.get("page") in (1, True) or post.get("type") == "page" else "post"
    picture = as_text(post.get("feature_image"))
    return Text(
        kind="page" if kind == "page" else "post",
        title=title,
        html=_plain(str(html))
        if html is not None
        else "".join(f"<p>{part}</p>" for part in str(post["plaintext"]).split("\n\n")),
        slug=slug,
        date=moment(post.get("published_at")),
        updated=moment(post.get("updated_at")),
        status="draft" if held else "published",
        held_by=held,
        authors=tuple(str(author) for author in authors_of.get(post.get("id"), [post.get("author_id")]) if author),
        topic=names[0] if names else "",
        tags=tuple(names[1:]),
        subtitle="" if kind == "page" else as_text(post.get("custom_excerpt")),
        description=str(about.get("meta_description") or post.get("meta_description") or ""),
        image=Image(
            address=_plain(picture),
            alt=as_text(about.get("feature_image_alt")),
            caption=unescape(as_text(about.get("feature_image_caption"))),
        )
        if picture
        else None,
        old_addresses=(f"/{slug}/",) if slug else (),
        origin=origin,
        notes=tuple(notes),
    )


def tidy(root: Tag) -> None:
    """Take out what belongs to Ghost: cards of bookmarks become links, buttons to sign up go."""
    for mark in root.find_all(class_="kg-bookmark-card"):
        parts = (mark.find(class_=f"kg-bookmark-{name}") for name in ("title", "description"))
        mark.replace_with(card(mark, *parts))
    for form in root.find_all(class_=("kg-signup-card", "kg-cta-card")):
        form.decompose()


def _rows(database: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the rows of a table; a cell holds a text, a number, or nothing."""
    rows = (row for row in as_list(database.get(name)) if isinstance(row, dict))
    return [{key: cell if isinstance(cell, str | int | float) else None for key, cell in row.items()} for row in rows]


def _ordered(database: dict[str, Any], table: str, column: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in sorted(_rows(database, table), key=_place):
        found.setdefault(row.get("post_id"), []).append(row.get(column))
    return found


def _place(row: dict[str, Any]) -> float:
    place = row.get("sort_order")
    return place if isinstance(place, int | float) else 0


def _menu(value: object) -> Iterator[tuple[str, str]]:
    try:
        entries = read_json(value) if isinstance(value, str) else value
    except ValueError:
        return
    for entry in map(as_table, as_list(entries)):
        label, url = as_text(entry.get("label")), as_text(entry.get("url"))
        if label and url:
            yield label, _plain(url)


def _plain(text: str) -> str:
    """Return HTML or an address with the site's own address left out."""
    return text.replace(_HERE, "")
