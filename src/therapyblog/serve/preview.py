"""The pages of a site folder as it is at this moment: the stages of a build, kept in memory, ending before `publish`.

    ground ─▶ outfit, shelf ─▶ edition ─▶ pages
    the folder  settings, theme,  a charted   drawn when
    at a glance documents         site        looked at

`update` looks at the folder, reads what changed, and charts the site anew. Where something is wrong, the last good
edition stays.

Nothing here knows of threads: whoever uses a preview does one thing at a time.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from therapyblog.build import day_in
from therapyblog.errors import WorkerDied
from therapyblog.files import read_regular
from therapyblog.memo.files import Files
from therapyblog.memo.store import MemoError
from therapyblog.model.config import Config
from therapyblog.model.problems import Problem
from therapyblog.model.result import Options
from therapyblog.model.theme import Theme
from therapyblog.output.workspace import Workspace
from therapyblog.render.renderer import RenderError
from therapyblog.serve.bar import page_facts
from therapyblog.serve.edition import HOME, Edition
from therapyblog.serve.findings import PageFacts, Text, Update
from therapyblog.serve.ground import SETTINGS_FILE, Ground, named, real_paths, starts_of
from therapyblog.serve.lookout import Lookout, Seen
from therapyblog.serve.outfit import Outfit, Settings
from therapyblog.serve.pages import Page, Pages
from therapyblog.serve.restyling import restyled
from therapyblog.serve.shelf import Replaced, Shelf
from therapyblog.serve.workshop import Workshop
from therapyblog.work.findings import Findings
from therapyblog.work.plan import Plan
from therapyblog.work.ways import chart, read_options

TRIES, PAUSE = 3, 0.03
"""An editor puts one file in the place of another; a look in between finds none (seconds)."""


class Preview:
    """The site in a folder, to look at while it is written."""

    def __init__(self, folder: Path, *, drafts: bool, now: Callable[[], dt.datetime], jobs: int = 0) -> None:
        self.folder, self.drafts, self._now, self._jobs = folder, drafts, now, jobs
        self.trouble = ""
        self._workshop = Workshop(folder)
        self._outfit = Outfit(folder)
        self._pages = Pages()
        self._begin(self._workshop.remembered())

    def _begin(self, files: Files) -> None:
        """Start with nothing read; what is shown stays."""
        self._lookout = Lookout(self.folder)
        self._ground: Ground | None = None
        self._outfit = Outfit(self.folder, self._outfit.folders)
        self._shelf = Shelf(files, self._workshop.store, self._jobs)
        self._pages = Pages(self._pages.edition)
        self._accepted = False
        self._problems: tuple[Problem, ...] = ()

    @property
    def edition(self) -> Edition | None:
        """What is shown; `None` while there was never anything to show."""
        return self._pages.edition

    @property
    def pages(self) -> int:
        """How many pages were found to be other than before, since the last update."""
        return self._pages.new

    @property
    def theme_folders(self) -> tuple[str, ...]:
        """Every folder that the look comes from, or where an override could yet appear."""
        return self._outfit.folders

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong at the moment: what a build would say, and pages that could not be drawn."""
        return (*self._problems, *self.failures)

    @property
    def failures(self) -> tuple[Problem, ...]:
        """What is wrong with pages that could not be drawn."""
        found = Findings(self.folder)
        found.take((None, self._pages.failed.values()))
        return found.sorted()

    @property
    def title(self) -> str:
        """What the site calls itself."""
        return self.edition.charted.config.title if self.edition else self.folder.name

    def close(self) -> None:
        """Keep what was read for the next preview."""
        self._workshop.close()

    def update(self, doubted: Collection[str] = (), looked: Iterable[str] = ()) -> Update | None:
        """Look at the folder again; `None` where it is as it was.

        `doubted` are paths that somebody wrote to: their size and time prove nothing. `looked` are the files of pages
        that are open somewhere, which are drawn before they are shown.
        """
        started = time.perf_counter()
        done = self._patiently(doubted, list(looked))
        return msgspec.structs.replace(done, seconds=time.perf_counter() - started) if done else None

    def _patiently(self, doubted: Collection[str], looked: list[str]) -> Update | None:
        gone, before = "", self._ground
        for _ in range(TRIES):
            try:
                return self._update(doubted, looked)
            except MemoError:
                self._forget_everything()
            except WorkerDied:
                # Often memory is short, so from now on this process reads alone.
                self._ground, self._jobs = before, 1
                self._shelf.jobs = 1
            except FileNotFoundError as wrong:
                gone, self._ground = str(wrong.filename), before
                time.sleep(PAUSE)
            except OSError as wrong:
                return self._troubled(f"{wrong.filename}: {(wrong.strerror or str(wrong)).lower()}.")
            except Exception as wrong:  # noqa: BLE001 - a mistake of ours must not end the preview either
                return self._troubled(f"Something went wrong inside the program ({type(wrong).__name__}: {wrong}).")
        return self._troubled(f"{gone} is gone; the preview goes on when it is back.")

    def _troubled(self, says: str) -> Update | None:
        """Say why there is nothing to look at, once."""
        known, self.trouble, self._ground, self._accepted = self.trouble, says, None, False
        return None if known == says else Update(changed=(), accepted=False, problems=self.problems, trouble=says)

    def _update(self, doubted: Collection[str], looked: list[str]) -> Update | None:
        content = read_regular(self.folder / SETTINGS_FILE)
        settings = self._outfit.read_settings(content)
        config = settings.sketch
        today = day_in(config.timezone if config else "UTC", self._now())
        seen = self._lookout.look(self._ground, content, today, self.theme_folders, doubted)
        if not doubted and seen.ground == self._ground:
            # The same, and the very one that the next short look is to begin from.
            self._ground = seen.ground
            return None
        before, theme_before, trouble = self._ground, self._outfit.theme, self.trouble
        self._ground, self.trouble = seen.ground, ""
        replaced = self._read(seen, settings, doubted)
        theme, theme_problems = self._load_theme(config, doubted)
        changed = {*seen.changed, *replaced}
        if theme is theme_before and self._accepted and seen.same and not replaced:
            # Somebody wrote, and wrote what was there before: nobody need be told.
            return None
        if theme is not theme_before and not changed:
            # It was written between the look and the loading, so the next look will find nothing new.
            changed = {named(path, self.folder) for path in doubted if path.startswith(starts_of(self.theme_folders))}
        found = Findings(self.folder)
        texts = self._shelf.problems(seen.ground.sources)
        for some in (seen.ground.problems, settings.problems, theme_problems, texts):
            found.take((None, some))
        edition = self._charted(config, theme, found, doubtful=settings.config is None) if config and theme else None
        if edition is not None and self._draw_first(edition, looked, found):
            edition = None
        refused_before, problems_before = not self._accepted, self._problems
        self._problems, self._accepted = found.sorted(), edition is not None
        if edition is None and refused_before and not (changed or trouble) and self._problems == problems_before:
            # A save that an earlier look had seen already.
            return None
        update = Update(
            changed=tuple(sorted(changed)),
            because=_because(before, seen.ground, trouble),
            accepted=self._accepted,
            problems=self._problems,
        )
        if edition is None:
            self._pages.failed = {}
            return update
        return self._accept(edition, before, theme_before, replaced, update)

    def _read(self, seen: Seen, settings: Settings, doubted: Collection[str]) -> Replaced:
        """Read the documents that changed; a mistake in the settings is no reason to read all of them anew."""
        if seen.touched is not None:
            return self._shelf.reread(seen.touched)
        known = self._shelf.options if settings.config is None else None
        options = known or read_options(settings.sketch)
        return self._shelf.read(seen.ground.sources, options, real_paths(doubted, self.folder))

    def _load_theme(self, config: Config | None, doubted: Collection[str]) -> tuple[Theme | None, tuple[Problem, ...]]:
        if config is None or self._ground is None:
            return None, ()
        self._ground, problems = self._outfit.load_theme(config, self._ground, doubted)
        return self._outfit.theme, problems

    def _charted(self, config: Config, theme: Theme, found: Findings, *, doubtful: bool) -> Edition | None:
        """Chart the site; `None` where something is wrong with it, or with its settings (`doubtful`)."""
        ground = self._ground
        assert ground is not None
        plan = Plan(
            workspace=Workspace(self.folder, self.folder / config.output),
            content=ground.content,
            config=config,
            sources=ground.sources,
            options=Options(drafts=self.drafts, future=self.drafts, today=ground.today),
            today=ground.today,
            problems=(),
        )
        read, store = self._shelf.result(ground.sources), self._workshop.store
        charted = chart(plan, config, theme, read, self._shelf.files, store, found, doubtful=doubtful)
        if found.forbid(strict=False):
            return None
        return Edition(charted, ground.sources, store)

    def _draw_first(self, edition: Edition, looked: list[str], found: Findings) -> bool:
        """Draw what is looked at; say whether something is wrong with it."""
        for file in dict.fromkeys([*looked, HOME]):
            if file in edition.routes:
                try:
                    self._pages.draw(edition, file)
                except RenderError as wrong:
                    found.take((None, (wrong.found,)))
        return found.forbid(strict=False)

    def _accept(
        self,
        edition: Edition,
        before: Ground | None,
        theme_before: Theme | None,
        replaced: Replaced,
        update: Update,
    ) -> Update:
        """Show a new edition; return the update with what it changes for the pages that are open."""
        styles: dict[str, str] = {}
        pictures = False
        if before is not None and self._ground is not None and self.edition is not None and theme_before is not None:
            styles, pictures = restyled(before, self._ground, theme_before, edition, texts=bool(replaced))
        self._pages.show(edition, edited=frozenset(replaced))
        return msgspec.structs.replace(update, edited=self._texts(replaced), styles=styles, pictures=pictures)

    def _texts(self, paths: Iterable[str]) -> tuple[Text, ...]:
        """Name the texts among these files that have a page."""
        found = []
        for path in paths:
            route = self.edition.pages_of.get(path) if self.edition else None
            document = self._shelf.get(path)
            if route is not None and document is not None:
                settings = document.settings
                found.append(Text(url=route.url, title=getattr(settings, "title", "") or getattr(settings, "name", "")))
        return tuple(found)

    def check(self, seconds: float) -> bool:
        """Draw pages that nobody has looked at yet, for so long; say whether all of them are known now."""
        try:
            return self._pages.check(seconds)
        except MemoError:
            self._forget_everything()
            return True

    def failed_files(self) -> frozenset[str]:
        """Return the pages that could not be drawn."""
        return frozenset(self._pages.failed)

    def _forget_everything(self) -> None:
        """Begin anew, in memory: what was remembered cannot be used."""
        self._workshop.reset()
        self._begin(Files(None))

    def keep(self) -> None:
        """Keep what was read, for the next preview, while there is nothing else to do, and drop what nothing needs."""
        if self._accepted and self.edition is not None:
            with suppress(MemoError):
                self._shelf.forget(self.edition.sources)
        self._workshop.keep(self._shelf.files)

    def find(self, path: str) -> str | None:
        """Return the file of the site that answers at a path."""
        return self.edition.find(path) if self.edition else None

    def page(self, file: str, *, again: bool = False) -> Page | None:
        """Return a page; the last good one where it cannot be drawn now, `None` where there is none either."""
        try:
            return self._pages.page(file)
        except MemoError:
            # What was remembered is gone or damaged: everything is read anew, in memory, where it cannot happen again.
            self._forget_everything()
            self.update()
            return None if again else self.page(file, again=True)

    def facts(self, file: str) -> PageFacts | None:
        """Return what there is to say of a page; `None` where it is not there."""
        edition, ground = self.edition, self._ground
        if edition is not None and not file:
            # Whoever was told that there is nothing to show yet can look again.
            return PageFacts(key="there")
        if edition is None or file not in edition.routes:
            return None
        route, charted = edition.routes[file], edition.charted
        document = self._shelf.get(route.source) if edition.pages_of.get(route.source) is route else None
        today = ground.today if ground else self._now().date()
        facts = page_facts(self._pages.key(file), document, today, authors=len(charted.site.practitioners))
        return msgspec.structs.replace(facts, address=charted.shared.absolute(route.url))


def _because(before: Ground | None, now: Ground, trouble: str) -> str:
    """Say what made the site another one besides its files."""
    if trouble:
        return "The site is back"
    return f"It is {now.today.isoformat()} now" if before is not None and before.today != now.today else ""
