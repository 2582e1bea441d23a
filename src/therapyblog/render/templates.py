"""A template's text → what it refers to, the names that it mentions, and its code; compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import CodeType
from typing import Any

import msgspec
from jinja2 import StrictUndefined, TemplateSyntaxError, meta, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.sandbox import ImmutableSandboxedEnvironment

from therapyblog.patterns import lazy_pattern
from therapyblog.render import template_cache
from therapyblog.render.component_use import component_use
from therapyblog.render.filters import FILTERS
from therapyblog.render.kinds import printable

SETTINGS: dict[str, Any] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "finalize": printable,
    "optimized": False,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": False,
}
"""Settings of Jinja that decide what a template means."""


class Grammar(ImmutableSandboxedEnvironment):
    """What templates are written in: Jinja's immutable sandbox, without what is other at each drawing."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, **settings: Any) -> None:
        super().__init__(**SETTINGS, **settings)
        self.filters = FILTERS
        del self.globals["lipsum"]


_COMMENT = lazy_pattern(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
_INLINE = lazy_pattern(
    r"""<style\b|<[a-z][^<>]*\s(?:style|on[a-z]+)\s*=|<script\b(?![^>]*(?:\bsrc\s*=|application/ld\+json))""",
    re.IGNORECASE,
)
_LINK = lazy_pattern(
    r"""<(?:a|area|img|script|link|source|form|iframe|video|audio)\b[^<>]*?\s(?:href|src|action|poster)\s*=\s*"""
    r"""(["'])(/(?!/)[^"'{}?#]*|(?![a-z][a-z0-9+.-]*:|/)[^"'{}?#\s]+)(?:[?#][^"'{}]*)?\1""",
    re.IGNORECASE,
)
_JOINED = lazy_pattern(
    r"""<(?:a|area|img|script|link|source|form|iframe|video|audio)\b[^<>]*?\s(?:href|src|action|poster)\s*=\s*["']"""
    r"""(?:(/(?!/)[^"'{}?#]+)\{\{|\{\{-?\s*["'](/(?!/)[^"'{}?#]*)["']\s*(~|-?\}\}(?=["'])))""",
    re.IGNORECASE,
)
"""An address that begins with words and goes on with a value, or that is written out within the braces."""


class Parsed(msgspec.Struct, frozen=True):
    """One template by itself; `code` is `None` where its text has a mistake."""

    names: frozenset[str] = frozenset()
    refers: tuple[tuple[str, int, bool], ...] = ()
    """Name, line, and whether a template that is not there may be left out."""
    dynamic: bool = False
    closed: tuple[tuple[str, int, bool], ...] = ()
    """As `refers`: the imports that hand nothing of the page on."""
    blocks: tuple[tuple[str, int, bool], ...] = ()
    """Name, line, and whether a block stands in no other."""
    extends: str = ""
    inline: tuple[int, ...] = ()
    """Lines with style or script that the policy of every page forbids."""
    links: tuple[tuple[str, int, bool], ...] = ()
    """Addresses of the site that are written out, with their lines, and whether a value follows."""
    outside: tuple[tuple[str, int, bool], ...] = ()
    """As `blocks`, of what stands outside of every block of a template that extends another: its first word, its line,
    and whether it comes out above the page's first line."""
    component: tuple[tuple[str, int, bool], ...] = ()
    """What it reads of a component, with the lines, and whether that must be there (see `component_use`)."""
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
        except (RecursionError, MemoryError):
            return Parsed(mistake="it is nested too deeply to be read", mistake_line=1)
        template_cache.store(key, kept)
    return Parsed(*kept)


def _compiled(name: str, path: str, source: str) -> template_cache.CompiledTemplate:
    """Return what a template mentions and refers to, and its code; raises `TemplateSyntaxError`."""
    environment = _grammar()
    tree = environment.parse(source, name, path)
    python, names = _generated(environment, tree, name, path)
    dynamic = any(not isinstance(other, str) for other in meta.find_referenced_templates(tree))
    code = compile(python, path, "exec", dont_inherit=True)
    imports: Iterable[Any] = tree.find_all((nodes.Import, nodes.FromImport))
    closed = tuple(imported for node in imports if not node.with_context for imported in _named(node))
    extends = next((node.template for node in tree.find_all(nodes.Extends)), None)
    parent = extends.value if isinstance(extends, nodes.Const) and isinstance(extends.value, str) else ""
    markup = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source)
    inline = tuple(markup.count("\n", 0, found.start()) + 1 for found in _INLINE.finditer(markup))
    links = tuple(_links(markup))
    outside, component = tuple(_outside(tree)), tuple(component_use(tree))
    refers, blocks = tuple(_references(tree)), tuple(_blocks(tree))
    return names, refers, dynamic, closed, blocks, parent, inline, links, outside, component, code


def _links(markup: str) -> Iterator[tuple[str, int, bool]]:
    for found in _LINK.finditer(markup):
        yield found[2], markup.count("\n", 0, found.start(2)) + 1, False
    for found in _JOINED.finditer(markup):
        yield found[1] or found[2], markup.count("\n", 0, found.end()) + 1, bool(found[1]) or found[3] == "~"


def syntax_tree(source: str) -> nodes.Template:
    """Return the syntax tree of a template; raises `TemplateSyntaxError`."""
    return _grammar().parse(source)


def _generated(environment: Grammar, tree: nodes.Template, name: str, path: str) -> tuple[str, frozenset[str]]:
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

        def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
            # Jinja would join and print constants while it compiles, without asking what they are.
            if isinstance(node, nodes.Concat) or node.find(nodes.Concat):
                raise nodes.Impossible
            if not isinstance(node, nodes.TemplateData):
                printable(node.as_const(frame.eval_ctx))
            return super()._output_child_to_const(node, frame, finalize)

        def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's name
            self.write("environment.join_texts((")
            for part in node.nodes:
                self.visit(part, frame)
                self.write(", ")
            self.write("), context.eval_ctx.autoescape)")

    overlay = environment.overlay()
    overlay.code_generator_class = NameCollector
    return overlay.compile(tree, name, path, raw=True), frozenset(names)


@lru_cache(maxsize=1)
def _grammar() -> Grammar:
    """The environment that templates are compiled in; it renders nothing."""
    return Grammar()


def _references(tree: nodes.Template) -> Iterator[tuple[str, int, bool]]:
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        yield from _named(node)


def _named(node: Any) -> Iterator[tuple[str, int, bool]]:
    """Yield the templates that a node names."""
    target = node.template
    optional = isinstance(node, nodes.Include) and node.ignore_missing
    for value in target.items if isinstance(target, (nodes.Tuple, nodes.List)) else [target]:
        if isinstance(value, nodes.Const) and isinstance(value.value, str):
            yield value.value, node.lineno, optional


def _blocks(tree: nodes.Template) -> Iterator[tuple[str, int, bool]]:
    inner = {id(block) for outer in tree.find_all(nodes.Block) for block in outer.find_all(nodes.Block)}
    for block in tree.find_all(nodes.Block):
        yield block.name, block.lineno, id(block) not in inner


_SETS = (nodes.Macro, nodes.Import, nodes.FromImport, nodes.Assign, nodes.AssignBlock, nodes.Block, nodes.Extends)
_PRINTS = (nodes.Include, nodes.CallBlock, nodes.FilterBlock)
_HTML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def _outside(tree: nodes.Template) -> Iterator[tuple[str, int, bool]]:
    """Yield what a template prints outside of its blocks, where it extends another.

    Jinja drops text and values behind `extends`; what stands before it, and what is drawn by an include, a call or a
    filter, comes out above the page.
    """
    extends = next((place for place, node in enumerate(tree.body) if isinstance(node, nodes.Extends)), None)
    waiting = [(node, place < (extends or 0)) for place, node in enumerate(tree.body)] if extends is not None else []
    while waiting:
        node, is_above = waiting.pop(0)
        if isinstance(node, _PRINTS):
            yield type(node).__name__, node.lineno, True
        elif isinstance(node, nodes.Output):
            yield from ((words, line, is_above) for words, line in _printed(node))
        elif not isinstance(node, _SETS):
            waiting[:0] = [(inner, is_above) for inner in node.iter_child_nodes() if isinstance(inner, nodes.Stmt)]


def _printed(node: nodes.Output) -> Iterator[tuple[str, int]]:
    for part in node.nodes:
        if not isinstance(part, nodes.TemplateData):
            yield "{{ … }}", part.lineno
            continue
        text = _HTML_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), part.data)
        words = text.split(None, 1)
        if words:
            yield words[0], part.lineno + text.count("\n", 0, text.index(words[0]))
