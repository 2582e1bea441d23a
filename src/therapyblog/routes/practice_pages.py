"""The names that a practice's own pages may read besides those of every page, and the imprint that makes itself."""

from __future__ import annotations

from typing import Any

from therapyblog.model.practice_pages import IMPRINT, Privacy, Service
from therapyblog.model.site import PageHead
from therapyblog.routes.head import page_head
from therapyblog.routes.names import COMMON
from therapyblog.routes.route import Names, Route, Shared, page_route
from therapyblog.routes.structured import page_graph
from therapyblog.site.bodies import holds_component
from therapyblog.site.practice_pages import make_contact_form, make_imprint
from therapyblog.site.privacy import make_privacy


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


def _imprint_head(shared: Shared, route: Route) -> PageHead:
    return page_head(shared, route, title=str(shared.strings(route.language).get("imprint", "Imprint")))


def _imprint_graph(shared: Shared, route: Route) -> dict[str, Any]:
    return page_graph(shared, _imprint_head(shared, route))


OF_THE_PRACTICE: Names = {
    "services": _services,
    "contact_form": lambda shared, route: make_contact_form(shared.config),
    "privacy": _privacy,
    "imprint": lambda shared, route: make_imprint(shared.config),
}
"""What a page of the practice shows besides its text; each by a template of its own."""

IMPRINT_PAGE: Names = {
    **COMMON,
    "page": _imprint_head,
    "document": lambda shared, route: None,
    "content": lambda shared, route: shared.text(None, route.url, route.language),
    "imprint": OF_THE_PRACTICE["imprint"],
    "structured_data": _imprint_graph,
}
"""The imprint that makes itself: what its template may read."""
