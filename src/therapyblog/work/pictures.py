"""The files of `media/` and `static/`: which are published, how large the pictures are, and smaller ones of them.

Which smaller pictures there are is told from a picture's size, so pages can name them before any is made; a build makes
those that do not lie in the output folder already.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from therapyblog.content.scanning import Source, Sources
from therapyblog.media.pictures import BrokenPicture, Size, measure
from therapyblog.media.sizing import widths
from therapyblog.memo.files import Files
from therapyblog.memo.store import Store, recall
from therapyblog.model.codec import digest, encode, pack
from therapyblog.model.config import Config
from therapyblog.model.documents import Document
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.site import Picture
from therapyblog.model.theme import Theme
from therapyblog.model.value import Value
from therapyblog.routes.route import Route
from therapyblog.site.addresses import identity, written
from therapyblog.site.files import file_addresses, mentioned_files
from therapyblog.site.status import Showing, divide
from therapyblog.work.jobs import SizeJob, SizeOne, size_pictures
from therapyblog.work.plan import Progress
from therapyblog.work.rendering import Output
from therapyblog.work.workers import Workers

COST = 15
"""As many pages take about as long as one picture in its sizes (measured on the example site)."""


class Measured(Value, frozen=True, kw_only=True):
    """A picture that was measured, or why it could not be."""

    size: Size = Size()
    wrong: str = ""


class Smaller(Value, frozen=True, kw_only=True):
    """A smaller picture that pages offer."""

    source: Source
    """The picture that it is made from."""
    width: int


class Found(Value, frozen=True, kw_only=True):
    """The site's own files."""

    files: dict[str, str]
    """Those that are published, as they are told apart, with their addresses."""
    pictures: dict[str, Picture]
    """The pictures among them that something shows, measured."""
    smaller: dict[str, Smaller]
    """What is made of them, by its name in the output folder."""


def find_files(
    config: Config,
    theme: Theme,
    sources: Sources,
    documents: Sequence[Document],
    showing: Showing,
    files: Files,
    store: Store,
) -> tuple[Found, list[Problem]]:
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
    smaller: dict[str, Smaller] = {}
    problems = []
    for source in sources.files:
        name = identity(source.path)
        if name not in named or name not in published:
            continue
        # What a picture is to us depends on its name as well: only an SVG is read as one.
        content = digest(files.digest(source) + Path(name).suffix.encode())
        found = known[content] = remembered.get(content) or _measure(Path(source.file))
        if found.wrong:
            problems.append(_broken(source.path, found.wrong))
        else:
            offered, made = _offer(source, published[name], found.size, published)
            pictures[name] = Picture(
                url=published[name], width=found.size.width, height=found.size.height, srcset=offered
            )
            smaller |= made
    if known != remembered:
        store.put("pictures", pack(known))
    return Found(files=published, pictures=pictures, smaller=smaller), problems


def _offer(source: Source, url: str, size: Size, published: dict[str, str]) -> tuple[str, dict[str, Smaller]]:
    """Return in which sizes pages offer a picture, as `srcset` says it, and those of them that have to be made."""
    offered, made = [], {}
    for width in widths(size):
        if width == size.width and url.lower().endswith(".webp"):
            offered.append(f"{written(url)} {width}w")
            continue
        address = f"{url}-{width}.webp"
        # A file of the author's own under that name stays what it is.
        if identity(source.path) + address.removeprefix(url) not in published:
            offered.append(f"{written(address)} {width}w")
            made[address[1:]] = Smaller(source=source, width=width)
    return ", ".join(offered) if made else "", made


def check_names(smaller: dict[str, Smaller], routes: Iterable[Route]) -> Iterator[Problem]:
    """Say where a page wants the name of a smaller picture."""
    made = {identity(name): one for name, one in smaller.items()}
    for route in routes:
        parts = identity(route.file).split("/")
        for depth in range(1, len(parts) + 1):
            if one := made.get("/".join(parts[:depth])):
                path = one.source.path
                says = f"{route.source} wants the address {route.url}, which a smaller picture of {path} has"
                fix = "change or remove the alias, or rename the picture"
                yield problem("TB-URL-001", at=Place(path=path), says=says, fix=fix)


def stage_smaller(
    output: Output, smaller: dict[str, Smaller], files: Files, workers: Workers, progress: Progress
) -> list[Problem]:
    """Make the smaller pictures that are not there yet; return the problems of pictures that cannot be decoded."""
    orders: dict[str, SizeOne] = {}
    for file, one in smaller.items():
        if output.keep(file, _key(files.digest(one.source), one.width)):
            continue
        path = one.source.path
        before = orders.get(path) or SizeOne(path=path, file=one.source.file, wanted={})
        orders[path] = SizeOne(path=path, file=one.source.file, wanted={**before.wanted, one.width: file})
    jobs = (SizeJob(stage=os.fspath(output.stage), pictures=(one,)) for one in orders.values())
    problems, done = [], 0
    for result in workers.map(size_pictures, jobs, amount=COST * len(orders)):
        for made in result:
            done += 1
            progress("sizing pictures", done, len(orders))
            if made.wrong:
                problems.append(_broken(made.path, made.wrong))
            for width, (content, size) in made.sizes.items():
                output.add(orders[made.path].wanted[width], _key(made.source, width), content, size)
    return problems


def _key(content: bytes, width: int) -> bytes:
    return digest(content + width.to_bytes(4, "big"))


def _broken(path: str, wrong: str) -> Problem:
    fix = "save it again as JPEG, PNG or WebP from a picture program"
    return problem("TB-PIC-002", at=Place(path=path), says=f"this picture cannot be shown: {wrong}", fix=fix)


def _measure(path: Path) -> Measured:
    try:
        return Measured(size=measure(path))
    except BrokenPicture as wrong:
        return Measured(wrong=str(wrong))
