"""HTML as people and programs write it → Markdown → the page that a build makes of it: words, marks and structure stay.

The trees are generated. Both pages, the old one and ours, are read by the same small reader, which yields every word
with what it is: strong, linked, of a heading, in a list of which depth. The HTML of our page then goes through the
import once more, and the Markdown must be the same.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from support.site import told
from therapyblog import build
from therapyblog.importers.html_clean import tidy_tree
from therapyblog.importers.importing import import_sources
from therapyblog.importers.markdown_writer import to_markdown
from therapyblog.model.import_report import WORDS_LOST

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
SETTINGS = """\
[site]
title = "Reed House"
url = "https://reed.example"
description = "Counselling"
language = "en-GB"

[markdown]
typography = false
"""
PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"
FILM = "https://www.youtube.com/embed/abcdefghijk"

# What is written.

ODD = (
    "* a", "**b**", "_c_", "__d__", "[e](f)", "[[g]]", "![h](i.png)", "![[j]]", "<k>", "# l", "1. m", "1) n", "+ o",
    "- p", "::: q", ":::crisis", "%% r %%", "50%%", "==s==", "~~t~~", "`u`", "```", "| v | w |", "> x", "&amp;",
    "&copy;", "\\*", "\\", "---", "===", "***", "[^1]", "[^1]: y", "{z}", "{{ a }}", "{% b %}", "c: d",
    "https://e.example/f_g_h", "$i$", "^j^", "H~2~O", "k  ", "    l", "a*b*c", "a_b_c", "2 * 3 * 4", "a | b", "#tag",
    "@m", "n.", "1986. o", "-", "+", "…", "“p”", "(q)", "r!", "<!-- s -->", "[ ] t", "www.u.example", "a\u00a0b",
    "v\u00adw", "\tx", "[y]: z", "~", "*", "_", "!", "[", "]", "`", "<", "&", "^[note]", "^[", "[!NOTE]", ":smile:",
)  # fmt: skip
PLAIN_WORDS = ("slow", "water", "Ruhe", "静か", "**注意：**正文", "été", "הקשבה", "سكون", "3", "a", "don’t", "\n")
WORD = st.one_of(st.sampled_from(ODD), st.sampled_from(PLAIN_WORDS), st.sampled_from(PLAIN_WORDS))
WORDS = st.lists(WORD, min_size=1, max_size=4).map(lambda words: escape(" ".join(words), quote=False))
NAMES = ("b", "strong", "i", "em", "del", "code", "span", "u", "mark")
STYLES = ("font-weight:700", "font-style: italic", "color:#333", "font-weight:400")


AROUND = st.one_of(
    st.sampled_from(NAMES).map("<{0}>{{}}</{0}>".format),
    st.sampled_from(("<b>{}<br></b>", "<i><br>\n{}</i>", "<code><b>{}</b></code>")),
    st.sampled_from(STYLES).map(lambda style: f'<span style="{style}">{{}}</span>'),
    st.sampled_from(
        ("https://e.example/x_y(z)", "mailto:a@b.example", "tel:+44 20", "https://e.example/?a=1&amp;b=2")
    ).map(lambda address: f'<a href="{address}">{{}}</a>'),
)
GLUE = st.sampled_from((" ", " ", " ", "", "<br>", "\n", "&nbsp;", ", "))


def joined(parts: list[tuple[str, str]]) -> str:
    return "".join(glue + words for glue, words in parts).removeprefix(parts[0][0])


def wrapped(part: tuple[str, str]) -> str:
    around, words = part
    return words if "<a" in around and "<a" in words else around.replace("{}", words)


INLINE = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.lists(st.tuples(GLUE, inner), min_size=1, max_size=3).map(joined),
        st.tuples(AROUND, inner).map(wrapped),
    ),
    max_leaves=4,
)
CELL = st.one_of(WORDS, INLINE.filter(lambda words: "<br" not in words))


def rows(part: tuple[str, list[list[str]]]) -> str:
    name, cells = part
    lines = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells]
    if name:
        lines[0] = f"<{name}>{lines[0]}</{name}>".replace("<td>", "<th>").replace("</td>", "</th>")
    return f"<table>{''.join(lines)}</table>"


LEAF = st.one_of(
    INLINE.map("<p>{}</p>".format),
    INLINE.map("<p>{}</p>".format),
    st.tuples(st.integers(2, 4), INLINE.filter(lambda words: "<br" not in words)).map(
        lambda part: "<h{0}>{1}</h{0}>".format(*part)
    ),
    WORDS.map("<pre><code>{}</code></pre>".format),
    st.tuples(
        st.sampled_from(("thead", "")), st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=3)
    ).map(rows),
    WORDS.map(lambda words: f'<figure><img src="{PICTURE}" alt="Reeds"><figcaption>{words}</figcaption></figure>'),
    st.just(f'<p><img src="{PICTURE}" alt="Reeds *and* [water]"></p>'),
    st.just(f'<iframe src="{FILM}" title="A film"></iframe>'),
    st.just("<hr>"),
    st.just("<p>&nbsp;</p>"),
    WORDS.map(lambda words: f"<p>mark<sup><a href='#fn' id='ref'>1</a></sup></p><note>{words}</note>"),
    INLINE,
)
BLOCK = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: "<blockquote>" + "\n".join(parts) + "</blockquote>"),
        st.tuples(st.sampled_from(("ul", "ol")), st.lists(inner, min_size=1, max_size=3)).map(
            lambda part: f"<{part[0]}>\n" + "".join(f"<li>{entry}</li>\n" for entry in part[1]) + f"</{part[0]}>"
        ),
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: "<div>" + "".join(parts) + "</div>"),
    ),
    max_leaves=5,
)


def with_notes(blocks: list[str]) -> str:
    """Put the texts of footnotes at the end, as everybody does."""
    body, notes, count = "\n".join(blocks), [], 0
    while found := re.search(r"<note>(.*?)</note>", body, re.DOTALL):
        count += 1
        notes.append(f'<li id="fn{count}">{found[1]} <a href="#ref{count}">↩</a></li>')
        body = body.replace(found[0], "", 1)
        body = body.replace("'#fn' id='ref'>1<", f"'#fn{count}' id='ref{count}'>{count}<", 1)
    # A rule above footnotes belongs to them.
    return f"{body.replace('<hr>', '')}<ol>{''.join(notes)}</ol>" if notes else body


TEXT = st.lists(BLOCK, min_size=1, max_size=4).map(with_notes)

# How it is read.

MARKS = {"strong": "b", "b": "b", "em": "i", "i": "i", "del": "s", "s": "s", "code": "code"}
HEADINGS = ("h2", "h3", "h4")
HOLDERS = ("ul", "ol", "blockquote", "td", "th", "figcaption")
GALLERY = "ul of pictures"
IN_LINE = (*MARKS, "a", "span", "u", "mark", "sup")
FURNITURE = "a.heading-anchor, button, .footnote-ref, .footnote-backref, a[href^='#ref'], a[href^='#fn']"


def seen(root: Tag) -> list[tuple[str, str]]:
    """Return the words of a page, each with what it is."""
    words: list[tuple[str, str]] = []
    is_open = False
    for text, marks in _texts(root, frozenset()):
        for word in re.findall(r"[^\W_]+|\s", re.sub("[\u00ad\u200b]", "", text)):
            if is_open and not word.isspace() and words[-1][1] == marks:
                words[-1] = (words[-1][0] + word, marks)
            elif not word.isspace():
                words.append((word, marks))
            is_open = not word.isspace()
    return words


def _texts(tag: Tag, marks: frozenset[str]) -> Iterator[tuple[str, str]]:
    for child in tag.children:
        shown = _shown(marks)
        if not isinstance(child, Tag):
            yield (str(child) if type(child) is NavigableString else " "), shown
        elif child.name in ("img", "hr"):
            yield f" {child.name} {child.get('alt', '')} ", "picture"
        elif child.name == "iframe" or "embed" in child.get("class", ()):
            # Within a quotation or list it is a link, because no component can stand there.
            yield f" {FILM} ", shown
        else:
            space = "" if child.name in IN_LINE else " "
            yield space, ""
            is_caption = child.name == "figcaption" and "quote" not in tag.get("class", ())
            around = marks & {"signed"} if is_caption else marks
            yield from _texts(child, marks if "pre" in marks else around | _marks(child, around))
            yield space, ""


def _shown(marks: frozenset[str]) -> str:
    # Code in a link and a link in code come to the same; a name below a quotation is plain text.
    hidden = {"b", "i", "s", "signed"} if "signed" in marks else set()
    hidden |= {mark for mark in marks if mark.startswith(GALLERY) or ("code" in marks and ":" in mark)}
    return " ".join(sorted(marks - hidden))


def _marks(tag: Tag, marks: frozenset[str]) -> set[str]:
    if _is_broken_code(tag) or tag.name in ("pre", *HEADINGS):
        is_held = any(mark.startswith(HOLDERS) for mark in marks)
        return {"pre"} if tag.name in ("pre", "code") else {"b"} if is_held else {"h"}
    if "quote" in tag.get("class", ()) or "quote" in tag.parent.get("class", ()):
        return {"blockquote0", "signed"} if tag.name == "figure" else set()
    if tag.name in HOLDERS:
        # A list of nothing but pictures is none here.
        name = GALLERY if tag.name in ("ul", "ol") and tag.find("img") else tag.name.replace("th", "td")
        return {f"{name}{sum(mark.startswith(name) for mark in marks)}"} | ({"signed"} if _is_signed(tag) else set())
    if tag.name == "a":
        # An address is a link here, whatever it was there.
        return {str(tag["href"])} - {tag.get_text(), f"https://{tag.get_text()}"}
    if tag.find_parent(HEADINGS) and tag.name == "span":
        return set()
    style = str(tag.get("style") or "")
    said = {MARKS.get(tag.name, ""), "b" if "weight:700" in style else "", "i" if "italic" in style else ""}
    return set() if "code" in marks else said - {"", "b" if "h" in marks else ""}


def _is_broken_code(tag: Tag) -> bool:
    """Say whether code in a line has a line break between its words, which makes it a block."""
    words = "".join(
        "\0" if isinstance(node, Tag) and node.name == "br" else node.string or ""
        for node in tag.descendants
        if not isinstance(node, Tag) or node.name == "br"
    )
    return tag.name == "code" and "\0" in words.strip("\0 \n\u00a0") and not tag.find_parent(("pre", "a", *HEADINGS))


def _is_signed(quote: Tag) -> bool:
    """Say whether a quotation may end with a name, which is plain text."""
    return quote.name in ("blockquote", "figcaption") and re.search("[-–—~]", quote.get_text()) is not None


def page_of(path: Path) -> Tag:
    """Return the text of one of our pages."""
    body = BeautifulSoup(path.read_text(), "html.parser").select_one(".prose")
    assert body is not None
    return body


def old(html: str) -> Tag:
    """Return the text of an old page."""
    return BeautifulSoup(f"<div>{html}</div>", "html.parser")


def again(html: str) -> str:
    """Return the HTML of one of our texts as another program would have it, without what pages add to it."""
    tree = BeautifulSoup(html, "html.parser")
    for tag in tree.select("a.heading-anchor, button"):
        tag.decompose()
    for tag in tree.select(".embed"):
        tag.replace_with(BeautifulSoup(f'<iframe src="{FILM}" title="A film"></iframe>', "html.parser"))
    return str(tree)


def plain(markdown: str) -> str:
    """Return a text without the brackets around addresses, which are links with and without them."""
    return re.sub(r"<(https://[^>]*)>", r"\1", markdown.strip())


def without_furniture(tree: Tag) -> Tag:
    for tag in tree.select(FURNITURE):
        tag.decompose()
    return tree


def differing(bodies: list[str], folder: Path) -> list[object]:
    """Import texts into a site, build it, and return what is not the same: the HTML, the Markdown, both readings."""
    site, source = folder / "site", folder / "feed.json"
    site.mkdir()
    (site / "therapyblog.toml").write_text(SETTINGS)
    entries = [{"title": f"Day {number}", "content_html": body} for number, body in enumerate(bodies)]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Reed House", "items": entries}
    source.write_text(json.dumps(feed))
    (report,) = import_sources([str(source)], site, now=NOW)
    found: list[object] = [look for look in report.looks if look.rank == WORDS_LOST]
    result = build(site)
    assert result.published, told(result)
    for number, body in enumerate(bodies):
        markdown = (site / f"posts/day-{number}.md").read_text().partition("---\n\n")[2]
        page = page_of(site / f"public/day-{number}/index.html")
        once_more = to_markdown(tidy_tree(again(str(page))), lambda address, _: address.removeprefix(".."))
        if plain(once_more) != plain(markdown):
            found.append((body, markdown, once_more))
        if seen(without_furniture(page)) != seen(without_furniture(old(body))):
            found.append((body, markdown, seen(page), seen(old(body))))
    return found


def test_a_page_is_the_same_here(torture, tmp_path):
    """Many texts are one site, because a build costs more than what is tried."""
    folders = (tmp_path / str(number) for number in itertools.count())
    found: list[object] = []

    @settings(
        max_examples=60 if torture else 2,
        # A smaller example would take minutes to find, and each text stands for itself.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(TEXT, min_size=30, max_size=40))
    def texts(bodies):
        folder = next(folders)
        folder.mkdir()
        found.extend(differing(bodies, folder))

    texts()
    assert found == [], "\n\n".join(str(row) for row in found)
