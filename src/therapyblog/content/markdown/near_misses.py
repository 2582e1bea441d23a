"""Near misses: what looks like a mark of ours and is none, so that readers see it as it was typed → a warning.

It works on what the parser left as words: code, escaped signs and marks that were read are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from therapyblog.content.markdown.components import CONTAINERS, LEAVES
from therapyblog.content.markdown.context import TextContext
from therapyblog.patterns import lazy_pattern

CODE = "TB-NEAR-001"
_GONE = "\0"
"""Stands for what is no text: code, a link, a mark that was read."""
_MOST_LINES = 12
_LONGEST = 60
_FIRST = frozenset("#!-+*|:：=—–0123456789")
_SIGNS = lazy_pattern(r"\][( \u00a0\[]|\)\[|!\[|\*\*|__| \*|\n[#!+*|:：=—–0-9-]")
_NO_BREAK = "[\u00a0\u2000-\u200a\u202f\u3000]"
_PLACE = r"(?:(?:https?://|www\.|mailto:|tel:|/)[^\s()\[\]]*|[\w./%-]+\.(?:md|html?|pdf))"


class _Miss(NamedTuple):
    """One near miss: its kind, what was typed, and what to write."""

    kind: str
    written: str
    fix: str


class _Kind(NamedTuple):
    """A kind of near miss: what is said of it, and from how many of them in a text on it is certain."""

    says: str
    least: int = 1


_KINDS = {
    "heading": _Kind("looks like a heading, but lacks a space behind its #"),
    "apart": _Kind("looks like a link, but has a space between its two parts"),
    "turned": _Kind("looks like a link whose brackets are the wrong way round"),
    "nowhere": _Kind("looks like a link, but what stands in its round brackets is no address"),
    "open": _Kind("looks like a link whose last bracket is missing"),
    "undefined": _Kind("looks like a link, but no line of this text says where it leads"),
    "picture": _Kind("looks like a picture, but names no file"),
    "bold": _Kind("looks like the beginning of bold or slanted words, but does not end as such"),
    "inner": _Kind("looks like bold or slanted words, but has a space inside its marks"),
    "item": _Kind("looks like an item of a list, but lacks a space behind its mark", least=2),
    "twice": _Kind("has two marks of a list, and the second lacks a space"),
    "number": _Kind("looks like an item of a numbered list, but lacks a space behind its number", least=2),
    "rule": _Kind("looks like a line across the page, but is written with other signs"),
    "component": _Kind("looks like a component, but those begin with three colons"),
    "table": _Kind("looks like a row of a table, but the line below its head is missing", least=2),
    "fence": _Kind("begins code that never ends: all that follows is shown as code"),
    "indented": _Kind("begins with four spaces or a tab, so its paragraph is shown as code"),
}


def find_near_misses(state: StateCore) -> None:
    """Report every near miss: the core rule after `inline`."""
    context: TextContext | None = state.env.get("context")
    if context is None:
        return
    by_kind: dict[str, list[tuple[int, int, _Miss]]] = {}
    has_stars = False
    for index, token in enumerate(state.tokens):
        begin = token.map[0] if token.map else 0
        if token.type == "inline" and _may_miss(token.content):
            words = _words(token.children or ())
            if not _may_miss(words):
                continue
            has_stars = has_stars or _STARS.search(words) is not None
            is_item = index > 1 and state.tokens[index - 2].type == "list_item_open"
            at = 0
            for miss in _misses(words, is_item=is_item):
                place = token.content.find(miss.written, at)
                place = max(place, token.content.find(miss.written), 0) if place < 0 else place
                at = place
                by_kind.setdefault(miss.kind, []).append((*context.place(token.content, place, begin), miss))
        elif token.type in ("fence", "code_block") and (code := _code(token, context)):
            by_kind.setdefault(code.kind, []).append((*context.place_of(begin, 0), code))
    for name, places in by_kind.items():
        kind = _KINDS[name]
        lines = list(dict.fromkeys(line for line, _, _ in places))
        if len(places) >= kind.least and not (name == "bold" and has_stars):
            line, column, miss = places[0]
            more = [str(line) for line in lines[1:_MOST_LINES]] + (["…"] if len(lines) > _MOST_LINES else [])
            also = f"; so in line{'s' if len(more) > 1 else ''} {', '.join(more)}" if more else ""
            context.problem(CODE, line, column, f"`{_short(miss.written)}` {kind.says}{also}", miss.fix)


def _may_miss(words: str) -> bool:
    """Say whether words may have a near miss: to look for one sign costs next to nothing."""
    if words[:1] in _FIRST:
        return True
    has_mark = "]" in words or "[" in words or "*" in words or "_" in words or "\n" in words
    return has_mark and _SIGNS.search(words) is not None


def _words(children: Sequence[Token]) -> str:
    """Return what was left as words, line by line; escaped signs and bare addresses are special texts here."""
    pieces = []
    for child in children:
        is_words = child.type == "text" or (child.type == "text_special" and len(child.content) > 1)
        pieces.append(child.content if is_words else "\n" if child.type in ("softbreak", "hardbreak") else _GONE)
    return "".join(pieces)


def _misses(words: str, *, is_item: bool) -> Iterator[_Miss]:
    for find in _FINDERS:
        yield from find(words)
    if is_item and (mark := re.match(r"[-+*](?=[^\W\d_])", words)):
        line = words.partition("\n")[0]
        yield _Miss("twice", line, f"write `- {line[mark.end() :]}`, with one mark and a space")


_HEADING = lazy_pattern(rf"^(#{{1,6}})(?:{_NO_BREAK}+|(?=[^\s#{_GONE}]))(.+)$", re.MULTILINE)
_TAG = lazy_pattern(r"#\w+")


def _headings(words: str) -> Iterator[_Miss]:
    for match in _HEADING.finditer(words):
        hashes, rest = match.groups()
        tags = _TAG.findall(match[0])
        is_tag = len(hashes) == 1 and (not rest[0].isupper() or len(tags) > 1)
        # With a no-break space, or with more than one sign, it is no tag of a network.
        if match[0][len(hashes)].isspace() or (not is_tag and (len(hashes) > 1 or not rest[0].isdigit())):
            fix = f"write `{hashes} {_short(rest)}`, or `\\{hashes}…` if it is meant as it stands"
            yield _Miss("heading", match[0], fix)


_LINK = lazy_pattern(r"(?<!!)\[([^\[\]\n]{1,200})\]\(([^()\n]{0,200})(\))?")
_QUOTES = "“”„«»‘’"


def _links(words: str) -> Iterator[_Miss]:
    for match in _LINK.finditer(words):
        label, inner, end = match.groups()
        if not end and _GONE not in inner and re.fullmatch(_PLACE, inner.strip()):
            yield _Miss("open", match[0], f"write `[{label}]({inner.strip()})`")
        elif end and any(mark in inner for mark in _QUOTES):
            straight = re.sub("[“”„«»]", '"', inner).strip()
            yield _Miss("nowhere", match[0], f"write straight quotation marks: `[{label}]({straight})`")
        elif end and _GONE not in inner and not inner.startswith("{"):
            # What begins so is told as a shortcode.
            fix = f"write where it leads: `[{label}](other-post.md)` for a file, `[{label}](/about/)` for a page"
            yield _Miss("nowhere", match[0], fix)


_APART = lazy_pattern(rf"\[([^\[\]\n]+)\][ \t\u00a0]+\(({_PLACE})\)")
_TURNED = lazy_pattern(rf"\(([^()\[\]\n]+)\)\[({_PLACE})\]")
_UNDEFINED = lazy_pattern(r"(?<!!)\[([^\[\]\n]+)\]\[([^\[\]\n]*)\](?![\[(])")


def _brackets(words: str) -> Iterator[_Miss]:
    for kind, pattern in (("apart", _APART), ("turned", _TURNED)):
        # A bare address among the words is a link already.
        for match in pattern.finditer(words.replace(_GONE, "")):
            yield _Miss(kind, match[0], f"write `[{match[1]}]({match[2]})`")
    for match in _UNDEFINED.finditer(words):
        label, name = match[1], match[2] or match[1]
        if not (label.isdigit() or name.startswith(("^", "ref:")) or _GONE in match[0]):
            fix = f"write `[{label}](https://…)`, or add a line `[{name}]: https://…`"
            yield _Miss("undefined", match[0], fix)


_PICTURE = lazy_pattern(r"(?<![<?])!(?!\[endif\])\[([^\[\]\n]*)\](?![\[(:])|^![ \t](?=\0)", re.MULTILINE)


def _pictures(words: str) -> Iterator[_Miss]:
    for match in _PICTURE.finditer(words):
        label = match[1]
        if label is None:
            yield _Miss("picture", match[0], "write `![` without a space between the two signs")
        else:
            yield _Miss("picture", match[0], f"write `![{label or 'What it shows'}](/media/its-name.jpg)`")


_STRONG = lazy_pattern(rf"(?<![\w*])(\*\*)(?![*{_GONE}])|(?<![\w_])(__)(?![_({_GONE}])")
_SLANTED = lazy_pattern(r"(?<![\w*])\*([^\s*][^*\n]{0,60}?)[ \u00a0]\*(?![\w*])")
_STARS = lazy_pattern(r"[^\W_]\*\*(?![\w*])")
"""Two stars behind a word that nothing opened: then those before others are the note that they lead to."""


def _emphasis(words: str) -> Iterator[_Miss]:
    for opening in _STRONG.finditer(words):
        mark = opening[1] or opening[2]
        rest = words[opening.end() :]
        inner, end, _ = rest.partition(mark)
        if end and "\n\n" not in inner and inner.strip() and len(inner) <= 4 * _LONGEST:
            if inner[0].isspace() and inner[-1].isspace():
                continue
            fix = f"write `{mark}{_short(inner.strip())}{mark}`, without spaces inside the marks"
            yield _Miss("inner", f"{mark}{inner}{mark}", fix)
            return
        if rest and not rest[0].isspace():
            fix = f"write {mark} where the bold words end too, or take it out"
            yield _Miss("bold", f"{mark}{rest.partition(chr(10))[0]}", fix)
            return
    for match in _SLANTED.finditer(words):
        yield _Miss("inner", match[0], f"write `*{_short(match[1])}*`, without a space inside the marks")


_ITEM = lazy_pattern(r"^([-+*]|\d{1,2}[.)])([^\W\d_].*)$", re.MULTILINE)
_RULE = lazy_pattern(r"(?:[—–-]*[—–][—–-]*|-{2}|={3,})")
_COMPONENT = lazy_pattern(
    rf"^(:{{1,2}} ?|:::(?=[A-Z])|：{{3}} ?)((?i:{'|'.join(sorted(LEAVES | CONTAINERS))}))\b(.*)$", re.MULTILINE
)
_ROW = lazy_pattern(r"^\|.*\|[ \t]*$", re.MULTILINE)


def _lines(words: str) -> Iterator[_Miss]:
    for match in _ITEM.finditer(words):
        kind = "number" if match[1][0].isdigit() else "item"
        yield _Miss(kind, match[0], f"write `{match[1]} {_short(match[2])}`")
    if len(words) > 1 and _RULE.fullmatch(words):
        yield _Miss("rule", words, "write `---` on a line of its own, with an empty line above it")
    for match in _COMPONENT.finditer(words):
        yield _Miss("component", match[0], f"write `:::{match[2].lower()}{match[3]}` at the beginning of its line")
    for match in _ROW.finditer(words):
        columns = max(match[0].count("|") - 1, 1)
        fix = f"below the first line of the table, write `{'| --- ' * columns}|`"
        yield _Miss("table", match[0], fix)


_FINDERS: tuple[Callable[[str], Iterator[_Miss]], ...] = (
    _headings,
    _links,
    _brackets,
    _pictures,
    _emphasis,
    _lines,
)
_PROSE = lazy_pattern(r"[^\W\d_][\w’'-]*(?:[,;:]?\s+[\w’'“”\"(-]+[)”\"]?){7,}[.!?…][”\"’)]*\s*")


def _code(token: Token, context: TextContext) -> _Miss | None:
    """Return what is wrong with a block of code: no end, or words that nobody meant as code."""
    begin, end = token.map or (0, 0)
    if token.type == "code_block":
        first = token.content.partition("\n")[0]
        fix = "take the spaces at the beginning of its lines out"
        return _Miss("indented", first, fix) if _PROSE.match(token.content) else None
    last = context.lines[end - 1].strip(" \t>") if begin + 1 < end <= len(context.lines) else ""
    if last.startswith(token.markup) and not last.strip(token.markup[:1]):
        return None
    return _Miss("fence", token.markup, f"write {token.markup} on a line of its own where it ends")


def _short(text: str) -> str:
    text = text.partition("\n")[0].replace(_GONE, "…")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
