"""Connections to servers that are lost at any operation, request or byte, and histories in any order."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from support.cuts import Line, cut_operation
from support.publishing import PublishedSite, files_of
from support.ways import WAYS, Way
from therapyblog.errors import UsageError
from therapyblog.publishing.host import HostError
from therapyblog.publishing.undo import undo
from therapyblog.publishing.verification import Verification

AT_ONCE = ("git", "netlify", "cloudflare")
"""Ways that replace a whole site in one step."""
SLOW = ("sftp", "sftp-chroot", "ftps")


@pytest.fixture
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    folder = tmp_path / "server"
    folder.mkdir()
    with WAYS[request.param](folder) as running:
        yield running


@pytest.fixture
def site(tmp_path: Path, way: Way, monkeypatch: pytest.MonkeyPatch) -> PublishedSite:
    monkeypatch.setattr("therapyblog.publishing.publishing.check_public", lambda *_: Verification())
    monkeypatch.setattr("therapyblog.publishing.hosts.netlify._PAUSE", 0.0)
    monkeypatch.setattr("therapyblog.publishing.file_host.MOMENT", 0.0)
    site = PublishedSite(tmp_path / "site")
    site.destination(way.settings)
    site.secret = way.secret
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
        with cut_operation(at, after=after):
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
            check_whole(way.files(), before, wanted, at_once=name in AT_ONCE)
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


@pytest.mark.parametrize("way", WAYS, indirect=True)
def test_histories_in_any_order(
    site: PublishedSite, way: Way, request: pytest.FixtureRequest, *, torture: bool
) -> None:
    """What a visitor sees is the last publication and what others put there; nothing that was taken back returns."""
    rng, name = random.Random(20261201), request.node.callspec.params["way"]
    names = [f"text{number}" for number in range(5)]
    away: set[str] = set()
    theirs: dict[str, bytes] = {}
    for text in names:
        site.post(text)
    site.publish()
    for step in range(300 if torture else 5 if name in SLOW else 10):
        text = rng.choice(names)
        match rng.randrange(5):
            case 0:
                site.post(text, f"Words of step {step}.")
                away.discard(text)
            case 1:
                site.post(text, settings="status: draft\n")
                away.add(text)
            case 2 if way.put is not None:
                theirs[f"theirs{step}.txt"] = b"theirs"
                way.put(f"theirs{step}.txt", b"theirs")
            case 3:
                with suppress(UsageError):  # there may be no earlier publication
                    undo(site.folder, site.order())
                there = way.files()
                assert not [text for text in away if f"{text}/index.html" in there]
                assert theirs.items() <= there.items()
            case _:
                site.post(text, f"Words of step {step}.")
                away.discard(text)
                if publish_cut(site, rng.randrange(1, 30), after=rng.random() < 0.5) and rng.random() < 0.5:
                    continue
        site.publish()
        assert way.files() == files_of(site.out) | theirs, f"step {step}"
    assert not [question for question in site.asked if "did not put there" in question]
