"""With our shortcuts, markdown-it and our renderer say of every text what markdown-it says: only sooner."""

import json
from pathlib import Path

from as_html import flat
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin

from support.rows import every_row
from therapyblog.content.markdown.context import TextContext
from therapyblog.content.markdown.parser import add_shortcuts
from therapyblog.content.markdown.rendering import render

EXAMPLES = json.loads((Path(__file__).parent / "commonmark" / "examples.json").read_text(encoding="utf-8"))
TEXTS = [text for _, _, text in EXAMPLES]
UPSTREAM = {html: MarkdownIt("js-default", {"html": html}).use(deflist_plugin) for html in (False, True)}
SOONER = {html: MarkdownIt("js-default", {"html": html}).use(deflist_plugin) for html in (False, True)}
for parser in SOONER.values():
    add_shortcuts(parser)
PIECES = [
    *"ab *_`~[]()<>!&\\#-+=|:.\"'^{}1\n\t ",
    *("\n\n", "\n    ", "\n> ", "\n- ", "\n1. ", "```\n", "---\n", "|-|", "<b>", "</b>", "<!--", "-->", "](", "!["),
    *("**", "[a]: /u\n", "\N{NO-BREAK SPACE}", "é", "&amp;", "\n: "),
]

MARKS = ["*", "**", "***", "_", "__", "~~", "a", "b c", "é", "1", " ", ".", ",", "(", ")", "“", "\n", "\\", "`", "!"]
MARKS += ["[", "](u)", "&amp;", "<i>", "\N{NO-BREAK SPACE}", "\N{COMBINING ACUTE ACCENT}", "\N{HEAVY BLACK HEART}"]

MARKS += ["*w*", "**w x**", "[a](u)", "[b c](/x/y?q=1)", "[d](javascript:x)", " "]

MARKERS = ["- ", "- ", "* ", "+ ", "1. ", "2. ", "1) ", "123456789. ", "1234567890. ", "-", "1."]
INDENTS = ["", "", "", " ", "   ", "    ", "> ", "- "]
WORDS = ["a", "b c", "**k** v", "*k*", "1 x", "- n", "# h", "[l](u)", "`c`", "***", "_ _ _", "a | b", "|-|", "x  ", "é"]
WORDS += ["x\\", ": d", "~ d", "```", "[a]: /u", "<b>", "\N{NO-BREAK SPACE}x", "---", "===", " code", "\t"]
LINES = st.one_of(
    st.builds("{}{}{}".format, st.sampled_from(INDENTS), st.sampled_from(MARKERS), st.sampled_from(WORDS)),
    st.builds("{}{}".format, st.sampled_from(INDENTS), st.sampled_from(WORDS)),
    st.sampled_from(["", "", " ", ">"]),
)


def ours(text: str, *, html: bool) -> str:
    segments, _ = render(SOONER[html].parse(text), TextContext(text), "kept")
    return flat(segments)


@every_row("html", [True, False])
@every_row("number, section, text", EXAMPLES, ids=[f"{n}-{s}" for n, s, _ in EXAMPLES])
def test_every_example_of_commonmark(number, section, text, html):
    expected = UPSTREAM[html].render(text)
    # Upstream keeps line ends in a picture's description; ours is one line.
    assert ours(text, html=html).replace("&#10;", "\n") == expected


@given(
    st.one_of(
        st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
        st.lists(st.sampled_from(MARKS), max_size=24).map("".join),
        st.lists(LINES, max_size=9).map("\n".join),
        st.tuples(st.sampled_from(TEXTS), st.sampled_from(("", "\n", "\n\n", " ")), st.sampled_from(TEXTS)).map(
            "".join
        ),
        st.tuples(st.sampled_from(TEXTS), st.sampled_from(("> ", "  ", "- ", "    ", "1. "))).map(
            lambda pair: "\n".join(pair[1] + line for line in pair[0].split("\n"))
        ),
    ),
    st.booleans(),
)
def test_the_tokens_of_any_text_are_upstream_s(text, html):
    tokens, expected = SOONER[html].parse(text), UPSTREAM[html].parse(text)

    assert [token.as_dict() for token in tokens] == [token.as_dict() for token in expected]


@every_row("depth", range(94, 103))
def test_a_list_at_the_bound_of_nesting_is_upstream_s(depth):
    text = "> " * depth + "- a\n" + "> " * depth + "- b\n"
    tokens, expected = SOONER[False].parse(text), UPSTREAM[False].parse(text)

    assert [token.as_dict() for token in tokens] == [token.as_dict() for token in expected]
