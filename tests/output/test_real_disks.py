"""Disks that are really full, really read-only, or really another one."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.ordeal import EDITS, Ordeal, after, command, fill
from support.site import SmallSite

Mount = Callable[..., Path]


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mount]:
    """Mount a file system of so many kilobytes."""
    mounted: list[Path] = []

    def make(name: str, kilobytes: int = 8 * 1024) -> Path:
        place = tmp_path / name
        place.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", place],
            capture_output=True,
            check=False,
        )
        if done.returncode:
            pytest.skip(f"nothing can be mounted here: {done.stderr.decode().strip()}")
        mounted.append(place)
        return place

    yield make
    for place in reversed(mounted):
        subprocess.run(["umount", "--lazy", place], check=True)


@pytest.mark.parametrize("edit", ["first build", "addresses"])
def test_a_disk_that_is_nearly_full(edit: str, mount: Mount) -> None:
    ordeal = Ordeal(mount("disk"), EDITS[edit], posts=10)
    refused = 0

    for free in (0, 4, 12, 24, 96, 192, 256, 512, 1024):
        ballast = leave_free(ordeal.folder, free)
        told = ordeal.command()
        ballast.unlink()
        refused += told[0] == 3
        with after(f"{free} kilobytes were left, which ended with {told}"):
            ordeal.check_refusal(*told, for_good=True)
            ordeal.check_recovery()
        ordeal.restore()
    assert refused


def leave_free(folder: Path, kilobytes: int) -> Path:
    """Fill a disk but for so many kilobytes."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(bytes(4096))
        except OSError:
            pass
        stream.truncate(max(0, stream.tell() - 1024 * kilobytes))
    return ballast


def test_an_output_folder_that_cannot_be_written_to(mount: Mount, tmp_path: Path) -> None:
    out = mount("web")
    site = SmallSite(tmp_path / "site")
    fill(site, 4)
    site.published(out=out)
    old = site.tree()
    site.edit("posts/p2.md", "title: Post 2", "title: Two")
    subprocess.run(["mount", "-o", "remount,ro", out], check=True)

    code, said = command(site.folder, "--out", str(out))

    assert code == 3
    assert said.endswith("/blog/index.html: read-only file system; the published site is as it was\n")
    assert site.tree() == old
    subprocess.run(["mount", "-o", "remount,rw", out], check=True)
    site.published(out=out)
    assert "Two" in site.page("/p2/")


def test_a_site_folder_that_cannot_be_written_to(mount: Mount) -> None:
    site = SmallSite(mount("disk") / "site")
    subprocess.run(["mount", "-o", "remount,ro", site.folder.parent], check=True)

    code, said = command(site.folder)

    assert code == 3
    assert said.count("\n") == 1
    assert f"{site.folder}/.therapyblog" in said


def test_an_output_folder_where_something_is_mounted(mount: Mount, tmp_path: Path) -> None:
    site = SmallSite(tmp_path / "site")
    fill(site, 4)
    mount("site/public")

    site.published()
    site.edit("posts/p2.md", "title: Post 2", "title: Two")
    site.published()

    other = SmallSite(tmp_path / "other")
    fill(other, 4)
    other.edit("posts/p2.md", "title: Post 2", "title: Two")
    other.published()
    assert site.tree() == other.tree()


def test_an_output_folder_on_another_disk_that_is_nearly_full(mount: Mount, tmp_path: Path) -> None:
    out = mount("web")
    ordeal = Ordeal(tmp_path / "ordeal", EDITS["addresses"], posts=10, out=out / "public")

    for free in (0, 16, 64, 192):
        ballast = leave_free(out, free)
        told = ordeal.command()
        ballast.unlink()
        with after(f"{free} kilobytes were left, which ended with {told}"):
            ordeal.check_refusal(*told, for_good=True)
            ordeal.check_recovery()
        ordeal.restore()
