"""Pictures that stayed on the old site: what an import noted, where texts still lead to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

import msgspec

from therapyblog.model.documents import Document
from therapyblog.model.import_report import OLD_PICTURES, OldPictures
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.output.workspace import FOLDER


def check_old_pictures(site: Path, documents: Sequence[Document]) -> Iterator[Problem]:
    """Yield one warning for all links that stand in the place of pictures which an import did not find."""
    lines = _noted(site)
    if not lines:
        return
    found = [
        (Place(path=document.path, line=mention.line, column=mention.column), line)
        for document in documents
        for mention in document.facts.mentions
        if mention.kind == "link" and (line := lines.get(unquote(mention.target)))
    ]
    if found:
        at, line = found[0]
        more = f"; so it is with {len(found) - 1:,} more" if len(found) > 1 else ""
        says = f"a picture is still on the old site, and stands here as a link to it{more}"
        fix = f"{line} fetches it and puts it here; where you do not want it, take the link out"
        yield problem("TB-PIC-006", at=at, says=says, fix=fix)


def _noted(site: Path) -> dict[str, str]:
    """Return the old address of each such picture, and what fetches it."""
    lines: dict[str, str] = {}
    for path in sorted((site / FOLDER / "imports").glob(f"*/{OLD_PICTURES}")):
        with suppress(OSError, msgspec.DecodeError):
            noted = msgspec.json.decode(path.read_bytes(), type=OldPictures)
            # Somebody may have thrown the export away, and what comes by the desk lay there only for the moment.
            is_there = all(Path(source).exists() for source in noted.sources)
            line = f"`{noted.line}`" if is_there else "importing the same once more with `--download-media`"
            lines |= dict.fromkeys(map(unquote, noted.addresses), line)
    return lines
