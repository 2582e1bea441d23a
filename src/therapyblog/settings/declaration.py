"""What a setting is declared with: a `Field` of a table, a `Group` of fields as the value of another field.

A declaration is the one place that defines a setting: `reader` reads by it, `json_schema` describes it for editors, and
`reference_docs` for the manual. The default of a setting stands in the model, as the attribute's default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from therapyblog.settings.nodes import Node
from therapyblog.settings.types import ValueKind


class Entry(msgspec.Struct, frozen=True):
    """One table of a list, as far as it could be read."""

    node: Node
    """Where it stands, with each of its settings."""
    values: Mapping[str, Any]
    sound: bool
    """Nothing in it is wrong by itself."""

    def inner(self, name: str) -> Node:
        """Return where a setting of it stands."""
        inner = self.node.value.get(name) if isinstance(self.node.value, dict) else None
        return inner if isinstance(inner, Node) else self.node


class Complaint(NamedTuple):
    """What is wrong between several settings."""

    code: str
    at: Node
    says: str
    fix: str


class Field(msgspec.Struct, frozen=True):
    """One setting."""

    kind: ValueKind[Any] | Group
    about: str
    """What it is, in one line."""
    appears: str = ""
    """Where it appears on the built site, for the manual."""
    without: str = ""
    """What stands in for it where it is not given, if the default of the model does not say it."""
    required: bool = False
    fills: str = ""
    """The attribute of the model that it fills, where that has another name."""


Table = Mapping[str, Field]


class Group(msgspec.Struct, frozen=True):
    """A kind whose value is a group of settings of its own, a list of such groups, or groups by name."""

    table: Table
    build: type[Any]
    """What is made of them."""
    shape: Literal["one", "list", "named", "flat"] = "one"
    """`flat`: they fill attributes of what the group around them makes."""
    rest: str = ""
    """The attribute that keeps settings of other names; without it they are a mistake."""
    shorthand: str = ""
    """The setting that a mere text stands for."""
    split: str = ""
    """The sign between several texts in one."""
    check: Callable[[Sequence[Entry]], Iterable[Complaint]] | None = None
    """What must hold between the settings of one group of a list, and between the groups."""
    example: str = ""
    """What to write below the header, where the names of all settings would not help."""

    @property
    def words(self) -> str:
        """What the manual calls it."""
        words = {"list": "list of groups", "named": "groups by name"}.get(self.shape, "group of settings")
        return f"text, or a {words}" if self.shorthand else words

    def header(self, name: str) -> str:
        """Return the line above its settings in `therapyblog.toml`."""
        return {"list": f"[[{name}]]", "named": f"[{name}.NAME]"}.get(self.shape, f"[{name}]")

    def attribute(self, name: str) -> str:
        """Return the attribute that one of its settings fills."""
        return self.table[name].fills or name


def varied(table: Table, **changes: Mapping[str, str]) -> dict[str, Field]:
    """Return a table in which some settings are described in other words, for another kind of file."""
    return {**table, **{name: msgspec.structs.replace(table[name], **change) for name, change in changes.items()}}
