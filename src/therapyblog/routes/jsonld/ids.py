"""The `@id` of each node of a graph: one stable `@id` for each thing that a site describes.

An `@id` never holds a part number, a date or a title, so that it stays the same while what it names changes.
"""

from __future__ import annotations

from typing import Any

from therapyblog.model.site import PageHead
from therapyblog.site.shared import Frame
from therapyblog.urls.slugs import slugify

Node = dict[str, Any]


def refer(id_: str) -> Node:
    """Return a reference to the node of this `@id`."""
    return {"@id": id_}


def website_id(frame: Frame) -> str:
    """Return the `@id` of the site."""
    return f"{frame.site.url}/#website"


def practice_id(frame: Frame) -> str:
    """Return the `@id` of the practice behind the site."""
    return f"{frame.site.url}/#practice"


def body_id(frame: Frame, name: str) -> str:
    """Return the `@id` of a professional body or a university: the same in the credentials of all practitioners."""
    return f"{frame.site.url}/#body-{slugify(name)}"


def person_id(frame: Frame, url: str) -> str:
    """Return the `@id` of a practitioner, by the address of their page."""
    return f"{frame.absolute(url)}#person"


def article_id(frame: Frame, url: str) -> str:
    """Return the `@id` of the text of a post, by the post's address."""
    return f"{frame.absolute(url)}#article"


def series_id(frame: Frame, url: str) -> str:
    """Return the `@id` of a series, by the address of its page."""
    return f"{frame.absolute(url)}#series"


def webpage_id(head: PageHead) -> str:
    """Return the `@id` of a page."""
    return f"{head.canonical}#webpage"


def breadcrumbs_id(head: PageHead) -> str:
    """Return the `@id` of the breadcrumbs of a page."""
    return f"{head.canonical}#breadcrumbs"


def picture_id(head: PageHead) -> str:
    """Return the `@id` of the picture of a page."""
    return f"{head.canonical}#picture"
