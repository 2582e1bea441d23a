"""We delete and replace only what we wrote: it is in our manifest, and its bytes are still ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.faults import Snapshot
from support.ordeal import age, command
from support.site import SmallSite, post
from therapyblog.output.journal import Journal, write_journal
from therapyblog.output.manifest import NAME, read_manifest

AWAY = "is a file that therapyblog did not write, and a page needs its place; move it away or rename the page."


@pytest.fixture
def built(site: SmallSite) -> SmallSite:
    """A site with two posts, built, and with nothing left to do."""
    site.write({"posts/a.md": post("A"), "posts/b.md": post("B")})
    age(site, 100)
    site.published()
    assert not site.published().written
    return site


def test_the_users_files_survive(built: SmallSite) -> None:
    mine = {"CNAME": "x.example", "a/notes.txt": "mine", "my own/page.html": "<p>mine"}
    for path, text in mine.items():
        (built.out / path).parent.mkdir(exist_ok=True)
        (built.out / path).write_text(text)

    built.delete("posts/a.md")
    built.published()

    assert {path: built.text(path) for path in mine} == mine
    assert not built.exists("/a/")


@pytest.mark.parametrize(
    ("place", "new"),
    [
        ("c/index.html", {"posts/c.md": post("C")}),
        ("c", {"posts/c.md": post("C")}),
        ("leaflet/mine.txt", {"static/leaflet": "a file"}),
        ("leaflet/deeper/mine.txt", {"static/leaflet": "a file"}),
        ("a/mine.txt", {"static/a": "a file", "posts/a.md": post("A", status="draft")}),
    ],
)
def test_a_file_of_the_user_where_a_page_must_go(place: str, new: dict[str, str], built: SmallSite) -> None:
    (built.out / place).parent.mkdir(parents=True, exist_ok=True)
    (built.out / place).write_text("mine")
    built.write(new)
    before = Snapshot(built.out)

    code, said = command(built.folder)

    assert (code, said) == (2, f"therapyblog: {built.out}/{place} {AWAY} Nothing was changed.\n")
    assert Snapshot(built.out).files == before.files
    (built.out / place).unlink()
    built.published()


def test_a_file_of_the_user_that_is_just_what_we_would_write(built: SmallSite) -> None:
    (built.out / "leaflet.txt").write_text("the same")
    built.write({"static/leaflet.txt": "the same"})

    built.published()

    assert read_manifest(built.out)["leaflet.txt"]


@pytest.mark.parametrize("leads", ["away", "inside"])
def test_a_link_where_a_page_needs_a_folder(leads: str, built: SmallSite, tmp_path: Path) -> None:
    """A page written through it would land in a folder of somebody else."""
    place = tmp_path / "elsewhere" if leads == "away" else built.out / "mine"
    place.mkdir()
    (place / "index.html").write_text("mine")
    (built.out / "c").symlink_to(place)
    built.write({"posts/c.md": post("C")})

    code, said = command(built.folder)

    assert (code, said) == (2, f"therapyblog: {built.out}/c {AWAY} Nothing was changed.\n")
    assert (place / "index.html").read_text() == "mine"


def test_a_folder_of_ours_that_became_a_link(built: SmallSite, tmp_path: Path) -> None:
    (built.out / "a").rename(tmp_path / "a")
    (built.out / "a").symlink_to(tmp_path / "a")
    page = (tmp_path / "a" / "index.html").read_bytes()

    built.edit("posts/a.md", "Some words.", "Other words.")
    assert command(built.folder)[0] == 2
    built.delete("posts/a.md")
    built.published()

    assert (tmp_path / "a" / "index.html").read_bytes() == page


def test_empty_folders_are_in_nobodys_way(built: SmallSite) -> None:
    (built.out / "leaflet" / "deeper").mkdir(parents=True)
    built.write({"static/leaflet": "a file"})

    built.published()

    assert built.text("leaflet") == "a file"


@pytest.mark.parametrize("damage", ["delete", "alter", "cut", "empty", "folder"])
def test_a_damaged_page_is_mended_by_a_build_with_nothing_else_to_do(damage: str, built: SmallSite) -> None:
    old, page = built.tree(), built.out / "a" / "index.html"
    if damage in ("delete", "folder"):
        page.unlink()
    if damage == "folder":
        page.mkdir()
    elif damage != "delete":
        page.write_bytes({"alter": page.read_bytes() + b"!", "cut": page.read_bytes()[:100], "empty": b""}[damage])

    result = built.published()

    assert result.written == ("a/index.html",)
    assert built.tree() == old
    assert not built.published().written


def test_a_whole_folder_is_mended(built: SmallSite) -> None:
    old = built.tree()
    for path in sorted(built.out.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    built.out.rmdir()

    built.published()

    assert built.tree() == old


def test_a_stale_page_goes_with_its_empty_folders(built: SmallSite) -> None:
    built.settings('[permalinks]\npost = "/writing/of/mine/{slug}/"\n')
    built.published()
    assert built.exists("/writing/of/mine/a/")
    assert not (built.out / "a").exists()

    built.settings("")
    built.published()

    assert not (built.out / "writing").exists()


def test_a_stale_page_that_was_altered_stays(built: SmallSite) -> None:
    (built.out / "a" / "index.html").write_text("mine now")
    built.delete("posts/a.md")

    result = built.published()

    assert result.removed == ()
    assert built.page("/a/") == "mine now"
    assert "a/index.html" not in read_manifest(built.out)


def test_a_name_that_changes_only_in_case(built: SmallSite) -> None:
    """On a Mac or on Windows both names are one file: the old one has to go before the new one comes."""
    built.write({"static/Leaflet.txt": "the same"})
    built.published()
    built.rename("static/Leaflet.txt", "static/leaflet.txt")

    built.published()

    assert built.text("leaflet.txt") == "the same"
    assert not (built.out / "Leaflet.txt").exists()


def test_without_its_mark_the_folder_is_not_ours_any_more(built: SmallSite) -> None:
    (built.out / NAME).unlink()
    before = Snapshot(built.folder)

    code, said = command(built.folder)

    assert code == 2
    assert said.startswith(f"therapyblog: {built.out} cannot be the output folder: it holds files that therapyblog did")
    assert Snapshot(built.out).files == {
        path.removeprefix("public/"): one for path, one in before.files.items() if path.startswith("public/")
    }


@pytest.mark.parametrize(
    "garbage", [b"", b"\xff\xfe\x00", b"therapyblog manifest 0\n", b"therapyblog manifest 1\nzz  index.html\nno\n\n"]
)
def test_a_manifest_that_cannot_be_read(garbage: bytes, built: SmallSite) -> None:
    old = built.tree()
    (built.out / NAME).write_bytes(garbage)

    built.published()

    assert built.tree() == old


def test_a_forged_manifest_reaches_nothing_outside(built: SmallSite, tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine")
    built.write({"static/copy.txt": "mine"})
    built.published()
    had = read_manifest(built.out)["copy.txt"].hex()
    paths = ("../../diary.txt", f"{tmp_path}/diary.txt", "a/../../../diary.txt", "./copy.txt", "nul\0byte")
    with (built.out / NAME).open("a") as manifest:
        manifest.writelines(f"{had}  {path}\n" for path in paths)

    built.published()

    assert (tmp_path / "diary.txt").read_text() == "mine"
    assert built.text("copy.txt") == "mine"


@pytest.mark.parametrize("trick", ["elsewhere", "above", "link"])
def test_a_forged_journal_reaches_nothing_outside(trick: str, built: SmallSite, tmp_path: Path) -> None:
    """It may come with a site that somebody downloaded."""
    stage, home = built.folder / "posts", tmp_path / "home"
    home.mkdir()
    (built.out / "link").symlink_to(home)
    path = {"elsewhere": "profile", "above": "../../home/profile", "link": "link/profile"}[trick]
    (stage / "profile").write_text("rm -rf")
    digest = read_manifest(built.out)["a/index.html"]
    write_journal(
        built.folder / ".therapyblog",
        Journal(
            out=os.fspath(home if trick == "elsewhere" else built.out),
            stage=os.fspath(stage),
            write=((path, digest),),
            delete=(),
            manifest={},
        ),
    )
    old = built.tree()

    built.published()

    assert not list(home.iterdir())
    assert {path: content for path, content in built.tree().items() if path != NAME}.keys() <= old.keys()


@pytest.mark.parametrize("garbage", [b"", b"\x00\xff", b"\x81\xa3out\xa1x"])
def test_a_journal_that_cannot_be_read(garbage: bytes, built: SmallSite) -> None:
    built.write({".therapyblog/journal": garbage})

    built.published()

    assert not (built.folder / ".therapyblog" / "journal").exists()
