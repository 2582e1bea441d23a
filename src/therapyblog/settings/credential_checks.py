"""What must hold between the settings of one credential, and between several, which no single setting shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from therapyblog.settings.declaration import Complaint, Entry
from therapyblog.settings.types import said


def check_credentials(entries: Sequence[Entry]) -> Iterator[Complaint]:
    """Yield what is wrong with a list of credentials, in the order of its lines."""
    for index, entry in enumerate(entries):
        yield from _says_something(entry)
        yield from _ends_after_it_begins(entry)
        yield from _letters_once(entry, entries[:index])


def _says_something(entry: Entry) -> Iterator[Complaint]:
    """A credential needs something to be called by; a line of its own that is wrong is reported already."""
    if entry.sound and not entry.values.get("letters") and not entry.values.get("name"):
        says = "an entry of `credentials` has neither `letters` nor `name`, so there is nothing to show"
        fix = "add `letters: …` or `name: …` to it, or remove it"
        yield Complaint("TB-SET-007", entry.node, says, fix)


def _ends_after_it_begins(entry: Entry) -> Iterator[Complaint]:
    begins, ends = entry.values.get("valid_from"), entry.values.get("expires")
    if begins and ends and ends < begins:
        says = f"{_called(entry.values)} expires on {ends}, before the day from which it counts, {begins}"
        yield Complaint("TB-CRED-004", entry.inner("expires"), says, "correct `expires` or `valid_from`")


def _letters_once(entry: Entry, before: Sequence[Entry]) -> Iterator[Complaint]:
    """The same letters twice are a mistake, unless the names differ, or one follows the other in time."""
    letters = str(entry.values.get("letters", ""))
    for earlier in before if letters else ():
        if letters.casefold() == str(earlier.values.get("letters", "")).casefold() and _same(earlier, entry):
            says = f"{said(letters)} is given twice, first on line {earlier.inner('letters').line}; it is shown once"
            fix = "remove one of the two, or give each a `name` of its own"
            yield Complaint("TB-CRED-005", entry.inner("letters"), says, fix)
            return


def _same(earlier: Entry, other: Entry) -> bool:
    names = [str(entry.values.get("name", "")).casefold() for entry in (earlier, other)]
    return (names[0] == names[1] or not all(names)) and _overlap(earlier.values, other.values)


def _overlap(earlier: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether there is a day on which both count."""
    begins = max(values.get("valid_from") or dt.date.min for values in (earlier, other))
    ends = min(values.get("expires") or dt.date.max for values in (earlier, other))
    return begins <= ends


def _called(values: Mapping[str, Any]) -> str:
    name = values.get("letters") or values.get("name") or values.get("issuer")
    return said(str(name)) if name else "a credential"
