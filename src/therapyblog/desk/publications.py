"""Publishing from the desk: where to, what would change, what stops it, the publication itself, and the way back.

A person is asked by the answer: where a question must be answered first (a new destination, a server's key, files that
are not ours) or a password is wanted, the task ends with it, and the window starts it again with the answer.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable
from typing import Any

from therapyblog.desk.protocol import CONFLICT, Answer, At, Refused, Request, SeenProblem, seen_problem
from therapyblog.desk.tasks import Report, Started
from therapyblog.desk.workspace import Workspace
from therapyblog.errors import UsageError
from therapyblog.model.config import Config, DestinationSetting
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.publishing import destinations
from therapyblog.publishing.agreements import agree, config_folder, is_agreed
from therapyblog.publishing.changes import Changes, address_of, in_words, is_page
from therapyblog.publishing.host import Context
from therapyblog.publishing.publishing import Order, PublishReport, Target, publish, read_config_of
from therapyblog.publishing.secret_store import find_secret, keep_secret
from therapyblog.publishing.setup import QUESTIONS, WAYS, write_section
from therapyblog.publishing.status import Status, status
from therapyblog.publishing.undo import undo

NAME = re.compile(r"[a-z][a-z0-9-]*")
WITHOUT_SECRET = ("folder", "zip")


class Answers(Request, frozen=True, kw_only=True):
    """Where to publish (empty: the site's default), and what the person has answered so far."""

    to: str = ""
    agreed: tuple[str, ...] = ()
    """The questions, word for word, that were answered with yes."""
    secret: str = ""
    keep: bool = False
    """Keep the secret in this system's keyring."""
    anyway: dict[str, str] = {}
    """Problem code → why its present cases may go live."""
    bring: tuple[str, ...] = ()
    """For the way back: texts to bring back although they were taken back since."""


class NoQuestion(Request, frozen=True, kw_only=True):
    """`publish.destinations`."""


class AskWay(Request, frozen=True, kw_only=True):
    """`publish.questions`."""

    way: str = ""


class SetUp(Request, frozen=True, kw_only=True):
    """`publish.setup`: a new place to publish to."""

    name: str = "web"
    way: str
    answers: dict[str, str] = {}
    url: str = ""
    """The address that visitors use, where it is not the site's."""
    agreed: tuple[str, ...] = ()
    secret: str = ""
    keep: bool = False


class Destination(Answer, frozen=True, kw_only=True):
    """A place that the site's settings name."""

    name: str
    words: str
    address: str
    is_default: bool
    agreed: bool
    published_at: dt.datetime | None = None


class Way(Answer, frozen=True, kw_only=True):
    """A way to publish, in words."""

    way: str
    words: str
    wants_secret: bool


class WayQuestion(Answer, frozen=True, kw_only=True):
    """One question for a way."""

    setting: str
    words: str
    default: str
    optional: bool


class Destinations(Answer, frozen=True, kw_only=True):
    """`publish.destinations`."""

    destinations: tuple[Destination, ...]
    ways: tuple[Way, ...]


class WayQuestions(Answer, frozen=True, kw_only=True):
    """`publish.questions`."""

    questions: tuple[WayQuestion, ...]


class ChangedPage(Answer, frozen=True, kw_only=True):
    """A page, and what becomes of it."""

    address: str
    change: str
    """`new`, `changed`, or `removed`."""


class Published(Answer, frozen=True, kw_only=True):
    """What a publication would do or did."""

    destination: str
    address: str
    published: bool
    words: str
    pages: tuple[ChangedPage, ...]
    stops: tuple[SeenProblem, ...]
    wrong: tuple[str, ...]
    """What the web shows otherwise than it was sent."""
    notes: tuple[str, ...]
    readable: tuple[str, ...]
    """Addresses at which something older can still be read."""
    taken_back: tuple[str, ...]
    left_out: tuple[str, ...]
    due: tuple[str, ...]
    seconds: float


class PublishedState(Answer, frozen=True, kw_only=True):
    """`publish.status`."""

    destination: str
    address: str
    published_at: dt.datetime | None
    pages: int
    complete: bool
    there: str
    """How what lies at the host differs from what was published, in words; empty where it does not."""
    waiting: tuple[str, ...]
    """Files of the site that differ from the published ones."""
    due: tuple[str, ...]


def list_destinations(workspace: Workspace, request: NoQuestion) -> Destinations:  # noqa: ARG001 - it says nothing
    """Return the places that the settings name, and the ways there are."""
    config = _config(workspace)
    named = []
    for setting in config.destinations.values():
        target = Target(workspace.folder, config, setting.name)
        named.append(
            Destination(
                name=setting.name,
                words=target.words,
                address=target.address,
                is_default=setting.default or len(config.destinations) == 1,
                agreed=is_agreed(target.digest),
                published_at=target.last.at if target.last else None,
            )
        )
    ways = (Way(way=way, words=words, wants_secret=way not in WITHOUT_SECRET) for way, words in WAYS.items())
    return Destinations(destinations=tuple(named), ways=tuple(ways))


def ask_way(workspace: Workspace, request: AskWay) -> WayQuestions:  # noqa: ARG001 - they are the same for all sites
    """Return what to ask for a way."""
    asked = QUESTIONS.get(request.way, ())
    return WayQuestions(
        questions=tuple(
            WayQuestion(setting=entry.setting, words=entry.words, default=entry.default, optional=entry.optional)
            for entry in asked
        )
    )


def set_up(workspace: Workspace, request: SetUp) -> Started:
    """Test a new place and write it into the site's settings."""
    if request.way not in QUESTIONS:
        raise Refused(f"There is no way called “{request.way}”.", code="no-way")
    if not NAME.fullmatch(request.name):
        says = f"“{request.name}” cannot be the name of a place."
        raise Refused(says, fix="Use small letters, digits and hyphens.", code="bad-name")
    answers = {"way": request.way, "url": request.url.strip()}
    for question in QUESTIONS[request.way]:
        answer = request.answers.get(question.setting, "").strip() or question.default
        if not answer and not question.optional:
            raise Refused(f"Something is missing: {question.words}.", code="missing", setting=question.setting)
        answers[question.setting] = answer
    port = answers.get("port", "")
    if port and not port.isdecimal():
        raise Refused(f"“{port}” is no port.", fix="It is a number such as 22.", code="missing", setting="port")
    return workspace.tasks.start(lambda report: _set_up(workspace, request, answers, report))


def _set_up(workspace: Workspace, request: SetUp, answers: dict[str, str], report: Report) -> Published:
    config = _config(workspace)
    values: dict[str, Any] = {"name": request.name, **answers, "port": int(answers.get("port") or 0)}
    setting = DestinationSetting(**values)
    words, address = destinations.in_words(setting), destinations.public_address(config, setting)
    report("test", 0, 0)
    host = destinations.connect(workspace.folder, setting, _context(setting, request.agreed, request.secret))
    try:
        remote = host.look(address, {}, {}, ())
    finally:
        host.close()
    if remote.other_site:
        says = f"Another site is published there, {remote.other_site}."
        raise Refused(says, fix="Choose another folder there.", code="other-site")
    with workspace.write_lock:
        write_section(workspace.folder, setting, answers, default=not config.destinations)
    workspace.wrote("therapyblog.toml", (workspace.folder / "therapyblog.toml").read_bytes())
    agree(destinations.destination_digest(setting, address), words)
    _keep(setting, request.secret, keep=request.keep)
    return _published(PublishReport(destination=words, address=address))


def plan(workspace: Workspace, request: Answers) -> Started:
    """Find out what a publication would change, and what stops it; nothing is sent."""
    return _start(workspace, request, lambda order: _published(publish(workspace.folder, order)), dry_run=True)


def start(workspace: Workspace, request: Answers) -> Started:
    """Publish the site."""
    return _start(workspace, request, lambda order: _published(publish(workspace.folder, order)))


def go_back(workspace: Workspace, request: Answers) -> Started:
    """Bring back the site as it was before the last publication."""
    return _start(workspace, request, lambda order: _published(undo(workspace.folder, order, bring=request.bring)))


def read_status(workspace: Workspace, request: Answers) -> Started:
    """Look at what is public, and at what waits in the folder."""
    return _start(workspace, request, lambda order: _state(status(workspace.folder, order)), dry_run=True)


def _config(workspace: Workspace) -> Config:
    """Return the settings of the site; raises `Refused` where they have mistakes."""
    try:
        return read_config_of(workspace.folder)
    except UsageError:
        fix = "Mend them first; the list of what needs a look says where."
        at = At(path=SETTINGS_FILE)
        raise Refused("The settings of the site have mistakes.", fix=fix, code="mistakes", at=at) from None


def _start(
    workspace: Workspace, request: Answers, work: Callable[[Order], Answer], *, dry_run: bool = False
) -> Started:
    target = Target(workspace.folder, _config(workspace), request.to)

    def run(report: Report) -> Answer:
        order = Order(
            to=request.to,
            dry_run=dry_run,
            now=workspace.now(),
            confirm=lambda question: _answered(question, request.agreed),
            context=_context(target.setting, request.agreed, request.secret),
            progress=report,
            anyway=request.anyway,
        )
        result = work(order)
        _keep(target.setting, request.secret, keep=request.keep)
        return result

    return workspace.tasks.start(run)


def _answered(question: str, agreed: tuple[str, ...]) -> bool:
    """Say that a question was answered with yes; raises `Refused` with the question where it was not yet asked."""
    if question in agreed:
        return True
    raise Refused(question, code="question", status=CONFLICT)


def _context(setting: DestinationSetting, agreed: tuple[str, ...], secret: str) -> Context:
    def ask(words: str) -> str:
        raise Refused(words, code="secret", status=CONFLICT)

    return Context(
        secret=lambda words: secret or find_secret(setting, lambda: ask(words)),
        confirm=lambda question: _answered(question, agreed),
        known_hosts=os.fspath(config_folder() / "known_hosts"),
    )


def _keep(setting: DestinationSetting, secret: str, *, keep: bool) -> None:
    """Keep a secret that worked, where the person wants that and the system can."""
    if keep and secret:
        keep_secret(setting, secret)


def _published(report: PublishReport) -> Published:
    due = report.built.due if report.built is not None else ()
    return Published(
        destination=report.destination,
        address=report.address,
        published=report.published,
        words=in_words(report.changes),
        pages=tuple(_pages(report.changes)),
        stops=tuple(map(seen_problem, report.stops)),
        wrong=report.verification.wrong,
        notes=(*report.verification.notes, *report.notices),
        readable=report.readable,
        taken_back=tuple(map(address_of, report.taken_back)),
        left_out=report.left_out,
        due=tuple(f"{entry.day}: {entry.says}" for entry in due),
        seconds=round(report.seconds, 1),
    )


def _pages(changes: Changes) -> list[ChangedPage]:
    kinds = (("new", changes.new), ("changed", changes.changed), ("removed", changes.removed))
    return [
        ChangedPage(address=address_of(path), change=kind) for kind, paths in kinds for path in paths if is_page(path)
    ]


def _state(state: Status) -> PublishedState:
    return PublishedState(
        destination=state.destination,
        address=state.address,
        published_at=state.published_at,
        pages=state.pages,
        complete=state.complete,
        there=in_words(state.there) if state.there else "",
        waiting=(*state.new_files, *state.changed_files, *state.gone_files),
        due=tuple(f"{entry.day}: {entry.says}" for entry in state.due),
    )
