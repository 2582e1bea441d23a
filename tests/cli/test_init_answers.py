"""`therapyblog init` with answers: a site of facts that stand once, and of notes where only the practice can write."""

from __future__ import annotations

import json
import os
import re
import sys

import pytest

from support.rows import every_row
from support.site import TODAY
from therapyblog import build, start_practice, start_site
from therapyblog.scaffold.questions import QUESTIONS, Answers, collect
from therapyblog.scaffold.words import PAGES as PAGES_WRITTEN
from therapyblog.scaffold.words import words_in
from therapyblog.settings.placeholders import to_write

ADA = {
    "name": "Ada Moss",
    "letters": "MA, MBACP",
    "role": "Integrative counsellor",
    "register": "BACP",
    "number": "00012345",
    "title": "Still Water",
    "region": "Scotland",
    "town": "Leith",
    "email": "ada@stillwater.org",
    "phone": "0131 225 1000",
    "modes": "in-person, online",
    "modalities": "Person-centred, Attachment-based",
    "fee": "£60",
    "clients": "adults and couples",
    "theme": "clinic",
    "accepting": "waitlist",
    "url": "https://stillwater.org",
}
PAGES = ["contact", "fees", "how-i-work", "index", "privacy", "questions"]
PAGES_IN_FRENCH = [
    "comment-je-travaille", "confidentialite", "contact", "honoraires", "index", "mentions-legales", "questions",
]  # fmt: skip
PAGES_IN_SPANISH = [
    "como-trabajo", "contacto", "honorarios", "index", "preguntas", "presupuesto-de-buena-fe", "privacidad",
]  # fmt: skip
SEITEN = ["datenschutz", "fragen", "honorare", "index", "kontakt", "wie-ich-arbeite"]


NOTES = "|".join(to_write("…", language)[1:-2] for language in ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "ar"))


def flags(**answers: str) -> list[str]:
    return [word for name, answer in answers.items() for word in (f"--{name.replace('_', '-')}", answer)]


def site_of(folder) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_each_answer_stands_once_and_is_on_the_site(run, tmp_path):
    ran = run("init", "mine", *flags(**ADA))

    assert (ran.code, ran.err) == (0, "")
    files = site_of(tmp_path / "mine")
    whole = "\n".join(files.values())
    for answer in (
        "Still Water",
        "ada@stillwater.org",
        "0131 225 1000",
        "00012345",
        "Person-centred",
        "adults and couples",
    ):
        assert len(re.findall(re.escape(answer), whole)) == 1, answer
    assert '  - letters: MBACP\n    kind: registration\n    issuer: BACP\n    number: "00012345"\n' in whole
    result = build(tmp_path / "mine", today=TODAY)
    assert result.published
    assert {found.code for found in result.problems} == {"TB-CRISIS-004", "TB-EX-001"}
    public = tmp_path / "mine/public"
    home = (public / "index.html").read_text(encoding="utf-8")
    for words in (
        "Integrative counsellor in Leith and online, for adults and couples",
        "MBACP",
        "Samaritans",
        "NHS 24",
    ):
        assert words in home, words
    assert "Join the waiting list" in home
    assert "£60" in (public / "fees/index.html").read_text(encoding="utf-8")
    assert "Information Commissioner" in (public / "privacy/index.html").read_text(encoding="utf-8")


@every_row(
    "answers, pages, more, says",
    [
        ({}, PAGES, set(), ""),
        ({"email": "", "phone": "0131 225 1000"}, PAGES, {"TB-PAGE-001"}, ""),
        ({"email": "", "booking_url": "https://book.me.uk/a"}, PAGES, {"TB-PAGE-001"}, ""),
        ({"country": "US", "fee": "150"}, [*PAGES, "good-faith-estimate"], set(), ""),
        ({"country": "IE"}, [*PAGES, "imprint"], set(), ""),
        ({"country": "DE", "fee": "110,50"}, SEITEN, {"TB-PAGE-002"}, ""),
        ({"country": "AT", "language": "en"}, PAGES, {"TB-PAGE-002"}, ""),
        ({"country": "CH", "town": "Thun"}, [*SEITEN, "impressum"], set(), ""),
        ({"country": "FR", "accepting": "closed"}, PAGES_IN_FRENCH, set(), ""),
        ({"country": "US", "language": "es-US"}, PAGES_IN_SPANISH, set(), ""),
        ({"country": "US", "language": "ar"}, [*PAGES, "good-faith-estimate"], set(), ""),
        ({"country": "GB", "language": "da"}, PAGES, {"TB-LANG-001"}, "in Danish"),
        ({"country": "MX", "sliding_scale": "yes", "fee": "700"}, PAGES, {"TB-CRISIS-002"}, ""),
    ],
)
def test_every_country_gets_its_pages_and_builds(run, tmp_path, answers, pages, more, says):
    answers = {"name": "Zoë Käßner: “Z”", "email": "zoe@kaess.org", "town": 'L\\ "ü"', **answers}
    ran = run("init", "a", *flags(**answers), cwd=tmp_path)

    assert ran.code == 0, ran.err
    assert ("there are none" in ran.out) == bool(says)
    assert says in ran.out
    assert sorted(path.stem for path in (tmp_path / "a/pages").iterdir()) == sorted(pages)
    run("init", "b", *flags(**answers), cwd=tmp_path)
    assert site_of(tmp_path / "a") == site_of(tmp_path / "b")
    result = build(tmp_path / "a", today=TODAY)
    assert result.published, result.problems
    codes = {found.code for found in result.problems}
    assert codes - {"TB-CRISIS-004", "TB-CRISIS-002"} == {"TB-EX-001"} | more - {"TB-CRISIS-002"}
    assert more <= codes
    assert (tmp_path / "a/public/impressum/index.html").exists() == (pages[0] == "datenschutz")
    home = (tmp_path / "a/public/index.html").read_text(encoding="utf-8")
    assert "Zoë Käßner: “Z”" in home


@every_row(
    "answers, says",
    [
        ({}, "Therapy in Leith"),
        ({"role": "Counsellor", "modes": "online"}, "Counsellor online"),
        ({"modes": "phone, online, in-person", "clients": "men"}, "Therapy in Leith, online and by phone, for men"),
        ({"town": " ", "clients": "couples"}, "Therapy, for couples"),
        ({"country": "DE", "modes": "in-person,phone"}, "Beratung und Therapie in Leith und am Telefon"),
        ({"country": "PL", "role": "Psycholog", "clients": "pary"}, "Psycholog: Leith. Dla kogo: pary"),
        ({"country": "PT", "modes": "in-person,online"}, "Terapia em Leith e online"),
        ({"language": "ar", "modes": "phone,online"}, "العلاج النفسي عبر الإنترنت وبالهاتف"),
        ({"country": "DK", "language": "da", "role": "Psykolog"}, "Psykolog, Leith"),
    ],
)
def test_how_the_practice_is_described(tmp_path, answers, says):
    start_practice(tmp_path / "a", collect({"name": "Ada Moss", "town": "Leith", **answers}))

    assert f'description = "{says}"' in (tmp_path / "a/therapyblog.toml").read_text(encoding="utf-8")


LANGUAGES = ("ar", "de-AT", "en-US", "es", "es-MX", "fr-CA", "it", "nl-BE", "pl", "pt-BR", "pt-PT")


@every_row("language", LANGUAGES, LANGUAGES)
def test_the_pages_are_whole_in_every_language_of_the_looks(tmp_path, language):
    """In a country whose language it is not, too: nothing is told but the notes, and what is asked of everybody."""
    start_practice(tmp_path / "a", collect({**ADA, "region": "", "country": "US", "language": language}))
    texts = site_of(tmp_path / "a")

    result = build(tmp_path / "a", today=TODAY)

    assert result.published, result.problems
    assert {found.code for found in result.problems} == {"TB-CRISIS-004", "TB-EX-001"}
    english = site_of(PAGES_WRITTEN / "en") if language[:2] != "en" else {}
    own = {name: text for name, text in texts.items() if "/" in name and "good-faith" not in name}
    lines = {line for text in english.values() for line in text.splitlines() if len(line) > len("template: privacy")}
    assert [line for text in own.values() for line in text.splitlines() if line in lines] == []
    assert set(words_in(language)) == set(words_in("en"))


def test_every_note_of_a_page_is_told(tmp_path):
    """What is bracketed as still to be written is named by the build, whatever the language."""
    for country in ("GB", "DE", "CH", "ES", "US", "FR", "IT", "NL", "PL", "PT", "BR"):
        start_practice(tmp_path / country, collect({"name": "Jo Ray", "country": country}))
        files = site_of(tmp_path / country)
        result = build(tmp_path / country, today=TODAY)
        told = "\n".join(found.says for found in result.problems)
        notes = [note for text in files.values() for note in re.findall(rf"\[(?:{NOTES})[^]]+\]", text)]
        assert len(notes) > 10
        assert [note for note in notes if note not in told] == []


def test_the_us_page_names_its_source(tmp_path):
    start_practice(tmp_path / "us", collect({"name": "Jo Ray", "country": "US", "email": "jo@ray.com"}))
    build(tmp_path / "us", today=TODAY)
    page = (tmp_path / "us/public/good-faith-estimate/index.html").read_text(encoding="utf-8")

    for words in (
        "tel:+18009853059",
        "https://www.cms.gov/nosurprises/consumers",
        "45 CFR 149.610",
        "mailto:jo@ray.com",
    ):
        assert words in page
    assert "good-faith-estimate" in (tmp_path / "us/public/fees/index.html").read_text(encoding="utf-8")


@every_row(
    "answers, says",
    [
        ({"town": "Leith"}, 'Say your name, too: therapyblog init FOLDER --name "Your Name"'),
        ({"name": " "}, "Say your name, too"),
        ({"name": "A", "country": "UK"}, "--country: “UK” is no country’s two letters; write GB."),
        ({"name": "A", "email": "a at b"}, "--email: "),
        ({"name": "A", "fee": "sixty"}, "--fee: “sixty” is not a price; write it as 60 or 47.50."),
        (
            {"name": "A", "modes": "car"},
            "--modes: it is “car”, which is not one of the choices; write in-person, online or phone.",
        ),
        ({"name": "A", "theme": "blue"}, "--theme: it is “blue”, which is not one of the choices; write calm"),
        ({"name": "A", "timezone": "Leith"}, "--timezone: “Leith” is not a time zone"),
        ({"name": "A", "url": "stillwater"}, "--url: "),
    ],
)
def test_an_answer_that_cannot_be_read(run, tmp_path, answers, says):
    ran = run("init", "mine", *flags(**answers), cwd=tmp_path)

    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert not (tmp_path / "mine").exists()


def test_without_a_terminal_and_answers_it_is_the_site_with_examples(run, tmp_path):
    ran = run("init", "mine", "--json")

    start_site(tmp_path / "other")
    assert json.loads(ran.out) == {"site": str(tmp_path / "mine"), "files": list(site_of(tmp_path / "other"))}
    assert site_of(tmp_path / "mine") == site_of(tmp_path / "other")


@every_row(
    "answers, buttons",
    [
        ([], 0),
        (flags(**ADA), 0),
        (flags(**ADA | {"accepting": "open"}, booking_url="https://stillwater.cal.net"), 1),
        (flags(**ADA, language="de"), 0),
    ],
)
def test_no_page_shows_the_crisis_lines_or_a_way_to_write_twice(tmp_path, run, answers, buttons):
    run("init", str(tmp_path / "mine"), *answers)
    build(tmp_path / "mine", today=TODAY)

    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "mine/public").rglob("*.html")]
    assert {page.count('<ul class="crisis__lines">') for page in pages if "<footer" in page} == {1}
    (contact,) = (page for page in pages if "contact-page" in page)
    main = contact.partition("<main")[2].partition("</main>")[0]
    assert main.count('href="mailto:') == 1
    assert main.count('class="button') == buttons


def test_every_answer_has_a_question_and_its_flag_in_the_help(run):
    assert tuple(question.name for question in QUESTIONS) == Answers.__struct_fields__
    shown = run("init", "--help").out
    assert [question.flag for question in QUESTIONS if f"{question.flag} TEXT" not in shown] == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")
def test_in_a_terminal_it_asks_what_no_flag_says(spawn, tmp_path):
    import pty

    leader, follower = pty.openpty()
    streams = {"stdin": follower, "stdout": follower, "stderr": follower}
    process = spawn("init", "mine", "--town", "Leith", "--letters", "MA", env={"TERM": "dumb"}, **streams)
    os.close(follower)
    # Name, role, register, title; a country that is none, then one; all else as it is proposed.
    os.write(leader, "\n".join(["Ada Moss", "", "", "Still Water", "UK", "IE", *[""] * 20]).encode())
    shown = b""
    while True:
        try:
            part = os.read(leader, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    assert process.wait(timeout=60) == 0, shown.decode()
    os.close(leader)

    assert "[GB]: “UK” is no country’s two letters; write GB." in shown.decode()
    assert "The town" not in shown.decode()
    start_practice(
        tmp_path / "same",
        collect({"name": "Ada Moss", "letters": "MA", "title": "Still Water", "country": "IE", "town": "Leith"}),
    )
    assert site_of(tmp_path / "mine") == site_of(tmp_path / "same")
