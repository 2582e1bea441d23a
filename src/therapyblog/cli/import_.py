"""`therapyblog import`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from therapyblog.cli.build import nearest_site
from therapyblog.cli.errors import guarded
from therapyblog.cli.messages import ProgressLine
from therapyblog.cli.streams import give, is_attended
from therapyblog.errors import UsageError
from therapyblog.files import absolute

if TYPE_CHECKING:
    from therapyblog.model.import_report import Report


NOTHING_CAME = 1
"""The exit code where a source could be read, and nothing of it be imported."""


@click.command("import")
@click.argument("sources", nargs=-1, metavar="SOURCE…")
@click.option("--from", "kind", default="", help="What SOURCE is, where that is not recognised.")
@click.option("--into", "into", type=click.Path(path_type=Path), help="The site folder; a new one becomes a site.")
@click.option("--dry-run", is_flag=True, help="Say what would come, and write nothing.")
@click.option("--media", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Where its pictures lie.")
@click.option(
    "--download-media/--no-download-media", "download", default=None, help="Fetch pictures from their old address."
)
@click.option("--overwrite", is_flag=True, help="Replace files that are there already.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--undo", is_flag=True, help="Take the last import back; files that you edited since stay.")
@guarded
def command(
    sources: tuple[str, ...],
    *,
    kind: str,
    into: Path | None,
    dry_run: bool,
    media: Path | None,
    download: bool | None,
    overwrite: bool,
    as_json: bool,
    undo: bool,
) -> None:
    """Bring texts in: from WordPress and other programs, documents, folders, or your old site.

    SOURCE is a file, a folder, an archive, or the address of your own old site.
    What it is is recognised by its content. Without --into the texts go into the nearest site upward.
    """
    if undo:
        _undo(into or nearest_site(absolute("")))
        return
    if not sources:
        raise click.UsageError("Name what to import: a file, a folder, an archive, or the address of your old site.")
    site = absolute(into) if into is not None else _nearest(sources)
    from therapyblog.importers.importing import import_sources  # noqa: PLC0415 - the command line starts without it

    line = ProgressLine(wanted=True)
    try:
        reports = import_sources(
            sources,
            site,
            now=dt.datetime.now().astimezone(),
            kind=kind,
            dry_run=dry_run,
            overwrite=overwrite,
            media=media,
            download=_downloads(download, asks=is_attended() and not as_json, line=line),
            progress=lambda done, total: line("Importing", done, total),
        )
    finally:
        line.clear()
    _show(reports, site, as_json=as_json, dry_run=dry_run)
    if not any(report.came for report in reports):
        raise click.exceptions.Exit(NOTHING_CAME)


def _nearest(sources: tuple[str, ...]) -> Path:
    try:
        return nearest_site(absolute(""))
    except UsageError:
        shown = " ".join(f'"{source}"' if " " in source else source for source in sources)
        says = f"There is no site here. To make one of this: therapyblog import {shown} --into my-site"
        raise UsageError(says) from None


def _show(reports: list[Report], site: Path, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        import msgspec  # noqa: PLC0415 - only for this option

        give(msgspec.json.format(msgspec.json.encode(reports)) + b"\n")
        return
    from therapyblog.importers.report import in_words  # noqa: PLC0415 - see above

    for report in reports:
        give(in_words(report))
    if not dry_run and any(report.came for report in reports):
        quoted = f'"{site}"' if " " in str(site) else str(site)
        give(f"\nNow look at it: therapyblog serve {quoted}")
        give(f"To take this back: therapyblog import --undo --into {quoted}")


def _undo(site: Path) -> None:
    from therapyblog.importers.record import undo  # noqa: PLC0415 - see above

    done = undo(site)
    give(f"Taken back: {len(done.removed)} files removed, {len(done.restored)} put back as they were.")
    for file in done.edited:
        give(f"{file} was edited since, so it stays.")
    for file in done.shown:
        give(f"{file} stays with it.")


def _downloads(wanted: bool | None, *, asks: bool, line: ProgressLine) -> Callable[[], bool]:
    """Return what says whether pictures are fetched: as the option says, else a person at a terminal is asked."""
    if wanted is not None or not asks:
        return lambda: bool(wanted)

    def ask() -> bool:
        line.clear()
        return click.confirm("Pictures are still on the old site. Fetch them now?", default=True, err=True)

    return ask
