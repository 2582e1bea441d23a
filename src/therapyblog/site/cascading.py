"""Cascading problems: those that only follow from mistakes in documents or settings that could not be read whole.

A document with mistakes takes part in all checks as a sketch: its settings without those that are wrong. So a name that
nobody has is reported in the same build as a date that does not exist, and nothing is reported twice in other words.
What a problem may follow from is a property of its code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from therapyblog.model.documents import Document
from therapyblog.model.problem_codes import CODES
from therapyblog.model.problems import Problem
from therapyblog.site.entries import Unread


def without_cascading(
    problems: Iterable[Problem], unread: Sequence[Unread], *, is_config_wrong: bool
) -> Iterator[Problem]:
    """Yield the problems that do not follow from others; `is_config_wrong`: `therapyblog.toml` has mistakes."""
    sketches = {document.path: document.sketch for document in unread if document.sketch}
    unknown_names = {document.kind for document in unread if not document.sketch}
    unknown_settings = {document.kind for document in unread}
    for problem in problems:
        code, sketch = CODES[problem.code], sketches.get(problem.at.path)
        if not (
            (is_config_wrong and code.rests_on == "site")
            or (sketch and (code.rests_on != "names" or _is_incomplete(sketch, code.counts)))
            or not unknown_names.isdisjoint(code.needs_names)
            or not unknown_settings.isdisjoint(code.needs_settings)
        ):
            yield problem


def _is_incomplete(sketch: Document, setting: str) -> bool:
    """Say whether entries of a setting are missing in a sketch because they are wrong."""
    entries = getattr(sketch.settings, setting, ())
    return setting in sketch.places and (not entries or f"{setting}.{len(entries)}" in sketch.places)
