"""The settings as forms: declarations → groups of fields, in the person's words.

Whatever is declared appears; `LAYOUT` says in which group, `form_words.toml` what it is called in each language. What
has no word there is called by its name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from therapyblog.desk.protocol import Answer, Refused, Request
from therapyblog.desk.setting_values import is_date, is_flag
from therapyblog.desk.workspace import Workspace
from therapyblog.model.config import Config
from therapyblog.settings import declaration
from therapyblog.settings.declaration import Group
from therapyblog.settings.document_fields import DOCUMENTS
from therapyblog.settings.json_schema import defaults, sentence
from therapyblog.settings.site import sketch_config
from therapyblog.settings.site_fields import SETTINGS
from therapyblog.settings.site_types import theme_name
from therapyblog.settings.types import ValueKind
from therapyblog.theme.discovery import theme_names
from therapyblog.theme.loader import declared_for

_TEXT = "title subtitle author date updated status series topic tags"
_FOUND = "description slug aliases language cta menu related template"
_CARE = "content_note content_note_skip exit vignettes"
_SOURCES = "references reviewed_by reviewed review_due"
_PICTURE = "image image_alt image_credit"
LAYOUT: dict[str, dict[str, str]] = {
    "post": {"about": _TEXT, "picture": _PICTURE, "found": _FOUND, "care": _CARE, "sources": _SOURCES},
    "page": {"about": _TEXT, "picture": _PICTURE, "found": _FOUND, "care": _CARE, "sources": _SOURCES},
    "series": {"about": "title status announce_scheduled", "picture": _PICTURE, "found": _FOUND},
    "practitioner": {
        "person": "name role pronouns photo image_alt description",
        "qualifications": "credentials",
        "reach": "accepting email phone location booking_url cta",
        "work": "modalities languages supervision insurance",
    },
}
"""Kind of text → its groups, each with the settings that stand there if they are declared; all others come last."""
_ELSEWHERE = {"authors", "part"}
"""Settings that are shown as part of another one."""
_NOT_HERE = {"publish", "content", "markdown", "build"}
"""Sections of the site's settings that have a view of their own, or that nobody needs at a desk."""
_LONG = {"description", "image_alt", "text", "supervision", "insurance", "consent", "footer_note", "content_note"}
_PICTURES = {"image", "photo", "logo", "home_picture"}
_PEOPLE = {"author", "reviewed_by"}
_NUMBERS = ("whole number", "number from 1", "number", "number, 0 or more", "1 to 1000")
_THEME_KINDS = {"boolean": "yes-no", "flag": "yes-no", "colour": "colour", "choice": "choice", "picture": "picture"}
_THEME_KINDS |= {"number": "number"}
_ENGLISH = "en"


class ReadForm(Request, frozen=True, kw_only=True):
    """`forms.read`: the kind of a text, or `settings`; the language of the words."""

    kind: str
    language: str = _ENGLISH


class Choice(Answer, frozen=True, kw_only=True):
    """A value that may be chosen, and what it is called."""

    value: str
    label: str


class Field(Answer, frozen=True, kw_only=True):
    """One control; `about` is empty where it is not said in this language."""

    setting: tuple[str | int, ...]
    kind: str
    label: str
    about: str
    required: bool = False
    choices: tuple[str | Choice, ...] | None = None
    default: str | bool | float | None = None
    fields: tuple[Field, ...] | None = None


class FieldGroup(Answer, frozen=True, kw_only=True):
    """Controls that stand together."""

    name: str
    title: str
    fields: tuple[Field, ...]


class Form(Answer, frozen=True, kw_only=True):
    """`forms.read`."""

    groups: tuple[FieldGroup, ...]


def read_form(workspace: Workspace, request: ReadForm) -> Form:
    """Return the form of a kind of file."""
    config = sketch_config((workspace.folder / "therapyblog.toml").read_bytes())
    maker = _Maker(_Words(request.language), workspace.folder, config)
    if request.kind == "settings":
        return Form(groups=maker.site())
    if request.kind not in LAYOUT:
        raise Refused("There is no such form.", code="no-form")
    return Form(groups=maker.text(request.kind))


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "form_words.toml").read_text("utf-8"))


class _Words:
    """What settings are called in one language."""

    def __init__(self, language: str) -> None:
        languages: list[str] = _file()["languages"]
        base = language.lower().partition("-")[0]
        self._index = languages.index(base) if base in languages else 0
        self.is_english = self._index == 0
        regions: Mapping[str, dict[str, str]] = _file()["regions"]
        self._region = next((words for name, words in regions.items() if name.lower() == language.lower()), {})

    def group(self, name: str, otherwise: str) -> str:
        """Return the title of a group."""
        return self._of("groups", name) or otherwise

    def label(self, name: str, within: str) -> str:
        """Return what a setting is called."""
        return self._of("labels", f"{within}.{name}") or self._of("labels", name) or _as_words(name)

    def about(self, name: str, declared: str) -> str:
        """Return what a setting is, in a sentence; empty where only English has one."""
        return sentence(_file()["about"].get(name, declared)) if self.is_english and declared else ""

    def _of(self, table: str, name: str) -> str:
        words: list[str] = _file()[table].get(name, [])
        return self._region.get(name, words[self._index]) if words else ""


class _Maker:
    """Makes fields of declarations."""

    def __init__(self, words: _Words, site: Path, config: Config | None) -> None:
        self._words, self._site, self._config = words, site, config

    def text(self, kind: str) -> tuple[FieldGroup, ...]:
        """Return the form of a kind of text."""
        group = DOCUMENTS[kind]
        layout = {name: names.split() for name, names in LAYOUT[kind].items()}
        placed = {name for names in layout.values() for name in names} | _ELSEWHERE
        layout["more"] = [name for name in group.table if name not in placed]
        groups = (
            (title, [self._field((name,), group, kind) for name in names if name in group.table])
            for title, names in layout.items()
        )
        return tuple(
            FieldGroup(name=name, title=self._words.group(name, _as_words(name)), fields=tuple(fields))
            for name, fields in groups
            if fields
        )

    def site(self) -> tuple[FieldGroup, ...]:
        """Return the form of the settings of the site, one group for each section."""
        groups = []
        for name, section in SETTINGS.table.items():
            if name in _NOT_HERE:
                continue
            title = self._words.group(name, sentence(section.about).rstrip("."))
            kind = section.kind
            assert isinstance(kind, Group)
            if kind.shape in ("list", "named"):
                fields: tuple[Field, ...] = (self._field((name,), SETTINGS, "settings", label=title),)
            else:
                fields = tuple(self._field((name, inner), kind, name) for inner in kind.table)
                fields += self._theme() if name == "theme" else ()
            groups.append(FieldGroup(name=name, title=title, fields=fields))
        return tuple(groups)

    def _field(self, setting: tuple[str, ...], group: Group, within: str, *, label: str = "") -> Field:
        name = setting[-1]
        declared = group.table[name]
        default = defaults(group).get(name)
        kind, choices = self._kind(name, declared)
        fields = None
        if isinstance(declared.kind, Group):
            inner = declared.kind
            fields = tuple(self._field((*setting, each), inner, name) for each in inner.table)
        return Field(
            setting=setting,
            kind=kind,
            label=label or self._words.label(name, within),
            about=self._words.about(name, declared.about),
            required=declared.required,
            choices=choices,
            default=default,
            fields=fields,
        )

    def _kind(self, name: str, declared: declaration.Field) -> tuple[str, tuple[str | Choice, ...] | None]:
        kind = declared.kind
        if isinstance(kind, Group):
            return {"list": "groups", "named": "named-groups"}.get(kind.shape, "group"), None
        choices = self._choices(name, kind)
        if choices is not None:
            return "choice", choices
        controls = (
            (is_date(declared), "date"),
            (is_flag(declared), "yes-no"),
            (name in _PICTURES, "picture"),
            (name in _PEOPLE, "person"),
            (kind.many, "list"),
            (kind.words in _NUMBERS, "number"),
            (name in _LONG, "text"),
        )
        return next((control for fits, control in controls if fits), "line"), None

    def _choices(self, name: str, kind: ValueKind[Any]) -> tuple[str | Choice, ...] | None:
        """Return what may be chosen; `None` where anything may be written."""
        if name in ("cta", "default_cta"):
            return self._calls(with_none=name == "cta")
        if kind is theme_name:
            # What all themes stand on is no look of its own.
            return tuple(name for name in theme_names(self._site) if name != "base")
        return kind.choices or None

    def _calls(self, *, with_none: bool) -> tuple[Choice, ...]:
        calls = self._config.calls if self._config else {}
        choices = tuple(Choice(value=name, label=call.heading or call.label) for name, call in calls.items())
        return (*choices, Choice(value="none", label="—")) if with_none else choices

    def _theme(self) -> tuple[Field, ...]:
        """Return the settings that the theme of the site declares."""
        declared = declared_for(self._config, self._site) if self._config else {}
        return tuple(
            Field(
                setting=("theme", name),
                kind=_THEME_KINDS.get(str(entry.get("type")), "text" if name in _LONG else "line"),
                label=self._words.label(name, "theme"),
                about=self._words.about(name, str(entry.get("help", ""))),
                choices=tuple(map(str, entry["choices"])) if "choices" in entry else None,
                default=entry.get("default") if isinstance(entry.get("default"), str | int | float) else None,
            )
            for name, entry in declared.items()
        )


def _as_words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()


__all__ = ["LAYOUT", "Choice", "Field", "FieldGroup", "Form", "ReadForm", "read_form"]
