"""The wheel holds all that is needed: installed anywhere, it builds the example and a new site."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = ("src", "themes", "example_site", "pyproject.toml", "README.md", "LICENSE")
LEFT_OUT = shutil.ignore_patterns("public", ".therapyblog", "__pycache__", "*.pyc")
NO_INDEX = ("No matching distribution", "NewConnectionError", "Temporary failure", "ConnectTimeout", "ProxyError",
            "Could not fetch URL", "Network is unreachable", "ReadTimeout")  # fmt: skip


def told(command, **options):
    """Run a command; return it with what it said."""
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy, so that nothing is left in the checkout."""
    copy = tmp_path_factory.mktemp("copy")
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=LEFT_OUT)
        else:
            shutil.copyfile(source, copy / part)
    done = told([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", copy / "dist", copy])
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = (copy / "dist").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """An environment with nothing but the wheel and what it asks for; returns its folder of programs."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=os.name != "nt")
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    python = programs / ("python.exe" if os.name == "nt" else "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "install", "--quiet"]
    done = told([*pip, wheel], env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"})
    if done.returncode:
        if os.environ.get("CI") != "true" and any(sign in done.stderr for sign in NO_INDEX):
            pytest.skip(f"no package index can be reached: {done.stderr.strip().splitlines()[-1]}")
        pytest.fail(done.stderr)
    return programs


@pytest.fixture
def away(tmp_path):
    """Run something outside the checkout, in an environment that knows nothing of it."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "TEMP", "TMPDIR")}

    def run(*command):
        done = told(command, cwd=tmp_path, env={**kept, "HOME": str(tmp_path)})
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    return run


def test_what_is_in_the_wheel(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())

    for kept in (
        "therapyblog/py.typed",
        "therapyblog/_shipped/themes/base/theme.toml",
        "therapyblog/_shipped/themes/calm/theme.toml",
        "therapyblog/_shipped/themes/base/static/favicon.ico",
        "therapyblog/_shipped/example_site/therapyblog.toml",
        "therapyblog/scaffold/pages/de/fees.md",
        "therapyblog/scaffold/site/therapyblog.toml",
        "therapyblog/site/countries/GB.toml",
        "therapyblog/settings/retired_telephone_numbers.toml",
    ):
        assert kept in names
    for name in names:
        assert not any(part in name for part in ("/public/", ".therapyblog", "__pycache__", "tests/")), name
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_installed_command_builds_the_example(installed, away, tmp_path):
    found = away(
        installed / "python",
        "-c",
        "import therapyblog, pathlib; print(pathlib.Path(therapyblog.__file__).parent / '_shipped' / 'example_site')",
    )
    shipped = Path(found.stdout.strip())
    assert installed.parent in shipped.parents
    shutil.copytree(shipped, tmp_path / "example")
    done = away(installed / "therapyblog", "build", "example", "--today", "2026-11-23")

    assert done.stdout.startswith("Built ")
    assert "The Ferry House" in (tmp_path / "example/public/index.html").read_text(encoding="utf-8")


def test_the_installed_command_starts_a_site(installed, away, tmp_path):
    away(installed / "therapyblog", "init", "my-practice")
    done = away(installed / "therapyblog", "build", "my-practice", "--today", "2026-11-23")

    # What its owner has to do before it is public, and nothing else.
    assert set(re.findall("(?:error|warning) (TB-[A-Z]+-[0-9]+)", done.stderr)) == {"TB-CRISIS-004", "TB-EX-001"}
    assert (tmp_path / "my-practice/public/404.html").is_file()


def test_a_mistake_that_shows_in_a_shipped_template_is_told_with_its_line(installed, away, tmp_path):
    away(installed / "therapyblog", "init", "my-practice")
    own = tmp_path / "my-practice/theme/templates/partials/macros.html"
    own.parent.mkdir(parents=True)
    own.write_text("", encoding="utf-8")
    done = told([installed / "therapyblog", "build", "my-practice"], cwd=tmp_path)

    assert done.returncode == 1
    assert re.search(r"^themes/base/templates/\S+\.html:[1-9]\d*: error TB-THEME-005", done.stderr, re.MULTILINE)
