"""A page that takes too long is named, then ended; one that grows too large is named, then refused."""

from __future__ import annotations

import datetime as dt

import pytest

from support.rows import every_row
from support.site import SmallSite, codes, post, told
from therapyblog import Limits
from therapyblog.serve.preview import Preview

BRIEF = Limits(slow=0.02, longest=0.5)
"""Short for a page that never ends, and long for one of the others on a machine with much else to do."""
LOOPS = {
    "loops in loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% set x = a %}{% endfor %}{% endfor %}",
    "a list that is sorted again and again": (
        "{% for a in range(99999) %}{% set x = range(9999) | map('string') | sort | join %}{% endfor %}"
    ),
    "a macro": "{% macro m() %}{% for a in range(99999) %}{{ caller() }}{% endfor %}{% endmacro %}"
    "{% call m() %}{% for b in range(99999) %}{% endfor %}{% endcall %}",
}


def _slow(site: SmallSite, template: str) -> None:
    site.write(
        {
            "theme/templates/slow.html": f"\n\n{template}\n",
            **{f"posts/{name}.md": post(name, template="slow.html") for name in "abcd"},
        }
    )


@pytest.fixture
def warm(site: SmallSite) -> SmallSite:
    """A site that was built before: the time of its pages is not that of compiling their templates."""
    site.write({"posts/quick.md": post("Quick")})
    site.published()
    return site


@every_row("jobs", (1, 2), fresh=warm)
@every_row("name", LOOPS)
def test_a_page_that_takes_too_long_is_named_and_ended(warm, name, jobs, caplog):
    site = warm
    _slow(site, LOOPS[name])
    result = site.build(limits=BRIEF, jobs=jobs)

    assert not result.published
    assert set(codes(result)) == {"TB-THEME-013"}, told(result)
    assert len(result.problems) <= jobs, "each process ends one page of a template, and waits for no other"
    for found in result.problems:
        assert (found.at.path, found.at.line) == ("theme/templates/slow.html", 3)
        assert "/ takes longer than 0.5 s, so its drawing was ended here" in found.says
    if jobs == 1:
        assert "drawn by theme/templates/slow.html, takes longer than 0.02 s; it is ended after 0.5 s." in caplog.text

    _slow(site, "<p>Quick.</p>")
    assert site.build(limits=Limits()).published


def test_the_preview_ends_such_a_page_and_shows_the_others(warm):
    site = warm
    _slow(site, LOOPS["loops in loops"])
    now = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    preview = Preview(site.folder, drafts=False, now=lambda: now, jobs=1, limits=BRIEF)
    preview.update()

    assert preview.page("a/index.html") is None
    assert preview.page("quick/index.html") is not None
    assert [found.code for found in preview.problems] == ["TB-THEME-013"]
    preview.close()


def test_a_large_page_is_a_warning_at_every_build(site):
    site.write({"posts/a.md": post("A", "Breathe. " * 6_000), "posts/b.md": post("B")})
    for title in ("Home", "Harbour"):
        site.settings("", title=f'"{title}"')
        for _ in range(2):
            result = site.build(limits=Limits(large=50_000))
            assert "post.html: warning TB-THEME-014: the page /a/ has 0.0" in told(result)
            assert result.published
    assert "TB-THEME-014" not in codes(site.build())


GROWING = (
    "{% for a in range(99999) %}Breathe.{% endfor %}",
    "{% set x %}{% for a in range(99999) %}Breathe.{% endfor %}{% endset %}",
    "{% macro m() %}{% for a in range(99999) %}Breathe.{% endfor %}{% endmacro %}{% set x = m() %}",
    "{% import 'more.html' as more %}",
    "{% include 'more.html' %}",
)


@every_row("template", GROWING)
def test_a_page_that_grows_without_end_is_refused(site, template):
    site.write({"theme/templates/more.html": GROWING[0]})
    _slow(site, template)
    result = site.build(limits=Limits(largest=200_000), jobs=1)

    assert codes(result) == ["TB-THEME-013"], told(result)
    assert "becomes larger than 0.2 MB" in told(result)
