"""Whole sites whose problems, texts or settings grow: rows of the table that `growth.py` prints.

Each row is a function from a size to the files of a site. Its work is one build from cold, and the writing of messages.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

from therapyblog import build
from therapyblog.cli.messages import describe

Files = Mapping[str, str]
Work = Callable[[], object]

MOST = 12_800
"""The largest size that is tried; several things have limits of their own far below."""
SETTINGS = '[site]\ntitle = "A"\nurl = "https://a.example"\nlanguage = "en-GB"\n'
BASE = {"therapyblog.toml": SETTINGS, "practitioners/ada.md": "---\nname: Ada Moss\n---\nAda listens.\n"}

Piece = Callable[[int], str]


def post(number: int, settings: str = "", body: str = "Text.") -> str:
    """Return a post with these lines in its settings."""
    return f"---\ntitle: Post {number}\n{settings}---\n{body}\n"


def posts(piece: Piece) -> Callable[[int], Files]:
    """Return the sites of so many posts, each with this in its body."""
    return lambda size: BASE | {f"posts/p{k:05}.md": post(k, body=piece(k)) for k in range(size)}


def settled(piece: Piece) -> Callable[[int], Files]:
    """Return the sites of so many posts, each with these lines in its settings."""
    return lambda size: BASE | {f"posts/p{k:05}.md": post(k, piece(k)) for k in range(size)}


def one_post(piece: Piece) -> Callable[[int], Files]:
    """Return the sites of one post with so many paragraphs."""
    return lambda size: BASE | {"posts/p.md": post(0, body="\n\n".join(map(piece, range(size))))}


def one_list(settings: str, piece: Piece) -> Callable[[int], Files]:
    """Return the sites of one post with a list of so many lines in its settings."""
    return lambda size: BASE | {"posts/p.md": post(0, settings + "".join(map(piece, range(size))))}


def configured(piece: Piece, begin: str = "") -> Callable[[int], Files]:
    """Return the sites with so many pieces in their settings file."""
    return lambda size: BASE | {"therapyblog.toml": SETTINGS + begin + "".join(map(piece, range(size)))}


def both(first: Callable[[int], Files], second: Callable[[int], Files]) -> Callable[[int], Files]:
    """Return the sites that grow in two ways at once."""
    return lambda size: {**first(size), **second(size)}


def people(size: int) -> Files:
    """Return so many practitioners."""
    return {f"practitioners/person-{k}.md": f"---\nname: Person {k}\n---\nx\n" for k in range(size)}


SITES: dict[str, Callable[[int], Files]] = {
    "warnings of addresses in one text": one_post(lambda k: f"word [x](javascript:{k})"),
    "warnings of HTML in one text": one_post(lambda k: f"word <b>{k}</b>"),
    "warnings of HTML in 50 texts": lambda n: {
        **BASE,
        **{f"posts/p{k}.md": post(k, body="\n\n".join(f"w {j} <b>x</b>" for j in range(n // 50))) for k in range(50)},
    },
    "numbers that were replaced": one_post(lambda _: "Call 0800 068 4141 or 1-800-273-8255."),
    "broken links, five in each post": posts(lambda k: " ".join(f"[x](/post-{k}-{j}-nothing/)" for j in range(5))),
    "broken links to files": posts(lambda k: f"[x](q{k:05}.md) [y](../pages/r{k}.md)"),
    "broken links in one text": one_post(lambda k: f"[x](/no-{k}/)"),
    "broken links in the menu": configured(lambda k: f'[[menu]]\nlabel = "x"\nurl = "/no-{k}/"\n'),
    "broken anchors, one in each post": posts(lambda _: "# H\n\n[x](/p00000/#nope)"),
    "broken anchors and headings in one text": one_post(lambda k: f"## H{k}\n\n[x](#nope{k})"),
    "links of one text": one_post(lambda _: "[x](/p/)"),
    "links to what is held back": both(
        settled(lambda _: "status: draft\n"),
        lambda n: {"pages/x.md": post(0, body="\n\n".join(f"[x](/p{k:05}/)" for k in range(n)))},
    ),
    "pictures that are missing": one_post(lambda k: f"![x](/media/no-{k}.jpg)"),
    "files nearly of that name": both(
        posts(lambda k: f"[x](/media/leaflet-{k}x.pdf)"), lambda n: {f"media/leaflet-{k}.pdf": "x" for k in range(n)}
    ),
    "components that are none": one_post(lambda k: f":::crises{k}\n:::"),
    "headings of one name": one_post(lambda _: "## Same"),
    "ids given twice": one_post(lambda _: "## Same {#same}"),
    "settings nearly of that name": settled(lambda _: "titel: x\nauthr: y\nlangauge: z\n"),
    "texts without a title": lambda n: {
        **BASE,
        **{f"posts/p{k}.md": "---\ndate: 2020-01-01\n---\nx\n" for k in range(n)},
    },
    "titles with a colon": lambda n: {**BASE, **{f"posts/p{k}.md": f"---\ntitle: A: {k}\n---\nx\n" for k in range(n)}},
    "dates that are none": settled(lambda _: "date: 45/13/2020\n"),
    "authors that nobody is": settled(lambda k: f"author: nobody-{k}\n"),
    "authors nearly of that name": both(settled(lambda k: f"author: person-{k}x\n"), people),
    "tags of their own": settled(lambda k: f"tags: [tag{k}a, tag{k}b]\n"),
    "topics of their own": settled(lambda k: f"topic: topic {k}\n"),
    "series of their own": settled(lambda k: f"series: Calm evenings {k}\n"),
    "parts of one number": settled(lambda _: "series: Calm\npart: 1\n"),
    "one address for all": settled(lambda _: "slug: same\n"),
    "one alias for all": settled(lambda _: "aliases: [/old/]\n"),
    "aliases that are pages": settled(lambda k: f"aliases: [/p{k + 1:05}/]\n"),
    "aliases of one post": one_list("aliases:\n", lambda k: f"  - /old-{k}/\n"),
    "references of one post": one_list("references:\n", lambda k: f"  - Book {k}\n"),
    "related posts that are none": settled(lambda k: f"related: [nobody-{k}]\n"),
    "calls that are none": settled(lambda k: f"cta: nothing-{k}\n"),
    "calls nearly of that name": both(
        settled(lambda k: f"cta: call-{k}x\n"), configured(lambda k: f'[cta.call-{k}]\nlabel = "x"\nurl = "/"\n')
    ),
    "menu entries": configured(lambda _: '[[menu]]\nlabel = "x"\nurl = "/"\n'),
    "menu entries to no page": configured(lambda k: f'[[menu]]\nlabel = "x"\npage = "none{k}"\n'),
    "services": configured(lambda k: f'[[service]]\nname = "S{k}"\nprice_from = 5\n'),
    "crisis lines": configured(lambda k: f'[[crisis.lines]]\nname = "S{k}"\ntel = "116 123"\n'),
    "origins that are allowed": lambda n: {
        **BASE,
        "therapyblog.toml": f"{SETTINGS}[privacy]\nallow = {[f'https://a{k}.example' for k in range(n)]}\n",
    },
    "unknown settings of the site": configured(lambda k: f"titel{k} = 1\n"),
    "unknown sections of the site": configured(lambda k: f"[sitee{k}]\nx = 1\n"),
    "unknown settings of the theme": configured(lambda k: f'acent{k} = "x"\n', "[theme]\n"),
    "unknown texts of the theme": lambda n: {
        **BASE,
        "theme/strings/en.toml": "".join(f'older_pst{k} = "x"\n' for k in range(n)),
    },
}


def building(files: Callable[[int], Files], size: int) -> Work | None:
    """Write a site of a size; return its build and the messages of its problems, or `None` for too large a size."""
    if size > MOST:
        return None
    _warm()
    return partial(_built, _written(files(size)))


@cache
def _warm() -> None:
    """Build two sites, so that no row pays for what a first build imports."""
    for settings in ("", "titel: x\ncta: y\n"):
        _built(_written(BASE | {"posts/p.md": post(0, settings)}))


def _written(files: Files) -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(prefix="therapyblog-growth-")
    for name, text in files.items():
        path = Path(folder.name, "site", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _built(folder: tempfile.TemporaryDirectory[str]) -> int:
    result = build(Path(folder.name, "site"), today=dt.date(2026, 11, 30), jobs=1, cache=False)
    return sum(len(describe(problem)) for problem in result.problems)


CONSTRUCTS: dict[str, Callable[[int], Work | None]] = {
    f"site: {name}": partial(building, files) for name, files in SITES.items()
}
