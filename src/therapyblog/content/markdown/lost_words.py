"""Words that the specification drops: definitions that nothing refers to, and cells beyond the head of a table.

Blocks → the same, with a problem for what is not shown. Two kinds of definitions stay text, for who types them means
words. *Speech*: `[Client]: Yes.`, where nothing refers to the label and what follows is no address. *Sources*:
`[1]: https://…`, where the label begins with a digit or holds a year, and no label of that kind is referred to. A
definition of nothing (`[//]: # (a note)`, `[comment]: <>`) is a comment to who types it, and is not told of.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, reference, table
from markdown_it.rules_block.table import escapedSplit
from mdit_py_plugins.footnote.index import footnote_def

from therapyblog.content.markdown.context import Env, TextContext
from therapyblog.patterns import lazy_pattern

_ENDS: RuleOptionsType = {"alt": ["paragraph", "reference"]}
_BRACKETS = lazy_pattern(
    r"(?P<begins>^[ \t>*+\d.)-]{0,30})?\[(?P<label>(?:[^\[\]\\]|\\.)+)\](?P<colon>:?)", re.MULTILINE
)
_ADDRESS = lazy_pattern(
    r"[a-z][a-z0-9+.-]*:.|www\.|[/#?]|\.{1,2}/|[^/]*\w/\w|[^@]+@\w|.*\w\.[a-z][a-z0-9]{1,4}(?:[#?].*)?$", re.IGNORECASE
)
_WEB = lazy_pattern(r"https?://|www\.|doi:|10\.\d{4,9}/", re.IGNORECASE)
_NUMBERED = lazy_pattern(r"\d|.*\b(?:1[89]|20)\d\d")
_COMMENTS = frozenset(("", "#"))


class _Note(NamedTuple):
    """Where a footnote is defined."""

    label: str
    line: int
    column: int


class _Used(NamedTuple):
    """The labels that a text refers to."""

    labels: frozenset[str]
    numbers: bool
    """Whether there are numbers, or years, among them."""


def install(md: MarkdownIt) -> None:
    """Give a parser the rules that take note of what is dropped; the footnotes' plugin must be there."""
    md.options["inline_definitions"] = True
    md.block.ruler.at("reference", _definition)
    md.block.ruler.at("footnote_def", _footnote, _ENDS)
    md.block.ruler.at("table", _table, _ENDS)


def _definition(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: N803 - upstream's names
    """Read a definition as upstream does, unless it is words."""
    if not reference(state, startLine, endLine, silent):
        return False
    definition = state.tokens.pop()
    context: TextContext = state.env["context"]
    label, target = definition.meta["id"], definition.meta["url"]
    known = state.env["references"]
    if target in _COMMENTS:
        return True
    written, used = f"[{definition.meta['label']}]", _used(state.env, context.text)
    begin = known[label]["map"][0]
    place = context.place_of(startLine, state.bMarks[startLine] + state.tShift[startLine] - _begin(state, startLine))
    if label in used.labels:
        if begin != startLine:
            first = context.line_number(begin)
            says = f"`{written}` is defined a second time; the first definition counts, in line {first}"
            context.problem("TB-MD-010", *place, says, "take one of the two out, or give it another name")
    elif not _ADDRESS.match(target) or (_WEB.match(target) and _NUMBERED.match(label) and not used.numbers):
        if begin == startLine:
            del known[label]
        _push_paragraph(state, startLine, state.line)
    else:
        says = f"nothing in this text refers to `{written}`, so its line is not shown"
        fix = f"write `[words]{written}` where the link belongs, or take the line out"
        context.problem("TB-MD-010", *place, says, fix)
    return True


def _used(env: Env, text: str) -> _Used:
    """Return what stands in brackets, but for what begins a line and is followed by a colon."""
    if "used_labels" not in env:
        matches = (match for match in _BRACKETS.finditer(text) if not match["colon"] or match["begins"] is None)
        labels = frozenset(normalizeReference(match["label"]) for match in matches)
        env["used_labels"] = _Used(labels, any(map(_NUMBERED.match, labels)))
    used: _Used = env["used_labels"]
    return used


def _begin(state: StateBlock, line: int) -> int:
    """Return where a line begins in the source, before the marks of quotes and items."""
    return state.src.rfind("\n", 0, state.bMarks[line]) + 1


def _push_paragraph(state: StateBlock, first: int, after: int) -> None:
    paragraph = state.push("paragraph_open", "p", 1)
    paragraph.map = [first, after]
    words = state.push("inline", "", 0)
    words.content = state.getLines(first, after, state.blkIndent, False).strip()
    words.map, words.children = [first, after], []
    state.push("paragraph_close", "p", -1)


def _footnote(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: N803 - upstream's names
    """Read the definition of a footnote, and remember where it stands."""
    column = state.bMarks[startLine] + state.tShift[startLine] - _begin(state, startLine)
    known = len(state.tokens)
    if not footnote_def(state, startLine, endLine, silent):
        return False
    if not silent:
        context: TextContext = state.env["context"]
        label = state.tokens[known].meta["label"]
        state.env.setdefault("footnote_places", []).append(_Note(label, *context.place_of(startLine, column)))
    return True


def report_footnotes(env: Env, mentioned: frozenset[str]) -> None:
    """Tell of the definitions of footnotes that are not shown: nothing mentions them, or another has the same label."""
    context: TextContext = env["context"]
    last = {note.label: note for note in env.get("footnote_places", ())}
    for note in env.get("footnote_places", ()):
        counts = last[note.label]
        if note.label not in mentioned:
            says = f"nothing in this text mentions the footnote `[^{note.label}]`, so its words are not shown"
            fix = f"write `[^{note.label}]` where it belongs, or take its lines out"
        elif note is not counts:
            says = f"the footnote `[^{note.label}]` is defined again in line {counts.line}, and only that is shown"
            fix = "take one of the two out, or give it another name"
        else:
            continue
        context.problem("TB-MD-010", note.line, note.column, says, fix)


def _table(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: N803 - upstream's names
    """Read a table, and tell of rows that have more cells than its head."""
    if not table(state, startLine, endLine, silent):
        return False
    if not silent:
        head = _line(state, startLine)
        signs = head.strip("|").count("|")
        for line in range(startLine + 2, state.line):
            text = _line(state, line)
            # Most rows are like the head: to count signs costs less than to divide.
            if text.strip("|").count("|") > signs and any(_cells(text)[len(_cells(head)) :]):
                context: TextContext = state.env["context"]
                columns = len(_cells(head))
                says = f"this row has more cells than the table's head, which has {columns}; the others are not shown"
                fix = "give the head one more column, or write `\\|` where the sign belongs to the words"
                context.problem("TB-MD-010", *context.place_of(line, -1), says, fix)
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()


def _cells(text: str) -> list[str]:
    """Divide a row as upstream does."""
    cells = [cell.strip() for cell in escapedSplit(text)]
    return cells[not cells[0] : len(cells) - (len(cells) > 1 and not cells[-1])]
