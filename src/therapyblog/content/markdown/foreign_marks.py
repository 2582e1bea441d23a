"""Marks that mean something to other programs and nothing here: told once a kind and text, with the first and how many.

Tokens of words → problems. What is looked at is what a reader sees, so nothing in code, in addresses or behind a
backslash is a mark. What has a meaning here is read elsewhere: callouts, wiki-links, bare addresses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from therapyblog.content.markdown.context import TextContext
from therapyblog.content.markdown.output import short
from therapyblog.patterns import lazy_pattern

_OTHER = "\0"
"""Stands for what is no running text: code, a picture, the end of a link, a sign behind a backslash."""
_OTHERS = frozenset(("code_inline", "image", "link_close", "text_special"))


class Mark(NamedTuple):
    """A kind of mark."""

    hint: str
    """A text that does not hold this does not hold the mark: a single sign is found ten times sooner than two."""
    pattern: re.Pattern[str]
    """Begins with its first sign, and looks back from there, so that a search leaps from one such sign to the next."""
    says: str
    fix: str
    code: str


def _mark(pattern: str, name: str, fix: str, *, hint: str = "", says: str = "", code: str = "TB-MD-009") -> Mark:
    says = says or f"is {name} in other programs; here it is shown as it is typed"
    return Mark(hint or pattern.lstrip("\\")[0], lazy_pattern(pattern, re.MULTILINE), says, fix, code)


_MEANT = "write the words that it stands for, or take it out"
_WORDPRESS = r"(?:caption|gallery|embed|audio|video|playlist|youtube|contact-form-7|vc_\w+|et_pb_\w+)"
_NOTES = (
    "note|abstract|info|tip|success|question|warning|failure|danger|bug|example|quote|seealso|hint|important|caution"
)

# What names of emoji begin with, or one of their parts; `:nodoc:` and `:category:` are words of programs.
_LONG = (
    "smil|grin|laugh|rofl|wink|heart|face|blush|angry|scream|think|thumb|clap|pray|wave|muscle|point_|tada|party_|party|"
    "balloon|gift|fire|sparkle|sunny|sunflower|moon|rainbow|cloud|snow|flower|rose|tulip|blossom|cherry|seedling|"
    "leaf|leaves|butterfly|rocket|bulb|warning|white_|heavy_|raised|rolling|folded|pencil|calendar|clock|coffee|pizza|"
    "sleep|relaxed|relieved|innocent|sweat|hugging|kiss|confused|worried|pensive|shrug|ocean|dizzy|runner|dancer|crown|"
    "unicorn|broken_|yellow_|green_|blue_|purple_|slight|crying"
)
_SHORT = (
    "joy|cry|sob|sad|rage|eyes|hand|hands|ok|sun|herb|tree|bird|cat|dog|bear|memo|book|books|tea|cake|zzz|yum|hug|boom"
)
_EMOJI = rf"(?:[a-z0-9]+[_-])*(?:(?:{_LONG})[a-z0-9_-]*|(?:{_SHORT})(?=[_:])[a-z0-9_-]*)"
_SHORTCODES = (
    ("highlight|code", "write three backticks on a line above the code, and on one below it"),
    (r"post_url|relref|\bref\b|\blink\b", "write the name of the other file: `[words](other-post.md)`"),
    ("im(?:g|age)|figure|gallery|caption|picture|photo", "write `![what it shows](/media/name)` for each picture"),
    (
        "youtube|vimeo|video|audio|embed|tweet|spotify|soundcloud|playlist",
        "write `:::embed` and the address of the film or sound, or link to it",
    ),
)

MARKS = (
    _mark(
        r"\{(?:#[\s-][^{}\n]*|%-?\s*comment\b|\{!(?:--|\s)|\{?/\*|>>[^<]*<<\})",
        "",
        "write `<!--` and `-->` around the words that nobody may read, or take them out",
        says="is a comment in other programs; here everybody could read it",
        code="TB-MD-011",
    ),
    _mark(
        r"\{(?:\{(?![!/])[<%]?[^{}\n]{1,300}[%>]?\}|%(?!-?\s*(?:end)?comment\b)[^{}\n]{1,300}%)\}",
        "a shortcode",
        _MEANT,
    ),
    _mark(
        r"\{(?:\+\+[^{}\n]*\+\+|--[^{}\n]*--|~~[^{}\n]*~~)\}", "a change to decide on", "decide, and take the marks out"
    ),
    _mark(
        r"\{(?::{1,2}\s*[/.#\w][^{}\n]*\}|(?<=[\0)`]\{)[.#A-Za-z][^{}\n]*\}"
        r"|[.#][A-Za-z][\w-]*(?:\s+[.#]?[A-Za-z][\w=.\"%-]*)*\}(?=\s*$))",
        "a list of attributes",
        "take it out; a heading's id is `## Words {#id}`",
    ),
    _mark(rf"\[(?:/{_WORDPRESS}|{_WORDPRESS} [^\[\]\n=]{{0,200}}=[^\[\]\n]{{0,300}})\]", "a shortcode", _MEANT),
    _mark(
        r"\[(?<![^\n]\[)\[?_?(?:TOC|toc|Toc)_?\]\]?$",
        "a list of contents",
        "take it out; a longer text gets its list of contents by itself",
    ),
    _mark(
        r"\[\^[^\]\s\0]{1,60}\]",
        "",
        "write the footnote in a paragraph of its own, such as `[^1]: Words.`, or take the mark out",
        says="mentions a footnote that this text does not have; it is shown as it is typed",
    ),
    _mark(r"=(?<![=\w]=)=(?=[^\s=])[^=\n]{1,300}(?<=[^\s=])==(?![=\w])", "a highlighter", "write `**words**`"),
    _mark(
        r"\+(?<![+\w{]\+)\+(?=[^\s+])[^+\n]{1,300}(?<=[^\s+])\+\+(?![+\w])",
        "an underlining or an addition",
        "write `**words**`, or take the signs out",
    ),
    _mark(
        r"~(?<=[A-Za-z0-9)]~)[A-Za-z0-9+-]{1,8}~(?![~\d])",
        "a sign below the line",
        "type the sign itself, such as ₂, or write the word without it",
    ),
    _mark(r"~(?<![~\w]~)(?=[^\s~])[^~\n]{1,300}(?<=[^\s~])~(?![~\w])", "a strike", "write `~~words~~`"),
    _mark(
        r"\^(?<=[\w)]\^)[\w+-]{1,8}\^",
        "a sign above the line",
        "type the sign itself, such as ², or write the word without it",
    ),
    _mark(r"\^(?<![^ \n]\^)[A-Za-z0-9-]{3,30}$", "the name of a block", "take it out"),
    _mark(
        rf":(?<![\w:]:)(?:{_EMOJI}|\+1|-1|100):(?![\w:`\0])",
        "an emoji's name",
        "type the emoji",
    ),
    _mark(
        r"\$(?<!\$\$)\$(?!\$)(?=[^$]{0,500}[\\^_={\0])[^$]{1,1000}\$\$(?!\$)",
        "a formula",
        "write it in words, or put a picture of it into media/",
    ),
    _mark(
        rf"!(?<![^\n]!)!! (?:{_NOTES})\b.*",
        "a note",
        "write `:::note Title` before the words and `:::` behind them",
    ),
    _mark(r"\\(?<![^\n]\\)(?:newpage|pagebreak)$", "the end of a page", "take it out", hint="\\"),
)
_SIZE = _mark(
    r"\]\([^()\n]{1,300}[ \t](=\d*%?x\d*%?)\)",
    "",
    "take it out: pictures get their size from the file, and smaller ones are made",
    says="is the size of a picture in other programs; here it is not used",
    hint="=",
)


def foreign_marks(state: StateCore) -> None:
    """Tell of the marks in the words of a text; footnotes must be at its end, and no sign be replaced yet."""
    text = state.src
    active = [mark for mark in MARKS if mark.hint in text and mark.pattern.search(text)]
    if active:
        blocks = [(token, _visible(token.children or ())) for token in state.tokens if token.type == "inline"]
        for mark in active:
            _tell(state, mark, [(token, match[0]) for token, words in blocks for match in mark.pattern.finditer(words)])
    if _SIZE.hint in text and _SIZE.pattern.search(text):
        pictures = (token for token in state.tokens if any(child.type == "image" for child in token.children or ()))
        _tell(state, _SIZE, [(token, size[1]) for token in pictures for size in _SIZE.pattern.finditer(token.content)])


def _visible(tokens: Sequence[Token]) -> str:
    """Return words without their markup, with `_OTHER` for all else."""
    return "".join(map(_word, tokens))


def _word(token: Token) -> str:
    kind = token.type
    if kind in ("text", "html_inline") or (kind == "text_special" and token.content == token.markup):
        return token.content
    if kind in ("softbreak", "hardbreak"):
        return "\n"
    return _OTHER if kind in _OTHERS else ""


def _tell(state: StateCore, mark: Mark, occurrences: list[tuple[Token, str]]) -> None:
    if not occurrences:
        return
    context: TextContext = state.env["context"]
    token, words = occurrences[0]
    written = words.replace(_OTHER, "").strip().partition("\n")[0]
    position = token.content.find(written)
    line, column = context.place(token.content, max(position, 0), token.map[0] if token.map else 0)
    advice = (advice for names, advice in _SHORTCODES if mark.fix is _MEANT and re.search(names, written))
    fix = next(advice, mark.fix)
    count = f" ({len(occurrences)} such marks in this text)" if len(occurrences) > 1 else ""
    context.problem(mark.code, line, column if position >= 0 else 0, f"`{short(written)}` {mark.says}{count}", fix)
