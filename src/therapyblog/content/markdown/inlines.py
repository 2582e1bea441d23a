"""Upstream's inline parser, quicker: its rules, each asked only where its first character stands.

Words → tokens. The tokens are upstream's own (the tests compare them); besides, a link, a picture and an HTML tag
learn where they stand in the file.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline, RuleFuncInlineType
from markdown_it.rules_inline import StateInline, fragments_join
from markdown_it.token import Token

from therapyblog.content.markdown.emphasis import simple_tokens
from therapyblog.content.markdown.page import Env, Page
from therapyblog.content.markdown.states import InlineState, new_token

# The characters at which a rule can match. `linkify` is off, and `text` is the loop below.
STARTS = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "link": "[",
    "reference_mark": "[",
    "image": "!",
    "footnote_inline": "^",
    "footnote_ref": "[",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
}
_NEVER_LOOKED_AHEAD = ("strikethrough", "emphasis", "reference_mark")
_PLACED = frozenset(("link_open", "image", "html_inline", "reference_mark"))
_POINTERS = frozenset("[!<")
_EMPHASIS = frozenset(STARTS["emphasis"])
_PAIRS = re.compile(r"[*_~]")

MAX_BRACKETS = 32
"""How deep brackets may be nested in a text of ours; CommonMark has the same bound for parentheses in addresses."""

MAX_EMPHASIS = 100


class Inlines(ParserInline):
    """The inline parser of one language and its settings; `freeze` it when every rule is in."""

    def freeze(self, max_nesting: int) -> None:
        """Sort the active rules by the characters at which they can match."""
        self.max_nesting = max_nesting
        self.rules_at: dict[str, list[RuleFuncInlineType]] = {}
        self.silent_at: dict[str, list[RuleFuncInlineType]] = {}
        names = [name for name in self.ruler.get_active_rules() if name not in ("text", "linkify")]
        rules = [rule for rule in self.ruler.__rules__ if rule.name in names]
        for rule in rules:
            for char in STARTS[rule.name]:
                self.rules_at.setdefault(char, []).append(rule.fn)
                if rule.name not in _NEVER_LOOKED_AHEAD:
                    self.silent_at.setdefault(char, []).append(rule.fn)
        stops = "".join(sorted({*self.rules_at, "]"} - {"!"}))
        self.stop = re.compile(f"[{re.escape(stops)}]")
        self.pairs = tuple(self.ruler2.getRules(""))
        self.pairs_without_tilde = tuple(
            rule.fn for rule in self.ruler2.__rules__ if rule.enabled and rule.name != "strikethrough"
        )

    def parse(self, src: str, md: MarkdownIt, env: Env, tokens: list[Token]) -> list[Token]:
        """Parse one inline text into `tokens`."""
        found = self.stop.search(src)
        if found is None:
            if src:
                token = new_token("text", "", 0, 0, block=False)
                token.content = src
                tokens.append(token)
            return tokens
        if found[0] in _EMPHASIS and (simple := simple_tokens(src, self.stop)) is not None:
            tokens += simple
            return tokens
        state = InlineState(src, md, env, tokens)
        self.tokenize(state)
        if _PAIRS.search(src):
            if state.delimiters or any(meta and meta["delimiters"] for meta in state.tokens_meta):
                for rule in self.pairs if "~" in src else self.pairs_without_tilde:
                    rule(state)
            else:
                fragments_join(state)
            if len(tokens) > 2 * MAX_EMPHASIS:
                _report_depth(state)
        return state.tokens

    def _next_stop(self, src: str, start: int, end: int) -> int:
        """Return where a rule may match next; a `!` is a mark only before a bracket, and prose is full of others."""
        found = self.stop.search(src, start, end)
        if found is None:
            return end
        at = found.start()
        return at - 1 if at > start and src[at] == "[" and src[at - 1] == "!" else at

    def tokenize(self, state: StateInline) -> None:
        """Turn the state's range into tokens, as upstream does character by character."""
        src, end, next_stop, rules_at = state.src, state.posMax, self._next_stop, self.rules_at
        too_deep = state.level >= self.max_nesting
        while state.pos < end:
            start = state.pos
            at = next_stop(src, start, end)
            if at > start:
                state.append_pending(src[start:at])
                state.pos = at
                if at >= end:
                    break
            char = src[at]
            known = len(state.tokens)
            if not too_deep:
                for rule in rules_at.get(char, ()):
                    if rule(state, False):
                        break
                else:
                    state.append_pending(char)
                    state.pos = at + 1
                    continue
                if char in _POINTERS:
                    _place(state, known, at)
            else:
                state.append_pending(char)
                state.pos = at + 1
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 - upstream's name
        """Move over one token without making it."""
        pos = state.pos
        known = state.cache.get(pos)
        if known is not None:
            state.pos = known
            return
        src, end = state.src, state.posMax
        if state.level >= self.max_nesting:
            page: Page | None = state.env.get("page")
            if page is not None:
                page.too_deep(page.line, "brackets are nested too deeply here", "take the inner brackets out")
            state.pos = end + 1
        else:
            at = self._next_stop(src, pos, end)
            if at > pos:
                state.pos = at
            else:
                state.level += 1
                for rule in self.silent_at.get(src[pos], ()):
                    if rule(state, True):
                        break
                else:
                    state.pos += 1
                state.level -= 1
        state.cache[pos] = state.pos


def _report_depth(state: StateInline) -> None:
    """Emphasis in emphasis needs no recursion here, but browsers drop what is nested too deeply."""
    page: Page | None = state.env.get("page")
    if page is not None and max(token.level for token in state.tokens) > MAX_EMPHASIS:
        page.too_deep(page.line, "`*` and `_` are nested too deeply here", "take the inner ones out")


def _place(state: StateInline, known: int, start: int) -> None:
    """Tell a new link, picture or tag its line and column: of its target where that is written there."""
    page: Page | None = state.env.get("page")
    if page is None:
        return
    # The pending text may have become a token just before it.
    for token in state.tokens[known : known + 2]:
        if token.type in _PLACED and "line" not in token.meta:
            position = start
            target = str(token.attrs.get("href") or token.attrs.get("src") or "").removeprefix("mailto:")
            if target:
                written = state.src[start : state.pos]
                position += max(written.find(target, max(written.rfind("]("), 0)), 0)
            token.meta["line"], token.meta["column"] = page.place(state.src, position, page.line)
            return
