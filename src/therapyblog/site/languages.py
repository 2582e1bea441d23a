"""What the languages of a site lack: the texts of the theme and the languages in use → warnings that name the keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from therapyblog.model.config import Config
from therapyblog.model.documents import Document
from therapyblog.model.languages import ENGLISH, english_name, plural_forms, primary, wider
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.theme import Theme, strings_for

OWN_STRINGS = "theme/strings"


def languages_of(config: Config, documents: Iterable[Document]) -> set[str]:
    """Return every language that something on the site is in: the site's own, its texts' and its calls-to-action's."""
    chosen = {config.language, *(document.settings.language for document in documents)}
    return (chosen | {call.language for call in config.calls.values()}) - {""}


def check_languages(theme: Theme, config: Config, documents: Iterable[Document]) -> Iterable[Problem]:
    """Say for each language of the site and of its texts what the theme cannot say in it."""
    chosen = {config.language: config.place("site.language")}
    for document in documents:
        if document.settings.language:
            chosen.setdefault(document.settings.language, document.place("language"))
    for language, at in sorted(chosen.items()):
        if primary(language) != ENGLISH:
            yield from _check_language(theme, language, at)


def _check_language(theme: Theme, language: str, at: Place) -> Iterable[Problem]:
    tags = [tag for tag in wider(language) if tag in theme.strings]
    file = f"{OWN_STRINGS}/{tags[-1] if tags else primary(language)}.toml"
    name = english_name(primary(language))
    if not tags:
        says = f"the theme has no texts in {name} ({language}), so dates are in {name} and labels in English"
        yield problem("TB-LANG-001", at=at, says=says, fix=f"add {file}; the manual’s page on languages shows how")
        return
    missing = tuple(_missing(theme, language, tags))
    if missing:
        said = "1 text of the theme is" if len(missing) == 1 else f"{len(missing)} texts of the theme are"
        says = f"{said} missing in {name}: {', '.join(f'`{key}`' for key in missing)}"
        fix = f"add what is missing to {file}; until then English, or another form, stands in its place"
        yield problem("TB-LANG-001", at=Place(path=theme.string_files[tags[-1]]), says=says, fix=fix)


def _missing(theme: Theme, language: str, tags: Iterable[str]) -> Iterable[str]:
    """Yield the keys of English texts that these tags lack, and `key.form` for plural forms."""
    there: set[str] = set()
    for tag in tags:
        there |= theme.strings[tag].keys()
    texts: Mapping[str, Any] = strings_for(theme, language)
    for key, value in texts.items():
        if key not in there:
            yield key
        elif isinstance(value, dict):
            yield from (f"{key}.{form}" for form in plural_forms(language) if form not in value)
