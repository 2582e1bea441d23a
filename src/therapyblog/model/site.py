"""The site: what templates are given, every question between files decided.

These are the types of the template contract. What a template needs to show is here as a fact; how it looks is the
template's affair.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from therapyblog.model.documents import Accepting, Credential, Heading, Status, Vignettes, When
from therapyblog.model.practice_pages import Service
from therapyblog.model.value import Value


class Picture(Value, frozen=True, kw_only=True):
    """A picture that exists. `url` begins with `/`; `width` and `height` are pixels (0: not known)."""

    url: str
    alt: str = ""
    width: int = 0
    height: int = 0
    credit: str = ""
    title: str = ""
    srcset: str = ""
    """The same picture as WebP in several widths, as the attribute of that name wants it; empty where one is enough."""


class CallToAction(Value, frozen=True, kw_only=True):
    """One calm next step, with the availability already applied."""

    name: str
    heading: str = ""
    text: str = ""
    label: str
    url: str
    duration: int = 0
    """Minutes; 0: not said."""
    price: str = ""
    mode: Literal["", "in-person", "online", "phone"] = ""
    time_zone: str = ""
    note: str = ""
    language: str
    """Of its words. The labels of length and mode are the theme's, in the language of the page."""
    accepting: Accepting = "open"


class Embed(Value, frozen=True, kw_only=True):
    """Something of another site that a page shows once a reader asks for it."""

    url: str
    """As the author wrote it: where the link leads."""
    frame: str
    """What is framed after the click."""
    origin: str
    """The origin of `frame`, as a content-security policy names it."""
    name: str
    """The service, or its host, as a reader knows it."""
    referrer: str = "no-referrer"
    """What the frame may learn of the page around it (a referrer policy)."""


class CrisisLine(Value, frozen=True, kw_only=True):
    """A service that answers people in distress. Without a `name` it is the emergency services: `crisis_emergency`."""

    name: str = ""
    tel: str = ""
    also_tel: tuple[str, ...] = ()
    """Other numbers of the same service."""
    sms: str = ""
    sms_text: str = ""
    """What to write in the text message, where the service asks for a word."""
    chat: str = ""
    chat_hours: str = ""
    """As `hours`; empty where the chat is open as long as the line."""
    messenger: str = ""
    """Where a conversation in a messenger begins, such as `https://wa.me/…`."""
    messenger_name: str = ""
    """What that messenger is called: WhatsApp, or the host."""
    textphone: str = ""
    """The number for a textphone or a text relay."""
    sign_language: str = ""
    """Where the service answers in sign language, by video."""
    url: str = ""
    hours: str = ""
    """`24/7` (`crisis_always`), `limited` (`crisis_limited`), or what `opening_hours` reads: times or words."""
    languages: tuple[str, ...] = ()
    """Tags (`es`), which the filter `language_name` turns into words, or words."""
    regions: tuple[str, ...] = ()
    """Parts of the country that it answers for, in words; empty: all of it."""
    audience: tuple[str, ...] = ()
    """Whom it is for: words, or those that `crisis_for_young` and its like put into words; empty: everybody."""
    source: str = ""
    seen_on: dt.date | None = None
    """When it was read at its `source`."""
    checked_on: dt.date | None = None
    """When a person looked it up."""
    emergency: bool = False


class CrisisHelp(Value, frozen=True, kw_only=True):
    """The crisis lines of one country; `prominent` on pages with a content note or where the site asks for it."""

    country: str
    lines: tuple[CrisisLine, ...] = ()
    prominent: bool = False


class ExitButton(Value, frozen=True, kw_only=True):
    """A way to leave the site at once."""

    url: str
    """Another website that nobody wonders about."""
    label: str = ""
    """The site's own words; empty: `exit_label`."""
    safety_url: str = ""
    """The page that says what the button can and cannot do."""
    generated: bool = True
    """Whether that page is ours, the site having none of its own."""


class Practitioner(Value, frozen=True, kw_only=True):
    """A practitioner as the site shows them; credentials that are not valid today are not here."""

    slug: str
    name: str
    url: str
    path: str = ""
    pronouns: str = ""
    role: str = ""
    letters: tuple[str, ...] = ()
    credentials: tuple[Credential, ...] = ()
    photo: Picture | None = None
    email: str = ""
    phone: str = ""
    location: str = ""
    languages: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    accepting: Accepting = "open"
    booking_url: str = ""
    supervision: str = ""
    insurance: str = ""
    description: str = ""
    """Its own description, else the first paragraph of the biography."""
    language: str = ""
    extra: dict[str, Any] = {}


class Term(Value, frozen=True, kw_only=True):
    """A topic or a tag. `count` is the number of its listed posts, where terms are listed; on a post it is 0, so that
    a post does not depend on how many others share its topic.
    """

    name: str
    slug: str
    url: str
    count: int = 0


class Byline(Value, frozen=True, kw_only=True):
    """A name on a card: a practitioner, or the practice (then `url` may be empty)."""

    name: str
    url: str = ""
    letters: tuple[str, ...] = ()
    """In feeds and of a reviewer; empty on cards, which name their authors without letters."""


class PostCard(Value, frozen=True, kw_only=True):
    """A post as lists show it."""

    url: str
    title: str
    subtitle: str = ""
    summary: str = ""
    date: When | None = None
    updated: When | None = None
    authors: tuple[Byline, ...] = ()
    """Empty where fewer than two practitioners write: then every card would say the same."""
    topic: Term | None = None
    minutes: int = 1
    image: Picture | None = None
    content_note: tuple[str, ...] = ()
    language: str = ""
    status: Status = "published"


class SeriesPart(Value, frozen=True, kw_only=True):
    """One part in a series' list. `number` counts from 1."""

    number: int
    title: str
    url: str = ""
    minutes: int = 0
    summary: str = ""
    language: str = ""
    current: bool = False
    coming: bool = False
    """It waits for its `date`; it has a title, but no page yet."""
    date: When | None = None
    """Of a part that is coming: its day."""


class SeriesBox(Value, frozen=True, kw_only=True):
    """Where a post stands in its series: "Part 2 of 5", its neighbours and every part."""

    title: str
    url: str
    number: int
    total: int
    parts: tuple[SeriesPart, ...]
    """Those that can be read; `total` counts the coming ones too."""
    coming: tuple[SeriesPart, ...] = ()
    """Those that the series announces; most series announce none."""
    status: Literal["complete", "ongoing", ""] = ""
    language: str = ""
    previous: SeriesPart | None = None
    next: SeriesPart | None = None


class Series(Value, frozen=True, kw_only=True):
    """A series with its listed parts in order."""

    slug: str
    title: str
    url: str
    description: str = ""
    status: Literal["complete", "ongoing", ""] = ""
    language: str = ""
    image: Picture | None = None
    parts: tuple[SeriesPart, ...] = ()
    coming: tuple[SeriesPart, ...] = ()
    """Parts that wait for their day, where the series announces them. Numbers count both kinds in one row."""
    minutes: int = 0
    """Of all parts together."""
    feed_url: str = ""
    extra: dict[str, Any] = {}


class Citation(Value, frozen=True, kw_only=True):
    """A reference under a post."""

    number: int
    text: str
    url: str = ""
    doi: str = ""
    marks: tuple[str, ...] = ()
    """The ids of the places in the text that name it."""


class Review(Value, frozen=True, kw_only=True):
    """Who looked over a text, and when."""

    by: Byline | None = None
    on: dt.date | None = None
    due: dt.date | None = None


class Page(Value, frozen=True, kw_only=True):
    """A page of the site, and what it shares with a post."""

    path: str
    url: str
    slug: str
    title: str
    subtitle: str = ""
    summary: str = ""
    """The description, else the first paragraph."""
    description: str = ""
    """As given; may be empty."""
    status: Status = "published"
    updated: When | None = None
    language: str = ""
    image: Picture | None = None
    content_note: tuple[str, ...] = ()
    skip_to: Heading | None = None
    """The heading at which a reader may go on who would rather not read what the content note names."""
    references: tuple[Citation, ...] = ()
    vignettes: Vignettes | None = None
    review: Review | None = None
    minutes: int = 1
    extra: dict[str, Any] = {}


class Post(Page, frozen=True, kw_only=True):
    """A post. Neighbours, series and related posts are names of their own in a template."""

    date: When | None = None
    topic: Term | None = None
    tags: tuple[Term, ...] = ()
    scheduled: bool = False
    """Its date lies ahead; only seen with `--future`."""


class MenuItem(Value, frozen=True, kw_only=True):
    """One entry of the main menu."""

    label: str
    url: str


class Crumb(Value, frozen=True, kw_only=True):
    """One page between the home page and this one."""

    title: str
    url: str


class FeedLink(Value, frozen=True, kw_only=True):
    """A feed that a page announces in its head."""

    title: str
    url: str
    type: str


class PageHead(Value, frozen=True, kw_only=True):
    """What the head of every page says of it."""

    url: str
    canonical: str
    title: str
    """The page's own title."""
    full_title: str
    """For `<title>` : the page's title and the site's."""
    description: str = ""
    kind: str
    language: str
    direction: Literal["ltr", "rtl"] = "ltr"
    noindex: bool = False
    image: Picture | None = None
    """For shared cards; its `url` is absolute here."""
    breadcrumbs: tuple[Crumb, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    published: When | None = None
    modified: When | None = None


class SiteFacts(Value, frozen=True, kw_only=True):
    """The site's own facts, small because every page receives them."""

    title: str
    url: str
    description: str = ""
    language: str
    country: str = ""
    accepting: Accepting = "open"
    logo: Picture | None = None
    home_url: str = "/"
    blog_url: str = ""
    """Empty where there is no post to list."""
    team_url: str = ""
    """The page of the team; of a practice of one, that person's page; empty where there is nobody."""
    series_url: str = ""


class Practice(Value, frozen=True, kw_only=True):
    """`[practice]`: the business behind the site."""

    name: str
    street: str = ""
    town: str = ""
    postcode: str = ""
    region: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""
    hours: tuple[str, ...] = ()
    founded: str = ""
    kind: Literal["LocalBusiness", "MedicalBusiness"] = "LocalBusiness"
    photo: Picture | None = None


class Pager(Value, frozen=True, kw_only=True):
    """Where a list of several pages is. `newer_url` and `older_url` are empty at the ends, `urls` where there are more
    than ten pages.
    """

    number: int
    total: int
    newer_url: str = ""
    older_url: str = ""
    urls: tuple[str, ...] = ()


class Text(Value, frozen=True, kw_only=True):
    """A body as its page shows it: which body, and what its links, pictures and components are to this site.

    The render puts the two together, so what a page depends on is known without loading the body.
    """

    document: str = ""
    """The path of the document whose body it is; empty where there is nothing to show."""
    body: bytes = b""
    """The digest of the body."""
    language: str = ""
    links: dict[str, str] = {}
    """For a target as written: the address; empty where the link comes out as plain text."""
    pictures: dict[str, Picture] = {}
    """For a source as written: the picture, without its words."""
    calls: dict[str, CallToAction] = {}
    embeds: dict[str, Embed] = {}
    """For an address as written in `:::embed`: what it shows."""
    crisis: CrisisHelp | None = None
    components: tuple[str, ...] = ()
    """The names of the components used, for the templates that it depends on."""
    services: tuple[Service, ...] = ()


class Contents(Value, frozen=True, kw_only=True):
    """The list of contents of a body: its headings of levels 2 and 3, if there are enough to need a list."""

    document: str
    """The path of the document."""
    body: bytes
    """The digest of the body."""
    fewest: int = 3


class FeedEntry(Value, frozen=True, kw_only=True):
    """One post in a feed. Times are RFC 3339; addresses are absolute."""

    id: str
    url: str
    title: str
    summary: str = ""
    content: Text
    published: str = ""
    updated: str = ""
    authors: tuple[Byline, ...] = ()
    categories: tuple[str, ...] = ()
    language: str = ""
    image: str = ""


class Feed(Value, frozen=True, kw_only=True):
    """A feed with its newest entries. Addresses are absolute."""

    id: str
    url: str
    home_url: str
    title: str
    subtitle: str = ""
    updated: str = ""
    language: str = ""
    entries: tuple[FeedEntry, ...] = ()


class SitemapUrl(Value, frozen=True, kw_only=True):
    """One address in the sitemap; `lastmod` is a date (ISO 8601) or empty."""

    loc: str
    lastmod: str = ""
