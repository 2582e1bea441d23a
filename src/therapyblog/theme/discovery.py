"""Where themes are found: in the site's own `themes/`, shipped with therapyblog, or installed as a package."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

ENTRY_POINTS = "therapyblog.themes"


class BrokenTheme(Exception):
    """A theme was found but cannot be used; the message says why."""


def shipped(name: str) -> Path:
    """Return the folder of something that ships with therapyblog: `themes`, `example_site`.

    In a wheel it is inside the package, in an editable install beside `src/`.
    """
    package = Path(__file__).resolve().parent.parent
    inside = package / "_shipped" / name
    return inside if inside.is_dir() else package.parent.parent / name


@cache
def shipped_themes() -> frozenset[str]:
    """Return the names of the themes that come with therapyblog."""
    return frozenset(os.listdir(shipped("themes")))


def find_theme(name: str, site: Path) -> Path | None:
    """Return the folder of the theme of this name, nearest first; `None` if there is none.

    Raises `BrokenTheme` for a folder of the site that leads out of it, and an installed package that cannot be loaded.
    """
    if not name or name != Path(name).name or name.startswith(".") or "\0" in name:
        return None
    for folder in (site / "themes" / name, shipped("themes") / name):
        if os.path.isfile(folder / "theme.toml"):
            if folder.is_relative_to(site / "themes"):
                check_inside(folder / "theme.toml", site, f"themes/{name}")
            return folder
    return _installed(name)


def check_inside(path: Path, site: Path, shown: str) -> None:
    """Raise `BrokenTheme` if a link leads out of the site folder: its author could make us publish any file."""
    if not os.path.realpath(path).startswith(os.path.realpath(site) + os.sep):
        raise BrokenTheme(f"{shown} leads to a place outside the site folder")


def theme_names(site: Path) -> tuple[str, ...]:
    """Return the names of all themes that could be used here, for "did you mean"."""
    folders = (site / "themes", shipped("themes"))
    names = {path.parent.name for folder in folders for path in folder.glob("*/theme.toml")}
    return tuple(sorted(names | {point.name for point in _points()}))


def _installed(name: str) -> Path | None:
    for point in _points():
        if point.name == name:
            try:
                return Path(point.load().__path__[0])
            except (ImportError, AttributeError, IndexError) as error:
                raise BrokenTheme(f"the package of the theme “{name}” cannot be loaded: {error}") from None
    return None


def _points() -> EntryPoints:
    from importlib.metadata import entry_points  # noqa: PLC0415 - 15 ms that only an installed theme needs

    return entry_points(group=ENTRY_POINTS)
