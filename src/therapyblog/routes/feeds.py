"""Feeds: Atom (RFC 4287) and JSON Feed 1.1, of the site and of each series."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from therapyblog.model.site import Byline, Feed, FeedEntry, Post, SiteFacts, Text
from therapyblog.model.value import Value
from therapyblog.routes.route import GIVEN, PageKind, Route, page_route
from therapyblog.settings.timestamps import rfc3339
from therapyblog.site.entries import PostEntry
from therapyblog.site.navigation import practice_byline
from therapyblog.site.practitioners import byline
from therapyblog.site.shared import Shared, absolute

MOST_ENTRIES = 20


class FeedSubject(Value, frozen=True, kw_only=True):
    """The posts of one feed, newest first, and the page that they belong to."""

    title: str
    subtitle: str
    folder: str
    posts: tuple[PostEntry, ...]


class FeedItem(Value, frozen=True, kw_only=True):
    """One post of a feed: what its entry is made from."""

    post: Post
    content: Text
    authors: tuple[Byline, ...]
    """With their letters: no page of ours stands beside the name."""
    note_label: str
    """What introduces a content note, in the language of the post."""


def feed_routes(shared: Shared) -> list[Route]:
    """Make the routes of both feeds of the site and of each series; none where there is no post."""
    site = shared.site
    if not site.listed:
        return []
    config = shared.config
    subjects = [
        FeedSubject(title=config.title, subtitle=config.description, folder="/", posts=site.listed[:MOST_ENTRIES])
    ]
    place = {entry.post.path: index for index, entry in enumerate(site.listed)}
    for entry in site.series if config.feeds_series else ():
        newest = tuple(sorted(entry.posts, key=lambda part: place[part.post.path]))[:MOST_ENTRIES]
        title = f"{entry.series.title} – {config.title}"
        subjects.append(
            FeedSubject(title=title, subtitle=entry.series.description, folder=entry.series.url, posts=newest)
        )
    return [
        page_route(
            f"{subject.folder}{name}",
            kind=kind,
            template=name,
            language=config.language,
            source=f"the feed of {subject.title}",
            subject=subject,
            indexed=False,
        )
        for subject in subjects
        for name, kind in (("feed.xml", "atom"), ("feed.json", "json_feed"))
    ]


def _items(shared: Shared, route: Route) -> tuple[FeedItem, ...]:
    subject: FeedSubject = route.subject
    return tuple(
        FeedItem(
            post=entry.post,
            content=shared.text(entry.document, entry.post.url, entry.post.language, shared.accepting(entry.authors)),
            authors=tuple(map(byline, entry.authors)) or (practice_byline(shared.config),),
            note_label=str(shared.strings(entry.post.language).get("content_note_before", "Content note:")),
        )
        for entry in subject.posts
    )


def _feed(
    *,
    site: SiteFacts,
    language: str,
    timezone: str,
    kind: str,
    url: str,
    title: str,
    subtitle: str,
    folder: str,
    items: tuple[FeedItem, ...],
) -> Feed:
    # Atom demands a time of every entry (RFC 4287, 4.1.2); a post without one is only in the JSON Feed.
    entries = (_entry(item, site, timezone) for item in items)
    kept = tuple(entry for entry in entries if entry.updated or kind == "json_feed")
    home = absolute(site.url, folder)
    return Feed(
        id=home,
        url=absolute(site.url, url),
        home_url=home,
        title=title,
        subtitle=subtitle,
        updated=_latest(kept),
        language=language,
        entries=kept,
    )


def _latest(entries: Iterable[FeedEntry]) -> str:
    """Return the newest entry's time; an empty feed was last changed at the beginning of time."""
    return max(
        (entry.updated for entry in entries if entry.updated),
        key=datetime.fromisoformat,
        default="1970-01-01T00:00:00+00:00",
    )


def _entry(item: FeedItem, site: SiteFacts, timezone: str) -> FeedEntry:
    post = item.post
    url = absolute(site.url, post.url)
    changed = post.updated or post.date
    return FeedEntry(
        id=url,
        url=url,
        title=post.title,
        summary=_summary(item),
        content=item.content,
        published=rfc3339(post.date, timezone) if post.date else "",
        updated=rfc3339(changed, timezone) if changed else "",
        authors=item.authors,
        categories=tuple(term.name for term in (post.topic, *post.tags) if term),
        language=post.language,
        image=absolute(site.url, post.image.url) if post.image else "",
    )


def _summary(item: FeedItem) -> str:
    """Return the summary of an entry; a note comes first, because readers show this before anything else."""
    note = "; ".join(item.post.content_note)
    return f"{item.note_label} {note}. {item.post.summary}" if note else item.post.summary


FEED = PageKind(
    inputs={
        "title": lambda shared, route: route.subject.title,
        "subtitle": lambda shared, route: route.subject.subtitle,
        "folder": lambda shared, route: route.subject.folder,
        "items": _items,
    },
    names={"feed": _feed, "language": GIVEN, "site": GIVEN, "strings": GIVEN},
)
