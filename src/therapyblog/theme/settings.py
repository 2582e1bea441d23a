"""The settings that a theme declares → the values that its templates read, checked by kind.

A kind of setting is an entry of `KINDS`: the check of a value, and an example of what to write.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from therapyblog.diagnostics import Diagnostics
from therapyblog.model.config import Config
from therapyblog.patterns import lazy_pattern
from therapyblog.settings.site_fields import belongs
from therapyblog.similar import nearest
from therapyblog.theme.layers import Layer

Entry = Mapping[str, Any]
_FAMILY = r"""\s*(?:"[\w .-]+"|'[\w .-]+'|[\w-]+(?: [\w-]+)*)\s*"""
_FONT = lazy_pattern(f"{_FAMILY}(?:,{_FAMILY})*")
_COLOUR = lazy_pattern(r"#[0-9a-fA-F]{6}")
_TOKEN = lazy_pattern(r"[a-z][a-z0-9-]*")


class SettingKind(NamedTuple):
    """One kind of setting."""

    check: Callable[[Any, Entry], str]
    """Takes a value and its declaration, and returns what is wrong as `should be …`; empty for a valid value."""
    example: Callable[[Entry], str]


def _text(value: Any, _: Entry) -> str:
    return "" if isinstance(value, str) else "should be text"


def _flag(value: Any, _: Entry) -> str:
    return "" if isinstance(value, bool) else "should be true or false"


def _number(value: Any, entry: Entry) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return "should be a number"
    if value < entry.get("min", value) or value > entry.get("max", value):
        bounds = [f"{word} {entry[key]}" for word, key in (("at least", "min"), ("at most", "max")) if key in entry]
        return f"should be {' and '.join(bounds)}"
    return ""


def _choice(value: Any, entry: Entry) -> str:
    if not isinstance(value, str):
        return "should be one of the choices"
    return "" if value in entry["choices"] else f"should be one of {', '.join(entry['choices'])}"


def _colour(value: Any, _: Entry) -> str:
    return "" if isinstance(value, str) and _COLOUR.fullmatch(value) else "should be a colour such as #2f6f6a"


def _font(value: Any, _: Entry) -> str:
    valid = isinstance(value, str) and _FONT.fullmatch(value)
    return "" if valid else "should be the names of fonts with commas between them"


def _picture(value: Any, _: Entry) -> str:
    valid = isinstance(value, str) and value and "\x00" not in value
    return "" if valid else "should be the path of a picture"


_BOOLEAN = SettingKind(_flag, lambda _: "true or false")
KINDS: Mapping[str, SettingKind] = {
    "text": SettingKind(_text, lambda _: '"…"'),
    "number": SettingKind(_number, lambda entry: f"a number such as {entry.get('default', '') or 3}"),
    "boolean": _BOOLEAN,
    "choice": SettingKind(_choice, lambda entry: " or ".join(f'"{choice}"' for choice in entry["choices"])),
    "colour": SettingKind(_colour, lambda _: '"#2f6f6a"'),
    "font": SettingKind(_font, lambda _: '"Georgia, serif"'),
    "picture": SettingKind(_picture, lambda _: '"media/harbour.jpg"'),
    "flag": _BOOLEAN,  # the word of version 0.1 for boolean
}
"""The kinds of settings that a theme may declare."""
_KEYS = {"type", "default", "help", "choices", "min", "max", "unit", "sets", "sets_dark", "tokens"}


def declaration_error(entry: Any) -> str:
    """Return what is wrong with the declaration of a setting; empty where it is valid."""
    if not isinstance(entry, dict):
        return "should be a group of settings"
    kind = entry.get("type", "text")
    if kind not in KINDS:
        return f"has a type that is none of {', '.join(name for name in KINDS if name != 'flag')}"
    unknown = next((key for key in entry if key not in _KEYS), "")
    if unknown:
        meant = nearest(unknown, _KEYS)
        return f"has `{unknown}`, which is not known{f'; did you mean `{meant}`?' if meant else ''}"
    choices = entry.get("choices", [])
    if kind == "choice" and not (
        choices and isinstance(choices, list) and all(isinstance(choice, str) for choice in choices)
    ):
        return "is a choice without `choices`"
    if any(not isinstance(entry.get(key, 0), (int, float)) for key in ("min", "max")):
        return "has a `min` or `max` that is no number"
    why = _token_error(entry)
    if not why and entry.get("default", "") != "":
        why = KINDS[kind].check(entry["default"], entry)
        why = f"has a default that {why}" if why else ""
    return why


def _token_error(entry: Entry) -> str:
    """Return what is wrong with the custom properties in a declaration; empty where they are valid."""
    for key in ("sets", "sets_dark"):
        names = entry.get(key, [])
        if not (isinstance(names, list) and all(isinstance(name, str) and _TOKEN.fullmatch(name) for name in names)):
            return f'has a `{key}` that is no list of names such as ["accent"]'
    tables, is_choice = entry.get("tokens", {}), entry.get("type") == "choice"
    if not (isinstance(tables, dict) and all(isinstance(table, dict) for table in tables.values())):
        return "has `tokens` that are no groups, one for each choice"
    if is_choice and (unknown := next((choice for choice in tables if choice not in entry["choices"]), "")):
        return f"has `tokens.{unknown}`, which is none of its choices"
    return ""


def declared_settings(layers: Sequence[Layer]) -> dict[str, dict[str, Any]]:
    """Return what a theme and its parents declare; the nearest declaration of a name counts."""
    declared: dict[str, dict[str, Any]] = {}
    for layer in reversed(layers):
        declared |= layer.manifest.get("settings", {})
    return declared


def read_settings(config: Config, declared: Mapping[str, Entry], diagnostics: Diagnostics) -> dict[str, Any]:
    """Check the site's `[theme]` values against what the theme declares, and fill in its defaults."""
    settings = {name: entry.get("default", "") for name, entry in declared.items()}
    for name, value in config.theme_settings.items():
        at = config.place(f"theme.{name}")
        entry = declared.get(name)
        if entry is None:
            meant = nearest(name, declared)
            known = ", ".join(sorted(declared)) or "none"
            fix = f"did you mean `{meant}`?" if meant else belongs(name) or f"known: {known}"
            says = f"the theme “{config.theme_name}” has no setting `{name}`"
            diagnostics.add("TB-THEME-008", at=at, says=says, fix=fix)
            continue
        kind = KINDS[entry.get("type", "text")]
        if why := kind.check(value, entry):
            about = entry.get("help", "")
            fix = f"write {kind.example(entry)}{f' ({about})' if about else ''}"
            diagnostics.add("TB-THEME-008", at=at, says=f"`theme.{name}` {why}", fix=fix)
        else:
            settings[name] = value
    return settings


def picture_settings(declared: Mapping[str, Entry]) -> tuple[str, ...]:
    """Return the names of the settings that are pictures."""
    return tuple(sorted(name for name, entry in declared.items() if entry.get("type") == "picture"))
