"""The lines of the site's files that problems are about: found by what a problem quotes, and shown with it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from therapyblog.files import read_regular
from therapyblog.model.problems import Problem
from therapyblog.patterns import lazy_pattern
from therapyblog.settings.bytes_to_text import position, text_for_show

_QUOTED = re.compile("“([^”]+)”")
_PAGE = lazy_pattern(r" \(page /[^ ]*\)$")


class SourceTexts:
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


def with_excerpts(problems: Iterable[Problem], folder: Path, known: Iterable[Problem] = ()) -> tuple[Problem, ...]:
    """Return problems, each with the line that it is about; `known` are some with their lines, of unchanged files."""
    texts = SourceTexts(folder)
    with_lines = {msgspec.structs.replace(problem, excerpt=""): problem for problem in known}
    return tuple(
        with_lines.get(problem)
        or msgspec.structs.replace(problem, excerpt=texts.line(problem.at.path, problem.at.line))
        for problem in problems
    )


def on_page(problem: Problem, url: str) -> Problem:
    """Return a problem that names the page on which it showed, if it does not yet."""
    if f"page {url} " in problem.says or _PAGE.search(problem.says):
        return problem
    return msgspec.structs.replace(problem, says=f"{problem.says} (page {url})")


def once_a_line(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield one problem for each mistake, with the first page that has it and the number of others.

    Mistakes in a line of a template often quote a value, which every page has another of.
    """
    by_line: dict[tuple[str, ...], dict[Problem, None]] = {}
    for problem in problems:
        says = _PAGE.sub("", problem.says)
        if problem.code.startswith("TB-THEME-") and problem.at.line > 0:
            says = _QUOTED.sub("", says)
        by_line.setdefault((problem.code, str(problem.at), says), {})[problem] = None
    for same in by_line.values():
        first, more = next(iter(same)), len(same) - 1
        also = f" and {more} more)" if more else ""
        yield msgspec.structs.replace(first, says=first.says.removesuffix(")") + also) if also else first


def placed(problems: Iterable[Problem], folder: Path) -> Iterator[Problem]:
    """Yield problems of rendered pages with the place of what they quote, as far as their texts hold it."""
    texts = SourceTexts(folder)
    return (problem if problem.at.line else _placed(problem, texts) for problem in problems)


def _placed(problem: Problem, texts: SourceTexts) -> Problem:
    quoted = _QUOTED.search(problem.says)
    text = texts.text(problem.at.path) if quoted else ""
    index = text.find(quoted[1]) if quoted else -1
    if index < 0:
        return problem
    line, column = position(text, index)
    return msgspec.structs.replace(problem, at=msgspec.structs.replace(problem.at, line=line, column=column))
