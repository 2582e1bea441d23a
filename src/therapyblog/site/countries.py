"""What a country's file in `countries/` says: who answers people in distress, and where the exit button leads.

Each line names where it was read, and when. A doubtful number is worse than none: a line is added only with a public
source, of the service itself or of an authority. A line without a name is that of the emergency services, for which
every language has its own word. Only the file of the country that is asked for is read.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from therapyblog.model.site import CrisisLine
from therapyblog.model.value import Value

_FOLDER = Path(__file__).with_name("countries")


class Country(Value, frozen=True, kw_only=True):
    """What is known of a country; nothing of those that have no file."""

    lines: tuple[CrisisLine, ...] = ()
    exit: str = ""
    """A page of everyday use, such as the weather, to which the exit button leads."""


@cache
def country_of(code: str) -> Country:
    """Return what is known of a country (two letters, ISO 3166-1)."""
    source = _FOLDER / f"{code}.toml"
    if not code or not source.is_file():
        return Country()
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    lines = tuple(CrisisLine(**line | {"languages": tuple(line.get("languages", ()))}) for line in table["lines"])
    return Country(lines=lines, exit=table["exit"])


def known_countries() -> tuple[str, ...]:
    """Return the countries that have a file."""
    return tuple(sorted(source.stem for source in _FOLDER.glob("*.toml")))
