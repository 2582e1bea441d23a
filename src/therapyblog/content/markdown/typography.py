"""Quotation marks and spaces by language, dashes and the ellipsis: what a typesetter would do to typed text.

Nothing else: `(c)` is an item of a list more often than a copyright sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, smartquotes
from markdown_it.token import Token

NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"

Quotes = tuple[str, str, str, str]
_ENGLISH: Quotes = ("“", "”", "‘", "’")
_GERMAN: Quotes = ("„", "“", "‚", "‘")
_GUILLEMETS: Quotes = ("«", "»", "“", "”")
_EASTERN: Quotes = ("«", "»", "„", "“")
_NORDIC: Quotes = ("”", "”", "’", "’")
_POLISH: Quotes = ("„", "”", "«", "»")

# The outer pair, then the inner one, as CLDR's delimiters have them; where a language's own authority differs, as that
# has them. Spanish «a “b”»: RAE, Diccionario panhispánico de dudas, “comillas”. Polish „a «b»”: PWN's spelling rules.
# French has narrow no-break spaces inside. Arabic script gets guillemets, which mirror.
QUOTES: dict[str, Quotes] = {
    "ar": ("«", "»", "‹", "›"),
    "be": _EASTERN,
    "bg": _GERMAN,
    "ca": _GUILLEMETS,
    "cs": _GERMAN,
    "da": _NORDIC,
    "de": _GERMAN,
    "de-ch": ("«", "»", "‹", "›"),
    "de-li": ("«", "»", "‹", "›"),
    "el": _GUILLEMETS,
    "en": _ENGLISH,
    "es": _GUILLEMETS,
    "et": _GERMAN,
    "eu": _GUILLEMETS,
    "fa": ("«", "»", "‹", "›"),
    "fi": _NORDIC,
    "fr": (f"«{NARROW}", f"{NARROW}»", "“", "”"),
    "fr-ch": ("«", "»", "‹", "›"),
    "gl": _GUILLEMETS,
    "he": ("”", "”", "’", "’"),
    "hr": ("„", "”", "‚", "’"),
    "hu": ("„", "”", "»", "«"),
    "is": _GERMAN,
    "it": _GUILLEMETS,
    "ja": ("「", "」", "『", "』"),
    "lt": _GERMAN,
    "nb": ("«", "»", "‘", "’"),
    "nn": ("«", "»", "‘", "’"),
    "nl": _ENGLISH,
    "no": ("«", "»", "‘", "’"),
    "pl": _POLISH,
    "pt": _ENGLISH,
    "pt-pt": _GUILLEMETS,
    "ro": ("„", "”", "«", "»"),
    "ru": _EASTERN,
    "sk": _GERMAN,
    "sl": _GERMAN,
    "sq": _GERMAN,
    "sr": ("„", "”", "’", "’"),
    "sv": _NORDIC,
    "uk": _EASTERN,
}

MOST_QUOTES = 1_000
"""Upstream's search for pairs is quadratic; a paragraph with more marks than this keeps them as typed."""

_HYPHENS = re.compile(r"--+")
_DOTS = re.compile(r"\.\.\.+")
_APOSTROPHE = re.compile(r"'(?=[^\W_])")
# An address in running text keeps its hyphens and dots.
_ADDRESS = re.compile(r"([A-Za-z]+://\S*)")
_TYPESET = {"--": "–", "---": "—", "...": "…"}
# French sets a space before these marks, and no line may break there: a whole one before the colon, else a narrow one.
_SPACED = re.compile(r" (?=[?!;:»])|(?<=«) ")
_SPACES = {":": NBSP}


def quotes_of(language: str) -> Quotes:
    """Return the quotation marks of a BCP 47 tag: the nearest language that has an entry, else English."""
    tag = language.lower().replace("_", "-")
    while tag:
        if tag in QUOTES:
            return QUOTES[tag]
        tag = tag.rpartition("-")[0]
    return _ENGLISH


def is_spaced(language: str) -> bool:
    """Say whether a language sets spaces before its marks."""
    return language.lower().split("-", maxsplit=1)[0] == "fr"


def spaces(state: StateCore) -> None:
    """Keep the spaces that an author typed around French marks from ending a line; none is added."""
    spaced = bool(state.md.options.get("spaced"))
    if not spaced and _LANGUAGE not in state.src:
        return
    for language, tokens in _by_language(state):
        if is_spaced(language) if language else spaced:
            for token in tokens:
                for child in token.children or ():
                    if child.type == "text" and " " in child.content:
                        child.content = _SPACED.sub(_no_break, child.content)


def _no_break(found: re.Match[str]) -> str:
    return _SPACES.get(found.string[found.end() : found.end() + 1], NARROW)


def dashes(state: StateCore) -> None:
    """Set `--`, `---` and `...` in running text; code and autolinks stay as they are."""
    if "--" not in state.src and "..." not in state.src:
        return
    for token in state.tokens:
        if token.type == "inline" and ("--" in token.content or "..." in token.content):
            _set_dashes(token.children or [])


def _set_dashes(tokens: list[Token]) -> None:
    in_autolink, before = False, ""
    for token in tokens:
        if token.info == "auto":
            in_autolink = token.type == "link_open"
        elif token.type == "text" and not in_autolink:
            if "://" in token.content:
                pieces = _ADDRESS.split(token.content)
                token.content = "".join(one if index % 2 else _typeset(one) for index, one in enumerate(pieces))
            elif before == "<" and token.content.startswith("!--"):
                # An escaped `\<!--` is shown as typed.
                token.content = "!--" + _typeset(token.content[3:])
            else:
                token.content = _typeset(token.content)
        before = token.content


def _typeset(text: str) -> str:
    """Set the marks of one piece; runs of other lengths mean something else."""
    if "--" in text:
        text = _HYPHENS.sub(_dash, text)
    if "..." in text:
        text = _DOTS.sub(lambda found: _TYPESET.get(found.group(), found.group()), text)
    return text


def _dash(found: re.Match[str]) -> str:
    """Set a run of hyphens; the ends of an HTML comment, and arrows, stay."""
    hyphens, text, (begin, end) = found[0], found.string, found.span()
    before, after = text[max(begin - 2, 0) : begin], text[end : end + 1]
    return hyphens if after == ">" or before.endswith(("<", "<!")) else _TYPESET.get(hyphens, hyphens)


def quotes(state: StateCore) -> None:
    """Set quotation marks and apostrophes, as upstream does, where there are any."""
    if '"' not in state.src and "'" not in state.src:
        return
    for language, tokens in _by_language(state):
        quoted = [
            token
            for token in tokens
            if ('"' in token.content or "'" in token.content)
            and token.content.count('"') + token.content.count("'") <= MOST_QUOTES
            and _has_more_than_apostrophes(token.children or [])
        ]
        md = _typesetter(quotes_of(language)) if language else state.md
        smartquotes(StateCore(state.src, md, state.env, quoted))


def _has_more_than_apostrophes(tokens: list[Token]) -> bool:
    """Set the apostrophes within words, which are most of an author's quotes; say whether others are left."""
    more = False
    for token in tokens:
        if token.type == "text":
            if "'" in token.content:
                token.content = _APOSTROPHE.sub(_within_word, token.content)
            more = more or '"' in token.content or "'" in token.content
    return more


def _within_word(found: re.Match[str]) -> str:
    at = found.start()
    return "’" if at and found.string[at - 1].isalnum() else "'"


_LANGUAGE = "lang="


def _by_language(state: StateCore) -> Iterator[tuple[str, list[Token]]]:
    """Yield the blocks of words by the language that a component around them names; without one, by an empty text."""
    if _LANGUAGE not in state.src:
        yield "", [token for token in state.tokens if token.type == "inline"]
        return
    within, found = [""], dict[str, list[Token]]()
    for token in state.tokens:
        if token.type == "component_open":
            within.append(token.meta["opening"].attributes.get("lang") or within[-1])
        elif token.type == "component_close":
            within.pop()
        elif token.type == "inline":
            found.setdefault(within[-1], []).append(token)
    yield from found.items()


@cache
def _typesetter(marks: Quotes) -> MarkdownIt:
    """Return a parser of which upstream's rule reads these marks, and nothing else."""
    return MarkdownIt("zero", {"typographer": True, "quotes": marks})
