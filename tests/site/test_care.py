"""Care for the reader: crisis lines, content notes, the exit button, references and reviews, as pages show them."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from importlib.resources import files

import pytest

from support.rows import every_row
from support.site import SmallSite, codes, post
from therapyblog.model.config import AUDIENCES
from therapyblog.model.opening_hours import opening_spans
from therapyblog.settings.address_types import phone, web_address
from therapyblog.settings.nodes import Node
from therapyblog.settings.retired_telephone_numbers import retired_numbers
from therapyblog.settings.types import Wrong
from therapyblog.site.countries import country_of, known_countries

WEATHER = "https://www.bbc.co.uk/weather"


@pytest.fixture
def site(tmp_path):
    return SmallSite(tmp_path / "site")


def lines(page, where):
    return [" ".join(line.text().split()) for line in page.css(f"{where} .crisis__line")]


# Crisis lines


@every_row("code", known_countries())
def test_every_line_can_be_reached_and_says_where_it_was_read(code):
    source = tomllib.loads(files("therapyblog.site").joinpath("countries", f"{code}.toml").read_text("utf-8"))
    country = country_of(code)

    assert len(source["lines"]) == len(country.lines) >= 2
    assert web_address(Node(country.exit)).startswith("https://")
    assert any(line.emergency for line in country.lines)
    assert any(not (line.emergency or line.audience) for line in country.lines)
    assert len({line.name for line in country.lines}) == len(country.lines), "one service, one line"
    for line in country.lines:
        assert line.name or line.emergency
        assert line.tel or line.sms
        assert line.source.startswith("https://")
        assert isinstance(line.seen_on, dt.date)
        assert line.checked_on is None or line.checked_on >= line.seen_on
        for hours in (line.hours, line.chat_hours):
            assert hours in ("", "24/7", "limited") or opening_spans(hours), f"{line.name}: {hours} is in no language"
        assert {*line.audience} <= {*AUDIENCES}
        assert {*line.regions} <= {code for code, _ in country.regions}
        for address in (line.url, line.chat, line.messenger, line.sign_language):
            assert not address or web_address(Node(address)).startswith("https://")
        for number in filter(None, (line.tel, *line.also_tel, line.sms, line.textphone)):
            assert phone(Node(number)) == number
            assert not any(re.search(retired.pattern, number) for retired in retired_numbers())


REPLACED = {
    "1-800-273-8255": "988",
    "1-800-273-TALK": "988",
    "(800) 273 8255": "988",
    "+1 833 456 4566": "988",
    "0900-0113": "113",
    "08457 90 90 90": "116 123",
    "0845 790 9090": "116 123",
    "+44 (0)8457 909090": "116 123",
    "+44 845 790 90 90": "116 123",
    "07725 90 90 90": "116 123",
    "1850 60 90 90": "116 123",
    "+353 1850 609090": "116 123",
    "0845 46 47": "111",
    "0845 4647": "111",
}
STILL_RIGHT = "116 123, 0800 0113, 212 845 4647, +1 845 4647, 0845 46 478, 08457 90 90 91, 988, 850 609 090, 10845 4647"


def test_a_number_that_has_been_replaced_is_told_with_the_one_that_answers(site):
    site.write({f"posts/{n:02}.md": post(f"Rest {n}", f"Ring {number}.") for n, number in enumerate(REPLACED)})
    site.write({"posts/right.md": post("Rest", f"Ring {STILL_RIGHT}.")})

    found = site.build().problems

    assert {problem.code for problem in found} == {"TB-NUM-001"}
    assert [problem.says for problem in found] == [
        f"the number “{number}” has been replaced by {instead}" for number, instead in REPLACED.items()
    ]


COUNTRIES = "AT AU BE BR CA CH DE DK ES FI FR GB IE IN IT JP NL NO NZ PL PT SE US ZA"
SPOKEN = {"en": "GB", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "nl": "NL", "pl": "PL", "pt": "BR", "pt-PT": "PT"}
"""A country for every language that comes with the theme. Arabic has none of its own; lines that take it say so."""


def test_the_countries_that_we_know():
    assert " ".join(known_countries()) == COUNTRIES
    assert {*SPOKEN.values()} <= {*known_countries()}
    assert [code for code in known_countries() if any("ar" in line.languages for line in country_of(code).lines)] == [
        "FI"
    ]


def test_the_foot_of_every_page_names_the_lines_with_hours_and_languages(site):
    site.settings("", country='"CA"')
    site.published()

    foot = site.html("/").css_first(".crisis--footer")
    assert lines(site.html("/"), ".crisis--footer") == [
        "Emergency services Call 911 Day and night, every day",
        (
            "9-8-8 Suicide Crisis Helpline Call 988 Text 988 In sign language: 9-8-8 Suicide Crisis Helpline "
            "Website: 9-8-8 Suicide Crisis Helpline Day and night, every day · English, French"
        ),
    ]
    assert [link.attributes["href"] for link in foot.css("a")] == [
        "tel:911",
        "tel:988",
        "sms:988",
        "https://988.ca/",
        "https://988.ca/",
    ]
    assert site.html("/").css_first(".crisis--notice") is None


def test_the_lines_speak_the_language_of_the_page(site):
    site.settings("", country='"CA"', language='"fr"')
    site.published()

    assert lines(site.html("/"), ".crisis--footer")[0] == "Urgences Appeler le 911 Jour et nuit, tous les jours"
    assert lines(site.html("/"), ".crisis--footer")[1].endswith("anglais, français")


SHOWN = {
    "several numbers, and a chat": (
        "DE", "de", "",
        ("TelefonSeelsorge 0800 111 0 111 anrufen 0800 111 0 222 anrufen 116 123 anrufen Chat: TelefonSeelsorge "
        "(Nicht rund um die Uhr) Rund um die Uhr, jeden Tag"),
    ),
    "a chat with hours": (
        "AT", "en-GB", "",
        ("TelefonSeelsorge Call 142 Chat: TelefonSeelsorge (Every day, 16:00–23:00) Website: TelefonSeelsorge "
        "Day and night, every day"),
    ),
    "hours": (
        "CH", "en-US", "", "Heart2Heart Call 0800 143 000 Website: Heart2Heart Every day, 6:00 PM–11:00 PM · English",
    ),
    "a messenger": (
        "IT", "it", "",
        ("Telefono Amico Italia Chiama il 02 2327 2327 WhatsApp: Telefono Amico Italia Sito web: Telefono Amico Italia "
        "Tutti i giorni, 09:00–24:00"),
    ),
    "for people who cannot hear": (
        "FR", "en-GB", "",
        ("Urgence 114 Text 114 Chat: Urgence 114 In sign language: Urgence 114 Day and night, every day · "
        "For people who cannot hear or speak"),
    ),
    "a textphone, and a region": (
        "GB", "en-GB", "",
        ("Lifeline Call 0808 808 8000 Textphone 18001 0808 808 8000 Website: Lifeline Day and night, every day · "
        "Northern Ireland"),
    ),
    "no promise of hours that nobody could confirm": (
        "DK", "en-GB", "", "Livslinien Call 70 201 201 Website: Livslinien Not around the clock",
    ),
    "Arabic": (
        "FI", "en-GB", "",
        "MIELI, العربية Call 09 2525 0113 Website: MIELI, العربية Not around the clock · Arabic",
    ),
    "an audience": (
        "PL", "pl", '[crisis]\naudience = "Young"\nchecked_on = 2026-11-23\n',
        ("Telefon Zaufania dla Dzieci i Młodzieży Zadzwoń: 116 111 Czat: Telefon Zaufania dla Dzieci i Młodzieży "
        "Dniem i nocą, codziennie · Dla dzieci i młodzieży"),
    ),
    "all of it in a line of its own": (
        "GB", "en-GB",
        ('[[crisis.add]]\nname = "Night"\nchat = "https://n.example/c"\nchat_hours = "Fr,Sa 18:00-22:00"\n'
        'messenger = "https://www.signal.me/n"\ntextphone = "18001 0800 1"\nsign_language = "https://n.example/v"\n'
        'hours = "Mo-Fr 09:00-12:00,14:00-17:00; Sa 10:00-12:00"\nregions = "Fife"\naudience = "men, farmers"\n'),
        ("Night Textphone 18001 0800 1 Chat: Night (Friday, Saturday 18:00–22:00) Signal: Night In sign language: "
        "Night Monday–Friday 09:00–12:00, 14:00–17:00; Saturday 10:00–12:00 · Fife · For men · farmers"),
    ),
}  # fmt: skip


@every_row("what", SHOWN)
def test_a_line_says_what_it_is_and_how_and_when_it_is_reached(tmp_path, what):
    country, language, more, expected = SHOWN[what]
    site = SmallSite(tmp_path / "site")
    site.settings(more, country=f'"{country}"', language=f'"{language}"')

    site.build()

    assert expected in lines(site.html("/"), ".crisis--footer")


def shown_names(site):
    return [name.text() for name in site.html("/").css(".crisis--footer .crisis__name")]


ENGLISH, SCOTTISH, IRISH = "NHS 111, option 2", "NHS 24 Mental Health Hub", "Lifeline"
REGIONS = {
    "": [ENGLISH, SCOTTISH, IRISH],
    "Somewhere on the Downs": [ENGLISH, SCOTTISH, IRISH],
    "England": [ENGLISH],
    "Northumberland": [ENGLISH],
    "West Sussex": [ENGLISH],
    "Midlothian and Fife": [SCOTTISH],
    "South Wales": [ENGLISH],
    "scotland": [SCOTTISH],
    "Northern Ireland": [IRISH],
    "Co. Down": [IRISH],
    "County Londonderry": [IRISH],
    "GB-NIR": [IRISH],
}


@every_row("region", REGIONS)
def test_a_part_of_a_country_has_lines_of_its_own(tmp_path, region):
    site = SmallSite(tmp_path / "site")
    site.settings(f'[practice]\nname = "Still Water"\nregion = "{region}"\n' if region else "")

    site.published()

    assert shown_names(site) == ["Emergency services", "Samaritans", "Shout", *REGIONS[region]]


def test_a_site_for_some_people_shows_their_lines_first(site):
    site.settings('[crisis]\naudience = ["veterans", "lgbtq"]\nchecked_on = 2026-11-23\n', country='"US"')
    site.published()

    assert shown_names(site)[:4] == [
        "Emergency services",
        "The Trevor Project",
        "Veterans Crisis Line (press 1)",
        "988 Suicide & Crisis Lifeline",
    ]
    site.settings("", country='"US"')
    site.published()
    assert shown_names(site) == ["Emergency services", "988 Suicide & Crisis Lifeline", "Crisis Text Line"]


def test_an_audience_without_a_line_is_told_of(site):
    group = '[crisis]\nchecked_on = 2026-11-23\naudience = ["men", "deaf"]\n'
    site.settings(group)
    found = site.build()

    assert [problem.says for problem in found.problems] == [
        "we know no crisis line for the audience “deaf” in GB",
        "we know no crisis line for the audience “men” in GB",
    ]
    assert str(found.problems[0].at) == "therapyblog.toml:11:12"
    site.settings(f'{group}[[crisis.add]]\nname = "N"\ntel = "01632 960 177"\naudience = ["men", "deaf"]\n')
    site.published()


def test_a_site_adds_a_line_and_takes_the_place_of_another(site):
    site.settings(
        '[[crisis.add]]\nname = "Night Line"\ntel = "01632 960 177"\nlanguages = "Welsh"\n'
        '[[crisis.add]]\nname = "Shout"\nsms = "85999"\n'
    )
    site.published()

    assert [line.css_first(".crisis__name").text() for line in site.html("/").css(".crisis--footer .crisis__line")] == [
        "Emergency services",
        "Samaritans",
        "Shout",
        "NHS 111, option 2",
        "NHS 24 Mental Health Hub",
        "Lifeline",
        "Night Line",
    ]
    assert "Shout Text 85999" in lines(site.html("/"), ".crisis--footer")
    assert "Night Line Call 01632 960 177 Welsh" in lines(site.html("/"), ".crisis--footer")


def test_lines_of_its_own_take_the_place_of_all(site):
    site.settings('[[crisis.lines]]\nname = "Night Line"\ntel = "01632 960 177"\n', country='"GR"')
    site.published()

    assert lines(site.html("/"), ".crisis--footer") == ["Night Line Call 01632 960 177"]


NO_LINES = {
    "a country of which we know none": ("", {"country": '"GR"'}, "add your own under [[crisis.lines]]"),
    "no country": ("", {"country": ""}, 'write country = "GB" under [site]'),
    "no country, another language": ("", {"country": "", "language": '"de"'}, 'write country = "DE" under [site]'),
    "no country, a region": ("", {"country": "", "language": '"es-MX"'}, 'write country = "MX" under [site]'),
    "none": ("[crisis]\nlines = []\n", {}, "take `lines = []` out, and those of GB are shown"),
    "none, and no country": ("[crisis]\nlines = []\n", {"country": ""}, 'out, and write country = "GB" under [site]'),
    "no lines, another country": ("[crisis]\nlines = []\n", {"country": '"GR"'}, "out, and add your own under"),
}


@every_row("more, keys, fix", NO_LINES.values(), ids=NO_LINES)
def test_a_site_without_lines_says_so_and_asks_the_reader_to_call_the_local_number(
    site: SmallSite, more: str, keys: dict[str, str], fix: str
):
    site.settings(more, **keys)

    (none,) = site.build().problems
    assert none.code == "TB-CRISIS-002"
    assert none.at.line
    assert fix in none.fix
    assert not site.build(strict=True).published
    site.build()
    assert site.html("/").css_first(".crisis--footer .crisis__line") is None
    assert site.html("/").css_first(".crisis--footer .crisis__intro") is not None


def test_the_countrys_lines_are_to_be_looked_up_by_the_practice_and_again_after_a_year(site):
    site.settings("[crisis]\nprominent = false\n")
    (unseen,) = site.build().problems

    assert (unseen.code, str(unseen.at)) == ("TB-CRISIS-004", "therapyblog.toml:7:11")
    assert "our 6 crisis lines for GB" in unseen.says
    assert unseen.fix.endswith("write checked_on = 2026-11-23 under [crisis]")
    assert not site.build(strict=True).published
    site.settings("[crisis]\nchecked_on = 2026-11-23\n")
    assert site.published(strict=True).published
    site.published(today=dt.date(2027, 11, 23))
    assert codes(site.build(today=dt.date(2027, 11, 24))) == ["TB-CRISIS-001"]


def test_nobody_is_asked_to_look_up_lines_that_are_not_shown(site):
    site.settings('[[crisis.lines]]\nname = "Night Line"\ntel = "01632 960 177"\n')
    site.published()


# Content notes


def test_a_content_note_stands_before_the_text_on_cards_and_in_feeds(site):
    body = "The first words.\n\n## What happened\n\nHard.\n\n## What helps\n\nSoft."
    note = {"content_note": "[grief, a fall.]", "content_note_skip": "What helps", "date": "2026-01-01"}
    site.write({"posts/a.md": post("A", body, **note)})
    site.published()

    page = site.html("/a/")
    note = page.css_first(".content-note")
    assert " ".join(note.text().split()) == (
        "Content note This piece mentions grief, a fall. Skip to the part “What helps”"
    )
    assert note.css_first("a").attributes["href"] == "#what-helps"
    assert page.css_first("#what-helps").tag == "h2"
    order = page.css(".text .content-note, .text .crisis--notice, .text .prose")
    assert [one.attributes["class"] for one in order] == ["content-note", "crisis crisis--notice", "prose"]
    assert "Content note: grief, a fall" in " ".join(site.html("/blog/").css_first(".card__note").text().split())
    feed = site.xml("feed.xml")
    (summary,) = feed.iter("{http://www.w3.org/2005/Atom}summary")
    assert summary.text == "Content note: grief; a fall. The first words."


def test_the_part_to_skip_to_is_named_by_its_id_too(site):
    body = "Words.\n\n## What helps {#help}\n\nSoft."
    site.write({"pages/b.md": post("B", body, content_note="grief", content_note_skip='"#help"')})
    site.published()

    assert site.html("/b/").css_first(".content-note a").attributes["href"] == "#help"


# The exit button


def exits(page):
    return [(link.text(), link.attributes["href"], link.attributes["rel"]) for link in page.css("a[data-exit]")]


def test_no_page_has_the_button_unless_it_is_asked_for(site):
    site.write({"posts/a.md": post("A", date="2026-01-01")})
    site.published()

    for url in ("/", "/a/", "/blog/", "/404.html"):
        assert exits(site.html(url)) == []
        assert "exit." not in site.page(url)
    assert not site.exists("/safety/")


def test_one_post_asks_for_it(site):
    site.write({"posts/a.md": post("A", date="2026-01-01", exit="true"), "posts/b.md": post("B", date="2026-01-02")})
    site.published()

    for url in ("/a/", "/safety/"):
        assert exits(site.html(url)) == [("Exit this page", WEATHER, "nofollow noreferrer")] * 2
        script = site.html(url).css_first("head script[src]")
        assert script.attributes["src"].startswith("../assets/exit.")
        assert "defer" in script.attributes
    for url in ("/", "/b/", "/blog/"):
        assert exits(site.html(url)) == []
        assert site.html(url).css_first("script[src]") is None


def test_the_whole_site_has_it_and_one_post_leaves_it_out(site):
    site.settings('[exit]\nenabled = true\nurl = "https://news.example/"\nlabel = "Leave <now>"\n')
    site.write(
        {
            "posts/a.md": post("A", date="2026-01-01", exit="false"),
            "posts/b.md": post("B", date="2026-01-02", language="fr"),
        }
    )
    site.published()

    for url in ("/", "/blog/", "/404.html", "/team/ada-moss/", "/safety/"):
        assert exits(site.html(url)) == [("Leave <now>", "https://news.example/", "nofollow noreferrer")] * 2
    assert exits(site.html("/a/")) == []
    assert exits(site.html("/b/"))[0][0] == "Quitter cette page"


def test_it_is_the_second_skip_link(site):
    site.settings("[exit]\nenabled = true\n")
    site.published()

    assert [link.text() for link in site.html("/").css("body a.skip-link")] == ["Skip to content", "Exit this page"]
    assert site.html("/").css_first("body > *").text() == "Skip to content"


def test_a_page_says_what_the_button_cannot_do(site):
    site.settings("[exit]\nenabled = true\n")
    site.published()

    assert "does not erase your history" in site.main("/safety/").text()
    assert site.main("/safety/").css_first(".crisis--notice") is not None
    for url in ("/", "/blog/"):
        hrefs = [link.attributes["href"] for link in site.html(url).css(".exit__about, .site-footer__menu a")]
        assert hrefs.count("safety/" if url == "/" else "../safety/") == 2


def test_a_page_of_its_own_takes_the_place_of_ours(site):
    site.write({"pages/safety.md": post("Staying safe", "Our words."), "posts/a.md": post("A", exit="true")})
    site.published()

    assert site.main("/safety/").css_first("h1").text() == "Staying safe"
    assert exits(site.html("/safety/"))
    assert [link.text() for link in site.html("/").css('a[href="safety/"]')] == ["Staying safe"]


@pytest.mark.parametrize(("country", "target"), [("GB", WEATHER), ("FR", "https://meteofrance.com/")])
def test_it_leads_to_an_everyday_page_of_the_country(site, country, target):
    site.settings("[exit]\nenabled = true\n", country=f'"{country}"')
    site.published()

    assert {href for _, href, _ in exits(site.html("/"))} == {target}


# References and reviews


def test_marks_lead_to_works_and_works_lead_back(site):
    refs = '["Rogers (1957)", {text: "Bordin (1979)", doi: "https://doi.org/10.1037/H0085885"}, "Nobody (1900)"]'
    site.write({"posts/a.md": post("A", "One [ref:1], two [ref:2, 1] and [so on](/blog/).", references=refs)})
    site.published()

    page = site.main("/a/")
    assert page.css_first(".prose").text().strip() == "One[1], two[2, 1] and so on."
    marks = [(mark.attributes["id"], mark.attributes["href"]) for mark in page.css(".reference-mark a")]
    assert marks == [
        ("tb-ref-1", "#tb-reference-1"),
        ("tb-ref-2", "#tb-reference-2"),
        ("tb-ref-1-2", "#tb-reference-1"),
    ]
    works = {work.attributes["id"]: work for work in page.css(".references li")}
    backs = {name: [one.attributes["href"] for one in work.css(".reference-back")] for name, work in works.items()}
    assert backs == {
        "tb-reference-1": ["#tb-ref-1", "#tb-ref-1-2"],
        "tb-reference-2": ["#tb-ref-2"],
        "tb-reference-3": [],
    }
    labels = [one.attributes["aria-label"] for one in page.css(".reference-back")]
    assert len(set(labels)) == len(labels) == 3
    assert works["tb-reference-2"].css_first("a").attributes["href"] == "https://doi.org/10.1037/H0085885"


def test_a_mark_in_a_feed_leads_to_the_page(site):
    site.write({"posts/a.md": post("A", "One [ref:1].", references="[Rogers]", date="2026-01-01")})
    site.published()

    assert "https://stillwater.example/a/#tb-reference-1" in site.text("feed.json")


def test_what_only_looks_like_a_mark_stays_as_it_is(site):
    text = "A [ref:0], [ref:one], `[ref:1]`, \\[ref:1] and [see [ref:1]](/blog/)."
    site.write({"posts/a.md": post("A", text, references="[Rogers]", date="2026-01-01")})
    site.published()

    assert site.main("/a/").css(".reference-mark") == []
    assert site.main("/a/").css_first(".prose").text().strip() == (
        "A [ref:0], [ref:one], [ref:1], [ref:1] and see [ref:1]."
    )


def test_a_new_mark_changes_the_list_below_as_well(site):
    site.write({"posts/a.md": post("A", "One [ref:1]. Two.", references="[Rogers]", date="2026-01-01")})
    site.published()
    site.edit("posts/a.md", "Two.", "Two [ref:1].")
    site.published()
    before = site.tree()
    site.published(cache=False)

    assert len(site.main("/a/").css(".reference-back")) == 2
    assert site.tree() == before


def test_the_trail_of_reviews_is_shown(site):
    reviewed = {"reviewed_by": "ada-moss", "reviewed": "2026-09-10", "review_due": "2027-09-10"}
    site.write({"posts/a.md": post("A", **reviewed)})
    site.published()

    assert " ".join(site.main("/a/").css_first(".review").text().split()) == (
        "Reviewed by Ada Moss, MA, MBACP Last reviewed on 10 September 2026 Next review due on 10 September 2027"
    )


@every_row("typed", ["10.1037/h0045357", "doi:10.1037/h0045357", "https://dx.doi.org/10.1037/h0045357"])
def test_dois_as_people_copy_them(typed):
    from therapyblog.settings.types import doi

    assert doi(Node(typed)) == "10.1037/h0045357"


@every_row("typed", ["h0045357", "10.1037", "10.1037/", "https://example.org/10.1037/x", "10.1/a b"])
def test_what_is_no_doi(typed):
    from therapyblog.settings.types import doi

    with pytest.raises(Wrong):
        doi(Node(typed))
