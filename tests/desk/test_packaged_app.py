"""The app that `make app` builds: started without Python on the path, it makes a site, publishes it, and ends."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from support.desks import Window
from therapyblog import __version__

ROOT = Path(__file__).parents[2]
APP = ROOT / "dist/therapyblog/therapyblog"


@pytest.fixture
def app() -> Path:
    """The program; in CI it is built before the tests."""
    if not APP.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail("the app is not built: make app")
        pytest.skip("the app is not built: make app")
    return APP


def test_the_app_makes_a_site_publishes_it_and_ends_with_its_window(app: Path, home: Path, tmp_path: Path) -> None:
    environment = {"HOME": str(home), "THERAPYBLOG_CONFIG": str(tmp_path / "config"), "PATH": "/nowhere"}
    command = [app, "desk", "--no-browser", "--until-closed"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=home) as running:
        assert running.stderr is not None
        address = next(line for line in running.stderr if "#token=" in line)
        match = re.search(r"http://127\.0\.0\.1:(\d+)/#token=(\S+)", address)
        assert match is not None, address
        window = Window(int(match[1]), match[2])
        with window.events():
            assert b"<script" in window.ask("/").body
            answers = {"name": "Ada Moss", "country": "GB", "town": "Leeds", "email": "ada@moss-practice.org"}
            site = window.call("sites.create", folder=str(home / "practice"), answers=answers)
            assert site["kinds"]["practitioner"] == 1
            window.ended("publish.setup", way="folder", answers={"folder": str(tmp_path / "web")})
            plan = window.ended("publish.plan")
            assert {stop["code"] for stop in plan["result"]["stops"]} == {"TB-EX-001"}
        assert running.wait(timeout=120) == 0
    assert json.loads((tmp_path / "config" / "desk-sites.json").read_text())[0]["folder"] == str(home / "practice")


def test_the_installers_are_of_this_version() -> None:
    """Briefcase runs in the release workflow only; here its settings are read as it reads them."""
    settings = tomllib.loads((ROOT / "packaging/pyproject.toml").read_text(encoding="utf-8"))["tool"]["briefcase"]
    app = settings["app"]["therapyblog_desk"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert settings["version"] == __version__
    assert settings["license"] == project["license"]
    wheel, _, extras = app["requires"][0].partition("[")
    assert wheel == f"../dist/therapyblog-{__version__}-py3-none-any.whl"
    assert set(extras.rstrip("]").split(",")) == set(project["optional-dependencies"])
    assert [(ROOT / "packaging" / source / "__main__.py").is_file() for source in app["sources"]] == [True]


def test_the_release_workflow_makes_them() -> None:
    release = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))["jobs"]
    made = {entry["platform"]: entry["result"] for entry in release["app"]["strategy"]["matrix"]["include"]}
    assert made == {"windows": "packaging/dist/*.msi", "macOS": "packaging/dist/*.dmg"}
    steps = [step.get("run", "") for step in release["app"]["steps"]]
    for command in ("create", "build", "package"):
        assert any(f"briefcase {command} ${{{{ matrix.platform }}}}" in step for step in steps)
