"""On Windows a virus scanner may hold a file for some milliseconds: patience, but not for ever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.faults import Watch, watched
from support.ordeal import command
from support.site import SmallSite, post
from therapyblog.output import atomic as disk
from therapyblog.output import directory_tree as beneath


class Scanner:
    """Holds a file so many times, as Windows tells it."""

    def __init__(self, name: str, event: str, times: int, winerror: int = 32) -> None:
        self.name, self.event, self.times, self.winerror = name, event, times, winerror

    def __call__(self, count: int, event: str, path: str) -> None:
        if self.times and event == self.event and path.endswith(self.name):
            self.times -= 1
            held = PermissionError(13, "The process cannot access the file because it is being used", path)
            held.winerror = self.winerror
            raise held


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    waited: list[float] = []
    monkeypatch.setattr(beneath.time, "sleep", waited.append)
    return iter([waited])


@pytest.fixture
def waited(pauses: Iterator[list[float]]) -> list[float]:
    return next(pauses)


@pytest.fixture
def edited(site: SmallSite) -> SmallSite:
    site.write({"posts/a.md": post("A"), "posts/b.md": post("B")})
    site.published()
    site.edit("posts/a.md", "title: A", "title: Ay")
    site.delete("posts/b.md")
    return site


@pytest.mark.parametrize("winerror", [5, 32, 33])
@pytest.mark.parametrize(
    ("event", "name"),
    [
        ("os.rename", "stage/a/index.html"),
        ("os.remove", "public/b/index.html"),
        ("open", "public/b/index.html"),
    ],
)
def test_a_file_that_is_held_for_a_while(
    event: str, name: str, winerror: int, edited: SmallSite, waited: list[float]
) -> None:
    with watched(Watch((edited.folder,), Scanner(name, event, 3, winerror), reads=True)):
        edited.published()

    assert waited == [beneath.PAUSE] * 3
    assert "Ay" in edited.page("/a/")
    assert not edited.exists("/b/")


def test_a_file_that_is_never_let_go(edited: SmallSite, waited: list[float]) -> None:
    old = edited.tree()

    with watched(Watch((edited.folder,), Scanner("stage/a/index.html", "os.rename", 10_000))):
        code, said = command(edited.folder)

    assert len(waited) == beneath.TRIES - 1
    assert sum(waited) <= 1
    assert code == 3
    assert said.count("\n") == 1
    assert "a/index.html: the process cannot access the file" in said
    assert edited.tree() == old


def test_a_stale_page_that_cannot_be_read_goes_all_the_same(edited: SmallSite) -> None:
    """A retracted page would stay online, and nobody would know."""
    with watched(Watch((edited.folder,), Scanner("public/b/index.html", "open", 1, winerror=0), reads=True)):
        edited.published()

    assert not edited.exists("/b/")


def test_a_stale_page_that_cannot_be_removed_is_named_at_every_build_and_stops_nothing_else(edited: SmallSite) -> None:
    for _ in range(2):
        with watched(Watch((edited.folder,), Scanner("public/b/index.html", "os.remove", 10_000, winerror=32))):
            code, said = command(edited.folder)
        assert "Ay" in edited.page("/a/")
        assert code == 3
        assert said.endswith(
            "public/b/index.html could not be removed (the process cannot access the file because it is being used), "
            "and it is still public: delete it, or let therapyblog do it.\n"
        )
    edited.published()
    assert not edited.exists("/b/")


def test_a_folder_on_windows_is_no_file_either(edited: SmallSite) -> None:
    page = edited.out / "a" / "index.html"
    page.unlink()
    page.mkdir()

    with watched(Watch((edited.folder,), Scanner("public/a/index.html", "open", 99, winerror=0), reads=True)):
        edited.published()

    assert "Ay" in edited.page("/a/")


def test_a_permission_that_is_missing_is_not_waited_for(edited: SmallSite, waited: list[float]) -> None:
    with watched(Watch((edited.folder,), Scanner("stage/a/index.html", "os.rename", 1, winerror=1314))):
        assert command(edited.folder)[0] == 3

    assert waited == []


def test_a_folder_where_a_file_of_ours_was(site: SmallSite) -> None:
    site.write({"static/leaflet": "ours", "posts/a.md": post("A")})
    site.published()
    (site.out / "leaflet").unlink()
    (site.out / "leaflet").mkdir()
    (site.out / "leaflet/mine.txt").write_text("mine")
    site.delete("static/leaflet")

    assert site.published().foreign == ("leaflet/mine.txt",)

    assert site.text("leaflet/mine.txt") == "mine"


def test_a_file_system_without_links_and_a_copy_that_fails(tmp_path: Path) -> None:
    """Half a copy must never be taken for the old page."""
    (tmp_path / "page").write_bytes(b"old")

    def act(count: int, event: str, path: str) -> None:
        if event in ("os.link", "os.rename"):
            raise PermissionError(1, "Operation not permitted", path)

    with watched(Watch((tmp_path,), act)), pytest.raises(PermissionError):
        disk.keep_copy(tmp_path / "page", tmp_path / "kept" / "page")

    assert not list((tmp_path / "kept").iterdir())


def test_what_is_to_be_moved_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        disk.replace(tmp_path / "nothing", tmp_path / "new" / "place")
