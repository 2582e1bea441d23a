"""`theme preview`: a theme → the example site, built with it into a folder of its own."""

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
from therapyblog.theme_tools.find import Found, example_site

MARKER = ".therapyblog-preview"
_THEME = re.compile(r"^\[theme\]\n(?:(?!\[).*\n)*", re.MULTILINE)
_LEFT_OUT = shutil.ignore_patterns("public", ".therapyblog", ".git", "__pycache__")


def preview(found: Found, out: Path | None = None) -> tuple[BuildResult, Path]:
    """Build the example site with a theme, or a site with its own; return the result and the folder of the site.

    `out` is the folder to work in: new, empty, or of an earlier preview. Without it a temporary one is made.
    """
    try:
        folder = _folder(found.config.theme_name, out)
        _lay_out(found, folder)
    except OSError as wrong:
        raise disk_error(wrong, out or Path(tempfile.gettempdir())) from wrong
    return build(folder, for_disk=True), folder


def _folder(name: str, out: Path | None) -> Path:
    if out is None:
        return Path(tempfile.mkdtemp(prefix=f"therapyblog-{name}-"))
    if out.exists() and not (out / MARKER).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} holds something that is no preview, so nothing was written. Choose another folder.")
    out.mkdir(parents=True, exist_ok=True)
    return absolute(out)


def _lay_out(found: Found, folder: Path) -> None:
    """Bring the folder of a preview up to date: the example's texts, and the theme as it is now."""
    (folder / MARKER).write_text("A preview by therapyblog; it may be deleted.\n", encoding="utf-8")
    for name in ("theme", "themes", "posts", "pages", "practitioners", "series", "media"):
        shutil.rmtree(folder / name, ignore_errors=True)
    shutil.copytree(example_site(), folder, dirs_exist_ok=True, ignore=_LEFT_OUT)
    settings = (folder / "therapyblog.toml").read_text(encoding="utf-8")
    chosen = f'[theme]\nname = "{found.config.theme_name}"\n{_settings(found)}\n'
    (folder / "therapyblog.toml").write_text(_THEME.sub(lambda _: chosen, settings), encoding="utf-8")
    if (found.site / "therapyblog.toml").is_file():
        for name in ("theme", "themes"):
            if (found.site / name).is_dir():
                shutil.copytree(found.site / name, folder / name, ignore=_LEFT_OUT)
    if found.folder is not None:
        shutil.rmtree(folder / "themes" / found.config.theme_name, ignore_errors=True)
        shutil.copytree(found.folder, folder / "themes" / found.config.theme_name, ignore=_LEFT_OUT)


def _settings(found: Found) -> str:
    """Write the theme's settings of a site as TOML; but for pictures, which the example does not have."""
    plain = {
        name: value
        for name, value in found.config.theme_settings.items()
        if isinstance(value, (str, bool, int, float)) and not (isinstance(value, str) and "/" in value)
    }
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in plain.items())
