"""Medium: the zip that it sends (Settings → Security → Download your information), or the folder in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from bs4 import BeautifulSoup, Tag

from therapyblog.importers.dates import moment
from therapyblog.importers.html_tree import card
from therapyblog.importers.items import Facts, Item, Note, Person, Skipped, Text
from therapyblog.importers.source import Source

NAME = "medium"
WORDS = "a Medium export"

_SHORT = 60
"""Words of a text that was an answer to somebody else's; Medium exports those as posts."""


def recognises(source: Source) -> bool:
    """Say whether there are pages with the marks of Medium's export."""
    return any(b"e-content" in source.start(name, 1 << 20) for name in _posts(source)[:5])


def _posts(source: Source) -> list[str]:
    return [name for name in source.names(".html") if PurePosixPath(name).parent.name == "posts"]


def items(source: Source) -> Iterator[Item]:
    """Yield the writer and every post."""
    yield Facts()
    name = ""
    for file in source.names("profile/profile.html"):
        heading = BeautifulSoup(source.read(file), "html.parser").find(class_="p-name")
        name = heading.get_text(strip=True) if heading else ""
    if name:
        yield Person(key=name, name=name)
    for file in _posts(source):
        yield _post(BeautifulSoup(source.read(file), "html.parser"), file, name)


def _post(page: BeautifulSoup, file: str, writer: str) -> Text | Skipped:
    body = page.find("section", class_="e-content")
    title_tag = page.find("h1", class_="p-name") or page.find("title")
    title = title_tag.get_text(" ", strip=True) if title_tag else ""
    if body is None:
        return Skipped(origin=file, title=title, why="there is no text in it")
    canonical, published = page.find("a", class_="p-canonical"), page.find("time", class_="dt-published")
    author = page.find("a", class_="p-author")
    is_draft = PurePosixPath(file).name.startswith("draft_")
    is_answer = len(body.get_text(" ").split()) < _SHORT and not is_draft
    name = writer or (author.get_text(strip=True) if author else "")
    _drop_title(body, title)
    subtitle = _take_subtitle(body)
    return Text(
        kind="post",
        title=title,
        subtitle=subtitle,
        html=str(body),
        slug=_slug(str(canonical["href"]) if canonical else ""),
        date=moment(published.get("datetime")) if published else None,
        status="draft" if is_draft else "published",
        held_by="draft" if is_draft else "",
        authors=(name,) if name else (),
        tags=tuple(tag.get_text(strip=True) for tag in page.select(".p-tags a")),
        old_addresses=(),
        origin=file,
        notes=(Note(says="it is so short that it may be an answer to somebody else's post", doubtful=True),)
        if is_answer
        else (),
    )


def _slug(address: str) -> str:
    """Return the readable part of an address, without the number that Medium puts behind it."""
    last = address.rstrip("/").rpartition("/")[2]
    return last.rpartition("-")[0] or last


def _drop_title(body: Tag, title: str) -> None:
    """Drop the title, which stands again in the text, and the line above it."""
    first = body.find(("h1", "h2", "h3", "h4"))
    # Medium joins the last words of a heading with a space that does not break.
    if first is not None and first.get_text(" ").split() == title.split():
        first.decompose()
    rule = body.find("hr")
    if (rule is not None and not (before := rule.find_previous(string=lambda text: bool(text.strip())))) or (
        rule is not None and before and body not in before.parents
    ):
        rule.decompose()


def _take_subtitle(body: Tag) -> str:
    """Take the subtitle out of the text; the summary of the export is its beginning where there is none."""
    heading = body.find(("h3", "h4"), class_="graf--subtitle")
    if heading is None:
        return ""
    subtitle = heading.get_text(" ", strip=True)
    heading.decompose()
    return subtitle


def tidy(root: Tag) -> None:
    """Take out what belongs to Medium: the card of another page becomes a link, what it says of it, and its host."""
    for frame in root.find_all("div", class_="graf--mixtapeEmbed"):
        frame.replace_with(card(frame, frame.find("strong"), frame.find("em")))
