"""Compiled templates are kept where only the user can write, and change nothing but the time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.site import SmallSite, post
from therapyblog.render import template_cache
from therapyblog.render.templates import parsed


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that a build of this test will use."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    forget()
    yield tmp_path / "cache/therapyblog/templates"
    forget()


def forget() -> None:
    """Begin as a new process does."""
    template_cache._folder.cache_clear()
    parsed.cache_clear()


@pytest.fixture
def home(site: SmallSite):
    """Builds the site from nothing, as a new process does; returns its home page."""
    site.write({"posts/a.md": post("A", date="2026-01-01")})

    def build() -> str:
        forget()
        assert site.build(cache=False).published
        return site.page("/")

    return build


@pytest.mark.skipif(os.name != "posix", reason="the folder's owner and rights are those of POSIX")
def test_what_is_kept_is_used_and_what_is_damaged_is_made_anew(kept: Path, home):
    first = home()
    files = {path.name: path.read_bytes() for path in kept.iterdir()}
    assert len(files) > 20
    assert kept.stat().st_mode & 0o777 == 0o700
    times = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}

    assert home() == first
    assert {path.name: path.stat().st_mtime_ns for path in kept.iterdir()} == times

    for path in kept.iterdir():
        path.write_bytes(path.read_bytes()[:-3])
    assert home() == first
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == files


@pytest.mark.skipif(os.name != "posix", reason="the folder's owner and rights are those of POSIX")
def test_a_folder_that_others_may_write_to_is_not_used(kept: Path, home):
    kept.mkdir(parents=True)
    kept.chmod(0o777)
    home()
    assert list(kept.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="links are made freely on POSIX")
def test_a_link_is_not_followed(kept: Path, home, tmp_path: Path):
    kept.parent.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    kept.symlink_to(tmp_path / "elsewhere")
    home()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_without_a_home_nothing_is_kept(kept: Path, home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("HOME", raising=False)
    home()
    assert not kept.exists()


def test_a_theme_maker_does_not_fill_the_disk(kept: Path, home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(template_cache, "MOST", 10)
    home()
    assert 0 < len(list(kept.iterdir())) <= 10
