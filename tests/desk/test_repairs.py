"""Repairs of problems, tried on every message that the tests pin: what a button would write mends the problem."""

from __future__ import annotations

import shutil
from pathlib import Path

from support.site import SmallSite
from test_messages import CASES, COMPLETE, INVALID
from therapyblog import build
from therapyblog.desk.repairs import repair_of


def built(folder: Path):
    return build(folder, excerpts=True, today=None, jobs=1)


def repaired(text: str, repair) -> str:
    lines = text.split("\n")
    for edit in reversed(repair.edits):
        line = lines[edit.from_line - 1]
        lines[edit.from_line - 1] = line[: edit.from_column - 1] + edit.text + line[edit.to_column - 1 :]
    return "\n".join(lines)


def test_what_a_button_writes_mends_the_problem_and_makes_no_other(tmp_path):
    tried, wrong = [], []
    for case in CASES:
        folder = tmp_path / case
        site = SmallSite(folder, COMPLETE)
        shutil.copytree(INVALID / case, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
        before = built(site.folder).problems
        for found in before:
            repair = repair_of(found)
            path = folder / found.at.path
            if repair is None or not path.is_file():
                continue
            content = path.read_bytes()
            path.write_bytes(repaired(content.decode(), repair).encode())
            after = built(site.folder).problems
            tried.append((case, found.code, repair.label))
            same = [
                other for other in after if (other.code, other.at, other.says) == (found.code, found.at, found.says)
            ]
            errors = sum(other.severity == "error" for other in before)
            if same or sum(other.severity == "error" for other in after) > errors:
                wrong.append((case, str(found), found.fix, repair.label, [str(other) for other in after]))
            path.write_bytes(content)
    assert wrong == []
    assert len(tried) >= 25, tried


def test_a_window_is_given_the_repair(desk, practice):
    with desk.events() as next_event:
        practice.edit("posts/one.md", "title: One", "titel: One")
        problems = next_event("page")["problems"]
    edit = {"from_line": 2, "from_column": 1, "to_line": 2, "to_column": 6, "text": "title"}
    assert {"label": "titel → title", "edits": [edit]} in [problem["repair"] for problem in problems]
