"""What an import did, in words for a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import msgspec

from therapyblog.files import absolute
from therapyblog.model.import_report import Report, place_of
from therapyblog.output.own_folder import quoted

_MOST, _FEW = 20, 5


def in_words(report: Report) -> str:
    """Return the report as lines for a terminal."""
    brought = [came.file for came in report.came if came.done in ("new", "replaced")]
    counts = {kind: [file for file in brought if file.startswith(f"{kind}/")] for kind in _FOLDERS}
    parts = [_count(len(files), *_FOLDERS[kind]) for kind, files in counts.items() if files]
    verb = "Would bring" if report.dry_run else "Brought"
    lines = [f"{verb} {', '.join(parts) or 'nothing'} from {report.kind} ({report.source}) into {report.site}."]
    for done, words in _DONE.items():
        if files := [came.file for came in report.came if came.done == done]:
            lines.append(f"{words.format(n=len(files))} {_listed(files)}")
    if report.looks:
        lines += ["", "Look at these, the most important first:"]
        lines += [f"  {place_of(look)}: {look.says}" for look in report.looks[:_MOST]]
        lines += (
            [f"  and {len(report.looks) - _MOST:,} more; --json names them all"] if len(report.looks) > _MOST else []
        )
    if report.left:
        lines += ["", f"Left out, {_count(len(report.left), 'item', 'items')}:"]
        lines += [f"  {left.origin}: “{left.title}”: {left.why}" for left in report.left[:_MOST]]
        lines += [f"  and {len(report.left) - _MOST:,} more; --json names them all"] if len(report.left) > _MOST else []
    if report.redirects_by_rule:
        count = _count(report.redirects_by_rule, "old address", "old addresses")
        need = "needs" if report.redirects_by_rule == 1 else "need"
        says = f"{count} with a question mark {need} a rule of the server. Builds write it where [hosting] names one."
        lines += ["", says]
    if report.redirects_lost:
        lines += [
            "",
            f"{_count(report.redirects_lost, 'old address', 'old addresses')} with a question mark cannot be kept.",
        ]
    return "\n".join(lines)


def together(reports: Sequence[Report]) -> Report:
    """Return the reports of one command as one."""
    kinds, sources = dict.fromkeys(report.kind for report in reports), (report.source for report in reports)
    return msgspec.structs.replace(
        reports[0],
        source=", ".join(sources),
        kind=", ".join(kinds),
        came=tuple(came for report in reports for came in report.came),
        left=tuple(left for report in reports for left in report.left),
        looks=tuple(sorted((look for report in reports for look in report.looks), key=lambda look: look.rank)),
        redirects_by_rule=sum(report.redirects_by_rule for report in reports),
        redirects_lost=sum(report.redirects_lost for report in reports),
    )


def line_for(sources: Sequence[str], site: Path, kind: str) -> str:
    """Return the line that imports the same once more, from any folder."""
    named = (name if name.startswith(("http://", "https://")) else absolute(name) for name in sources)
    chosen = f" --from {kind}" if kind else ""
    shown = " ".join(quoted(Path(name)) if isinstance(name, Path) else shlex.quote(name) for name in named)
    return f"therapyblog import {shown}{chosen} --into {quoted(absolute(site))}"


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
    "pictures": "{n} were there already, and show their pictures now:",
    "gone": "{n} came with an earlier import, and somebody took them away (--overwrite brings them again):",
}


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _listed(files: list[str]) -> str:
    return ", ".join(files[:_FEW]) + (" …" if len(files) > _FEW else "")
