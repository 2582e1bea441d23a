"""The settings at the top of a file: text first, nothing guessed, nothing silently lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from support.rows import every_row
from support.site import SmallSite, codes
from therapyblog.content.document import read_document
from therapyblog.content.options import ReadOptions
from therapyblog.model.documents import Document
from therapyblog.settings.frontmatter import SettingsError, split
from therapyblog.settings.nodes import plain

signs = st.text(st.sampled_from("ab:- \n\"'[]{}#&*!|>%@`,?~.\t\u00a0é=_") | st.characters(exclude_categories=["Cs"]))


def settings_of(block: str) -> dict[str, Any]:
    return {name: plain(node) for name, node in split(f"---\n{block}\n---\n").settings.items()}


@given(signs)
@example("title: a\n\u00a0\u00a0")
@example("? a\n: b")
@example("a: |2\n b")
@example("%YAML 9.9")
@example("a: \ufeffb")
def test_no_text_breaks_the_reader(block: str):
    text = f"---\n{block}\n---\nText.\n".replace("\r", "\n")
    try:
        found = split(text)
    except SettingsError as wrong:
        refused = (wrong.line, wrong.column, bool(wrong.says and wrong.fix))
        found = None
    if found is None:
        line, column, in_words = refused
        assert 1 <= line <= text.count("\n") + 1
        assert column >= 1
        assert in_words
    else:
        assert text.endswith(found.body)
        assert found.body_line == text.count("\n") - found.body.count("\n") + 1


@given(signs, st.sampled_from(["post", "page", "practitioner", "series"]))
def test_no_text_breaks_the_reading_of_a_file(text: str, kind: Any):
    read = read_document(text.encode(), path="posts/a.md", kind=kind, options=ReadOptions())

    assert (read.document is None) == any(found.severity == "error" for found in read.problems)
    for found in read.problems:
        assert found.at.line <= text.count("\n") + 1 + sum(text.count(end) for end in "\r\x0b\x0c\x85\u2028\u2029")


words = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1).filter(lambda word: word.strip("\u00a0"))


@given(st.dictionaries(st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True), words, max_size=6))
def test_text_in_quotes_comes_back_as_it_was(settings: dict[str, str]):
    noncharacters = any(0xFDD0 <= ord(sign) <= 0xFDEF for word in settings.values() for sign in word)
    block = "\n".join(f"{name}: '{word.replace(chr(39), chr(39) * 2)}'" for name, word in settings.items())

    if not noncharacters:
        assert settings_of(block) == settings


@every_row(
    "typed",
    [
        "00012345",
        "012",
        "0x1F",
        "0o17",
        "1e3",
        "1_000",
        "10:30",
        "12.50",
        ".5",
        ".inf",
        ".nan",
        "no",
        "No",
        "NO",
        "off",
        "yes",
        "on",
        "true",
        "false",
        "null",
        "~",
        "2026-02-30",
        "=",
        "<<",
    ],
)
def test_what_other_readers_guess_stays_text(typed: str):
    assert settings_of(f"number: {typed}") == {"number": typed}


def test_nothing_behind_a_name_is_nothing_and_quotes_are_empty_text():
    assert settings_of("a:\nb: ''\nc: \"\"") == {"a": None, "b": "", "c": ""}


def test_a_line_of_hyphens_in_the_text_is_not_the_end_of_the_settings():
    found = split("---\ntitle: A\n---\nFirst.\n\n---\n\nLast.\n")

    assert found.body == "First.\n\n---\n\nLast.\n"
    assert found.body_line == 4


def document(block: str, kind: Any = "post") -> Document:
    read = read_document(f"---\n{block}\n---\n".encode(), path="posts/a.md", kind=kind, options=ReadOptions())
    assert read.document is not None, read.problems
    return read.document


def test_every_setting_of_a_post_is_read():
    settings: Any = document(
        """\
title: "Rest: a beginning"
subtitle: And quiet
author: wren
date: Dec 15, 2024
updated: 2026-01-02 10:30+01:00
status: Unlisted
series: {name: Nights, part: 2}
topic: Sleep
tags: sleep, rest
aliases:
  - /old/
content_note: [self-harm, loss]
language: en_gb
vignettes: composite
references:
  - A work
  - {text: "Another: work", doi: 10.1000/182}
reviewed: 2026-01-01
related: other
mood: {calm: [1, 2]}"""
    ).settings

    assert settings.title == "Rest: a beginning"
    assert settings.authors == ("wren",)
    assert settings.date.date == dt.date(2024, 12, 15)
    assert (settings.updated.time, settings.updated.offset) == (dt.time(10, 30), 60)
    assert settings.status == "unlisted"
    assert (settings.series.name, settings.series.part) == ("Nights", 2)
    assert settings.tags == ("sleep", "rest")
    assert settings.aliases == ("/old/",)
    assert settings.content_note == ("self-harm", "loss")
    assert settings.language == "en-GB"
    assert [(one.text, one.doi) for one in settings.references] == [("A work", ""), ("Another: work", "10.1000/182")]
    assert settings.reviewed == dt.date(2026, 1, 1)
    assert settings.extra == {"mood": {"calm": ["1", "2"]}}


@every_row("typed", ["M.A, CI, IFS, MBACP", "[M.A, CI, IFS, MBACP]", "\n  - M.A\n  - letters: CI\n  - IFS\n  - MBACP"])
def test_letters_are_read_however_they_are_listed(typed: str):
    settings: Any = document(f"name: Wren\ncredentials: {typed}", kind="practitioner").settings

    assert [one.letters for one in settings.credentials] == ["M.A", "CI", "IFS", "MBACP"]


def test_a_register_number_stays_as_it_is_written():
    settings: Any = document(
        "name: Wren\ncredentials:\n  - letters: MBACP\n    number: 00012345\n    expires: 31 March 2027", "practitioner"
    ).settings

    (credential,) = settings.credentials
    assert (credential.number, credential.expires) == ("00012345", dt.date(2027, 3, 31))


@every_row(
    "typed, meant",
    [
        ("authr", "author"),
        ("descripton", "description"),
        ("content_notes", "content_note"),
        ("referenses", "references"),
        ("alias", "aliases"),
        ("serie", "series"),
    ],
)
def test_a_slip_of_the_hand_is_answered_with_what_was_meant(site: SmallSite, typed: str, meant: str):
    site.write({"posts/a.md": f"---\ntitle: A\n{typed}: value\n---\nWords.\n"})

    (found,) = site.build().problems

    assert found.code == "TB-SET-009"
    assert f"did you mean `{meant}`?" in found.says
    assert found.at.line == 3


@every_row("name", ["mood", "weight", "layout", "hero_video", "x"])
def test_a_name_of_a_theme_is_kept_and_not_questioned(site: SmallSite, name: str):
    site.write(
        {
            "posts/a.md": f"---\ntitle: A\n{name}: 007\n---\nWords.\n",
            "theme/templates/post.html": f"{{{{ post.extra.{name} }}}}",
        }
    )

    site.published()

    assert site.page("/a/") == "007\n"


def test_a_problem_in_a_list_points_to_the_item(site: SmallSite):
    site.write(
        {
            "practitioners/ada-moss.md": (
                "---\nname: Ada\ncredentials:\n  - letters: MA\n  - letters: MBACP\n    kind: club\n---\n"
            )
        }
    )

    (found,) = site.build().problems

    assert (found.at.line, found.at.column, found.excerpt) == (6, 11, "    kind: club")


def test_a_name_of_two_words_among_the_settings_is_kept_for_themes(site: SmallSite):
    """Further down, below an empty line, the same words would be the beginning of the text."""
    site.write({"posts/a.md": "---\ntitle: A\nreading time: 5\n---\nWords.\n"})

    site.published()

    site.write({"posts/a.md": "---\ntitle: A\n\nreading time: 5\n---\nWords.\n"})
    assert codes(site.build()) == ["TB-SET-004"]


def test_a_series_that_is_wrong_is_one_problem_though_its_part_is_right(site: SmallSite):
    site.write({"posts/a.md": "---\ntitle: A\nseries: [Nights]\npart: 2\n---\nWords.\n"})

    (found,) = site.build().problems

    assert (found.at.line, found.says) == (3, "`series` should be text, or a group of settings, not a list")


def test_a_group_where_a_list_should_be(site: SmallSite):
    site.write({"posts/a.md": "---\ntitle: A\naliases: {old: /b/}\n---\nWords.\n"})

    (found,) = site.build().problems

    assert (found.code, found.at.line) == ("TB-SET-008", 3)
    assert (found.says, found.fix) == (
        "`aliases` should be a list, not a group of settings",
        'write it as ["one", "two"]',
    )


@every_row("opening", ["topic: %", "topic: b: ", "tags: [a] "])
def test_a_very_long_line_is_not_repeated_in_the_way_out(site: SmallSite, opening: str):
    site.write({"posts/a.md": f"---\ntitle: A\n{opening}{'very ' * 200}long\n---\nWords.\n"})

    (found,) = site.build().problems

    assert (found.code, found.at.line) == ("TB-SET-004", 3)
    assert "quotation marks at its beginning and its end" in found.fix
    assert len(found.fix) < 100


def test_lines_are_counted_from_the_top_of_the_file_whatever_stands_above(site: SmallSite):
    site.write(
        {"posts/a.md": "\ufeff\r\n\r\n---\r\n# a note\r\ntitle: A\r\ndate: soon\r\n---\r\n\r\n[x](/nowhere/)\r\n"}
    )

    told = [(found.code, found.at.line) for found in site.build().problems]
    assert told == [("TB-SET-012", 6), ("TB-LINK-001", 9)]
    site.edit("posts/a.md", "date: soon\r\n", "")
    assert [(found.code, found.at.line) for found in site.build().problems] == [("TB-LINK-001", 8)]
