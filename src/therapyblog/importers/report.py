"""What an import did, for people and as values."""

from __future__ import annotations

from typing import Literal

from therapyblog.model.value import Value

Done = Literal["new", "replaced", "same", "kept"]


class Came(Value, frozen=True, kw_only=True, array_like=False):
    """One file that was written, or would have been."""

    file: str
    origin: str
    title: str = ""
    done: Done = "new"
    """`kept`: a file of this name was there with other content, and was left alone."""


class Left(Value, frozen=True, kw_only=True, array_like=False):
    """An item of the source that was not imported."""

    origin: str
    title: str
    why: str


class Look(Value, frozen=True, kw_only=True, array_like=False):
    """Something to look at, in order of importance: the lower the rank, the more it matters."""

    rank: int
    file: str
    says: str


class Report(Value, frozen=True, kw_only=True, array_like=False):
    """What an import came to."""

    source: str
    kind: str
    site: str
    dry_run: bool = False
    new_site: bool = False
    came: tuple[Came, ...] = ()
    left: tuple[Left, ...] = ()
    looks: tuple[Look, ...] = ()
    redirects_lost: int = 0
    """Old addresses with a query (`/?p=12`), which a file cannot answer."""


WORDS_LOST, HELD, DOUBTFUL, PICTURE, ADDRESS, OTHER = range(6)
"""The ranks of what is to be looked at."""

_MOST, _FEW = 20, 5


def in_words(report: Report) -> str:
    """Return the report as lines for a terminal."""
    counts = {kind: [came for came in report.came if came.file.startswith(f"{kind}/")] for kind in _FOLDERS}
    parts = [_count(len(files), *_FOLDERS[kind]) for kind, files in counts.items() if files]
    verb = "Would bring" if report.dry_run else "Brought"
    lines = [f"{verb} {', '.join(parts) or 'nothing'} from {report.kind} ({report.source}) into {report.site}."]
    for done, words in _DONE.items():
        if files := [came.file for came in report.came if came.done == done]:
            lines.append(f"{words.format(n=len(files))} {_listed(files)}")
    if report.looks:
        lines += ["", "Look at these, the most important first:"]
        lines += [f"  {look.file}: {look.says}" for look in report.looks[:_MOST]]
        lines += [f"  and {len(report.looks) - _MOST} more, in the report"] if len(report.looks) > _MOST else []
    if report.left:
        lines += ["", f"Left out, {_count(len(report.left), 'item', 'items')}:"]
        lines += [f"  {left.origin}: “{left.title}”: {left.why}" for left in report.left[:_MOST]]
        lines += [f"  and {len(report.left) - _MOST} more, in the report"] if len(report.left) > _MOST else []
    if report.redirects_lost:
        lines += [
            "",
            f"{_count(report.redirects_lost, 'old address', 'old addresses')} with a question mark cannot be kept.",
        ]
    return "\n".join(lines)


_FOLDERS = {
    "posts": ("post", "posts"),
    "pages": ("page", "pages"),
    "practitioners": ("practitioner", "practitioners"),
    "media": ("picture or file", "pictures and files"),
}
_DONE = {
    "same": "{n} were there already, the same:",
    "kept": "{n} were there already with other words and were left alone (--overwrite replaces them):",
    "replaced": "{n} were replaced:",
}


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _listed(files: list[str]) -> str:
    return ", ".join(files[:_FEW]) + (" …" if len(files) > _FEW else "")
