"""A page with its key, ready to be rendered; the way that only renders again needs no more of `keys.py`."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import msgspec

from therapyblog.model.codec import encode
from therapyblog.model.value import Value
from therapyblog.work.jobs import RenderOne


class Keyed(msgspec.Struct, frozen=True):
    """A route with its key, and all that is needed to render it."""

    route: RenderOne
    key: bytes
    frame: bytes
    """A digest of what is not its own: address, templates, what it shares with others."""
    context: bytes
    """A digest of everything but the bodies and cards."""
    shows: tuple[str, ...]
    """The paths of the documents whose bodies it shows."""


class Recipe(Value, frozen=True):
    """What is remembered of a page: what it was rendered from, but for its common names, bodies and cards."""

    route: RenderOne
    frame: bytes


def page_context(frame: bytes, values: list[Any]) -> bytes:
    """Return the context of a page: its frame and its own values in the order of their names, addresses for cards."""
    return blake2b(frame + encode(values), digest_size=16).digest()


def page_key(context: bytes, shown: Iterable[bytes]) -> bytes:
    """Return the key of a page: its context, and the digests of the bodies and cards that it shows."""
    return blake2b(context + b"".join(shown), digest_size=16).digest()
