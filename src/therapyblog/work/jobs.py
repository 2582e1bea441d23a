"""The three kinds of jobs. A worker shares nothing with us but the file system: everything else is in the job.

All are plain functions from bytes to bytes, which every `concurrent.futures.Executor` can carry: the standard process
pool started by fork or spawn, and those of hosting firms.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from therapyblog.content.reading import Read, ReadOptions, read_document
from therapyblog.model.codec import decode, digest, encode, pack
from therapyblog.model.documents import Body, Document, Kind
from therapyblog.model.problems import Problem
from therapyblog.model.site import PostCard
from therapyblog.model.theme import Theme
from therapyblog.model.value import Value

if TYPE_CHECKING:
    from therapyblog.render.renderer import Renderer


LEFT_OVER = 5_000
"""Objects that a job may leave behind before somebody looks which of them are garbage; a few pages leave that many."""


class ReadOne(Value, frozen=True, kw_only=True):
    """One file to read."""

    kind: Kind
    path: str
    file: str


class ReadJob(Value, frozen=True, kw_only=True):
    """Some files to read."""

    options: ReadOptions
    files: tuple[ReadOne, ...]


class Outcome(Value, frozen=True, kw_only=True):
    """What reading a file gave; the document is `None` where its problems are errors."""

    document: Document | None
    sketch: Document | None = None
    """As in `Read`."""
    problems: tuple[Problem, ...] = ()


class ReadDone(Value, frozen=True, kw_only=True):
    """One file that was read: the digest of its bytes, the encoded `Outcome`, and the encoded body."""

    path: str
    digest: bytes
    outcome: bytes
    body: bytes


def read_files(job: bytes) -> bytes:
    """Do a `ReadJob`: read and parse its files, and return a list of `ReadDone`; raises `OSError` for the disk's."""
    wanted = decode(job, ReadJob)
    done = []
    for one in wanted.files:
        with open(one.file, "rb", buffering=0) as opened:
            content = opened.readall()
        read = read_document(content, path=one.path, kind=one.kind, options=wanted.options)
        outcome = encode(outcome_of(read))
        done.append(ReadDone(path=one.path, digest=digest(content), outcome=outcome, body=read.body))
    return pack(done)


def outcome_of(read: Read) -> Outcome:
    """Return what is remembered of a document."""
    if read.document is None:
        return Outcome(document=None, sketch=read.sketch, problems=read.problems)
    return Outcome(document=read.document, problems=read.problems)


class RenderOne(Value, frozen=True, kw_only=True):
    """One route to render: its template, and the encoded values of the names that are its own."""

    kind: str
    template: str
    url: str
    file: str
    common: bytes
    """Which of the job's sets of common names it reads as well, by its digest."""
    names: dict[str, bytes]
    card: dict[str, str] = {}
    """Names that are a card of the job's: by the address of its post, or empty."""
    cards: dict[str, tuple[str, ...]] = {}
    """Names that are lists of the job's cards."""

    def of_cards(self) -> tuple[str, ...]:
        """Return the address of every card that it shows, as often and in the order in which it shows them."""
        singles = (url for _, url in sorted(self.card.items()) if url)
        return (*singles, *(url for _, urls in sorted(self.cards.items()) for url in urls))


class RenderJob(Value, frozen=True, kw_only=True):
    """Some routes to render into a folder."""

    theme: bytes
    site_url: str
    for_disk: bool
    allow: tuple[str, ...]
    stage: str
    commons: dict[bytes, dict[str, bytes]]
    bodies: dict[str, bytes]
    """By the path of the document."""
    cards: dict[str, bytes]
    """Encoded, by the address of the post: most stand on many pages."""
    routes: tuple[RenderOne, ...]


class RenderDone(Value, frozen=True, kw_only=True):
    """One route that was rendered: the digest of the page, or why there is none."""

    file: str
    digest: bytes = b""
    size: int = 0
    problem: Problem | None = None


class ReadyJob(Value, frozen=True, kw_only=True):
    """A render job without pages, and the language that most pages of the site are in."""

    blank: RenderJob
    language: str


def get_ready(job: bytes) -> bytes:
    """Do what the first page of render jobs would wait for; there is nothing to return."""
    wanted = decode(job, ReadyJob)
    blank = wanted.blank
    _renderer(blank.theme, blank.site_url, blank.for_disk, blank.allow).get_ready(wanted.language)
    return b""


def render_routes(job: bytes) -> bytes:
    """Do a `RenderJob`: write its pages below the stage folder, and return a list of `RenderDone`."""
    from therapyblog.render.renderer import RenderError  # noqa: PLC0415 - a worker that only reads needs no templates

    wanted = decode(job, RenderJob)
    renderer = _renderer(wanted.theme, wanted.site_url, wanted.for_disk, wanted.allow)
    stage = Path(wanted.stage)
    commons = {of: unpacked(common) for of, common in wanted.commons.items()}

    @lru_cache(maxsize=64)
    def body(of: str) -> Body:
        return decode(wanted.bodies[of], Body)

    @cache
    def card(of: str) -> PostCard:
        return decode(wanted.cards[of], PostCard)

    done = []
    with _tidied():
        for one in wanted.routes:
            try:
                page = draw(renderer, one, commons[one.common], body, card)
            except RenderError as wrong:
                done.append(RenderDone(file=one.file, problem=wrong.found))
                continue
            write_staged(stage, one.file, page)
            done.append(RenderDone(file=one.file, digest=digest(page), size=len(page)))
    return pack(done)


@contextmanager
def _tidied() -> Iterator[None]:
    """Free what templates leave behind, where the collector is off for a build.

    A macro and the context that it was made in hold each other: some 500 objects and 170 KB a page with `calm`.
    """
    before = gc.get_count()[0]
    yield
    if not gc.isenabled() and gc.get_count()[0] - before > LEFT_OVER:
        gc.collect(0)


class SizeOne(Value, frozen=True, kw_only=True):
    """One picture, with the widths to make (pixels) and where each is to lie below the stage folder."""

    path: str
    file: str
    wanted: dict[int, str]


class SizeJob(Value, frozen=True, kw_only=True):
    """Some pictures to make smaller ones of, into a folder."""

    stage: str
    pictures: tuple[SizeOne, ...]


class SizeDone(Value, frozen=True, kw_only=True):
    """One picture: the digest of the bytes that were read, and digest and size of what was made; or what is wrong."""

    path: str
    source: bytes = b""
    sizes: dict[int, tuple[bytes, int]] = {}
    wrong: str = ""


def size_pictures(job: bytes) -> bytes:
    """Do a `SizeJob`: write smaller pictures below the stage folder, and return a list of `SizeDone`.

    Raises `OSError` for the disk's.
    """
    from therapyblog.media.pictures import BrokenPicture  # noqa: PLC0415 - most workers meet no picture
    from therapyblog.media.sizing import resize  # noqa: PLC0415 - see above

    wanted = decode(job, SizeJob)
    done = []
    for one in wanted.pictures:
        content = Path(one.file).read_bytes()
        widths = sorted(one.wanted, reverse=True)
        sizes = {}
        try:
            for width, made in zip(widths, resize(content, widths), strict=True):
                write_staged(Path(wanted.stage), one.wanted[width], made)
                sizes[width] = (digest(made), len(made))
        except BrokenPicture as wrong:
            done.append(SizeDone(path=one.path, wrong=str(wrong)))
            continue
        done.append(SizeDone(path=one.path, source=digest(content), sizes=sizes))
    return pack(done)


def unpacked(names: Mapping[str, bytes], kind: str = "") -> dict[str, Any]:
    """Return the values of encoded names: those of a kind of route, or without one the names that all share."""
    from therapyblog.routes.types import type_of  # noqa: PLC0415 - see above

    return {name: decode(value, type_of(name, kind) if kind else type_of(name)) for name, value in names.items()}


def draw(
    renderer: Renderer,
    one: RenderOne,
    common: Mapping[str, Any],
    bodies: Callable[[str], Body],
    cards: Callable[[str], PostCard],
) -> bytes:
    """Render one route over the values of its common names and its own; raises `RenderError`."""
    single = {name: cards(url) if url else None for name, url in one.card.items()}
    several = {name: tuple(map(cards, urls)) for name, urls in one.cards.items()}
    return renderer.render(
        kind=one.kind,
        template=one.template,
        url=one.url,
        context={**common, **unpacked(one.names, one.kind), **single, **several},
        bodies=bodies,
    )


def write_staged(stage: Path, file: str, content: bytes) -> None:
    """Write a file below the stage folder, making its folders."""
    # Plain names, and no questions: a first build does this for every page, and nearly each has a folder of its own.
    path = f"{stage}/{file}"
    folder = path.rpartition("/")[0]
    try:
        os.mkdir(folder)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)
    with open(path, "wb") as opened:
        opened.write(content)


@lru_cache(maxsize=4)
def _renderer(theme: bytes, site_url: str, for_disk: bool, allow: tuple[str, ...]) -> Any:
    from therapyblog.render.renderer import Renderer  # noqa: PLC0415 - see above

    return Renderer(decode(theme, Theme), site_url=site_url, for_disk=for_disk, allow=allow)


READ_DONE = list[ReadDone]
RENDER_DONE = list[RenderDone]
SIZE_DONE = list[SizeDone]

__all__ = [
    "READ_DONE",
    "RENDER_DONE",
    "SIZE_DONE",
    "Outcome",
    "ReadDone",
    "ReadJob",
    "ReadOne",
    "ReadyJob",
    "RenderDone",
    "RenderJob",
    "RenderOne",
    "SizeDone",
    "SizeJob",
    "SizeOne",
    "draw",
    "get_ready",
    "read_files",
    "render_routes",
    "size_pictures",
    "unpacked",
    "write_staged",
]
