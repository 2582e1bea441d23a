"""Assemble a site: decide what depends on several documents, and report what is wrong between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

import msgspec

from therapyblog.diagnostics import Diagnostics
from therapyblog.model.config import Config
from therapyblog.model.documents import Document, Kind, PageSettings, PostSettings, PractitionerSettings
from therapyblog.model.held import Held
from therapyblog.model.problems import Place
from therapyblog.model.site import Byline, MenuItem, Picture, Practitioner
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.model.theme import Theme, strings_for
from therapyblog.similar import KnownNames
from therapyblog.site import cta as calls
from therapyblog.site.authors import Authors
from therapyblog.site.contact_facts import contact_facts, with_facts
from therapyblog.site.contact_slips import check_contact_slips
from therapyblog.site.credentials import valid_credentials
from therapyblog.site.crisis import check_crisis, crisis_help
from therapyblog.site.cta_checks import check_calls
from therapyblog.site.duplicates import check_duplicates
from therapyblog.site.entries import AddressBook, PageEntry, PostEntry, PractitionerEntry, Site
from therapyblog.site.exit_button import check_exit, exit_button
from therapyblog.site.foreign_settings import check_foreign_settings
from therapyblog.site.forgotten_links import check_forgotten_links
from therapyblog.site.held_targets import retracted
from therapyblog.site.html_checks import check_html
from therapyblog.site.languages import check_languages
from therapyblog.site.links import Similar, check_picture, find_picture, resolve_link
from therapyblog.site.naming import Named, name_documents
from therapyblog.site.navigation import (
    TEAM_URL,
    is_contact,
    make_menu,
    make_practice,
    make_small_print,
    practice_byline,
    site_facts,
)
from therapyblog.site.past_promises import check_past_promises
from therapyblog.site.posts import make_card, make_page, make_post, newest_first
from therapyblog.site.practice import check_practice_pages, imprint_address
from therapyblog.site.practitioners import byline, practitioner
from therapyblog.site.reviews import check_review
from therapyblog.site.series import assemble_series, series_slug
from therapyblog.site.taxonomies import Terms, tag_names, topic_names
from therapyblog.site.visibility import Showing, divide, is_listed, is_scheduled, status_on, unlisted_elsewhere
from therapyblog.site.wiki_names import wiki_names


def assemble(
    config: Config,
    documents: Sequence[Document],
    theme: Theme,
    diagnostics: Diagnostics,
    *,
    files: Mapping[str, str],
    pictures: Mapping[str, Picture],
    others: Mapping[str, str],
    showing: Showing,
    unread: Sequence[str] = (),
) -> Site:
    """Put documents together into a site.

    `files` gives the address of every file of `media/` and `static/` by its `identity`, `pictures` the
    measured pictures among them, and `others` the formats of what is named and is no picture; `unread` are the
    paths of documents of which nothing can be read. The site is whole even where there are problems, so that later
    stages find theirs.
    """
    book = AddressBook(
        documents={},
        unread={path: f"/{PurePosixPath(path).stem}/" for path in unread},
        held={},
        anchors={},
        facts={},
        files=dict(files),
        pictures=dict(pictures),
        others=dict(others),
        names=wiki_names(documents, [*files, *unread]),
    )
    return _Assembly(config, theme, book, showing, diagnostics).run(documents)


class _Assembly:
    """One assembly: what its steps have in common."""

    def __init__(
        self, config: Config, theme: Theme, book: AddressBook, showing: Showing, diagnostics: Diagnostics
    ) -> None:
        self.config, self.theme, self.showing, self.book = config, theme, showing, book
        self.diagnostics = diagnostics
        self.similar = Similar(self.book)

    def run(self, documents: Sequence[Document]) -> Site:
        """Take the steps, in the order in which they need each other's results."""
        all_documents = documents
        all_named = name_documents(documents, self.config, self.diagnostics)
        shown, held = self._divide(all_named)
        by_kind: dict[Kind, list[Named]] = {"post": [], "page": [], "practitioner": [], "series": []}
        for named in shown:
            by_kind[named.document.kind].append(named)
        posts, pages, people, introductions = by_kind.values()
        paths = {named.path for named in shown}
        hidden = [named for named in all_named if named.kind == "practitioner" and named.path not in paths]
        authors = Authors(people, hidden)
        written_by = {post.path: authors.of(post.document, self.diagnostics) for post in posts}
        if len(people) == 1 and TEAM_URL not in self.book.anchors:
            self.book.documents[TEAM_URL] = people[0].url
        self.book.facts.update(contact_facts(self.config, people))
        self.config = with_facts(self.config, people, self.book)
        practitioners = self._practitioners(people)
        entries, topics, tags = self._posts(posts, practitioners, written_by, authors, introductions)
        listed = tuple(entry for entry in entries if entry.listed)
        images = {
            introduction.path: image for introduction in introductions if (image := self._image(introduction.document))
        }
        by_slug = {introduction.slug: introduction for introduction in introductions}
        held_posts = self._held_posts(all_named, held)
        series = assemble_series(listed, by_slug, images, self.config, held_posts, self.diagnostics)
        page_entries = self._pages(pages, practitioners, authors)
        authors.report_missing(self.diagnostics)
        self._check_related(entries, {named.slug for named in all_named if named.kind == "post"})
        documents = [named.document for named in shown]
        self.diagnostics.extend(check_calls(self.config, documents))
        self.diagnostics.extend(check_contact_slips(self.config, documents, self.book.facts.values()))
        self.diagnostics.extend(check_forgotten_links(shown))
        self.diagnostics.extend(check_past_promises(self.config, documents, self.showing.today))
        self.diagnostics.extend(check_duplicates(documents, self.config.language))
        self.diagnostics.extend(check_languages(self.theme, self.config, documents))
        self.diagnostics.extend(check_foreign_settings(self.config, all_documents, self.theme.templates))
        self.diagnostics.extend(check_html(self.config, all_documents))
        self.diagnostics.extend(check_crisis(self.config, self.showing.today))
        self.diagnostics.extend(check_exit(self.config, documents))
        button = exit_button(self.config, documents, [entry.page for entry in page_entries])
        menu = make_menu(self.config, self.theme, page_entries, listed, self.book, practitioners, self.diagnostics)
        self.diagnostics.extend(check_practice_pages(self.config, page_entries, documents))
        return Site(
            config=self.config,
            theme=self._theme(),
            facts=site_facts(
                self.config, listed, series, practitioners, self._config_picture("site.logo", self.config.logo)
            ),
            practice=make_practice(self.config, self._config_picture),
            menu=menu,
            small_print=(
                *make_small_print(page_entries, menu, button, strings_for(self.theme, self.config.language)),
                *self._imprint(page_entries, menu),
            ),
            crisis=crisis_help(self.config),
            exit=button,
            book=self.book,
            posts=entries,
            listed=listed,
            pages=page_entries,
            practitioners=_with_posts(people, practitioners, listed),
            series=series,
            topics=topics.entries(listed, lambda entry: (entry.post.topic,) if entry.post.topic else ()),
            tags=tags.entries(listed, lambda entry: entry.post.tags),
            held=(
                *held,
                *(unlisted for named in shown if (unlisted := unlisted_elsewhere(named.document, self.showing))),
            ),
            contact_url=next((entry.page.url for entry in page_entries if is_contact(entry)), ""),
            imprint_url=imprint_address(self.config, page_entries),
            default_call=calls.effective_name(self.config.default_cta),
        )

    def _imprint(self, pages: Sequence[PageEntry], menu: Iterable[MenuItem]) -> tuple[MenuItem, ...]:
        """Return the entry of the imprint that is made by itself, unless the menu has it."""
        url = imprint_address(self.config, pages)
        label = str(strings_for(self.theme, self.config.language).get("imprint", "Imprint"))
        return (MenuItem(label=label, url=url),) if url and all(item.url != url for item in menu) else ()

    def _divide(self, all_named: Sequence[Named]) -> tuple[list[Named], list[Held]]:
        """Divide what is written from what is held back, and enter both in the address book."""
        shown, held = divide((named.document for named in all_named), self.showing)
        paths = {document.path for document in shown}
        written = [named for named in all_named if named.path in paths]
        listed = [named for named in written if is_listed(named.document)]
        self.book.held.update(retracted(all_named, written, listed, self.config))
        for named in written:
            if named.path not in self.book.held:
                self.book.documents[named.path] = named.url
                self.book.anchors.setdefault(named.url, dict.fromkeys(named.document.facts.anchors))
        return written, held

    def _held_posts(self, all_named: Iterable[Named], held: Iterable[Held]) -> list[tuple[Document, bool]]:
        """Return the posts that are held back, each with whether it only waits for its own date, to be listed then."""
        by_path = {hold.path: hold for hold in held}
        return [
            (named.document, not hold.by and hold.reason == "scheduled" and is_listed(named.document))
            for named in all_named
            if (hold := by_path.get(named.path)) and named.kind == "post"
        ]

    def _practitioners(self, people: Sequence[Named]) -> dict[str, Practitioner]:
        practitioners = {}
        for person in people:
            settings = person.settings
            assert isinstance(settings, PractitionerSettings)
            credentials = valid_credentials(person.document, self.showing.today, self.diagnostics)
            photo = self._picture(person.document, "photo", settings.photo, settings.image_alt or settings.title)
            author = practitioner(
                person.document,
                slug=person.slug,
                url=person.url,
                credentials=credentials,
                photo=photo,
                config=self.config,
            )
            target = resolve_link(author.booking_url, person.path, person.url, self.book)
            # Nothing may lead to a page that is held back.
            booking_url = "" if target.kind in ("held", "no-fact") else target.url or author.booking_url
            town = self.config.practice.town if self.config.practice and len(people) == 1 else ""
            practitioners[person.slug] = msgspec.structs.replace(
                author, booking_url=booking_url, location=author.location or town
            )
        return practitioners

    def _posts(
        self,
        all_named: Sequence[Named],
        practitioners: Mapping[str, Practitioner],
        written_by: Mapping[str, tuple[str, ...]],
        authors: Authors,
        introductions: Sequence[Named],
    ) -> tuple[tuple[PostEntry, ...], Terms, Terms]:
        listed = [(named.document, is_listed(named.document)) for named in all_named]
        topics = Terms(self.config.permalinks.topic, topic_names(listed), self.config.language)
        tags = Terms(self.config.permalinks.tag, tag_names(listed), self.config.language)
        by_slug = {introduction.slug: introduction for introduction in introductions}
        bylines = {slug: byline(author) for slug, author in practitioners.items()}
        names = {slug: Byline(name=author.name, url=author.url) for slug, author in practitioners.items()}
        practice = practice_byline(self.config)
        entries = []
        for named in all_named:
            document = named.document
            settings = document.settings
            assert isinstance(settings, PostSettings)
            post = make_post(
                document,
                named.slug,
                named.url,
                self._image(document),
                self._reviewer(document, authors, bylines),
                self.config,
                topic=topics.shown(settings.topic) if settings.topic else None,
                tags=tuple({term.slug: term for name in settings.tags if (term := tags.shown(name))}.values()),
                status=status_on(document, self.showing.today),
                scheduled=is_scheduled(document, self.showing.today),
            )
            slugs = written_by[document.path]
            series = series_slug(settings.series.name, by_slug, self.config.language) if settings.series else ""
            introduction = by_slug.get(series)
            on_card = tuple(names[slug] for slug in slugs) or (practice,) if len(practitioners) > 1 else ()
            entries.append(
                PostEntry(
                    post=post,
                    card=make_card(post, on_card),
                    document=document,
                    authors=tuple(practitioners[slug] for slug in slugs),
                    listed=is_listed(document),
                    series=series,
                    call=calls.effective_name(
                        settings.cta,
                        introduction.settings.cta if introduction else "",
                        authors.call(slugs[0]) if slugs else "",
                        self.config.default_cta,
                    ),
                )
            )
        return tuple(sorted(entries, key=newest_first)), topics, tags

    def _pages(
        self, all_named: Iterable[Named], practitioners: Mapping[str, Practitioner], authors: Authors
    ) -> tuple[PageEntry, ...]:
        bylines = {slug: byline(author) for slug, author in practitioners.items()}
        entries = []
        for named in all_named:
            reviewer = self._reviewer(named.document, authors, bylines)
            status = status_on(named.document, self.showing.today)
            page = make_page(
                named.document, named.slug, named.url, self._image(named.document), reviewer, self.config, status
            )
            call = calls.effective_name(named.settings.cta, self.config.default_cta)
            entries.append(PageEntry(page=page, document=named.document, listed=is_listed(named.document), call=call))
        return tuple(entries)

    def _reviewer(self, document: Document, authors: Authors, bylines: Mapping[str, Byline]) -> Byline | None:
        settings = document.settings
        assert isinstance(settings, PageSettings)
        self.diagnostics.extend(check_review(document, self.showing.today))
        if not settings.reviewed_by:
            return None
        slug = authors.slug(settings.reviewed_by)
        if slug is None:
            at = document.place("reviewed_by")
            authors.note_missing(settings.reviewed_by, at, self.diagnostics)
            return None
        return bylines[slug]

    def _check_related(self, entries: Iterable[PostEntry], slugs: set[str]) -> None:
        known = {entry.post.slug for entry in entries if entry.listed}
        names = KnownNames(lambda: known)
        for entry in entries:
            settings = entry.document.settings
            assert isinstance(settings, PostSettings)
            for index, slug in enumerate(settings.related or ()):
                at = entry.document.place(f"related.{index}", "related")
                if slug in known:
                    continue
                if slug in slugs:
                    says = f"the related post “{slug}” is held back, so it is left out"
                    self.diagnostics.add("TB-REF-005", at=at, says=says, fix="nothing to do if you mean that")
                else:
                    meant = names.nearest(slug)
                    fix = f"did you mean {meant}?" if meant else "write a post's slug: the last part of its address"
                    self.diagnostics.add("TB-REF-003", at=at, says=f"there is no post “{slug}”", fix=fix)

    def _image(self, document: Document) -> Picture | None:
        settings = document.settings
        alt = settings.image_alt
        if settings.image and alt is None:
            says = "the picture at the top has no description for readers who cannot see it"
            fix = 'add `image_alt: what it shows`, or `image_alt: ""` if it only decorates'
            self.diagnostics.add("TB-PIC-003", at=document.place("image"), says=says, fix=fix)
        return self._picture(document, "image", settings.image, alt or "", settings.image_credit)

    def _picture(self, document: Document, key: str, source: str, alt: str, credit: str = "") -> Picture | None:
        if not source:
            return None
        return self._find(source, document.path, document.place(key), alt, credit)

    def _config_picture(self, key: str, source: str) -> Picture | None:
        if not source:
            return None
        return self._find(source, SETTINGS_FILE, self.config.place(key), self.config.title, "")

    def _theme(self) -> Theme:
        """Return the theme with the pictures that its settings name; they are decoration and carry no words."""
        settings = dict(self.theme.settings)
        for name in self.theme.pictures:
            source = settings[name]
            picture = self._find(source, SETTINGS_FILE, self.config.place(f"theme.{name}"), "", "") if source else None
            # A table, not a Picture: what stands in the table of settings is encoded without its type.
            settings[name] = msgspec.structs.asdict(picture) if picture else None
        return msgspec.structs.replace(self.theme, settings=settings)

    def _find(self, source: str, path: str, at: Place, alt: str, credit: str) -> Picture | None:
        self.diagnostics.extend(check_picture(source, path, at, self.book, self.similar))
        picture = find_picture(source, path, self.book)
        if picture is None:
            return None
        return msgspec.structs.replace(picture, alt=alt, credit=credit)


def _with_posts(
    people: Iterable[Named], practitioners: Mapping[str, Practitioner], listed: Iterable[PostEntry]
) -> tuple[PractitionerEntry, ...]:
    """Give every practitioner the listed posts they wrote, newest first."""
    written: dict[str, list[PostEntry]] = {slug: [] for slug in practitioners}
    for entry in listed:
        for author in entry.authors:
            written[author.slug].append(entry)
    return tuple(
        PractitionerEntry(
            practitioner=practitioners[person.slug],
            document=person.document,
            posts=tuple(written[person.slug]),
            call=person.settings.cta,
        )
        for person in people
    )
