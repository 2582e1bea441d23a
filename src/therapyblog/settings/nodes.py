"""Settings as they were typed, before anybody says what they should be: values with their places."""

from __future__ import annotations

from typing import Any

import msgspec


class Node(msgspec.Struct, frozen=True, gc=False):
    """A typed value and where it stands.

    From the top of a post every leaf is text (or `None` where nothing was typed); from TOML leaves have TOML's types.
    """

    value: Any
    """`str | int | float | bool | date | datetime | time | None`, a tuple of nodes, or a dict of names to nodes."""
    line: int = 0
    column: int = 0
    name_line: int = 0
    name_column: int = 0
    """Where its name stands, inside a group at the top of a file; 0 elsewhere: there a line begins with it."""


def plain(node: Node) -> Any:
    """Return the value without the places, as themes receive it in `extra`."""
    value = node.value
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [plain(inner) for inner in value]
    return value
