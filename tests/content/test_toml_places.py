"""The line that a message about therapyblog.toml names is the line that a person would look at."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.rows import every_row
from therapyblog.settings.nodes import Node, plain
from therapyblog.settings.toml import TomlError, read_toml


def place(text: str, *path: str | int) -> tuple[int, int]:
    """Return where a value stands."""
    value: Any = read_toml(text)
    node = Node(value)
    for step in path:
        node = node.value[step]
    return node.line, node.column


def test_what_stands_in_a_long_text_is_no_setting():
    text = '''\
[site]
title = "A"
description = """
[practice]
name = "in the text"
# not a comment
"quoted" and \\""" three
"""

[practice]
name = "B"
'''
    assert place(text, "practice") == (10, 1)
    assert place(text, "practice", "name") == (11, 8)
    assert place(text, "site", "description") == (3, 15)


def test_the_same_in_a_literal_text_and_in_comments():
    text = "a = '''\nb = 1\n[c]\n'''\n# b = 2\n#[c]\nb = 3 # [c]\n[c] # d = 4\n  d = 5\n"

    assert [place(text, "b"), place(text, "c"), place(text, "c", "d")] == [(7, 5), (8, 1), (9, 7)]


def test_each_table_of_an_array_has_its_own_place():
    text = (
        '[[menu]]\nlabel = "A"\n[[menu]]\nlabel = "B"\n'
        "[menu.more]\nx = 1\n[[menu.below]]\ny = 1\n[[menu.below]]\ny = 2\n"
    )

    assert place(text, "menu", 0, "label") == (2, 9)
    assert place(text, "menu", 1, "label") == (4, 9)
    assert place(text, "menu", 1, "more", "x") == (6, 5)
    assert place(text, "menu", 1, "below", 1, "y") == (10, 5)


def test_lists_over_lines_and_tables_on_one_line():
    text = 'hours = [\n  "Mon", # first\n\n  "Tue]",\n]\ncta = { call = { label = "x, }", url = "y" } }\n'

    assert place(text, "hours", 1) == (4, 3)
    assert place(text, "cta", "call", "url") == (6, 40)


def test_names_with_dots_and_quotes():
    text = 'site.title = "A"\n"site" . "the url" = "B"\n[ cta . "first call" ]\nlabel = 1\n'

    assert place(text, "site", "title") == (1, 14)
    assert place(text, "site", "the url") == (2, 22)
    assert place(text, "cta", "first call", "label") == (4, 9)


def test_a_table_that_only_its_parts_name_stands_where_the_first_does():
    assert place("[a]\n\n[b.c.d]\nx = 1\n", "b") == (3, 1)


names = st.text("abc-_", min_size=1, max_size=4)
leaves = (
    st.integers(0, 9).map(str)
    | st.booleans().map(lambda value: str(value).lower())
    | st.text("ab[]={}#,'\" ", max_size=8).map(lambda text: '"' + text.replace('"', '\\"') + '"')
    | st.text('ab[]={}#,\n"', max_size=8).map(lambda text: "'''" + text + "'''")
    | st.text("ab[]={}#=\n'", max_size=8).map(lambda text: '"""' + text + '"""')
    | st.sampled_from(["2026-01-02", "10:30:00", "1.5", "2026-01-02 10:30:00"])
)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[ {', '.join(items)} ]")
        | st.dictionaries(names, inner, max_size=3).map(
            lambda table: "{ " + ", ".join(f"{name} = {value}" for name, value in table.items()) + " }"
        )
    ),
    max_leaves=6,
)


@given(st.dictionaries(names, st.dictionaries(names, values, max_size=4), max_size=4))
def test_every_value_is_found_where_it_was_written(sections: dict[str, dict[str, str]]):
    text = ""
    written: dict[tuple[str, str], tuple[int, int]] = {}
    for section, settings in sections.items():
        text += f"[{section}]  # = {{\n"
        for name, value in settings.items():
            line = text.count("\n") + 1
            written[section, name] = (line, len(name) + 4)
            text += f"{name} = {value}\n"

    top = read_toml(text)

    assert {name: plain(node) for name, node in top.items()} == tomllib.loads(text)
    found = {
        (section, name): (node.line, node.column)
        for section, table in top.items()
        for name, node in table.value.items()
    }
    assert found == written


@given(st.text("ab=\"'[]{}.,#\n\\ 01-:") | st.text())
def test_no_text_breaks_the_reader(text: str):
    text = text.replace("\r", "\n")
    try:
        top = read_toml(text)
    except TomlError as wrong:
        refused = (wrong.line, wrong.column, bool(wrong.says and wrong.fix))
        top = None
    if top is None:
        line, column, in_words = refused
        assert 1 <= line <= text.count("\n") + 1
        assert column >= 1
        assert in_words
    else:
        assert {name: plain(node) for name, node in top.items()} == tomllib.loads(text)


@every_row("text", ["a = " + "[" * 5_000, "a = [" * 100, "[" + ".".join("a" * 3_000) + "]", "a=" + "{b=" * 90])
def test_depth_is_refused_and_not_run_into(text: str):
    with pytest.raises(TomlError):
        read_toml(text)


def test_a_date_that_is_in_no_calendar_is_text_and_the_rest_is_read():
    text = "a = 2026-02-30 # a note\nb = [2026-1-5, 2026-13-01]\nc = 2026-12-15\n"

    assert plain(Node(read_toml(text))) == {
        "a": "2026-02-30",
        "b": ["2026-1-5", "2026-13-01"],
        "c": dt.date(2026, 12, 15),
    }
    assert place(text, "a") == (1, 5)
    assert place(text, "b") == (2, 5)


def test_a_date_within_a_text_or_beside_another_mistake_is_left_alone():
    assert plain(Node(read_toml('a = "2026-02-30"\n'))) == {"a": "2026-02-30"}
    with pytest.raises(TomlError) as found:
        read_toml("a = 2026-02-30\nb = c\n")
    assert (found.value.line, found.value.says) == (2, "this value needs quotes")
    with pytest.raises(TomlError):
        read_toml("".join(f"a{number} = 2026-02-30\n" for number in range(200)))


def test_one_sign_too_many_is_told_as_that():
    with pytest.raises(TomlError) as found:
        read_toml('title = = "The Ferry House"\n')
    wrong = found.value
    assert (wrong.line, wrong.column, wrong.says, wrong.fix) == (
        1,
        9,
        "there is one = too many",
        "take one of them out",
    )
