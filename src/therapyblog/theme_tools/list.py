"""`theme list`: every theme that a site could use, with what it says of itself."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from therapyblog.theme.discovery import BrokenTheme, find_theme, shipped, theme_names


class Listed(msgspec.Struct, frozen=True):
    """A theme in a list."""

    name: str
    version: str
    origin: str
    extends: str
    description: str


def list_themes(site: Path) -> list[Listed]:
    """Return every theme that the site in this folder could use, by name; a broken one says so."""
    return [_listed(name, site) for name in theme_names(site)]


def _listed(name: str, site: Path) -> Listed:
    try:
        folder = find_theme(name, site)
        assert folder is not None
        said = tomllib.loads((folder / "theme.toml").read_text(encoding="utf-8-sig"))
    except BrokenTheme as wrong:
        return Listed(name, "", "installed", "", str(wrong))
    except (OSError, ValueError) as wrong:
        return Listed(name, "", "broken", "", f"its theme.toml cannot be read: {wrong}")
    origin = "installed"
    if folder.parent == site / "themes":
        origin = "in this site"
    elif folder.parent == shipped("themes"):
        origin = "comes with therapyblog"
    texts = [str(said.get(key, "")) for key in ("version", "extends", "description")]
    return Listed(name, texts[0], origin, texts[1], texts[2])
