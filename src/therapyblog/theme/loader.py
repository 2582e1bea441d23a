"""Loads a theme: its own layer, its parents' and the site's overrides, nearest first."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from therapyblog.diagnostics import Diagnostics, SourceError
from therapyblog.files import read_regular
from therapyblog.model.config import Config
from therapyblog.model.languages import ENGLISH, wider
from therapyblog.model.problems import Place
from therapyblog.model.theme import Asset, Template, Theme
from therapyblog.settings.bytes_to_text import decode
from therapyblog.settings.nodes import Node, plain
from therapyblog.settings.toml import read_toml
from therapyblog.similar import nearest
from therapyblog.theme.assets import as_published, files_inside, load_assets, static_files, unusable_files
from therapyblog.theme.css import fetches, sheet_text
from therapyblog.theme.discovery import BrokenTheme, check_inside, find_theme, theme_names
from therapyblog.theme.layers import SITE_LAYER, Layer, place_of
from therapyblog.theme.manifest import check_manifests, own_layers
from therapyblog.theme.settings import declaration_error, declared_settings, picture_settings, read_settings
from therapyblog.theme.sheet_check import check_sheets
from therapyblog.theme.strings import load_strings
from therapyblog.theme.tokens import check_contrast, read_tokens, set_tokens, style_of
from therapyblog.urls.origins import origins

THEME_API = 1
"""The version of the template contract; a theme says which one it was written for."""
OLDEST_API = 1
"""The oldest version that templates may still be written for."""
SITE_FOLDER = "theme"
MAX_LAYERS = 10


def declared_for(config: Config, site: Path) -> dict[str, dict[str, Any]]:
    """Return the settings that the theme of a site declares, by name; those of a broken theme are left out."""
    return declared_settings(_layers(config, site, Diagnostics(), None))


def load_theme(
    config: Config,
    site: Path,
    diagnostics: Diagnostics,
    *,
    folder: Path | None = None,
    languages: Collection[str] | None = None,
) -> Theme | None:
    """Load the theme that the site names; `None` where it has an error.

    `folder` is the theme's, where it is not in a folder of themes. Where `languages` are given (BCP 47 tags), only
    their texts are read, besides the site's own: a theme has many languages, a site one or two.
    """
    before = len(diagnostics)
    layers = _layers(config, site, diagnostics, folder)
    if len(diagnostics) > before:
        return None
    for layer in layers:
        diagnostics.extend(unusable_files(layer))
    templates = _templates(layers, diagnostics)
    strings, string_files = load_strings(layers, _tags(languages), diagnostics)
    declared = declared_settings(layers)
    settings = read_settings(config, declared, diagnostics)
    tokens = read_tokens(layers, diagnostics)
    if diagnostics.has_errors(before):
        return None
    set_tokens(tokens, config, declared, settings)
    diagnostics.extend(check_contrast(tokens))
    own = sum(layer.name == SITE_LAYER for layer in layers)
    assets = load_assets([layer.folder for layer in layers], style_of(tokens), own)
    sources = _sources(assets, layers, config, diagnostics)
    if own_layers(layers):
        diagnostics.extend(check_manifests(layers, tokens, templates.values(), assets))
        diagnostics.extend(check_sheets(layers, assets, site))
    if diagnostics.has_errors(before):
        return None
    return Theme(
        name=config.theme_name,
        layers=tuple(layer.name for layer in layers),
        templates=templates,
        assets=as_published(assets),
        settings=settings,
        strings=strings,
        string_files=string_files,
        sources=sources,
        pictures=picture_settings(declared),
    )


def _tags(languages: Collection[str] | None) -> set[str] | None:
    """Return the tags of all files whose texts may be used on a page in these languages."""
    return None if languages is None else {ENGLISH, *(tag for language in languages for tag in wider(language))}


def theme_folders(config: Config, site: Path) -> tuple[str, ...]:
    """Return the folders of a site's theme, and those where overrides may be added."""
    layers = _layers(config, site, Diagnostics())
    own = (site / SITE_FOLDER, site / "themes")
    return tuple(dict.fromkeys(str(folder) for folder in (*own, *(layer.folder for layer in layers))))


def _layers(config: Config, site: Path, diagnostics: Diagnostics, start: Path | None = None) -> list[Layer]:
    layers = []
    own = site / SITE_FOLDER
    if os.path.isdir(own) and _is_inside(own, site, diagnostics):
        layers.append(Layer(SITE_LAYER, own, {}, "theme"))
    name, at = config.theme_name, config.place("theme.name")
    while name:
        if any(layer.name == name for layer in layers) or len(layers) > MAX_LAYERS:
            says = f"the theme “{name}” extends itself: {' → '.join([*(layer.name for layer in layers), name])}"
            diagnostics.add("TB-THEME-002", at=at, says=says, fix="name another theme here, such as base")
            return []
        folder, start = start or _folder(name, site, at, diagnostics), None
        if folder is None:
            return []
        shown = f"themes/{name}"
        manifest, places = _toml(folder / "theme.toml", f"{shown}/theme.toml", diagnostics)
        _check_manifest(manifest, places, shown, diagnostics)
        layers.append(Layer(name, folder, manifest, shown, places))
        extends = manifest.get("extends", "")
        name, at = extends if isinstance(extends, str) else "", place_of(f"{shown}/theme.toml", places, "extends")
    return layers


def _is_inside(own: Path, site: Path, diagnostics: Diagnostics) -> bool:
    try:
        check_inside(own, site, SITE_FOLDER)
    except BrokenTheme as error:
        at = Place(path=SITE_FOLDER)
        diagnostics.add("TB-THEME-002", at=at, says=str(error), fix="copy the folder here")
        return False
    return True


def _folder(name: str, site: Path, at: Place, diagnostics: Diagnostics) -> Path | None:
    try:
        folder = find_theme(name, site)
    except BrokenTheme as error:
        fix = "copy the folder here" if "outside" in str(error) else "install it again, or choose another"
        diagnostics.add("TB-THEME-002", at=at, says=str(error), fix=fix)
        return None
    if folder is None and name and os.path.isdir(site / "themes" / name):
        says, fix = f"the folder themes/{name} has no theme.toml", 'write one, with the line extends = "base"'
        meant = nearest("theme.toml", os.listdir(site / "themes" / name))
        fix = f"rename themes/{name}/{meant} to theme.toml" if meant else fix
        diagnostics.add("TB-THEME-001", at=at, says=says, fix=fix)
    elif folder is None:
        names = theme_names(site)
        meant = nearest(name, names)
        fix = f"did you mean {meant}?" if meant else f"themes here: {', '.join(names)}"
        diagnostics.add("TB-THEME-001", at=at, says=f"there is no theme “{name}”", fix=fix)
    return folder


def _check_manifest(manifest: dict[str, Any], places: dict[str, Node], shown: str, diagnostics: Diagnostics) -> None:
    """Check the settings in a `theme.toml`, so that a mistake is reported here and not as a later failure."""

    def report(says: str, fix: str, *path: str) -> None:
        at = place_of(f"{shown}/theme.toml", places, *path)
        diagnostics.add("TB-THEME-002", at=at, says=says, fix=fix)

    api = manifest.get("theme_api", THEME_API)
    if type(api) is not int:
        report("`theme_api` should be a number", f"write theme_api = {THEME_API}", "theme_api")
    elif api > THEME_API:
        says = f"this theme is too new: it is written for version {api} of the template contract, and this therapyblog"
        fix = "update therapyblog, or install an older version of the theme"
        report(f"{says} has version {THEME_API}", fix, "theme_api")
    elif api < OLDEST_API:
        says = f"this theme is too old: it is written for version {api} of the template contract, and this therapyblog"
        fix = "install a newer version of the theme, or ask its author for one"
        report(f"{says} reads versions {OLDEST_API} to {THEME_API}", fix, "theme_api")
    if not isinstance(manifest.get("extends", ""), str):
        report("`extends` should be the name of a theme", 'write extends = "base"', "extends")
    settings = manifest.get("settings", {})
    if not isinstance(settings, dict):
        report("`settings` should be a group of settings", "write [settings.NAME] for each", "settings")
        manifest["settings"] = {}
        return
    for name, entry in settings.items():
        if why := declaration_error(entry):
            report(f"the setting `{name}` {why}", "the theme manual shows how settings are declared", "settings", name)


def _toml(path: Path, shown: str, diagnostics: Diagnostics) -> tuple[dict[str, Any], dict[str, Node]]:
    """Return the content of a `theme.toml`, as plain values and with places; empty where it cannot be read."""
    try:
        content = read_regular(path)
    except FileNotFoundError:
        says = "the theme has no such file"
        diagnostics.add("TB-THEME-002", at=Place(path=shown), says=says, fix="install the theme again")
        return {}, {}
    try:
        nodes = _parsed(decode(content))
    except SourceError as error:
        diagnostics.of_file(shown).add_error(error, "TB-THEME-002")
        return {}, {}
    return {name: plain(node) for name, node in nodes.items()}, nodes


@lru_cache(maxsize=64)
def _parsed(text: str) -> dict[str, Node]:
    """Parse TOML; one build reads the same few files several times, a preview hundreds of times."""
    return read_toml(text)


def _templates(layers: list[Layer], diagnostics: Diagnostics) -> dict[str, Template]:
    """Collect template texts: `NAME` from the nearest layer, `@LAYER/NAME` from that layer or its parents."""
    templates: dict[str, Template] = {}
    for index, layer in enumerate(layers):
        folder = layer.folder / "templates"
        for name, path in files_inside(folder, layer.folder):
            if path.name.startswith("."):
                continue
            shown = f"{layer.shown}/templates/{name}"
            try:
                template = Template(source=read_regular(path).decode("utf-8-sig"), path=shown)
            except UnicodeDecodeError:
                at = Place(path=shown)
                says = "this template is not UTF-8 text"
                diagnostics.add("TB-THEME-004", at=at, says=says, fix="save it as UTF-8")
                continue
            templates.setdefault(name, template)
            for nearer in layers[: index + 1]:
                templates.setdefault(f"@{nearer.name}/{name}", template)
    return templates


def _sources(
    assets: Iterable[Asset], layers: list[Layer], config: Config, diagnostics: Diagnostics
) -> tuple[tuple[str, str], ...]:
    """Return the sources that style sheets load besides the site's own files; those that are not allowed are problems.

    The sheets are read as they are published: joined, one may begin within a comment that another left open.
    """
    allowed = origins(config.privacy_allow)
    needed: dict[tuple[str, str], None] = {}
    for asset in assets:
        for fetch in fetches(sheet_text(asset.content)) if asset.name.endswith(".css") else ():
            if not fetch.source:
                continue
            if fetch.source == "data:" or fetch.source in allowed:
                needed[fetch.directive, fetch.source] = None
                continue
            layer, line = _place_in_sheet(asset, fetch.line, layers)
            at = Place(path=f"{layer.shown}/static/{asset.name}", line=line)
            says = f"every page with this style sheet would load {fetch.address} from another server"
            diagnostics.add("TB-PRIV-001", at=at, says=says, fix=f"keep the file in {layer.shown}/static/")
    return tuple(sorted(needed))


def _place_in_sheet(asset: Asset, line: int, layers: list[Layer]) -> tuple[Layer, int]:
    """Return the nearest layer whose file holds a line of a published style sheet, and the line's number there.

    `url()` is rewritten when a sheet is published, so lines are compared without its content.
    """
    wanted = _without_urls(sheet_text(asset.content).split("\n")[line - 1])
    nearest_layer = layers[0]
    for layer in layers:
        path = dict(static_files(layer.folder)).get(asset.name)
        if path is not None:
            nearest_layer = layer
            for number, text in enumerate(sheet_text(read_regular(path)).split("\n"), start=1):
                if _without_urls(text) == wanted:
                    return layer, number
    return nearest_layer, 0


def _without_urls(text: str) -> str:
    return re.sub(r"url\([^)]*\)", "", text).strip()
