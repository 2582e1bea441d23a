"""Posts and pages: the facts that a page shows, from what its document says."""

from __future__ import annotations

from collections import Counter
from typing import Any

from therapyblog.content.markdown.facts import reading_minutes
from therapyblog.content.markdown.reference_ids import mark_id
from therapyblog.model.config import Config
from therapyblog.model.documents import Document, PageSettings, Status
from therapyblog.model.site import Byline, Citation, Page, Picture, Post, PostCard, Review, Term
from therapyblog.model.value import shared
from therapyblog.site.entries import PostEntry


def newest_first(entry: PostEntry) -> tuple[object, ...]:
    """Sort key: dated posts newest first, then the undated by title; the path breaks ties, so nothing ever swaps."""
    when = entry.post.date
    if when is None:
        return (1, 0, 0, entry.post.title.casefold(), entry.post.path)
    time = when.time
    seconds = time.hour * 3600 + time.minute * 60 + time.second if time else 0
    return (0, -when.date.toordinal(), -seconds, "", entry.post.path)


def citations(document: Document) -> tuple[Citation, ...]:
    """Number the references, each with the places in the text that name it."""
    settings = document.settings
    assert isinstance(settings, PageSettings)
    if not settings.references:
        return ()
    marks = Counter(mention.target for mention in document.facts.mentions if mention.kind == "reference")
    return tuple(
        Citation(
            number=number,
            text=reference.text,
            url=reference.url,
            doi=reference.doi,
            marks=tuple(mark_id(number, again) for again in range(marks[str(number)])),
        )
        for number, reference in enumerate(settings.references, start=1)
    )


def page_fields(
    document: Document,
    slug: str,
    url: str,
    image: Picture | None,
    reviewer: Byline | None,
    config: Config,
    status: Status,
    *,
    kind: type[Page],
) -> dict[str, Any]:
    """Return what posts and pages share, as attributes of `kind`; settings that it shows as they are need no line."""
    settings, facts = document.settings, document.facts
    assert isinstance(settings, PageSettings)
    reviewed = reviewer or settings.reviewed or settings.review_due
    fields = shared(settings, kind)
    fields |= {
        "path": document.path,
        "url": url,
        "slug": slug,
        "status": status,
        "language": settings.language or config.language,
        "image": image,
        # A note may be a sentence of its own; the sentence around it has its own full stop.
        "content_note": tuple(topic.rstrip(". ") for topic in settings.content_note),
        "skip_to": facts.skip_to,
        "references": citations(document),
        "review": Review(by=reviewer, on=settings.reviewed, due=settings.review_due) if reviewed else None,
        "summary": settings.description or facts.excerpt or settings.subtitle,
        "minutes": reading_minutes(facts.words),
    }
    return fields


def make_page(
    document: Document,
    slug: str,
    url: str,
    image: Picture | None,
    reviewer: Byline | None,
    config: Config,
    status: Status,
) -> Page:
    """Build a page."""
    return Page(**page_fields(document, slug, url, image, reviewer, config, status, kind=Page))


def make_post(
    document: Document,
    slug: str,
    url: str,
    image: Picture | None,
    reviewer: Byline | None,
    config: Config,
    *,
    topic: Term | None,
    tags: tuple[Term, ...],
    status: Status,
    scheduled: bool,
) -> Post:
    """Build a post."""
    fields = page_fields(document, slug, url, image, reviewer, config, status, kind=Post)
    fields |= {"topic": topic, "tags": tags, "scheduled": scheduled}
    return Post(**fields)


def make_card(post: Post, authors: tuple[Byline, ...]) -> PostCard:
    """Build what lists show of a post."""
    return PostCard(**shared(post, PostCard), authors=authors)
