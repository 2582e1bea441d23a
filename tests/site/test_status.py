"""What is held back is nowhere: one query feeds every output."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.rows import every_row
from support.site import LOOKED_UP, SETTINGS, TODAY, SmallSite, codes, post, told
from therapyblog import Held

HIDDEN = "quokka"
"""A word that stands in held-back files and nowhere else."""

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
CONTACT = "---\ntitle: Contact\n---\nWrite to us.\n"


@pytest.fixture
def practice(site: SmallSite) -> SmallSite:
    """A site in which every kind of list could name the post `hidden`, and a picture that only it shows."""
    hidden = post(
        f"A {HIDDEN} title",
        f"The {HIDDEN} body, with ![alt](/media/{HIDDEN}.png) and [a file](/media/{HIDDEN}.pdf).",
        subtitle=f"A {HIDDEN} subtitle",
        date="2026-03-02",
        topic=f"{HIDDEN.title()} topic",
        tags=f"[shared, {HIDDEN}-tag]",
        series="{name: On sleep, part: 2}",
        aliases=f"[/old-{HIDDEN}/]",
        image=f"/media/{HIDDEN}-lead.png",
        image_alt=f"{HIDDEN}",
        slug="hidden",
    )
    site.write(
        {
            "posts/hidden.md": hidden,
            "posts/before.md": post(
                "Before",
                "![Open](/media/open.png)",
                date="2026-03-01",
                topic="Sleep",
                tags="[shared]",
                series="{name: On sleep, part: 1}",
            ),
            "posts/after.md": post(
                "After", date="2026-03-03", topic="Sleep", tags="[shared]", series="{name: On sleep, part: 3}"
            ),
            f"media/{HIDDEN}.png": PNG,
            f"media/{HIDDEN}.pdf": b"%PDF-1.4 " + HIDDEN.encode(),
            f"media/{HIDDEN}-lead.png": PNG,
            "media/open.png": PNG,
        }
    )
    return site


def leaks(site: SmallSite, word: str = HIDDEN) -> list[str]:
    """Return the output files that hold a word, in their names or their bytes."""
    return [path for path, content in site.tree().items() if word.encode() in content.lower() or word in path.lower()]


def test_a_published_post_is_in_every_list(practice):
    practice.published()

    assert practice.exists("/hidden/")
    assert set(leaks(practice)) == {
        "404.html",
        "after/index.html",
        "before/index.html",
        "blog/index.html",
        "feed.json",
        "feed.xml",
        "hidden/index.html",
        "index.html",
        f"media/{HIDDEN}-lead.png",
        f"media/{HIDDEN}.pdf",
        f"media/{HIDDEN}.png",
        f"old-{HIDDEN}/index.html",
        "series/index.html",
        "series/on-sleep/feed.json",
        "series/on-sleep/feed.xml",
        "series/on-sleep/index.html",
        "sitemap.xml",
        "tags/shared/index.html",
        f"tags/{HIDDEN}-tag/index.html",
        "team/ada-moss/index.html",
        f"topics/{HIDDEN}-topic/index.html",
    }


@every_row(
    "old, new, held",
    [
        ("date: 2026-03-02", "status: draft", Held(path="posts/hidden.md", title=f"A {HIDDEN} title", reason="draft")),
        (
            "date: 2026-03-02",
            "date: 2026-11-24",
            Held(path="posts/hidden.md", title=f"A {HIDDEN} title", reason="scheduled", until=dt.date(2026, 11, 24)),
        ),
    ],
    ids=["draft", "scheduled"],
    fresh=practice,
)
def test_a_post_that_is_held_back_is_nowhere(practice, old, new, held):
    practice.edit("posts/hidden.md", old, new)
    result = practice.build()

    assert result.published, told(result)
    assert result.held == (held,)
    assert leaks(practice) == []
    assert practice.exists("/media/open.png")


def test_retracting_a_post_takes_everything_of_it_away(practice):
    practice.published()
    practice.edit("posts/hidden.md", "date: 2026-03-02", "status: draft")
    result = practice.build()

    assert set(result.removed) == {
        "hidden/index.html",
        f"media/{HIDDEN}-lead.png",
        f"media/{HIDDEN}.pdf",
        f"media/{HIDDEN}.png",
        f"old-{HIDDEN}/index.html",
        f"tags/{HIDDEN}-tag/index.html",
        f"topics/{HIDDEN}-topic/index.html",
    }
    assert leaks(practice) == []
    assert not (practice.out / "hidden").exists()


def test_an_unlisted_post_has_its_own_page_and_nothing_else(practice):
    practice.edit("posts/hidden.md", "date: 2026-03-02", "date: 2026-03-02\nstatus: unlisted")
    result = practice.build()

    assert result.published, told(result)
    assert result.held == ()
    assert set(leaks(practice)) == {
        "hidden/index.html",
        f"media/{HIDDEN}-lead.png",
        f"media/{HIDDEN}.pdf",
        f"media/{HIDDEN}.png",
        f"old-{HIDDEN}/index.html",
    }
    page = practice.html("/hidden/")
    assert page.css_first('meta[name="robots"]').attributes["content"] == "noindex"
    assert page.css_first('link[rel="canonical"]') is None
    assert page.css_first(".series-box") is None
    assert page.css_first(".older-newer") is None
    assert "/hidden/" not in practice.text("sitemap.xml")
    assert "hidden" not in practice.text("feed.json")


def test_no_link_of_an_unlisted_post_leads_to_a_list_that_is_not_there(practice):
    practice.edit("posts/hidden.md", "date: 2026-03-02", "date: 2026-03-02\nstatus: unlisted")
    practice.build()

    for link in practice.html("/hidden/").css("a[href]"):
        assert link.attributes["href"], link.html
    assert not practice.exists(f"/topics/{HIDDEN}-topic/")
    assert not practice.exists(f"/tags/{HIDDEN}-tag/")


def test_drafts_and_future_show_what_is_held_and_say_so_on_the_page(practice):
    practice.edit("posts/hidden.md", "date: 2026-03-02", "status: draft")
    practice.write({"posts/later.md": post("Later", date="2027-01-15")})

    result = practice.build(drafts=True)
    assert [one.path for one in result.held] == ["posts/later.md"]
    page = practice.html("/hidden/")
    assert page.css_first(".notice").text().strip() == "Draft: this post is not public yet."
    assert page.css_first('meta[name="robots"]').attributes["content"] == "noindex"
    assert practice.exists(f"/media/{HIDDEN}.png")

    result = practice.build(future=True)
    assert [one.path for one in result.held] == ["posts/hidden.md"]
    page = practice.html("/later/")
    assert page.css_first(".notice").text().strip() == "Scheduled: this post becomes public on 15 January 2027."
    assert page.css_first('meta[name="robots"]').attributes["content"] == "noindex"
    assert not practice.exists("/hidden/")

    result = practice.build(drafts=True, future=True)
    assert result.held == ()


def test_what_a_preview_adds_is_not_in_the_sitemap(practice):
    practice.edit("posts/hidden.md", "date: 2026-03-02", "status: draft")
    practice.write({"posts/later.md": post("Later", date="2027-01-15")})
    practice.build(drafts=True, future=True)

    sitemap = practice.text("sitemap.xml")
    assert "https://stillwater.example/before/" in sitemap
    assert "/hidden/" not in sitemap
    assert "/later/" not in sitemap


def test_a_draft_with_a_date_ahead_needs_both_flags(site):
    site.write({"posts/a.md": post("A", date="2027-01-15", status="draft"), "posts/b.md": post("B")})

    site.build(drafts=True)
    assert not site.exists("/a/")
    site.build(future=True)
    assert not site.exists("/a/")
    site.build(drafts=True, future=True)
    assert site.exists("/a/")


def test_a_scheduled_post_appears_on_its_day(site):
    site.write({"posts/a.md": post("A", date="2026-12-01 18:30"), "posts/b.md": post("B", date="2026-01-01")})

    site.build(today=dt.date(2026, 11, 30))
    assert not site.exists("/a/")
    site.build(today=dt.date(2026, 12, 1))
    assert site.exists("/a/")
    site.build(today=dt.date(2026, 11, 30))
    assert not site.exists("/a/")


def test_the_day_is_counted_in_the_time_zone_of_the_site(site):
    site.write({"posts/a.md": post("A", date="2026-12-01"), "posts/b.md": post("B", date="2026-01-01")})
    late = dt.datetime(2026, 11, 30, 23, 30, tzinfo=dt.UTC)

    site.build(today=None, now=late)
    assert not site.exists("/a/")
    site.settings("", timezone='"Pacific/Auckland"')
    site.build(today=None, now=late)
    assert site.exists("/a/")


def test_a_draft_page_leaves_the_menu_of_its_own_accord(site):
    site.write({"pages/about.md": "---\ntitle: About us\nstatus: draft\n---\nWords.\n", "pages/contact.md": CONTACT})
    result = site.build()

    assert [one.path for one in result.held] == ["pages/about.md"]
    menu = [link.text().strip() for link in site.html("/").css(".site-menu a")]
    assert menu == ["Ada Moss", "Contact"]


# A post must be retractable at once, so what else names it is a warning and never keeps the site back.


RETRACTED = {
    "a link by file": {"posts/a.md": post("A", "See [it](hidden.md).")},
    "a link by address": {"posts/a.md": post("A", "See [it](/hidden/).")},
    "a link by its old address": {"posts/a.md": post("A", "See [it](/old-hidden/).")},
    "a link to its topic": {"posts/a.md": post("A", "See [it](/topics/grief/).")},
    "a link to its tag": {"posts/a.md": post("A", "See [it](/tags/loss/).")},
    "a link to its series": {"posts/a.md": post("A", "See [it](/series/mourning/).")},
    "a link to the list of series": {"posts/a.md": post("A", "See [it](/series/).")},
    "related": {"posts/a.md": post("A", related="[hidden]")},
    "related, by the file's name": {"posts/a.md": post("A", related="[hidden-file]")},
    "the menu, by address": {"therapyblog.toml": f'{SETTINGS}\n[[menu]]\nlabel = "It"\nurl = "/hidden/"\n{LOOKED_UP}'},
    "the menu, to its topic": {
        "therapyblog.toml": f'{SETTINGS}\n[[menu]]\nlabel = "It"\nurl = "/topics/grief/"\n{LOOKED_UP}'
    },
    "a call-to-action": {
        "therapyblog.toml": f'{SETTINGS}default_cta = "x"\n[cta.x]\nlabel = "Read it"\nurl = "/hidden/"\n{LOOKED_UP}'
    },
}


@every_row("naming", RETRACTED)
def test_whatever_names_a_post_it_can_be_retracted(site, naming):
    hidden = "posts/hidden.md" if "file's name" not in naming else "posts/hidden-file.md"
    settings = {"date": "2026-02-02", "topic": "Grief", "tags": "[loss]", "series": "Mourning", "slug": "hidden"}
    settings["aliases"] = "[/old-hidden/]"
    if "file's name" in naming:
        del settings["slug"]
    site.write({"posts/b.md": post("B"), **RETRACTED[naming], hidden: post("Hidden", "The quokka body.", **settings)})
    site.published()
    site.edit(hidden, "date: 2026-02-02", "status: draft")
    result = site.build()

    assert result.published, told(result)
    assert codes(result) in (["TB-LINK-002"], ["TB-REF-005"]), told(result)
    assert leaks(site) == []
    for page in site.tree():
        if page.endswith(".html"):
            hrefs = [link.attributes["href"] or "" for link in site.html(f"/{page}").css("a[href]")]
            assert not [href for href in hrefs if "hidden" in href or "grief" in href or "mourning" in href]


def test_a_page_in_the_menu_can_be_retracted(site):
    site.settings('[[menu]]\nlabel = "About"\npage = "about"\n[[menu]]\nlabel = "Contact"\nurl = "/contact/"\n')
    site.write({"pages/about.md": "---\ntitle: About us\n---\nWords.\n", "pages/contact.md": CONTACT})
    site.published()
    site.edit("pages/about.md", "title: About us", "title: About us\nstatus: draft")
    site.edit("pages/contact.md", "title: Contact", "title: Contact\nstatus: draft")
    result = site.build()

    assert result.published, told(result)
    assert codes(result) == ["TB-LINK-002", "TB-LINK-002"]
    assert site.html("/").css(".site-menu a") == []


def test_the_last_post_can_be_retracted(site):
    site.settings('[[menu]]\nlabel = "Blog"\nurl = "/blog/"\n')
    site.write({"posts/a.md": post("A quokka", date="2026-02-02")})
    site.published()
    site.edit("posts/a.md", "date: 2026-02-02", "status: draft")
    result = site.build()

    assert result.published, told(result)
    assert leaks(site) == []
    assert not site.exists("/feed.xml")


def test_a_draft_does_not_take_the_place_of_the_post_that_it_replaces(site):
    site.write(
        {
            "posts/sleep.md": post("Sleep"),
            "posts/sleep-rewritten.md": post("Sleep again", slug="sleep", status="draft"),
            "posts/a.md": post("A", "See [sleep](/sleep/) and [it](sleep.md)."),
        }
    )
    result = site.build()

    assert result.published
    assert codes(result) == []
    assert [link.attributes["href"] for link in site.main("/a/").css(".prose a")] == ["../sleep/", "../sleep/"]


def test_a_link_to_a_held_post_comes_out_as_its_words(site):
    site.write(
        {
            "posts/held.md": post("Held", status="draft"),
            "posts/a.md": post("A", "Read [the *next* part](held.md), or not."),
        }
    )
    result = site.build()

    (found,) = result.problems
    assert str(found) == (
        "posts/a.md:5:24: warning TB-LINK-002: the link leads to “Held”, which is held back; it comes out as plain text"
    )
    assert found.excerpt == "Read [the *next* part](held.md), or not."
    assert "<p>Read the <em>next</em> part, or not.</p>" in site.page("/a/")


@settings(max_examples=20)
@given(
    chosen=st.lists(
        st.tuples(
            st.sampled_from(["published", "draft", "unlisted"]),
            st.sampled_from(["", "2026-01-05", "2026-11-23", "2026-11-24", "2027-08-01"]),
            st.sampled_from(["", "Alpha", "Beta"]),
            st.sampled_from(["", "One", "Two"]),
        ),
        min_size=1,
        max_size=8,
    ),
    drafts=st.booleans(),
    future=st.booleans(),
)
def test_no_byte_of_the_output_comes_from_a_held_post(chosen, drafts, future):
    """Each post has a word of its own in every text it can have; no output holds the word of a held one."""
    with tempfile.TemporaryDirectory() as folder:
        site = SmallSite(Path(folder) / "site")
        expected: dict[str, str] = {}
        for number, (status, date, topic, series) in enumerate(chosen):
            word = f"zq{number}word"
            fields = {"status": status, "description": f"{word} summary", "tags": f"[common, tag-{word}]"}
            fields |= {"aliases": f"[/gone-{word}/]", "content_note": word, "image": f"/media/{word}.png"}
            fields |= {"image_alt": word, "references": f"[{word} 1999]", "subtitle": word}
            fields |= {"date": date} if date else {}
            fields |= {"topic": topic} if topic else {}
            fields |= {"series": series} if series else {}
            site.write({f"posts/{word}.md": post(f"Title {word}", f"Body {word}.", **fields)})
            site.write({f"media/{word}.png": PNG})
            ahead = bool(date) and dt.date.fromisoformat(date) > TODAY
            held = (status == "draft" and not drafts) or (ahead and not future)
            expected[word] = "held" if held else status
        result = site.build(drafts=drafts, future=future)

        assert result.published, told(result)
        for word, state in expected.items():
            found = leaks(site, word)
            own = {f"{word}/index.html", f"gone-{word}/index.html", f"media/{word}.png"}
            if state == "held":
                assert found == []
            elif state == "unlisted":
                assert set(found) == own
            else:
                listed = {*own, "blog/index.html", "feed.json", f"tags/tag-{word}/index.html", "tags/common/index.html"}
                assert listed <= set(found)
        for name in ("feed.xml", "feed.json"):
            if site.exists(f"/{name}") and name.endswith("json"):
                json.loads(site.text(name))
