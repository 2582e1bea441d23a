"""Verification: what was published is fetched back from its public address and compared."""

from __future__ import annotations

from collections.abc import Collection

from therapyblog.model.value import Value
from therapyblog.publishing.host import Files


class Verification(Value, frozen=True, kw_only=True, array_like=False):
    """What was seen from outside."""

    right: int = 0
    """Addresses that answer as they should."""
    wrong: tuple[str, ...] = ()
    """One sentence for each that does not."""
    notes: tuple[str, ...] = ()
    """What else a person should know: what a cache still shows and for how long, headers that the host ignores."""


def verify(address: str, files: Files, changed: Collection[str], removed: Collection[str]) -> Verification:
    """Fetch every changed address and every removed one."""
    raise NotImplementedError
