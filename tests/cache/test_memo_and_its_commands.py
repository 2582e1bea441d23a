"""`--no-cache` keeps nothing, `therapyblog clean` forgets everything, and what is not used any more is forgotten."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from support.site import TODAY, SmallSite, post
from support.twins import Twins, plain_theme, tree_of, unlike
from therapyblog import UsageError, build, clean
from therapyblog.cache import version as environment
from therapyblog.cache.files import Files, source_of
from therapyblog.cache.outputs import LastBuild, last_build
from therapyblog.cache.previous_build import recall_settings
from therapyblog.cache.store import CacheError
from therapyblog.cli.main import commands


def run(*arguments: object):
    return CliRunner().invoke(commands, [str(argument) for argument in arguments])


def rows(memo: Path) -> dict[str, int]:
    """Return how many rows each table holds."""
    with closing(sqlite3.connect(memo)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}


@pytest.fixture
def memo(site: SmallSite) -> Path:
    site.settings('[theme]\nname = "plain"\n')
    site.write(plain_theme("themes/plain/"))
    site.write({"posts/a.md": post("A", date="2026-01-01"), "posts/b.md": post("B", date="2026-01-02")})
    return site.folder / ".therapyblog" / "cache" / "memo.sqlite"


def test_without_cache_none_is_written_and_none_is_read(site, memo):
    told = run("build", site.folder, "--no-cache", "--today", "2026-11-23")
    assert told.exit_code == 0
    assert not memo.exists()
    fresh = tree_of(site.out)

    site.build()
    kept = memo.read_bytes()
    again = site.build(cache=False)

    assert memo.read_bytes() == kept
    assert len(again.rendered) >= again.pages
    assert again.written == ()
    assert not unlike(tree_of(site.out), fresh)


def test_cleaning_removes_the_cache_and_leaves_the_site(site, memo):
    site.build()
    before = tree_of(site.out)

    told = run("clean", site.folder)

    assert (told.exit_code, told.output) == (0, "The cache is gone; the next build reads everything anew.\n")
    assert not memo.parent.exists()
    assert not unlike(tree_of(site.out), before)
    assert run("clean", site.folder).output == "There was no cache.\n"
    again = site.build()
    assert len(again.rendered) >= again.pages
    assert (again.written, again.notices) == ((), ())


def test_cleaning_everything_names_what_goes_and_deletes_it_only_after_a_yes(site, memo):
    site.build()
    site.write({
        ".therapyblog/history/a": "x", ".therapyblog/imports/b": "x", ".therapyblog/aside/c": "x",
        ".therapyblog/publications/web/20260101T120000.json": "{}",
        ".therapyblog/publications/web/20260101T120000-0002.json": "{}", ".therapyblog/publications/objects/ab/x": "x",
    })  # fmt: skip
    workshop = site.folder / ".therapyblog"

    told = run("clean", site.folder, "--all")

    record = ".therapyblog/publications/web/20260101T120000.json"
    names = f".therapyblog/history, .therapyblog/imports, .therapyblog/aside, {record}"
    assert (told.exit_code, told.stderr) == (
        2,
        f"therapyblog: clean --all deletes for good: {names}. To agree, add --yes.\n",
    )
    assert memo.exists()
    assert run("clean", site.folder).exit_code == 0
    assert (workshop / "aside" / "c").exists()

    assert run("clean", site.folder, "--all", "--yes").output == (
        "Deleted: the cache and 4 folders and records of .therapyblog/.\n"
    )

    assert {path.name for path in workshop.iterdir()} - {".gitignore", "lock"} == {"publications", "published"}
    left = [path.name for path in (workshop / "publications").rglob("*") if path.is_file()]
    assert left == ["20260101T120000-0002.json"]
    site.edit("posts/a.md", "title: A", "title: Another")
    assert site.build().published
    assert run("clean", site.folder, "--all").exit_code == 0


def test_cleaning_is_for_sites(tmp_path):
    with pytest.raises(UsageError, match="is no site"):
        clean(tmp_path)


POWER_CUT = """
import datetime, os, sys
from therapyblog import build
from therapyblog.cache.store import Store
from therapyblog.output import publish

for place in (publish, Store):
    if hasattr(place, sys.argv[2]):
        setattr(place, sys.argv[2], lambda *_: os._exit(9))
build(sys.argv[1], today=datetime.date(2026, 11, 23))
"""


def build_until(site: SmallSite, name: str) -> None:
    """Build in a process of its own that ends, as in a power cut, where this function would begin."""
    assert subprocess.run([sys.executable, "-c", POWER_CUT, site.folder, name], check=False).returncode == 9


def test_cleaning_finishes_first_what_a_power_cut_left(site, memo, tmp_path):
    site.build()
    site.edit("posts/a.md", "title: A", "title: Another")
    build_until(site, "_carry_out")
    assert "Another" not in site.page("/a/")

    assert clean(site.folder)

    assert "Another" in site.page("/a/")
    assert not memo.parent.exists()
    build(site.folder, out=tmp_path / "clean", today=TODAY, cache=False)
    assert not unlike(tree_of(site.out), tree_of(tmp_path / "clean"))


def test_a_build_finishes_first_what_a_power_cut_left_and_says_so(site, memo, tmp_path):
    """Also where the sources are again what the memo remembers: the output folder is not."""
    twins = Twins(site.folder, tmp_path / "clean")
    twins.step()
    site.edit("posts/a.md", "title: A", "title: Q")
    build_until(site, "_carry_out")
    site.edit("posts/a.md", "title: Q", "title: A")

    assert twins.step().notices == ("An unfinished build was finished first.",)
    assert twins.step().rendered == ()


def test_a_power_cut_after_publishing_and_before_remembering(site, memo, tmp_path):
    """The pages of both builds are of one length and one moment; what the memo knows of them is out of date."""
    twins = Twins(site.folder, tmp_path / "clean")
    twins.step()
    site.edit("posts/a.md", "title: A", "title: Q")
    build_until(site, "commit")
    assert "Q" in site.page("/a/")
    site.edit("posts/a.md", "title: Q", "title: A")

    twins.step()


def test_what_is_not_used_any_more_is_forgotten(site, memo, torture):
    site.build()
    few, size = rows(memo), memo.stat().st_size
    edits = 100 if torture else 12
    for number in range(edits):
        site.write({"posts/a.md": post("A", f"Words {number}.", date="2026-01-01")})
        site.build()
    for number in range(edits):
        site.write({"posts/a.md": post("A", f"Words.\n\nMore words {number}.", date="2026-01-01")})
        site.build()

    assert sum(rows(memo).values()) <= sum(few.values()) + 20, rows(memo)
    assert memo.stat().st_size <= 2 * size + 65536


def test_what_comes_and_goes_leaves_nothing(site, memo):
    site.build()
    few = rows(memo)
    site.write({"posts/c.md": post("C", "Other words."), "pages/c2.md": post("C2")})
    site.build()
    site.delete("posts/c.md")
    site.delete("pages/c2.md")
    site.build()
    assert rows(memo) == few


def test_names_and_addresses_that_are_gone_leave_nothing(site, memo):
    site.build()
    few, size = rows(memo), memo.stat().st_size
    for number in range(12):
        site.rename(f"posts/a{number or ''}.md", f"posts/a{number + 1}.md")
        site.write({f"posts/a{number + 1}.md": post(f"A {number}", f"Words {number}.", tags=f"[tag {number}]")})
        site.build()

    assert sum(rows(memo).values()) <= sum(few.values()) + 10, rows(memo)
    assert memo.stat().st_size <= 2 * size + 65536


def test_a_draft_that_comes_and_goes_leaves_nothing(site, memo):
    site.build()
    few = rows(memo)
    site.edit("posts/a.md", "date:", "status: draft\ndate:")
    site.build()
    site.edit("posts/a.md", "status: draft\n", "")
    site.build()
    assert rows(memo) == few


def test_two_posts_of_one_text_share_it_until_both_are_gone(site, memo, tmp_path):
    twins = Twins(site.folder, tmp_path / "clean")
    site.write({"posts/twin.md": post("Twin", date="2026-01-01")})
    twins.step()
    site.delete("posts/twin.md")
    twins.step()
    site.write({"theme/templates/components/note.html": "<p>{{ content }}</p>"})
    site.edit("therapyblog.toml", "Still Water", "Still Wind")
    twins.step()


# ── Its parts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_files_are_trusted_by_time_only_when_they_have_settled(tmp_path):
    place = tmp_path / "a.md"
    place.write_text("one")
    fresh = Files(None)
    one = fresh.digest(source_of("a.md", str(place)))
    assert fresh.digest(source_of("a.md", str(place))) == one
    assert not fresh.seen_before("a.md")

    place.write_text("two")
    later = Files(fresh.encoded())
    assert later.seen_before("a.md")
    assert later.unchanged(source_of("a.md", str(place))) is None
    assert later.digest(source_of("a.md", str(place))) != one

    os.utime(place, (1_700_000_000, 1_700_000_000))
    settled = Files(None)
    two = settled.digest(source_of("a.md", str(place)), b"two")
    place.write_text("owt")
    os.utime(place, (1_700_000_000, 1_700_000_000))
    trusting = Files(settled.encoded())
    assert trusting.digest(source_of("a.md", str(place))) != two, "the system noted a change, whatever the times say"
    assert Files(trusting.encoded()).unchanged(source_of("a.md", str(place))) is not None


def test_what_cannot_be_read_is_no_memory():
    assert last_build(None) == LastBuild()
    assert recall_settings(None, b"") is recall_settings(b"\xc1", b"") is None
    for broken in (b"\xc1", b"\xc0"):
        with pytest.raises(CacheError):
            last_build(broken)


def test_the_program_knows_its_own_changes(tmp_path, monkeypatch):
    """Another version of a library, of ours, or an edited module: each is another program."""
    package = tmp_path / "therapyblog"
    (package / "memo").mkdir(parents=True)
    (package / "__pycache__").mkdir()
    (package / "_shipped").mkdir()
    module = package / "api.py"
    module.write_text("one = 1\n")
    (package / "_shipped" / "theme.toml").write_text("")
    libraries = tmp_path / "site-packages"
    (libraries / "Jinja2-3.1.6.dist-info").mkdir(parents=True)
    (libraries / "Jinja2").mkdir()
    (libraries / "pytest-9.0.dist-info").mkdir()
    monkeypatch.setattr(environment, "__file__", str(package / "memo" / "environment.py"))
    monkeypatch.setattr("sys.path", [str(libraries), str(tmp_path / "gone" / "site-packages")])
    seen = {environment.fingerprint()}

    assert environment.fingerprint() in seen
    for change in (
        lambda: module.write_text("one = 11\n"),
        lambda: (package / "memo" / "store.py").write_text(""),
        lambda: (libraries / "Jinja2-3.1.6.dist-info").rename(libraries / "Jinja2-3.1.7.dist-info"),
        lambda: monkeypatch.setattr(environment, "__version__", "9.9"),
    ):
        change()
        assert environment.fingerprint() not in seen
        seen.add(environment.fingerprint())
    (libraries / "pytest-9.0.dist-info").rename(libraries / "pytest-9.1.dist-info")
    (package / "_shipped" / "theme.toml").write_text("#")
    assert environment.fingerprint() in seen
