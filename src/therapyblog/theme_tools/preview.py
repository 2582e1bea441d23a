"""`theme preview`: builds the example site with a theme, in a folder of its own."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path

from therapyblog.api import build
from therapyblog.errors import UsageError, disk_error
from therapyblog.files import absolute
from therapyblog.model.result import BuildResult
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.theme_tools.find import ThemeSource, example_site
from therapyblog.theme_tools.marks import mark_templates

MARKER = ".therapyblog-preview"
_THEME = re.compile(r"^\[theme\]\n(?:(?!\[).*\n)*", re.MULTILINE)
_LEFT_OUT = shutil.ignore_patterns("public", ".therapyblog", ".git", "__pycache__")


def preview(source: ThemeSource, out: Path | None = None, *, marked: bool = False) -> tuple[BuildResult, Path]:
    """Build the example site with a theme; return the result and the folder of the site.

    `out` is the folder to work in: new, empty, or of an earlier preview. Without it a temporary one is made. `marked`
    pages say which line of which template each tag comes from.
    """
    try:
        folder = _folder(source.config.theme_name, out)
        _update_site(source, folder)
        if marked:
            mark_theme(source, folder)
    except OSError as error:
        raise disk_error(error, out or Path(tempfile.gettempdir())) from error
    return build(folder, for_disk=True), folder


def own_site(source: ThemeSource, folder: Path) -> BuildResult:
    """Build a copy of the site itself, whose theme is looked at, with marked pages; return the result."""
    shutil.copytree(source.site, folder, dirs_exist_ok=True, ignore=_LEFT_OUT, symlinks=True)
    mark_theme(source, folder)
    return build(folder, for_disk=True)


def mark_theme(source: ThemeSource, folder: Path) -> None:
    """Mark the templates of the theme that is looked at, in a folder of a site that uses it."""
    for shown in ("theme", f"themes/{source.config.theme_name}"):
        if source.folder is None or shown != "theme":
            mark_templates(folder / shown / "templates", f"{shown}/templates")


def _folder(name: str, out: Path | None) -> Path:
    if out is None:
        return Path(tempfile.mkdtemp(prefix=f"therapyblog-{name}-"))
    if out.exists() and not (out / MARKER).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} holds something that is no preview, so nothing was written. Choose another folder.")
    out.mkdir(parents=True, exist_ok=True)
    return absolute(out)


def _update_site(source: ThemeSource, folder: Path) -> None:
    """Bring the folder of a preview up to date: the example's texts, and the theme as it is now."""
    (folder / MARKER).write_text("A preview by therapyblog; it may be deleted.\n", encoding="utf-8")
    for name in ("theme", "themes", "posts", "pages", "practitioners", "series", "media"):
        shutil.rmtree(folder / name, ignore_errors=True)
    shutil.copytree(example_site(), folder, dirs_exist_ok=True, ignore=_LEFT_OUT)
    settings = (folder / SETTINGS_FILE).read_text(encoding="utf-8")
    chosen = f'[theme]\nname = "{source.config.theme_name}"\n{_settings(source)}\n'
    (folder / SETTINGS_FILE).write_text(_THEME.sub(lambda _: chosen, settings), encoding="utf-8")
    if (source.site / SETTINGS_FILE).is_file():
        for name in ("theme", "themes"):
            if (source.site / name).is_dir():
                shutil.copytree(source.site / name, folder / name, ignore=_LEFT_OUT)
    if source.folder is not None:
        shutil.rmtree(folder / "themes" / source.config.theme_name, ignore_errors=True)
        shutil.copytree(source.folder, folder / "themes" / source.config.theme_name, ignore=_LEFT_OUT)


def _settings(source: ThemeSource) -> str:
    """Return the theme's settings of a site as TOML, without pictures, which the example site does not have."""
    plain = {
        name: value
        for name, value in source.config.theme_settings.items()
        if isinstance(value, (str, bool, int, float)) and not (isinstance(value, str) and "/" in value)
    }
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in plain.items())
