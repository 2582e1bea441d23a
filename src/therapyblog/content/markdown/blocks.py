"""Upstream's block parser, quicker: its rules, each asked only where its first character stands.

Lines → tokens. The tokens are upstream's own (the tests compare them); a nesting that upstream would drop silently is
a problem here.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.parser_block import ParserBlock, RuleFuncBlockType
from markdown_it.rules_block import StateBlock, lheading, paragraph
from markdown_it.token import Token

from therapyblog.content.markdown.page import Env, Page
from therapyblog.content.markdown.starts import CODE_INDENT, STARTS
from therapyblog.content.markdown.states import BlockState

# As the end of a paragraph, a definition shows itself by its mark.
_ENDS = {**STARTS, "deflist": ":~"}

Rules = list[RuleFuncBlockType]


class Blocks(ParserBlock):
    """The block parser of one language and its settings; `freeze` it when every rule is in."""

    def freeze(self) -> None:
        """Sort the active rules by the characters at which they can match."""
        rules = [rule for rule in self.ruler.__rules__ if rule.enabled]
        self.has_definitions = any(rule.name == "deflist" for rule in rules)
        chars = "".join(STARTS.values())
        starts = [(STARTS[rule.name], _definitions(rule.fn) if rule.name == "deflist" else rule.fn) for rule in rules]
        self.prose: Rules = [fn for at, fn in starts if not at]
        self.rules_at: dict[str, Rules] = {char: [fn for at, fn in starts if not at or char in at] for char in chars}
        ends = [rule for rule in rules if "paragraph" in rule.alt]
        self.end_of_prose: Rules = [rule.fn for rule in ends if not _ENDS[rule.name]]
        self.ends_at: dict[str, Rules] = {
            char: [rule.fn for rule in ends if not _ENDS[rule.name] or char in _ENDS[rule.name]] for char in chars + "~"
        }

    def parse(self, src: str, md: MarkdownIt, env: Env, outTokens: list[Token]) -> list[Token] | None:  # noqa: N803
        """Parse a whole text into `outTokens`."""
        if not src:
            return None
        state = BlockState(src, md, env, outTokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 - upstream's names
        """Turn lines into tokens, as upstream does; `state.line` is where it stopped."""
        src, rules_at, begins, shifts = state.src, self.rules_at, state.bMarks, state.tShift
        max_nesting = state.md.options["maxNesting"]
        line, had_empty = startLine, False
        while line < endLine:
            state.line = line = state.skipEmptyLines(line)
            if line >= endLine or state.sCount[line] < state.blkIndent:
                break
            if state.level >= max_nesting:
                _report_depth(state, line)
                state.line = endLine
                break
            rules = rules_at.get(src[begins[line] + shifts[line]])
            if rules is not None or not self._short_paragraph(state, line, endLine):
                for rule in rules or self.prose:
                    if rule(state, line, endLine, False):
                        break
            state.tight = not had_empty
            line = state.line
            if line - 1 < endLine and state.isEmpty(line - 1):
                had_empty = True
            if line < endLine and state.isEmpty(line):
                had_empty = True
                line += 1
                state.line = line

    def _short_paragraph(self, state: StateBlock, line: int, end: int) -> bool:
        """Make a paragraph of one line of prose that stands alone: most paragraphs of a post are of that kind."""
        after = line + 1
        begins, ends, shifts = state.bMarks, state.eMarks, state.tShift
        if state.sCount[line] - state.blkIndent >= CODE_INDENT:
            return False
        if after < state.lineMax and begins[after] + shifts[after] < ends[after]:
            return False
        if (
            self.has_definitions
            and after + 1 < end
            and state.src.startswith((":", "~"), begins[after + 1] + shifts[after + 1])
        ):
            return False
        state.line = after
        state.push("paragraph_open", "p", 1).map = [line, after]
        token = state.push("inline", "", 0)
        token.content = state.src[begins[line] + shifts[line] : ends[line]].strip(MD_TRIM_CHARS)
        token.map = [line, after]
        token.children = []
        state.push("paragraph_close", "p", -1)
        return True

    def ends_paragraph(self, state: StateBlock, line: int, end: int) -> bool:
        """Say whether a line, not indented as code, begins something else in the middle of a paragraph."""
        rules = self.ends_at.get(state.src[state.bMarks[line] + state.tShift[line]], self.end_of_prose)
        return any(rule(state, line, end, True) for rule in rules)


def prose(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: N803 - upstream's names
    """Make an underlined heading or a paragraph: upstream's two rules in one walk over the lines."""
    if endLine != state.lineMax:
        return lheading(state, startLine, endLine, silent) or paragraph(state, startLine, endLine, silent)
    blocks = state.md.block
    assert isinstance(blocks, Blocks)
    before, state.parentType = state.parentType, "paragraph"
    line, marker = startLine + 1, ""
    while line < endLine and not state.isEmpty(line):
        if state.sCount[line] - state.blkIndent < CODE_INDENT:
            if state.sCount[line] >= state.blkIndent and (marker := _underline(state, line)):
                break
            if state.sCount[line] >= 0 and blocks.ends_paragraph(state, line, endLine):
                break
        line += 1
    content = state.getLines(startLine, line, state.blkIndent, False).strip(MD_TRIM_CHARS)
    state.line = line + 1 if marker else line
    tag = "p" if not marker else "h1" if marker == "=" else "h2"
    kind = "heading" if marker else "paragraph"
    opening = state.push(f"{kind}_open", tag, 1)
    opening.map, opening.markup = [startLine, state.line], marker
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content, [startLine, line], []
    state.push(f"{kind}_close", tag, -1).markup = marker
    state.parentType = before
    return True


def _definitions(deflist: RuleFuncBlockType) -> RuleFuncBlockType:
    """Ask for a definition list only where a definition may follow, and, as upstream, after an underlined heading."""

    def definitions(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: N803
        after = startLine + 1
        if after < endLine and state.isEmpty(after):
            after += 1
        if after >= endLine or not state.src.startswith((":", "~"), state.bMarks[after] + state.tShift[after]):
            return False
        return lheading(state, startLine, endLine, silent) or deflist(state, startLine, endLine, silent)

    return definitions


def _underline(state: StateBlock, line: int) -> str:
    """Return `=` or `-` for a line that holds nothing else, else nothing."""
    pos = state.bMarks[line] + state.tShift[line]
    marker = state.src[pos]
    if marker not in "-=":
        return ""
    pos = state.skipSpaces(state.skipCharsStr(pos, marker))
    return marker if pos >= state.eMarks[line] else ""


def _report_depth(state: StateBlock, line: int) -> None:
    page: Page | None = state.env.get("page")
    if page is not None:
        page.too_deep(
            line,
            "quotes, lists and components are nested too deeply here",
            "take out levels: nobody can follow more than three or four",
        )
