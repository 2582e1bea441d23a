"""A template's text → what it refers to, the names that it mentions, and its code; compiled once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from types import CodeType
from typing import Any

import msgspec
from jinja2 import StrictUndefined, TemplateSyntaxError, meta, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.sandbox import ImmutableSandboxedEnvironment

from therapyblog.render import template_cache
from therapyblog.render.filters import FILTERS

SETTINGS: dict[str, Any] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": False,
}
"""Settings of Jinja that decide what a template means."""


class Parsed(msgspec.Struct, frozen=True):
    """One template by itself; `code` is `None` where its text has a mistake."""

    names: frozenset[str] = frozenset()
    refers: tuple[tuple[str, int, bool], ...] = ()
    """Name, line, and whether a template that is not there may be left out."""
    dynamic: bool = False
    code: CodeType | None = None
    mistake: str = ""
    mistake_line: int = 0


# A preview builds hundreds of times, and most of its templates stay the same.
@lru_cache(maxsize=1024)
def parsed(name: str, path: str, source: str) -> Parsed:
    """Parse and compile the template of this name; `path` is for messages."""
    key = template_cache.key_of(name, path, source)
    kept = template_cache.load(key)
    if kept is None:
        try:
            kept = _compiled(name, path, source)
        except TemplateSyntaxError as error:
            return Parsed(mistake=error.message or "it cannot be read", mistake_line=error.lineno)
        template_cache.store(key, kept)
    names, refers, dynamic, code = kept
    return Parsed(names=names, refers=refers, dynamic=dynamic, code=code)


def _compiled(name: str, path: str, source: str) -> template_cache.CompiledTemplate:
    """Return what a template mentions and refers to, and its code; raises `TemplateSyntaxError`."""
    environment = _grammar()
    tree = environment.parse(source, name, path)
    python, names = _generated(environment, tree, name, path)
    dynamic = any(not isinstance(other, str) for other in meta.find_referenced_templates(tree))
    code = compile(python, path, "exec", dont_inherit=True)
    return names, tuple(_references(tree)), dynamic, code


def syntax_tree(source: str) -> nodes.Template:
    """Return the syntax tree of a template; raises `TemplateSyntaxError`."""
    return _grammar().parse(source)


def _generated(
    environment: ImmutableSandboxedEnvironment, tree: nodes.Template, name: str, path: str
) -> tuple[str, frozenset[str]]:
    """Return the Python code of a template and the names that it mentions.

    `jinja2.meta.find_undeclared_variables` would generate the whole code once more, only to look at its names.
    """
    names: set[str] = set()

    class NameCollector(CodeGenerator):
        def enter_frame(self, frame: Frame) -> None:
            super().enter_frame(frame)
            for action, param in frame.symbols.loads.values():
                if action == VAR_LOAD_RESOLVE and param is not None and param not in self.environment.globals:
                    names.add(param)

    overlay = environment.overlay()
    overlay.code_generator_class = NameCollector
    return overlay.compile(tree, name, path, raw=True), frozenset(names)


@lru_cache(maxsize=1)
def _grammar() -> ImmutableSandboxedEnvironment:
    """Return the environment that templates are compiled in; it renders nothing."""
    environment = ImmutableSandboxedEnvironment(**SETTINGS)
    environment.filters |= FILTERS
    return environment


def _references(tree: nodes.Template) -> Iterator[tuple[str, int, bool]]:
    node: Any
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        target = node.template
        optional = isinstance(node, nodes.Include) and node.ignore_missing
        values = target.items if isinstance(target, (nodes.Tuple, nodes.List)) else [target]
        for value in values:
            if isinstance(value, nodes.Const) and isinstance(value.value, str):
                yield value.value, node.lineno, optional
