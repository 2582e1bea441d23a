"""What is still an example is told before it goes live: in the settings, at the top of a file, and in a text."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from support.rows import every_row
from support.site import LOOKED_UP, PRACTITIONER, SETTINGS, SmallSite, post, told
from therapyblog.cli.main import commands
from therapyblog.settings.placeholders import starter_lines

REAL = SETTINGS.replace("stillwater.example", "stillwater.co.uk") + LOOKED_UP

IN_A_TEXT = {
    "Write to hello@example.org.": "hello@example.org",
    "See <https://www.example.com/page>.": "www.example.com",
    "[Book](https://book.example.net/x)": "book.example.net",
    "Write to [me](mailto:me@ferryhouse.example).": "me@ferryhouse.example",
    "[Form](https://forms.test/a)": "forms.test",
    "[Form](https://my.invalid/a)": "my.invalid",
    "Write to info@mysite.com.": "info@mysite.com",
    "Look at www.yourdomain.co.uk.": "www.yourdomain.co.uk",
    "Ring 01632 960 142.": "01632 960 142",
    "Ring +44 20 7946 0958.": "+44 20 7946 0958",
    "Ring (0131) 496 0123.": "(0131) 496 0123",
    "Ring 07700 900123.": "07700 900123",
    "Ring (212) 555-0142.": "(212) 555-0142",
    "Ring +1 206 555 0100.": "+1 206 555 0100",
    "Ring 01234 567890.": "01234 567890",
    "Ring 123-456-7890.": "123-456-7890",
    "Ring 07xxx xxxxxx.": "07xxx xxxxxx",
    "I work in [your town].": "[your town]",
    "I am [Your Name], a counsellor.": "[Your Name]",
    "A session costs [insert fee here].": "[insert fee here]",
    "Ich bin [Ihr Name].": "[Ihr Name]",
    "Je suis [votre nom].": "[votre nom]",
    "Lorem ipsum dolor sit amet.": "Lorem ipsum",
    "- One\n\n    Write to a@example.org.": "a@example.org",
    "Lorem ipsum": "Lorem ipsum",
    "My number is XXXX.": "XXXX",
    "TODO: say what it costs.": "TODO",
    "[Write here: what it costs]": "[Write here: what it costs]",
    "[Hier schreiben: was es kostet]": "[Hier schreiben: was es kostet]",
    "The fee is TBC": "TBC",
    "Erika Mustermann": "Erika Mustermann",
}
MEANT = [
    "For example. Com is not a word.",
    "This is an example.Organise your day.",
    "I remember your name, your practice and your town.",
    "She said “[my sister] left” and then [sic] nothing.",
    "[your story](/rest/) is yours.",
    "Write `hello@example.org` in the form.",
    "```\nTODO: code\n```",
    "Words:\n\n    realm = EXAMPLE.COM\n    TODO: code",
    "<!-- TODO: ask Ada -->\n\nWords.",
    "In 1960 900 people came; 2018 0 of them stayed; 201 555 steps.",
    "Ring 0131 225 0123 or 020 7123 0958 or +1 206 555 9800 0.",
    "Super Bowl XXX, kisses xxx.",
    "Todo va a salir bien; mis todos.",
    "A therapist test. Invalid results localhost.",
    "Stop using boring Lorem ipsum; write Lorem Ipsum generators off.",
    "Ihr Name steht an der Tür. Votre nom aussi.",
]


@every_row("body, written", IN_A_TEXT.items())
def test_an_example_in_a_text_is_told_with_its_line(body: str, written: str, site: SmallSite):
    site.write({"therapyblog.toml": REAL, "posts/rest.md": post("Rest", f"Words.\n\n{body}")})

    result = site.build()

    assert result.published
    (found,) = result.problems
    *above, before = body[: body.index(written)].split("\n")
    assert (found.code, found.at.line) == ("TB-EX-001", 7 + len(above)), told(result)
    assert found.at.column == len(before) + 1, told(result)
    assert f"“{written}” is" in found.says
    assert not site.build(strict=True).published


@every_row("body", MEANT)
def test_what_only_resembles_an_example_is_not_told(body: str, site: SmallSite):
    site.write({"therapyblog.toml": REAL, "posts/rest.md": post("Rest", body)})

    site.published()


def test_spanish_and_portuguese_have_the_word_todo(site: SmallSite):
    site.write({"therapyblog.toml": REAL, "posts/a.md": post("Calma", "TODO: la vida entera.", language="es")})

    site.published()


IN_THE_SETTINGS = {
    'title = "Your Practice"': "“Your Practice” is still an example",
    'url = "https://example.org"': "“example.org” is an example address",
    'url = "https://www.yourpractice.com"': "“www.yourpractice.com” is an example address",
    '[practice]\nname = "Moss"\nemail = "hello@example.org"': "“hello@example.org” is an example address",
    '[practice]\nname = "Moss"\nphone = "01632 960 142"': "“01632 960 142” is a telephone number",
    '[practice]\nname = "Moss"\ntown = "your town"': "“your town” is still an example",
    '[practice]\nname = "Your Name Counselling"': "“Your Name Counselling” is still an example",
    '[cta.a]\nlabel = "Book"\nurl = "https://booking.example/me"': "“booking.example” is an example address",
    '[cta.a]\nlabel = "Book"\nurl = "mailto:me@example.com?subject=Hi"': "“me@example.com” is an example address",
}


@every_row("lines, expected", IN_THE_SETTINGS.items())
def test_an_example_in_the_settings_of_the_site(lines: str, expected: str, site: SmallSite):
    key = lines.partition(" = ")[0]
    kept = "".join(line for line in REAL.splitlines(keepends=True) if not line.startswith(f"{key} = "))
    settings = f"{kept}\n{lines}\n" if lines.startswith("[") else kept.replace("[site]\n", f"[site]\n{lines}\n")
    site.write({"therapyblog.toml": settings})

    (found,) = site.build().problems

    line = settings[: settings.index(lines.rpartition("\n")[2])].count("\n") + 1
    assert (found.code, found.at.line) == ("TB-EX-001", line), found
    assert found.says.startswith(expected), found


def test_an_example_at_the_top_of_a_file(site: SmallSite):
    site.write(
        {
            "therapyblog.toml": REAL,
            "practitioners/ada-moss.md": PRACTITIONER.replace("Ada Moss", "Your Name").replace(
                "role:", "location: Your town\nemail: me@example.org\nrole:"
            ),
            "pages/fees.md": post("Untitled", "A session is fifty minutes."),
        }
    )

    result = site.build()

    assert [(str(found.at), found.says.partition(" is ")[0]) for found in result.problems] == [
        ("pages/fees.md:2:8", "“Untitled”"),
        ("practitioners/ada-moss.md:2:7", "“Your Name”"),
        ("practitioners/ada-moss.md:3:11", "“Your town”"),
        ("practitioners/ada-moss.md:4:8", "“me@example.org”"),
    ], told(result)


def test_an_example_that_stands_in_several_lines_is_told_once_with_all_of_them(site: SmallSite):
    site.write(
        {"therapyblog.toml": REAL, "posts/rest.md": post("Rest", "a@example.org\n\na@example.org\n\na@example.org")}
    )

    (found,) = site.build().problems

    assert found.says == "“a@example.org” is an example address, which belongs to nobody; also in lines 7, 9"


def test_a_draft_may_hold_notes(site: SmallSite):
    site.write({"therapyblog.toml": REAL, "posts/rest.md": post("Rest", "TODO: all of it", status="draft")})

    site.published()


def test_an_invented_site_may_have_addresses_and_numbers_of_its_kind_and_no_others(site: SmallSite):
    body = "Ring 01632 960 142, or write to ada@stillwater.example."
    site.write({"posts/rest.md": post("Rest", body)})
    site.published()

    site.write({"posts/rest.md": post("Rest", "Write to hello@example.org. TODO: more")})

    assert [found.code for found in site.build().problems] == ["TB-EX-001", "TB-EX-001"]


def test_a_new_site_says_what_is_still_to_be_filled_in(tmp_path: Path):
    run = CliRunner().invoke
    run(commands, ["init", str(tmp_path / "new")])

    assert run(commands, ["build", str(tmp_path / "new"), "--strict"]).exit_code == 5
    said = run(commands, ["build", str(tmp_path / "new")])

    assert said.exit_code == 0
    for line in ("“example.org”", "“Your Name”", "still the example that `therapyblog init` wrote"):
        assert line in said.stderr
    assert len(starter_lines()) > 10


def test_an_example_text_is_known_though_its_paragraph_was_changed(site: SmallSite):
    line = starter_lines()[0]
    site.write({"posts/rest.md": post("Rest", f"My own beginning.\n{line}\nMy own end.")})

    (found,) = site.build().problems

    assert (found.at.line, found.says) == (6, "this is still the example that `therapyblog init` wrote")


EMPTY = {"nothing": "", "blank lines": "\n\n \n"}


@every_row("body", EMPTY.values(), ids=EMPTY)
def test_a_post_without_a_text_is_told(body: str, site: SmallSite):
    site.write({"posts/rest.md": f"---\ntitle: Rest\n---\n{body}", "pages/about.md": "---\ntitle: About\n---\n"})

    (found,) = [found for found in site.build().problems if found.code == "TB-EX-002"]

    assert (str(found.at), found.fix) == (
        "posts/rest.md:3:1",
        "write it below the settings, or add `status: draft` for now",
    )
    site.edit("posts/rest.md", "title: Rest", "title: Rest\nstatus: draft")
    assert not site.build().problems


def test_a_site_without_an_address_of_its_own_is_told_once(site):
    """Its settings say it; a link to the same example in each text would say it again."""
    site.write({"therapyblog.toml": REAL.replace("https://stillwater.co.uk", "https://blog.example.org")})
    site.write({"posts/rest.md": post("Rest", "See [this](https://example.org/a) or write to hello@example.org.")})
    told_of = [found.says for found in site.build().problems if found.code == "TB-EX-001"]
    assert [says.partition("”")[0] for says in told_of] == ["“hello@example.org", "“blog.example.org"]
