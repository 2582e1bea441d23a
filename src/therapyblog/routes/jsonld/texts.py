"""Structured data about texts: a post, the works that it cites, and the series that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from therapyblog.model.site import Citation, PageHead, Post, Practitioner, Series, SeriesBox
from therapyblog.routes.jsonld.ids import (
    Node,
    article_id,
    person_id,
    picture_id,
    practice_id,
    refer,
    series_id,
    webpage_id,
)
from therapyblog.settings.timestamps import iso
from therapyblog.site.shared import Frame


def blog_posting(
    frame: Frame, post: Post, authors: Iterable[Practitioner], head: PageHead, box: SeriesBox | None
) -> Node:
    """Return the node of a post, by its practitioners or, where it names none, by the practice."""
    zone = frame.timezone
    return {
        "@type": "BlogPosting",
        "@id": article_id(frame, post.url),
        "mainEntityOfPage": refer(webpage_id(head)),
        "headline": post.title,
        "alternativeHeadline": post.subtitle,
        "description": head.description,
        "author": [refer(person_id(frame, author.url)) for author in authors] or refer(practice_id(frame)),
        "publisher": refer(practice_id(frame)),
        "datePublished": iso(post.date, zone) if post.date else "",
        "dateModified": iso(post.updated, zone) if post.updated else "",
        "inLanguage": post.language,
        "timeRequired": f"PT{post.minutes}M",
        "image": refer(picture_id(head)) if post.image else None,
        "articleSection": post.topic.name if post.topic else "",
        "keywords": [tag.name for tag in post.tags],
        "citation": cited(post.references),
        "isPartOf": refer(series_id(frame, box.url)) if box else None,
        "position": box.number if box else None,
    }


def picture(frame: Frame, post: Post, head: PageHead) -> Node | None:
    """Return the node of a post's picture, with its alternative text and its credit."""
    image = post.image
    if image is None:
        return None
    url = frame.absolute(image.url)
    return {
        "@type": "ImageObject",
        "@id": picture_id(head),
        "url": url,
        "contentUrl": url,
        "caption": image.alt,
        "creditText": image.credit,
    }


def cited(works: Iterable[Citation]) -> list[Node]:
    """Return the nodes of the works that a text cites."""
    return [
        {
            "@type": "CreativeWork",
            "name": work.text,
            "url": work.url,
            "sameAs": f"https://doi.org/{work.doi}" if work.doi else "",
        }
        for work in works
    ]


def series_node(frame: Frame, series: Series) -> Node:
    """Return the node of a series."""
    return {
        "@type": "CreativeWorkSeries",
        "@id": series_id(frame, series.url),
        "url": frame.absolute(series.url),
        "name": series.title,
        "description": series.description,
        "inLanguage": series.language,
    }


def series_with_parts(frame: Frame, series: Series) -> Node:
    """Return the node of a series with each of its parts, in order."""
    parts = [
        {
            "@type": "BlogPosting",
            "@id": article_id(frame, part.url),
            "url": frame.absolute(part.url),
            "headline": part.title,
            "position": part.number,
        }
        for part in series.parts
    ]
    return series_node(frame, series) | {"hasPart": parts}
