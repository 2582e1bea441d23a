"""The `:::` blocks: `:::name argument {key="value" other=bare}` … `:::`.

A container is closed by a line with as many colons as opened it; an outer one needs more colons than the inner. A leaf
is one line. Names are not checked here, because the theme decides which components exist.
"""

from __future__ import annotations

from collections import Counter

from markdown_it.rules_block import StateBlock

from therapyblog.content.markdown.context import Closings, context_of
from therapyblog.model.languages import language_tag
from therapyblog.patterns import lazy_pattern

LEAVES = frozenset(("cta", "crisis", "embed", "services"))
CONTAINERS = frozenset(("exercise", "figure", "note", "quote"))
"""Those that the program brings along: where one looks mistyped, it is told. A theme may have others."""

_COLONS = lazy_pattern(r":{3,}")
_NAME = lazy_pattern(r"[a-z][a-z0-9-]*(?=[ \t{]|$)")
_ATTRIBUTE = lazy_pattern(
    r"""[ \t]*([A-Za-z][A-Za-z0-9_-]*)=(?:"((?:[^"\\]|\\.)*)"|“([^”]*)”|([^\s"“”{}=]+))(?=[ \t}])"""
)
_END = lazy_pattern(r"[ \t]*\}[ \t]*")
_ESCAPE = lazy_pattern(r"\\(.)")
_FENCE = lazy_pattern(r"(`{3,})[^`\n]*|(~{3,}).*")
_NEVER = 1 << 60
_FIX = 'write it like `:::quote Carl Rogers {source="A Way of Being"}`: a name in small letters, then what it needs'


class Opening:
    """The first line of a component, parsed; `error` is the reason why it cannot be read."""

    def __init__(self, line: str) -> None:
        """Read a line that begins with at least three colons."""
        colons = _COLONS.match(line)
        self.colons = colons.end() if colons else 0
        rest = line[self.colons :].strip(" \t")
        self.closes = not rest
        self.name = self.argument = self.error = ""
        self.attributes: dict[str, str] = {}
        if self.closes:
            return
        name = _NAME.match(rest)
        if not name:
            self.error = "no name of a component follows the colons"
            return
        self.name = name.group()
        argument, brace, attributes = rest[name.end() :].partition("{")
        self.argument = argument.strip(" \t")
        if brace:
            self._read_attributes(attributes)

    def _read_attributes(self, text: str) -> None:
        position = 0
        while match := _ATTRIBUTE.match(text, position):
            key, quoted, curly, bare = match.groups()
            if key in self.attributes:
                self.error = f"`{key}` is given twice"
                return
            self.attributes[key] = _ESCAPE.sub(r"\1", quoted) if quoted is not None else curly or bare or ""
            position = match.end()
        if not _END.fullmatch(text, position):
            self.error = 'what stands in braces cannot be read as `key="value"`'

    @property
    def is_leaf(self) -> bool:
        """Whether this component is one line, without a closing line."""
        return self.name in LEAVES


def component(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: N803 - upstream's names
    """Read a component, or a closing line without one (a block rule of markdown-it)."""
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not state.src.startswith(":::", start) or state.is_code_block(startLine):
        return False
    if silent:
        return True
    opening = Opening(state.src[start : state.eMarks[startLine]])
    context = context_of(state.env)
    line, column = context.place_of(startLine, start - state.src.rfind("\n", 0, start) - 1)
    state.line = startLine + 1
    if opening.closes:
        context.problem(
            "TB-MD-005",
            line,
            column,
            f"`{':' * opening.colons}` closes a component, but none with as many colons is open here",
            "take this line out, or give it as many colons as the component's first line has",
        )
        return True
    if opening.error:
        context.problem("TB-MD-006", line, column, f"this component cannot be read: {opening.error}", _FIX)
    language = opening.attributes.get("lang")
    if language and language_tag(language) is None:
        says = f"this component cannot be read: “{language}” is not a language tag"
        context.problem("TB-MD-006", line, column, says, 'write lang="fr", or another tag such as en-GB or pt-BR')
    last = startLine if opening.is_leaf else _closing_line(state, startLine, endLine, opening.colons)
    if last >= endLine and not opening.error:
        context.problem(
            "TB-MD-001",
            line,
            column,
            f"the component `{opening.name}` is opened here and never closed",
            f"write `{':' * opening.colons}` alone on a line where it ends",
        )
    if last < endLine or not opening.error:
        _make(state, startLine, last, opening, (line, column))
    return True


def _make(state: StateBlock, first: int, last: int, opening: Opening, place: tuple[int, int]) -> None:
    """Add the tokens of a component whose lines are `first` to `last`, opening and closing line included."""
    token = state.push("component_open", "", 1)
    token.map = [first, last + 1]
    token.meta = {"opening": opening, "line": place[0], "column": place[1]}
    if last > first:
        parent, line_max = state.parentType, state.lineMax
        state.parentType, state.lineMax = "component", last
        state.md.block.tokenize(state, first + 1, last)
        state.parentType, state.lineMax = parent, line_max
    if last < state.lineMax:
        state.line = last + 1
    state.push("component_close", "", -1)


def _closing_line(state: StateBlock, start: int, end: int, colons: int) -> int:
    """Return the line that closes a container; `end` where none does.

    The closing lines of containers within it are stored, so that all openings of a text together take linear time.
    """
    closings = context_of(state.env).closings
    if (start, state.blkIndent) in closings:
        return min(closings[start, state.blkIndent], end)
    scan = _ContainerScan(closings, state.blkIndent)
    scan.open(colons, start)
    for line in range(start + 1, end):
        begin, finish = state.bMarks[line] + state.tShift[line], state.eMarks[line]
        if begin >= finish or state.sCount[line] < 0:
            continue
        if state.sCount[line] < state.blkIndent:
            break
        if state.src[begin] in "`~:" and not state.is_code_block(line):
            scan.read(state.src[begin:finish], line)
            if not scan.within:
                return line
    closings.update(((line, state.blkIndent), _NEVER) for _, line in scan.within)
    return end


class _ContainerScan:
    """Tracks open containers, and fenced code, over the lines of a text."""

    def __init__(self, closings: Closings, indent: int) -> None:
        self.known, self.indent = closings, indent
        self.within: list[tuple[int, int]] = []
        self._open_with: Counter[int] = Counter()
        self._fence = ""

    def open(self, colons: int, line: int) -> None:
        """Open a container."""
        self.within.append((colons, line))
        self._open_with[colons] += 1

    def read(self, text: str, line: int) -> None:
        """Read a line that begins with a colon, a back-tick or a tilde."""
        if text[0] != ":":
            self._fence = _fence(text, self._fence)
        elif not self._fence and text.startswith(":::"):
            opening = Opening(text)
            if opening.closes:
                if self._open_with[opening.colons]:
                    self._close(opening.colons, line)
            elif not opening.is_leaf:
                self.open(opening.colons, line)

    def _close(self, colons: int, line: int) -> None:
        """Close the innermost container with so many colons; those that it holds are never closed."""
        while True:
            count, start = self.within.pop()
            self._open_with[count] -= 1
            self.known[start, self.indent] = line if count == colons else _NEVER
            if count == colons:
                return


def _fence(text: str, fence: str) -> str:
    """Return the fence that is open after a line of back-ticks or tildes; empty for none."""
    if fence:
        rest = text.rstrip(" \t")
        return "" if rest.startswith(fence) and not rest.strip(fence[0]) else fence
    match = _FENCE.fullmatch(text)
    return (match[1] or match[2]) if match else ""
