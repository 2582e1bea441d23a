"""The call-to-action: which one a page shows, and what it says while there is a waiting list."""

from __future__ import annotations

import pytest

from support.rows import every_row
from support.site import codes, post, told

CALLS = """\
[cta.site]
heading = "The site's"
text = "A first talk."
label = "Book with the site"
url = "https://booking.example/site"
duration = 15
price = "free"
mode = "online"
note = "By video."
time_zone = "London"

[cta.series]
label = "Book the series"
url = "https://booking.example/series"

[cta.person]
label = "Book the person"
url = "https://booking.example/person"

[cta.post]
label = "Book the post"
url = "https://booking.example/post"
"""


@pytest.fixture
def practice(site):
    site.settings(CALLS, default_cta='"site"')
    site.write(
        {
            "posts/a.md": post("A"),
            "pages/about.md": post("About"),
            "pages/index.md": post("Welcome"),
            "pages/contact.md": post("Contact"),
        }
    )
    return site


def calls(site, url):
    """Return the labels of the boxes on a page, in their order."""
    return [box.text().strip() for box in site.html(url).css(".cta .button")]


def box(site, url):
    """Return what the only box on a page says, line by line."""
    (found,) = site.html(url).css(".cta")
    return " ".join(found.text().split()), found.css_first("a.button").attributes["href"]


def accepting(site, state):
    site.edit("therapyblog.toml", 'default_cta = "site"', f'default_cta = "site"\naccepting = "{state}"')


def test_the_site_has_one_for_every_page(practice):
    practice.published()

    for url in ("/a/", "/about/", "/", "/team/ada-moss/"):
        assert "Book with the site" in calls(practice, url), url
    text, href = box(practice, "/a/")
    assert text == "The site's A first talk. Book with the site 15 minutes free online By video. Times are in London."
    assert href == "https://booking.example/site"


def test_the_nearest_one_counts(practice):
    practice.write(
        {
            "practitioners/ada-moss.md": "---\nname: Ada Moss\ncta: person\n---\nAda.\n",
            "series/s.md": "---\ntitle: S\ncta: series\n---\nAbout it.\n",
            "posts/person.md": post("P"),
            "posts/part.md": post("S1", series="S"),
            "posts/own.md": post("S2", series="S", cta="post"),
            "posts/none.md": post("S3", series="S", cta="none"),
        }
    )
    practice.published()

    assert calls(practice, "/person/") == ["Book the person"]
    assert calls(practice, "/part/") == ["Book the series"]
    assert calls(practice, "/own/") == ["Book the post"]
    assert calls(practice, "/none/") == []
    assert calls(practice, "/team/ada-moss/") == ["Book the person"]
    assert calls(practice, "/series/s/") == ["Book the series"]
    assert calls(practice, "/about/") == ["Book with the site"]


def test_of_several_authors_the_first_one_chooses(practice):
    practice.write(
        {
            "practitioners/ben.md": "---\nname: Ben\ncta: person\n---\nBen.\n",
            "posts/a.md": post("A", authors="[ada-moss, ben]"),
            "posts/b.md": post("B", authors="[ben, ada-moss]"),
        }
    )
    practice.published()

    assert calls(practice, "/a/") == ["Book with the site"]
    assert calls(practice, "/b/") == ["Book the person"]


@every_row("where", ["site", "series", "practitioner", "page"], fresh=practice)
def test_none_ends_the_search(practice, where):
    if where == "site":
        practice.settings(CALLS, default_cta='"none"')
    elif where == "series":
        practice.write({"series/s.md": "---\ntitle: S\ncta: none\n---\n", "posts/a.md": post("A", series="S")})
    elif where == "practitioner":
        practice.write({"practitioners/ada-moss.md": "---\nname: Ada Moss\ncta: none\n---\n"})
    else:
        practice.write({"pages/a.md": post("A", cta="none")})
        practice.delete("posts/a.md")
    practice.published()

    assert calls(practice, "/a/") == []


def test_no_call_at_all(site):
    site.write({"posts/a.md": post("A")})
    site.published()

    assert site.html("/a/").css(".cta") == []


@every_row(
    "path, text, at",
    [
        ("posts/a.md", post("A", cta="persn"), "posts/a.md:3:6"),
        ("posts/a.md", post("A", "Words.\n\n:::cta persn\n"), "posts/a.md:7:1"),
        ("practitioners/ada-moss.md", "---\nname: Ada Moss\ncta: persn\n---\n", "practitioners/ada-moss.md:3:6"),
    ],
    fresh=practice,
)
def test_a_call_that_is_not_there(practice, path, text, at):
    practice.write({path: text})
    result = practice.build()

    (found,) = result.problems
    assert str(found) == f"{at}: error TB-REF-002: there is no call-to-action “persn”"
    assert found.fix == "did you mean person?"


def test_a_default_that_is_not_there(site):
    site.settings("", default_cta='"x"')
    (found,) = site.build().problems

    assert found.code == "TB-REF-002"
    assert found.at.path == "therapyblog.toml"
    assert found.fix == "calls-to-action here: none yet; add a [cta.NAME] section to therapyblog.toml"


# In the text


def test_a_post_that_shows_it_in_its_text_does_not_get_it_again(practice):
    practice.write(
        {
            "posts/a.md": post("A", "Before.\n\n:::cta site\n\nAfter."),
            "posts/b.md": post("B", ":::note\nInside.\n\n:::cta site\n\n:::\n"),
            "posts/c.md": post("C", ":::cta post\n"),
        }
    )
    practice.published()

    assert calls(practice, "/a/") == ["Book with the site"]
    assert practice.html("/a/").css_first(".prose .cta") is not None
    assert calls(practice, "/b/") == ["Book with the site"]
    assert calls(practice, "/c/") == ["Book the post", "Book with the site"]


def test_a_page_is_not_told_to_go_where_it_is(practice):
    practice.edit("therapyblog.toml", 'url = "https://booking.example/site"', 'url = "/about/"')
    practice.published()

    assert calls(practice, "/about/") == []
    assert calls(practice, "/a/") == ["Book with the site"]
    assert box(practice, "/a/")[1] == "../about/"


# Availability


def test_a_waiting_list_rewrites_every_call(practice):
    accepting(practice, "waitlist")
    practice.write({"pages/contact.md": post("Contact"), "posts/b.md": post("B", ":::cta post\n")})
    practice.published()

    text, href = box(practice, "/a/")
    assert text == (
        "There is a waiting list at the moment All places are taken just now. You are welcome to add your name, "
        "and will hear as soon as one opens. Join the waiting list"
    )
    assert href == "../contact/"
    tree = practice.tree()
    for path, content in tree.items():
        if path.endswith((".html", ".xml", ".json")):
            assert b"Book with the site" not in content, path
            assert b"Book the post" not in content, path
            assert b"booking.example" not in content, path


def test_closed_books(practice):
    accepting(practice, "closed")
    practice.write({"pages/contact.md": post("Contact")})
    practice.published()

    text, href = box(practice, "/a/")
    assert text.startswith("Not taking on new clients at the moment ")
    assert text.endswith("Get in touch")
    assert href == "../contact/"


def test_what_a_call_says_of_its_own_while_there_is_a_waiting_list(practice):
    accepting(practice, "waitlist")
    practice.edit(
        "therapyblog.toml",
        "[cta.series]",
        '[cta.site.waitlist]\nheading = "Six weeks"\ntext = "About six weeks now."\nlabel = "Ask"\n'
        'url = "https://booking.example/list"\n[cta.site.closed]\nlabel = "Write"\n[cta.series]',
    )
    practice.published()
    assert box(practice, "/a/") == ("Six weeks About six weeks now. Ask", "https://booking.example/list")

    practice.edit("therapyblog.toml", 'accepting = "waitlist"', 'accepting = "closed"')
    practice.published()
    assert box(practice, "/a/")[0].startswith("Not taking on new clients at the moment All places")
    assert box(practice, "/a/")[0].endswith(" Write")


def test_a_practitioner_beats_the_site(practice):
    accepting(practice, "closed")
    practice.write(
        {
            "practitioners/ben.md": "---\nname: Ben\naccepting: open\n---\nBen.\n",
            "practitioners/cat.md": "---\nname: Cat\naccepting: waitlist\n---\nCat.\n",
            "posts/ada.md": post("1", author="ada-moss"),
            "posts/ben.md": post("2", author="ben"),
            "posts/cat.md": post("3", author="cat"),
            "posts/two.md": post("4", authors="[cat, ada-moss]"),
            "posts/all.md": post("5", authors="[ada-moss, cat, ben]"),
        }
    )
    practice.delete("posts/a.md")
    practice.published()

    assert calls(practice, "/ada/") == ["Get in touch"]
    assert calls(practice, "/ben/") == ["Book with the site"]
    assert calls(practice, "/cat/") == ["Join the waiting list"]
    assert calls(practice, "/two/") == ["Join the waiting list"]
    assert calls(practice, "/all/") == ["Book with the site"]
    assert calls(practice, "/team/ben/") == ["Book with the site"]
    assert calls(practice, "/team/cat/") == ["Join the waiting list"]
    assert calls(practice, "/about/") == ["Get in touch"]


def test_the_text_of_a_post_follows_its_author_in_the_feed_too(practice):
    practice.write(
        {
            "practitioners/ada-moss.md": "---\nname: Ada Moss\naccepting: waitlist\n---\n",
            "posts/a.md": post("A", ":::cta post\n", date="2026-01-01"),
        }
    )
    practice.published()

    assert "Join the waiting list" in practice.text("feed.xml")
    assert "Book the post" not in practice.text("feed.xml")
    assert "Book the post" not in practice.text("feed.json")


def test_a_call_to_a_page_of_the_site_is_checked(practice):
    practice.edit("therapyblog.toml", 'url = "https://booking.example/post"', 'url = "/bok/"')
    result = practice.build()

    (found,) = result.problems
    assert found.code == "TB-LINK-001", told(result)
    assert found.at.path == "therapyblog.toml"
    assert found.excerpt == 'url = "/bok/"'
    assert found.says == "there is no page '/bok/'"


def test_the_words_are_in_the_language_of_the_page(practice):
    accepting(practice, "waitlist")
    practice.write({"theme/strings/de.toml": 'cta_waitlist_label = "Auf die Warteliste"\n'})
    practice.write({"posts/de.md": post("Schlaf", language="de")})
    practice.published()

    assert calls(practice, "/de/") == ["Auf die Warteliste"]
    assert calls(practice, "/a/") == ["Join the waiting list"]


IN_FRENCH = """
[cta.french]
heading = "Un premier échange"
text = "Sans frais."
label = "Proposer un moment"
url = "https://booking.example/french"
duration = 20
price = "sans frais"
note = "En visio."
time_zone = "Europe/London"
language = "fr"
"""


def spoken(site, url, css=".cta"):
    """Return what is marked as another language than the page's within its calls: language and words."""
    marked = [node for box in site.html(url).css(css) for node in box.css("[lang]")]
    return [(node.attributes["lang"], " ".join(node.text().split())) for node in marked]


def test_a_call_in_a_language_of_its_own_is_marked_where_the_page_is_in_another(practice):
    practice.settings(CALLS + IN_FRENCH, default_cta='"site"')
    practice.write({"posts/a.md": post("A", cta="french"), "posts/fr.md": post("Sommeil", cta="french", language="fr")})
    practice.published()

    assert spoken(practice, "/a/") == [
        ("fr", "Un premier échange"),
        ("fr", "Sans frais."),
        ("fr", "Proposer un moment"),
        ("fr", "sans frais"),
        ("fr", "En visio."),
    ]
    assert "20 minutes" in box(practice, "/a/")[0]
    assert "Times are in London." in box(practice, "/a/")[0]
    assert spoken(practice, "/fr/") == []


def test_a_call_without_a_language_is_in_the_sites(practice):
    practice.write({"posts/fr.md": post("Sommeil", language="fr"), "posts/ar.md": post("النوم", language="ar")})
    said = [("en-GB", words) for words in ("The site's", "A first talk.", "Book with the site", "free", "By video.")]
    for place, css in (("end", ".cta"), ("side", ".cta-side")):
        practice.settings(f'{CALLS}[theme]\nname = "base"\ncall_place = "{place}"\n', default_cta='"site"')
        practice.published()
        for url in ("/fr/", "/ar/"):
            assert spoken(practice, url, css) == said, (place, url)
        assert spoken(practice, "/a/", css) == []
        assert spoken(practice, "/blog/", ".cta-bar") == []


def test_beside_words_of_its_own_a_call_is_completed_in_its_own_language(practice):
    waiting = '[cta.french.waitlist]\nheading = "Il y a un peu d’attente"\n'
    practice.settings(CALLS + IN_FRENCH + waiting, default_cta='"french"', accepting='"waitlist"')
    practice.write({"posts/de.md": post("Schlaf", language="de"), "posts/own.md": post("Own", cta="site")})
    practice.published()

    for url in ("/a/", "/de/"):
        heading, text, label = spoken(practice, url)
        assert heading == ("fr", "Il y a un peu d’attente")
        assert text[0] == "fr"
        assert text[1].startswith("Toutes les places sont prises pour le moment.")
        assert label == ("fr", "S’inscrire sur la liste d’attente")
    # Where all of it is the theme's, it is in the language of the page, and nothing needs a mark.
    assert spoken(practice, "/own/") == []


# Where nobody says what holds for the whole site


def test_who_works_alone_says_it_once(practice):
    practice.write({"practitioners/ada-moss.md": "---\nname: Ada Moss\naccepting: waitlist\n---\nAda.\n"})
    practice.published()

    for url in ("/", "/about/", "/a/", "/team/ada-moss/"):
        assert set(calls(practice, url)) == {"Join the waiting list"}, url
    for path, content in practice.tree().items():
        if path.endswith((".html", ".xml", ".json")):
            assert b"booking.example" not in content, path


def test_of_several_practitioners_the_most_open_speaks_for_the_site(practice):
    practice.write(
        {
            "practitioners/ada-moss.md": "---\nname: Ada Moss\naccepting: closed\n---\nAda.\n",
            "practitioners/ben.md": "---\nname: Ben\naccepting: waitlist\n---\nBen.\n",
            "posts/a.md": post("A", author="ada-moss"),
        }
    )
    practice.published()
    assert set(calls(practice, "/")) == {"Join the waiting list"}

    accepting(practice, "open")
    practice.published()
    assert set(calls(practice, "/")) == {"Book with the site"}


# Where a button leads while nobody can book


@every_row(
    "settings, leads_to",
    [
        ('[practice]\nname = "S"\nemail = "s@x.org"\nphone = "+44 (0)131 496 0123"\n', "mailto:s@x.org"),
        ('[practice]\nname = "S"\nphone = "+44 (0)131 496 0123"\n', "tel:+441314960123"),
    ],
    fresh=practice,
)
def test_without_a_contact_page_the_practice_itself_is_the_way(practice, settings, leads_to):
    practice.delete("pages/contact.md")
    practice.settings(CALLS + settings, default_cta='"site"', accepting='"waitlist"')
    practice.published()

    assert box(practice, "/a/")[1] == leads_to


@every_row(
    "state, while_", [("waitlist", "there is a waiting list"), ("closed", "nobody new is taken on")], fresh=practice
)
def test_without_any_way_a_button_that_leads_to_a_booking_page_is_a_warning(practice, state, while_):
    practice.delete("pages/contact.md")
    accepting(practice, state)
    result = practice.build()

    # The other three are shown nowhere.
    assert codes(result) == ["TB-CTA-001"]
    assert result.problems[0].says == (
        f"while {while_}, the call-to-action “site” still leads to https://booking.example/site"
    )
    assert result.problems[0].excerpt == 'url = "https://booking.example/site"'


# The bar, the side, the facts


def test_lists_end_with_a_quiet_bar(practice):
    practice.write({"posts/a.md": post("A", topic="Rest", tags="[sleep]", series="S", author="Ada Moss")})
    practice.write({"practitioners/ben.md": "---\nname: Ben\n---\n"})
    practice.published()

    for url in ("/blog/", "/topics/rest/", "/tags/sleep/", "/series/", "/team/"):
        (bar,) = practice.html(url).css(".cta-bar")
        assert " ".join(bar.text().split()) == "The site's Book with the site 15 minutes free online", url
        assert bar.css_first("a").attributes["href"] == "https://booking.example/site"

    accepting(practice, "waitlist")
    practice.published()
    bar = practice.html("/blog/").css_first(".cta-bar")
    assert " ".join(bar.text().split()) == "There is a waiting list at the moment Join the waiting list"


def test_without_a_default_no_list_has_a_bar(practice):
    practice.edit("therapyblog.toml", 'default_cta = "site"', 'default_cta = "none"')
    practice.published()

    assert practice.html("/blog/").css(".cta-bar") == []


def test_a_theme_may_put_it_beside_the_text_instead_of_below(practice):
    practice.settings(CALLS + '[theme]\nname = "calm"\ncall_place = "side"\n', default_cta='"site"')
    practice.write({"posts/b.md": post("B", ":::cta site\n")})
    practice.published()

    html = practice.html("/a/")
    assert html.css_first(".cta-side a.button").text() == "Book with the site"
    assert html.css(".cta") == []
    assert practice.html("/b/").css(".cta-side") == []
    assert calls(practice, "/b/") == ["Book with the site"]


@every_row(
    "typed, shown",
    [("London", "London"), ("Europe/London", "London"), ("America/New_York", "New York"), ("UTC", "UTC")],
    fresh=practice,
)
def test_a_time_zone_is_said_as_a_place(practice, typed, shown):
    practice.edit("therapyblog.toml", 'time_zone = "London"', f'time_zone = "{typed}"')
    practice.published()

    assert f"Times are in {shown}." in box(practice, "/a/")[0]


def test_a_time_zone_is_said_in_the_language_of_the_page(practice):
    practice.edit("therapyblog.toml", 'time_zone = "London"', 'time_zone = "Europe/London"')
    practice.write({"posts/fr.md": post("Sommeil", language="fr")})
    practice.published()

    assert "Londres" in box(practice, "/fr/")[0]


# A number and a message


def test_a_telephone_number_and_an_email_address(practice):
    practice.edit("therapyblog.toml", '"https://booking.example/series"', '"tel:0131 496 0123"')
    practice.edit("therapyblog.toml", '"https://booking.example/person"', '"mailto:ada@x.org?subject=A%20talk"')
    practice.write({"posts/a.md": post("A", ":::cta series\n\n:::cta person\n", cta="none")})
    practice.published()

    assert [link.attributes["href"] for link in practice.html("/a/").css(".cta a.button")] == [
        "tel:01314960123",
        "mailto:ada@x.org?subject=A%20talk",
    ]


def test_where_to_book_with_somebody_is_checked(practice):
    practice.write({"practitioners/ada-moss.md": "---\nname: Ada Moss\nbooking_url: /bok/\n---\n"})
    (found,) = practice.build().problems
    assert str(found) == "practitioners/ada-moss.md:3:14: error TB-LINK-001: there is no page '/bok/'"

    practice.write(
        {
            "practitioners/ada-moss.md": "---\nname: Ada Moss\nbooking_url: /book/\n---\n",
            "pages/book.md": post("Book a time", status="draft"),
        }
    )
    (found,) = practice.build().problems
    assert str(found) == (
        "practitioners/ada-moss.md:3:14: warning TB-LINK-002: "
        "the booking link leads to “Book a time”, which is held back, so it is shown nowhere"
    )
    assert "book/" not in practice.page("/team/ada-moss/")


def test_a_heading_that_a_call_leads_to_is_checked(practice):
    practice.edit("therapyblog.toml", '"https://booking.example/post"', '"/about/#form"')
    (found,) = practice.build().problems

    assert found.code == "TB-LINK-003"
    assert found.excerpt == 'url = "/about/#form"'
