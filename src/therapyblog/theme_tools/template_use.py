"""What a template asks for, read from its text: names, fields, texts, files, each with its line.

The types of the contract say what a field may be called; where a type cannot be told from the text alone (a macro's
argument, a value put together in the template), nothing is said of it. A build would notice, with the same line.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Union, get_args, get_origin

import msgspec
from jinja2 import nodes

from therapyblog.model.value import Value
from therapyblog.render.templates import syntax_tree
from therapyblog.similar import nearest
from therapyblog.theme_tools.contract import fields_of

GLOBALS = frozenset({"range", "dict", "lipsum", "cycler", "joiner", "namespace", "loop", "caller", "varargs", "kwargs",
                     "self", "super"})  # fmt: skip


class Slip(msgspec.Struct, frozen=True):
    """Something that a template asks for and nobody gives."""

    line: int
    says: str
    meant: str = ""
    text: bool = False
    """It is a text of the theme."""


class Given(msgspec.Struct, frozen=True):
    """What a template may ask for."""

    names: Mapping[str, Any]
    strings: frozenset[str]
    settings: frozenset[str]
    assets: frozenset[str]


@lru_cache(maxsize=256)
def tree_of(source: str) -> nodes.Template:
    """Return a template's syntax tree."""
    return syntax_tree(source)


def bound_names(source: str) -> frozenset[str]:
    """Return the names that a template gives values itself: in loops, macros, `set` and imports."""
    found = set()
    for node in tree_of(source).find_all((nodes.Name, nodes.Macro, nodes.Import, nodes.FromImport)):
        if isinstance(node, nodes.Macro) or (isinstance(node, nodes.Name) and node.ctx != "load"):
            found.add(node.name)
        elif isinstance(node, nodes.Import):
            found.add(node.target)
        elif isinstance(node, nodes.FromImport):
            found |= {one if isinstance(one, str) else one[1] for one in node.names}
    return frozenset(found)


def slips(source: str, given: Given, bound: frozenset[str]) -> Iterator[Slip]:
    """Yield what a template asks for in vain; `bound` are the names that it or who draws it gives values."""
    tree = tree_of(source)
    asked = _asked_first(tree)
    local = _types_of_loops(tree, given)
    seen: set[tuple[int, str]] = set()
    node: Any
    for node in tree.find_all((nodes.Name, nodes.Getattr, nodes.Getitem)):
        slip = None
        if isinstance(node, nodes.Name):
            known = given.names.keys() | bound | GLOBALS | asked
            if node.ctx == "load" and node.name not in known:
                slip = Slip(node.lineno, f"there is no name `{node.name}` here", nearest(node.name, given.names))
        elif isinstance(node, nodes.Getattr):
            slip = _field(node, given, local, asked)
        elif isinstance(node.node, nodes.Name) and isinstance(node.arg, nodes.Const):
            slip = _key(node.node.name, node.arg.value, node.lineno, given, asked)
        if slip and (slip.line, slip.says) not in seen:
            seen.add((slip.line, slip.says))
            yield slip


def _asked_first(tree: nodes.Template) -> set[str]:
    """Return what a template asks about before it uses it: with `is defined` or a default."""
    found = set()
    for node in tree.find_all((nodes.Test, nodes.Filter)):
        if node.name in ("defined", "undefined", "default", "d") and node.node is not None:
            found.add(_written(node.node))
    return found - {""}


def _written(node: Any) -> str:
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr) and (before := _written(node.node)):
        return f"{before}.{node.attr}"
    return ""


def _types_of_loops(tree: nodes.Template, given: Given) -> dict[str, Any]:
    """Return the types of names that loops give values; `None` where they cannot be told."""
    local: dict[str, Any] = {}
    for node in tree.find_all(nodes.Name):
        if node.ctx in ("store", "param"):
            local[node.name] = None
    counts = dict.fromkeys(local, 0)
    for node in tree.find_all(nodes.Name):
        if node.ctx in ("store", "param"):
            counts[node.name] += 1
    for loop in tree.find_all(nodes.For):
        if isinstance(loop.target, nodes.Name) and counts[loop.target.name] == 1:
            items = _bare(_type(loop.iter, given, local))
            local[loop.target.name] = get_args(items)[0] if get_origin(items) is tuple else None
    return local


def _bare(kind: Any) -> Any:
    """Return a type without its "or none"."""
    if get_origin(kind) in (Union, types.UnionType):
        inner = [one for one in get_args(kind) if one is not type(None)]
        return inner[0] if len(inner) == 1 else None
    return kind


def _type(node: Any, given: Given, local: Mapping[str, Any]) -> Any:
    if isinstance(node, nodes.Name):
        return local[node.name] if node.name in local else given.names.get(node.name)
    if isinstance(node, nodes.Getattr):
        owner = _bare(_type(node.node, given, local))
        if isinstance(owner, type) and issubclass(owner, Value):
            return fields_of(owner).get(node.attr)
    if isinstance(node, nodes.Getitem):
        items = _bare(_type(node.node, given, local))
        if get_origin(items) is tuple:
            return items if isinstance(node.arg, nodes.Slice) else get_args(items)[0]
    return None


def _field(node: nodes.Getattr, given: Given, local: Mapping[str, Any], asked: set[str]) -> Slip | None:
    if _written(node) in asked:
        return None
    if isinstance(node.node, nodes.Name) and node.node.name in ("strings", "theme") and node.node.name not in local:
        return _key(node.node.name, node.attr, node.lineno, given, asked)
    owner = _bare(_type(node.node, given, local))
    if not (isinstance(owner, type) and issubclass(owner, Value)) or node.attr in fields_of(owner):
        return None
    return Slip(node.lineno, f"a {owner.__name__} has no `{node.attr}`", nearest(node.attr, fields_of(owner)))


def _key(table: str, key: Any, line: int, given: Given, asked: set[str]) -> Slip | None:
    if not isinstance(key, str) or f"{table}.{key}" in asked:
        return None
    if table == "strings" and key not in given.strings:
        return Slip(line, f"the theme has no text “{key}”", nearest(key, given.strings), text=True)
    if table == "theme" and key not in given.settings and key not in dir(dict):
        return Slip(line, f"the theme has no setting `{key}`", nearest(key, given.settings))
    if table == "assets" and key not in given.assets:
        return Slip(line, f"the theme has no static file “{key}”", nearest(key, given.assets))
    return None
