"""Texts as they come from other programs and other hands: what is shown of them, and what is said."""

from __future__ import annotations

import pytest

from support.rows import every_row
from support.site import SmallSite
from therapyblog.model.problems import Problem

Row = tuple[str, str, str]
"""What is typed, what a page shows of it, and the problems: `010 2` is TB-MD-010 in the second line."""

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


class Texts:
    """One site whose posts are the rows of a table."""

    def __init__(self, site: SmallSite, rows: list[Row], settings: str = "") -> None:
        self.site = site
        self._names = {text: f"row-{number}" for number, (text, _, _) in enumerate(rows)}
        site.settings(settings)
        site.write({f"posts/{name}.md": f"---\ntitle: A\n---\n{text}\n" for text, name in self._names.items()})
        self._problems: dict[str, list[Problem]] = {}
        for problem in site.build().problems:
            self._problems.setdefault(problem.at.path, []).append(problem)

    def problems(self, text: str) -> list[Problem]:
        return self._problems.get(f"posts/{self._names[text]}.md", [])

    def told(self, text: str) -> str:
        return ", ".join(f"{found.code[3:]} {found.at.line - 3}" for found in self.problems(text))

    def shown(self, text: str) -> str:
        prose = self.site.main(f"/{self._names[text]}/").css_first(".prose")
        assert prose is not None
        html = (prose.inner_html or "").strip()
        return html.replace(">\n", ">").replace("\n<", "<")


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    return Texts(SmallSite(folder / "a"), LOST_WORDS)


@pytest.fixture(scope="module")
def sanitized(tmp_path_factory):
    return Texts(SmallSite(tmp_path_factory.mktemp("sanitized") / "a"), TAGS, SANITIZED)


@every_row("typed, shown, told", LOST_WORDS)
def test_words_are_shown_or_their_loss_is_told(texts, typed, shown, told):
    assert texts.told(typed) == told
    assert (shown in texts.shown(typed)) if shown else not texts.shown(typed)


@every_row("typed, shown, told", TAGS)
def test_what_looks_like_a_tag_loses_no_words(sanitized, typed, shown, told):
    assert sanitized.told(typed) == told
    assert shown in sanitized.shown(typed)
