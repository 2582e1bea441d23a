"""What a publication changes, in numbers and plain words."""

from __future__ import annotations

from collections.abc import Iterable

from therapyblog.model.value import Value
from therapyblog.publishing.host import Files


class Changes(Value, frozen=True, kw_only=True, array_like=False):
    """Paths, sorted."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    bytes: int = 0
    """What travels."""

    @property
    def taken_back(self) -> tuple[str, ...]:
        """The pages among what is removed."""
        return tuple(filter(is_page, self.removed))

    @property
    def sent(self) -> tuple[str, ...]:
        """What travels."""
        return (*self.new, *self.changed)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.removed)


def changes_between(before: Files, files: Files) -> Changes:
    """Compare what is there with what is to be there."""
    new = tuple(sorted(path for path in files if path not in before))
    changed = tuple(sorted(path for path in files if path in before and before[path] != files[path]))
    removed = tuple(sorted(path for path in before if path not in files))
    return Changes(new=new, changed=changed, removed=removed, bytes=sum(files[path].size for path in (*new, *changed)))


def is_page(path: str) -> bool:
    """Say whether this is a page, not a picture, feed or style sheet."""
    return path.endswith(".html")


def address_of(path: str) -> str:
    """Return the address of a page below the site's, as people see it."""
    return f"/{path.removesuffix('index.html')}"


def in_words(changes: Changes) -> str:
    """Say it in one line: "3 pages new, 1 changed, 1 taken back; 4 other files"."""
    counts = [
        (_count(changes.new), "new"),
        (_count(changes.changed), "changed"),
        (_count(changes.removed), "taken back"),
    ]
    named = [(number, what) for number, what in counts if number]
    parts = [f"{pages(number) if not index else number} {what}" for index, (number, what) in enumerate(named)]
    others = len(changes.sent) + len(changes.removed) - sum(number for number, _ in named)
    if others:
        parts.append(f"{others} other {'file' if others == 1 else 'files'}")
    return ", ".join(parts) or "nothing to change"


def pages(number: int) -> str:
    """Return "1 page", "3 pages"."""
    return f"{number} page" if number == 1 else f"{number} pages"


def size_in_words(size: int) -> str:
    """Return a size in bytes for people."""
    for unit, name in ((1024**3, "GB"), (1024**2, "MB"), (1024, "KB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"


def _count(paths: Iterable[str]) -> int:
    return sum(map(is_page, paths))
