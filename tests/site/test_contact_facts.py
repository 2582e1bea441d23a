"""One fact stands in one place: `email`, `phone` and `booking` refer to it wherever an address may stand."""

from __future__ import annotations

from support.rows import every_row
from support.site import codes, post, told
from support.twins import Twins

ADA, BEN = "practitioners/ada-moss.md", "practitioners/ben.md"
PRACTICE = '[practice]\nname = "House"\nemail = "house@moss.org"\nphone = "+44 20 7123 4567"\nbooking_url = "https://book.moss.org/?a=1"\n'
MAIL, TEL, BOOK = "mailto:house@moss.org", "tel:+442071234567", "https://book.moss.org/?a=1"


def person(name="Ada Moss", body="She listens.", **settings):
    return post(name, body, **settings).replace("title:", "name:", 1)


TEAM = {
    ADA: person(email="ada@moss.org", phone="020 7123 9999", booking_url="https://ada.moss.org"),
    BEN: person("Ben", email="ben@moss.org"),
}

IN_TEXTS = {
    "email": ({}, "email", MAIL),
    "phone": ({}, "phone", TEL),
    "booking": ({}, "booking", BOOK),
    "a subject": ({}, "email?subject=Hello", f"{MAIL}?subject=Hello"),
    "more for a booking link": ({}, "booking?b=2", f"{BOOK}&b=2"),
    "of one practitioner": (TEAM, "email/ben", "mailto:ben@moss.org"),
    "another of hers": (TEAM, "booking/ada-moss?x=1", "https://ada.moss.org?x=1"),
    "of the only one, by name": ({ADA: TEAM[ADA]}, "phone/ada-moss", "tel:02071239999"),
    "the practice before its only practitioner": ({ADA: TEAM[ADA]}, "email", MAIL),
}


@every_row("files, typed, leads", IN_TEXTS.values(), IN_TEXTS)
def test_a_link_in_a_text_refers_to_a_fact(site, files, typed, leads):
    site.settings(PRACTICE)
    site.write(
        files
        | {"posts/a.md": post("A", f"[Write]({typed})", author="Ada Moss"), "pages/p.md": post("P", f"[x]({typed})")}
    )
    site.published()
    for url in ("/a/", "/p/"):
        assert site.html(url).css_first(".prose a").attributes["href"] == leads, url


OWN = {
    "in her own file it is hers": ({"email": "ada@moss.org"}, "email", "mailto:ada@moss.org"),
    "else the practice’s": ({"email": "ada@moss.org"}, "phone", TEL),
    "she books by email": ({"email": "ada@moss.org", "booking_url": "email"}, "booking", "mailto:ada@moss.org"),
    "she books by the telephone of the practice": ({"booking_url": "phone"}, "booking", TEL),
    "she books where all do": ({"booking_url": "booking"}, "booking", BOOK),
}


@every_row("settings, typed, leads", OWN.values(), OWN)
def test_in_a_practitioners_file_the_words_mean_this_person(site, settings, typed, leads):
    site.settings(PRACTICE)
    site.write({ADA: person(body=f"[Write]({typed})", **settings), BEN: TEAM[BEN]})
    site.published()
    page = site.html("/team/ada-moss/")
    assert page.css_first(".prose a").attributes["href"] == leads
    if "booking_url" in settings:
        assert page.css_first(".profile__book a").attributes["href"] == leads


@every_row(
    "typed, leads",
    [
        ("email", MAIL),
        ("phone", TEL),
        ("booking", BOOK),
        ("email/ben?subject=A%20b", "mailto:ben@moss.org?subject=A%20b"),
    ],
)
def test_buttons_and_the_menu_refer_to_a_fact(site, typed, leads):
    calls = f'[cta.x]\nlabel = "Go"\nurl = "{typed}"\n[cta.x.waitlist]\nlabel = "Wait"\nurl = "{typed}"\n'
    site.write(TEAM | {"pages/p.md": post("P", ":::cta x")})
    for accepting, label in (("open", "Go"), ("waitlist", "Wait")):
        site.settings(
            f'{PRACTICE}[[menu]]\nlabel = "M"\nurl = "{typed}"\n[[menu]]\npage = "p"\n{calls}',
            default_cta='"x"',
            accepting=f'"{accepting}"',
        )
        site.published()
        for place in (".site-menu a", ".site-footer__menu a"):
            assert site.html("/").css_first(place).attributes["href"] == leads
        (button,) = site.html("/p/").css(".prose .button")
        assert (button.text(), button.attributes["href"]) == (label, leads)


def test_a_fact_is_changed_in_one_place(site):
    site.settings(f'{PRACTICE}[cta.x]\nlabel = "Go"\nurl = "email"\n', default_cta='"x"')
    site.write({"posts/a.md": post("A", "[Write](email)", date="2026-01-02")})
    site.published()
    assert "house@moss.org" in site.page("/a/")

    site.edit("therapyblog.toml", "house@moss.org", "new@moss.org")
    site.published()
    assert not [path for path, text in site.tree().items() if b"house@moss.org" in text]
    assert b"mailto:new@moss.org" in site.tree()["feed.xml"]


def test_pages_follow_a_fact_from_build_to_build(site, tmp_path):
    twins = Twins(site.folder, tmp_path / "clean")
    site.settings('[practice]\ntown = "Leith"\n[cta.x]\nlabel = "Go"\nurl = "email"\n', default_cta='"x"')
    site.write({ADA: person(email="ada@moss.org"), "posts/a.md": post("A", "[Write](email)", date="2026-01-02")})
    twins.step()
    assert b"house@" not in b"".join(site.tree().values())

    site.edit(ADA, "ada@moss.org", "ada@house.org")
    twins.step()
    assert "mailto:ada@house.org" in site.page("/a/")
    site.edit("therapyblog.toml", "[practice]", '[practice]\nemail = "house@moss.org"')
    twins.step()
    assert "mailto:house@moss.org" in site.page("/a/")
    site.write({BEN: TEAM[BEN], "posts/a.md": post("A", "[Write](email/ben)", date="2026-01-02", author="Ben")})
    twins.step()
    assert "mailto:ben@moss.org" in site.page("/a/")


def test_the_only_practitioner_is_the_practice(site):
    site.settings('[practice]\ntown = "Leith"\n')
    site.write(
        {
            ADA: person(email="ada@moss.org", phone="020 7123 9999"),
            "pages/contact.md": post("Contact", "[x](email)", template="contact"),
        }
    )
    site.published()
    footer = site.html("/").css_first(".site-footer__contact")
    assert [link.attributes["href"] for link in footer.css("a")] == ["tel:02071239999", "mailto:ada@moss.org"]
    assert site.html("/").css_first(".site-footer__name").text() == "Still Water", "a practice is called as its site"
    assert "Leith" in site.html("/team/ada-moss/").css_first(".profile__glance").text()
    assert site.html("/contact/").css('main .contact-facts a[href="mailto:ada@moss.org"]')

    site.write({BEN: TEAM[BEN]})
    result = site.build()
    assert codes(result) == ["TB-PAGE-001", "TB-REF-007"], "of two, none is the practice"
    assert result.problems[1].fix == 'write `email = "hello@…"` below [practice] in therapyblog.toml'


MISSING = {
    "the practice": ("email", "", "`email` stands for the email address of the practice, which is given nowhere"),
    "its telephone": ("phone", "", "`phone` stands for the telephone number of the practice, which is given nowhere"),
    "its booking": ("booking", "", "`booking` stands for the booking link of the practice, which is given nowhere"),
    "a person": (
        "phone/ben",
        "write `phone: …` at the top of the file in practitioners/",
        "`phone/ben` stands for the telephone number of ben, who gives none",
    ),
    "nobody": ("email/cat", "practitioners here: ada-moss, ben", "`email/cat` names no practitioner"),
}


@every_row("typed, fix, says", MISSING.values(), MISSING)
@every_row("place", ["text", "menu", "cta", "waitlist", "booking_url", "practice"])
def test_a_fact_that_is_missing_is_an_error_where_it_is_referred_to(site, typed, fix, says, place):
    site.write({ADA: person(), BEN: TEAM[BEN]})
    more = {
        "menu": f'[[menu]]\nlabel = "M"\nurl = "{typed}"\n',
        "cta": f'[cta.x]\nlabel = "Go"\nurl = "{typed}"\n',
        "waitlist": f'[cta.x]\nlabel = "Go"\nurl = "https://a.org"\n[cta.x.waitlist]\nurl = "{typed}"\n',
        "practice": f'[practice]\nbooking_url = "{typed}"\n',
    }
    site.settings(more.get(place, ""))
    if place == "text":
        site.write({"pages/p.md": post("P", f"Please [write]({typed}).")})
    if place == "booking_url":
        site.edit(ADA, "name:", f"booking_url: {typed}\nname:")
    result = site.build()

    assert codes(result) == ["TB-REF-007"], told(result)
    (problem,) = result.problems
    assert problem.says == says
    assert problem.fix.startswith(fix or "write `")
    assert typed in problem.excerpt


@every_row(
    "typed, meant", [("E-Mail", "email"), ("mail", "email"), ("Phone", "phone"), ("tel", "phone"), ("book", "booking")]
)
def test_another_word_for_it_is_told_with_the_right_one(site, typed, meant):
    site.settings(f'[cta.x]\nlabel = "Go"\nurl = "{typed}"\n')
    result = site.build()
    assert codes(result) == ["TB-CONF-003"]
    assert result.problems[0].fix == f"write {meant}"


def test_a_booking_link_of_a_page_that_is_held_back_leads_nowhere(site):
    site.settings('[practice]\nbooking_url = "/book/"\n[cta.x]\nlabel = "Go"\nurl = "booking"\n', default_cta='"x"')
    site.write({"pages/book.md": post("Book", status="draft"), "pages/p.md": post("P", "[Go](booking)")})
    result = site.build()
    assert result.published
    assert set(codes(result)) == {"TB-LINK-002"}
    assert not site.html("/p/").css("main a")
