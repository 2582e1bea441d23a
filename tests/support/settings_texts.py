"""Texts with settings at their top in every shape that is read: chunks of lines, one for each setting."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

WORDS = st.text("abcdé ß:#'\"\\-,[]{}&*!|>%@`?“”’\u00a0.0123456789=~<", min_size=1, max_size=14).map(
    lambda words: " ".join(words.split(" ")).strip(" ") or "x"
)
PLAIN = st.sampled_from(["Moss", "00012345", "no", "2026-01-02", "Ada & co", "10:30", "C#", "a-b", "x: y", "MA (Hons)"])
TEXTS = st.one_of(PLAIN, WORDS)
NAMES = st.sampled_from(
    ["title", "subtitle", "description", "letters", "tags", "own-name", "Weight", "series", "note_2"]
)
LEAVES: st.SearchStrategy[Any] = TEXTS
VALUES: st.SearchStrategy[Any] = st.one_of(
    LEAVES,
    st.lists(LEAVES, min_size=1, max_size=4),
    st.dictionaries(NAMES, LEAVES, min_size=1, max_size=3),
    st.lists(st.one_of(LEAVES, st.dictionaries(NAMES, LEAVES, min_size=1, max_size=3)), min_size=1, max_size=3),
    st.sampled_from(["one\ntwo", "one\n\n# two\nthree\n", "  in\nout"]),
)


def _quotes(text: str, choose: int) -> str:
    single, double = f"'{text.replace(chr(39), chr(39) * 2)}'", _double(text)
    return [text, double, single, double][choose % 4] if "\n" not in text else double


def _double(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _flow(value: Any, choose: int) -> str:
    if isinstance(value, list):
        ends = [("[", "]"), ("[ ", " ]"), ("[\n    ", ",\n  ]")][choose % 3]
        return ends[0] + ", ".join(_flow(item, choose + index) for index, item in enumerate(value)) + ends[1]
    if isinstance(value, dict):
        inner = ", ".join(f"{name}: {_flow(item, choose + 1)}" for name, item in value.items())
        return "{" + inner + "}"
    return _double(value) if choose % 2 else _quotes(value, choose)


def _lines(value: Any, column: int, choose: int) -> list[str]:
    """Return what stands behind a name, and the lines below it."""
    space = " " * column
    remark = ["", " # remark"][choose % 5 == 0]
    if isinstance(value, str):
        if "\n" in value and not value.startswith(" ") and choose % 2:
            header = "|" if value.endswith("\n") else "|-"
            return [header, *(f"{space}  {line}" if line else "" for line in value.removesuffix("\n").split("\n"))]
        return [_quotes(value, choose) + remark]
    if choose % 3 == 0:
        return (_flow(value, choose // 3) + remark).split("\n")
    lines = [remark.strip()]
    if choose % 7 == 0:
        lines.append(f"{space}  # a line of its own")
    if isinstance(value, dict):
        for index, (name, inner) in enumerate(value.items()):
            first, *rest = _lines(inner, column + 2, choose + index)
            lines += [f"{space}  {name}: {first}", *rest]
        return lines
    dash = space if choose % 2 else f"{space}  "
    for index, item in enumerate(value):
        first, *rest = _lines(item, len(dash) + 2, choose + index) if not isinstance(item, dict) else ["", ""]
        if isinstance(item, dict):
            first, *rest = [
                f"{'' if number == 0 else dash + '  '}{name}: {_lines(inner, 0, choose)[0]}"
                for number, (name, inner) in enumerate(item.items())
            ]
        lines += [f"{dash}- {first}", *rest]
    return lines


@st.composite
def settings_texts(draw: st.DrawFn) -> tuple[str, list[tuple[str, str]], str]:
    """A text's beginning, chunks of (name, lines), and its end; not every one can be read."""
    end = draw(st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"]))
    values = draw(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4))
    chunks = []
    for name, value in values.items():
        choose = draw(st.integers(0, 210))
        first, *rest = _lines(value, 0, choose)
        between = draw(st.sampled_from([[], [], ["# between"], [""]]))
        chunks.append((name, "".join(line + end for line in [f"{name}: {first}".rstrip(" "), *rest])))
        if between:
            chunks.append(("", "".join(line + end for line in between)))
    start = draw(st.sampled_from(["", "\ufeff", "\n"])) + "---" + end
    below = "---" + draw(st.sampled_from([end, f"{end}{end}Body: text{end}", ""]))
    return start.replace("\n", end) if end != "\r\n" else start, chunks, below
