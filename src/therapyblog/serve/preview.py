"""The current site of a folder: the stages of a build, kept in memory, without `publish`.

    snapshot ─▶ settings, documents, theme ─▶ site in memory ─▶ pages
    what there    read as a build reads      as a build       drawn when
    is            them                       assembles it     looked at

`update` scans the folder, reads what changed, and assembles the site again. Where there is an error, the last good site
stays.

A preview is not thread-safe: its methods must be called one at a time.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from therapyblog.api import day_in
from therapyblog.cache.files import Files
from therapyblog.cache.store import CacheError
from therapyblog.content.options import ReadOptions
from therapyblog.content.scan import Sources
from therapyblog.diagnostics import Diagnostics
from therapyblog.errors import WorkerError
from therapyblog.files import read_regular
from therapyblog.model.config import Config
from therapyblog.model.documents import Document, Kind
from therapyblog.model.limits import Limits
from therapyblog.model.problems import Problem
from therapyblog.model.result import Options
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.model.theme import Theme
from therapyblog.output.workspace import Workspace
from therapyblog.pipeline.build import prepare, read_options
from therapyblog.pipeline.load import Library, LoadedDocuments, forget_former, read
from therapyblog.pipeline.plan import Plan
from therapyblog.pipeline.problem_lines import on_page, once_a_line, with_excerpts
from therapyblog.pipeline.theme_cache import NAME as THEME
from therapyblog.pipeline.theme_cache import theme_for
from therapyblog.pipeline.workers import Workers
from therapyblog.render.renderer import RenderError
from therapyblog.serve.events import Update
from therapyblog.serve.page_info import PageInfo, page_info
from therapyblog.serve.pages import HOME, PageCache, RenderedPage, SiteInMemory, changed_assets
from therapyblog.serve.preview_cache import PreviewCache
from therapyblog.serve.snapshot import Snapshot, changed_files, look_again, names_inside, take_snapshot
from therapyblog.settings.site import read_config, sketch_config
from therapyblog.theme.loader import theme_folders

LIMITS = Limits(slow=5, longest=10)
"""Somebody waits for the page, and the preview does nothing else meanwhile."""
TRIES, PAUSE = 3, 0.03
"""Editors replace a file in two steps; a scan in between is repeated after this time (seconds)."""


class _State(msgspec.Struct, frozen=True, kw_only=True):
    """What the last update read; documents are told apart by the digests of their files."""

    snapshot: Snapshot | None = None
    """`None` where the folder could not be read since."""
    digests: dict[str, bytes] = {}
    theme: Theme | None = None
    accepted: bool = False
    problems: tuple[Problem, ...] = ()


class Preview:
    """The site of a folder, updated while it is written."""

    def __init__(
        self, folder: Path, *, drafts: bool, now: Callable[[], dt.datetime], jobs: int = 0, limits: Limits = LIMITS
    ) -> None:
        self.folder, self.drafts, self._now, self._jobs = folder, drafts, now, jobs
        self._limits = limits
        self.trouble = ""
        self.theme_folders: tuple[str, ...] = (str(folder / "theme"), str(folder / "themes"))
        """Every folder of the theme, or where overrides may be added."""
        self._cache = PreviewCache(folder)
        self._pages = PageCache()
        self._start_over(self._cache.files())

    def _start_over(self, files: Files) -> None:
        """Start with nothing read; what is shown stays."""
        self._files = files
        self._library = Library(self._cache.store)
        self._options: ReadOptions | None = None
        self._state = _State()
        self._pages = PageCache(self._pages.site)

    @property
    def site(self) -> SiteInMemory | None:
        """The current site; `None` while there was none yet."""
        return self._pages.site

    @property
    def new_pages(self) -> int:
        """How many pages changed since the last update."""
        return self._pages.new

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All current problems: those that a build would report, and pages that could not be rendered."""
        return (*self._state.problems, *self.failures)

    @property
    def failures(self) -> tuple[Problem, ...]:
        """What is wrong with pages that could not be drawn, and what the templates of others say wrongly."""
        failed, warnings = self._pages.failed, self._pages.warnings
        routes = self._pages.site.routes if self._pages.site and (failed or any(warnings.values())) else {}
        found = [
            on_page(problem, route.url)
            for file, route in routes.items()
            for problem in (*([failed[file]] if file in failed else []), *warnings.get(file, ()))
        ]
        return with_excerpts(Diagnostics(once_a_line(found)).sorted(), self.folder)

    @property
    def failed_files(self) -> frozenset[str]:
        """The pages that could not be rendered."""
        return frozenset(self._pages.failed)

    @property
    def title(self) -> str:
        """The title of the site."""
        return self.site.prepared.config.title if self.site else self.folder.name

    @property
    def today(self) -> dt.date | None:
        """The day for which the site is shown; `None` while its folder cannot be read."""
        return self._state.snapshot.today if self._state.snapshot else None

    def digest_of(self, path: str) -> bytes | None:
        """Return the digest of a document as it was read last; `None` where there is none at this path."""
        return self._state.digests.get(path)

    @property
    def texts(self) -> tuple[tuple[Kind, str, Document | None], ...]:
        """Every text as it was read last: its kind and path, and what can be read of it."""
        found, library = self._state.snapshot, self._library
        sources = found.sources.documents if found else ()
        return tuple(
            (kind, source.path, library.documents.get(source.path) or library.sketches.get(source.path))
            for kind, source in sources
        )

    def close(self) -> None:
        """Keep what was read for the next preview."""
        self._cache.close()

    def update(self, written: Collection[str] = (), open_files: Iterable[str] = ()) -> Update | None:
        """Scan the folder again; `None` where nothing changed.

        `written` are paths that were written to: their size and time cannot be trusted. `open_files` are the files of
        open pages, which are rendered before the site is shown.
        """
        started = time.perf_counter()
        update = self._try_update(written, list(open_files))
        return msgspec.structs.replace(update, seconds=time.perf_counter() - started) if update else None

    def _try_update(self, written: Collection[str], open_files: list[str]) -> Update | None:
        missing = ""
        for _ in range(TRIES):
            try:
                return self._update(written, open_files)
            except CacheError:
                self._forget_everything()
            except WorkerError:
                # Probably memory is short, so from now on no worker processes are used.
                self._jobs = 1
            except FileNotFoundError as error:
                missing = str(error.filename)
                time.sleep(PAUSE)
            except OSError as error:
                return self._stay(f"{error.filename}: {(error.strerror or str(error)).lower()}.")
            except Exception as error:  # noqa: BLE001 - a mistake of ours must not end the preview either
                return self._stay(f"Something went wrong inside the program ({type(error).__name__}: {error}).")
        return self._stay(f"{missing} is gone; the preview goes on when it is back.")

    def _stay(self, trouble: str) -> Update | None:
        """Return an update with the reason why the folder cannot be read, once; the current site stays."""
        previous, self.trouble = self.trouble, trouble
        self._state = msgspec.structs.replace(self._state, snapshot=None, accepted=False)
        if previous == trouble:
            return None
        return Update(changed=(), accepted=False, problems=self.problems, trouble=trouble)

    def _update(self, written: Collection[str], open_files: list[str]) -> Update | None:
        settings = read_regular(self.folder / SETTINGS_FILE)
        diagnostics = Diagnostics()
        config = read_config(settings, diagnostics)
        usable = config or sketch_config(settings)
        snapshot, before = self._look(settings, usable, written), self._state
        if not written and snapshot == before.snapshot:
            return None
        diagnostics.extend(snapshot.problems)
        # After a mistake in the settings the documents need not be read again.
        self._options = read_options(usable) if config or self._options is None else self._options
        documents = self._read(snapshot.sources, self._options, written, diagnostics)
        digests = {source.path: self._files.digest_of(source.path) for _, source in snapshot.sources.documents}
        theme = self._load_theme(usable, snapshot, documents, written, diagnostics)
        edited = {path for path, _ in digests.items() ^ before.digests.items()}
        if before.accepted and theme is before.theme and not edited and _is_the_same(before.snapshot, snapshot):
            # A file was written with the same content.
            self._state = msgspec.structs.replace(before, snapshot=snapshot)
            return None
        changed = edited | (changed_files(before.snapshot, snapshot, self.folder) if before.snapshot else set())
        if theme is not before.theme and not changed:
            # It was written between the scan and the loading, so the next scan will find no change.
            files = [path for path in written if not os.path.isdir(path)]
            changed = names_inside(files, self.theme_folders, self.folder)
        site: SiteInMemory | None = None
        if usable is not None and theme is not None:
            plan, store = self._plan(snapshot, usable), self._cache.store
            prepared = prepare(
                plan, usable, theme, documents, self._files, store, diagnostics, is_config_wrong=config is None
            )
            if not diagnostics.forbid(strict=False):
                site = SiteInMemory(prepared, snapshot, self._library.documents, store)
                self._draw_first(site, open_files, diagnostics)
        of_same_files = (found for found in before.problems if before.snapshot and found.at.path not in changed)
        state = _State(
            snapshot=snapshot,
            digests=digests,
            theme=theme,
            accepted=site is not None and not diagnostics.forbid(strict=False),
            problems=with_excerpts(diagnostics.sorted(), self.folder, of_same_files),
        )
        return self._take_over(state, site, edited, changed)

    def _take_over(
        self, state: _State, site: SiteInMemory | None, edited: Collection[str], changed: Collection[str]
    ) -> Update | None:
        """Make a state the current one, show its site if it is accepted, and return the update."""
        before, trouble = self._state, self.trouble
        self._state, self.trouble = state, ""
        if not (state.accepted or before.accepted or changed or trouble) and state.problems == before.problems:
            # A save that an earlier scan has found.
            return None
        update = Update(
            changed=tuple(sorted(changed)),
            because=_because(before.snapshot, state.snapshot, trouble),
            accepted=state.accepted,
            problems=state.problems,
        )
        if site is None or not state.accepted:
            self._pages.failed = {}
            return update
        styles, pictures = changed_assets(self.site, site) if self.site else ({}, False)
        self._pages.show(site, edited)
        return msgspec.structs.replace(update, edited=site.texts(edited), styles=styles, pictures=pictures)

    def _look(self, settings: bytes, config: Config | None, written: Collection[str]) -> Snapshot:
        """Scan the folder, and those of the theme that the settings name; or only look at what was written to."""
        if config is not None:
            self.theme_folders = theme_folders(config, self.folder)
        today, before = day_in(config.timezone if config else "UTC", self._now()), self._state.snapshot
        again = look_again(before, settings, today, written) if before else None
        return again or take_snapshot(self.folder, settings, today, self.theme_folders)

    def _read(
        self, sources: Sources, options: ReadOptions, written: Collection[str], diagnostics: Diagnostics
    ) -> LoadedDocuments:
        """Read the documents whose content changed; reuse all others."""
        self._files.turn(source.path for source in sources.all() if source.file in written)
        # The cache is only dropped at the start: later the current pages may need it.
        begins, store = not self._library.outcomes, self._cache.store
        library = Library(store, self._library.outcomes)
        with Workers(self._jobs) as workers:
            result = read(
                sources, options, self._files, store, library, workers, _no_progress, diagnostics, forget=begins
            )
        self._library = library
        return result

    def _plan(self, snapshot: Snapshot, config: Config) -> Plan:
        return Plan(
            workspace=Workspace(self.folder, self.folder / config.output),
            content=snapshot.settings,
            config=config,
            sources=snapshot.sources,
            options=Options(drafts=self.drafts, future=self.drafts, today=snapshot.today, limits=self._limits),
            today=snapshot.today,
            problems=(),
        )

    def _load_theme(
        self,
        config: Config | None,
        snapshot: Snapshot,
        documents: LoadedDocuments,
        written: Collection[str],
        diagnostics: Diagnostics,
    ) -> Theme | None:
        """Load the theme if one of its files changed; an equal theme stays the same object."""
        if config is None:
            return None
        if names_inside(written, self.theme_folders, self.folder):
            self._cache.store.put(THEME, b"")
        known = theme_for(config, self._plan(snapshot, config), self._cache.store, documents, diagnostics)
        theme = known.theme if known else None
        return self._state.theme if theme == self._state.theme else theme

    def _draw_first(self, site: SiteInMemory, open_files: list[str], diagnostics: Diagnostics) -> None:
        """Render the open pages, before the site is shown."""
        for file in dict.fromkeys([*open_files, HOME]):
            if file in site.routes:
                try:
                    self._pages.draw(site, file)
                except RenderError as error:
                    diagnostics.report(on_page(error.problem, site.routes[file].url))

    def check(self, seconds: float) -> bool:
        """Draw pages that nobody has looked at yet, for so long; say whether all of them are known now."""
        try:
            return self._pages.check(seconds)
        except CacheError:
            self._forget_everything()
            return True

    def _forget_everything(self) -> None:
        """Start again, in memory: the cache cannot be used."""
        self._cache.reset()
        self._start_over(Files(None))

    def keep(self) -> None:
        """Store the documents that were read, for the next preview, and drop unused ones."""
        if self._state.accepted:
            with suppress(CacheError):
                forget_former(self._cache.store, self._library)
        self._cache.keep(self._files)

    def find(self, path: str) -> str | None:
        """Return the file of the site that is served at a path."""
        return self.site.find(path) if self.site else None

    def page(self, file: str, *, again: bool = False) -> RenderedPage | None:
        """Return a page; the last good one where it cannot be rendered, `None` where there is none either."""
        try:
            return self._pages.page(file)
        except CacheError:
            # The cache is gone or damaged: everything is read again, in memory, where it cannot happen again.
            self._forget_everything()
            self.update()
            return None if again else self.page(file, again=True)

    def info(self, file: str) -> PageInfo | None:
        """Return the content of the preview bar for a page; `None` where there is no page."""
        site = self.site
        if site is not None and not file:
            # Whoever was told that there is nothing to show yet can look again.
            return PageInfo(key="there")
        if site is None or file not in site.routes:
            return None
        route, prepared = site.routes[file], site.prepared
        address = prepared.shared.absolute(route.url)
        authors = len(prepared.site.practitioners)
        return page_info(self._pages.key(file), address, site.document(route), site.snapshot.today, authors=authors)


def _is_the_same(before: Snapshot | None, now: Snapshot) -> bool:
    """Say whether two snapshots only differ in sizes and times of documents and files of the theme."""
    if before is None or before.sources.files != now.sources.files:
        return False
    return (before.settings, before.today, before.problems) == (now.settings, now.today, now.problems)


def _because(before: Snapshot | None, now: Snapshot | None, trouble: str) -> str:
    """Return what changed the site besides its files."""
    if trouble:
        return "The site is back"
    is_new_day = before is not None and now is not None and before.today != now.today
    return f"It is {now.today.isoformat()} now" if now is not None and is_new_day else ""


def _no_progress(stage: str, done: int, total: int) -> None:
    """Ignore progress."""
