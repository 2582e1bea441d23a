"""What all pages of a site have in common: made once for a build, when the first page needs it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import quote

import msgspec

from therapyblog.model.config import Config
from therapyblog.model.documents import Accepting, Document
from therapyblog.model.practice_pages import Service
from therapyblog.model.site import (
    CallToAction,
    CrisisHelp,
    ExitButton,
    MenuItem,
    PostCard,
    Practice,
    Practitioner,
    Review,
    Series,
    SiteFacts,
    Term,
    Text,
)
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.model.theme import strings_for
from therapyblog.model.value import Value
from therapyblog.site.bodies import resolve_text
from therapyblog.site.cta import call_to_action, most_open
from therapyblog.site.entries import PostEntry, SeriesEntry, Site
from therapyblog.site.links import resolve_link
from therapyblog.site.navigation import menu_words
from therapyblog.site.practice import make_services
from therapyblog.site.related import RelatedPosts
from therapyblog.site.series import without_summaries

_OF_ADDRESSES = "/:?#[]@!$&'()*+,;=%~"
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9/_.-]*")
"""Most addresses: nothing in them needs percent-encoding."""
RECENT = 6
"""How many recent posts a template receives; it shows as many as it likes."""


class Frame(Value, frozen=True, kw_only=True):
    """The values that pages in one language have in common: one object for all of them."""

    site: SiteFacts
    practice: Practice | None
    menu: tuple[MenuItem, ...]
    small_print: tuple[MenuItem, ...]
    language: str
    strings: dict[str, Any]
    assets: dict[str, str]
    theme: dict[str, Any]
    crisis: CrisisHelp
    exit: ExitButton | None
    timezone: str
    blog: str
    """The address of the archive, whether or not there is a post to list."""
    has_posts: bool
    """Whether any post is listed: then there are feeds of the whole site."""

    def absolute(self, url: str) -> str:
        """Return the absolute address of a page of this site, percent-encoded (RFC 3986)."""
        return absolute(self.site.url, url)


def absolute(site_url: str, url: str) -> str:
    """Return the absolute, percent-encoded (RFC 3986) address of `url` on the site at `site_url`."""
    if not url.startswith("/"):
        return url
    return site_url + (url if _PLAIN_ADDRESS.fullmatch(url) else quote(url, safe=_OF_ADDRESSES))


class Shared:
    """What the routes of one build share; each value is computed once, when it is first needed."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._strings: dict[str, dict[str, Any]] = {}
        self._calls: dict[tuple[str, Accepting, str], CallToAction | None] = {}
        self._frames: dict[tuple[str, bool, bool], Frame] = {}

    @property
    def config(self) -> Config:
        """The site's settings."""
        return self.site.config

    def strings(self, language: str) -> dict[str, Any]:
        """Return the theme's texts in a language; in the site's own, with the words of its menu."""
        if language not in self._strings:
            own = menu_words(self.config, self.site.menu) if language == self.config.language else {}
            self._strings[language] = strings_for(self.site.theme, language) | own
        return self._strings[language]

    def call(self, name: str, language: str, accepting: Accepting | None = None) -> CallToAction | None:
        """Return a call-to-action as a page in this language shows it."""
        state = accepting or self.site.facts.accepting
        key = (name, state, language)
        if key not in self._calls:
            call = call_to_action(self.config, name, state, language, self.strings, self.site.contact_url)
            # Nothing may lead to a page that is held back.
            held = call and resolve_link(call.url, SETTINGS_FILE, "/", self.site.book).kind == "held"
            self._calls[key] = None if held else call
        return self._calls[key]

    def text(self, document: Document | None, url: str, language: str, accepting: Accepting | None = None) -> Text:
        """Return a document's text with its links, pictures and components resolved; empty where there is none."""
        if document is None:
            return Text(language=language)
        return resolve_text(
            document,
            url,
            language,
            self.site.book,
            call=lambda name: self.call(name, language, accepting),
            crisis=self.site.crisis,
            services=self.services,
        )

    def accepting(self, authors: tuple[Practitioner, ...]) -> Accepting:
        """Return the availability that counts for a text by these authors."""
        return most_open((author.accepting for author in authors), self.site.facts.accepting)

    def frame(self, language: str, *, prominent: bool, exit_shown: bool) -> Frame:
        """Return the frame of pages in a language, with or without prominent crisis lines and the exit button."""
        key = (language, prominent, exit_shown)
        if key not in self._frames:
            site = self.site
            self._frames[key] = Frame(
                site=site.facts,
                practice=site.practice,
                menu=site.menu,
                small_print=site.small_print,
                language=language,
                strings=self.strings(language),
                assets=self.assets,
                theme=site.theme.settings,
                crisis=msgspec.structs.replace(site.crisis, prominent=prominent),
                exit=self._exit(language) if exit_shown else None,
                timezone=self.config.timezone,
                blog=self.config.permalinks.blog,
                has_posts=bool(site.listed),
            )
        return self._frames[key]

    def _exit(self, language: str) -> ExitButton | None:
        """Return the exit button in a language; the label in the settings is in the site's language only."""
        button = self.site.exit
        if button is None or language == self.config.language:
            return button
        return msgspec.structs.replace(button, label="")

    @cached_property
    def assets(self) -> dict[str, str]:
        """The theme's static files: name → address."""
        return {asset.name: asset.url for asset in self.site.theme.assets}

    @cached_property
    def related(self) -> RelatedPosts:
        """The index by which related posts are found."""
        return RelatedPosts(self.site.listed)

    @cached_property
    def recent(self) -> tuple[PostCard, ...]:
        """The newest posts."""
        return tuple(entry.card for entry in self.site.listed[: RECENT + 1])

    @cached_property
    def practitioners(self) -> tuple[Practitioner, ...]:
        """Every practitioner, in the order of their files."""
        return tuple(entry.practitioner for entry in self.site.practitioners)

    @cached_property
    def series_list(self) -> tuple[Series, ...]:
        """Every series."""
        return tuple(entry.series for entry in self.site.series)

    @cached_property
    def series_by_slug(self) -> dict[str, SeriesEntry]:
        """Series by slug."""
        return {entry.series.slug: entry for entry in self.site.series}

    @cached_property
    def listed_by_slug(self) -> dict[str, PostEntry]:
        """Listed posts by slug."""
        return {entry.post.slug: entry for entry in self.site.listed}

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """What the practice offers."""
        return make_services(self.config)

    def reviewer(self, review: Review | None) -> Practitioner | None:
        """Return who looked over a text."""
        by = review.by if review else None
        return next((person for person in self.practitioners if by and person.url == by.url), None)

    @cached_property
    def topics(self) -> tuple[Term, ...]:
        """Every topic that has listed posts."""
        return tuple(entry.term for entry in self.site.topics)

    @cached_property
    def series_without_summaries(self) -> dict[str, Series]:
        """Series by slug, as the pages of their parts need them."""
        return {slug: without_summaries(entry.series) for slug, entry in self.series_by_slug.items()}

    def absolute(self, url: str) -> str:
        """Return the absolute address of a page of this site."""
        return absolute(self.config.url, url)
