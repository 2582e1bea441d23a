"""Questions about a tree of HTML that all its tidying asks."""

from __future__ import annotations

from collections.abc import Collection

from bs4 import Tag
from bs4.element import PageElement

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


def all_tags(root: Tag, names: Collection[str]) -> list[Tag]:
    """Return every tag of one of these names; `find_all` takes long for several."""
    return [tag for tag in root.find_all(True) if tag.name in names]


def holds(tag: Tag, names: Collection[str]) -> bool:
    """Say whether a tag of these names stands below a tag."""
    return any(isinstance(node, Tag) and node.name in names for node in tag.descendants)


def is_inside(node: PageElement, names: Collection[str]) -> bool:
    """Say whether something stands below a tag of these names."""
    return any(parent.name in names for parent in node.parents)
