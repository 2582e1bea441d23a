"""The parser: markdown-it with our rules, built once for each language and choice of settings, shared by all threads.

`plain=True` is the same construction without them: what it makes of CommonMark is what upstream makes of it.
"""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, text_join
from mdit_py_plugins.deflist import deflist_plugin

from therapyblog.content.markdown import MarkdownSettings, footnotes, labels, references
from therapyblog.content.markdown.blocks import Blocks, prose
from therapyblog.content.markdown.bullets import pasted_list
from therapyblog.content.markdown.components import component
from therapyblog.content.markdown.emphasis import marks
from therapyblog.content.markdown.headings import read_marks
from therapyblog.content.markdown.html_blocks import html_block
from therapyblog.content.markdown.inlines import MAX_BRACKETS, Inlines
from therapyblog.content.markdown.links import links
from therapyblog.content.markdown.lists import lists
from therapyblog.content.markdown.page import Page
from therapyblog.content.markdown.typography import dashes, is_spaced, quotes, quotes_of, spaces

MAX_NESTING = 100
"""Upstream's bound: fifty lists in each other. What lies deeper is a problem, never dropped in silence."""

_ENDS_ALL = ["paragraph", "reference", "blockquote", "list"]


class _Parser(MarkdownIt):
    """Addresses stay as the author wrote them: the site resolves them, the renderer refuses the unsafe ones."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - upstream's name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - upstream's name
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802 - upstream's name
        return True


def parser_for(language: str, settings: MarkdownSettings) -> MarkdownIt:
    """Return the parser for a BCP 47 tag and a site's settings."""
    marks = quotes_of(language) if settings.typography else None
    return _build(marks, settings.typography and is_spaced(language), settings.raw_html == "sanitize")


@cache
def _build(marks: tuple[str, str, str, str] | None, spaced: bool, html_blocks: bool) -> MarkdownIt:
    md = _Parser(
        "js-default",
        {
            "html": True,
            "typographer": True,
            "quotes": marks,
            "spaced": spaced,
            "tasklists": True,
            "maxNesting": MAX_NESTING,
        },
    )
    md.inline, md.block = Inlines(), Blocks()
    # The helpers are looked up on the parser, so that they can be exchanged.
    md.helpers = labels
    md.use(deflist_plugin)
    footnotes.install(md)
    references.install(md)
    # Off, an HTML tag is still known as one, so that it can be shown as it was typed and warned of.
    if html_blocks:
        md.block.ruler.at("html_block", html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    else:
        md.block.ruler.disable("html_block")
    md.block.ruler.before("table", "component", component, {"alt": _ENDS_ALL})
    md.block.ruler.before("component", "pasted_list", pasted_list, {"alt": _ENDS_ALL})
    core = md.core.ruler
    core.before("inline", "heading_marks", read_marks)
    core.disable(["normalize", "linkify", "replacements"])
    if marks:
        core.before("smartquotes", "dashes", dashes)
        core.at("smartquotes", quotes)
        core.after("smartquotes", "spaces", spaces)
    else:
        core.disable("smartquotes")
    return _freeze(md, MAX_BRACKETS)


@cache
def plain_parser(*, html: bool = False) -> MarkdownIt:
    """Return the same construction with our rules off: upstream's `js-default`, only quicker."""
    md = MarkdownIt("js-default", {"html": html})
    md.inline, md.block = Inlines(), Blocks()
    return _freeze(md, MAX_NESTING)


def _freeze(md: MarkdownIt, max_inline_nesting: int) -> MarkdownIt:
    """Put the quicker parts in, and make ready what would else be made by the first text, in whichever thread."""
    inline, block = md.inline, md.block
    assert isinstance(inline, Inlines)
    assert isinstance(block, Blocks)
    inline.ruler.at("emphasis", marks)
    inline.ruler.at("link", links)
    block.ruler.disable("lheading")
    block.ruler.at("list", lists, {"alt": ["paragraph", "reference", "blockquote"]})
    block.ruler.at("paragraph", prose)
    md.core.ruler.at("inline", _inline)
    md.core.ruler.at("text_join", _text_join)
    inline.freeze(max_inline_nesting)
    block.freeze()
    md.core.ruler.getRules("")
    block.ruler.getRules("")
    return md


def _inline(state: StateCore) -> None:
    """Parse the words of every block."""
    parse, md, env = state.md.inline.parse, state.md, state.env
    page: Page | None = env.get("page")
    for token in state.tokens:
        if token.type == "inline":
            if token.children is None:
                token.children = []
            if page is not None and token.map:
                page.line = token.map[0]
            parse(token.content, md, env, token.children)


def _text_join(state: StateCore) -> None:
    """Join escaped characters with the text around them, where there are any."""
    if "\\" in state.src or "&" in state.src:
        text_join(state)
