"""An import from beginning to end: recognise the source, name what is in it, write it, and say what happened."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import unquote

from therapyblog.errors import UsageError
from therapyblog.files import absolute
from therapyblog.importers import site_files
from therapyblog.importers.addresses import urljoin, urlsplit
from therapyblog.importers.attachments import Attachments
from therapyblog.importers.html_clean import tidy_tree, words_of
from therapyblog.importers.items import UNNAMED, Note, Person, Text
from therapyblog.importers.kind import Importer, chosen
from therapyblog.importers.late_pictures import illustrated, missing_in
from therapyblog.importers.looks import Looks
from therapyblog.importers.markdown_addresses import rewritten
from therapyblog.importers.markdown_writer import is_here, to_markdown
from therapyblog.importers.menus import menu_of
from therapyblog.importers.names import OWN, Adapt, Names, key_of
from therapyblog.importers.record import imports_of, name_of_import
from therapyblog.importers.rendered import compared, rendered_words
from therapyblog.importers.report import line_for, together
from therapyblog.importers.site_writer import SiteWriter, writing
from therapyblog.importers.source import Source, open_source
from therapyblog.importers.suggestions import call_of, is_booking, series_of
from therapyblog.importers.web import Downloads, Web
from therapyblog.model.import_report import (
    ADDRESS,
    DOUBTFUL,
    HELD,
    OTHER,
    PICTURE,
    WORDS_LOST,
    Done,
    Left,
    Look,
    OldPictures,
    Report,
)
from therapyblog.model.site_folder import TEXT_SUFFIXES
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
        again: str,
    ) -> None:
        self.source, self.importer, self.names, self.writer = source, importer, names, writer
        self.attachments, self.today = attachments, today
        self.again = again
        """The line that imports the same once more."""
        self.looks = Looks()
        self.left = [Left(origin=item.origin, title=item.title, why=item.why) for item in names.skipped]
        self.lost_addresses = 0
        self.rules: set[QueryAlias] = set()
        """Old addresses with a query that a rule of the server can answer."""
        self.bookings: list[str] = []
        self.pictures: set[str] = set()
        """The old addresses of pictures that texts show; other files are only linked to."""
        self.missing: set[str] = set()
        """Those of what is not here and can be fetched."""

    def run(self, progress: Progress, settings: str) -> None:
        """Write everything: `settings`, where the site is new, the people, and the texts."""
        names, origin = self.names, self.source.path.name
        menu = menu_of(names.facts.menu, names.facts.address, names.by_address)
        for says in menu.lost:
            self._look(OTHER, SETTINGS_FILE, says)
        if menu.settings and not settings:
            lines = " ".join(menu.settings.split())
            self._look(OTHER, SETTINGS_FILE, f"the old menu led elsewhere, too; to have it: {lines}")
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
        if self.attachments.late:
            self._illustrate_others()
        for look in (*series_of(zip(names.files, names.titles, strict=True)), *call_of(self.bookings)):
            self.looks.add(look)

    def _write(self, text: Text, file: str) -> None:
        try:
            settings = self._settings_of(text, file)
            content = self._document(text, file, settings).encode()
        except RecursionError:
            why = "it is nested more deeply than any text"
        else:
            if len(content) <= MAX_BYTES:
                self._put(text, file, settings, content)
                return
            why = f"it has {len(content):,} bytes, and a text may have {MAX_BYTES:,}; divide it there into several"
        self.left.append(Left(origin=text.origin, title=text.title[:100], why=why))
        self.looks.forget(file)

    def _illustrate_others(self) -> None:
        """Put pictures that came late into texts that are called otherwise now, too."""
        for file in [f"{folder}/{name}" for folder in ("posts", "pages") for name in self.writer.names(folder)]:
            there = self.writer.there(file) if file.endswith(TEXT_SUFFIXES) and file not in self.writer.came else None
            if there is None:
                continue
            if (content := illustrated(there, self.attachments.late, self.pictures, {})) != there:
                self.writer.write(file, content, origin="", title="", done="pictures")

    def _put(self, text: Text, file: str, settings: Mapping[str, object], content: bytes) -> None:
        """Write a text; where another stands there already, only the pictures that came late go into that."""
        there = self.writer.there(file)
        done: Done | None = None
        if there not in (None, content) and self.attachments.late:
            self.attachments.is_before = True
            is_untouched = self._document(text, file, settings).encode() == there
            self.attachments.is_before = False
            if is_untouched:
                done = "pictures"
            else:
                top = self._top_picture(text, file)
                changed = illustrated(there, self.attachments.late, self.pictures, top)
                for picture in missing_in(changed, content):
                    says = f"{picture} came, and stands nowhere in the text; put it where it belongs"
                    self._look(PICTURE, file, says, "not placed")
                content, done = (changed, "pictures") if changed != there else (content, None)
        self.looks.place((content if there is None or done else there).decode(errors="replace"))
        self.writer.write(file, content, origin=text.origin, title=text.title, done=done)

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
            looks=self.looks.told(),
            redirects_by_rule=len(self.rules),
            redirects_lost=self.lost_addresses,
        )

    def _settings_of(self, text: Text, file: str) -> dict[str, object]:
        """Return the settings of a text, without its picture, and note what there is to look at."""
        title = " ".join(text.title.split())
        doubts = [note for note in text.notes if note.doubtful]
        if not title:
            title = PurePosixPath(file).stem.replace("-", " ").capitalize()
            doubts.append(Note(says=f"it had no title; it is called “{title}” now", doubtful=True))
        for note in (*doubts, *(note for note in text.notes if not note.doubtful)):
            self._look(DOUBTFUL if note.doubtful else OTHER, file, note.says)
        status = "draft" if doubts and text.status == "published" else text.status
        if text.held_by:
            self._look(HELD, file, f"it was held back there ({text.held_by}), so it is {status} here")
        return {
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
            # Its place among the others; what is empty is not written.
            **dict.fromkeys(("image", "image_alt", "image_credit")),
            "aliases": self._aliases(text, file),
        }

    def _document(self, text: Text, file: str, settings: Mapping[str, object]) -> str:
        body = self._body(text, file)
        return document({**settings, **self._top_picture(text, file)}, body)

    def _top_picture(self, text: Text, file: str) -> dict[str, object]:
        """Return the settings of the picture at the top of a text, where it is here."""
        address = self._address(text.image.address, "picture", file) if text.image else ""
        if text.image is None or not is_here(address):
            return {}
        if not text.image.alt:
            self._look(
                PICTURE, file, "the picture at the top has no description: add image_alt", "descriptions", "image:"
            )
        credit = text.image.caption if text.markdown is not None else ""
        return {"image": address, "image_alt": text.image.alt, "image_credit": credit}

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

    def _body(self, text: Text, file: str) -> str:
        if text.markdown is not None:
            return rewritten(text.markdown, lambda address, kind: self._address(address, kind, file))
        body, lost = self._markdown(text.html, file)
        if lost:
            self._look(WORDS_LOST, file, f"compare it with the old page: {lost}")
        return body

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
            self.pictures.add(urljoin(self.names.facts.address, address))
            return self._media_address(address, file)
        parts = urlsplit(address)
        own = not parts.netloc or parts.netloc.removeprefix("www.") == self.names.host
        if parts.scheme not in ("", "http", "https") or not own:
            if is_booking(address) and not self.attachments.is_before:
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
            return self._media_address(address, file)
        if not parts.netloc and parts.path:
            base = self.names.facts.address.rstrip("/")
            if parts.path in ("/", "/blog/"):
                return parts.path
            self._look(ADDRESS, file, f"a link leads to {address}, which was not imported", "links", address)
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

    def _media_address(self, address: str, file: str) -> str:
        """Return where a picture or file lies now; what is not in the source keeps its old address."""
        known = self.attachments.address(address, file)
        if why := self.attachments.damaged.get(address):
            self._look(PICTURE, file, f"{address[:80]} was left out: {why}")
            return ""
        if not is_here(known) and not address.startswith("data:"):
            kind, way = "pictures", f"is not here; `{self.again} --download-media` fetches it"
            if why := self.attachments.why_not(address):
                kind, way = "not fetched", f"could not be fetched: {why}"
            elif "://" not in known:
                kind, way = "no address", f"is not here; `{self.again} --media FOLDER` finds it in a folder of pictures"
            else:
                self.missing.add(known)
            self._look(PICTURE, file, f"{address[:200]} {way}", kind, known)
        return known if is_here(known) or "://" in known else ""

    def _look(self, rank: int, file: str, says: str, kind: str = "", mark: str = "") -> None:
        if not self.attachments.is_before:
            self.looks.add(Look(rank=rank, file=file, says=says), kind, mark)


_WEB = ("http://", "https://")
_FILE = re.compile(r"\.(pdf|docx?|mp3|m4a|jpe?g|png|gif|webp|svg)$", re.IGNORECASE)


def _day(text: Text) -> dt.date:
    return text.date.date() if text.date and text.kind == "post" else dt.date.min


def _relative(target: str, file: str) -> str:
    folder, _, name = target.partition("/")
    return name if file.startswith(f"{folder}/") else f"../{target}"


@contextmanager
def _opened(name: str, site: Path, web: Web, progress: Progress, *, dry_run: bool) -> Iterator[Source]:
    """Open a source: an address of the web, or what lies on the disk."""
    if not name.startswith(_WEB):
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
    anew: bool = False,
) -> list[Report]:
    """Import sources into a site folder, a new one if there is none, and return a report for each.

    Raises `UsageError` where a source is of no known kind or the folder holds something else than a site, `Refused`
    where a source is hostile or damaged as a whole, and `OSError` where the disk refuses. `download` is asked, at the
    first picture that is not in the source, whether pictures are fetched; `web` is what fetches them. What `adapt`
    makes of an item takes its place; `anew` brings what earlier imports brought and somebody took away.
    """
    # From one's own site pictures are fetched without a question: without them it would be half of it.
    web = web or Web()
    line = line_for(sources, site, kind)
    is_own = any(name.startswith(_WEB) for name in sources)
    downloads = Downloads(web, (lambda: True) if is_own else download) if not dry_run else None
    new_site = not (site / SETTINGS_FILE).exists()
    if new_site and not _is_free(site):
        raise UsageError(f"{site} is no site and not empty, so nothing was written there. Name a new folder.")
    with ExitStack() as opened:
        taken = dict.fromkeys(OWN, 1)
        read = []
        for name in sources:
            source = opened.enter_context(_opened(name, site, web, progress, dry_run=dry_run))
            importer = chosen(name, source, kind)
            read.append((source, importer, Names(source, importer, taken, adapt)))
        reports: list[Report] = []
        missing: set[str] = set()
        with writing(site) if any(names.files for *_, names in read) and not dry_run else nullcontext():
            name = name_of_import(now, imports_of(site))
            writer = SiteWriter(site, name, dry_run=dry_run, overwrite=overwrite, anew=anew)
            with closing(writer.journal):
                for source, importer, names in read:
                    attachments = Attachments(source, names.facts.address, writer, media, downloads)
                    work = Import(source, importer, names, writer, attachments, now.date(), line)
                    is_first = new_site and not any(report.came for report in reports)
                    if names.files:
                        defaults = {"title": site.name, "language": "en"}
                        settings = site_files.site_settings(names.facts, defaults, "") if is_first else ""
                        work.run(progress, settings)
                    missing |= work.missing
                    reports.append(work.report(site, dry_run=dry_run, new_site=is_first))
                files = tuple(str(absolute(name)) for name in sources if not name.startswith(_WEB))
                pictures = OldPictures(line=f"{line} --download-media", sources=files, addresses=tuple(sorted(missing)))
                writer.journal.end(together(reports), pictures)
        for source, *_ in read:
            source.forget()
    return reports


def _is_free(site: Path) -> bool:
    """Say whether a folder may become a site: it is not there, or holds at most what is left of one taken back."""
    return not site.exists() or (site.is_dir() and {path.name for path in site.iterdir()} <= {FOLDER, "public"})
