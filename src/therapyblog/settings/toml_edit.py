"""One setting of `therapyblog.toml`, changed: a text, the path of a setting and a value → the text.

It promises what `yaml_edit` promises: only the lines of that setting differ, and what comes out is read again and holds
exactly the old values but for the one, else `CannotEdit` says why. A value keeps the quotes that it had; a day stays a
day where it is given as text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import msgspec

from therapyblog.diagnostics import SourceError
from therapyblog.settings.brackets import add, below, cut, differences
from therapyblog.settings.edits import REMOVE, CannotEdit, Change, Lines, Span, is_same, tidy, with_change
from therapyblog.settings.edits import Path as Steps
from therapyblog.settings.toml import Path, Walk, loaded

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_COMMENTS = re.compile(r"(?:[ \t]*#[^\n]*\n)*")


def edit_toml(text: str, path: Steps, value: Any) -> str:
    """Return a text in which one setting has another value, or is taken out (`REMOVE`).

    `path` leads to it: `["menu", 0, "label"]`. A group that is not there is made, with its header. Raises `CannotEdit`
    where the place cannot be changed without touching anything else.
    """
    return edit_all(text, [(path, value)])


def edit_all(text: str, changes: Iterable[Change]) -> str:
    """Return a text in which several settings are changed, as `edit_toml` changes one."""
    lines = Lines(text)
    source, old = _loaded(lines.plain)
    new: Any = old
    for path, value in changes:
        if not path or not isinstance(path[0], str):
            raise CannotEdit("this names no setting")
        new = with_change(new, path, tidy(value))
        new = {} if new is REMOVE else new
    new = _without_empty_lists(old, _as_days(old, new))
    if is_same(old, new):
        return text
    changed = lines.with_spans(source, _Editor(source).spans(old, new), 0)
    try:
        held = loaded(Lines(changed).plain)[1]
    except SourceError as error:
        raise CannotEdit(f"this cannot be written here ({error.says})") from None
    if not is_same(held, new):
        raise CannotEdit("this cannot be written here without changing something else")
    return changed


def _loaded(plain_text: str) -> tuple[str, dict[str, Any]]:
    try:
        return loaded(plain_text)
    except SourceError as error:
        raise CannotEdit(error.says, error.fix, line=error.line) from None
    except (RecursionError, ValueError):
        raise CannotEdit("this file cannot be read") from None


def _as_days(old: Any, new: Any) -> Any:
    """Return new values in which a text that is a day is one, where a day stood."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {name: _as_days(old.get(name), value) for name, value in new.items()}
    if isinstance(old, list) and isinstance(new, list):
        return [_as_days(old[index] if index < len(old) else None, value) for index, value in enumerate(new)]
    if isinstance(old, dt.date) and isinstance(new, str):
        with suppress(ValueError):
            return type(old).fromisoformat(new)
    return new


def _without_empty_lists(old: Any, new: Any) -> Any:
    """Return new values without lists that held groups and hold nothing now: only the groups had headers."""
    if not isinstance(new, dict):
        return new
    before = old if isinstance(old, dict) else {}
    return {
        name: _without_empty_lists(before.get(name), value)
        for name, value in new.items()
        if not (value == [] and _are_groups(before.get(name)))
    }


def _are_groups(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


class _Entry(msgspec.Struct, frozen=True):
    """A name with its value."""

    path: Path
    start: int
    end: int


class _Section(msgspec.Struct):
    """A header and the entries below it; the entries above all headers have the path `()`."""

    path: Path
    start: int
    end: int
    entries: list[_Entry] = []


class _Tree(Walk):
    """Where sections, entries and values of a source begin and end."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.sections = [_Section((), 0, 0)]
        self.values: dict[Path, tuple[int, int]] = {}
        self.names: dict[Path, int] = {}
        self._depth = 0
        self.places()

    def _header(self) -> Path:
        begin = self.at
        path = super()._header()
        self.sections.append(_Section(path, begin, self.at))
        return path

    def _assignment(self, within: Path) -> Path:
        begin = self.at
        path = super()._assignment(within)
        self.names[path] = begin
        if not self._depth:
            self.sections[-1].entries.append(_Entry(path, begin, self.values[path][1]))
        return path

    def _value(self, path: Path) -> None:
        begin = self.at
        self._depth += 1
        super()._value(path)
        self._depth -= 1
        self.values[path] = (begin, begin + len(self.text[begin : self.at].rstrip(" \t")))


class _Editor:
    """Notes the spans of a source that must be replaced for it to hold other values."""

    def __init__(self, source: str) -> None:
        self.source, self._tree = source, _Tree(source)
        self._spans: list[Span] = []

    def spans(self, old: dict[str, Any], new: dict[str, Any]) -> list[Span]:
        """Return what to replace."""
        self._group((), old, new)
        return self._spans

    def _differ(self, path: Path, old: Any, new: Any) -> None:
        if is_same(old, new):
            return
        if path in self._tree.values:
            self._value(path, old, new)
        elif isinstance(old, dict) and isinstance(new, dict):
            self._group(path, old, new)
        elif _are_groups(old) and isinstance(new, list) and all(isinstance(item, dict) for item in new):
            self._groups(path, old, new)
        else:
            raise CannotEdit("a group of settings stands here, and this is none")

    def _group(self, path: Path, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Note how the settings below a header, or of one whose names have dots, become others."""
        for name in old:
            if name in new:
                self._differ((*path, name), old[name], new[name])
            else:
                self._cut((*path, name))
        added = {name: value for name, value in new.items() if name not in old}
        if added:
            self._add(path, added)

    def _add(self, path: Path, added: Mapping[str, Any]) -> None:
        plain = {name: value for name, value in added.items() if not isinstance(value, dict) and not _are_groups(value)}
        own = next((section for section in self._tree.sections if section.path == path), None)
        dotted = [
            (section, entry)
            for section in self._tree.sections
            for entry in section.entries
            if len(entry.path) > len(path) > len(section.path) and entry.path[: len(path)] == path
        ]
        if dotted and (own is None or not own.entries):
            section, entry = dotted[-1]
            start = path[len(section.path) :]
            self._insert(entry.end, [f"{_dotted((*start, name))} = {_written(value)}" for name, value in added.items()])
            return
        if own is not None:
            self._insert_entries(own, [f"{_dotted((name,))} = {_written(value)}" for name, value in plain.items()])
            added = {name: value for name, value in added.items() if name not in plain}
        lines = [line for name, value in added.items() if name not in plain for line in _sections((*path, name), value)]
        if own is None and plain:
            lines = [*_sections(path, plain), *lines]
        if lines:
            self._insert(self._end_of(path), lines)

    def _insert_entries(self, section: _Section, lines: list[str]) -> None:
        if not lines:
            return
        if section.entries:
            last = section.entries[-1]
            indent = self.source[self._line(last.start) : last.start]
            self._insert(last.end, [f"{indent}{line}" for line in lines])
        elif section.path:
            self._insert(section.end, lines)
        else:
            self._spans.append(Span(0, 0, "".join(f"{line}\n" for line in lines)))

    def _insert(self, behind: int, lines: list[str]) -> None:
        """Note lines below the line of a place."""
        at = below(self.source, behind)
        start = "" if self.source[:at].endswith("\n") or not at else "\n"
        self._spans.append(Span(at, at, start + "".join(f"{line}\n" for line in lines)))

    def _end_of(self, path: Path) -> int:
        """Return the end of the last section of a group, with remarks right below it; else the end of all."""
        sections = [section for section in self._tree.sections if section.path[: len(path)] == path]
        if not path or not sections:
            sections = self._tree.sections
        end = self._end(sections[-1])
        if end <= 0 and len(self._tree.sections) == 1:
            return len(self.source)
        line = below(self.source, end)
        remarks = _COMMENTS.match(self.source, line)
        stop = remarks.end() if remarks else line
        # Remarks right above a header belong to that.
        return stop - 1 if line < stop and (stop >= len(self.source) or self.source[stop] == "\n") else end

    def _end(self, section: _Section) -> int:
        return section.entries[-1].end if section.entries else section.end

    def _cut(self, path: Path) -> None:
        """Note that a setting goes, or a group with all that belongs to it; remarks on lines of their own stay."""
        for section in self._tree.sections:
            if section.path[: len(path)] == path and section.path:
                self._cut_section(section)
                continue
            for entry in section.entries:
                if entry.path[: len(path)] == path:
                    self._cut_lines(entry.start, entry.end)

    def _cut_section(self, section: _Section) -> None:
        begin = self._line(section.start)
        if self.source[:begin].endswith("\n\n"):
            self._spans.append(Span(begin - 1, begin, ""))
        self._cut_lines(section.start, section.end)
        for entry in section.entries:
            self._cut_lines(entry.start, entry.end)

    def _cut_lines(self, start: int, end: int) -> None:
        self._spans.append(Span(self._line(start), below(self.source, end), ""))

    def _groups(self, path: Path, old: list[Any], new: list[Any]) -> None:
        """Note how groups with a header each become others."""
        for start, stop, first, last in differences(old, new):
            common = min(stop - start, last - first)
            for index in range(common):
                self._differ((*path, start + index), old[start + index], new[first + index])
            for index in range(start + common, stop):
                self._cut((*path, index))
            lines = [line for item in new[first + common : last] for line in self._moved(path, old, item)]
            if lines and start + common < len(old):
                section = next(each for each in self._tree.sections if each.path == (*path, start + common))
                begin = self._line(section.start)
                begin -= len(_remarks_above(self.source[:begin]))
                self._spans.append(Span(begin, begin, "".join(f"{line}\n" for line in [*lines[1:], ""])))
            elif lines:
                self._insert(self._end_of((*path, len(old) - 1)), lines)

    def _moved(self, path: Path, old: list[Any], item: Any) -> list[str]:
        """Return the lines of a group; one that stood elsewhere comes as it was written."""
        index = next((index for index, other in enumerate(old) if is_same(other, item)), None)
        if index is not None:
            own = (*path, index)
            sections = [section for section in self._tree.sections if section.path[: len(own)] == own]
            written = self.source[self._line(sections[0].start) : below(self.source, self._end(sections[-1]))]
            if "\n#" not in written and len(sections) == 1:
                return ["", *written.removesuffix("\n").split("\n")]
        return _sections((*path, 0), item)

    def _value(self, path: Path, old: Any, new: Any) -> None:
        """Note how what stands behind a `=`, or in brackets, becomes another."""
        start, end = self._tree.values[path]
        if isinstance(old, dict) and isinstance(new, dict) and not old.keys().isdisjoint(new):
            self._inline_group(path, old, new)
        elif isinstance(old, list) and isinstance(new, list) and old and new:
            self._inline_list(path, old, new)
        else:
            self._spans.append(Span(start, end, _written(new, self.source[start : start + 3])))

    def _inline_group(self, path: Path, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        bounds = {name: (self._tree.names[*path, name], self._tree.values[*path, name][1]) for name in old}
        gone = [index for index, name in enumerate(old) if name not in new]
        self._spans += cut(self.source, [*bounds.values()], gone)
        for name in old:
            if name in new:
                self._differ((*path, name), old[name], new[name])
        added = [f"{_dotted((name,))} = {_written(value)}" for name, value in new.items() if name not in old]
        kept = [bound for name, bound in bounds.items() if name in new]
        self._spans += add(self.source, kept, len(kept), added) if added else []

    def _inline_list(self, path: Path, old: list[Any], new: list[Any]) -> None:
        bounds = [self._tree.values[*path, index] for index in range(len(old))]
        known = {repr(item): self.source[start:end] for item, (start, end) in zip(old, bounds, strict=True)}
        for start, stop, first, last in differences(old, new):
            common = min(stop - start, last - first)
            for index in range(common):
                self._differ((*path, start + index), old[start + index], new[first + index])
            self._spans += cut(self.source, bounds, range(start + common, stop))
            added = [known.get(repr(item)) or _written(item) for item in new[first + common : last]]
            self._spans += add(self.source, bounds, start + common, added) if added else []

    def _line(self, at: int) -> int:
        return self.source.rfind("\n", 0, at) + 1


def _remarks_above(before: str) -> str:
    """Return the lines of remarks with which a text ends."""
    found = re.search(r"(?:^[ \t]*#[^\n]*\n)+\Z", before, re.MULTILINE)
    return found[0] if found else ""


def _sections(path: Path, value: Any) -> list[str]:
    """Return the lines of a group with its header, or of several; each begins with an empty line."""
    if _are_groups(value):
        return [line for item in value for line in _sections((*path, 0), item)]
    if not isinstance(value, dict):
        raise CannotEdit("this cannot be written as a group of settings")
    names = [step for step in path if isinstance(step, str)]
    header = f"[[{_dotted(names)}]]" if path and isinstance(path[-1], int) else f"[{_dotted(names)}]"
    inner = {name: held for name, held in value.items() if isinstance(held, dict) or _are_groups(held)}
    plain = [f"{_dotted((name,))} = {_written(held)}" for name, held in value.items() if name not in inner]
    return ["", header, *plain, *(line for name, held in inner.items() for line in _sections((*path, name), held))]


def _dotted(names: Iterable[str | int]) -> str:
    return ".".join(str(name) if _BARE.fullmatch(str(name)) else _written(str(name)) for name in names)


def _written(value: Any, quotes: str = "") -> str:
    """Write a value; a text keeps the quotes (its first three signs) that it had, where it can."""
    if isinstance(value, str):
        return _text(value, quotes)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_dotted((name,))} = {_written(held)}" for name, held in value.items()) + " }"
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _text(text: str, quotes: str) -> str:
    if quotes.startswith("'") and quotes != "'''" and "'" not in text and "\n" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\")
    if "\n" in text:
        return '"""\n' + escaped.replace('""', '"\\"') + '"""'
    return '"' + escaped.replace('"', '\\"') + '"'
