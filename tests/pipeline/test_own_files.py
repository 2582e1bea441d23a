"""What of `media/` is published: what something that is shown leads to, and nothing else."""

from __future__ import annotations

import io
import re
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from support.rows import every_row
from support.site import SmallSite, post, told

OWN = "https://stillwater.example"


class Way(NamedTuple):
    """A way to name the file FILE of `media/` in a post, and whether a post that is shown publishes it so."""

    body: str = "Words."
    settings: str = ""
    names: bool = True


WAYS = {
    "a link": Way("[x](/media/FILE)"),
    "a link from the folder of the text": Way("[x](../media/FILE)"),
    "a link from the site folder": Way("[x](media/FILE)"),
    "a link with a question and a place": Way("[x](/media/FILE?download=1#page=2)"),
    "a link in other letters": Way("[x](/media/%46ILE)"),
    "a link with its full address": Way(f"[x]({OWN}/media/FILE)"),
    "a link with its full address over http": Way("[x](http://stillwater.example/media/FILE)"),
    "an address between brackets": Way(f"<{OWN}/media/FILE>"),
    "a reference": Way("[x][r]\n\n[r]: /media/FILE"),
    "a short reference": Way("[r]\n\n[r]: /media/FILE 'T'"),
    "a link in a heading": Way("## See [x](/media/FILE)"),
    "a link in a table": Way("| a | b |\n|---|---|\n| c | [x](/media/FILE) |"),
    "a link in a footnote": Way("Words.[^1]\n\n[^1]: See [x](/media/FILE)."),
    "a picture": Way("![x](/media/FILE)"),
    "a picture in a list in a quotation": Way("> - ![x](../media/FILE)"),
    "a picture in a link": Way("[![x](/media/FILE)](https://other.example/)"),
    "a figure": Way(':::figure /media/FILE {alt="x"}\n:::'),
    "an attribute of a component": Way(':::quote Somebody {source="A book" url="/media/FILE"}\nWords.\n:::'),
    "the picture of the post": Way(settings="image: /media/FILE\nimage_alt: x\n"),
    "a work that is cited": Way(settings=f"references:\n  - text: A\n    url: {OWN}/media/FILE\n"),
    "a key that a template shows": Way(settings="handout: /media/FILE\n"),
    "a picture in HTML": Way('<p><img src="/media/FILE" alt="x"></p>'),
    "a picture in HTML from the page": Way('<p><img src="../media/FILE" alt="x"></p>'),
    "a link in HTML": Way("<p><a href='/media/FILE'>x</a></p>"),
    "a reference that nothing uses": Way("Words.\n\n[r]: /media/FILE", names=False),
    "a key that no template shows": Way(settings="x_pdf: /media/FILE\n", names=False),
    "code": Way("`/media/FILE`", names=False),
    "a block of code": Way('```html\n<img src="/media/FILE">\n```', names=False),
    "a block of code by its spaces": Way("Words.\n\n    [x](/media/FILE)", names=False),
    "words": Way("It lies in /media/FILE and at stillwater.example/media/FILE.", names=False),
    "a comment": Way("Words. <!-- [x](/media/FILE) -->\n\n<!-- <img src='/media/FILE'> -->", names=False),
    "the words for a picture": Way("![/media/FILE](/static.png)", names=False),
    "the title of a link": Way('[x](/ "see /media/FILE")', names=False),
    "a link to another server": Way("[x](https://other.example/media/FILE)", names=False),
    "a link that was escaped": Way("\\[x](/media/FILE)", names=False),
}
HANDOUT = """\
{% extends "@base/post.html" %}
{% block head %}{{ super() }}
{% if "handout" in post.extra %}<link rel="alternate" href="{{ post.extra.handout }}">{% endif %}
{% endblock %}
"""
NAMES = list(WAYS)
STATES = {"shown": "", "draft": "status: draft\n", "scheduled": "date: 2031-01-01\n", "unlisted": "status: unlisted\n"}
HELD = ("draft", "scheduled", "gone")


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (900, 20)).save(content, "PNG")
    return content.getvalue()


class Shelf(NamedTuple):
    """A site with a file for each way: in `media/`, or beside its text."""

    site: SmallSite
    beside: bool

    def file(self, number: int) -> str:
        """Return where the file of one way lies."""
        return f"posts/way-{number}/way-{number}.png" if self.beside else f"media/way-{number}.png"

    def published_as(self, number: int) -> str:
        return f"media/{self.file(number)}" if self.beside else self.file(number)


@pytest.fixture(scope="module", params=["in media/", "beside the text"])
def shelf(tmp_path_factory, request) -> Shelf:
    """A site with a file for each way, and no texts yet."""
    site = SmallSite(tmp_path_factory.mktemp("own") / "site")
    site.settings('[markdown]\nraw_html = "sanitize"\n')
    content = picture()
    made = Shelf(site, request.param == "beside the text")
    site.write({made.file(number): content for number in range(len(NAMES))})
    site.write({"static/static.png": content, "media/nobody.pdf": b"x", "theme/templates/post.html": HANDOUT})
    return made


def put(shelf: Shelf, number: int, state: str) -> None:
    """Write, or remove, the post that names a file in one way: beside it by its name, where an author may do so."""
    way, path = WAYS[NAMES[number]], f"posts/way-{number}/index.md" if shelf.beside else f"posts/way-{number}.md"
    name = f"way-{number}.png"
    if state == "gone":
        # The folder stays with its picture, which then lies beside no text.
        (shelf.site.folder / path).unlink(missing_ok=True)
        return
    text = f"---\ntitle: Way {number}\n{STATES[state]}{way.settings}---\n\nThe way {number}.\n\n{way.body}\n"
    if shelf.beside:
        text = re.sub(r"(\]\(|\]: |image: |figure )(?:/|\.\./|)media/(FILE|%46ILE)", r"\1\2", text)
        text = text.replace("../media/FILE", "FILE").replace("media/FILE", f"media/posts/way-{number}/FILE")
    shelf.site.write({path: text.replace("FILE", name).replace("%46ILE", f"%77ay-{number}.png")})


def published(shelf: Shelf) -> set[int]:
    """Return the numbers of the files that are published; their sizes have to follow them."""
    pictures = [path for path in shelf.site.tree() if path.startswith("media/")]
    found = {int(path.rpartition("/way-")[2].partition(".")[0]) for path in pictures}
    assert {path for path in pictures if path.endswith(".png")} == {shelf.published_as(number) for number in found}
    return found


@given(
    st.lists(
        st.fixed_dictionaries({number: st.sampled_from([*STATES, "gone"]) for number in range(len(NAMES))}),
        min_size=1,
        max_size=3,
    )
)
@settings(max_examples=settings.default.max_examples // 40)
def test_a_file_is_published_if_a_text_that_is_shown_leads_to_it(shelf, choices):
    for states in choices:
        for number, state in states.items():
            put(shelf, number, state)
        result = shelf.site.build()
        assert result.published, told(result)

        expected = {number for number, state in states.items() if state not in HELD and WAYS[NAMES[number]].names}
        assert {NAMES[number] for number in published(shelf) ^ expected} == set()
        there = {number for number, state in states.items() if not (shelf.beside and state == "gone")}
        assert set(result.unnamed) == {"media/nobody.pdf"} | {shelf.file(number) for number in there - expected}
    incremental = shelf.site.tree()
    shelf.site.build(cache=False)
    assert shelf.site.tree() == incremental


ELSEWHERE = {
    "a style sheet of the theme": ({"theme/static/style.css": "a{background:url(/media/a.png)}"}, True),
    "an odd style sheet": ({"theme/static/style.css": "a{background:u\\72l('../media/a.\\70ng')}"}, True),
    "a comment of a style sheet": ({"theme/static/style.css": "/* url(/media/a.png) */"}, False),
    "a style sheet that nothing loads": ({"static/x/own.css": "a{background:image-set('../media/a.png' 1x)}"}, True),
    "a finished page": ({"static/old/index.html": "<img src=../media/a.png>"}, True),
    "the words of a finished page": ({"static/old/index.html": "<!-- <img src=../media/a.png> --> media/a.png"}, False),
    "a drawing": (
        {"static/a.svg": '<svg xmlns="http://www.w3.org/2000/svg"><image href="/media/a.png"/></svg>'},
        True,
    ),
    "a manifest": ({"static/site.webmanifest": '{"icons": [{"src": "/media/a.png"}]}'}, True),
    "a script": ({"static/a.js": "show('/media/a.png')"}, False),
    "a file that is published itself": (
        {"media/a.css": "a{background:url(a.png)}", "posts/a.md": post("A", "[x](/media/a.css)")},
        True,
    ),
    "a file that is not": ({"media/a.css": "a{background:url(a.png)}"}, False),
    "a template": ({"theme/templates/post.html": "<p data-full='/media/a.png'>", "posts/a.md": post("A")}, True),
    "a card of social networks": (
        {"theme/templates/post.html": f"<meta property=og:image content={OWN}/media/a.png>", "posts/a.md": post("A")},
        True,
    ),
    "structured data": (
        {
            "theme/templates/post.html": f'<script type="text/ld+json">{{"image":["{OWN}/media/a.png"]}}</script>',
            "posts/a.md": post("A"),
        },
        True,
    ),
    "the words of structured data": (
        {
            "theme/templates/post.html": '<script type="application/ld+json">{"headline":"/media/a.png"}</script>',
            "posts/a.md": post("A"),
        },
        False,
    ),
    "a feed alone": (
        {
            "posts/a.md": post("A", date="2026-01-01"),
            "theme/templates/feed.xml": f"<feed xmlns='http://www.w3.org/2005/Atom'><logo>{OWN}/media/a.png</logo></feed>",
        },
        True,
    ),
    "markup in a feed alone": (
        {
            "posts/a.md": post("A", date="2026-01-01"),
            "theme/templates/feed.xml": f"<rss><x>&lt;img src='{OWN}/media/a.png'&gt;</x></rss>",
        },
        True,
    ),
    "somebody's photograph": ({"practitioners/ada-moss.md": "---\nname: Ada\nphoto: media/a.png\n---\nWords.\n"}, True),
}


@every_row("base", ["", "/practice"])
@every_row("where", ELSEWHERE)
def test_what_else_leads_to_a_file(site, where, base):
    files, names = ELSEWHERE[where]
    own, below = OWN, f"{OWN}{base}"
    site.write({"media/a.png": picture()})
    site.write({path: text.replace(f"{own}/", f"{below}/") for path, text in files.items()})
    result = site.build(base_url=below)

    assert result.published, told(result)
    assert site.exists("/media/a.png") is names
    assert result.unnamed == tuple(path for path in ("media/a.css", "media/a.png") if path in result.unnamed)
    assert ("media/a.png" in result.unnamed) is not names


def test_a_file_goes_and_comes_with_what_names_it(site):
    site.write({"media/a.pdf": b"a", "posts/a.md": post("A", "[x](/media/a.pdf)"), "posts/b.md": post("B")})
    site.published()
    assert site.exists("/media/a.pdf")

    site.edit("posts/a.md", "[x](/media/a.pdf)", "`/media/a.pdf`")
    result = site.published()
    assert not site.exists("/media/a.pdf")
    assert result.unnamed == ("media/a.pdf",)
    assert site.published().unnamed == ("media/a.pdf",)

    site.edit("posts/b.md", "Some", "[Some](../media/a.pdf)")
    assert site.published().unnamed == ()
    assert site.exists("/media/a.pdf")


def test_static_files_are_published_whatever_names_them(site):
    site.write({"static/a.pdf": b"a", "static/media/b.pdf": b"b", "posts/a.md": post("A", status="draft")})
    site.published()

    assert site.exists("/a.pdf")
    assert site.exists("/media/b.pdf")


SHEET = "\na{background:url(https://cdn.example/x.png)}"


@every_row(
    "files, place",
    [
        ({"static/own.css": SHEET}, "static/own.css:2"),
        ({"static/own.css": "@import 'more/x.css';", "static/more/x.css": SHEET}, "static/more/x.css:2"),
        ({"media/own.css": SHEET, "theme/static/style.css": "@import '/media/own.css';"}, "media/own.css:2"),
        ({"static/other.css": SHEET}, ""),
        ({"static/app/index.html": "<link rel=stylesheet href=x.css>", "static/app/x.css": SHEET}, ""),
        ({"static/own.css": "a{background:url(https://stillwater.example/x.png),url(data:image/gif,x)}"}, ""),
    ],
)
def test_a_style_sheet_of_the_sites_own_that_pages_load_calls_nobody(site, files, place):
    head = '{% block head %}{{ super() }}<link rel="stylesheet" href="/own.css">{% endblock %}'
    site.write({"theme/templates/base.html": '{% extends "@base/base.html" %}' + head, "static/own.css": "", **files})
    result = site.build()

    # That a browser drops an @import behind other rules is told beside it.
    told_of = [(found.code, str(found.at)) for found in result.problems if found.code != "TB-THEME-020"]
    assert told_of == ([("TB-PRIV-001", place)] if place else [])
    assert result.published is not bool(place)
