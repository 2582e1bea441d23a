"""The menu: made of what is there, or written; and one name for one thing."""

from __future__ import annotations

import pytest

from support.rows import every_row
from support.site import codes, post, told

PAGES = {
    "pages/about.md": post("About me"),
    "pages/contact.md": post("Contact"),
    "pages/privacy.md": post("Privacy"),
    "pages/index.md": post("Welcome"),
    "posts/a.md": post("A", date="2026-01-02"),
}
BEN = {"practitioners/ben.md": "---\nname: Ben\n---\n"}


def entries(site, url="/"):
    return [link.text() for link in site.html(url).css(".site-menu a")]


OWN = {
    "pages, the person, the blog, contact": ({}, ["About me", "Ada Moss", "Articles", "Contact"]),
    "by number, then by title": (
        {
            "pages/zen.md": post("Zen", menu=1),
            "pages/fees.md": post("Fees", menu=20),
            "pages/rooms.md": post("rooms"),
            "pages/faq.md": post("Questions", menu=3),
        },
        ["Zen", "Questions", "Fees", "About me", "rooms", "Ada Moss", "Articles", "Contact"],
    ),
    "two of one number": (
        {"pages/b.md": post("B", menu=1), "pages/a1.md": post("C", menu=1)},
        ["B", "C", "About me", "Ada Moss", "Articles", "Contact"],
    ),
    "contact with a number": (
        {"pages/contact.md": post("Contact", menu=1)},
        ["Contact", "About me", "Ada Moss", "Articles"],
    ),
    "a contact page of another name": (
        {"pages/contact.md": post("Aardvark"), "practice": "", "pages/write.md": post("Write", template="contact")},
        ["About me", "Ada Moss", "Articles", "Aardvark", "Write"],
    ),
    "left out": ({"pages/fees.md": post("Fees", menu="false")}, ["About me", "Ada Moss", "Articles", "Contact"]),
    "left out in other words": (
        {"pages/fees.md": post("Fees", menu="No")},
        ["About me", "Ada Moss", "Articles", "Contact"],
    ),
    "held back or unlisted": (
        {"pages/fees.md": post("Fees", status="draft"), "pages/x.md": post("X", status="unlisted", menu=1)},
        ["About me", "Ada Moss", "Articles", "Contact"],
    ),
    "a team": (BEN | {"posts/a.md": post("A", author="Ben")}, ["About me", "Team", "Articles", "Contact"]),
    "nothing to read": ({"posts/a.md": post("A", status="draft")}, ["About me", "Ada Moss", "Contact"]),
}


@every_row("files, wanted", OWN.values(), OWN)
def test_without_settings_the_menu_is_made_of_what_is_there(site, files, wanted):
    site.settings('[practice]\nname = "Still Water"\nemail = "a@stillwater.example"\n')
    site.write({path: text for path, text in (PAGES | files).items() if path != "practice"})
    site.published()
    assert entries(site) == wanted


@every_row("typed", ["main", "0", "-1", "true", "1.5", "[1]"])
def test_a_place_in_the_menu_is_a_number_or_false(site, typed):
    site.write({"pages/fees.md": post("Fees", menu=typed)})
    result = site.build()
    assert codes(result) == ["TB-SET-008"], told(result)
    assert "`menu` should be a number from 1, or false" in result.problems[0].says
    assert result.problems[0].fix == "write its place, for example 1, or false to leave it out of the menu"


@every_row(
    "entry, wanted",
    [
        ('page = "about"', ["About me"]),
        ('label = "Me"\npage = "about"', ["Me"]),
        ('label = "Read"\nurl = "/blog/"', ["Read"]),
    ],
)
def test_a_page_in_a_written_menu_has_its_title_unless_another_is_given(site, entry, wanted):
    site.write(PAGES)
    site.settings(f"[[menu]]\n{entry}\n")
    site.build()
    assert entries(site) == wanted


def test_an_entry_for_an_address_needs_words(site):
    site.settings('[[menu]]\nurl = "/blog/"\n')
    result = site.build()
    assert codes(result) == ["TB-CONF-004"]
    assert result.problems[0].says == "the menu entry that leads to /blog/ has no words to show"
    assert result.problems[0].at.line == 10


@pytest.fixture
def group(site):
    site.write(PAGES | BEN | {f"posts/{n}.md": post(n, series="S", author="Ben", date="2026-01-02") for n in "ab"})
    site.write({"posts/c.md": post("C", author="Ben", date="2026-01-01")})
    return site


@every_row("look", ["base", "calm", "clinic", "journal"])
def test_headings_and_links_say_what_the_menu_says(group, look):
    written = "".join(
        f'[[menu]]\nlabel = "{label}"\nurl = "{url}"\n'
        for label, url in (("Musings", "/blog/"), ("People", "/team/"), ("Courses", "/series/"))
    )
    group.settings(f'[theme]\nname = "{look}"\n\n[[menu]]\npage = "about"\n[[menu]]\npage = "contact"\n{written}')
    group.published()

    assert entries(group) == ["About me", "Contact", "Musings", "People", "Courses"]
    for url, heading in (("/blog/", "Musings"), ("/team/", "People"), ("/series/", "Courses")):
        assert group.html(url).css_first("h1").text() == heading
        assert group.html(url).css_first("title").text() == f"{heading} – Still Water"
    said = {link.text(): link.attributes["href"] for link in group.html("/").css("main a.more")}
    assert said == {"Musings": "blog/", "Courses": "series/"}
    assert [link.text() for link in group.html("/a/").css(".breadcrumbs a")] == ["Home", "Musings"]
    assert [link.text() for link in group.html("/team/ben/").css(".breadcrumbs a")] == ["Home", "People"]


@every_row("language, word", [("en-GB", "article"), ("en-US", "article"), ("de", "Text"), ("fr", "article")])
def test_without_a_word_of_its_own_a_site_has_one_word_for_what_it_publishes(group, language, word):
    group.settings("", language=f'"{language}"', posts_per_page="1")
    group.build()

    assert any(word.casefold() in label.casefold() for label in entries(group))
    for url, places in {
        "/": (".home-posts h2", ".home-posts .more"),
        "/blog/": ("h1", ".pager__older"),
        "/team/ben/": ("#writing-title",),
        "/c/": (".older-newer .neighbours__label", ".site-footer a[type]"),
    }.items():
        for place in places:
            node = group.html(url).css_first(place)
            assert word.casefold() in node.text().casefold(), (url, place, node.text())


def test_a_page_in_another_language_speaks_that_language(group):
    group.write({"posts/a.md": post("A", language="fr", author="Ben", date="2026-01-02")})
    group.settings('[[menu]]\nlabel = "Musings"\nurl = "/blog/"\n')
    group.build()
    assert [link.text() for link in group.html("/a/").css(".breadcrumbs a")] == ["Accueil", "Articles"]
