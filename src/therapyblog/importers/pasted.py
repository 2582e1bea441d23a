"""Text that was copied off a page, or saved without its form: what each line is is told by how it looks.

Every decision is noted for the report. Words are only ever left out where they belong to the old page and not to the
text: its menus, counts and neighbours.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import PurePosixPath

from therapyblog.importers.items import UNNAMED, Item, Note, Person, Text
from therapyblog.importers.source import Source
from therapyblog.model.value import Value
from therapyblog.settings.dates import DateError, read_when

NAME = "text"
WORDS = "a pasted text"

LONGEST_HEADING = 100
_LONGEST_TITLE, _LONGEST_SUBTITLE = 140, 160
_WRAPPED = 60
"""Letters of a line above which a line break inside a paragraph is only where a program wrapped it."""
_BULLET = re.compile(r"^\s*(?:[•●▪◦‣·∙–—*-]|o(?=\s{2,}|\t))\s+(?=\S)")
_NUMBER = re.compile(r"^\s*(\d{1,3})[.)]\s+(?=\S)")
_FINAL = (".", ",", ";", ":", "…", "”.", ").")
_LOST_SPACE = re.compile(r"(?<=[a-z])(?=\d{1,3}[- ]?(?:minute|min|hour|day|week|Minuten|minutes|minuti|minutos)s?\b)")
_UPDATED = re.compile(
    r"^(?:last\s+)?(updated|edited|modified|aktualisiert|mis à jour|actualizado|aggiornato|bijgewerkt)"
    r"(?:\s+(?:on|am|le|el|il|op))?\s*:?\s+(.+)$",
    re.IGNORECASE,
)
_BY = re.compile(r"^(?:written\s+|posted\s+)?(?:by|von|par|por|di|door)\s+([^\W\d].{2,60})$", re.IGNORECASE)
_READING_TIME = re.compile(
    r"^\d+\s*(?:min(?:ute)?s?|Minuten?)\.?\s*(?:read|reading time|Lesezeit|de lecture|di lettura|de lectura)?$",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"^(?:top of page|bottom of page|skip to (?:main )?content|use tab to navigate\.?|back to (?:blog|top)|all posts"
    r"|\d+ (?:comments?|likes?|views?|kommentare?|commentaires?)|comments?|commentaires|kommentare|comentarios"
    r"|see all|alle ansehen|voir tout|ver todo|log ?in(?: ?/ ?sign ?up)?|sign up|share(?: this)?:?"
    r"|loading\.*|write a comment\.*|leave a (?:comment|reply)|post not marked as liked|read more|subscribe|tweet|print"
    r"|email this)$",
    re.IGNORECASE,
)
_LAST_PART = re.compile(
    r"^(?:recent posts|related posts|you might also like|aktuelle beiträge|posts récents|entradas recientes)$",
    re.IGNORECASE,
)
_NEIGHBOUR = re.compile(
    r"^(?:(previous|vorheriger|précédent|anterior)|(?:next|nächster|suivant|siguiente))(?: post| beitrag)?$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:therap(?:ist|eut)|counsell?or|psycholog|psychotherap|psychiat|coach|social worker"
    r"|thérapeut|terapeut|berater)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"^[A-Z][\w.()&/+-]*(?:\s\([^)]*\))?(?:,\s*[A-Z][\w.()&/+ -]{0,40})+$|^[A-Z]{2,}[\w.()]*$")
_NAME = re.compile(r"^(?:(?:Dr|Prof|Mrs?|Ms|Mx)\.? )?[A-ZÀ-Þ][\w.’'-]*(?: [\w.’'-]+){0,4}$")
_QUOTED = re.compile(r"^[“\"„«‘'].*[”\"“»’']\.?$", re.DOTALL)


class Block(Value, frozen=True, kw_only=True):
    """Lines between blank ones, with the number of the first."""

    line: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as one."""
        return " ".join(self.lines)


def recognises(source: Source) -> bool:
    """Say whether all there is are plain texts."""
    return bool(source.names()) and all(name.lower().endswith((".txt", ".text")) for name in source.names())


def items(source: Source) -> Iterator[Item]:
    """Yield a post for each text, and whoever signed it."""
    for name in source.names(".txt", ".text"):
        yield from post_of(decoded(source.read(name)), name)


def decoded(content: bytes) -> str:
    """Return a text whatever wrote it: UTF-8, UTF-16 with its mark, else what Windows writes."""
    for start, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if content.startswith(start):
            return content.decode(encoding, "replace").lstrip("\ufeff")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def post_of(text: str, origin: str) -> Iterator[Item]:
    """Yield the post that a text is, after the person who signed it."""
    reader = _Reader(text)
    person = reader.take_signature()
    if person is not None:
        yield person
    title, subtitle = reader.take_title()
    reader.take_facts()
    subtitle = subtitle or reader.take_subtitle()
    html = "\n".join(reader.body())
    author = person.key if person is not None else reader.author
    if reader.author and person is None:
        yield Person(key=reader.author, name=reader.author)
    yield Text(
        kind="post",
        title=title or PurePosixPath(origin).stem.replace("-", " ").replace("_", " ").strip().capitalize(),
        subtitle=subtitle,
        html=html,
        date=reader.date,
        updated=reader.updated,
        authors=(author,) if author else (),
        origin=origin,
        notes=tuple(reader.notes),
    )


def html_of(text: str) -> tuple[str, tuple[Note, ...]]:
    """Return a pasted piece of a text as HTML, all its words, and what was done to it."""
    reader = _Reader(text)
    return "\n".join(reader.body()), tuple(reader.notes)


class _Reader:
    """One text, taken apart from both ends."""

    def __init__(self, text: str) -> None:
        self.notes: list[Note] = []
        self.date: dt.datetime | None = None
        self.updated: dt.datetime | None = None
        self.author = ""
        self.blocks = _without_furniture(_blocks(text), self.notes)

    def take_signature(self) -> Person | None:
        """Take who signed the text off its end: a line with a role, one with letters, in either order, or both."""
        for count in range(min(3, len(self.blocks)), 0, -1):
            tail = [line for block in self.blocks[-count:] for line in block.lines]
            person = signature_of(tail, self.notes)
            if person is not None:
                del self.blocks[-count:]
                return person
        return None

    def take_title(self) -> tuple[str, str]:
        """Take the title, with the subtitle where it stands in the next line."""
        if not self.blocks:
            return "", ""
        first = self.blocks[0]
        title = first.lines[0]
        if len(title) > _LONGEST_TITLE or (title.endswith(_FINAL) and len(title.split()) > 12):
            self.notes.append(Note(says="its first line is no title, so it is called after its file", doubtful=True))
            return "", ""
        self.blocks.pop(0)
        rest = first.lines[1:]
        if rest and len(rest) == 1 and len(rest[0]) <= _LONGEST_SUBTITLE and not is_fact(rest[0]):
            return title, rest[0]
        if rest:
            self.blocks.insert(0, Block(line=first.line + 1, lines=rest))
        return title, ""

    def take_facts(self) -> None:
        """Take dates, the author and the reading time, which stand between the title and the text."""
        lines: list[str] = []
        while self.blocks and all(is_fact(line) for line in self.blocks[0].lines):
            lines += self.blocks.pop(0).lines
        facts = stated(lines)
        self.date, self.updated, self.author = facts.date, facts.updated, facts.author

    def take_subtitle(self) -> str:
        """Take a line below the title that is no heading: what follows it is a paragraph, and it is a sentence."""
        if len(self.blocks) < 2 or len(self.blocks[0].lines) != 1:
            return ""
        line = self.blocks[0].lines[0]
        is_short = len(line) <= _LONGEST_SUBTITLE and not line.endswith(_FINAL) and not _BULLET.match(line)
        if is_short and len(self.blocks[1].text) > len(line) and not _NUMBER.match(line) and len(line.split()) > 4:
            self.blocks.pop(0)
            return line
        return ""

    def body(self) -> Iterator[str]:
        """Yield the text as HTML, block by block."""
        blocks, position = self.blocks, 0
        has_headings = any(self._is_heading(index) for index in range(len(blocks)))
        while position < len(blocks):
            block = blocks[position]
            if all(_BULLET.match(line) for line in block.lines):
                position, entries = self._run(position, _BULLET)
                yield _list("ul", entries)
            elif self._is_numbered_list(position):
                position, entries = self._run(position, _NUMBER)
                yield _list("ol", entries)
            elif self._is_heading(position):
                numbered = _NUMBER.match(block.lines[0])
                level = 3 if numbered and has_headings and self._has_plain_heading() else 2
                yield f"<h{level}>{escape(block.text)}</h{level}>"
                position += 1
            else:
                yield from self._paragraph(block)
                position += 1

    def _run(self, position: int, mark: re.Pattern[str]) -> tuple[int, list[str]]:
        entries: list[str] = []
        while position < len(self.blocks) and all(mark.match(line) for line in self.blocks[position].lines):
            entries += [mark.sub("", line) for line in self.blocks[position].lines]
            position += 1
        return position, entries

    def _is_numbered_list(self, position: int) -> bool:
        block = self.blocks[position]
        if not all(_NUMBER.match(line) for line in block.lines):
            return False
        following = self.blocks[position + 1] if position + 1 < len(self.blocks) else None
        before = self.blocks[position - 1] if position else None
        neighbours = [other for other in (before, following) if other is not None]
        return len(block.lines) > 1 or any(_NUMBER.match(other.lines[0]) for other in neighbours)

    def _is_heading(self, position: int) -> bool:
        block = self.blocks[position]
        line = block.lines[0]
        if len(block.lines) > 1 or len(line) > LONGEST_HEADING or line.endswith(_FINAL) or _BULLET.match(line):
            return False
        if _QUOTED.match(line) or position + 1 >= len(self.blocks) or self._is_numbered_list(position):
            return False
        following = self.blocks[position + 1]
        return (
            line[:1].isalnum()
            and not line[:1].islower()
            and (
                len(following.text) > len(line)
                or len(following.lines) > 1
                or bool(_BULLET.match(following.lines[0]))
                or bool(_NUMBER.match(following.lines[0]))
            )
        )

    def _has_plain_heading(self) -> bool:
        return any(
            self._is_heading(index) and not _NUMBER.match(block.lines[0]) for index, block in enumerate(self.blocks)
        )

    def _paragraph(self, block: Block) -> Iterator[str]:
        lines = [spaces_back(line, self.notes) for line in block.lines]
        if len(lines) > 1 and lines[-2].endswith(":") and _QUOTED.match(lines[-1]):
            yield f"<p>{_joined(lines[:-1])}</p>"
            yield f"<blockquote><p>{escape(lines[-1])}</p></blockquote>"
            return
        start = next((index for index, line in enumerate(lines) if _BULLET.match(line)), 0)
        if start and all(_BULLET.match(line) for line in lines[start:]):
            yield f"<p>{_joined(lines[:start])}</p>"
            yield _list("ul", [_BULLET.sub("", line) for line in lines[start:]])
            return
        yield f"<p>{_joined(lines)}</p>"


def _blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    lines: list[str] = []
    first = 0
    for number, line in enumerate([*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""], 1):
        plain = re.sub("[\u200b\u200e\u2060\ufeff]", "", line).replace("\u00a0", " ").strip()
        if plain:
            first = first or number
            lines.append(re.sub(r"[ \t]+", " ", plain) if not _BULLET.match(plain) else plain)
        elif lines:
            blocks.append(Block(line=first, lines=tuple(lines)))
            lines, first = [], 0
    return blocks


def _without_furniture(blocks: list[Block], notes: list[Note]) -> list[Block]:
    """Leave out what belongs to the old page, and note the names of its neighbours."""
    kept: list[Block] = []
    gone: list[str] = []
    neighbour = ""
    for position, block in enumerate(blocks):
        if all(_NEIGHBOUR.match(line) for line in block.lines):
            neighbour = block.lines[0]
            continue
        if neighbour:
            notes.append(Note(says=f"the {neighbour.lower()} post there was “{block.text}”; is it part of a series?"))
            neighbour = ""
            continue
        if any(_LAST_PART.match(line) for line in block.lines) and position > len(blocks) // 2:
            gone += [line for rest in blocks[position:] for line in rest.lines if not _FURNITURE.match(line)]
            break
        lines = tuple(line for line in block.lines if not _FURNITURE.match(line))
        gone += [line for line in block.lines if _FURNITURE.match(line)]
        if lines:
            kept.append(Block(line=block.line, lines=lines))
    if gone:
        shown = ", ".join(f"“{line}”" for line in dict.fromkeys(gone))
        notes.append(Note(says=f"left out, because it belongs to the old page: {shown}"))
    return kept


def signature_of(lines: list[str], notes: list[Note]) -> Person | None:
    """Return who signed a text with its last lines: a role, letters, a name; `None` where they are no signature."""
    letters = next((line for line in lines if _LETTERS.match(line)), "")
    role = next((line for line in lines if line != letters and _is_role(line)), "")
    names = [line for line in lines if line not in (letters, role)]
    if not (letters or role) or len(names) > 1 or any(not _NAME.match(name) for name in names):
        return None
    if not letters and not names:
        return None
    notes.append(Note(says=f"it was signed “{' · '.join(lines)}”; that is in practitioners/ now"))
    if not names:
        notes.append(Note(says="the signature names nobody; write the name into the file in practitioners/"))
    return Person(key=" · ".join(lines), name=names[0] if names else UNNAMED, role=role, credentials=letters)


def _is_role(line: str) -> bool:
    return (
        bool(_ROLE.search(line))
        and len(line.split()) <= 8
        and len(line) <= 80
        and not line.endswith(("?", ".", "!", ":"))
    )


def spaces_back(text: str, notes: list[Note]) -> str:
    """Return a text with the spaces that were lost before a length of time (`free15-minute`), each noted."""
    mended = _LOST_SPACE.sub(" ", text)
    if mended != text:
        place = next(_LOST_SPACE.finditer(text)).start()
        start = text.rfind(" ", 0, place) + 1
        notes.append(Note(says=f"a space was lost in “{text[start : start + 30].strip()}” and is back"))
    return mended


class Facts(Value, frozen=True, kw_only=True):
    """What the lines between a title and its text say."""

    date: dt.datetime | None = None
    updated: dt.datetime | None = None
    author: str = ""


def stated(lines: Iterable[str]) -> Facts:
    """Read the lines of which `is_fact` is true."""
    date = updated = None
    author = ""
    for line in lines:
        if changed := _UPDATED.match(line):
            updated = _day(changed[2])
        elif day := _day(line):
            date = date or day
        elif by := _BY.match(line):
            author = by[1].strip()
    return Facts(date=date, updated=updated, author=author)


def is_fact(line: str) -> bool:
    """Say whether a line tells a day, the author or the reading time, and nothing else."""
    return bool(_UPDATED.match(line) or _READING_TIME.match(line) or _BY.match(line) or _day(line))


def _day(text: str) -> dt.datetime | None:
    try:
        when = read_when(text.strip())
    except DateError:
        return None
    return dt.datetime.combine(when.date, when.time or dt.time())


def _list(tag: str, entries: list[str]) -> str:
    return f"<{tag}>" + "".join(f"<li>{escape(entry)}</li>" for entry in entries) + f"</{tag}>"


def _joined(lines: list[str]) -> str:
    """Join the lines of a paragraph: where they are as long as a program wraps them, they are one."""
    wrapped = all(len(line) >= _WRAPPED for line in lines[:-1])
    return (" " if wrapped else "<br>").join(escape(line) for line in lines)
