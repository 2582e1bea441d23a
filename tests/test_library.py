"""therapyblog as a library: what a program imports, and what it gets."""

from __future__ import annotations

import datetime as dt
import gc

import pytest

import therapyblog
from support.site import TODAY, post
from therapyblog import BuildResult, DiskError, Held, Problem, TherapyblogError, UsageError, build


def test_everything_that_is_named_is_there():
    for name in therapyblog.__all__:
        assert getattr(therapyblog, name) is not None
    assert callable(therapyblog.build)


def test_a_name_that_is_not_there():
    with pytest.raises(AttributeError, match="module 'therapyblog' has no attribute 'bild'"):
        _ = therapyblog.bild


def test_a_result_tells_the_whole_story(site):
    site.write(
        {
            "posts/a.md": post("A", "[b](b.md)"),
            "posts/b.md": post("B", status="draft"),
            "posts/c.md": post("C", date="2027-01-01"),
        }
    )
    result = build(site.folder, today=TODAY)

    assert isinstance(result, BuildResult)
    assert result.published
    assert (result.site, result.out) == (str(site.folder), str(site.folder / "public"))
    assert result.held == (
        Held(path="posts/b.md", title="B", reason="draft"),
        Held(path="posts/c.md", title="C", reason="scheduled", until=dt.date(2027, 1, 1)),
    )
    (found,) = result.problems
    assert isinstance(found, Problem)
    assert (found.code, found.severity, str(found.at)) == ("TB-LINK-002", "warning", "posts/a.md:5:5")
    assert "a/index.html" in result.written
    assert result.removed == ()
    assert result.pages == 6
    assert result.seconds > 0


def test_the_lines_of_problems_are_left_out_where_nobody_wants_them(site):
    site.write({"posts/a.md": post("A", "[b](b.md)"), "posts/b.md": post("B", status="draft")})

    def lines(**options):
        return [problem.excerpt for problem in build(site.folder, today=TODAY, **options).problems]

    assert "[b](b.md)" in lines()
    assert set(lines(excerpts=False)) == {""}
    assert "[b](b.md)" in lines()


def test_a_result_never_changes(site):
    result = site.build()

    with pytest.raises(AttributeError):
        result.published = False
    assert hash(result.problems) is not None


def test_a_path_may_be_text_or_a_path(site):
    assert build(str(site.folder), out=str(site.folder / "x"), today=TODAY).published
    assert build(site.folder, out=site.folder / "y", today=TODAY).published


def test_a_moment_counts_in_the_time_zone_of_the_site(site):
    site.write({"posts/c.md": post("C", date="2027-01-01")})
    site.settings("", timezone='"America/New_York"')
    eve = dt.datetime(2027, 1, 1, 4, 59, tzinfo=dt.UTC)

    assert build(site.folder, now=eve).held
    assert not build(site.folder, now=eve + dt.timedelta(minutes=1)).held


def test_what_stops_a_build_is_one_family(site, tmp_path):
    assert issubclass(UsageError, TherapyblogError)
    assert issubclass(DiskError, TherapyblogError)
    assert (UsageError.exit_code, DiskError.exit_code) == (2, 3)
    with pytest.raises(UsageError, match=r"is no site: it has no therapyblog\.toml"):
        build(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(DiskError, match="the published site is as it was"):
        build(site.folder, out=tmp_path / "file" / "x", today=TODAY)


def test_progress_is_told_in_stages(site):
    site.write({f"posts/{n}.md": post(f"P{n}") for n in range(3)})
    told = []
    build(site.folder, today=TODAY, progress=lambda stage, done, total: told.append((stage, done, total)))

    assert {stage for stage, _, _ in told} >= {"reading", "rendering"}
    for _, done, total in told:
        assert 0 <= done <= total


def test_what_a_program_has_frozen_is_not_added_to(site):
    """As servers do before they fork (https://docs.python.org/3/library/gc.html#gc.freeze): nobody could thaw ours."""
    site.write({"posts/a.md": post("A")})
    gc.freeze()
    try:
        before = gc.get_freeze_count()
        site.published()
        site.published(cache=False)
        assert gc.get_freeze_count() <= before
    finally:
        gc.unfreeze()
