"""The names that every page's template may read."""

from __future__ import annotations

from therapyblog.model.site import CrisisHelp, Page
from therapyblog.routes.route import Names, Route, Shared


def _crisis(shared: Shared, route: Route) -> CrisisHelp:
    subject = getattr(route.subject, "entry", None)
    page = getattr(subject, "post", None) or getattr(subject, "page", None)
    noted = isinstance(page, Page) and bool(page.content_note)
    return shared.crisis(prominent=noted or shared.config.crisis_prominent)


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
}
