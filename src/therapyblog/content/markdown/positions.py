"""Adds the position in the file to tokens of links, pictures, HTML tags and references, which upstream's lack."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, autolink, html_inline, image, link

from therapyblog.content.markdown.context import TextContext
from therapyblog.content.markdown.references import reference_mark
from therapyblog.content.markdown.wiki_links import wiki_link

Rule = Callable[[StateInline, bool], bool]

_RULES: dict[str, Rule] = {
    "link": link,
    "autolink": autolink,
    "image": image,
    "html_inline": html_inline,
    "reference_mark": reference_mark,
    "wiki_link": wiki_link,
}
_PLACED = frozenset(("link_open", "image", "html_inline", "reference_mark"))


def install(md: MarkdownIt) -> None:
    """Wrap the rules of a parser that make such tokens."""
    for name, rule in _RULES.items():
        md.inline.ruler.at(name, _with_place(rule))


def _with_place(rule: Rule) -> Rule:
    def placed(state: StateInline, silent: bool) -> bool:
        start, token_count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            _place(state, token_count, start)
        return True

    return placed


def _place(state: StateInline, token_count: int, start: int) -> None:
    """Give the first new token line and column: of its target where that is written there."""
    context: TextContext = state.env["context"]
    # The pending text may have become a token just before it.
    for token in state.tokens[token_count : token_count + 2]:
        if token.type in _PLACED and "line" not in token.meta:
            position = start
            target = str(token.attrs.get("href") or token.attrs.get("src") or "").removeprefix("mailto:")
            if target:
                written = state.src[start : state.pos]
                position += max(written.find(target, max(written.rfind("]("), 0)), 0)
            token.meta["line"], token.meta["column"] = context.place(state.src, position, context.line)
            return
