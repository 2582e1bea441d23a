"""The names that every page's template may read."""

from __future__ import annotations

from therapyblog.model.site import CrisisHelp, ExitButton, Page
from therapyblog.routes.route import Names, Route, Shared
from therapyblog.site.leaving import asks

SAFETY = "safety"
"""The kind of the route that says what the exit button does."""


def _crisis(shared: Shared, route: Route) -> CrisisHelp:
    subject = getattr(route.subject, "entry", None)
    page = getattr(subject, "post", None) or getattr(subject, "page", None)
    noted = (isinstance(page, Page) and bool(page.content_note)) or route.kind == SAFETY
    return shared.crisis(prominent=noted or shared.config.crisis_prominent)


def _exit(shared: Shared, route: Route) -> ExitButton | None:
    document = getattr(getattr(route.subject, "entry", None), "document", None)
    asked = asks(document) if document else None
    if asked is None:
        button = shared.site.exit
        asked = shared.config.exit_enabled or (button is not None and button.safety_url == route.url)
    return shared.exit(route.language) if asked else None


COMMON: Names = {
    "site": lambda shared, route: shared.site.facts,
    "practice": lambda shared, route: shared.site.practice,
    "menu": lambda shared, route: shared.site.menu,
    "small_print": lambda shared, route: shared.site.small_print,
    "language": lambda shared, route: route.language,
    "strings": lambda shared, route: shared.strings(route.language),
    "assets": lambda shared, route: shared.assets,
    "theme": lambda shared, route: shared.site.theme.settings,
    "crisis": _crisis,
    "exit": _exit,
    # Pages that show a text of the site have their own; a table of names overrides what every page has.
    "embeds": lambda shared, route: (),
}
