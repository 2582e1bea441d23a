"""Posts: their routes, what their pages are made from, and what a post's template may read."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from therapyblog.model.site import CallToAction, Contents, Crumb, PageHead, Post, PostCard, Practitioner, Series, Text
from therapyblog.model.value import Value
from therapyblog.routes.frame import COMMON, embed_origins
from therapyblog.routes.head import blog_crumb, feed_links, page_head
from therapyblog.routes.jsonld.graph import post_graph
from therapyblog.routes.route import GIVEN, PageKind, Route, page_route
from therapyblog.site.bodies import holds_call
from therapyblog.site.entries import PostEntry
from therapyblog.site.series import series_box
from therapyblog.site.shared import RECENT, Frame, Shared


class PostSubject(Value, frozen=True, kw_only=True):
    """A post between its neighbours in time."""

    entry: PostEntry
    newer: PostCard | None = None
    older: PostCard | None = None
    named: tuple[str, ...] = ()
    """The addresses of the post, of its neighbours in time and of those in its series: what its page names anyhow."""


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
    beside: dict[str, list[str]] = defaultdict(list)
    for series in shared.series_without_summaries.values():
        for part, following in pairwise(series.parts):
            beside[part.url].append(following.url)
            beside[following.url].append(part.url)
    routes = []
    for entry in shared.site.posts:
        newer, older = around.get(entry.post.path, (None, None))
        named = [entry.post.url, *beside[entry.post.url], *(card.url for card in (newer, older) if card)]
        routes.append(
            page_route(
                entry.post.url,
                kind="post",
                template=entry.document.settings.template or "post.html",
                language=entry.post.language,
                source=entry.post.path,
                subject=PostSubject(entry=entry, newer=newer, older=older, named=tuple(named)),
                indexed=not is_noindex(entry.post, listed=entry.listed),
            )
        )
    return routes


def is_noindex(post: Post, *, listed: bool) -> bool:
    """Say whether search engines should leave a post out: unlisted, or only seen in a preview."""
    return not listed or post.scheduled or post.status == "draft"


def _text(shared: Shared, route: Route) -> Text:
    entry: PostEntry = route.subject.entry
    return shared.text(entry.document, entry.post.url, route.language, shared.accepting(entry.authors))


def _call(shared: Shared, route: Route) -> CallToAction | None:
    entry: PostEntry = route.subject.entry
    if not entry.call or holds_call(entry.document, entry.call):
        return None
    return shared.call(entry.call, route.language, shared.accepting(entry.authors))


def _related(shared: Shared, route: Route) -> tuple[PostCard, ...]:
    entry: PostEntry = route.subject.entry
    chosen = getattr(entry.document.settings, "related", None)
    if chosen is None:
        return tuple(other.card for other in shared.related.of(entry, without=route.subject.named))
    by_slug = shared.listed_by_slug
    cards = (by_slug[slug].card for slug in dict.fromkeys(chosen) if slug in by_slug)
    return tuple(card for card in cards if card.url != route.url)


def _recent(shared: Shared, route: Route) -> tuple[PostCard, ...]:
    # Shown only where nothing is related; else every post would change with each new one.
    if _related(shared, route):
        return ()
    return tuple(card for card in shared.recent if card.url not in route.subject.named)[:RECENT]


def _reviewer(shared: Shared, route: Route) -> Practitioner | None:
    return shared.reviewer(route.subject.entry.post.review)


def _head(*, frame: Frame, kind: str, url: str, post: Post, listed: bool, series_listed: Series | None) -> PageHead:
    crumbs = [blog_crumb(frame)] if frame.has_posts else []
    if post.topic and post.topic.url:
        crumbs.append(Crumb(title=post.topic.name, url=post.topic.url))
    series = series_listed
    return page_head(
        frame,
        kind,
        url,
        title=post.title,
        description=post.summary,
        crumbs=tuple(crumbs),
        image=post.image,
        noindex=is_noindex(post, listed=listed),
        published=post.date,
        modified=post.updated,
        feeds=feed_links(series.title, series.url) if series and series.feed_url else (),
    )


def toc(*, content: Text) -> Contents:
    """Return the list of contents of the text that a page shows."""
    return Contents(document=content.document, body=content.body)


POST = PageKind(
    inputs={
        "post": lambda shared, route: route.subject.entry.post,
        "listed": lambda shared, route: route.subject.entry.listed,
        "content": _text,
        "authors": lambda shared, route: route.subject.entry.authors,
        "series_listed": lambda shared, route: shared.series_without_summaries.get(route.subject.entry.series),
        "newer": lambda shared, route: route.subject.newer,
        "older": lambda shared, route: route.subject.older,
        "related": _related,
        "recent_posts": _recent,
        "cta": _call,
        "reviewer": _reviewer,
    },
    names={
        **COMMON,
        "page": _head,
        "post": GIVEN,
        "content": GIVEN,
        "embeds": embed_origins,
        "toc": toc,
        "authors": GIVEN,
        "series": lambda url, series_listed: series_box(url, series_listed) if series_listed else None,
        "newer": GIVEN,
        "older": GIVEN,
        "related": GIVEN,
        "recent_posts": GIVEN,
        "cta": GIVEN,
        "structured_data": post_graph,
    },
)
