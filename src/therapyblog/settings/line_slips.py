"""Settings that cannot be read → the line that is the reason, what its author did, and the line to write instead."""

from __future__ import annotations

import re
from typing import NamedTuple

from therapyblog.settings.yaml_errors import UNCLOSED_QUOTE, quoted

_NAME = r"[A-Za-z][\w-]{1,30}"
_NO_SPACE = re.compile(rf"(?P<name>{_NAME})(?::(?=[^\s/])|[ \t]*：[ \t]*|[ \t]*=[ \t]*)(?P<value>\S.*)")
_BOLD = re.compile(rf"[*_]{{1,3}}(?P<name>{_NAME})(?:[*_]{{1,3}}:|:[*_]{{1,3}})[ \t]*(?P<value>\S.*)")
_NO_HYPHEN_SPACE = re.compile(r"[ ]*-(?P<item>[^\W_-].*)")
_BEFORE_LIST = re.compile(r"[\w-]+:[ ]+[^\s|>].*")
_SETTING = re.compile(rf"(?P<name>{_NAME}):[ ]+(?P<value>[^\s\"'|>\[{{&*!].*)")
_BARE = re.compile(r"(?P<name>[^\W\d_][\w-]*)[;,.]?(?:[ \t]+(?P<value>[^\s:].*))?")
_MOST_WORDS = 4
_LONGEST_SHOWN = 120


class LineSlip(NamedTuple):
    """The line (from 0), what is wrong with it, and what to write."""

    line: int
    says: str
    fix: str


def line_slip(source: str) -> LineSlip | None:
    """Return the first line of these settings that is none as it stands, if one is."""
    lines = source.split("\n")
    above = ""
    for index, line in enumerate(lines):
        if UNCLOSED_QUOTE.fullmatch(line):
            return None
        found = _mark(line) or _list(line, above) or (_bare(line, above) if ":" not in line else None)
        if found:
            return LineSlip(index, *found)
        above = line
    return None


def _mark(line: str) -> tuple[str, str] | None:
    """Explain a line that lacks a space, or has other marks than a colon behind its name."""
    if item := _NO_HYPHEN_SPACE.fullmatch(line):
        return "an item of a list needs a space behind its hyphen", "write " + _short(f"- {item['item']}")
    if bold := _BOLD.fullmatch(line):
        return "a setting needs no marks around its name", f"write {_setting(bold['name'], bold['value'])}"
    if slip := _NO_SPACE.fullmatch(line):
        return "a setting needs a colon and a space behind its name", f"write {_setting(slip['name'], slip['value'])}"
    return None


def _list(line: str, above: str) -> tuple[str, str] | None:
    if line.startswith("- ") and _BEFORE_LIST.fullmatch(above):
        name = above.partition(":")[0]
        says = f"a list begins here, but `{name}` in the line above has a value already"
        return says, "write the name of the list and a colon above it, such as tags:"
    return None


def _bare(line: str, above: str) -> tuple[str, str] | None:
    """Explain a line without a colon: a state, a name without its colon, or the rest of the line above."""
    bare = _BARE.fullmatch(line.rstrip())
    if not bare:
        return None
    from therapyblog.settings.document_fields import DOCUMENTS  # noqa: PLC0415 - only where something is wrong
    from therapyblog.settings.hold_rules import fold  # noqa: PLC0415
    from therapyblog.settings.holds import effect_of  # noqa: PLC0415

    words, name = line.strip(" .;,"), bare["name"]
    status = effect_of("status", words) or effect_of(words, "true")
    if status in ("draft", "unlisted"):
        says = f"“{words}” stands alone here; a setting has a name, a colon and a value"
        return says, f"write status: {status}"
    known = {fold(key) for group in DOCUMENTS.values() for key in group.table}
    is_known = fold(name) in known or effect_of(name, "true") or effect_of(name, "false")
    if bare["value"] and is_known and len(words.split()) <= _MOST_WORDS:
        return f"`{name}` has no colon behind it", f"write {_setting(name, bare['value'])}"
    begun = _SETTING.fullmatch(above)
    if begun and line[0].islower():
        joined = f"{begun['value'].rstrip()} {line.strip()}"
        wanted = f"{begun['name']}: {quoted(joined) if ': ' in joined or ' #' in joined else joined}"
        says = f"this line has no colon, and seems to go on with the `{begun['name']}` of the line above"
        return says, f"write both as one line: {_short(wanted)}"
    return None


def _setting(name: str, given: str) -> str:
    value = given.strip("\"'")
    return _short(f"{name}: {value if given == value else quoted(value)}")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
