"""Rich Text Format (`.rtf`), what TextEdit and WordPad write: read as plain text, which has no bold and no links."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from therapyblog.importers.items import Item, Note, Skipped, Text
from therapyblog.importers.pasted import post_of
from therapyblog.importers.source import Source

NAME = "rtf"
WORDS = "a text in RTF"

_MOST = 20 * 1024**2


def recognises(source: Source) -> bool:
    """Say whether all there is are texts in RTF."""
    return bool(source.names()) and all(source.start(name, 6).startswith(b"{\\rtf") for name in source.names())


def items(source: Source) -> Iterator[Item]:
    """Yield a post for each text."""
    from striprtf.striprtf import rtf_to_text  # noqa: PLC0415 - only for RTF

    for name in source.names():
        # A picture that does not say its length is written in letters; the library stumbles over that.
        content = re.sub(r"\\bin(?![\d-])", "", source.read(name, _MOST).decode("latin-1"))
        try:
            text = rtf_to_text(content, errors="replace")  # type: ignore[no-untyped-call]
        except Exception as error:  # noqa: BLE001 - the library raises whatever broken text makes it stumble over
            yield Skipped(origin=name, title=name, why=f"it is damaged ({type(error).__name__}); save it again")
            continue
        for item in post_of(text.replace("\n", "\n\n"), name):
            if isinstance(item, Text):
                note = Note(says="bold, links and pictures of RTF are not read; save it as .docx to keep them")
                yield msgspec.structs.replace(item, notes=(*item.notes, note))
            else:
                yield item
