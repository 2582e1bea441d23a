"""The texts of a theme: `strings/TAG.toml` of every layer → key → text by language, checked before a page needs them.

A text of another language must be usable wherever the English one is: of the same form, and without placeholders that
the English one lacks. A missing text is no mistake of the file; it is reported where the language is used
(`site/languages.py`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from therapyblog.diagnostics import Diagnostics
from therapyblog.files import read_regular
from therapyblog.model.languages import ENGLISH, PLURAL_FORMS, language_tag
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.settings.bytes_to_text import DecodingError, decode
from therapyblog.settings.toml import TomlError, read_toml
from therapyblog.similar import nearest
from therapyblog.theme.assets import files_inside
from therapyblog.theme.layers import SITE_LAYER, Layer

Texts = dict[str, Any]
_FIELD = re.compile(r"\{(\w+)\}")


class StringFile(msgspec.Struct, frozen=True):
    """One language file, read."""

    tag: str
    shown: str
    texts: Texts
    source: str

    def at(self, *names: str) -> Place:
        """Return the place of a text, or of the table that should hold it."""
        line = column = 0
        inner: Any = read_toml(self.source)
        for name in names:
            if not isinstance(inner, dict) or name not in inner:
                break
            line, column, inner = inner[name].line, inner[name].column, inner[name].value
        return Place(path=self.shown, line=line, column=column)

    def problem(self, says: str, fix: str, *names: str) -> Problem:
        """Return a problem of one of its texts."""
        return problem("TB-LANG-002", at=self.at(*names), says=says, fix=fix)


def load_strings(
    layers: Sequence[Layer], tags: Container[str] | None, diagnostics: Diagnostics
) -> tuple[dict[str, Texts], dict[str, str]]:
    """Merge the language files of layers, nearest first: all, or those of these tags and all of the site's own.

    Returns the texts by language, and the nearest file of each language.
    """
    merged: dict[str, Texts] = {}
    english: Texts = {}
    nearest_files: dict[str, str] = {}
    for layer in reversed(layers):
        files: list[StringFile] = []
        wanted = None if layer.name == SITE_LAYER else tags
        for name, path in files_inside(layer.folder / "strings", layer.folder):
            is_texts = "/" not in name and path.suffix == ".toml"
            is_wanted = wanted is None or language_tag(path.stem) in wanted
            file = _read(path, f"{layer.shown}/strings/{name}", diagnostics) if is_texts and is_wanted else None
            if file is not None:
                files.append(file)
                merged[file.tag] = merged.get(file.tag, {}) | file.texts
                nearest_files[file.tag] = file.shown
        # What the farthest layer says first is what its templates fill: a nearer one may change no more than the words.
        own = (file.texts for file in files if file.tag == ENGLISH)
        english = next(own, {}) | english
        for file in files:
            diagnostics.extend(_check(file, english))
    return merged, nearest_files


def _read(path: Path, shown: str, diagnostics: Diagnostics) -> StringFile | None:
    report = diagnostics.of_file(shown)
    try:
        text = decode(read_regular(path))
    except DecodingError as error:
        report.add_error(error, "TB-LANG-002")
        text = ""
    tag = language_tag(path.stem)
    if tag is None:
        says = f"a file of texts is named after its language; “{path.stem}” is no language tag"
        report.add("TB-LANG-002", 0, 0, says, "call it de.toml, pt-BR.toml …")
        return None
    try:
        # Reading with places takes twice as long, so it is done only where something is wrong.
        return StringFile(tag, shown, tomllib.loads(text), text)
    except (ValueError, RecursionError):
        pass
    try:
        read_toml(text)
    except TomlError as error:
        report.add_error(error, "TB-LANG-002")
    return None


def _check(file: StringFile, english: Mapping[str, Any]) -> Iterable[Problem]:
    for key, value in file.texts.items():
        meant = nearest(key, english) if key not in english else ""
        if meant:
            says = f"the theme has no text `{key}`, but one that is called nearly so"
            yield problem("TB-LANG-003", at=file.at(key), says=says, fix=f"did you mean {meant}?")
        if isinstance(value, str):
            yield from _check_text(file, key, value, english)
        elif isinstance(value, dict):
            yield from _check_forms(file, key, value, english)
        else:
            yield file.problem(f"`{key}` should be a text", f'write {key} = "…"', key)


def _check_text(file: StringFile, key: str, value: str, english: Mapping[str, Any]) -> Iterable[Problem]:
    if isinstance(english.get(key, ""), dict):
        says = f"`{key}` counts something, so it needs a form for one and for many"
        yield file.problem(says, f"write [{key}] with one = and other = below it, behind the single texts", key)
        return
    given = _fields(value)
    known = _fields(english[key]) if key in english else given
    yield from _unknown_fields(file, given, known, key)


def _check_forms(file: StringFile, key: str, forms: Mapping[str, Any], english: Mapping[str, Any]) -> Iterable[Problem]:
    if isinstance(english.get(key), str):
        yield file.problem(f"`{key}` is one text, not a table of forms", f'write {key} = "…"', key)
        return
    if "other" not in forms:
        says = f"`{key}` has no form `other`, which stands for every number without a form of its own"
        yield file.problem(says, 'add other = "…" to it', key)
    for form, value in forms.items():
        if form not in PLURAL_FORMS:
            says = f"`{key}` has a form `{form}`, which no language counts with"
            yield file.problem(says, f"the forms are {', '.join(PLURAL_FORMS)}", key, form)
        elif not isinstance(value, str):
            yield file.problem(f"`{key}.{form}` should be a text", f'write {form} = "…"', key, form)
        else:
            yield from _unknown_fields(file, _fields(value), ("n",), key, form)


def _unknown_fields(file: StringFile, given: Iterable[str], known: Sequence[str], *names: str) -> Iterable[Problem]:
    for field in given:
        if field not in known:
            meant = nearest(field, known)
            listed = ", ".join(f"{{{name}}}" for name in known)
            fix = f"did you mean {{{meant}}}?" if meant else f"it may hold {listed}" if known else "leave it out"
            yield file.problem(f"nothing takes the place of {{{field}}} in `{'.'.join(names)}`", fix, *names)


def _fields(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_FIELD.findall(text)))
