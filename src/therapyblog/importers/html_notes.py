"""Footnotes of other programs: marks that lead to a text lower down which leads back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag
from bs4.element import NavigableString

from therapyblog.importers.html_tree import NearTag, is_inside

_NOTE_MARK = re.compile(r"\A\[?\(?(\d{1,3}|[*†‡§])\)?\]?\Z")


def find_notes(root: Tag) -> None:
    """Make footnotes of marks that lead to a text lower down which leads back: `noteref` and, at the end, `note`."""
    links = [link for link in root.find_all("a") if str(link.get("href")).startswith("#")]
    if not links:
        return
    targets = {str(tag["id"]): tag for tag in root.find_all(id=True)}
    found: list[Tag] = []
    taken: set[int] = set()
    for link in links:
        target = targets.get(str(link["href"])[1:])
        if (
            target is None
            or link.parent is None
            or not _NOTE_MARK.match(link.get_text(strip=True))
            or is_inside(link, ("note",))
        ):
            continue
        text = target if target.name in ("li", "p", "div", "aside") else target.find_parent(("li", "p", "div"))
        if text is None or id(text) in taken or any(parent is text for parent in link.parents):
            continue
        names = {str(tag.get("id")) for tag in (link, *link.parents) if tag.get("id")}
        for back in text.find_all("a", href=re.compile("^#")):
            if str(back["href"])[1:] in names or not re.search(r"\w", back.get_text()):
                back.extract()
        found.append(text)
        taken.add(id(text))
        mark = link.find_parent("sup") or link
        mark.replace_with(NearTag(name="noteref", attrs={"n": str(len(found))}))
    rule = found[0].find_previous("hr") if found else None
    if rule is not None and not any(text.strip() for text in _between(rule, found[0])):
        rule.decompose()
    containers = [text.parent for text in found]
    for number, text in enumerate(found, 1):
        text.name = "note"
        text["n"] = str(number)
        root.append(text.extract())
    for container in containers:
        if container is not None and container is not root and not container.get_text(strip=True):
            container.decompose()


def _between(start: Tag, end: Tag) -> Iterator[str]:
    """Yield the texts between two tags."""
    for node in start.next_elements:
        if node is end:
            return
        if type(node) is NavigableString:
            yield str(node)
