"""A publication that is cut off at any operation leaves every page whole, and the next run finishes it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from support.cuts import Cut, FailingHost, lost
from support.publishing import PublishedSite, files_of
from therapyblog.publishing.file_host import FileHostPublisher
from therapyblog.publishing.host import HostError, HostLocked
from therapyblog.publishing.hosts.folder import FolderHost


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("error", [lost, Cut])
def test_every_operation_may_be_the_last(
    tmp_path: Path, error: Callable[[], BaseException], *, after: bool, torture: bool
) -> None:
    site = PublishedSite(tmp_path / "site")
    site.destination('way = "folder"\nfolder = "../web"')
    for name in ("rest", "sleep", "walks"):
        site.post(name)
    web, own = tmp_path / "web", tmp_path / ".therapyblog-web"
    site.publish()
    before = files_of(web)
    site.post("rest", settings="status: draft\n")
    site.post("sleep", "Other words, and more of them.")
    site.post("new")
    site.build()
    wanted = files_of(site.out)
    start = tmp_path / "start"
    places = {"web": web, "own": own, "kept": site.folder / ".therapyblog/publications"}
    for name, place in places.items():
        shutil.copytree(place, start / name)
    at, finished = 1, False
    while not finished:
        for name, place in places.items():
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(start / name, place)
        failing = FailingHost(FolderHost(web), at, after=after, error=error)
        try:
            site.publish(connect=lambda *_, host=failing: FileHostPublisher(host))
            finished = True
        except (HostError, Cut):
            pass
        there = files_of(web)
        for path, content in there.items():
            assert content in (before.get(path), wanted.get(path)), f"{path} is torn after operation {at}"
        assert before.keys() & wanted.keys() <= there.keys(), f"a page is missing after operation {at}"
        site.publish()
        assert files_of(web) == wanted, f"the next run did not finish what ended at operation {at}"
        assert files_of(own).keys() == {"list.json"}
        # A process that ends leaves at the host what a lost connection leaves, so not every operation is tried twice.
        at += 1 if torture or error is lost else 3
    assert at > len(wanted) // 3


def test_the_second_publisher_is_told(practice: PublishedSite, tmp_path: Path) -> None:
    practice.publish()
    own = tmp_path / ".therapyblog-web"
    (own / "lock").mkdir()
    (own / "lock-of").write_text("another-computer 12")
    practice.post("new")
    with pytest.raises(HostLocked, match="on another-computer"):
        practice.publish()
    assert not (tmp_path / "web/new").exists()
