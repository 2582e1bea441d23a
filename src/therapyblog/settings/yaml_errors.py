"""What libyaml could not read, in plain words: libyaml's error in, the place, the sentence and the fix out.

libyaml says where its grammar broke; the mistake that a person has to mend is often earlier.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

UNCLOSED_QUOTE = re.compile(r'[\w-]+:[ ]+"[^"]*')
"""A line whose value opens a quotation mark and does not close it."""

_LONGEST_LINE = 500
_ANCHOR = re.compile(r"&[\w-]+[ ]+(?=\S)")
"""A name for what follows, which other programs repeat elsewhere."""
_INDENTED_NAME = re.compile(r" +[\w-]+")
_LINE = re.compile(r"((?:- +)?[\w-]+:[ \u00a0]*|- +)(.*)")
_CLOSING = {"[": "bracket", "{": "brace", '"': "quotation mark", "'": "quotation mark"}
_ODD = ("alias", "anchor", "tag", "directive", "block scalar", "parsing a node")


class Explanation(NamedTuple):
    """Where to look (line and column from 0 in the settings), what is wrong, and the way out."""

    line: int
    column: int
    says: str
    fix: str


def explain(source: str, error: yaml.MarkedYAMLError) -> Explanation:
    """Explain an error that libyaml met in these settings."""
    lines = source.split("\n")
    mark = error.problem_mark
    assert mark is not None  # both of PyYAML’s parsers set it with every problem
    begin, text = error.context_mark or mark, _line(lines, mark)
    if "..." in (line.rstrip() for line in lines[: mark.line]):
        return Explanation(mark.line, 0, "the settings end before this line", "remove the line with `...` above it")
    if "\t" in text[: len(text) - len(text.lstrip())]:
        is_inner = mark.line and lines[mark.line - 1].rstrip().endswith(":")
        wanted = f"two spaces, then {text.strip()}" if is_inner else text.strip()
        fix = f"write {wanted}" if len(text) <= _LONGEST_LINE else "write spaces instead"
        return Explanation(mark.line, 0, "this line is indented with a tab", fix)
    return _value(lines, error, mark, begin) or _structure(lines, error, mark, begin)


def _value(lines: list[str], error: yaml.MarkedYAMLError, mark: yaml.Mark, begin: yaml.Mark) -> Explanation | None:
    """Explain what is wrong with one value: its quotation marks, its brackets, its first sign."""
    context, technical = error.context or "", error.problem or ""
    if "mapping values are not allowed" in technical:
        return _colon(_line(lines, mark), mark)
    earlier = enumerate(lines[: mark.line + 1])
    opened = next((index for index, line in earlier if UNCLOSED_QUOTE.fullmatch(line)), None)
    if opened is not None or "quoted scalar" in context:
        line, column = (begin.line, begin.column) if opened is None else (opened, lines[opened].find('"'))
        says = "a quotation mark is opened here but not closed"
        closed = f"{lines[line].rstrip()}{lines[line][column]}" if len(lines[line]) <= _LONGEST_LINE else ""
        return Explanation(line, column, says, f"close it: write {closed}" if closed else "close it at its end")
    if "flow" in context:
        return _bracket(_line(lines, begin), begin)
    if any(kind in context for kind in _ODD):
        return odd_beginning(_line(lines, begin), begin)
    if "cannot start any token" in technical:
        return odd_beginning(_line(lines, mark), mark)
    return None


def _structure(lines: list[str], error: yaml.MarkedYAMLError, mark: yaml.Mark, begin: yaml.Mark) -> Explanation:
    """Explain how a line does not fit the others."""
    text = _line(lines, mark)
    value = text.partition(":")[2].strip()
    if "could not find expected ':'" in (error.problem or ""):
        says = "this line is no setting: it has no colon"
        fix = "write `name: value`; if your text begins here, put a line with only --- above it"
        return Explanation(begin.line, begin.column, says, fix)
    if value[:1] in _CLOSING and mark.column:
        says = f"the value seems to end at the second {_CLOSING[value[0]]}, but more follows"
        return Explanation(mark.line, mark.column, says, f"put quotes around all of it: {_quoted_line(text)}")
    first = next(index for index, line in enumerate(lines) if line.strip())
    if "document start" in (error.problem or "") and lines[first].startswith(" ") and not mark.column:
        says = "this line begins with spaces, and a line below does not"
        return Explanation(first, 0, says, "take the spaces at its beginning out")
    fix = "begin every name at the start of its line; write `name: value`, with text in quotes"
    return Explanation(mark.line, mark.column, "this line does not fit what stands above it", fix)


def _colon(text: str, mark: yaml.Mark) -> Explanation:
    if _INDENTED_NAME.fullmatch(text[: mark.column]):
        says = "this line begins with spaces, so it continues the line above"
        return Explanation(mark.line, 0, says, "take the spaces at its beginning out")
    return Explanation(mark.line, mark.column, "a value with a colon needs quotes", f"write {_quoted_line(text)}")


def _bracket(text: str, begin: yaml.Mark) -> Explanation:
    if text.count("[") == text.count("]") and text.count("{") == text.count("}"):
        says = "what stands between these brackets cannot be read"
        fix = "put what has a colon, a comma or a quotation mark in it in quotes"
        return Explanation(begin.line, begin.column, says, fix)
    closing = "}" if text[begin.column : begin.column + 1] == "{" else "]"
    fix = f"close it with {closing}, or put the whole value in quotes"
    return Explanation(begin.line, begin.column, "a bracket is opened here but not closed", fix)


def odd_beginning(text: str, begin: yaml.Mark) -> Explanation:
    """Explain a value whose first sign YAML keeps for itself."""
    says = f"a value that begins with {text[begin.column : begin.column + 1]} means something else here"
    if name := _ANCHOR.match(text, begin.column):
        wanted = f"{text[: begin.column]}{text[name.end() :]}".strip()
        return Explanation(begin.line, begin.column, says, f"take `{name[0].strip()}` out: write {wanted}")
    return Explanation(begin.line, begin.column, says, f"put it in quotes: {_quoted_line(text)}")


def _line(lines: list[str], mark: yaml.Mark) -> str:
    return lines[mark.line] if mark.line < len(lines) else ""


def _quoted_line(text: str) -> str:
    """Return the line with its value in quotes: what follows the first colon, or the dash of a list."""
    if len(text) > _LONGEST_LINE:
        return "quotation marks at its beginning and its end"
    match = _LINE.fullmatch(text.strip())
    return f"{match[1]}{quoted(match[2])}" if match else quoted(text.strip())


def quoted(value: str) -> str:
    """Put a value in the quotes that need the fewest other signs."""
    if '"' in value and "'" not in value and "\\" not in value:
        return f"'{value}'"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
