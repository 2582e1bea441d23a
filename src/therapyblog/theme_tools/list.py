"""`theme list`: every theme that a site could use, with the description in its `theme.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from therapyblog.theme.discovery import BrokenTheme, find_theme, shipped, theme_names


class ThemeSummary(msgspec.Struct, frozen=True):
    """A theme in a list."""

    name: str
    version: str
    origin: str
    extends: str
    description: str


def list_themes(site: Path) -> list[ThemeSummary]:
    """Return every theme that the site in this folder could use, by name; a broken one has the reason as its text."""
    return [_summary(name, site) for name in theme_names(site)]


def _summary(name: str, site: Path) -> ThemeSummary:
    try:
        folder = find_theme(name, site)
        assert folder is not None
        manifest = tomllib.loads((folder / "theme.toml").read_text(encoding="utf-8-sig"))
    except BrokenTheme as error:
        return ThemeSummary(name, "", "installed", "", str(error))
    except (OSError, ValueError) as error:
        return ThemeSummary(name, "", "broken", "", f"its theme.toml cannot be read: {error}")
    origin = "installed"
    if folder.parent == site / "themes":
        origin = "in this site"
    elif folder.parent == shipped("themes"):
        origin = "comes with therapyblog"
    texts = [str(manifest.get(key, "")) for key in ("version", "extends", "description")]
    return ThemeSummary(name, texts[0], origin, texts[1], texts[2])
