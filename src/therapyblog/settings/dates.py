"""Dates as people type them → `When`. No date ever moves through UTC.

What has one meaning is read, in the words of every language that we ship; what may be two days names both.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from typing import Literal, NamedTuple

from therapyblog.model.documents import When
from therapyblog.patterns import lazy_pattern

_MONTHS = (
    "january januar jänner janvier enero januari gennaio janeiro styczeń stycznia styczniu يناير",
    "february februar février febrero februari febbraio fevereiro luty lutego lutym فبراير",
    "march märz mars marzo maart mrt março marzec marca marcu مارس",
    "april avril abril aprile kwiecień kwietnia kwietniu أبريل",
    "may mai mayo mei maggio maio maj maja maju مايو",
    "june juni juin junio giugno junho czerwiec czerwca czerwcu يونيو",
    "july juli juillet julio luglio julho lipiec lipca lipcu يوليو",
    "august août agosto augustus sierpień sierpnia sierpniu أغسطس",
    "september septembre septiembre setiembre settembre setembro wrzesień września wrześniu سبتمبر",
    "october oktober octobre octubre ottobre outubro październik października październiku أكتوبر",
    "november novembre noviembre novembro listopad listopada listopadzie نوفمبر",
    "december dezember décembre diciembre dicembre dezembro grudzień grudnia grudniu ديسمبر",
)
_WEEKDAYS = (
    "monday montag lundi lunes maandag lunedì segunda-feira poniedziałek الاثنين mo",
    "tuesday dienstag mardi martes dinsdag martedì terça-feira wtorek الثلاثاء di wt",
    "wednesday mittwoch mercredi miércoles woensdag mercoledì quarta-feira środa الأربعاء mi wo śr",
    "thursday donnerstag jeudi jueves donderdag giovedì quinta-feira czwartek الخميس do",
    "friday freitag vendredi viernes vrijdag venerdì sexta-feira piątek الجمعة fr vr pt",
    "saturday samstag samedi sábado zaterdag sabato sobota السبت sa za",
    "sunday sonntag dimanche domingo zondag domenica niedziela الأحد so zo",
)


def _folded(word: str) -> str:
    """Return a word without case and accents: `Marz` is typed for `März`."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(sign))


def _table(names: Iterable[str], shortest: int) -> dict[str, int]:
    """Return the number of each name, from 1, and of each of its beginnings that no other number has."""
    words = [(_folded(word), number) for number, same in enumerate(names, 1) for word in same.split()]
    owners: dict[str, set[int]] = {}
    for word, number in words:
        for end in range(shortest, len(word) + 1):
            owners.setdefault(word[:end], set()).add(number)
    return {start: min(numbers) for start, numbers in owners.items() if len(numbers) == 1} | dict(words)


_MONTH_NUMBERS, _WEEKDAY_NUMBERS = _table(_MONTHS, 3), _table(_WEEKDAYS, 3)
_ZONES = {"Z": 0, "UTC": 0, "UT": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6}
_ZONES |= {"PST": -8, "PDT": -7, "CET": 1, "CEST": 2}
"""Hours east of UTC (RFC 5322, 4.3, and Central European time)."""
_WORD = r"[^\W\d_](?:[^\W\d_]|-(?=[^\W\d_]))*"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª)?"
_OF = r"(?:(?:de|of) )?"
_TIME = (
    r"(?:(?:[ T,]+|,? (?:at|um|à|om|alle|ore|godz\.) )"
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r" ?(?P<half>[ap]\.?m\b\.?)?(?: ?Uhr)? ?"
    rf"(?P<zone>(?:GMT|UTC)?[+-]\d{{2}}:?\d{{2}}|{'|'.join(_ZONES)})?(?: \([^()]*\))?)?"
)
_SHAPES = tuple(
    lazy_pattern(shape + _TIME + "$", re.IGNORECASE)
    for shape in (
        r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})\.?",
        rf"(?P<name>{_WORD})\.? {_DAY},? (?P<year>\d{{4}})",
        rf"{_DAY}\.?[ /-]{_OF}(?P<name>{_WORD})\.?,?[ /-]{_OF}(?P<year>\d{{4}})(?: r\.)?",
        rf"(?P<year>\d{{4}})[ /-](?P<name>{_WORD})\.?[ /-]{_DAY}",
        r"(?P<first>\d{1,2})([-/.]) ?(?P<second_>\d{1,2})\2 ?(?P<year>\d{4})\.?",
    )
)
_WEEKDAY = lazy_pattern(rf"({_WORD})\.?,? (?=\S)")
_DOTTED = lazy_pattern(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?!\d)")
FORMS = "2024-12-15 or 15 December 2024 (a time such as 10:30 may follow)"


_LONGEST_SHOWN = 60
_HALF_DAY = 12


class DateError(ValueError):
    """A date cannot be read, or has two meanings; `fix` says how to write it."""

    def __init__(self, says: str, fix: str = f"write it as {FORMS}") -> None:
        super().__init__(says)
        self.fix = fix


def read_when(text: str) -> When:
    """Read a date with an optional time of day; raises `DateError` with a reason in plain words.

    >>> read_when("Dec 15, 2024").date.isoformat(), read_when("Sonntag, 5. Januar 2020").date.isoformat()
    ('2024-12-15', '2020-01-05')
    """
    compact = " ".join(text.split())
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    if match := _match(compact):
        return _when(match, shown)
    weekday = _WEEKDAY.match(compact)
    number = _WEEKDAY_NUMBERS.get(_folded(weekday[1])) if weekday else None
    if weekday and number and (match := _match(compact[weekday.end() :])):
        when = _when(match, shown)
        if when.date.isoweekday() != number:
            weekday_name = _english(_WEEKDAYS, when.date.isoweekday())
            message = f"{in_words(when.date)} is a {weekday_name}, so “{shown}” can mean two days"
            raise DateError(message, f"write {when.date.isoformat()}, or the day that you mean")
        return when
    if re.fullmatch(r"\d{1,2}[/.]\d{1,2}[/.]\d{2}", compact):
        message = f"“{shown}” can mean two days: people differ about which number is the year, the month and the day"
        raise DateError(message)
    message = f"“{shown}” is not a date"
    raise DateError(message)


def day_first(text: str) -> str:
    """Return a text whose date has dots as one that says which number is the month: outside English the day is first.

    No language writes the month first between dots (CLDR 45, the short forms of dates).
    """
    return _DOTTED.sub(lambda match: f"{match[3]}-{match[2]}-{match[1]}", text)


class Named(NamedTuple):
    """A day that a running text names: its place, the kind of name, and the day (ISO 8601).

    Of a month or year that is named alone it is the last day; `yearless`: `--08-12`.
    """

    begin: int
    end: int
    kind: Literal["day", "yearless", "year"]
    day: str


_SPACE = r"[ \u00a0\t]*\n?[ \u00a0\t]*"
_OF = r"(?:(?:del? |of )|d['’])?"
_NUMBER = r"\d{1,2}(?:st|nd|rd|th|er|º|ª|°)?"
_DIGITS = lazy_pattern(r"[0-9٠-٩]+")
_NOT_BEFORE = frozenset("_£$€/.,-")
_MONTH_BEFORE = lazy_pattern(rf"(?<!\w)[^\W\d_]{{3,11}}\.?,?[ \u00a0\n]{_OF}$")
_BEHIND = lazy_pattern(rf"(?:st|nd|rd|th|er|º|ª|°)?\.?{_SPACE}{_OF}([^\W\d_]{{3}})|([./-]) ?\d")
_LENGTHS, _LENGTH_OF_YEAR = (1, 2, 4), 4
_FURTHEST_MONTH = 20
_LENGTHS_OF_SHORT = (3, 4)


@cache
def _months() -> tuple[str, str]:
    """Return patterns of the names of months, and of these and their beginnings."""
    whole = {word for names in _MONTHS for name in names.split() for word in (name, _folded(name))}
    short = {name for name in _MONTH_NUMBERS if len(name) in _LENGTHS_OF_SHORT}
    return tuple("|".join(sorted(names, key=len, reverse=True)) for names in (whole, whole | short))  # type: ignore[return-value]


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(name[:3].casefold() for name in _months()[0].split("|"))


def _begins_a_month(words: str) -> bool:
    return words[:3].casefold() in _beginnings()


@cache
def _in_running_text() -> re.Pattern[str]:
    month, any_month = _months()
    year = rf"(?P<{{}}>(?:20|٢٠)\d\d)(?!\d)(?:{_SPACE}r\.)?"
    return re.compile(
        rf"(?P<d1>{_NUMBER})\.?{_SPACE}{_OF}(?P<m1>{any_month})\.?,?{_SPACE}{_OF}{year.format('y1')}"
        rf"|(?P<m2>{any_month})\.?{_SPACE}(?P<d2>{_NUMBER}),?{_SPACE}{year.format('y2')}"
        rf"|(?P<m3>{any_month})\.?,?{_SPACE}{_OF}{year.format('y3')}"
        rf"|(?P<d4>{_NUMBER})\.?{_SPACE}{_OF}(?P<m4>{month})(?!\w)"
        rf"|(?P<m5>{month}) (?P<d5>{_NUMBER})(?!\w|[.:]\d)"
        r"|(?P<iso>20\d\d-\d\d-\d\d)(?!\d)"
        r"|(?P<digits>\d{1,2}(?P<sign>[./-]) ?\d{1,2}(?P=sign) ?20\d\d)(?!\d)"
        r"|(?P<y6>(?:20|٢٠)\d\d)(?![\w/%£$€-]|[.,:]\d)",
        re.IGNORECASE,
    )


@cache
def _behind_a_day() -> re.Pattern[str]:
    return re.compile(rf"[0-9٠-٩](?:st|nd|rd|th|er|º|ª|°)?\.?[ \u00a0]{_OF}(?:{_months()[0]})", re.IGNORECASE)


_ENGLISH_MONTHS = tuple(f"{names.partition(' ')[0].title()} " for names in _MONTHS)


def may_name_days(text: str) -> bool:
    """Say, quickly, whether a text may name a day from the year 2000 on."""
    if not _DIGITS.search(text):
        return False
    if "20" in text or "٢٠" in text or any(month in text for month in _ENGLISH_MONTHS):
        return True
    return _behind_a_day().search(text) is not None


def named_days(text: str, *, day_first: bool) -> Iterator[Named]:
    """Yield every day that a running text names from the year 2000 on; what is in no calendar is left out.

    Of numbers that may be two days the later one is meant, or with `day_first` the one whose day comes first.
    """
    pattern, end = _in_running_text(), 0
    for digits in _DIGITS.finditer(text):
        begin, length = digits.start(), digits.end() - digits.start()
        if begin < end or length not in _LENGTHS:
            continue
        above = text[max(0, begin - _FURTHEST_MONTH) : begin]
        if above[-1:] in _NOT_BEFORE or above[-1:].isalnum():
            continue
        # Most numbers are no part of a date, and to compare them with the names of months takes long.
        month = _MONTH_BEFORE.search(above) if above[-1:].isspace() else None
        match = pattern.match(text, begin - len(month[0])) if month and _begins_a_month(month[0]) else None
        behind = _BEHIND.match(text, digits.end())
        if match is None and (length == _LENGTH_OF_YEAR or (behind and (behind[2] or _begins_a_month(behind[1])))):
            match = pattern.match(text, begin)
        # “may” is a verb, too: “chapter 3 may help”.
        if match is None or (match["m4"] or match["m5"]) == "may":
            continue
        end = match.end()
        with suppress(ValueError):
            yield Named(match.start(), end, *_named(match.groupdict(), day_first=day_first))


def _named(parts: dict[str, str], *, day_first: bool) -> tuple[Literal["day", "yearless", "year"], str]:
    for number in "12345":
        if not (name := parts[f"m{number}"]):
            continue
        day, year = (parts.get(f"{part}{number}") or "" for part in "dy")
        month_number, day_number = _MONTH_NUMBERS[_folded(name)], int(re.sub(r"\D", "", day) or 0)
        if not year:
            # 29 February is in the calendar of some years, as of this one.
            return "yearless", f"-{dt.date(2000, month_number, day_number).isoformat()[4:]}"
        if not day:
            return "day", _last_of_month(int(year), month_number).isoformat()
        return "day", dt.date(int(year), month_number, day_number).isoformat()
    if parts["iso"]:
        return "day", dt.date.fromisoformat(parts["iso"]).isoformat()
    if parts["digits"]:
        first, second, third = (int(number) for number in re.split(r"[./-] ?", parts["digits"]))
        days = [*_readings(third, first, second)]
        if not days:
            raise ValueError
        return "day", (days[0] if day_first else max(days)).isoformat()
    return "year", f"{int(parts['y6'])}-12-31"


def _last_of_month(year: int, month: int) -> dt.date:
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def in_words(day: dt.date) -> str:
    """Return a date with one meaning only: 3 April 2020."""
    return f"{day.day} {_english(_MONTHS, day.month)} {day.year}"


def _english(names: Sequence[str], number: int) -> str:
    return names[number - 1].partition(" ")[0].title()


def _match(text: str) -> re.Match[str] | None:
    match = next((match for shape in _SHAPES if (match := shape.match(text))), None)
    if match and match["hour"] and not (match["minute"] or match["half"]):
        return None
    return match


def _when(match: re.Match[str], text: str) -> When:
    parts = match.groupdict()
    day = _one_day(parts, text) if "first" in parts else _day(parts, text)
    try:
        time = _time(parts)
    except ValueError:
        message = f"“{text}” is not in the calendar"
        raise DateError(message) from None
    return When(date=day, time=time, offset=_offset(parts["zone"]))


def _day(parts: dict[str, str], text: str) -> dt.date:
    month = _MONTH_NUMBERS.get(_folded(parts["name"])) if "name" in parts else int(parts["month"])
    if month is None:
        message = f"“{parts['name']}” is not a month’s name"
        raise DateError(message)
    try:
        return dt.date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        message = f"“{text}” is not in the calendar"
        raise DateError(message) from None


def _one_day(parts: dict[str, str], text: str) -> dt.date:
    """Return the day that three numbers mean, whichever of the first two is the month."""
    days = list(dict.fromkeys(_readings(int(parts["year"]), int(parts["first"]), int(parts["second_"]))))
    if len(days) == 1:
        return days[0]
    if not days:
        message = f"“{text}” is not in the calendar"
        raise DateError(message)
    message = f"“{text}” can mean two days: {in_words(days[0])} or {in_words(days[1])}"
    raise DateError(message, f"write {days[0].isoformat()} or {days[1].isoformat()}")


def _readings(year: int, first: int, second: int) -> Iterator[dt.date]:
    for month, day in ((second, first), (first, second)):
        with suppress(ValueError):
            yield dt.date(year, month, day)


def _time(parts: dict[str, str]) -> dt.time | None:
    if not parts["hour"]:
        return None
    hour, half = int(parts["hour"]), (parts["half"] or "").lower()[:1]
    if half:
        if not 1 <= hour <= _HALF_DAY:
            raise ValueError
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "p" else 0)
    return dt.time(hour, int(parts["minute"] or 0), int(parts["second"] or 0))


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone.upper() in _ZONES:
        return _ZONES[zone.upper()] * 60
    digits = zone.replace(":", "").lstrip("GMTUCgmtuc")
    hours, rest = int(digits[1:3]), int(digits[3:5])
    minutes = hours * 60 + rest
    if minutes > 14 * 60 or rest >= 60:  # noqa: PLR2004 - minutes of an hour
        message = f"“{zone}” is not a time zone’s offset"
        raise DateError(message)
    return -minutes if digits[0] == "-" else minutes
