"""The blog's archive, page by page, and the pages of topics and tags."""

from __future__ import annotations

from collections.abc import Sequence

from therapyblog.model.site import PageHead, Pager, PostCard, Term
from therapyblog.model.value import Value
from therapyblog.routes.frame import COMMON, default_call
from therapyblog.routes.head import blog_crumb, page_head, text_of
from therapyblog.routes.jsonld.graph import page_graph
from therapyblog.routes.jsonld.ids import Node
from therapyblog.routes.route import GIVEN, PageKind, Route, page_route
from therapyblog.site.entries import TermEntry
from therapyblog.site.shared import Frame, Shared

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
            blog_page(shared.config.permalinks.blog, number),
            kind="blog",
            template="blog.html",
            language=shared.config.language,
            source="the blog's archive",
            subject=ListSubject(number=number, total=len(pages), posts=posts),
            indexed=bool(posts),
        )
        for number, posts in enumerate(pages, start=1)
    ]


def blog_page(blog: str, number: int) -> str:
    """Return the address of one page of the archive at `blog`; the first has the plain one."""
    return blog if number == 1 else f"{blog}page/{number}/"


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
            indexed=not _says_nothing_new(kind, entry.posts),
        )
        for entry in entries
    ]


def _says_nothing_new(kind: str, posts: Sequence[object]) -> bool:
    """Say whether search engines are to leave a list out: a tag of one post shows what that post's page says better."""
    return kind == "tag" and len(posts) <= 1


def _blog_head(*, frame: Frame, kind: str, url: str, number: int, total: int, posts: tuple[PostCard, ...]) -> PageHead:
    title = text_of(frame, "blog", "Blog")
    if number > 1:
        title = f"{title} ({number}/{total})"
    return page_head(frame, kind, url, title=title, noindex=not posts)


def _pager(*, blog: str, number: int, total: int) -> Pager:
    return Pager(
        number=number,
        total=total,
        newer_url=blog_page(blog, number - 1) if number > 1 else "",
        older_url=blog_page(blog, number + 1) if number < total else "",
        urls=tuple(blog_page(blog, page) for page in range(1, total + 1)) if total <= MOST_URLS else (),
    )


def _term_head(*, frame: Frame, kind: str, url: str, term: Term, posts: tuple[PostCard, ...]) -> PageHead:
    noindex = _says_nothing_new(kind, posts)
    return page_head(frame, kind, url, title=term.name, crumbs=(blog_crumb(frame),), noindex=noindex)


def collection_graph(*, frame: Frame, page: PageHead) -> Node:
    """Describe a page that is a list."""
    return page_graph(frame, page, kind="CollectionPage")


BLOG = PageKind(
    inputs={
        "number": lambda shared, route: route.subject.number,
        "total": lambda shared, route: route.subject.total,
        "posts": lambda shared, route: route.subject.posts,
        "cta": default_call,
        "topics": lambda shared, route: shared.topics,
        "series_list": lambda shared, route: shared.series_list,
    },
    names={
        **COMMON,
        "page": _blog_head,
        "posts": GIVEN,
        "pager": _pager,
        "cta": GIVEN,
        "topics": GIVEN,
        "series_list": GIVEN,
        "structured_data": collection_graph,
    },
)
TERM = PageKind(
    inputs={
        "term": lambda shared, route: route.subject.term.term,
        "posts": lambda shared, route: tuple(entry.card for entry in route.subject.term.posts),
        "cta": default_call,
        "topics": lambda shared, route: shared.topics,
    },
    names={
        **COMMON,
        "page": _term_head,
        "term": GIVEN,
        "posts": GIVEN,
        "cta": GIVEN,
        "topics": GIVEN,
        "structured_data": collection_graph,
    },
)
