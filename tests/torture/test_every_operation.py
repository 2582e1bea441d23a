"""With --torture: every operation of a build, not a sample. What must hold is told in tests/output."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from support.ordeal import EDITS, Ordeal, die_everywhere, refuse_everywhere

ERRORS = ("ENOSPC", "EIO", "EACCES", "EROFS", "EMFILE", "EXDEV")


@pytest.fixture(autouse=True)
def _asked_for(torture: bool) -> None:
    if not torture:
        pytest.skip("takes minutes: run with --torture")


@pytest.mark.parametrize("edit", EDITS)
def test_a_build_of_forty_pages_dies_at_every_operation(
    edit: str, tmp_path: Path, record_property: pytest.RecordProperty
) -> None:
    count = die_everywhere(Ordeal(tmp_path, EDITS[edit], posts=24))

    record_property("deaths", count)
    print(f"\n{edit}: {count} deaths")  # noqa: T201 - the figures are what this run is for


@pytest.mark.parametrize("edit", ["first build", "title", "folder to file"])
def test_a_build_dies_at_every_operation_with_its_output_on_another_file_system(
    edit: str, tmp_path: Path, other_disk: Path
) -> None:
    count = die_everywhere(Ordeal(tmp_path, EDITS[edit], posts=6, out=other_disk / "out"))

    print(f"\n{edit}, elsewhere: {count} deaths")  # noqa: T201


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("edit", ["title", "folder to file"])
def test_every_operation_is_refused(edit: str, error: str, tmp_path: Path) -> None:
    count = refuse_everywhere(Ordeal(tmp_path, EDITS[edit], posts=4), getattr(errno, error))

    print(f"\n{edit}, {error}: {count} refusals")  # noqa: T201


@pytest.mark.parametrize("edit", ["first build", "rename", "file to folder", "addresses"])
def test_every_operation_is_refused_from_one_on(edit: str, tmp_path: Path) -> None:
    count = refuse_everywhere(Ordeal(tmp_path, EDITS[edit], posts=4), errno.ENOSPC, for_good=True)

    print(f"\n{edit}: {count} refusals for good")  # noqa: T201
