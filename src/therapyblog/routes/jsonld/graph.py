"""Structured data: one connected graph a page, in schema.org's words (JSON-LD).

It is a value like any other, so it stands here and not with the templates: what a page depends on is what its route
holds. This file makes the graph and what every page has in it; `structured_people.py` and `structured_texts.py`
describe what a page may speak of besides, and `structured_ids.py` names them all. A kind of page that has something of
its own to tell hands its nodes to `page_graph` as `more`, and what it says of the page itself as `facts`.

No review or rating is ever marked up; `lastReviewed` and `reviewedBy` belong to the `WebPage`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from therapyblog.model.site import PageHead, Post, Practitioner, Review, Series, SeriesBox
from therapyblog.routes.jsonld.ids import (
    Node,
    article_id,
    breadcrumbs_id,
    person_id,
    picture_id,
    practice_id,
    refer,
    webpage_id,
    website_id,
)
from therapyblog.routes.jsonld.people import people, practice
from therapyblog.routes.jsonld.texts import blog_posting, picture, series_node
from therapyblog.routes.route import Frame
from therapyblog.settings.timestamps import iso


def page_graph(
    frame: Frame,
    head: PageHead,
    *,
    kind: str = "WebPage",
    main: str = "",
    about: Iterable[str] = (),
    facts: Node | None = None,
    more: tuple[Node | None, ...] = (),
    review: Review | None = None,
    reviewer: Practitioner | None = None,
) -> Node:
    """Build the graph of any page: the site, its practice, the page and the way to it.

    `kind` is the page's own type, `main` the `@id` of what it is made for, `about` those of what it speaks of; `facts`
    are further properties of the page (the questions of a `FAQPage`), and `more` further nodes, each in the graph once.
    """
    page = _webpage(frame, head, kind, main, about) | _reviewed(frame, review) | (facts or {})
    return _graph(
        _website(frame),
        practice(frame),
        page,
        _breadcrumbs(frame, head),
        *more,
        *people(frame, (reviewer,) if reviewer else ()),
    )


def post_graph(
    *,
    frame: Frame,
    page: PageHead,
    post: Post,
    authors: tuple[Practitioner, ...],
    series: SeriesBox | None,
    series_listed: Series | None,
    reviewer: Practitioner | None,
) -> Node:
    """Build the graph of a post: the text, its authors, and the series that it is a part of."""
    image = picture(frame, post, page)
    return page_graph(
        frame,
        page,
        main=article_id(frame, post.url),
        facts={"primaryImageOfPage": refer(picture_id(page))} if image else None,
        more=(
            blog_posting(frame, post, authors, page, series),
            image,
            series_node(frame, series_listed) if series and series_listed else None,
            *people(frame, authors),
        ),
        review=post.review,
        reviewer=reviewer,
    )


def _graph(*nodes: Node | None) -> Node:
    """Put nodes into one graph: each thing once, and nothing that says nothing."""
    found: dict[str, Node] = {}
    for node in nodes:
        if node:
            found.setdefault(node["@id"], node)
    return {"@context": "https://schema.org", "@graph": [_clean(node) for node in found.values()]}


def _clean(value: Any) -> Any:
    """Leave out what says nothing."""
    if isinstance(value, dict):
        # In one order, however a node was put together.
        cleaned = ((name, _clean(value[name])) for name in sorted(value))
        return {name: inner for name, inner in cleaned if inner not in (None, "", [], {})}
    if isinstance(value, list):
        return [_clean(inner) for inner in value]
    return value


def _website(frame: Frame) -> Node:
    """The site itself."""
    site = frame.site
    return {
        "@type": "WebSite",
        "@id": website_id(frame),
        "url": f"{site.url}/",
        "name": site.title,
        "description": site.description,
        "inLanguage": site.language,
        "publisher": refer(practice_id(frame)),
    }


def _webpage(frame: Frame, head: PageHead, kind: str, main: str, about: Iterable[str]) -> Node:
    """The page as a page."""
    zone = frame.timezone
    return {
        "@type": kind,
        "@id": webpage_id(head),
        "url": head.canonical,
        "name": head.title,
        "description": head.description,
        "inLanguage": head.language,
        "isPartOf": refer(website_id(frame)),
        "breadcrumb": refer(breadcrumbs_id(head)) if head.breadcrumbs else None,
        "datePublished": iso(head.published, zone) if head.published else "",
        "dateModified": iso(head.modified, zone) if head.modified else "",
        "mainEntity": refer(main) if main else None,
        "about": [refer(one) for one in about],
    }


def _reviewed(frame: Frame, review: Review | None) -> Node:
    if review is None:
        return {}
    return {
        "lastReviewed": review.on.isoformat() if review.on else "",
        "reviewedBy": refer(person_id(frame, review.by.url)) if review.by else None,
    }


def _breadcrumbs(frame: Frame, head: PageHead) -> Node | None:
    """The way from the home page to here; each step is the address of a page of this site."""
    if not head.breadcrumbs:
        return None
    return {
        "@type": "BreadcrumbList",
        "@id": breadcrumbs_id(head),
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": number,
                "name": crumb.title,
                "item": refer(frame.absolute(crumb.url)),
            }
            for number, crumb in enumerate(head.breadcrumbs, start=1)
        ],
    }
