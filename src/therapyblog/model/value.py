"""The base of every value: frozen, compared by content, and encodable by msgspec."""

from __future__ import annotations

import msgspec


class Value(msgspec.Struct, frozen=True, gc=False):
    """A value of the model. It is born complete and never changes.

    `gc=False` is sound because values only hold other values and tuples of them: no cycle is possible.
    Subclasses say `kw_only=True` themselves: msgspec applies it to a class's own fields only.
    """
