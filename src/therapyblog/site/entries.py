"""What assembly makes of documents: each with its decided facts, and the document it came from."""

from __future__ import annotations

from therapyblog.model.config import Config
from therapyblog.model.documents import Document, Kind
from therapyblog.model.held import Held
from therapyblog.model.site import (
    CrisisHelp,
    ExitButton,
    MenuItem,
    Page,
    Picture,
    Post,
    PostCard,
    Practice,
    Practitioner,
    Series,
    SiteFacts,
    Term,
)
from therapyblog.model.theme import Theme
from therapyblog.model.value import Value


class PostEntry(Value, frozen=True, kw_only=True):
    """A post that is written, listed or not."""

    post: Post
    card: PostCard
    document: Document
    authors: tuple[Practitioner, ...]
    listed: bool
    series: str = ""
    """The slug of its series."""
    call: str = ""
    """The name of its effective call-to-action."""


class PageEntry(Value, frozen=True, kw_only=True):
    """A page that is written."""

    page: Page
    document: Document
    listed: bool
    call: str = ""


class PractitionerEntry(Value, frozen=True, kw_only=True):
    """A practitioner, with the posts they wrote (newest first)."""

    practitioner: Practitioner
    document: Document
    posts: tuple[PostEntry, ...] = ()
    call: str = ""


class SeriesEntry(Value, frozen=True, kw_only=True):
    """A series, with its listed posts in the order of its parts."""

    series: Series
    document: Document | None
    posts: tuple[PostEntry, ...]
    call: str = ""


class TermEntry(Value, frozen=True, kw_only=True):
    """A topic or tag with its listed posts, newest first."""

    term: Term
    posts: tuple[PostEntry, ...]


class Unread(Value, frozen=True, kw_only=True):
    """A document that could not be read; it exists all the same, so no check may report it as missing."""

    kind: Kind
    path: str
    sketch: Document | None = None
    """What can be read of it, for the checks between files."""


class AddressBook(Value, frozen=True, kw_only=True):
    """Where everything is: what links and pictures resolve against."""

    documents: dict[str, str]
    """Path below the site folder → address."""
    held: dict[str, str]
    """Path or would-be address of what is held back → its title."""
    unread: dict[str, str]
    """Path of a document of which nothing can be read → what its address most likely holds: its name, as `/name/`."""
    anchors: dict[str, dict[str, None]]
    """Address → the ids on it that a link may name, in order."""
    files: dict[str, str]
    """`identity` of the path below the site folder → address."""
    pictures: dict[str, Picture]
    """Path below the site folder → the measured picture."""
    others: dict[str, str]
    """Path below the site folder of what is named and is no picture → its format (`therapyblog.media.formats`)."""
    names: dict[str, str]
    """Name as wiki-links give it → path below the site folder; empty where no text holds such a link."""
    facts: dict[str, str]
    """Word for how to reach somebody → where it leads (`therapyblog.site.contact_facts`)."""


class Site(Value, frozen=True, kw_only=True):
    """The whole site, every question between files decided."""

    config: Config
    theme: Theme
    facts: SiteFacts
    practice: Practice | None
    menu: tuple[MenuItem, ...]
    small_print: tuple[MenuItem, ...]
    crisis: CrisisHelp
    exit: ExitButton | None
    """Nothing where no page has it."""
    book: AddressBook
    posts: tuple[PostEntry, ...]
    """All that are written, unlisted ones too; newest first, undated last."""
    listed: tuple[PostEntry, ...]
    """Those that lists, feeds and the sitemap show: the one query behind every output."""
    pages: tuple[PageEntry, ...]
    practitioners: tuple[PractitionerEntry, ...]
    series: tuple[SeriesEntry, ...]
    topics: tuple[TermEntry, ...]
    tags: tuple[TermEntry, ...]
    held: tuple[Held, ...]
    contact_url: str = ""
    """The contact page, or empty."""
    default_call: str = ""
    imprint_url: str = ""
    """The imprint that is made by itself, or empty."""
