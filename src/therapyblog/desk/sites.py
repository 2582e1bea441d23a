"""The start page: my sites, a new one from a few questions, a folder of this computer, the example."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from therapyblog.desk.checklist import Step, steps
from therapyblog.desk.desk import Desk
from therapyblog.desk.protocol import Answer, Done, Refused, Request, SeenProblem
from therapyblog.desk.remembered import forget_site, known_sites
from therapyblog.desk.workspace import Workspace
from therapyblog.files import absolute
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.site.due import due_days
from therapyblog.site.languages import languages_of
from therapyblog.theme.discovery import shipped, theme_names

if TYPE_CHECKING:
    from therapyblog.scaffold.questions import Question

EXAMPLE_FOLDER = "therapyblog-example"
"""The name of the example's copy in the person's own folder."""


class MySite(Answer, frozen=True, kw_only=True):
    """A site that was opened before; `there`: its folder still is."""

    folder: str
    title: str
    there: bool


class MySites(Answer, frozen=True, kw_only=True):
    """`sites.list`; `example`: whether the example can be tried; `open`: the folder of the site that is open."""

    sites: tuple[MySite, ...]
    example: bool
    open: str


class Upcoming(Answer, frozen=True, kw_only=True):
    """What changes by itself on a day to come."""

    day: dt.date
    says: str


class Site(Answer, frozen=True, kw_only=True):
    """The open site at a glance. A window sends `id` with each call, so that it never writes into another site."""

    id: str
    folder: str
    title: str
    language: str
    languages: tuple[str, ...]
    kinds: dict[str, int]
    accepting: str
    preview: str
    problems: int
    trouble: str
    due: tuple[Upcoming, ...]
    checklist: tuple[Step, ...] | None


class ListSites(Request, frozen=True, kw_only=True):
    """`sites.list`."""


class OpenSite(Request, frozen=True, kw_only=True):
    """`sites.open`, and `sites.forget`, which only takes it out of the list."""

    folder: str


class AskQuestions(Request, frozen=True, kw_only=True):
    """`sites.questions`; with the answers so far, what else to ask depends on them."""

    language: str = ""
    answers: dict[str, str] = {}


class AskedQuestion(Answer, frozen=True, kw_only=True):
    """A question about a practice; `asked`: whether it is one after these answers."""

    name: str
    words: str
    kind: str
    choices: tuple[str, ...]
    default: str
    asked: bool


class Questions(Answer, frozen=True, kw_only=True):
    """The questions of a new site."""

    questions: tuple[AskedQuestion, ...]


class CreateSite(Request, frozen=True, kw_only=True):
    """`sites.create`: a folder, which must be new or empty, and the answers."""

    folder: str
    answers: dict[str, str]


class TryExample(Request, frozen=True, kw_only=True):
    """`sites.example`."""


class ReadSite(Request, frozen=True, kw_only=True):
    """`site.read`, `site.problems`."""


class Problems(Answer, frozen=True, kw_only=True):
    """Everything that is wrong in the site."""

    problems: tuple[SeenProblem, ...]


def list_sites(desk: Desk, request: ListSites) -> MySites:  # noqa: ARG001 - it says nothing
    """Return the sites that were opened before."""
    sites = tuple(
        MySite(folder=site.folder, title=site.title, there=os.path.isfile(os.path.join(site.folder, SETTINGS_FILE)))
        for site in known_sites()
    )
    open_folder = str(desk.workspace.folder) if desk.workspace else ""
    return MySites(sites=sites, example=shipped("example_site").is_dir(), open=open_folder)


def open_site(desk: Desk, request: OpenSite) -> Site:
    """Open a site."""
    return read_site(desk.open(chosen_folder(request.folder)), ReadSite())


def forget(desk: Desk, request: OpenSite) -> Done:  # noqa: ARG001 - it is not about this desk
    """Take a site out of the list; its folder stays."""
    forget_site(request.folder)
    return Done()


def questions(desk: Desk, request: AskQuestions) -> Questions:  # noqa: ARG001 - the same for every desk
    """Return the questions of a new site, and which of them these answers make needless."""
    from therapyblog.scaffold.questions import QUESTIONS, so_far  # noqa: PLC0415 - a site that exists needs none

    answers = so_far(request.answers)
    known: Mapping[str, object] = {"name": "", "country": "GB", **answers}
    return Questions(
        questions=tuple(
            AskedQuestion(
                name=question.name,
                words=question.asks,
                kind=_KINDS.get(question.name, "choice" if question.kind.choices else "line"),
                choices=_choices(question),
                default=question.default(known),
                asked=question.applies(known),
            )
            for question in QUESTIONS
        )
    )


_KINDS = {
    "fee": "number",
    "letters": "list",
    "minutes": "number",
    "modalities": "list",
    "modes": "list",
    "sliding_scale": "yes-no",
    "theme": "choice",
}
"""The kinds of answers that are not one line."""


def _choices(question: Question) -> tuple[str, ...]:
    from therapyblog.scaffold.questions import MODES  # noqa: PLC0415 - see above

    named = {"modes": MODES, "theme": tuple(name for name in theme_names(Path()) if name != "base")}
    return named.get(question.name, question.kind.choices)


def create(desk: Desk, request: CreateSite) -> Site:
    """Make a site of answers, and open it; raises `Refused` with the name of the question that is answered wrongly."""
    from therapyblog.scaffold import start_practice  # noqa: PLC0415 - a site that exists needs none
    from therapyblog.scaffold.questions import WrongAnswer, collect  # noqa: PLC0415 - see above

    folder = chosen_folder(request.folder)
    if not request.answers.get("name", "").strip():
        raise Refused(
            "Your name is missing.", fix="Write it as clients should read it.", code="answer", question="name"
        )
    try:
        answers = collect(request.answers)
    except WrongAnswer as error:
        raise Refused(error.says, code="answer", question=error.question.name) from None
    start_practice(folder, answers)
    return read_site(desk.open(folder), ReadSite())


def try_example(desk: Desk, request: TryExample) -> Site:  # noqa: ARG001 - it says nothing
    """Open a copy of the example in a folder of the person's; one that was made before is opened as it is."""
    folder = Path.home() / EXAMPLE_FOLDER
    if not (folder / SETTINGS_FILE).is_file():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            says = f"{folder} is there already, and holds something else."
            raise Refused(says, fix="Rename it, and try once more.", code="not-empty")
        left = shutil.ignore_patterns("public", ".therapyblog")
        shutil.copytree(shipped("example_site"), folder, ignore=left, dirs_exist_ok=True, copy_function=shutil.copyfile)
    return read_site(desk.open(folder), ReadSite())


def read_site(workspace: Workspace, request: ReadSite) -> Site:  # noqa: ARG001 - it says nothing
    """Return the open site at a glance."""
    site, preview = workspace.ask(lambda preview: preview.site), workspace.preview
    config = site.prepared.config if site else None
    documents = site.documents.values() if site else ()
    languages = languages_of(config, documents) if config else set()
    due = due_days(config, documents, preview.today) if config and preview.today else ()
    return Site(
        id=workspace.id,
        folder=str(workspace.folder),
        title=preview.title,
        language=config.language if config else "en",
        languages=tuple(sorted(languages)),
        kinds=dict(Counter(document.kind for document in documents)),
        accepting=config.accepting if config else "open",
        preview=workspace.address,
        problems=len(workspace.problems()),
        trouble=preview.trouble,
        due=tuple(Upcoming(day=entry.day, says=entry.says) for entry in due),
        checklist=steps(workspace),
    )


def problems(workspace: Workspace, request: ReadSite) -> Problems:  # noqa: ARG001 - it says nothing
    """Return everything that is wrong in the site."""
    return Problems(problems=workspace.problems())


class ListFolders(Request, frozen=True, kw_only=True):
    """`folders.list`: the folders in a folder; without one, in the person's own."""

    folder: str = ""


class FolderEntry(Answer, frozen=True, kw_only=True):
    """A folder, and whether it is a site."""

    name: str
    is_site: bool


class Folders(Answer, frozen=True, kw_only=True):
    """The folders in a folder; `parent` is empty at the top."""

    folder: str
    parent: str
    home: str
    folders: tuple[FolderEntry, ...]


def list_folders(desk: Desk, request: ListFolders) -> Folders:  # noqa: ARG001 - the same for every desk
    """Return the names of the folders in a folder, without hidden ones; never those of files."""
    folder = chosen_folder(request.folder) if request.folder else Path.home()
    try:
        with os.scandir(folder) as entries:
            names = sorted((entry.name for entry in entries if _is_shown(entry)), key=str.casefold)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Refused(f"{folder} cannot be read: {reason}.", fix="Choose another folder.", code="unreadable") from None
    return Folders(
        folder=str(folder),
        parent=str(folder.parent) if folder.parent != folder else "",
        home=str(Path.home()),
        folders=tuple(FolderEntry(name=name, is_site=(folder / name / SETTINGS_FILE).is_file()) for name in names),
    )


def _is_shown(entry: os.DirEntry[str]) -> bool:
    try:
        hidden = entry.name.startswith(".") or bool(getattr(entry.stat(), "st_file_attributes", 0) & _HIDDEN)
        # What is no text in the system's encoding cannot travel as JSON.
        entry.name.encode()
        return not hidden and entry.is_dir()
    except (OSError, UnicodeEncodeError):
        return False


_HIDDEN = 2
"""`FILE_ATTRIBUTE_HIDDEN` (Windows)."""


def chosen_folder(folder: str) -> Path:
    """Return the path that a person chose or typed; raises `Refused` for one that no folder can have."""
    if not folder.strip() or "\0" in folder:
        raise Refused("No folder was chosen.", fix="Choose a folder.", code="no-folder")
    try:
        path = Path(folder).expanduser()
    except RuntimeError:
        raise Refused(f"{folder} cannot be found.", fix="Write its whole path.", code="no-folder") from None
    if not path.is_absolute():
        raise Refused(f"{folder} is not a whole path.", fix=f"Write it as {Path.home() / folder}.", code="no-folder")
    return absolute(os.path.normpath(path))
