"""The pages of a site folder as it is at this moment: the stages of a build, kept in memory, ending before `publish`.

`update` looks at the folder and reads what changed. Where only bodies changed, what every page is given is as it was
(`work/touching.py` says why), and that is all; else the site is charted anew. A page is drawn when somebody asks for
it, under the same key as in a build. Where something is wrong, the last good edition stays.

Nothing here knows of threads: whoever uses a preview does one thing at a time.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

import msgspec

from therapyblog.build import day_in, settings_content
from therapyblog.content.reading import ReadOptions
from therapyblog.content.scanning import Sources
from therapyblog.content.site_settings import read_config
from therapyblog.errors import Stop
from therapyblog.memo.builds import Face
from therapyblog.memo.files import Files
from therapyblog.memo.store import MemoError
from therapyblog.model.config import Config
from therapyblog.model.documents import Document
from therapyblog.model.problems import Problem
from therapyblog.model.result import Options
from therapyblog.model.theme import Theme
from therapyblog.render.renderer import RenderError
from therapyblog.serve.bar import page_facts
from therapyblog.serve.edition import HOME, Edition
from therapyblog.serve.findings import PageFacts, Text, Update
from therapyblog.serve.ground import Ground, changes, real_paths, same_ground, sheets_only, survey
from therapyblog.serve.workshop import Workshop
from therapyblog.site.entries import Unread
from therapyblog.theme.loading import load_theme, theme_folders
from therapyblog.work.crew import Crew
from therapyblog.work.findings import Findings
from therapyblog.work.keyed import Keyed
from therapyblog.work.plan import Plan
from therapyblog.work.reading import Library, forget, read
from therapyblog.work.ways import Charted, chart, read_options

KEPT = 32 * 2**20
"""Bytes of drawn pages that are kept."""
TRIES, PAUSE = 3, 0.03
"""An editor puts one file in the place of another; a look in between finds none (seconds)."""


class Shelved(msgspec.Struct, frozen=True):
    """One document of the folder as it was last read; `document` is `None` where its problems are errors."""

    face: Face
    document: Document | None
    problems: tuple[Problem, ...]
    sketch: Document | None = None


class Page(msgspec.Struct, frozen=True):
    """A page as it was drawn."""

    key: bytes
    content: bytes


class Preview:
    """The site in a folder, to look at while it is written."""

    def __init__(self, folder: Path, *, drafts: bool, now: Callable[[], dt.datetime], jobs: int = 0) -> None:
        self.folder, self.drafts, self._now, self._jobs = folder, drafts, now, jobs
        self.edition: Edition | None = None
        self.trouble = ""
        self.pages = 0
        """How many pages were found to be other than before, since the last update."""
        self.theme_folders: tuple[str, ...] = (str(folder / "theme"), str(folder / "themes"))
        self._workshop = Workshop(folder)
        self._begin(self._workshop.remembered())

    def _begin(self, files: Files) -> None:
        """Start with nothing read."""
        self._files = files
        self._ground: Ground | None = None
        self._options: ReadOptions | None = None
        self._shelf: dict[str, Shelved] = {}
        self._replaced: list[tuple[str, Face]] = []
        self._accepted = False
        self._settings: tuple[bytes, Config | None, tuple[Problem, ...]] | None = None
        self._theme: tuple[object, Theme | None, tuple[Problem, ...]] | None = None
        self._problems: tuple[Problem, ...] = ()
        self._failed: dict[str, Problem] = {}
        self._drawn: OrderedDict[str, Page] = OrderedDict()
        self._checked: dict[str, bytes] = {}
        self._shown_on: dict[str, dict[str, None]] = {}
        self._pending: dict[str, None] = {}
        self._looked_over = False
        self._edited: frozenset[str] = frozenset()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong at the moment: what a build would say, and pages that could not be drawn."""
        return (*self._problems, *self.failures)

    @property
    def failures(self) -> tuple[Problem, ...]:
        """What is wrong with pages that could not be drawn."""
        found = Findings(self.folder)
        found.take((None, self._failed.values()))
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
            except FileNotFoundError as wrong:
                gone, self._ground = str(wrong.filename), before
                time.sleep(PAUSE)
            except OSError as wrong:
                return self._troubled(f"{wrong.filename}: {(wrong.strerror or str(wrong)).lower()}.")
            except Stop as stop:
                return self._troubled(str(stop))
            except Exception as wrong:  # noqa: BLE001 - a mistake of ours must not end the preview either
                return self._troubled(f"Something went wrong inside the program ({type(wrong).__name__}: {wrong}).")
        return self._troubled(f"{gone} is gone; the preview goes on when it is back.")

    def _troubled(self, says: str) -> Update | None:
        """Say why there is nothing to look at, once."""
        known, self.trouble, self._ground, self._accepted = self.trouble, says, None, False
        return None if known == says else Update(changed=(), accepted=False, problems=self.problems, trouble=says)

    def _update(self, doubted: Collection[str], looked: list[str]) -> Update | None:
        content = settings_content(self.folder)
        config, problems = self._read_settings(content)
        today = day_in(config.timezone if config else "UTC", self._now())
        ground = survey(self.folder, content, today, self.theme_folders)
        if ground == self._ground and not doubted:
            return None
        before, self._ground, self.trouble = self._ground, ground, ""
        known = real_paths(doubted, self.folder)
        options = read_options(config) if config or self._options is None else self._options
        replaced = self._read(ground.sources, options, known)
        theme_before = self._theme[1] if self._theme else None
        theme, theme_problems = self._load_theme(config, ground, doubted)
        same = theme is theme_before
        changed = tuple(sorted({*changes(before, ground, self.folder), *replaced}))
        same = same and self._accepted and same_ground(before, ground)
        if same and self._only_bodies(replaced):
            # Somebody wrote, and wrote what was there before: nobody need be told.
            return self._touched(replaced, changed) if replaced else None
        found = Findings(self.folder)
        for some in (ground.problems, problems, theme_problems, *self._read_problems()):
            found.take((None, some))
        edition = self._charted(config, theme, ground, found) if config and theme else None
        if edition is not None and self._draw_first(edition, looked, found):
            edition = None
        self._problems, self._failed = found.sorted(), {}
        self._accepted = edition is not None
        if edition is None:
            return Update(changed=changed, accepted=False, problems=self._problems)
        styles, pictures = self._styles(before, ground, theme_before, replaced, edition)
        self.edition = edition
        self._forget(ground.sources, options)
        self._await_check(edition.routes)
        return Update(
            changed=changed,
            accepted=True,
            problems=self._problems,
            edited=self._texts(replaced),
            styles=styles,
            pictures=pictures,
        )

    def _read_settings(self, content: bytes) -> tuple[Config | None, tuple[Problem, ...]]:
        if self._settings is None or self._settings[0] != content:
            self._settings = (content, *read_config(content))
        return self._settings[1], self._settings[2]

    def _load_theme(
        self, config: Config | None, ground: Ground, doubted: Collection[str]
    ) -> tuple[Theme | None, tuple[Problem, ...]]:
        """Load the theme where its settings or one of its files changed."""
        if config is None:
            return None, ()
        ours = tuple(f"{folder}/" for folder in self.theme_folders)
        key = (ground.content, ground.look)
        if self._theme is None or self._theme[0] != key or any(path.startswith(ours) for path in doubted):
            before = self._theme[1] if self._theme else None
            theme, problems = load_theme(config, self.folder)
            # The same theme again is the one that we know.
            theme = before if theme == before else theme
            folders = theme_folders(config, self.folder)
            if folders != self.theme_folders:
                self.theme_folders = folders
                key = (ground.content, survey(self.folder, ground.content, ground.today, folders).look)
                self._ground = msgspec.structs.replace(ground, look=key[1])
            self._theme = (key, theme, problems)
        return self._theme[1], self._theme[2]

    def _read(self, sources: Sources, options: ReadOptions, doubted: Collection[str]) -> dict[str, Shelved | None]:
        """Read what changed; return what stood on the shelf in the place of each, `None` for what is new."""
        anew = options != self._options
        self._files.turn(doubted)
        files, shelf = self._files, self._shelf
        wanted = [
            (kind, source)
            for kind, source in sources.documents
            if anew or source.path not in shelf or files.digest(source) != shelf[source.path].face.content
        ]
        there = {source.path for _, source in sources.documents}
        replaced: dict[str, Shelved | None] = {path: shelf.pop(path) for path in list(shelf) if path not in there}
        if not wanted:
            return replaced
        library = Library(self._workshop.store)
        only = Sources(documents=tuple(wanted))
        with Crew(self._jobs) as crew:
            _, problems = read(only, options, files, self._workshop.store, library, crew, _silent, forget=anew)
        by_path: dict[str, list[Problem]] = {}
        for found in problems:
            by_path.setdefault(found.at.path, []).append(found)
        for _, source in wanted:
            path, was = source.path, shelf.get(source.path)
            face, document = library.faces[path], library.documents.get(path)
            shelf[path] = Shelved(face, document, tuple(by_path.get(path, ())), library.sketches.get(path))
            replaced[path] = was
            if was is not None:
                self._replaced.append((path, was.face))
        self._options = options
        return replaced

    def _only_bodies(self, replaced: dict[str, Shelved | None]) -> bool:
        """Say whether nothing but bodies changed: all that others can see of these documents is as it was."""
        told = {found.at.path for found in self._problems}
        for path, was in replaced.items():
            now = self._shelf.get(path)
            if was is None or now is None or was.document is None or now.document is None:
                return False
            moved = was.face.lines != now.face.lines or was.problems != now.problems
            if was.face.face != now.face.face or (path in told and moved) or now.problems != was.problems:
                return False
        return True

    def _touched(self, replaced: dict[str, Shelved | None], changed: tuple[str, ...]) -> Update:
        """Let the edition show bodies that changed."""
        edition, ground = self.edition, self._ground
        assert edition is not None
        assert ground is not None
        for path in replaced:
            edition.bodies[path] = self._shelf[path].face.body
        self._problems = Findings(self.folder).again(self._problems, replaced)
        assert self._options is not None
        self._forget(ground.sources, self._options)
        if self._pending or any(path not in self._shown_on for path in replaced):
            self._await_check(edition.routes)
        else:
            self._await_check(file for path in replaced for file in self._shown_on[path])
        self._edited = frozenset(replaced)
        return Update(changed=changed, accepted=True, problems=self.problems, edited=self._texts(replaced))

    def _read_problems(self) -> Iterator[tuple[Problem, ...]]:
        ground = self._ground
        assert ground is not None
        for _, source in ground.sources.documents:
            yield self._shelf[source.path].problems

    def _charted(self, config: Config, theme: Theme, ground: Ground, found: Findings) -> Edition | None:
        """Chart the site; `None` where something is wrong with it."""
        plan = Plan(
            folder=self.folder,
            out=self.folder / config.output,
            content=ground.content,
            config=config,
            sources=ground.sources,
            options=Options(drafts=self.drafts, future=self.drafts, today=ground.today),
            today=ground.today,
            problems=(),
        )
        documents, unread = [], []
        for kind, source in ground.sources.documents:
            shelved = self._shelf[source.path]
            document = shelved.document
            if document is None:
                unread.append(Unread(kind=kind, path=source.path, sketch=shelved.sketch))
            else:
                documents.append(document)
        store = self._workshop.store
        charted: Charted = chart(plan, config, theme, (tuple(documents), tuple(unread)), self._files, store, found)
        if found.forbid(strict=False):
            return None
        bodies = {document.path: document.body for document in documents}
        return Edition(charted, bodies, ground.sources, store)

    def _draw_first(self, edition: Edition, looked: list[str], found: Findings) -> bool:
        """Draw what is looked at; say whether something is wrong with it."""
        for file in dict.fromkeys([*looked, HOME]):
            if file in edition.routes:
                try:
                    self._draw(edition, file, edition.keyed(file))
                except RenderError as wrong:
                    found.take((None, (wrong.found,)))
        return found.forbid(strict=False)

    def _draw(self, edition: Edition, file: str, keyed: Keyed) -> Page:
        known = self._drawn.get(file)
        if known is None or known.key != keyed.key:
            known = self._drawn[file] = Page(keyed.key, edition.draw(keyed))
            kept = sum(len(page.content) for page in self._drawn.values())
            while kept > KEPT and len(self._drawn) > 1:
                _, dropped = self._drawn.popitem(last=False)
                kept -= len(dropped.content)
        self._drawn.move_to_end(file)
        return known

    def _styles(
        self,
        before: Ground | None,
        ground: Ground,
        theme_before: Theme | None,
        replaced: Collection[str],
        edition: Edition,
    ) -> tuple[dict[str, str], bool]:
        """Return which style sheets have another address now, if nothing else changed; and whether pictures did."""
        if before is None or self.edition is None or theme_before is None:
            return {}, False
        sheets = sheets_only(before.sources, ground.sources, edition.charted.files)
        pictures = sheets is None and before.sources.files != ground.sources.files
        theme = edition.charted.theme
        same = not replaced and before.content == ground.content and before.today == ground.today
        if (
            not same
            or sheets is None
            or [one.name for one in theme.assets] != [one.name for one in theme_before.assets]
        ):
            return {}, pictures
        if msgspec.structs.replace(theme, assets=()) != msgspec.structs.replace(theme_before, assets=()):
            return {}, pictures
        pairs = [(was, now) for was, now in zip(theme_before.assets, theme.assets, strict=True) if was != now]
        if not all(now.name.endswith(".css") for _, now in pairs):
            return {}, pictures
        return sheets | {was.url: now.url for was, now in pairs}, pictures

    def _texts(self, paths: Iterable[str]) -> tuple[Text, ...]:
        """Name the texts among these files that have a page."""
        found = []
        for path in paths:
            route = self.edition.pages_of.get(path) if self.edition else None
            document = self._shelf[path].document if path in self._shelf else None
            if route is not None and document is not None:
                settings = document.settings
                found.append(Text(url=route.url, title=getattr(settings, "title", "") or getattr(settings, "name", "")))
        return tuple(found)

    def _forget(self, sources: Sources, options: ReadOptions) -> None:
        """Drop from the memo what no page can be drawn from any more."""
        now = {path: one.face for path, one in self._shelf.items()}
        for path, face in self._replaced:
            if path in now:
                forget({path: face}, now, [path], sources, options, self._workshop.store)
        self._replaced = []

    def _await_check(self, files: Iterable[str]) -> None:
        self.pages, self._edited = 0, frozenset()
        self._pending = dict.fromkeys(files)

    def check(self, seconds: float) -> bool:
        """Draw pages that nobody has looked at yet, for so long; say whether all of them are known now."""
        until = time.perf_counter() + seconds
        edition = self.edition
        while edition is not None and self._pending:
            file, _ = self._pending.popitem()
            keyed = edition.keyed(file)
            for path in keyed.shows:
                self._shown_on.setdefault(path, {})[file] = None
            if self._checked.get(file) != keyed.key:
                # A page that was never looked over is not known to be new, unless it shows what was edited.
                known = file in self._checked or self._looked_over
                self.pages += known or any(path in self._edited for path in keyed.shows)
                self._checked[file] = keyed.key
                self._try(edition, file, keyed)
            if time.perf_counter() > until:
                break
        self._looked_over = self._looked_over or not self._pending
        return not self._pending

    def _try(self, edition: Edition, file: str, keyed: Keyed) -> None:
        """Find out whether a page can be drawn."""
        known = self._drawn.get(file)
        self._failed.pop(file, None)
        if known is None or known.key != keyed.key:
            try:
                edition.draw(keyed)
            except RenderError as wrong:
                self._failed[file] = wrong.found
            except MemoError:
                self._forget_everything()

    def failed_files(self) -> frozenset[str]:
        """Return the pages that could not be drawn."""
        return frozenset(self._failed)

    def _forget_everything(self) -> None:
        """Begin anew, in memory: what was remembered cannot be used."""
        self._workshop.reset()
        self._begin(Files(None))

    def keep(self) -> None:
        """Keep what was read, for the next preview, while there is nothing else to do."""
        self._workshop.keep(self._files)

    def find(self, path: str) -> str | None:
        """Return the file of the site that answers at a path."""
        return self.edition.find(path) if self.edition else None

    def page(self, file: str, *, again: bool = False) -> Page | None:
        """Return a page; the last good one where it cannot be drawn now, `None` where there is none either."""
        edition = self.edition
        if edition is None or file not in edition.routes:
            return None
        try:
            return self._draw(edition, file, edition.keyed(file))
        except RenderError as wrong:
            self._failed[file] = wrong.found
            return self._drawn.get(file)
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
        key = edition.keyed(file).key.hex()
        if file in self._failed:
            good = self._drawn.get(file)
            key = good.key.hex() if good else ""
        route, charted = edition.routes[file], edition.charted
        known = self._shelf.get(route.source) if edition.pages_of.get(route.source) is route else None
        document = known.document if known else None
        today = ground.today if ground else self._now().date()
        facts = page_facts(key, document, today, authors=len(charted.site.practitioners))
        return msgspec.structs.replace(facts, address=charted.shared.absolute(route.url))


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
