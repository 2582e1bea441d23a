"""The way from nothing to a first published post, in six steps; it disappears for good once it is done or dismissed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from therapyblog.desk.protocol import Answer, Done, Request
from therapyblog.desk.remembered import dismiss_checklist, is_checklist_dismissed
from therapyblog.desk.workspace import Workspace
from therapyblog.model.config import Config
from therapyblog.model.documents import Document, PageSettings, PostSettings, PractitionerSettings
from therapyblog.model.problems import Problem
from therapyblog.publishing.publishing import Target

UNFINISHED = ("TB-EX-001", "TB-EX-002", "TB-EX-003")
"""Codes of problems that say that something is still an example, or not finished."""


class Step(Answer, frozen=True, kw_only=True):
    """One step; `path` is the file in which it is done, empty where the file is still to be made."""

    name: str
    done: bool
    path: str = ""


class Dismiss(Request, frozen=True, kw_only=True):
    """`checklist.dismiss`."""


def steps(workspace: Workspace) -> tuple[Step, ...] | None:
    """Return the steps; `None` where all are done, or the person does not want to see them any more."""
    folder = os.fspath(workspace.folder)
    site = workspace.ask(lambda preview: preview.site)
    if is_checklist_dismissed(folder) or site is None:
        return None
    config = site.prepared.config
    problems = workspace.ask(lambda preview: preview.problems)
    listed = steps_of(site.documents, problems, is_published=_is_published(workspace, config))
    if all(step.done for step in listed):
        dismiss_checklist(folder)
        return None
    return listed


def dismiss(workspace: Workspace, request: Dismiss) -> Done:  # noqa: ARG001 - it says nothing
    """Show the steps of this site never again."""
    dismiss_checklist(os.fspath(workspace.folder))
    return Done()


def steps_of(documents: Mapping[str, Document], problems: Iterable[Problem], *, is_published: bool) -> tuple[Step, ...]:
    """Return each step with whether it is done: nothing in its file may still be an example."""
    unfinished = {problem.at.path for problem in problems if problem.code in UNFINISHED}
    people = {path: document for path, document in documents.items() if _settings(document, PractitionerSettings)}
    with_letters = {path: person for path, person in people.items() if _credentials(person)}
    posts = {path: post for path, post in documents.items() if _is_public_post(post)}
    pages = {path: page for path, page in documents.items() if type(page.settings) is PageSettings}
    groups = (
        ("who", people),
        ("credentials", with_letters or people),
        ("post", posts),
        ("contact", _with_template(pages, "contact")),
        ("privacy", _with_template(pages, "privacy")),
    )
    listed = []
    for name, files in groups:
        finished = sorted(files.keys() - unfinished)
        done = bool(finished) and (name != "credentials" or bool(with_letters))
        listed.append(Step(name=name, done=done, path=next(iter(finished or sorted(files)), "")))
    return (*listed, Step(name="publish", done=is_published))


def _settings(document: Document, kind: type[PractitionerSettings]) -> bool:
    return isinstance(document.settings, kind)


def _credentials(document: Document) -> bool:
    settings = document.settings
    return isinstance(settings, PractitionerSettings) and bool(settings.credentials)


def _is_public_post(document: Document) -> bool:
    settings = document.settings
    return isinstance(settings, PostSettings) and settings.status == "published"


def _with_template(pages: Mapping[str, Document], template: str) -> dict[str, Document]:
    return {path: page for path, page in pages.items() if page.settings.template.removesuffix(".html") == template}


def _is_published(workspace: Workspace, config: Config) -> bool:
    targets = (Target(workspace.folder, config, name) for name in config.destinations)
    return any(target.last is not None and target.last.complete for target in targets)
