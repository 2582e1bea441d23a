"""`therapyblog schema`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from therapyblog.cli.errors import guarded
from therapyblog.cli.streams import give

KINDS = ("therapyblog", "post", "page", "practitioner", "series")
"""The kinds of settings; a test compares them with the tables, which are imported only when the command runs."""


@click.command("schema")
@click.argument("kind", required=False, type=click.Choice(KINDS))
@click.option("--out", type=click.Path(path_type=Path), help="Write files into this folder instead of printing.")
@click.option(
    "--format", "form", type=click.Choice(("json", "markdown")), default="json", help="The same as a page to read."
)
@guarded
def command(kind: str | None, out: Path | None, form: str) -> None:
    """Describe the settings as JSON Schema, so that editors complete and check them.

    KIND is therapyblog (the file therapyblog.toml, which is what you get without KIND), or the settings at the top of a
    post, page, practitioner or series. With --out, and without KIND, one file is written for each.
    """
    if form == "markdown":
        if kind:
            raise click.UsageError("The page names the settings of every kind; leave KIND out.")
        from therapyblog.settings.reference_docs import reference  # noqa: PLC0415 - only what was asked for

        files = {"reference.md": reference()}
    else:
        from therapyblog.settings.json_schema import schema  # noqa: PLC0415 - only what was asked for

        wanted = (kind,) if kind else KINDS if out else KINDS[:1]
        files = {
            f"{name}.schema.json": json.dumps(schema(name), ensure_ascii=False, indent=2) + "\n" for name in wanted
        }
    if out is None:
        give("".join(files.values()).encode())
    else:
        _write(out, files)


def _write(out: Path, files: dict[str, str]) -> None:
    from therapyblog.errors import DiskError  # noqa: PLC0415 - only where files are written

    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (out / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DiskError(f"{error.filename or out}: {reason}; not every file was written") from error
    give(f"Written to {out}: {', '.join(files)}")
