"""Tables of small cases: one test goes through all rows of a table and reports every row that fails."""

from __future__ import annotations

import functools
import inspect
import itertools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from support.site import SmallSite

Test = Callable[..., None]
OWN = ("tmp_path", "site", "monkeypatch")
"""Fixtures that every row gets for itself, as if it were a test of its own."""


class Table(NamedTuple):
    """A test with the rows that it is run for: label → values by the name of the argument."""

    test: Test
    rows: list[tuple[str, dict[str, Any]]]
    fresh: Callable[..., Any] | None


def every_row(
    names: str,
    rows: Iterable[Any],
    ids: Iterable[str] | Callable[[Any], object] | None = None,
    *,
    fresh: Any = None,
) -> Callable[[Test], Test]:
    """Run a test once for each row of a table, each as a subtest, and go on where one fails.

    Takes what `pytest.mark.parametrize` takes, for tables whose rows need no name of their own on the command line.
    Several of them on one test make the product of their rows. A row has its own `tmp_path`, `site` and `monkeypatch`,
    and its own of one fixture more, `fresh`, which may ask for those. All others are shared by the rows, so they must
    be ones that a test does not change.
    """
    columns = [name.strip() for name in names.split(",")]
    values = [(row,) if len(columns) == 1 else tuple(row) for row in rows]
    table = [
        (label, dict(zip(columns, row, strict=True))) for label, row in zip(_labels(values, ids), values, strict=True)
    ]
    assert table, f"a table without rows tests nothing: {names}"

    def decorate(test: Test) -> Test:
        inner: Table = getattr(test, "table", Table(test, [("", {})], None))
        product = [
            (f"{label}, {more}" if more else label, {**row, **others})
            for label, row in table
            for more, others in inner.rows
        ]
        return _looping(Table(inner.test, product, inspect.unwrap(fresh) if fresh else inner.fresh))

    return decorate


def _labels(values: list[tuple[Any, ...]], ids: Iterable[str] | Callable[[Any], object] | None) -> list[str]:
    if ids is None or callable(ids):
        say = ids or (lambda value: repr(value)[:60])
        return [", ".join(str(say(value)) for value in row) for row in values]
    return list(itertools.islice(ids, len(values)))


def _looping(table: Table) -> Test:
    """Return the test that pytest sees: it asks for the fixtures, but not for the columns of the table."""
    columns = table.rows[0][1]
    parameters = [name for name in inspect.signature(table.test).parameters if name not in columns]
    fresh = {table.fresh.__name__: list(inspect.signature(table.fresh).parameters)} if table.fresh else {}
    needed = [name for name in [*parameters, *itertools.chain(*fresh.values())] if name not in fresh]
    asked = dict.fromkeys([*(name for name in needed if name not in OWN), "subtests", "tmp_path"])

    @functools.wraps(table.test)
    def run(**fixtures: Any) -> None:
        for number, (label, row) in enumerate(table.rows):
            with fixtures["subtests"].test(label), pytest.MonkeyPatch.context() as patch:
                values = {**fixtures, **_own(needed, fixtures["tmp_path"] / str(number), patch)}
                for name, arguments in fresh.items():
                    values[name] = table.fresh(**{argument: values[argument] for argument in arguments})
                table.test(**{name: values[name] for name in parameters}, **row)

    run.table = table  # type: ignore[attr-defined]
    run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in asked]
    )
    return run


def _own(parameters: list[str], folder: Path, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what a row does not share with the others, as far as the test asks for it."""
    own: dict[str, Any] = {}
    if "monkeypatch" in parameters:
        own["monkeypatch"] = patch
    if "tmp_path" in parameters or "site" in parameters:
        folder.mkdir()
    if "tmp_path" in parameters:
        own["tmp_path"] = folder
    if "site" in parameters:
        own["site"] = SmallSite(folder / "site")
    return own
