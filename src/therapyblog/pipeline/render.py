"""The render stage: what would come out as it already lies in the output folder is not rendered again."""

from __future__ import annotations

import gc
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from therapyblog.cache.files import Files
from therapyblog.cache.outputs import OutputFile, intact, status_of, with_current_place
from therapyblog.content.scan import Source
from therapyblog.diagnostics import Diagnostics
from therapyblog.files import read_regular
from therapyblog.media.broken import BrokenPicture, picture_problem
from therapyblog.media.published import published_content
from therapyblog.model.codec import digest, encode
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.site_folder import is_static
from therapyblog.model.theme import Asset
from therapyblog.output.directory_tree import PUBLIC
from therapyblog.pipeline.context import PageInputs
from therapyblog.pipeline.fingerprint import KeyedPage, PageKeys
from therapyblog.pipeline.jobs import RenderJob, render_pages, write_staged
from therapyblog.pipeline.load import Library
from therapyblog.pipeline.plan import Progress
from therapyblog.pipeline.problem_lines import on_page
from therapyblog.pipeline.workers import Workers
from therapyblog.render.renderer import Renderer

if TYPE_CHECKING:
    from therapyblog.routes.route import Route
    from therapyblog.site.shared import Shared

BATCH = 32
ITEM = 400
"""Bytes of an item of a list, about."""
HEAVY = 400_000
"""Bytes of values with which a job is full before it has so many pages; a list of a thousand posts has nearly that."""


class StagedOutput(msgspec.Struct):
    """The output folder as it is, and as it is to become."""

    out: str
    stage: Path
    time: int
    """The time that files written now get (ns): a little in the past, so that any later change shows."""
    before: Mapping[str, OutputFile]
    files: dict[str, OutputFile] = {}
    staged: dict[str, None] = {}
    rendered: list[str] = []
    folders: dict[str, bool] = {}
    """Folder of the output → whether no link leads there."""
    closed_files: list[str] = []
    closed_folders: list[str] = []
    """What is kept and has other permissions than what is published now."""

    def keep(self, file: str, key: bytes) -> bool:
        """Keep a file that was made from this key and lies there untouched; say whether there is one."""
        was = self.before.get(file)
        if was is None or was.key != key or (status := status_of(self.out, file)) is None:
            return False
        now = intact(self.out, file, was, status)
        if now is None or not self._is_real(file.rpartition("/")[0]):
            return False
        if stat.S_IMODE(status.st_mode) != PUBLIC.file:
            self.closed_files.append(file)
        self.files[file] = now
        return True

    def _is_real(self, folder: str) -> bool:
        """Say whether no link leads to a folder: what lies behind one goes with it when something is written there."""
        known = self.folders.get(folder) if folder else True
        if known is None:
            status = status_of(self.out, folder)
            is_folder = status is not None and stat.S_ISDIR(status.st_mode)
            known = self.folders[folder] = self._is_real(folder.rpartition("/")[0]) and is_folder
            if status is not None and stat.S_IMODE(status.st_mode) != PUBLIC.folder:
                self.closed_folders.append(folder)
        return known

    def to_open(self) -> tuple[list[str], set[str]]:
        """Return the files and folders whose permissions may be others than those of what is published."""
        around = {file.rpartition("/")[0] for file in self.staged}
        return [*self.closed_files, *self.staged], {"", *self.closed_folders, *around}

    def settle(self) -> None:
        """Note where the files that were published lie now."""
        self.files |= {file: with_current_place(self.out, file, self.files[file]) for file in self.staged}

    def mark(self, files: Iterable[str]) -> None:
        """Give files that were made anew, but lay there already with the same bytes, the time that we remember."""
        for file in files:
            # Another user's file may refuse it; then it is only rendered again next time.
            with suppress(OSError):
                os.utime(f"{self.out}/{file}", ns=(self.time, self.time))

    def add(
        self,
        file: str,
        key: bytes,
        content_digest: bytes,
        size: int,
        *,
        names: tuple[str, ...] = (),
        warnings: tuple[Problem, ...] = (),
    ) -> None:
        """Note a file that lies staged; `names` are the site's own files that it names."""
        os.utime(f"{self.stage}/{file}", ns=(self.time, self.time))
        self.files[file] = OutputFile(key, content_digest, self.time, size, names, warnings)
        self.staged[file] = None


def stage_assets(output: StagedOutput, assets: Iterable[Asset]) -> None:
    """Stage the theme's static files that are not there yet."""
    for asset in assets:
        file, key = asset.url[1:], digest(asset.content)
        if not output.keep(file, key):
            write_staged(output.stage, file, asset.content)
            output.add(file, key, key, len(asset.content))


def stage_copies(
    output: StagedOutput, sources: Iterable[tuple[Source, str]], files: Files, diagnostics: Diagnostics
) -> None:
    """Stage the site's own files, each with the name under which it is published; report what cannot be published.

    Pictures lose their metadata; what lies in `static/` is published as it is.
    """
    for source, file in sources:
        if output.keep(file, files.digest(source)):
            continue
        content = read_regular(source.file)
        key = files.digest(source, content)
        if not is_static(source.path):
            try:
                content = published_content(content, source.path)
            except BrokenPicture as error:
                diagnostics.report(picture_problem(source.path, error))
                continue
        write_staged(output.stage, file, content)
        output.add(file, key, digest(content), len(content))


def render(
    routes: Sequence[Route],
    shared: Shared,
    renderer: Renderer,
    output: StagedOutput,
    library: Library,
    workers: Workers,
    progress: Progress,
    diagnostics: Diagnostics,
) -> None:
    """Draw every page that is not there already; report why others could not be."""
    if not gc.isenabled() and not gc.get_freeze_count():
        # What is there is no garbage of templates: the first look for that (`render_pages`) need not go through it.
        # Where somebody else froze something, nobody could thaw only ours: it would grow with every build.
        gc.freeze()
    keys = PageKeys(shared, renderer)
    missing: dict[str, KeyedPage] = {}
    failed: dict[str, Problem] = {}

    def to_draw() -> Iterator[KeyedPage]:
        for route in routes:
            keyed = keys.of(route)
            if not output.keep(route.file, keyed.key):
                missing[route.file] = keyed
                yield keyed

    pages = to_draw()
    # So many are looked for before the first is drawn: whether a second process pays is known then.
    first = list(islice(pages, max(workers.worth, workers.processes)))
    jobs = jobs_for(chain(first, pages), renderer, output.stage, library)
    for result in workers.map(render_pages, jobs, amount=len(first)):
        for done in result:
            keyed = missing.pop(done.file)
            if done.problem is not None:
                failed[done.file] = done.problem
            else:
                output.add(done.file, keyed.key, done.digest, done.size, names=done.files, warnings=done.warnings)
                output.rendered.append(keyed.page.url)
        progress("rendering", len(output.rendered), len(routes))
    for route in routes:
        if route.file in failed:
            # In the order of pages, whichever was drawn first: of several with one mistake the first is named.
            diagnostics.report(on_page(failed[route.file], route.url))
        written = output.files.get(route.file)
        for warning in written.warnings if written is not None else ():
            diagnostics.report(on_page(warning, route.url))
        if written is not None and written.size > renderer.limits.large:
            template = renderer.theme.templates.get(route.template)
            says = f"the page {route.url} has {written.size / 10**6:.3g} MB, which few readers will wait for"
            at = Place(path=template.path if template else route.source)
            diagnostics.report(problem("TB-THEME-014", at=at, says=says, fix="let it list less, or divide it"))


def jobs_for(missing: Iterable[KeyedPage], renderer: Renderer, stage: Path, library: Library) -> Iterator[RenderJob]:
    """Make a job of every batch of pages."""
    blank = blank_job(renderer, stage)
    for batch in _batches(missing):
        bodies = {text.body: library.body(text.body) for keyed in batch for text in keyed.texts}
        yield msgspec.structs.replace(blank, bodies=bodies, pages=tuple(keyed.page for keyed in batch))


def blank_job(renderer: Renderer, stage: Path) -> RenderJob:
    """Return a job without a page: all that the jobs of a build have in common."""
    return RenderJob(
        theme=encode(msgspec.structs.replace(renderer.theme, assets=(), strings={})),
        site_url=renderer.site_url,
        for_disk=renderer.for_disk,
        allow=renderer.allow,
        limits=renderer.limits,
        stage=os.fspath(stage),
        bodies={},
        pages=(),
    )


def _weight(page: PageInputs) -> int:
    """Return about how many bytes the lists have that a page is made from."""
    return ITEM * sum(len(value) for value in page.inputs.values() if isinstance(value, tuple))


def _batches(items: Iterable[KeyedPage]) -> Iterator[list[KeyedPage]]:
    """Divide pages into jobs: so many, or fewer where they list a lot, so that the last job is not a long one."""
    waiting: list[KeyedPage] = []
    weight = 0
    for item in items:
        waiting.append(item)
        weight += _weight(item.page)
        if len(waiting) == BATCH or weight >= HEAVY:
            yield waiting
            waiting, weight = [], 0
    if waiting:
        yield waiting
