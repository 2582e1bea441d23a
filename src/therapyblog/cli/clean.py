"""`therapyblog clean`."""

from __future__ import annotations

from pathlib import Path

import click

from therapyblog.cli.build import nearest_site
from therapyblog.cli.guard import guarded
from therapyblog.cli.streams import give


@click.command("clean")
@click.argument("site", required=False, type=click.Path(path_type=Path))
@guarded
def command(site: Path | None) -> None:
    """Delete the cache of SITE (default: the nearest site upward). The published site stays as it is."""
    from therapyblog.build import clean  # noqa: PLC0415 - the command line starts without it

    removed = clean(site or nearest_site(Path.cwd()))
    give("The cache is gone; the next build reads everything anew." if removed else "There was no cache.")
