"""Whatever goes wrong in one look at the folder, the next change is followed, and an end is an end."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import threading
from pathlib import Path

import pytest
from watchdog.events import FileClosedEvent, FileCreatedEvent
from watchdog.observers.api import BaseObserver

from support.served import PATIENCE, Served, wait_for
from therapyblog.serve import watcher
from therapyblog.serve.watcher import Debouncer, Watcher, _Handler, network_file_system


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

    watching = Watcher(tmp_path, report, told.append)
    watching.start(())
    (posts / "a.md").write_text("One.")
    followed = again.wait(PATIENCE)
    watching.stop()

    assert followed
    assert told == ["The last change could not be followed (RuntimeError: something inside); going on."]


def test_a_look_that_fails_because_the_preview_ends_is_not_told(tmp_path):
    told: list[str] = []
    looking, ended = threading.Event(), threading.Event()

    def report(_: frozenset[str]) -> tuple[str, ...]:
        looking.set()
        ended.wait(PATIENCE)
        raise RuntimeError("nobody is there any more")

    watching = Watcher(tmp_path, report, told.append)
    watching.start(())
    (tmp_path / "therapyblog.toml").write_text("")
    looked = looking.wait(PATIENCE)
    stopping = threading.Thread(target=watching.stop)
    stopping.start()
    wait_for(lambda: watching._debouncer.ended, "it ends")
    ended.set()
    stopping.join(PATIENCE)

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
    monkeypatch.setattr(watcher, "LOOK_EVERY", 3600)
    folder = tmp_path / "site"
    (folder / "posts").mkdir(parents=True)
    looked, followed = threading.Event(), {f"{number}.md": threading.Event() for number in range(2)}

    def report(paths: frozenset[str]) -> tuple[str, ...]:
        for path in paths:
            followed.get(Path(path).name, threading.Event()).set()
        if not paths:
            looked.set()
        return ()

    watching = Watcher(folder, report, lambda _: None)
    watching.start(())
    assert looked.wait(PATIENCE)
    for name, saved in followed.items():
        replace(folder)
        if replace is not moved_away_and_back:
            looked.clear()
            assert looked.wait(PATIENCE)
        (folder / "posts" / name).write_text("One.")
        assert saved.wait(PATIENCE)
        shutil.rmtree(folder.with_name("aside"), ignore_errors=True)
        shutil.rmtree(folder / ".branch", ignore_errors=True)
    watching.stop()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE])
def test_without_watches_left_it_looks_for_itself(blog, monkeypatch, number):
    def refuse(*_args, **_options):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(BaseObserver, "schedule", refuse)
    served = Served(blog)
    try:
        (notice,) = served.notices
        assert "every half second" in notice
        blog.edit("posts/one.md", "first words", "newest words")
        wait_for(lambda: "The newest words." in served.ask("/one/").text, "it was seen without events")
        assert len(served.notices) == 1
    finally:
        served.close()


def test_a_folder_that_vanishes_while_it_is_watched_is_tried_again(blog, monkeypatch):
    real, refused = BaseObserver.schedule, []

    def schedule(self, handler, path, **options):
        if path.endswith("posts") and not refused:
            refused.append(path)
            raise FileNotFoundError(path)
        return real(self, handler, path, **options)

    monkeypatch.setattr(BaseObserver, "schedule", schedule)
    served = Served(blog)
    try:
        blog.edit("posts/one.md", "first words", "newest words")
        wait_for(lambda: "The newest words." in served.ask("/one/").text, "it was seen")
        assert served.notices == []
    finally:
        served.close()


def test_on_a_network_drive_it_looks_for_itself(blog, monkeypatch):
    monkeypatch.setattr(watcher, "network_file_system", lambda _folder: "nfs4")
    served = Served(blog)
    try:
        assert "network drive (nfs4)" in served.notices[0]
        blog.edit("posts/one.md", "first words", "newest words")
        wait_for(lambda: "The newest words." in served.ask("/one/").text, "it was seen without events")
    finally:
        served.close()


def test_a_network_drive_is_known_by_the_nearest_mount(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text("a / ext4 rw 0 0\nb /home nfs4 rw 0 0\nc /home/me/my\\040disk ext4 rw 0 0\nodd\n")
    home = type(tmp_path)("/home")

    assert network_file_system(home / "you", str(mounts)) == "nfs4"
    assert network_file_system(home / "me/my disk/site", str(mounts)) == ""
    assert network_file_system(tmp_path, str(mounts)) == ""
    assert network_file_system(tmp_path, str(tmp_path / "nothing")) == ""


WRITTEN_IN_PLACE = [(0.0, "a", {"writing": True}), (0.9, "a", {"finished": True})]
MOVED_ASIDE = [(0.0, "a", {"finished": True}), (0.01, "a", {"writing": True}), (0.02, "a", {"finished": True})]
MANY = [(number / 100, str(number), {"finished": True}) for number in range(5)]
TOLD_OF_NO_CLOSING = [(0.0, "a", {}), (0.04, "a", {})]


@pytest.mark.parametrize(
    ("events", "over"),
    [(WRITTEN_IN_PLACE, 0.92), (MOVED_ASIDE, 0.04), (MANY, 0.09), (TOLD_OF_NO_CLOSING, 0.09)],
)
def test_a_burst_is_over_when_somebody_is_done_saving(events, over):
    now = [0.0]
    debouncer = Debouncer(lambda: now[0])
    for now[0], path, event in events:
        # It is not over before any of these.
        assert not debouncer._writing or debouncer._left() > 0
        debouncer.add(path, **event)

    now[0] = over - 0.001
    assert debouncer._left() > 0
    now[0] = over + 0.001
    assert debouncer.wait(60) == {path for _, path, _ in events}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody tells that a file was closed")
def test_a_file_that_was_just_made_is_waited_for_until_somebody_has_written_it(tmp_path):
    """`git checkout` makes a file and writes it then: between the two a busy machine may do something else."""
    now = [0.0]
    debouncer = Debouncer(lambda: now[0])
    handler = _Handler(debouncer, tmp_path)
    made = tmp_path / "posts/a.md"
    made.parent.mkdir()
    made.touch()
    handler.dispatch(FileCreatedEvent(str(made)))

    now[0] = 0.9
    assert debouncer._left() > 0
    made.write_text("Words.")
    handler.dispatch(FileClosedEvent(str(made)))
    now[0] = 0.93
    assert debouncer.wait(60) == {str(made)}

    # One that was moved here from elsewhere is whole, and nobody tells that it was closed.
    handler.dispatch(FileCreatedEvent(str(made)))
    now[0] += 0.06
    assert debouncer.wait(60) == {str(made)}


def test_a_burst_that_never_ends_is_reported_all_the_same():
    now = [0.0]
    debouncer = Debouncer(lambda: now[0])
    debouncer.add("a", writing=True)
    now[0] = 2.9
    debouncer.add("a", writing=True)
    now[0] = 3.1

    assert debouncer.wait(60) == {"a"}
    now[0] = 3.2
    assert debouncer.wait(0) == set()
    debouncer.add("b", finished=True)
    now[0] += 0.03
    assert debouncer.wait(60) == {"b"}
