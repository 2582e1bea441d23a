"""What no reader finds is told: pages that nothing leads to, posts without a way to them, series without posts."""

from __future__ import annotations

from support.rows import every_row
from support.site import PRACTITIONER, codes, post, told

MENU = '[[menu]]\nlabel = "Blog"\nurl = "/blog/"\n'
CTA = '[cta.x]\nlabel = "Fees"\nurl = "/fees/"\n'
LINK = "See [the fees](../pages/fees.md)."
AUTHOR = PRACTITIONER.replace("role:", "booking_url: /fees/\nrole:")

SILENT = {
    "no menu is written": ({}, ""),
    "the menu is switched off, and a post leads to it": ({"posts/a.md": post("A", LINK)}, "menu = []"),
    "the menu": ({}, MENU + '[[menu]]\npage = "fees"\n'),
    "the menu, by address": ({}, MENU + '[[menu]]\nlabel = "Fees"\nurl = "/fees/"\n'),
    "the menu, a heading": (
        {"pages/fees.md": post("Fees", "## Now {#now}")},
        MENU + '[[menu]]\nlabel="F"\nurl="/fees/#now"\n',
    ),
    "a post": ({"posts/a.md": post("A", LINK)}, MENU),
    "a post, by address and heading": (
        {"posts/a.md": post("A", "[Fees](/fees/#now)"), "pages/fees.md": post("Fees", "## Now {#now}")},
        MENU,
    ),
    "an unlisted post": ({"posts/a.md": post("A", LINK, status="unlisted")}, MENU),
    "the home page": ({"pages/index.md": post("Hello", LINK.replace("../pages/", ""))}, MENU),
    "a biography": ({"practitioners/ada-moss.md": PRACTITIONER + LINK}, MENU),
    "a series": ({"series/s.md": post("S", LINK), "posts/a.md": post("A", series="S")}, MENU),
    "the small print": ({"pages/privacy.md": post("Privacy", "[Fees](fees.md)")}, MENU),
    "page after page": (
        {
            "posts/a.md": post("A", "[B](/b/)"),
            "pages/b.md": post("B", "[C](c.md)"),
            "pages/c.md": post("C", "[F](/fees/)"),
        },
        MENU,
    ),
    "the call-to-action of the site": ({}, f"{MENU}{CTA}", "default_cta"),
    "one in a text": ({"posts/a.md": post("A", ":::cta x")}, MENU + CTA),
    "one of a practitioner": (
        {"practitioners/ada-moss.md": PRACTITIONER.replace("role:", "cta: x\nrole:")},
        MENU + CTA,
    ),
    "one while there is a waiting list": (
        {"practitioners/ada-moss.md": PRACTITIONER.replace("role:", "cta: x\naccepting: waitlist\nrole:")},
        MENU + CTA.replace("/fees/", "https://book.me") + '[cta.x.waitlist]\nurl = "/fees/"\n',
    ),
    "a booking link": ({"practitioners/ada-moss.md": AUTHOR}, MENU),
    "an old address": ({"pages/fees.md": post("Fees", aliases="[/prices/]")}, MENU),
    "a template": ({"theme/templates/partials/cta_bar.html": '<a href="/fees/">Fees</a>'}, MENU),
    "a setting for the theme": ({"pages/index.md": post("Hello", button="/fees/")}, MENU),
    "it is unlisted": ({"pages/fees.md": post("Fees", status="unlisted")}, MENU),
    "it is a draft": ({"pages/fees.md": post("Fees", status="draft")}, MENU),
    "it wants no menu": ({"pages/fees.md": post("Fees", menu="false")}, MENU),
    "it is small print by its name": ({"pages/fees.md": post("Fees", slug="accessibility")}, MENU),
    "it is small print by its template": ({"pages/fees.md": post("Fees", template="privacy")}, MENU),
    "HTML may hold a link": (
        {"posts/a.md": post("A", '<a href="/fees/">Fees</a>')},
        MENU + '[markdown]\nraw_html = "sanitize"\n',
    ),
}


@every_row("row", SILENT.values(), SILENT)
def test_a_page_that_something_leads_to_is_none_to_tell_of(site, row):
    files, menu, *default = row
    site.write({"pages/fees.md": post("Fees"), "posts/z.md": post("Z")} | files)
    site.settings("" if menu == "menu = []" else menu, **({"default_cta": '"x"'} if default else {}))
    if menu == "menu = []":
        site.edit("therapyblog.toml", "[site]", "menu = []\n[site]")
    result = site.published()
    assert not result.problems


TOLD = {
    "nothing": ({}, MENU, ["fees.md"]),
    "the menu is switched off": ({}, "menu = []", ["fees.md"]),
    "itself": ({"pages/fees.md": post("Fees", "[Me](/fees/), [me](fees.md#x)\n\n## X {#x}")}, MENU, ["fees.md"]),
    "each other": (
        {"pages/fees.md": post("Fees", "[B](b.md)"), "pages/b.md": post("B", "[F](fees.md)")},
        MENU,
        ["b.md", "fees.md"],
    ),
    "a post that is held back": ({"posts/a.md": post("A", LINK, status="draft")}, MENU, ["fees.md"]),
    "a button that no page shows": ({}, MENU + CTA, ["fees.md"]),
    "words that only look like a link": ({"posts/a.md": post("A", "`[F](/fees/)` /fees/")}, MENU, ["fees.md"]),
}


@every_row("files, menu, pages", TOLD.values(), TOLD)
def test_a_page_that_nothing_leads_to_is_told_with_the_lines_to_write(site, files, menu, pages):
    site.write({"pages/fees.md": post("Fees"), "posts/z.md": post("Z")} | files)
    site.settings("" if menu == "menu = []" else menu)
    if menu == "menu = []":
        site.edit("therapyblog.toml", "[site]", "menu = []\n[site]")
    result = site.build()

    assert result.published
    assert [(told.code, told.at.path) for told in result.problems] == [
        ("TB-PAGE-003", f"pages/{page}") for page in pages
    ]
    fees = result.problems[-1]
    assert (fees.at.line, fees.excerpt) == (2, "title: Fees")
    assert 'the lines `[[menu]]` and `page = "fees"`' in fees.fix
    assert not site.build(strict=True).published

    lines = "".join(f'[[menu]]\npage = "{page.removesuffix(".md")}"\n' for page in pages)
    site.settings((MENU if menu == "menu = []" else menu) + lines)
    assert not site.build().problems, "the lines are all that it takes"


def test_posts_that_only_the_sitemap_names(site):
    site.write({"posts/a.md": post("A"), "pages/fees.md": post("Fees")})
    theme = '[theme]\nname = "calm"\nhome_posts = 0\n'
    site.settings(theme + '[[menu]]\npage = "fees"\n')
    result = site.build()
    assert codes(result) == ["TB-PAGE-003"], told(result)
    assert result.problems[0].excerpt == "home_posts = 0"

    for better in (
        theme + MENU + '[[menu]]\npage = "fees"\n',
        theme,
        theme.replace("0", "1") + '[[menu]]\npage = "fees"\n',
    ):
        site.settings(better)
        site.published()


def test_an_introduction_of_a_series_without_posts(site):
    site.write({"series/nights.md": post("Sleepless nights"), "posts/a.md": post("A", series="Days")})
    result = site.build()
    assert codes(result) == ["TB-SER-004"]
    assert str(result.problems[0]) == (
        "series/nights.md:2:8: warning TB-SER-004: no post belongs to the series “Sleepless nights”, so this "
        "introduction is shown nowhere"
    )
    assert result.problems[0].fix == "write `series: Sleepless nights` at the top of its posts, or delete this file"

    site.write({"posts/b.md": post("B", series="Sleepless nigths")})
    assert codes(site.build()) == ["TB-SER-003"], "a slip is told once, where it was made"
    for settings in (
        {"series": "Sleepless nights"},
        {"series": "sleepless nights", "status": "draft"},
        {"series": "Sleepless nights", "date": "2027-01-01"},
    ):
        site.write({"posts/b.md": post("B", **settings)})
        site.published()
