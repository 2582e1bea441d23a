"""The addresses in a Markdown text, rewritten where they stand; what is code is left as it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from therapyblog.importers.markdown_writer import Address, escape_starts, is_here, pointed
from therapyblog.urls.slugs import slugify

_TICKS = re.compile(r"(\\?)(`+)")
_MAY_BE_CODE = re.compile(r"`|~~~|^[ >\d.*+-]*(?: {4}|\t)", re.MULTILINE)
_BREAK = re.compile(r"\n[ \t]*\n")
_BRACKET = re.compile(r"\\.|!?\[|\]|\n[ \t]*\n", re.DOTALL)
_PART = r"(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))"
_DESTINATION = re.compile(
    rf"\([ \t]*\n?[ \t]*(?:<(?P<pointed>[^<>\n]*)>|(?P<plain>(?!<){_PART}*))"
    r"(?P<title>\s+(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?(?:\s+=\d*%?x?\d*%?)?\s*\)"
)
_SPACED = re.compile(r"\((?P<pointed>[^()\n<>\"]+?)(?P<plain>)(?P<title>[ \t]+\"[^\"\n]*\")?\)")
_DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>(?!\^)(?:[^\[\]\\\n]|\\.)+)\]:[ \t]*(?:<(?P<pointed>[^<>\n]*)>|(?P<plain>\S+))"
    r"(?P<title>[ \t]+(?:\"[^\n]*\"|'[^\n]*'|\([^\n]*\)))?[ \t]*$",
    re.MULTILINE,
)
_FIGURE = re.compile(
    r"^:::figure (?P<address>\S+) \{alt=\"(?P<alt>[^\"\n]*)\"\}\n(?P<words>(?:(?!\n:::).)*?)\n:::$",
    re.MULTILINE | re.DOTALL,
)
_WIKI = re.compile(
    r"(?P<embeds>!?)\[\[(?P<name>[^\[\]|\n\\]{1,200})(?:\\?\|(?P<words>[^\[\]\n]{1,300}))?\]\](?![(\[:\]])"
)


class _Edit(NamedTuple):
    start: int
    end: int
    words: str


@cache
def blocks() -> MarkdownIt:
    """Return a parser of blocks alone, which says where code and HTML stand."""
    parser = MarkdownIt("commonmark").enable("table").use(deflist_plugin).use(footnote_plugin)
    parser.core.ruler.disable(["inline", "text_join"])
    return parser


class Ranges:
    """Parts of a text, none of which begins inside another."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._ranges = sorted(ranges)
        self._starts = [start for start, _ in self._ranges]

    def holds(self, position: int) -> bool:
        """Say whether a position is in one of them."""
        number = bisect_right(self._starts, position) - 1
        return number >= 0 and position < self._ranges[number][1]


@lru_cache(maxsize=4)
def code_of(text: str) -> Ranges:
    """Return where a text is code (blocks and spans), or a comment."""
    if not _MAY_BE_CODE.search(text):
        return Ranges(_comments(text))
    begins = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    code = [
        (begins[token.map[0]], min(begins[token.map[1]] - 1, len(text)))
        for token in blocks().parse(text)
        if token.type in ("fence", "code_block") and token.map
    ]
    code += _spans(text, code)
    if "<!--" not in text:
        return Ranges(code)
    inside = Ranges(code)
    comments = [found for found in _comments(text) if not inside.holds(found[0])]
    commented = Ranges(comments)
    return Ranges([*comments, *(found for found in code if not commented.holds(found[0]))])


def _comments(text: str) -> Iterator[tuple[int, int]]:
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (end := text.find("-->", start + 4) + 3) > 2:
        yield start, end


def _spans(text: str, blocks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    position = 0
    for start, end in [*blocks, (len(text), len(text))]:
        for part in _paragraphs(text, position, start):
            yield from _spans_of_paragraph(text, *part)
        position = end


def _spans_of_paragraph(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the code spans of a paragraph: from a run of back-ticks to the next of the same length."""
    if text.find("`", start, end) < 0:
        return
    runs = list(_TICKS.finditer(text, start, end))
    of_length: dict[int, list[int]] = {}
    for run in runs:
        of_length.setdefault(len(run[2]), []).append(run.start(2))
    for run in runs:
        if run.start() < start or run[1]:
            continue
        places = of_length[len(run[2])]
        following = bisect_right(places, run.start(2))
        if following < len(places):
            start = places[following] + len(run[2])
            yield run.start(2), start


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for gap in _BREAK.finditer(text, start, end):
        yield start, gap.start()
        start = gap.end()
    if start < end:
        yield start, end


def outside_code(pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str], text: str) -> str:
    """Replace what a pattern finds, as `re.sub` does, but not where it begins in code."""
    if not pattern.search(text):
        return text
    code = code_of(text)
    return pattern.sub(lambda match: match[0] if code.holds(match.start()) else replace(match), text)


_OWN_ID = re.compile(r"^(#{1,6}[ \t].*?)[ \t]*\{#([^{}\s]+)\}[ \t]*$", re.MULTILINE)
_PLAIN_ID = re.compile(r"(?!tb-|fn(?:ref)?\d)[\w-]+", re.IGNORECASE)


def with_plain_ids(text: str) -> str:
    """Return a Markdown text whose headings have no ids but those that may be: of letters, each once.

    Google Docs writes `{#fees-(2024)}`, and other programs give one id to several headings.
    """
    taken: set[str] = set()

    def plain(heading: re.Match[str]) -> str:
        id_ = heading[2] if _PLAIN_ID.fullmatch(heading[2]) else slugify(heading[2])
        if not _PLAIN_ID.fullmatch(id_) or id_ in taken:
            return heading[1]
        taken.add(id_)
        return f"{heading[1]} {{#{id_}}}"

    return outside_code(_OWN_ID, plain, text) if "{#" in text else text


def rewritten(text: str, address: Address, *, shows: Callable[[str], bool] = is_here) -> str:
    """Return a Markdown text with every address as `address` writes it.

    `address` takes what a link, picture or name in double brackets (`wiki`) leads to, and returns what to write; for
    an empty answer only the words stay. A picture whose answer is not one that `shows` becomes a link to it.
    """
    if "](" not in text and "]:" not in text and "[[" not in text and ":::figure" not in text:
        return text
    code = code_of(text)
    lost: dict[str, str] = {}
    edits = [
        _Edit(match.start(), match.end(), _figure(match, address, shows))
        for match in _FIGURE.finditer(text)
        if not code.holds(match.start())
    ]
    if "]:" in text:
        edits += _definitions(text, code, address, lost, shows)
    edits += [
        _Edit(match.start(), match.end(), address(match[0], "wiki"))
        for match in _WIKI.finditer(text)
        if not code.holds(match.start())
    ]
    taken = Ranges((edit.start, edit.end) for edit in edits)
    edits += _links(text, code, address, lost, taken, shows)
    return _applied(text, edits)


def with_pictures(text: str, moved: Mapping[str, str], pictures: Collection[str]) -> str:
    """Return a Markdown text whose links lead to where files are now (`moved`), those to `pictures` being pictures."""
    if "](" not in text:
        return text
    edits: list[_Edit] = []
    for opening, close in _pairs(text, code_of(text)):
        found = _DESTINATION.match(text, close + 1)
        old = (found["pointed"] or found["plain"] or "") if found else ""
        if found is None or old not in moved:
            continue
        edits.append(_Edit(close, found.end(), f"]({pointed(moved[old])}{found['title'] or ''})"))
        if old in pictures and text[opening] == "[" and "![" not in text[opening:close]:
            # A picture without alternative text stood as a link with its name.
            is_named = text[opening + 1 : close] == escape_starts(_name(old))
            edits.append(_Edit(opening, close if is_named else opening + 1, "!["))
    return _applied(text, edits)


def _definitions(
    text: str, code: Ranges, address: Address, lost: dict[str, str], shows: Callable[[str], bool]
) -> Iterator[_Edit]:
    """Yield what changes at definitions of links; `lost` gets those whose mentions must change with them."""
    pictures = _labels_of_pictures(text)
    for match in _DEFINITION.finditer(text):
        if code.holds(match.start()):
            continue
        old = match["pointed"] if match["pointed"] is not None else match["plain"]
        is_picture = _label(match["label"]) in pictures
        new = address(old, "picture" if is_picture else "link")
        if not new or (is_picture and not shows(new)):
            lost[_label(match["label"])] = new
        words = f"[{match['label']}]: {pointed(new)}{match['title'] or ''}" if new else ""
        yield _Edit(match.start(), match.end(), words)


def _label(label: str) -> str:
    return " ".join(label.split()).casefold()


def _labels_of_pictures(text: str) -> frozenset[str]:
    found = re.findall(r"!\[([^\[\]\n]*)\](?:\[([^\[\]\n]*)\])?", text)
    return frozenset(_label(label or alt) for alt, label in found)


def _figure(match: re.Match[str], address: Address, shows: Callable[[str], bool]) -> str:
    new = address(match["address"], "picture")
    words = rewritten(match["words"], address, shows=shows)
    if shows(new):
        return f':::figure {new} {{alt="{match["alt"]}"}}\n{words}\n:::'
    picture = f"[{match['alt'] or _name(match['address'])}]({pointed(new)})" if new else match["alt"]
    return "\n\n".join(part for part in (picture, f"*{words}*" if words.strip() else "") if part)


def _name(address: str) -> str:
    return urlsplit(address).path.rstrip("/").rpartition("/")[2] or address


def _links(
    text: str,
    code: Ranges,
    address: Address,
    lost: dict[str, str],
    taken: Ranges,
    shows: Callable[[str], bool],
) -> Iterator[_Edit]:
    """Yield what changes at links and pictures: their brackets, and what follows these."""
    pairs = list(_pairs(text, code))
    ends = {close for _, close in pairs}
    end_of_link = 0
    # The outer ones first, so that a picture knows whether it stands in a link.
    for opening, close in sorted(pairs):
        if taken.holds(opening):
            continue
        is_picture = text[opening] == "!"
        kind = "picture" if is_picture else "link"
        found = _DESTINATION.match(text, close + 1) or _SPACED.match(text, close + 1)
        if found:
            old = found["pointed"] if found["pointed"] is not None else found["plain"] or ""
            new, end = address(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", old), kind), found.end()
            title = found["title"] or ""
        elif lost and close + 1 not in ends:
            label = re.compile(r"\[([^\[\]\n]*)\]").match(text, close + 1)
            words = text[opening + 1 + is_picture : close]
            name = _label((label and label[1]) or words)
            if name not in lost:
                continue
            new, end, title = lost[name], label.end() if label else close + 1, ""
        else:
            continue
        before = opening + is_picture + 1
        alt = text[before:close].strip()
        in_link = opening < end_of_link
        if is_picture and new and shows(new):
            yield _Edit(close, end, f"]({pointed(new)}{title})")
        elif is_picture and in_link:
            yield _Edit(opening, before, "")
            yield _Edit(close, end, "" if alt else _name(new or old))
        elif is_picture and new:
            yield _Edit(opening, before, "[")
            yield _Edit(close, end, ("" if alt else _name(new)) + f"]({pointed(new)})")
        elif new:
            end_of_link = max(end_of_link, close)
            yield _Edit(close, end, f"]({pointed(new)}{title})")
        else:
            yield _Edit(opening, before, "")
            yield _Edit(close, end, "")


def _pairs(text: str, code: Ranges) -> Iterator[tuple[int, int]]:
    """Yield the places of brackets that belong together, the opening one with its `!`."""
    stack: list[int] = []
    for mark in _BRACKET.finditer(text):
        if mark[0][0] == "\n":
            stack.clear()
        elif mark[0][0] == "\\" or code.holds(mark.start()):
            continue
        elif mark[0] == "]":
            if stack:
                yield stack.pop(), mark.start()
        else:
            stack.append(mark.start())


def _applied(text: str, edits: list[_Edit]) -> str:
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start >= position:
            pieces += [text[position : edit.start], edit.words]
            position = edit.end
    return "".join((*pieces, text[position:]))
