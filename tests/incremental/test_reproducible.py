"""The same sources give the same bytes, whoever builds them, where, when and how.

Every circumstance occurs at least once; with `--torture` every pair of them meets (a covering array), in 64
combinations. Each is a process of its own, because much of this is decided when Python starts.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from support.rows import every_row
from support.twins import tree_of
from therapyblog.theme.discovery import shipped

ROWS = {
    "place": ("site", "a deeper/place with ümlauts/site"),
    "TZ": ("UTC", "Pacific/Auckland", "America/Los_Angeles"),
    "LC_ALL": ("C", "en_US.UTF-8", "tr_TR.UTF-8"),
    "PYTHONHASHSEED": ("0", "1", "2", "4294967295", "random"),
    "listing": ("as it is", "backwards", "shuffled"),
    "umask": (0o022, 0o077),
    "jobs": ("1", "2", "8"),
    # Half past nine in the evening and the last second of the day, in the time zone of the site.
    "day": ("--today 2026-11-23", "1795469400", "1795478399"),
    "cache": ("", "--no-cache"),
}
Row = dict[str, object]

CHILD = """
import os, random, sys

umask, listing, arguments = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
os.umask(umask)
scandir, listdir = os.scandir, os.listdir
chance = random.Random(int.from_bytes(os.urandom(4), "big"))


def mixed(found):
    found = sorted(found, key=lambda one: getattr(one, "name", one))
    if listing == "backwards":
        found.reverse()
    elif listing == "shuffled":
        chance.shuffle(found)
    return found


class Entries:
    def __init__(self, path):
        with scandir(path) as entries:
            self.entries = iter(mixed(entries))

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.entries)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def close(self):
        pass


if listing != "as it is":
    os.scandir = lambda path=".": Entries(path)
    os.listdir = lambda path=".": mixed(listdir(path))
sys.argv = ["therapyblog", "build", *arguments]
from therapyblog.cli.main import main
main()
"""


def pairwise() -> list[Row]:
    """Return rows in which every value of one circumstance meets every value of every other, greedily found."""
    pairs = list(itertools.combinations(ROWS, 2))
    open_ = {(a, x, b, y) for a, b in pairs for x in ROWS[a] for y in ROWS[b]}
    chance = random.Random(7)
    rows: list[Row] = []

    def news(row: Row) -> int:
        return sum((a, row[a], b, row[b]) in open_ for a, b in pairs if a in row and b in row)

    def attempt() -> Row:
        row: Row = {}
        for name in chance.sample(list(ROWS), len(ROWS)):
            values = chance.sample(list(ROWS[name]), len(ROWS[name]))
            row[name] = max(values, key=lambda value: news(row | {name: value}))
        return row

    while open_:
        rows.append(max((attempt() for _ in range(30)), key=news))
        open_ -= {(a, rows[-1][a], b, rows[-1][b]) for a, b in pairs}
    return rows


def rows(torture: bool) -> list[Row]:
    if not torture:
        most = max(map(len, ROWS.values()))
        return [{name: values[number % len(values)] for name, values in ROWS.items()} for number in range(most)]
    found = pairwise()
    chance = random.Random(11)
    while len(found) < 64:
        found.append({name: chance.choice(values) for name, values in ROWS.items()})
    return found


def built(row: Row, folder: Path) -> str:
    """Build a copy of the example under these circumstances; return one digest of the whole tree."""
    site = folder / str(row["place"])
    shutil.copytree(shipped("example_site"), site, ignore=shutil.ignore_patterns("public", ".therapyblog"))
    names = ("TZ", "LC_ALL", "PYTHONHASHSEED")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    environment |= {name: str(row[name]) for name in names} | {"LANG": str(row["LC_ALL"])}
    asked = [str(site), "--jobs", str(row["jobs"]), *str(row["cache"]).split()]
    day = str(row["day"])
    if day.startswith("--"):
        environment.pop("SOURCE_DATE_EPOCH", None)
        asked += day.split()
    else:
        environment["SOURCE_DATE_EPOCH"] = day
    ended = subprocess.run(
        [sys.executable, "-c", CHILD, str(row["umask"]), str(row["listing"]), *asked],
        env=environment,
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr.decode(errors="replace")
    found = sha256()
    for path, content in tree_of(site / "public").items():
        found.update(f"{path}\0{-1 if content is None else len(content)}\0".encode())
        found.update(content or b"")
    return found.hexdigest()


def test_every_circumstance_gives_the_same_bytes(torture, tmp_path):
    wanted = rows(torture)
    with ThreadPoolExecutor(2) as processes:
        found = list(processes.map(built, wanted, [tmp_path / str(number) for number in range(len(wanted))]))
    for row, digest in zip(wanted, found, strict=True):
        assert digest == found[0], (wanted[0], row)


def test_the_rows_are_enough():
    for torture in (False, True):
        for name, values in ROWS.items():
            assert {row[name] for row in rows(torture)} == set(values)
    assert len(rows(torture=True)) == 64


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_a_folder_whose_name_is_no_text_is_built_or_refused_in_a_sentence(tmp_path):
    """A disk from before UTF-8: the name of a folder above the site is in Latin-1."""
    folder = os.fsencode(tmp_path) + b"/B\xfccher"
    shutil.copytree(os.fsencode(shipped("example_site")), folder, ignore=lambda *_: {b"public", b".therapyblog"})
    ended = subprocess.run([sys.executable, "-m", "therapyblog", "build", folder], capture_output=True, check=False)
    assert ended.returncode in (0, 2), ended.stderr
    assert b"went wrong inside" not in ended.stderr


@every_row("epoch", ["1795478399", "1795478400"])
def test_the_moment_that_the_environment_names_decides_the_day(site, epoch):
    """2026-11-23T23:59:59Z and one second later; https://reproducible-builds.org/specs/source-date-epoch/"""
    site.write({"posts/a.md": "---\ntitle: A\ndate: 2026-11-24\n---\n\nWords.\n"})
    environment = os.environ | {"SOURCE_DATE_EPOCH": epoch}
    command = [sys.executable, "-m", "therapyblog", "build", str(site.folder)]
    subprocess.run(command, env=environment, capture_output=True, timeout=600, check=True)
    assert site.exists("/a/") is (epoch == "1795478400")
