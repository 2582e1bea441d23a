"""A build may end at any moment: the site is never half-written, and the next build is as good as a clean one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from support.ordeal import EDITS, Ordeal, after, die_everywhere

SAMPLE = 4
"""Moments for each edit; with --torture every one of them, on a larger site (tests/torture)."""


@pytest.mark.parametrize("edit", EDITS)
def test_a_build_that_dies_does_no_harm_and_the_next_one_mends_it(edit: str, tmp_path: Path) -> None:
    ordeal = Ordeal(tmp_path, EDITS[edit], posts=6)

    assert die_everywhere(ordeal, SAMPLE, start=list(EDITS).index(edit)) == SAMPLE


def test_so_it_is_where_the_output_is_a_link_to_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    ordeal = Ordeal(tmp_path, EDITS["first build"], posts=4, out=tmp_path / "link")

    assert die_everywhere(ordeal, SAMPLE) == SAMPLE


@pytest.mark.parametrize("edit", ["first build", "title", "folder to file"])
def test_so_it_is_where_the_output_lies_on_another_file_system(edit: str, tmp_path: Path, other_disk: Path) -> None:
    ordeal = Ordeal(tmp_path, EDITS[edit], posts=4, out=other_disk / "out")

    assert die_everywhere(ordeal, SAMPLE // 2) == SAMPLE // 2


@pytest.mark.parametrize(
    ("edit", "event", "place"),
    [
        ("first build", "os.rename", "/published/"),
        ("folder to file", "os.remove", "/stage/p3"),
    ],
)
def test_so_it_is_at_two_moments_that_were_once_forgotten(
    edit: str, event: str, place: str, tmp_path: Path, other_disk: Path
) -> None:
    """Our list is written but has not its name yet; a page was copied but is still staged."""
    ordeal = Ordeal(tmp_path, EDITS[edit], posts=4, out=other_disk / "out")
    seen = ordeal.operations()

    ordeal.die(next(at for at, (what, path) in enumerate(seen, 1) if what == event and place in path))

    ordeal.check_whole()
    ordeal.check_recovery()


def test_so_it_is_at_times_that_nobody_chose(tmp_path: Path, pytestconfig: pytest.Config, torture: bool) -> None:
    wanted = pytestconfig.getoption("--kills") or (500 if torture else 10)
    dice = random.Random(20261123)
    names = dice.sample(sorted(EDITS.keys() - {"first build"}), 4)
    ordeals = [Ordeal(tmp_path / name, EDITS[name], posts=6) for name in names]
    died = 0

    for number in range(wanted):
        ordeal = ordeals[number % len(ordeals)]
        died += ordeal.killed_after(dice.uniform(0, 0.1))

        with after(f"kill {number} in {ordeal.folder.name}"):
            ordeal.check_whole()
            ordeal.check_recovery()
        ordeal.restore()
    assert died
