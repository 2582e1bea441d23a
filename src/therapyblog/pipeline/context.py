"""What a page is made from → the values of the names that its template reads.

The functions of a kind's table get exactly what their parameters name: inputs of the page, parts of its frame, other
names of the table. So the dependencies of a page follow from the signatures of those functions (`needs`).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from therapyblog.routes.route import GIVEN, Make
from therapyblog.routes.routing import KINDS
from therapyblog.site.shared import Frame

WHOLE_FRAME = ("*",)
_OF_ROUTE = ("kind", "template", "url")
_FRAME_PARTS = frozenset(Frame.__struct_fields__)


class PageInputs(msgspec.Struct, frozen=True, kw_only=True):
    """All that one page is drawn from, besides the templates and the bodies of its texts."""

    kind: str
    template: str
    url: str
    file: str
    names: tuple[str, ...]
    """The names that its template mentions."""
    inputs: dict[str, Any]
    frame: Frame


@cache
def needs(kind: str, names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which inputs and which parts of the frame (or `WHOLE_FRAME`) the values of these names are made from."""
    table = KINDS[kind]
    inputs: set[str] = set()
    frame: set[str] = set()
    waiting, seen = list(names), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        make = table.names.get(name, GIVEN)
        if callable(make):
            for parameter in parameters(make):
                if parameter == "frame":
                    frame.add(WHOLE_FRAME[0])
                elif parameter not in _OF_ROUTE:
                    waiting.append(parameter)
        elif name in table.inputs:
            inputs.add(name)
        elif name in _FRAME_PARTS:
            frame.add(name)
        else:
            raise LookupError(f"a page of the kind {kind!r} has no input {name!r}")
    return tuple(sorted(inputs)), WHOLE_FRAME if WHOLE_FRAME[0] in frame else tuple(sorted(frame))


@cache
def parameters(make: Make) -> tuple[str, ...]:
    """Return the names of a function's parameters."""
    code = make.__code__
    return tuple(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])


def make_context(page: PageInputs) -> dict[str, Any]:
    """Make the values of the names that the template of a page mentions."""
    table = KINDS[page.kind].names
    values: dict[str, Any] = {}

    def value(name: str) -> Any:
        if name not in values:
            make = table.get(name, GIVEN)
            values[name] = make(**{of: argument(of) for of in parameters(make)}) if callable(make) else given(name)
        return values[name]

    def argument(name: str) -> Any:
        if name == "frame":
            return page.frame
        return getattr(page, name) if name in _OF_ROUTE else value(name)

    def given(name: str) -> Any:
        return page.inputs[name] if name in page.inputs else getattr(page.frame, name)

    return {name: value(name) for name in page.names}
