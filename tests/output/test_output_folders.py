"""Which folders may be the output folder. What is refused is not touched, not even by a lock."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from support.faults import Snapshot
from support.ordeal import command
from support.rows import every_row
from support.site import SmallSite
from therapyblog import UsageError

SOURCES = ("posts", "pages", "practitioners", "series", "media", "static", "theme", "themes", ".therapyblog")


def refused(site: SmallSite, out: Path | str, world: Path) -> str:
    """Insist that a build into this folder is refused and changes nothing, and return what it said."""
    before = Snapshot(world)
    code, said = command(site.folder, "--out", str(out))
    after = Snapshot(world)
    assert code == 2, said
    assert said.count("\n") == 1
    assert (after.folders, after.files, after.links) == (before.folders, before.files, before.links)
    return said.removeprefix("therapyblog: ").removesuffix(". Choose an empty or new folder with --out.\n")


def test_the_site_folder(site: SmallSite, tmp_path: Path) -> None:
    assert (
        refused(site, site.folder, tmp_path)
        == f"{site.folder} cannot be the output folder: it is the site folder itself"
    )


@every_row("below", ["", "/deeper", "/deeper/still"])
@every_row("source", SOURCES)
def test_a_source_folder_or_anything_in_it(source: str, below: str, site: SmallSite, tmp_path: Path) -> None:
    assert refused(site, f"{site.folder}/{source}{below}", tmp_path).endswith(
        f"it is inside the site’s {source} folder"
    )


def test_a_source_folder_in_capitals_which_is_the_same_on_a_mac(site: SmallSite, tmp_path: Path) -> None:
    assert refused(site, site.folder / "Posts", tmp_path).endswith("it is inside the site’s posts folder")


def test_a_source_folder_by_another_way(site: SmallSite, tmp_path: Path) -> None:
    (site.folder / "way").symlink_to(site.folder / "practitioners")
    (tmp_path / "pictures").mkdir()
    (site.folder / "media").symlink_to(tmp_path / "pictures")

    assert refused(site, f"{site.folder}/public/../posts/x", tmp_path).endswith("it is inside the site’s posts folder")
    assert refused(site, site.folder / "way", tmp_path).endswith("it is inside the site’s practitioners folder")
    assert refused(site, tmp_path / "pictures", tmp_path).endswith("it is inside the site’s media folder")


def test_a_folder_that_contains_the_site(site: SmallSite, tmp_path: Path) -> None:
    for folder in (tmp_path, "/", f"{site.folder}/posts/../.."):
        assert refused(site, folder, tmp_path).endswith("it contains the site folder")


def test_home(site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", os.fspath(home))

    assert refused(site, home, tmp_path).endswith("it is your home folder")


def test_nobody_needs_a_home(site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("os.path.expanduser", lambda path: path)

    site.published(out=tmp_path / "out")

    assert site.exists("/")


@every_row(
    "make, why",
    [
        (lambda out: (out / ".git").mkdir(parents=True), "it holds a Git repository"),
        (lambda out: out.write_text("a letter"), "it is a file"),
        (lambda out: out.symlink_to("nowhere"), "it is a link that leads nowhere"),
        (lambda out: out.symlink_to(out.name), "it is a link that leads nowhere"),
    ],
)
def test_a_folder_that_could_hold_something(
    make: Callable[[Path], object], why: str, site: SmallSite, tmp_path: Path
) -> None:
    make(tmp_path / "out")

    assert refused(site, tmp_path / "out", tmp_path) == f"{tmp_path}/out cannot be the output folder: {why}"


def test_a_folder_that_no_list_of_ours_names(site: SmallSite, tmp_path: Path) -> None:
    (tmp_path / "out" / "folder").mkdir(parents=True)

    assert refused(site, tmp_path / "out", tmp_path) == (
        f"{tmp_path}/out is not empty, and this site has no list of what therapyblog wrote there (it may have been "
        "deleted, or be on another computer). Empty the folder; or build with --take-over: everything in it is first "
        "moved to .therapyblog/aside/, and --take-over --undo puts it back.\n"
    )


def test_a_repository_even_with_our_list(site: SmallSite, tmp_path: Path) -> None:
    site.published()
    (site.out / ".git").mkdir()

    assert refused(site, site.out, tmp_path).endswith("it holds a Git repository")


def test_an_empty_folder_a_new_one_and_a_deep_one(site: SmallSite, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    for name in ("empty", "new", "rather/deep/down"):
        site.published(out=tmp_path / name)
        assert site.exists("/")


def test_a_link_in_the_site_does_not_choose_the_place_and_the_person_can(site: SmallSite, tmp_path: Path) -> None:
    (tmp_path / "my web").mkdir()
    site.out.symlink_to(tmp_path / "my web")
    (site.folder / "build").symlink_to(tmp_path)
    line = f"therapyblog build {site.folder} --out '{tmp_path}/my web'"
    says = f"{site.out} is a link, and a link in a site folder does not decide where the site is written to."

    for out in (None, site.out, site.folder / "build" / "my web"):
        with pytest.raises(UsageError) as refusal:
            site.build(out=out)
        assert str(refusal.value).endswith(f"If {tmp_path}/my web is the place that you want, say so: {line}")
    with pytest.raises(UsageError, match=re.escape(says)):
        site.build(out=None)
    assert not list((tmp_path / "my web").iterdir())
    assert not (site.folder / ".therapyblog").exists()

    site.published(out=tmp_path / "my web")
    (tmp_path / "link").symlink_to(tmp_path / "my web")
    site.published(out=tmp_path / "link")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "my web" / "index.html").is_file()
