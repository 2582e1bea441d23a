"""What a person agreed to on this computer, outside of every site folder: a folder may come from somebody else.

A destination is used only after a person said yes to it here; the answer is kept by the digest of its settings, so it
is asked for again when they change. Cases that stop a publication can be accepted, each by its code, file and words.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

import msgspec
import platformdirs

from therapyblog.model.problems import Problem
from therapyblog.model.value import Value
from therapyblog.output.directory_tree import PRIVATE, Tree

FILE = "agreements.json"
FOLDER_VARIABLE = "THERAPYBLOG_CONFIG"
"""An environment variable that names another folder for what is kept on this computer."""


class Accepted(Value, frozen=True, kw_only=True, array_like=False):
    """One case that may go live as it is."""

    site: str
    code: str
    path: str
    says: str
    reason: str


class Agreements(Value, frozen=True, kw_only=True, array_like=False):
    """What was agreed to on this computer."""

    destinations: dict[str, str] = {}
    """Digest of a destination → where it leads, in words."""
    accepted: tuple[Accepted, ...] = ()


def config_folder() -> Path:
    """Return the folder of this computer's user that holds what no site folder may hold."""
    return Path(os.environ.get(FOLDER_VARIABLE) or platformdirs.user_config_dir("therapyblog", appauthor=False))


def read_agreements() -> Agreements:
    """Return what was agreed to; what cannot be read counts as no agreement."""
    try:
        return msgspec.json.decode(Tree(config_folder()).read(FILE), type=Agreements)
    except (OSError, msgspec.DecodeError):
        return Agreements()


def _write(agreements: Agreements) -> None:
    Tree(config_folder(), modes=PRIVATE).write(FILE, msgspec.json.format(msgspec.json.encode(agreements)))


def is_agreed(destination: str) -> bool:
    """Say whether a person agreed on this computer to publish there."""
    return destination in read_agreements().destinations


def agree(destination: str, words: str) -> None:
    """Keep that a person agreed to a destination, by its digest."""
    agreements = read_agreements()
    _write(msgspec.structs.replace(agreements, destinations={**agreements.destinations, destination: words}))


def accept(site: str, problems: Collection[Problem], reason: str) -> None:
    """Keep that these cases may go live as they are."""
    agreements = read_agreements()
    new = tuple(
        Accepted(site=site, code=problem.code, path=problem.at.path, says=problem.says, reason=reason)
        for problem in problems
    )
    _write(msgspec.structs.replace(agreements, accepted=tuple(dict.fromkeys((*agreements.accepted, *new)))))


def not_accepted(site: str, problems: Collection[Problem]) -> list[Problem]:
    """Return the problems that nobody accepted, as they stand there now."""
    known = {(case.site, case.code, case.path, case.says) for case in read_agreements().accepted}
    return [problem for problem in problems if (site, problem.code, problem.at.path, problem.says) not in known]
