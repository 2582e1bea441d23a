"""An import from beginning to end: recognise the source, name what is in it, write it, and say what happened."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urljoin, urlsplit

from therapyblog.diagnostics import Diagnostics
from therapyblog.errors import UsageError
from therapyblog.importers import site_files
from therapyblog.importers.html_clean import tidy_tree, words_of
from therapyblog.importers.items import Facts, Image, Person, Skipped, Text
from therapyblog.importers.kind import Importer, importers, kind_of, named
from therapyblog.importers.markdown_addresses import rewritten
from therapyblog.importers.markdown_writer import to_markdown
from therapyblog.importers.record import BEFORE, Record, Written, imports_of, name_of_import, records, save
from therapyblog.importers.rendered import compared
from therapyblog.importers.source import Source, open_source
from therapyblog.importers.suggestions import call_of, is_booking, series_of
from therapyblog.importers.web import Downloads, Web
from therapyblog.model.codec import digest
from therapyblog.model.import_report import (
    ADDRESS,
    DOUBTFUL,
    HELD,
    OTHER,
    PICTURE,
    WORDS_LOST,
    Came,
    Done,
    Left,
    Look,
    Report,
)
from therapyblog.model.site_folder import TEXT_SUFFIXES
from therapyblog.output.directory_tree import Tree
from therapyblog.output.workspace import FOLDER
from therapyblog.urls.slugs import slugify
from therapyblog.urls.wiki import folded

SETTINGS_FILE = "therapyblog.toml"
Progress = Callable[[int, int], None]
"""Told how many items of how many are done."""


class Names:
    """What everything of a source is called here, found out before anything is written."""

    def __init__(self, source: Source, importer: Importer, language: str) -> None:
        self.facts = Facts()
        self.people: dict[str, Person] = {}
        self.skipped: list[Skipped] = []
        self.files: list[str] = []
        """The file of each text, in the order in which the source has them."""
        self.titles: list[str] = []
        self.by_address: dict[str, str] = {}
        """An old address, as `_key` writes it → the file that is there now."""
        self.by_name: dict[str, str] = {}
        """A name by which links in double brackets find a Markdown text → its file."""
        self.anchors: dict[str, tuple[str, ...]] = {}
        """The ids of the headings of each Markdown text."""
        taken = dict.fromkeys(_OURS, 1)
        for item in importer.items(source):
            if isinstance(item, Facts):
                self.facts = item
            elif isinstance(item, Person):
                self.people[item.key] = item
            elif isinstance(item, Skipped):
                self.skipped.append(item)
            else:
                file = f"{item.kind}s/" + _free(_slug(item, language or self.facts.language), taken)
                self.files.append(file)
                self.titles.append(item.title)
                if item.origin in source.sizes:
                    self.by_address.setdefault(_key("/" + quote(item.origin)), file)
                if item.markdown is not None:
                    self._know_markdown(item, item.markdown, file)
                for address in item.old_addresses:
                    self.by_address.setdefault(_key(address), file)
        self.host = urlsplit(self.facts.address).netloc.removeprefix("www.")

    def _know_markdown(self, text: Text, markdown: str, file: str) -> None:
        parts = PurePosixPath(text.origin).parts
        for name in (*("/".join(parts[start:]) for start in range(len(parts))), text.title):
            self.by_name.setdefault(folded(name), file)
        if "#" in markdown:
            self.anchors[file] = anchors_of(markdown, file, text.language or self.facts.language)


def _slug(text: Text, language: str) -> str:
    last = unquote(text.slug).strip("/").rpartition("/")[2]
    return slugify(re.sub(r"\.html?$", "", last) or text.title or "untitled", language)


def _free(stem: str, taken: dict[str, int]) -> str:
    """Return a name for a file that no other has; `taken` says for each name the number that its next one gets."""
    name = stem
    while name in taken:
        number = taken[stem] = taken[stem] + 1
        name = f"{stem}-{number}"
    taken[name] = 1
    return f"{name}.md"


def _key(address: str) -> str:
    parts = urlsplit(address)
    path = unquote(parts.path).rstrip("/").lower()
    return f"{path}?{parts.query}" if parts.query else path


class Import:
    """One import into one site folder. What is written is kept track of, so that it can be taken back."""

    def __init__(
        self,
        source: Source,
        importer: Importer,
        site: Path,
        *,
        dry_run: bool,
        overwrite: bool,
        media: Path | None,
        downloads: Downloads | None,
    ) -> None:
        self.source, self.importer, self.site = source, importer, site
        self.dry_run, self.overwrite = dry_run, overwrite
        self.tree = Tree(site)
        self.name = ""
        self.came: list[Came] = []
        self.written: list[Written] = []
        self.looks: dict[Look, None] = {}
        self.lost_addresses = 0
        self.bookings: list[str] = []
        self.media_folder = media
        self.downloads = downloads
        self.alias_of: dict[str, str] = {}
        """An address, as `_key` writes it → the name of the text that answers there: there is one for each."""
        self._media: dict[str, str] = {}
        self._media_names: dict[str, bytes] = {}

    def run(self, now: dt.datetime, progress: Progress, *, new_site: bool) -> Report:
        """Import everything; returns what that came to."""
        self.today = now.date()
        self.name = name_of_import(now, imports_of(self.site))
        names = Names(self.source, self.importer, "")
        self.names = names
        self.alias_of = {f"/{PurePosixPath(file).stem}": PurePosixPath(file).stem for file in names.files}
        if new_site:
            settings = site_files.site_settings(names.facts, {"title": self.site.name, "language": "en"}, "")
            self._write(SETTINGS_FILE, settings.encode(), origin=self.source.path.name, title=names.facts.title)
        wanted = self._authors_of_texts()
        for key, slug in self.slugs.items():
            if key in wanted:
                person = names.people.get(key) or Person(key=key, name=key)
                about = self._markdown(person.about, f"practitioners/{slug}.md")[0] if person.about else ""
                content = site_files.practitioner(person, about)
                self._write(
                    f"practitioners/{slug}.md", content.encode(), origin=self.source.path.name, title=person.name
                )
        texts = (item for item in self.importer.items(self.source) if isinstance(item, Text))
        for number, (text, file) in enumerate(zip(texts, names.files, strict=True), 1):
            self._write(file, self._document(text, file).encode(), origin=text.origin, title=text.title)
            progress(number, len(names.files))
        self.looks |= dict.fromkeys(series_of(zip(names.files, names.titles, strict=True)))
        self.looks |= dict.fromkeys(call_of(self.bookings))
        report = Report(
            source=str(self.source.path),
            kind=self.importer.WORDS,
            site=str(self.site),
            dry_run=self.dry_run,
            new_site=new_site,
            came=tuple(self.came),
            left=tuple(Left(origin=item.origin, title=item.title, why=item.why) for item in names.skipped),
            looks=tuple(sorted(self.looks, key=lambda look: look.rank)),
            redirects_lost=self.lost_addresses,
        )
        if not self.dry_run and self.written:
            save(self.site, self.name, Record(made=now.isoformat(), files=tuple(self.written)), report)
        return report

    def _authors_of_texts(self) -> dict[str, None]:
        """Return the keys of everybody who wrote something, and give each a slug."""
        keys: dict[str, None] = {}
        for item in self.importer.items(self.source):
            if isinstance(item, Text):
                keys |= dict.fromkeys(item.authors)
        taken: dict[str, int] = {}
        self.slugs: dict[str, str] = {}
        for key in keys:
            name = self.names.people[key].name if key in self.names.people else key
            self.slugs[key] = _free(slugify(name), taken).removesuffix(".md")
        return keys

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
        slug = PurePosixPath(file).stem
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
            "aliases": self._aliases(text, slug),
        }
        if image and text.image and not text.image.alt:
            self._look(PICTURE, file, "the picture at the top has no description: add image_alt")
            settings["image_alt"] = None
        return site_files.document(settings, body)

    def _place_in_menu(self, text: Text) -> int | bool | None:
        """Return where a page stood in the old menu, from 1; false where it did not, `None` where there is none."""
        menu = [_key(address) for _, address in self.names.facts.menu]
        if not menu or text.kind != "page" or not text.old_addresses:
            return None
        keys = [_key(urljoin(self.names.facts.address, address)) for address in text.old_addresses]
        return next((menu.index(key) + 1 for key in keys if key in menu), False)

    def _author(self, text: Text) -> dict[str, object]:
        slugs = [self.slugs[key] for key in text.authors if key in self.slugs]
        if text.kind != "post" or not slugs or len(self.slugs) == 1:
            return {}
        return {"author": slugs[0]} if len(slugs) == 1 else {"authors": slugs}

    def _aliases(self, text: Text, slug: str) -> list[str]:
        aliases: list[str] = []
        for address in text.old_addresses:
            parts = urlsplit(address)
            if parts.query:
                self.lost_addresses += 1
                continue
            path = parts.path or "/"
            owner = self.alias_of.setdefault(_key(path), slug)
            same = {f"/{slug}", *map(_key, aliases)}
            if path != "/" and _key(path) not in same and owner == slug:
                aliases.append(path)
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
        after = words_of_markdown(markdown)
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
        target = self.names.by_address.get(_key(address)) or self.names.by_address.get(
            _key(f"{parts.scheme}://{parts.netloc}{parts.path}")
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
            self._look(ADDRESS, file, f"a link leads to {address}, which was not imported")
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
        known = self._media.get(image.address)
        if known is None:
            content = self._content_of(image.address)
            if content is not None and (why := _damage(content, image.address)):
                self._look(PICTURE, file, f"{image.address[:80]} was left out: {why}")
                return ""
            if content is None:
                known = self._media[image.address] = urljoin(self.names.facts.address, image.address)
            else:
                known = self._media[image.address] = "/" + self._store(image.address, content, file)
        if not known.startswith("/media/") and not image.address.startswith("data:"):
            self._look(
                PICTURE, file, f"{image.address} is not here; `therapyblog import … --download-media` fetches it"
            )
        return known if known.startswith("/media/") or "://" in known else ""

    def _content_of(self, address: str) -> bytes | None:
        if address.startswith("data:"):
            return _data(address)
        path = unquote(urlsplit(address).path).lstrip("/")
        for name in self._candidates(path):
            if name in self.source.sizes:
                return self.source.read(name)
        if self.media_folder is not None:
            found = self._in_folder.get(PurePosixPath(path).name.lower())
            if found is not None:
                return found.read_bytes()
        if self.downloads is None or self.dry_run:
            return None
        return self.downloads.get(urljoin(self.names.facts.address, address))

    def _candidates(self, path: str) -> Iterator[str]:
        yield path
        parts = PurePosixPath(path).parts
        for start in range(1, len(parts)):
            yield "/".join(parts[start:])

    @property
    def _in_folder(self) -> Mapping[str, Path]:
        if not hasattr(self, "_listed"):
            assert self.media_folder is not None
            self._listed = {path.name.lower(): path for path in sorted(self.media_folder.rglob("*")) if path.is_file()}
        return self._listed

    def _store(self, address: str, content: bytes, file: str) -> str:
        inside = address.startswith("data:")
        path = f"{PurePosixPath(file).stem}.{_ending(address)}" if inside else unquote(urlsplit(address).path)
        name = PurePosixPath(path).name
        stem, dot, ending = name.rpartition(".")
        stem, ending = (slugify(stem), f".{ending.lower()}") if dot else (slugify(name), "")
        key = digest(content)
        for number in range(1, 10_000):
            file = f"media/{stem}{f'-{number}' if number > 1 else ''}{ending}"
            if self._media_names.setdefault(file, key) == key:
                if not any(came.file == file for came in self.came):
                    self._write(file, content, origin=address[:80], title="")
                return file
        raise AssertionError

    def _write(self, file: str, content: bytes, *, origin: str, title: str) -> None:
        """Put a file into the site folder, unless there is another one of the name."""
        there = self.tree.read(file) if self.tree.is_file(file) else None
        done: Done = (
            "new" if there is None else "same" if there == content else "replaced" if self.overwrite else "kept"
        )
        if done in ("new", "replaced") and not self.dry_run:
            if there is not None:
                records(self.site).write(f"{self.name}/{BEFORE}/{file}", there)
            self.tree.write(file, content, synced=False)
            self.written.append(Written(file=file, digest=digest(content).hex(), replaced=there is not None))
        self.came.append(Came(file=file, origin=origin, title=title, done=done))

    def _look(self, rank: int, file: str, says: str) -> None:
        self.looks[Look(rank=rank, file=file, says=says)] = None


_FILE = re.compile(r"\.(pdf|docx?|mp3|m4a|jpe?g|png|gif|webp|svg)$", re.IGNORECASE)


def _day(text: Text) -> dt.date:
    return text.date.date() if text.date and text.kind == "post" else dt.date.min


def anchors_of(markdown: str, file: str, language: str) -> tuple[str, ...]:
    """Return the ids that the headings of a text will have."""
    from therapyblog.content.markdown import MarkdownSettings, read_markdown  # noqa: PLC0415 - few sources are Markdown

    _, facts = read_markdown(
        markdown, Diagnostics(), path=file, first_line=1, language=language or "en", settings=MarkdownSettings()
    )
    return facts.anchors


_OURS = ("blog", "series", "topics", "tags", "team", "media", "404")
"""Names whose addresses are those of pages that every site has."""


def _relative(target: str, file: str) -> str:
    folder, _, name = target.partition("/")
    return name if file.startswith(f"{folder}/") else f"../{target}"


def words_of_markdown(markdown: str) -> list[str]:
    """Return the words that a reader of the page will see."""
    from therapyblog.importers.rendered import rendered_words  # noqa: PLC0415 - the parser is large

    return rendered_words(markdown)


@contextmanager
def _opened(name: str, site: Path, web: Web, progress: Progress) -> Iterator[Source]:
    """Open a source: an address of the web, or what lies on the disk."""
    if not name.startswith(("http://", "https://")):
        with open_source(Path(name)) as source:
            yield source
        return
    from therapyblog.importers.website import SiteSource  # noqa: PLC0415 - only for an address

    yield SiteSource(name, web, site, progress)


def _damage(content: bytes, address: str) -> str:
    """Say what is wrong with a picture that no build could show; empty where nothing is."""
    from therapyblog.media.broken import BrokenPicture  # noqa: PLC0415 - texts without pictures need no Pillow
    from therapyblog.media.pictures import opened  # noqa: PLC0415 - see above

    if not re.search(r"\.(?:jpe?g|png|gif|webp)$", urlsplit(address).path, re.IGNORECASE):
        return ""
    try:
        with opened(BytesIO(content)) as picture:
            picture.load()
    except BrokenPicture as error:
        return str(error)
    return ""


def _data(address: str) -> bytes | None:
    import base64  # noqa: PLC0415 - few sources have pictures inside
    import binascii  # noqa: PLC0415 - see above

    head, _, body = address.partition(",")
    try:
        return base64.b64decode(body) if head.endswith(";base64") else unquote(body).encode("latin-1")
    except (binascii.Error, ValueError):
        return None


def _ending(address: str) -> str:
    kind = address[5:].partition(";")[0].partition(",")[0]
    return {"image/jpeg": "jpg", "image/svg+xml": "svg"}.get(kind, kind.rpartition("/")[2] or "bin")


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
) -> list[Report]:
    """Import sources into a site folder, a new one if there is none, and return a report for each.

    Raises `UsageError` where a source is of no known kind or the folder holds something else than a site, `Refused`
    where a source is hostile or damaged as a whole, and `OSError` where the disk refuses. `download` is asked, at the
    first picture that is not in the source, whether pictures are fetched; `web` is what fetches them.
    """
    # From one's own site pictures are fetched without a question: without them it would be half of it.
    is_own = any(name.startswith(("http://", "https://")) for name in sources)
    downloads = Downloads(web or Web(), (lambda: True) if is_own else download)
    new_site = not (site / SETTINGS_FILE).exists()
    if new_site and site.exists() and (not site.is_dir() or any(path.name != FOLDER for path in site.iterdir())):
        raise UsageError(f"{site} is no site and not empty, so nothing was written there. Name a new folder.")
    reports: list[Report] = []
    for name in sources:
        with _opened(name, site, downloads.web, progress) as source:
            importer = named(kind) if kind else kind_of(source)
            if importer is None:
                known = ", ".join(importer.NAME for importer in importers())
                raise UsageError(f"{name} is nothing that is recognised. Say what it is: --from {known}.")
            work = Import(
                source, importer, site, dry_run=dry_run, overwrite=overwrite, media=media, downloads=downloads
            )
            reports.append(work.run(now, progress, new_site=new_site and not reports))
            source.forget()
    return reports
