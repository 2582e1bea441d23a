"""The base of every value: frozen, compared by content, and encodable by msgspec."""

from __future__ import annotations

import msgspec


class Value(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A value of the model. It is born complete and never changes.

    `gc=False` is sound because values only hold other values and tuples of them: no cycle is possible. `array_like`
    makes the encoded form small and quick; values that programs read as JSON say otherwise. Subclasses say
    `kw_only=True` themselves: msgspec applies it to a class's own fields only.
    """
