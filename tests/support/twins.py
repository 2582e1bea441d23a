"""A site built twice: on top of what earlier builds left, and clean. Both must be the same, to the byte."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from support.site import TODAY, told
from therapyblog import BuildResult, build

Tree = dict[str, bytes | None]
"""Path → content; `None` for a folder, so that an empty one left behind is a difference."""


def plain_theme(below: str = "") -> dict[str, bytes]:
    """Return the files of a theme that shows a little of everything and costs little: path → content."""
    folder = Path(__file__).parent / "plain"
    return {
        below + path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def tree_of(folder: Path) -> Tree:
    """Return everything below a folder, the manifest included; nothing where there is no folder."""
    tree: Tree = {}
    for place, folders, files in os.walk(folder):
        below = "" if place == os.fspath(folder) else f"{os.path.relpath(place, folder)}/".replace(os.sep, "/")
        tree |= {f"{below}{name}": None for name in folders}
        tree |= {f"{below}{name}": Path(place, name).read_bytes() for name in files}
    return dict(sorted(tree.items()))


def unlike(actual: Mapping[str, bytes | None], wanted: Mapping[str, bytes | None]) -> str:
    """Say how two trees differ; empty where they do not."""
    lines = [f"missing: {path}" for path in wanted if path not in actual]
    lines += [f"too many: {path}" for path in actual if path not in wanted]
    lines += [
        f"different: {path}\n  is     {_near(actual[path], wanted[path])}\n  should {_near(wanted[path], actual[path])}"
        for path in actual
        if path in wanted and actual[path] != wanted[path]
    ]
    return "\n".join(lines)


def _near(content: bytes | None, other: bytes | None) -> str:
    """Show the place where two contents part."""
    if content is None or other is None:
        return "a folder" if content is None else "a file"
    at = len(os.path.commonprefix([content, other]))  # noqa: RUF071 - these are bytes of pages, not paths
    return repr(content[max(0, at - 60) : at + 100])


class Twins:
    """A site folder with its output, and a place for the clean build beside it."""

    def __init__(self, folder: Path, clean: Path, make: Callable[..., BuildResult] = build) -> None:
        self.folder, self.clean, self.make = folder, clean, make
        self.out = folder / "public"

    def step(self, **options: Any) -> BuildResult:
        """Build on top of the last build and clean; insist that both are the same, and return the former's result."""
        asked = {"today": TODAY, **options}
        before = tree_of(self.out)
        grown = self.make(self.folder, **asked)
        shutil.rmtree(self.clean, ignore_errors=True)
        fresh = build(self.folder, out=self.clean, **{**asked, "cache": False, "jobs": 1})
        assert told(grown) == told(fresh)
        assert grown.problems == fresh.problems
        assert (grown.published, grown.pages, grown.held) == (fresh.published, fresh.pages, fresh.held)
        difference = unlike(tree_of(self.out), tree_of(self.clean) if grown.published else before)
        assert not difference, difference
        return grown
