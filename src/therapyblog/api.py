"""Build a site: six stages, always forward.

    scan ─▶ read ─▶ assemble ─▶ route ─▶ render ─▶ publish

Each stage takes values, returns a value, and reports problems to the `Diagnostics` that it is given. Only the first
two read the site folder, only the last writes the output folder; a problem that is an error ends the build before
anything is published. This module has what every build begins with; `pipeline/build.py` calls the stages, unless
nothing has changed.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from therapyblog.cache.previous_build import BuildCache, SettingsSummary, Stamp, recall_settings
from therapyblog.cache.store import NAME as CACHE_FILE
from therapyblog.cache.store import CacheError, peek
from therapyblog.cache.version import fingerprint
from therapyblog.content.scan import scan
from therapyblog.diagnostics import Diagnostics
from therapyblog.errors import OutOfMemory, TherapyblogError, UsageError, WorkerError, disk_error
from therapyblog.files import NotAFile, absolute, read_regular
from therapyblog.model.codec import digest, encode
from therapyblog.model.limits import Limits
from therapyblog.model.result import BuildResult, Options, SetAside
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.output import takeover
from therapyblog.output.allowed_folder import check_output, output_tree
from therapyblog.output.atomic import guarding, remove_tree
from therapyblog.output.directory_tree import PRIVATE, PUBLIC, Tree
from therapyblog.output.lock import SiteLock
from therapyblog.output.publications import older_records, unneeded_objects
from therapyblog.output.publish import clear, roll_forward
from therapyblog.output.workspace import CACHE, FOLDER, Workspace
from therapyblog.pipeline.plan import Plan, Progress

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from therapyblog.model.config import Config

__all__ = ["BuildResult", "Options", "build", "build_many", "clean", "kept_folders", "undo_take_over"]


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
    take_over: bool = False,
    jobs: int = 0,
    limits: Limits = Limits(),  # noqa: B008 - a frozen value
    excerpts: bool = True,
    progress: Progress | None = None,
) -> BuildResult:
    """Build the site in this folder.

    `out` is the output folder (default: the one in the settings, `public` in the site folder). `drafts` and `future`
    also write what is held back. With `strict` a warning keeps the site from being published. `today` decides what is
    scheduled and which credentials count (default: what `now`, else the clock, is in the site's time zone). `base_url`
    takes the place of the site's `url`. With `for_disk` links name `index.html`, so that a file opens by itself.

    With `take_over` an output folder may hold what no list of ours names: all of it is moved below
    `.therapyblog/aside/` first, and `undo_take_over` puts it back. Without `cache` everything is read and rendered
    anew. `jobs` is the number of processes (0: as many as pay). `limits` are what drawing one page may take.
    Without `excerpts` no problem has its line: reading those of a thousand warnings takes longer than a small edit.

    Returns what was done and every problem found. Raises `UsageError` for a folder that cannot be built or written to,
    `SiteLocked` where another build of the site is at work, and `DiskError` where the disk refuses; in each case the
    published site is as it was.
    """
    options = Options(
        out=os.fspath(out) if out is not None else "",
        drafts=drafts,
        future=future,
        strict=strict,
        today=today,
        now=now,
        base_url=_checked(base_url),
        for_disk=for_disk,
        cache=cache,
        limits=limits,
    )
    started = time.perf_counter()
    folder = absolute(site)
    check_name(folder)
    check_name(Path(options.out))
    try:
        with _no_collector():
            result = _build_folder(folder, options, jobs, progress or _silent, take_over=take_over)
    except OSError as error:
        raise disk_error(error, folder) from error
    except MemoryError as error:
        raise OutOfMemory from error
    if excerpts and result.problems:
        from therapyblog.pipeline.problem_lines import with_excerpts  # noqa: PLC0415 - only where there are problems

        result = msgspec.structs.replace(result, problems=with_excerpts(result.problems, folder))
    return msgspec.structs.replace(result, seconds=time.perf_counter() - started)


def _checked(base_url: str) -> str:
    """Return the address that takes the place of the site's own, as the settings would hold it."""
    if not base_url:
        return ""
    from therapyblog.settings.address_types import site_address  # noqa: PLC0415 - few builds have another address
    from therapyblog.settings.nodes import Node  # noqa: PLC0415 - see above
    from therapyblog.settings.types import Wrong  # noqa: PLC0415 - see above

    try:
        return site_address(Node(base_url))
    except Wrong as error:
        raise UsageError(f"--base-url: {error.says}; {error.fix}.") from None


def _build_folder(folder: Path, options: Options, jobs: int, progress: Progress, *, take_over: bool) -> BuildResult:
    """Find out what there is to do, take the lock, and do it."""
    content = settings_content(folder)
    environment = fingerprint()
    known = recall_settings(
        peek(folder / FOLDER / CACHE / CACHE_FILE, environment, "settings") if options.cache else None, content
    )
    config: Config | None = None
    diagnostics = Diagnostics()
    if known is None:
        from therapyblog.settings.site import read_config  # noqa: PLC0415 - only where the settings are new

        config = read_config(content, diagnostics)
        if config:
            known = SettingsSummary(settings=digest(content), output=config.output, timezone=config.timezone)
    out = output_folder(folder, known.output if known else "public", options)
    sources = scan(folder, diagnostics)
    check_output(out, folder, take_over=take_over)
    today = options.today or day_in(known.timezone if known else "UTC", options.now)
    plan = Plan(
        workspace=(workspace := Workspace(folder, out)),
        content=content,
        config=config,
        sources=sources,
        options=msgspec.structs.replace(options, today=today, now=None),
        today=today,
        problems=tuple(diagnostics),
        take_over=take_over,
    )
    modes = None if options.drafts or options.future else PUBLIC
    with SiteLock(workspace.folder), guarding(Tree(folder, FOLDER, PRIVATE), output_tree(out, folder, modes)):
        finished = roll_forward(workspace)
        notices = [] if finished is None else ["An unfinished build was finished first."]
        build_cache = BuildCache(workspace, environment, cache=options.cache)
        try:
            result = _build_with_any_cache(plan, build_cache, known, jobs, progress)
            notices += [build_cache.store.notice] if build_cache.store.notice else []
        finally:
            build_cache.store.close()
            with suppress(OSError):
                clear(workspace)
    earlier = () if finished is None else finished.set_aside
    return msgspec.structs.replace(result, notices=(*notices, *result.notices), set_aside=(*earlier, *result.set_aside))


def _build_with_any_cache(
    plan: Plan, build_cache: BuildCache, known: SettingsSummary | None, jobs: int, progress: Progress
) -> BuildResult:
    """Build; where the cache cannot be used, without it; where it cannot even be written anew, with one in memory."""
    for on_disk in (True, False):
        try:
            return _build_or_recall(plan, build_cache, known, jobs, progress)
        except CacheError:
            build_cache.reset(on_disk=on_disk)
    return _build_or_recall(plan, build_cache, known, jobs, progress)


def _build_or_recall(
    plan: Plan, build_cache: BuildCache, known: SettingsSummary | None, jobs: int, progress: Progress
) -> BuildResult:
    """Return the result of the last build if nothing has changed since; otherwise build."""
    stamp = Stamp(plan.content, plan.sources, encode(plan.options))
    same = build_cache.unchanged(stamp) if not plan.problems else None
    if same is not None:
        try:
            return msgspec.convert(same, BuildResult)
        except msgspec.ValidationError as error:
            raise CacheError(str(error)) from error
    from therapyblog.pipeline.build import build_site  # noqa: PLC0415 - a build with nothing to do needs none of the stages
    from therapyblog.pipeline.workers import Workers  # noqa: PLC0415 - and no workers

    with Workers(jobs) as workers:
        built = build_site(plan, build_cache, workers, progress)
    if built.build is None:
        build_cache.keep_documents()
    else:
        build_cache.keep(known, stamp, built.build)
    return built.result


def build_many(
    sites: Iterable[str | os.PathLike[str]],
    *,
    executor: Executor | None = None,
    **options: Any,
) -> list[BuildResult | TherapyblogError]:
    """Build many sites, one after the other or side by side on an executor, and return the results in their order.

    For firms that host thousands of practices: each site is built whole by one worker, which needs the package and the
    same file system and nothing else. A site that cannot be built at all gives the `TherapyblogError` that says why; it
    never keeps the others from being built. `options` are those of `build`.
    """
    orders = [(os.fspath(site), options) for site in sites]
    if executor is None:
        return [_build_one(order) for order in orders]
    under_way = [executor.submit(_build_one, order) for order in orders]
    return [_result(one) for one in under_way]


def _result(under_way: Future[BuildResult | TherapyblogError]) -> BuildResult | TherapyblogError:
    """Return what became of a site; a worker that died takes only the sites with it that it had."""
    try:
        return under_way.result()
    except Exception:  # noqa: BLE001 - every executor has its own word for a dead worker
        return WorkerError()


def _build_one(order: tuple[str, dict[str, Any]]) -> BuildResult | TherapyblogError:
    site, options = order
    try:
        return build(site, **({"jobs": 1} | options))
    except TherapyblogError as stop:
        return stop


KEPT = ("history", "imports", "aside")


def kept_folders(site: str | os.PathLike[str]) -> tuple[Path, ...]:
    """Return what `clean` deletes only where it is asked for everything: what is no cache, and not needed by a build.

    These are saved versions, imports, what was set aside, and all publications but the latest.
    """
    workshop = absolute(site) / FOLDER
    folders = (workshop / name for name in KEPT)
    return tuple(path for path in (*folders, *older_records(workshop)) if os.path.lexists(path))


def clean(site: str | os.PathLike[str], *, everything: bool = False) -> bool:
    """Delete what builds of this site remember, and return whether there was anything.

    With `everything` also what `kept_folders` names. The lists of what was published stay: by them a build knows what
    it may replace. An unfinished publication is finished first, so that the output folder is whole. Raises `UsageError`
    for a folder that is no site, `SiteLocked` where a build is at work, and `DiskError` where the disk refuses.
    """
    folder = absolute(site)
    content = settings_content(folder)
    workshop = folder / FOLDER
    if not workshop.is_dir():
        return False
    doomed = (workshop / CACHE, *(kept_folders(folder) if everything else ()))
    there = any(os.path.lexists(path) for path in doomed)
    try:
        with SiteLock(workshop), guarding(Tree(folder, FOLDER, PRIVATE)):
            roll_forward(Workspace(folder, output_folder(folder, _output_in(content), Options())))
            for path in doomed:
                remove_tree(path)
            for path in unneeded_objects(workshop) if everything else ():
                remove_tree(path)
    except OSError as error:
        raise disk_error(error, workshop) from error
    return there


def undo_take_over(
    site: str | os.PathLike[str], *, out: str | os.PathLike[str] | None = None
) -> tuple[int, tuple[SetAside, ...]]:
    """Put back what the last build with `take_over` moved away; what builds wrote since is removed.

    Returns how many files came back, and what of ours somebody had changed and was set aside. Raises `UsageError` where
    nothing was taken over or a file is in the way, `SiteLocked` and `DiskError` as `build` does.
    """
    folder = absolute(site)
    options = Options(out=os.fspath(out) if out is not None else "")
    workspace = Workspace(folder, output_folder(folder, _output_in(settings_content(folder)), options))
    check_output(workspace.out, folder, take_over=True)
    try:
        with SiteLock(workspace.folder):
            roll_forward(workspace)
            return takeover.undo(workspace)
    except OSError as error:
        raise disk_error(error, folder) from error


def _output_in(content: bytes) -> str:
    """Return the output folder that the settings name."""
    from therapyblog.settings.site import sketch_config  # noqa: PLC0415 - a build may know them already

    config = sketch_config(content)
    return config.output if config else "public"


def check_name(path: Path) -> None:
    """Refuse a folder whose name cannot be written as text: no message could name it."""
    try:
        os.fspath(path).encode()
    except UnicodeEncodeError:
        shown = os.fspath(path).encode("utf-8", "replace").decode()
        raise UsageError(f"{shown}: the name of this folder holds signs that are no text. Rename the folder.") from None


def settings_content(folder: Path) -> bytes:
    """Return the bytes of `therapyblog.toml`; raises `UsageError` where there is none."""
    path = folder / SETTINGS_FILE
    try:
        content = read_regular(path)
    except (FileNotFoundError, NotADirectoryError):
        fix = "Run `therapyblog init FOLDER` to start one."
        if (folder / f"{SETTINGS_FILE}.txt").is_file():
            fix = f"Rename {SETTINGS_FILE}.txt to {SETTINGS_FILE}: an editor has added .txt."
        says = f"{folder} is no site: it has no {SETTINGS_FILE}. {fix}"
        raise UsageError(says) from None
    except NotAFile as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Put the site’s settings file there.") from None
    if path.is_symlink() and not os.path.realpath(path).startswith(os.path.realpath(folder) + os.sep):
        raise UsageError(f"{path} is a link to a place outside the site folder. Copy the file here.")
    return content


def output_folder(folder: Path, output: str, options: Options) -> Path:
    """Return the folder to write to: as asked for, else as the settings say."""
    return Path(os.path.normpath(absolute(options.out))) if options.out else folder / output


def day_in(timezone: str, now: dt.datetime | None) -> dt.date:
    """Return the date in a time zone at a moment; the clock's where none is given."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - not needed where the day is given

    zone = ZoneInfo(timezone)
    try:
        return (now.astimezone(zone) if now else dt.datetime.now(zone)).date()
    except (OverflowError, ValueError):
        raise UsageError(
            "The clock of this computer shows a year that no calendar has. Set it, or use --today."
        ) from None


@contextmanager
def _no_collector() -> Iterator[None]:
    """Leave the cyclic collector off for a build: its runs cost 5 to 10 per cent, and our values form no cycles.

    What templates leave is another matter (`render_routes`); what the render stage freezes for that is thawed again.
    """
    if not gc.isenabled():
        yield
        return
    frozen = gc.get_freeze_count()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        if not frozen:
            gc.unfreeze()


def _silent(stage: str, done: int, total: int) -> None:
    """Report no progress."""
