"""A name that nobody has → the known name that was probably meant.

To compare a name with all others costs too much where a site has thousands of both. A slip leaves the beginning or the
end of a name as it was, so only its neighbours are compared, in the order of the alphabet forwards and backwards.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from itertools import islice

NEIGHBOURS = 16
"""Names compared on either side, in either order: where there are no more than these, all are."""
LONGEST = 200
"""Characters of a name that is compared at all; to compare two long ones takes the square of their length."""
MOST_SHOWN = 12
"""Names that a message lists."""
_ALIKE = 0.75


class KnownNames:
    """Known names, put in order when the first question comes."""

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
        found = dict.fromkeys(_around(self._forwards, wanted))
        found |= dict.fromkeys(other[::-1] for other in _around(self._backwards, wanted[::-1]))
        return [self._known[other] for other in found]

    def nearest(self, name: str) -> str:
        """Return the known name that `name` was probably meant to be, or nothing."""
        return nearest(name, self.near(name))


def nearest(name: str, names: Iterable[str]) -> str:
    """Return the one of these names that `name` was probably meant to be, or nothing."""
    if len(name) > LONGEST:
        return ""
    from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong; it takes 5 ms to import

    folded = {_folded(known): known for known in sorted(names)}
    found = get_close_matches(_folded(name), folded, n=1, cutoff=_ALIKE)
    return folded[found[0]] if found else ""


def some(names: Collection[str]) -> str:
    """Return the first few of many names, for a message."""
    shown = ", ".join(islice(names, MOST_SHOWN))
    more = len(names) - MOST_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _folded(name: str) -> str:
    return name.casefold().replace("_", "-")


def _around(ordered: Sequence[str], name: str) -> Sequence[str]:
    place = bisect_left(ordered, name)
    return ordered[max(0, place - NEIGHBOURS) : place + NEIGHBOURS]
