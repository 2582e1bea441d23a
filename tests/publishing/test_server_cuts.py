"""Connections to servers that are lost at any operation, request or byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.cuts import Line, cut_operation
from support.publishing import PublishedSite, files_of
from support.ways import WAYS, Way
from therapyblog.publishing.host import HostError

SLOW = ("sftp", "sftp-chroot", "ftps")


@pytest.fixture
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    folder = tmp_path / "server"
    folder.mkdir()
    with WAYS[request.param](folder) as running:
        yield running


@pytest.fixture
def site(tmp_path: Path, way: Way) -> PublishedSite:
    site = PublishedSite(tmp_path / "site")
    way.takes(site)
    for name in ("rest", "sleep", "walks"):
        site.post(name)
    return site


def edit(site: PublishedSite, number: int) -> dict[str, bytes]:
    """Change a text, add one, take one back or bring it back, and return what is to be public then."""
    site.post("sleep", f"Words of edit {number}.")
    site.post("rest", settings="status: draft\n" if number % 2 else "")
    site.post(f"new{number % 3}")
    (site.folder / f"posts/new{(number + 1) % 3}.md").unlink(missing_ok=True)
    site.build()
    return files_of(site.out)


def publish_cut(site: PublishedSite, at: int, *, after: bool) -> str:
    """Publish over a connection that is lost, and return what is told; nothing where it lasted."""
    try:
        with cut_operation(site, at, after=after):
            site.publish()
    except HostError as error:
        return str(error)
    return ""


def check_whole(there: dict[str, bytes], before: dict[str, bytes], wanted: dict[str, bytes], *, at_once: bool) -> None:
    if at_once:
        assert there in (before, wanted)
    assert not [path for path in there if there[path] not in (before.get(path), wanted.get(path))]
    assert before.keys() & wanted.keys() <= there.keys()


@pytest.mark.parametrize("way", WAYS, indirect=True)
def test_every_operation_on_a_server_may_be_the_last(
    site: PublishedSite, way: Way, request: pytest.FixtureRequest, *, torture: bool
) -> None:
    """Each cut is of a publication of another edit; without `--torture` most ways are cut at some operations."""
    name = request.node.callspec.params["way"]
    site.publish()
    before = files_of(site.out)
    at, number, finished = 1, 0, False
    while not finished:
        for after in (False, True):
            number += 1
            wanted = edit(site, number)
            error = publish_cut(site, at, after=after)
            finished = finished or not error
            assert "\n" not in error
            check_whole(way.files(), before, wanted, at_once=way.at_once)
            site.publish()
            assert way.files() == wanted
            before = wanted
        at += 1 if torture or name == "git" else 13 if name in SLOW else 9
    assert not [question for question in site.asked if "did not put there" in question]


@pytest.mark.parametrize("way", ["sftp", "ftps"], indirect=True)
def test_a_line_may_be_cut_after_any_number_of_bytes(site: PublishedSite, way: Way, *, torture: bool) -> None:
    line = Line(int(re.findall(r"port = (\d+)", way.settings)[0]))
    site.destination(re.sub(r"port = \d+", f"port = {line.port}", way.settings))
    site.publish()
    before, line.carried = edit(site, 0), 0
    site.publish()
    whole, points = line.carried, 20 if torture else 3
    for number in range(1, points + 1):
        wanted = edit(site, number)
        line.carried, line.most = 0, whole * number // (points + 1)
        with pytest.raises(HostError) as told:
            site.publish()
        assert "\n" not in str(told.value)
        check_whole(way.files(), before, wanted, at_once=False)
        line.most = None
        site.publish()
        assert way.files() == wanted
        before = wanted
    line.close()
    assert not [question for question in site.asked if "did not put there" in question]
