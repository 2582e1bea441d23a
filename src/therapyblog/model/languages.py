"""Languages by their tags (BCP 47): their usual spelling, what stands in for them, their direction, how they count.

A tag comes in; tags, a direction or Babel's locale go out. What Babel knows (CLDR) is asked of Babel.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from babel import Locale

ENGLISH = "en"
PLURAL_FORMS = ("zero", "one", "two", "few", "many", "other")
"""As CLDR names them; every language has `other`."""

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# Countries have two letters, scripts four (RFC 5646, 2.1.1).
_LETTER_CASE: dict[int, Callable[[str], str]] = {2: str.upper, 4: str.title}
# Unicode scripts that run from the right, by ISO 15924; and the languages that are written in one of them by default.
_RTL_SCRIPTS = {"Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}
_RTL_LANGUAGES = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
_COUNTS = range(1_000)


def language_tag(text: str) -> str | None:
    """Return a tag in its usual spelling: `en-GB`, `pt-BR`, `zh-Hant`; `None` for what is no tag."""
    text = text.replace("_", "-")
    if not _TAG.fullmatch(text):
        return None
    first, *rest = text.split("-")
    return "-".join([first.lower(), *(_LETTER_CASE.get(len(part), str.lower)(part) for part in rest)])


def primary(tag: str) -> str:
    """Return the language without country or script: `pt` of `pt-BR`."""
    return tag.split("-", maxsplit=1)[0]


# Countries that speak more like these than like the language's own (CLDR, parentLocales).
_BETWEEN = {
    "es": ("es-419", "AR BO BR BZ CL CO CR CU DO EC GT HN MX NI PA PE PR PY SV US UY VE"),
    "pt": ("pt-PT", "AO CH CV FR GQ GW LU MO MZ ST TL"),
}


@cache
def wider(tag: str) -> tuple[str, ...]:
    """Return a tag and what stands in for it, from the widest to itself: `zh`, `zh-Hant`, `zh-Hant-TW`."""
    parts = tag.split("-")
    between, countries = _BETWEEN.get(parts[0], ("", ""))
    whole = ("-".join(parts[:end]) for end in range(1, len(parts) + 1))
    return (next(whole), *((between,) if {*countries.split()} & {*parts[1:]} else ()), *whole)


@cache
def direction(tag: str) -> Literal["ltr", "rtl"]:
    """Return the direction of a language, as `dir` wants it."""
    script = next((part for part in tag.split("-")[1:] if len(part) == 4 and part.isalpha()), "")  # noqa: PLR2004 - RFC 5646
    right = script.title() in _RTL_SCRIPTS if script else primary(tag).lower() in _RTL_LANGUAGES
    return "rtl" if right else "ltr"


@cache
def locale_of(tag: str) -> Locale:
    """Return Babel's locale for a tag: the nearest that Babel knows, else English."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - 20 ms that a build with nothing to do need not pay

    for known in (tag, primary(tag), ENGLISH):
        try:
            return Locale.parse(known, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError(tag)  # pragma: no cover - Babel always knows English


@cache
def plural_forms(tag: str) -> tuple[str, ...]:
    """Return the forms that a language needs to count anything up to a thousand, in CLDR's order."""
    form = locale_of(tag).plural_form
    needed = {form(number) for number in _COUNTS}
    return tuple(form for form in PLURAL_FORMS if form in needed)


def english_name(tag: str) -> str:
    """Return what a language is called in English, for messages; the tag where Babel does not know it."""
    locale = locale_of(tag)
    if locale.language != primary(tag):
        return tag
    return locale.english_name or tag
