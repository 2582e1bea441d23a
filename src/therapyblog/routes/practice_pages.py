"""The names that a practice's own pages may read besides those of every page, and the generated imprint."""

from __future__ import annotations

from collections.abc import Mapping

from therapyblog.model.practice_pages import IMPRINT, Privacy, Service
from therapyblog.model.site import PageHead
from therapyblog.routes.frame import COMMON
from therapyblog.routes.head import page_head, text_of
from therapyblog.routes.jsonld.graph import page_graph
from therapyblog.routes.jsonld.ids import Node
from therapyblog.routes.route import GIVEN, Choose, PageKind, Route, page_route
from therapyblog.site.bodies import holds_component
from therapyblog.site.practice import make_contact_form, make_imprint
from therapyblog.site.privacy import make_privacy
from therapyblog.site.shared import Frame, Shared


def imprint_routes(shared: Shared) -> list[Route]:
    """Make the route of the imprint, where the country asks for one and the site has no page of its own for it."""
    url = shared.site.imprint_url
    if not url:
        return []
    language = shared.config.language
    return [page_route(url, kind="imprint", template=IMPRINT, language=language, source="the imprint")]


def _services(shared: Shared, route: Route) -> tuple[Service, ...]:
    """Return the services, unless the text shows them itself."""
    return () if holds_component(route.subject.entry.document, "services") else shared.services


def _privacy(shared: Shared, _route: Route) -> Privacy:
    return make_privacy(shared.site)


def _imprint_head(*, frame: Frame, kind: str, url: str) -> PageHead:
    return page_head(frame, kind, url, title=text_of(frame, "imprint", "Imprint"))


def _imprint_graph(*, frame: Frame, page: PageHead) -> Node:
    return page_graph(frame, page)


PRACTICE_INPUTS: Mapping[str, Choose] = {
    "services": _services,
    "contact_form": lambda shared, route: make_contact_form(shared.config),
    "privacy": _privacy,
    "imprint": lambda shared, route: make_imprint(shared.config),
}
"""What a page of the practice shows besides its text; each by a template of its own."""

IMPRINT_PAGE = PageKind(
    inputs={
        "document": lambda shared, route: None,
        "content": lambda shared, route: shared.text(None, route.url, route.language),
        "imprint": PRACTICE_INPUTS["imprint"],
    },
    names={
        **COMMON,
        "page": _imprint_head,
        "document": GIVEN,
        "content": GIVEN,
        "imprint": GIVEN,
        "structured_data": _imprint_graph,
    },
)
"""The generated imprint: what its template may read."""
