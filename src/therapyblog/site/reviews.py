"""Reviews of a text: whether their days can be, and whether the next one is overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from therapyblog.model.documents import Document, PageSettings
from therapyblog.model.problems import Problem, problem


def check_review(document: Document, today: dt.date) -> Iterator[Problem]:
    """Check the days of a document's review; of a day that cannot be nothing else is said."""
    settings = document.settings
    assert isinstance(settings, PageSettings)
    reviewed, due = settings.reviewed, settings.review_due
    if reviewed and reviewed > today:
        says = f"the review of this text is dated {reviewed}, a day to come"
        fix = "write the day on which it was looked over"
        yield problem("TB-REV-002", at=document.place("reviewed"), says=says, fix=fix)
    if reviewed and due and due < reviewed:
        says = f"the next review of this text is due on {due}, before the last one of {reviewed}"
        fix = "write a later day for `review_due`"
        yield problem("TB-REV-003", at=document.place("review_due"), says=says, fix=fix)
    elif due and due < today:
        says = f"the review of this text was due on {due}"
        fix = "look it over and change `reviewed` and `review_due`"
        yield problem("TB-REV-001", at=document.place("review_due"), says=says, fix=fix)
