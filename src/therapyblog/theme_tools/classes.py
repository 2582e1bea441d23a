"""The class names of a theme: which its templates write, which its sheets have rules for, and slips between both."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from tinycss2 import parse_component_value_list

from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.theme import Theme
from therapyblog.similar import nearest
from therapyblog.theme.css import sheet_text

_CODE = re.compile(r"\{#.*?#\}|<!--.*?-->|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_CLASS = re.compile(r"""\bclass\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_VALUE = "\x00"
"""Stands where a template prints a value: a name beside it is only a part of one."""
_ALIKE = 0.86


def written_classes(source: str) -> dict[str, int]:
    """Return the class names that are written out in a template, each with its first line."""

    def blank(code: re.Match[str]) -> str:
        kept = "\n" * code[0].count("\n")
        return f"{_VALUE}{kept}" if code[0].startswith("{{") else f" {kept}" if code[0].startswith("{%") else kept

    text = _CODE.sub(blank, source)
    found: dict[str, int] = {}
    for attribute in _CLASS.finditer(text):
        line = text.count("\n", 0, attribute.start()) + 1
        for name in (attribute[1] or attribute[2] or "").split():
            if _VALUE not in name:
                found.setdefault(name, line)
    return found


def styled_classes(css: str) -> dict[str, int]:
    """Return the class names that a style sheet has rules for, each with its first line."""
    found: dict[str, int] = {}
    waiting: list[Any] = [parse_component_value_list(css, skip_comments=True)]
    while waiting:
        before: Any = None
        for node in waiting.pop():
            if node.type == "ident" and before is not None and before.type == "literal" and before.value == ".":
                found.setdefault(node.value, node.source_line)
            inner = getattr(node, "content", None) or getattr(node, "arguments", None)
            if isinstance(inner, list):
                waiting.append(inner)
            before = node
    return found


def check_classes(theme: Theme, sheets: Mapping[str, str], is_own: Callable[[str], bool]) -> Iterator[Problem]:
    """Report classes of the theme's own that have no rule, and rules whose class nothing has, where a slip is likely.

    `sheets` are the theme's own style sheets: path → text.
    """
    texts = [sheet_text(asset.content) for asset in theme.assets if asset.name.endswith(".css")]
    scripts = " ".join(sheet_text(asset.content) for asset in theme.assets if asset.name.endswith(".js"))
    styled = frozenset().union(*map(styled_classes, texts))
    sources = {template.path: template.source for template in theme.templates.values()}
    written = frozenset().union(*map(written_classes, sources.values()))
    for path, source in sources.items():
        for name, line in written_classes(source).items() if is_own(path) else ():
            meant = "" if name in styled or name in scripts else _slip(name, styled & _elsewhere(sources, path))
            if meant:
                says = f"no style sheet has a rule for the class `{name}`"
                yield problem("TB-THEME-022", at=Place(path=path, line=line), says=says, fix=f"did you mean `{meant}`?")
    for path, css in sheets.items():
        for name, line in styled_classes(css).items():
            meant = "" if name in written or name in scripts else _slip(name, written)
            if meant and not any(name in source for source in sources.values()):
                says = f"no template has the class `{name}`, so this rule does nothing"
                yield problem("TB-THEME-020", at=Place(path=path, line=line), says=says, fix=f"did you mean `{meant}`?")


def _elsewhere(sources: Mapping[str, str], path: str) -> frozenset[str]:
    """Return the classes that other templates write."""
    return frozenset().union(*(written_classes(source) for other, source in sources.items() if other != path))


def _slip(name: str, known: Iterable[str]) -> str:
    """Return the class that was probably meant: with a letter more, fewer or another, or with two in another order.

    Names of other parts of a block (`card__text`, `card__note`) are alike, too, and are no slips.
    """
    meant = nearest(name, known)
    if sorted(meant) == sorted(name):
        return meant
    return meant if abs(len(meant) - len(name)) <= 1 and SequenceMatcher(None, meant, name).ratio() >= _ALIKE else ""
