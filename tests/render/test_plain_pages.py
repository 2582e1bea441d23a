"""A page that is written plainly is read without a parser, and the same is found in it."""

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from therapyblog.render.resources import resources_of

_HEAD = (
    '<meta charset="utf-8">',
    "<title>Of a &amp; b</title>",
    '<meta name="robots" content="noindex">',
    '<meta http-equiv="refresh" content="0; url=https://a.example/">',
    '<meta property="og:image" content="/media/a.png">',
    '<link rel="canonical" href="https://b.example/?a&amp;b">',
    '<link rel="stylesheet" href="https://c.example/a.css">',
    '<script src="https://e.example/a.js"></script>',
    '<script type="module">import "https://f.example/a.js"</script>',
    '<script type="application/ld+json">{"url": "/media/b.png"}</script>',
    '<script type="importmap">{"a": "https://g.example/a.js"}</script>',
    "<style>a {background: url(https://h.example/a)}</style>",
    "<!-- a -->",
)
_BODY = (
    *_HEAD[2:],
    "\n",
    "a > b",
    '<p class="a" id="b">',
    "</p >",
    '<a href="/media/c%20d.pdf" ping="https://m.example/">',
    "</a>",
    '<img src="https://q.example/&amp;.png"/>',
    '<img srcset="https://u.example/a.png 1x, /media/a.png 2x" loading>',
    '<div style="background: url(https://w.example/a)">',
    '<div srcdoc="&lt;img src=https://x.example/a&gt;">',
    "<table>",
    '<td class="a">',
    '<video poster="/media/f.png"><source src="https://ff.example/a"></video>',
    "&lt;img src=https://gg.example/&gt;",
    "</body>",
    "</html>",
)
_ODD = (
    "<title><b></title>",
    "<link rel=stylesheet href=https://d.example/a.css>",
    "<script>a < b</script>",
    "<script/>",
    "<style>a</script>",
    "<!-- <img src='https://i.example/a'> -->",
    "<!--><link rel='icon' href='https://j.example/a'>-->",
    '<noscript><img src="https://k.example/a"></noscript>',
    '<base href="https://l.example/">',
    "words",
    '<img src="https://n.example/a.png" alt="a > b">',
    '<img src="https://o.example/a.png" src="https://p.example/a.png">',
    '<img src="https://q.example/&#x61;.png"/>',
    "<img src='https://r.example/a.png'>",
    '<IMG SRC="https://s.example/a.png">',
    '<img\x0bsrc="https://t.example/a.png">',
    '<image src="https://v.example/a.png">',
    '<iframe srcdoc="&lt;img src=https://y.example/a&gt;"></iframe>',
    '<table background="https://z.example/a">',
    '<td background="https://aa.example/a">',
    '<tr style="background: url(/media/e.png)">',
    '<form action="https://bb.example/">',
    '<body background="https://cc.example/">',
    '<html style="background: url(https://dd.example/)">',
    '<svg><image href="https://ee.example/a"/></svg>',
    "<select>",
    "<textarea>",
    "<template>",
    "<plaintext>",
    "a < b",
    "<",
)


def _mixed(ordinary: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Return texts of ordinary pieces, of which a third have an odd one."""
    pieces = st.lists(st.sampled_from(ordinary), max_size=6)
    odd = st.sampled_from(("",) * len(_ODD) * 2 + _ODD)
    return st.builds("{}{}{}".format, pieces.map("".join), odd, pieces.map("".join))


def _page(head: str, between: str, body: str) -> str:
    return f'<!doctype html>\n<html lang="en"><head>\n{head}\n{between}{body}'


_BETWEEN = st.sampled_from(["</head>\n<body>", '</head><body class="a">', "</head><body>", "</head>"])
_PAGES = st.builds(_page, _mixed(_HEAD), _BETWEEN, _mixed(_BODY)) | _mixed(_BODY).map("<p>{}".format)


@given(_PAGES)
def test_the_same_is_found_as_a_parser_finds(page):
    plain = resources_of(page)
    # A page with such a line end is left to the parser.
    parsed = resources_of(f"{page}\r")
    # A parser moves some elements out of a table.
    assert plain.requests.keys() == parsed.requests.keys()
    assert plain.addresses.keys() == parsed.addresses.keys()
    assert sorted(plain.declared) == sorted(parsed.declared)


def test_pages_of_the_shipped_theme_are_written_plainly(site):
    """No parser is loaded for them."""
    table = "| a | b |\n|---|--:|\n| c | d |\n"
    site.write({"posts/a.md": f"---\ntitle: A & b\ndate: 2026-01-02\n---\n[A](https://a.test/?a&b)\n\n{table}"})
    program = "import sys, therapyblog; print(therapyblog.build(sys.argv[1]).published, 'selectolax' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program, site.folder], capture_output=True, text=True, check=True)
    assert done.stdout == "True False\n"
