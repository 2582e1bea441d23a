"""What is looked at in a real browser: sites, their pages, and the ways in which each is shown.

A `Cell` is one page in one look, scheme and width; its name says all four, so that a test that fails does, too.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from support import stress
from support.site import SmallSite, told

ROOT = Path(__file__).parent.parent.parent
LOOKS = ("calm", "clinic", "journal", "base")
SCHEMES = ("light", "dark")
WIDTHS = (1280, 390)
"""In CSS pixels: a laptop and a telephone."""
TODAY = dt.date(2026, 11, 23)

# Every kind of page that a site can have, and those that are hardest, by a name for the tests.
PAGES: Mapping[str, Mapping[str, str]] = {
    "example": {
        "home": "/",
        "post": "/what-happens-in-a-first-session/",
        "part": "/after-the-argument/",
        "french": "/parler-dans-une-autre-langue/",
        "noted": "/the-second-winter/",
        "blog": "/blog/",
        "blog-2": "/blog/page/2/",
        "series-index": "/series/",
        "series": "/series/the-same-argument/",
        "topic": "/topics/relationships/",
        "tag": "/tags/grief/",
        "team": "/team/",
        "practitioner": "/team/tobias-raghavan/",
        "about": "/about/",
        "fees": "/fees/",
        "faq": "/faq/",
        "contact": "/contact/",
        "privacy": "/privacy/",
        "safety": "/safety/",
        "arabic": "/arabic/",
        "imprint": "/imprint/",
        "not-safe": "/not-safe-at-home/",
        "404": "/404.html",
    },
    "long": {
        "home": "/",
        "words": "/words/",
        "nested": "/nested/",
        "tables": "/tables/",
        "code": "/code/",
        "pictures": "/pictures/",
        "headings": "/headings/",
        "bare": "/bare/",
        "german": "/deutsch/",
        "part": "/part-30/",
        "blog": "/blog/",
        "blog-9": "/blog/page/9/",
        "series-index": "/series/",
        "series": "/series/the-donaudampfschifffahrtselektriz-papers/",
        "topic": f"/topics/topic-{stress.WORD.lower().replace('ä', 'a')}/",
        "tag": f"/tags/{stress.WORD.lower().replace('ä', 'a')}/",
        "team": "/team/",
        "practitioner": "/team/a-long-name/",
        "no-photo": "/team/bo-li/",
        "about": "/about/",
        "fees": "/fees/",
        "faq": "/faq/",
        "contact": "/contact/",
        "privacy": "/privacy/",
        "imprint": "/imprint/",
        "safety": "/safety/",
        "404": "/404.html",
    },
    "right-to-left": {
        "home": "/",
        "post": "/mixed/",
        "english": "/english/",
        "part": "/part-2/",
        "blog": "/blog/",
        "series": "/series/wrq/",
        "team": "/team/",
        "practitioner": "/team/ada-moss/",
        "fees": "/fees/",
        "contact": "/contact/",
        "safety": "/safety/",
        "404": "/404.html",
    },
    "empty": {"home": "/", "blog": "/blog/", "404": "/404.html"},
}
FILES = {"long": stress.LONG, "right-to-left": stress.RIGHT_TO_LEFT, "empty": stress.EMPTY}

# What `make test` looks at: each page in one look, by turns. `make browser` and `make test-all` look at all.
QUICK: Mapping[str, tuple[str, ...]] = {
    "example": ("home", "post", "team", "fees", "contact"),
    "long": ("words", "tables", "practitioner"),
    "right-to-left": ("post",),
    "empty": ("home",),
}
# Where `make test` tries keyboard, large text and no scripts: a text, a way to write to us, long words, Arabic.
QUICK_PLACES = (("example", "post"), ("example", "contact"), ("long", "words"), ("right-to-left", "post"))


class Cell(NamedTuple):
    """One page as somebody may see it."""

    site: str
    page: str
    look: str
    scheme: str
    width: int

    @property
    def path(self) -> str:
        """The address of the page below that of its site."""
        return PAGES[self.site][self.page]

    def __str__(self) -> str:
        return f"{self.look}-{self.site}-{self.page}-{self.scheme}-{self.width}"


def _pages(*, full: bool) -> Iterator[tuple[str, str]]:
    for site, names in (PAGES if full else QUICK).items():
        for page in names:
            yield site, page


def cells(*, full: bool) -> Iterator[Cell]:
    """Yield every page in every way. In short: a few pages, each in one look, scheme and width by turns."""
    ways = [(scheme, width) for scheme in SCHEMES for width in WIDTHS]
    for number, (site, page) in enumerate(_pages(full=full)):
        for look in LOOKS if full else [LOOKS[number % 3]]:
            # The plain theme has few styles of its own: both schemes and both widths, but not each with each.
            fewer = ways[1:3] if look == "base" else ways
            for scheme, width in fewer if full else [ways[1 + number % 2]]:
                yield Cell(site, page, look, scheme, width)


def places(*, full: bool) -> Iterator[Cell]:
    """Yield every page in every look, for tests that choose the ways. In short: four pages, each in one look."""
    for number, (site, page) in enumerate(_pages(full=True) if full else QUICK_PLACES):
        for look in LOOKS if full else [LOOKS[number % 3]]:
            yield Cell(site, page, look, "light", 1280)


@cache
def _place() -> Path:
    return Path(mkdtemp(prefix="therapyblog-"))


def sweep() -> None:
    """Remove all that was built."""
    if _place.cache_info().currsize:
        shutil.rmtree(_place(), ignore_errors=True)


@cache
def built(site: str, look: str, *, for_disk: bool = False) -> SmallSite:
    """Return a site in a look, built; it is built once for all tests."""
    folder = _place() / f"{site}-{look}{'-disk' if for_disk else ''}"
    if site == "example":
        shutil.copytree(ROOT / "example_site", folder, ignore=shutil.ignore_patterns("public", ".therapyblog"))
        small_site = SmallSite(folder, {})
        small_site.edit("therapyblog.toml", 'name = "calm"', f'name = "{look}"')
    else:
        small_site = SmallSite(folder, FILES[site])
        settings = small_site.folder / "therapyblog.toml"
        settings.write_text(f'{settings.read_text(encoding="utf-8")}\n[theme]\nname = "{look}"\n', encoding="utf-8")
    result = small_site.build(for_disk=for_disk)
    assert result.published, told(result)
    return small_site
