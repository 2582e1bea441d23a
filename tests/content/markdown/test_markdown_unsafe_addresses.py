"""A link or a picture that could do harm is its words alone, with a warning that names the line."""

import pytest
from as_html import flat, read, told

from therapyblog.urls.safe import is_safe

HARMFUL = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "vbscript:x",
    "data:text/html,x",
    "data:image/svg+xml,x",
    "file:///etc/passwd",
    "ftp://example.org/",
    "blob:https://example.org/x",
    "view-source:https://example.org",
    "//example.org/x",
    " //example.org",
    "\\\\example.org",
    "/\\example.org",
    "\\/example.org",
    "https:example.org",
    "https:/example.org",
    "https:///example.org",
    "https:\\\\example.org",
    "http://",
    "C:\\pictures\\a.png",
]
HARMLESS = [
    "",
    "#fees",
    "/fees/",
    "/",
    "../fees.md",
    "fees.md#price",
    "./a:b.md",
    "?page=2",
    "my post.md",
    "https://example.org",
    "HTTPS://EXAMPLE.ORG/x?y=javascript:z",
    "http://[::1]/",
    "mailto:me@example.org?subject=Hello",
    "tel:+441312345678",
    "sms:85258",
    "über-mich.md",
]


@pytest.mark.parametrize("address", HARMFUL)
def test_harmful_addresses_are_known(address):
    assert not is_safe(address)


@pytest.mark.parametrize("address", HARMLESS)
def test_harmless_addresses_pass(address):
    assert is_safe(address)


def test_a_harmful_link_is_its_words():
    body, facts, problems = read("One\n\ntwo [three *four*](javascript:alert(1)) five", first_line=4)

    assert flat(body.segments) == "<p>One</p>\n<p>two three <em>four</em> five</p>\n"
    assert facts.mentions == ()
    assert told(problems) == ["TB-MD-003 6:20"]
    assert problems[0].severity == "warning"


def test_a_picture_in_a_harmful_link_stays():
    body, _, problems = read("a ![b](b.png) [c ![d](d.png) e](data:x) ![f](f.png)")

    assert flat(body.segments) == (
        '<p>a <img src="b.png" alt="b"> c <img src="d.png" alt="d"> e <img src="f.png" alt="f"></p>\n'
    )
    assert told(problems) == ["TB-MD-003 1:33"]


def test_a_harmful_picture_is_its_description():
    body, _, problems = read('![A "room"](data:image/png;base64,AAAA)')

    assert flat(body.segments) == "<p>A &quot;room&quot;</p>\n"
    assert told(problems) == ["TB-MD-003 1:13"]


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript&colon;alert)",
        "[a](&#106;avascript:alert)",
        "<javascript:alert>",
        "[a]\n\n[a]: javascript:alert",
        "[a](java&Tab;script:alert)",
        "[a](&bsol;&bsol;example.org)",
    ],
)
def test_no_way_of_writing_it_makes_a_link(text):
    body, facts, problems = read(text)

    assert "<a" not in flat(body.segments)
    assert facts.mentions == ()
    assert {one.code for one in problems} == {"TB-MD-003"}


def test_a_long_address_is_shortened_in_the_message():
    _, _, problems = read(f"[a](data:{'x' * 500})")

    assert len(problems[0].says) < 200
