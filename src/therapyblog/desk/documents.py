"""The texts of the open site: lists, opening and saving, and their settings."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from therapyblog.content.markdown.facts import reading_minutes
from therapyblog.desk.protocol import Answer, At, Done, Refused, Request, SeenProblem
from therapyblog.desk.setting_values import changed_text, values_of
from therapyblog.desk.site_files import (
    TextFile,
    changed_meanwhile,
    clean,
    kind_of,
    read_text,
    replace,
)
from therapyblog.desk.workspace import Workspace
from therapyblog.diagnostics import SourceError
from therapyblog.model.documents import Document, Kind, PostSettings
from therapyblog.model.documents import PageSettings as Page
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.serve.preview import Preview
from therapyblog.settings.edits import CannotEdit
from therapyblog.settings.file_names import name_in_path
from therapyblog.settings.frontmatter import split
from therapyblog.site.visibility import holds_today

SETTINGS = "settings"
"""What the desk calls the kind of `therapyblog.toml`."""


class ListDocuments(Request, frozen=True, kw_only=True):
    """`documents.list`; without a kind all of them."""

    kind: str = ""


class OpenDocument(Request, frozen=True, kw_only=True):
    """`documents.open`, `documents.duplicate`, `documents.delete`, `versions.list`: the path of a text."""

    path: str


class SaveDocument(Request, frozen=True, kw_only=True):
    """`documents.save`; `digest` is what the window has seen, empty for a file that is gone and should be back."""

    path: str
    text: str
    digest: str
    window: str = ""


class SettingChange(Request, frozen=True, kw_only=True):
    """One setting and its value; without a value it is taken out."""

    setting: tuple[str | int, ...]
    value: Any = None


class SetSettings(Request, frozen=True, kw_only=True):
    """`documents.set`."""

    path: str
    digest: str
    changes: tuple[SettingChange, ...]
    window: str = ""


class AcceptingNow(Request, frozen=True, kw_only=True):
    """`site.accepting`: whether new people are taken on, by the practice or by one practitioner (its file's name)."""

    value: str
    practitioner: str = ""


class Listed(Answer, frozen=True, kw_only=True):
    """A text in a list; `state`: published, draft, scheduled, unlisted or needs-a-look."""

    path: str
    kind: str
    title: str
    state: str
    digest: str
    words: int = 0
    mistakes: int = 0
    until: dt.date | None = None
    date: dt.date | None = None
    updated: dt.date | None = None
    series: str | None = None
    part: int | None = None
    topic: str | None = None
    address: str | None = None


class Documents(Answer, frozen=True, kw_only=True):
    """`documents.list`."""

    documents: tuple[Listed, ...]


class Opened(Answer, frozen=True, kw_only=True):
    """A text with everything that a window shows beside it."""

    path: str
    kind: str
    text: str
    digest: str
    encoding_kept: bool
    read_only: bool
    problems: tuple[SeenProblem, ...]
    values: dict[str, Any]
    body_starts_line: int
    address: str | None
    words: int
    minutes: int


class Saved(Answer, frozen=True, kw_only=True):
    """`documents.save`, `versions.restore`: what the file holds now."""

    text: str
    digest: str
    saved_at: dt.datetime


class Changed(Answer, frozen=True, kw_only=True):
    """`documents.set`: the text with its new settings."""

    text: str
    digest: str
    values: dict[str, Any]
    problems: tuple[SeenProblem, ...]


def list_documents(workspace: Workspace, request: ListDocuments) -> Documents:
    """Return the texts of the site, as they were read last."""
    listed = workspace.ask(_listed)
    title = workspace.preview.title
    if request.kind in ("", SETTINGS):
        content = read_text(workspace, SETTINGS_FILE)
        listed.append(Listed(path=SETTINGS_FILE, kind=SETTINGS, title=title, state="published", digest=content.digest))
    wanted = [entry for entry in listed if request.kind in ("", entry.kind)]
    return Documents(
        documents=tuple(entry if entry.address is None else _located(workspace, entry) for entry in wanted)
    )


def _located(workspace: Workspace, entry: Listed) -> Listed:
    return msgspec.structs.replace(entry, address=f"{workspace.address}{(entry.address or '')[1:]}")


def _listed(preview: Preview) -> list[Listed]:
    site, today = preview.site, preview.today
    mistakes = Counter(problem.at.path for problem in preview.problems if problem.severity == "error")
    found = []
    for kind, path, document in preview.texts:
        digest = preview.digest_of(path)
        known: dict[str, Any] = _facts(document, today) if document and today else {"title": name_in_path(path)}
        found.append(
            Listed(
                path=path,
                kind=kind,
                digest=digest.hex() if digest else "",
                mistakes=mistakes[path],
                address=(site.url_of(path) or None) if site else None,
                **{**known, "state": "needs-a-look" if mistakes[path] or not document else known["state"]},
            )
        )
    return found


def _facts(document: Document, today: dt.date) -> dict[str, Any]:
    settings = document.settings
    holds = holds_today(document, today)
    kind = holds[0].kind if holds else "published"
    facts: dict[str, Any] = {
        "title": plain_line(settings.title),
        "words": document.facts.words,
        "state": "draft" if kind == "expired" else kind,
        "until": holds[0].on if kind == "scheduled" else None,
    }
    if isinstance(settings, Page):
        facts["updated"] = settings.updated.date if settings.updated else None
    if isinstance(settings, PostSettings):
        series = settings.series
        facts |= {
            "date": settings.date.date if settings.date else None,
            "series": series.name if series else None,
            "part": series.part if series else None,
            "topic": settings.topic or None,
        }
    return facts


def plain_line(title: str) -> str:
    """Return a title on one line."""
    return " ".join(title.split())


def open_document(workspace: Workspace, request: OpenDocument) -> Opened:
    """Open a text, with whatever mistakes it has."""
    file = read_text(workspace, request.path)
    kind = kind_of(request.path)
    values, starts = known_values(file.text, kind)
    listed = next((entry for entry in workspace.ask(_listed) if entry.path == request.path), None)
    words = listed.words if listed else len(file.text.split())
    return Opened(
        path=request.path,
        kind=kind or SETTINGS,
        text=file.text,
        digest=file.digest,
        encoding_kept=file.is_exact,
        read_only=file.read_only,
        problems=workspace.problems(request.path),
        values=values,
        body_starts_line=starts,
        address=workspace.page_of(request.path) or None,
        words=words,
        minutes=reading_minutes(words),
    )


def known_values(text: str, kind: Kind | None) -> tuple[dict[str, Any], int]:
    """Return the settings of a text, as far as they can be read, and the line in which its body begins."""
    try:
        values = values_of(text, kind)
        return values, 1 if kind is None else split(text).body_line
    except (SourceError, RecursionError):
        return {}, 1


def save(workspace: Workspace, request: SaveDocument) -> Saved:
    """Save a text; line ends and the mark at its beginning stay as the file has them."""
    with workspace.write_lock:
        content = _encoded(workspace, request)
        return saved(replace(workspace, request.path, content, request.digest, request.window))


def _encoded(workspace: Workspace, request: SaveDocument) -> bytes:
    if not request.digest:
        return clean(request.text).encode()
    file = read_text(workspace, request.path)
    if file.digest != request.digest:
        workspace.versions.keep(request.path, file.content, by="elsewhere")
        raise changed_meanwhile(file)
    return file.encoded(request.text)


def saved(file: TextFile) -> Saved:
    """Return the answer for a file that was just saved."""
    return Saved(text=file.text, digest=file.digest, saved_at=dt.datetime.now(dt.UTC))


def set_settings(workspace: Workspace, request: SetSettings) -> Changed:
    """Change settings of a text; no other byte of it changes."""
    changes = [(change.setting, change.value) for change in request.changes]
    with workspace.write_lock:
        file = read_text(workspace, request.path)
        if file.digest != request.digest:
            raise changed_meanwhile(file)
        file = with_settings(workspace, file, changes, request.window)
    kind = kind_of(request.path)
    problems = workspace.problems(request.path)
    return Changed(text=file.text, digest=file.digest, values=known_values(file.text, kind)[0], problems=problems)


def with_settings(
    workspace: Workspace, file: TextFile, changes: Sequence[tuple[Sequence[str | int], Any]], window: str = ""
) -> TextFile:
    """Change settings of a file for a window; raises `Refused` where that needs a look at the text."""
    try:
        text = changed_text(file.raw, kind_of(file.path), changes)
    except CannotEdit as error:
        at = At(path=file.path, line=error.line) if error.line else None
        raise Refused(sentence(error.says), fix=sentence(error.fix), code="as-text", at=at) from None
    return replace(workspace, file.path, text.encode(), file.digest, window)


def sentence(words: str) -> str:
    """Return words as a sentence."""
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '…')) else '.'}"


def accepting(workspace: Workspace, request: AcceptingNow) -> Done:
    """Say whether new people are taken on."""
    if request.value not in ("open", "waitlist", "closed", ""):
        raise Refused("This is none of the three answers.", code="bad-request")
    path = f"practitioners/{request.practitioner}.md" if request.practitioner else SETTINGS_FILE
    setting = ("accepting",) if request.practitioner else ("site", "accepting")
    with workspace.write_lock:
        with_settings(workspace, read_text(workspace, path), [(setting, request.value or None)])
    return Done()
