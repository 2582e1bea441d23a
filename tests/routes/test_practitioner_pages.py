"""What readers see of practitioners: their own page, the team's page, the cards and bylines of posts."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser

from support.rows import every_row
from support.site import post
from therapyblog.cli.main import commands

ADA = """\
---
name: Ada Moss
pronouns: she/they
role: Counsellor
location: Leith
email: ada@stillwater.example
phone: 0131 496 0001
languages: [English, Gaelic]
modalities: [Gestalt therapy, EMDR]
accepting: open
booking_url: https://booking.example/ada
cta: first-call
supervision: With a supervisor, monthly.
insurance: Renewed each April.
credentials:
  - {letters: M.A, name: MA in Counselling, kind: degree, issuer: University of Leith, valid_from: 2012-07-01}
  - letters: MBACP
    name: Registered member
    kind: registration
    issuer: British Association for Counselling and Psychotherapy (BACP)
    number: 00012345
    verify_url: https://register.example/00012345
    valid_from: 2013-01-08
    expires: 2027-10-31
    checked_on: 2026-10-05
    jurisdiction: United Kingdom
  - {letters: LPC, kind: licence, number: 7, verify_url: "https://board.example/7"}
  - {name: Trauma training, kind: training, issuer: North School, valid_from: 2018-06-30, verify_url: "https://n.example"}
  - IFS
---
Ada listens.
"""
BEN = """\
---
name: Ben Hale
role: Thérapeute
language: fr
accepting: closed
---
Ben est là.
"""
CALL = '[cta.first-call]\nheading = "Talk first"\nlabel = "Ring Ada"\nurl = "https://booking.example/call"\n'


@pytest.fixture
def practice(site):
    site.settings(CALL)
    site.write(
        {
            "practitioners/ada-moss.md": ADA,
            "practitioners/ben.md": BEN,
            "posts/a.md": post("On sleep", author="ada-moss", date="2026-03-01"),
            "posts/b.md": post("Together", authors="[ben, ada-moss]", date="2026-03-02"),
        }
    )
    site.published()
    return site


def words(node) -> str:
    """Return what a reader reads of a node, in one line."""
    return " ".join(node.text(separator=" ").split())


def credentials(html: LexborHTMLParser) -> list[str]:
    return [words(node) for node in html.css(".credential")]


def test_every_credential_with_years_issuer_number_and_a_link_that_names_the_register(practice):
    page = practice.main("/team/ada-moss/")

    assert credentials(page) == [
        "MA in Counselling (M.A) University of Leith 2012",
        (
            "Registered member (MBACP) British Association for Counselling and Psychotherapy (BACP), United Kingdom "
            "Since 2013 No. 00012345 Valid until 31 October 2027 Check on BACP’s register Checked on 5 October 2026"
        ),
        "LPC No. 7 Check the register",
        "Trauma training North School 2018 Check with North School",
    ]
    links = {words(node): node.attributes["href"] for node in page.css(".credential a")}
    assert links["Check on BACP’s register"] == "https://register.example/00012345"


def test_the_letters_stand_in_their_order_as_the_profession_writes_them(practice):
    for url, place in (
        ("/team/ada-moss/", ".profile__letters"),
        ("/team/", ".person__letters"),
        ("/a/", ".byline .letters"),
        ("/a/", ".author-card .letters"),
    ):
        assert words(practice.main(url).css_first(place)) == "M.A, MBACP, LPC, IFS", (url, place)
    assert "<title>Ada Moss, M.A, MBACP, LPC, IFS – Still Water</title>" in practice.page("/team/ada-moss/")
    assert "<name>Ada Moss, M.A, MBACP, LPC, IFS</name>" in practice.text("feed.xml")


def test_what_a_practitioner_page_tells(practice):
    page = practice.main("/team/ada-moss/")

    assert words(page.css_first(".profile__role")) == "Counsellor she/they"
    assert [words(node) for node in page.css(".profile__glance > div")] == [
        "Ways of working Gestalt therapy, EMDR",
        "Languages English, Gaelic",
        "Based in Leith",
    ]
    assert [words(node) for node in page.css(".facts > div")] == [
        "Supervision With a supervisor, monthly.",
        "Insurance Renewed each April.",
        "Phone 0131 496 0001",
        "Email ada@stillwater.example Please don’t include confidential details in a message.",
    ]
    assert words(page.css_first(".profile__book")) == "Book with Ada Moss"
    assert page.css_first(".cta a").attributes["href"] == "https://booking.example/call"
    assert [words(node) for node in page.css(".card__title")] == ["Together", "On sleep"]
    assert words(page.css_first(".availability")) == "Taking on new clients"


def test_a_practitioner_who_says_little_has_no_empty_boxes(practice):
    page = practice.main("/team/ben/")

    assert not page.css(".profile__glance, .profile__facts, .facts, .credentials, .profile__letters, .profile__book")
    assert words(page.css_first("h1")) == "Ben Hale"


def test_the_team_at_a_glance(practice):
    ada, ben = practice.main("/team/").css(".person")

    assert words(ada) == (
        "Ada Moss M.A, MBACP, LPC, IFS Counsellor she/they Leith Taking on new clients "
        "Ways of working Gestalt therapy, EMDR Languages English, Gaelic"
    )
    assert words(ben) == "Ben Hale Thérapeute Not taking on new clients"


def test_several_practitioners_on_one_post_are_all_named_and_all_shown(practice):
    page = practice.main("/b/")

    assert [words(node) for node in page.css(".byline__author")] == [
        "Ben Hale Thérapeute",
        "Ada Moss M.A, MBACP, LPC, IFS Counsellor",
    ]
    assert [words(node) for node in page.css(".author-card__name")] == ["Ben Hale", "Ada Moss M.A, MBACP, LPC, IFS"]
    assert [one[:17] for one in credentials(page)] == ["Registered member", "LPC No. 7 Check t"]


def test_what_a_french_practitioner_says_is_marked_as_french_on_an_english_page(practice):
    role = practice.main("/b/").css_first(".byline__role")

    assert (role.attributes.get("lang"), words(role)) == ("fr", "Thérapeute")


def test_letters_that_are_written_twice_are_shown_once(site):
    site.write({"practitioners/ada-moss.md": "---\nname: Ada\ncredentials: [MBACP, MA, mbacp]\n---\n"})
    result = site.build()

    assert [found.code for found in result.problems] == ["TB-CRED-005"]
    assert words(site.main("/team/ada-moss/").css_first(".profile__letters")) == "MBACP, MA"


@every_row(
    "entries, warned",
    [
        ("[{letters: MA, name: MA in Law}, {letters: MA, name: MA in Counselling}]", False),
        ("[{letters: MA, name: MA in Law}, {letters: ma, name: ma in law}]", True),
        ("[{letters: MBACP, expires: 2026-10-31}, {letters: MBACP, valid_from: 2026-11-01}]", False),
        ("[{letters: MBACP, expires: 2026-11-01}, {letters: MBACP, valid_from: 2026-11-01}]", True),
        ("[MBACP, {letters: MBACP, name: Registered member}]", True),
        ("[{name: First}, {name: Second}]", False),
    ],
)
def test_the_same_letters_are_only_a_slip_where_nothing_tells_the_entries_apart(site, entries, warned):
    site.write({"practitioners/ada-moss.md": f"---\nname: Ada\ncredentials: {entries}\n---\n"})
    result = site.build()

    assert result.published
    assert ("TB-CRED-005" in [found.code for found in result.problems]) is warned


# Whole sites as the days go by, through the command


RENEWED = """\
---
name: Ada Moss
credentials:
  - {letters: QWOLD, name: Qwold membership, kind: registration, issuer: Qwold Society (QS), number: 777QW,
     verify_url: "https://qwold.example/777", valid_from: 2020-01-01, expires: 2026-06-30, jurisdiction: Qwoldshire}
  - {letters: ZXNEW, name: Zxnew membership, kind: registration, issuer: Zxnew Society (ZS), number: 888ZX,
     verify_url: "https://zxnew.example/888", valid_from: 2026-07-01}
  - {letters: KEEP, kind: degree, issuer: Keep College}
---
Ada listens.
"""


@pytest.fixture
def through_the_year(site):
    """A site whose practitioner has written enough for archives, series, topics, tags and feeds."""
    site.settings("", posts_per_page="2")
    posts = {
        f"posts/p{number}.md": post(
            f"Post {number}",
            date=f"2026-0{number}-01",
            series="Nights",
            topic="Sleep",
            tags="[rest]",
            reviewed_by="ada-moss",
        )
        for number in range(1, 6)
    }
    site.write({"practitioners/ada-moss.md": RENEWED, "pages/about.md": post("About", reviewed_by="ada-moss"), **posts})
    return site


def traces(site, word: str) -> set[str]:
    """Return every file of the output that holds a word, in its name or its bytes."""
    return {path for path, content in site.tree().items() if word.encode() in (path.encode() + content).lower()}


@pytest.mark.parametrize(
    ("today", "there", "gone", "told"),
    [
        ("2026-06-30", "qwold", "zxnew", {"TB-CRED-002": "“QWOLD” of Ada Moss expires on 2026-06-30",
                                    "TB-CRED-003": "“ZXNEW” of Ada Moss counts from 2026-07-01"}),
        ("2026-07-01", "zxnew", "qwold", {"TB-CRED-001": "“QWOLD” of Ada Moss expired on 2026-06-30"}),
    ],
)  # fmt: skip
def test_what_does_not_count_today_is_in_no_file_whatever_was_there_yesterday(
    through_the_year, today, there, gone, told
):
    site = through_the_year
    before = {"2026-06-30": "2026-07-01", "2026-07-01": "2026-06-30"}[today]
    for day in (before, today):
        run = CliRunner().invoke(commands, ["build", str(site.folder), "--today", day])
        assert run.exit_code == 0, run.output

    assert traces(site, gone) == set()
    assert traces(site, {"qwold": "777qw", "zxnew": "888zx"}[gone]) == set()
    shown = traces(site, there)
    for path in ("p1/index.html", "team/ada-moss/index.html", "feed.xml", "feed.json",
                 "series/nights/feed.xml", "about/index.html", "index.html"):  # fmt: skip
        assert path in shown, path
    assert run.output.count("TB-CRED-") == len(told)
    for code, says in told.items():
        assert f"{code}: {says}" in run.output


SAME_BODY = """---
name: Ada Moss
credentials:
  - {letters: MBACP, kind: registration, issuer: BACP, number: "0111", valid_from: 2020-01-01, expires: 2026-06-30}
  - {letters: MBACP, kind: registration, issuer: BACP, number: "0222", valid_from: BEGIN, expires: 2028-06-30}
---
Ada listens.
"""


@every_row(
    "begin, today, number, told",
    [
        ("2026-07-01", "2026-06-15", "0111", []),
        ("2026-07-01", "2026-06-30", "0111", []),
        ("2026-07-01", "2026-07-01", "0222", []),
        ("2026-07-01", "2028-06-15", "0222", ["TB-CRED-002"]),
        ("2026-07-01", "2028-07-01", "", ["TB-CRED-001"]),
        # Two months without a registration are two months without the letters.
        ("2026-09-01", "2026-06-15", "0111", ["TB-CRED-002", "TB-CRED-003"]),
        ("2026-09-01", "2026-08-31", "", ["TB-CRED-001", "TB-CRED-003"]),
        ("2026-09-01", "2026-09-01", "0222", []),
    ],
)
def test_a_renewal_that_the_list_tells_of_needs_no_warning(site, begin, today, number, told):
    site.write({"practitioners/ada-moss.md": SAME_BODY.replace("BEGIN", begin), "posts/a.md": post("A")})
    run = CliRunner().invoke(commands, ["build", str(site.folder), "--today", today])

    assert run.exit_code == 0, run.output
    assert re.findall("TB-CRED-[0-9]{3}", run.output) == told
    for one in ("0111", "0222"):
        assert bool(traces(site, f"{one}")) is (one == number), one
    assert bool(traces(site, "mbacp")) is bool(number)


def test_another_bodys_letters_are_no_renewal(site):
    renewed = SAME_BODY.replace("BEGIN", "2026-07-01")
    site.write({"practitioners/ada-moss.md": renewed.replace("issuer: BACP", "issuer: UKCP", 1)})

    assert [found.code for found in site.build().problems] == ["TB-CRED-001"]


def test_an_expired_credential_holds_nothing_back_unless_warnings_do(through_the_year):
    arguments = ["build", str(through_the_year.folder), "--today", "2026-07-01"]

    assert CliRunner().invoke(commands, [*arguments, "--strict"]).exit_code == 5
    assert not through_the_year.out.exists()
    assert CliRunner().invoke(commands, arguments).exit_code == 0
