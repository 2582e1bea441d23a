"""The redirects of old addresses (`aliases`)."""

from __future__ import annotations

from therapyblog.diagnostics import Diagnostics
from therapyblog.model.value import Value
from therapyblog.routes.route import GIVEN, PageKind, Route, page_route
from therapyblog.site.entries import PageEntry, PostEntry, PractitionerEntry, SeriesEntry
from therapyblog.site.navigation import TEAM_URL
from therapyblog.site.shared import Shared, absolute
from therapyblog.site.visibility import is_listed
from therapyblog.urls.permalinks import alias_path
from therapyblog.urls.slugs import unusable

ALIAS_IN = "an alias in "
"""How messages name an alias as the source of an address; the file follows."""
AnyEntry = PostEntry | PageEntry | PractitionerEntry | SeriesEntry


class AliasSubject(Value, frozen=True, kw_only=True):
    """Where an old address leads."""

    target: str
    noindex: bool


def alias_routes(shared: Shared, shown: list[Route], diagnostics: Diagnostics) -> list[Route]:
    """Make a redirect for every alias of everything that is written, and for the team's page of a practice of one.

    `shown` are the pages: the team's address is left to a page, or an alias, that has it.
    """
    site = shared.site
    routes: list[Route] = []
    written: list[tuple[AnyEntry, str, str]] = [
        *((entry, entry.post.url, entry.post.language) for entry in site.posts),
        *((entry, entry.page.url, entry.page.language) for entry in site.pages),
        *((entry, entry.practitioner.url, entry.practitioner.language) for entry in site.practitioners),
        *((entry, entry.series.url, entry.series.language) for entry in site.series),
    ]
    for entry, url, language in written:
        document = entry.document
        if document is None:
            continue
        aliases = {alias_path(alias): (index, alias) for index, alias in enumerate(document.settings.aliases)}
        for path, (index, alias) in aliases.items():
            parts = path.strip("/").split("/")
            why = next((why for part in parts if (why := unusable(part))), "") if path else "it is not below this site"
            if why:
                says = f"the old address “{alias}” cannot be used: {why}"
                at = document.place(f"aliases.{index}", "aliases")
                diagnostics.add("TB-URL-002", at=at, says=says, fix="write it as /the/old/path/")
            elif path != url:
                source = f"{ALIAS_IN}{document.path}"
                routes.append(_redirect(path, url, language, source, noindex=not is_listed(document)))
    alone = site.practitioners[0].practitioner if len(site.practitioners) == 1 else None
    if alone and all(route.url != TEAM_URL for route in (*shown, *routes)):
        routes.append(_redirect(TEAM_URL, alone.url, alone.language, "the team's page"))
    return routes


def _redirect(path: str, target: str, language: str, source: str, *, noindex: bool = False) -> Route:
    return page_route(
        path,
        kind="alias",
        template="redirect.html",
        language=language,
        source=source,
        subject=AliasSubject(target=target, noindex=noindex),
        indexed=False,
    )


ALIAS = PageKind(
    inputs={
        "target": lambda shared, route: route.subject.target,
        "noindex": lambda shared, route: route.subject.noindex,
    },
    names={
        "target": GIVEN,
        "canonical": lambda site, target: absolute(site.url, target),
        "noindex": GIVEN,
        "site": GIVEN,
        "language": GIVEN,
        "strings": GIVEN,
    },
)
