"""Which post comes after which: in the archive, beside a post, and in a series."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from support.rows import every_row
from support.site import SmallSite, codes, post, told


def titles(site, url="/blog/"):
    return [link.text() for link in site.html(url).css("main .card__title a")]


def neighbours(site, url):
    """Return the titles of the older and the newer post; `None` where there is none."""
    found = []
    for side in ("back", "on"):
        node = site.html(url).css_first(f".older-newer .neighbours__{side} .neighbours__title")
        found.append(node.text() if node else None)
    return tuple(found)


def test_newest_first_then_the_undated_by_title(site):
    site.write(
        {
            "posts/1.md": post("Undated zebra"),
            "posts/2.md": post("January", date="2026-01-10"),
            "posts/3.md": post("undated apple"),
            "posts/4.md": post("March", date="Mar 3, 2026"),
            "posts/5.md": post("Updated only", updated="Dec 15, 2024"),
            "posts/6.md": post("February", date="3 February 2026", updated="2026-06-01"),
        }
    )
    site.published()

    assert titles(site) == ["March", "February", "January", "undated apple", "Undated zebra", "Updated only"]
    assert titles(site, "/") == titles(site)[: len(titles(site, "/"))]


def test_posts_of_one_day_are_ordered_by_their_time_and_then_by_path(site):
    site.write(
        {
            "posts/c.md": post("Alpha", date="2026-01-10"),
            "posts/b.md": post("Zulu", date="2026-01-10"),
            "posts/a.md": post("Evening", date="2026-01-10 19:00"),
            "posts/d.md": post("Noon", date="2026-01-10 12:00"),
        }
    )
    site.published()
    assert titles(site) == ["Evening", "Noon", "Zulu", "Alpha"]

    site.edit("posts/c.md", "Alpha", "Aaron")
    site.published()
    assert titles(site) == ["Evening", "Noon", "Zulu", "Aaron"]


def test_every_post_stands_between_the_older_and_the_newer(site):
    site.write(
        {
            "posts/a.md": post("First", date="2026-01-01"),
            "posts/b.md": post("Second", date="2026-02-01"),
            "posts/c.md": post("Third", date="2026-03-01"),
            "posts/u.md": post("Undated"),
            "posts/hidden.md": post("Unlisted", date="2026-02-15", status="unlisted"),
            "posts/held.md": post("Draft", date="2026-01-15", status="draft"),
        }
    )
    site.build()

    assert neighbours(site, "/c/") == ("Second", None)
    assert neighbours(site, "/b/") == ("First", "Third")
    assert neighbours(site, "/a/") == ("Undated", "Second")
    assert neighbours(site, "/u/") == (None, "First")
    assert neighbours(site, "/hidden/") == (None, None)
    link = site.html("/b/").css_first(".older-newer .neighbours__on a")
    assert link.attributes["href"] == "../c/"
    assert link.text() == "Newer article Third"


def test_the_only_post_has_no_neighbours(site):
    site.write({"posts/a.md": post("Alone")})
    site.published()

    assert site.html("/a/").css_first(".older-newer") is None


def test_the_archive_comes_in_pages(site):
    site.settings("", posts_per_page="2")
    site.write({f"posts/p{day}.md": post(f"Day {day}", date=f"2026-01-0{day}") for day in range(1, 6)})
    site.published()

    assert titles(site) == ["Day 5", "Day 4"]
    assert titles(site, "/blog/page/2/") == ["Day 3", "Day 2"]
    assert titles(site, "/blog/page/3/") == ["Day 1"]
    assert not site.exists("/blog/page/1/")
    assert not site.exists("/blog/page/4/")
    second = site.html("/blog/page/2/")
    assert second.css_first('a[rel="prev"]').attributes["href"] == "../../../blog/"
    assert second.css_first('a[rel="next"]').attributes["href"] == "../../../blog/page/3/"
    assert second.css_first("title").text() == "Articles (2/3) – Still Water"
    assert site.html("/blog/").css_first('a[rel="prev"]') is None
    assert site.html("/blog/page/3/").css_first('a[rel="next"]') is None


def test_a_page_that_is_no_longer_needed_is_taken_away(site):
    site.settings("", posts_per_page="1")
    site.write({"posts/a.md": post("A"), "posts/b.md": post("B")})
    site.published()
    assert site.exists("/blog/page/2/")

    site.delete("posts/b.md")
    site.published()
    assert not (site.out / "blog/page").exists()
    assert site.html("/blog/").css_first(".pager") is None


def test_topics_and_tags_gather_their_posts_however_they_are_spelt(site):
    site.write(
        {
            "posts/a.md": post("A", date="2026-01-01", topic="Starting Therapy", tags="[first session, fees]"),
            "posts/b.md": post("B", date="2026-02-01", topic="starting therapy", tags="[First Session]"),
        }
    )
    site.published()

    assert titles(site, "/topics/starting-therapy/") == ["B", "A"]
    assert site.html("/topics/starting-therapy/").css_first("h1").text() == "Starting Therapy"
    assert titles(site, "/tags/first-session/") == ["B", "A"]
    assert titles(site, "/tags/fees/") == ["A"]
    assert "2 articles" in site.html("/tags/first-session/").css_first("main").text()


def test_a_practitioner_shows_what_they_wrote(site):
    site.write(
        {
            "practitioners/ben.md": "---\nname: Ben Hale\n---\nBen.\n",
            "posts/a.md": post("A", author="ada-moss", date="2026-01-01"),
            "posts/b.md": post("B", author="ben", date="2026-01-02"),
            "posts/c.md": post("C", authors="[Ben Hale, Ada Moss]", date="2026-01-03"),
        }
    )
    site.published()

    assert titles(site, "/team/ada-moss/") == ["C", "A"]
    assert titles(site, "/team/ben/") == ["C", "B"]
    names = [node.text() for node in site.html("/c/").css(".byline__name a")]
    assert names == ["Ben Hale", "Ada Moss"]


def test_without_an_author_the_practice_wrote_it(site):
    site.write({"practitioners/ben.md": "---\nname: Ben Hale\n---\nBen.\n", "posts/a.md": post("A")})
    result = site.build()

    (found,) = result.problems
    assert str(found) == (
        "posts/a.md: warning TB-AUTH-001: this post does not say who wrote it, so the practice stands as its author"
    )
    assert found.fix == "add a line such as `author: ada-moss`"
    assert site.html("/a/").css_first(".byline__name").text() == "Still Water"


def test_an_author_who_is_not_there(site):
    site.write({"posts/a.md": post("A", author="Ada Mos")})
    result = site.build()

    (found,) = result.problems
    assert str(found) == "posts/a.md:3:9: error TB-REF-001: there is no practitioner “Ada Mos”"
    assert found.fix == "did you mean ada-moss?"


# Series


def parts(site, url):
    return [link.text() for link in site.html(url).css(".series-box__all li a")]


def test_parts_by_number_then_date_then_title(site):
    site.write(
        {
            "posts/e.md": post("Title b", series="On sleep"),
            "posts/d.md": post("Title a", series="On sleep"),
            "posts/c.md": post("Dated", series="On sleep", date="2026-05-01"),
            "posts/b.md": post("Two", series="{name: On sleep, part: 2}", date="2020-01-01"),
            "posts/a.md": post("One", series="On sleep", part="1", date="2026-06-01"),
        }
    )
    site.published()

    assert parts(site, "/c/") == ["One", "Two", "Dated", "Title a", "Title b"]
    box = site.html("/b/").css_first(".series-box")
    assert box.css_first("h2").text() == "Part 2 of 5 On sleep"
    assert box.css_first("h2 a").attributes["href"] == "../series/on-sleep/"
    assert box.css_first('[aria-current="page"]').text() == "Two"
    assert box.css_first('a[rel="prev"]').text() == "Previous part One"
    assert box.css_first('a[rel="next"]').text() == "Next part Dated"
    assert [item.attributes["value"] for item in box.css("li[value]")] == ["1", "2", "3", "4", "5"]


def test_the_ends_of_a_series(site):
    site.write({"posts/a.md": post("One", series="S", part="1"), "posts/b.md": post("Two", series="S", part="2")})
    site.published()

    assert site.html("/a/").css_first('.series-box a[rel="prev"]') is None
    assert site.html("/b/").css_first('.series-box a[rel="next"]') is None
    assert site.html("/a/").css_first(".series-box h2 span").text() == "Part 1 of 2"


def test_a_series_with_an_introduction(site):
    site.write(
        {
            "series/on-sleep.md": "---\ntitle: Sleeping again\nstatus: complete\n---\nHello.\n",
            "posts/a.md": post("One", series="On sleep", part="1"),
            "posts/b.md": post("Two", series="sleeping AGAIN", part="2"),
            "posts/c.md": post("Three", series="on-sleep", part="3"),
        }
    )
    site.published()

    page = site.html("/series/on-sleep/")
    assert page.css_first("h1").text() == "Sleeping again"
    assert [link.text() for link in page.css(".parts__title a")] == ["One", "Two", "Three"]
    assert "Hello." in page.css_first("main").text()
    assert "Complete" in page.css_first("main").text()
    assert site.html("/a/").css_first(".series-box h2").text() == "Part 1 of 3 Sleeping again"
    assert [link.text() for link in site.html("/series/").css("main .series-card__title a")] == ["Sleeping again"]


def test_an_introduction_without_a_part_is_not_shown(site):
    site.write({"series/later.md": "---\ntitle: Later\n---\nSoon.\n", "posts/a.md": post("A")})
    assert codes(site.build()) == ["TB-SER-004"]

    assert not site.exists("/series/")
    assert not site.exists("/series/later/")


def test_a_link_to_an_introduction_without_a_part_is_a_warning(site):
    site.write(
        {"series/later.md": "---\ntitle: Later\n---\nSoon.\n", "posts/a.md": post("A", "[It](../series/later.md)")}
    )
    result = site.build()

    assert result.published
    assert codes(result) == ["TB-LINK-002", "TB-SER-004"]
    assert site.main("/a/").css(".prose a") == []


def test_two_first_parts_are_an_error(site):
    site.write({"posts/a.md": post("A", series="S", part="1"), "posts/b.md": post("B", series="S", part="1")})
    result = site.build()

    (found,) = result.problems
    assert str(found) == "posts/b.md:4:7: error TB-SER-001: this is part 1 of the series, and so is posts/a.md"
    assert found.fix == "give one of the two another number"


@every_row("numbers, missing", [((1, 3), [2]), ((2, 4), [1, 3]), ((2, 3), [1])])
def test_a_missing_part_is_a_warning(site, numbers, missing):
    site.write({f"posts/{n}.md": post(f"Part {n}", series="S", part=str(n)) for n in numbers})
    result = site.build()

    assert result.published
    assert codes(result) == ["TB-SER-002"] * len(missing)
    for found, number in zip(result.problems, missing, strict=True):
        assert found.says == f"this is part {number + 1} of the series, but there is no part {number}"


def test_a_held_part_leaves_its_place_to_the_next(site):
    site.write(
        {
            "posts/a.md": post("One", series="S", part="1"),
            "posts/b.md": post("Two", series="S", part="2", status="draft"),
            "posts/c.md": post("Three", series="S", part="3"),
        }
    )
    result = site.build()

    assert result.published, told(result)
    assert codes(result) == ["TB-SER-002"]
    assert parts(site, "/c/") == ["One", "Three"]
    assert site.html("/c/").css_first(".series-box h2 span").text() == "Part 2 of 2"


# Related posts


def related(site, url):
    section = site.html(url).css_first("section.related")
    if section is None or "You might also like" not in section.text():
        return []
    return [link.text() for link in section.css(".card__title a")]


def test_a_rare_tag_says_more_than_a_common_one(site):
    site.write({f"posts/p{n}.md": post(f"P{n}", date=f"2026-01-{n:02}", tags="[common]") for n in range(1, 10)})
    site.write(
        {
            "posts/rare.md": post("Rare", date="2020-01-01", tags="[rare]"),
            "posts/me.md": post("Me", date="2026-01-20", tags="[common, rare]"),
        }
    )
    site.published()

    assert related(site, "/me/") == ["Rare", "P8", "P7"]


def test_more_in_common_is_nearer(site):
    site.write(
        {
            "posts/me.md": post("Me", date="2026-02-01", topic="Grief", tags="[a, b]"),
            "posts/both.md": post("Both", date="2020-01-01", topic="Grief", tags="[a, b]"),
            "posts/tag.md": post("Tag", date="2020-01-02", tags="[a]"),
            "posts/topic.md": post("Topic", date="2020-01-03", topic="Grief"),
            "posts/other.md": post("Other", date="2026-01-31", topic="Sleep", tags="[c]"),
        }
    )
    site.published()

    assert related(site, "/me/")[0] == "Both"
    assert "Other" not in related(site, "/me/")
    assert set(related(site, "/me/")) == {"Both", "Tag", "Topic"}


def test_of_equals_the_newer_comes_first(site):
    site.write({f"posts/p{n}.md": post(f"P{n}", date=f"2026-01-0{n}", tags="[x]") for n in range(1, 6)})
    site.published()

    assert related(site, "/p1/") == ["P5", "P4", "P3"]
    assert related(site, "/p5/") == ["P3", "P2", "P1"]


def test_a_post_with_nothing_in_common_shows_recent_ones(site):
    site.write({f"posts/{name}.md": post(name.upper(), date=f"2026-01-0{day}") for day, name in enumerate("abcd", 1)})
    site.published()

    section = site.html("/a/").css_first("section.related")
    assert section.css_first("h2").text() == "Recent articles"
    assert [link.text() for link in section.css(".card__title a")] == ["D", "C"]


SERIES = {f"posts/s{number}.md": post(f"S{number}", date=f"2026-03-0{number}", series="S") for number in range(1, 4)}


@every_row(
    "written, url, named",
    [
        ({}, "/b/", []),
        ({"posts/d.md": post("D", date="2026-01-04")}, "/b/", ["D"]),
        ({"posts/d.md": post("D", date="2026-01-04")}, "/c/", ["A"]),
        (SERIES, "/s2/", ["C", "B", "A"]),
        (SERIES, "/s3/", ["S1"]),
        ({"posts/b.md": post("B", date="2026-01-02", related="[c]")}, "/b/", ["C"]),
    ],
    ["around it only", "one further", "one further, older", "parts around it", "a part that is not", "chosen"],
)
def test_a_page_does_not_suggest_what_its_neighbours_lead_to(site, written, url, named):
    site.write({f"posts/{name}.md": post(name.upper(), date=f"2026-01-0{day}") for day, name in enumerate("abc", 1)})
    site.write(written)
    site.published()

    assert [link.text() for link in site.html(url).css("section.related .card__title a")] == named


def test_the_author_may_choose(site):
    site.write({f"posts/p{n}.md": post(f"P{n}", tags="[x]") for n in range(1, 5)})
    site.write({"posts/me.md": post("Me", tags="[x]", related="[p3, me, p1, p3]")})
    site.published()

    assert related(site, "/me/") == ["P3", "P1"]


def test_the_author_may_choose_none(site):
    site.write({"posts/a.md": post("A", tags="[x]"), "posts/me.md": post("Me", tags="[x]", related="[]")})
    site.published()

    assert related(site, "/me/") == []


def test_a_chosen_post_that_is_not_there(site):
    site.write({"posts/grief-in-spring.md": post("G"), "posts/me.md": post("Me", related="[grief-in-sprung]")})
    result = site.build()

    (found,) = result.problems
    assert str(found) == "posts/me.md:3:11: error TB-REF-003: there is no post “grief-in-sprung”"
    assert found.fix == "did you mean grief-in-spring?"


@every_row("status", ["draft", "unlisted"])
def test_a_chosen_post_that_is_held_back_is_left_out(site, status):
    site.write({"posts/held.md": post("Held", status=status), "posts/b.md": post("B")})
    site.write({"posts/me.md": post("Me", related="[held, b]")})
    result = site.build()

    assert result.published
    (found,) = result.problems
    assert str(found) == (
        "posts/me.md:3:11: warning TB-REF-005: the related post “held” is held back, so it is left out"
    )
    assert related(site, "/me/") == ["B"]


@settings(max_examples=12)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "2026-01-05", "2026-02-05"]),
            st.sampled_from(["", "Grief", "Sleep"]),
            st.sets(st.sampled_from("abcd"), max_size=3),
        ),
        min_size=2,
        max_size=9,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_writing_files_changes_nothing(tmp_path_factory, rows, random):
    """Two folders with the same files, written in another order, become the same site."""
    files = {}
    for number, (date, topic, tags) in enumerate(rows):
        fields = {"date": date} if date else {}
        fields |= {"topic": topic} if topic else {}
        fields |= {"tags": f"[{', '.join(sorted(tags))}]"} if tags else {}
        files[f"posts/{number}.md"] = post(f"Post {number % 3}", **fields, slug=f"p{number}")
    shuffled = list(files.items())
    random.shuffle(shuffled)
    trees = []
    for order in (files, dict(shuffled)):
        site = SmallSite(tmp_path_factory.mktemp("order"))
        site.write(order)
        assert site.build().published
        trees.append(site.tree())

    assert trees[0] == trees[1]


def test_a_tag_of_one_post_is_left_to_its_post_by_search_engines(site):
    site.write({"posts/a.md": post("A", tags="[one, two]", topic="T"), "posts/b.md": post("B", tags="[two]")})
    site.published()
    listed = site.text("sitemap.xml")

    assert {url: 'content="noindex"' in site.page(url) for url in ("/tags/one/", "/tags/two/", "/topics/t/")} == {
        "/tags/one/": True,
        "/tags/two/": False,
        "/topics/t/": False,
    }
    assert "/tags/two/" in listed
    assert "/tags/one/" not in listed
