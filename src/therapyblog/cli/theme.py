"""`therapyblog theme`: list, new, check, preview."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from therapyblog.cli.errors import guarded
from therapyblog.cli.streams import give, tell
from therapyblog.exit_codes import PROBLEMS, WARNINGS
from therapyblog.files import absolute
from therapyblog.model.site_folder import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from therapyblog.model.problems import Problem


@click.group("theme")
def command() -> None:
    """List, start, check and preview themes."""


@command.command("list")
@guarded
def list_themes() -> None:
    """List every theme that can be used here."""
    from therapyblog.theme_tools.list import list_themes as listed  # noqa: PLC0415 - the command line starts without it

    for theme in listed(_here()):
        extends = f", extends {theme.extends}" if theme.extends else ""
        give(f"{theme.name} {theme.version} ({theme.origin}{extends})")
        if theme.description:
            give(f"    {theme.description}")


@command.command("new")
@click.argument("name")
@click.option("--extends", default="base", show_default=True, help="The theme to build on.")
@guarded
def new(name: str, extends: str) -> None:
    """Start the theme NAME: in themes/ of the site that you are in, else in a folder here."""
    from therapyblog.theme_tools.new import start_theme  # noqa: PLC0415 - see above

    site = _site()
    folder = start_theme(name, extends, site / "themes" if site else absolute(""))
    shown = os.path.relpath(folder)
    give(f"The theme is in {shown}. Its colours and settings are in theme.toml, its templates in templates/.")
    give("Now look at it, and check it:\n")
    give(f"    therapyblog theme preview {shown}\n    therapyblog theme check {shown}")
    if site:
        give(f'\nTo use it, write name = "{name}" under [theme] in therapyblog.toml.')


@command.command("check")
@click.argument("theme")
@click.option("--strict", is_flag=True, help="Fail for warnings too.")
@guarded
def check(theme: str, strict: bool) -> None:
    """Check THEME: its folder, the folder of a site that uses it, or its name."""
    from therapyblog.theme_tools.check import check_theme  # noqa: PLC0415 - see above
    from therapyblog.theme_tools.find import find_source  # noqa: PLC0415 - see above

    problems = check_theme(find_source(theme))
    _show(problems)
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    give(f"{theme}: {_count(errors, 'error')}, {_count(warnings, 'warning')}")
    if errors:
        raise click.exceptions.Exit(PROBLEMS)
    if warnings and strict:
        raise click.exceptions.Exit(WARNINGS)


@command.command("preview")
@click.argument("theme")
@click.option("--out", type=click.Path(path_type=Path), help="The folder to work in (default: a new temporary one).")
@guarded
def preview(theme: str, out: Path | None) -> None:
    """Build the example site with THEME: its folder, the folder of a site that uses it, or its name."""
    from therapyblog.theme_tools.find import find_source  # noqa: PLC0415 - see above
    from therapyblog.theme_tools.preview import preview as build_preview  # noqa: PLC0415 - see above

    result, folder = build_preview(find_source(theme), out)
    _show(
        problem
        for problem in result.problems
        if problem.code.startswith(("TB-THEME", "TB-PRIV")) or not result.published
    )
    if not result.published:
        tell("There is no preview: see the errors above.")
        raise click.exceptions.Exit(PROBLEMS)
    give(f"Open {Path(result.out) / 'index.html'} in a browser. The site of the preview is in {folder}.")


def _show(problems: Iterable[Problem]) -> None:
    from therapyblog.cli import messages  # noqa: PLC0415 - see above

    messages.show_problems(list(problems), verbose=True)


def _site() -> Path | None:
    """Return the nearest folder upward that is a site."""
    here = absolute("")
    return next((folder for folder in (here, *here.parents) if (folder / SETTINGS_FILE).is_file()), None)


def _here() -> Path:
    return _site() or absolute("")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
