"""The problems of one build, collected over all stages, and shown with the lines that they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from therapyblog.content.text import line_for_show
from therapyblog.model.problems import Problem, is_error

T = TypeVar("T")
_QUOTED = re.compile("“([^”]+)”")


class Findings:
    """The problems of one build, collected over all stages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: dict[Problem, None] = {}

    def take(self, result: tuple[T, Iterable[Problem]]) -> T:
        """Take a stage's problems and hand on its value."""
        value, problems = result
        self.problems |= dict.fromkeys(problems)
        return value

    def placed(self, problems: Iterable[Problem]) -> list[Problem]:
        """Give problems of rendered pages the line of their text: where stands what they quote, as far as one does."""
        return [self._placed(found) if not found.at.line else found for found in problems]

    def _placed(self, found: Problem) -> Problem:
        quoted = _QUOTED.search(found.says)
        try:
            text = (self.folder / found.at.path).read_text(encoding="utf-8") if quoted else ""
        except (OSError, UnicodeDecodeError):
            return found
        before, there, _ = text.partition(quoted[1]) if quoted else ("", "", "")
        if not there:
            return found
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return msgspec.structs.replace(found, at=msgspec.structs.replace(found.at, line=line, column=column))

    def forbid(self, *, strict: bool) -> bool:
        """Say whether the problems found so far keep the site from being published."""
        return bool(self.problems) and (strict or any(is_error(found) for found in self.problems))

    def sorted(self) -> tuple[Problem, ...]:
        """Return the problems by place, each with the line that it is about."""
        ordered = sorted(self.problems, key=lambda one: (one.at.path, one.at.line, one.at.column, one.code, one.says))
        sources: dict[str, bytes] = {}
        return tuple(self._with_excerpt(found, sources) for found in ordered)

    def _with_excerpt(self, found: Problem, sources: dict[str, bytes]) -> Problem:
        path, line = found.at.path, found.at.line
        if not line:
            return found
        if path not in sources:
            try:
                # Without a path's own work: a thousand posts may have a warning each.
                with open(f"{self.folder}/{path}", "rb", buffering=0) as opened:
                    sources[path] = opened.readall()
            except OSError:
                sources[path] = b""
        return msgspec.structs.replace(found, excerpt=line_for_show(sources[path], line))
