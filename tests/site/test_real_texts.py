"""Texts as they come from other programs and other hands: what is shown of them, and what is said."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from support.pictures import saved
from support.rows import every_row
from support.site import SmallSite, post, told
from therapyblog.model.problems import Problem

Row = tuple[str, str, str]
"""What is typed, what a page shows of it, and the problems: `010 2` is TB-MD-010 in the second line."""

PNG = saved("PNG")

SANITIZED = '[markdown]\nraw_html = "sanitize"\n'

LOST_WORDS: list[Row] = [
    # Speech.
    ("[Client]: Yes.", "<p>[Client]: Yes.</p>", ""),
    ("[Client]:\nNo.", "<p>[Client]:\nNo.</p>", ""),
    ("- [Client]: Yes.\n- And?", "<ul><li>[Client]: Yes.</li><li>And?</li></ul>", ""),
    ("> [Client]: Hm.", "<blockquote><p>[Client]: Hm.</p></blockquote>", ""),
    ("[Client]: (laughs)", "<p>[Client]: (laughs)</p>", ""),
    ("[A]: How are you?\n\n[B]: Fine.\n[A]: Good.", "<p>[A]: How are you?</p><p>[B]: Fine.</p><p>[A]: Good.</p>", ""),
    ('[Client]: Well "really"', "<p>[Client]: Well “really”</p>", ""),
    # Sources.
    ("[1]: doi:10.1/a\n[2]: doi:10.1/b", "<p>[1]: doi:10.1/a</p><p>[2]: doi:10.1/b</p>", ""),
    ("[Moss, 2019]: doi:10.1/a", "<p>[Moss, 2019]: doi:10.1/a</p>", ""),
    # Definitions, and notes of those who know no comments.
    ("[a][b]\n\n[b]: /blog/", '<p><a href="../blog/">a</a></p>', ""),
    ('[B]\n\n[b]: /blog/ "T"', '<p><a href="../blog/" title="T">B</a></p>', ""),
    ("a [b]: c\n\n[b]: /blog/", '<p>a <a href="../blog/">b</a>: c</p>', ""),
    ("a\n\n[//]: # (SECRET)\n\n[comment]: <> (SECRET)", "<p>a</p>", ""),
    ("[b]: /blog/", "", "MD-010 1"),
    ('a\n\n[home page]: https://a.example/ "Title"', "<p>a</p>", "MD-010 3"),
    ("[b]\n\n[b]: /blog/\n[B]: /", '<p><a href="../blog/">b</a></p>', "MD-010 4"),
    ("a [1]\n\n[1]: /blog/\n[2]: doi:10.1/b", '<p>a <a href="../blog/">1</a></p>', "MD-010 4"),
    # Footnotes.
    ("a\n\n[^2]: b", "<p>a</p>", "MD-010 3"),
    ("a\n\n- [^note]: b", "<p>a</p><ul><li></li></ul>", "MD-010 3"),
    # Tables.
    ("|a|b|\n|-|-|\n|c|d|e|\n|c \\| d|e|", "<td>c | d</td>", "MD-010 3"),
    ("a|b\n-|-\nc|d|\nc\nc|d||\n|c|d|  |", "<td>c</td>", ""),
    ("> a|b\n> -|-\n> c|d\n> c|d|e", "<td>d</td>", "MD-010 4"),
]

TAGS: list[Row] = [
    ("Dear <name>,", "<p>Dear &lt;name&gt;,</p>", "MD-002 1"),
    ("x<y>z", "<p>x&lt;y&gt;z</p>", "MD-002 1"),
    ("a <?php b ?> c", "<p>a &lt;?php b ?&gt; c</p>", "MD-002 1"),
    ("<video src=a.mp4>Words</video> b", "<p>Words b</p>", "MD-010 1"),
    ("a\n\n<audio controls>\n<source src=a.mp3>\nWords\n</audio>", "Words", "MD-010 3"),
    ("a <svg><text x=1>Words</text><path d=M0 /></svg>", "<p>a &lt;svg&gt;Words&lt;/svg&gt;</p>", "MD-002 1"),
    ("<math><mi>x</mi><mo>=</mo><mn>2</mn></math>", "x=2", "MD-002 1"),
    ("<center>a</center>", "a", ""),
    ("<u>a</u> <kbd>b</kbd> <font>c</font>", "<p><u>a</u> <kbd>b</kbd> c</p>", ""),
    ("a < b, 2 <3", "<p>a &lt; b, 2 &lt;3</p>", ""),
]


# In each text one mark, with the first line and how many there are; the second column is the start of what is said.
FOREIGN_MARKS: list[Row] = [
    (
        "a\n\nb ==c== d ==*e*==",
        "`==c==` is a highlighter in other programs; here it is shown as it is typed (2",
        "MD-009 3",
    ),
    ("H~2~O", "`~2~` is a sign below the line", "MD-009 1"),
    ("x^2^", "`^2^` is a sign above the line", "MD-009 1"),
    ("It is ~gone~.", "`~gone~` is a strike", "MD-009 1"),
    ("++more++", "`++more++` is an underlining", "MD-009 1"),
    (
        "Hi :smile: and :+1:",
        "`:smile:` is an emoji's name in other programs; here it is shown as it is typed (2",
        "MD-009 1",
    ),
    ("$$E = mc^2$$", "`$$E = mc^2$$` is a formula", "MD-009 1"),
    ("a\n\n[TOC]", "`[TOC]` is a list of contents", "MD-009 3"),
    ("[[_TOC_]]", "`[[TOC]]` is a list of contents", "MD-009 1"),
    ("a {: .wide}", "`{: .wide}` is a list of attributes", "MD-009 1"),
    ("a\n{:.wide #b}", "`{:.wide #b}` is a list of attributes", "MD-009 2"),
    ("[a](/){.wide}", "`{.wide}` is a list of attributes", "MD-009 1"),
    ("{{< youtube a1 >}}", "`{{< youtube a1 >}}` is a shortcode", "MD-009 1"),
    ("[a]({{ site.url }}/b)", "`{{ site.url }}` is a shortcode", "MD-009 1"),
    ("{% include a.html %}\n\n{% b %}", "`{% include a.html %}` is a shortcode", "MD-009 1"),
    ('[gallery ids="1,2"]', '`[gallery ids="1,2"]` is a shortcode', "MD-009 1"),
    ("Bye :wave: :broken_heart: :heart_eyes: :cat:", "`:wave:` is an emoji's name", "MD-009 1"),
    ("a[^nope]", "`[^nope]` mentions a footnote that this text does not have", "MD-009 1"),
    ('!!! note "T"\n    a', '`!!! note "T"` is a note', "MD-009 1"),
    ("a ^1a2b3c", "`^1a2b3c` is the name of a block", "MD-009 1"),
    ("{++a++}", "`{++a++}` is a change to decide on", "MD-009 1"),
    ("\\newpage", "`\\newpage` is the end of a page", "MD-009 1"),
    ("> a\n> ==b==", "`==b==` is a highlighter", "MD-009 2"),
]

NO_MARKS = [
    "`==a==` `:smile:` `{{ b }}` `[^c]` `x^2^`",
    "```\n==a== :smile: {{ b }}\n[TOC]\n```\n\n    {% c %}",
    "\\==a== \\[^b] \\{{ c }} \\$$x=1$$",
    "a == b and c == d; x==y==z; C++ and C++; a++ + b++",
    "From ~5 to ~6, 1~2~3, ~/a and ~/b",
    "At 10:30:20 a:b:c, 1:2:3 and a: b: c",
    "It costs $$ to $$$, or $5 to $6.",
    "[audio cuts out] [video] [caption this]",
    "https://a.example/?a==b==c&d={{e}} <https://a.example/:b:>",
    "## Fees {#fees .wide}\n\n{ a } {b} (c{d})",
    "2^10 and 2^20, a^b",
    "a[^1]\n\n[^1]: b",
    "Important: import from abroad!!! note this",
    "The :nodoc: of RDoc, a :class: role, the :category: field and :param: too",
]

BARE: list[Row] = [
    ("See https://a.example/b_c_d.", '<p>See <a href="https://a.example/b_c_d">https://a.example/b_c_d</a>.</p>', ""),
    ("(www.a.example/b)", '<p>(<a href="https://www.a.example/b">www.a.example/b</a>)</p>', ""),
    ("https://a.example/b_(c)", '<p><a href="https://a.example/b_(c)">https://a.example/b_(c)</a></p>', ""),
    ("a.b+c@d.example!", '<p><a href="mailto:a.b+c@d.example">a.b+c@d.example</a>!</p>', ""),
    ("mailto:a@b.example", '<p><a href="mailto:a@b.example">mailto:a@b.example</a></p>', ""),
    ("**https://a.example/*b***", '<strong><a href="https://a.example/*b">https://a.example/*b</a></strong>', ""),
    ("“https://a.example/b”", '<p>“<a href="https://a.example/b">https://a.example/b</a>”</p>', ""),
    ("https://a.example/?b=1&amp;c=2", 'href="https://a.example/?b=1&amp;c=2"', ""),
    ("https://a.example/b--c...d'e", ">https://a.example/b--c...d'e</a>", ""),
    ("见https://a.example/b。谢谢", '<p>见<a href="https://a.example/b">https://a.example/b</a>。谢谢</p>', ""),
    ("|a@b.example|\n|-|\n|www.a.example|", '<td><a href="https://www.a.example">www.a.example</a></td>', ""),
    ("a^[see www.a.example]", '<a href="https://www.a.example">www.a.example</a>', ""),
    ("`https://a.example` `a@b.example`", "<p><code>https://a.example</code> <code>a@b.example</code></p>", ""),
    ("[https://a.example www.b.example](/)", '<p><a href="../">https://a.example www.b.example</a></p>', ""),
    ("https://localhost https://… www. a@b https://a_b.c xhttps://a.example", "<p>https://localhost https://…", ""),
    ("https://user@evil.example", "<p>https://user@evil.example</p>", ""),
    ("word.com ftp://a.example/b", "<p>word.com ftp://a.example/b</p>", ""),
    # Spaces.
    ("[a](tel:+44 20 7946 0000)", '<a href="tel:+442079460000">a</a>', ""),
    ("[a](tel:+44 (0)20 7946 0000)", '<a href="tel:+442079460000">a</a>', ""),
    ("[a](../media/my leaflet.pdf)", '<a href="../media/my%20leaflet.pdf">a</a>', ""),
    ('[a](/media/my leaflet.pdf "T")', '<a href="../media/my%20leaflet.pdf" title="T">a</a>', ""),
    ("[a](https://a.example/b c)", '<a href="https://a.example/b%20c">a</a>', ""),
    ("![a](/media/my boat.png)", '<img src="../media/my%20boat.png"', ""),
    ("![a](/media/my boat.png =100x20)", '<img src="../media/my%20boat.png"', "MD-009 1"),
    ("[a](some words) [he](she/they or so)", "<p>[a](some words) [he](she/they or so)</p>", "NEAR-001 1"),
    ("[a](/ (T)) [b](/ 'T')", '<p><a href="../" title="T">a</a> <a href="../" title="T">b</a></p>', ""),
]

CALLOUTS: list[Row] = [
    ("> [!NOTE]\n> a", '<div class="note" role="note"><p>a</p></div>', ""),
    ("> [!tip]- Rest *well*\n> - a", '<div class="note__title">Rest well</div><ul><li>a</li></ul></div>', ""),
    ("> [!WARNING]\n>\n> a", '<div class="note__title">Warning</div><p>a</p></div>', ""),
    ("> [!quote] Ada Moss\n> a", "<p>a</p>", ""),
    ("> a\n> > [!info]+\n> > b", '<blockquote><p>a</p><div class="note" role="note"><p>b</p></div></blockquote>', ""),
    ("> [!] a", "<blockquote><p>[!] a</p></blockquote>", ""),
    ("> a [!NOTE]", "<blockquote><p>a [!NOTE]</p></blockquote>", ""),
    ("[!NOTE]", "<p>[!NOTE]</p>", ""),
]

WIKI_LINKS: list[Row] = [
    ("[[sleeping-again]]", '<a href="../sleeping-again/">sleeping-again</a>', ""),
    ("[[Sleep, and how it returns|sleep]]", '<a href="../sleeping-again/">sleep</a>', ""),
    ("[[posts/Sleeping again.md]]", '<a href="../sleeping-again/">', ""),
    ("[[old-sleep]]", '<a href="../sleeping-again/">old-sleep</a>', ""),
    ("[[sleeping-again#What helps]]", '<a href="../sleeping-again/#what-helps">sleeping-again › What helps</a>', ""),
    ("## A b\n\n[[#A b]]", '<a href="#a-b">A b</a>', ""),
    ("[[sleeping-again#^1a2b]]", '<a href="../sleeping-again/">', ""),
    ("[[Fees and times]]", '<a href="../fees/">Fees and times</a>', ""),
    ("|[[fees\\|money]]|\n|-|\n|a|", '<a href="../fees/">money</a>', ""),
    ("![[boat.png|A boat]]", '<img src="../media/harbour/boat.png" alt="A boat"', ""),
    ("![[my boat.png|300]]", '<img src="../media/my%20boat.png" alt=""', ""),
    ("![[fees]] [[my leaflet.pdf]]", '<a href="../fees/">fees</a> <a href="../media/my%20leaflet.pdf">', ""),
    ("[[Kept back]]", "<p>Kept back</p>", "LINK-002 1"),
    ("[[sleeping-agian]]", "<p>sleeping-agian</p>", "LINK-004 1"),
    ("[[fees#Nothing]]", '<a href="../fees/">fees › Nothing</a>', "LINK-004 1"),
    ("[[Nowhere at all]]", "<p>Nowhere at all</p>", "LINK-004 1"),
    ("`[[fees]]` [[1]] [[ -f a ]] \\[[fees]]", "<p><code>[[fees]]</code> [[1]] [[ -f a ]] [[fees]]</p>", ""),
    ("[[a]](/) [[b]]\n\n[b]: /", '<p><a href="../">[a]</a> [<a href="../">b</a>]</p>', ""),
]

FULL_WIDTH: list[Row] = [
    ("**注意：**正文", "<p><strong>注意：</strong>正文</p>", ""),
    ("正文**「注意」**正文", "<p>正文<strong>「注意」</strong>正文</p>", ""),
    ("~~注意：~~正文", "<p><s>注意：</s>正文</p>", ""),
    ("__注意__：注意事項", "<p><strong>注意</strong>：注意事項</p>", ""),
    ("**이 용어(This term)**를 강조해", "<p><strong>이 용어(This term)</strong>를 강조해</p>", ""),
    ("これは**[a](/)**です。", '<p>これは<strong><a href="../">a</a></strong>です。</p>', ""),
    ("a**“b”**c", "<p>a**“b”**c</p>", ""),
    ("😀**(a)**b", "<p>😀**(a)**b</p>", "NEAR-001 1"),
]

OTHERS = {
    "posts/Sleeping again.md": (
        "---\ntitle: Sleep, and how it returns\naliases: [/old-sleep/]\n---\n## What helps\n\nRest.\n"
    ),
    "posts/kept.md": "---\ntitle: Kept back\nstatus: draft\n---\nWords.\n",
    "pages/fees.md": "---\ntitle: Fees and times\n---\nWords.\n",
    "media/my leaflet.pdf": b"%PDF-1.4",
    "media/my boat.png": PNG,
    "media/harbour/boat.png": PNG,
}


class Texts:
    """One site whose posts are the rows of a table."""

    def __init__(self, site: SmallSite, texts: Iterable[str], settings: str = "") -> None:
        self.site = site
        self._names = {text: f"row-{number}" for number, text in enumerate(texts)}
        site.settings(settings)
        site.write(OTHERS)
        site.write({f"posts/{name}.md": f"---\ntitle: {name}\n---\n{text}\n" for text, name in self._names.items()})
        self._problems: dict[str, list[Problem]] = {}
        result = site.build()
        assert result.published, told(result)
        for problem in result.problems:
            self._problems.setdefault(problem.at.path, []).append(problem)

    def problems(self, text: str) -> list[Problem]:
        return self._problems.get(f"posts/{self._names[text]}.md", [])

    def summary(self, text: str) -> str:
        return ", ".join(f"{found.code[3:]} {found.at.line - 3}" for found in self.problems(text))

    def shown(self, text: str) -> str:
        prose = self.site.main(f"/{self._names[text]}/").css_first(".prose")
        assert prose is not None
        # What paper says of a link is no part of the text.
        html = re.sub(' data-address="[^"]*"', "", (prose.inner_html or "").strip())
        return html.replace(">\n", ">").replace("\n<", "<")


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    rows = [*LOST_WORDS, *FOREIGN_MARKS, *BARE, *CALLOUTS, *WIKI_LINKS, *FULL_WIDTH]
    return Texts(SmallSite(tmp_path_factory.mktemp("texts") / "a"), [*(row[0] for row in rows), *NO_MARKS])


@pytest.fixture(scope="module")
def sanitized(tmp_path_factory):
    return Texts(SmallSite(tmp_path_factory.mktemp("sanitized") / "a"), [row[0] for row in TAGS], SANITIZED)


@every_row("typed, shown, told", [*LOST_WORDS, *BARE, *CALLOUTS, *WIKI_LINKS, *FULL_WIDTH])
def test_a_text_is_read_as_its_author_meant_it_or_that_is_told(texts, typed, shown, told):
    assert texts.summary(typed) == told
    assert (shown in texts.shown(typed)) if shown else not texts.shown(typed)


@every_row("typed, shown, told", TAGS)
def test_what_looks_like_a_tag_loses_no_words(sanitized, typed, shown, told):
    assert sanitized.summary(typed) == told
    assert shown in sanitized.shown(typed)


@every_row("typed, says, told", FOREIGN_MARKS)
def test_a_mark_of_another_program_is_told_once_a_kind_and_text(texts, typed, says, told):
    assert texts.summary(typed) == told
    assert texts.problems(typed)[0].says.startswith(says)


@every_row("typed", NO_MARKS)
def test_what_only_looks_like_a_mark_is_not_told(texts, typed):
    assert texts.summary(typed) == ""


def test_a_name_that_nothing_has_is_told_with_the_nearest(texts):
    (problem,) = texts.problems("[[sleeping-agian]]")

    assert problem.fix == "did you mean [[sleeping again]]?"


@every_row(
    "comment", ["{% comment %}\nSECRET\n{% endcomment %}", "{# SECRET #}", "{{!-- SECRET --}}", "{/* SECRET */}"]
)
def test_a_comment_of_another_program_publishes_nothing(site, comment):
    site.write({"posts/a.md": f"---\ntitle: A\n---\nWords.\n\n{comment}\n"})

    result = site.build()

    assert not result.published
    assert [found.code for found in result.problems] == ["TB-MD-011"]


ARABIC = "هذا نص عربي طويل"
DIRECTIONS = [
    ("en-GB", ARABIC, f'<p dir="rtl">{ARABIC}</p>'),
    ("en-GB", f"## {ARABIC}", f'dir="rtl">{ARABIC}</h2>'),
    ("en-GB", f"- {ARABIC}\n- {ARABIC}\n- Three words here", f'<ul dir="rtl"><li>{ARABIC}</li>'),
    ("en-GB", f"- {ARABIC}\n- {ARABIC}\n- Three words here", '<li dir="ltr">Three words here</li>'),
    ("en-GB", f"1. One and two\n2. Three and four\n3. {ARABIC}", f'<li dir="rtl">{ARABIC}</li>'),
    ("en-GB", f"> {ARABIC}", f'<blockquote dir="rtl"><p>{ARABIC}</p>'),
    ("en-GB", f"|{ARABIC}|b|\n|-|-|\n|c|{ARABIC}|", 'tabindex="0" dir="rtl"><table>'),
    ("en-GB", f"a[^1]\n\n[^1]: {ARABIC}", '<li id="fn1" dir="rtl">'),
    ("en-GB", f"{ARABIC} `code`", '<code dir="ltr">code</code>'),
    ("en-GB", f":::note\n{ARABIC}\n:::", f'<p dir="rtl">{ARABIC}</p>'),
    ("en-GB", f':::note {{lang="ar"}}\n{ARABIC}\n\nTwo words\n:::', '<p dir="ltr">Two words</p>'),
    ("en-GB", "CBT היא סוג של טיפול קצר מועד", '<p dir="rtl">CBT'),
    ("en-GB", "سلام means peace, in Arabic.", "<p>سلام means peace, in Arabic.</p>"),
    ("en-GB", f"She said: {ARABIC}.", f"<p>She said: {ARABIC}.</p>"),
    ("en-GB", "Plain `code` 123", "<p>Plain <code>code</code> 123</p>"),
    ("ar", f"{ARABIC} `code`", f'<p>{ARABIC} <code dir="ltr">code</code></p>'),
    ("ar", "```\ncode\n```", '<pre dir="ltr"><code>code'),
    ("ar", "All of this is English.", '<p dir="ltr">All of this is English.</p>'),
    ("ar", "الكتاب: The Body Keeps the Score", "<p>الكتاب: The Body Keeps the Score</p>"),
    ("ar", "البريد: someone@still.example", '<p>البريد: <a href="mailto:someone@still.example" dir="auto">'),
]


@pytest.fixture(scope="module")
def directions(tmp_path_factory):
    site = SmallSite(tmp_path_factory.mktemp("directions") / "a")
    for number, (language, typed, _) in enumerate(DIRECTIONS):
        site.write({f"posts/row-{number}.md": f"---\ntitle: Row {number}\nlanguage: {language}\n---\n{typed}\n"})
    site.write({"posts/title.md": f"---\ntitle: {ARABIC}\nsubtitle: In English\ndate: 2026-01-01\n---\nWords.\n"})
    assert site.build().published
    return site


@every_row("number", range(len(DIRECTIONS)))
def test_what_runs_against_its_text_says_so(directions, number):
    prose = directions.main(f"/row-{number}/").css_first(".prose")
    assert prose is not None
    html = (prose.inner_html or "").replace(">\n", ">").replace("\n<", "<")

    assert DIRECTIONS[number][2] in html


def test_a_title_that_runs_against_its_page_says_so(directions):
    assert f'<h1 dir="rtl">{ARABIC}</h1>' in directions.page("/title/")
    assert '<p class="subtitle">In English</p>' in directions.page("/title/")
    assert f'class="card__title" dir="rtl"><a href="../title/">{ARABIC}</a>' in directions.page("/blog/")


@every_row(
    "typed, fix",
    {
        "{% highlight ruby %}": "write three backticks",
        "[a]({% post_url 2020-01-02-b %})": "write the name of the other file: `[words](other-post.md)`",
        "{% img /b.png %}": "write `![what it shows](/media/name)`",
        "{{< youtube a1 >}}": "write `:::embed` and the address",
        "{{ site.title }}": "write the words that it stands for",
    }.items(),
)
def test_a_shortcode_is_told_with_what_stands_for_it_here(site: SmallSite, typed: str, fix: str):
    site.write({"posts/a.md": post("A", typed)})

    (found,) = site.build().problems
    assert found.code == "TB-MD-009"
    assert found.fix.startswith(fix)
