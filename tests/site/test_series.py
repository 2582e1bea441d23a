"""A series' page, the box in its parts, the parts that it announces, and names that look like a slip."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from support.rows import every_row
from support.site import codes, post

LATER = "2026-12-24"
AFTER = {"today": dt.date(2026, 12, 24)}


@pytest.fixture
def nights(site):
    site.write(
        {
            "series/nights.md": "---\ntitle: Nights\nstatus: ongoing\nannounce_scheduled: true\n---\nAbout sleep.\n",
            "posts/one.md": post("One", series="Nights", part="1", date="2026-01-01", description="The first."),
            "posts/two.md": post("Two", series="Nights", part="2", date=LATER, description="Still a secret."),
            "posts/three.md": post("Three", series="Nights", part="3", date="2026-02-01"),
        }
    )
    return site


def listed(site, url, box):
    """Return the parts that a list names: number, title, and whether it is a link."""
    return [
        (
            item.attributes["value"],
            (item.css_first("a, h2, .coming > span") or item).text().strip(),
            item.css_first("a") is not None,
        )
        for item in site.html(url).css(f"{box} li[value]")
    ]


def test_a_part_that_waits_for_its_day_is_announced_with_it(nights):
    nights.published()

    wanted = [("1", "One", True), ("2", "Two", False), ("3", "Three", True)]
    assert listed(nights, "/series/nights/", ".parts") == wanted
    assert listed(nights, "/one/", ".series-box__all") == wanted
    assert "Coming on 24 December 2026" in nights.main("/series/nights/").text()
    assert "Coming on 24 December 2026" in nights.html("/one/").css_first(".series-box").text()
    assert nights.html("/three/").css_first(".series-box h2 span").text() == "Part 3 of 3"
    facts = nights.html("/series/nights/").css(".text__header .meta span")
    assert [fact.text() for fact in facts] == ["2 parts", "1 part to come", "2 minutes", "Ongoing"]


def test_of_an_announced_part_nothing_but_title_and_day_is_told(nights):
    nights.published()

    assert not nights.exists("/two/")
    for path, content in nights.tree().items():
        assert b"Still a secret" not in content, path
        assert b'"Two"' not in content, path
        if path.endswith((".xml", ".json")):
            assert b"Two" not in content, path


def test_when_its_day_comes_it_is_a_part_like_any_other(nights):
    nights.published()
    nights.published(**AFTER)

    assert listed(nights, "/one/", ".series-box__all") == [("1", "One", True), ("2", "Two", True), ("3", "Three", True)]
    assert nights.html("/one/").css_first('.series-box a[rel="next"]').text() == "Next part Two"
    assert "Coming" not in nights.page("/series/nights/")

    nights.published()
    assert not nights.exists("/two/")
    assert listed(nights, "/one/", ".series-box__all")[1] == ("2", "Two", False)


def test_with_future_a_part_is_shown_and_not_announced(nights):
    nights.published(future=True)

    assert "Coming" not in nights.page("/series/nights/")
    assert listed(nights, "/one/", ".series-box__all")[1] == ("2", "Two", True)


@every_row(
    "introduction, settings, named",
    [
        ("", "", False),
        ("", "[series]\nannounce_scheduled = true\n", True),
        ("announce_scheduled: no\n", "[series]\nannounce_scheduled = true\n", False),
        ("announce_scheduled: yes\n", "[series]\nannounce_scheduled = false\n", True),
    ],
    fresh=nights,
)
def test_a_series_decides_else_the_site_and_else_nothing_is_said(nights, introduction, settings, named):
    nights.settings(settings)
    nights.write({"series/nights.md": f"---\ntitle: Nights\n{introduction}---\n"})
    result = nights.build()

    assert ("Two" in nights.main("/series/nights/").text()) == named
    # Two is held back, so the numbers have a gap as long as nobody sees it.
    assert codes(result) == ([] if named else ["TB-SER-002"])


def test_a_series_without_an_introduction_can_announce_too(nights):
    nights.settings("[series]\nannounce_scheduled = true\n")
    nights.delete("series/nights.md")
    nights.published()

    assert "Two" in nights.main("/series/nights/").text()


@every_row("status", ["draft", "unlisted"], fresh=nights)
def test_a_draft_and_what_will_be_unlisted_are_not_announced(nights, status):
    nights.write({"posts/two.md": post("Two", series="Nights", part="2", date=LATER, status=status)})
    nights.build()

    assert "Two" not in nights.page("/series/nights/")
    assert "Two" not in nights.page("/one/")


def test_nothing_is_announced_where_nothing_can_be_read_yet(nights):
    nights.delete("posts/one.md")
    nights.delete("posts/three.md")
    nights.published()

    assert not nights.exists("/series/")


def test_a_gap_that_a_held_part_leaves_says_which(nights):
    nights.write({"posts/two.md": post("Two", series="Nights", part="2", status="draft")})
    (found,) = nights.build().problems

    assert str(found) == (
        "posts/three.md:4:7: warning TB-SER-002: this is part 3 of the series, but part 2 is held back: posts/two.md"
    )


def test_an_announced_part_may_not_have_the_number_of_another(nights):
    nights.write({"posts/two.md": post("Two", series="Nights", part="3", date=LATER)})
    result = nights.build()

    assert "TB-SER-001" in codes(result)
    assert not result.published


# Its page, and the box


def test_the_page_of_a_series_says_where_to_start(nights):
    nights.published()

    header = nights.html("/series/nights/").css_first(".text__header")
    start = header.css_first("a.button")
    assert start.text() == "Start here: One"
    assert start.attributes["href"] == "../../one/"
    assert "Ongoing" in header.text()
    assert "About sleep." in nights.html("/series/nights/").css_first(".prose").text()
    first = nights.html("/series/nights/").css_first(".parts li")
    assert "The first." in first.text()
    assert "1 minute read" in first.text()


def test_a_neighbour_is_named_once_even_if_it_is_also_the_older_post(site):
    site.write(
        {
            "posts/one.md": post("One", series="S", part="1", date="2026-01-01"),
            "posts/two.md": post("Two", series="S", part="2", date="2026-01-02"),
            "posts/other.md": post("Other", date="2026-01-03"),
        }
    )
    site.published()
    after = site.html("/two/")

    assert after.css_first('.series-box a[rel="prev"]').text() == "Previous part One"
    assert [link.text() for link in after.css(".older-newer a")] == ["Newer article Other"]
    assert site.html("/one/").css(".older-newer") == []
    assert [link.text() for link in site.html("/other/").css(".older-newer a")] == ["Older article Two"]


def test_a_screen_reader_hears_each_navigation_by_a_name_of_its_own(nights):
    nights.write({"posts/other.md": post("Other", date="2026-03-01")})
    nights.published()
    html = nights.html("/three/")

    names = []
    for nav in html.css("main nav"):
        label = nav.attributes.get("aria-label")
        names.append(label or html.css_first(f"#{nav.attributes['aria-labelledby']}").text())
    assert "Part 3 of 3 Nights" in names
    assert "More articles" in names
    assert len(names) == len(set(names))


def test_a_part_in_another_language_says_so(nights):
    nights.write({"posts/three.md": post("Trois", series="Nights", part="3", date="2026-02-01", language="fr")})
    nights.published()

    assert nights.html("/one/").css_first('.series-box__all a[lang="fr"]').text() == "Trois"
    assert nights.html("/series/nights/").css_first('.parts h2[lang="fr"]').text() == "Trois"


def test_the_call_of_a_series_follows_those_who_wrote_it(nights):
    nights.settings('[cta.talk]\nlabel = "Book"\nurl = "https://booking.example/"\n', default_cta='"talk"')
    nights.write(
        {
            "practitioners/ada-moss.md": "---\nname: Ada Moss\naccepting: waitlist\n---\n",
            "practitioners/ben.md": "---\nname: Ben\naccepting: open\n---\n",
            "pages/contact.md": post("Contact"),
            **{f"posts/{name}.md": post(name, series="Nights", author="ada-moss") for name in ("one", "two", "three")},
        }
    )
    nights.published()
    assert nights.html("/series/nights/").css_first(".cta .button").text() == "Join the waiting list"

    nights.write({"posts/two.md": post("two", series="Nights", author="ben")})
    nights.published()
    assert nights.html("/series/nights/").css_first(".cta .button").text() == "Book"


def test_each_series_has_its_own_feed(nights):
    nights.published()

    titles = [item["title"] for item in json.loads(nights.text("series/nights/feed.json"))["items"]]
    assert titles == ["Three", "One"]


# Names that look like a slip


def slip(site, **posts):
    site.write({f"posts/{slug}.md": post(slug, series=name) for slug, name in posts.items()})
    return [str(found) for found in site.build().problems if found.code == "TB-SER-003"]


def test_a_name_that_only_one_post_uses_and_that_resembles_another_is_a_warning(site):
    (found,) = slip(site, a="Learning to rest", b="Learning to rest", c="Lerning to rest")
    assert found == (
        "posts/c.md:3:9: warning TB-SER-003: only this post is in the series “Lerning to rest”, "
        "whose name resembles “Learning to rest”"
    )


def test_a_name_that_resembles_an_introduction_is_a_warning(site):
    site.write({"series/rest.md": "---\ntitle: Learning to rest\n---\n"})

    (found,) = slip(site, a="Learning to rests")
    assert found.startswith("posts/a.md:3:9: warning TB-SER-003")


def test_names_that_differ_are_left_alone(site):
    assert slip(site, a="Week 1", b="Week 1", c="Week 2") == []
    assert slip(site, a="On sleep", b="On sleep", c="On grief") == []
    assert slip(site, a="Learning to rest", b="learning  TO rest", c="Learning to rest") == []
