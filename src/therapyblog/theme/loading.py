"""Load a theme: its own layer, its parents' and the site's overrides, nearest first."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import msgspec

from therapyblog.content.keys import nearest
from therapyblog.content.nodes import Node, plain
from therapyblog.content.text import decode
from therapyblog.content.toml import TomlError, read_toml
from therapyblog.model.config import Config
from therapyblog.model.problems import Place, Problem, is_error, problem
from therapyblog.model.theme import Template, Theme
from therapyblog.theme.assets import load_assets
from therapyblog.theme.places import BrokenTheme, find_theme, theme_names
from therapyblog.theme.strings import load_strings

THEME_API = 1
"""The version of the template contract; a theme says which one it was written for."""
SITE_LAYER = "site"
SITE_FOLDER = "theme"
MAX_LAYERS = 10


class Layer(msgspec.Struct, frozen=True):
    """One folder of templates, static files and strings."""

    name: str
    folder: Path
    manifest: dict[str, Any]
    shown: str
    """How messages name the folder."""


def load_theme(config: Config, site: Path) -> tuple[Theme | None, tuple[Problem, ...]]:
    """Load the theme that the site asks for; `None` where a problem forbids it."""
    problems: list[Problem] = []
    layers = _layers(config, site, problems)
    if problems:
        return None, tuple(problems)
    templates = _templates(layers, problems)
    strings, string_files, wrong_strings = load_strings([(layer.folder, layer.shown) for layer in layers])
    problems += wrong_strings
    settings = _settings(config, layers, problems)
    if any(map(is_error, problems)):
        return None, tuple(problems)
    theme = Theme(
        name=config.theme_name,
        layers=tuple(layer.name for layer in layers),
        templates=templates,
        assets=load_assets([layer.folder for layer in layers]),
        settings=settings,
        strings=strings,
        string_files=string_files,
    )
    return theme, tuple(problems)


def theme_folders(config: Config, site: Path) -> tuple[str, ...]:
    """Return every folder that the look of a site comes from, and those where an override could yet appear."""
    layers = _layers(config, site, [])
    own = (site / SITE_FOLDER, site / "themes")
    return tuple(dict.fromkeys(str(folder) for folder in (*own, *(layer.folder for layer in layers))))


def _layers(config: Config, site: Path, problems: list[Problem]) -> list[Layer]:
    layers = []
    own = site / SITE_FOLDER
    if own.is_dir():
        layers.append(Layer(SITE_LAYER, own, {}, "theme"))
    line, column = config.places.get("theme.name", (0, 0))
    name, at = config.theme_name, Place(path="therapyblog.toml", line=line, column=column)
    while name:
        if any(layer.name == name for layer in layers) or len(layers) > MAX_LAYERS:
            says = f"the theme “{name}” extends itself: {' → '.join([*(layer.name for layer in layers), name])}"
            problems.append(problem("TB-THEME-002", at=at, says=says, fix="name another theme here, such as base"))
            return []
        folder = _folder(name, site, at, problems)
        if folder is None:
            return []
        shown = f"themes/{name}"
        manifest, places = _toml(folder / "theme.toml", f"{shown}/theme.toml", problems)
        _check_manifest(manifest, places, shown, problems)
        layers.append(Layer(name, folder, manifest, shown))
        extends = manifest.get("extends", "")
        name, at = extends if isinstance(extends, str) else "", _place(f"{shown}/theme.toml", places, "extends")
    return layers


def _folder(name: str, site: Path, at: Place, problems: list[Problem]) -> Path | None:
    try:
        folder = find_theme(name, site)
    except BrokenTheme as wrong:
        problems.append(problem("TB-THEME-002", at=at, says=str(wrong), fix="install it again, or choose another"))
        return None
    if folder is None:
        names = theme_names(site)
        meant = nearest(name, names)
        fix = f"did you mean {meant}?" if meant else f"themes here: {', '.join(names)}"
        problems.append(problem("TB-THEME-001", at=at, says=f"there is no theme “{name}”", fix=fix))
    return folder


def _check_manifest(manifest: dict[str, Any], places: dict[str, Node], shown: str, problems: list[Problem]) -> None:
    """Check what a theme says of itself, so that a mistake in it is not met later as something else."""

    def wrong(says: str, fix: str, *path: str) -> None:
        at = _place(f"{shown}/theme.toml", places, *path)
        problems.append(problem("TB-THEME-002", at=at, says=says, fix=fix))

    api = manifest.get("theme_api", THEME_API)
    if api != THEME_API:
        says = f"this theme is written for version {api} of the template contract; this program has {THEME_API}"
        wrong(says, "install the version of the theme that fits", "theme_api")
    if not isinstance(manifest.get("extends", ""), str):
        wrong("`extends` should be the name of a theme", 'write extends = "base"', "extends")
    settings = manifest.get("settings", {})
    if not isinstance(settings, dict):
        wrong("`settings` should be a group of settings", "write [settings.NAME] for each", "settings")
        manifest["settings"] = {}
        return
    for name, entry in settings.items():
        if why := _wrong_declaration(entry):
            wrong(f"the setting `{name}` {why}", "the theme manual shows how settings are declared", "settings", name)


def _wrong_declaration(entry: Any) -> str:
    if not isinstance(entry, dict):
        return "should be a group of settings"
    kind = entry.get("type", "text")
    if kind not in _TYPES:
        return f"has a type that is none of {', '.join(_TYPES)}"
    choices = entry.get("choices", [])
    if kind == "choice" and not (
        choices and isinstance(choices, list) and all(isinstance(one, str) for one in choices)
    ):
        return "is a choice without `choices`"
    why = _wrong(entry["default"], entry) if entry.get("default", "") != "" else ""
    return f"has a default that {why}" if why else ""


def _place(path: str, places: dict[str, Node], *names: str) -> Place:
    """Return where the innermost of these names stands in a file; without line where none does."""
    line = column = 0
    inner: Any = places
    for name in names:
        node = inner.get(name) if isinstance(inner, dict) else None
        if node is None:
            break
        line, column, inner = node.line, node.column, node.value
    return Place(path=path, line=line, column=column)


def _toml(path: Path, shown: str, problems: list[Problem]) -> tuple[dict[str, Any], dict[str, Node]]:
    """Return what a theme's settings file says, plain and with places; nothing where it cannot be read."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        says = "the theme has no such file"
        problems.append(problem("TB-THEME-002", at=Place(path=shown), says=says, fix="install the theme again"))
        return {}, {}
    text, wrong_text = decode(content, shown)
    problems += (msgspec.structs.replace(one, code="TB-THEME-002") for one in wrong_text)
    try:
        nodes = read_toml(text)
    except TomlError as wrong:
        at = Place(path=shown, line=wrong.line, column=wrong.column)
        problems.append(problem("TB-THEME-002", at=at, says=wrong.says, fix=wrong.fix))
        return {}, {}
    return {name: plain(node) for name, node in nodes.items()}, nodes


def _templates(layers: list[Layer], problems: list[Problem]) -> dict[str, Template]:
    """Collect template texts: `NAME` from the nearest layer, `@LAYER/NAME` from that layer or its parents."""
    found: dict[str, Template] = {}
    for index, layer in enumerate(layers):
        folder = layer.folder / "templates"
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or path.name.startswith("."):
                continue
            name = path.relative_to(folder).as_posix()
            shown = f"{layer.shown}/templates/{name}"
            try:
                template = Template(source=path.read_text(encoding="utf-8-sig"), path=shown)
            except UnicodeDecodeError:
                at = Place(path=shown)
                problems.append(
                    problem("TB-THEME-004", at=at, says="this template is not UTF-8 text", fix="save it as UTF-8")
                )
                continue
            found.setdefault(name, template)
            for nearer in layers[: index + 1]:
                found.setdefault(f"@{nearer.name}/{name}", template)
    return found


_TYPES: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "choice": str,
    "colour": str,
    "flag": bool,
    "number": (int, float),
}


def _settings(config: Config, layers: list[Layer], problems: list[Problem]) -> dict[str, Any]:
    """Check the site's `[theme]` values against what the theme declares, and fill in its defaults."""
    declared: dict[str, dict[str, Any]] = {}
    for layer in reversed(layers):
        declared |= layer.manifest.get("settings", {})
    settings = {name: entry.get("default", "") for name, entry in declared.items()}
    for name, value in config.theme_settings.items():
        line, column = config.places.get(f"theme.{name}", (0, 0))
        at = Place(path="therapyblog.toml", line=line, column=column)
        entry = declared.get(name)
        if entry is None:
            fix = (
                f"did you mean `{nearest(name, declared)}`?"
                if nearest(name, declared)
                else f"known: {', '.join(sorted(declared))}"
            )
            says = f"the theme “{config.theme_name}” has no setting `{name}`"
            problems.append(problem("TB-THEME-008", at=at, says=says, fix=fix))
        elif why := _wrong(value, entry):
            about = entry.get("help", "")
            fix = f"write {_example(entry)}{f' ({about})' if about else ''}"
            problems.append(problem("TB-THEME-008", at=at, says=f"`theme.{name}` {why}", fix=fix))
        else:
            settings[name] = value
    return settings


_NAMED = {
    "text": "text",
    "choice": "one of the choices",
    "colour": "a colour such as #2f6f6a",
    "flag": "true or false",
    "number": "a number",
}


def _example(entry: dict[str, Any]) -> str:
    """Show values that this setting takes."""
    kind = entry.get("type", "text")
    if kind == "choice":
        return " or ".join(f'"{one}"' for one in entry["choices"])
    return {"text": '"…"', "colour": '"#2f6f6a"', "flag": "true or false", "number": "a number such as 3"}[str(kind)]


def _wrong(value: Any, entry: dict[str, Any]) -> str:
    kind = entry.get("type", "text")
    right = isinstance(value, _TYPES[kind]) and (kind == "flag") is isinstance(value, bool)
    if not right or (kind == "number" and not math.isfinite(value)):
        return f"should be {_NAMED[kind]}"
    if kind == "choice" and value not in entry.get("choices", ()):
        return f"should be one of {', '.join(entry['choices'])}"
    if kind == "colour" and not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        return "should be a colour such as #2f6f6a"
    return ""
