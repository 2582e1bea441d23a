"""The writing view when somebody else writes too, when the disk or the desk fails, and when the page is left."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext
from playwright.sync_api import Error as BrowserError

from support.desks import ServedDesk
from support.site import SmallSite
from support.writing import Writing

SETTINGS = "---\ntitle: One\nauthor: ada-moss\ndate: 2026-10-01\n---\n\n"
TEXT = f"{SETTINGS}First words.\n\nSecond words.\n\nThird words.\n"
PATH = "posts/one.md"
Open = Callable[[], Writing]


@pytest.fixture
def site(practice: SmallSite) -> SmallSite:
    """The small site with the text of these tests."""
    practice.write({PATH: TEXT})
    return practice


@pytest.fixture
def opened(site: SmallSite, desk: ServedDesk, context: BrowserContext) -> Iterator[Open]:
    """Open the text in a window; at the end none of them may have met a mistake."""
    all_windows: list[Writing] = []

    def open_() -> Writing:
        all_windows.append(Writing(context, desk, PATH))
        return all_windows[-1]

    assert site
    yield open_
    assert [complaint for window in all_windows for complaint in window.complaints] == []


def _text(site: SmallSite) -> str:
    return (site.folder / PATH).read_bytes().decode()


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)


MINE = TEXT.replace("First words.", "First words. Mine. More.")
THEIRS = TEXT.replace("First words.", "First words, theirs.").replace("Third", "Fourth")
BOTH = MINE.replace("More.", "More.\n\nFirst words, theirs.").replace("Third", "Fourth")


@pytest.mark.parametrize(("way", "left"), [(0, BOTH), (1, MINE), (2, THEIRS)], ids=["together", "mine", "theirs"])
def test_both_texts_are_shown_where_somebody_else_saved(
    site: SmallSite, desk: ServedDesk, opened: Open, way: int, left: str
) -> None:
    window = opened()
    window.to("First")
    window.page.keyboard.type(" Mine.")
    site.write({PATH: THEIRS})
    window.wait("conflict")
    assert _text(site) == THEIRS
    window.page.keyboard.type(" More.")
    window.page.click("#w-decide")
    compared = window.page.inner_text(".w-compare")
    assert "First words. Mine. More." in compared
    assert "First words, theirs." in compared
    # Nothing is written before somebody decided, whatever is typed.
    window.press("Escape")
    assert _text(site) == THEIRS
    window.page.click("#w-decide")
    window.page.locator(".w-ways button").nth(way).click()
    window.saved()
    assert _text(site) == left
    kept = [desk.call("versions.read", path=PATH, id=version["id"])["text"] for version in _versions(desk)]
    assert THEIRS in kept
    window.page.locator(".cm-content").focus()
    window.type("")
    if way == 2:
        window.press("Control+z")
        window.saved()
        assert _text(site) == MINE


def _versions(desk: ServedDesk) -> list[dict[str, str]]:
    versions: list[dict[str, str]] = desk.call("versions.list", path=PATH)["versions"]
    return versions


def test_a_second_window_follows_what_the_first_saves(site: SmallSite, opened: Open) -> None:
    first, second = opened(), opened()
    first.page.bring_to_front()
    first.to("First")
    first.type(" More.")
    second.page.wait_for_selector("text=First words. More.")
    assert second.state == "saved"
    second.page.bring_to_front()
    second.to("Third")
    second.type(" And more.")
    first.page.wait_for_selector("text=Third words. And more.")
    after = TEXT.replace("Third words.", "Third words. And more.")
    assert _text(site) == after.replace("First words.", "First words. More.")
    # What the other window wrote is not taken back here.
    first.page.bring_to_front()
    first.to("First", "Control+z")
    first.saved()
    assert _text(site) == after


def test_what_another_program_saves_is_followed(site: SmallSite, opened: Open) -> None:
    window = opened()
    site.write({PATH: THEIRS})
    window.page.wait_for_selector("text=First words, theirs.")
    assert window.state == "saved"
    window.to("Second")
    window.type("!")
    assert _text(site) == THEIRS.replace("Second words.", "Second words.!")


def test_saved_versions_are_looked_at_and_taken_back(site: SmallSite, opened: Open) -> None:
    window = opened()
    window.to("First")
    window.type(" One.")
    window.type(" Two.")
    window.page.click(".w-head-button >> nth=0")
    window.page.locator(".w-version-button").last.click()
    window.page.wait_for_selector(".w-compare")
    window.page.click(".w-version .button-main")
    window.saved()
    assert _text(site) == TEXT
    window.page.click(".toast-button")
    window.saved()
    assert _text(site) == TEXT.replace("First words.", "First words. One. Two.")


def test_a_text_that_was_deleted_elsewhere_is_put_back_only_on_demand(site: SmallSite, opened: Open) -> None:
    window = opened()
    (site.folder / PATH).unlink()
    window.wait("gone")
    window.to("First")
    window.page.keyboard.type(" More.")
    window.press("Control+s")
    window.wait("gone")
    assert not (site.folder / PATH).exists()
    window.page.click("#w-back")
    window.saved()
    assert _text(site) == TEXT.replace("First words.", "First words. More.")


def test_words_that_cannot_be_saved_stay_and_are_saved_later(
    site: SmallSite, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: the view says so, keeps the words over a reload, and saves them as soon as it can."""
    window = opened()
    monkeypatch.setattr("os.fsync", _full)
    window.to("First")
    window.page.keyboard.type(" More.")
    window.wait("failed")
    assert _text(site) == TEXT
    assert "First words. More." in window.shown
    window.page.reload()
    window.page.wait_for_selector("text=First words. More.")
    monkeypatch.undo()
    window.saved()
    assert _text(site) == TEXT.replace("First words.", "First words. More.")


def _full(_descriptor: int) -> None:
    raise OSError(28, "No space left on device")


def test_words_are_kept_in_the_window_when_the_desk_has_ended(site: SmallSite, context: BrowserContext) -> None:
    desk = ServedDesk(site.folder)
    window = Writing(context, desk, PATH)
    desk.close()
    window.to("First")
    window.page.keyboard.type(" More.")
    window.wait("failed")
    assert "First words. More." in window.shown
    kept = window.ask(f"sessionStorage.getItem('therapyblog-unsaved:{PATH}')")
    assert "First words. More." in kept


def test_what_was_typed_last_is_saved_when_the_page_is_left(site: SmallSite, opened: Open) -> None:
    window = opened()
    window.to("First")
    window.page.keyboard.type(" More.")
    window.page.goto("about:blank")
    _until(lambda: _text(site) == TEXT.replace("First words.", "First words. More."))


def test_what_was_typed_can_be_undone_after_a_reload(site: SmallSite, opened: Open) -> None:
    window = opened()
    window.to("First")
    window.type(" More.")
    window.page.reload()
    window.page.wait_for_selector("text=First words. More.")
    window.to("First", "Control+z")
    window.saved()
    assert _text(site) == TEXT


def test_nothing_is_lost_between_two_windows_and_the_disk(
    site: SmallSite, desk: ServedDesk, opened: Open, torture: bool
) -> None:
    """Two windows type and another program writes, in any order and without waiting: each word is there in the end.

    What a program overwrites that did not look is not in the file any more, but among its saved versions.
    """
    chance = random.Random(18)
    pair = opened(), opened()
    words: list[str] = []
    for turn in range(300 if torture else 24):
        word, who = f"word{turn}x", chance.randrange(3)
        if who == 2:
            site.write({PATH: f"{_text(site)}\n{word}\n"})
        else:
            window = pair[who]
            _decided(window)
            window.page.bring_to_front()
            window.page.focus(".cm-content")
            window.press(chance.choice(("Control+Home", "Control+End")), "End")
            window.page.keyboard.type(f" {word}")
        words.append(word)
        if chance.random() < 0.5:
            pair[0].page.wait_for_timeout(chance.randrange(600))
            _decided(pair[chance.randrange(2)])
    for window in pair:
        window.page.bring_to_front()
        _until(lambda window=window: _decided(window) == "saved")  # type: ignore[misc]
    kept = [desk.call("versions.read", path=PATH, id=version["id"])["text"] for version in _versions(desk)]
    there = "\n".join((_text(site), *kept))
    assert [word for word in words if word not in there] == []
    _until(lambda: pair[0].shown == pair[1].shown)


def _decided(window: Writing) -> str:
    """Put two texts together where there are two; return what the view says of saving."""
    while window.state == "conflict":
        # While one is decided, the next may come.
        window.page.bring_to_front()
        with contextlib.suppress(BrowserError):
            window.page.click("#w-decide", timeout=1000)
            window.page.click(".w-ways .button-main", timeout=1000)
    return window.state
