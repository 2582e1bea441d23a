"""Two publications to one place at a time: one is told (code 4), and what is public is the other's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from support.publishing import PublishedSite, files_of
from support.ways import EVERY_WAY, Way
from therapyblog.publishing.agreements import config_folder
from therapyblog.publishing.host import HostLocked
from therapyblog.publishing.publishing import read_target
from therapyblog.publishing.secret_store import variable_of

WITH_LOCK = ("folder", "sftp", "sftp-chroot", "ftps", "pyftpd", "s3")
"""Ways on which the second is told at once; on the others, the one that is slower."""


@pytest.fixture(params=EVERY_WAY)
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    folder = tmp_path / "server"
    folder.mkdir()
    with EVERY_WAY[request.param](folder) as running:
        yield running


@pytest.fixture
def sites(tmp_path: Path, way: Way) -> tuple[PublishedSite, PublishedSite]:
    """The same site on two computers, with another edit on each, at the same state of what is public."""
    first = PublishedSite(tmp_path / "first/site")
    way.takes(first)
    first.post("rest")
    first.publish()
    second = PublishedSite(tmp_path / "second/site")
    shutil.copytree(first.folder, second.folder, dirs_exist_ok=True)
    shutil.copytree(tmp_path / "first", tmp_path / "second", dirs_exist_ok=True)
    way.takes(second)
    first.post("rest", "Words of the first.")
    second.post("rest", "Words of the second.")
    return first, second


def test_one_of_two_publishers_is_told(
    sites: tuple[PublishedSite, PublishedSite], way: Way, request: pytest.FixtureRequest
) -> None:
    first, second = sites
    codes: list[int] = []

    def meanwhile(stage: str, *_: object) -> None:
        """While the first sends its files, the second publishes."""
        if not codes and stage in ("Sending", "Packing"):
            codes.append(-1)
            codes[0] = publish_elsewhere(second) if has_lock else publish_here(second)

    has_lock = request.node.callspec.params["way"] in WITH_LOCK
    told = nullcontext() if has_lock else pytest.raises(HostLocked, match=r"^[^\n]*was quicker; try again$")
    with told:
        first.publish(progress=meanwhile)
    assert codes == [HostLocked.exit_code if has_lock else 0]
    quicker, slower = (first, second) if has_lock else (second, first)
    assert way.files() == files_of(quicker.out)
    slower.publish()
    assert way.files() == files_of(slower.out)


def publish_here(site: PublishedSite) -> int:
    site.publish()
    return 0


def publish_elsewhere(site: PublishedSite) -> int:
    """Publish in a process of its own, as another program would, and return its exit code."""
    target = read_target(site.folder, "")
    known = site.folder.parent / "known_hosts"
    if known.exists():
        shutil.copy(known, config_folder() / "known_hosts")
    environment = {**os.environ, variable_of(target.setting): site.secret or "none"}
    typed = [sys.executable, "-m", "therapyblog", "publish", str(site.folder), "--yes"]
    allowed = ["--allow-destination", target.digest, "--overwrite"]
    ran = subprocess.run([*typed, *allowed], env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in ran.stderr
    assert "is at work on" in ran.stderr
    assert ran.stderr.count("\n") <= 2, ran.stderr
    return ran.returncode
