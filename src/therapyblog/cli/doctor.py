"""`therapyblog doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from therapyblog.cli.build import nearest_site, the_time
from therapyblog.cli.errors import guarded
from therapyblog.cli.messages import coloured
from therapyblog.cli.streams import give, tell
from therapyblog.errors import UsageError
from therapyblog.files import absolute

if TYPE_CHECKING:
    from therapyblog.doctor import Finding

TO_MEND = 1
"""The exit code where there is something to mend."""
_COLOURS = {"fine": "green", "note": "yellow", "mend": "red"}


@click.command("doctor")
@click.argument("site", required=False, type=click.Path(path_type=Path))
@click.option("--online", is_flag=True, help="Also ask whether the published site answers; else nothing is asked.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@guarded
def command(site: Path | None, *, online: bool, as_json: bool) -> None:
    """Look for what is wrong with this computer and with SITE, and say how to mend it; nothing is changed."""
    from therapyblog.doctor import examine  # noqa: PLC0415 - the command line starts without it

    folder = absolute(site) if site else _nearest()
    findings = examine(folder, now=the_time(), online=online)
    if as_json:
        import msgspec  # noqa: PLC0415 - only for this option

        whole = {"site": str(folder or ""), "fine": not _mends(findings), "findings": findings}
        give(msgspec.json.format(msgspec.json.encode(whole)) + b"\n")
    else:
        _show(findings, folder)
    if _mends(findings):
        raise click.exceptions.Exit(TO_MEND)


def _nearest() -> Path | None:
    try:
        return nearest_site(absolute(""))
    except UsageError:
        return None


def _mends(findings: tuple[Finding, ...]) -> int:
    return sum(finding.level == "mend" for finding in findings)


def _show(findings: tuple[Finding, ...], folder: Path | None) -> None:
    for finding in findings:
        give(f"{coloured(finding.level, _COLOURS[finding.level], bold=True)}  {finding.says}")
        for label, text in (("why", finding.why), ("fix", finding.fix)):
            if text:
                give(f"      {label}: {text}")
    if folder is None:
        tell("There is no site here, so only the program was looked at: therapyblog doctor FOLDER")
    mends, notes = _mends(findings), sum(finding.level == "note" for finding in findings)
    wrong = f"{mends} to mend" if mends else "Nothing to mend"
    tell(f"{wrong}{f', {notes} to know' if notes else ''}.")
