"""The sitemap, and robots.txt, which names it."""

from __future__ import annotations

from therapyblog.model.site import SitemapUrl
from therapyblog.model.value import Value
from therapyblog.routes.route import GIVEN, PageKind, Route, page_route
from therapyblog.site.shared import Shared, absolute


class MapSubject(Value, frozen=True, kw_only=True):
    """Every address that search engines may list, with the day of its last change."""

    urls: tuple[SitemapUrl, ...]


def sitemap_routes(shared: Shared, routes: list[Route]) -> list[Route]:
    """Make the sitemap of the pages among these routes, and robots.txt that names it."""
    changed = {entry.post.url: entry.post.updated or entry.post.date for entry in shared.site.posts}
    changed |= {entry.page.url: entry.page.updated for entry in shared.site.pages}
    urls = []
    for route in routes:
        if route.indexed:
            when = changed.get(route.url)
            urls.append(SitemapUrl(loc=shared.absolute(route.url), lastmod=when.date.isoformat() if when else ""))
    subject = MapSubject(urls=tuple(sorted(urls, key=lambda url: url.loc)))
    language = shared.config.language
    return [
        page_route(
            "/sitemap.xml",
            kind="sitemap",
            template="sitemap.xml",
            language=language,
            source="the sitemap",
            subject=subject,
            indexed=False,
        ),
        page_route(
            "/robots.txt", kind="robots", template="robots.txt", language=language, source="robots.txt", indexed=False
        ),
    ]


SITEMAP = PageKind(inputs={"urls": lambda shared, route: route.subject.urls}, names={"urls": GIVEN})
ROBOTS = PageKind(inputs={}, names={"sitemap_url": lambda site: absolute(site.url, "/sitemap.xml")})
