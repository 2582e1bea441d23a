"""Text → a warning for every telephone number in it that has been replaced by another: who copies it misleads."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from therapyblog.diagnostics import FileDiagnostics

_BETWEEN = r"[ \t().\u00a0\u2010-\u2013-]{0,3}"


class Retired(NamedTuple):
    """A number that has been replaced: how to find it quickly, then surely, and what to write."""

    ends: tuple[str, ...]
    pattern: str
    instead: str
    service: str


def warn_of_retired_numbers(text: str, diagnostics: FileDiagnostics) -> None:
    """Note every number in the text of a whole file that has been replaced."""
    for retired in retired_numbers():
        # Most texts hold no such four signs, and to look for those costs next to nothing.
        if not any(end in text for end in retired.ends):
            continue
        line, seen = 1, 0
        # Compiled when the first text needs it, by `re`, which keeps it.
        for match in re.finditer(retired.pattern, text):
            # Counted on from the last one: a text may hold thousands.
            line += text.count("\n", seen, match.start())
            begin = text.rfind("\n", 0, match.start())
            seen = match.start()
            says = f"the number “{match.group()}” has been replaced by {retired.instead}"
            fix = f"write {retired.instead} ({retired.service}), or look at the service’s own page"
            diagnostics.add("TB-NUM-001", line, seen - begin, says, fix)


@cache
def retired_numbers() -> tuple[Retired, ...]:
    """Return every number that we know to be replaced."""
    source = Path(__file__).with_name("retired_telephone_numbers.toml").read_text(encoding="utf-8")
    return tuple(
        Retired(tuple(entry["ends"]), _pattern(entry), entry["instead"], entry["service"])
        for entry in tomllib.loads(source)["numbers"]
    )


def _pattern(entry: dict[str, str]) -> str:
    number = _BETWEEN.join(sign for sign in entry["number"].removeprefix("0") if sign.isdigit())
    ends = "|".join(_BETWEEN.join(end) if end.isdigit() else end for end in entry["ends"])
    code = rf"\+?{entry['country_code']}{_BETWEEN}" if entry["country_code"] else ""
    if entry["number"].startswith("0"):
        before = rf"(?:{code}(?:\(0\){_BETWEEN})?|\(?0)" if code else r"\(?0"
    else:
        before = rf"(?:{code})?\(?" if code else r"\(?"
    return rf"(?<![\d+]){before}{number}{_BETWEEN}(?:{ends})(?![\w])"
