"""Facts about a text: its words, the minutes it takes to read, its excerpt, and its questions with their answers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from itertools import filterfalse

from therapyblog.model.documents import Heading, Question
from therapyblog.patterns import lazy_pattern

EXCERPT = 300
"""How many characters an excerpt may have, its ellipsis included."""
WORDS_A_MINUTE = 230
"""Silent reading of non-fiction in English: Brysbaert (2019), 238; a little less for texts that touch."""

# Languages written without spaces: their letters are counted, two to a word (Unicode TR 29 leaves it to dictionaries).
_SPACELESS = ("zh", "ja", "th", "lo", "km", "my")
_SPACES = lazy_pattern(r"[ \t\n]+")
# Most texts of western languages fit into one code page, whose 256 characters can be classified by a table.
_PAGE = "cp1252"
_SIGNS = bytes(range(256)).decode(_PAGE, "replace")
_KIND = bytes(ord("a" if sign.isalnum() else " ") for sign in _SIGNS)
_SILENT = bytes(number for number, sign in enumerate(_SIGNS) if not sign.isalnum() and not sign.isspace())
_LATIN = lazy_pattern(r"[A-Za-z0-9][\w'’-]*", re.ASCII)


def count_words(texts: Iterable[str], language: str) -> int:
    """Count the words of visible text: runs between spaces with at least one letter or digit."""
    text = " ".join(texts)
    if language.lower().startswith(_SPACELESS):
        others = _LATIN.sub("", text)
        return len(_LATIN.findall(text)) + (sum(map(str.isalnum, others)) + 1) // 2
    try:
        signs = text.encode(_PAGE)
    except UnicodeEncodeError:
        words = text.split()
        # Most words are all letters, and most of the others begin with an ASCII letter.
        odd = [word for word in filterfalse(str.isalnum, words) if not "a" <= word < "{" and not "A" <= word < "["]
        return len(words) - sum(1 for word in odd if not any(map(str.isalnum, word)))
    # Without punctuation, a word begins wherever a letter follows a space (60 -> 33 µs a post).
    kinds = signs.translate(_KIND, _SILENT)
    return kinds.count(b" a") + kinds.startswith(b"a")


def reading_minutes(words: int) -> int:
    """Return the minutes that a text takes to read; never 0."""
    return max(1, math.ceil(words / WORDS_A_MINUTE))


def collapse(text: str) -> str:
    """Make every run of spaces and line ends one space; no-break spaces stay."""
    if "  " in text or "\n" in text or "\t" in text:
        text = _SPACES.sub(" ", text)
    return text.strip(" ")


def excerpt_of(text: str) -> str:
    """Cut a paragraph to `EXCERPT` characters, at the end of a word."""
    text = collapse(text)
    if len(text) <= EXCERPT:
        return text
    start = text[:EXCERPT]
    cut = start[:-1].rsplit(" ", 1)[0] if " " in start[:-1] else start[:-1]
    return cut.rstrip(" ,;:.–—-") + "…"


_QUESTIONS = (2, 3)
"""The levels of headings that are questions; smaller ones belong to an answer."""


def questions_of(
    sections: Sequence[tuple[Heading, int, int]], texts: Sequence[str], end: int | None
) -> tuple[Question, ...]:
    """Return the questions of a text: headings with the text up to the next heading as answer.

    Each section is a heading with the number of `texts` before it and after its own words; `end` is the number of texts
    before the footnotes. A heading without text below it is a group of questions, not a question.
    """
    shown = [section for section in sections if section[0].level in _QUESTIONS]
    stops = [before for _, before, _ in shown[1:]] + [len(texts) if end is None else end]
    questions = []
    for (heading, _, after), stop in zip(shown, stops, strict=False):
        answer = "\n".join(collapse(text) for text in texts[after:stop])
        if heading.text and answer:
            questions.append(Question(heading.id, heading.text, answer))
    return tuple(questions)
