"""Typography by language: quotation marks, spaces before French marks, dashes and the ellipsis.

`(c)` is not replaced: it is an item of a list more often than a copyright sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

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

# Words that begin with an apostrophe, always and where no quotation can have begun there.
_ELIDED = {
    "af": ("n", ""),
    "de": ("s|n|ne|nen|nem|ner|rum|ran|rein|raus|rauf|runter|rüber", ""),
    "en": ("tis|twas|twere|twill|twould|n'", "em|till?|cause|cos|coz|bout|round|nuff"),
    "it": ("ndrangheta", "sto|sta|na"),
    "nl": ("s|t|n|k|m|r|ns", ""),
}

MOST_QUOTES = 1_000
"""Upstream's search for pairs is quadratic; a paragraph with more marks than this keeps them as typed."""

_HYPHENS = re.compile(r"--+")
_DOTS = re.compile(r"\.\.\.+")
_APOSTROPHE = re.compile(r"'(?=[^\W_])")
# Feet and inches, minutes and seconds; three digits behind the mark are Swiss thousands.
_PRIMES = re.compile(r"(?<=\d)'( ?\d{1,2}(?:[.,]\d{1,2}|[½¼¾])?)\"(?!\w(?<![NSEWO]))|(?<=\d)'(\d{1,2})(?![\d'])")
# An address in running text keeps its hyphens and dots.
_ADDRESS = re.compile(r"([A-Za-z]+://\S*)")
_SINGLE = re.compile(r"(?P<closing>(?<=[\w.,!?…])'(?!\w))|(?<![\w'])'(?=\w)")
_OPENING = re.compile(r'(?<![\w.,!?…])"(?=\w)')
_CLOSING = re.compile(r'(?<=[\w.,!?…])"(?!\w)')
_THOUSAND = re.compile(r"\d{3}")
_DIGIT = re.compile(r"\d'")
_TYPESET = {"--": "–", "---": "—", "...": "…"}
# French has a space before these marks, where no line may break: a full one before the colon, else a narrow one.
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
    """Say whether a language has spaces before `:`, `;`, `?` and `!`."""
    return language.lower().split("-", maxsplit=1)[0] == "fr"


class Elisions(NamedTuple):
    """What an apostrophe stands before."""

    always: re.Pattern[str]
    unless_quoted: re.Pattern[str]
    """Where the mark may begin a quotation as well, what follows it."""


@cache
def elisions_of(language: str) -> Elisions:
    """Return the words of a language that begin with an apostrophe, and the years and decades (`the '90s`)."""
    always, unless_quoted = _ELIDED.get(language.lower().partition("-")[0], ("", ""))
    words = "|".join(filter(None, (r"\d0s", r"\d\d(?:s|ers?|ern)", always)))
    others = "|".join(filter(None, (r"\d\d", unless_quoted)))
    return Elisions(
        re.compile(rf"(?<![\w'])'(?:{words})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?:{others})(?![\w'])", re.IGNORECASE),
    )


def spaces(state: StateCore) -> None:
    """Make the spaces that an author typed before French marks no-break spaces; none is added."""
    spaced = bool(state.md.options.get("spaced"))
    if not spaced and _LANGUAGE not in state.src:
        return
    for language, tokens in _by_language(state):
        if is_spaced(language) if language else spaced:
            for token in tokens:
                for child in token.children or ():
                    if child.type == "text" and " " in child.content:
                        child.content = _SPACED.sub(_no_break, child.content)


def _no_break(match: re.Match[str]) -> str:
    return _SPACES.get(match.string[match.end() : match.end() + 1], NARROW)


def dashes(state: StateCore) -> None:
    """Replace `--`, `---` and `...` in running text; code and autolinks stay as they are."""
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
                token.content = "".join(piece if index % 2 else _typeset(piece) for index, piece in enumerate(pieces))
            elif before == "<" and token.content.startswith("!--"):
                # An escaped `\<!--` is shown as typed.
                token.content = "!--" + _typeset(token.content[3:])
            else:
                token.content = _typeset(token.content)
        before = token.content


def _typeset(text: str) -> str:
    """Replace dashes and ellipses in one piece of text; longer runs stay."""
    if "--" in text:
        text = _HYPHENS.sub(_dash, text)
    if "..." in text:
        text = _DOTS.sub(lambda match: _TYPESET.get(match.group(), match.group()), text)
    return text


def _dash(match: re.Match[str]) -> str:
    """Return the dash for a run of hyphens; the ends of an HTML comment, and arrows, stay."""
    hyphens, text, (begin, end) = match[0], match.string, match.span()
    before, after = text[max(begin - 2, 0) : begin], text[end : end + 1]
    return hyphens if after == ">" or before.endswith(("<", "<!")) else _TYPESET.get(hyphens, hyphens)


def quotes(state: StateCore) -> None:
    """Replace quotation marks and apostrophes, as upstream does, where there are any."""
    if '"' not in state.src and "'" not in state.src:
        return
    for language, tokens in _by_language(state):
        elisions = elisions_of(language) if language else state.md.options["elisions"]
        quoted = [
            token
            for token in tokens
            if ('"' in token.content or "'" in token.content)
            and token.content.count('"') + token.content.count("'") <= MOST_QUOTES
            and _has_more_than_apostrophes(token.children or [], elisions)
        ]
        md = _typesetter(quotes_of(language)) if language else state.md
        smartquotes(StateCore(state.src, md, state.env, quoted))


def _has_more_than_apostrophes(tokens: list[Token], elisions: Elisions) -> bool:
    """Replace the apostrophes within and before words, and primes; say whether other quotation marks are left."""
    more = False
    for token in tokens:
        if token.type == "text":
            if "'" in token.content:
                content = _APOSTROPHE.sub(_within_word, token.content)
                if "'" in content:
                    content = _elide(_set_primes(content) if _DIGIT.search(content) else content, elisions)
                token.content = content
            more = more or '"' in token.content or "'" in token.content
    return more


def _within_word(match: re.Match[str]) -> str:
    at, text = match.start(), match.string
    if not at or not text[at - 1].isalnum():
        return "'"
    # Between digits it may be feet; before three of them it divides thousands, as in Switzerland.
    is_prime = text[at - 1].isdigit() and text[at + 1].isdigit() and not _THOUSAND.match(text, at + 1)
    return "'" if is_prime else "’"


def _elide(text: str, elisions: Elisions) -> str:
    """Replace the apostrophes before words; a mark that a later one closes is a quotation's."""
    text = elisions.always.sub(lambda match: match[0].replace("'", "’"), text)
    closing = 0
    for match in reversed(tuple(_SINGLE.finditer(text))):
        if match["closing"]:
            closing += 1
        elif closing:
            closing -= 1
        elif elisions.unless_quoted.match(text, match.end()):
            text = f"{text[: match.start()]}’{text[match.end() :]}"
    return text


def _set_primes(text: str) -> str:
    """Set feet and inches; in `"5'10"` the second mark ends a quotation."""
    pieces, at, depth = list[str](), 0, 0
    for match in _PRIMES.finditer(text):
        between, end = text[at : match.start()], match.end()
        depth = max(depth + len(_OPENING.findall(between)) - len(_CLOSING.findall(between)), 0)
        ends_quotation = bool(match[1] and depth and text[end : end + 1] != '"')
        depth -= ends_quotation
        pieces += (between, f"′{match[1] or match[2]}", '"' if ends_quotation else "″" if match[1] else "")
        at = end
    return "".join(pieces) + text[at:]


def typeset(text: str, md: MarkdownIt) -> str:
    """Return a line of plain text with the marks and spaces that it would have in a text; `md` is its parser."""
    words = Token("text", "", 0, content=text)
    state = StateCore(text, md, {}, [Token("inline", "", 0, content=text, children=[words])])
    for rule in (dashes, quotes, spaces):
        rule(state)
    return words.content


_LANGUAGE = "lang="


def _by_language(state: StateCore) -> Iterator[tuple[str, list[Token]]]:
    """Yield the inline tokens by the language of the component around them; an empty text where none has a language."""
    if _LANGUAGE not in state.src:
        yield "", [token for token in state.tokens if token.type == "inline"]
        return
    within, by_language = [""], dict[str, list[Token]]()
    for token in state.tokens:
        if token.type == "component_open":
            within.append(token.meta["opening"].attributes.get("lang") or within[-1])
        elif token.type == "component_close":
            within.pop()
        elif token.type == "inline":
            by_language.setdefault(within[-1], []).append(token)
    yield from by_language.items()


@cache
def _typesetter(marks: Quotes) -> MarkdownIt:
    """Return a parser that holds these quotation marks for upstream's rule, and nothing else."""
    return MarkdownIt("zero", {"typographer": True, "quotes": marks})
