"""The settings at the top of each kind of file: the one place that declares them."""

from __future__ import annotations

from therapyblog.model.documents import (
    Credential,
    PageSettings,
    PostSettings,
    PractitionerSettings,
    ReferenceSetting,
    SeriesSetting,
    SeriesSettings,
)
from therapyblog.settings import types as kinds
from therapyblog.settings.address_types import any_address, email, phone, web_address
from therapyblog.settings.credential_checks import check_credentials
from therapyblog.settings.declaration import Field, Group, Table, varied

CREDENTIAL: Table = {
    "letters": Field(
        kinds.text, "the letters behind the name, as the profession writes them", appears="behind the name"
    ),
    "name": Field(kinds.text, "the qualification in words", appears="the list on their page"),
    "kind": Field(
        kinds.choice("degree", "registration", "licence", "accreditation", "training"),
        "degree, registration, licence, accreditation or training",
        appears="which of the lists it stands in; search engines",
    ),
    "issuer": Field(
        kinds.text, "the university or professional body", appears="the list on their page, the card under posts"
    ),
    "number": Field(
        kinds.text, "the public register number, as text", appears="the list on their page, the card under posts"
    ),
    "verify_url": Field(web_address, "where a reader can look the registration up", appears="a link beside the number"),
    "valid_from": Field(
        kinds.day, "the first day on which it counts", appears="nowhere; before it the credential is left out"
    ),
    "expires": Field(
        kinds.day,
        "the last day on which it counts",
        appears="nowhere; after it the credential is left out, and 30 days before every build warns",
    ),
    "checked_on": Field(kinds.day, "when you last looked it up", appears="the list on their page"),
    "jurisdiction": Field(kinds.text, "where it is valid", appears="the list on their page"),
}

REFERENCE: Table = {
    "text": Field(
        kinds.line_of_text, "the work, as it should be printed", appears="its entry in that list", required=True
    ),
    "url": Field(web_address, "where it can be read", appears="the link of the entry"),
    "doi": Field(kinds.doi, "its digital object identifier", appears="the link of the entry"),
}

SERIES: Table = {
    "name": Field(
        kinds.line_of_text,
        "the name of the series",
        appears="the box with all parts, the page of the series",
        required=True,
    ),
    "part": Field(kinds.counting, "which part this is, from 1", appears="which part of the series"),
}

EVERY: Table = {
    "description": Field(
        kinds.line_of_text,
        "one or two sentences for search results and shared cards",
        appears="search results, shared cards",
        without="the first paragraph",
    ),
    "slug": Field(
        kinds.text,
        "the page's name in its address; else the file's name",
        appears="the address",
        without="the file’s name",
    ),
    "aliases": Field(kinds.texts, "old addresses that should lead here", appears="old addresses that lead here"),
    "language": Field(
        kinds.language,
        "the language of this text, if not the site's",
        appears="labels, dates and quotation marks of the page",
        without="the site’s",
    ),
    "image": Field(kinds.text, "a picture from media/", appears="above the text, on shared links"),
    "image_alt": Field(
        kinds.line_of_text,
        "what the picture (or portrait) shows, for readers who cannot see it",
        appears='the picture in words; `""` if it only decorates',
    ),
    "image_credit": Field(kinds.line_of_text, "who made the picture", appears="below the picture"),
    "cta": Field(
        kinds.text,
        "the name of a call-to-action, or none",
        appears="the end of the page",
        without="the site’s `default_cta`",
    ),
    "template": Field(kinds.template, "a template other than the usual one", appears="the whole page"),
}

PAGE: Table = {
    "title": Field(kinds.line_of_text, "the title", appears="the heading, lists, search results", required=True),
    "subtitle": Field(kinds.line_of_text, "a line below the title", appears="below the title"),
    **varied(EVERY, template={"without": "`page.html`"}),
    "updated": Field(kinds.when, "the day of the last change worth telling", appears="below the title"),
    "status": Field(
        kinds.choice("published", "draft", "unlisted"),
        "published, draft or unlisted",
        appears="lists, feeds, the sitemap; a draft appears nowhere",
    ),
    "content_note": Field(kinds.texts, "what a reader should know before reading on", appears="before the text"),
    "content_note_skip": Field(
        kinds.line_of_text, "the heading at which to go on instead", appears="a link in that note"
    ),
    "exit": Field(
        kinds.flag,
        "true to show the exit button, false to leave it out",
        appears="the button to leave at once",
        without="the site’s",
    ),
    "vignettes": Field(
        kinds.choice("none", "composite", "disguised", "consented"),
        "how people described in the text are protected",
        appears="a sentence below the text",
    ),
    "references": Field(
        Group(REFERENCE, ReferenceSetting, shape="list", shorthand="text"),
        "works the text relies on",
        appears="numbered below the text",
    ),
    "reviewed_by": Field(kinds.text, "the practitioner who looked the text over", appears="below the text"),
    "reviewed": Field(kinds.day, "when it was looked over", appears="below the text"),
    "review_due": Field(
        kinds.day, "when it should be looked over again", appears="below the text; after it every build warns"
    ),
}

POST: Table = {
    **varied(
        PAGE,
        subtitle={"appears": "below the title, on cards"},
        description={"appears": "search results, shared cards; lists, where there is no subtitle"},
        image={"appears": "above the text, on cards, on shared links"},
        template={"without": "`post.html`"},
        content_note={"appears": "before the text, on cards, in feeds"},
    ),
    "author": Field(
        kinds.texts,
        "the practitioner who wrote this",
        appears="byline, card at the end, feeds",
        without="the only practitioner",
        fills="authors",
    ),
    "authors": Field(kinds.texts, "the practitioners who wrote this", appears="byline, card at the end, feeds"),
    "date": Field(
        kinds.when,
        "the day of publication; a day ahead of today schedules the post",
        appears="below the title, on cards; decides the order",
    ),
    "series": Field(
        Group(SERIES, SeriesSetting, shorthand="name"),
        "the series it belongs to, with its part",
        appears="the box with all parts, the page of the series",
    ),
    "part": Field(kinds.counting, "which part of the series this is, from 1", appears="which part of the series"),
    "topic": Field(
        kinds.line_of_text, "the one subject it is filed under", appears="a page for each topic; breadcrumbs, cards"
    ),
    "tags": Field(
        kinds.comma_texts, "words that connect it with other posts", appears="a page for each tag; below the text"
    ),
    "related": Field(
        kinds.texts,
        "slugs of the posts to suggest at its end",
        appears="the suggestions at the end",
        without="worked out",
    ),
}

PRACTITIONER: Table = {
    "name": Field(kinds.line_of_text, "the name", appears="everywhere", required=True, fills="title"),
    **varied(
        {name: field for name, field in EVERY.items() if name not in ("image", "image_credit")},
        description={"appears": "the card under posts, search results"},
        image_alt={"appears": "the portrait in words", "without": "the name"},
        cta={"appears": "their page, and what they wrote"},
        template={"without": "`practitioner.html`"},
    ),
    "photo": Field(kinds.text, "a portrait from media/", appears="byline, cards, their page"),
    "pronouns": Field(kinds.line_of_text, "she/her, they/them …", appears="card, their page"),
    "role": Field(
        kinds.line_of_text, "Integrative counsellor, Clinical psychologist …", appears="byline, cards, their page"
    ),
    "email": Field(email, "an email address to publish", appears="their page"),
    "phone": Field(phone, "a telephone number to publish", appears="their page"),
    "location": Field(
        kinds.line_of_text, "the town; not the street of a home practice", appears="the team’s list, their page"
    ),
    "languages": Field(kinds.comma_texts, "the languages they work in", appears="their page"),
    "modalities": Field(kinds.comma_texts, "the ways in which they work", appears="their page"),
    "accepting": Field(
        kinds.choice("open", "waitlist", "closed"),
        "open, waitlist or closed",
        appears="cards, their page; decides what calls-to-action say",
        without="the site’s",
    ),
    "booking_url": Field(
        any_address, "where to book with them", appears="a button on their page while they are `open`"
    ),
    "supervision": Field(kinds.line_of_text, "how their work is supervised", appears="their page"),
    "insurance": Field(
        kinds.line_of_text, "how they are insured, or which insurers they work with", appears="their page"
    ),
    "credentials": Field(
        Group(CREDENTIAL, Credential, shape="list", shorthand="letters", split=",", check=check_credentials),
        "qualifications and registrations, in the order in which to show them",
        appears="byline, cards, their page, feeds, search engines",
    ),
}

SERIES_INTRODUCTION: Table = {
    "title": Field(
        kinds.line_of_text, "the name of the series", appears="its page, the box in each part", required=True
    ),
    **varied(
        EVERY,
        description={"appears": "its page, lists, feeds, search results"},
        image={"appears": "its page, on shared links"},
        cta={"appears": "its page, and its parts"},
        template={"without": "`series.html`"},
    ),
    "status": Field(
        kinds.choice("complete", "ongoing"),
        "complete or ongoing",
        appears="a word on its page, in lists and in the box of each part",
    ),
    "announce_scheduled": Field(
        kinds.flag,
        "true to name the parts that wait for their day, with the day",
        appears="its page, the box in each part",
        without="what `[series]` says",
    ),
}

ONLY_PAGES: Table = {
    **PAGE,
    "menu": Field(
        kinds.menu_place,
        "its place in the menu, from 1; false leaves it out",
        appears="the menu, where the site’s settings write none",
        without="behind those with a number, by title",
    ),
}

DOCUMENTS: dict[str, Group] = {
    "post": Group(POST, PostSettings, rest="extra"),
    "page": Group(ONLY_PAGES, PageSettings, rest="extra"),
    "practitioner": Group(PRACTITIONER, PractitionerSettings, rest="extra"),
    "series": Group(SERIES_INTRODUCTION, SeriesSettings, rest="extra"),
}
"""By the kind of file; names that are not ours are kept for themes."""


def status_words(kind: str) -> tuple[str, ...]:
    """Return what `status` may be in a kind of file; any other word is another program's."""
    status = DOCUMENTS[kind].table.get("status")
    return status.kind.choices if status and isinstance(status.kind, kinds.ValueKind) else ()
