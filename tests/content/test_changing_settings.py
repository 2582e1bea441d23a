"""One setting at the top of a file changes: its lines differ, and no other byte."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from support.rows import every_row
from support.settings_texts import VALUES, settings_texts
from therapyblog.settings.bytes_to_text import decode
from therapyblog.settings.edits import REMOVE, CannotEdit, Lines
from therapyblog.settings.frontmatter import split
from therapyblog.settings.nodes import plain
from therapyblog.settings.yaml_edit import edit_settings

EXAMPLE = Path(__file__).parents[2] / "example_site"

TEXT = """\
\ufeff---
# my post
title: Touch: the beginning
subtitle: "Quoted"  # said so
description: plain
  goes on
tags: [a, 'b', "c d"]  # tags
series: {name: Rest, part: 2}
related:
  # first
  - one
  - two  # second
  # third
  - three
credentials:
- letters: MA
  # in between
  expires: 2026-01-01
- MBACP
empty:
note: |
  line one
  # not a remark
  line two

image_alt: >-
  a long
  text
# the end
---

Body: text
"""

ROWS: list[tuple[list[Any], Any, str, str]] = [
    (["title"], "Touch", "title: Touch: the beginning\n", 'title: "Touch"\n'),
    (["subtitle"], "New", '"Quoted"', '"New"'),
    (["subtitle"], 'so "new"', '"Quoted"', '"so \\"new\\""'),
    (["description"], "one # two", "plain\n  goes on", '"one # two"'),
    (["description"], "“All of it”", "plain\n  goes on", '"“All of it”"'),
    (["tags", 0], "“z”", "[a,", '["“z”",'),
    (["tags"], ["b", "c d"], "[a, 'b'", "['b'"),
    (["tags"], ["x", "a", "b", "c d", "y: z"], "[a, 'b', \"c d\"]", '[x, a, \'b\', "c d", "y: z"]'),
    (["tags"], REMOVE, "tags: [a, 'b', \"c d\"]  # tags\n", ""),
    (["tags"], "solo", "[a, 'b', \"c d\"]", "solo"),
    (["series", "part"], 3, "part: 2", "part: 3"),
    (["series", "part"], REMOVE, ", part: 2", ""),
    (["series", "name"], REMOVE, "name: Rest, ", ""),
    (["series", "mood"], "calm", "part: 2", "part: 2, mood: calm"),
    (["related", 1], "2", "- two", "- 2"),
    (["related", 1], REMOVE, "  - two  # second\n", ""),
    (["related", 3], "four", "  - three\n", "  - three\n  - four\n"),
    (
        ["related"],
        ["three", "one", "two"],
        "  - one\n  - two  # second\n  # third\n  - three\n",
        "  - three\n  - one\n  - two  # second\n  # third\n",
    ),
    (
        ["related"],
        REMOVE,
        "related:\n  # first\n  - one\n  - two  # second\n  # third\n  - three\n",
        "  # first\n  # third\n",
    ),
    (["credentials", 0, "expires"], dt.date(2027, 1, 1), "expires: 2026-01-01", "expires: 2027-01-01"),
    (["credentials", 0, "letters"], REMOVE, "- letters: MA\n  # in between\n  expires", "  # in between\n- expires"),
    (["credentials", 0, "number"], "00012", "2026-01-01\n", "2026-01-01\n  number: 00012\n"),
    (["credentials", 1], {"letters": "MBACP", "kind": "degree"}, "- MBACP\n", "- letters: MBACP\n  kind: degree\n"),
    (["credentials", 2], "PhD", "- MBACP\n", "- MBACP\n- PhD\n"),
    (["empty"], True, "empty:", "empty: true"),
    (["empty", "inner"], "x", "empty:\n", "empty:\n  inner: x\n"),
    (["note"], "short", "|\n  line one\n  # not a remark\n  line two\n", "short\n"),
    (["note"], "line one\nline 2\n", "  # not a remark\n  line two\n", "  line 2\n"),
    (["image_alt"], "two\nlines", ">-\n  a long\n  text\n", "|-\n  two\n  lines\n"),
    (["date"], "2026-12-01", "  text\n", "  text\ndate: 2026-12-01\n"),
    (["content-note"], ["grief"], "  text\n", "  text\ncontent-note: [grief]\n"),
    (["Title"], "Touch", "title: Touch: the beginning\n", 'title: "Touch"\n'),
    (["aliases"], ["/a", "/b: c"], "  text\n", '  text\naliases: [/a, "/b: c"]\n'),
    (
        ["references"],
        [{"text": "A", "url": "u"}, "B"],
        "  text\n",
        "  text\nreferences:\n  - text: A\n    url: u\n  - B\n",
    ),
    (["subtitle"], "a\u2028b\x07", '"Quoted"', '"a b"'),
]


@every_row("path, value, old, new", ROWS, ids=str)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_the_lines_of_a_setting_differ(path: list[Any], value: Any, old: str, new: str, end: str) -> None:
    assert TEXT.count(old) == 1

    changed = edit_settings(TEXT.replace("\n", end), path, value)

    assert changed == TEXT.replace(old, new).replace("\n", end)


@every_row(
    "path, value",
    [
        (["title"], "Touch: the beginning"),
        (["tags"], ["a", "b", "c d"]),
        (["series", "part"], 2),
        (["credentials", 0], {"letters": "MA", "expires": dt.date(2026, 1, 1)}),
        (["note"], "line one\r\n# not a remark\r\nline two\r\n"),
        (["nothing"], REMOVE),
        (["series", "mood"], REMOVE),
        (["image-alt"], "a long text"),
    ],
    ids=str,
)
def test_an_equal_value_changes_nothing(path: list[Any], value: Any) -> None:
    assert edit_settings(TEXT, path, value) == TEXT


@every_row(
    "text, changed",
    [
        ("", "---\ntitle: Rest\n---\n"),
        ("Only text\r\n", "---\r\ntitle: Rest\r\n---\r\n\r\nOnly text\r\n"),
        ("\ufeff\n\nText", "\ufeff---\ntitle: Rest\n---\n\n\nText"),
        ("---\n---\nText", "---\ntitle: Rest\n---\nText"),
        ("---\n# a remark\n---", "---\n# a remark\ntitle: Rest\n---"),
        ("\n---\na: 1\n---\r\nText\n", "\n---\na: 1\ntitle: Rest\n---\r\nText\n"),
    ],
    ids=repr,
)
def test_a_file_without_the_setting_gets_it(text: str, changed: str) -> None:
    assert edit_settings(text, ["title"], "Rest") == changed


@every_row(
    "text, path, value, says",
    [
        ('+++\ntitle = "A"\n+++\nText', ["title"], "B", "in the form of Hugo and Zola"),
        ('{"title": "A"}\n', ["title"], "B", "in the form of Hugo"),
        ("---\ntitle: A\ntitle: B\n---\n", ["title"], "C", "set twice"),
        ("---\ntitle: A\n", ["title"], "B", "no second --- line ends them"),
        ("---\ntags: [a\n---\n", ["title"], "B", "a bracket is opened here but not closed"),
        ("---\nseries: Rest\n---\n", ["series", "part"], 2, "would stand in a text"),
        ("---\ntags: [a]\n---\n", ["tags", 3], "b", "no number 4"),
        ("---\ntags: [a]\n---\n", ["a: b"], "b", "cannot be the name of a setting"),
        ("---\ntags: [a]\n---\n", [], "b", "names no setting"),
        ("---\ntags: [a]\n---\n", ["a"], object(), "cannot hold"),
        ("---\nnote: |+\n  a\n\n\nx: 1\n---\n", ["note", "b"], "b", "would stand in a text"),
    ],
    ids=repr,
)
def test_what_cannot_be_changed_is_refused_with_a_reason(text: str, path: list[Any], value: Any, says: str) -> None:
    with pytest.raises(CannotEdit) as refusal:
        edit_settings(text, path, value)

    assert says in refusal.value.says


def _paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in pairs:
        yield from _paths(inner, (*at, name))


def _held(text: str) -> dict[str, Any]:
    return {name: plain(node) for name, node in split(decode(text.encode())).settings.items()}


def _differing(before: str, after: str) -> list[str]:
    """Return the lines of a text that stand in neither end that it shares with another."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old


def test_any_text_changes_in_the_lines_of_the_setting_only(torture: bool) -> None:
    tried = []

    @settings(max_examples=10_000 if torture else 300)
    @given(settings_texts(), st.data())
    def changes(text: tuple[str, list[tuple[str, str]], str], data: st.DataObject) -> None:
        start, chunks, below = text
        whole = start + "".join(lines for _, lines in chunks) + below
        try:
            before = _held(whole)
        except Exception:  # noqa: BLE001 - not every text that is made up can be read
            assume(False)
        assume([*before] == [name for name, _ in chunks if name])
        path = data.draw(st.sampled_from(list(_paths(before))))
        value = data.draw(st.one_of(st.just(REMOVE), VALUES))
        tried.append(whole)
        try:
            changed = edit_settings(whole, path, value)
        except CannotEdit:
            tried.pop()
            return
        number = next(index for index, (name, _) in enumerate(chunks) if name == path[0])
        assert changed.startswith(start + "".join(lines for _, lines in chunks[:number]))
        assert changed.endswith("".join(lines for _, lines in chunks[number + 1 :]) + below)
        after = _held(changed)
        assert {**before, path[0]: ""} == {**after, path[0]: ""}
        remarks = [[line for line in text.splitlines() if "a line of its own" in line] for text in (whole, changed)]
        assert remarks[0] == remarks[1]
        assert value is REMOVE or edit_settings(changed, path, value) == changed

    changes()
    assert len(tried) > 100, "hardly any text could be changed"


def test_every_setting_of_the_example_changes_by_its_own_lines() -> None:
    texts = sorted(EXAMPLE.glob("*/**/*.md"))
    assert len(texts) > 30
    for file in texts:
        text = file.read_bytes().decode()
        for path in _paths(_held(text)):
            value = _held(text)[path[0]]
            for step in path[1:]:
                value = value[step]
            if isinstance(value, str):
                changed = edit_settings(text, path, "Something: else")
                assert len(_differing(text, changed)) <= max(1, value.count(" ")), (file, path)
                back = edit_settings(changed, path, value)
                assert _held(back) == _held(text)
                assert Lines(back).plain.count("\n") <= Lines(text).plain.count("\n")
            without = edit_settings(text, path, REMOVE)
            assert [line for line in without.splitlines() if line not in text.splitlines()] in (
                [],
                [_first(without, text)],
            )


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "a", "b c", "é: “x”", "---"]), st.sampled_from(["\n", "\r\n", "\r", "\u2028"]))
    ),
    st.sampled_from(["", "\ufeff"]),
    st.integers(0, 20),
    st.booleans(),
)
def test_a_text_that_comes_back_from_a_window_keeps_every_other_line(
    lines: list[tuple[str, str]], mark: str, number: int, ended: bool
) -> None:
    held = mark + "".join(line + end for line, end in lines) + ("" if ended else "last")
    known = Lines(held)
    assert known.with_text(known.plain) == held
    texts = known.plain.split("\n")
    index = number % len(texts)
    texts[index] += " changed"
    changed = Lines(known.with_text("\n".join(texts)))

    assert changed.plain == "\n".join(texts)
    ends = [line[1] for line in known._lines]
    after = [line[1] for line in changed._lines]
    same = [at for at in range(min(len(ends), len(after))) if at != index and ends[at]]
    counted = [line for line, _ in known._lines]
    assert all(ends[at] == after[at] for at in same if counted.count(counted[at]) == 1)


def _first(without: str, text: str) -> str:
    """Return the line that may be new where a setting went: the next one gets its dash, or a bracket stays."""
    return next((line for line in without.splitlines() if line not in text.splitlines()), "")
