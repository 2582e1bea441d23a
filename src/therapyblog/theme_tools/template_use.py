"""Finds mistakes in a template by reading it: names, fields, texts and files that do not exist, each with its line.

Fields are checked with the types of the contract; where a type cannot be inferred from the text alone (a macro's
argument, a value computed in the template), they are not checked. A build would notice, with the same line.
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


class TemplateMistake(msgspec.Struct, frozen=True):
    """Something that a template uses and that does not exist."""

    line: int
    says: str
    meant: str = ""
    text: bool = False
    """Whether it is a text of the theme."""


class TemplateScope(msgspec.Struct, frozen=True):
    """What a template may use."""

    names: Mapping[str, Any]
    strings: frozenset[str]
    settings: frozenset[str]
    assets: frozenset[str]


@lru_cache(maxsize=256)
def tree_of(source: str) -> nodes.Template:
    """Return a template's syntax tree."""
    return syntax_tree(source)


def bound_names(source: str) -> frozenset[str]:
    """Return the names that a template sets itself: in loops, macros, `set` and imports."""
    bound = set()
    for node in tree_of(source).find_all((nodes.Name, nodes.Macro, nodes.Import, nodes.FromImport)):
        if isinstance(node, nodes.Macro) or (isinstance(node, nodes.Name) and node.ctx != "load"):
            bound.add(node.name)
        elif isinstance(node, nodes.Import):
            bound.add(node.target)
        elif isinstance(node, nodes.FromImport):
            bound |= {imported if isinstance(imported, str) else imported[1] for imported in node.names}
    return frozenset(bound)


def find_mistakes(source: str, scope: TemplateScope, bound: frozenset[str]) -> Iterator[TemplateMistake]:
    """Yield what a template uses that does not exist; `bound` are names set by it or by the templates that use it."""
    tree = tree_of(source)
    guarded = _guarded(tree)
    local = _types_of_loops(tree, scope)
    seen: set[tuple[int, str]] = set()
    node: Any
    for node in tree.find_all((nodes.Name, nodes.Getattr, nodes.Getitem)):
        mistake = None
        if isinstance(node, nodes.Name):
            known = scope.names.keys() | bound | GLOBALS | guarded
            if node.ctx == "load" and node.name not in known:
                mistake = TemplateMistake(
                    node.lineno, f"there is no name `{node.name}` here", nearest(node.name, scope.names)
                )
        elif isinstance(node, nodes.Getattr):
            mistake = _field(node, scope, local, guarded)
        elif isinstance(node.node, nodes.Name) and isinstance(node.arg, nodes.Const):
            mistake = _key(node.node.name, node.arg.value, node.lineno, scope, guarded)
        if mistake and (mistake.line, mistake.says) not in seen:
            seen.add((mistake.line, mistake.says))
            yield mistake


def _guarded(tree: nodes.Template) -> set[str]:
    """Return the names and fields that a template tests before it uses them: with `is defined` or a default."""
    guarded = set()
    for node in tree.find_all((nodes.Test, nodes.Filter)):
        if node.name in ("defined", "undefined", "default", "d") and node.node is not None:
            guarded.add(_dotted(node.node))
    return guarded - {""}


def _dotted(node: Any) -> str:
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr) and (before := _dotted(node.node)):
        return f"{before}.{node.attr}"
    return ""


def _types_of_loops(tree: nodes.Template, scope: TemplateScope) -> dict[str, Any]:
    """Return the types of names that loops set; `None` where they cannot be inferred."""
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
            items = _without_none(_type(loop.iter, scope, local))
            local[loop.target.name] = get_args(items)[0] if get_origin(items) is tuple else None
    return local


def _without_none(kind: Any) -> Any:
    """Return a type without its "or none"."""
    if get_origin(kind) in (Union, types.UnionType):
        inner = [member for member in get_args(kind) if member is not type(None)]
        return inner[0] if len(inner) == 1 else None
    return kind


def _type(node: Any, scope: TemplateScope, local: Mapping[str, Any]) -> Any:
    if isinstance(node, nodes.Name):
        return local[node.name] if node.name in local else scope.names.get(node.name)
    if isinstance(node, nodes.Getattr):
        owner = _without_none(_type(node.node, scope, local))
        if isinstance(owner, type) and issubclass(owner, Value):
            return fields_of(owner).get(node.attr)
    if isinstance(node, nodes.Getitem):
        items = _without_none(_type(node.node, scope, local))
        if get_origin(items) is tuple:
            return items if isinstance(node.arg, nodes.Slice) else get_args(items)[0]
    return None


def _field(
    node: nodes.Getattr, scope: TemplateScope, local: Mapping[str, Any], guarded: set[str]
) -> TemplateMistake | None:
    if _dotted(node) in guarded:
        return None
    if isinstance(node.node, nodes.Name) and node.node.name in ("strings", "theme") and node.node.name not in local:
        return _key(node.node.name, node.attr, node.lineno, scope, guarded)
    owner = _without_none(_type(node.node, scope, local))
    if not (isinstance(owner, type) and issubclass(owner, Value)) or node.attr in fields_of(owner):
        return None
    return TemplateMistake(
        node.lineno, f"a {owner.__name__} has no `{node.attr}`", nearest(node.attr, fields_of(owner))
    )


def _key(table: str, key: Any, line: int, scope: TemplateScope, guarded: set[str]) -> TemplateMistake | None:
    if not isinstance(key, str) or f"{table}.{key}" in guarded:
        return None
    if table == "strings" and key not in scope.strings:
        return TemplateMistake(line, f"the theme has no text “{key}”", nearest(key, scope.strings), text=True)
    if table == "theme" and key not in scope.settings and key not in dir(dict):
        return TemplateMistake(line, f"the theme has no setting `{key}`", nearest(key, scope.settings))
    if table == "assets" and key not in scope.assets:
        return TemplateMistake(line, f"the theme has no static file “{key}”", nearest(key, scope.assets))
    return None
