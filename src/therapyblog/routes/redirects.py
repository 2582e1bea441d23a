"""The redirects of old addresses (`aliases`)."""

from __future__ import annotations

from therapyblog.diagnostics import Diagnostics
from therapyblog.model.value import Value
from therapyblog.routes.route import GIVEN, Kind, Route, page_route
from therapyblog.site.entries import PageEntry, PostEntry, PractitionerEntry, SeriesEntry
from therapyblog.site.shared import Shared, absolute
from therapyblog.site.visibility import is_listed
from therapyblog.urls.permalinks import alias_path, unusable

ALIAS_IN = "an alias in "
"""How messages name an alias as the source of an address; the file follows."""
AnyEntry = PostEntry | PageEntry | PractitionerEntry | SeriesEntry


class AliasSubject(Value, frozen=True, kw_only=True):
    """Where an old address leads."""

    target: str
    noindex: bool


def alias_routes(shared: Shared, diagnostics: Diagnostics) -> list[Route]:
    """Make a redirect for every alias of every document."""
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
                routes.append(
                    page_route(
                        path,
                        kind="alias",
                        template="redirect.html",
                        language=language,
                        source=f"{ALIAS_IN}{document.path}",
                        subject=AliasSubject(target=url, noindex=not is_listed(document)),
                        indexed=False,
                    )
                )
    return routes


ALIAS = Kind(
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
