"""The words that our own reader makes of a Markdown text, to compare them with those of its source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from therapyblog.importers.html_clean import GONE, words_in, words_of

_QUOTED = re.compile(r":::quote (?P<name>.+)$")
_FENCE = re.compile("`{3,}")
LONG = 500
"""Words above which nobody looks where exactly two texts differ: that takes the square of the time."""
_SHOWN = ("text", "code_inline", "code_block", "fence")
_JOINED = ("strong_open", "strong_close", "em_open", "em_close", "s_open", "s_close", "link_open", "link_close")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"]).use(footnote_plugin)


def rendered_words(markdown: str) -> list[str]:
    """Return the words of a text as CommonMark with tables and strikethrough shows them, with captions and names.

    Those in blocks of HTML count as well.
    """
    tokens = _parser().parse(_without_components(markdown))
    return words_in("".join(_texts(tokens)))


def _texts(tokens: Iterable[Token]) -> Iterator[str]:
    """Yield what tokens show, with a space between blocks."""
    for token in tokens:
        if token.type == "image":
            yield " "
        elif token.children is not None:
            yield from _texts(token.children)
        elif token.type in _SHOWN:
            yield token.content
        elif token.type == "html_block":
            tree = BeautifulSoup(token.content, "html.parser")
            for tag in tree.find_all(GONE):
                tag.decompose()
            yield f" {' '.join(words_of(tree))} "
        elif token.type not in _JOINED and token.type not in ("footnote_ref", "html_inline"):
            yield " "


def _without_components(markdown: str) -> str:
    """Leave out the lines that begin and end components; the name of a quotation stands behind its words."""
    lines: list[str] = []
    name = fence = ""
    for line in markdown.split("\n"):
        quoted, ticks = _QUOTED.match(line), _FENCE.match(line)
        if fence:
            fence = "" if ticks and len(ticks[0]) >= len(fence) and not line.strip("` ") else fence
        elif ticks:
            fence = ticks[0]
        elif quoted:
            name = quoted["name"]
        elif line == ":::" and name:
            lines += ["", name]
            name = ""
        lines.append("" if line.startswith(":::") and not fence else line)
    return "\n".join(lines)


def compared(before: list[str], after: list[str]) -> str:
    """Say which words of a text are missing in another; empty where none are. Their order counts."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - hardly ever needed

    # More words than before are no loss: a picture that is not here stands as a link with its name.
    rest = iter(after)
    if all(word in rest for word in before):
        return ""
    before, after = _without_common_ends(before, after)
    if max(len(before), len(after)) > LONG:
        missing = " ".join(Counter(before) - Counter(after))
        return f"these words may be missing: “{missing[:60]}”" if missing else ""
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    gone = [" ".join(before[start:end]) for kind, start, end, *_ in changes if kind in ("delete", "replace")]
    more = f" and {len(gone) - 1} more places" if len(gone) > 1 else ""
    return f"these words may be missing: “{gone[0][:60]}”{more}" if gone else ""


def _without_common_ends(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    """Leave out what two texts begin and end with alike."""
    shorter = min(len(before), len(after))
    start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    end = next((at for at in range(shorter - start) if before[-1 - at] != after[-1 - at]), shorter - start)
    return before[start : len(before) - end], after[start : len(after) - end]
