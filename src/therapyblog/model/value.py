"""The base of every value: frozen, compared by content, and encodable by msgspec."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec


class Value(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A value of the model. It is born complete and never changes.

    `gc=False` is sound because values only hold other values and tuples of them: no cycle is possible. `array_like`
    makes the encoded form small and quick; values that programs read as JSON say otherwise. Subclasses say
    `kw_only=True` themselves: msgspec applies it to a class's own fields only.
    """


def shared(value: Value, other: type[Value]) -> dict[str, Any]:
    """Return the attributes of a value that another type has under the same names."""
    return {name: getattr(value, name) for name in _shared_names(type(value), other)}


@cache
def _shared_names(own: type[Value], other: type[Value]) -> tuple[str, ...]:
    return tuple(name for name in own.__struct_fields__ if name in other.__struct_fields__)
