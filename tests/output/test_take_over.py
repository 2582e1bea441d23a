"""`build --take-over`: a folder without its list becomes the output folder, and nothing that lay in it is lost."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from support.faults import Snapshot, in_a_process, operations, refusing, spread, watched
from support.faults import Watch as Watching
from support.ordeal import command
from support.site import TODAY, SmallSite, post
from therapyblog import DiskError, UsageError, build
from therapyblog.api import undo_take_over

MINE = {"index.html": "an old page", "a/index.html": "mine", "a/notes.txt": "mine", "films/one/x": "mine"}


@pytest.fixture
def taken(site: SmallSite) -> SmallSite:
    """A site whose output folder holds somebody's old site."""
    site.write({"posts/a.md": post("A")})
    for path, text in MINE.items():
        (site.out / path).parent.mkdir(parents=True, exist_ok=True)
        (site.out / path).write_text(text)
    (site.out / "link").symlink_to(site.folder / "posts")
    (site.out / "empty").mkdir()
    return site


def folder_of(site: SmallSite) -> Path:
    (place,) = (site.folder / ".therapyblog" / "aside").glob("taken-over-*")
    return place


def test_all_of_it_is_moved_away_and_can_be_put_back(taken: SmallSite) -> None:
    before = Snapshot(taken.out)
    with pytest.raises(UsageError, match="--take-over"):
        taken.build()
    assert Snapshot(taken.out).files == before.files

    result = taken.published(take_over=True)

    assert result.notices[0].startswith(f"What lay in {taken.out} is now in .therapyblog/aside/")
    kept = Snapshot(folder_of(taken) / "files")
    assert (kept.files, kept.links, kept.folders) == (before.files, before.links, before.folders)
    listed = (folder_of(taken) / "list.txt").read_text()
    assert all(path in listed for path in (*MINE, "link"))
    assert set(MINE) & set(taken.tree()) == {"index.html", "a/index.html"}
    taken.edit("posts/a.md", "title: A", "title: Ay")
    assert taken.published(take_over=True).notices == ()
    (taken.out / "a/index.html").write_text("changed")

    count, set_aside = undo_take_over(taken.folder)

    back = Snapshot(taken.out)
    assert (back.files, back.links, back.folders) == (before.files, before.links, before.folders)
    assert count == len(MINE) + 1
    assert [(taken.folder / file.now).read_text() for file in set_aside] == ["changed"]
    with pytest.raises(UsageError, match="--take-over"):
        taken.build()
    with pytest.raises(UsageError, match="Nothing was taken over"):
        undo_take_over(taken.folder)


def test_so_it_is_at_a_terminal(taken: SmallSite) -> None:
    assert command(taken.folder, "--undo")[1].startswith("therapyblog: --undo belongs to --take-over")
    assert command(taken.folder, "--take-over")[0] == 0
    assert command(taken.folder, "--take-over", "--undo") == (0, "")
    assert (taken.out / "a/index.html").read_text() == "mine"


@pytest.mark.parametrize("there", ["a/notes.txt", "films", "films/one"])
def test_a_file_in_the_way_is_named_and_nothing_is_changed(there: str, taken: SmallSite) -> None:
    taken.published(take_over=True)
    (taken.out / there).parent.mkdir(parents=True, exist_ok=True)
    (taken.out / there).write_text("newer")
    before = Snapshot(taken.out)

    with pytest.raises(UsageError, match=f"{there} is in the way: move it away. Nothing was changed."):
        undo_take_over(taken.folder)

    assert Snapshot(taken.out).files == before.files


def test_a_site_with_mistakes_takes_nothing_over(taken: SmallSite) -> None:
    before = Snapshot(taken.out)
    taken.write({"posts/b.md": post("B", "[x](/nope/)")})

    assert not taken.build(take_over=True).published

    assert Snapshot(taken.out).files == before.files


@pytest.mark.parametrize("refuses", [True, False])
def test_whatever_fails_on_the_way_nothing_is_lost(refuses: bool, taken: SmallSite) -> None:
    """The disk refuses, or the process ends: what lay there is there, or is put back by `--undo`."""
    before, whole = Snapshot(taken.out), Snapshot(taken.folder)
    places = (taken.out, taken.folder / ".therapyblog" / "aside")

    def work() -> None:
        build(taken.folder, today=TODAY, jobs=1, take_over=True)

    seen = operations(work, *places)
    whole.restore()
    for at in spread(len(seen), 8):
        if refuses:
            with watched(Watching(places, refusing(errno.EIO, at, at))), suppress(DiskError):
                work()
        else:
            in_a_process(lambda at=at: dying(work, places, at))  # type: ignore[misc]
            taken.published(take_over=True)
        if Snapshot(taken.out).files.keys() != before.files.keys():
            undo_take_over(taken.folder)
        back = Snapshot(taken.out)
        assert (back.files.keys(), back.links) == (before.files.keys(), before.links), seen[at - 1]
        whole.restore()
        shutil.rmtree(taken.folder / ".therapyblog", ignore_errors=True)


def dying(work: object, places: tuple[Path, ...], at: int) -> int:
    def act(count: int, event: str, path: str) -> None:
        if count == at:
            os._exit(0)

    with watched(Watching(places, act)):
        work()  # type: ignore[operator]
    return 0
