"""Who may read what: a web server the pages, whatever the umask; nobody else our own folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.rows import every_row
from support.site import SmallSite, post

pytestmark = pytest.mark.skipif(os.name == "nt", reason="permissions are another matter there")


@contextmanager
def umask(value: int) -> Iterator[None]:
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


def modes(folder: Path) -> dict[str, set[str]]:
    """Return which permissions the files and the folders of a folder have, itself included."""
    paths = [folder, *folder.rglob("*")]
    files = {oct(stat.S_IMODE(path.stat().st_mode)) for path in paths if path.is_file()}
    return {"files": files, "folders": {oct(stat.S_IMODE(path.stat().st_mode)) for path in paths if path.is_dir()}}


@every_row("mask", [0o077, 0o027, 0o022, 0o002, 0o000])
def test_pages_can_be_served_whatever_the_umask(mask: int, site: SmallSite) -> None:
    site.write({"posts/a.md": post("A"), "posts/b.md": post("B", status="draft"), "media/x.txt": "x"})
    with umask(mask):
        site.published(drafts=True)
        assert modes(site.out) == {"files": {oct(0o666 & ~mask)}, "folders": {oct(0o777 & ~mask)}}
        site.published()
        assert modes(site.out) == {"files": {"0o644"}, "folders": {"0o755"}}
        site.write({"posts/c.md": post("C")})
        site.published()
        assert modes(site.out) == {"files": {"0o644"}, "folders": {"0o755"}}


def test_our_own_folder_is_for_its_owner(site: SmallSite) -> None:
    work = site.folder / ".therapyblog"
    with umask(0):
        (work / "history").mkdir(parents=True)
        (work / "history" / "a.md").write_text("what an older version kept")
        site.published()

        assert modes(work)["files"] == {"0o600"}
        assert stat.S_IMODE(work.stat().st_mode) == 0o700
        assert (work / ".gitignore").read_text() == "*\n"
