"""The names by which the nodes of a graph know each other: one stable `@id` for each thing a site speaks of.

An `@id` never holds a part number, a date or a title, so that it stays the same while what it names changes.
"""

from __future__ import annotations

from typing import Any

from therapyblog.model.site import PageHead
from therapyblog.routes.route import Frame
from therapyblog.urls.permalinks import slugify

Node = dict[str, Any]


def refer(id_: str) -> Node:
    """Return a reference to the node of this `@id`."""
    return {"@id": id_}


def website_id(frame: Frame) -> str:
    """The site."""
    return f"{frame.site.url}/#website"


def practice_id(frame: Frame) -> str:
    """The practice behind the site."""
    return f"{frame.site.url}/#practice"


def body_id(frame: Frame, name: str) -> str:
    """A professional body or a university: the same for everybody whom it registered or taught."""
    return f"{frame.site.url}/#body-{slugify(name)}"


def person_id(frame: Frame, url: str) -> str:
    """A practitioner, by the address of their page."""
    return f"{frame.absolute(url)}#person"


def article_id(frame: Frame, url: str) -> str:
    """The text of a post, by the post's address."""
    return f"{frame.absolute(url)}#article"


def series_id(frame: Frame, url: str) -> str:
    """A series, by the address of its page."""
    return f"{frame.absolute(url)}#series"


def webpage_id(head: PageHead) -> str:
    """A page as a page."""
    return f"{head.canonical}#webpage"


def breadcrumbs_id(head: PageHead) -> str:
    """The way from the home page to a page."""
    return f"{head.canonical}#breadcrumbs"


def picture_id(head: PageHead) -> str:
    """The picture of a page."""
    return f"{head.canonical}#picture"
