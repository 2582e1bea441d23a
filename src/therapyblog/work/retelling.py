"""New words of posts → what the pages that repeat them are made from now.

A post is spoken of in its card, in the parts of its series, in feeds, and on its own page; nowhere else. Cards are kept
apart from what pages are made from, as bodies are. For the rest the same functions make the values again that made them
before, over a site that has the posts with new words and no others: so only values are made again that tell of those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from therapyblog.memo.mentions import EVERY_SERIES, Mentions
from therapyblog.memo.store import recall
from therapyblog.model.codec import decode, encode
from therapyblog.model.documents import Document
from therapyblog.model.site import Feed, PageHead, Post, PostCard, Series, SeriesBox
from therapyblog.model.theme import Theme
from therapyblog.routes.feeds import retold as retold_feed
from therapyblog.routes.posts import PostSubject
from therapyblog.routes.route import Route, Shared
from therapyblog.routes.routing import NAMES
from therapyblog.routes.series import SeriesSubject
from therapyblog.routes.types import type_of
from therapyblog.site.entries import AddressBook, PostEntry, Site
from therapyblog.site.posts import make_card
from therapyblog.site.posts import retold as retold_post
from therapyblog.site.series import retold as retold_series
from therapyblog.site.series import series_box
from therapyblog.work.jobs import RenderOne
from therapyblog.work.keyed import Recipe

_OF_ITS_OWN = (PageHead, Post, Series, dict[str, Any])
"""The types of what a page says of its own subject; others repeat none of it."""


def site_alone(site: Site) -> bytes:
    """Return a site without its posts and pages, encoded: what is left is small, however many texts there are."""
    return encode(
        msgspec.structs.replace(
            site,
            theme=msgspec.structs.replace(site.theme, templates={}, assets=(), strings={}),
            book=AddressBook(documents={}, held={}, anchors={}, files={}, pictures={}),
            posts=(),
            listed=(),
            pages=(),
            practitioners=tuple(msgspec.structs.replace(entry, posts=()) for entry in site.practitioners),
            series=tuple(msgspec.structs.replace(entry, posts=()) for entry in site.series),
            topics=(),
            tags=(),
            held=(),
        )
    )


class Retelling:
    """Posts with new words, and the pages that repeat them."""

    def __init__(self, alone: bytes, theme: Theme) -> None:
        site = recall(alone, Site)
        theme = msgspec.structs.replace(theme, settings=site.theme.settings)
        self._site = msgspec.structs.replace(site, theme=theme)
        self._posts: dict[str, PostEntry] = {}
        self._series = {entry.series.url: entry for entry in site.series}
        self._series_of = {part.url: entry.series.url for entry in site.series for part in entry.series.parts}
        self._changed: dict[str, None] = {}
        """The addresses of the series that have a part with new words."""
        self.cards: dict[str, bytes] = {}
        """The new cards, encoded, by the address of the post."""
        self._shared = Shared(self._site)

    def take(self, document: Document, own: RenderOne, cards: Mapping[str, bytes]) -> Post | None:
        """Take in a post with new words, and return it in its old ones.

        `own` is what its own page was made from. `None` where that tells too little, or where no list names the post.
        """
        encoded, card = own.names.get("post"), cards.get(own.url)
        if encoded is None or card is None:
            return None
        old = decode(encoded, Post)
        post = retold_post(old, document)
        series = self._series_of.get(post.url)
        if getattr(document.settings, "series", None) and series is None:
            return None
        authors = decode(card, PostCard).authors
        people = {one.practitioner.url: one.practitioner for one in self._site.practitioners}
        self._posts[post.url] = PostEntry(
            post=post,
            card=make_card(post, authors),
            document=document,
            authors=tuple(people[one.url] for one in authors if one.url in people),
            listed=True,
            series=self._series[series].series.slug if series else "",
        )
        self.cards[post.url] = encode(self._posts[post.url].card)
        if series:
            entry = self._series[series]
            self._series[series] = msgspec.structs.replace(entry, series=retold_series(entry.series, post))
            self._changed[series] = None
        return old

    def settle(self) -> bytes:
        """Say that all posts are taken in; return the site with them for who remembers it, as `site_alone` does."""
        site = msgspec.structs.replace(self._site, series=tuple(self._series.values()))
        alone = site_alone(site)
        entries = tuple(self._posts.values())
        self._shared = Shared(msgspec.structs.replace(site, posts=entries, listed=entries))
        return alone

    def pages(self, mentions: Mentions) -> Iterable[str]:
        """Return the pages that name one of the posts, besides those that show its body."""
        urls = [*self._posts, *self._changed, *([EVERY_SERIES] if self._changed else [])]
        return dict.fromkeys(file for url in urls for file in mentions.of(url))

    def again(self, recipe: Recipe) -> Recipe:
        """Return what a page is made from now."""
        one = recipe.route
        route = self._route(one)
        names = {name: self._again(one, name, encoded, route) for name, encoded in one.names.items()}
        return Recipe(msgspec.structs.replace(one, names=names), recipe.frame)

    def _again(self, one: RenderOne, name: str, encoded: bytes, own: Route | None) -> bytes:
        """Return the value of a name as it is now, encoded; `own` is the route of a page about what changed."""
        kind = type_of(name, one.kind)
        if kind is Feed:
            posts = {entry.post.path: entry.post for entry in self._posts.values()}
            return encode(retold_feed(self._shared, decode(encoded, Feed), posts))
        if kind == tuple[Series, ...]:
            return encode(self._shared.series_list)
        if kind == SeriesBox | None:
            series = self._series_of.get(one.url)
            return encode(series_box(one.url, self._series[series].series)) if series in self._changed else encoded
        if own is not None and kind in _OF_ITS_OWN:
            return encode(NAMES[one.kind][name](self._shared, own))
        return encoded

    def _route(self, one: RenderOne) -> Route | None:
        """Return the route of a page that is about a post with new words, or about a series with such a part."""
        subject: Any
        if one.kind == "post" and one.url in self._posts:
            subject = PostSubject(entry=self._posts[one.url])
            language = subject.entry.post.language
        elif one.kind == "series" and one.url in self._changed:
            subject = SeriesSubject(series=self._series[one.url])
            language = subject.series.series.language
        else:
            return None
        return Route(
            url=one.url,
            file=one.file,
            kind=one.kind,
            template=one.template,
            language=language,
            source="",
            subject=subject,
        )
