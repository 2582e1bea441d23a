"""Turn a site into routes, and check that no two want the same address and that every link leads to one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from therapyblog.diagnostics import Diagnostics
from therapyblog.model.documents import Document, PostSettings, PractitionerSettings
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.routes import archives, feeds, pages, posts, practice_pages, practitioners, redirects, series, sitemap
from therapyblog.routes.redirects import ALIAS_IN, AnyEntry
from therapyblog.routes.route import PageKind, Route
from therapyblog.site.cta_checks import check_targets
from therapyblog.site.entries import Site
from therapyblog.site.links import Similar, check_mentions, no_fact, no_heading, resolve_link
from therapyblog.site.shared import Shared
from therapyblog.site.unlinked import check_unlinked
from therapyblog.urls.permalinks import identity

FOLDERS = ("posts", "pages", "practitioners", "series", "media", "static")
KINDS: Mapping[str, PageKind] = {
    "home": pages.HOME,
    "post": posts.POST,
    "page": pages.PAGE,
    "404": pages.NOT_FOUND_PAGE,
    "safety": pages.SAFETY_PAGE,
    "imprint": practice_pages.IMPRINT_PAGE,
    "blog": archives.BLOG,
    "topic": archives.TERM,
    "tag": archives.TERM,
    "series_index": series.INDEX,
    "series": series.SERIES,
    "practitioners": practitioners.TEAM,
    "practitioner": practitioners.PRACTITIONER,
    "atom": feeds.FEED,
    "json_feed": feeds.FEED,
    "sitemap": sitemap.SITEMAP,
    "robots": sitemap.ROBOTS,
    "alias": redirects.ALIAS,
}
"""What each kind of page is made from, and what its template may read."""


def route(site: Site, diagnostics: Diagnostics) -> tuple[tuple[Route, ...], Shared]:
    """Make every route of a site, in a stable order, with what they share."""
    shared = Shared(site)
    shown = [
        *pages.page_routes(shared),
        *practice_pages.imprint_routes(shared),
        *posts.post_routes(shared),
        *archives.listing_routes(shared),
        *series.series_routes(shared),
        *practitioners.practitioner_routes(shared),
    ]
    aliases = redirects.alias_routes(shared, shown, diagnostics)
    routes = (*shown, *aliases, *feeds.feed_routes(shared), *sitemap.sitemap_routes(shared, shown))
    diagnostics.extend(_collisions(routes, site))
    diagnostics.extend(_check_links(site, routes))
    diagnostics.extend(check_targets(site))
    # A link that is wrong may be the one that leads there.
    if not diagnostics.has_errors():
        diagnostics.extend(check_unlinked(site))
    return routes, shared


_WITH_DAY = 'write post = "/{year}/{month}/{day}/{slug}/" below [permalinks] in therapyblog.toml'


def _collisions(routes: Iterable[Route], site: Site) -> Iterator[Problem]:
    """Two files of one name, to any file system, are a problem that names both; so is a file where a folder must be."""
    wanted: dict[str, tuple[str, str]] = {}
    entries: tuple[AnyEntry, ...] = (*site.posts, *site.pages, *site.practitioners, *site.series)
    documents = {entry.document.path: entry.document for entry in entries if entry.document}
    claims = [(route.file, route.url, route.source) for route in routes]
    claims += [(url.lstrip("/"), url, path) for path, url in site.book.files.items()]
    for file, url, source in claims:
        name = identity(file)
        if name in wanted:
            yield _collision(source, url, *wanted[name], documents)
        else:
            wanted[name] = (source, url)
    for name, (source, url) in wanted.items():
        folders = name.split("/")[:-1]
        for depth in range(1, len(folders) + 1):
            if other := wanted.get("/".join(folders[:depth])):
                yield _collision(source, url, *other, documents)


def _collision(source: str, url: str, other: str, its_url: str, documents: Mapping[str, Document]) -> Problem:
    files = [name.removeprefix(ALIAS_IN) for name in (source, other)]
    path = next((name for name in files if name.partition("/")[0] in FOLDERS), SETTINGS_FILE)
    is_alias = ALIAS_IN in (source if path == files[0] else other)
    document = documents.get(path)
    at = document.place("aliases" if is_alias else "slug", "title", "name") if document else Place(path=path)
    both = url if url == its_url else f"{its_url} and {url}"
    says = f"{other} and {source} want the same address {both}"
    fix = "change or remove the alias" if is_alias else "give one of them another `slug`, or rename the file"
    days = {
        named.settings.date
        for name in files
        if (named := documents.get(name)) and isinstance(named.settings, PostSettings)
    }
    if not is_alias and len(days - {None}) > 1:
        fix += "; to have the day in the address of every post, " + _WITH_DAY
    return problem("TB-URL-001", at=at, says=says, fix=fix)


def _check_links(site: Site, routes: Iterable[Route]) -> Iterator[Problem]:
    """Check every link, picture and component of every document, and the addresses in the settings."""
    for route in routes:
        site.book.anchors.setdefault(route.url, {})
    components, similar = site.theme.components, Similar(site.book)
    for document, url in [
        *((entry.document, entry.post.url) for entry in site.posts),
        *((entry.document, entry.page.url) for entry in site.pages),
        *((entry.document, entry.practitioner.url) for entry in site.practitioners),
        *((entry.document, entry.series.url) for entry in site.series if entry.document),
    ]:
        yield from check_mentions(document, url, site.book, components, similar)
    for key, url, at in _setting_addresses(site):
        target = resolve_link(url, at.path, "/", site.book)
        if target.kind == "missing":
            meant = similar.address(url)
            fix = f"did you mean {meant}?" if meant else "write the address of a page, or https://…"
            yield problem("TB-LINK-001", at=at, says=f"there is no page {url!r}", fix=fix)
        elif target.kind == "no-heading":
            yield no_heading(at, url, target, site.book)
        elif target.kind == "no-fact":
            yield no_fact(at, target, site.book)
        elif target.kind == "held" and key in _SHOWN_NOWHERE:
            says = f"the {_SHOWN_NOWHERE[key]} leads to “{target.about}”, which is held back, so it is shown nowhere"
            yield problem("TB-LINK-002", at=at, says=says, fix="nothing to do if you mean that")


_SHOWN_NOWHERE = {"cta": "call-to-action", "booking_url": "booking link"}
"""What is left out where it leads to a page that is held back; the menu says so of itself."""


def _setting_addresses(site: Site) -> Iterator[tuple[str, str, Place]]:
    """Yield the addresses that settings hold: the kind of setting, the address, and where it stands."""
    for index, entry in enumerate(site.config.menu or ()):
        if entry.url:
            yield "menu", entry.url, site.config.place(f"menu.{index}.url")
    for name, call in site.config.calls.items():
        yield "cta", call.url, site.config.place(f"cta.{name}.url")
        for state, override in (("waitlist", call.waitlist), ("closed", call.closed)):
            if override and override.url:
                yield "cta", override.url, site.config.place(f"cta.{name}.{state}.url")
    if site.config.practice and site.config.practice.booking_url:
        yield "booking_url", site.config.practice.booking_url, site.config.place("practice.booking_url")
    for person in site.practitioners:
        settings = person.document.settings
        if isinstance(settings, PractitionerSettings) and settings.booking_url:
            yield "booking_url", settings.booking_url, person.document.place("booking_url")
