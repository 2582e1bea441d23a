"""The files of `media/` and `static/`: which are published, how large the pictures are, and smaller ones of them.

Which smaller pictures there are follows from a picture's size, so pages can name them before any is made; a build makes
those that do not lie in the output folder already.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from therapyblog.cache.files import Files
from therapyblog.cache.store import Store, recall
from therapyblog.content.scan import Source, Sources
from therapyblog.diagnostics import Diagnostics
from therapyblog.files import open_regular, read_regular
from therapyblog.media.broken import BrokenPicture, picture_problem
from therapyblog.media.formats import CONVERTED_SUFFIXES, HEAD, PHOTOGRAPHS, sniff
from therapyblog.media.locations import says_place
from therapyblog.media.pictures import Size, measure
from therapyblog.media.published import check_name, foreign
from therapyblog.media.resize import widths
from therapyblog.model.codec import digest, encode, pack
from therapyblog.model.config import Config
from therapyblog.model.documents import Document
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.site import Picture
from therapyblog.model.site_folder import is_static
from therapyblog.model.theme import Theme
from therapyblog.model.value import Value
from therapyblog.pipeline.jobs import SizeJob, SizeOne, size_pictures
from therapyblog.pipeline.plan import Progress
from therapyblog.pipeline.render import StagedOutput
from therapyblog.pipeline.workers import Workers
from therapyblog.routes.route import Route
from therapyblog.site.file_addresses import file_addresses, mentioned_files
from therapyblog.site.visibility import Showing, divide
from therapyblog.urls.permalinks import identity, written

COST = 15
"""As many pages take about as long as one picture in its sizes (measured on the example site)."""


class Measured(Value, frozen=True, kw_only=True):
    """A file that was looked into: the size of a picture, or why it cannot be published."""

    format: str = ""
    size: Size = Size()
    shown: bool = False
    """Whether browsers show it, as it is published."""
    wrong: str = ""
    fix: str = ""
    line: int = 0
    column: int = 0
    place: bool = False
    """Whether it says where it was taken; asked of files in `static/` only."""


class Smaller(Value, frozen=True, kw_only=True):
    """A smaller picture that pages offer."""

    source: Source
    """The picture that it is made from."""
    width: int


class SiteFiles(Value, frozen=True, kw_only=True):
    """The site's own files."""

    files: dict[str, str]
    """`identity` of each file that may be published → its address."""
    pictures: dict[str, Picture]
    """The pictures among them that something shows, measured."""
    others: dict[str, str]
    """What something names and is no picture: its format (`therapyblog.media.formats`)."""
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
    diagnostics: Diagnostics,
) -> SiteFiles:
    """Return the files with their addresses, and the pictures among them that something shows, measured.

    Whether a file of `media/` is published follows from the finished pages (`pipeline/media_files.py`); only what the
    documents name is measured.
    """
    shown, _ = divide(documents, showing)
    named = mentioned_files(config, shown, theme.pictures, (source.path for source in sources.files))
    published = file_addresses(source.path for source in sources.files)
    _leave_out_originals(sources, named, published)
    taken = {identity(address) for address in published.values()}
    remembered = recall(store.get("pictures") or encode({}), dict[bytes, Measured])
    known: dict[bytes, Measured] = {}
    pictures: dict[str, Picture] = {}
    others: dict[str, str] = {}
    smaller: dict[str, Smaller] = {}
    for source in sources.files:
        name = identity(source.path)
        as_it_is = is_static(name)
        if name not in published or not (name in named or as_it_is):
            continue
        # What a picture is to us depends on its name as well, and on the folder how closely we look.
        content = digest(files.digest(source) + PurePosixPath(name).suffix.encode() + bytes([as_it_is, name in named]))
        measured = known[content] = remembered.get(content) or _look(source, named=name in named)
        if measured.place:
            diagnostics.add("TB-PIC-005", at=Place(path=source.path), says=_HAS_PLACE, fix=_MOVE)
        if measured.wrong:
            diagnostics.report(_broken(source.path, measured))
        elif name in named and not measured.shown:
            others[name] = measured.format
        elif name in named:
            offered, to_make = _offer(source, published[name], measured.size, taken)
            pictures[name] = Picture(
                url=published[name], width=measured.size.width, height=measured.size.height, srcset=offered
            )
            smaller |= to_make
    if known != remembered:
        store.put("pictures", pack(known))
    return SiteFiles(files=published, pictures=pictures, others=others, smaller=smaller)


def _leave_out_originals(sources: Sources, named: frozenset[str], published: dict[str, str]) -> None:
    """Take out of what is published each photograph that nothing names and whose name as a JPEG another file has.

    People keep the original beside what they exported. Where it is named, two files want one address: an error.
    """
    owners: dict[str, str] = {}
    # A file that keeps its name has it before one that gets it.
    for source in sorted(sources.files, key=_keeps_its_name):
        name = identity(source.path)
        twin = name in published and owners.setdefault(identity(published[name]), name) != name
        if twin and name not in named and not is_static(name) and name.endswith(CONVERTED_SUFFIXES):
            del published[name]


def _keeps_its_name(source: Source) -> tuple[bool, str]:
    """Sort key: files that keep their names in the output folder come first."""
    return source.path.lower().endswith(CONVERTED_SUFFIXES), source.path


def _offer(source: Source, url: str, size: Size, taken: set[str]) -> tuple[str, dict[str, Smaller]]:
    """Return in which sizes pages offer a picture, as `srcset` says it, and those of them that have to be made."""
    offered, to_make = [], {}
    for width in widths(size):
        if width == size.width and url.lower().endswith(".webp"):
            offered.append(f"{written(url)} {width}w")
            continue
        address = f"{url}-{width}.webp"
        # A file of the author's own under that name stays what it is.
        if identity(address) not in taken:
            offered.append(f"{written(address)} {width}w")
            to_make[address[1:]] = Smaller(source=source, width=width)
    return ", ".join(offered) if to_make else "", to_make


def check_names(made: dict[str, Smaller], routes: Iterable[Route]) -> Iterator[Problem]:
    """Say where a page wants the name of a smaller picture."""
    by_name = {identity(name): smaller for name, smaller in made.items()}
    for route in routes if made else ():
        parts = identity(route.file).split("/")
        for depth in range(1, len(parts) + 1):
            if smaller := by_name.get("/".join(parts[:depth])):
                path = smaller.source.path
                says = f"{route.source} wants the address {route.url}, which a smaller picture of {path} has"
                fix = "change or remove the alias, or rename the picture"
                yield problem("TB-URL-001", at=Place(path=path), says=says, fix=fix)


def stage_smaller(
    output: StagedOutput,
    wanted: dict[str, Smaller],
    files: Files,
    workers: Workers,
    progress: Progress,
    diagnostics: Diagnostics,
) -> None:
    """Make the smaller pictures that are not there yet; report the pictures that cannot be decoded."""
    orders: dict[str, SizeOne] = {}
    for file, smaller in wanted.items():
        if output.keep(file, _key(files.digest(smaller.source), smaller.width)):
            continue
        path = smaller.source.path
        before = orders.get(path) or SizeOne(path=path, file=smaller.source.file, wanted={})
        orders[path] = SizeOne(path=path, file=smaller.source.file, wanted={**before.wanted, smaller.width: file})
    jobs = (SizeJob(stage=os.fspath(output.stage), pictures=(order,)) for order in orders.values())
    done = 0
    for result in workers.map(size_pictures, jobs, amount=COST * len(orders)):
        for outcome in result:
            done += 1
            progress("sizing pictures", done, len(orders))
            if outcome.wrong:
                diagnostics.report(_broken(outcome.path, Measured(wrong=outcome.wrong, fix=outcome.fix)))
            for width, (content, size) in outcome.sizes.items():
                output.add(orders[outcome.path].wanted[width], _key(outcome.source, width), content, size)


def _key(content: bytes, width: int) -> bytes:
    return digest(content + width.to_bytes(4, "big"))


def _broken(path: str, measured: Measured) -> Problem:
    error = BrokenPicture(measured.wrong, fix=measured.fix, line=measured.line, column=measured.column)
    return picture_problem(path, error)


_HAS_PLACE = "this photograph says where it was taken, and files in static/ are published as they are"
_MOVE = "move it to media/, where that is left out, or export it without its location"


def _look(source: Source, *, named: bool) -> Measured:
    """Look into a file: how large a picture is, and in `static/` whether it says where it was taken."""
    path = Path(source.file)
    with open_regular(path) as stream:
        kind = sniff(stream.read(HEAD))
    place = is_static(source.path) and kind.name in PHOTOGRAPHS and says_place(read_regular(path))
    unshown = kind.role == "other" or (kind.role != "shown" and is_static(source.path))
    try:
        if named:
            check_name(kind, source.path)
        if named and kind.role == "refused" and not unshown:
            raise foreign(kind)
        size = measure(path) if named and not unshown else Size()
    except BrokenPicture as error:
        return Measured(
            format=kind.name, wrong=str(error), fix=error.fix, line=error.line, column=error.column, place=place
        )
    return Measured(format=kind.name, size=size, shown=not unshown, place=place)
