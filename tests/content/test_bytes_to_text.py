"""Bytes of a file become text that every later stage may trust, or an error with its place."""

from __future__ import annotations

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support.rows import every_row
from therapyblog.settings.bytes_to_text import DecodingError, decode, position, text_for_show


@given(st.binary(max_size=400))
@example(b"\xef\xbb\xbf\xef\xbb\xbf")
@example(b"\xff\xfe\x00")
@example("a\u2028b\r\rc".encode())
def test_any_bytes_are_text_or_an_error(content: bytes):
    with suppress(DecodingError):
        text = decode(content)
        assert all(sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs") for sign in text)
        assert not any(sign in "\r\x0b\x0c\x85\u2028\u2029" for sign in text)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029")))
def test_ordinary_text_comes_through_unchanged(text: str):
    noncharacters = any(0xFDD0 <= ord(sign) <= 0xFDEF or sign in "\ufffe\uffff" for sign in text)

    if noncharacters:
        with pytest.raises(DecodingError):
            decode(text.encode())
    else:
        assert decode(text.encode()) == text.removeprefix("\ufeff")


@given(st.lists(st.text(st.characters(categories=["L", "N", "Zs"])), max_size=8), st.sampled_from(["\n", "\r", "\r\n"]))
def test_a_wrong_byte_is_found_on_its_line_whatever_the_line_ends(lines: list[str], end: str):
    before = "".join(line + end for line in lines)

    with pytest.raises(DecodingError, match="0xFF") as error:
        decode(before.encode() + b"ab\xff")

    assert (error.value.line, error.value.column) == (len(lines) + 1, 3)


@given(st.binary(max_size=200))
def test_a_text_can_be_shown_whatever_the_bytes(content: bytes):
    for sign in text_for_show(content):
        assert sign in "\t\n" or unicodedata.category(sign) not in ("Cc", "Cs")


@given(
    st.lists(st.sampled_from(["a", "é", "\n", "\r", "\r\n", "\x0b", "\x85", "\u2028", "\u2029", "\ufeff"]), max_size=20)
)
@example(["a", "\u2028", "b"])
def test_the_lines_that_are_shown_are_those_that_are_counted(pieces: list[str]):
    content = "".join(pieces).encode()
    assert text_for_show(content) == decode(content)


@every_row("index, place", [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (6, (3, 1)), (None, (3, 3))])
def test_places_count_from_one(index: int | None, place: tuple[int, int]):
    assert position("ab\ncd\nef", index) == place
