"""The files of `media/` and `static/`: which are published, and how large the pictures among them are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from therapyblog.content.scanning import Sources
from therapyblog.media.pictures import BrokenPicture, Size, measure
from therapyblog.memo.files import Files
from therapyblog.memo.store import Store, recall
from therapyblog.model.codec import digest, encode, pack
from therapyblog.model.config import Config
from therapyblog.model.documents import Document
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.site import Picture
from therapyblog.model.theme import Theme
from therapyblog.model.value import Value
from therapyblog.site.addresses import identity
from therapyblog.site.files import file_addresses, mentioned_files
from therapyblog.site.status import Showing, divide


class Measured(Value, frozen=True, kw_only=True):
    """A picture that was measured, or why it could not be."""

    size: Size = Size()
    wrong: str = ""


def find_files(
    config: Config,
    theme: Theme,
    sources: Sources,
    documents: Sequence[Document],
    showing: Showing,
    files: Files,
    store: Store,
) -> tuple[tuple[dict[str, str], dict[str, Picture]], list[Problem]]:
    """Return the files to publish with their addresses, and the pictures among them that something shows, measured.

    A file that only held-back documents name is held back with them.
    """
    shown, _ = divide(documents, showing)
    written = {document.path for document in shown}
    named = mentioned_files(config, shown, theme.pictures)
    withheld = mentioned_files(config, [one for one in documents if one.path not in written]) - named
    # Only media/ belongs to texts; static/ is copied as it is.
    withheld = frozenset(name for name in withheld if name.startswith("media/"))
    published = file_addresses(one.path for one in sources.files if identity(one.path) not in withheld)
    remembered = recall(store.get("pictures") or encode({}), dict[bytes, Measured])
    known: dict[bytes, Measured] = {}
    pictures: dict[str, Picture] = {}
    problems = []
    for source in sources.files:
        name = identity(source.path)
        if name not in named or name not in published:
            continue
        # What a picture is to us depends on its name as well: only an SVG is read as one.
        content = digest(files.digest(source) + Path(name).suffix.encode())
        found = known[content] = remembered.get(content) or _measure(Path(source.file))
        if found.wrong:
            fix = "save it again as JPEG, PNG or WebP from a picture program"
            at = Place(path=source.path)
            problems.append(problem("TB-PIC-002", at=at, says=f"this picture cannot be shown: {found.wrong}", fix=fix))
        else:
            pictures[name] = Picture(url=published[name], width=found.size.width, height=found.size.height)
    if known != remembered:
        store.put("pictures", pack(known))
    return (published, pictures), problems


def _measure(path: Path) -> Measured:
    try:
        return Measured(size=measure(path))
    except BrokenPicture as wrong:
        return Measured(wrong=str(wrong))
