"""Reading settings by their declarations: every problem is collected, nothing stops at the first."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

import msgspec

from therapyblog.diagnostics import FileDiagnostics
from therapyblog.settings.dates import day_first
from therapyblog.settings.declaration import Entry, Group
from therapyblog.settings.hold_rules import fold
from therapyblog.settings.nodes import Node, plain
from therapyblog.settings.types import Wrong, named, sentence_of, when
from therapyblog.similar import nearest, slip


class Codes(msgspec.Struct, frozen=True):
    """The problem codes of one kind of settings."""

    missing: str
    wrong: str
    unknown: str
    near_miss: str = ""
    """Where other names are let through: for one that is nearly ours."""
    toml: bool = False
    """They are settings of `therapyblog.toml`, not of the top of a file."""

    def example(self, within: str, name: str) -> str:
        """Show how a setting is written."""
        if not self.toml:
            return f"`{name}: …`"
        return f'`{name} = "…"`' if within else f"`[{name}]`"


TOP_OF_FILE = Codes("TB-SET-007", "TB-SET-008", "TB-SET-008", "TB-SET-009")
SITE_FILE = Codes("TB-CONF-004", "TB-CONF-003", "TB-CONF-002", toml=True)


class Reader:
    """Reads the settings of one file; what is wrong is reported under the codes of their kind."""

    __slots__ = ("codes", "day_first", "diagnostics")

    def __init__(self, diagnostics: FileDiagnostics, codes: Codes, *, day_first: bool = False) -> None:
        """`day_first` says that a date with dots (`3.4.2020`) names the day first, as in every language but English."""
        self.diagnostics, self.codes, self.day_first = diagnostics, codes, day_first

    def fields(
        self,
        group: Group,
        settings: Mapping[str, Node],
        *,
        within: str = "",
        at: Node | None = None,
        known: Container[str] = (),
    ) -> dict[str, Any]:
        """Return the attributes that these settings fill, without those that are wrong.

        `within` names the group in messages (`cta.discovery.`); `at` is where a missing setting is reported. Of `known`
        names, folded, no near miss is reported: other programs have them.
        """
        values: dict[str, Any] = {}
        rest: dict[str, Any] = {}
        for name, node in settings.items():
            field = group.table.get(name)
            if field is None:
                if not group.rest:
                    self._unknown(name, node, group, within)
                    continue
                rest[name] = plain(node)
                if self.codes.near_miss and fold(name) not in known:
                    self._near_miss(name, node, group)
            elif node.value is None:
                continue
            elif not isinstance(field.kind, Group):
                is_dotted = self.day_first and field.kind.words == when.words and isinstance(node.value, str)
                dated = msgspec.structs.replace(node, value=day_first(node.value)) if is_dotted else node
                try:
                    values[field.fills or name] = field.kind.read(dated)
                except Wrong as error:
                    self._wrong(error, node, f"{within}{name}")
            elif field.kind.shape == "flat":
                values |= self._flat(field.kind, node, f"{within}{name}")
            else:
                values[field.fills or name] = self._group(field.kind, node, f"{within}{name}")
        self._require(group, settings, values, within, at)
        if rest:
            values[group.rest] = rest
        return values

    def _wrong(self, error: Wrong, node: Node, name: str) -> None:
        place = error.at or node
        says = f"`{name}`{':' if error.says.startswith('“') else ''} {error.says}"
        self.diagnostics.add(error.code or self.codes.wrong, place.line, place.column, says, error.fix)

    def _flat(self, group: Group, node: Node, within: str) -> dict[str, Any]:
        if isinstance(node.value, dict):
            return self.fields(group, node.value, within=f"{within}.", at=node)
        self._refuse(group, node, within)
        return {}

    def _group(self, group: Group, node: Node, within: str) -> Any:
        """Return what is made of a group, of a list of them or of those by name; those with problems are left out."""
        if group.shape == "one":
            return self._built(group, node, within)
        if group.shape == "named":
            if not isinstance(node.value, dict):
                self._refuse(group, node, within)
                return {}
            by_name = {
                name: self._built(group, inner, f"{within}.{name}", name=name) for name, inner in node.value.items()
            }
            return {name: value for name, value in by_name.items() if value is not None}
        entries: list[Entry] = []
        values = [self._built(group, item, within, entries=entries) for item in _items(group, node)]
        for complaint in group.check(entries) if group.check else ():
            self.diagnostics.add(complaint.code, complaint.at.line, complaint.at.column, complaint.says, complaint.fix)
        return tuple(value for value in values if value is not None)

    def _built(
        self, group: Group, node: Node, within: str, *, name: str = "", entries: list[Entry] | None = None
    ) -> Any:
        settings = node.value
        if isinstance(settings, str) and group.shorthand and settings.strip():
            settings = {group.shorthand: Node(settings.strip(), node.line, node.column)}
        if not isinstance(settings, dict):
            self._refuse(group, node, within)
            return None
        # A name that differs from ours only in capital letters is a mistyped setting and no sentence.
        is_slip = any(name.lower() in group.table for name in settings)
        if group.shorthand and not is_slip and (sentence := sentence_of(node)):
            says = f"`{within}` holds a text with a colon, which needs quotes"
            self.diagnostics.add(self.codes.wrong, node.line, node.column, says, f"write {sentence}")
            return None
        reported = self.diagnostics.diagnostics
        before = len(reported)
        values = self.fields(group, settings, within=f"{within}.", at=node)
        sound = not reported.has_errors(before)
        if entries is not None:
            entries.append(Entry(node, values, sound))
        if not sound:
            return None
        return group.build(**values, **({"name": name} if group.shape == "named" else {}))

    def _refuse(self, group: Group, node: Node, within: str) -> None:
        wanted = "text, or a group of settings" if group.shorthand else "a group of settings"
        below = group.example or f"what you need of: {', '.join(group.table)}"
        if self.codes.toml:
            fix = f"write {group.header(within)} on a line of its own and below it {below}"
        else:
            fix = f"write it in quotes, or {below}"
        says = f"`{within}` should be {wanted}, not {named(node)}"
        self.diagnostics.add(self.codes.wrong, node.line, node.column, says, fix)

    def _require(
        self, group: Group, settings: Mapping[str, Node], values: Mapping[str, Any], within: str, at: Node | None
    ) -> None:
        """Note every setting that must be there and is not, or says nothing."""
        for name, field in group.table.items():
            node = settings.get(name)
            if not field.required or (node and node.value is not None and values.get(field.fills or name) != ""):
                continue
            place = node or at or Node(None)
            says = f"`{within}{name}` is {'empty' if node else 'missing'}"
            fix = f"add {self.codes.example(within, name)}: {field.about}"
            self.diagnostics.add(self.codes.missing, place.line, place.column, says, fix)

    def _near_miss(self, name: str, node: Node, group: Group) -> None:
        if meant := slip(name, tuple(group.table)):
            says = f"`{name}` is not a setting that we know; did you mean `{meant}`?"
            fix = f"write `{meant}:`, or leave it if your theme reads `{name}`"
            self.diagnostics.add(self.codes.near_miss, node.line, _name_column(node), says, fix)

    def _unknown(self, name: str, node: Node, group: Group, within: str) -> None:
        from therapyblog.settings.site_fields import belongs  # noqa: PLC0415 - only for a message; it is read by us

        meant = nearest(name, group.table)
        fix = belongs(name) if self.codes.toml else ""
        if not fix:
            fix = f"did you mean `{meant}`?" if meant else f"remove it; known here: {', '.join(sorted(group.table))}"
        shown = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
        says = f"`{within}{shown}` is not a setting that we know"
        self.diagnostics.add(self.codes.unknown, node.name_line or node.line, _name_column(node), says, fix)


def _items(group: Group, node: Node) -> tuple[Node, ...]:
    """Return the entries of a list: a single one may stand alone, and several texts in one text."""
    if isinstance(node.value, tuple):
        return node.value
    if group.split and isinstance(node.value, str):
        pieces = (piece.strip() for piece in node.value.split(group.split))
        return tuple(Node(piece, node.line, node.column) for piece in pieces if piece)
    return (node,)


_LONGEST_NAME = 60


def _name_column(node: Node) -> int:
    """A name at the top of a block stands at the line's beginning; inside a group the node knows where."""
    return node.name_column or (1 if node.line else 0)
