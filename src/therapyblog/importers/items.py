"""What an importer yields: the texts, people and settings of a source, before anything is written."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from therapyblog.model.value import Value

UNNAMED = "Your Name"
"""What stands for the name of a person whom the source does not name; every build says that it is an example."""
Status = Literal["published", "draft", "unlisted"]


class Image(Value, frozen=True, kw_only=True):
    """A picture or file that a text names."""

    address: str
    """As the source writes it: an address of the web, or a name within the source."""
    alt: str = ""
    caption: str = ""


class Note(Value, frozen=True, kw_only=True):
    """Something about one item that a person should know, or look at."""

    says: str
    doubtful: bool = False
    """A guess: where there is one, the text is imported as a draft."""


class Text(Value, frozen=True, kw_only=True):
    """A post or page of the source."""

    kind: Literal["post", "page"]
    title: str
    html: str = ""
    markdown: str | None = None
    """Where the source is Markdown already; then `html` is empty.

    Its links lead to other texts, and its pictures to files, by `/` and their name in the source (`origin`), or by
    their old addresses.
    """
    slug: str = ""
    """As it was there; empty: from the title."""
    date: dt.datetime | None = None
    updated: dt.datetime | None = None
    status: Status = "published"
    held_by: str = ""
    """What held it back there, in the source's words: `status: private`."""
    appears: dt.date | None = None
    """The day before which it was held back there, where that is not `date`."""
    expires: dt.date | None = None
    """The day from which it was held back there."""
    language: str = ""
    """Of the text (BCP 47), where the source names one."""
    authors: tuple[str, ...] = ()
    """Names, or keys of `Person`."""
    topic: str = ""
    tags: tuple[str, ...] = ()
    series: str = ""
    part: int = 0
    subtitle: str = ""
    description: str = ""
    image: Image | None = None
    old_addresses: tuple[str, ...] = ()
    """Where it was on the web: whole addresses, or paths from the root; the first is the main one."""
    origin: str = ""
    """Where it stands in the source, for the report: `export.xml:120`, `posts/a.html`."""
    notes: tuple[Note, ...] = ()


class Person(Value, frozen=True, kw_only=True):
    """An author of the source."""

    key: str
    """As texts name them: a login, an address, or the name."""
    name: str
    role: str = ""
    credentials: str = ""
    """Letters after the name, as written."""
    about: str = ""
    """HTML."""
    photo: Image | None = None


class Facts(Value, frozen=True, kw_only=True):
    """What the source says of the site itself."""

    title: str = ""
    description: str = ""
    address: str = ""
    language: str = ""
    menu: tuple[tuple[str, str], ...] = ()
    """Words and addresses, in order."""


class Skipped(Value, frozen=True, kw_only=True):
    """An item of the source that is not imported."""

    origin: str
    title: str
    why: str


Item = Text | Person | Facts | Skipped
