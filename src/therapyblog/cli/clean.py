"""`therapyblog clean`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from therapyblog.cli.build import nearest_site
from therapyblog.cli.errors import guarded
from therapyblog.cli.streams import give, is_terminal, tell
from therapyblog.errors import UsageError
from therapyblog.files import absolute


@click.command("clean")
@click.argument("site", required=False, type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Also delete what no build makes again: it is named first.")
@click.option("--yes", is_flag=True, help="Do not ask before --all.")
@guarded
def command(site: Path | None, *, everything: bool, yes: bool) -> None:
    """Delete the cache of SITE (default: the nearest site upward). The published site stays as it is."""
    from therapyblog.api import clean, kept_folders  # noqa: PLC0415 - the command line starts without it

    folder = site or nearest_site(absolute(""))
    kept = kept_folders(folder) if everything else ()
    if kept and not yes:
        _ask(folder, kept)
    removed = clean(folder, everything=everything)
    if kept:
        give(f"Deleted: the cache and {len(kept)} folders and records of .therapyblog/.")
    else:
        give("The cache is gone; the next build reads everything anew." if removed else "There was no cache.")


def _ask(folder: Path, kept: tuple[Path, ...]) -> None:
    """List what would be deleted for good, and continue only after a yes."""
    names = [os.path.relpath(path, folder) for path in kept]
    if not is_terminal():
        raise UsageError(f"clean --all deletes for good: {', '.join(names)}. To agree, add --yes.")
    for name in names:
        tell(name)
    click.confirm("Delete these for good?", abort=True, err=True)
