"""The texts of every language that comes with the base theme: complete, usable, and on the page."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from babel import Locale
from selectolax.lexbor import LexborHTMLParser

from support.rows import every_row
from support.site import SmallSite, codes, post, told

STRINGS = Path(__file__).parents[2] / "themes/base/strings"
TEXTS: dict[str, dict[str, Any]] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(STRINGS.glob("*.toml"))
}
ENGLISH = TEXTS["en"]
WHOLE = [tag for tag in TEXTS if "-" not in tag]
"""The languages; a file with a country in its name says only what is different there."""
COUNTRIES = [tag for tag in TEXTS if "-" in tag]
RIGHT = {"ar"}


def primary(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0]


def fields(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def numbers_by_form(tag: str) -> dict[str, list[int]]:
    """Return the whole numbers that each plural form of a language stands for."""
    form = Locale.parse(tag, sep="-").plural_form
    found: dict[str, list[int]] = {"other": []}
    for number in [*range(1_001), 1_000_000]:
        found.setdefault(form(number), []).append(number)
    return found


def lacks(tag: str) -> list[str]:
    """Name what a language's file lacks: `key`, or `key.form`."""
    own, forms = TEXTS[tag], numbers_by_form(tag)
    missing = [key for key in ENGLISH if key not in own]
    return missing + [
        f"{key}.{form}" for key, value in own.items() if isinstance(value, dict) for form in forms if form not in value
    ]


@every_row("tag", WHOLE)
def test_a_language_has_every_text_and_every_plural_form(tag: str):
    assert not lacks(tag), f"strings/{tag}.toml lacks: {', '.join(lacks(tag))}"


@every_row("tag", WHOLE)
def test_a_language_has_no_text_that_nothing_shows(tag: str):
    forms = numbers_by_form(tag)
    surplus = [key for key in TEXTS[tag] if key not in ENGLISH]
    surplus += [
        f"{key}.{form}"
        for key, value in TEXTS[tag].items()
        if isinstance(value, dict)
        for form in set(value) - {*forms}
    ]

    assert not surplus, f"strings/{tag}.toml has too much: {', '.join(surplus)}"


@every_row("tag", WHOLE)
def test_every_value_that_english_shows_is_shown(tag: str):
    forms = numbers_by_form(tag)
    for key, value in TEXTS[tag].items():
        if isinstance(value, str):
            assert fields(value) == fields(ENGLISH[key]), f"strings/{tag}.toml: {key}"
            continue
        for form, text in value.items():
            # A form for one number alone may say it in words: “two minutes” is one word in Arabic.
            spelled_out = len(forms[form]) == 1 and not fields(text)
            assert spelled_out or fields(text) == {"n"}, f"strings/{tag}.toml: {key}.{form}"


def in_danger(key: str) -> bool:
    """Whether somebody in danger may read a text: no country does with the words of another."""
    return key.startswith(("safety_", "exit_")) or key in ("crisis_intro", "crisis_none")


@every_row("tag", COUNTRIES)
def test_a_country_changes_only_texts_that_there_are(tag: str):
    language = TEXTS[primary(tag)]
    for key, value in TEXTS[tag].items():
        assert value != language[key] or in_danger(key), f"strings/{tag}.toml: {key} is as in the language"
        for text in value.values() if isinstance(value, dict) else [value]:
            assert fields(text) == ({"n"} if isinstance(value, dict) else fields(ENGLISH[key])), f"{tag}: {key}"


@every_row("tag", [tag for tag in COUNTRIES if tag != "en-US"])
def test_a_country_has_its_own_words_for_people_in_danger(tag: str):
    # English is read on both sides of the ocean: what the United States say differently of these is in their file.
    lacking = sorted(key for key in ENGLISH if in_danger(key) and key not in TEXTS[tag])

    assert lacking == [], f"strings/{tag}.toml lacks: {', '.join(lacking)}"


@every_row("tag, texts", [("es-MX", "es-419"), ("es-ES", "es"), ("pt-AO", "pt-PT"), ("pt-BR", "pt")])
def test_a_country_reads_the_texts_of_its_neighbours(site: SmallSite, tag: str, texts: str):
    site.settings("[exit]\nenabled = true\n", language=f'"{tag}"')

    site.published()

    assert TEXTS[texts]["safety_history"] in site.main("/safety/").text()


@every_row("tag", TEXTS)
def test_texts_are_typeset(tag: str):
    texts = (STRINGS / f"{tag}.toml").read_text(encoding="utf-8")
    for key, value in tomllib.loads(texts).items():
        for text in value.values() if isinstance(value, dict) else [value]:
            assert "'" not in text, f"strings/{tag}.toml: {key}"
            assert text == text.strip() or key == "list_comma", f"strings/{tag}.toml: {key}"
            if tag == "fr":
                assert not re.search(r"[ \w][?!;»]| :|«[ \w]", text), f"strings/{tag}.toml: {key}"


# A site with a bit of everything. The titles are words of no language, so that none is taken for a label.
RICH = {
    "practitioners/ada.md": """\
---
name: Ada Moss
role: Xrole
pronouns: xe/xem
photo: /media/a.svg
image_alt: Xalt
accepting: waitlist
phone: +44 131 496 0123
email: ada@stillwater.example
location: Xtown
languages: [Xa, Xb]
modalities: [Xm]
supervision: Xsup
insurance: Xins
credentials:
  - letters: XL
    name: Xname
    kind: registration
    issuer: Xissuer
    number: "5"
    verify_url: https://xreg.example/
    expires: 2030-01-01
    checked_on: 2026-10-01
  - {letters: XD, name: Xdegree, kind: degree, issuer: Xuni, verify_url: "https://xuni.example/"}
---
Xada.
""",
    "practitioners/bo.md": "---\nname: Bo Reed\nrole: Xrole\naccepting: closed\n---\nXbo.\n",
    "practitioners/cy.md": "---\nname: Cy Fenn\nrole: Xrole\naccepting: open\nbooking_url: https://xbook.example/\n---\nXcy.\n",
    "pages/xcontact.md": "---\ntitle: Xcontact\nslug: contact\naliases: [/old/]\nupdated: 2026-11-02\n---\nXcontact.\n",
    "media/a.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>\n',
    "posts/a.md": """\
---
title: Xone
date: 2026-10-05
updated: 2026-11-05
author: Ada Moss
topic: Xtopic
tags: [Xtag]
series: {name: Xseries, part: 1}
content_note: [Xloss]
vignettes: composite
reviewed_by: Bo Reed
reviewed: 2026-11-06
image: /media/a.svg
image_alt: Xalt
image_credit: Xcredit
references:
  - {text: Xbook, doi: 10.1000/1}
---
:::exercise Xbreath {minutes="2"}
Xbreathe.
:::

:::figure /media/a.svg {alt="Xalt" credit="Xcredit"}
:::

:::crisis

## Xa
## Xb
## Xc
""",
    "posts/b.md": post(
        "Xtwo",
        date="2026-10-04",
        authors="[Ada Moss, Bo Reed]",
        series="{name: Xseries, part: 2}",
        vignettes="disguised",
    ),
    "posts/c.md": post(
        "Xthree", date="2026-10-03", author="Bo Reed", series="{name: Xseries, part: 3}", vignettes="consented"
    ),
    "posts/d.md": "---\ntitle: Xfour\ndate: 2026-12-01\nauthor: Cy Fenn\n---\nXfour.\n",
    "posts/e.md": "---\ntitle: Xfive\nstatus: draft\nauthor: Cy Fenn\n---\nXfive.\n",
    "series/xseries.md": "---\ntitle: Xseries\nstatus: ongoing\n---\nXseries.\n",
}
SETTINGS = """
default_cta = "first"
posts_per_page = 2

[practice]
name = "Still Water"
street = "Xstreet 5"
town = "Xtown"
email = "hello@stillwater.example"
phone = "+44 131 496 0123"
hours = ["9–17"]

[cta.first]
label = "Xbook"
url = "https://xbook.example/"
duration = 25
mode = "online"
time_zone = "Europe/London"
"""
LONG_DATE = {
    "ar": "5 أكتوبر 2026",
    "de": "5. Oktober 2026",
    "en": "October 5, 2026",
    "en-GB": "5 October 2026",
    "en-US": "October 5, 2026",
    "es": "5 de octubre de 2026",
    "fr": "5 octobre 2026",
    "it": "5 ottobre 2026",
    "nl": "5 oktober 2026",
    "pl": "5 października 2026",
    "pt": "5 de outubro de 2026",
    "pt-PT": "5 de outubro de 2026",
}


def rich(site: SmallSite, tag: str) -> None:
    """Build a site with a bit of everything in a language."""
    site.delete("practitioners/ada-moss.md")
    site.settings(SETTINGS, language=f'"{tag}"')
    site.write(RICH)
    site.published(drafts=True, future=True)


def shown(html: str) -> set[str]:
    """Return every text of a page, and every attribute that somebody reads."""
    page = LexborHTMLParser(html)
    texts = {node.text(deep=False) for node in page.root.traverse(include_text=True)} if page.root else set()
    for node in page.css("[aria-label], [title], [alt]"):
        texts |= {node.attributes.get(name) or "" for name in ("aria-label", "title", "alt")}
    return {re.sub("[\u2066-\u2069]", "", text).strip() for text in texts} - {""}


def patterns(tag: str) -> dict[str, re.Pattern[str]]:
    """Return what to look for: key → a text of a language with anything for its values, where it says something."""
    found = {}
    for key, value in TEXTS[tag].items():
        for form, text in value.items() if isinstance(value, dict) else [("", value)]:
            if re.search(r"\w", re.sub(r"\{\w+\}", "", text)):
                words = re.split(r"\{\w+\}", text.strip())
                found[f"{key}.{form}" if form else key] = re.compile(".+".join(map(re.escape, words)))
    return found


def seen(site: SmallSite, tag: str) -> dict[str, str]:
    """Return the texts of a language that stand somewhere on the built site, each with a page that has it."""
    pages = {name: shown(content.decode()) for name, content in site.tree().items() if name.endswith(".html")}
    every = {text: name for name, texts in pages.items() for text in texts}
    return {key: every[text] for key, pattern in patterns(tag).items() for text in every if pattern.fullmatch(text)}


def test_the_site_of_these_tests_shows_nearly_every_text(site: SmallSite):
    rich(site, "en-GB")

    assert len(seen(site, "en")) > 90, sorted(patterns("en").keys() - seen(site, "en"))


@every_row("tag", [*(one for one in TEXTS if not one.startswith("en")), "de-AT", "pt-BR"])
def test_a_site_in_a_language_shows_nothing_in_english(site: SmallSite, tag: str):
    rich(site, tag)

    language = tag if tag in TEXTS else primary(tag)
    own = {*patterns(primary(tag)).values(), *patterns(language).values()}
    same = {key for key, pattern in patterns("en").items() if pattern in own}
    english = {key: page for key, page in seen(site, "en").items() if key not in same}
    assert not english, "still in English: " + ", ".join(f"{key} on {page}" for key, page in english.items())
    if language in WHOLE:
        assert len(seen(site, language)) > 85, sorted(patterns(language).keys() - seen(site, language))


@every_row("tag", LONG_DATE)
def test_pages_say_their_language_and_direction_and_write_dates_in_it(site: SmallSite, tag: str):
    rich(site, tag)

    way = "rtl" if tag in RIGHT else "ltr"
    for name, content in site.tree().items():
        if name.endswith(".html"):
            assert f'<html lang="{tag}" dir="{way}">' in content.decode(), name
    assert f'<time datetime="2026-10-05">{LONG_DATE[tag]}</time>' in site.page("/a/")


NARROW = "\N{NARROW NO-BREAK SPACE}"
ON_A_PAGE = {
    "en-GB": ("“a ‘b’”", "5 parts", "1 part", "4 minute read", "20 minutes"),
    "en-US": ("“a ‘b’”", "5 parts", "1 part", "4 minute read", "20 minutes"),
    "de": ("„a ‚b‘“", "5 Teile", "1 Teil", "4 Minuten Lesezeit", "20 Minuten"),
    "fr": (f"«{NARROW}a “b”{NARROW}»", "5 parties", "1 partie", "4 minutes de lecture", "20 minutes"),
    "es": ("«a “b”»", "5 partes", "1 parte", "4 minutos de lectura", "20 minutos"),
    "nl": ("“a ‘b’”", "5 delen", "1 deel", "4 minuten lezen", "20 minuten"),
    "it": ("«a “b”»", "5 parti", "1 parte", "4 minuti di lettura", "20 minuti"),
    "pt": ("“a ‘b’”", "5 partes", "1 parte", "4 minutos de leitura", "20 minutos"),
    "pl": ("„a «b»”", "5 części", "1 część", "4 minuty czytania", "20 minut"),
    "ar": ("«a ‹b›»", "5 أجزاء", "جزء واحد", "قراءة في 4 دقائق", "20 دقيقة"),
}
"""What stands on built pages: quotation marks, the parts of a long and of a short series, reading time, duration."""


@every_row("tag", ON_A_PAGE)
def test_marks_and_counted_things_on_built_pages(site: SmallSite, tag: str):
    site.settings(
        '[cta.talk]\nlabel = "x"\nurl = "https://booking.example/"\nduration = 20\n',
        language=f'"{tag}"',
        default_cta='"talk"',
    )
    site.write({f"posts/p{part}.md": post(f"P{part}", "\"a 'b'\"", series="N", part=part) for part in range(1, 6)})
    site.write({"posts/long.md": post("Long", "word " * 900, series="Solo", part=1)})
    site.published()

    said = (
        site.html("/p1/").css_first(".prose").text().strip(),
        site.html("/series/n/").css_first(".meta > span").text(),
        site.html("/series/solo/").css_first(".meta > span").text(),
        site.html("/long/").css(".text__header .meta > span")[-1].text(),
        site.html("/long/").css_first(".cta__facts li").text(),
    )
    assert said == ON_A_PAGE[tag]


SHOW = "{{ %s }}"


def says(site: SmallSite, what: str, language: str = "en") -> str:
    """Return what a template makes of an expression on a page in a language."""
    site.write(
        {
            "posts/a.md": f"---\ntitle: A\nlanguage: {language}\ndate: 2026-12-01\n---\nSome words.\n",
            "theme/templates/post.html": SHOW % what,
        }
    )
    site.published(future=True)
    return site.page("/a/").rstrip("\n")


@every_row(
    "language, number, words",
    [
        ("en", 1, "1 part"),
        ("en", 5, "5 parts"),
        ("pl", 1, "1 część"),
        ("pl", 22, "22 części"),
        ("ar", 1, "جزء واحد"),
        ("ar", 2, "جزءان"),
        ("ar", 3, "3 أجزاء"),
        ("ar", 11, "11 جزءًا"),
        ("ar", 100, "100 جزء"),
        ("de", 12_345, "12.345 Teile"),
        ("fr", 1_000_000, "1\u202f000\u202f000 de parties"),
    ],
)
def test_numbers_have_their_form(site: SmallSite, language: str, number: int, words: str):
    assert says(site, f"strings.parts | counted({number}, language)", language) == words


@every_row("number, words", [(1, "1 tekst"), (2, "2 teksty"), (5, "5 tekstów"), (12, "12 tekstów"), (24, "24 teksty")])
def test_polish_counts_in_three_forms(site: SmallSite, number: int, words: str):
    assert says(site, f"strings.posts | counted({number}, language)", "pl") == words


@every_row(
    "language, date",
    [
        ("fr", "1er décembre 2026"),
        ("it", "1º dicembre 2026"),
        ("pt-BR", "1º de dezembro de 2026"),
        ("pt-PT", "1 de dezembro de 2026"),
        ("es", "1 de diciembre de 2026"),
        ("de-CH", "1. Dezember 2026"),
    ],
)
def test_the_first_of_a_month(site: SmallSite, language: str, date: str):
    assert says(site, "post.date | day(language)", language) == date


def test_a_value_in_a_text_from_the_right_keeps_its_own_order(site: SmallSite):
    said = says(site, 'strings.crisis_call | fill(number="116 123")', "ar")

    assert said == "الاتصال بالرقم \u2068116 123\u2069"


@every_row("theme", ["base", "calm", "clinic", "journal"])
def test_a_number_alone_keeps_its_order_on_every_page_from_the_right(site: SmallSite, theme: str):
    site.settings(
        f'[theme]\nname = "{theme}"\n[practice]\nname = "P"\nphone = "0131 496 0000"\nemail = "p@x.org"\n'
        'vat_id = "GB 000 0000 00"\nresponsible = "Ada"\n',
        language='"ar"',
    )
    who = "---\nname: Ada\nphone: 0131 496 0001\n---\nAda.\n"
    pages = {f"pages/{one}.md": post(one, template=one) for one in ("contact", "privacy", "imprint")}
    site.write({"practitioners/ada-moss.md": who, "posts/a.md": post("A", "[0131 496 0570](tel:01314960570)"), **pages})
    site.published()

    seen = 0
    for url in ("/", "/a/", "/contact/", "/privacy/", "/imprint/", "/team/ada-moss/"):
        for link in site.html(url).css('a[href^="tel:"]'):
            if re.fullmatch(r"[\d ]+", link.text().strip()):
                assert link.attributes.get("dir") in ("ltr", "auto"), (url, link.html)
                seen += 1
    assert seen > 8
    assert "GB 000 0000 00" in [one.text() for one in site.html("/imprint/").css(".facts bdi")]


def test_an_arabic_name_in_an_english_text_does_too(site: SmallSite):
    assert says(site, 'strings.writing_by | fill(name="ليلى")') == "Articles by \u2068ليلى\u2069"
    assert says(site, 'strings.writing_by | fill(name="Ada")') == "Articles by Ada"


@every_row(
    "tag, way",
    [
        ("en", "ltr"),
        ("ar-EG", "rtl"),
        ("he", "rtl"),
        ("ku", "ltr"),
        ("ckb", "rtl"),
        ("az-Arab", "rtl"),
        ("ks-Deva", "ltr"),
    ],
)
def test_the_way_a_language_runs(site: SmallSite, tag: str, way: str):
    assert says(site, f'"{tag}" | direction') == way


def test_a_site_adds_a_language_with_a_file(site: SmallSite):
    swedish = {key: f"sv {key}" for key, value in ENGLISH.items() if isinstance(value, str) and not fields(value)}
    texts = "".join(f'{key} = "{text}"\n' for key, text in swedish.items())
    site.write({"theme/strings/sv.toml": texts})

    found = site_in(site, "sv")

    assert [one.code for one in found.problems] == ["TB-LANG-001"]
    assert "`page_of`" in found.problems[0].says
    assert "`home`" not in found.problems[0].says
    assert ">sv skip_to_content<" in site.page("/a/")
    assert "1 december 2026" in site.page("/a/")


def site_in(site: SmallSite, language: str):
    site.settings("", language=f'"{language}"')
    site.write({"posts/a.md": "---\ntitle: A\ndate: 2026-12-01\nstatus: published\n---\nSome words.\n"})
    return site.build(future=True)


def test_a_theme_adds_a_language_for_a_script_and_a_country(site: SmallSite):
    site.write(
        {
            "themes/mine/theme.toml": 'extends = "base"\n',
            "themes/mine/templates/post.html": "{{ strings.home ~ strings.blog ~ strings.team ~ strings.tag }}",
            "themes/mine/strings/zh.toml": 'home = "A"\nblog = "A"\nteam = "A"\n',
            "themes/mine/strings/zh-hant.toml": 'home = "B"\nblog = "B"\n',
            "themes/mine/strings/zh_Hant_TW.toml": 'home = "C"\n',
        }
    )
    site.settings('[theme]\nname = "mine"\n', language='"zh-Hant-TW"')
    site.write({"posts/a.md": "---\ntitle: A\n---\nSome words.\n"})

    result = site.build()

    assert codes(result) == ["TB-LANG-001"], told(result)
    assert site.page("/a/") == "CBATag\n"


def test_an_english_post_on_an_arabic_site_is_marked_wherever_it_stands(site: SmallSite):
    site.settings(SETTINGS, language='"ar"')
    site.write(
        {
            "posts/a.md": "---\ntitle: هدوء\ndate: 2026-11-01\n---\nكلمات [116 123](tel:116123) و[صفحة](b.md).\n",
            "posts/b.md": '---\ntitle: Calm\nlanguage: en-GB\ndate: 2026-11-02\n---\n:::quote X {lang="he"}\nY\n:::\n',
        }
    )
    site.write({"pages/c.md": "---\ntitle: C\naliases: [/was/]\n---\nC.\n"})

    site.published()

    arabic, english = site.html("/a/"), site.html("/b/")
    assert arabic.css_first(".neighbours__title").attributes == {
        "class": "neighbours__title",
        "lang": "en-GB",
        "dir": "ltr",
    }
    card = site.html("/blog/").css_first(".card[lang]")
    assert (card.attributes["lang"], card.attributes["dir"]) == ("en-GB", "ltr")
    assert card.css_first(".card__meta").attributes["lang"] == "ar"
    assert english.css_first(".site-menu li").attributes == {"lang": "ar", "dir": "rtl"}
    assert english.css_first(".button").attributes["dir"] == "auto"
    assert english.css_first(".quote").attributes["dir"] == "rtl"
    assert arabic.css_first(".prose a").attributes == {"href": "tel:116123", "dir": "auto"}
    assert arabic.css(".prose a")[1].attributes == {"href": "../b/"}
    assert arabic.css_first('address + ul a[href^="tel:"]').attributes["dir"] == "ltr"
    assert '<html lang="ar" dir="rtl">' in site.page("/was/")


def test_a_feed_says_which_way_an_entry_runs(site: SmallSite):
    site.write(
        {
            "posts/a.md": "---\ntitle: هدوء\nlanguage: ar\ndate: 2026-11-01\ncontent_note: [فقد]\n---\nكلمات.\n",
            "posts/b.md": "---\ntitle: Calm\ndate: 2026-11-02\n---\nWords.\n",
        }
    )

    site.published()

    assert '&lt;div lang="ar" dir="rtl"&gt;&lt;p&gt;كلمات.' in site.text("feed.xml").replace("&#34;", '"')
    assert "&gt;Words." in site.text("feed.xml")
    assert site.text("feed.xml").count("dir=") == 1
    assert "<summary>تنبيه بشأن المحتوى: فقد. " in site.text("feed.xml")


PHYSICAL = re.compile(
    r"(?:margin|padding|border)-(?:left|right)\b|\b(?:left|right)\s*:|text-align:\s*(?:left|right)\b|float:\s*(?:left|right)"
    r"|border-(?:top|bottom)-(?:left|right)-radius|(?:margin|padding|inset):(?:\s+[^\s;()]+){4}\s*[;}]"
)


@every_row(
    "sheet", [path.relative_to(STRINGS.parents[1]).as_posix() for path in sorted(STRINGS.parents[1].rglob("*.css"))]
)
def test_style_sheets_know_no_left_and_no_right(sheet: str):
    text = (STRINGS.parents[1] / sheet).read_text(encoding="utf-8")

    assert PHYSICAL.findall(text) == []
