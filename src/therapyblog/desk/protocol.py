"""What travels between the desk's page and its server: requests, answers, and refusals, each as JSON."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import msgspec

from therapyblog.errors import OutOfMemory, TherapyblogError, disk_error
from therapyblog.model.problems import Problem
from therapyblog.model.value import Value

BAD_REQUEST, FORBIDDEN, NOT_FOUND, NOT_ALLOWED, CONFLICT, TOO_LARGE, FAILED = 400, 403, 404, 405, 409, 413, 500


class Request(Value, frozen=True, kw_only=True, array_like=False, forbid_unknown_fields=True):
    """What a call is asked; a field with a default may be left out."""


class Answer(Value, frozen=True, kw_only=True, array_like=False):
    """What a call answers."""


class Done(Answer, frozen=True, kw_only=True):
    """Nothing more than that it is done."""


class At(Answer, frozen=True, kw_only=True):
    """A place in a file of the site."""

    path: str
    line: int = 0
    column: int = 0


class Edit(Answer, frozen=True, kw_only=True):
    """A part of a text, lines and columns counted from 1, and what to write in its place."""

    from_line: int
    from_column: int
    to_line: int
    to_column: int
    text: str


class Repair(Answer, frozen=True, kw_only=True):
    """What mends a problem, as a button."""

    label: str
    edits: tuple[Edit, ...]


class SeenProblem(Answer, frozen=True, kw_only=True):
    """A problem, as the desk shows it."""

    code: str
    severity: str
    path: str
    line: int
    column: int
    says: str
    fix: str
    repair: Repair | None = None


def seen_problem(problem: Problem) -> SeenProblem:
    """Return a problem as the desk shows it."""
    from therapyblog.desk.repairs import repair_of  # noqa: PLC0415 - it is made of what stands here

    return SeenProblem(
        code=problem.code,
        severity=problem.severity,
        path=problem.at.path,
        line=problem.at.line,
        column=problem.at.column,
        says=problem.says,
        fix=problem.fix,
        repair=repair_of(problem),
    )


class Refused(TherapyblogError):
    """A call that is not done, and why; `more` stands beside the error in the answer."""

    def __init__(
        self, says: str, *, fix: str = "", code: str = "", at: At | None = None, status: int = BAD_REQUEST, **more: Any
    ) -> None:
        super().__init__(says)
        self.says, self.fix, self.code, self.at, self.status, self.more = says, fix, code, at, status, more


def decoded(name: str, content: str) -> bytes:
    """Return the bytes of a file that came as Base64; raises `Refused` where it is none."""
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(f"{name} did not arrive whole.", fix="Choose it once more.", code="bad-request") from None


def refusal(error: Exception) -> tuple[int, bytes]:
    """Return the status and the body of the answer for an error."""
    if isinstance(error, Refused):
        return error.status, _encoded(error.says, error.fix, error.code, error.at, error.more)
    if isinstance(error, OSError):
        error = disk_error(error, "the disk")
    if isinstance(error, MemoryError):
        error = OutOfMemory()
    if isinstance(error, TherapyblogError):
        return BAD_REQUEST, _encoded(str(error), "", type(error).__name__, None, {})
    says = f"Something went wrong inside the program ({type(error).__name__}: {error})."
    return FAILED, _encoded(says, "Nothing that you wrote is lost. Try it once more.", "inside", None, {})


def _encoded(says: str, fix: str, code: str, at: At | None, more: dict[str, Any]) -> bytes:
    return msgspec.json.encode({"error": {"code": code, "says": says, "fix": fix, "at": at}, **more})
