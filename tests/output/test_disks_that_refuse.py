"""A disk may refuse at any moment: one sentence, the old site stays, and the next build is as good as a clean one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from support.faults import watched
from support.ordeal import EDITS, Ordeal, refuse_everywhere

ERRORS = ("ENOSPC", "EIO", "EACCES", "EROFS", "EMFILE", "EXDEV")
SAMPLE = 3
"""Operations for each error; with --torture every one of them (tests/torture)."""


@pytest.mark.parametrize("edit", ["title", "folder to file"])
def test_an_operation_is_refused(edit: str, tmp_path: Path) -> None:
    ordeal = Ordeal(tmp_path, EDITS[edit], posts=4)

    for number, error in enumerate(ERRORS):
        assert refuse_everywhere(ordeal, getattr(errno, error), SAMPLE, start=7 * number) == SAMPLE


@pytest.mark.parametrize("edit", ["first build", "rename", "file to folder"])
def test_every_operation_is_refused_from_one_on(edit: str, tmp_path: Path) -> None:
    ordeal = Ordeal(tmp_path, EDITS[edit], posts=4)

    assert refuse_everywhere(ordeal, errno.ENOSPC, SAMPLE, for_good=True) == SAMPLE


@pytest.mark.parametrize("error", ["ENOSPC", "EXDEV"])
def test_an_operation_is_refused_where_the_output_lies_on_another_file_system(
    error: str, tmp_path: Path, other_disk: Path
) -> None:
    ordeal = Ordeal(tmp_path, EDITS["folder to file"], posts=4, out=other_disk / "out")

    assert refuse_everywhere(ordeal, getattr(errno, error), SAMPLE) == SAMPLE


class Elsewhere:
    """Lets the output lie on another file system, whose operation number so-and-so of a kind and a place fails."""

    def __init__(self, event: str, place: str, at: int = 1, error: int = errno.EIO) -> None:
        self.event, self.place, self.at, self.error = event, place, at, error

    def __call__(self, count: int, event: str, path: str) -> None:
        if event == self.event and self.place in path:
            self.at -= 1
            if self.at <= 0:
                raise OSError(self.error, os.strerror(self.error), path)
        if event == "os.rename" and path.startswith(f"{self.stage}/"):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), path)

    stage = "nowhere"


@pytest.mark.parametrize("page", ["p1/index.html", "fresh/index.html"])
def test_what_was_copied_stays_staged_until_it_can_go(page: str, tmp_path: Path) -> None:
    ordeal = Ordeal(tmp_path, EDITS["new post"], posts=4)
    ordeal.site.edit("posts/p1.md", "Some words.", "Other words.")
    fault = Elsewhere("os.remove", f"stage/{page}")
    fault.stage = os.fspath(ordeal.site.folder / ".therapyblog" / "cache" / "stage")

    with watched(ordeal.watch(fault)):
        code, said = ordeal.command()

    assert (code, said) == (
        3,
        f"therapyblog: {fault.stage}/{page}: input/output error; the published site is as it was\n",
    )
    assert ordeal.tree() == ordeal.old


def test_a_first_build_into_a_folder_that_gets_our_mark_and_loses_it_again(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    ordeal = Ordeal(tmp_path, EDITS["first build"], posts=2, out=tmp_path / "link")

    with watched(ordeal.watch(Elsewhere("os.rename", "stage/blog/index.html"))):
        code, _ = ordeal.command()

    assert code == 3
    assert not list((tmp_path / "elsewhere").iterdir())
    ordeal.check_recovery()


def test_an_interrupted_build_is_taken_back(tmp_path: Path) -> None:
    ordeal = Ordeal(tmp_path, EDITS["addresses"], posts=4)

    def interrupt(count: int, event: str, path: str) -> None:
        if event == "os.rename" and path.endswith("stage/feed.xml"):
            raise KeyboardInterrupt

    with watched(ordeal.watch(interrupt)), pytest.raises(KeyboardInterrupt):
        ordeal.build()

    ordeal.check_old()
    ordeal.check_recovery()
