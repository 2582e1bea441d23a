"""The problems of one build, collected over all stages, and shown with the lines that they are about."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from therapyblog.files import read_regular
from therapyblog.model.problems import Problem, is_error
from therapyblog.settings.decoding import position, text_for_show

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
        sources = Sources(self.folder)
        return [_placed(found, sources) if not found.at.line else found for found in problems]

    def forbid(self, *, strict: bool) -> bool:
        """Say whether the problems found so far keep the site from being published."""
        return bool(self.problems) and (strict or any(is_error(found) for found in self.problems))

    def sorted(self) -> tuple[Problem, ...]:
        """Return the problems by place, each with the line that it is about."""
        ordered = sorted(self.problems, key=lambda one: (one.at.path, one.at.line, one.at.column, one.code, one.says))
        sources = Sources(self.folder)
        return tuple(
            msgspec.structs.replace(found, excerpt=sources.line(found.at.path, found.at.line)) for found in ordered
        )


class Sources:
    """The files that problems speak of; each is read once, however many problems it has."""

    def __init__(self, folder: Path) -> None:
        self._folder = os.fspath(folder)
        self._texts: dict[str, str] = {}
        self._lines: dict[str, list[str]] = {}

    def text(self, path: str) -> str:
        """Return what stands in a file below the folder, as messages show it; nothing where it cannot be read."""
        if path not in self._texts:
            try:
                # Without a path's own work: a thousand posts may have a warning each.
                self._texts[path] = text_for_show(read_regular(os.path.join(self._folder, path)))
            except OSError:
                self._texts[path] = ""
        return self._texts[path]

    def line(self, path: str, number: int) -> str:
        """Return one line of a file (counted from 1); empty where there is none."""
        if not number:
            return ""
        if path not in self._lines:
            self._lines[path] = self.text(path).split("\n")
        return self._lines[path][number - 1] if number <= len(self._lines[path]) else ""


def _placed(found: Problem, sources: Sources) -> Problem:
    quoted = _QUOTED.search(found.says)
    text = sources.text(found.at.path) if quoted else ""
    index = text.find(quoted[1]) if quoted else -1
    if index < 0:
        return found
    line, column = position(text, index)
    return msgspec.structs.replace(found, at=msgspec.structs.replace(found.at, line=line, column=column))
