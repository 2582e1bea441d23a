"""What a disk may lose with the power: files that were written but not synced. The journal is always whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.faults import in_a_process
from support.ordeal import EDITS, Ordeal, age
from support.site import SmallSite, post


@pytest.fixture
def halfway(tmp_path: Path) -> Ordeal:
    """A publication that ended with some of its pages in place."""
    ordeal = Ordeal(tmp_path, EDITS["new post"], posts=4)
    ordeal.die_before("os.rename", "/stage/", after="/fresh/")
    return ordeal


def test_nothing_was_lost(halfway: Ordeal) -> None:
    result = halfway.site.published(out=halfway.site.out)

    assert result.notices == ("An unfinished build was finished first.",)
    halfway.check_new()


def test_nothing_was_lost_and_a_page_has_changed_since(halfway: Ordeal) -> None:
    """The new page that is in place already is in no old manifest, and is ours all the same."""
    assert halfway.site.exists("/fresh/")
    halfway.site.edit("posts/fresh.md", "title: Fresh", "title: Fresher")

    halfway.site.published(out=halfway.site.out)

    assert "Fresher" in halfway.site.page("/fresh/")


def test_what_was_staged_is_lost(halfway: Ordeal) -> None:
    for path in (halfway.site.folder / ".therapyblog" / "cache" / "stage").rglob("*.html"):
        path.write_bytes(b"")

    halfway.check_recovery()


def test_a_new_page_is_lost_and_has_changed_since(halfway: Ordeal) -> None:
    """Its remains are not in the old manifest, and are ours all the same."""
    assert halfway.site.exists("/fresh/")
    (halfway.site.out / "fresh" / "index.html").write_bytes(b"")
    halfway.site.edit("posts/fresh.md", "title: Fresh", "title: Fresher")

    halfway.site.published(out=halfway.site.out)

    assert "Fresher" in halfway.site.page("/fresh/")
    assert halfway.tree().keys() == halfway.new.keys()


def test_the_output_was_deleted_meanwhile(halfway: Ordeal) -> None:
    halfway.site.out.rename(halfway.folder / "elsewhere")
    halfway.foreign.clear()

    halfway.check_recovery()


def test_a_build_that_was_published_but_not_remembered(site: SmallSite) -> None:
    """Two versions of a page may agree in size and time, so the memo must know which of them it saw last."""
    site.write({"posts/a.md": post("A", "One two.")})
    age(site, 100)
    site.published()
    one = site.page("/a/")
    times = {path: path.stat().st_mtime_ns for path in site.out.rglob("*.html")}
    site.edit("posts/a.md", "One two.", "Two one.")

    def end_after_publishing() -> None:
        from therapyblog.cache.previous_build import BuildCache

        BuildCache.keep = lambda *_: os._exit(0)  # type: ignore[method-assign,assignment]
        site.published()

    assert in_a_process(end_after_publishing) == 0
    two = site.page("/a/")
    assert one != two
    for path, time in times.items():
        # As where both builds fall into the same two seconds.
        os.utime(path, ns=(time, time))
    site.edit("posts/a.md", "Two one.", "One two.")

    site.published()

    assert site.page("/a/") == one
