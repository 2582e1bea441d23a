"""Messages for a person: problems with their lines, what is held back, progress, and a summary."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from therapyblog.cli.streams import is_terminal, tell
from therapyblog.errors import STILL_PUBLIC
from therapyblog.model.problem_codes import CODES

if TYPE_CHECKING:
    from therapyblog import BuildResult, Held, Problem
    from therapyblog.model.due import Due
    from therapyblog.model.result import SetAside

REPEATED = 5
"""More warnings of one kind than this are summarised."""
_WIDTH = 100
_COLOURS = {"error": "red", "warning": "yellow"}


def coloured(text: str, colour: str, *, bold: bool = False) -> str:
    """Colour a text for a person at a terminal who has not set NO_COLOR (https://no-color.org)."""
    wanted = is_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return click.style(text, fg=colour, bold=bold) if wanted else text


def show_problems(problems: Sequence[Problem], *, folder: str = "", verbose: bool = False, quiet: bool = False) -> None:
    """Print errors, then warnings by kind; first those that expose something, with all their places.

    Where problems come without their lines, `folder` is the site whose files have them.
    """
    _describe_all([problem for problem in problems if problem.severity == "error"], folder)
    kinds: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.severity == "warning" and not quiet:
            kinds.setdefault(problem.code, []).append(problem)
    for code, warnings in sorted(kinds.items(), key=lambda kind: not CODES[kind[0]].exposes):
        whole = 1 if len(warnings) > REPEATED and not verbose else len(warnings)
        _describe_all(warnings[:whole], folder)
        rest = warnings[whole:]
        if CODES[code].exposes:
            for problem in rest:
                tell(f"    also {problem.at}: {problem.says}")
        elif rest:
            files = len({problem.at.path for problem in warnings})
            tell(f"    and {len(rest)} more of this kind, in {files} files; --verbose lists them")


def _describe_all(problems: Sequence[Problem], folder: str) -> None:
    if folder and problems:
        from therapyblog.pipeline.problem_lines import with_excerpts  # noqa: PLC0415 - only where there are problems

        problems = with_excerpts(problems, Path(folder))
    for problem in problems:
        tell(describe(problem))


def describe(problem: Problem) -> str:
    """Return one problem as text: where and what, the line with a caret, and the fix."""
    head = coloured(f"{problem.severity} {problem.code}", _COLOURS[problem.severity], bold=True)
    lines = [f"{problem.at}: {head}: {problem.says}"]
    if problem.excerpt.strip():
        text, caret = _window(problem.excerpt, problem.at.column)
        lines.append(f"    {text}")
        if caret:
            lines.append(f"    {' ' * (caret - 1)}^")
    lines.append(f"    fix: {problem.fix}")
    return "\n".join(lines)


def _window(line: str, column: int) -> tuple[str, int]:
    """Cut a long line around the column; return the text and the column of the caret in it (0: none)."""
    line = line.replace("\t", " ")
    start = 0
    if column > _WIDTH - 20:
        start = column - _WIDTH // 2
    text = line[start : start + _WIDTH].rstrip()
    if start:
        text = f"…{text[1:]}"
    return text, column - start if 0 < column - start <= len(text) + 1 else 0


def show_held(held: Iterable[Held]) -> None:
    """Print what this build holds back, and until when."""
    for text in held:
        prefix = "listed nowhere" if text.reason == "unlisted" else "held back"
        what = f"scheduled for {text.until}" if text.until else {"draft": "a draft"}.get(text.reason, text.reason)
        by = f", by {text.by}" if text.by else ""
        tell(f"{prefix}: {text.path} (“{text.title}”) is {what}{by}")


def show_set_aside(set_aside: Sequence[SetAside], *, verbose: bool) -> None:
    """Print what somebody had changed in the output folder, and where it is now."""
    for file in set_aside if verbose else set_aside[:REPEATED]:
        tell(f"set aside: {file.path} was not as therapyblog wrote it, and now lies in {file.now} for 30 days")
    if not verbose and len(set_aside) > REPEATED:
        tell(f"    and {len(set_aside) - REPEATED} more; --verbose lists them")


def show_foreign(foreign: Sequence[str], *, verbose: bool) -> None:
    """Print how many files in the output folder are not ours; they stay, and are public with the rest."""
    for path in foreign if verbose else ():
        tell(f"not written by therapyblog: {path}")
    if foreign and not verbose:
        number = len(foreign)
        says = "1 file lies" if number == 1 else f"{number} files lie"
        tell(f"{says} in the output folder that therapyblog did not write; --verbose lists them")


def show_due(due: Sequence[Due]) -> None:
    """Print the next day on which the site becomes untrue, and why."""
    if due:
        reasons = [entry.says for entry in due if entry.day == due[0].day]
        more = f" and {len(reasons) - REPEATED} more" if len(reasons) > REPEATED else ""
        tell(f"Due next: on {due[0].day} {', '.join(reasons[:REPEATED])}{more}. Build again then.")


def show_unremoved(result: BuildResult) -> None:
    """Print which stale files could not be removed."""
    for file in result.unremoved:
        place = os.path.join(_near(result.out), file.path)
        tell(f"{place} could not be removed ({file.why}), and it is still public: delete it, or let therapyblog do it.")


def show_still_public(addresses: Sequence[str]) -> None:
    """Print which retracted pages are still public, because nothing was published."""
    if addresses:
        tell(f"{STILL_PUBLIC} {', '.join(addresses)}")


def show_unnamed(unnamed: Sequence[str], *, verbose: bool) -> None:
    """Print how many of the site's own files this build does not publish, or which."""
    for path in unnamed if verbose else ():
        tell(f"not published: {path}, because no page shows it")
    if unnamed and not verbose:
        are, them = ("is", "it") if len(unnamed) == 1 else ("are", "them")
        place = " of media/" if all(path.startswith("media/") for path in unnamed) else ""
        says = f"{_count(len(unnamed), 'file')}{place} {are} not published, because no page shows {them}"
        tell(f"{says} (--verbose: which). What is to be public in any case goes into static/.")


def summary(result: BuildResult) -> str:
    """Return the one line that ends a build."""
    errors = sum(problem.severity == "error" for problem in result.problems)
    warnings = len(result.problems) - errors
    if not result.published:
        what = [_count(errors, "error")] if errors else []
        what += [_count(warnings, "warning")] if warnings else []
        rest = f" The site in {_near(result.out)} is as it was." if os.path.isdir(result.out) else ""
        return f"Nothing was published: {' and '.join(what)}.{rest}"
    parts = [
        f"{_count(result.pages, 'page')} in {result.seconds:.2f} s",
        f"{len(result.written)} files written" if result.written else "nothing to change",
    ]
    parts += [f"{_count(len(result.removed), 'file')} removed"] if result.removed else []
    parts += [f"{len(result.held)} held back"] if result.held else []
    parts += [_count(warnings, "warning")] if warnings else []
    return f"Built {', '.join(parts)}: {_near(result.out)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _near(path: str) -> str:
    """Return a path relative to the current folder, if it is below it."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive on Windows
        return path
    return path if relative.startswith("..") else relative


class ProgressLine:
    """A line with the progress of a build; only on a terminal, and only after half a second."""

    def __init__(self, *, wanted: bool) -> None:
        self.wanted = wanted and is_terminal()
        self.started = self.last = time.monotonic()
        self.shown = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show the stage and the count, ten times a second at most."""
        if not self.wanted:
            return
        now = time.monotonic()
        if now - self.started < 0.5 or now - self.last < 0.1:  # noqa: PLR2004 - see above
            return
        self.last, self.shown = now, True
        tell(f"\r\x1b[K{stage} {done} of {total} …", nl=False, raw=True)

    def clear(self) -> None:
        """Clear the line."""
        if self.shown:
            tell("\r\x1b[K", nl=False, raw=True)
