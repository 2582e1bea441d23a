"""A desk on a small site, with a home of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from support.browser import driving, started
from support.desks import ServedDesk
from support.site import SmallSite, post
from support.writing import windows


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's own folder, and beside it what is kept on this computer."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    monkeypatch.setenv("THERAPYBLOG_CONFIG", str(tmp_path / "config"))
    return folder


@pytest.fixture
def practice(home: Path) -> SmallSite:
    """A small site with a post and a draft, in that folder."""
    site = SmallSite(home / "practice")
    site.at_once = True
    site.write(
        {
            "posts/one.md": post("One", "The first words.", date="2026-10-01", author="ada-moss"),
            "posts/two.md": post("Two", "Not yet.", status="draft"),
        }
    )
    return site


@pytest.fixture
def desk(practice: SmallSite) -> Iterator[ServedDesk]:
    """A desk with that site open."""
    found = ServedDesk(practice.folder)
    yield found
    found.close()


@pytest.fixture
def empty_desk(home: Path) -> Iterator[ServedDesk]:
    """A desk at its start page."""
    found = ServedDesk()
    yield found
    found.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests here."""
    with driving() as chromium, started(chromium) as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Windows that share what a browser keeps."""
    with windows(browser) as found:
        yield found
