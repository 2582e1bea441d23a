"""The words that our own reader makes of a Markdown text, to compare them with those of its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from therapyblog.importers.html_clean import words_in

_COMPONENT = re.compile(r"^:{3,}.*$", re.MULTILINE)
_QUOTED = re.compile(r"^:::quote (?P<name>.+)$", re.MULTILINE)
_SHOWN = ("text", "code_inline", "code_block", "fence")
_JOINED = ("strong_open", "strong_close", "em_open", "em_close", "s_open", "s_close", "link_open", "link_close")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)


def rendered_words(markdown: str) -> list[str]:
    """Return the words of a text as CommonMark with tables and strikethrough shows them, with captions and names."""
    tokens = _parser().parse(_COMPONENT.sub("", _move_names(markdown)))
    return words_in("".join(_texts(tokens)))


def _texts(tokens: Iterable[Token]) -> Iterator[str]:
    """Yield what tokens show, with a space between blocks."""
    for token in tokens:
        if token.type == "image":
            continue
        if token.children is not None:
            yield from _texts(token.children)
        elif token.type in _SHOWN:
            yield token.content
        elif token.type not in _JOINED and token.type not in ("footnote_ref", "html_inline"):
            yield " "


def _move_names(markdown: str) -> str:
    """Put the name of a quotation behind its words, where it is shown."""
    lines: list[str] = []
    name = ""
    for line in markdown.split("\n"):
        quoted = _QUOTED.match(line)
        if quoted:
            name = quoted["name"]
        elif line == ":::" and name:
            lines += ["", name, ""]
            name = ""
        lines.append(line)
    return "\n".join(lines)
