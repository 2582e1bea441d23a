"""What the tests of publishing share."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.publishing import PublishedSite


@pytest.fixture(autouse=True)
def own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what is agreed to on this computer in a folder of the test."""
    folder = tmp_path / "config"
    monkeypatch.setenv("THERAPYBLOG_CONFIG", str(folder))
    return folder


@pytest.fixture(autouse=True, scope="module")
def no_socket_outlives_its_tests() -> Iterator[None]:
    """Let go of what servers of tests held when their connections were cut; else another test would be blamed."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def practice(tmp_path: Path) -> PublishedSite:
    """A site that is published to the folder `web` beside it."""
    site = PublishedSite(tmp_path / "site")
    site.destination('way = "folder"\nfolder = "../web"')
    site.post("rest")
    site.post("sleep")
    return site


@pytest.fixture
def web(tmp_path: Path) -> Path:
    return tmp_path / "web"
