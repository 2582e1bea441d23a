"""What an import did."""

from __future__ import annotations

from typing import Literal

from therapyblog.model.value import Value

Done = Literal["new", "replaced", "same", "kept", "pictures", "gone"]


class Came(Value, frozen=True, kw_only=True, array_like=False):
    """One file that was written, or would have been."""

    file: str
    origin: str
    title: str = ""
    done: Done = "new"
    """`kept`: a file of this name was there with other content, and was left alone but for its `pictures`, which came.

    `gone`: an earlier import brought it, and somebody took it away since, so it was not brought again.
    """


class Left(Value, frozen=True, kw_only=True, array_like=False):
    """An item of the source that was not imported."""

    origin: str
    title: str
    why: str


class Look(Value, frozen=True, kw_only=True, array_like=False):
    """Something to look at, in order of importance: the lower the rank, the more it matters."""

    rank: int
    file: str
    says: str
    line: int = 0
    """Of the file as it was imported; 0 where it is about no line."""
    more: tuple[str, ...] = ()
    """The other places (`file:line`) where it is so."""


def place_of(look: Look) -> str:
    """Return where to look: the file, with the line where it is known."""
    return f"{look.file}:{look.line}" if look.line else look.file


class Report(Value, frozen=True, kw_only=True, array_like=False):
    """What an import came to."""

    source: str
    kind: str
    site: str
    dry_run: bool = False
    new_site: bool = False
    came: tuple[Came, ...] = ()
    left: tuple[Left, ...] = ()
    looks: tuple[Look, ...] = ()
    redirects_by_rule: int = 0
    """Old addresses with a query (`/?p=12`) that a rule of the server can answer, which builds write."""
    redirects_lost: int = 0
    """Old addresses with a query (`/?p=12`), which a file cannot answer."""


class OldPictures(Value, frozen=True, kw_only=True, array_like=False):
    """The pictures that texts show by a link to their old address, in the folder of an import."""

    line: str
    """What fetches them, to type."""
    sources: tuple[str, ...] = ()
    """The files that it names."""
    addresses: tuple[str, ...] = ()


OLD_PICTURES = "pictures.json"
"""The name of the file that holds them."""
WORDS_LOST, HELD, DOUBTFUL, PICTURE, ADDRESS, OTHER = range(6)
"""The ranks of what is to be looked at."""
