"""One source file → one document, or the problems that keep it from being one."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import msgspec

from therapyblog.content.asides import asides_of
from therapyblog.content.furniture import warn_of_furniture
from therapyblog.content.markdown import read_markdown, typeset_title
from therapyblog.content.options import ReadOptions
from therapyblog.content.unfinished import warn_of_unfinished
from therapyblog.diagnostics import Diagnostics, FileDiagnostics, SourceError
from therapyblog.model.codec import digest, encode
from therapyblog.model.documents import (
    Body,
    Document,
    Heading,
    Kind,
    PageSettings,
    SeriesSetting,
    Settings,
    When,
)
from therapyblog.model.practice_pages import QUESTIONS
from therapyblog.model.problems import Problem
from therapyblog.model.value import Value
from therapyblog.settings.bytes_to_text import decode
from therapyblog.settings.document_fields import DOCUMENTS, status_words
from therapyblog.settings.file_names import date_in_path
from therapyblog.settings.foreign_names import KNOWN_ELSEWHERE
from therapyblog.settings.frontmatter import MAY_BE_SETTINGS, Block, split
from therapyblog.settings.hold_rules import fold
from therapyblog.settings.holds import holds_of, is_foreign_status
from therapyblog.settings.nodes import Node
from therapyblog.settings.placeholders import Placeholders, warn_of_starter
from therapyblog.settings.reader import TOP_OF_FILE, Reader
from therapyblog.settings.retired_telephone_numbers import warn_of_retired_numbers

_LISTS = ("aliases", "author", "authors", "credentials", "references", "related")


class Read(Value, frozen=True, kw_only=True):
    """A document that was read, with its problems; `document` is `None` where they are errors."""

    document: Document | None
    sketch: Document | None = None
    """Where they are errors: the document without the settings that are wrong, for the checks between files."""
    problems: tuple[Problem, ...] = ()
    body: bytes = b""
    """The body, encoded and compressed (zlib)."""


def read_document(content: bytes, *, path: str, kind: Kind, options: ReadOptions) -> Read:
    """Read one file of a kind; never raises for what the file holds."""
    diagnostics = Diagnostics()
    file = diagnostics.of_file(path)
    try:
        text = decode(content)
        block = split(text)
    except SourceError as error:
        file.add_error(error)
        return Read(document=None, problems=tuple(diagnostics))
    block.settings = own_names(block.settings, kind, file)
    if MAY_BE_SETTINGS.match(block.body):
        from therapyblog.settings.foreign import foreign_settings  # noqa: PLC0415 - few texts begin like this

        if foreign := foreign_settings(block):
            file.add("TB-SET-013", foreign.line, 1, foreign.says, foreign.fix)
            return Read(document=None, problems=tuple(diagnostics))
    settings = read_settings(block, kind, file, options)
    language = (settings.language if settings else "") or options.language
    body, facts = read_markdown(
        block.body,
        diagnostics,
        path=path,
        first_line=block.body_line,
        language=language,
        settings=options.markdown,
        asks=settings is not None and settings.template == QUESTIONS,
    )
    if isinstance(settings, PageSettings) and settings.content_note_skip:
        facts = msgspec.structs.replace(facts, skip_to=_skip_to(settings, body, block.settings, file))
    if asides := asides_of(block.body, block.body_line, language):
        facts = msgspec.structs.replace(facts, asides=asides)
    warn_of_retired_numbers(text, file)
    if settings is not None:
        warn_of_furniture(block.body, block.body_line, settings.title, file)
    # Whoever still has settings to mend is not asked for the text as well.
    is_empty = kind == "post" and not block.body.strip() and not len(diagnostics)
    if is_empty and settings is not None and not _is_draft(settings):
        says = "this post has no text: its page shows a title and nothing else"
        file.add(
            "TB-EX-002", block.body_line - 1, 1, says, "write it below the settings, or add `status: draft` for now"
        )
    if settings is not None and not _is_draft(settings):
        examples = Placeholders(content, invented=options.invented, language=language, unaddressed=options.unaddressed)
        examples.values(block.settings, names=kind == "practitioner")
        examples.text(block.body, block.body_line)
        examples.report(file)
        warn_of_starter(block.body, block.body_line, file)
        warn_of_unfinished(block.settings, block.body, block.body_line, path, file)
    problems = tuple(diagnostics)
    if settings is None:
        return Read(document=None, problems=problems)
    if isinstance(settings, PageSettings):
        lines = {name: getattr(settings, name) for name in ("title", "subtitle", "description")}
        typeset = {
            name: typeset_title(line, language=language, settings=options.markdown) for name, line in lines.items()
        }
        settings = msgspec.structs.replace(settings, **typeset)
    places = dict(_places(block.settings))
    # Text, for the most part: a third of the bytes to send between processes and to keep.
    encoded = zlib.compress(encode(body), 1)
    document = Document(path=path, kind=kind, settings=settings, places=places, facts=facts, body=digest(encoded))
    if diagnostics.has_errors():
        return Read(document=None, sketch=document, problems=problems)
    return Read(document=document, problems=problems, body=encoded)


def _is_draft(settings: Settings) -> bool:
    """Say whether nobody reads a text before its author opens it again: it may hold notes to fill something in."""
    return getattr(settings, "status", "") == "draft" or any(
        hold.kind in ("draft", "expired") for hold in settings.holds
    )


def _skip_to(settings: PageSettings, body: Body, nodes: Mapping[str, Node], file: FileDiagnostics) -> Heading | None:
    """Return the heading that the content note lets a reader skip to; it may be named by its id or by its words."""
    node, wanted = nodes["content_note_skip"], settings.content_note_skip.removeprefix("#")
    note = nodes.get("content_note")
    is_wrong = note is not None and any(problem.at.line == note.line for problem in file.diagnostics)
    if not settings.content_note and not is_wrong:
        says = "`content_note_skip` is given, but no `content_note`"
        fix = "add a line such as `content_note: bereavement`, or take this one out"
        file.add("TB-SET-007", node.line, node.column, says, fix)
    for heading in body.headings:
        if wanted.casefold() in (heading.id.casefold(), heading.text.casefold()):
            return heading
    known = ", ".join(heading.id for heading in body.headings[:8])
    fix = f"write one of these: {known}" if known else "give the text a heading, such as `## What helps`"
    says = f"this text has no heading “{settings.content_note_skip}” to skip to"
    file.add("TB-LINK-003", node.line, node.column, says, fix)
    return None


_LONGEST_LINE = 500
_SHOWN = ("title", "subtitle", "description", "name")
_FIRST_HEADING = re.compile(r"\s*#{1,2}[ \t]+(\S.{0,100}?)[ \t#]*$", re.MULTILINE)
_QUOTES = re.compile('(?<![0-9])["“”„«»]')
"""Not the sign of inches; an apostrophe looks like a single one."""


def own_names(settings: Mapping[str, Node], kind: Kind, file: FileDiagnostics) -> dict[str, Node]:
    """Return settings by the names that we give them: `Title`, `content-note` and `contentNote` are read as ours.

    Two that differ in nothing but case, hyphens and underscores are a problem: only the author knows which one counts.
    """
    ours = _by_folded_name(kind)
    by_name: dict[str, Node] = {}
    written: dict[str, str] = {}
    for name, node in settings.items():
        folded = fold(name) or name
        known = ours.get(folded, name)
        if folded in written:
            first = by_name[ours.get(folded, written[folded])]
            says = f"`{name}` is the same setting as `{written[folded]}` in line {first.line}"
            file.add("TB-SET-005", node.line, 1, says, "keep one of the two lines")
            continue
        written[folded] = name
        by_name[known] = node
    return _unfolded(by_name)


_FILE_OF_PICTURE = ("path", "src", "url", "file", "feature", "featured", "teaser", "thumbnail", "thumb", "cover")


def _unfolded(settings: dict[str, Node]) -> dict[str, Node]:
    """Read what other programs write as a group: `image: {path: …, alt: …}` (Jekyll) and `author: {name: …}`."""
    image = settings.get("image")
    if image and isinstance(image.value, dict):
        file = next((image.value[name] for name in _FILE_OF_PICTURE if name in image.value), image)
        alt = {"image_alt": image.value["alt"]} if "alt" in image.value else {}
        settings = {**alt, **settings, "image": file}
    for name in ("author", "authors"):
        node = settings.get(name)
        if node and isinstance(node.value, tuple):
            settings[name] = msgspec.structs.replace(node, value=tuple(map(_name_of, node.value)))
        elif node:
            settings[name] = _name_of(node)
    return settings


def _name_of(node: Node) -> Node:
    named = node.value.get("name") if isinstance(node.value, dict) else None
    return named or node


@cache
def _by_folded_name(kind: Kind) -> dict[str, str]:
    return {fold(name): name for name in DOCUMENTS[kind].table}


def read_settings(block: Block, kind: Kind, file: FileDiagnostics, options: ReadOptions) -> Settings | None:
    """Turn the block at the top into the settings of this kind, without those that are wrong.

    `None` where they give neither its title nor its address.
    """
    for line in block.requoted:
        says = f"the {line.name} holds a sign that needs quotes here; it was read as you typed it"
        fix = f"write {line.wanted}" if len(line.wanted) <= _LONGEST_LINE else "put quotes around the whole text"
        if line.curly:
            says = f"the quotation marks of `{line.name}` are curly; they were read as straight ones, and are not shown"
            fix += "; if readers are to see them, put straight ones around them too" if line.name in _SHOWN else ""
        file.add("TB-SET-010", line.line, line.column, says, fix)
    for name in _SHOWN:
        node = block.settings.get(name)
        quotes = _QUOTES.findall(node.value) if node and isinstance(node.value, str) else ()
        # One that is cut off has its second one in the text.
        if node and len(quotes) == 1 and not str(node.value).endswith(("…", "...")):
            says = f"the {name} has one quotation mark {quotes[0]} and no second one"
            file.add("TB-SET-010", node.line, node.column, says, "take it out, or write the other one")
    if not block.settings:
        title = "name" if kind == "practitioner" else "title"
        says = f"`{title}` is missing: this file has no settings at its top"
        heading = _FIRST_HEADING.match(block.body)
        fix = f"begin it with three lines: ---, then {title}: {heading[1] if heading else '…'}, then --- again"
        if block.body_line > len("---"):
            says = f"`{title}` is missing: nothing between the two --- lines is a setting; behind a # it is a note"
            fix = f"write {title}: … between them, without anything before it"
        file.add("TB-SET-007", 1, 1, says, fix)
        return None
    start = Node(None, min(node.line for node in block.settings.values()), 1)
    group, path, settings = DOCUMENTS[kind], file.path, block.settings
    holds = holds_of(settings, group.table, path, kind, file, options.ordinary_keys)
    if "status" in settings and is_foreign_status(settings["status"], status_words(kind)):
        settings = {name: node for name, node in settings.items() if name != "status"}
    language = settings["language"].value if "language" in settings else options.language
    reader = Reader(file, TOP_OF_FILE, day_first=not str(language).strip().lower().startswith("en"))
    values = reader.fields(group, settings, at=start, known=KNOWN_ELSEWHERE)
    if kind == "post":
        _settle_part(values, block.settings, file)
        published = (hold.on for hold in holds if hold.kind == "scheduled" and hold.on)
        if "date" not in values and (day := next(published, None) or date_in_path(path)):
            values["date"] = When(date=day)
    values["holds"] = holds
    slug = block.settings.get("slug")
    if not values.get("title") or (slug is not None and slug.value is not None and "slug" not in values):
        return None
    built: Settings = group.build(**values)
    return built


def _places(settings: Mapping[str, Node]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield where each setting stands, and each item of the lists whose items can be wrong by themselves."""
    for name, node in settings.items():
        yield name, (node.line, node.column)
        if name in _LISTS and isinstance(node.value, tuple):
            for index, item in enumerate(node.value):
                yield f"{name}.{index}", (item.line, item.column)
                for key, inner in item.value.items() if isinstance(item.value, dict) else ():
                    yield f"{name}.{index}.{key}", (inner.line, inner.column)


def _settle_part(values: dict[str, Any], settings: Mapping[str, Node], file: FileDiagnostics) -> None:
    """Fold `part:` beside `series:` into the series setting."""
    part = values.pop("part", None)
    series: SeriesSetting | None = values.get("series")
    if part is None:
        return
    node = settings["part"]
    if series is None:
        if "series" not in settings or settings["series"].value is None:
            says, fix = "`part` is given, but no `series`", "add a line such as `series: Sleeping again`"
            file.add("TB-SET-007", node.line, node.column, says, fix)
    elif series.part not in (None, part):
        says = f"`part` is given twice: {part} here and {series.part} in `series`"
        file.add("TB-SET-005", node.line, node.column, says, "keep one of the two")
    else:
        values["series"] = msgspec.structs.replace(series, part=part)
