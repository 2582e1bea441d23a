"""A page with its key, ready to be rendered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from therapyblog.model.codec import digest, encode
from therapyblog.work.jobs import RenderOne


class Keyed(msgspec.Struct, frozen=True):
    """A route with its key, and all that is needed to render it."""

    route: RenderOne
    key: bytes
    frame: bytes
    """A digest of what is not its own: address, templates, what it shares with others."""
    shows: tuple[str, ...]
    """The paths of the documents whose bodies it shows."""


def page_key(frame: bytes, values: list[Any], shown: Iterable[bytes]) -> bytes:
    """Return the key of a page: a digest of its frame, its own values in the order of their names, and what it shows.

    Among the values addresses stand for cards; `shown` are the digests of its bodies and cards.
    """
    return digest(frame + encode(values) + b"".join(shown))
