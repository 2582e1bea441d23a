"""What counts as an address, a telephone number, a language …, told through the files that hold them."""

from __future__ import annotations

from typing import Any

import pytest

from therapyblog.content import kinds
from therapyblog.content.kinds import Wrong
from therapyblog.content.nodes import Node


def accepts(kind: Any, value: Any) -> bool:
    try:
        kind(Node(value, 1, 1))
    except Wrong as wrong:
        if not (wrong.says and wrong.fix):
            pytest.fail("a value is refused without a word")
        return False
    return True


def node(*items: Any) -> Node:
    return Node(tuple(Node(item, 1, column) for column, item in enumerate(items, start=1)), 1, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "0131 496 0123",
        "+44 (0)131 496 0123",
        "116 123",
        "999",
        "+1-202-555-0143",
        "0131.496.0123",
        "030/12345",
        "116\u00a0123",
    ],
)
def test_telephone_numbers_as_people_write_them(typed: str):
    assert kinds.phone(Node(typed)) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "call me",
        "0131 496 0123 ext. 5",
        "12",
        "+",
        "---",
        "tel:0131",
        "0131<b>496</b>",
        "1" * 40,
        "1" * 18,
        "0131 (496",
        ")0131(",
        "",
    ],
)
def test_no_telephone_number(typed: str):
    assert not accepts(kinds.phone, typed)


@pytest.mark.parametrize(
    "typed", ["wren@harbour.example", "wren.a+blog@mail.harbour.example", "mailto:w@x.org", "wren@büro.example"]
)
def test_email_addresses(typed: str):
    assert kinds.email(Node(typed)) == typed.removeprefix("mailto:")


@pytest.mark.parametrize(
    "typed",
    [
        "wren",
        "wren@harbour",
        "wren at harbour.example",
        "a@b@c.org",
        "a b@c.org",
        "<w@x.org>",
        "w@x.org?subject=hi",
        "w@x.o",
        "w@x..org",
        "w@.x.org",
        '"w"@x.org',
        "@x.org",
    ],
)
def test_no_email_address(typed: str):
    assert not accepts(kinds.email, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "https://x.example",
        "http://x.example/a?b=c#d",
        "HTTPS://x.example",
        "https://müller.example/ä",
        "https://x.example:8443?a",
        "http://localhost:8000",
        "http://127.0.0.1/",
        "https://[::1]/",
        "https://x.example./",
    ],
)
def test_web_addresses(typed: str):
    assert kinds.web_address(Node(typed)) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "x.example",
        "www.x.example",
        "//x.example",
        "https:x.example",
        "https://",
        "https:///",
        "https:///register",
        "https://register",
        "https://.example",
        "https://x..example",
        "https://?x.example",
        "https://:8000",
        "http:",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "https://x.example/a b",
        'https://x.example/"onclick=',
        "https://x.example\\@evil.example",
        "https://x.example/<script>",
        "java\nscript:alert(1)",
        "",
    ],
)
def test_no_web_address(typed: str):
    assert not accepts(kinds.web_address, typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("en", "en"),
        ("EN-gb", "en-GB"),
        ("en_US", "en-US"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("DE", "de"),
        ("es-419", "es-419"),
    ],
)
def test_languages_in_their_usual_spelling(typed: str, read: str):
    assert kinds.language(Node(typed)) == read


@pytest.mark.parametrize("typed", ["English", "e", "en GB", "en-", "-en", "en--GB", "en/../x", "en-GB<", "12"])
def test_no_language(typed: str):
    assert not accepts(kinds.language, typed)


@pytest.mark.parametrize(("typed", "read"), [("gb", "GB"), ("DE", "DE"), (" us ", "US"), ("pt", "PT")])
def test_countries(typed: str, read: str):
    assert kinds.country(Node(typed)) == read


@pytest.mark.parametrize("typed", ["UK!", "Scotland", "G", "4B", "ß", "UK", "EU", "XX", "ZZ", "qq"])
def test_no_country(typed: str):
    assert not accepts(kinds.country, typed)


@pytest.mark.parametrize(("typed", "read"), [("2", 2), (" 07 ", 7), (0, 0), (15, 15)])
def test_whole_numbers(typed: Any, read: int):
    assert kinds.whole(Node(typed)) == read


@pytest.mark.parametrize("typed", ["-1", -1, "1.5", 1.5, True, "two", "", None, "9" * 5_000, 10**9, "²", (), {}])
def test_no_whole_number(typed: Any):
    assert not accepts(kinds.whole, typed)


@pytest.mark.parametrize("typed", [float("inf"), float("nan"), True, "ten", "1,5", None, "1e3"])
def test_no_number(typed: Any):
    assert not accepts(kinds.number, typed)


@pytest.mark.parametrize(
    ("typed", "read"), [("true", True), ("No", False), (" ON ", True), (False, False), ("off", False)]
)
def test_yes_and_no(typed: Any, read: bool):
    assert kinds.flag(Node(typed)) is read


@pytest.mark.parametrize("typed", ["maybe", "1", 1, 0, None, ""])
def test_neither_yes_nor_no(typed: Any):
    assert not accepts(kinds.flag, typed)


def test_a_choice_forgives_capitals_and_keeps_its_own_spelling():
    kind = kinds.choice("LocalBusiness", "MedicalBusiness")

    assert kind(Node("localbusiness")) == "LocalBusiness"
    assert not accepts(kind, "Charity")
    assert not accepts(kind, True)


def test_text_loses_blanks_around_it_and_a_line_of_text_those_within():
    assert kinds.text(Node("\u00a0 a \n b ")) == "a \n b"
    assert kinds.line_of_text(Node(" a \n\t b ")) == "a b"
    assert kinds.line_of_text(Node("a\u00a0\u00a0b")) == "a\u00a0\u00a0b"


def test_lists_of_text():
    assert kinds.texts(Node("a, b")) == ("a, b",)
    assert kinds.comma_texts(Node(" a , b ,, ")) == ("a", "b")
    assert kinds.comma_texts(node("a, b", "c")) == ("a, b", "c")


def test_a_wrong_item_of_a_list_is_the_one_that_is_named():
    with pytest.raises(Wrong) as refused:
        kinds.texts(node("a", "", "c"))

    assert refused.value.at is not None
    assert refused.value.at.column == 2


def test_a_sentence_with_a_colon_is_told_to_take_quotes():
    typed = Node({"Mentions": Node("self-harm", 2, 5)}, 2, 3)

    with pytest.raises(Wrong) as refused:
        kinds.texts(Node((typed,), 1, 1))

    assert refused.value.fix == 'write "Mentions: self-harm"'
