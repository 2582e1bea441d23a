"""A disk may refuse at any moment: one sentence, the old site stays, and the next build is as good as a clean one."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from support.ordeal import EDITS, Ordeal, refuse_everywhere

ERRORS = ("ENOSPC", "EIO", "EACCES", "EROFS", "EMFILE", "EXDEV")
SAMPLE = 7
"""Operations for each error; with --torture every one of them (tests/torture)."""


@pytest.mark.parametrize("edit", ["title", "folder to file"])
def test_an_operation_is_refused(edit: str, fast_folder: Path) -> None:
    ordeal = Ordeal(fast_folder, EDITS[edit], posts=4)

    for number, error in enumerate(ERRORS):
        assert refuse_everywhere(ordeal, getattr(errno, error), SAMPLE, start=7 * number) == SAMPLE


@pytest.mark.parametrize("edit", ["first build", "rename", "file to folder"])
def test_every_operation_is_refused_from_one_on(edit: str, fast_folder: Path) -> None:
    ordeal = Ordeal(fast_folder, EDITS[edit], posts=4)

    assert refuse_everywhere(ordeal, errno.ENOSPC, SAMPLE, for_good=True) == SAMPLE


@pytest.mark.parametrize("error", ["ENOSPC", "EXDEV"])
def test_an_operation_is_refused_where_the_output_lies_on_another_file_system(
    error: str, fast_folder: Path, tmp_path: Path
) -> None:
    if fast_folder.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is only one file system here")
    ordeal = Ordeal(fast_folder, EDITS["folder to file"], posts=4, out=tmp_path / "out")

    assert refuse_everywhere(ordeal, getattr(errno, error), SAMPLE) == SAMPLE
