"""Texts → what they promise for a day ("places from 1 September", "I am back on 12 August").

Whether the day is past is for the whole site to say. Only what looks forward counts: the tables of each language are in
`promises.toml`. What tells of the past, of every year, or of somebody else's words promises nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from therapyblog.content.quoted import is_quoted
from therapyblog.model.languages import primary
from therapyblog.patterns import lazy_pattern
from therapyblog.settings.dates import Named, may_name_days, named_days

# A date is written over with one of these, as long as it is, so that a pattern can speak of "a date".
_SIGNS = {"day": "\x00", "yearless": "\x01", "year": "\x02"}
_DAY, _YEAR, _GAP = "[\x00\x01]+", "\x02+", "[^\x00-\x02]{0,60}?"
_END = lazy_pattern(
    r"(?:(?<=[^\W\d_]{2})\.|(?<=[\x00-\x02])\.|(?<=\d\d)\.|[!?…؟])(?=[\"”»)*_\]]*\s+[^a-zà-öø-ÿ\s])"
    r"|\n[ \t]*\n|\n(?=[ \t]*(?:[-+*>|#:]|\d{1,3}[.)]\s))|;"
)
_FURTHEST = 60
_LONGEST_SENTENCE, _LONGEST_SHOWN = 300, 90
_WORDS_BETWEEN = r"(?:[^\W\d_][\w’'-]*[.,]*[\s*_(]+){0,3}?[*_(\[]*"


class Promise(NamedTuple):
    """What a text promises: where its sentence begins, its day (ISO 8601; `--08-12` without a year), and the words."""

    begin: int
    day: str
    words: str


class _Language(NamedTuple):
    """What promises in a language, compiled."""

    things: re.Pattern[str]
    happens: re.Pattern[str]
    on_a_day: re.Pattern[str]
    in_a_year: re.Pattern[str]
    future: re.Pattern[str]
    phrases: re.Pattern[str]
    past: re.Pattern[str]


def promises_in(text: str, language: str) -> Iterator[Promise]:
    """Yield what a text in a language promises for a day, each sentence once."""
    # Most texts name no day, and to look for these costs next to nothing.
    if not may_name_days(text):
        return
    words = _language(primary(language).lower())
    days = list(named_days(text, day_first=not language.lower().startswith("en"))) if words else []
    if not words or not days:
        return
    masked, end = _masked(text, days), -1
    for day in days:
        if day.begin < end:
            continue
        begin, end = _sentence(masked, day.begin, day.end)
        sentence = masked[begin:end]
        if _promises(sentence, words) and not is_quoted(text, day.begin):
            inside = [other for other in days if begin <= other.begin < end]
            dated = [other.day for other in inside if other.kind != "yearless"]
            shown = " ".join(re.sub(r"[*_#>|]+", " ", text[begin:end]).split())
            # Of several days of a sentence the last one counts.
            yield Promise(begin, max(dated or [other.day for other in inside]), _short(shown))


def _masked(text: str, days: list[Named]) -> str:
    parts, seen = [], 0
    for day in days:
        parts += [text[seen : day.begin], _SIGNS[day.kind] * (day.end - day.begin)]
        seen = day.end
    return "".join((*parts, text[seen:]))


def _sentence(masked: str, begin: int, end: int) -> tuple[int, int]:
    """Return where the sentence around a place begins and ends."""
    first = max(0, begin - _LONGEST_SENTENCE)
    for found in _END.finditer(masked, first, begin):
        first = found.end()
    last = _END.search(masked, end - 1, end + _LONGEST_SENTENCE)
    first += len(masked[first:begin]) - len(masked[first:begin].lstrip(" \t\n\r\"'”»)]*_-+#>|"))
    return first, last.start() if last else min(len(masked), end + _LONGEST_SENTENCE)


def _promises(sentence: str, words: _Language) -> bool:
    return _looks_forward(sentence, words) and not words.past.search(sentence)


def _looks_forward(sentence: str, words: _Language) -> bool:
    if words.phrases.search(sentence):
        return True
    if _near(words.future, words.on_a_day, sentence):
        return True
    if not words.things.search(sentence):
        return False
    return _near(words.happens, words.on_a_day, sentence) or _near(words.future, words.in_a_year, sentence)


def _near(verbs: re.Pattern[str], dates: re.Pattern[str], sentence: str) -> bool:
    """Say whether a verb and a date stand near each other."""
    spans = [match.span() for match in verbs.finditer(sentence)]
    return any(
        max(begin - date.end(), date.start() - end) <= _FURTHEST
        for date in (dates.finditer(sentence) if spans else ())
        for begin, end in spans
    )


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN].rsplit(' ', 1)[0]} …"


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("promises.toml").read_text(encoding="utf-8"))


@cache
def _language(name: str) -> _Language | None:
    table = _tables().get(name)
    if table is None:
        return None
    when = rf"(?<!\w)(?:{table['when']})(?!\w)[\s*_(]*"
    return _Language(
        things=_whole_words(table["things"]),
        happens=_whole_words(table["happens"]),
        on_a_day=re.compile(rf"{when}{_WORDS_BETWEEN}{_DAY}", re.IGNORECASE),
        in_a_year=re.compile(when + _YEAR, re.IGNORECASE),
        future=_whole_words(table["future"]),
        phrases=re.compile("|".join(map(_with_dates, table["phrases"])), re.IGNORECASE),
        past=_whole_words(table["past"]),
    )


def _whole_words(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def _with_dates(phrase: str) -> str:
    return phrase.replace("[^@.;]", "[^\x00-\x02.;]").replace("@", rf"[*_(\[]*{_DAY}").replace("~", _GAP)
