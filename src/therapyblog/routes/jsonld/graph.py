"""Structured data: one connected graph a page, in schema.org's vocabulary (JSON-LD).

The graph is computed here and not by templates, so that it depends only on the inputs of its route. This file makes the
graph and the nodes that every page has; `people.py`, `texts.py` and `offers.py` make nodes for people, posts and
services, and `ids.py` makes the `@id` of each. A kind of page passes further nodes to `page_graph` as `more`, and
further properties of the page itself as `facts`.

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
from therapyblog.settings.timestamps import iso
from therapyblog.site.shared import Frame


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
    """Build the graph of any page: the site, its practice, the page and its breadcrumbs.

    `kind` is the page's own type, `main` the `@id` of its `mainEntity`, `about` those of its subjects; `facts`
    are further properties of the page (the works that it cites), and `more` further nodes, each in the graph once.
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
    """Put nodes into one graph: each `@id` once (the first node counts), without empty values."""
    unique: dict[str, Node] = {}
    for node in nodes:
        if node:
            unique.setdefault(node["@id"], node)
    return {"@context": "https://schema.org", "@graph": [_clean(node) for node in unique.values()]}


def _clean(value: Any) -> Any:
    """Leave out empty values, at any depth."""
    if isinstance(value, dict):
        # Sorted, so that the order in which a node was built does not show.
        cleaned = ((name, _clean(value[name])) for name in sorted(value))
        return {name: inner for name, inner in cleaned if inner not in (None, "", [], {})}
    if isinstance(value, list):
        return [_clean(inner) for inner in value]
    return value


def _website(frame: Frame) -> Node:
    """Return the node of the site."""
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
    """Return the node of the page."""
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
        "about": [refer(id_) for id_ in about],
    }


def _reviewed(frame: Frame, review: Review | None) -> Node:
    if review is None:
        return {}
    return {
        "lastReviewed": review.on.isoformat() if review.on else "",
        "reviewedBy": refer(person_id(frame, review.by.url)) if review.by else None,
    }


def _breadcrumbs(frame: Frame, head: PageHead) -> Node | None:
    """Return the breadcrumbs from the home page to this one; each item is the address of a page of this site."""
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
