"""Words that stand for a fact of the practice wherever an address may stand: `email`, `phone`, `booking`.

So an address that changes is changed in one place. `email/ada-moss` is the fact of one practitioner, and
`email?subject=Hello` adds to it what an address may hold.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_FACT = re.compile(r"(email|phone|booking)(?:/([^/?#\s]+))?(\?[^#\s]*)?")


class FactWord(NamedTuple):
    """What stands in the place of an address: which fact, of whom (empty: of the practice), and what follows it."""

    word: str
    whose: str
    query: str

    @property
    def name(self) -> str:
        """The word and whose fact it is, as an author writes them."""
        return f"{self.word}/{self.whose}" if self.whose else self.word


def fact_word(address: str) -> FactWord | None:
    """Return which fact an address stands for; `None` where it is an address itself."""
    found = _FACT.fullmatch(address)
    return FactWord(found[1], found[2] or "", found[3] or "") if found else None
