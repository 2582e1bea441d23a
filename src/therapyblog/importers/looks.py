"""What to look at after an import, gathered while texts are written, each with the line where it stands."""

from __future__ import annotations

import msgspec

from therapyblog.model.import_report import Look, place_of

_FEW = 5


class Looks:
    """What to look at. What nearly every text may have is of a kind, and is told once, with all its places."""

    def __init__(self) -> None:
        self._kinds: dict[Look, str] = {}
        self._marks: dict[Look, str] = {}
        """Those of the text that is being written: → what stands in its line."""

    def add(self, look: Look, kind: str = "", mark: str = "") -> None:
        """Add one, of a kind; `mark` is what stands in the line of the text that it is about."""
        self._marks.setdefault(look, mark)
        self._kinds[look] = kind

    def place(self, content: str) -> None:
        """Find the lines of what was added since the last text, in that which is now written."""
        for look, mark in self._marks.items():
            at = content.find(mark) if mark else -1
            line = content.count("\n", 0, at) + 1 if at >= 0 else 0
            self._kinds[msgspec.structs.replace(look, line=line)] = self._kinds.pop(look)
        self._marks.clear()

    def forget(self, file: str) -> None:
        """Drop what is about a file."""
        self._marks.clear()
        self._kinds = {look: kind for look, kind in self._kinds.items() if look.file != file}

    def told(self) -> tuple[Look, ...]:
        """Return them in order of importance; the first of a kind names the places of the others."""
        alike: dict[str, list[Look]] = {}
        found: list[Look] = []
        for look, kind in self._kinds.items():
            if not kind:
                found.append(look)
            elif kind in alike:
                alike[kind].append(look)
            else:
                alike[kind] = [look]
                found.append(look)
        shown = {looks[0]: _counted(looks) for looks in alike.values()}
        return tuple(sorted((shown.get(look, look) for look in found), key=lambda look: look.rank))


def _counted(looks: list[Look]) -> Look:
    first, more = looks[0], tuple(place_of(look) for look in looks[1:])
    if not more:
        return first
    rest = f" and {len(more) - _FEW:,} others" if len(more) > _FEW else ""
    says = f"{first.says} (so it is with {len(more):,} more: {', '.join(more[:_FEW])}{rest})"
    return msgspec.structs.replace(first, says=says, more=more)
