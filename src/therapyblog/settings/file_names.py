"""What a text's file name says of it: its name in addresses, and its day."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from contextlib import suppress

_DATE_IN_PATH = re.compile(r"(?:^|/)(\d{4})([-_/.])(\d{1,2})\2(\d{1,2})(?![0-9])(?=[-_/. ]|$)")
"""A date with which a file's name or its folders begin: Jekyll, Pelican, Zola, Eleventy, Docusaurus, Logseq."""
_DATED_NAME = re.compile(r"(\d{4}([-_.])\d{1,2}\2\d{1,2})[-_. ]+(?=[^-_. ])")
INDEX = "index"
"""The name of a text that has a folder of its own, as in Hugo and Zola (a page bundle)."""


def below_kind(path: str) -> str:
    """Return a path below its kind's folder, without the extension."""
    return posixpath.splitext(path)[0].partition("/")[2]


def date_in_path(path: str) -> dt.date | None:
    """Return the date with which a file's name, or its folders, say when it is from: `posts/2031-05-05-later.md`."""
    for match in reversed([*_DATE_IN_PATH.finditer(below_kind(path))]):
        with suppress(ValueError):
            return dt.date(int(match[1]), int(match[3]), int(match[4]))
    return None


def is_bundle(path: str) -> bool:
    """Say whether a text has a folder of its own: `posts/rest/index.md`."""
    folder, _, name = path.rpartition("/")
    return "/" in folder and posixpath.splitext(name)[0].lower() == INDEX


def name_in_path(path: str) -> str:
    """Return what the file of a text is called, or its folder where it has one of its own.

    The date with which a post's name begins is no part of it, if it is in the calendar.

    >>> name_in_path("posts/2015-05-21-rest.md"), name_in_path("pages/fees/index.md"), name_in_path("pages/index.md")
    ('rest', 'fees', 'index')
    """
    name = posixpath.dirname(path) if is_bundle(path) else below_kind(path)
    name = posixpath.basename(name)
    dated = _DATED_NAME.match(name) if path.startswith("posts/") else None
    return name[dated.end() :] if dated and date_in_path(f"posts/{dated[1]}.md") else name
