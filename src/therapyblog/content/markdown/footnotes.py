"""Footnotes: moved to the end of the text, numbered in the order in which they are mentioned.

The plugin reads them; its rule that moves them is replaced, because it miscounts definitions within definitions.
"""

from __future__ import annotations

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from therapyblog.content.markdown.context import context_of
from therapyblog.content.markdown.limits import parseLinkLabel
from therapyblog.content.markdown.lost_words import report_footnotes
from therapyblog.patterns import lazy_pattern

_MENTION = lazy_pattern(r"\[\^([^\]\s]{1,200})\]")


def install(md: MarkdownIt) -> None:
    """Give a parser footnotes: `[^1]` with its definition elsewhere, and `^[in place]`."""
    md.use(footnote_plugin, inline=False)
    md.inline.ruler.at("footnote_ref", mention)
    md.inline.ruler.before("footnote_ref", "footnote_inline", note_in_place)
    md.core.ruler.at("footnote_tail", move_to_end)


def mention(state: StateInline, silent: bool) -> bool:
    """Read `[^label]` where a footnote has that label."""
    notes = state.env.get("footnotes")
    match = _MENTION.match(state.src, state.pos, state.posMax) if notes else None
    if not notes or not match or ":" + match[1] not in notes["refs"]:
        return False
    if not silent:
        key = ":" + match[1]
        if notes["refs"][key] < 0:
            notes["refs"][key] = len(notes["list"])
            notes["list"][notes["refs"][key]] = {"label": match[1], "count": 0}
        note = notes["list"][notes["refs"][key]]
        state.push("footnote_ref", "", 0).meta = {"id": notes["refs"][key], "subId": note["count"]}
        note["count"] += 1
    state.pos = match.end()
    return True


def note_in_place(state: StateInline, silent: bool) -> bool:
    """Read `^[a footnote in the middle of the text]`."""
    start = state.pos
    if not state.src.startswith("^[", start, state.posMax):
        return False
    end = parseLinkLabel(state, start + 1)
    if end < 0:
        return False
    if not silent:
        notes = state.env.setdefault("footnotes", {"refs": {}, "list": {}})["list"]
        number, content, tokens = len(notes), state.src[start + 2 : end], list[Token]()
        notes[number] = {"content": content, "tokens": tokens}
        context = context_of(state.env)
        before, context.line = context.line, context.line_at(state.src, start, context.line)
        state.md.inline.parse(content, state.md, state.env, tokens)
        context.line = before
        state.push("footnote_ref", "", 0).meta = {"id": number}
    state.pos = end + 1
    return True


def move_to_end(state: StateCore) -> None:
    """Move the definitions of footnotes that are mentioned to the end of the text; drop the others."""
    notes: dict[str, Any] | None = state.env.get("footnotes")
    if not notes:
        return
    state.tokens, definitions = _take_out(state.tokens)
    report_footnotes(state.env, frozenset(note["label"] for note in notes["list"].values() if "label" in note))
    if not notes["list"]:
        return
    state.tokens.append(Token("footnotes_open", "", 1))
    for number, note in notes["list"].items():
        tokens = _inline_note(note) if "tokens" in note else list(definitions.get(note["label"], ()))
        last = tokens.pop() if tokens and tokens[-1].type == "paragraph_close" else None
        state.tokens.append(Token("footnote_open", "", 1, meta={"id": number}))
        state.tokens += tokens
        state.tokens += [
            Token("footnote_back", "", 0, meta={"id": number, "subId": mention})
            for mention in range(max(note.get("count", 0), 1))
        ]
        if last:
            state.tokens.append(last)
        state.tokens.append(Token("footnote_close", "", -1))
    state.tokens.append(Token("footnotes_close", "", -1))


def _take_out(tokens: list[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """Divide tokens into the running text and the definitions by label; the last of two with one label wins."""
    text: list[Token] = []
    definitions: dict[str, list[Token]] = {}
    current, outer = text, list[list[Token]]()
    for token in tokens:
        if token.type == "footnote_reference_open":
            outer.append(current)
            current = definitions[token.meta["label"]] = []
        elif token.type == "footnote_reference_close":
            current = outer.pop()
        else:
            current.append(token)
    return text, definitions


def _inline_note(note: dict[str, Any]) -> list[Token]:
    return [
        Token("paragraph_open", "p", 1, block=True),
        Token("inline", "", 0, children=note["tokens"], content=note["content"]),
        Token("paragraph_close", "p", -1, block=True),
    ]


def mention_id(meta: dict[str, Any]) -> str:
    """Return the id of one place where a footnote is mentioned: `fnref1`, then `fnref1-2`."""
    again = meta.get("subId", 0)
    return f"fnref{meta['id'] + 1}" + (f"-{again + 1}" if again else "")
