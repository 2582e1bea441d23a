"""All that is wrong is told in one run; and nothing is told that only follows from something else that is wrong.

`tests/invalid/TB-REF-001-all-at-once` shows the words; here stand the slips from which nothing else may follow.
"""

from __future__ import annotations

import pytest

from support.rows import every_row
from support.site import codes, post, told

CALL = '[cta.talk]\nlabel = "Talk"\nurl = "https://booking.example/"\n'


@pytest.fixture
def practice(site):
    site.settings(CALL, default_cta='"talk"')
    site.write(
        {
            "practitioners/ben.md": "---\nname: Ben\nphone: 0131 496 0001\n---\nBen.\n",
            "posts/a.md": post(
                "A", "One [ref:2]. See [b](b.md).", author="ben", date="2026-01-01", series="{name: Nights, part: 1}",
                references="[{text: One}, {text: Two, doi: 10.1000/2}]", cta="talk",
            ),
            "posts/b.md": post(
                "B", "See [a](a.md#part), [a](/a/) and [about](/about/).", authors="[ben, ada-moss]", date="2026-01-02",
                series="{name: Nights, part: 2}", related="[a]", reviewed_by="ben", reviewed="2026-02-01",
            ),
            "posts/c.md": post("C", author="Ada Moss", series="{name: Nights, part: 3}", date="2026-01-03"),
            "pages/about.md": post("About", "About.\n\n:::cta talk\n", content_note="grief", content_note_skip="part"),
        }
    )  # fmt: skip
    site.edit("posts/a.md", "See [b]", "\n\n## Part\n\nSee [b]")
    site.edit("pages/about.md", "About.\n", "About.\n\n## Part\n")
    return site


SLIPS = {
    "a telephone number": ("practitioners/ben.md", "phone: 0131 496 0001", "phone: ring me", "TB-SET-008"),
    "a part of a series": ("posts/b.md", "part: 2", "part: two", "TB-SET-008"),
    "a work": ("posts/a.md", "doi: 10.1000/2", "doi: x", "TB-SET-008"),
    "a day": ("posts/a.md", "date: 2026-01-01", "date: 2026-02-30", "TB-SET-012"),
    "the authors": ("posts/b.md", "authors: [ben, ada-moss]", "authors: {ben: 1}", "TB-SET-008"),
    "a content note": ("pages/about.md", "content_note: grief", "content_note: {a: b}", "TB-SET-008"),
    "a component": ("posts/b.md", "See [a]", ":::note\n\nSee [a]", "TB-MD-001"),
    "a name": ("practitioners/ben.md", "name: Ben", "name: [Ben]", "TB-SET-008"),
    "a slug": ("posts/a.md", "date: 2026-01-01", "slug: {a: b}", "TB-SET-008"),
    "a title": ("posts/a.md", "title: A", "title: [A]", "TB-SET-008"),
    "a call's target": ("therapyblog.toml", '"https://booking.example/"', '"booking.example"', "TB-CONF-003"),
    "a call's label": ("therapyblog.toml", 'label = "Talk"\n', "", "TB-CONF-004"),
    "the site's title": ("therapyblog.toml", 'title = "Still Water"', "title = 7", "TB-CONF-003"),
    "the site's address": ("therapyblog.toml", '"https://stillwater.example"', '"stillwater"', "TB-CONF-003"),
    "the language": ("therapyblog.toml", '"en-GB"', '"English"', "TB-CONF-003"),
    "the country": ("therapyblog.toml", '"GB"', '"Britain"', "TB-CONF-003"),
    "the time zone": ("therapyblog.toml", '"Europe/London"', '"London time"', "TB-CONF-003"),
    "the addresses": ("therapyblog.toml", "[cta.talk]", '[permalinks]\npage = "/x"\n[cta.talk]', "TB-CONF-003"),
    "the theme": ("therapyblog.toml", "[cta.talk]", "[theme]\nname = 7\n[cta.talk]", "TB-CONF-003"),
    "a section": ("therapyblog.toml", CALL, "cta = 7\n", "TB-CONF-003"),
    "a day in the settings": ("therapyblog.toml", "checked_on = 2026-06-01", "checked_on = 2026-02-30", "TB-SET-012"),
    "the whole file": ("therapyblog.toml", "[cta.talk]", "[cta.talk", "TB-CONF-001"),
}  # fmt: skip


def test_the_site_of_these_tests_is_right(practice):
    practice.published()


@every_row("slip", SLIPS, fresh=practice)
def test_from_one_slip_nothing_else_follows(practice, slip):
    path, right, wrong, code = SLIPS[slip]
    if slip == "a section":
        practice.edit(path, "title =", "#title =")
        practice.edit(path, CALL, "")
        practice.edit(path, "[site]", "cta = 7\n[site]")
        practice.edit(path, "#title =", "title =")
    else:
        practice.edit(path, right, wrong)
    result = practice.build()

    assert codes(result)[0] == code, told(result)
    assert {found.at.path for found in result.problems} == {path}, told(result)
    assert len(result.problems) <= 2, told(result)
    assert not result.published


@every_row(
    "slip", ["a telephone number", "a day", "the site's title", "a call's target", "the country"], fresh=practice
)
def test_a_name_that_nobody_has_is_told_of_beside_any_slip(practice, slip):
    path, right, wrong, code = SLIPS[slip]
    practice.edit(path, right, wrong)
    practice.edit("posts/a.md", "author: ben", "author: bne")
    practice.edit("posts/b.md", "related: [a]", "related: [z]")
    practice.edit("pages/about.md", ":::cta talk", ":::cta tlak")
    result = practice.build()

    assert sorted(codes(result)) == sorted([code, "TB-REF-001", "TB-REF-002", "TB-REF-003"]), told(result)


def test_a_mended_file_needs_nothing_else(practice):
    practice.edit("practitioners/ben.md", "0131 496 0001", "ring me")
    assert not practice.build().published

    practice.edit("practitioners/ben.md", "ring me", "0131 496 0001")
    practice.published()
    assert practice.exists("/team/ben/")
