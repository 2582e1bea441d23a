"""The tables of small cases themselves: no row is left out, and one that fails stops no other."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from support.rows import every_row


class Noted:
    """Stands for pytest's `subtests`: notes which rows failed."""

    def __init__(self):
        self.failed = []

    @contextmanager
    def test(self, label):
        try:
            yield
        except AssertionError:
            self.failed.append(label)


@pytest.fixture
def filled(site):
    """A site of a row's own, with something in it."""
    site.write({"posts/a.md": "words"})
    return site


def test_every_row_runs_with_what_is_its_own_and_every_failure_is_noted(tmp_path):
    seen, noted = [], Noted()

    @every_row("a, b", [(1, 1), (1, 2), (2, 2)])
    @every_row("c", "xy", ids=["first", "second"], fresh=filled)
    def table(filled, a, b, c, shared):
        assert (filled.folder / "posts/a.md").read_text() == "words"
        filled.delete("posts/a.md")
        seen.append((a, b, c, shared))
        assert a == b

    table(subtests=noted, tmp_path=tmp_path, shared="shared")

    assert seen == [(a, b, c, "shared") for a, b in [(1, 1), (1, 2), (2, 2)] for c in "xy"]
    assert noted.failed == ["1, 2, first", "1, 2, second"]


def test_a_table_without_rows_is_a_mistake():
    with pytest.raises(AssertionError, match="tests nothing"):
        every_row("a", [])
