"""One setting of therapyblog.toml changes: its lines differ, and no other byte."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from support.rows import every_row
from therapyblog.settings.edits import REMOVE, CannotEdit
from therapyblog.settings.toml_edit import edit_toml

EXAMPLE = (Path(__file__).parents[2] / "example_site/therapyblog.toml").read_bytes().decode()

TEXT = """\
# The settings.
[site]
title = 'The "House"'   # the name
url = "https://house.example"
checked = 2026-01-01
hours = [    # when
  "Mo 9-5",  # mornings
  "Tu",
]
size = 1.0

# Who runs it.
[practice]
name = "House" # not "home"
text = \"""
one
[not.a.header]
\"""
contact.phone = "1"

[[menu]]
label = "A"
page = "a"

# second
[[menu]]
label = "B"

[cta.talk]
label = "Talk"
more = { a = 1, b = "two" }
[cta.talk.waitlist]
heading = "Full"

# the end
"""

ROWS: list[tuple[list[Any], Any, str, str]] = [
    (["site", "title"], "House", "'The \"House\"'", "'House'"),
    (["site", "title"], "It's \\", "'The \"House\"'", '"It\'s \\\\"'),
    (["site", "url"], 'say "x"\nnext', '"https://house.example"', '"""\nsay "x"\nnext"""'),
    (["site", "checked"], "2026-02-02", "2026-01-01", "2026-02-02"),
    (["site", "checked"], "soon", "2026-01-01", '"soon"'),
    (["site", "hours", 0], REMOVE, '  "Mo 9-5",  # mornings\n', ""),
    (["site", "hours", 2], "We", '  "Tu",\n', '  "Tu",\n  "We",\n'),
    (["site", "hours"], ["We", "Mo 9-5", "Tu"], '  "Mo', '  "We",\n  "Mo'),
    (["site", "hours"], REMOVE, 'hours = [    # when\n  "Mo 9-5",  # mornings\n  "Tu",\n]\n', ""),
    (["site", "size"], 1, "1.0", "1"),
    (["site", "size"], True, "1.0", "true"),
    (["site", "new"], dt.date(2026, 1, 2), "size = 1.0\n", "size = 1.0\nnew = 2026-01-02\n"),
    (["site", "a name"], 1, "size = 1.0\n", 'size = 1.0\n"a name" = 1\n'),
    (["practice", "name"], "Home", '"House" #', '"Home" #'),
    (["practice", "text"], "x", '"""\none\n[not.a.header]\n"""', '"x"'),
    (["practice", "contact", "email"], "e", 'phone = "1"\n', 'phone = "1"\ncontact.email = "e"\n'),
    (["practice", "contact"], REMOVE, 'contact.phone = "1"\n', ""),
    (["menu", 0, "url"], "/a/", 'page = "a"\n', 'page = "a"\nurl = "/a/"\n'),
    (["menu", 0], REMOVE, '[[menu]]\nlabel = "A"\npage = "a"\n\n', ""),
    (["menu", 2], {"label": "C"}, 'label = "B"\n', 'label = "B"\n\n[[menu]]\nlabel = "C"\n'),
    (["cta", "talk", "more", "a"], REMOVE, "a = 1, ", ""),
    (["cta", "talk", "more", "c"], [1, 2], 'b = "two"', 'b = "two", c = [1, 2]'),
    (["cta", "talk", "waitlist", "text"], "Later", '"Full"\n', '"Full"\ntext = "Later"\n'),
    (["cta", "talk", "closed"], {"text": "No"}, '"Full"\n', '"Full"\n\n[cta.talk.closed]\ntext = "No"\n'),
    (["cta", "book", "label"], "Book", '"Full"\n', '"Full"\n\n[cta.book]\nlabel = "Book"\n'),
    (["theme"], {"name": "calm"}, '"Full"\n', '"Full"\n\n[theme]\nname = "calm"\n'),
    (["service"], [{"name": "S"}], '"Full"\n', '"Full"\n\n[[service]]\nname = "S"\n'),
    (["cta", "talk", "waitlist"], REMOVE, '[cta.talk.waitlist]\nheading = "Full"\n', ""),
    (["top"], "x", "# The settings.\n", 'top = "x"\n# The settings.\n'),
]


@every_row("path, value, old, new", ROWS, ids=str)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_the_lines_of_a_setting_differ(path: list[Any], value: Any, old: str, new: str, end: str) -> None:
    assert TEXT.count(old) == 1
    text = "\ufeff" + TEXT.replace("\n", end)

    changed = edit_toml(text, path, value)

    assert changed == "\ufeff" + TEXT.replace(old, new).replace("\n", end)


def test_what_is_moved_comes_as_it_was_written():
    text = "[[menu]]\nlabel = 'A' # first\n\n# second\n[[menu]]\nlabel = \"B\"\n"
    changed = edit_toml(text, ["menu"], [{"label": "B"}, {"label": "A"}])

    assert changed in (
        "\n# second\n[[menu]]\nlabel = \"B\"\n\n[[menu]]\nlabel = 'A' # first\n",
        "[[menu]]\nlabel = \"B\"\n\n[[menu]]\nlabel = 'A' # first\n\n# second\n",
    )


@every_row(
    "path, value",
    [
        (["site", "title"], 'The "House"'),
        (["site", "checked"], "2026-01-01"),
        (["site", "hours"], ["Mo 9-5", "Tu"]),
        (["menu", 1], {"label": "B"}),
        (["nothing", "there"], REMOVE),
    ],
    ids=str,
)
def test_an_equal_value_changes_nothing(path: list[Any], value: Any) -> None:
    assert edit_toml(TEXT, path, value) == TEXT


@every_row(
    "text, changed",
    [
        ("", '[site]\ntitle = "A"\n'),
        ("# only a remark", '# only a remark\n\n[site]\ntitle = "A"\n'),
        ("[theme]", '[theme]\n\n[site]\ntitle = "A"\n'),
        ("[site]\n# a remark\n\n[theme]\n", '[site]\ntitle = "A"\n# a remark\n\n[theme]\n'),
        ("[site]\r\n[theme]\r\n", '[site]\r\ntitle = "A"\r\n[theme]\r\n'),
    ],
    ids=repr,
)
def test_a_file_without_the_setting_gets_it(text: str, changed: str) -> None:
    assert edit_toml(text, ["site", "title"], "A").lstrip("\n") == changed


@every_row(
    "text, path, value, says",
    [
        ("[site\n", ["site", "title"], "A", "is not closed"),
        ('[site]\ntitle = "A"\ntitle = "B"\n', ["site", "title"], "C", "given twice"),
        ("[site]\ntitle = “A”\n", ["site", "title"], "C", "curly"),
        ('[site]\ntitle = "A"\n', ["site"], "A", "this is none"),
        ('[site]\ntitle = "A"\n', ["site", "title", "x"], "A", "would stand in a text"),
        ('[[menu]]\nlabel = "A"\n', ["menu", 4], {"label": "B"}, "no number 5"),
        ('[[menu]]\nlabel = "A"\n', [], {"label": "B"}, "names no setting"),
        ('[[menu]]\nlabel = "A"\n', ["menu", 0, "label"], object(), "cannot hold"),
    ],
    ids=repr,
)
def test_what_cannot_be_changed_is_refused_with_a_reason(text: str, path: list[Any], value: Any, says: str) -> None:
    with pytest.raises(CannotEdit) as refusal:
        edit_toml(text, path, value)

    assert says in refusal.value.says


def _paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in pairs:
        yield from _paths(inner, (*at, name))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def test_every_setting_of_the_example_changes_by_its_own_lines() -> None:
    values = tomllib.loads(EXAMPLE)
    lines = EXAMPLE.splitlines(keepends=True)
    for path in _paths(values):
        held = _at(values, path)
        if isinstance(held, str):
            changed = edit_toml(EXAMPLE, path, 'Some"thing').splitlines(keepends=True)
            assert len(changed) == len(lines)
            assert sum(new != old for new, old in zip(changed, lines, strict=True)) == 1
        without = edit_toml(EXAMPLE, path, REMOVE).splitlines(keepends=True)
        assert sum(line not in lines for line in without) <= 1, f"{path}: more than the line of a list is new"
        assert [line for line in lines if line.startswith("#")] == [line for line in without if line.startswith("#")]


TEXTS = st.sampled_from(
    ["A", "x = 1", '"q"', "it's", "# no", "[a]", "two\nlines", "back\\slash", "é “x”", "2026-01-01"]
)
LEAVES = st.one_of(TEXTS, st.integers(0, 99), st.booleans(), st.dates(), st.floats(0, 9))
NAMES = st.sampled_from(["title", "url", "a-b", "with space", "länge", "x"])
VALUES: st.SearchStrategy[Any] = st.one_of(
    LEAVES, st.lists(TEXTS, max_size=3), st.dictionaries(NAMES, LEAVES, min_size=1, max_size=3)
)
SECTIONS = st.one_of(
    st.dictionaries(NAMES, VALUES, max_size=4),
    st.lists(st.dictionaries(NAMES, LEAVES, min_size=1, max_size=3), min_size=1, max_size=3),
)


def _name(name: str) -> str:
    return name if name.isascii() and " " not in name else f'"{name}"'


def _inline(value: Any, choose: int) -> str:
    if isinstance(value, list):
        items = [_inline(item, choose) for item in value]
        lines = "".join(f"  {item}, # one\n" for item in items)
        return f"[  # many\n{lines}]" if choose % 2 else f"[{', '.join(items)}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_name(name)} = {_inline(item, 2)}" for name, item in value.items()) + " }"
    if isinstance(value, str):
        return _quoted(value, choose)
    return value.isoformat() if isinstance(value, dt.date) else repr(value).lower()


def _quoted(text: str, choose: int) -> str:
    escaped = text.replace("\\", "\\\\")
    if "\n" in text and choose % 2:
        return f'"""\\\n  {escaped}"""'
    if "'" not in text and "\n" not in text and choose % 3 == 0:
        return f"'{text}'"
    return '"' + escaped.replace('"', '\\"').replace("\n", "\\n") + '"'


@st.composite
def sections(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Chunks of (name, lines)."""
    chunks = []
    for name in draw(st.permutations(["site", "menu", "cta.talk", "x y"]))[: draw(st.integers(1, 4))]:
        value, choose = draw(SECTIONS), draw(st.integers(0, 30))
        header = ".".join(map(_name, name.split(".")))
        blocks = value if isinstance(value, list) else [value]
        text = ""
        for block in blocks:
            text += f"[[{header}]]\n" if isinstance(value, list) else f"[{header}] # remark\n"
            for key, held in block.items():
                if isinstance(held, dict) and choose % 2:
                    text += "".join(
                        f"{_name(key)}.{_name(inner)} = {_inline(leaf, choose)}\n" for inner, leaf in held.items()
                    )
                else:
                    text += f"  {_name(key)}={_inline(held, choose)} # remark\n"
                choose += 1
            text += draw(st.sampled_from(["", "\n"]))
        chunks.append((name, text))
        chunks.append(("", draw(st.sampled_from(["", "\n# of its own\n", "\n"]))))
    return chunks


def test_any_file_changes_in_the_lines_of_the_setting_only(torture: bool) -> None:
    tried = []

    @settings(max_examples=10_000 if torture else 300)
    @given(sections(), st.data())
    def changes(chunks: list[tuple[str, str]], data: st.DataObject) -> None:
        whole = "".join(lines for _, lines in chunks)
        before = tomllib.loads(whole)
        paths = list(_paths(before))
        assume(paths)
        path = data.draw(st.sampled_from(paths))
        value = data.draw(st.one_of(st.just(REMOVE), VALUES))
        tried.append(whole)
        try:
            changed = edit_toml(whole, path, value)
        except CannotEdit:
            tried.pop()
            return
        number = next(index for index, (name, _) in enumerate(chunks) if name.split(".")[0] == path[0])
        # An empty line above a header goes with it.
        assert changed.startswith("".join(lines for _, lines in chunks[:number]).rstrip("\n"))
        assert changed.endswith("".join(lines for _, lines in chunks[number + 1 :]).lstrip("\n"))
        after = tomllib.loads(changed)
        assert {**before, path[0]: ""} == {**after, path[0]: ""}
        assert changed.count("# of its own") == whole.count("# of its own")
        assert value is REMOVE or value == [] or edit_toml(changed, path, value) == changed

    changes()
    assert len(tried) > 150, "hardly any file could be changed"
