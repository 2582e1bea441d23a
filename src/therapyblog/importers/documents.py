"""A document of an office program → a post: what is its title, its subtitle and who signed it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from bs4 import BeautifulSoup, Tag

from therapyblog.importers.items import Item, Note, Person, Text
from therapyblog.importers.pasted import is_fact, signature_of, spaces_back, stated
from therapyblog.model.value import Value

LONGEST_TITLE = 140


class Parts(Value, frozen=True, kw_only=True):
    """What a document holds."""

    html: str
    title: str = ""
    """As its properties name it; often the name of a template."""
    notes: tuple[Note, ...] = ()


def text_of_document(parts: Parts, origin: str) -> Iterator[Item]:
    """Yield the post that a document is, after the person who signed it."""
    soup = BeautifulSoup(parts.html, "html.parser")
    notes = list(parts.notes)
    title, subtitle = _take_title(soup, parts, origin)
    facts = stated(_take_facts(soup))
    person = _take_signature(soup, notes)
    if person is not None:
        yield person
    elif facts.author:
        yield Person(key=facts.author, name=facts.author)
    _put_spaces_back(soup, notes)
    author = person.key if person is not None else facts.author
    yield Text(
        kind="post",
        title=title,
        subtitle=subtitle,
        html=str(soup),
        date=facts.date,
        updated=facts.updated,
        authors=(author,) if author else (),
        origin=origin,
        notes=tuple(notes),
    )


def _blocks(soup: BeautifulSoup) -> list[Tag]:
    return [child for child in soup.children if isinstance(child, Tag) and child.get_text(strip=True)]


def _take_title(soup: BeautifulSoup, parts: Parts, origin: str) -> tuple[str, str]:
    """Take the title and subtitle: as styled, else the first line where it looks like one."""
    titled = soup.find("h1", class_="title")
    blocks = _blocks(soup)
    first = blocks[0] if blocks else None
    if titled is None and first is not None and _is_title(first, soup):
        titled = first
    if titled is None:
        name = PurePosixPath(origin).stem.replace("_", " ").replace("-", " ").strip()
        return parts.title or name[:1].upper() + name[1:], ""
    following = titled.find_next_sibling()
    title = titled.get_text(" ", strip=True)
    titled.decompose()
    subtitle = ""
    if following is not None and "subtitle" in (following.get("class") or []):
        subtitle = following.get_text(" ", strip=True)
        following.decompose()
    return title, subtitle


def _is_title(first: Tag, soup: BeautifulSoup) -> bool:
    text = first.get_text(" ", strip=True)
    if len(text) > LONGEST_TITLE or text.endswith((".", ",", ";", ":")):
        return False
    if first.name in ("h1", "h2"):
        return len(soup.find_all(first.name)) == 1 or first.name == "h1"
    words = [child for child in first.children if isinstance(child, Tag) or str(child).strip()]
    return (
        first.name == "p"
        and bool(words)
        and (all(isinstance(child, Tag) and child.name == "strong" for child in words) or not first.find("img"))
    )


def _take_facts(soup: BeautifulSoup) -> list[str]:
    lines: list[str] = []
    for block in _blocks(soup):
        text = block.get_text(" ", strip=True)
        if block.name != "p" or not is_fact(text):
            break
        lines.append(text)
        block.decompose()
    return lines


def _take_signature(soup: BeautifulSoup, notes: list[Note]) -> Person | None:
    tail: list[Tag] = []
    for block in reversed(_blocks(soup)):
        if block.name != "p" or len(tail) == 3:
            break
        tail.insert(0, block)
    for start in range(len(tail)):
        lines = [line for block in tail[start:] for line in block.get_text("\n", strip=True).split("\n")]
        person = signature_of(lines, notes)
        if person is not None:
            for block in tail[start:]:
                block.decompose()
            return person
    return None


def _put_spaces_back(soup: BeautifulSoup, notes: list[Note]) -> None:
    for text in list(soup.find_all(string=True)):
        mended = spaces_back(str(text), notes)
        if mended != str(text):
            text.replace_with(mended)
