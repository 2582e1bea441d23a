"""An import from beginning to end: recognise the source, name what is in it, write it, and say what happened."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import unquote

import msgspec

from therapyblog.errors import UsageError
from therapyblog.importers import site_files
from therapyblog.importers.addresses import urljoin, urlsplit
from therapyblog.importers.attachments import Attachments
from therapyblog.importers.html_clean import tidy_tree, words_of
from therapyblog.importers.items import UNNAMED, Image, Person, Text
from therapyblog.importers.kind import Importer, importers, kind_of, named
from therapyblog.importers.markdown_addresses import rewritten
from therapyblog.importers.markdown_writer import is_here, to_markdown
from therapyblog.importers.menus import menu_of
from therapyblog.importers.names import OWN, Adapt, Names, key_of
from therapyblog.importers.record import imports_of, name_of_import
from therapyblog.importers.rendered import compared, rendered_words
from therapyblog.importers.site_writer import SiteWriter, writing
from therapyblog.importers.source import Source, open_source
from therapyblog.importers.suggestions import call_of, is_booking, series_of
from therapyblog.importers.web import Downloads, Web
from therapyblog.model.import_report import ADDRESS, DOUBTFUL, HELD, OTHER, PICTURE, WORDS_LOST, Left, Look, Report
from therapyblog.model.site_folder import TEXT_SUFFIXES
from therapyblog.output.own_folder import quoted
from therapyblog.output.workspace import FOLDER
from therapyblog.settings.bytes_to_text import MAX_BYTES
from therapyblog.settings.writer import document
from therapyblog.urls.permalinks import alias_path
from therapyblog.urls.query_alias import QueryAlias, query_alias
from therapyblog.urls.slugs import slugify, unusable
from therapyblog.urls.wiki import folded

SETTINGS_FILE = "therapyblog.toml"
Progress = Callable[[int, int], None]
"""Told how many items of how many are done."""


class UnknownKind(UsageError):
    """A source is of no kind that is known."""

    def __init__(self, says: str, source: str) -> None:
        super().__init__(says)
        self.source = source
        self.kinds = {importer.NAME: importer.WORDS for importer in importers()}
        """The name of each kind → its words."""


class Import:
    """One import into one site folder. What is written is kept track of, so that it can be taken back."""

    def __init__(
        self,
        source: Source,
        importer: Importer,
        names: Names,
        writer: SiteWriter,
        attachments: Attachments,
        today: dt.date,
    ) -> None:
        self.source, self.importer, self.names, self.writer = source, importer, names, writer
        self.attachments, self.today = attachments, today
        self.looks: dict[Look, str] = {}
        """What to look at; with a name, where nearly every text may have one of the kind and they are told as one."""
        self.left = [Left(origin=item.origin, title=item.title, why=item.why) for item in names.skipped]
        self.lost_addresses = 0
        self.rules: set[QueryAlias] = set()
        """Old addresses with a query that a rule of the server can answer."""
        self.bookings: list[str] = []

    def run(self, progress: Progress, settings: str) -> None:
        """Write everything: `settings`, where the site is new, the people, and the texts."""
        names, origin = self.names, self.source.path.name
        menu = menu_of(names.facts.menu, names.facts.address, names.by_address)
        for says in menu.lost:
            self._look(OTHER, SETTINGS_FILE, says)
        if menu.settings and not settings:
            self._look(OTHER, SETTINGS_FILE, f"the old menu led elsewhere, too; to have it: {_one_line(menu.settings)}")
        if settings:
            settings += menu.settings
            self.writer.write(SETTINGS_FILE, settings.encode(), origin=origin, title=names.facts.title)
        known = self.writer.names("practitioners")
        for key, slug in list(names.authors.items()):
            person = names.people.get(key) or Person(key=key, name=key)
            if person.name == UNNAMED and known and f"{slug}.md" not in known:
                # Somebody who practises here signed it; a file would make a second person of them.
                del names.authors[key]
                where = f"practitioners/{known[0]}" if len(known) == 1 else "the files in practitioners/"
                says = f"it was signed “{key}”, without a name: see whether {where} says so"
                self._look(OTHER, f"practitioners/{known[0]}", says)
                continue
            file = f"practitioners/{slug}.md"
            about = self._markdown(person.about, file)[0] if person.about else ""
            self.writer.write(file, site_files.practitioner(person, about).encode(), origin=origin, title=person.name)
        for number, (text, file) in enumerate(names.texts(), 1):
            self._write(text, file)
            progress(number, len(names.files))
        self.looks |= dict.fromkeys(series_of(zip(names.files, names.titles, strict=True)), "")
        self.looks |= dict.fromkeys(call_of(self.bookings), "")

    def _write(self, text: Text, file: str) -> None:
        try:
            content = self._document(text, file).encode()
        except RecursionError:
            why = "it is nested more deeply than any text"
        else:
            if len(content) <= MAX_BYTES:
                self.writer.write(file, content, origin=text.origin, title=text.title)
                return
            why = f"it has {len(content):,} bytes, and a text may have {MAX_BYTES:,}; divide it there into several"
        self.left.append(Left(origin=text.origin, title=text.title[:100], why=why))
        self.looks = {look: more for look, more in self.looks.items() if look.file != file}

    def report(self, site: Path, *, dry_run: bool, new_site: bool) -> Report:
        """Return what the import came to."""
        return Report(
            source=str(self.source.path),
            kind=self.importer.WORDS,
            site=str(site),
            dry_run=dry_run,
            new_site=new_site,
            came=self.writer.take(),
            left=tuple(self.left),
            looks=tuple(sorted(_counted(self.looks), key=lambda look: look.rank)),
            redirects_by_rule=len(self.rules),
            redirects_lost=self.lost_addresses,
        )

    def _document(self, text: Text, file: str) -> str:
        title = " ".join(text.title.split())
        doubts = [note for note in text.notes if note.doubtful]
        for note in text.notes:
            self._look(DOUBTFUL if note.doubtful else OTHER, file, note.says)
        if not title:
            title = PurePosixPath(file).stem.replace("-", " ").capitalize()
            self._look(DOUBTFUL, file, f"it had no title; it is called “{title}” now")
        body, image = self._body(text, file)
        status = "draft" if doubts and text.status == "published" else text.status
        if text.held_by:
            self._look(HELD, file, f"it was held back there ({text.held_by}), so it is {status} here")
        settings = {
            "title": title,
            "subtitle": text.subtitle,
            "description": text.description,
            **self._author(text),
            "date": text.date if text.kind == "post" else None,
            "updated": text.updated
            if text.updated and (not text.date or text.updated.date() > text.date.date())
            else None,
            "publishDate": text.appears if text.appears and text.appears > max(self.today, _day(text)) else None,
            "expires": text.expires,
            "status": "" if status == "published" else status,
            "language": text.language if text.language and text.language != self.names.facts.language else "",
            "menu": self._place_in_menu(text),
            "topic": text.topic if text.kind == "post" else "",
            "tags": text.tags if text.kind == "post" else (),
            "series": ({"name": text.series, "part": text.part} if text.part else text.series)
            if text.kind == "post"
            else "",
            "image": image,
            "image_alt": text.image.alt if image and text.image else None,
            "image_credit": text.image.caption if image and text.image and text.markdown is not None else "",
            "aliases": self._aliases(text, file),
        }
        if image and text.image and not text.image.alt:
            self._look(PICTURE, file, "the picture at the top has no description: add image_alt", "descriptions")
            settings["image_alt"] = None
        return document(settings, body)

    def _place_in_menu(self, text: Text) -> int | bool | None:
        """Return where a page stood in the old menu, from 1; false where it did not, `None` where there is none."""
        menu = [key_of(address) for _, address in self.names.facts.menu]
        if not menu or text.kind != "page" or not text.old_addresses:
            return None
        keys = [key_of(urljoin(self.names.facts.address, address)) for address in text.old_addresses]
        return next((menu.index(key) + 1 for key in keys if key in menu), False)

    def _author(self, text: Text) -> dict[str, object]:
        slugs = [self.names.authors[key] for key in text.authors if key in self.names.authors]
        if text.kind != "post" or not slugs or len(self.names.authors) == 1:
            return {}
        return {"author": slugs[0]} if len(slugs) == 1 else {"authors": slugs}

    def _aliases(self, text: Text, file: str) -> list[str]:
        """Return the old addresses that lead to this text; of two texts that were at one address the first keeps it."""
        aliases: list[str] = []
        for address in text.old_addresses:
            parts = urlsplit(address)
            if parts.query:
                asked = f"/{parts.path.lstrip('/')}?{parts.query}"
                rule = query_alias(asked)
                if rule is None:
                    self.lost_addresses += 1
                elif rule not in self.rules:
                    self.rules.add(rule)
                    aliases.append(asked)
                continue
            path = alias_path("/" + parts.path.lstrip("/"))
            if why := next(filter(None, map(unusable, path.strip("/").split("/"))), "") if path != "/" else "":
                self._look(ADDRESS, file, f"the old address {parts.path[:80]} cannot be kept: {why}")
            elif self.names.is_free(path):
                aliases.append("/" + parts.path.lstrip("/"))
        return aliases

    def _body(self, text: Text, file: str) -> tuple[str, str]:
        image = self._media_address(text.image, file) if text.image else ""
        if text.markdown is not None:
            body = rewritten(text.markdown, lambda address, kind: self._address(address, kind, file))
            return body, image if image.startswith("/media/") else ""
        body, lost = self._markdown(text.html, file)
        if lost:
            self._look(WORDS_LOST, file, f"compare it with the old page: {lost}")
        return body, image if image.startswith("/media/") else ""

    def _markdown(self, html: str, file: str) -> tuple[str, str]:
        """Return HTML as Markdown, and what a reader of the result would not find of the words."""
        tidy = getattr(self.importer, "tidy", None)
        bold = getattr(self.importer, "BOLD_LINES_ARE_HEADINGS", False)
        tree = tidy_tree(html, tidy=tidy, bold_lines_are_headings=bold)
        before = words_of(tree)
        markdown = to_markdown(tree, lambda address, kind: self._address(address, kind, file))
        after = rendered_words(markdown)
        return markdown, compared(before, after)

    def _address(self, address: str, kind: str, file: str) -> str:  # noqa: PLR0911 - one kind of address after another
        """Return what to write for an address of the source; nothing where only the words may stay."""
        if kind == "wiki":
            return self._wiki(address)
        if address.startswith("#"):
            fragment = self._fragment(address[1:], file)
            return f"#{fragment}" if fragment else ""
        if kind != "link":
            return self._media_address(Image(address=address), file)
        parts = urlsplit(address)
        own = not parts.netloc or parts.netloc.removeprefix("www.") == self.names.host
        if parts.scheme not in ("", "http", "https") or not own:
            if is_booking(address):
                self.bookings.append(address)
            return address
        target = self.names.by_address.get(key_of(address)) or self.names.by_address.get(
            key_of(f"{parts.scheme}://{parts.netloc}{parts.path}")
        )
        if target is not None:
            fragment = self._fragment(parts.fragment, target)
            fragment = f"#{fragment}" if fragment else ""
            return f"{_relative(target, file)}{fragment}" if target != file else fragment
        if _FILE.search(parts.path) or (parts.path != "/" and unquote(parts.path).lstrip("/") in self.source.sizes):
            return self._media_address(Image(address=address), file)
        if not parts.netloc and parts.path:
            base = self.names.facts.address.rstrip("/")
            if parts.path in ("/", "/blog/"):
                return parts.path
            self._look(ADDRESS, file, f"a link leads to {address}, which was not imported", "links")
            return f"{base}/{address.lstrip('/')}" if base and not parts.path.lower().endswith(TEXT_SUFFIXES) else ""
        return address

    def _fragment(self, fragment: str, file: str) -> str:
        """Return the id that a heading of a text has now; nothing where it has no such heading."""
        wanted = slugify(unquote(fragment)) if fragment else ""
        return next((anchor for anchor in self.names.anchors.get(file, ()) if slugify(anchor) == wanted), "")

    def _wiki(self, mark: str) -> str:
        """Return a link by name so that it finds the text under its new name; one that finds none, as it is."""
        name, bar, words = mark.strip("[]").partition("|")
        place, sign, heading = name.partition("#")
        target = self.names.by_name.get(folded(place))
        stem = PurePosixPath(target).stem if target else place
        if target is None or folded(stem) == folded(place):
            return mark
        return f"[[{stem}{sign}{heading}|{words if bar else place.rpartition('/')[2]}]]"

    def _media_address(self, image: Image, file: str) -> str:
        """Return where a picture or file lies now; what is not in the source keeps its old address."""
        known = self.attachments.address(image.address, file)
        if why := self.attachments.damaged.get(image.address):
            self._look(PICTURE, file, f"{image.address[:80]} was left out: {why}")
            return ""
        if not is_here(known) and not image.address.startswith("data:"):
            # Without --overwrite the texts that are there now, with links to the pictures, would stay.
            named = quoted(self.source.path), quoted(self.writer.site)
            line = f"therapyblog import {named[0]} --into {named[1]} --download-media --overwrite"
            self._look(PICTURE, file, f"{image.address[:200]} is not here; `{line}` fetches it", "pictures")
        return known if known.startswith("/media/") or "://" in known else ""

    def _look(self, rank: int, file: str, says: str, kind: str = "") -> None:
        self.looks[Look(rank=rank, file=file, says=says)] = kind


def _one_line(settings: str) -> str:
    return " ".join(settings.split())


def _counted(looks: Mapping[Look, str]) -> Iterator[Look]:
    """Yield what to look at; of a kind that nearly every text may have, the first with the number of the others."""
    count = Counter(looks.values())
    told = {""}
    for look, kind in looks.items():
        if kind not in told and count[kind] > 1:
            yield msgspec.structs.replace(look, says=f"{look.says} (so it is with {count[kind] - 1:,} more)")
        elif kind not in told or not kind:
            yield look
        told.add(kind)


_FILE = re.compile(r"\.(pdf|docx?|mp3|m4a|jpe?g|png|gif|webp|svg)$", re.IGNORECASE)


def _day(text: Text) -> dt.date:
    return text.date.date() if text.date and text.kind == "post" else dt.date.min


def _relative(target: str, file: str) -> str:
    folder, _, name = target.partition("/")
    return name if file.startswith(f"{folder}/") else f"../{target}"


@contextmanager
def _opened(name: str, site: Path, web: Web, progress: Progress, *, dry_run: bool) -> Iterator[Source]:
    """Open a source: an address of the web, or what lies on the disk."""
    if not name.startswith(("http://", "https://")):
        with open_source(Path(name)) as source:
            yield source
        return
    from therapyblog.importers.website import SiteSource  # noqa: PLC0415 - only for an address

    with TemporaryDirectory() if dry_run else nullcontext(site) as folder:
        yield SiteSource(name, web, Path(folder), progress)


def import_sources(
    sources: Sequence[str],
    site: Path,
    *,
    now: dt.datetime,
    kind: str = "",
    dry_run: bool = False,
    overwrite: bool = False,
    media: Path | None = None,
    download: Callable[[], bool] = lambda: False,
    web: Web | None = None,
    progress: Progress = lambda _done, _all: None,
    adapt: Adapt = lambda item: item,
) -> list[Report]:
    """Import sources into a site folder, a new one if there is none, and return a report for each.

    Raises `UsageError` where a source is of no known kind or the folder holds something else than a site, `Refused`
    where a source is hostile or damaged as a whole, and `OSError` where the disk refuses. `download` is asked, at the
    first picture that is not in the source, whether pictures are fetched; `web` is what fetches them. What `adapt`
    makes of an item takes its place.
    """
    # From one's own site pictures are fetched without a question: without them it would be half of it.
    is_own = any(name.startswith(("http://", "https://")) for name in sources)
    web = web or Web()
    downloads = Downloads(web, (lambda: True) if is_own else download) if not dry_run else None
    new_site = not (site / SETTINGS_FILE).exists()
    if new_site and not _is_free(site):
        raise UsageError(f"{site} is no site and not empty, so nothing was written there. Name a new folder.")
    with ExitStack() as opened:
        taken = dict.fromkeys(OWN, 1)
        read = []
        for name in sources:
            source = opened.enter_context(_opened(name, site, web, progress, dry_run=dry_run))
            importer = _kind_of(name, source, kind)
            read.append((source, importer, Names(source, importer, taken, adapt)))
        reports: list[Report] = []
        with writing(site) if any(names.files for *_, names in read) and not dry_run else nullcontext():
            writer = SiteWriter(site, name_of_import(now, imports_of(site)), dry_run=dry_run, overwrite=overwrite)
            with closing(writer.journal):
                for source, importer, names in read:
                    attachments = Attachments(source, names.facts.address, writer, media, downloads)
                    work = Import(source, importer, names, writer, attachments, now.date())
                    is_first = new_site and not any(report.came for report in reports)
                    if names.files:
                        work.run(progress, _settings(names, site) if is_first else "")
                    reports.append(work.report(site, dry_run=dry_run, new_site=is_first))
                writer.journal.end(_together(reports))
        for source, *_ in read:
            source.forget()
    return reports


def _together(reports: Sequence[Report]) -> Report:
    """Return the reports of one command as one."""
    kinds, sources = dict.fromkeys(report.kind for report in reports), (report.source for report in reports)
    return msgspec.structs.replace(
        reports[0],
        source=", ".join(sources),
        kind=", ".join(kinds),
        came=tuple(came for report in reports for came in report.came),
        left=tuple(left for report in reports for left in report.left),
        looks=tuple(sorted((look for report in reports for look in report.looks), key=lambda look: look.rank)),
        redirects_by_rule=sum(report.redirects_by_rule for report in reports),
        redirects_lost=sum(report.redirects_lost for report in reports),
    )


def _is_free(site: Path) -> bool:
    """Say whether a folder may become a site: it is not there, or holds at most what is left of one taken back."""
    return not site.exists() or (site.is_dir() and {path.name for path in site.iterdir()} <= {FOLDER, "public"})


def _kind_of(name: str, source: Source, kind: str) -> Importer:
    """Return what reads a source; raises `UsageError` where nothing does."""
    importer = named(kind) if kind else kind_of(source)
    if importer is not None:
        return importer
    known = ", ".join(importer.NAME for importer in importers())
    damaged = next((f" {file} in it cannot be read: {why}." for file, why in source.damaged.items()), "")
    if kind:
        raise UsageError(f"There is no kind of source called {kind}. There are: {known}.")
    raise UnknownKind(f"{name} is nothing that is recognised.{damaged} Say what it is: --from {known}.", name)


def _settings(names: Names, site: Path) -> str:
    return site_files.site_settings(names.facts, {"title": site.name, "language": "en"}, "")
