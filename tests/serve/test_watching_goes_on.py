"""Whatever goes wrong in one look at the folder, the next change is followed, and an end is an end."""

import shutil
import threading
from pathlib import Path

import pytest

from therapyblog.serve.watching import Watching


def test_a_look_that_fails_is_told_and_the_next_save_is_followed(tmp_path):
    posts = tmp_path / "posts"
    posts.mkdir()
    looks: list[frozenset[str]] = []
    told: list[str] = []
    again = threading.Event()

    def report(paths: frozenset[str]) -> tuple[str, ...]:
        looks.append(paths)
        if len(looks) == 1:
            raise RuntimeError("something inside")
        again.set()
        return ()

    watching = Watching(tmp_path, report, told.append)
    watching.start(())
    (posts / "a.md").write_text("One.")
    followed = again.wait(20)
    watching.stop()

    assert followed
    assert told == ["The last change could not be followed (RuntimeError: something inside); going on."]


def test_a_look_that_fails_because_the_preview_ends_is_not_told(tmp_path):
    told: list[str] = []
    looking, ended = threading.Event(), threading.Event()

    def report(_: frozenset[str]) -> tuple[str, ...]:
        looking.set()
        ended.wait(20)
        raise RuntimeError("nobody is there any more")

    watching = Watching(tmp_path, report, told.append)
    watching.start(())
    (tmp_path / "therapyblog.toml").write_text("")
    looked = looking.wait(20)
    threading.Timer(0.2, ended.set).start()
    watching.stop()

    assert looked
    assert told == []


def deleted_and_made_again(folder: Path) -> None:
    shutil.rmtree(folder)
    (folder / "posts").mkdir(parents=True)


def moved_away_and_back(folder: Path) -> None:
    folder.rename(folder.with_name("aside"))
    folder.with_name("aside").rename(folder)


def another_in_its_place(folder: Path) -> None:
    folder.rename(folder.with_name("aside"))
    shutil.copytree(folder.with_name("aside"), folder)


def posts_of_another_branch(folder: Path) -> None:
    (folder / "posts").rename(folder / ".branch")
    (folder / "posts").mkdir()


@pytest.mark.parametrize(
    "replace", [deleted_and_made_again, moved_away_and_back, another_in_its_place, posts_of_another_branch]
)
def test_a_folder_that_is_another_is_watched_before_the_next_look_is_due(tmp_path, monkeypatch, replace):
    monkeypatch.setattr("therapyblog.serve.watching.LOOK_EVERY", 3600)
    folder = tmp_path / "site"
    (folder / "posts").mkdir(parents=True)
    looked, followed = threading.Event(), {f"{number}.md": threading.Event() for number in range(2)}

    def report(paths: frozenset[str]) -> tuple[str, ...]:
        for path in paths:
            followed.get(Path(path).name, threading.Event()).set()
        if not paths:
            looked.set()
        return ()

    watching = Watching(folder, report, lambda _: None)
    watching.start(())
    assert looked.wait(20)
    for name, saved in followed.items():
        replace(folder)
        if replace is not moved_away_and_back:
            looked.clear()
            assert looked.wait(20)
        (folder / "posts" / name).write_text("One.")
        assert saved.wait(20)
        shutil.rmtree(folder.with_name("aside"), ignore_errors=True)
        shutil.rmtree(folder / ".branch", ignore_errors=True)
    watching.stop()
