"""Values as bytes, and bytes as digests: what the cache keeps and compares.

Digests are taken over encoded bytes, never over `==` or `hash()`: in Python `1 == True == 1.0`.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_ENCODER = msgspec.msgpack.Encoder(order="deterministic")
encode = _ENCODER.encode
"""Encode any value as msgpack, mappings in sorted order."""

pack = msgspec.msgpack.Encoder().encode
"""Encode any value as msgpack; mappings keep their order, so no digest may be taken of it."""


@cache
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)


def decode(encoded: bytes, kind: type[T]) -> T:
    """Decode a value of a kind; raises `msgspec.DecodeError` for bytes that are not one."""
    value: T = _decoder(kind).decode(encoded)  # type: ignore[arg-type]  # a type is hashable; mypy asks for more
    return value


def digest(content: bytes) -> bytes:
    """Return 16 bytes that stand for these bytes."""
    return blake2b(content, digest_size=16).digest()
