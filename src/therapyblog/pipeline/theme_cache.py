"""The theme of a build: remembered from an earlier one as long as no file of it has changed, else loaded."""

from __future__ import annotations

import time

from therapyblog.cache.files import is_settled
from therapyblog.cache.outputs import FolderSnapshot, folders_snapshot
from therapyblog.cache.store import Store, recall
from therapyblog.diagnostics import Diagnostics
from therapyblog.model.codec import digest, pack
from therapyblog.model.config import Config
from therapyblog.model.problems import Problem
from therapyblog.model.theme import Theme
from therapyblog.model.value import Value
from therapyblog.pipeline.load import LoadedDocuments
from therapyblog.pipeline.plan import Plan
from therapyblog.site.languages import languages_of

NAME = "theme"
"""Under which it is kept."""


class KnownTheme(Value, frozen=True, kw_only=True):
    """A theme as it was loaded, and what that depended on."""

    settings: bytes
    """The digest of the settings file."""
    languages: tuple[str, ...]
    """Whose texts were read."""
    folders: tuple[str, ...]
    """Those of the theme, and where overrides may be added."""
    look: FolderSnapshot
    theme: Theme
    problems: tuple[Problem, ...]


def known_theme(content: bytes, store: Store) -> KnownTheme | None:
    """Return the theme that these settings led to in an earlier build, if no file of it has changed since."""
    remembered = store.get(NAME)
    known = recall(remembered, KnownTheme) if remembered else None
    if known is None or known.settings != digest(content) or known.look != folders_snapshot(known.folders):
        return None
    return known


def theme_for(
    config: Config, plan: Plan, store: Store, loaded: LoadedDocuments, diagnostics: Diagnostics
) -> KnownTheme | None:
    """Return the theme of a site, with the texts of just the languages that something on it is in."""
    languages = tuple(sorted(languages_of(config, loaded.readable)))
    known = known_theme(plan.content, store)
    if known is not None and known.languages == languages:
        diagnostics.extend(known.problems)
        return known
    from therapyblog.theme.loader import load_theme, theme_folders  # noqa: PLC0415 - only where it is read anew

    folders, moment = theme_folders(config, plan.folder), time.time_ns()
    look = folders_snapshot(folders)
    of_theme = Diagnostics()
    theme = load_theme(config, plan.folder, of_theme, languages=languages)
    diagnostics.extend(of_theme)
    if theme is None:
        return None
    known = KnownTheme(
        settings=digest(plan.content),
        languages=languages,
        folders=folders,
        look=look,
        theme=theme,
        problems=tuple(of_theme),
    )
    # A file whose time is too young to tell it from its next version is read again next time.
    if is_settled((changed for _, _, changed, _ in look), moment):
        store.put(NAME, pack(known))
    return known
