"""Measure how time grows: each construct at a size N that takes 0.2 s, and at 2N; quadratic is a factor of 4.

    python benchmarks/growth.py [--only WORD] [--most 2.3]

Prints construct, N, 2N, seconds and factor, and ends with 1 where a factor is above `--most`. A construct is a row of
`CONSTRUCTS`: a function from a size to the work to be timed. `benchmarks/README.md` has the figures.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable
from functools import partial

import growth_sites

from therapyblog.content.markdown import read_markdown
from therapyblog.content.options import MarkdownSettings
from therapyblog.diagnostics import Diagnostics

Work = Callable[[], object]

LONG_ENOUGH = 0.2
"""Seconds of one run at N."""

MOST_CHARACTERS = 2_000_000
"""Twice the largest text that is read (`MAX_BYTES` in `settings/bytes_to_text.py`), for the run at 2N."""


def markdown(text: Callable[[int], str], raw_html: str, size: int) -> Work | None:
    """Return the reading of a text of a size; `None` where it is larger than the text of any file."""
    content = text(size)
    settings = MarkdownSettings(raw_html="sanitize" if raw_html == "sanitize" else "off")
    if len(content) > MOST_CHARACTERS:
        return None
    return lambda: read_markdown(
        content, Diagnostics(), path="posts/a.md", first_line=1, language="en", settings=settings
    )


def repeated(piece: str, end: str = "", begin: str = "") -> Callable[[int], str]:
    """Return the texts of a piece that is repeated."""
    return lambda size: begin + piece * size + end


def balanced(opening: str, closing: str) -> Callable[[int], str]:
    """Return the texts of openings and as many closings."""
    return lambda size: opening * size + "x" + closing * size


def joined(line: Callable[[int], str], between: str = "\n") -> Callable[[int], str]:
    """Return the texts of lines that differ."""
    return lambda size: between.join(map(line, range(size)))


def both(first: str, second: str) -> Callable[[int], str]:
    """Return the texts of many lines of two kinds, each with its number."""
    return lambda size: joined(first.format, "")(size) + "\n\n" + joined(second.format, "")(size)


def table(columns: int, size: int) -> str:
    """Return a table with so many columns and rows."""
    return "|a" * columns + "|\n" + "|-" * columns + "|\n" + ("|b" * columns + "|\n") * size


# Pieces in one paragraph.
INLINE = [
    *("<!-- a -->", "<!---->", "<!-- a --> b ", "<!-- `", "<!-", "-->", "%%a%% ", "%%a", "%%", "a%%b %%c", "\\%%a "),
    *("`<!-- a -->` ", "`%%", "`<!--", "``<!-- ` -->", "<!--more-->", "[a <!-- b -->](c) ", "[a](b%%c)"),
    *("word ", "*", "**", "_", "~~", "*a ", "_a ", "**a* ", "*_", "*a_b", "a**b", "*a* ", "**a** ", "***a** b* "),
    *("*a **b ", "~~a ", "~a~", "`", "``a`", "`a` ", "` `` ", "[", "]", "[a", "[]", "[[]", "[a]", "[a](", "[a](b"),
    *("[a](b) ", "[a](<b", '[a](b "', "[a](b 'c') ", "[[a]](b) ", "[a][b]", "[a][", "![", "![a", "![a](b) "),
    *("![[a](b)](c) ", "^[", "^[a] ", "^[a[b](c)] ", "[^", "[^a]", "[ref:1]", "[ref:", "<", "<a ", "<a b=", "<a b='"),
    *("</", "<b>", "<b>x</b>", "<?", "<!A ", "<![CDATA[", "<https://a.b> ", "<https://a.b", "<a@b.c>", "a@b", "&"),
    *("&amp;", "&#", "&#x41;", "&a", "\\", "\\*", "!", "a\n", "a  \n", "a\\\n", '"', "'", '"a ', "'a ", "a'b ", "--"),
    *("-- ", "... ", "a://b-- ", "{", "|", ":", "•", "é", "中", "\u202e", "😀", "(", "a(b)", "x<y "),
    *("https://a.example/b ", "javascript:", "[a](javascript:b) "),
    *(
        "https://",
        "https://a.b/(",
        "https://a.b/c);",
        "www.a.b ",
        "www.",
        "a@b.cd ",
        "a.",
        "a@b.",
        "[a](b c.pdf) ",
        "[a](b c ",
    ),
    *(
        "[a](b (c ",
        "![a](b =1x2) ",
        "[[a]] ",
        "[[a|b]] ",
        "[[a",
        "![[a.png]] ",
        "==a== ",
        "==a",
        "{{ a }} ",
        "{{",
        "{% ",
        "{",
    ),
    *(
        ":a: ",
        ":a",
        "$$a=b$$ ",
        "$$a",
        "~a~ ",
        "a~b~ ",
        "a^b^ ",
        "++a++ ",
        "++a",
        "[^a] ",
        "{.a}",
        "](a){.b} ",
        "[/embed]",
    ),
    *("**注：**文", "**注：", "ا ", "'90s ", "6'2\" ", "'em ", "'tis 'a ", "x<y> "),
]

# Lines and blocks.
BLOCKS = [
    *(
        "<!-- a -->\n",
        "<!-- a\n\nb -->\n\n",
        "a <!-- b\n\nc --> d\n\n",
        "%%\na\n%%\n",
        "%%\na\n\n%%\n\nb\n\n",
        "a\n<!-- b -->\n",
    ),
    *(
        "- a <!-- b\n\nc -->\n",
        "> <!-- a -->\n",
        "    <!-- a -->\n",
        "```\n<!--\n```\n",
        "<!-- a -->\n# b\n",
        "`a\n<!-- b -->\nc`\n",
    ),
    *("> ", "- ", "1. ", "> - ", "- > ", "  ", "\t", ">", "> a\n", "> a\n\n", ">\n", "> a\nb\n", "- a\n", "- a\n\n"),
    *("1. a\n", "- a\n  - b\n", "- a\n\n  b\n", "- \n", "a\n- b\n", "- [ ] a\n", "- [x] a\n\n", "\u2022 a\n"),
    *("  \u2022 a\n\n", "* a\n+ b\n- c\n", "2. a\n1) b\n", "    a\n", "    a\n\n", "\ta\n", "```\n", "```\na\n```\n"),
    *("~~~\n", "~~~ a\n\n", "# a\n", "# same\n\n", "###### a\n", "#\n", "# a {#b}\n", "# a {.b}\n", "a\n===\n"),
    *("a\n---\n", "---\n", "***\n\n", "* * *\n", "a\n", "a\n\n", "\n", "a|b\n", "a|b\n-|-\n", "|a|\n|-|\n|b|\n\n"),
    *("|\n", "[a]: b\n", "[a]:\n", "[a]: b 'c\n", "[a]: b (\n\n", "[^a]: b\n", "[^a]: b\n\n    c\n\n"),
    *("x[^a]\n\n[^a]: b\n\n", "a\n: b\n\n", "a\n\n: b\n\n", "a\n: b\n: c\n", ": b\n", ":::note\na\n:::\n"),
    *(":::note\n", ":::\n", "::::\n", ":::A\n", ":::cta a\n", ':::note {a="b"}\n', "::: \n", ":::note\n- a\n:::\n\n"),
    *(':::quote {lang=fr}\n"a"\n:::\n', "<div>\n", "<div>\na\n</div>\n\n", "</div>\n\n", "<script>\n", "<!A\n"),
    *(
        "[A]: Yes.\n",
        "[A]: Yes.\n\n",
        "[1]: https://a.b\n",
        "> [!NOTE]\n> a\n\n",
        "> [!tip]- a\n",
        "[TOC]\n\n",
        "!!! note\n",
    ),
    *("- ا\n", "ا\n\n", "> ا\n\n", "|a|\n|-|\n|b|c|\n\n", "a\n{: .b}\n\n"),
    *("<?a\n", "<details>\n\na\n\n</details>\n\n", "<b>a\n\n", "\N{NO-BREAK SPACE}\n"),
]

PAIRS = [("[", "]"), ("[", "](b)"), ("![", "](b)"), ("^[", "]"), ("*", "*"), ("**", "**"), ("*a _b ", " c_ d*")]
PAIRS += [("(", ")"), ("<b>", "</b>")]

TEXTS: dict[str, Callable[[int], str]] = {
    **{f"inline {piece!r}": repeated(piece) for piece in INLINE},
    **{f"block {piece!r}": repeated(piece) for piece in BLOCKS},
    **{f"nested {opening} {closing}": balanced(opening, closing) for opening, closing in PAIRS},
    "back-ticks of many lengths": joined(lambda n: "`" * (n % 1_000) + "a", " "),
    "back-ticks of growing lengths": joined(lambda n: "`" * n + "a", " "),
    "back-ticks, odd and even": lambda n: "`a``" * n + "`" * 3,
    "emphasis of many lengths": joined(lambda n: "*" * (n % 7 + 1) + "a" + "_" * (n % 5 + 1), " "),
    "emphasis that opens, then closes": lambda n: "*a " * n + "a* " * n,
    "emphasis and strikes, crossed": lambda n: "*a ~~b " * n + "c* d~~ " * n,
    "headings, all different": joined("## Part {}".format),
    "headings with ids": joined("## Part {0} {{#p{0}}}".format),
    "headings that end like others": joined(lambda n: f"## a {n % 50}"),
    "definitions, all different": joined("[a{0}]: /b{0}".format),
    "definitions and references": both("[a{0}]: /b{0}\n", "[c][a{0}] "),
    "references to one definition": lambda n: "[a]: /b\n\n" + "[a] " * n,
    "references to none": lambda n: "[a]: /b\n\n" + "[c][d] " * n,
    "definitions of speech": joined("[a{0}]: Yes.".format, "\n\n"),
    "definitions that nothing refers to": joined("[a{0}]: /b".format),
    "callouts in callouts": lambda n: "".join(">" * (k % 30 + 1) + f" [!note] a{k}\n" for k in range(n)),
    "wiki-links, all different": joined("[[a {0}#b|c]]".format, " "),
    "addresses, all different": joined("https://a.example/b{0} www.b{0}.example c{0}@d.example".format, " "),
    "table, long rows": lambda n: "|a|\n|-|\n" + "|b|c|d|\n" * n,
    "footnotes, all different": both("a[^{0}] ", "[^{0}]: b\n\n"),
    "footnote mentioned often": lambda n: "a[^1] " * n + "\n\n[^1]: b\n",
    "footnotes in a paragraph of lines": lambda n: "a ^[b]\n" * n,
    "footnotes in footnotes": lambda n: "a[^0]\n\n" + "".join(f"[^{k}]: b[^{k + 1}]\n\n" for k in range(n)),
    "links, all different": joined("[a {0}](/b/{0}/)".format, "\n"),
    "links in a line": joined("[a {0}](/b/{0}/)".format, " "),
    "pictures, all different": joined("![a {0}](b{0}.jpg)".format, "\n\n"),
    "links with titles": joined('[a](/b "c {0}")'.format, " "),
    "table, more rows": partial(table, 3),
    "table, more columns": lambda n: table(n, 3),
    "table, short rows": lambda n: "|a" * 50 + "|\n" + "|-" * 50 + "|\n" + "|b|\n" * n,
    "tables, many": lambda n: "|a|b|\n|-|-|\n|c|d|\n\n" * n,
    "table cells with marks": lambda n: "|a|\n|-|\n" + "|*b* `c` [d](e)|\n" * n,
    "table whose first row is long": lambda n: "a|" * n + "\n",
    "almost a table": lambda n: "a|b\n" * n + "-|-|-\n",
    "list as stairs": joined(lambda n: "  " * n + "- a"),
    "list as stairs, up and down": joined(lambda n: "  " * (n % 40) + "- a"),
    "lists in one list": joined(lambda n: "  " * (n % 5) + "- a"),
    "quotes of growing depth": joined(lambda n: ">" * (n % 90) + " a"),
    "quotes, lists and text": joined(lambda n: ("> - a", ">   b", "c", "")[n % 4]),
    "numbers of one list": joined("{}. a".format),
    "paragraph of lines like others": joined(lambda n: ("a", "2. b", "#c", "[d]", "|e", "<f", ":g")[n % 7]),
    "components in components": lambda n: joined(lambda k: ":" * (2 * n - k) + "note")(n) + "\n",
    "components, never closed, then ends": lambda n: ":::a\n" * n + "::::\n" * n,
    "component with many attributes": joined("a{0}=b".format, " "),
    "code in a list": joined(lambda _: "- a\n\n      b\n"),
    "one long word": lambda n: "a" * n,
    "one long line of words": lambda n: "word and " * n,
    "many lines": lambda n: "word and word\n" * n,
    "many paragraphs": lambda n: "word and word\n\n" * n,
    "quotation marks in pairs": lambda n: "\"a\" 'b' " * n,
    "quotation marks in many paragraphs": lambda n: "\"a\" 'b'\n\n" * n,
    "warnings of HTML, one a line": joined("a <i>{0}</i>".format),
    "warnings of addresses": joined("[a](javascript:{0})".format, "\n\n"),
    "errors of components": joined(":::A{0}".format),
    "errors of ids": joined("# a {{#b c{0}}}".format),
}

CONSTRUCTS: dict[str, Callable[[int], Work | None]] = {
    **{name: partial(markdown, text, "off") for name, text in TEXTS.items()},
    **{
        f"sanitized, {name}": partial(markdown, text, "sanitize")
        for name, text in TEXTS.items()
        if "<" in text(3) or "[" in text(3)
    },
    **growth_sites.CONSTRUCTS,
}


def seconds(work: Work) -> float:
    """Return the processor time of a run, without looks for garbage, whose number is up to Python."""
    gc.collect()
    gc.disable()
    start = time.process_time()
    work()
    taken = time.process_time() - start
    gc.enable()
    return taken


def least(once: Work, twice: Work) -> tuple[float, float]:
    """Return the least times of two works that are run in turns."""
    pairs = [(seconds(once), seconds(twice)) for _ in range(3)]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


def measure(make: Callable[[int], Work | None]) -> tuple[int, float, float] | None:
    """Find an N that takes long enough; return it with the seconds at N and at 2N, or `None` where no N does."""
    size = 16
    while (work := make(size)) is not None:
        once = seconds(work)
        if once >= LONG_ENOUGH:
            double = make(2 * size)
            return (size, *least(work, double)) if double else None
        # No steps so large that something quadratic takes minutes.
        size *= 2 if once > LONG_ENOUGH / 16 else 8 if once > LONG_ENOUGH / 256 else 16
    return None


def main() -> int:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", default="", help="constructs whose name holds this")
    options.add_argument("--most", type=float, default=2.3, help="the largest factor that is no failure")
    chosen = options.parse_args()
    failed = quick = 0
    print(f"{'construct':52} {'N':>9} {'2N':>9} {'N s':>7} {'2N s':>7} {'factor':>7}")
    for name, make in CONSTRUCTS.items():
        if chosen.only not in name:
            continue
        measured = measure(make)
        if measured is None:
            quick += 1
            continue
        size, once, twice = measured
        mark = " <- above" if twice / once > chosen.most else ""
        failed += bool(mark)
        print(f"{name:52} {size:9,} {2 * size:9,} {once:7.2f} {twice:7.2f} {twice / once:7.2f}{mark}", flush=True)
    print(
        f"{quick} constructs take less than {LONG_ENOUGH} s (or {2 * LONG_ENOUGH} s) in the largest file that is read"
    )
    print(f"{failed} above {chosen.most}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
