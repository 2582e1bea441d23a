"""The three kinds of jobs: plain functions from values to values, which this process does itself or a worker does.

A worker shares nothing with us but the file system: everything else is in the job.
"""

from __future__ import annotations

import gc
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from therapyblog.content.options import ReadOptions
from therapyblog.files import read_regular
from therapyblog.model.codec import decode, digest, encode
from therapyblog.model.documents import Body, Document, Kind
from therapyblog.model.limits import Limits
from therapyblog.model.problems import Problem
from therapyblog.model.theme import Theme
from therapyblog.model.value import Value

if TYPE_CHECKING:
    from therapyblog.content.document import Read
    from therapyblog.pipeline.context import PageInputs
    from therapyblog.render.renderer import Rendered, Renderer


LEFT_OVER = 5_000
"""Objects that a job may leave behind before garbage is collected; a few pages leave that many."""


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
    """One file that was read: the digest of its bytes, the encoded `Outcome`, and the encoded body (as in `Read`)."""

    path: str
    digest: bytes
    outcome: bytes
    body: bytes


def read_files(job: ReadJob) -> list[ReadDone]:
    """Read and parse files; raises `OSError` for the disk's."""
    from therapyblog.content.document import read_document  # noqa: PLC0415 - 50 ms, only where there is text to read

    done = []
    for wanted in job.files:
        content = read_regular(wanted.file)
        read = read_document(content, path=wanted.path, kind=wanted.kind, options=job.options)
        outcome = encode(outcome_of(read))
        done.append(ReadDone(path=wanted.path, digest=digest(content), outcome=outcome, body=read.body))
    return done


def outcome_of(read: Read) -> Outcome:
    """Return what is remembered of a document."""
    if read.document is None:
        return Outcome(document=None, sketch=read.sketch, problems=read.problems)
    return Outcome(document=read.document, problems=read.problems)


class RenderJob(msgspec.Struct, frozen=True, kw_only=True):
    """Some pages to draw into a folder."""

    theme: bytes
    site_url: str
    for_disk: bool
    allow: tuple[str, ...]
    limits: Limits
    stage: str
    bodies: dict[bytes, bytes]
    """Encoded and compressed, by their digests."""
    pages: tuple[PageInputs, ...]


class RenderDone(Value, frozen=True, kw_only=True):
    """One page that was drawn: the digest of its bytes, or why there is none."""

    file: str
    digest: bytes = b""
    size: int = 0
    files: tuple[str, ...] = ()
    """As in `Rendered`."""
    problem: Problem | None = None
    warnings: tuple[Problem, ...] = ()


class ReadyJob(msgspec.Struct, frozen=True, kw_only=True):
    """A render job without pages, and the language that most pages of the site are in."""

    blank: RenderJob
    language: str


def get_ready(job: ReadyJob) -> None:
    """Do what the first page of render jobs would wait for."""
    blank = job.blank
    _renderer(blank.theme, blank.site_url, blank.for_disk, blank.allow, blank.limits).get_ready(job.language)


def render_pages(job: RenderJob) -> list[RenderDone]:
    """Draw pages, and write them below the stage folder."""
    from therapyblog.render.renderer import RenderError  # noqa: PLC0415 - a worker that only reads needs no templates

    renderer = _renderer(job.theme, job.site_url, job.for_disk, job.allow, job.limits)
    stage = Path(job.stage)

    @lru_cache(maxsize=64)
    def body(of: bytes) -> Body:
        return decode(zlib.decompress(job.bodies[of]), Body)

    done = []
    with _tidied(), renderer.timed():
        for page in job.pages:
            try:
                rendered = draw(renderer, page, body)
            except RenderError as error:
                done.append(RenderDone(file=page.file, problem=error.problem))
                continue
            content, files, warnings = rendered
            write_staged(stage, page.file, content)
            drawn = RenderDone(
                file=page.file, digest=digest(content), size=len(content), files=files, warnings=warnings
            )
            done.append(drawn)
    return done


def draw(renderer: Renderer, page: PageInputs, bodies: Callable[[bytes], Body]) -> Rendered:
    """Draw one page; raises `RenderError`."""
    from therapyblog.pipeline.context import make_context  # noqa: PLC0415 - as above

    return renderer.render(
        kind=page.kind, template=page.template, url=page.url, context=make_context(page), bodies=bodies
    )


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
    fix: str = ""


def size_pictures(job: SizeJob) -> list[SizeDone]:
    """Write smaller pictures below the stage folder.

    Raises `OSError` for the disk's.
    """
    from therapyblog.media.broken import BrokenPicture  # noqa: PLC0415 - most workers meet no picture
    from therapyblog.media.published import published_content  # noqa: PLC0415 - see above
    from therapyblog.media.resize import resize  # noqa: PLC0415 - see above

    done = []
    for picture in job.pictures:
        content = read_regular(picture.file)
        widths = sorted(picture.wanted, reverse=True)
        sizes = {}
        try:
            for width, small_content in zip(
                widths, resize(published_content(content, picture.path), widths), strict=True
            ):
                write_staged(Path(job.stage), picture.wanted[width], small_content)
                sizes[width] = (digest(small_content), len(small_content))
        except BrokenPicture as error:
            done.append(SizeDone(path=picture.path, wrong=str(error), fix=error.fix))
            continue
        done.append(SizeDone(path=picture.path, source=digest(content), sizes=sizes))
    return done


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
def _renderer(theme: bytes, site_url: str, for_disk: bool, allow: tuple[str, ...], limits: Limits) -> Any:
    from therapyblog.render.renderer import Renderer  # noqa: PLC0415 - see above

    return Renderer(decode(theme, Theme), site_url=site_url, for_disk=for_disk, allow=allow, limits=limits)
