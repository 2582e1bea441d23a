"""Reading a table of settings, key by key: every problem is collected, nothing stops at the first.

A table is data (`dict[str, Key]`), so the manual, the JSON Schema and the reader cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from therapyblog.content.hold_rules import fold
from therapyblog.content.kinds import Kind, Wrong, named, sentence_of
from therapyblog.content.nodes import Node, plain
from therapyblog.content.similar import nearest
from therapyblog.model.problems import Place, Problem, is_error, problem


class Entry(msgspec.Struct, frozen=True):
    """One table of a list, as far as it could be read."""

    node: Node
    """Where it stands, with each of its settings."""
    values: Mapping[str, Any]
    sound: bool
    """Nothing in it is wrong by itself."""

    def inner(self, name: str) -> Node:
        """Return where a setting of it stands."""
        found = self.node.value.get(name) if isinstance(self.node.value, dict) else None
        return found if isinstance(found, Node) else self.node


class Complaint(NamedTuple):
    """What is wrong between several settings."""

    code: str
    at: Node
    says: str
    fix: str


class Nested:
    """A kind whose value is a table of settings of its own, a list of such tables, or tables by name."""

    def __init__(
        self,
        table: Table,
        build: Callable[..., Any],
        *,
        shape: Literal["one", "list", "named"] = "one",
        shorthand: Callable[[str], Mapping[str, str]] | None = None,
        split: str = "",
        check: Callable[[Sequence[Entry]], Iterable[Complaint]] | None = None,
    ) -> None:
        self.table, self.build, self.shape, self.shorthand, self.split = table, build, shape, shorthand, split
        self.check = check

    def read(self, node: Node, findings: Findings, codes: Codes, within: str) -> Any:
        """Read every table inside; problems go to `findings`, tables with problems are left out."""
        if self.shape == "named":
            if not isinstance(node.value, dict):
                self._refuse(node, findings, codes, within)
                return {}
            found = {
                name: self._one(inner, findings, codes, f"{within}.{name}", name) for name, inner in node.value.items()
            }
            return {name: value for name, value in found.items() if value is not None}
        if self.shape == "list":
            items = node.value if isinstance(node.value, tuple) else self._pieces(node)
            entries: list[Entry] = []
            values = tuple(self._one(item, findings, codes, within, "", entries) for item in items)
            for complaint in self.check(entries) if self.check else ():
                findings.add(complaint.code, complaint.at.line, complaint.at.column, complaint.says, complaint.fix)
            return tuple(value for value in values if value is not None)
        return self._one(node, findings, codes, within, "")

    def _pieces(self, node: Node) -> tuple[Node, ...]:
        if self.split and isinstance(node.value, str):
            return tuple(
                Node(piece.strip(), node.line, node.column) for piece in node.value.split(self.split) if piece.strip()
            )
        return (node,)

    def _one(
        self,
        node: Node,
        findings: Findings,
        codes: Codes,
        within: str,
        name: str,
        entries: list[Entry] | None = None,
    ) -> Any:
        mapping = node.value
        if isinstance(mapping, str) and self.shorthand and mapping.strip():
            mapping = {
                key: Node(value, node.line, node.column) for key, value in self.shorthand(mapping.strip()).items()
            }
        if not isinstance(mapping, dict):
            self._refuse(node, findings, codes, within)
            return None
        if self.shorthand and (sentence := sentence_of(node)) and not self._knows(mapping):
            says = f"`{within}` holds a text with a colon, which needs quotes"
            findings.add(codes.wrong, node.line, node.column, says, f"write {sentence}")
            return None
        before = len(findings.problems)
        inner = Codes(codes.missing, codes.wrong, codes.near_miss, codes.unknown or codes.wrong, toml=codes.toml)
        values = read_keys(self.table, mapping, findings, codes=inner, within=f"{within}.", at=node)
        sound = not any(is_error(found) for found in findings.problems[before:])
        if entries is not None:
            entries.append(Entry(node, values, sound))
        if not sound:
            return None
        return self.build(**values, **({"name": name} if self.shape == "named" else {}))

    def _knows(self, mapping: Mapping[str, Node]) -> bool:
        """Say whether a name is one of ours but for capital letters: then it is a slip and no sentence."""
        return any(name.lower() in self.table for name in mapping)

    def _refuse(self, node: Node, findings: Findings, codes: Codes, within: str) -> None:
        wanted = "text, or a group of settings" if self.shorthand else "a group of settings"
        names = ", ".join(self.table)
        header = {"one": f"[{within}]", "list": f"[[{within}]]", "named": f"[{within}.NAME]"}[self.shape]
        if codes.toml:
            fix = f"write {header} on a line of its own and below it what you need of: {names}"
        else:
            fix = f"write it in quotes, or what you need of: {names}"
        findings.add(codes.wrong, node.line, node.column, f"`{within}` should be {wanted}, not {named(node)}", fix)


class Key(msgspec.Struct, frozen=True):
    """One setting: what kind of value it takes, whether it must be there, and one line for the manual."""

    kind: Kind | Nested
    about: str = ""
    required: bool = False
    field: str = ""
    """The name of the field it fills, where that differs."""


Table = Mapping[str, "Key"]


class Codes(msgspec.Struct, frozen=True):
    """The problem codes of one kind of settings."""

    missing: str
    wrong: str
    near_miss: str
    unknown: str = ""
    """Empty: an unknown name is kept as `extra`."""
    toml: bool = False
    """They are settings of `therapyblog.toml`, not of the top of a file."""

    def example(self, within: str, name: str) -> str:
        """Show how a setting is written."""
        if not self.toml:
            return f"`{name}: …`"
        return f'`{name} = "…"`' if within else f"`[{name}]`"


TOP_OF_FILE = Codes("TB-SET-007", "TB-SET-008", "TB-SET-009")
SITE_FILE = Codes("TB-CONF-004", "TB-CONF-003", "TB-CONF-002", "TB-CONF-002", toml=True)


class Findings:
    """Where a reader puts its problems: one file's, in the order in which they were met."""

    __slots__ = ("path", "problems")

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def add(self, code: str, line: int, column: int, says: str, fix: str) -> None:
        """Note one problem at a place of this file."""
        at = Place(path=self.path, line=line, column=column)
        self.problems.append(problem(code, at=at, says=says, fix=fix))


def read_keys(
    table: Table,
    settings: Mapping[str, Node],
    findings: Findings,
    *,
    codes: Codes,
    within: str = "",
    at: Node | None = None,
    known: Container[str] = (),
) -> dict[str, Any]:
    """Convert each known key; return field names to values, with `extra` for the rest where the codes allow it.

    `within` names the table in messages (`[cta.discovery]`); `at` is where a missing key is reported. Of `known`
    names, folded, nobody asks whether they are slips of the hand: another program has them.
    """
    values: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for name, node in settings.items():
        key = table.get(name)
        if key is None:
            if codes.unknown:
                _unknown(name, node, table, findings, codes, within)
            else:
                extra[name] = plain(node)
                if fold(name) not in known:
                    _near_miss(name, node, table, findings, codes)
        elif isinstance(key.kind, Nested):
            if node.value is not None:
                values[key.field or name] = key.kind.read(node, findings, codes, f"{within}{name}")
        elif node.value is not None:
            try:
                values[key.field or name] = key.kind(node)
            except Wrong as wrong:
                place = wrong.at or node
                shown = (
                    f"`{within}{name}` {wrong.says}"
                    if not wrong.says.startswith("“")
                    else f"`{within}{name}`: {wrong.says}"
                )
                findings.add(wrong.code or codes.wrong, place.line, place.column, shown, wrong.fix)
    _miss(table, settings, values, findings, codes, within, at)
    if extra:
        values["extra"] = extra
    return values


def _miss(
    table: Table,
    settings: Mapping[str, Node],
    values: Mapping[str, Any],
    findings: Findings,
    codes: Codes,
    within: str,
    at: Node | None,
) -> None:
    """Note every key that must be there and is not, or says nothing."""
    for name, key in table.items():
        node = settings.get(name)
        if not key.required or (node and node.value is not None and values.get(key.field or name) != ""):
            continue
        place = node or at or Node(None)
        says = f"`{within}{name}` is {'empty' if node else 'missing'}"
        fix = f"add {codes.example(within, name)}: {key.about}"
        findings.add(codes.missing, place.line, place.column, says, fix)


def _near_miss(name: str, node: Node, table: Table, findings: Findings, codes: Codes) -> None:
    meant = nearest(name, table)
    if meant:
        says = f"`{name}` is not a setting that we know; did you mean `{meant}`?"
        findings.add(
            codes.near_miss,
            node.line,
            _name_column(node),
            says,
            f"write `{meant}:`, or leave it if your theme reads `{name}`",
        )


def _unknown(name: str, node: Node, table: Table, findings: Findings, codes: Codes, within: str) -> None:
    meant = nearest(name, table)
    fix = f"did you mean `{meant}`?" if meant else f"remove it; known here: {', '.join(sorted(table))}"
    shown = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
    line = node.name_line or node.line
    findings.add(codes.unknown, line, _name_column(node), f"`{within}{shown}` is not a setting that we know", fix)


_LONGEST_NAME = 60


def _name_column(node: Node) -> int:
    """A name at the top of a block stands at the line's beginning; inside a group the node knows where."""
    return node.name_column or (1 if node.line else 0)
