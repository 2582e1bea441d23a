"""Dates in every form that people type, and none that could be another day."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
from babel import Locale
from babel.dates import get_day_names, get_month_names
from babel.localedata import locale_identifiers
from hypothesis import example, given
from hypothesis import strategies as st

from support.rows import every_row
from support.site import SmallSite, codes, told
from therapyblog.settings.dates import DateError, read_when
from therapyblog.settings.types import when

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
SHORT = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"]


def ordinal(day: int) -> str:
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


FORMS = {
    "ISO": lambda day: day.isoformat(),
    "ISO, loosely": lambda day: f"{day.year:04d}-{day.month}-{day.day}",
    "American": lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year:04d}",
    "American, short": lambda day: f"{SHORT[day.month - 1]}. {day.day}, {day.year:04d}",
    "American, no comma": lambda day: f"{SHORT[day.month - 1][:3].lower()} {day.day} {day.year:04d}",
    "American, ordinal": lambda day: f"{MONTHS[day.month - 1].upper()} {ordinal(day.day)}, {day.year:04d}",
    "British": lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year:04d}",
    "British, short": lambda day: f"{day.day:02d} {SHORT[day.month - 1]} {day.year:04d}",
    "British, ordinal": lambda day: f"{ordinal(day.day)} {MONTHS[day.month - 1]}, {day.year:04d}",
    "German dot": lambda day: f"{day.day}. {SHORT[day.month - 1]} {day.year:04d}",
    "spread out": lambda day: f"  {day.day} \u00a0 {MONTHS[day.month - 1]}   {day.year:04d} ",
}


@given(day=st.dates(), form=st.sampled_from(sorted(FORMS)))
@example(day=dt.date(1, 1, 1), form="ISO")
@example(day=dt.date(9999, 12, 31), form="American")
@example(day=dt.date(2024, 2, 29), form="British")
def test_every_day_reads_as_itself_in_every_form(day: dt.date, form: str):
    found = read_when(FORMS[form](day))

    assert (found.date, found.time, found.offset) == (day, None, None)


@given(
    moment=st.datetimes().map(lambda moment: moment.replace(microsecond=0)),
    offset=st.none() | st.integers(-14 * 60, 14 * 60),
    between=st.sampled_from([" ", "T", ", "]),
)
def test_a_time_of_day_stays_with_its_day(moment: dt.datetime, offset: int | None, between: str):
    zone = ""
    if offset is not None:
        zone = f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"

    found = read_when(f"{moment.date().isoformat()}{between}{moment.time().isoformat()}{zone}")

    assert (found.date, found.time, found.offset) == (moment.date(), moment.time(), offset)


@every_row("zone", ["Z", "z", " UTC", "+00:00", "-0000"])
def test_universal_time_however_it_is_written(zone: str):
    assert read_when(f"2026-11-02 10:30{zone}").offset == 0


@every_row(
    "typed, why",
    [
        ("2026-02-30", "not in the calendar"),
        ("31 June 2026", "not in the calendar"),
        ("29 February 2025", "not in the calendar"),
        ("2026-13-01", "not in the calendar"),
        ("2026-01-01 24:00", "not in the calendar"),
        ("03/04/2026", "two days"),
        ("3.4.26", "two days"),
        ("03.04.2026", "3 April 2026 or 4 March 2026"),
        ("13/13/2026", "not in the calendar"),
        ("Monday, 5 January 2020", "is a Sunday"),
        ("Smonday, 5 January 2020", "not a date"),
        ("2026-01-01 13:00 PM", "not in the calendar"),
        ("2026-01-01 10", "not a date"),
        ("5 Smarch 2026", "not a month"),
        ("2026-01-01 10:00+15:00", "time zone"),
        ("2026-01-01 10:00+09:75", "time zone"),
        ("tomorrow", "not a date"),
        ("2026", "not a date"),
        ("20260101", "not a date"),
        ("", "not a date"),
        ("December 2026", "not a date"),
    ],
)
def test_what_is_no_day_or_two_is_refused_with_the_reason(typed: str, why: str):
    with pytest.raises(ValueError, match=why) as refused:
        read_when(typed)

    assert typed in str(refused.value) or why in ("not a month", "time zone")


@given(st.text())
def test_no_text_breaks_the_reader(typed: str):
    try:
        found = read_when(typed)
    except ValueError as wrong:
        found, refused = None, str(wrong)
    if found is None:
        assert "“" in refused
    else:
        assert any(sign.isdigit() for sign in typed)
        assert found.date.year <= 9999


@every_row(
    "typed, day, time",
    [
        ("2020/01/05", "2020-01-05", None),
        ("2020.1.5", "2020-01-05", None),
        ("2020-Jan-05", "2020-01-05", None),
        ("13/01/2020", "2020-01-13", None),
        ("01/13/2020", "2020-01-13", None),
        ("13-01-2020", "2020-01-13", None),
        ("13.1.2020", "2020-01-13", None),
        ("5/5/2020", "2020-05-05", None),
        ("05-Jan-2020", "2020-01-05", None),
        ("Sunday, 5 January 2020", "2020-01-05", None),
        ("Sun Jan 5, 2020", "2020-01-05", None),
        ("Mon, 07 Sep 2020 10:00:00 GMT", "2020-09-07", "10:00:00"),
        ("Sat Jan 02 2021 10:00:00 GMT+0100 (Central European Time)", "2021-01-02", "10:00:00"),
        ("2015-05-28 11:23 PM", "2015-05-28", "23:23:00"),
        ("2015-05-28 12:05 a.m.", "2015-05-28", "00:05:00"),
        ("5 January 2020 3pm", "2020-01-05", "15:00:00"),
        ("January 5, 2020 at 3:04 pm", "2020-01-05", "15:04:00"),
        ("2020-01-05T10:00:00.000Z", "2020-01-05", "10:00:00"),
        ("5. Januar 2020", "2020-01-05", None),
        ("Sonntag, 5. Jan. 2020, 10:30 Uhr", "2020-01-05", "10:30:00"),
        ("5. Marz 2020", "2020-03-05", None),
        ("1er août 2020", "2020-08-01", None),
        ("lundi 6 janv. 2020 à 10h30", "2020-01-06", "10:30:00"),
        ("mar 5 mayo 2020", "2020-05-05", None),
        ("5 de enero de 2020", "2020-01-05", None),
        ("domingo, 5 de janeiro de 2020", "2020-01-05", None),
        ("gio 9 gen 2020", "2020-01-09", None),
        ("zo 5 mrt 2023", "2023-03-05", None),
        ("5 stycznia 2020 r.", "2020-01-05", None),
        ("٥ يناير ٢٠٢٠", "2020-01-05", None),
    ],
)
def test_what_has_one_meaning_is_read(typed: str, day: str, time: str | None):
    found = read_when(typed)

    assert (found.date.isoformat(), found.time and found.time.isoformat()) == (day, time)
    assert re.search(when.schema["pattern"], typed), "editors refuse it"


@given(day=st.dates(min_value=dt.date(1000, 1, 1)), separator=st.sampled_from("/-."), month_first=st.booleans())
def test_numbers_alone_are_read_where_they_are_one_day_and_name_both_where_they_are_two(
    day: dt.date, separator: str, month_first: bool
):
    numbers = (day.month, day.day) if month_first else (day.day, day.month)
    typed = separator.join(map(str, (*numbers, day.year)))

    if day.day <= 12 and day.day != day.month:
        other = day.replace(month=day.day, day=day.month)
        with pytest.raises(DateError, match="two days") as refused:
            read_when(typed)
        assert {day.isoformat(), other.isoformat()} <= {*refused.value.fix.replace("write ", "").split(" or ")}
    else:
        assert read_when(typed).date == day


@every_row("language", ["ar", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "pt-PT"])
def test_every_language_that_we_ship_has_its_names_of_months_and_days(language: str):
    locale = language.replace("-", "_")
    for number in range(1, 13):
        for width, context in itertools.product(("wide", "abbreviated"), ("format", "stand-alone")):
            month = get_month_names(width, context, locale)[number]
            assert read_when(f"5 {month} 2020").date == dt.date(2020, number, 5), month
    for number in range(7):
        weekday = get_day_names("wide", "format", locale)[number]
        assert read_when(f"{weekday}, {6 + number} January 2020").date == dt.date(2020, 1, 6 + number), weekday


def test_no_language_writes_the_month_first_between_dots():
    shorts = {name: Locale.parse(name).date_formats["short"].pattern for name in locale_identifiers()}
    dotted = [pattern for pattern in shorts.values() if re.fullmatch(r"[dMy]+\.\s?[dMy]+\.\s?[dMy]+", pattern)]

    assert len(dotted) > 50
    assert not [pattern for pattern in dotted if pattern.startswith("M")]


@every_row(
    "language, site_language, day", [("", "de", "2020-04-03"), ("fr", "en-GB", "2020-04-03"), ("en", "de", None)]
)
def test_a_date_with_dots_has_the_day_first_outside_english(
    site: SmallSite, language: str, site_language: str, day: str | None
):
    site.settings("", language=f'"{site_language}"')
    said = f"language: {language}\n" if language else ""
    site.write({"posts/a.md": f"---\ntitle: A\n{said}date: 03.04.2020\n---\n"})

    result = site.build()

    if day:
        assert f'datetime="{day}"' in site.page("/a/"), told(result)
    else:
        assert codes(result) == ["TB-SET-012"]


@every_row("line", ["published: 2020-04-28", "pubDate: 2020-04-28", "publishDate: 28 April 2020", "embargo: 2020/4/28"])
def test_the_day_of_publication_by_the_name_of_another_program_is_the_date(site: SmallSite, line: str):
    site.write({"posts/2019-01-01-a.md": f"---\ntitle: A\n{line}\n---\n"})

    assert site.build().published
    assert 'datetime="2020-04-28"' in site.page("/a/")
