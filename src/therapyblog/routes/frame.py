"""The names that every page's template may read, and which frame a page has."""

from __future__ import annotations

from collections.abc import Mapping

from therapyblog.model.site import CallToAction, Page, Text
from therapyblog.routes.route import GIVEN, Make, Route
from therapyblog.site.crisis import is_prominent
from therapyblog.site.exit_button import asks
from therapyblog.site.shared import Frame, Shared

SAFETY = "safety"
"""The kind of the route that says what the exit button does."""
COMMON: Mapping[str, Make | str] = {
    "site": GIVEN,
    "practice": GIVEN,
    "menu": GIVEN,
    "small_print": GIVEN,
    "language": GIVEN,
    "strings": GIVEN,
    "assets": GIVEN,
    "theme": GIVEN,
    "crisis": GIVEN,
    "exit": GIVEN,
    # Pages that show a text of the site have their own; a kind's table overrides what every page has.
    "embeds": lambda: (),
}


def frame_of(shared: Shared, route: Route) -> Frame:
    """Return the frame of a page; the page that says what the exit button does has prominent crisis lines, too."""
    entry = getattr(route.subject, "entry", None)
    page = getattr(entry, "post", None) or getattr(entry, "page", None)
    prominent = route.kind == SAFETY or is_prominent(shared.config, page if isinstance(page, Page) else None)
    document = getattr(entry, "document", None)
    asked = asks(document) if document else None
    if asked is None:
        button = shared.site.exit
        asked = shared.config.exit_enabled or (button is not None and button.safety_url == route.url)
    return shared.frame(route.language, prominent=prominent, exit_shown=asked)


def embed_origins(content: Text) -> tuple[str, ...]:
    """Return the origins that a page may frame once a reader asks for it."""
    return tuple(sorted({embed.origin for embed in content.embeds.values()}))


def default_call(shared: Shared, route: Route) -> CallToAction | None:
    """Return the site's call-to-action, for pages that have no setting for it."""
    name = shared.site.default_call
    call = shared.call(name, route.language) if name else None
    # A button on a page must not lead to that page.
    return None if call and call.url == route.url else call
