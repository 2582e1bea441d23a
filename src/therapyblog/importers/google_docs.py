"""Google Docs: the zip of File → Download → Web page. (Its `.docx` is read as Word's, its Markdown as Markdown.)

Its pages say nothing with tags: bold is a class, a nested list is one beside its parent, links go by way of Google.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from bs4 import BeautifulSoup, Tag

from therapyblog.importers.documents import Parts, text_of_document
from therapyblog.importers.items import Item, Note
from therapyblog.importers.pasted import decoded
from therapyblog.importers.source import Source

NAME = "google-docs"
WORDS = "a Google document"
BOLD_LINES_ARE_HEADINGS = True

_RULE = re.compile(r"\.([\w-]+)\s*\{([^}]*)\}")
_LEVEL = re.compile(r"\Alst-kix_(\w+)-(\d+)\Z")


def recognises(source: Source) -> bool:
    """Say whether there is a page as Google Docs writes it."""
    return bool(_pages(source))


def _pages(source: Source) -> list[str]:
    return [
        name
        for name in source.names(".html")
        if re.search(rb"<body class=\"[^\"]*\bdoc-content\b|lst-kix_|google\.com/url\?q=", source.start(name, 1 << 18))
        and b"<style" in source.start(name)
    ]


def items(source: Source) -> Iterator[Item]:
    """Yield a post for each document."""
    for name in _pages(source):
        page = BeautifulSoup(decoded(source.read(name)), "html.parser")
        body = page.find("body")
        if body is None:
            continue
        notes = _drop_comments(body)
        _write_styles(body, "".join(style.get_text() for style in page.find_all("style")))
        folder = PurePosixPath(name).parent
        for image in body.find_all("img", src=True):
            if "://" not in str(image["src"]):
                image["src"] = (folder / str(image["src"])).as_posix()
        title = body.find("p", class_="title")
        if title is not None:
            title.name = "h1"
        yield from text_of_document(Parts(html=body.decode_contents(), notes=tuple(notes)), name)


def _drop_comments(body: Tag) -> list[Note]:
    """Drop comments, which stand below the text, and their marks in it."""
    marks = body.find_all("a", id=re.compile(r"\Acmnt"))
    for mark in marks:
        around = mark.find_parent("sup") or mark.find_parent("div")
        (around if around is not None and around is not body else mark).decompose()
    return [Note(says="its comments stayed behind")] if marks else []


def _write_styles(body: Tag, css: str) -> None:
    """Write what the classes of a document mean to its tags, as far as it means anything for the text."""
    meanings = {
        name: ";".join(part for part in style.split(";") if re.match(r"\s*(?:font-weight|font-style)\s*:", part))
        for name, style in _RULE.findall(css)
    }
    for tag in body.find_all("span"):
        names: list[str] = list(tag.get("class") or [])
        tag["style"] = ";".join(
            filter(None, [*(meanings.get(name, "") for name in names), str(tag.get("style") or "")])
        )


def tidy(root: Tag) -> None:
    """Put nested lists into the item that they belong to."""
    last: dict[str, dict[int, Tag]] = {}
    for listed in root.find_all(("ul", "ol")):
        found = next(filter(None, (_LEVEL.match(name) for name in listed.get("class") or [])), None)
        if found is None:
            continue
        name, level = found[1], int(found[2])
        parent = last.get(name, {}).get(level - 1)
        if parent is not None and (entries := parent.find_all("li", recursive=False)):
            entries[-1].append(listed.extract())
        same = last.setdefault(name, {})
        if level in same and same[level].parent is listed.parent and "start" not in (listed.get("class") or []):
            # It goes on behind what is nested in it.
            for entry in listed.find_all("li", recursive=False):
                same[level].append(entry.extract())
            listed.decompose()
            continue
        same[level] = listed
        for deeper in [other for other in same if other > level]:
            del same[deeper]
