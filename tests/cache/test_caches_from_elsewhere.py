"""A cache that came with a site is not believed, and nothing in it is carried out."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from support.rows import every_row
from support.site import SmallSite, post

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs links")


def the_cache(site: SmallSite) -> Path:
    (path,) = (site.folder / ".therapyblog").rglob("memo.sqlite")
    return path


def trigger(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TRIGGER evil AFTER INSERT ON documents BEGIN DELETE FROM about; END")
    connection.close()


def view(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE about RENAME TO held")
        connection.execute("CREATE VIEW about AS SELECT name, zeroblob(1000000000) AS value FROM held")
    connection.close()


def copy(path: Path) -> None:
    shutil.copy2(path, path.with_name("copy"))
    os.replace(path.with_name("copy"), path)


def second_name(path: Path) -> None:
    os.link(path, path.parents[3] / "victim")


def linked(path: Path) -> None:
    os.replace(path, path.parents[3] / "victim")
    path.symlink_to(path.parents[3] / "victim")


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:4000] = b"\xff" * 3900
    path.write_bytes(content)


def journal(path: Path) -> None:
    path.with_name("memo.sqlite-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(600))


@every_row("spoil", [trigger, view, copy, second_name, linked, damaged, journal])
def test_a_cache_is_made_anew(spoil, site: SmallSite, tmp_path: Path) -> None:
    site.write({"posts/a.md": post("A")})
    site.published()
    old = site.tree()
    spoil(the_cache(site))
    victim = tmp_path / "victim"
    before = victim.read_bytes() if victim.exists() else b""

    result = site.published()

    assert [notice for notice in result.notices if "made anew" in notice] or spoil is journal
    assert site.tree() == old
    assert (victim.read_bytes() if victim.exists() else b"") == before
    assert not the_cache(site).is_symlink()
    assert not site.published().notices


def test_times_that_stand_still_hide_no_edit(site: SmallSite) -> None:
    """Archives and reproducible containers give every file one time; with a kept cache sizes alone would decide."""

    def still() -> None:
        for path in site.folder.rglob("*"):
            if path.is_file() and path.is_relative_to(site.folder / "posts"):
                os.utime(path, (315532800, 315532800))

    site.write({"posts/a.md": post("AAAA")})
    still()
    site.published()
    site.published()
    site.write({"posts/a.md": post("BBBB")})
    still()

    site.published()

    assert "BBBB" in site.page("/a/")
    assert "AAAA" not in site.page("/a/")
