"""A post that is spoken of in new words: its title, its subtitle, its summary, the minutes that it takes.

Its card, the parts of its series, the feeds and its own page repeat them; the tree is that of a clean build.
"""

from __future__ import annotations

import re
import shutil
from itertools import cycle
from pathlib import Path

import pytest

from support.rows import every_row
from support.site import TODAY, SmallSite, post
from support.twins import Twins, tree_of, unlike
from therapyblog import build
from therapyblog.theme.discovery import shipped


class Watched:
    """A site whose builds are compared with a clean one."""

    def __init__(self, site: SmallSite, clean: Path) -> None:
        self.site, self.clean, self.jobs = site, clean, 1

    def build(self) -> set[str]:
        """Build; return what was rendered."""
        result = build(self.site.folder, today=TODAY, jobs=self.jobs)
        assert result.published
        shutil.rmtree(self.clean, ignore_errors=True)
        build(self.site.folder, out=self.clean, today=TODAY, cache=False)
        difference = unlike(tree_of(self.site.out), tree_of(self.clean))
        assert not difference, difference
        return set(result.rendered)


@pytest.fixture
def watched(site: SmallSite, tmp_path: Path) -> Watched:
    for day in range(1, 26):
        about = {"date": f"2026-03-{day:02}", "description": f"About {day}."}
        if day in (3, 4, 5):
            about |= {"series": "Rain", "part": day - 2}
        if day in (7, 9):
            about |= {"topic": "Sleep", "tags": "[rest]", "content_note": "loss"}
        site.write({f"posts/day-{day}.md": post(f"Day {day}", "Some words.", **about)})
    site.published()
    return Watched(site, tmp_path / "clean")


FEEDS = {"/feed.xml", "/feed.json"}
ADA = "/team/ada-moss/"


def test_a_title_is_told_where_it_is_repeated(watched):
    watched.site.edit("posts/day-15.md", "title: Day 15", "title: Rest & “quiet”")
    assert watched.build() == {"/day-15/", "/day-14/", "/day-16/", "/blog/page/2/", ADA, *FEEDS}
    assert "Rest &amp; “quiet”" in watched.site.page("/day-14/")

    watched.site.edit("posts/day-15.md", "title: Rest & “quiet”", "title: Day 15")
    assert "/day-16/" in watched.build()
    assert watched.build() == set()


def test_a_title_of_an_old_post_is_in_no_feed(watched):
    watched.site.edit("posts/day-2.md", "title: Day 2", "title: The second day")
    assert watched.build() == {"/day-1/", "/day-2/", "/day-3/", "/blog/page/3/", ADA}


@every_row(
    "old, new",
    [
        ("title: Day 7", "title: Day 7\nsubtitle: In other words"),
        ("description: About 7.", "description: Of other things."),
        ("description: About 7.\n", ""),
        ("Some words.", f"Some words.\n\n{'Word and word. ' * 300}"),
    ],
    ids=["subtitle", "description", "no description", "minutes"],
    fresh=watched,
)
def test_every_kind_of_words_is_told(watched, old, new):
    watched.site.edit("posts/day-7.md", old, new)

    assert watched.build() >= {"/day-6/", "/day-7/", "/day-8/", "/day-9/", "/topics/sleep/", "/tags/rest/", ADA}


def test_a_first_paragraph_is_told_where_it_stands_for_a_description(watched):
    watched.site.edit("posts/day-7.md", "description: About 7.\n", "")
    watched.build()

    watched.site.edit("posts/day-7.md", "Some words.", "Other words.")

    assert "/topics/sleep/" in watched.build()
    assert "Other words." in watched.site.page("/topics/sleep/")


def test_the_title_of_a_part_is_told_by_its_series(watched):
    watched.site.edit("posts/day-4.md", "title: Day 4", "title: The middle")

    assert watched.build() >= {"/day-3/", "/day-4/", "/day-5/", "/series/rain/", "/series/rain/feed.xml"}
    assert "The middle" in watched.site.page("/series/rain/")
    assert watched.site.graph("/series/rain/")[-1]["hasPart"][1]["headline"] == "The middle"


def test_the_minutes_of_a_part_are_told_by_its_series(watched):
    watched.site.edit("posts/day-4.md", "Some words.", f"Some words.\n\n{'Word and word. ' * 300}")

    assert watched.build() >= {"/day-3/", "/day-4/", "/day-5/", "/series/rain/"}


def test_many_new_words_at_once(watched):
    for day in (2, 4, 5, 9, 25):
        watched.site.edit(f"posts/day-{day}.md", f"title: Day {day}", f"title: Another {day}")
    watched.site.edit("posts/day-12.md", "Some words.", "Other words.")
    watched.jobs = 2

    rendered = watched.build()

    assert rendered >= {"/", "/day-12/", "/series/rain/", "/blog/", "/blog/page/3/"}
    watched.site.edit("posts/day-25.md", "title: Another 25", "title: Yet another")
    assert "/day-24/" in watched.build()


def test_words_that_order_or_that_messages_quote_are_no_mere_words(watched):
    site = watched.site
    site.edit("posts/day-4.md", "part: 2\n", "")
    site.edit("posts/day-9.md", "date: 2026-03-09\n", "")
    watched.build()

    site.edit("posts/day-4.md", "title: Day 4", "title: The middle")
    watched.build()
    site.edit("posts/day-9.md", "title: Day 9", "title: Undated")
    watched.build()


def test_what_is_held_back_or_unlisted_has_no_words_in_lists(watched):
    site = watched.site
    site.edit("posts/day-4.md", "date:", "status: unlisted\ndate:")
    site.edit("posts/day-6.md", "date:", "status: draft\ndate:")
    site.edit("posts/day-8.md", "Some words.", "See [this](day-6.md).")
    watched.build()

    for day, told in ((4, {"/day-4/"}), (6, set())):
        site.edit(f"posts/day-{day}.md", f"title: Day {day}", f"title: Another {day}")
        assert watched.build() == told
    found = [one.says for one in site.build().problems]
    assert "the link leads to “Another 6”, which is held back; it comes out as plain text" in found


def test_a_title_that_a_message_quotes_is_told_there_too(watched):
    site = watched.site
    site.edit("posts/day-6.md", "date:", "status: draft\ndate:")
    site.edit("posts/day-6.md", "title: Day 6", "title: Day 10")
    site.edit("posts/day-8.md", "Some words.", "See [this](day-6.md).")
    watched.build()

    site.edit("posts/day-10.md", "title: Day 10", "title: Another 10")

    watched.build()


def test_the_words_of_pages_people_and_series_are_more_than_words(watched):
    site = watched.site
    site.write({"pages/about.md": post("About", "Who I am."), "series/rain.md": post("Rain", "It rains.")})
    watched.build()
    for path, old, new in (
        ("pages/about.md", "title: About", "title: Of me"),
        ("practitioners/ada-moss.md", "name: Ada Moss", "name: Ada Mossy"),
        ("series/rain.md", "title: Rain", "title: Rain!"),
    ):
        site.edit(path, old, new)
        watched.build()


@every_row("theme", ["calm", "base", "clinic", "journal"])
def test_the_example_in_other_words(theme, tmp_path, torture):
    """A few posts in turn, each compared with a clean build; with --torture every post, in every theme."""
    if theme != "calm" and not torture:
        pytest.skip("with --torture only")
    site = SmallSite(tmp_path / "site", {})
    shutil.copytree(shipped("example_site"), site.folder, dirs_exist_ok=True)
    site.edit("therapyblog.toml", 'name = "calm"', f'name = "{theme}"')
    twins = Twins(site.folder, tmp_path / "clean")
    assert site.build().published
    words = cycle(
        (
            lambda text: re.sub(r"(?m)^title: .*$", "title: Told again & <again>", text),
            lambda text: re.sub(r"(?m)^description: .*\n", "", text),
            lambda text: re.sub(
                r"(?m)^(title: .*)$", r"\1\nsubtitle: Or not", re.sub(r"(?m)^subtitle: .*\n", "", text)
            ),
        )
    )
    places = sorted((site.folder / "posts").glob("*.md"))
    for step, place in enumerate(places if torture else places[::5], start=1):
        text = place.read_text(encoding="utf-8")
        place.write_text(next(words)(text), encoding="utf-8")
        assert (site.build() if step % 3 and torture else twins.step()).published
    assert "Told again &amp; &lt;again&gt;" in site.page("/")
