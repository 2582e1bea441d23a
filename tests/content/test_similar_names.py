"""Which known name somebody meant, at a cost that does not grow with the number of names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from therapyblog.similar import LONGEST, MOST_SHOWN, NEIGHBOURS, KnownNames, nearest, some

WORDS = ("calm", "evening", "grief", "letter", "morning", "notes", "on", "rest", "sleep", "winter")
MANY = [f"/{one}-{other}-{number}/" for one in WORDS for other in WORDS for number in range(100)]


def test_among_ten_thousand_names_a_slip_is_found_though_few_are_compared():
    names = KnownNames(lambda: MANY)
    slips = {
        "/clam-evening-17/": "/calm-evening-17/",
        "/calm-evening-17": "/calm-evening-17/",
        "/Calm_Evening-17/": "/calm-evening-17/",
        "/winter-letter-5/x/": "/winter-letter-5/",
        "/sleep-restt-99/": "/sleep-rest-99/",
        "/quite/another/matter/": "",
    }

    assert {slip: names.nearest(slip) for slip in slips} == slips
    assert max(len(names.near(slip)) for slip in slips) <= 4 * NEIGHBOURS


@given(st.lists(st.text("abc-_", min_size=1, max_size=6), max_size=NEIGHBOURS), st.text("abc-_", max_size=6))
def test_among_few_names_all_are_compared(known: list[str], name: str):
    assert KnownNames(lambda: known).nearest(name) == nearest(name, known)


def test_a_name_longer_than_any_address_is_not_compared():
    assert nearest("x" * LONGEST, ["x" * LONGEST]) == "x" * LONGEST
    assert nearest("x" * (LONGEST + 1), ["x" * LONGEST]) == ""


def test_a_message_lists_no_more_names_than_can_be_read():
    names = [f"n{number}" for number in range(MOST_SHOWN)]

    assert some(names) == ", ".join(names)
    assert some([*names, "a", "b"]) == f"{', '.join(names)} and 2 more"
    assert some([]) == ""
