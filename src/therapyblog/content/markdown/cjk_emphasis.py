"""Emphasis beside the marks of full width: `**注意：**正文`.

By CommonMark a mark of emphasis beside punctuation needs a space or punctuation on its other side, and Chinese and
Japanese have no spaces. The rule here is that of the CJK-friendly amendments to CommonMark, which other parsers follow
too (https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md). Other scripts are read as before.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Literal
from unicodedata import east_asian_width

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline, emphasis, strikethrough
from markdown_it.rules_inline.state_inline import Scanned

Class = Literal["space", "mark", "cjk-mark", "cjk", "other"]
_FIRST = "\u1100"
"""The first character (Hangul Jamo) that counts as one of these scripts."""
_FULL_WIDTH_QUOTES = frozenset("“”‘’")
_FULL_WIDTH = "\ufe01"
_VARIANTS = ("\ufe00", "\ufe0e")
_IDEOGRAPHIC_VARIANTS = ("\U000e0100", "\U000e01ef")
_HANGUL = (("\u1100", "\u11ff"), ("\ua960", "\ua97c"), ("\uac00", "\ud7fb"))
# Wide characters that are shown as emoji (Unicode TS 51).
_EMOJI = (("\u231a", "\u231b"), ("\u23e9", "\u2b55"), ("\U0001f000", "\U0001f1ff"), ("\U0001f300", "\U0001faff"))


def install(md: MarkdownIt) -> None:
    """Give a parser the rule, for emphasis and strikes."""
    md.inline.ruler.at("emphasis", _friendly("*_", emphasis.tokenize))
    md.inline.ruler.at("strikethrough", _friendly("~", strikethrough.tokenize))


def _friendly(marks: str, rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def read(state: StateInline, silent: bool) -> bool:
        if silent or state.src[state.pos] not in marks:
            return False
        if not state.src.isascii():
            # Upstream's rules ask the state how a run of marks stands.
            setattr(state, "scanDelims", partial(_scan, state))  # noqa: B010 - a method of one object
        return rule(state, silent)

    return read


def _scan(state: StateInline, start: int, canSplitWord: bool) -> Scanned:  # noqa: N803 - upstream's names
    """Say whether a run of marks opens and closes emphasis, and how long it is (sections 2.1 and 6.2)."""
    src, after = state.src, start
    while after < state.posMax and src[after] == src[start]:
        after += 1
    begin = max(start - 2, 0)
    if max(src[begin:start] + src[after : after + 1], default="") < _FIRST:
        return StateInline.scanDelims(state, start, canSplitWord)
    before = _class_before(src, start)
    behind = class_of(src[after]) if after < state.posMax else "space"
    left = behind != "space" and (behind != "mark" or before != "other")
    right = before != "space" and (before != "mark" or behind in ("space", "mark", "cjk", "cjk-mark"))
    can_open = left and (canSplitWord or not right or before in ("mark", "cjk-mark"))
    can_close = right and (canSplitWord or not left or behind in ("mark", "cjk-mark"))
    return Scanned(can_open, can_close, after - start)


def _class_before(src: str, start: int) -> Class:
    if not start:
        return "space"
    last = src[start - 1]
    if _IDEOGRAPHIC_VARIANTS[0] <= last <= _IDEOGRAPHIC_VARIANTS[1]:
        return "cjk"
    if start > 1 and _VARIANTS[0] <= last <= _VARIANTS[1]:
        return "cjk-mark" if last == _FULL_WIDTH and src[start - 2] in _FULL_WIDTH_QUOTES else class_of(src[start - 2])
    return class_of(last)


@lru_cache(maxsize=4096)
def class_of(char: str) -> Class:
    """Return what a character is to marks of emphasis beside it."""
    if isWhiteSpace(ord(char)):
        return "space"
    is_cjk = _is_cjk(char)
    if isMdAsciiPunct(ord(char)) or isPunctChar(char):
        return "cjk-mark" if is_cjk else "mark"
    return "cjk" if is_cjk else "other"


def _is_cjk(char: str) -> bool:
    if any(first <= char <= last for first, last in _HANGUL):
        return True
    is_emoji = any(first <= char <= last for first, last in _EMOJI) and char not in "\u2329\u232a"
    return east_asian_width(char) in "WFH" and not is_emoji
