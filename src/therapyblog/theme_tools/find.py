"""Finds the theme that a command names: by its folder, by a site that uses it, or by its name."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from therapyblog.diagnostics import Diagnostics
from therapyblog.errors import UsageError
from therapyblog.files import absolute, read_regular
from therapyblog.model.config import Config
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.settings.site import read_config
from therapyblog.similar import nearest
from therapyblog.theme.discovery import BrokenTheme, find_theme, shipped, theme_names


class ThemeSource(msgspec.Struct, frozen=True):
    """A theme to work on: as the site `site` would use it with these settings."""

    config: Config
    site: Path
    folder: Path | None
    """The theme's own folder; `None` where the theme is found through the site."""
    shown: str
    """How messages name it: as the user wrote it."""


def find_source(wanted: str) -> ThemeSource:
    """Find a theme by its folder, by the folder of a site that uses it, or by its name.

    Raises `UsageError` where there is none.
    """
    folder = Path(wanted)
    if (folder / SETTINGS_FILE).is_file():
        diagnostics = Diagnostics()
        config = read_config(read_regular(folder / SETTINGS_FILE), diagnostics)
        if config is None:
            says = next(iter(diagnostics)).says
            raise UsageError(f"{folder / SETTINGS_FILE} cannot be read: {says}. Mend it first.")
        return ThemeSource(config, folder, None, wanted)
    if (folder / "theme.toml").is_file():
        full = folder.resolve()
        return ThemeSource(_config(full.name), _site_around(full), full, wanted)
    meant = nearest("theme.toml", os.listdir(folder)) if folder.is_dir() else ""
    if meant:
        raise UsageError(f"{wanted} has no theme.toml. Rename {folder / meant} to theme.toml.")
    try:
        named = find_theme(wanted, absolute(""))
    except BrokenTheme as error:
        raise UsageError(f"{error}. Install it again.") from None
    if named is None:
        names = ", ".join(theme_names(absolute("")))
        raise UsageError(f"{wanted} is no theme: no folder with a theme.toml, no site, and none of {names}.")
    return ThemeSource(_config(wanted), absolute(""), named, wanted)


def _config(name: str) -> Config:
    return Config(title="A practice", url="https://practice.example", theme_name=name)


def _site_around(theme: Path) -> Path:
    """Return the site whose `themes/` folder holds a theme, so that its parents are found there as well."""
    around = theme.parent.parent
    is_in_site = theme.parent.name == "themes" and (around / SETTINGS_FILE).is_file()
    return around if is_in_site else theme


def example_site() -> Path:
    """Return the folder of the example site that ships with therapyblog."""
    return shipped("example_site")
