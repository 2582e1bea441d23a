"""Lighthouse on the pages that are opened first, on a telephone of the middle class as it imagines one.

Performance is the median of three runs: it depends on the machine. The other three do not.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess

import pytest

from support.browser import FLAGS, browser_path, missing, served
from support.matrix import LOOKS, PAGES, built
from support.visits import TOOLS

RUNS = 3
SECONDS = 300


def scores(url):
    """Return what Lighthouse gives a page: category → points of 100."""
    program, node = TOOLS / "lighthouse" / "cli" / "index.js", shutil.which("node")
    if not program.is_file() or not node:
        missing("Lighthouse needs Node.js, and npm ci --prefix tests/browser/tools")
    call = [node, str(program), url, "--output=json", "--quiet", "--no-enable-error-reporting"]
    call += [f"--chrome-flags={' '.join(FLAGS)}", "--only-categories=performance,accessibility,best-practices,seo"]
    done = subprocess.run(
        call, capture_output=True, timeout=SECONDS, check=True, env=os.environ | {"CHROME_PATH": browser_path()}
    )
    report = json.loads(done.stdout)
    wrong = [
        f"{name}: {audit['title']}"
        for name, category in report["categories"].items()
        for reference in category["auditRefs"]
        if reference["weight"] and (audit := report["audits"][reference["id"]])["score"] not in (1, None)
    ]
    return {name: round(100 * category["score"]) for name, category in report["categories"].items()}, wrong


@pytest.mark.matrix
@pytest.mark.parametrize("page", ["home", "post", "team"])
@pytest.mark.parametrize("look", LOOKS[:3])
def test_lighthouse_is_content(look, page, tell):
    with served(built("example", look).out) as host:
        found = [scores(f"{host}{PAGES['example'][page]}") for _ in range(RUNS)]
    points = {name: statistics.median(one[name] for one, _ in found) for name in found[0][0]}
    wrong = sorted({text for _, texts in found for text in texts})
    for name, least in (("performance", 99), ("accessibility", 100), ("best-practices", 100), ("seo", 100)):
        tell(f"Lighthouse, {name}", f"≥ {least}", points[name])
    print(look, page, points)  # noqa: T201 - the figures belong into the report of a failure

    assert points["performance"] >= 99, wrong
    assert {name: value for name, value in points.items() if name != "performance"} == {
        "accessibility": 100,
        "best-practices": 100,
        "seo": 100,
    }, wrong
