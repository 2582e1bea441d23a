"""Every kind of source, imported from beginning to end: `kinds/<name>/source` becomes the tree `kinds/<name>/expected`.

What is expected is written with `pytest --update-golden` and read by eye. Besides the tree, each import must build
without an error, change nothing when it is done again, and leave nothing when it is taken back.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from support.site import told
from therapyblog import build
from therapyblog.importers.importing import import_sources
from therapyblog.importers.record import undo
from therapyblog.importers.report import in_words
from therapyblog.model.import_report import WORDS_LOST

KINDS = Path(__file__).parent / "kinds"
NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)


def brought(source, site, **options):
    """Import what lies in the folder `source`: its only file, or the folder where it holds several."""
    entries = sorted(source.iterdir())
    what = entries[0] if len(entries) == 1 else source
    (report,) = import_sources([str(what)], site, now=NOW, **options)
    return report


def tree(folder):
    """Return every file of a site that people look at, by its path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    own = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    return {name: content for name, content in own.items() if not name.startswith((".therapyblog/", "public/"))}


def shown(report, site):
    """Return the report as people read it, without the machine's folders."""
    return in_words(report).replace(str(site.parent), "…").replace(str(KINDS), "kinds") + "\n"


@pytest.mark.parametrize("kind", sorted(path.name for path in KINDS.iterdir()))
def test_kind(kind, tmp_path, request):
    site, expected = tmp_path / "site", KINDS / kind / "expected"
    report = brought(KINDS / kind / "source", site)
    got = {**tree(site), "report.txt": shown(report, site).encode()}
    if request.config.getoption("--update-golden"):
        shutil.rmtree(expected, ignore_errors=True)
        for name, content in got.items():
            (expected / name).parent.mkdir(parents=True, exist_ok=True)
            (expected / name).write_bytes(content)
    assert got == tree(expected)
    assert not [look for look in report.looks if look.rank == WORDS_LOST]
    result = build(site)
    assert result.published, told(result)
    again = brought(KINDS / kind / "source", site)
    assert {came.done for came in again.came} <= {"same"}, again
    done = undo(site)
    assert done.edited == ()
    assert tree(site) == {}
