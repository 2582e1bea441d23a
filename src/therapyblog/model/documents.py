"""Documents: what one source file says, before it is known what the other files say.

A body is a tree of segments. Everything that only the whole site can decide (where a link leads, how large a
picture is, what a call-to-action says) is a segment of its own with its line; all the rest is finished HTML.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from therapyblog.model.held import Hold
from therapyblog.model.problems import Place, Places, place_in
from therapyblog.model.value import Value

Status = Literal["published", "unlisted", "draft"]
Accepting = Literal["open", "waitlist", "closed"]
Vignettes = Literal["none", "composite", "disguised", "consented"]


class When(Value, frozen=True, kw_only=True):
    """A date as its author typed it, with the time of day and the offset if these were typed too.

    It is never converted: `2024-12-15 23:30` stays the fifteenth in every time zone.
    """

    date: dt.date
    time: dt.time | None = None
    offset: int | None = None
    """Minutes east of UTC, when the author typed an offset."""


class Html(Value, frozen=True, tag="html"):
    """Finished HTML, escaped and safe."""

    text: str


class Link(Value, frozen=True, tag="link"):
    """A link; `target` is as the author wrote it until the site resolves it."""

    target: str
    title: str
    body: tuple[Segment, ...]
    line: int = 0
    column: int = 0


class Image(Value, frozen=True, tag="image"):
    """A picture in running text; `source` is as the author wrote it."""

    source: str
    alt: str
    title: str
    line: int = 0
    column: int = 0


class Component(Value, frozen=True, tag="component"):
    """A `:::name argument {key="value"}` block."""

    name: str
    argument: str
    attributes: dict[str, str]
    body: tuple[Segment, ...]
    line: int = 0
    column: int = 0


Segment = Html | Link | Image | Component


class Heading(Value, frozen=True):
    """A heading of a body: `level` as in `<h2>`, the anchor `id`, and the words without markup."""

    level: int
    id: str
    text: str


class Mention(Value, frozen=True):
    """What a body points to: a link's target, a picture's source, a component's name, a number, words."""

    kind: Literal["link", "image", "component", "reference", "number", "words", "promise"]
    target: str
    line: int
    column: int
    argument: str = ""
    attributes: tuple[str, ...] = ()
    """Of a component: the names of those that it is given."""


class Question(Value, frozen=True):
    """A question of a page with the template `faq.html`: its anchor `id`, its words and its answer without markup."""

    id: str
    text: str
    answer: str


class Body(Value, frozen=True, kw_only=True):
    """The text of a document, ready but for what the whole site decides."""

    segments: tuple[Segment, ...] = ()
    headings: tuple[Heading, ...] = ()


class Facts(Value, frozen=True, kw_only=True):
    """What can be said of a body without loading it."""

    words: int = 0
    excerpt: str = ""
    """The first paragraph as plain text."""
    anchors: tuple[str, ...] = ()
    """Every id that a link to this document may name."""
    mentions: tuple[Mention, ...] = ()
    asides: tuple[Mention, ...] = ()
    """What its words hold that the whole site judges: telephone numbers (`tel:…`), words in brackets, and what
    is promised: its day (`2026-03-03`, `--08-12`) and the words."""
    html_line: int = 0
    """The line on which HTML begins that is used as far as it is harmless; 0 where there is none."""
    skip_to: Heading | None = None
    """The heading that `content_note_skip` names."""
    questions: tuple[Question, ...] = ()
    """Only of a document whose template shows questions: search engines are told the answers."""


class SeriesSetting(Value, frozen=True, kw_only=True):
    """`series:` of a post: which one, and which part of it."""

    name: str
    part: int | None = None


class ReferenceSetting(Value, frozen=True, kw_only=True):
    """One entry of `references:`."""

    text: str
    url: str = ""
    doi: str = ""


class Credential(Value, frozen=True, kw_only=True):
    """One qualification, registration or training of a practitioner, as given."""

    letters: str = ""
    name: str = ""
    kind: Literal["degree", "registration", "licence", "accreditation", "training"] | None = None
    issuer: str = ""
    number: str = ""
    verify_url: str = ""
    valid_from: dt.date | None = None
    expires: dt.date | None = None
    checked_on: dt.date | None = None
    jurisdiction: str = ""


class DocumentSettings(Value, frozen=True, kw_only=True):
    """What the settings at the top of every kind of file may say."""

    title: str
    description: str = ""
    slug: str = ""
    aliases: tuple[str, ...] = ()
    language: str = ""
    image: str = ""
    image_alt: str | None = None
    image_credit: str = ""
    cta: str = ""
    template: str = ""
    extra: dict[str, Any] = {}
    holds: tuple[Hold, ...] = ()
    """What holds the text back besides its `status` and `date`: other programs' settings, its place, its name."""


class PageSettings(DocumentSettings, frozen=True, kw_only=True, tag=True):
    """The settings at the top of a page."""

    subtitle: str = ""
    status: Status = "published"
    menu: int | None = None
    """Its place among the pages in a menu that is made of them; 0: it stands in no menu."""
    updated: When | None = None
    content_note: tuple[str, ...] = ()
    content_note_skip: str = ""
    exit: bool | None = None
    references: tuple[ReferenceSetting, ...] = ()
    vignettes: Vignettes | None = None
    reviewed_by: str = ""
    reviewed: dt.date | None = None
    review_due: dt.date | None = None


class PostSettings(PageSettings, frozen=True, kw_only=True, tag=True):
    """The settings at the top of a post."""

    authors: tuple[str, ...] = ()
    date: When | None = None
    series: SeriesSetting | None = None
    topic: str = ""
    tags: tuple[str, ...] = ()
    related: tuple[str, ...] | None = None


class PractitionerSettings(DocumentSettings, frozen=True, kw_only=True, tag=True):
    """The settings of a practitioner; `title` is the name."""

    pronouns: str = ""
    role: str = ""
    photo: str = ""
    email: str = ""
    phone: str = ""
    location: str = ""
    languages: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    accepting: Accepting | None = None
    booking_url: str = ""
    supervision: str = ""
    insurance: str = ""
    credentials: tuple[Credential, ...] = ()


class SeriesSettings(DocumentSettings, frozen=True, kw_only=True, tag=True):
    """The settings of a series' introduction."""

    status: Literal["complete", "ongoing"] | None = None
    announce_scheduled: bool | None = None


Settings = PostSettings | PageSettings | PractitionerSettings | SeriesSettings
Kind = Literal["post", "page", "practitioner", "series"]


class Document(Value, frozen=True, kw_only=True):
    """One source file, read; its body is kept apart, because only its own page needs it."""

    path: str
    """Below the site folder, with `/`."""
    kind: Kind
    settings: Settings
    places: Places
    facts: Facts
    body: bytes
    """The digest under which the body is kept."""

    def place(self, *names: str) -> Place:
        """Return where the first of these settings stands that the document gives."""
        return place_in(self.path, self.places, *names)
