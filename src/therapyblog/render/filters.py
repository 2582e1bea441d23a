"""The filters that templates may use besides Jinja's own: pure functions of their arguments.

What a filter takes is what its parameters are annotated with; `render/kinds.py` refuses everything else.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import msgspec
from jinja2.exceptions import FilterArgumentError
from jinja2.filters import FILTERS as OF_JINJA
from markupsafe import Markup

from therapyblog.model.documents import When
from therapyblog.model.languages import direction, locale_of, primary
from therapyblog.model.opening_hours import DAYS, opening_spans
from therapyblog.model.text_direction import direction_against
from therapyblog.patterns import lazy_pattern
from therapyblog.render.kinds import bounded, printable, typed
from therapyblog.render.side_notes import side_notes
from therapyblog.site.credentials import short_name
from therapyblog.urls.printed import printed
from therapyblog.urls.telephone import bare_number

_FIELD = lazy_pattern(r"\{(\w+)\}")
# `<`, `>` and `&` would let a text end the script element (HTML, 4.12.1.3); the two separators break older parsers.
_JSON_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


# The first of a month is an ordinal in these languages, which CLDR's patterns do not know; other days are numbers.
_FIRST = {"fr": "1er", "it": "1º", "pt": "1º", "pt-PT": ""}
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
# Hebrew, Arabic and others: the blocks of right-to-left scripts (Unicode 16, DerivedBidiClass).
_FROM_THE_RIGHT = lazy_pattern("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_GROUPED_FROM = 1_000


@cache
def _long_date(day: dt.date, language: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - 20 ms; a build with nothing to do needs no dates

    text = format_date(day, format="long", locale=locale_of(language))
    first = _FIRST.get(language, _FIRST.get(primary(language), ""))
    return first + text[1:] if first and text.startswith("1 ") else text


@cache
def _number(number: int, language: str) -> str:
    """Write a whole number: thousands are grouped as the language does it."""
    if abs(number) < _GROUPED_FROM:
        return str(number)
    from babel.numbers import format_decimal  # noqa: PLC0415 - see above

    return format_decimal(number, locale=locale_of(language))


def day(value: When | dt.date, language: str) -> str:
    """Write a date in full in a language: `15 December 2024`."""
    return _long_date(value.date if isinstance(value, When) else value, language)


@cache
def zone(name: str, language: str) -> str:
    """Return the place of a time zone in a language: `Europe/London` is London, Londres … Other names stay."""
    if "/" not in name:
        return name
    from babel.dates import get_timezone_location  # noqa: PLC0415 - see above

    try:
        return get_timezone_location(name, locale=locale_of(language), return_city=True)
    except LookupError:
        return name


def iso(value: When | dt.date) -> str:
    """Write a date for `<time datetime="">`: the day, with the time of day where one was typed."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.date.isoformat() if value.time is None else f"{value.date}T{value.time.isoformat('minutes')}"


def fill(text: str, **values: Any) -> str:
    """Put values into a text of the theme: `{title}` becomes the title. A missing value is an error.

    In right-to-left text a value is isolated from the words around it (UAX 9, 2.4.3): without that, “116 123” in an
    Arabic sentence would read “123 116”. Characters do that, not markup, because attributes need it too.
    """
    values = {name: str(printable(value)) for name, value in values.items()}
    if any(map(_FROM_THE_RIGHT.search, (text, *values.values()))):
        values = {name: value if value.isdigit() else _isolated(value) for name, value in values.items()}
    try:
        return _FIELD.sub(lambda match: values[match[1]], text)
    except KeyError as error:
        name = error.args[0]
        raise FilterArgumentError(f"the text “{text}” needs a value for {{{name}}}: write fill({name}=…)") from None


def _isolated(text: str) -> str:
    return f"{_ISOLATE}{text}{_END_OF_ISOLATE}"


def counted(forms: Mapping[str, str], number: int, language: str) -> str:
    """Choose the plural form for a number (CLDR) and put the number in: `5 parts`."""
    form = locale_of(language).plural_form(number)
    return fill(forms.get(form, forms["other"]), n=_number(number, language))


@cache
def money(amount: float, currency: str, language: str) -> str:
    """Write an amount of money in a language: `£60`, `47,50 €`. Whole amounts have no decimals."""
    from babel.numbers import format_currency  # noqa: PLC0415 - see above

    locale = locale_of(language)
    if amount != int(amount):
        return format_currency(amount, currency, locale=locale)
    pattern = re.sub(r"\.0+", "", locale.currency_formats["standard"].pattern)
    return format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False)


@cache
def opening_hours(text: str, language: str, daily: str, comma: str) -> str:
    """Write times of opening in a language; `daily` and `comma` are its texts `hours_daily` and `list_comma`.

    What is in words stays as it is.
    """
    spans = opening_spans(text)
    if not spans:
        return text
    from babel.dates import get_day_names, get_time_format  # noqa: PLC0415 - see above

    locale = locale_of(language)
    names = get_day_names("wide", locale=locale)
    by_clock = "a" not in get_time_format("short", locale=locale).pattern
    said = []
    for days, times in spans:
        hours = comma.join(_span_of_time(one, by_clock, language) for one in times)
        named = re.sub("[A-Z][a-z]", lambda day: names[DAYS.index(day[0])], days).replace("-", "–").replace(",", comma)
        said.append(f"{named} {hours}" if days else fill(daily, hours=hours))
    whole = "; ".join(said)
    return whole[:1].upper() + whole[1:]


def _span_of_time(span: str, by_clock: bool, language: str) -> str:
    from babel.dates import format_time  # noqa: PLC0415 - see above

    def said(time: str) -> str:
        if time == "24:00" and by_clock:
            return time
        hour, minute = map(int, time.split(":"))
        return format_time(dt.time(hour % 24, minute), format="short", locale=locale_of(language))

    return "–".join(map(said, span.split("-")))


def territory(country: str, language: str) -> str:
    """Return the name of a country in a language; its code where CLDR has no name."""
    return str(locale_of(language).territories.get(country, country))


def jsonld(value: Any) -> Markup:
    """Write structured data so that no text in it can end the script element."""
    try:
        text = msgspec.json.encode(value).decode()
    except TypeError:
        raise FilterArgumentError("`jsonld` takes a table of texts, numbers, lists and tables") from None
    return Markup(text.translate(_JSON_ESCAPES))  # noqa: S704 - escaped just here


def own_direction(line: str, language: str) -> str:
    """Return the direction of a line of text that runs against its language, such as an Arabic title; else nothing."""
    return direction_against(line, direction(language)) or ""


def tel(number: str) -> str:
    """Return a `tel:` address (RFC 3966) for a number as people write it."""
    return f"tel:{bare_number(number)}"


def sms(number: str) -> str:
    """Return an `sms:` address (RFC 5724) for a number as people write it."""
    return f"sms:{tel(number)[4:]}"


def language_name(tag: str, language: str) -> str:
    """Return the name of a language in another: `es` is `Spanish` in English. Unknown tags stay as they are."""
    return str(locale_of(language).languages.get(tag, tag))


OWN: tuple[Callable[..., Any], ...] = (
    day,
    zone,
    iso,
    fill,
    counted,
    direction,
    own_direction,
    money,
    territory,
    jsonld,
    language_name,
    opening_hours,
    tel,
    sms,
    printed,
    short_name,
    side_notes,
)
FILTERS = {name: bounded(name, filter_) for name, filter_ in OF_JINJA.items() if name != "random"} | {
    filter_.__name__: typed(filter_) for filter_ in OWN
}
"""Every filter of a template: Jinja's, but for the one that chance decides, and ours."""
