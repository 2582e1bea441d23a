"""The blog's archive, page by page, and the pages of topics and tags."""

from __future__ import annotations

from therapyblog.model.site import Crumb, PageHead, Pager, PostCard
from therapyblog.model.value import Value
from therapyblog.routes.head import page_head
from therapyblog.routes.names import COMMON
from therapyblog.routes.route import Names, Route, Shared, page_route
from therapyblog.routes.structured import page_graph
from therapyblog.site.entries import TermEntry

MOST_URLS = 10
"""A list of more pages names only its neighbours: else every page would change with each, and hold them all."""


class ListSubject(Value, frozen=True, kw_only=True):
    """One page of the archive."""

    number: int
    total: int
    posts: tuple[PostCard, ...]


class TermSubject(Value, frozen=True, kw_only=True):
    """A topic or a tag."""

    term: TermEntry


def listing_routes(shared: Shared) -> list[Route]:
    """Make the routes of the archive, the topics and the tags."""
    return [*_blog_routes(shared), *_term_routes(shared, "topic"), *_term_routes(shared, "tag")]


def _blog_routes(shared: Shared) -> list[Route]:
    cards = [entry.card for entry in shared.site.listed]
    size = shared.config.posts_per_page
    # The archive is there even when it is empty: a menu may lead to it, and the last post must be retractable too.
    pages = [tuple(cards[start : start + size]) for start in range(0, len(cards), size)] or [()]
    return [
        page_route(
            blog_page(shared, number),
            kind="blog",
            template="blog.html",
            language=shared.config.language,
            source="the blog's archive",
            subject=ListSubject(number=number, total=len(pages), posts=posts),
            indexed=bool(posts),
        )
        for number, posts in enumerate(pages, start=1)
    ]


def blog_page(shared: Shared, number: int) -> str:
    """Return the address of one page of the archive; the first has the plain one."""
    base = shared.config.permalinks.blog
    return base if number == 1 else f"{base}page/{number}/"


def _term_routes(shared: Shared, kind: str) -> list[Route]:
    entries = shared.site.topics if kind == "topic" else shared.site.tags
    return [
        page_route(
            entry.term.url,
            kind=kind,
            template=f"{kind}.html",
            language=shared.config.language,
            source=f"the {kind} “{entry.term.name}”",
            subject=TermSubject(term=entry),
        )
        for entry in entries
    ]


def _blog_head(shared: Shared, route: Route) -> PageHead:
    strings = shared.strings(route.language)
    title = str(strings.get("blog", "Blog"))
    subject: ListSubject = route.subject
    if subject.number > 1:
        title = f"{title} ({subject.number}/{subject.total})"
    return page_head(shared, route, title=title, noindex=not subject.posts)


def _pager(shared: Shared, route: Route) -> Pager:
    number, total = route.subject.number, route.subject.total
    return Pager(
        number=number,
        total=total,
        newer_url=blog_page(shared, number - 1) if number > 1 else "",
        older_url=blog_page(shared, number + 1) if number < total else "",
        urls=tuple(blog_page(shared, one) for one in range(1, total + 1)) if total <= MOST_URLS else (),
    )


def _term_head(shared: Shared, route: Route) -> PageHead:
    entry: TermEntry = route.subject.term
    blog = Crumb(title=str(shared.strings(route.language).get("blog", "Blog")), url=shared.config.permalinks.blog)
    return page_head(shared, route, title=entry.term.name, crumbs=(blog,))


BLOG: Names = {
    **COMMON,
    "page": _blog_head,
    "posts": lambda shared, route: route.subject.posts,
    "pager": _pager,
    "cta": Shared.default_call,
    "topics": lambda shared, route: tuple(entry.term for entry in shared.site.topics),
    "series_list": lambda shared, route: shared.series_list,
    "structured_data": lambda shared, route: page_graph(shared, _blog_head(shared, route), kind="CollectionPage"),
}
TERM: Names = {
    **COMMON,
    "page": _term_head,
    "term": lambda shared, route: route.subject.term.term,
    "posts": lambda shared, route: tuple(entry.card for entry in route.subject.term.posts),
    "cta": Shared.default_call,
    "topics": lambda shared, route: tuple(entry.term for entry in shared.site.topics),
    "structured_data": lambda shared, route: page_graph(shared, _term_head(shared, route), kind="CollectionPage"),
}
