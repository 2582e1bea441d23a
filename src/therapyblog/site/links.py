"""Where links and pictures lead: from what an author wrote to an address of the site."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import islice
from typing import Literal
from urllib.parse import unquote

import msgspec

from therapyblog.media.formats import FORMATS
from therapyblog.model.documents import Document, Mention
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.site import Picture
from therapyblog.model.site_folder import PUBLISHED_FILES, SETTINGS_FILE, TEXT_SUFFIXES
from therapyblog.model.value import Value
from therapyblog.settings.file_names import is_bundle
from therapyblog.similar import KnownNames, nearest
from therapyblog.site.embeds import check_embed
from therapyblog.site.entries import AddressBook
from therapyblog.urls.fact_words import FactWord, fact_word
from therapyblog.urls.permalinks import identity, written
from therapyblog.urls.slips import is_local, way_out
from therapyblog.urls.slugs import slugify
from therapyblog.urls.wiki import folded, wiki_name

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


class Target(Value, frozen=True, kw_only=True):
    """Where a link leads. `url` is empty where it comes out as plain text.

    It is `unread` where it may lead to a document of which nothing can be read: its address is not known.
    """

    kind: Literal["external", "inside", "held", "missing", "no-heading", "unread", "no-fact"]
    url: str = ""
    about: str = ""
    """For a message: the held post's title, the page without that heading, or the word for a fact that is not given."""


def is_external(target: str) -> bool:
    """Say whether a link leads out of the site as it is written."""
    return _SCHEME.match(target) is not None


def resolve_link(target: str, path: str, url: str, book: AddressBook) -> Target:
    """Resolve a link that the document at `path` (whose own address is `url`) holds."""
    if is_external(target):
        return Target(kind="external", url=target)
    if (name := wiki_name(target)) is not None:
        return _by_name(name, url, book)
    if meant := fact_word(target):
        return _fact(meant, path, book)
    return _by_address(target, path, url, book)


def _by_address(target: str, path: str, url: str, book: AddressBook) -> Target:
    place, _, anchor = target.partition("#")
    place, question, query = place.partition("?")
    if not place:
        return _anchored(url, anchor, "", book, own=True)
    wanted = _spellings(place)[0]
    candidates = _candidates(wanted, path)
    for candidate in candidates:
        address = book.documents.get(candidate) or _file(candidate, book)
        if address is None and candidate in book.anchors:
            address = candidate
        if address is not None:
            return _anchored(address, unquote(anchor), question + query, book)
        if candidate in book.held:
            return Target(kind="held", about=book.held[candidate])
    typed = _as_typed(target, path, book)
    is_unread = any(path in candidates or name in target for path, name in book.unread.items())
    return Target(kind="inside" if typed else "unread" if is_unread else "missing", url=typed)


def _as_typed(target: str, path: str, book: AddressBook) -> str:
    """Return the address of the file whose name a link holds as it is typed, or nothing."""
    names = (name for spelling in _spellings(target)[1:] for name in _candidates(spelling, path))
    return next((found for name in names if (found := book.documents.get(name) or _file(name, book))), "")


def _spellings(target: str) -> tuple[str, ...]:
    """Return the names that an address may mean: read as an address, then as the name of a file as it is typed.

    A file may be called `invoice #3.pdf` or `50%25.jpg`; Windows writes `media\\photo.jpg`.
    """
    read = unquote(target.partition("#")[0].partition("?")[0])
    typed = (unquote(target), target) if any(sign in target for sign in "#?%") else ()
    return tuple(unicodedata.normalize("NFC", name.replace("\\", "/")) for name in (read, *typed))


def _by_name(name: str, url: str, book: AddressBook) -> Target:
    """Resolve a wiki-link; its heading is named by its words, and of headings in headings the last counts."""
    place, _, heading = name.partition("#")
    heading = heading.rpartition("#")[2]
    path = book.names.get(folded(place), "")
    if path in book.held:
        return Target(kind="held", about=book.held[path])
    if path in book.unread:
        return Target(kind="unread")
    found = (book.documents.get(path) or _file(path, book)) if place else url
    if found is None:
        return Target(kind="missing")
    # A block of Obsidian (`#^1a2b3c`) has no address here.
    anchor = "" if heading.startswith("^") else heading
    if anchor and anchor not in book.anchors.get(found, ()):
        ids = [slugify(anchor, language) for language in ("", "de", "da")]
        anchor = next((name for name in ids if name in book.anchors.get(found, ())), ids[0])
    return _anchored(found, anchor, "", book, own=not place)


def _fact(meant: FactWord, path: str, book: AddressBook) -> Target:
    fact = book.facts.get(f"{path} {meant.name}") or book.facts.get(meant.name)
    if not fact:
        return Target(kind="no-fact", about=meant.name)
    more = meant.query.replace("?", "&", 1) if "?" in fact else meant.query
    return resolve_link(f"{fact}{more}", SETTINGS_FILE, "/", book)


def address_of(url: str, book: AddressBook) -> str:
    """Return where an address in the settings leads, as directly as it can; as it is written where that is unknown."""
    target = resolve_link(url, SETTINGS_FILE, "/", book)
    return target.url if target.kind in _FINE else url


def _file(path: str, book: AddressBook) -> str | None:
    """Return the address of a file of the site folder, as a link writes it."""
    address = book.files.get(identity(path))
    return address and written(address)


def _candidates(wanted: str, path: str) -> tuple[str, ...]:
    """Return the names that a written place may mean: an address, or a file of the site folder."""
    return _meant(wanted, "" if wanted.startswith("/") else posixpath.dirname(path))


@lru_cache(maxsize=8192)
def _meant(wanted: str, folder: str) -> tuple[str, ...]:
    if not wanted.startswith("/"):
        return posixpath.normpath(posixpath.join(folder, wanted)), posixpath.normpath(wanted)
    address = wanted.removesuffix("index.html")
    inside = posixpath.normpath(wanted).lstrip("/")
    beside = inside.removeprefix(f"{PUBLISHED_FILES}/")
    return address, f"{address.rstrip('/')}/", inside, f"static/{inside}", f"static/{inside}/index.html", beside


def _anchored(url: str, anchor: str, query: str, book: AddressBook, *, own: bool = False) -> Target:
    if anchor and url in book.anchors and anchor not in book.anchors[url] and anchor not in ("top", ""):
        return Target(kind="no-heading", url=url, about=url)
    hash_part = f"#{anchor}" if anchor else ""
    return Target(kind="inside", url=hash_part if own else f"{url}{query}{hash_part}")


def find_picture(source: str, path: str, book: AddressBook) -> Picture | None:
    """Return the measured picture that the document at `path` means, or nothing."""
    for candidate in picture_paths(source, path, book.names):
        picture = book.pictures.get(candidate)
        if picture is not None:
            return msgspec.structs.replace(picture, url=written(picture.url))
    return None


def picture_paths(source: str, path: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the `identity` of each file that a picture's source may mean; `names` are those of wiki-links."""
    if (name := wiki_name(source)) is not None:
        return (identity(names.get(folded(name), "")),)
    return _paths(source, "" if source.startswith("/") else posixpath.dirname(path))


@lru_cache(maxsize=8192)
def _paths(source: str, folder: str) -> tuple[str, ...]:
    return tuple(
        identity(candidate)
        for wanted in _spellings(source)
        for candidate in _meant(wanted, "" if wanted.startswith("/") else folder)
    )


_FINE = ("inside", "external", "unread")


class Similar:
    """What a link, or a picture, that leads nowhere may have meant; asked only when the address book is complete."""

    def __init__(self, book: AddressBook) -> None:
        self._addresses = KnownNames(lambda: book.anchors)
        self._documents = KnownNames(lambda: [*book.unread, *book.documents])
        self._pages = KnownNames(
            lambda: [*book.anchors, *book.unread, *book.documents, *map(written, book.files.values())]
        )
        self._names = KnownNames(lambda: book.names)
        self._files, self._book = book.files, book
        self._media = KnownNames(lambda: [written(f"/{name}") for name in book.files if name.startswith("media/")])

    def page(self, target: str, path: str) -> str:
        """Return the address or file that a link in the document at `path` may have meant, or nothing."""
        wanted, folder = target.partition("#")[0], posixpath.dirname(path)
        files = self._documents.near(posixpath.normpath(posixpath.join(folder, wanted)))
        meant = nearest(wanted, [*self._pages.near(wanted), *(posixpath.relpath(file, folder) for file in files)])
        return meant or self._elsewhere(wanted, folder)

    def _elsewhere(self, wanted: str, folder: str) -> str:
        """Return the text, or the file of media/, that has this name in another folder, or nothing."""
        name = posixpath.basename(unquote(wanted)).casefold()
        stem, end = posixpath.splitext(name)
        if end in (*TEXT_SUFFIXES, ".html", ".htm") and (text := self._texts.get(stem)):
            return posixpath.relpath(text, folder)
        return written(f"/{self._downloads[name]}") if name in self._downloads else ""

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {_stem(path).casefold(): path for path in [*self._book.unread, *self._book.documents]}

    @cached_property
    def _downloads(self) -> dict[str, str]:
        return {posixpath.basename(name).casefold(): name for name in self._files if name.startswith("media/")}

    def address(self, wanted: str) -> str:
        """Return the address of a page that one in the settings may have meant, or nothing."""
        return self._addresses.nearest(wanted)

    def name(self, wanted: str) -> str:
        """Return the name that a wiki-link may have meant, or nothing."""
        return self._names.nearest(folded(wanted))

    def picture(self, source: str, path: str) -> str:
        """Return the file of media/, or beside the text at `path`, that a source may have meant, or nothing."""
        source, folder = wiki_name(source) or source, identity(posixpath.dirname(path)) + "/"
        beside = (name.removeprefix(folder) for name in self._files if name.startswith(folder))
        meant = nearest(source, beside if is_bundle(path) else ())
        meant = meant or self._media.nearest(source) or self._media.nearest(f"/media/{posixpath.basename(source)}")
        # The folder and the end, which nearly all pictures share, make no two names alike.
        return meant if nearest(_stem(source), [_stem(meant)]) else ""


def _stem(name: str) -> str:
    return posixpath.splitext(posixpath.basename(unquote(name)))[0]


def check_mentions(
    document: Document, url: str, book: AddressBook, components: tuple[str, ...], similar: Similar
) -> Iterator[Problem]:
    """Check every link, picture and component that a body names."""
    for mention in document.facts.mentions:
        if mention.kind == "link" and is_external(mention.target):
            continue
        target = resolve_link(mention.target, document.path, url, book) if mention.kind == "link" else None
        if target and target.kind in _FINE:
            continue
        at = Place(path=document.path, line=mention.line, column=mention.column)
        if target:
            yield from _check_link(mention, at, target, book, similar)
        elif mention.kind == "image":
            yield from check_picture(mention.target, document.path, at, book, similar)
        elif mention.kind == "reference":
            yield from _check_reference(mention, at, document)
        else:
            yield from _check_component(mention, at, document.path, book, components, similar)


def _check_link(mention: Mention, at: Place, target: Target, book: AddressBook, similar: Similar) -> Iterator[Problem]:
    name = wiki_name(mention.target)
    if target.kind == "held":
        says = f"the link leads to “{target.about}”, which is held back; it comes out as plain text"
        yield problem(
            "TB-LINK-002", at=at, says=says, fix="nothing to do if you mean that; the link returns with the post"
        )
    elif name is not None:
        yield _no_name(name, at, target, similar)
    elif target.kind == "missing":
        fix = _suggest(mention.target, at.path, similar)
        yield problem("TB-LINK-001", at=at, says=f"there is no page {mention.target!r}", fix=fix)
    elif target.kind == "no-heading":
        yield no_heading(at, mention.target, target, book)
    elif target.kind == "no-fact":
        yield no_fact(at, target, book)


_FACTS = {
    "email": ("email address", "email", "hello@…"),
    "phone": ("telephone number", "phone", "…"),
    "booking": ("booking link", "booking_url", "https://…"),
}
"""What a word for a fact stands for, the setting that gives it, and what stands there."""


def no_fact(at: Place, target: Target, book: AddressBook) -> Problem:
    """Say that a word stands for a fact that nobody gives, and where to write it."""
    meant = fact_word(target.about)
    assert meant
    noun, key, example = _FACTS[meant.word]
    if not meant.whose:
        says = f"`{meant.name}` stands for the {noun} of the practice, which is given nowhere"
        fix = f'write `{key} = "{example}"` below [practice] in {SETTINGS_FILE}'
    elif meant.name in book.facts:
        says = f"`{meant.name}` stands for the {noun} of {meant.whose}, who gives none"
        fix = f"write `{key}: {example}` at the top of the file in practitioners/"
    else:
        known = ", ".join(name.partition("/")[2] for name in sorted(book.facts) if name.startswith(f"{meant.word}/"))
        says = f"`{meant.name}` names no practitioner"
        fix = f"practitioners here: {known or 'none yet'}"
    return problem("TB-REF-007", at=at, says=says, fix=fix)


def _no_name(name: str, at: Place, target: Target, similar: Similar) -> Problem:
    """Say that nothing has the name that a wiki-link gives; elsewhere such links wait for texts that are to come."""
    if target.kind == "no-heading":
        says = f"`[[{name}]]` leads to {target.about}, which has no such heading; the link leads to its beginning"
        return problem(
            "TB-LINK-004", at=at, says=says, fix="write the words of a heading behind the `#`, or take it out"
        )
    meant = similar.name(name.partition("#")[0])
    fix = (
        f"did you mean [[{meant}]]?"
        if meant
        else "write the file name or title of a post or page, or take the brackets out"
    )
    says = f"no post, page or file is called `{name}`; its words are shown without a link"
    return problem("TB-LINK-004", at=at, says=says, fix=fix)


def no_heading(at: Place, written: str, target: Target, book: AddressBook) -> Problem:
    """Say that a page has not the heading that an address names."""
    known = ", ".join(f"#{name}" for name in islice(book.anchors[target.about], 8)) or "none"
    says = f"the page {target.about} has no heading with the id {written.partition('#')[2]!r}"
    return problem("TB-LINK-003", at=at, says=says, fix=f"ids on that page: {known}")


def _check_reference(mention: Mention, at: Place, document: Document) -> Iterator[Problem]:
    known = len(getattr(document.settings, "references", ()))
    if int(mention.target) > known:
        says = f"there is no reference {mention.target}"
        counted = "the settings at the top list none" if not known else f"the settings at the top list {known}"
        yield problem("TB-REF-006", at=at, says=f"{says}: {counted}", fix="add it to `references`, or change the mark")


def check_picture(source: str, path: str, at: Place, book: AddressBook, similar: Similar) -> Iterator[Problem]:
    """Check that a picture exists."""
    if is_local(source) and identity_known(source, path, book) is None:
        fix = way_out(source, picture=True)
        yield problem("TB-PIC-001", at=at, says=f"the picture {source!r} is not in the folder of the site", fix=fix)
    elif _SCHEME.match(source):
        says = f"the picture {source!r} lies on another server, which would learn who reads this page"
        yield problem("TB-PIC-001", at=at, says=says, fix="save the picture in media/ and write /media/its-name")
    elif other := next(
        (FORMATS[book.others[name]] for name in picture_paths(source, path, book.names) if name in book.others), None
    ):
        says = f"{source!r} is {other.noun}, which cannot stand in a picture's place"
        yield problem("TB-PIC-004", at=at, says=says, fix=other.hint)
    elif find_picture(source, path, book) is None and identity_known(source, path, book) is None:
        meant = similar.picture(source, path)
        fix = f"did you mean {meant}?" if meant else "put the picture into media/ and write /media/its-name"
        yield problem("TB-PIC-001", at=at, says=f"there is no picture {source!r}", fix=fix)


def identity_known(source: str, path: str, book: AddressBook) -> str | None:
    """Return the address of a file that exists, even where it is no measurable picture."""
    return next(
        (written(book.files[name]) for name in picture_paths(source, path, book.names) if name in book.files), None
    )


_NOTES = frozenset(
    ["attention", "caution", "danger", "details", "hint", "important", "info", "success", "tip", "warning"]
)
"""What other programs call a note."""


def _check_component(
    mention: Mention, at: Place, path: str, book: AddressBook, components: tuple[str, ...], similar: Similar
) -> Iterator[Problem]:
    if not mention.target:
        return  # its first line has been told already
    if mention.target not in components:
        meant = "note" if mention.target in _NOTES else nearest(mention.target, components)
        fix = f"did you mean :::{meant}?" if meant else f"components of this theme: {', '.join(components)}"
        yield problem("TB-COMP-001", at=at, says=f"there is no component “{mention.target}”", fix=fix)
    elif mention.target == "embed":
        yield from check_embed(mention, at)
    elif mention.target == "figure":
        if not mention.argument:
            says, fix = "this figure does not say which picture it shows", "write :::figure /media/its-name"
            yield problem("TB-COMP-002", at=at, says=says, fix=fix)
        else:
            yield from check_picture(mention.argument, path, at, book, similar)


def _suggest(target: str, path: str, similar: Similar) -> str:
    if slip := way_out(target):
        return slip
    meant = similar.page(target, path)
    return (
        f"did you mean {meant}?" if meant else "write a post's file name (other-post.md) or an address such as /about/"
    )
