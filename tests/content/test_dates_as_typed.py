"""Dates in every form that people type, and none that could be another day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support.rows import every_row
from therapyblog.settings.dates import read_when

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
        ("31/12/2026", "two days"),
        ("5 Smarch 2026", "not a month"),
        ("15 décembre 2024", "not a month"),
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
