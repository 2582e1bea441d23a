"""Where the stages of a build report the problems that they find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from therapyblog.model.problems import Place, Problem, is_error, problem


class SourceError(Exception):
    """A mistake that ends the reading of a file; line and column count from 1 (0: not known)."""

    def __init__(self, code: str, line: int, column: int, says: str, fix: str) -> None:
        super().__init__(says)
        self.code, self.line, self.column, self.says, self.fix = code, line, column, says, fix


class Diagnostics:
    """Problems, in the order in which they were reported."""

    __slots__ = ("_problems",)

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._problems = list(problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._problems)

    def __len__(self) -> int:
        return len(self._problems)

    def add(self, code: str, *, at: Place, says: str, fix: str) -> None:
        """Report one problem; the code decides whether it is an error or a warning."""
        self._problems.append(problem(code, at=at, says=says, fix=fix))

    def report(self, problem: Problem) -> None:
        """Report a problem."""
        self._problems.append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Report several problems."""
        self._problems += problems

    def of_file(self, path: str) -> FileDiagnostics:
        """Return a view for the reader of one file."""
        return FileDiagnostics(self, path)

    def has_errors(self, start: int = 0) -> bool:
        """Say whether any problem is an error, of those reported after the first `start`."""
        return any(map(is_error, self._problems[start:]))

    def forbid(self, *, strict: bool) -> bool:
        """Say whether the problems reported so far keep the site from being published."""
        return bool(self._problems) and (strict or self.has_errors())

    def sorted(self) -> tuple[Problem, ...]:
        """Return the problems by place, each once."""
        return tuple(
            sorted(
                dict.fromkeys(self._problems),
                key=lambda problem: (problem.at.path, problem.at.line, problem.at.column, problem.code, problem.says),
            )
        )


class FileDiagnostics:
    """A view on diagnostics for the reader of one file: only line and column of a problem need be given."""

    __slots__ = ("diagnostics", "path")

    def __init__(self, diagnostics: Diagnostics, path: str) -> None:
        self.diagnostics, self.path = diagnostics, path

    def add(self, code: str, line: int, column: int, says: str, fix: str) -> None:
        """Report one problem at a place of this file."""
        self.diagnostics.add(code, at=Place(path=self.path, line=line, column=column), says=says, fix=fix)

    def add_error(self, error: SourceError, code: str = "") -> None:
        """Report what ended the reading of this file, under its own code or another."""
        self.add(code or error.code, error.line, error.column, error.says, error.fix)
