"""`therapyblog new`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from therapyblog.cli.build import nearest_site, the_time
from therapyblog.cli.errors import guarded
from therapyblog.cli.streams import give, is_attended, tell
from therapyblog.errors import UsageError
from therapyblog.files import absolute
from therapyblog.model.site_folder import DOCUMENT_FOLDERS

if TYPE_CHECKING:
    from therapyblog.model.new_document import NewDocument

KINDS = tuple(DOCUMENT_FOLDERS.values())
_IMPORTED = ("post", "page")


@click.command("new")
@click.argument("words", nargs=-1, metavar="[post|page|practitioner|series] [TITLE]")
@click.option("--site", type=click.Path(path_type=Path), help="The site folder, instead of the nearest one upward.")
@click.option("--from", "source", type=click.Path(path_type=Path, exists=True), help="Take the text from a document.")
@click.option("--edit", is_flag=True, help="Open the new file in your editor.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@guarded
def command(words: tuple[str, ...], site: Path | None, source: Path | None, *, edit: bool, as_json: bool) -> None:
    """Write a new post, page, practitioner or series, with the settings that it needs.

    Without a kind it is a post. TITLE needs no quotation marks; a practitioner's is the name.
    """
    kind, title = (words[0], words[1:]) if words and words[0] in KINDS else ("post", words)
    if edit and not is_attended():
        raise UsageError("--edit opens an editor, which needs a terminal. Leave it out.")
    folder = absolute(site) if site is not None else _nearest()
    heading = " ".join(title) or ("" if source else _ask(kind, as_json=as_json))
    made = _imported(source, folder, kind, heading) if source else _started(folder, kind, heading)
    if as_json:
        import msgspec  # noqa: PLC0415 - only for this option

        give(msgspec.json.format(msgspec.json.encode(made)) + b"\n")
    else:
        _show(made)
    if edit:
        _open(Path(made.site, made.file))


def _nearest() -> Path:
    try:
        return nearest_site(absolute(""))
    except UsageError:
        says = "There is no site here, nor in any folder above. Name it: therapyblog new --site FOLDER"
        raise UsageError(f"{says}, or start one: therapyblog init my-practice") from None


def _ask(kind: str, *, as_json: bool) -> str:
    """Ask a person for the title; raises `UsageError` where nobody can answer."""
    what = "name" if kind == "practitioner" else "title"
    if as_json or not is_attended():
        raise UsageError(f'Say the {what}, too: therapyblog new {kind} "The {what}"')
    answer: str = click.prompt(what.capitalize(), err=True)
    return answer


def _started(folder: Path, kind: str, title: str) -> NewDocument:
    from therapyblog.scaffold.documents import new_document  # noqa: PLC0415 - the command line starts without it

    return new_document(folder, kind, title, now=the_time())  # type: ignore[arg-type]  # one of `KINDS`


def _imported(source: Path, folder: Path, kind: str, title: str) -> NewDocument:
    """Make the text of a document."""
    from therapyblog.importers.single import import_document  # noqa: PLC0415 - only for this option

    if kind not in _IMPORTED:
        raise UsageError(f"A document becomes a post or a page, not a {kind}: therapyblog new page --from {source}")
    return import_document(source, folder, kind, title, now=the_time())  # type: ignore[arg-type]  # one of `_IMPORTED`


def _show(made: NewDocument) -> None:
    path = Path(made.site, made.file)
    near = os.path.relpath(path)
    shown = near if not near.startswith("..") else os.fspath(path)
    if made.draft:
        give(f"Written: {shown}, a draft. Delete its line `status: draft` when it is to be published.")
    elif made.kind == "series":
        give(f"Written: {shown}. A post belongs to it by a line at its top: series: {made.title}")
    else:
        give(f"Written: {shown}. It is on the site from the next build on.")
    for file in made.also:
        give(f"Also written: {file}")
    for look in made.looks:
        tell(f"look at {look}")
    if made.practitioners:
        tell(f"Say who wrote it with a line below its title: author: {' or '.join(made.practitioners)}")
    quoted = f'"{made.site}"' if " " in made.site else made.site
    tell(f"See it while you write: therapyblog serve {quoted}")


def _open(path: Path) -> None:
    """Open a file in $VISUAL or $EDITOR, else in the program that the system opens texts with."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if editor:
        click.edit(filename=os.fspath(path), editor=editor)
    elif click.launch(os.fspath(path)):
        tell(f"No editor could be opened; open it yourself: {path}")
