"""Lists as word processors and old blogs paste them: `  • text`, with or without blank lines between.

The bullets are no list markers in CommonMark. Each item is one paragraph; all of them together are one tight list.
"""

from __future__ import annotations

import re

from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.rules_block import StateBlock

BULLETS = "•‣◦▪●"
NBSP = "\N{NO-BREAK SPACE}"

# A line of nothing but bullets is an ornament.
_ITEM = re.compile(rf"[ \t{NBSP}]*[{BULLETS}][ \t{NBSP}]*(?=[^\s{BULLETS}])")
_BLANK = re.compile(rf"^((?: {{0,3}}>)*)[ \t{NBSP}]+$", re.MULTILINE)


def blank_lines(text: str) -> str:
    """Replace the no-break spaces in lines that hold nothing else; all positions stay the same."""
    if NBSP not in text:
        return text
    return _BLANK.sub(lambda match: match.group().replace(NBSP, " "), text)


def pasted_list(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: N803 - upstream's names
    """Read a run of lines that begin with a bullet."""
    item = _ITEM.match(state.src, state.bMarks[startLine], state.eMarks[startLine])
    if not item:
        return False
    if silent:
        return True
    opening = state.push("bullet_list_open", "ul", 1)
    opening.map = [startLine, 0]
    line = startLine
    while item:
        after = _end_of_item(state, line, endLine)
        text = state.src[item.end() : state.eMarks[line]]
        rest = state.getLines(line + 1, after, state.blkIndent, False)
        _push_item(state, f"{text}\n{rest}" if rest else text, [line, after])
        state.line = line = after
        while line < endLine and state.isEmpty(line):
            line += 1
        if line >= endLine or state.sCount[line] < state.blkIndent:
            break
        item = _ITEM.match(state.src, state.bMarks[line], state.eMarks[line])
    opening.map[1] = state.line
    state.push("bullet_list_close", "ul", -1)
    return True


def _end_of_item(state: StateBlock, line: int, end: int) -> int:
    """Return the line after an item, which ends where a paragraph would."""
    ends = state.md.block.ruler.getRules("paragraph")
    before, state.parentType = state.parentType, "paragraph"
    line += 1
    while line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        if _ITEM.match(state.src, state.bMarks[line], state.eMarks[line]):
            break
        if not state.is_code_block(line) and any(rule(state, line, end, True) for rule in ends):
            break
        line += 1
    state.parentType = before
    return line


def _push_item(state: StateBlock, content: str, lines: list[int]) -> None:
    state.push("list_item_open", "li", 1).map = lines
    paragraph = state.push("paragraph_open", "p", 1)
    paragraph.map, paragraph.hidden = lines, True
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content.strip(MD_TRIM_CHARS), lines, []
    state.push("paragraph_close", "p", -1).hidden = True
    state.push("list_item_close", "li", -1)
