"""A real browser loads the pages of a hostile site, and nothing in them runs."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from support.browser import settled
from support.injection import PAYLOADS, write_injections
from support.site import SmallSite, told


@pytest.fixture
def loaded(browser):
    """Return a page as it stands after its scripts have run."""
    return lambda path: settled(browser, path.resolve().as_uri(), milliseconds=2000)


def title(page):
    return page.css_first("title").text()


@pytest.mark.parametrize("text", [PAYLOADS[0], PAYLOADS[17], PAYLOADS[23], PAYLOADS[28]])
def test_these_texts_do_run_where_nobody_escapes_them(loaded, tmp_path, text):
    page = tmp_path / "page.html"
    page.write_text(f"<!doctype html><title>Quiet</title><body>{text}", encoding="utf-8")

    assert title(loaded(page)) == "PWNED"


PAGES = ("index", "blog/index", "all/index", "p2/index", "team/index", "team/p1/index", "series/index", "404")


# What no raw HTML becomes is read, element by element, in render/test_injection.py.
@pytest.fixture(scope="module", params=[pytest.param("off", marks=pytest.mark.matrix), "sanitize"])
def hostile(request, tmp_path_factory):
    site = SmallSite(tmp_path_factory.mktemp("hostile") / "site", {})
    write_injections(site, raw_html=request.param)
    result = site.build(for_disk=True)
    assert result.published, told(result)
    return site


def test_nothing_runs_on_any_kind_of_page(hostile, loaded):
    for name in PAGES:
        before = LexborHTMLParser(hostile.text(f"{name}.html"))
        after = loaded(hostile.out / f"{name}.html")

        assert title(after) == title(before), name
        assert title(after) != "PWNED"
        assert len(after.css("script")) == len(before.css("script")) == 1, name
        assert len(after.css("*")) == len(before.css("*")), name


def test_what_slips_into_a_page_does_not_run_and_what_belongs_to_it_does(loaded, tmp_path):
    """The policy stops what nobody escaped, and lets the page's own style sheet and script work."""
    site = SmallSite(tmp_path / "site")
    frame = '<!doctype html><html><head>\n<meta charset="utf-8">\n<title>Quiet</title>\n{}</head><body>{}</body></html>'
    own = '<link rel="stylesheet" href="{{ assets["style.css"] }}"><script src="{{ assets["own.js"] }}" defer></script>'
    for text in (PAYLOADS[0], PAYLOADS[17], PAYLOADS[23], PAYLOADS[28]):
        site.write(
            {
                "posts/a.md": "---\ntitle: A\n---\nWords.\n",
                "theme/static/own.js": "document.body.dataset.ran = getComputedStyle(document.body).color",
                "theme/static/style.css": "body { color: rgb(1, 2, 3) !important }",
                "theme/templates/post.html": frame.format(own, text),
            }
        )
        result = site.build()
        assert result.published, told(result)

        page = loaded(site.out / "a/index.html")

        assert title(page) == "Quiet", text
        assert page.css_first("body").attributes["data-ran"] == "rgb(1, 2, 3)"
