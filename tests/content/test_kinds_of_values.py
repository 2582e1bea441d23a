"""What counts as an address, a telephone number, a language …, told through the kinds that read them."""

from __future__ import annotations

from typing import Any

import pytest

from therapyblog.settings import types as kinds
from therapyblog.settings.address_types import email, phone, web_address
from therapyblog.settings.nodes import Node
from therapyblog.settings.types import Wrong

BUSINESS = kinds.choice("LocalBusiness", "MedicalBusiness")


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


READ: dict[str, tuple[kinds.Kind[Any], dict[Any, Any] | list[tuple[Any, Any]]]] = {
    "telephone numbers, as people write them": (phone, {typed: typed for typed in (
        "0131 496 0123", "+44 (0)131 496 0123", "116 123", "999", "+1-202-555-0143", "0131.496.0123", "030/12345",
        "116\u00a0123",
    )}),
    "email addresses": (email, {
        "wren@harbour.example": "wren@harbour.example",
        "wren.a+blog@mail.harbour.example": "wren.a+blog@mail.harbour.example",
        "mailto:w@x.org": "w@x.org",
        "wren@büro.example": "wren@büro.example",
    }),
    "web addresses": (web_address, {typed: typed for typed in (
        "https://x.example", "http://x.example/a?b=c#d", "HTTPS://x.example", "https://müller.example/ä",
        "https://x.example:8443?a", "http://localhost:8000", "http://127.0.0.1/", "https://[::1]/",
        "https://x.example./",
    )}),
    "languages, in their usual spelling": (kinds.language, {
        "en": "en", "EN-gb": "en-GB", "en_US": "en-US", "zh-hant-tw": "zh-Hant-TW", "DE": "de", "es-419": "es-419",
    }),
    "countries": (kinds.country, {"gb": "GB", "DE": "DE", " us ": "US", "pt": "PT"}),
    "whole numbers": (kinds.whole, [("2", 2), (" 07 ", 7), (0, 0), (15, 15)]),
    "yes and no": (kinds.flag, [("true", True), ("No", False), (" ON ", True), (False, False), ("off", False)]),
    "a choice, whose own spelling is kept": (BUSINESS, {"localbusiness": "LocalBusiness"}),
}  # fmt: skip

REFUSED: dict[str, tuple[kinds.Kind[Any], list[Any]]] = {
    "telephone number": (phone, [
        "call me", "0131 496 0123 ext. 5", "12", "+", "---", "tel:0131", "0131<b>496</b>", "1" * 40, "1" * 18,
        "0131 (496", ")0131(", "",
    ]),
    "email address": (email, [
        "wren", "wren@harbour", "wren at harbour.example", "a@b@c.org", "a b@c.org", "<w@x.org>", "w@x.org?subject=hi",
        "w@x.o", "w@x..org", "w@.x.org", '"w"@x.org', "@x.org",
    ]),
    "web address": (web_address, [
        "x.example", "www.x.example", "//x.example", "https:x.example", "https://", "https:///", "https:///register",
        "https://register", "https://.example", "https://x..example", "https://?x.example", "https://:8000", "http:",
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x",
        "https://x.example/a b", 'https://x.example/"onclick=', "https://x.example\\@evil.example",
        "https://x.example/<script>", "java\nscript:alert(1)", "",
    ]),
    "language": (kinds.language, ["English", "e", "en GB", "en-", "-en", "en--GB", "en/../x", "en-GB<", "12"]),
    "country": (kinds.country, ["UK!", "Scotland", "G", "4B", "ß", "UK", "EU", "XX", "ZZ", "qq"]),
    "whole number": (kinds.whole, [
        "-1", -1, "1.5", 1.5, True, "two", "", None, "9" * 5_000, 10**9, "²", (), {},
    ]),
    "number": (kinds.number, [float("inf"), float("nan"), True, "ten", "1,5", None, "1e3"]),
    "yes or no": (kinds.flag, ["maybe", "1", 1, 0, None, ""]),
    "choice": (BUSINESS, ["Charity", True]),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_what_is_read(name: str):
    kind, values = READ[name]
    expected = list(values.items() if isinstance(values, dict) else values)

    read = [(typed, kind(Node(typed))) for typed, _ in expected]

    assert read == expected
    assert [type(value) for _, value in read] == [type(value) for _, value in expected]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_none(name: str):
    kind, values = REFUSED[name]

    assert [typed for typed in values if accepts(kind, typed)] == []


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
