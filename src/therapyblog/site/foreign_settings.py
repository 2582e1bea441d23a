"""Settings that have the names of other programs and are read by nobody: told once for the whole site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from therapyblog.model.config import Config
from therapyblog.model.documents import Document
from therapyblog.model.problems import Problem, problem
from therapyblog.model.theme import Template
from therapyblog.patterns import lazy_pattern
from therapyblog.settings.document_fields import DOCUMENTS
from therapyblog.settings.foreign_names import FOREIGN_NAMES
from therapyblog.settings.hold_rules import fold

_MOST = 12
_READ_BY_NAME = lazy_pattern(
    r"""\.extra\.(?!get\b|items\b|keys\b|values\b)(?P<attribute>\w+)"""
    r"""|\.extra(?:\.get\(|\[)\s*["'](?P<item>[^"']+)|["'](?P<asked>[^"']+)["']\s+(?:not\s+)?in\s+[\w.]+\.extra\b"""
)
_READ_AT_ALL = lazy_pattern(r"\.extra\b")


def check_foreign_settings(
    config: Config, documents: Iterable[Document], templates: Mapping[str, Template]
) -> Iterable[Problem]:
    """Say which settings have the names of other programs, in how many files, and what each is called here.

    What a template reads is its own; `ordinary_keys` names what may stay as it is.
    """
    counts: Counter[str] = Counter()
    first: dict[str, tuple[Document, str]] = {}
    for document in documents:
        for name, value in document.settings.extra.items():
            folded = fold(name)
            if value is not None and folded in FOREIGN_NAMES:
                counts[folded] += 1
                first.setdefault(folded, (document, name))
    silent = {fold(name) for name in config.ordinary_keys}
    found = [name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if name not in silent]
    if not found or (read := _names_read(templates)) is None:
        return
    found = [name for name in found if name not in read]
    told = [_told(*first[name], counts[name]) for name in found if _ours(*first[name])]
    spare = [_told(*first[name], counts[name]) for name in found if not _ours(*first[name])]
    parts = [*_first_of(told), *(["nothing here is called " + ", ".join(_first_of(spare))] if spare else [])]
    if parts:
        document, name = min(
            (first[name] for name in found), key=lambda place: (place[0].path, place[0].places[place[1]])
        )
        names = ", ".join(f'"{first[name][1]}"' for name in found[:_MOST])
        yield problem(
            "TB-SET-014",
            at=document.place(name),
            says=f"settings of other programs are not read here: {'; '.join(parts)}",
            fix="write them by the names that they have here, or take them out; what may stay as it is: "
            f"ordinary_keys = [{names}] below [content] in therapyblog.toml",
        )


def _told(document: Document, name: str, count: int) -> str:
    """Say how often a setting is found, where first, and what it is called here."""
    place = document.place(name)
    where = f"{place.path}:{place.line}" if count == 1 else f"{count:,} files, first {place.path}:{place.line}"
    ours = _ours(document, name)
    return f"`{name}` ({where})" + (f" is {ours} here" if ours else "")


def _ours(document: Document, name: str) -> str:
    """Return what a setting is called here in a file of this kind, or nothing."""
    table = DOCUMENTS[document.kind].table
    return " or ".join(f"`{one}`" for one in FOREIGN_NAMES[fold(name)].split(" or ") if one in table)


def _first_of(told: list[str]) -> list[str]:
    more = len(told) - _MOST
    return [*told[:_MOST], *([f"{more} more"] if more > 0 else [])]


def _names_read(templates: Mapping[str, Template]) -> set[str] | None:
    """Return the folded names in `extra` that templates read; `None` where one reads them all."""
    found: set[str] = set()
    for template in templates.values():
        if ".extra" in template.source:
            names = [match[match.lastgroup or 0] for match in _READ_BY_NAME.finditer(template.source)]
            if len(names) < len(_READ_AT_ALL.findall(template.source)):
                return None
            found.update(map(fold, names))
    return found
