"""The Nu checker reads every page and every style sheet of every site in every look."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from support.browser import missing
from support.matrix import LOOKS, PAGES, built
from support.visits import TOOLS

SECONDS = 600


def complaints(folder, kind, pattern):
    """Return the errors that the Nu checker finds in the files of a folder."""
    jar, java = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar", shutil.which("java")
    if not jar.is_file() or not java:
        missing("the Nu checker needs Java, and npm ci --prefix tests/browser/tools")
    files = sorted(str(path) for path in folder.rglob(pattern))
    assert files
    call = [java, "-Xss4m", "-jar", str(jar), kind, "--format", "json", "--exit-zero-always", *files]
    done = subprocess.run(call, capture_output=True, timeout=SECONDS, check=True)
    found = json.loads(done.stderr)["messages"]
    return [f"{one['url']}:{one.get('lastLine')}: {one['message']}" for one in found if one["type"] != "info"]


@pytest.mark.matrix
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("site", PAGES)
def test_the_html_is_valid(site, look, tell):
    found = complaints(built(site, look).out, "--skip-non-html", "*.html")
    tell("Nu checker, HTML: errors", "0", len(found))
    assert found == []


@pytest.mark.matrix
@pytest.mark.parametrize("look", LOOKS)
def test_the_css_is_valid(look, tell):
    found = complaints(built("example", look).out / "assets", "--css", "*.css")
    tell("Nu checker, CSS: errors", "0", len(found))
    assert found == []
