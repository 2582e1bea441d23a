"""Feeds: Atom (RFC 4287) and JSON Feed 1.1, of the site and of each series."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from therapyblog.model.site import Feed, FeedEntry, Post
from therapyblog.model.value import Value
from therapyblog.routes.names import COMMON
from therapyblog.routes.route import Names, Route, Shared, page_route
from therapyblog.site.entries import PostEntry
from therapyblog.site.moments import rfc3339

MOST_ENTRIES = 20


class FeedSubject(Value, frozen=True, kw_only=True):
    """The posts of one feed, newest first, and the page that they belong to."""

    title: str
    subtitle: str
    folder: str
    posts: tuple[PostEntry, ...]


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
        newest = tuple(sorted(entry.posts, key=lambda one: place[one.post.path]))[:MOST_ENTRIES]
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


def _feed(shared: Shared, route: Route) -> Feed:
    subject: FeedSubject = route.subject
    # Atom demands a time of every entry (RFC 4287, 4.1.2); a post without one is only in the JSON Feed.
    entries = (_entry(shared, one) for one in subject.posts)
    kept = tuple(entry for entry in entries if entry.updated or route.kind == "json_feed")
    home = shared.absolute(subject.folder)
    return Feed(
        id=home,
        url=shared.absolute(route.url),
        home_url=home,
        title=subject.title,
        subtitle=subject.subtitle,
        updated=_latest(kept),
        language=shared.config.language,
        entries=kept,
    )


def _latest(entries: Iterable[FeedEntry]) -> str:
    """Return the newest entry's time; an empty feed was last changed at the beginning of time."""
    return max(
        (entry.updated for entry in entries if entry.updated),
        key=datetime.fromisoformat,
        default="1970-01-01T00:00:00+00:00",
    )


def _entry(shared: Shared, entry: PostEntry) -> FeedEntry:
    post, zone = entry.post, shared.config.timezone
    url = shared.absolute(post.url)
    changed = post.updated or post.date
    return FeedEntry(
        id=url,
        url=url,
        title=post.title,
        summary=_summary(shared, post),
        content=shared.text(entry.document, post.url, post.language, shared.accepting(entry.authors)),
        published=rfc3339(post.date, zone) if post.date else "",
        updated=rfc3339(changed, zone) if changed else "",
        authors=entry.card.authors,
        categories=tuple(term.name for term in (post.topic, *post.tags) if term),
        language=post.language,
        image=shared.absolute(post.image.url) if post.image else "",
    )


def _summary(shared: Shared, post: Post) -> str:
    """Return the summary of an entry; a note comes first, because readers show this before anything else."""
    note = "; ".join(post.content_note)
    label = str(shared.strings(post.language).get("content_note_before", "Content note:"))
    return f"{label} {note}. {post.summary}" if note else post.summary


FEED: Names = {
    "feed": _feed,
    "language": COMMON["language"],
    "site": COMMON["site"],
    "strings": COMMON["strings"],
}
