"""What can be said of a text from its words."""

import pytest
from as_html import read
from hypothesis import example, given
from hypothesis import strategies as st

from therapyblog.content.markdown.facts import count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("One two three.", 3),
        ("One -- two & three - 4 …", 4),
        ("*One*two **three**", 2),
        ("## One\n\n:::note\ntwo `three`\n:::\n\n- four\n\n| five |\n|---|\n| six |", 6),
        ("one[^1]\n\n[^1]: two three", 3),
        ("[one two](a-b-c.md) ![three](x.png)", 2),
        ("don't well-known", 2),
        ("```\none two\n```", 2),
        ("привет мир", 2),
        ("· one — “two”", 2),
        ("---", 0),
    ],
)
def test_words_are_what_has_letters(text, words):
    assert read(text)[1].words == words


SIGNS = "aZ9é½²ªßčя中 \u00a0\n.,’“–…•€-_/"


@given(st.lists(st.text(SIGNS, max_size=12), max_size=6))
@example(["à la mer – č", "…"])
@example(["à la mer –", "…", "½"])
def test_words_in_any_script_are_what_has_a_letter_or_digit_between_spaces(texts):
    told = [word for word in " ".join(texts).split() if any(map(str.isalnum, word))]
    assert count_words(texts, "en") == len(told)


def test_languages_without_spaces_count_letters_two_to_a_word():
    assert read("心理咨询有帮助", language="zh")[1].words == 4
    assert read("CBT 与 EMDR", language="zh-Hant")[1].words == 3


def test_the_excerpt_is_the_first_paragraph_with_typography():
    text = (
        "# Title\n\n![](x.png)\n\n:::note\nNot this.\n:::\n\n> Nor this.\n\n"
        '"Hello" *there*,\n[you](a.md)  -- `all`.[^1]\n\n'
        "Not this.\n\n[^1]: Nor this."
    )

    assert read(text)[1].excerpt == "“Hello” there, you – all."


def test_without_a_paragraph_of_its_own_a_quote_or_a_list_begins():
    assert read("> A quote.\n\n- item")[1].excerpt == "A quote."
    assert read("## Only a heading")[1].excerpt == ""


def test_a_long_paragraph_is_cut_between_words():
    excerpt = read("word, " * 100)[1].excerpt

    assert excerpt.endswith("word…")
    assert 290 < len(excerpt) <= 300


def test_a_paragraph_that_just_fits_is_whole():
    assert read("x" * 300)[1].excerpt == "x" * 300
    assert read("x" * 301)[1].excerpt == "x" * 299 + "…"


def test_no_break_spaces_stay_in_the_excerpt():
    assert read('"oui"', language="fr")[1].excerpt == "«\N{NARROW NO-BREAK SPACE}oui\N{NARROW NO-BREAK SPACE}»"
