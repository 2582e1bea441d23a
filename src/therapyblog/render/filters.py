"""The filters that templates may use besides Jinja's own: pure functions of their arguments."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from markupsafe import Markup

from therapyblog.model.documents import When
from therapyblog.site.practitioners import short_name

if TYPE_CHECKING:
    from babel import Locale

_FIELD = re.compile(r"\{(\w+)\}")
# `<`, `>` and `&` would let a text end the script element (HTML, 4.12.1.3); the two separators break older parsers.
_JSON_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@cache
def locale_of(language: str) -> Locale:
    """Return Babel's locale for a language tag: the nearest that Babel knows, else English."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - 20 ms that a build with nothing to do need not pay

    for tag in (language, language.split("-", maxsplit=1)[0], "en"):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError(language)  # pragma: no cover - Babel always knows English


@cache
def _long_date(day: dt.date, language: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - see above

    return format_date(day, format="long", locale=locale_of(language))


def day(value: When | dt.date, language: str) -> str:
    """Write a date in full in a language: `15 December 2024`."""
    return _long_date(value.date if isinstance(value, When) else value, language)


def iso(value: When | dt.date) -> str:
    """Write a date for `<time datetime="">`: the day, with the time of day where one was typed."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.date.isoformat() if value.time is None else f"{value.date}T{value.time:%H:%M}"


def fill(text: str, **values: Any) -> str:
    """Put values into a text of the theme: `{title}` becomes the title. A name that is not given is a mistake."""
    return _FIELD.sub(lambda found: str(values[found[1]]), text)


def counted(forms: Mapping[str, str], number: int, language: str) -> str:
    """Choose the plural form for a number (CLDR) and put the number in: `5 parts`."""
    form = locale_of(language).plural_form(number)
    return fill(forms.get(form, forms["other"]), n=number)


def jsonld(value: Any) -> Markup:
    """Write structured data so that no text in it can end the script element."""
    return Markup(msgspec.json.encode(value).decode().translate(_JSON_ESCAPES))  # noqa: S704 - escaped just here


def tel(number: str) -> str:
    """Return a `tel:` address (RFC 3966) for a number as people write it."""
    digits = re.sub(r"[^\d+]", "", number.replace("(0)", ""))
    return f"tel:{digits}"


def sms(number: str) -> str:
    """Return an `sms:` address (RFC 5724) for a number as people write it."""
    return f"sms:{tel(number)[4:]}"


FILTERS = {
    "day": day,
    "iso": iso,
    "fill": fill,
    "counted": counted,
    "jsonld": jsonld,
    "tel": tel,
    "sms": sms,
    "short_name": short_name,
}
