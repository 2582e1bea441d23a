"""Problems: what is wrong in a site folder, in words for the person whose site it is.

Every problem has a stable code from `CODES`, a place, one plain sentence, and how to mend it.
"""

from __future__ import annotations

from typing import Literal

from therapyblog.model.problem_codes import CODES
from therapyblog.model.value import Value

Severity = Literal["error", "warning"]


class Place(Value, frozen=True, kw_only=True, array_like=False):
    """Where something stands: a file below the site folder, and a line and column counted from 1 (0: not known)."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.path, *(str(number) for number in (self.line, self.column) if number)]
        return ":".join(parts)


Places = dict[str, tuple[int, int]]
"""Where each setting of a file stands: name, with those of the groups around it and dots between → line and column."""


def place_in(path: str, places: Places, *names: str) -> Place:
    """Return the place of the first of these settings that a file gives; without line where it gives none."""
    line, column = next((places[name] for name in names if name in places), (0, 0))
    return Place(path=path, line=line, column=column)


class Problem(Value, frozen=True, kw_only=True, array_like=False):
    """One thing that is wrong, and how to mend it."""

    code: str
    severity: Severity
    at: Place
    says: str
    fix: str
    excerpt: str = ""
    """The source line that `at` points to, as written; empty where there is none to show."""

    def __str__(self) -> str:
        return f"{self.at}: {self.severity} {self.code}: {self.says}"


def problem(code: str, *, at: Place, says: str, fix: str) -> Problem:
    """Make a problem; the code decides whether it is an error or a warning.

    Raises `KeyError` for a code that is not in `CODES`: a code exists before it is used.
    """
    return Problem(code=code, severity=CODES[code].severity, at=at, says=says, fix=fix)


def is_error(problem: Problem) -> bool:
    """Say whether this problem keeps the site from being published."""
    return problem.severity == "error"
