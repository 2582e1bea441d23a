"""Words that look like marks of Markdown stay words; however much is nested, nothing is lost or takes long."""

from __future__ import annotations

from markdown_it import MarkdownIt

from support.rows import every_row
from therapyblog.importers.html_clean import tidy_tree, words_of
from therapyblog.importers.markdown_writer import to_markdown
from therapyblog.importers.rendered import compared, rendered_words

MARKS = {
    "two underscores": "<p>__d__ and __init__ but a_b_c</p>",
    "a list right in an item": "<ol><li><ol><li>2 * 3 * 4</li></ol></li></ol>",
    "components in code": "<pre><code>a\n::: crisis\n:::quote Jo\nb\n:::</code></pre><p>after</p>",
    "lists of definitions": "<p>tea<br>: a leaf</p><p>~ no</p><p>: nor this</p>",
    "fences in code": "<pre><code>```\nx\n```</code></pre><p>after</p>",
    "numbers at the start": "<p>1986. was a year</p><p>1) n</p><p>+ o</p><p># l</p><p>&gt; x</p>",
    "brackets": "<p>[e](f) [[g]] ![h](i.png) [^1] [^1]: y</p>",
    "components and comments": "<p>:::crisis</p><p>%% r %% and 50%%</p><p>{{ a }} {% b %}</p>",
    "code in a line with breaks": "<p>So: <code>&lt;a&gt;<br>\n&lt;!-- b --&gt;<br/>c</code> it is</p>",
    "a note in place": "<p>x ^[a-z] y</p>",
    "an exclamation before a link": '<p>Look!<a href="https://a.example/">here</a> and <b>see!</b><i>now</i></p>',
    "pictures among words": '<p>Over<img src="a.jpg">there<a href="b/"><img src="b.jpg"></a>Most</p>',
    "pictures elsewhere among links": (
        '<p>Over<img src="https://a.example/a.jpg"><a href="c/">there</a><a href="b/"><img src="https://a.example/b.jpg">'
        '</a><a href="d/">Most</a> <b>of</b> <a href="e/"><img src="https://a.example/e.jpg">it</a></p>'
    ),
    "captions of a gallery": (
        '<figure><figure><img src="a.jpg"><figcaption>one</figcaption></figure><ul><li><figure><img src="b.jpg">'
        "<figcaption>two</figcaption></figure></li></ul><figcaption>all</figcaption></figure>"
        '<figure><img src="c.jpg"><img src="d.jpg">beside<figcaption>both</figcaption></figure>'
    ),
    "an address with codes": '<p><a href="https://a.example/b%20c">https://a.example/b%20c</a></p>',
    "numbers above and below": "<p>10<sup>2</sup> is not 102, H<sub>2</sub>O, word<sup><a href='#n'>1</a></sup></p>",
    "a row that is wider than the head": (
        "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td><td>3</td></tr>"
        "<tr><td colspan='2'>4</td><td>5</td><td>6</td></tr></table>"
    ),
    "tags and entities": "<p>&lt;k&gt; &amp;amp; &amp;copy; \\* \\ `u` ~~t~~ **b** * a</p>",
}
MANY = {
    f"5,000 × {part}": part * 5_000
    for part in (
        "<b>a</b> ",
        '<span style="font-weight:700">a</span> ',
        "<noscript>a</noscript>",
        '<a href="https://a.example/">a</a> ',
        "a<b>.</b>",
        "a<br><br>",
        '<img src="a.jpg"><noscript><img src="a.jpg">a</noscript>',
    )
}
MANY["1,000 footnotes"] = "".join(
    f'<p>a<sup><a href="#n{number}" id="r{number}">1</a></sup></p><p id="n{number}">b <a href="#r{number}">↩</a></p>'
    for number in range(1_000)
)
"""In one paragraph; what takes the square of the time for one of these takes minutes."""
DEEP = {
    f"{count:,} × {start}": start * count + "words"
    for count in (15, 1_000, 5_000)
    for start in (
        "<div>",
        "<b>",
        "<ul><li>",
        "<blockquote>",
        "<table><tr><td>",
        "<figure><figcaption>",
        "<i><p>",
        "<p>a<br><br>",
    )
}


@every_row("html", [*MARKS.values(), *DEEP.values(), *MANY.values()], ids=[*MARKS, *DEEP, *MANY])
def test_words_are_kept(html):
    tree = tidy_tree(html)
    wanted = words_of(tree)
    assert wanted
    assert compared(wanted, rendered_words(to_markdown(tree, lambda address, _: address))) == ""


EMPHASIS = {
    "<p><b>Note:</b>text</p>": "**Note**:text",
    "<p>a <i>(b)</i>c</p>": "a *(b*)c",
    "<p>x<b>(y)</b> z</p>": "x(**y)** z",
    "<p><b><i>So!</i></b>n</p>": "***So***!n",
    "<p><b><a href='https://a.example/'>a</a></b>b</p>": "[**a**](https://a.example/)b",
    "<p><b>—</b>x</p>": "—x",
    "<p><b>Note:</b> text, <i>a</i>b</p>": "**Note:** text, *a*b",
}


@every_row("html", list(EMPHASIS))
def test_emphasis_ends_where_it_did(html):
    """A star that CommonMark would show is put where it means emphasis."""
    written = to_markdown(tidy_tree(html), lambda address, _: address)
    assert written == EMPHASIS[html] + "\n"
    shown = MarkdownIt().render(written)
    assert "*" not in shown


REAL = '<img src="a.jpg" alt="a tree">'
IN_NOSCRIPT = {
    f'<p><img src="a.jpg" alt="a tree"><noscript>{REAL}</noscript></p>': "![a tree](a.jpg)",
    f'<p><img src="l.gif" data-src="a.jpg" alt="a tree"><noscript>{REAL}</noscript></p>': "![a tree](a.jpg)",
    f'<p><img src="data:image/gif;base64,R0lGOD" alt=""><noscript>{REAL}</noscript></p>': "![a tree](a.jpg)",
    f'<p><img src="/i/blank.gif" alt=""> <noscript>{REAL}</noscript></p>': "![a tree](a.jpg)",
    f"<p><noscript>{REAL}</noscript></p>": "![a tree](a.jpg)",
    f'<p><noscript>{REAL}</noscript><noscript><img src="b.jpg"></noscript></p>': "![a tree](a.jpg)![](b.jpg)",
    f'<p><img src="a.jpg" alt="a tree"></p><noscript>{REAL} Words.</noscript>': "![a tree](a.jpg)\n\nWords.",
}


@every_row("html", list(IN_NOSCRIPT))
def test_a_picture_that_is_there_twice_comes_once(html):
    """What a page shows without scripts is the same again, or what a script would have put there."""
    written = to_markdown(tidy_tree(html), lambda address, _: f"/media/{address}")
    assert written.replace("/media/", "").strip() == IN_NOSCRIPT[html]


COMPARED = {
    "the same": ("a b c", "a b c", ""),
    "more than before": ("a b c", "a x.jpg b y c", ""),
    "less": ("a b c", "a c", "these words may be missing: “b”"),
    "in two places": ("a b c d e", "a c e", "these words may be missing: “b” and 1 more places"),
    "in another order": ("a b c", "b a c", "these words may be missing: “b”"),
    "in a long text": ("q " + "a b " * 2_000 + "r", "a b " * 2_000 + "r a", "these words may be missing: “q”"),
    "more than before in a long text": ("a b " * 2_000, "a x b " * 2_000, ""),
}


@every_row("before, after, says", COMPARED.values(), ids=COMPARED)
def test_words_that_may_be_missing_are_named(before, after, says):
    assert compared(before.split(), after.split()) == says
