"""therapyblog.toml: every mistake is told at once, each with its own line."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.reading import read_config
from support.site import SmallSite, codes, told
from therapyblog.model.config import Config
from therapyblog.settings.declaration import Group
from therapyblog.settings.site_fields import SECTIONS

GOOD = '[site]\ntitle = "A"\nurl = "https://a.example"\n'

WRONG = {
    "site.title": ["5", "true", "[]", '["a"]', "{}", "2026-01-01"],
    "site.url": [
        "5",
        '"a.example"',
        '"https://a.example/?x"',
        '"https://a.example/#x"',
        '"javascript:x"',
        '""',
        '"https://"',
    ],
    "site.description": ["5", "[]"],
    "site.language": ["5", '"English please"', '""'],
    "site.timezone": ["5", '"Leith"', '"../../etc/passwd"', '"/etc/localtime"', '""', '"Europe"'],
    "site.country": ["5", '"Scotland"'],
    "site.posts_per_page": ["0", "-1", "2000", "1.5", "true", '"ten"', "[]"],
    "site.default_cta": ["5"],
    "site.accepting": ["true", '"maybe"'],
    "site.logo": ["true"],
    "practice.email": ['"nobody"', "5"],
    "practice.phone": ['"ring"', "5"],
    "practice.hours": ["5", "[5]", '[""]'],
    "practice.founded": ["true", "[]", "19.5"],
    "practice.kind": ['"Charity"', "5"],
    "permalinks.post": [
        '"{slug}"',
        '"/a/"',
        '"/../{slug}/"',
        '"/{title}/"',
        '"/{slug}"',
        '"//{slug}/"',
        '"/a b/{slug}/"',
        "5",
    ],
    "permalinks.page": ['"/{year}/{slug}/"', '"/./{slug}/"', '"/a./{slug}/"', '"/{slug/"'],
    "permalinks.blog": ['"/{slug}/"', '"/"', '"blog"'],
    "markdown.raw_html": ["true", '"on"'],
    "markdown.typography": ['"perhaps"', "5"],
    "crisis.country": ["5", '"Scotland"'],
    "crisis.lines": ['"116 123"', "5", "[5]", '[{ tel = "116 123" }]'],
    "crisis.prominent": ["5"],
    "exit.enabled": ['"perhaps"'],
    "exit.url": ['"weather"', '"/a/"'],
    "privacy.allow": ['"a.example"', "[5]"],
    "hosting.headers": ['"iis"', "5"],
    "build.output": ["5", '""', '"a\\u0000b"'],
    "cta.call.url": ['"call"', "5"],
    "cta.call.duration": ["-5", '"long"'],
    "cta.call.mode": ['"by owl"'],
    "cta.call.waitlist": ["5", '"soon"', '{ url = "x" }', '{ heding = "x" }'],
    "theme.name": ["5", "true", '""', '" "', "[]"],
}


def with_setting(name: str, value: str) -> tuple[str, int]:
    """Return settings with one wrong value, and its line."""
    section, _, key = name.rpartition(".")
    lines = {
        "site": ['title = "A"', 'url = "https://a.example"'],
        "practice": ['name = "A"'],
        "cta.call": ['label = "Call"', 'url = "tel:116123"'],
    }
    sections = {"site": lines["site"], section: lines.get(section, [])}
    written: list[str] = []
    for title, settings in sections.items():
        written.append(f"[{title}]")
        written += [line for line in settings if title != section or not line.startswith(f"{key} =")]
    written.append(f"{key} = {value}")
    if section == "site":
        return "\n".join(written), len(written)
    return "\n".join(written), len(written)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_one_problem_on_its_line(name: str):
    for value in WRONG[name]:
        text, line = with_setting(name, value)

        config, problems = read_config(text.encode())

        assert config is None, value
        (problem,) = problems
        assert problem.code in ("TB-CONF-002", "TB-CONF-003", "TB-CONF-004"), value
        assert problem.at.line == line, value
        assert name in problem.says, value
        assert problem.fix, value


def test_all_mistakes_are_told_at_once(site: SmallSite):
    site.write(
        {
            "therapyblog.toml": (
                '[site]\ntitle = 5\nurl = "x"\nlangauge = "en"\n\n[cta.x]\nurl = "/"\n'
                "[[menu]]\nlabel = 5\n\n[practise]\n"
            )
        }
    )

    result = site.build()

    assert [(found.code, found.at.line) for found in result.problems] == [
        ("TB-CONF-003", 2),
        ("TB-CONF-003", 3),
        ("TB-CONF-002", 4),
        ("TB-CONF-004", 6),
        ("TB-CONF-003", 9),
        ("TB-CONF-002", 11),
    ], told(result)


def test_a_mistake_there_does_not_hide_those_in_posts(site: SmallSite):
    site.settings("", title="5")
    site.write({"posts/a.md": "---\ntopic: Sleep\n---\n"})

    assert codes(site.build()) == ["TB-SET-007", "TB-CONF-003"]


def test_every_section_answers_a_slip_of_the_hand():
    for name in SECTIONS:
        slip = f"{name[:-1]}{name[-1] * 2}"

        _, problems = read_config(f"{GOOD}[{slip}]\nx = 1\n".encode())

        assert [(problem.code, problem.at.line) for problem in problems] == [("TB-CONF-002", 4)], slip
        assert problems[0].fix == f"did you mean `{name}`?"


def test_every_setting_answers_a_slip_of_the_hand():
    for section, declared in SECTIONS.items():
        assert isinstance(declared.kind, Group)
        if declared.kind.shape != "flat" or section == "theme":
            continue
        for name in declared.kind.table:
            slip = f"{name}{name[-1]}x"
            text = f"{GOOD}{slip} = 1\n" if section == "site" else f"{GOOD}[{section}]\n{slip} = 1\n"

            _, problems = read_config(text.encode())

            assert [problem.code for problem in problems] == ["TB-CONF-002"], slip
            assert f"`{section}.{slip}`" in problems[0].says
            assert name in problems[0].fix


def test_a_good_file_has_its_defaults():
    config = read("")

    assert (config.title, config.url, config.theme_name, config.output) == ("A", "https://a.example", "calm", "public")


def read(more: str) -> Config:
    """Return the settings of a file that is right."""
    config, problems = read_config((GOOD + more).encode())
    assert not problems, more
    assert config is not None
    return config


def test_a_day_is_a_date_of_toml_or_a_text():
    for typed in (
        "2026-01-02",
        "2026-01-02T10:30:00",
        "2026-01-02T10:30:00.5+01:00",
        '"2026-01-02"',
        '"2 January 2026, 10:30"',
    ):
        config = read(f'[[crisis.lines]]\nname = "A line"\ntel = "116 123"\nchecked_on = {typed}\n')

        assert config.crisis_lines is not None
        assert config.crisis_lines[0].checked_on == dt.date(2026, 1, 2), typed


def test_a_price_is_a_number_or_its_digits():
    for typed, price in (("60", 60.0), ("47.50", 47.5), ('"47.50"', 47.5), ('" 60 "', 60.0)):
        assert read(f'[[service]]\nname = "One hour"\nprice_from = {typed}\n').services[0].price_from == price


def test_numbers_and_lists_in_their_sections():
    more = 'posts_per_page = 5\n[practice]\nname = "A"\nfounded = 2011\nhours = ["Tuesday", "Thursday"]\n'

    config = read(more)

    assert config.practice is not None
    assert (config.posts_per_page, config.practice.founded) == (5, "2011")
    assert config.practice.hours == ("Tuesday", "Thursday")
    assert config.places["practice.hours"] == (8, 9)


def test_toml_may_come_with_a_byte_order_mark_and_any_line_ends():
    for end in ("\r\n", "\r", "\n"):
        config, problems = read_config(b"\xef\xbb\xbf" + GOOD.replace("\n", end).encode())

        assert not problems
        assert config is not None


@given(st.text() | st.text("[]=\"{}.\n '#") | st.binary().map(lambda content: content.decode("latin-1")))
def test_no_text_breaks_the_reader(text: str):
    config, problems = read_config((GOOD + text).encode("utf-8", "surrogatepass"))

    assert (config is None) == any(found.severity == "error" for found in problems)
    for found in problems:
        assert found.says
        assert found.fix


def test_a_form_is_sent_to_a_secure_address_of_a_host():
    def is_fine(address: str) -> bool:
        config, problems = read_config(f'{GOOD}[contact]\nform_url = "{address}"\n'.encode())
        assert [problem.code for problem in problems] == ([] if config else ["TB-CONF-003"]), address
        return config is not None

    fine = ["https://forms.example/f/1?a=b#c", "HTTPS://forms.example:8443", "https://münch.example/f"]
    refused = [
        "http://forms.example/f", "//forms.example/f", "/send", "mailto:a@b.example", "https://", "https:///f",
        "https://me@forms.example/f", "https://forms.example:99999999/f", "https://forms.example:0/f",
        "https://forms.example\\\\@other.example/f", "https://forms.example/a b", "https://forms.example;script-src",
        "https://forms.example,other.example",
    ]  # fmt: skip

    assert [address for address in fine + refused if is_fine(address)] == fine
