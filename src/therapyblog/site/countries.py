"""What a country's file in `countries/` says: who answers people in distress, and where the exit button leads.

Each line names where it was read (`source`) and when (`seen_on`); `checked_on` is written by a person who called the
number, or read the service's own page, that day. A doubtful number is worse than none: a line is added only with a
public source, of the service itself or of an authority where there is one. A line without a name is that of the
emergency services, for which every language has its own word. Only the file of the country that is asked for is read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from therapyblog.model.site import CrisisLine
from therapyblog.model.value import Value

_FOLDER = Path(__file__).with_name("countries")


class Country(Value, frozen=True, kw_only=True):
    """What is known of a country; nothing of those that have no file."""

    lines: tuple[CrisisLine, ...] = ()
    exit: str = ""
    """A page of everyday use, such as the weather, to which the exit button leads."""
    regions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Its parts that have lines of their own (ISO 3166-2), each with its name and the places in it that people name."""

    def region_of(self, words: str) -> str:
        """Return the code of the part that somebody names, as `GB-NIR`, by its name, or by a place in it."""
        for code, names in self.regions:
            if any(re.search(rf"\b{re.escape(name)}\b", words, re.IGNORECASE) for name in (code, *names)):
                return code
        return ""


@cache
def country_of(code: str) -> Country:
    """Return what is known of a country (two letters, ISO 3166-1)."""
    source = _FOLDER / f"{code}.toml"
    if not code or not source.is_file():
        return Country()
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    lines = tuple(crisis_line(line) for line in table["lines"])
    regions = tuple((code, tuple(names)) for code, names in table.get("regions", {}).items())
    return Country(lines=lines, exit=table["exit"], regions=regions)


_MESSENGERS = {"wa.me": "WhatsApp", "t.me": "Telegram", "m.me": "Messenger", "signal.me": "Signal", "line.me": "LINE"}


def crisis_line(given: Mapping[str, Any]) -> CrisisLine:
    """Make a line of what a country's file, or a site's settings, say of it."""
    host = (urlsplit(given.get("messenger", "")).hostname or "").removeprefix("www.")
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    return CrisisLine(**values, messenger_name=_MESSENGERS.get(host, host))


def known_countries() -> tuple[str, ...]:
    """Return the countries that have a file."""
    return tuple(sorted(source.stem for source in _FOLDER.glob("*.toml")))
