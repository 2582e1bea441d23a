"""What the settings of a text say, whatever its generator calls them.

The names are those of one table (`settings.foreign_names`). Settings in groups that hold a text's own count as well,
behind those outside.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from therapyblog.importers.generators.blocks import Settings
from therapyblog.importers.items import Note
from therapyblog.settings.dates import DateError, read_when
from therapyblog.settings.foreign_names import FOREIGN_NAMES
from therapyblog.settings.hold_rules import GROUPS, fold
from therapyblog.settings.nodes import Node

DATES = [
    "date",
    "pubdate",
    "publishdate",
    "published",
    "publishedat",
    "publishedon",
    "publisheddate",
    "datepublished",
    "publicationdate",
    "articlepublishedtime",
    "firstpublishedat",
]

_OTHER_NAMES: dict[str, list[str]] = {}
for _name, _ours in FOREIGN_NAMES.items():
    _OTHER_NAMES.setdefault(_ours, []).append(_name)


def names(ours: str) -> list[str]:
    """Return the folded names that other programs have for a setting of ours."""
    return _OTHER_NAMES.get(ours, [])


def by_names(settings: Settings, names: Iterable[str]) -> Iterator[Node]:
    """Yield the settings of these folded names, those of the groups that hold a text's own behind them."""
    folded = {fold(name): node for name, node in settings.items()}
    groups = [node.value for name, node in folded.items() if name in GROUPS and isinstance(node.value, dict)]
    for values in (folded, *({fold(name): node for name, node in group.items()} for group in groups)):
        for name in names:
            if name in values and values[name].value not in (None, "", ()):
                yield values[name]


def every(settings: Settings, ours: str) -> Iterator[Node]:
    """Yield the settings that are called `ours` here."""
    return by_names(settings, [fold(ours), *names(ours)])


def first(settings: Settings, ours: str) -> Node | None:
    """Return the first setting that is called `ours` here and is a text."""
    return next((node for node in every(settings, ours) if text_of(node)), None)


def by_name(values: Settings, *names: str) -> Node | None:
    """Return the first setting of one of these names, however it is written."""
    return next(by_names(values, [fold(name) for name in names]), None)


def text_of(node: Node | None) -> str:
    """Return a text; of a list its first, and nothing of a group."""
    value = node.value if node is not None else None
    if isinstance(value, tuple):
        return text_of(value[0]) if value else ""
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def texts(node: Node) -> list[str]:
    """Return the texts of a list, or the one that stands there."""
    leaves = node.value if isinstance(node.value, tuple) else (node,)
    return [text for leaf in leaves if (text := text_of(leaf).strip())]


def names_of(words: str) -> list[str]:
    """Return the names in a line: between semicolons (then `Orr, Sam` is Sam Orr), or between commas."""
    if ";" in words:
        return [
            " ".join(reversed([part.strip() for part in name.split(",", 1)]))
            for name in words.split(";")
            if name.strip()
        ]
    return [
        name.strip()
        for name in re.split(
            r",\s*(?!(?:Jr|Sr|PhD|MA|MSc|LMFT|LCSW|LPC|PsyD|Dr)\b)|\s+(?:&|and)\s+(?=[A-Z]\w+ [A-Z])", words
        )
        if name.strip()
    ]


def language_tag(text: str) -> str:
    """Return a language as it is written here: `en-GB` for `en_gb`; nothing for what is none."""
    match = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[.@].*)?", text.strip())
    return (
        "-".join(part for part in (match[1].lower(), (match[2] or "").title(), (match[3] or "").upper()) if part)
        if match
        else ""
    )


def series_of(settings: Settings) -> tuple[str, int]:
    """Return the series of a text and which part it is; empty and 0 where it is none."""
    node = next(every(settings, "series"), None)
    inner = node.value if node is not None and isinstance(node.value, dict) else {}
    name = text_of(inner.get("name") or inner.get("title")) if inner else text_of(node)
    number = text_of(inner.get("part")) if inner.get("part") else text_of(next(every(settings, "part"), None))
    return name, int(number) if number.isdecimal() and 0 < int(number) < 1000 else 0


def plain(words: str) -> str:
    """Return words without HTML and without the marks of Markdown around links."""
    words = re.sub(r"<[A-Za-z/][^<>]*>|\{\{.*?\}\}|\{%.*?%\}", "", words)
    return " ".join(re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", words).split())


def escaped(words: str) -> str:
    """Return words as HTML."""
    return words.replace("&", "&amp;").replace("<", "&lt;")


def date_of(settings: Settings, names: Iterable[str], notes: list[Note]) -> dt.datetime | None:
    """Return the first date under one of these names; what cannot be read is noted, and the text is a doubt."""
    for node in by_names(settings, names):
        value = text_of(node)
        if not value or value.lower() in ("true", "false", "git", "now", "last modified", "created"):
            continue
        try:
            when = read_when(re.sub(r"(?<=\d)T?(?:Z|\s?UTC)$|\s+[A-Z][a-z]+/[A-Z]\w+$", "", value.strip()))
        except DateError as error:
            notes.append(Note(says=f"a date of it cannot be read: {error}", doubtful=True))
            continue
        except ValueError:
            notes.append(Note(says=f"a date of it cannot be read: “{value[:40]}”", doubtful=True))
            continue
        return dt.datetime.combine(when.date, (when.time or dt.time()).replace(second=0, microsecond=0))
    return None
