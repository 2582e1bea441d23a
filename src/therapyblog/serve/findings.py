"""What the preview has to tell of one update, and of one page."""

from __future__ import annotations

from therapyblog.model.problems import Problem
from therapyblog.model.value import Value


class Text(Value, frozen=True, kw_only=True, array_like=False):
    """A text that was edited, and where it can be seen."""

    url: str
    title: str


class Update(Value, frozen=True, kw_only=True, array_like=False):
    """What looking at the site folder again came to."""

    changed: tuple[str, ...]
    """The files that are not as they were."""
    accepted: bool
    """Whether the pages are made from them now; if not, the last good ones stay."""
    because: str = ""
    """What else made the site another one: a new day, or that it is back after a while."""
    problems: tuple[Problem, ...] = ()
    trouble: str = ""
    """Why there is nothing to show at all: the folder is gone, the disk refuses."""
    edited: tuple[Text, ...] = ()
    styles: dict[str, str] = {}
    """Where only style sheets changed: the old address of each → the new one."""
    pictures: bool = False
    """Whether a file that pages show as it is was changed."""
    seconds: float = 0.0


class PageFacts(Value, frozen=True, kw_only=True, array_like=False):
    """What the preview bar says of a page; a list has no source, and only says its key."""

    key: str
    address: str = ""
    """Where it will be published."""
    source: str = ""
    words: int = 0
    minutes: int = 0
    held: str = ""
    """Why visitors cannot find it: `draft`, `unlisted`, or `scheduled`."""
    until: str = ""
    missing: tuple[str, ...] = ()
    """Settings worth adding."""
