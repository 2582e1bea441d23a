"""`theme new`: writes the folder of a working theme, with an example of a setting, a token, a style and a block."""

from __future__ import annotations

import os
import re
from pathlib import Path

from therapyblog.errors import UsageError, disk_error
from therapyblog.theme.discovery import find_theme, theme_names
from therapyblog.theme.loader import THEME_API

_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")

_TOML = """\
name = "{name}"
version = "0.1.0"
theme_api = {api}                # the version of the template contract that this theme is written for
extends = "{extends}"
description = "One sentence about this look."

# What a site may decide: under [theme] in its therapyblog.toml; templates read it as theme.greeting.
[settings.greeting]
type = "text"                # or number, boolean, choice, colour, font, picture
default = ""
help = "A line above the foot of every page."

# Colours and fonts. `ink` is the custom property --ink in the style sheet. Leave out what you do not change.
[tokens]
radius = "0.375rem"

[tokens.light]
accent = "#5b4a8a"
link = "#5b4a8a"

[tokens.dark]
accent = "#c3b6ec"
link = "#c3b6ec"

# Which stands on which, besides the pairs of {extends}. A build warns of what cannot be read.
[contrast]
text = ["link on paper"]
"""
_STYLE = """\
/* Added behind the style sheet of {extends}. Colours come from the tokens in theme.toml. */
@layer theme {{
  .greeting {{ padding-block: var(--space); color: var(--ink-soft); text-align: center; }}
}}
"""
_BASE = """\
{{# Every page: as in {extends}, with the greeting of the settings above its foot. #}}
{{% extends "@{extends}/base.html" %}}
{{% block footer %}}
{{% if theme.greeting %}}
<p class="greeting">{{{{ theme.greeting }}}}</p>
{{% endif %}}
{{{{ super() }}}}
{{% endblock footer %}}
"""
FILES = {"theme.toml": _TOML, "static/style.css": _STYLE, "templates/base.html": _BASE}


def start_theme(name: str, extends: str, place: Path) -> Path:
    """Write a new theme into `place/NAME` and return its folder.

    Raises `UsageError` for a name that cannot be one, a parent that is not there, or a folder that holds something.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"“{name}” cannot be a theme's name. Use small letters, numbers and -, such as evening-light.")
    site = place.parent if place.name == "themes" else place
    if name == extends or find_theme(extends, site) is None:
        known = ", ".join(theme for theme in theme_names(site) if theme != name)
        raise UsageError(f"There is no theme “{extends}” to extend. Choose one of {known}.")
    folder = place / name
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder} holds something already, so nothing was written. Choose another name.")
        for file, text in FILES.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.format(name=name, extends=extends, api=THEME_API), encoding="utf-8", newline="\n")
    except OSError as error:
        raise disk_error(error, Path(os.fspath(folder))) from error
    return folder
