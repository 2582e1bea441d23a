"""A build may end at any moment: the site is never half-written, and the next build is as good as a clean one."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.faults import spread
from support.ordeal import EDITS, Ordeal, deaths

SAMPLE = 12
"""Moments for each edit; with --torture every one of them, on a larger site (tests/torture)."""


@pytest.mark.parametrize("edit", EDITS)
def test_a_build_that_dies_does_no_harm_and_the_next_one_mends_it(edit: str, tmp_path: Path) -> None:
    ordeal = Ordeal(tmp_path, EDITS[edit], posts=6)

    for at, torn, what in deaths(ordeal, lambda total: spread(total, SAMPLE, start=list(EDITS).index(edit))):
        ordeal.die(at, torn=torn)

        try:
            ordeal.check_whole()
            ordeal.check_recovery()
        except AssertionError as wrong:
            raise AssertionError(f"after death at {at}, {what}: {wrong}") from wrong
        ordeal.restore()
