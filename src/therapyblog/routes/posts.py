"""Posts: their routes, and what a post's template may read."""

from __future__ import annotations

from therapyblog.model.site import CallToAction, Contents, Crumb, PageHead, PostCard, SeriesBox, Text
from therapyblog.model.value import Value
from therapyblog.routes.head import feed_links, page_head
from therapyblog.routes.names import COMMON
from therapyblog.routes.route import RECENT, Names, Route, Shared, page_route
from therapyblog.routes.structured import post_graph
from therapyblog.site.bodies import holds_call
from therapyblog.site.embeds import embed_origins
from therapyblog.site.entries import PostEntry
from therapyblog.site.series import series_box


class PostSubject(Value, frozen=True, kw_only=True):
    """A post between its neighbours in time."""

    entry: PostEntry
    newer: PostCard | None = None
    older: PostCard | None = None


def post_routes(shared: Shared) -> list[Route]:
    """Make a route for every post that is written; only listed ones have neighbours."""
    listed = shared.site.listed
    around = {
        entry.post.path: (
            listed[index - 1].card if index else None,
            listed[index + 1].card if index + 1 < len(listed) else None,
        )
        for index, entry in enumerate(listed)
    }
    routes = []
    for entry in shared.site.posts:
        newer, older = around.get(entry.post.path, (None, None))
        routes.append(
            page_route(
                entry.post.url,
                kind="post",
                template=entry.document.settings.template or "post.html",
                language=entry.post.language,
                source=entry.post.path,
                subject=PostSubject(entry=entry, newer=newer, older=older),
                indexed=not _noindex(entry),
            )
        )
    return routes


def _noindex(entry: PostEntry) -> bool:
    """Say whether search engines should pass a post by: unlisted, or only seen in a preview."""
    return not entry.listed or entry.post.scheduled or entry.post.status == "draft"


def _head(shared: Shared, route: Route) -> PageHead:
    entry: PostEntry = route.subject.entry
    post = entry.post
    strings = shared.strings(route.language)
    crumbs = (
        [Crumb(title=str(strings.get("blog", "Blog")), url=shared.config.permalinks.blog)] if shared.site.listed else []
    )
    if post.topic and post.topic.url:
        crumbs.append(Crumb(title=post.topic.name, url=post.topic.url))
    series = shared.series_by_slug.get(entry.series)
    return page_head(
        shared,
        route,
        title=post.title,
        description=post.summary,
        crumbs=tuple(crumbs),
        image=post.image,
        noindex=_noindex(entry),
        published=post.date,
        modified=post.updated,
        feeds=feed_links(series.series.title, series.series.url) if series and series.series.feed_url else (),
    )


def _text(shared: Shared, route: Route) -> Text:
    entry: PostEntry = route.subject.entry
    return shared.text(entry.document, entry.post.url, route.language, shared.accepting(entry.authors))


def _call(shared: Shared, route: Route) -> CallToAction | None:
    entry: PostEntry = route.subject.entry
    if not entry.call or holds_call(entry.document, entry.call):
        return None
    return shared.call(entry.call, route.language, shared.accepting(entry.authors))


def _series(shared: Shared, route: Route) -> SeriesBox | None:
    entry: PostEntry = route.subject.entry
    series = shared.series_by_slug.get(entry.series)
    return series_box(route.url, series.series) if series else None


def _related(shared: Shared, route: Route) -> tuple[PostCard, ...]:
    entry: PostEntry = route.subject.entry
    chosen = getattr(entry.document.settings, "related", None)
    if chosen is None:
        return tuple(one.card for one in shared.related.of(entry))
    by_slug = shared.listed_by_slug
    found = (by_slug[slug].card for slug in dict.fromkeys(chosen) if slug in by_slug)
    return tuple(card for card in found if card.url != route.url)


def _recent(shared: Shared, route: Route) -> tuple[PostCard, ...]:
    # They stand in where nothing is related; else every post would change with each new one.
    if _related(shared, route):
        return ()
    return tuple(card for card in shared.recent if card.url != route.url)[:RECENT]


POST: Names = {
    **COMMON,
    "page": _head,
    "post": lambda shared, route: route.subject.entry.post,
    "content": _text,
    "embeds": lambda shared, route: embed_origins(route.subject.entry.document),
    "toc": lambda shared, route: Contents(document=route.subject.entry.document.path),
    "authors": lambda shared, route: route.subject.entry.authors,
    "series": _series,
    "newer": lambda shared, route: route.subject.newer,
    "older": lambda shared, route: route.subject.older,
    "related": _related,
    "recent_posts": _recent,
    "cta": _call,
    "structured_data": lambda shared, route: post_graph(shared, route, _head(shared, route), _series(shared, route)),
}
