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
from therapyblog.routes.route import Frame
from therapyblog.settings.timestamps import iso


def blog_posting(
    frame: Frame, post: Post, authors: Iterable[Practitioner], head: PageHead, box: SeriesBox | None
) -> Node:
    """The post as a text, by its practitioners or, where it names none, by the practice."""
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
    """The picture of a post, with the words for it and who made it."""
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
    """The works that a text relies on."""
    return [
        {
            "@type": "CreativeWork",
            "name": one.text,
            "url": one.url,
            "sameAs": f"https://doi.org/{one.doi}" if one.doi else "",
        }
        for one in works
    ]


def series_node(frame: Frame, told: Series) -> Node:
    """A series as a work."""
    return {
        "@type": "CreativeWorkSeries",
        "@id": series_id(frame, told.url),
        "url": frame.absolute(told.url),
        "name": told.title,
        "description": told.description,
        "inLanguage": told.language,
    }


def series_with_parts(frame: Frame, series: Series) -> Node:
    """A series with each of its parts, in order: as much of a post as a list of posts says."""
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
