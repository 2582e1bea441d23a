"""Load a theme: its own layer, its parents' and the site's overrides, nearest first."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from therapyblog.content.keys import nearest
from therapyblog.model.config import Config
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.theme import Template, Theme
from therapyblog.theme.assets import load_assets
from therapyblog.theme.places import find_theme, theme_names

THEME_API = 1
"""The version of the template contract; a theme says which one it was written for."""
SITE_LAYER = "site"
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
    strings = _strings(layers, problems)
    settings = _settings(config, layers, problems)
    if problems:
        return None, tuple(problems)
    theme = Theme(
        name=config.theme_name,
        layers=tuple(layer.name for layer in layers),
        templates=templates,
        assets=load_assets([layer.folder for layer in layers]),
        settings=settings,
        strings=strings,
    )
    return theme, ()


def _layers(config: Config, site: Path, problems: list[Problem]) -> list[Layer]:
    layers = []
    own = site / "theme"
    if own.is_dir():
        layers.append(Layer(SITE_LAYER, own, {}, "theme"))
    name, at = config.theme_name, Place(path="therapyblog.toml", line=config.places.get("theme.name", (0, 0))[0])
    while name:
        folder = find_theme(name, site)
        if folder is None:
            meant = nearest(name, theme_names(site)) or ", ".join(theme_names(site))
            problems.append(problem("TB-THEME-001", at=at, says=f"there is no theme “{name}”", fix=f"write {meant}"))
            return []
        if any(layer.name == name for layer in layers) or len(layers) > MAX_LAYERS:
            problems.append(
                problem("TB-THEME-002", at=at, says=f"the theme “{name}” extends itself", fix="change its `extends`")
            )
            return []
        shown = f"themes/{name}"
        at = Place(path=f"{shown}/theme.toml")
        manifest = _toml(folder / "theme.toml", at.path, problems)
        api = manifest.get("theme_api", THEME_API)
        if api != THEME_API:
            says = f"the theme “{name}” is written for template contract {api}; this is {THEME_API}"
            problems.append(problem("TB-THEME-002", at=at, says=says, fix="install the version of the theme that fits"))
        layers.append(Layer(name, folder, manifest, shown))
        name = str(manifest.get("extends", ""))
    return layers


def _toml(path: Path, shown: str, problems: list[Problem]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as wrong:
        found = re.search(r"line (\d+), column (\d+)", str(wrong))
        line, column = (int(found[1]), int(found[2])) if found else (0, 0)
        says = f"the file cannot be read: {str(wrong).partition(' (at ')[0]}"
        at = Place(path=shown, line=line, column=column)
        problems.append(problem("TB-THEME-002", at=at, says=says, fix="mend the file; it must be TOML in UTF-8"))
        return {}


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


def _strings(layers: list[Layer], problems: list[Problem]) -> dict[str, dict[str, Any]]:
    """Merge `strings/TAG.toml` of every layer, the nearest over its parents."""
    merged: dict[str, dict[str, Any]] = {}
    for layer in reversed(layers):
        for path in sorted((layer.folder / "strings").glob("*.toml")):
            texts = _toml(path, f"{layer.shown}/strings/{path.name}", problems)
            merged[path.stem] = merged.get(path.stem, {}) | texts
    return merged


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
            problems.append(
                problem("TB-THEME-008", at=at, says=f"`theme.{name}` {why}", fix=str(entry.get("help", "")))
            )
        else:
            settings[name] = value
    return settings


def _wrong(value: Any, entry: dict[str, Any]) -> str:
    kind = entry.get("type", "text")
    right = isinstance(value, _TYPES[kind]) and (kind == "flag") is isinstance(value, bool)
    if not right:
        return f"should be a {kind}"
    if kind == "choice" and value not in entry.get("choices", ()):
        return f"should be one of {', '.join(entry['choices'])}"
    if kind == "colour" and not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        return "should be a colour such as #2f6f6a"
    return ""
