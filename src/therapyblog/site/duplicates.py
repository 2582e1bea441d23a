"""Documents → a warning for every text that is published twice: copies of sync programs, and twins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import splitext

from therapyblog.model.documents import Document
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.patterns import lazy_pattern

CODE = "TB-TWICE-001"
_LEAST_WORDS = 20
"""Two texts shorter than this may well be the same: "Closed until Monday"."""
_COPIES = "copy|kopie|kopia|copie|copia|cópia|kopi|kópia"
# Finder, Explorer, downloads; the words are those of the systems in the languages that we ship, and some more.
COPY = lazy_pattern(
    rf"(?P<name>.+?)(?: ?\(\d{{1,2}}\)| ?[-–_] ?(?:{_COPIES})(?: ?\(?\d+\)?)?"
    rf"| (?:{_COPIES}|نسخة)(?: \d+)?| \((?:{_COPIES})\))",
    re.IGNORECASE,
)
_NUMBERED = lazy_pattern(r"(?P<name>.+) \d{1,2}")
"""A copy, or a second part: its title decides."""
_COPY_BEFORE = lazy_pattern(
    r"(?P<folder>(?:.*/)?)(?:Copy of|Kopie von|Copie de|Copia de|Cópia de|Kopie van) (?P<name>[^/]+)"
)
# Dropbox, Nextcloud, Syncthing, Resilio, OneDrive.
_CONFLICTS = "conflict|konflikt|conflit|конфликт|競合|冲突|衝突|충돌|تعارض"
CONFLICT = lazy_pattern(
    rf"(?P<name>.+?)(?: \((?=[^()/]*(?:\d{{4}}|{_COPIES}))[^()/]*(?:{_CONFLICTS})[^()/]*\)"
    r"| \((?:case|unicode encoding) conflict(?: \d+)?\)| ?[-_. ](?:sync-)?conflict[-_ .]\d{6}.*)",
    re.IGNORECASE,
)
_MARKS_OF_COPIES = ("(", " ", "cop", "kop", "cóp", "kóp", "conflict")
"""A name holds one of these, in small letters, where one of the four above fits; most names hold none."""
_SIGNS = lazy_pattern(r"[\W_]+")


def check_duplicates(documents: Iterable[Document], language: str) -> Iterator[Problem]:
    """Yield every text among those that are published which another one seems to be a copy of."""
    texts = [document for document in documents if document.kind in ("post", "page", "practitioner")]
    # A copy is told from the text that it was made of by the longer name.
    texts.sort(key=lambda text: (len(text.path), text.path))
    stems = [splitext(text.path)[0] for text in texts]
    by_path = {stem.casefold(): text for stem, text in zip(stems, texts, strict=True)}
    by_words: dict[tuple[int, str], list[Document]] = {}
    by_title: dict[tuple[str, str, str], Document] = {}
    for stem, text in zip(stems, texts, strict=True):
        title = (text.kind, text.settings.language or language, _title(text))
        at = Place(path=text.path)
        folded = stem.casefold()
        may_be_copy = any(mark in folded for mark in _MARKS_OF_COPIES)
        conflict = may_be_copy and CONFLICT.fullmatch(stem)
        original = _original(text, stem, by_path) if may_be_copy else None
        twin = _twin(text, by_words) if text.facts.words >= _LEAST_WORDS else text
        namesake = by_title.setdefault(title, text)
        if conflict or original:
            whose = f"a copy of {original.path}" if original else "a copy"
            by = "that a program made which keeps folders alike" if conflict else "by its name"
            says = f"this is {whose}, {by}, and it is published" + (" as well" if original else "")
            fix = "put what you need of it into the other file and delete it; if it is no copy, give it another name"
        elif twin is not text:
            says = f"this text is published twice: {twin.path} has the same text"
            fix = "delete one of the two, or write `status: draft` at its top"
        elif namesake is not text and title[2]:
            line, column = text.places.get("title", (0, 0))
            at = Place(path=text.path, line=line, column=column)
            what = "name" if text.kind == "practitioner" else "title"
            says = f"{namesake.path} has the same {what}, “{namesake.settings.title}”"
            fix = f"delete one of the two if they are the same text; if not, give each a {what} of its own"
        else:
            continue
        yield problem(CODE, at=at, says=says, fix=fix)


def _twin(text: Document, known: dict[tuple[int, str], list[Document]]) -> Document:
    """Return the first text with the same words; `known` are those before it, by what few texts have in common."""
    alike = known.setdefault((text.facts.words, text.facts.excerpt), [])
    alike.append(text)
    return alike[0] if len(alike) == 1 else next(other for other in alike if _links(other) == _links(text))


def _links(text: Document) -> tuple[object, ...]:
    """Return what two texts of so many words and one beginning share if they are the same, wherever it stands."""
    return text.facts.anchors, tuple(mention.target for mention in text.facts.mentions)


def _title(text: Document) -> str:
    return _SIGNS.sub(" ", text.settings.title.casefold()).strip()


def _original(text: Document, stem: str, by_path: dict[str, Document]) -> Document | None:
    """Return the text whose copy another one is by its name, if it is there."""
    for pattern in (CONFLICT, COPY, _COPY_BEFORE, _NUMBERED):
        if found := pattern.fullmatch(stem):
            folder = found.groupdict().get("folder", "")
            original = by_path.get(f"{folder}{found['name']}".casefold())
            if original and (pattern is not _NUMBERED or _title(original) == _title(text)):
                return original
    return None
