"""Build a site: one walk through six stages, always forward.

    scan ─▶ read ─▶ assemble ─▶ route ─▶ render ─▶ publish

Each stage takes values and returns values with the problems it found. Only the first two read the site folder, only
the last writes the output folder; a problem that is an error stops the walk before anything is published. Beside the
walk stands the memo: what an earlier build found out and what still holds.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from therapyblog.content.markdown import MarkdownSettings
from therapyblog.content.reading import ReadOptions
from therapyblog.content.scanning import Source, Sources, scan
from therapyblog.content.site_settings import SETTINGS_FILE, read_config
from therapyblog.errors import Stop, UsageError, disk_error
from therapyblog.memo.builds import LastBuild, Written, folders_snapshot, is_intact, last_build
from therapyblog.memo.environment import fingerprint
from therapyblog.memo.files import SETTLED_NS, Files, snapshot
from therapyblog.memo.store import NAME as MEMO
from therapyblog.memo.store import Store
from therapyblog.model.codec import digest, encode
from therapyblog.model.config import Config
from therapyblog.model.problems import Problem
from therapyblog.model.value import Value
from therapyblog.output.disk import remove_tree
from therapyblog.output.lock import NAME as LOCK
from therapyblog.output.lock import SiteLock
from therapyblog.output.publish import publish, roll_forward, stage_folder
from therapyblog.output.safety import check_output, is_ours
from therapyblog.site.addresses import identity
from therapyblog.site.entries import Held
from therapyblog.work.crew import Crew
from therapyblog.work.findings import Findings
from therapyblog.work.reading import Progress

WORKSHOP = ".therapyblog"
"""The folder in a site for lock, memo, stage and journal; safe to delete."""


class Options(Value, frozen=True, kw_only=True):
    """What a build is asked for besides the site."""

    out: str = ""
    drafts: bool = False
    future: bool = False
    strict: bool = False
    today: dt.date | None = None
    now: dt.datetime | None = None
    base_url: str = ""
    for_disk: bool = False
    cache: bool = True


class BuildResult(Value, frozen=True, kw_only=True, array_like=False):
    """What a build did. `published` is false where problems kept the old site in place."""

    site: str
    out: str
    published: bool
    problems: tuple[Problem, ...]
    pages: int = 0
    rendered: tuple[str, ...] = ()
    """The addresses that were rendered anew."""
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    notices: tuple[str, ...] = ()
    """What else a person should know: an unfinished build was finished, the cache was made anew."""
    seconds: float = 0.0


def build(
    site: str | os.PathLike[str],
    *,
    out: str | os.PathLike[str] | None = None,
    drafts: bool = False,
    future: bool = False,
    strict: bool = False,
    today: dt.date | None = None,
    now: dt.datetime | None = None,
    base_url: str = "",
    for_disk: bool = False,
    cache: bool = True,
    jobs: int = 0,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> BuildResult:
    """Build the site in this folder.

    `out` is the output folder (default: the one in the settings, `public` in the site folder). `drafts` and `future`
    also write what is held back. With `strict` a warning keeps the site from being published. `today` decides what is
    scheduled and which credentials count (default: what `now`, else the clock, is in the site's time zone). `base_url`
    takes the place of the site's `url`. With `for_disk` links name `index.html`, so that a double click on a file works.

    Without `cache` everything is read and rendered anew. `jobs` is the number of processes (0: as many as pay); an
    `executor` of your own does the jobs instead, its workers need nothing but the same file system.

    Returns what was done and every problem found. Raises `UsageError` for a folder that cannot be built or written to,
    `Busy` where another build of the site is at work, and `DiskError` where the disk refuses; in each case the
    published site is as it was.
    """
    options = Options(
        out=os.fspath(out) if out is not None else "",
        drafts=drafts,
        future=future,
        strict=strict,
        today=today,
        now=now,
        base_url=base_url.rstrip("/"),
        for_disk=for_disk,
        cache=cache,
    )
    started = time.perf_counter()
    folder = Path(site).absolute()
    try:
        with Crew(jobs, executor) as crew, _no_collector():
            result = _walk(folder, options, crew, progress or _silent)
    except OSError as wrong:
        raise disk_error(wrong, folder) from wrong
    return msgspec.structs.replace(result, seconds=time.perf_counter() - started)


def _walk(folder: Path, options: Options, crew: Crew, progress: Progress) -> BuildResult:
    """The six stages, between taking the lock and letting it go."""
    found = Findings(folder)
    content = settings_content(folder)
    config = found.take(read_config(content))
    sources = found.take(scan(folder))
    out = output_folder(folder, config, options)
    check_output(out, folder)
    workshop = folder / WORKSHOP
    with SiteLock(workshop):
        notices = ["An unfinished build was finished first."] if roll_forward(workshop) else []
        memo = Memo(workshop, out, options)
        notices += [memo.store.notice] if memo.store.notice else []
        try:
            today = options.today or day_in(config.timezone if config else "UTC", options.now)
            stamp = Stamp(content, sources, options, today)
            result = memo.unchanged(out, folder, stamp) if not found.problems else None
            if result is None:
                result = _make(folder, out, config, sources, found, options, today, memo, stamp, crew, progress)
            return msgspec.structs.replace(result, notices=tuple(notices))
        finally:
            memo.store.close()


def _make(
    folder: Path,
    out: Path,
    config: Config | None,
    sources: Sources,
    found: Findings,
    options: Options,
    today: dt.date,
    memo: Memo,
    stamp: Stamp,
    crew: Crew,
    progress: Progress,
) -> BuildResult:
    """Read, assemble, route, render and publish."""
    from therapyblog.render.renderer import Renderer  # noqa: PLC0415 - a build with nothing to do needs none of these
    from therapyblog.routes.routing import route  # noqa: PLC0415 - see above
    from therapyblog.site.assemble import assemble  # noqa: PLC0415 - see above
    from therapyblog.site.status import Showing  # noqa: PLC0415 - see above
    from therapyblog.theme.loading import load_theme, theme_folders  # noqa: PLC0415 - see above
    from therapyblog.work.pictures import find_files  # noqa: PLC0415 - see above
    from therapyblog.work.reading import Library, read  # noqa: PLC0415 - see above
    from therapyblog.work.rendering import Output, render, stage_assets, stage_copies  # noqa: PLC0415 - see above
    from therapyblog.work.templates import check_templates  # noqa: PLC0415 - see above

    library = Library(memo.store)
    reading = read_options(config)
    documents, unread = found.take(read(sources, reading, memo.files, memo.store, library, crew, progress))
    theme = found.take(load_theme(config, folder)) if config else None
    if config is None or theme is None:
        memo.keep_documents()
        return refused(folder, out, found)
    config = adjust(config, options)

    showing = Showing(today=today, drafts=options.drafts, future=options.future)
    files, pictures = found.take(find_files(config, sources, documents, showing, memo.files, memo.store))
    site = found.take(
        assemble(config, documents, theme, files=files, pictures=pictures, showing=showing, unread=unread)
    )
    routes, shared = found.take(route(site))
    renderer = Renderer(theme, site_url=config.url, for_disk=options.for_disk)
    found.take((None, check_templates(routes, renderer, theme)))
    if found.forbid(strict=options.strict):
        memo.keep_documents()
        return refused(folder, out, found, site.held)

    stage = stage_folder(memo.workshop, out)
    remove_tree(stage)
    remove_tree(memo.workshop / "before")
    stage.mkdir(parents=True)
    output = Output(os.fspath(out), stage, past_time(), memo.last.files)
    stage_assets(output, theme.assets)
    stage_copies(output, published_files(sources, files), memo.files)
    found.take((None, render(routes, shared, renderer, output, library, crew, progress)))
    if found.forbid(strict=options.strict):
        remove_tree(stage)
        memo.keep_documents()
        return refused(folder, out, found, site.held)

    wanted = {file: written.digest for file, written in output.files.items()}
    done = publish(out, stage, memo.workshop, wanted, output.staged)
    remove_tree(stage)
    result = BuildResult(
        site=str(folder),
        out=str(out),
        published=True,
        problems=found.sorted(),
        pages=sum(one.file.endswith(".html") for one in routes),
        rendered=tuple(sorted(output.rendered)),
        written=done.written,
        removed=done.removed,
        held=site.held,
    )
    memo.keep(stamp, theme_folders(config, folder), output.files, result)
    return result


def build_many(
    sites: Iterable[str | os.PathLike[str]],
    *,
    executor: Executor | None = None,
    **options: Any,
) -> list[BuildResult | Stop]:
    """Build many sites, one after the other or side by side on an executor, and return the results in their order.

    For firms that host thousands of practices: each site is built whole by one worker, which needs the package and the
    same file system and nothing else. A site that cannot be built at all gives the `Stop` that says why; it never
    keeps the others from being built. `options` are those of `build`.
    """
    orders = [(os.fspath(site), options) for site in sites]
    done = map(_build_one, orders) if executor is None else executor.map(_build_one, orders)
    return list(done)


def _build_one(order: tuple[str, dict[str, Any]]) -> BuildResult | Stop:
    site, options = order
    try:
        return build(site, **({"jobs": 1} | options))
    except Stop as stop:
        return stop


class Memo:
    """What is remembered for one build: the store, the files, and the last build into this output folder."""

    def __init__(self, workshop: Path, out: Path, options: Options) -> None:
        self.workshop = workshop
        self.store = Store(workshop / MEMO if options.cache else None, fingerprint())
        self._name = f"build {out}"
        self.last = last_build(self.store.get(self._name))
        self.files = Files(self.store.get("files"))

    def unchanged(self, out: Path, folder: Path, stamp: Stamp) -> BuildResult | None:
        """Return the last result if nothing has changed since, neither what it was made from nor what it wrote."""
        last = self.last
        if not last.stamp or last.stamp != stamp.over(folders_snapshot(last.theme_folders)):
            return None
        if not is_ours(out) or not all(is_intact(os.fspath(out), file, one) for file, one in last.files.items()):
            return None
        return msgspec.convert(last.result, BuildResult)

    def keep(
        self, stamp: Stamp, theme_folders: tuple[str, ...], files: dict[str, Written], result: BuildResult
    ) -> None:
        """Remember a build that was published."""
        themes = folders_snapshot(theme_folders)
        settled = stamp.is_settled(themes)
        plain = msgspec.to_builtins(msgspec.structs.replace(result, rendered=(), written=(), removed=()))
        last = LastBuild(
            stamp=stamp.over(themes) if settled else b"", theme_folders=theme_folders, files=files, result=plain
        )
        self.store.put(self._name, encode(last))
        self.keep_documents()

    def keep_documents(self) -> None:
        """Remember what was read, whatever became of the build."""
        self.store.put("files", self.files.encoded())
        self.store.commit()


class Stamp:
    """What a whole build depends on, told from names, sizes and times without opening a file."""

    def __init__(self, settings: bytes, sources: Sources, options: Options, today: dt.date) -> None:
        files = [source for _, source in sources.documents]
        files += sources.files
        self._newest = max((source.time for source in files), default=0)
        asked = msgspec.structs.replace(options, today=today, now=None)
        self._ground = digest(encode((settings, snapshot(files), asked)))
        self._taken = time.time_ns()

    def over(self, themes: list[tuple[str, int, int]]) -> bytes:
        """Return the stamp, with these files of the theme."""
        return digest(encode((self._ground, themes)))

    def is_settled(self, themes: list[tuple[str, int, int]]) -> bool:
        """Say whether every file is old enough for its time to tell it from its next version."""
        newest = max([self._newest, *(time_ for _, _, time_ in themes)])
        return newest < self._taken - SETTLED_NS


def clean(site: str | os.PathLike[str]) -> bool:
    """Delete what builds of this site remember, and return whether there was anything.

    An unfinished publication is finished first, so that the output folder is whole. Raises `UsageError` for a folder
    that is no site, `Busy` where a build is at work, and `DiskError` where the disk refuses.
    """
    folder = Path(site).absolute()
    settings_content(folder)
    workshop = folder / WORKSHOP
    if not workshop.is_dir():
        return False
    try:
        with SiteLock(workshop):
            roll_forward(workshop)
            for path in workshop.iterdir():
                if path.name != LOCK:
                    remove_tree(path)
        remove_tree(workshop)
    except OSError as wrong:
        raise disk_error(wrong, workshop) from wrong
    return True


def refused(folder: Path, out: Path, found: Findings, held: tuple[Held, ...] = ()) -> BuildResult:
    """Return the result of a build that published nothing."""
    return BuildResult(site=str(folder), out=str(out), published=False, problems=found.sorted(), held=held)


def settings_content(folder: Path) -> bytes:
    """Return the bytes of `therapyblog.toml`; raises `UsageError` where there is none."""
    try:
        return (folder / SETTINGS_FILE).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        says = f"{folder} is no site: it has no {SETTINGS_FILE}. Run `therapyblog init FOLDER` to start one."
        raise UsageError(says) from None


def read_options(config: Config | None) -> ReadOptions:
    """Return what reading a document depends on besides the document."""
    if config is None:
        return ReadOptions()
    markdown = MarkdownSettings(raw_html=config.raw_html, typography=config.typography)
    return ReadOptions(language=config.language, markdown=markdown)


def output_folder(folder: Path, config: Config | None, options: Options) -> Path:
    """Return the folder to write to: as asked for, else as the settings say."""
    if options.out:
        return Path(options.out).absolute()
    return folder / (config.output if config else "public")


def adjust(config: Config, options: Options) -> Config:
    """Apply what the caller asked for over what the settings say."""
    return msgspec.structs.replace(config, url=options.base_url) if options.base_url else config


def day_in(timezone: str, now: dt.datetime | None) -> dt.date:
    """Return the date in a time zone at a moment; the clock's where none is given."""
    zone = ZoneInfo(timezone)
    return (now.astimezone(zone) if now else dt.datetime.now(zone)).date()


def published_files(sources: Sources, files: dict[str, str]) -> Iterator[tuple[Source, str]]:
    """Yield the site's own files that are published, with their names in the output folder."""
    for source in sources.files:
        name = identity(source.path)
        if name in files:
            yield source, files[name][1:]


def past_time() -> int:
    """Return a time a few seconds ago (ns), in whole pairs of seconds as the coarsest file system counts them."""
    return (int(time.time()) - 4) // 2 * 2 * 10**9


@contextmanager
def _no_collector() -> Iterator[None]:
    """Leave the cyclic collector off for a build: our values form no cycles, and its walks cost 5 to 10 per cent."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
