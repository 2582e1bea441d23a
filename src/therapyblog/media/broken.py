"""The error for pictures that cannot be published, with messages for the author."""

from __future__ import annotations

from therapyblog.model.problems import Place, Problem, problem

MAX_PIXELS = 50_000_000


class BrokenPicture(Exception):
    """A picture that is none, is damaged, is too large to be safe, or has a format that browsers do not show."""

    def __init__(self, reason: str, *, fix: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(reason)
        self.fix, self.line, self.column = fix, line, column
        """What to do about it, where it is not the usual; and line and column in a drawing, from 1."""


def check_pixels(width: int, height: int) -> tuple[int, int]:
    """Return a size (pixels) that is safe to decode; raises `BrokenPicture` for others."""
    if width * height > MAX_PIXELS:
        raise BrokenPicture(f"it has {width} × {height} pixels, more than {MAX_PIXELS // 10**6} million")
    return width, height


def picture_problem(path: str, error: BrokenPicture) -> Problem:
    """Return the problem for a picture of the site that cannot be published."""
    at = Place(path=path, line=error.line, column=error.column)
    fix = error.fix or "save it again as JPEG, PNG or WebP from a picture program"
    return problem("TB-PIC-002", at=at, says=f"this picture cannot be shown: {error}", fix=fix)
