"""What a template reads of the component that it draws: its argument, and which attributes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jinja2 import nodes

ANYTHING = "*"
"""Stands for all attributes: the template loops through them, or hands the component on."""
ARGUMENT = "component.argument"
_CONDITIONS = (nodes.If, nodes.CondExpr, nodes.For, nodes.Test, nodes.Filter, nodes.And, nodes.Or, nodes.Macro)


def component_use(tree: nodes.Template) -> Iterator[tuple[str, int, bool]]:
    """Yield what is read, the line, and whether it must be there: it is read without any condition or default."""
    yield from _use(tree, (), is_certain=True)


def _use(node: Any, around: tuple[Any, ...], *, is_certain: bool) -> Iterator[tuple[str, int, bool]]:
    if isinstance(node, nodes.Name) and node.name == "component":
        yield from ((name, node.lineno, is_sure and is_certain) for name, is_sure in _read(around))
        return
    is_certain = is_certain and not isinstance(node, _CONDITIONS)
    for inner in node.iter_child_nodes():
        yield from _use(inner, (node, *around), is_certain=is_certain)


def _read(around: tuple[Any, ...]) -> Iterator[tuple[str, bool]]:
    """Yield what an expression reads of `component`; `around` are the nodes around that name, innermost first."""
    field = _key(around[0]) if around else ""
    if field == "argument":
        yield ARGUMENT, False
    elif not field or field == "attributes":
        outer, call = (*around[1:3], None, None)[:2] if field else (None, None)
        name = _key(outer)
        if name == "get" and isinstance(call, nodes.Call) and call.args and isinstance(call.args[0], nodes.Const):
            yield str(call.args[0].value), False
        elif (
            isinstance(outer, nodes.Operand) and isinstance(call, nodes.Compare) and isinstance(call.expr, nodes.Const)
        ):
            yield str(call.expr.value), False
        elif name and name not in ("get", "items", "keys", "values"):
            yield name, True
        else:
            yield ANYTHING, False


def _key(node: Any) -> str:
    """Return the name of a field or key that a node reads; empty where it reads none that is written out."""
    if isinstance(node, nodes.Getattr):
        return str(node.attr)
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return str(node.arg.value)
    return ""
