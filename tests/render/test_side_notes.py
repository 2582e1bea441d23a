"""Notes for the margin: the words of a note where the text mentions it, once, and said by nobody twice."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from support.site import SmallSite

ABOUT = "---\ntitle: A\nreferences:\n  - Moss, A. (2020). On <rest> & “sleep”.\n  - Reed, B. (2021). On tides.\n---\n"


@pytest.fixture
def journal(site: SmallSite) -> SmallSite:
    site.settings('[theme]\nname = "journal"\n')
    return site


def notes(site: SmallSite, text: str) -> list[str | None]:
    """Build a post with this text; return what stands in its margin."""
    site.write({"posts/a.md": f"{ABOUT}{text}\n"})
    assert site.build().published
    return [one.attributes["data-note"] for one in LexborHTMLParser(site.page("/a/")).css("main sup[data-note]")]


def test_the_words_of_a_reference_stand_where_it_is_first_mentioned(journal: SmallSite):
    found = notes(journal, "Sleep helps [ref:1]. So do tides [ref:2]. Sleep again [ref:1].")

    assert found == ["1\u2002Moss, A. (2020). On <rest> & “sleep”.", "2\u2002Reed, B. (2021). On tides."]


def test_one_mark_for_two_works_has_both(journal: SmallSite):
    found = notes(journal, "Sleep and tides help [ref:1, 2].")

    assert found == ["1\u2002Moss, A. (2020). On <rest> & “sleep”.\n2\u2002Reed, B. (2021). On tides."]


def test_the_words_of_a_footnote_without_its_markup_and_its_way_back(journal: SmallSite):
    found = notes(
        journal,
        "One[^x], two^[In *place*, with [a link](https://tides.example).].\n\n[^x]: Said **so**.\n\n    Twice.\n",
    )

    assert found == ["1\u2002Said so. Twice.", "2\u2002In place, with a link."]


def test_a_long_note_is_cut_at_a_word(journal: SmallSite):
    (found,) = notes(journal, f"One[^x].\n\n[^x]: {'word ' * 100}end.\n")

    assert found is not None
    assert found.endswith("word …")
    assert len(found) < 330


def test_marks_within_a_footnote_are_left_alone(journal: SmallSite):
    found = notes(journal, "One[^x].\n\n[^x]: As Moss says [ref:1].\n")

    assert found == ["1\u2002As Moss says."]


def test_a_text_without_marks_is_as_it_was(journal: SmallSite):
    assert notes(journal, "Nothing to add.") == []


def test_the_list_at_the_end_and_the_ways_to_and_from_it_stay(journal: SmallSite):
    notes(journal, "Sleep helps [ref:1].")
    page = LexborHTMLParser(journal.page("/a/"))

    assert page.css_first("main sup a").attributes["href"] == "#tb-reference-1"
    assert page.css_first("#tb-reference-1 .reference-back").attributes["href"] == "#tb-ref-1"
    assert page.html is not None
    assert page.html.count("Moss, A. (2020)") == 3  # the margin, the list, and what search engines read


def test_only_the_journal_has_them_and_no_feed(journal: SmallSite):
    notes(journal, "Sleep helps [ref:1].")
    assert b"data-note" not in journal.tree()["feed.json"]

    journal.settings('[theme]\nname = "calm"\n')
    assert notes(journal, "Sleep helps [ref:1].") == []
