"""`therapyblog build`."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from therapyblog.cli.errors import guarded
from therapyblog.cli.streams import give, tell
from therapyblog.errors import UsageError
from therapyblog.exit_codes import FINE, PROBLEMS, UNREACHABLE, WARNINGS
from therapyblog.files import absolute
from therapyblog.model.site_folder import SETTINGS_FILE

if TYPE_CHECKING:
    from therapyblog import BuildResult


@click.command("build")
@click.argument("site", required=False, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Write to this folder instead of public/.")
@click.option(
    "--take-over", is_flag=True, help="Write to a folder that is not empty: what lies in it is moved away first."
)
@click.option("--undo", is_flag=True, help="With --take-over: put back what the last one moved away.")
@click.option("--drafts", is_flag=True, help="Also write drafts.")
@click.option("--future", is_flag=True, help="Also write posts whose date lies ahead.")
@click.option("--strict", is_flag=True, help="Publish nothing if there is a warning.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--today", metavar="DATE", help="Build as if it were this day.")
@click.option("--base-url", metavar="URL", default="", help="Use this address instead of the site's own.")
@click.option("--for-disk", is_flag=True, help="Write links that also work when a file is opened by a double click.")
@click.option("--no-cache", is_flag=True, help="Read and render everything anew.")
@click.option(
    "--jobs", type=click.IntRange(min=0), default=0, metavar="N", help="Use N processes (default: as many as pay)."
)
@click.option("--quiet", "-q", is_flag=True, help="Only say what is wrong.")
@click.option("--verbose", "-v", is_flag=True, help="Say everything.")
@guarded
def command(
    site: Path | None,
    out: Path | None,
    today: str | None,
    base_url: str,
    jobs: int,
    *,
    no_cache: bool,
    take_over: bool,
    undo: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    **options: Any,
) -> None:
    """Build the site in SITE (default: the nearest folder upward with a therapyblog.toml)."""
    from therapyblog.api import build  # noqa: PLC0415 - the command line starts without it
    from therapyblog.cli import messages  # noqa: PLC0415 - see above

    folder = site or nearest_site(absolute(""))
    if undo:
        _undo_take_over(folder, out, take_over=take_over)
        return
    line = messages.ProgressLine(wanted=not (quiet or as_json))
    result = build(
        folder,
        out=out,
        today=the_day(today),
        now=the_time(),
        base_url=base_url,
        jobs=jobs,
        cache=not no_cache,
        take_over=take_over,
        # Of many warnings of one kind only the first is shown.
        excerpts=as_json,
        progress=line,
        **options,
    )
    line.clear()
    if as_json:
        give(as_bytes(result))
    else:
        show(result, quiet=quiet, verbose=verbose)
    raise click.exceptions.Exit(exit_code(result))


def _undo_take_over(folder: Path, out: Path | None, *, take_over: bool) -> None:
    """Put back what a take-over moved away, and say so."""
    from therapyblog.api import undo_take_over  # noqa: PLC0415 - the command line starts without it
    from therapyblog.cli import messages  # noqa: PLC0415 - see above

    if not take_over:
        raise UsageError("--undo belongs to --take-over: therapyblog build --take-over --undo")
    count, set_aside = undo_take_over(folder, out=out)
    messages.show_set_aside(set_aside, verbose=True)
    give(f"What was taken over is back ({count} files), and what therapyblog wrote there is gone.")


def show(result: BuildResult, *, quiet: bool, verbose: bool) -> None:
    """Print the result of a build for a person."""
    from therapyblog.cli import messages  # noqa: PLC0415 - the command line starts without it

    for notice in () if quiet else result.notices:
        tell(notice)
    messages.show_problems(result.problems, folder=result.site, verbose=verbose, quiet=quiet)
    if not quiet:
        messages.show_held(result.held)
        messages.show_set_aside(result.set_aside, verbose=verbose)
        messages.show_foreign(result.foreign, verbose=verbose)
        messages.show_unnamed(result.unnamed, verbose=verbose)
        if verbose:
            for path in (*result.written, *(f"{path} (removed)" for path in result.removed)):
                tell(path)
    messages.show_unremoved(result)
    if not result.published:
        tell(messages.summary(result))
        messages.show_still_public(result.still_public)
    elif not quiet:
        give(messages.summary(result))
        messages.show_due(result.due)


def exit_code(result: BuildResult) -> int:
    """Return the exit code of a build; where something could not be removed, that of a failing disk."""
    if result.published:
        return UNREACHABLE if result.unremoved else FINE
    return PROBLEMS if any(problem.severity == "error" for problem in result.problems) else WARNINGS


def nearest_site(start: Path) -> Path:
    """Return the nearest folder upward that is a site."""
    for folder in (start, *start.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    says = f"{start} is no site, nor is any folder above it: there is no therapyblog.toml."
    raise UsageError(f"{says} Go to your site's folder, or name it: therapyblog build FOLDER")


def the_day(text: str | None) -> dt.date | None:
    """Return the day that `--today` names."""
    if text is None:
        return None
    from therapyblog.settings.dates import FORMS, read_when  # noqa: PLC0415 - only for this option

    try:
        return read_when(text).date
    except ValueError as error:
        raise UsageError(f"--today: {error}. Write it as {FORMS}.") from None


def the_time() -> dt.datetime:
    """Read the clock, or `SOURCE_DATE_EPOCH` (https://reproducible-builds.org/specs/source-date-epoch/)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return dt.datetime.now(dt.UTC)
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"SOURCE_DATE_EPOCH is “{epoch}”, which is not a number of seconds since 1970.") from None


def as_bytes(result: BuildResult) -> bytes:
    """Return the result as JSON, in UTF-8 whatever the encoding of the terminal is (RFC 8259, 8.1)."""
    import msgspec  # noqa: PLC0415 - only for this option

    plain: dict[str, Any] = msgspec.to_builtins(result)
    return msgspec.json.format(msgspec.json.encode(plain), indent=2) + b"\n"
