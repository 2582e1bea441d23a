"""The template contract as data: for every kind of page its template, the names it receives and their types.

The names come from the tables of `routes/`, the types from `contract_types.py`, and the description of a type is its
docstring. A name that is added there is in the contract, in its manual and in the check of a theme.
"""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import textwrap
import types
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from markupsafe import Markup

from therapyblog.model.documents import Component, Heading
from therapyblog.model.practice_pages import Service
from therapyblog.model.site import CallToAction, Contents, CrisisHelp, Embed, Picture, SiteFacts, Text
from therapyblog.model.value import Value
from therapyblog.routes.frame import COMMON
from therapyblog.routes.routing import KINDS
from therapyblog.theme_tools.contract_types import type_of

TEMPLATES: Mapping[str, str] = {
    "atom": "feed.xml",
    "alias": "redirect.html",
    "sitemap": "sitemap.xml",
    "robots": "robots.txt",
}
"""The templates of kinds that are not named like their template."""
WITHOUT_TEMPLATE = ("json_feed",)
COMPONENT: Mapping[str, Any] = {
    "component": Component,
    "content": Text,
    "picture": Picture | None,
    "cta": CallToAction | None,
    "crisis": CrisisHelp,
    "embed": Embed | None,
    "in_feed": bool,
    "services": tuple[Service, ...],
    "language": str,
    "site": SiteFacts,
    "strings": dict[str, Any],
}
"""What the template of a component receives."""
SEEN_AS: Mapping[Any, Any] = {Text: Markup, Contents: tuple[Heading, ...]}
"""Type of an input → the type that a template receives in its place."""
NOT_PROMISED: Mapping[type, frozenset[str]] = {Component: frozenset({"body", "line"})}
"""Fields that a template could read, but that are internal and may change."""


def template_of(kind: str) -> str:
    """Return the name of the template of a kind of page."""
    return TEMPLATES.get(kind, f"{kind}.html")


def kinds() -> tuple[str, ...]:
    """Return every kind of page that has a template, in the order of the tables."""
    return tuple(kind for kind in KINDS if kind not in WITHOUT_TEMPLATE)


def names_of(kind: str) -> dict[str, Any]:
    """Return what the template of a kind receives: name → type as the template sees it."""
    return {name: seen(type_of(name, kind)) for name in KINDS[kind].names}


def common_names() -> dict[str, Any]:
    """Return what every page's template receives."""
    return {name: seen(type_of(name)) for name in COMMON}


def component_names() -> dict[str, Any]:
    """Return what a component's template receives."""
    return {name: seen(kind) for name, kind in COMPONENT.items()}


def seen(kind: Any) -> Any:
    """Return a type as a template sees it."""
    return SEEN_AS.get(kind, kind)


@cache
def fields_of(kind: type) -> dict[str, Any]:
    """Return the fields of one of our values that a template may read: name → type, those of its parents first."""
    hints = get_type_hints(kind)
    kept_back = NOT_PROMISED.get(kind, frozenset())
    names = [field.name for field in msgspec.structs.fields(kind) if field.name not in kept_back]
    return {name: seen(hints[name]) for name in names}


@cache
def field_docs(kind: type) -> dict[str, str]:
    """Return the docstrings below the fields of a type in its source."""
    docs: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if base is Value or not (isinstance(base, type) and issubclass(base, Value)):
            continue
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(base))).body
        assert isinstance(tree, ast.ClassDef)
        for field, after in zip(tree.body, tree.body[1:], strict=False):
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(after, ast.Expr)
                and isinstance(after.value, ast.Constant)
                and isinstance(after.value.value, str)
            ):
                docs[field.target.id] = " ".join(after.value.value.split())
    return docs


def value_types(kind: Any) -> Iterator[type]:
    """Yield our own types inside a type: `PostCard` of `tuple[PostCard, ...] | None`."""
    if isinstance(kind, type) and issubclass(kind, Value):
        yield kind
    for inner in get_args(kind):
        yield from value_types(inner)


def all_types() -> tuple[type, ...]:
    """Return every type of a value that a template may read, by name."""
    types_by_name: dict[str, type] = {}
    waiting = [*component_names().values(), *(kind for page_kind in kinds() for kind in names_of(page_kind).values())]
    while waiting:
        for kind in value_types(waiting.pop()):
            if kind.__name__ not in types_by_name:
                types_by_name[kind.__name__] = kind
                waiting += fields_of(kind).values()
    return tuple(types_by_name[name] for name in sorted(types_by_name))


_PLAIN = {
    str: "text",
    Markup: "HTML",
    int: "number",
    float: "number",
    bool: "yes/no",
    dt.date: "date",
    dt.time: "time",
    dict: "table",
    type(None): "none",
}


def in_words(kind: Any, link: str = "") -> str:
    """Return a type in words; `link` is the page that describes our own types."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind in _PLAIN or origin is dict:
        words = _PLAIN.get(kind, "table")
    elif origin is tuple:
        words = f"list of {in_words(inner[0], link)}"
    elif origin is Literal:
        words = " · ".join(str(value) or "empty" for value in inner)
    elif origin in (Union, types.UnionType):
        words = " or ".join(in_words(member, link) for member in inner)
    elif isinstance(kind, type) and issubclass(kind, Value):
        name = kind.__name__
        words = f"[{name}]({link}#{name.lower()})" if link else name
    else:
        words = "anything"
    return words
