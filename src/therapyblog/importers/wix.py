"""Wix: the list of posts as CSV (Blog → Posts → Export), whose text is the editor's own tree in JSON (Ricos).

The format: https://dev.wix.com/docs/ricos/api-reference/ricos-document
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any
from urllib.parse import unquote

from therapyblog.importers.addresses import urlsplit
from therapyblog.importers.dates import moment
from therapyblog.importers.items import Facts, Image, Item, Note, Person, Skipped, Text
from therapyblog.importers.source import Source
from therapyblog.importers.tables import as_list, read_json, rows

NAME = "wix"
WORDS = "a Wix export"

_NUMBER = re.compile(r"\A[0-9a-f]{24}\Z")
_PICTURE = re.compile(r"\Awix:image://v1/([^/#]+)/")
_DEEPEST = 60


def recognises(source: Source) -> bool:
    """Say whether one of the files is a list of Wix's posts."""
    return bool(_lists(source))


def _lists(source: Source) -> list[str]:
    return [
        name
        for name in source.names(".csv")
        if all(column in source.start(name) for column in (b"Rich Content", b"Slug"))
    ]


def items(source: Source) -> Iterator[Item]:
    """Yield the authors and every post."""
    yield Facts()
    seen: set[str] = set()
    for file in _lists(source):
        for row, line in rows(source, file):
            if isinstance(row, Skipped):
                yield row
                continue
            author = row.get("Author", "")
            if author and author not in seen:
                seen.add(author)
                yield Person(key=author, name=author)
            yield _post(row, f"{file}:{line}")


def _post(row: dict[str, str], origin: str) -> Text | Skipped:
    title, plain = row.get("Title", ""), row.get("Plain Content", "")
    html, notes = _body(row.get("Rich Content", ""), plain)
    if not html and not title:
        return Skipped(origin=origin, title=title, why="it has neither a title nor a text")
    date = moment(row.get("Published Date"))
    slug = unquote(row.get("Slug", "")).strip("/")
    address = urlsplit(row.get("Post Page URL", "")).path or (f"/post/{slug}" if slug else "")
    topics = [
        name
        for name in (row.get("Main Category", ""), *_names(row.get("Categories", "")))
        if name and not _NUMBER.match(name)
    ]
    tags = [name for name in _names(row.get("Tags", "")) if not _NUMBER.match(name)]
    cover = picture_address(row.get("Cover Image", ""))
    return Text(
        kind="post",
        title=title,
        html=html,
        slug=slug,
        date=date,
        updated=moment(row.get("Last Published Date")),
        status="published" if date else "draft",
        held_by="" if date else "it has no date of publication",
        authors=(row["Author"],) if row.get("Author") else (),
        topic=topics[0] if topics else "",
        tags=tuple(name for name in dict.fromkeys([*topics, *tags]) if name not in topics[:1]),
        description=row.get("Excerpt", ""),
        image=Image(address=cover) if cover else None,
        old_addresses=(address,) if address else (),
        origin=origin,
        notes=tuple(notes),
    )


def _names(cell: str) -> list[str]:
    """Return the names in a cell: a list in JSON, or separated by commas."""
    try:
        found = as_list(read_json(cell)) if cell.startswith("[") else cell.split(",")
    except ValueError:
        found = cell.strip("[]").split(",")
    return [str(name).strip().strip('"') for name in found if str(name).strip()]


def _body(rich: str, plain: str) -> tuple[str, list[Note]]:
    if rich:
        try:
            tree = read_json(rich)
            return "".join(map(node_html, tree.get("nodes", []))), []
        except (ValueError, AttributeError, TypeError, RecursionError):
            pass
    parts = [part for part in re.split(r"\n\s*\n|\r\n\s*\r\n|\n", plain) if part.strip()]
    html = "".join(f"<p>{escape(part)}</p>" for part in parts)
    return html, [
        Note(says="its formatted text could not be read, so it comes without headings and links")
    ] if rich else []


def picture_address(value: object) -> str:
    """Return the address of a picture, which Wix writes in its own way (`wix:image://v1/ID/NAME#…`)."""
    text = str(value or "")
    own = _PICTURE.match(text)
    return f"https://static.wixstatic.com/media/{own[1]}" if own else text if text.startswith("http") else ""


def node_html(node: dict[str, Any], depth: int = 0) -> str:
    """Return a node of Wix's tree as HTML; one that is not known gives what it holds."""
    if not isinstance(node, dict) or depth > _DEEPEST:
        return ""
    write = _NODES.get(str(node.get("type")))
    if write is not None:
        return write(node, depth)
    tag = _TAGS.get(str(node.get("type")), "")
    inner = _inner(node, depth)
    return f"<{tag}>{inner}</{tag}>" if tag else inner


def _inner(node: dict[str, Any], depth: int) -> str:
    return "".join(node_html(child, depth + 1) for child in node.get("nodes") or [])


_TAGS = {
    "PARAGRAPH": "p",
    "BULLETED_LIST": "ul",
    "ORDERED_LIST": "ol",
    "LIST_ITEM": "li",
    "BLOCKQUOTE": "blockquote",
    "CODE_BLOCK": "pre",
    "TABLE": "table",
    "TABLE_ROW": "tr",
    "TABLE_CELL": "td",
}


def _text(node: dict[str, Any], _: int) -> str:
    data = node.get("textData") or {}
    html = escape(str(data.get("text") or "")).replace("\n", "<br>")
    for mark in data.get("decorations") or []:
        kind = mark.get("type")
        if kind == "BOLD" and (mark.get("fontWeightValue") or 700) >= 600:
            html = f"<strong>{html}</strong>"
        elif kind == "ITALIC" and mark.get("italicData", True):
            html = f"<em>{html}</em>"
        elif kind == "LINK":
            link = (mark.get("linkData") or {}).get("link") or {}
            if address := str(link.get("url") or ""):
                html = f'<a href="{escape(address)}">{html}</a>'
    return html


def _heading(node: dict[str, Any], depth: int) -> str:
    level = (node.get("headingData") or {}).get("level") or 2
    return f"<h{level}>{_inner(node, depth)}</h{level}>"


def _image(node: dict[str, Any], _: int) -> str:
    data = node.get("imageData") or {}
    source = ((data.get("image") or {}).get("src")) or {}
    address = picture_address(source.get("url")) or (
        f"https://static.wixstatic.com/media/{source['id']}" if source.get("id") else ""
    )
    if not address:
        return ""
    alt, caption = escape(str(data.get("altText") or "")), escape(str(data.get("caption") or ""))
    shown = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="{escape(address)}" alt="{alt}">{shown}</figure>'


def _gallery(node: dict[str, Any], depth: int) -> str:
    pictures = (node.get("galleryData") or {}).get("items") or []
    return "".join(
        _image(
            {
                "imageData": {
                    "image": {"src": (picture.get("image") or {}).get("media", {}).get("src") or {}},
                    "altText": picture.get("altText"),
                    "caption": picture.get("title"),
                }
            },
            depth,
        )
        for picture in pictures
    )


def _button(node: dict[str, Any], _: int) -> str:
    data = node.get("buttonData") or {}
    address = str((data.get("link") or {}).get("url") or "")
    words = escape(str(data.get("text") or ""))
    return f'<p><a href="{escape(address)}">{words}</a></p>' if address and words else f"<p>{words}</p>"


def _video(node: dict[str, Any], _: int) -> str:
    data = node.get("videoData") or node.get("embedData") or {}
    address = str(((data.get("video") or {}).get("src") or {}).get("url") or data.get("src") or "")
    return f'<iframe src="{escape(address)}"></iframe>' if address else ""


_NODES: dict[str, Callable[[dict[str, Any], int], str]] = {
    "TEXT": _text,
    "HEADING": _heading,
    "IMAGE": _image,
    "GALLERY": _gallery,
    "BUTTON": _button,
    "LINK_BUTTON": _button,
    "ACTION_BUTTON": _button,
    "VIDEO": _video,
    "EMBED": _video,
    "DIVIDER": lambda *_: "<hr>",
}
