"""What a build is asked for, and what it did."""

from __future__ import annotations

import datetime as dt

from therapyblog.model.due import Due
from therapyblog.model.held import Held
from therapyblog.model.limits import Limits
from therapyblog.model.problems import Problem
from therapyblog.model.value import Value


class Options(Value, frozen=True, kw_only=True):
    """What a build is asked for besides the site."""

    out: str = ""
    drafts: bool = False
    future: bool = False
    strict: bool = False
    today: dt.date | None = None
    now: dt.datetime | None = None
    base_url: str = ""
    for_disk: bool = False
    cache: bool = True
    limits: Limits = Limits()


class SetAside(Value, frozen=True, kw_only=True, array_like=False):
    """What somebody had changed or renamed in the output folder, and a build moved away."""

    path: str
    """In the output folder."""
    now: str
    """Where it lies now, below the site folder."""


class Unremoved(Value, frozen=True, kw_only=True, array_like=False):
    """A file of the output folder that the site no longer has, and that could not be removed."""

    path: str
    why: str


class BuildResult(Value, frozen=True, kw_only=True, array_like=False):
    """What a build did. `published` is false where problems kept the old site in place."""

    site: str
    out: str
    published: bool
    problems: tuple[Problem, ...]
    pages: int = 0
    rendered: tuple[str, ...] = ()
    """The addresses that were rendered anew."""
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    unremoved: tuple[Unremoved, ...] = ()
    """Still public; every build tries again."""
    foreign: tuple[str, ...] = ()
    """What else lies in the output folder; only looked for where a build removes or changes a page."""
    still_public: tuple[str, ...] = ()
    """Where nothing was published: the addresses whose text is now held back or deleted."""
    held: tuple[Held, ...] = ()
    unnamed: tuple[str, ...] = ()
    """The files of `media/`, and those beside texts, that are not published, because nothing that is published names
    them."""
    due: tuple[Due, ...] = ()
    """What changes by itself on days to come, the nearest first: the site should be built again on those days."""
    notices: tuple[str, ...] = ()
    """What else a person should know: an unfinished build was finished, the cache was made anew."""
    seconds: float = 0.0
