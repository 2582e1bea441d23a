"""Many builds of one site at once: they wait for each other or step back with a sentence, and the site is whole."""

from __future__ import annotations

import errno
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO

import pytest

from support.faults import Watch, watched
from support.ordeal import EDITS, Ordeal, after, command, is_free
from support.site import SmallSite, post
from therapyblog import SiteLocked, UsageError, clean
from therapyblog.output import lock
from therapyblog.output.lock import SiteLock

BUSY = "therapyblog: another build of this site is at work; try again when it has finished\n"


def start(work: Callable[[], None]) -> int:
    """Do some work in a process of its own, and return its number."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(99)
    return child


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_two_to_eight_builders(tmp_path: Path, torture: bool) -> None:
    dice = random.Random(20261123)
    ordeals = [Ordeal(tmp_path / name, EDITS[name], posts=4) for name in ("title", "first build", "folder to file")]

    for schedule in range(200 if torture else 8):
        ordeal = ordeals[schedule % 3]
        builders = [
            start(partial(one, ordeal, number, dice.uniform(0, 0.15), cache=dice.random() > 0.1))
            for number in range(dice.randint(2, 8))
        ]
        codes = [ended(builder) for builder in builders]

        with after(f"schedule {schedule} with exit codes {codes}"):
            assert set(codes) <= {0, 4}
            assert 0 in codes
            said = [path.read_text() for path in sorted(tmp_path.glob("said-*"))]
            assert set(said) <= {"", BUSY}
            ordeal.check_new()
            ordeal.check_recovery()
        ordeal.restore()


def one(ordeal: Ordeal, number: int, wait: float, *, cache: bool = True) -> None:
    """Build after so many seconds."""
    time.sleep(wait)
    more = () if cache else ("--no-cache",)
    code, said = command(ordeal.site.folder, "--out", str(ordeal.site.out), "--jobs", "1", *more)
    (ordeal.folder.parent / f"said-{number}").write_text(said)
    os._exit(code)


def test_a_build_that_goes_on_for_long_is_not_waited_for(site: SmallSite) -> None:
    site.published()
    old = site.tree()

    # Nobody lets go of the lock before the command ends: one that waited for it would never come back.
    with SiteLock(site.folder / ".therapyblog"):
        told = command(site.folder)

    assert told == (4, BUSY)
    assert site.tree() == old


def test_a_lock_file_means_nothing_without_its_holder(site: SmallSite) -> None:
    site.write({".therapyblog/lock": f"{os.getpid()}\nsomebody else's words"})

    site.published()

    assert site.exists("/")


def test_a_killed_build_holds_nothing(site: SmallSite, tmp_path: Path) -> None:
    def work() -> None:
        with SiteLock(site.folder / ".therapyblog"):
            (tmp_path / "locked").touch()
            time.sleep(60)

    site.published()
    holder = start(work)
    while not (tmp_path / "locked").exists():
        time.sleep(0.01)
    assert not is_free(site.folder / ".therapyblog" / "lock")
    os.kill(holder, signal.SIGKILL)
    assert ended(holder) == -signal.SIGKILL

    site.published()


def test_nor_do_the_workers_of_a_killed_build(site: SmallSite, tmp_path: Path) -> None:
    def work() -> None:
        with SiteLock(site.folder / ".therapyblog"):
            worker = start(lambda: time.sleep(60))
            (tmp_path / "worker.new").write_text(str(worker))
            (tmp_path / "worker.new").rename(tmp_path / "worker")
            time.sleep(60)

    holder = start(work)
    while not (tmp_path / "worker").exists():
        time.sleep(0.01)
    os.kill(holder, signal.SIGKILL)
    ended(holder)

    try:
        site.published()
    finally:
        os.kill(int((tmp_path / "worker").read_text()), signal.SIGKILL)


def test_a_build_that_waited_while_the_cache_was_cleaned_away(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who had opened the old lock file must not believe that it still keeps others out."""
    monkeypatch.setattr(lock, "PATIENCE", 300)
    workshop = site.folder / ".therapyblog"
    workshop.mkdir()
    with SiteLock(workshop):
        builder = start(lambda: os._exit(command(site.folder)[0]))
        time.sleep(0.1)
        (workshop / "lock").unlink()
        with SiteLock(workshop):
            # Both of us hold a lock, on two files: ours is the one that counts, as the builder has to see.
            time.sleep(0.2)
            assert not site.exists("/")

    assert ended(builder) == 0
    assert site.exists("/")


def test_the_cache_was_cleaned_away_at_just_the_wrong_moment(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop, take, lost, early = site.folder / ".therapyblog", lock._take, iter([True]), iter([True])

    def cleaned_away(stream: IO[bytes]) -> bool:
        if next(lost, False):
            (workshop / "lock").unlink()
            workshop.rmdir()
        return take(stream)

    def cleaned_away_earlier(count: int, event: str, path: str) -> None:
        if event == "open" and path == str(workshop / "lock") and next(early, False):
            workshop.rmdir()

    monkeypatch.setattr(lock, "_take", cleaned_away)
    with watched(Watch((workshop,), cleaned_away_earlier)):
        site.published()

    assert (workshop / "cache" / "memo.sqlite").exists()


def test_the_cache_was_there_and_is_gone(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """`clean` removes the folder just after it was found in the way of a new one."""
    make, found = os.mkdir, iter([True])

    def in_the_way(path: os.PathLike[str] | str, *rest: int, **more: int) -> None:
        if os.fspath(path) == ".therapyblog" and next(found, False):
            raise FileExistsError(errno.EEXIST, "File exists", os.fspath(path))
        make(path, *rest, **more)

    monkeypatch.setattr(os, "mkdir", in_the_way)
    site.published()

    assert (site.folder / ".therapyblog" / "cache" / "memo.sqlite").exists()
    assert next(found, "asked") == "asked"


def test_a_file_system_that_knows_no_locks(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)

    assert command(site.folder) == (
        3,
        f"therapyblog: {site.folder}: no locks available; the published site is as it was\n",
    )


def test_a_forked_worker_forgets_the_lock(site: SmallSite) -> None:
    (site.folder / ".therapyblog").mkdir()
    with SiteLock(site.folder / ".therapyblog"):
        lock._forget_held()
        assert is_free(site.folder / ".therapyblog" / "lock")


def test_cleaning_while_others_build(tmp_path: Path) -> None:
    ordeal = Ordeal(tmp_path / "ordeal", EDITS["title"], posts=4)
    dice = random.Random(7)

    for _ in range(5):
        builders = [start(partial(one, ordeal, 0, dice.uniform(0, 0.1))) for _ in range(3)]
        for _ in range(20):
            with suppress(SiteLocked):
                clean(ordeal.site.folder)
            time.sleep(0.005)
        codes = {ended(builder) for builder in builders}

        assert codes <= {0, 4}, codes
        ordeal.check_recovery()
        ordeal.restore()


def test_cleaning_leaves_the_site_and_nothing_else(site: SmallSite) -> None:
    site.published()
    old = site.tree()

    assert clean(site.folder)

    assert site.tree() == old
    assert {path.name for path in (site.folder / ".therapyblog").iterdir()} <= {".gitignore", "lock", "published"}
    assert not clean(site.folder)
    site.write({"posts/new.md": post("New")})
    assert "new/index.html" in site.published().written


def test_a_cache_folder_that_is_a_link_is_left_alone(site: SmallSite, tmp_path: Path) -> None:
    """What lies behind the link may be somebody's home: a downloaded site must not get us to empty it."""
    home = tmp_path / "home"
    (home / "stage").mkdir(parents=True)
    (home / "stage" / "diary.txt").write_text("mine")
    (site.folder / ".therapyblog").symlink_to(home)

    for act in (site.build, lambda: clean(site.folder)):
        with pytest.raises(UsageError, match=r"Put a folder in its place: rm .*.therapyblog && mkdir .*.therapyblog"):
            act()

    assert [path.name for path in home.rglob("*")] == ["stage", "diary.txt"]
    assert not site.out.exists()
