"""What is remembered of who speaks of whom: so that a post's new words are found where others repeat them."""

from __future__ import annotations

from therapyblog.model.value import Value

EVERY_SERIES = ""
"""Under this name stand the pages that list all series."""


class Mentions(Value, frozen=True, kw_only=True):
    """Which pages name which posts and series; the same until more than words change."""

    files: tuple[str, ...]
    named: dict[str, tuple[int, ...]]
    """Address of a post or a series → places in `files` of the pages that show its card, or its list of parts."""

    def of(self, url: str) -> tuple[str, ...]:
        """Return the pages that name what has this address."""
        return tuple(self.files[place] for place in self.named.get(url, ()))


class Words(Value, frozen=True, kw_only=True):
    """In which words posts are spoken of: what becomes another with every change of them."""

    site: bytes
    """The site without its texts, encoded: what a page says of itself is made from it."""
    cards: dict[str, bytes] = {}
    """The cards that have other words than when the site was last assembled."""


class Ingredients(Value, frozen=True, kw_only=True):
    """What the pages of a build were made from; `None` for what is as it was."""

    recipes: dict[str, bytes]
    """Of the pages that were rendered, encoded, by file."""
    cards: dict[str, bytes] | None = None
    """Of all posts, encoded, by address."""
    mentions: Mentions | None = None
    words: Words | None = None
