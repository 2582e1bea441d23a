"""What we wrote is replaced and removed whoever changed it; nothing that somebody else wrote is lost."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from support.faults import Snapshot
from support.ordeal import age, command
from support.rows import every_row
from support.site import SmallSite, post
from therapyblog import UsageError
from therapyblog.model.codec import decode, digest, encode
from therapyblog.output.journal import Journal, write_journal
from therapyblog.output.workspace import Workspace

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


@every_row(
    "place, new",
    [
        ("c/index.html", {"posts/c.md": post("C")}),
        ("c", {"posts/c.md": post("C")}),
        ("leaflet/mine.txt", {"static/leaflet": "a file"}),
        ("leaflet/deeper/mine.txt", {"static/leaflet": "a file"}),
        ("a/mine.txt", {"static/a": "a file", "posts/a.md": post("A", status="draft")}),
    ],
    fresh=built,
)
def test_a_file_of_the_user_where_a_page_must_go(place: str, new: dict[str, str], built: SmallSite) -> None:
    (built.out / place).parent.mkdir(parents=True, exist_ok=True)
    (built.out / place).write_text("mine")
    built.write(new)
    before = Snapshot(built.out)

    code, said = command(built.folder)

    more = " Still public, though their texts were taken back: /a/" if "posts/a.md" in new else ""
    assert (code, said) == (2, f"therapyblog: {built.out}/{place} {AWAY} Nothing was changed.{more}\n")
    assert Snapshot(built.out).files == before.files
    (built.out / place).unlink()
    built.published()


def test_a_file_of_the_user_that_is_just_what_we_would_write(built: SmallSite) -> None:
    (built.out / "leaflet.txt").write_text("the same")
    built.write({"static/leaflet.txt": "the same"})

    built.published()
    built.delete("static/leaflet.txt")

    assert built.published().removed == ("leaflet.txt",)


@every_row("leads", ["away", "inside"], fresh=built)
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


@every_row("change", ["edit", "delete"])
@every_row("place", ["a", "a/index.html"], fresh=built)
def test_a_page_or_folder_of_ours_that_became_a_link(place: str, change: str, built: SmallSite, tmp_path: Path) -> None:
    """The link goes, or the page would stay public through it; what it leads to stays as it is."""
    (built.out / place).rename(tmp_path / "moved")
    (built.out / place).symlink_to(tmp_path / "moved")
    before = Snapshot(tmp_path / "moved").files if place == "a" else (tmp_path / "moved").read_bytes()

    if change == "edit":
        built.edit("posts/a.md", "Some words.", "Other words.")
    else:
        built.delete("posts/a.md")
    result = built.published()

    assert [file.path for file in result.set_aside] == [place]
    assert (built.folder / result.set_aside[0].now).is_symlink()
    assert not (built.out / place).is_symlink()
    assert built.exists("/a/") == (change == "edit")
    assert before == (Snapshot(tmp_path / "moved").files if place == "a" else (tmp_path / "moved").read_bytes())


@every_row("place, there", [("a", "a file"), ("a/index.html", "a folder")], fresh=built)
def test_what_stands_in_the_place_of_ours_is_set_aside(place: str, there: str, built: SmallSite) -> None:
    shutil.rmtree(built.out / "a")
    (built.out / place).parent.mkdir(exist_ok=True)
    mine = built.out / place / "mine.txt" if there == "a folder" else built.out / place
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")
    built.edit("posts/a.md", "Some words.", "Other words.")

    result = built.published()

    assert [file.path for file in result.set_aside] == [place]
    kept = built.folder / result.set_aside[0].now
    assert (kept / "mine.txt" if there == "a folder" else kept).read_text() == "mine"
    assert "Other words." in built.page("/a/")


def test_empty_folders_are_in_nobodys_way(built: SmallSite) -> None:
    (built.out / "leaflet" / "deeper").mkdir(parents=True)
    built.write({"static/leaflet": "a file"})

    built.published()

    assert built.text("leaflet") == "a file"


@every_row("damage", ["delete", "alter", "cut", "empty", "folder"], fresh=built)
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


def test_a_name_that_changes_only_in_case(built: SmallSite) -> None:
    """On a Mac or on Windows both names are one file: the old one has to go before the new one comes."""
    built.write({"static/Leaflet.txt": "the same"})
    built.published()
    built.rename("static/Leaflet.txt", "static/leaflet.txt")

    built.published()

    assert built.text("leaflet.txt") == "the same"
    assert not (built.out / "Leaflet.txt").exists()


def the_list(site: SmallSite) -> Path:
    (place,) = (site.folder / ".therapyblog" / "published").glob("*/list")
    return place


@every_row("content", [None, b"", b"\xff\xfe\x00", encode(("another title", 0, {}))], fresh=built)
def test_without_its_list_the_folder_is_not_ours_any_more(content: bytes | None, built: SmallSite) -> None:
    the_list(built).write_bytes(content or b"")
    if content is None:
        the_list(built).unlink()
    before = Snapshot(built.folder)

    code, said = command(built.folder)

    assert code == 2
    assert said.startswith(
        f"therapyblog: {built.out} is not empty, and this site has no list of what therapyblog wrote"
    )
    assert Snapshot(built.folder).files == before.files


def test_a_forged_list_reaches_nothing_outside_and_loses_nothing_inside(built: SmallSite, tmp_path: Path) -> None:
    """It may come with a site that somebody downloaded."""
    (tmp_path / "home").mkdir()
    (tmp_path / "diary.txt").write_text("mine")
    (tmp_path / "home" / "diary.txt").write_text("mine")
    (built.out / "way").symlink_to(tmp_path / "home")
    (built.out / "notes.txt").write_text("mine")
    title, identity, files = decode(the_list(built).read_bytes(), tuple)
    row = [digest(b"mine"), 4]
    paths = ("../../diary.txt", f"{tmp_path}/diary.txt", "a/../../../diary.txt", "./x", "nul\0byte", "way/diary.txt")
    files |= dict.fromkeys(paths, row) | {"notes.txt": [digest(b"other"), 5]}
    the_list(built).write_bytes(encode((title, identity, files)))
    built.edit("posts/a.md", "Some words.", "Other words.")

    result = built.published()

    assert (tmp_path / "diary.txt").read_text() == (tmp_path / "home" / "diary.txt").read_text() == "mine"
    assert {file.path for file in result.set_aside} == {"way", "notes.txt"}
    kept = {file.path: file.now for file in result.set_aside}
    assert (built.folder / kept["notes.txt"]).read_text() == "mine"


def test_a_list_of_a_folder_outside_the_site_is_believed_of_that_folder_only(site: SmallSite, tmp_path: Path) -> None:
    site.published(out=tmp_path / "web")
    site.published(out=tmp_path / "web")
    shutil.copytree(tmp_path / "web", tmp_path / "copy")
    (tmp_path / "web").rename(tmp_path / "old")
    (tmp_path / "copy").rename(tmp_path / "web")

    with pytest.raises(UsageError, match="has no list of what therapyblog wrote there"):
        site.build(out=tmp_path / "web")


@every_row("trick", ["another folder", "above", "link", "foreign file"], fresh=built)
def test_a_forged_journal_reaches_nothing_outside_and_loses_nothing(
    trick: str, built: SmallSite, tmp_path: Path
) -> None:
    home, workspace = tmp_path / "home", Workspace(built.folder, built.out)
    home.mkdir()
    (built.out / "link").symlink_to(home)
    (built.out / "profile").write_text("mine")
    path = {"above": "../../home/profile", "link": "link/profile"}.get(trick, "profile")
    workspace.make_folder(workspace.stage)
    (workspace.stage / path).parent.mkdir(parents=True, exist_ok=True)
    (workspace.stage / path).write_text("rm -rf")
    if trick == "another folder":
        workspace = Workspace(built.folder, home)
    identity = workspace.identity() + (trick == "another folder")
    write_journal(workspace, Journal(identity=identity, write=((path, digest(b"rm -rf")),), files={}))

    with suppress(UsageError):
        built.build(out=workspace.out)

    kept = [path.read_text() for path in (built.folder / ".therapyblog" / "aside").rglob("profile")]
    assert all(path.read_text() != "rm -rf" for path in home.rglob("profile"))
    assert (workspace.site / "public" / "profile").read_text() == "mine" or kept == ["mine"]


@every_row("garbage", [b"", b"\x00\xff", b"\x81\xa3out\xa1x"])
@every_row("place", [".therapyblog/journal", "the list's"], fresh=built)
def test_a_journal_that_cannot_be_read(place: str, garbage: bytes, built: SmallSite) -> None:
    journal = the_list(built).with_name("journal") if place == "the list's" else built.folder / place
    journal.write_bytes(garbage)

    built.published()

    assert not journal.exists()


def test_what_an_earlier_version_left_is_taken_over_once(built: SmallSite, tmp_path: Path) -> None:
    rows = decode(the_list(built).read_bytes(), tuple)[2]
    listed = "".join(f"{row[0].hex()}  {path}\n" for path, row in rows.items())
    (tmp_path / "diary.txt").write_text("mine")
    listed += f"{digest(b'mine').hex()}  ../../diary.txt\nzz  index.html\nno\n"
    shutil.rmtree(built.folder / ".therapyblog")
    old = {"journal": encode((f"{tmp_path}/home", "stage", [["x", b""]], [], {})), "memo.sqlite": b"", "stage/x": b"x"}
    built.write({f".therapyblog/{name}": content for name, content in old.items()})
    (built.out / ".therapyblog-manifest").write_text(f"therapyblog manifest 1\n{listed}")
    built.delete("posts/b.md")

    result = built.published()

    assert "b/index.html" in result.removed
    assert result.notices[-1].startswith(f"{built.out} no longer holds .therapyblog-manifest")
    assert (tmp_path / "diary.txt").read_text() == "mine"
    assert not (built.out / ".therapyblog-manifest").exists()
    assert {path.name for path in (built.folder / ".therapyblog").iterdir()} <= {
        "lock",
        "cache",
        "published",
        ".gitignore",
    }
    assert not built.published().notices


def test_an_unfinished_build_of_an_earlier_version_is_finished(built: SmallSite) -> None:
    """What it had written already is ours, so that it is no file in the way."""
    rows = decode(the_list(built).read_bytes(), tuple)[2]
    for path in ("c/index.html", "d/index.html"):
        (built.out / path).parent.mkdir()
        (built.out / path).write_text("new")
    write = [["c/index.html", digest(b"new")], ["d/index.html", digest(b"another")]]
    stage = f"{built.folder}/.therapyblog/stage"
    built.write({".therapyblog/journal": encode((str(built.out), stage, write, [], {}))})
    built.write({"posts/c.md": post("C")})

    result = built.published()

    assert result.notices == ("An unfinished build was finished first.",)
    assert "c/index.html" in result.written
    assert "d/index.html" in result.removed
    assert rows
