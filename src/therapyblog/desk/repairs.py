"""What mends a problem by itself, for a button: the words of its message → the words of the line, and others for them.

A message names what is wrong and what to write. Where the line holds exactly those words, once, one can take the place
of the other; anywhere else a person has to look, and there is no button.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from therapyblog.desk.protocol import Edit, Repair
from therapyblog.model.problems import Problem

LEAST_ALIKE = 0.5
"""Of what is wrong and what is written for it (`difflib`): a message may name other words of the line, too."""
_NAMED = re.compile(r"“([^”]+)”|`([^`]+)`")
_TO_WRITE = (
    re.compile(r"did you mean (.+)\?$"),
    re.compile(r"write `([^`…]+)`(?:$|, or )"),
    re.compile(r"""write ("[^"…]+")$"""),
    re.compile(r"write ((?:https?://|mailto:|tel:)[^\s…,;]+)$"),
)
_AROUND = (("[[", "]]"), (":::", ""), ("{", "}"), ("var(", ")"), ("", ":"), ('"', '"'), ("", ""))
"""What a message may write around the words, and the line has around them as well."""


def repair_of(problem: Problem) -> Repair | None:
    """Return what mends a problem; `None` where that is not certain."""
    if not problem.excerpt or not problem.at.line:
        return None
    new = next(filter(None, map(_written, (pattern.match(problem.fix) for pattern in _TO_WRITE))), "")
    for old, instead in _candidates(problem, new) if new else ():
        found = list(re.finditer(rf"(?<![\w-]){re.escape(old)}(?![\w-])", problem.excerpt))
        if len(found) == 1 and old != instead and SequenceMatcher(None, old, instead).ratio() >= LEAST_ALIKE:
            line, start = problem.at.line, found[0].start() + 1
            edit = Edit(from_line=line, from_column=start, to_line=line, to_column=start + len(old), text=instead)
            return Repair(label=f"{old} → {instead}", edits=(edit,))
    return None


def _written(match: re.Match[str] | None) -> str:
    return next(filter(None, match.groups()), "").strip("`") if match else ""


def _candidates(problem: Problem, new: str) -> Iterator[tuple[str, str]]:
    """Yield what may be wrong in the line, each with what to write for it; the last that is named first."""
    plain = new.strip('"')
    if plain != new and f'"{plain}"' not in problem.excerpt:
        # The same words, which only lack their quotes.
        yield plain, new
    named = [one or other for one, other in _NAMED.findall(problem.says)]
    for old in dict.fromkeys(part for name in reversed(named) for part in (name, name.rpartition(".")[2])):
        for before, behind in _AROUND:
            inner = new[len(before) : len(new) - len(behind)]
            if new == f"{before}{inner}{behind}" and inner and f"{before}{old}{behind}" in problem.excerpt:
                yield old, inner
