"""Feeds and the sitemap, read as other programs read them."""

from __future__ import annotations

import json

import feedparser
import pytest

from support.site import post

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def practice(site):
    site.settings("", timezone='"Europe/London"')
    site.write(
        {
            "posts/dated.md": post(
                "Dated & <bold>",
                "See [the other](other.md#part), [here](#own), [home](/) and [out](https://out.example/?a=1&b=2).\n\n"
                "## Own\n\n![Boat](/media/boat.svg)",
                date="2026-07-01",
                updated="2026-08-02",
                description="A short summary.",
                topic="Grief",
                tags="[loss, spring]",
                series="Nights",
                content_note="[bereavement, illness]",
            ),
            "posts/other.md": post("Other", "## Part\n\nWords of the other.", date="2026-01-05 18:30", series="Nights"),
            "posts/updated-only.md": post("Updated only", updated="Dec 15, 2024", language="fr"),
            "posts/undated.md": post("Undated"),
            "posts/unlisted.md": post("Unlisted", status="unlisted", date="2026-02-02"),
            "posts/draft.md": post("Draft", status="draft", date="2026-02-02"),
            "posts/later.md": post("Later", date="2027-02-02"),
            "media/boat.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"/>',
        }
    )
    site.build()
    return site


def parsed(site, path="feed.xml"):
    feed = feedparser.parse((site.out / path).read_bytes())
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def entries(site, path="feed.xml"):
    return {entry.title: entry for entry in parsed(site, path).entries}


def items(site, path="feed.json"):
    return {item["title"]: item for item in json.loads(site.text(path))["items"]}


def test_the_atom_feed_of_the_site(practice):
    feed = parsed(practice)

    assert feed.version == "atom10"
    assert feed.feed.title == "Still Water"
    assert feed.feed.subtitle == "Counselling in Leith"
    assert feed.feed.id == "https://stillwater.example/"
    assert feed.feed.updated == "2026-08-02T00:00:00+01:00"
    assert {(link.rel, link.href) for link in feed.feed.links} == {
        ("self", "https://stillwater.example/feed.xml"),
        ("alternate", "https://stillwater.example/"),
    }
    assert practice.xml("feed.xml").attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "en-GB"


def test_every_entry_of_atom_has_its_time(practice):
    assert {title: (entry.get("published"), entry.updated) for title, entry in entries(practice).items()} == {
        "Dated & <bold>": ("2026-07-01T00:00:00+01:00", "2026-08-02T00:00:00+01:00"),
        "Other": ("2026-01-05T18:30:00+00:00", "2026-01-05T18:30:00+00:00"),
        "Updated only": (None, "2024-12-15T00:00:00+00:00"),
    }


def test_what_atom_demands_of_every_entry(practice):
    """RFC 4287, 4.1.2: one id, one title, one updated, an author, an alternate link."""
    root = practice.xml("feed.xml")

    assert [child.tag for child in root].count(f"{ATOM}id") == 1
    ids = []
    for entry in root.iter(f"{ATOM}entry"):
        for name in ("id", "title", "updated", "content"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1, name
        assert entry.findall(f"{ATOM}author")
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]
        ids.append(entry.findtext(f"{ATOM}id"))
    assert len(set(ids)) == len(ids)


def test_an_entry_says_what_the_page_says(practice):
    entry = entries(practice)["Dated & <bold>"]

    assert entry.link == entry.id == "https://stillwater.example/dated/"
    assert [author.name for author in entry.authors] == ["Ada Moss, MA, MBACP"]
    assert [tag.term for tag in entry.tags] == ["Grief", "loss", "spring"]
    assert entry.summary == "Content note: bereavement; illness. A short summary."
    assert entries(practice)["Updated only"].summary == "Some words."


def test_links_inside_an_entry_are_absolute(practice):
    (content,) = entries(practice)["Dated & <bold>"].content

    assert content.type == "text/html"
    for address in (
        'href="https://stillwater.example/other/#part"',
        'href="https://stillwater.example/dated/#own"',
        'href="https://stillwater.example/"',
        'href="https://out.example/?a=1&amp;b=2"',
        'src="https://stillwater.example/media/boat.svg"',
    ):
        assert address in content.value
    assert items(practice)["Dated & <bold>"]["content_html"].count("https://stillwater.example/") == 4


def test_the_json_feed_of_the_site(practice):
    feed = json.loads(practice.text("feed.json"))

    assert {name: value for name, value in feed.items() if name != "items"} == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Still Water",
        "home_page_url": "https://stillwater.example/",
        "feed_url": "https://stillwater.example/feed.json",
        "description": "Counselling in Leith",
        "language": "en-GB",
    }
    assert [item["title"] for item in feed["items"]] == ["Dated & <bold>", "Other", "Undated", "Updated only"]
    first = items(practice)["Dated & <bold>"]
    assert {name: value for name, value in first.items() if name != "content_html"} == {
        "id": "https://stillwater.example/dated/",
        "url": "https://stillwater.example/dated/",
        "title": "Dated & <bold>",
        "summary": "Content note: bereavement; illness. A short summary.",
        "date_published": "2026-07-01T00:00:00+01:00",
        "date_modified": "2026-08-02T00:00:00+01:00",
        "authors": [{"name": "Ada Moss, MA, MBACP", "url": "https://stillwater.example/team/ada-moss/"}],
        "tags": ["Grief", "loss", "spring"],
        "language": "en-GB",
    }
    assert items(practice)["Undated"].keys() == {
        "id", "url", "title", "summary", "content_html", "authors", "language",
    }  # fmt: skip
    assert items(practice)["Updated only"]["language"] == "fr"


def test_the_feeds_of_a_series(practice):
    feed = parsed(practice, "series/nights/feed.xml")

    assert feed.feed.title == "Nights – Still Water"
    assert feed.feed.id == "https://stillwater.example/series/nights/"
    assert [entry.title for entry in feed.entries] == ["Dated & <bold>", "Other"]
    assert list(items(practice, "series/nights/feed.json")) == ["Dated & <bold>", "Other"]
    announced = [link.attributes["href"] for link in practice.html("/dated/").css('link[rel="alternate"]')]
    assert announced == [
        "../series/nights/feed.xml",
        "../series/nights/feed.json",
        "../feed.xml",
        "../feed.json",
    ]


def test_a_feed_without_a_time_is_still_a_feed(site):
    site.write({"posts/a.md": post("Undated")})
    site.published()

    feed = parsed(site)
    assert feed.entries == []
    assert feed.feed.updated == "1970-01-01T00:00:00+00:00"
    assert list(items(site)) == ["Undated"]


def test_a_site_without_posts_has_no_feed(site):
    site.published()

    assert not [path for path in site.tree() if "feed" in path]
    assert site.html("/").css('link[rel="alternate"]') == []


def test_a_feed_holds_the_twenty_newest(site):
    site.write({f"posts/p{n:02}.md": post(f"P{n:02}", date=f"2026-01-{n:02}") for n in range(1, 26)})
    site.published()

    assert list(entries(site)) == [f"P{n:02}" for n in range(25, 5, -1)]
    assert list(items(site)) == [f"P{n:02}" for n in range(25, 5, -1)]


def test_a_date_never_moves_through_another_time_zone(site):
    site.settings("", timezone='"Pacific/Auckland"')
    site.write(
        {
            "posts/a.md": post("Day", date="2026-01-05"),
            "posts/b.md": post("Evening", date="2026-01-05 23:30"),
            "posts/c.md": post("Offset", date="2026-01-05 23:30 -05:00"),
        }
    )
    site.published()

    assert {title: entry.updated for title, entry in entries(site).items()} == {
        "Day": "2026-01-05T00:00:00+13:00",
        "Evening": "2026-01-05T23:30:00+13:00",
        "Offset": "2026-01-05T23:30:00-05:00",
    }
    for name in "abc":
        assert site.html(f"/{name}/").css_first(".byline time").text() == "5 January 2026"


def test_letters_and_names_beyond_ascii_are_addresses_all_the_same(site):
    site.write({"posts/a.md": post("Été", slug="été", date="2026-01-05")})
    site.published()

    wanted = "https://stillwater.example/%C3%A9t%C3%A9/"
    assert entries(site)["Été"].link == wanted
    assert items(site)["Été"]["url"] == wanted
    assert f"<loc>{wanted}</loc>" in site.text("sitemap.xml")
    assert site.html("/été/").css_first('link[rel="canonical"]').attributes["href"] == wanted


# The sitemap


def test_the_sitemap_names_what_may_be_found(practice):
    practice.write({"posts/old.md": post("Old", aliases="[/older/, /oldest.html]"), "pages/about.md": post("About")})
    practice.write({"pages/quiet.md": post("Quiet", status="unlisted"), "static/file.html": "<p>"})
    practice.build()
    root = practice.xml("sitemap.xml")
    found = {url.findtext(f"{MAP}loc"): url.findtext(f"{MAP}lastmod") for url in root}

    assert root.tag == f"{MAP}urlset"
    assert {url.removeprefix("https://stillwater.example"): when for url, when in found.items()} == {
        "/": None,
        "/about/": None,
        "/blog/": None,
        "/dated/": "2026-08-02",
        "/old/": None,
        "/other/": "2026-01-05",
        "/series/": None,
        "/series/nights/": None,
        "/team/ada-moss/": None,
        "/topics/grief/": None,
        "/undated/": None,
        "/updated-only/": "2024-12-15",
    }
    for url in found:
        assert practice.exists(url.removeprefix("https://stillwater.example")), url


def test_robots_txt(practice):
    assert practice.text("robots.txt") == (
        "User-agent: *\nAllow: /\n\nSitemap: https://stillwater.example/sitemap.xml\n"
    )
