"""The names by which the nodes of a graph know each other: one stable `@id` for each thing a site speaks of.

An `@id` never holds a part number, a date or a title, so that it stays the same while what it names changes.
"""

from __future__ import annotations

from typing import Any

from therapyblog.model.site import PageHead
from therapyblog.routes.route import Shared
from therapyblog.site.addresses import slugify

Node = dict[str, Any]


def refer(id_: str) -> Node:
    """Return a reference to the node of this `@id`."""
    return {"@id": id_}


def website_id(shared: Shared) -> str:
    """The site."""
    return f"{shared.config.url}/#website"


def practice_id(shared: Shared) -> str:
    """The practice behind the site."""
    return f"{shared.config.url}/#practice"


def body_id(shared: Shared, name: str) -> str:
    """A professional body or a university: the same for everybody whom it registered or taught."""
    return f"{shared.config.url}/#body-{slugify(name)}"


def person_id(shared: Shared, url: str) -> str:
    """A practitioner, by the address of their page."""
    return f"{shared.absolute(url)}#person"


def article_id(shared: Shared, url: str) -> str:
    """The text of a post, by the post's address."""
    return f"{shared.absolute(url)}#article"


def series_id(shared: Shared, url: str) -> str:
    """A series, by the address of its page."""
    return f"{shared.absolute(url)}#series"


def webpage_id(head: PageHead) -> str:
    """A page as a page."""
    return f"{head.canonical}#webpage"


def breadcrumbs_id(head: PageHead) -> str:
    """The way from the home page to a page."""
    return f"{head.canonical}#breadcrumbs"


def picture_id(head: PageHead) -> str:
    """The picture of a page."""
    return f"{head.canonical}#picture"
