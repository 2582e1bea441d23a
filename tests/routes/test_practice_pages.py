"""The pages of a practice: fees, questions, contact, privacy and the imprint."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from support.rows import every_row
from support.site import SmallSite, codes, post
from support.twins import Twins

BASE = "https://stillwater.example"
ROOT = Path(__file__).parents[2]
PRACTICE = """\
[practice]
name = "Still Water Practice"
street = "2 Quay"
town = "Leith"
postcode = "EH6"
email = "hello@stillwater.example"
phone = "0131 496 0000"
hours = ["Mondays"]
"""
SERVICES = """\
[[service]]
name = "Counselling"
description = "Week by week."
duration = 50
price = "£62"
price_from = 38
currency = "gbp"
sliding_scale = true
mode = "in-person, online, while walking"

[[service]]
name = "Assessment"
price_from = 140.5
currency = "GBP"

[[service]]
name = "A first talk"
price = "free"
"""


def rows(site, url):
    """Return the table of services on a page, cell by cell."""
    (table,) = site.main(url).css("table.services")
    return [[" ".join(cell.text().split()) for cell in row.css("th, td")] for row in table.css("tr")]


def node(site, url, kind):
    (found,) = [one for one in site.graph(url) if one["@type"] == kind]
    return found


# Fees


def test_a_page_of_fees_shows_the_services_above_its_text(site):
    site.settings(SERVICES)
    site.write({"pages/fees.md": post("Fees", "Pay by card.", template="fees")})
    site.published()

    assert rows(site, "/fees/") == [
        ["Service", "Fee"],
        ["Counselling Week by week. 50 minutes in person, online, while walking", "£62 Reduced fees from £38"],
        ["Assessment", "from £140.50"],
        ["A first talk", "free"],
    ]
    main = site.main("/fees/").html
    assert main.index("<table") < main.index("Pay by card.")


def test_the_text_may_say_where_the_services_stand(site):
    site.settings(SERVICES)
    site.write({"pages/fees.md": post("Fees", "First.\n\n:::services\n\nThen.", template="fees")})
    site.published()

    main = site.main("/fees/").html
    assert main.count("<table") == 1
    assert main.index("First.") < main.index("<table") < main.index("Then.")


def test_any_text_may_show_the_services(site):
    site.settings(SERVICES)
    site.write(
        {"posts/a.md": post("A", ":::services", date="2026-01-01"), "pages/index.md": post("Home", ":::services")}
    )
    site.published()

    assert len(rows(site, "/a/")) == len(rows(site, "/")) == 4
    assert "£62" in site.text("feed.xml")


def test_money_and_length_are_written_in_the_language_of_the_page(site):
    site.settings('[[service]]\nname = "Talk"\nduration = 1\nprice_from = 1200.5\ncurrency = "EUR"\n')
    site.write(
        {"pages/prix.md": post("Prix", template="fees", language="fr"), "pages/fees.md": post("F", template="fees")}
    )
    site.published()

    assert rows(site, "/prix/")[1] == ["Talk 1 minute", "à partir de 1 200,50 €"]
    assert rows(site, "/fees/")[1] == ["Talk 1 minute", "from €1,200.50"]
    assert [one.attributes["lang"] for one in site.main("/prix/").css(".services__name")] == ["en-GB"]


def test_the_services_are_a_table_of_headed_rows_and_columns_and_need_no_roles(site):
    site.settings(SERVICES)
    site.write({"pages/fees.md": post("Fees", template="fees")})
    site.published()

    (table,) = site.main("/fees/").css("table.services")
    assert table.css("[role]") == []
    assert [one.attributes["scope"] for one in table.css("th")] == ["col", "col", "row", "row", "row"]
    assert table.css_first("caption").text() == "Services and fees"


def test_search_engines_are_told_only_the_prices_that_are_certain(site):
    site.settings(PRACTICE + SERVICES)
    site.write({"pages/fees.md": post("Fees", template="fees"), "pages/about.md": post("About")})
    site.published()

    practice = {"@id": f"{BASE}/#practice"}
    assert practice["@id"] == node(site, "/fees/", "LocalBusiness")["@id"]
    assert [one for one in site.graph("/fees/") if one["@type"] == "Offer"] == [
        {
            "@type": "Offer",
            "@id": f"{BASE}/#offer-counselling",
            "itemOffered": {
                "@type": "Service",
                "name": "Counselling",
                "description": "Week by week.",
                "provider": practice,
            },
            "offeredBy": practice,
            "priceSpecification": {"@type": "PriceSpecification", "minPrice": 38, "priceCurrency": "GBP"},
        },
        {
            "@type": "Offer",
            "@id": f"{BASE}/#offer-assessment",
            "itemOffered": {"@type": "Service", "name": "Assessment", "provider": practice},
            "offeredBy": practice,
            "price": 140.5,
            "priceCurrency": "GBP",
        },
        {
            "@type": "Offer",
            "@id": f"{BASE}/#offer-a-first-talk",
            "itemOffered": {"@type": "Service", "name": "A first talk", "provider": practice},
            "offeredBy": practice,
        },
    ]
    assert [one for one in site.graph("/about/") if one["@type"] == "Offer"] == []


def test_two_services_of_one_name_are_two_offers(site):
    site.settings('[[service]]\nname = "Talk"\n\n[[service]]\nname = "Talk"\nduration = 90\n')
    site.write({"pages/fees.md": post("Fees", template="fees")})
    site.published()

    found = [one["@id"] for one in site.graph("/fees/") if one["@type"] == "Offer"]
    assert found == [f"{BASE}/#offer-talk", f"{BASE}/#offer-talk-2"]


# Questions


FAQ = "Ask away.\n\n## How soon?\n\nNext [week](about.md).\n\n## How much?\n\nIt is £60.\n\n## For whom?\n\nAdults.\n"


def test_a_page_of_questions_leads_to_each_and_tells_search_engines_the_answers(site):
    site.write({"pages/faq.md": post("Questions", FAQ, template="faq"), "pages/about.md": post("About")})
    site.published()

    main = site.main("/faq/")
    assert [one.attributes["href"] for one in main.css(".contents a")] == ["#how-soon", "#how-much", "#for-whom"]
    assert [one.attributes["id"] for one in main.css(".prose h2")] == ["how-soon", "how-much", "for-whom"]
    page = node(site, "/faq/", "FAQPage")
    assert page["@id"] == f"{BASE}/faq/#webpage"
    assert page["mainEntity"][0] == {
        "@type": "Question",
        "@id": f"{BASE}/faq/#how-soon",
        "name": "How soon?",
        "acceptedAnswer": {"@type": "Answer", "text": "Next week."},
    }
    assert [one["name"] for one in page["mainEntity"]] == ["How soon?", "How much?", "For whom?"]


def test_an_answer_that_changes_changes_what_search_engines_are_told(site, tmp_path):
    site.write(
        {"pages/faq.md": post("Questions", FAQ, template="faq", description="D"), "pages/about.md": post("About")}
    )
    twins = Twins(site.folder, tmp_path / "clean")
    twins.step()
    site.edit("pages/faq.md", "It is £60.", "It is £70.")

    assert twins.step().rendered == ("/faq/",)
    assert node(site, "/faq/", "FAQPage")["mainEntity"][1]["acceptedAnswer"]["text"] == "It is £70."


def test_what_a_page_shows_changes_with_the_settings_alone(site, tmp_path):
    pages = {
        "pages/fees.md": post("Fees", template="fees"),
        "pages/contact.md": post("Contact", template="contact"),
        "pages/privacy.md": post("Privacy", template="privacy"),
        "posts/a.md": post("A", ":::services"),
    }
    site.settings(PRACTICE + SERVICES)
    site.write(pages)
    steps = (
        lambda: site.edit("therapyblog.toml", 'price = "£62"', 'price = "£65"'),
        lambda: site.settings(PRACTICE + SERVICES + '[contact]\nform_url = "https://forms.example/1"\n'),
        lambda: site.settings(PRACTICE + SERVICES + '[contact]\nform_url = "https://other.example/1"\nphone = true\n'),
        lambda: site.settings(PRACTICE + SERVICES, country='"DE"'),
        lambda: site.write({"pages/imprint.md": post("Our own", "Words.")}),
        lambda: site.edit("pages/imprint.md", "title: Our own", "title: Our own\ntemplate: imprint"),
        lambda: site.delete("pages/imprint.md"),
        lambda: site.settings(PRACTICE + SERVICES),
    )
    twins = Twins(site.folder, tmp_path / "clean")
    assert twins.step().published
    for step in steps:
        step()
        assert twins.step().rendered


# Contact


def fields(form):
    """Return each field that a visitor sees: its label, name, kind and what a browser may fill in."""
    found = []
    for label in form.css("label"):
        (field,) = form.css(f"#{label.attributes['for']}")
        attributes = field.attributes
        if not field.parent.attributes.get("aria-hidden"):
            words = " ".join(label.text().split())
            found.append((words, attributes["name"], attributes.get("type"), attributes.get("autocomplete")))
    return found


def test_a_contact_page_has_a_form_that_works_without_anything_else(site):
    site.settings(PRACTICE + '[contact]\nform_url = "https://forms.example/f/1?a=b"\nconsent = "I have read it."\n')
    site.write({"pages/contact.md": post("Contact", "Do write.", template="contact", description="D")})
    site.published()

    main = site.main("/contact/")
    (form,) = main.css("form")
    assert (form.attributes["action"], form.attributes["method"]) == ("https://forms.example/f/1?a=b", "post")
    assert fields(form) == [
        ("Your name", "name", "text", "name"),
        ("Your email address", "email", "email", "email"),
        ("Your message", "message", None, None),
        ("I have read it.", "consent", "checkbox", None),
    ]
    assert {one.attributes["name"] for one in form.css("[required]")} == {"name", "email", "message", "consent"}
    (section,) = main.css(".contact-form")
    assert "Please don’t include confidential details in a message." in section.text()
    assert not main.css("script:not([type]), [onsubmit], [style]")


def test_the_field_that_traps_robots_is_hidden_from_people(site):
    site.settings(PRACTICE + '[contact]\nform_url = "https://forms.example/f"\nhoneypot = "bot-field"\nphone = true\n')
    site.write({"pages/contact.md": post("Contact", template="contact")})
    site.published()

    (form,) = site.main("/contact/").css("form")
    (trap,) = form.css("[aria-hidden=true] input")
    assert trap.attributes["name"] == "bot-field"
    assert (trap.attributes["tabindex"], trap.attributes["autocomplete"]) == ("-1", "off")
    assert ("Your telephone number (if you like)", "phone", "tel", "tel") in fields(form)
    assert "phone" not in {one.attributes["name"] for one in form.css("[required]")}

    site.edit("therapyblog.toml", '"bot-field"', '""')
    site.published()
    assert not site.main("/contact/").css("[aria-hidden] input")


def test_without_a_form_service_the_page_says_where_to_write(site):
    site.settings(PRACTICE)
    site.write({"pages/contact.md": post("Contact", template="contact")})
    site.published()

    main = site.main("/contact/")
    assert not main.css("form")
    (link,) = main.css('a[href^="mailto:"]')
    assert link.text() == "hello@stillwater.example"
    assert "Please don’t include confidential details" in main.css_first(".contact-facts").text()


def test_a_contact_page_says_where_the_practice_is_and_when(site):
    site.settings(PRACTICE)
    site.write({"pages/write.md": post("Write", template="contact")})
    site.published()

    facts = " ".join(site.main("/write/").css_first(".contact-facts").text().split())
    assert facts == (
        "Phone 0131 496 0000 Email hello@stillwater.example Please don’t include confidential details in a message. "
        "Address 2 Quay Leith EH6 Hours Mondays"
    )
    assert node(site, "/write/", "ContactPage")["@id"] == f"{BASE}/write/#webpage"


def test_a_contact_page_of_any_name_is_where_the_waiting_list_is(site):
    site.settings(
        '[cta.talk]\nlabel = "Book"\nurl = "https://booking.example"\n', default_cta='"talk"', accepting='"waitlist"'
    )
    site.write({"pages/write.md": post("Write", template="contact"), "pages/about.md": post("About")})
    site.build()

    assert site.main("/about/").css_first(".cta .button").attributes["href"] == "../write/"


# Privacy


LOADS = ("src", "srcset", "poster", "data", "action", "formaction", "data-src", "data-embed", "data-embed-src")


def hosts_named(site):
    """Return the hosts that the privacy page names: in its lists, and where the form sends to."""
    (generated,) = site.main("/privacy/").css(".privacy")
    said = " ".join(one.text() for one in generated.css("p") if "@" not in one.text())
    return {one.text().strip() for one in generated.css("li")} | set(re.findall(r"\b[a-z-]+\.example\b", said))


def hosts_found(site):
    """Return the hosts that any built page loads from, sends to, or leads to by a button, and those that load."""
    loaded, buttons = set(), set()
    for path, content in site.tree().items():
        if not path.endswith(".html"):
            continue
        page = LexborHTMLParser(content.decode())
        for name in LOADS:
            loaded |= {urlsplit(one.attributes[name] or "").hostname for one in page.css(f"[{name}]")}
        relations = [one for one in page.css("link[href]") if one.attributes["rel"] not in ("canonical", "alternate")]
        loaded |= {urlsplit(one.attributes["href"] or "").hostname for one in relations}
        buttons |= {urlsplit(one.attributes["href"] or "").hostname for one in page.css("main a.button")}
    return loaded - {None}, buttons - {None}


CALLS = """\
[cta.talk]
label = "Book"
url = "https://booking.example/talk"

[cta.talk.waitlist]
url = "https://waiting.example/list"

[cta.unused]
label = "Elsewhere"
url = "https://unused.example"
"""


@pytest.fixture
def private(site):
    site.settings(PRACTICE + CALLS, default_cta='"talk"')
    site.write(
        {
            "pages/privacy.md": post("Privacy", "Our own words.", template="privacy"),
            "pages/contact.md": post("Contact", template="contact"),
            "posts/a.md": post("A", "See [a book](https://books.example/1)."),
            "practitioners/ben.md": "---\nname: Ben\nbooking_url: https://ben.example/book\n---\nBen.\n",
        }
    )
    return site


def test_a_privacy_page_names_what_the_built_pages_call_or_lead_to(private):
    private.edit("therapyblog.toml", "[cta.talk]", '[contact]\nform_url = "https://forms.example/f"\n\n[cta.talk]')
    private.build()

    loaded, buttons = hosts_found(private)
    assert loaded == {"forms.example"}
    assert buttons == {"booking.example", "ben.example"}
    assert hosts_named(private) == loaded | buttons


def test_a_form_that_no_page_holds_is_not_named(private):
    private.edit("therapyblog.toml", "[cta.talk]", '[contact]\nform_url = "https://forms.example/f"\n\n[cta.talk]')
    private.delete("pages/contact.md")
    private.build()

    assert "forms.example" not in hosts_found(private)[0] | hosts_named(private)


def test_a_privacy_page_follows_the_waiting_list(private):
    private.edit("therapyblog.toml", 'default_cta = "talk"', 'default_cta = "talk"\naccepting = "waitlist"')
    private.build()

    loaded, buttons = hosts_found(private)
    assert (loaded, buttons) == (set(), {"waiting.example"})
    assert hosts_named(private) == buttons


def test_a_privacy_page_names_embeds_and_the_origins_that_are_allowed(private):
    if not (ROOT / "themes/base/templates/components/embed.html").exists():
        private.write({"theme/templates/components/embed.html": '<a href="{{ component.argument }}">Film</a>\n'})
    private.write({"posts/film.md": post("Film", ":::embed https://films.example/watch?v=1")})
    private.write({"posts/draft.md": post("Draft", ":::embed https://secret.example/1", status="draft")})
    private.edit("therapyblog.toml", "[cta.talk]", '[privacy]\nallow = ["https://maps.example"]\n\n[cta.talk]')
    private.build()

    loaded, buttons = hosts_found(private)
    assert (
        loaded | buttons <= hosts_named(private) == {"films.example", "maps.example", "booking.example", "ben.example"}
    )


def test_the_privacy_page_of_the_example_is_true(tmp_path):
    ignored = shutil.ignore_patterns("public", ".therapyblog")
    shutil.copytree(ROOT / "example_site", tmp_path / "site", ignore=ignored)
    example = SmallSite(tmp_path / "site", {})
    example.build()

    loaded, buttons = hosts_found(example)
    assert buttons
    assert hosts_named(example) == loaded | buttons


def test_the_words_of_the_practice_stand_before_what_is_generated(private):
    private.build()

    main = " ".join(private.main("/privacy/").text().split())
    assert main.index("Our own words.") < main.index("This website sets no cookies")
    assert "No form on this website sends what you type to anybody." in main
    assert "Still Water Practice 2 Quay Leith EH6 United Kingdom Email: hello@stillwater.example" in main


def test_a_privacy_page_of_any_name_is_in_the_small_print(site):
    site.settings("", language='"de"')
    site.write({"pages/datenschutz.md": post("Datenschutz", template="privacy"), "pages/index.md": post("Start")})
    site.published()

    assert not site.html("/").css('.site-menu a[href="datenschutz/"]')
    assert site.html("/").css('.site-footer__menu a[href="datenschutz/"]')
    assert "setzt keine Cookies" in site.main("/datenschutz/").text()


# The imprint


IMPRINT = """\
[practice]
name = "Praxis am Hafen"
street = "Kai 3"
town = "Hamburg"
postcode = "20457"
email = "praxis@stillwater.example"
phone = "040 123456"
responsible = "Ada Moss"
profession = "Psychologische Psychotherapeutin"
granted_in = "Deutschland"
chamber = "Psychotherapeutenkammer Hamburg"
rules = "Berufsordnung"
rules_url = "https://kammer.example/ordnung"
vat_id = "de123456789"
"""


def test_a_german_practice_has_an_imprint_in_the_small_print(site):
    site.settings(IMPRINT, country='"DE"', language='"de"')
    site.published()

    facts = [" ".join(one.text().split()) for one in site.main("/impressum/").css(".facts > div")]
    assert facts == [
        "Anbieter dieser Website Praxis am Hafen Kai 3 20457 Hamburg Deutschland",
        "Telefon 040 123456",
        "E-Mail praxis@stillwater.example",
        "Verantwortlich für den Inhalt Ada Moss",
        "Gesetzliche Berufsbezeichnung Psychologische Psychotherapeutin (verliehen in: Deutschland)",
        "Kammer oder Berufsverband Psychotherapeutenkammer Hamburg",
        "Umsatzsteuer-Identifikationsnummer DE123456789",
        "Berufsrechtliche Regelungen Berufsordnung",
    ]
    foot = site.html("/").css_first(".site-footer address")
    assert foot is not None
    assert [line.text() for line in foot.css("bdi")] == ["Kai 3", "20457 Hamburg"]
    (link,) = site.html("/").css('.site-footer__menu a[href="impressum/"]')
    assert link.text() == "Impressum"
    assert f"<loc>{BASE}/impressum/</loc>" in site.text("sitemap.xml")
    assert node(site, "/impressum/", "WebPage")["name"] == "Impressum"


@every_row("country, language, url", [("AT", "de-AT", "/impressum/"), ("DE", "en", "/imprint/"), ("GB", "en-GB", "")])
def test_the_country_decides_whether_there_is_an_imprint(site, country, language, url):
    site.settings(IMPRINT, country=f'"{country}"', language=f'"{language}"')
    site.published()

    assert [one for one in ("/imprint/", "/impressum/") if site.exists(one)] == ([url] if url else [])


@every_row("path, template", [("imprint", ""), ("impressum", ""), ("rechtliches", "imprint")])
def test_a_page_of_its_own_takes_the_place_of_the_imprint(site, path, template):
    site.settings(IMPRINT, country='"DE"', language='"de"')
    more = {"template": template} if template else {}
    site.write({f"pages/{path}.md": post("Rechtliches", "Eigene Worte.", **more), "posts/a.md": post("A")})
    site.published()

    assert not site.exists("/impressum/") or path == "impressum"
    assert "Eigene Worte." in site.main(f"/{path}/").text()
    assert ("Ada Moss" in site.main(f"/{path}/").text()) is bool(template)
    assert len(site.html("/a/").css(f'.site-footer__menu a[href="../{path}/"]')) == 1


def test_an_imprint_of_its_own_words_is_nobody_elses_business(site):
    site.settings("", country='"DE"')
    assert codes(site.build()) == ["TB-PAGE-002"]

    site.write({"pages/imprint.md": post("Imprint", "Everything.")})
    site.published()


def test_a_country_without_the_duty_may_have_an_imprint_by_asking(site):
    site.settings('[practice]\nname = "Still Water"\nregister = "Companies House 1"\n')
    site.write({"pages/imprint.md": post("Legal", template="imprint")})
    site.published()

    assert "Companies House 1" in site.main("/imprint/").text()


# Hours

HOURS = {
    "Mo-Th 09:00-20:00": ("Monday–Thursday 09:00–20:00", ["Mo-Th 09:00-20:00"]),
    "Fr 09:00-12:00,13:00-17:00": ("Friday 09:00–12:00, 13:00–17:00", ["Fr 09:00-12:00", "Fr 13:00-17:00"]),
    "Mo,We 18:00-24:00; Sa 10:00-12:00": (
        "Monday, Wednesday 18:00–24:00; Saturday 10:00–12:00",
        ["Mo,We 18:00-24:00", "Sa 10:00-12:00"],
    ),
    "10:00-16:00": ("Every day, 10:00–16:00", ["Mo-Su 10:00-16:00"]),
    "Mondays, 9am to 5pm": ("Mondays, 9am to 5pm", []),
    "Mo-Fr 9:00-17:00": ("Mo-Fr 9:00-17:00", []),
    "Mo-Fr 09:00-25:00": ("Mo-Fr 09:00-25:00", []),
    "Mo-Fr 09:00-17:00; by arrangement": ("Mo-Fr 09:00-17:00; by arrangement", []),
    "24/7": ("24/7", []),
}


@every_row("written", HOURS)
def test_hours_are_shown_in_words_and_told_where_they_are_times(tmp_path, written):
    site = SmallSite(tmp_path / "site")
    site.settings(f'[practice]\nname = "Still Water"\nhours = ["{written}"]\n')

    site.published()

    (practice,) = (node for node in site.graph("/") if node["@id"].endswith("#practice"))
    shown = site.html("/").css_first(".site-footer__hours li").text()
    assert (shown, practice.get("openingHours", [])) == HOURS[written]


@every_row(
    "language, shown",
    [
        ("en-US", "Monday–Friday 9:00 AM–12:00 AM"),
        ("de", "Montag–Freitag 09:00–24:00"),
        ("fr", "Lundi–vendredi 09:00–24:00"),
        ("ar", "الاثنين–الجمعة 9:00 ص–12:00 ص"),
    ],
)
def test_hours_speak_the_language_of_the_page(tmp_path, language, shown):
    site = SmallSite(tmp_path / "site")
    site.settings('[practice]\nname = "Still Water"\nhours = ["Mo-Fr 09:00-24:00", "By arrangement"]\n')
    site.write({"posts/a.md": post("A", language=language, date="2026-01-01")})

    site.published()

    times, words = site.html("/a/").css(".site-footer__hours li")
    assert times.text().replace("\u202f", " ").replace("\u200f", "") == shown
    assert (times.attributes.get("lang"), words.attributes.get("lang")) == (
        None,
        None if language == "en-GB" else "en-GB",
    )


def test_the_practice_has_a_picture_for_machines_if_it_has_any(site):
    site.write({"media/a.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>\n'})
    site.settings('[practice]\nname = "Still Water"\n', logo='"media/a.svg"')
    site.published()

    (practice,) = (node for node in site.graph("/") if node["@id"].endswith("#practice"))
    assert practice["image"] == "https://stillwater.example/media/a.svg"


def test_the_list_of_footnotes_is_a_landmark_with_a_name_in_the_language_of_the_page(site):
    site.write({"posts/a.md": post("A", "One[^1].\n\n[^1]: Two.", language="de", date="2026-01-01")})
    site.published()

    notes = site.main("/a/").css_first("section.footnotes")
    assert (notes.attributes["role"], notes.attributes["aria-label"]) == ("doc-endnotes", "Fußnoten")
