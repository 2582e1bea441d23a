"""The redirects of old addresses (`aliases`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from therapyblog.diagnostics import Diagnostics
from therapyblog.model.problems import Place
from therapyblog.model.value import Value
from therapyblog.routes.route import GIVEN, PageKind, Route, page_route
from therapyblog.site.entries import PageEntry, PostEntry, PractitionerEntry, SeriesEntry, Site
from therapyblog.site.navigation import TEAM_URL
from therapyblog.site.shared import Shared, absolute
from therapyblog.site.visibility import is_listed
from therapyblog.urls.permalinks import alias_path
from therapyblog.urls.query_alias import QueryAlias, has_query, query_alias
from therapyblog.urls.slugs import unusable

ALIAS_IN = "an alias in "
"""How messages name an alias as the source of an address; the file follows."""
AnyEntry = PostEntry | PageEntry | PractitionerEntry | SeriesEntry


class AliasSubject(Value, frozen=True, kw_only=True):
    """Where an old address leads."""

    target: str
    noindex: bool


class QueryRedirect(Value, frozen=True, kw_only=True):
    """An old address with a query, and where it leads."""

    path: str
    pairs: tuple[str, ...]
    target: str
    at: Place


def alias_routes(shared: Shared, shown: list[Route], diagnostics: Diagnostics) -> list[Route]:
    """Make a redirect for every alias of everything that is written, and for the team's page of a practice of one.

    `shown` are the pages: the team's address is left to a page, or an alias, that has it.
    """
    site = shared.site
    routes: list[Route] = []
    by_rule = _paths_of_rules(site, shown)
    for entry, url, language in _written(site):
        document = entry.document
        if document is None:
            continue
        named = [
            (index, alias)
            for index, alias in enumerate(document.settings.aliases)
            if not has_query(alias) or alias_path(alias) not in by_rule
        ]
        aliases = {alias_path(alias): (index, alias) for index, alias in named}
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


def _written(site: Site) -> Iterator[tuple[AnyEntry, str, str]]:
    """Yield everything that has a page, with its address and language."""
    yield from ((entry, entry.post.url, entry.post.language) for entry in site.posts)
    yield from ((entry, entry.page.url, entry.page.language) for entry in site.pages)
    yield from ((entry, entry.practitioner.url, entry.practitioner.language) for entry in site.practitioners)
    yield from ((entry, entry.series.url, entry.series.language) for entry in site.series)


def _paths_of_rules(site: Site, shown: Iterable[Route]) -> set[str]:
    """Return the paths at which the query decides: several texts were there, or a page is; else a folder will do."""
    count = Counter(
        alias_path(alias)
        for entry, _, _ in _written(site)
        for alias in (entry.document.settings.aliases if entry.document else ())
        if has_query(alias)
    )
    decides = (path for path, times in count.items() if times > 1 or path.endswith(".php"))
    return {"/", *(route.url for route in shown), *decides}


def query_redirects(site: Site, routes: Iterable[Route], diagnostics: Diagnostics) -> tuple[QueryRedirect, ...]:
    """Return where old addresses with a query lead that only the server's rules can answer (`hosting/headers.py`).

    What a rule cannot say is reported; of two texts with one old address the first keeps it.
    """
    with_query = [
        (entry.document, url, index, alias)
        for entry, url, _ in _written(site)
        if entry.document
        for index, alias in enumerate(entry.document.settings.aliases)
        if has_query(alias)
    ]
    by_rule = _paths_of_rules(site, (route for route in routes if route.kind != "alias")) if with_query else ()
    redirects: dict[QueryAlias, QueryRedirect] = {}
    for document, url, index, alias in with_query:
        if alias_path(alias) in by_rule:
            at = document.place(f"aliases.{index}", "aliases")
            read = query_alias(alias)
            if read is None:
                says = f"the old address “{alias}” cannot be used: no rule of a server can say it"
                diagnostics.add("TB-URL-002", at=at, says=says, fix="write it as /the/old/path/?name=value")
            else:
                redirects.setdefault(read, QueryRedirect(path=read.path, pairs=read.pairs, target=url, at=at))
    return tuple(sorted(redirects.values(), key=lambda redirect: (redirect.path, redirect.pairs)))


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
