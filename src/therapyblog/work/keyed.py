"""A page with its key, ready to be rendered; the way that only renders again needs no more of `keys.py`."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import msgspec

from therapyblog.work.jobs import RenderOne


class Keyed(msgspec.Struct, frozen=True):
    """A route with its key, and all that is needed to render it."""

    route: RenderOne
    key: bytes
    context: bytes
    """A digest of everything but the bodies."""
    shows: tuple[str, ...]
    """The paths of the documents whose bodies it shows."""


def page_key(context: bytes, bodies: Iterable[bytes]) -> bytes:
    """Return the key of a page: its context, and the digests of the bodies that it shows."""
    return blake2b(context + b"".join(bodies), digest_size=16).digest()
