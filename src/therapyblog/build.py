"""Build a site: one walk through six stages, always forward.

    scan ─▶ read ─▶ assemble ─▶ route ─▶ render ─▶ publish

Each stage takes values and returns values with the problems it found. Only the first two read the site folder, only
the last writes the output folder; a problem that is an error stops the walk before anything is written.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from therapyblog.content.keys import nearest
from therapyblog.content.markdown import MarkdownSettings
from therapyblog.content.reading import ReadOptions, read_document
from therapyblog.content.scanning import Sources, scan
from therapyblog.content.site_settings import SETTINGS_FILE, read_config
from therapyblog.content.text import decode_leniently
from therapyblog.errors import UsageError, disk_error
from therapyblog.media.pictures import BrokenPicture, measure
from therapyblog.model.config import Config
from therapyblog.model.documents import Document
from therapyblog.model.problems import Place, Problem, is_error, problem
from therapyblog.model.site import Picture
from therapyblog.model.theme import Theme
from therapyblog.model.value import Value
from therapyblog.output.publish import publish
from therapyblog.output.safety import check_output
from therapyblog.render.renderer import Renderer, RenderError
from therapyblog.routes.route import Route, Shared
from therapyblog.routes.routing import NAMES, context, route
from therapyblog.site.addresses import identity
from therapyblog.site.assemble import assemble
from therapyblog.site.entries import Held, Site, Unread
from therapyblog.site.files import file_addresses, mentioned_files
from therapyblog.site.status import Showing, divide
from therapyblog.theme.loading import load_theme

T = TypeVar("T")

Progress = Callable[[str, int, int], None]
"""Told the stage, how many are done and how many there are."""


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


class BuildResult(Value, frozen=True, kw_only=True):
    """What a build did. `published` is false where problems kept the old site in place."""

    site: str
    out: str
    published: bool
    problems: tuple[Problem, ...]
    pages: int = 0
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
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
    progress: Progress | None = None,
) -> BuildResult:
    """Build the site in this folder.

    `out` is the output folder (default: the one in the settings, `public` in the site folder). `drafts` and `future`
    also write what is held back. With `strict` a warning keeps the site from being published. `today` decides what is
    scheduled and which credentials count (default: what `now`, else the clock, is in the site's time zone). `base_url` takes the place of the
    site's `url`. With `for_disk` links name `index.html`, so that a double click on a file works.

    Returns what was done and every problem found. Raises `UsageError` for a folder that cannot be built or written to,
    and `DiskError` where the disk refuses; in both cases the published site is as it was.
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
    )
    started = time.perf_counter()
    folder = Path(site).absolute()
    try:
        result = _walk(folder, options, progress or _silent)
    except OSError as wrong:
        raise disk_error(wrong, folder) from wrong
    return msgspec.structs.replace(result, seconds=time.perf_counter() - started)


def _walk(folder: Path, options: Options, progress: Progress) -> BuildResult:
    """The six stages."""
    found = Findings(folder)

    config = found.take(read_settings(folder))
    sources = found.take(scan(folder))
    out = output_folder(folder, config, options)
    check_output(out, folder)

    documents, unread = found.take(read(sources, config, progress))
    theme = found.take(load_theme(config, folder)) if config else None
    if config is None or theme is None:
        return found.refused(folder, out)
    config = adjust(config, options)

    today = options.today or day_in(config.timezone, options.now)
    showing = Showing(today=today, drafts=options.drafts, future=options.future)
    files, pictures = found.take(read_files(config, sources, documents, showing))
    site = found.take(
        assemble(config, documents, theme, files=files, pictures=pictures, showing=showing, unread=unread)
    )
    routes, shared = found.take(route(site))
    if found.forbid(options):
        return found.refused(folder, out, held=site.held)

    pages = found.take(render(routes, shared, options, progress))
    if found.forbid(options):
        return found.refused(folder, out, held=site.held)
    done = publish(out, {**pages, **copies(site, sources)})
    return BuildResult(
        site=str(folder),
        out=str(out),
        published=True,
        problems=found.sorted(),
        pages=sum(path.endswith(".html") for path in pages),
        written=done.written,
        removed=done.removed,
        held=site.held,
    )


class Findings:
    """The problems of one build, collected over all stages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: dict[Problem, None] = {}

    def take(self, result: tuple[T, Iterable[Problem]]) -> T:
        """Take a stage's problems and hand on its value."""
        value, problems = result
        self.problems |= dict.fromkeys(problems)
        return value

    def forbid(self, options: Options) -> bool:
        """Say whether the problems found so far keep the site from being published."""
        return bool(self.problems) and (options.strict or any(is_error(found) for found in self.problems))

    def sorted(self) -> tuple[Problem, ...]:
        """Return the problems by place, each with the line that it is about."""
        ordered = sorted(self.problems, key=lambda one: (one.at.path, one.at.line, one.at.column, one.code, one.says))
        sources: dict[str, list[str]] = {}
        return tuple(self._with_excerpt(found, sources) for found in ordered)

    def _with_excerpt(self, found: Problem, sources: dict[str, list[str]]) -> Problem:
        path, line = found.at.path, found.at.line
        if not line:
            return found
        if path not in sources:
            try:
                sources[path] = decode_leniently((self.folder / path).read_bytes())
            except OSError:
                sources[path] = []
        lines = sources[path]
        return msgspec.structs.replace(found, excerpt=lines[line - 1]) if line <= len(lines) else found

    def refused(self, folder: Path, out: Path, held: tuple[Held, ...] = ()) -> BuildResult:
        """Return the result of a build that published nothing."""
        return BuildResult(site=str(folder), out=str(out), published=False, problems=self.sorted(), held=held)


def read_settings(folder: Path) -> tuple[Config | None, Iterable[Problem]]:
    """Read `therapyblog.toml`; raises `UsageError` where there is none."""
    try:
        content = (folder / SETTINGS_FILE).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        says = f"{folder} is no site: it has no {SETTINGS_FILE}. Run `therapyblog init FOLDER` to start one."
        raise UsageError(says) from None
    return read_config(content)


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


def read(
    sources: Sources, config: Config | None, progress: Progress
) -> tuple[tuple[tuple[Document, ...], tuple[Unread, ...]], list[Problem]]:
    """Read every document; those that cannot be read are named, so that nobody calls them missing."""
    options = ReadOptions()
    if config:
        markdown = MarkdownSettings(raw_html=config.raw_html, typography=config.typography)
        options = ReadOptions(language=config.language, markdown=markdown)
    documents: list[Document] = []
    unread: list[Unread] = []
    problems: list[Problem] = []
    for done, (kind, source) in enumerate(sources.documents):
        progress("read", done, len(sources.documents))
        one = read_document(Path(source.file).read_bytes(), path=source.path, kind=kind, options=options)
        problems += one.problems
        if one.document is None:
            unread.append(Unread(kind=kind, path=source.path))
        else:
            documents.append(one.document)
    return (tuple(documents), tuple(unread)), problems


def read_files(
    config: Config, sources: Sources, documents: Sequence[Document], showing: Showing
) -> tuple[tuple[dict[str, str], dict[str, Picture]], list[Problem]]:
    """Return the files to publish with their addresses, and the pictures among them that something shows, measured.

    A file that only held-back documents name is held back with them.
    """
    shown, _ = divide(documents, showing)
    written = {document.path for document in shown}
    named = mentioned_files(config, shown)
    withheld = mentioned_files(config, [one for one in documents if one.path not in written]) - named
    files = file_addresses(one.path for one in sources.files if identity(one.path) not in withheld)
    pictures: dict[str, Picture] = {}
    problems = []
    for source in sources.files:
        name = identity(source.path)
        if name in named and name in files:
            try:
                size = measure(Path(source.file))
            except BrokenPicture as wrong:
                fix = "save it again as JPEG, PNG or WebP from a picture program"
                at = Place(path=source.path)
                problems.append(problem("TB-PIC-002", at=at, says=f"this picture cannot be shown: {wrong}", fix=fix))
            else:
                pictures[name] = Picture(url=files[name], width=size.width, height=size.height)
    return (files, pictures), problems


def render(
    routes: Sequence[Route], shared: Shared, options: Options, progress: Progress
) -> tuple[dict[str, bytes], list[Problem]]:
    """Render every route over just the names that its template mentions, and add the theme's static files."""
    theme = shared.site.theme
    renderer = Renderer(theme, site_url=shared.config.url, for_disk=options.for_disk)
    problems = list(check_templates(routes, renderer, theme))
    pages: dict[str, bytes] = {asset.url[1:]: asset.content for asset in theme.assets}
    if problems:
        return {}, problems
    for done, one in enumerate(routes):
        progress("render", done, len(routes))
        mentioned = renderer.mentioned(one.kind, one.template)
        names = context(shared, one, NAMES[one.kind] if mentioned is None else mentioned)
        try:
            pages[one.file] = renderer.render(kind=one.kind, template=one.template, url=one.url, context=names)
        except RenderError as wrong:
            problems.append(wrong.found)
    return pages, problems


def check_templates(routes: Iterable[Route], renderer: Renderer, theme: Theme) -> Iterable[Problem]:
    """Check every template that the routes need, and what it draws on, before any is rendered."""
    needed: dict[str, Route] = {}
    for one in routes:
        if one.kind != "json_feed":
            needed.setdefault(one.template, one)
    components = {f"components/{name}.html": None for name in theme.components}
    for template, asking in [*needed.items(), *components.items()]:
        if template in theme.templates:
            yield from renderer.closures.of(template).problems
        elif asking is not None:
            meant = nearest(template, theme.templates)
            fix = f"did you mean {meant}?" if meant else "add it to theme/templates/"
            at = Place(path=asking.source)
            yield problem("TB-THEME-003", at=at, says=f"there is no template “{template}”", fix=fix)


def copies(site: Site, sources: Sources) -> dict[str, bytes]:
    """Return the site's own files under the names they are published by."""
    files = site.book.files
    return {
        files[identity(source.path)][1:]: Path(source.file).read_bytes()
        for source in sources.files
        if identity(source.path) in files
    }


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
