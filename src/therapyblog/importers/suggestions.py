"""What a source hints at and nobody can be sure of: parts of a series in titles, and where to book a conversation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from therapyblog.importers.addresses import urlsplit
from therapyblog.model.import_report import OTHER, Look

_PART = re.compile(
    r"^(?P<before>.*?)[\s,:;(–—-]*\b(?:part|teil|partie|parte|deel|część|pt\.?)\s*(?P<number>\d{1,3}|[ivx]{1,5})\b[\s,:;).–—-]*"
    r"(?P<after>.*)$",
    re.IGNORECASE,
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_BOOKING = re.compile(
    r"(?:^|\.)(?:calendly|acuityscheduling|simplepractice|doctolib|setmore|youcanbook|janeapp|cliniko|simplybook|halaxy)\."
    r"|^(?:cal\.com|book|booking|bookings|termin)\.|^cal\.com$"
)


def series_of(titles: Iterable[tuple[str, str]]) -> Iterator[Look]:
    """Yield a suggestion for each text whose title says that it is a part, where another of the same name does too.

    `titles` are the file of each text and its title.
    """
    parts: dict[str, list[tuple[str, int]]] = {}
    for file, title in titles:
        found = _PART.match(title)
        if found is None:
            continue
        name = " ".join((found["before"] or found["after"]).split())
        number = int(found["number"]) if found["number"].isdigit() else _ROMAN.get(found["number"].lower(), 0)
        if name and number:
            parts.setdefault(name, []).append((file, number))
    for name, files in parts.items():
        for file, number in files if len(files) > 1 else ():
            setting = f'series: {{name: "{name}", part: {number}}}'
            yield Look(rank=OTHER, file=file, says=f"its title says that it is a part; if it is, add `{setting}`")


def is_booking(address: str) -> bool:
    """Say whether an address is of a service where visitors book a conversation."""
    return bool(_BOOKING.search((urlsplit(address).hostname or "").lower()))


def call_of(addresses: Iterable[str]) -> Iterator[Look]:
    """Yield the call-to-action that links to a booking service suggest."""
    for address in dict.fromkeys(addresses):
        lines = f'[cta.book] with label = "Book a conversation" and url = "{address}"'
        says = f"texts lead to {address}; to have that at the end of every page, add {lines}"
        yield Look(rank=OTHER, file="therapyblog.toml", says=says)
