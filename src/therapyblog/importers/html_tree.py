"""Questions about a tree of HTML that all its tidying asks."""

from __future__ import annotations

from collections.abc import Collection

from bs4 import Tag
from bs4.element import NavigableString, PageElement

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "iframe",
        "li",
        "main",
        "nav",
        "note",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class NearTag(Tag):
    """A tag that looks for a child where it found the last one.

    Beautiful Soup looks from the first child on whenever one is moved or unwrapped: with ten thousand bold words in one
    paragraph that takes the square of the time.
    """

    near = 0

    def index(self, element: PageElement) -> int:
        """Return the position of a child; raises `ValueError` where it is none."""
        contents, last = self.contents, len(self.contents) - 1
        below = min(self.near, last)
        above = below + 1
        while below >= 0 or above <= last:
            if below >= 0 and contents[below] is element:
                self.near = below
                return below
            if above <= last and contents[above] is element:
                self.near = above
                return above
            below, above = below - 1, above + 1
        raise ValueError("it is no child of this tag")


def all_tags(root: Tag, names: Collection[str]) -> list[Tag]:
    """Return every tag of one of these names; `find_all` takes long for several."""
    return [tag for tag in root.find_all(True) if tag.name in names]


def holds(tag: Tag, names: Collection[str]) -> bool:
    """Say whether a tag of these names stands below a tag."""
    return any(isinstance(node, Tag) and node.name in names for node in tag.descendants)


def is_inside(node: PageElement, names: Collection[str]) -> bool:
    """Say whether something stands below a tag of these names."""
    return any(parent.name in names for parent in node.parents)


def card(frame: Tag, *parts: Tag | None) -> Tag:
    """Return the card of another page as a paragraph: its title, the first of its parts, as a link, and all else below.

    What stands in none of the parts, such as the name of the host, follows them.
    """
    known = [part for part in parts if part is not None]
    words = [" ".join(part.get_text().split()) for part in known]
    others = (text for text in frame.find_all(string=True) if type(text) is NavigableString)
    words += [text.strip() for text in others if not any(parent is part for parent in text.parents for part in known)]
    lines: list[PageElement] = [NavigableString(line) for line in words if line]
    link = frame.find("a", href=True)
    if link is not None:
        plain = Tag(name="a", attrs={"href": str(link["href"])})
        plain.append(lines.pop(0) if lines else NavigableString(str(link["href"])))
        lines.insert(0, plain)
    paragraph = Tag(name="p")
    for number, line in enumerate(lines):
        if number:
            paragraph.append(Tag(name="br"))
        paragraph.append(line)
    return paragraph
