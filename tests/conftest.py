"""What every test may ask for."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from support.site import SmallSite

# The same examples on every machine and in every run: a red test stays red until it is mended.
settings.register_profile("steady", derandomize=True, deadline=None, max_examples=200, database=None)
settings.register_profile("torture", settings.get_profile("steady"), max_examples=2000)
settings.load_profile("steady")

ROOM = 2 << 30
"""Bytes that must be free in memory for that."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-messages",
        action="store_true",
        help="write the texts of tests/invalid/*/expected.txt anew, to be reviewed by eye",
    )
    parser.addoption(
        "--update-golden", action="store_true", help="write tests/golden/ anew from the example, to be reviewed by eye"
    )
    parser.addoption(
        "--update-contract",
        action="store_true",
        help="write docs/themes/contract/ anew from the program, to be reviewed by eye",
    )
    parser.addoption("--kills", type=int, default=0, metavar="N", help="end so many builds at random times")
    parser.addoption(
        "--torture", action="store_true", help="run the large counts of the tests that try many ways to fail"
    )
    parser.addoption(
        "--matrix", action="store_true", help="look at every page in every look, scheme and width in a real browser"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Try more examples with --torture, and put temporary folders into memory where there is room.

    Most of what a small build does is wait for a disk.
    """
    if config.getoption("--torture"):
        settings.load_profile("torture")
    memory = Path("/dev/shm")  # noqa: S108 - everybody makes folders of a name of their own in it
    if "TMPDIR" not in os.environ and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        os.environ["TMPDIR"] = str(memory)
        tempfile.tempdir = None


@pytest.fixture(autouse=True, scope="session")
def user_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder of the tests' own, for the commands that they start too."""
    folder = tmp_path_factory.mktemp("cache", numbered=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture
def torture(request: pytest.FixtureRequest) -> bool:
    """Whether the large counts were asked for."""
    return bool(request.config.getoption("--torture"))


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system than `tmp_path`; where there is only one, the test is skipped."""
    for place in (Path("/var/tmp"), Path("/dev/shm")):  # noqa: S108 - one is made in it, with a name of its own
        if os.access(place, os.W_OK) and place.stat().st_dev != tmp_path.stat().st_dev:
            with tempfile.TemporaryDirectory(dir=place) as folder:
                yield Path(folder)
            return
    pytest.skip("there is one file system only")


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    """A small site with its settings and one practitioner, ready for posts."""
    return SmallSite(tmp_path / "site")
