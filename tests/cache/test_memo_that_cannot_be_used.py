"""A memo that is broken, foreign, older, locked or read-only costs time and one line of notice; never a build."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from support.site import SmallSite, post
from support.twins import Twins, plain_theme, tree_of, unlike
from therapyblog import DiskError
from therapyblog.cache import version as environment
from therapyblog.cache.store import Store, peek

NOISE = random.Random(5)
EVERYTHING = {
    "posts/a.md": post("A", date="2026-01-01", tags="[calm]", series="Weather", part=1),
    "posts/b.md": post("B", "![A](/media/a.svg)", date="2026-01-02", series="Weather", part=2),
    "media/a.svg": '<svg viewBox="0 0 3 4"></svg>',
    "pages/contact.md": post("Contact"),
}


@pytest.fixture
def memo(site: SmallSite) -> Path:
    """The cache file of a site that was built once."""
    site.settings('[theme]\nname = "plain"\n')
    site.write(plain_theme("themes/plain/") | EVERYTHING)
    for path in site.folder.rglob("*.*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    site.published()
    return site.folder / ".therapyblog" / "cache" / "memo.sqlite"


@pytest.fixture
def survives(site: SmallSite, memo: Path, tmp_path: Path):
    """A check: with the memo as it is now, an edited site still becomes what a clean build makes of it."""
    twins = Twins(site.folder, tmp_path / "clean")
    numbers = iter(range(1_000_000))

    def check() -> tuple[str, ...]:
        number = next(numbers)
        told = twins.step()
        assert told.published
        site.write({"posts/a.md": post(f"A{number}", date="2026-01-01", tags="[calm]", series="Weather", part=1)})
        again = twins.step()
        # Where nothing has changed, what is broken is only met by the build that needs it.
        assert len(told.notices + again.notices) <= 1, "one notice is enough"
        return told.notices + again.notices

    return check


@contextmanager
def opened(path: Path):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def test_a_good_memo_is_used_in_silence(site, memo, survives):
    assert survives() == ()
    assert site.build().rendered == ()


def test_a_lost_memo_is_made_anew_in_silence(memo, survives):
    memo.unlink()
    assert survives() == ()


def broken_off(memo: Path) -> None:
    memo.write_bytes(memo.read_bytes()[: memo.stat().st_size // 2])


def page_overwritten(memo: Path) -> None:
    whole = memo.read_bytes()
    memo.write_bytes(whole[:8192] + NOISE.randbytes(4096) + whole[12288:])


def wrong_letter(memo: Path) -> None:
    """Damage that SQLite does not notice, and that reads well."""
    whole = memo.read_bytes()
    assert b"Weather" in whole
    memo.write_bytes(whole.replace(b"Weather", b"Feather"))


def table_lost(memo: Path) -> None:
    with opened(memo) as database:
        database.execute("DROP TABLE about")


def rows_lost(memo: Path) -> None:
    """All but what says whose memo it is: the values that refer to each other are not there."""
    with opened(memo) as database:
        for table in tables(memo):
            database.execute(f"DELETE FROM {table}" + (" WHERE name != 'environment'" if table == "about" else ""))


def values_of(blob: str, memo: Path) -> None:
    """Replace every value that we encoded."""
    with opened(memo) as database:
        for table in tables(memo):
            keep = " WHERE name != 'environment'" if table == "about" else ""
            for _, column, kind, _, _, key in database.execute(f"PRAGMA table_info({table})").fetchall():
                if kind == "BLOB" and not key:
                    database.execute(f"UPDATE {table} SET {column} = {blob}{keep}")


def somebody_elses(memo: Path) -> None:
    memo.unlink()
    with opened(memo) as database:
        database.execute("CREATE TABLE bookmarks (url TEXT)")


def folder(memo: Path) -> None:
    memo.unlink()
    memo.mkdir()
    (memo / "inside").write_text("?")


def link_to_nothing(memo: Path) -> None:
    memo.unlink()
    memo.symlink_to(memo.parent / "nothing")


def foreign_journal(memo: Path) -> None:
    memo.with_name("memo.sqlite-journal").write_bytes(NOISE.randbytes(3000))


DAMAGE = {
    "no database": lambda memo: memo.write_bytes(b"not a database"),
    "broken off": broken_off,
    "a page overwritten": page_overwritten,
    "a wrong letter": wrong_letter,
    "a table lost": table_lost,
    "rows lost": rows_lost,
    "values that cannot be read": partial(values_of, "x'c1'"),
    "values of another shape": partial(values_of, "x'90'"),
    "the database of somebody else": somebody_elses,
    "a folder in its place": folder,
    "a link that leads to nothing": link_to_nothing,
    "the journal of another database": foreign_journal,
}


def test_damage_costs_time_and_at_most_one_notice(memo, survives):
    whole = memo.read_bytes()
    for damage in DAMAGE.values():
        shutil.rmtree(memo) if memo.is_dir() and not memo.is_symlink() else memo.unlink(missing_ok=True)
        memo.write_bytes(whole)
        damage(memo)
        survives()


def test_damage_anywhere(memo, survives, torture):
    """Cut off, overwritten or zero, as a power cut leaves it on some file systems: with --torture at every page."""
    whole = memo.read_bytes()
    for at in range(0, len(whole), 4096) if torture else (0, 4096 * (len(whole) // 8192)):
        for damaged in (
            whole[: at + 1],
            whole[:at] + NOISE.randbytes(4096) + whole[at + 4096 :],
            whole[: at + 1500] + bytes(512) + whole[at + 2012 :],
        ):
            memo.write_bytes(damaged)
            survives()


def tables(memo: Path) -> list[str]:
    with opened(memo) as database:
        return [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def test_a_memo_of_another_version(memo, survives):
    with opened(memo) as database:
        database.execute("UPDATE about SET value = x'00' WHERE name = 'environment'")
    assert survives() == ("The cache was written by another version, or in another place; it is made anew.",)


def test_a_memo_of_a_program_that_has_changed_since(site, memo, survives, monkeypatch):
    monkeypatch.setattr(environment, "__version__", "99.0")
    assert survives() == ("The cache was written by another version, or in another place; it is made anew.",)


# ── Others have it ───────────────────────────────────────────────────────────────────────────────────────────────────

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN " + sys.argv[2])
connection.execute("SELECT * FROM about").fetchone()
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_program_holds(memo: Path, how: str):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, memo, how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        yield
        holder.stdin.close()


@pytest.mark.parametrize("how", ["DEFERRED", "EXCLUSIVE"])
def test_a_memo_that_another_program_has_open(site, memo, tmp_path, how):
    """A backup program, or somebody who looks into it."""
    twins = Twins(site.folder, tmp_path / "clean")
    with another_program_holds(memo, how):
        site.write({"posts/a.md": post("Another", date="2026-01-01")})
        told = twins.step()
        assert told.published
        twins.step()
    twins.step()
    assert site.build().rendered == ()


@contextmanager
def as_somebody_else():
    """Let go of what only an administrator may do; tests often run as one in containers."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_site(site, memo):
    """A copy of the built site where every account of this computer may read and write."""
    folder = Path(tempfile.mkdtemp(prefix="therapyblog-"))
    shutil.copytree(site.folder, folder / "site", symlinks=True)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    yield SmallSite(folder / "site", {"posts/a.md": post("Another", date="2026-01-01")})
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777)
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="modes mean something else there")
def test_a_memo_that_may_not_be_written(open_site):
    memo = open_site.folder / ".therapyblog" / "cache" / "memo.sqlite"
    memo.chmod(0o444)
    with as_somebody_else():
        twins = Twins(open_site.folder, open_site.folder.parent / "clean")
        for number in range(2):
            told = twins.step()
            assert told.published
            assert len(told.notices) <= 1
            open_site.write({"posts/b.md": post(f"B{number}", date="2026-01-02")})


@pytest.mark.skipif(sys.platform == "win32", reason="modes mean something else there")
def test_a_memo_that_may_not_be_read(open_site):
    memo = open_site.folder / ".therapyblog" / "cache" / "memo.sqlite"
    memo.chmod(0o000)
    with as_somebody_else():
        told = Twins(open_site.folder, open_site.folder.parent / "clean").step()
    assert told.published
    assert len(told.notices) <= 1


@pytest.mark.skipif(sys.platform == "win32", reason="modes mean something else there")
def test_a_workshop_that_may_not_be_written_is_one_sentence(open_site):
    """There is no place to stage in, so nothing can be published; and nothing is harmed."""
    before = tree_of(open_site.out)
    for path in ("", "cache", "published"):
        (open_site.folder / ".therapyblog" / path).chmod(0o555)
    for path in (open_site.folder / ".therapyblog" / "published").iterdir():
        path.chmod(0o555)
    with as_somebody_else(), pytest.raises(DiskError, match=r"\.therapyblog.*permission denied"):
        open_site.build()
    assert not unlike(tree_of(open_site.out), before)


def test_a_disk_that_refuses_the_memo(site, memo, tmp_path, monkeypatch):
    """A full disk shows itself at the commit, at the latest."""
    twins = Twins(site.folder, tmp_path / "clean")
    connect = sqlite3.connect

    def tiny(path, *args, **options):
        connection = connect(path, *args, **options)
        if path != ":memory:":
            connection.execute("PRAGMA max_page_count = 5")
        return connection

    monkeypatch.setattr(sqlite3, "connect", tiny)
    long = "\n\n".join(f"Paragraph {number} of a long text." for number in range(3000))
    site.write({"posts/a.md": post("Long", long, date="2026-01-01")})
    told = twins.step()
    assert told.published
    assert len(told.notices) == 1
    monkeypatch.undo()
    twins.step()


# ── Its parts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_looking_in_changes_nothing_and_fails_at_nothing(tmp_path):
    path = tmp_path / "memo.sqlite"
    assert peek(path, b"now", "settings") is None
    assert not path.exists()

    path.write_bytes(b"not a database")
    assert peek(path, b"now", "settings") is None
    assert path.read_bytes() == b"not a database"

    path.unlink()
    store = Store(path, b"now")
    store.put("settings", b"kept")
    store.commit()
    store.close()
    assert peek(path, b"now", "settings") == b"kept"
    assert peek(path, b"later", "settings") is None
    assert peek(path, b"now", "nothing") is None


def test_nothing_is_kept_without_a_commit(tmp_path):
    store = Store(tmp_path / "memo.sqlite", b"now")
    store.put("a", b"1")
    store.commit()
    store.put("a", b"2")
    store.close()

    store = Store(tmp_path / "memo.sqlite", b"now")
    assert (store.get("a"), store.notice) == (b"1", "")
    store.close()
