"""The ids of references and of their marks, used by the text and by the list of references below it.

They begin with `tb-`, as no id of a heading does.
"""

from __future__ import annotations


def work_id(number: int) -> str:
    """Return the id of a work in the list under the text."""
    return f"tb-reference-{number}"


def mark_id(number: int, again: int) -> str:
    """Return the id of a mark; `again` counts the marks of this work before it."""
    return f"tb-ref-{number}" + (f"-{again + 1}" if again else "")
