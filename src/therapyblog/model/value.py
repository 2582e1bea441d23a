"""The base of every value: frozen, compared by content, and encodable by msgspec."""

from __future__ import annotations

from functools import cache
from operator import attrgetter
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
    names, values_of = _shared_names(type(value), other)
    return dict(zip(names, values_of(value), strict=True))


@cache
def _shared_names(own: type[Value], other: type[Value]) -> tuple[tuple[str, ...], attrgetter[tuple[Any, ...]]]:
    names = tuple(name for name in own.__struct_fields__ if name in other.__struct_fields__)
    return names, attrgetter(*names)
