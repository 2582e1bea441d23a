"""Structured data about texts: a post, the works that it cites, and the series that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from therapyblog.model.site import Citation, PageHead, SeriesBox
from therapyblog.routes.route import Shared
from therapyblog.routes.structured_ids import (
    Node,
    article_id,
    person_id,
    picture_id,
    practice_id,
    refer,
    series_id,
    webpage_id,
)
from therapyblog.site.entries import PostEntry, SeriesEntry
from therapyblog.site.moments import iso


def blog_posting(shared: Shared, entry: PostEntry, head: PageHead, box: SeriesBox | None) -> Node:
    """The post as a text, by its practitioners or, where it names none, by the practice."""
    post, zone = entry.post, shared.config.timezone
    return {
        "@type": "BlogPosting",
        "@id": article_id(shared, post.url),
        "mainEntityOfPage": refer(webpage_id(head)),
        "headline": post.title,
        "alternativeHeadline": post.subtitle,
        "description": head.description,
        "author": [refer(person_id(shared, author.url)) for author in entry.authors] or refer(practice_id(shared)),
        "publisher": refer(practice_id(shared)),
        "datePublished": iso(post.date, zone) if post.date else "",
        "dateModified": iso(post.updated, zone) if post.updated else "",
        "inLanguage": post.language,
        "timeRequired": f"PT{post.minutes}M",
        "image": refer(picture_id(head)) if post.image else None,
        "articleSection": post.topic.name if post.topic else "",
        "keywords": [tag.name for tag in post.tags],
        "citation": cited(post.references),
        "isPartOf": refer(series_id(shared, box.url)) if box else None,
        "position": box.number if box else None,
    }


def picture(shared: Shared, entry: PostEntry, head: PageHead) -> Node | None:
    """The picture of a post, with the words for it and who made it."""
    image = entry.post.image
    if image is None:
        return None
    url = shared.absolute(image.url)
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


def series(shared: Shared, entry: SeriesEntry) -> Node:
    """A series as a work."""
    told = entry.series
    return {
        "@type": "CreativeWorkSeries",
        "@id": series_id(shared, told.url),
        "url": shared.absolute(told.url),
        "name": told.title,
        "description": told.description,
        "inLanguage": told.language,
    }


def series_with_parts(shared: Shared, entry: SeriesEntry) -> Node:
    """A series with each of its parts, in order: as much of a post as a list of posts says."""
    parts = [
        {
            "@type": "BlogPosting",
            "@id": article_id(shared, part.url),
            "url": shared.absolute(part.url),
            "headline": part.title,
            "position": part.number,
        }
        for part in entry.series.parts
    ]
    return series(shared, entry) | {"hasPart": parts}
