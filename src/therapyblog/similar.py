"""Finds the known name that an unknown one was probably meant to be ("did you mean").

Comparing a name with all others takes too long where a site has thousands of both. A typing error leaves the beginning
or the end of a name intact, so only its neighbours in alphabetical order are compared, forwards and backwards.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import islice

NEIGHBOURS = 16
"""Names compared on either side, in both orders."""
LONGEST = 200
"""Most characters of a name that is compared: the time is quadratic in the length."""
MOST_SHOWN = 12
"""Names that a message lists."""
_ALIKE = 0.75


class KnownNames:
    """Known names, sorted at the first query."""

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        self._names = names

    @cached_property
    def _known(self) -> dict[str, str]:
        return {_folded(name): name for name in sorted(self._names())}

    @cached_property
    def _forwards(self) -> list[str]:
        return sorted(self._known)

    @cached_property
    def _backwards(self) -> list[str]:
        return sorted(name[::-1] for name in self._known)

    def near(self, name: str) -> list[str]:
        """Return the known names that begin or end most like this one, a bounded number of them."""
        wanted = _folded(name)
        names = dict.fromkeys(_around(self._forwards, wanted))
        names |= dict.fromkeys(other[::-1] for other in _around(self._backwards, wanted[::-1]))
        return [self._known[other] for other in names]

    def nearest(self, name: str) -> str:
        """Return the known name that `name` was probably meant to be, or nothing."""
        return nearest(name, self.near(name))


def nearest(name: str, names: Iterable[str]) -> str:
    """Return the one of these names that `name` was probably meant to be, or nothing."""
    if len(name) > LONGEST:
        return ""
    from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong; it takes 5 ms to import

    folded = {_folded(name): name for name in sorted(names)}
    matches = get_close_matches(_folded(name), folded, n=1, cutoff=_ALIKE)
    return folded[matches[0]] if matches else ""


@lru_cache(maxsize=4096)
def slip(name: str, names: tuple[str, ...]) -> str:
    """Return the name of which `name` is a slip of the hand, or nothing; stricter than `nearest`.

    A slip is a letter too many or too few, a wrong one, or two that changed places; two of these in a long name. Of
    short names one wrong letter makes another word (`edit` is not `exit`).
    """
    typed = _folded(name)
    if len(typed) > _LONGEST_SLIP:
        return ""
    for known in sorted(names):
        wanted = _folded(known)
        far = 1 if len(wanted) < _LONG else 2
        is_close = abs(len(typed) - len(wanted)) <= far and _distance(typed, wanted) <= far
        if wanted.startswith(typed) and len(wanted) - len(typed) <= _MISSING and len(typed) >= _SHORT:
            return known
        if is_close and (len(wanted) >= _SHORT or len(typed) != len(wanted) or sorted(typed) == sorted(wanted)):
            return known
    return ""


_SHORT, _LONG, _LONGEST_SLIP, _MISSING = 5, 8, 40, 2


def _distance(name: str, other: str) -> int:
    """Return how many slips lie between two words (optimal string alignment)."""
    before: list[int] = []
    row = [*range(len(other) + 1)]
    for index, sign in enumerate(name):
        earlier, before = before, row
        row = [index + 1]
        for column, wanted in enumerate(other):
            cost = min(before[column + 1] + 1, row[column] + 1, before[column] + (sign != wanted))
            if index and column and sign == other[column - 1] and name[index - 1] == wanted:
                cost = min(cost, earlier[column - 1] + 1)
            row.append(cost)
    distance: int = row[-1]
    return distance


def some(names: Collection[str], most: int = MOST_SHOWN) -> str:
    """Return the first few of many names, for a message."""
    shown = ", ".join(islice(names, most))
    more = len(names) - most
    return f"{shown} and {more} more" if more > 0 else shown


def _folded(name: str) -> str:
    return name.casefold().replace("_", "-")


def _around(ordered: Sequence[str], name: str) -> Sequence[str]:
    place = bisect_left(ordered, name)
    return ordered[max(0, place - NEIGHBOURS) : place + NEIGHBOURS]
