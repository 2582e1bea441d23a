"""A practice of one is one person: no list of one card, and no name on every card; two are a team."""

from __future__ import annotations

import pytest

from support.rows import every_row
from support.site import post
from support.twins import Twins

BEN = {"practitioners/ben.md": "---\nname: Ben\n---\nBen listens.\n"}
PROFILE = "/team/ada-moss/"


@pytest.fixture
def practice(site):
    body = "[All](/team/), [her](../practitioners/ada-moss.md)."
    site.write({"posts/a.md": post("A", body, date="2026-01-02", tags="[x]"), "posts/b.md": post("B", tags="[x]")})
    return site


def menu(site, url="/"):
    return [(link.text(), link.attributes["href"]) for link in site.html(url).css(".site-menu a")]


def test_with_one_practitioner_the_team_is_her_page(practice):
    practice.settings('[[menu]]\nlabel = "Who I am"\nurl = "/team/"\n')
    practice.published()

    redirect = practice.html("/team/")
    assert redirect.css_first('meta[http-equiv="refresh"]').attributes["content"] == "0; url=../team/ada-moss/"
    assert redirect.css_first("link[rel=canonical]").attributes["href"] == f"https://stillwater.example{PROFILE}"
    assert "stillwater.example/team/<" not in practice.text("sitemap.xml")
    assert menu(practice) == [("Who I am", "team/ada-moss/")]
    links = [link.attributes["href"] for link in practice.html("/a/").css(".prose a")]
    assert links == ["../team/ada-moss/"] * 2
    assert practice.html(PROFILE).css(".breadcrumbs") == []
    assert menu(practice, PROFILE) == [("Who I am", "../../team/ada-moss/")]
    assert practice.html(PROFILE).css_first('.site-menu [aria-current="page"]')


@every_row("look", ["base", "calm", "clinic", "journal"])
def test_her_name_stands_on_each_post_and_on_no_card(site, look):
    site.write({f"posts/{name}.md": post(name.upper(), date="2026-01-02", tags="[x]") for name in "abc"})
    site.write({"practitioners/ada-moss.md": "---\nname: Ada Moss\n---\n"})
    site.settings(f'[theme]\nname = "{look}"\n')
    site.published()

    for url in ("/", "/blog/", "/tags/x/", "/a/", PROFILE):
        cards = site.html(url).css(".card__meta")
        assert cards, url
        assert not any("Ada" in card.text() for card in cards), url
    assert "Ada Moss" in site.html("/a/").css_first(".byline").text()
    assert site.text("feed.xml").count("<name>Ada Moss</name>") == 3

    site.write({**BEN, "posts/b.md": post("B", date="2026-01-02", tags="[x]", author="Ben")})
    site.build()
    cards = {card.text().split()[0] for card in site.html("/blog/").css(".card__meta")}
    assert cards == {"Ben", "Still"}, "a post that names nobody is the practice’s"


def test_without_practitioners_the_practice_stands_on_no_card_either(site):
    site.delete("practitioners/ada-moss.md")
    site.write({"posts/a.md": post("A", date="2026-01-02")})
    site.published()

    assert "Still Water" not in site.html("/blog/").css_first(".card__meta").text()
    assert "<name>Still Water</name>" in site.text("feed.xml")
    assert not site.exists("/team/")


@every_row(
    "title, label",
    [("Still Water", "Ada Moss"), ("Ada Moss", "About me"), ("ADA MOSS, Counselling", "About me")],
)
def test_the_menu_calls_her_by_her_name_unless_the_site_does(site, title, label):
    site.write({"practitioners/ada-moss.md": "---\nname: Ada Moss\n---\n"})
    site.settings("", title=f'"{title}"')
    site.published()
    assert menu(site) == [(label, "team/ada-moss/")]


def test_a_page_of_her_own_keeps_the_address(practice):
    practice.write({"pages/team.md": post("Us")})
    practice.published()
    assert practice.html("/team/").css_first("h1").text() == "Us"
    assert practice.html("/a/").css_first(".prose a").attributes["href"] == "../team/"

    practice.delete("pages/team.md")
    practice.edit("practitioners/ada-moss.md", "role:", "aliases: [/team]\nrole:")
    practice.published()
    assert "ada-moss/" in practice.html("/team/").css_first('meta[http-equiv="refresh"]').attributes["content"]


def test_a_second_practitioner_makes_a_team_and_one_who_leaves_ends_it(practice, tmp_path):
    twins = Twins(practice.folder, tmp_path / "clean")
    alone = twins.step() and practice.page("/team/")

    practice.write(BEN)
    twins.step()
    assert [link.text() for link in practice.html("/team/").css(".person__name a")] == ["Ada Moss", "Ben"]
    assert ("Team", "team/") in menu(practice)
    assert [link.text() for link in practice.html(PROFILE).css(".breadcrumbs a")] == ["Home", "Team"]
    assert "stillwater.example/team/<" in practice.text("sitemap.xml")

    practice.delete("practitioners/ben.md")
    twins.step()
    assert practice.page("/team/") == alone
    assert not practice.exists("/team/ben/")

    practice.delete("practitioners/ada-moss.md")
    practice.edit("posts/a.md", "[All](/team/), [her](../practitioners/ada-moss.md).", "Nobody.")
    twins.step()
    assert not practice.exists("/team/")
