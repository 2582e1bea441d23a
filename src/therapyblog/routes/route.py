"""What a route is: one address of the site, the values that its page is made from, and what its template may read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from therapyblog.model.value import Value
from therapyblog.site.shared import Shared
from therapyblog.urls.permalinks import file_of


class Route(Value, frozen=True, kw_only=True):
    """One address of the site. Its inputs are chosen by the functions of its kind from the site and its subject."""

    url: str
    file: str
    """In the output folder."""
    kind: str
    """The name of its `PageKind` in `KINDS`."""
    template: str
    language: str
    source: str
    """Who asked for this address, for messages: a file, or words such as "the blog"."""
    subject: Any = None
    """What it is about."""
    indexed: bool = True
    """Whether the sitemap lists it."""


GIVEN: Final = "given"
"""In a table of names: the value is the input, or the part of the frame, of the same name."""
Choose = Callable[[Shared, Route], Any]
Make = Callable[..., Any]


class PageKind(msgspec.Struct, frozen=True):
    """What pages of one kind are made from, and what their template may read.

    `inputs` chooses each value from the site; it runs for every route, and the digests of the values are the key of the
    page. `names` says for each name of the template how it is made: `GIVEN`, or a function that runs only where the
    page is drawn. The parameters of that function say what it is made from: inputs, parts of the `Frame`, other names,
    `frame` for all of it, and `url`, `kind` or `template` of the route. It gets nothing else, so a page can depend on
    nothing that is not in its key.
    """

    inputs: Mapping[str, Choose]
    names: Mapping[str, Make | str]


def page_route(
    url: str, *, kind: str, template: str, language: str, source: str, subject: Any = None, indexed: bool = True
) -> Route:
    """Make the route of an address."""
    return Route(
        url=url,
        file=file_of(url),
        kind=kind,
        template=template,
        language=language,
        source=source,
        subject=subject,
        indexed=indexed,
    )
