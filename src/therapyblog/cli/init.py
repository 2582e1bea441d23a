"""`therapyblog init`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from therapyblog.cli.errors import guarded
from therapyblog.cli.output import give


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@guarded
def command(folder: Path) -> None:
    """Write a small site to start from into FOLDER, which must be new or empty."""
    from therapyblog.scaffold import start_site  # noqa: PLC0415 - the command line starts without it

    start_site(folder)
    shown = os.fspath(folder)
    quoted = f'"{shown}"' if " " in shown else shown
    home = Path(shown) / "public" / "index.html"
    give(f"Your site is in {shown}. Its settings are in therapyblog.toml, your first posts in posts/.")
    give(f"Now build it:\n\n    therapyblog build {quoted} --for-disk\n\nand open {home} in a browser.")
