"""The settings at the top of each kind of file, as tables: the one place that lists them."""

from __future__ import annotations

from typing import Any

from therapyblog.content import kinds
from therapyblog.content.credentials import check_credentials
from therapyblog.content.keys import Key, Nested, Table
from therapyblog.content.targets import any_address
from therapyblog.model.documents import (
    Credential,
    PageSettings,
    PostSettings,
    PractitionerSettings,
    ReferenceSetting,
    SeriesSetting,
    SeriesSettings,
)

CREDENTIAL: Table = {
    "letters": Key(kinds.text, "the letters behind the name, as the profession writes them"),
    "name": Key(kinds.text, "the qualification in words"),
    "kind": Key(
        kinds.choice("degree", "registration", "licence", "accreditation", "training"),
        "degree, registration, licence, accreditation or training",
    ),
    "issuer": Key(kinds.text, "the university or professional body"),
    "number": Key(kinds.text, "the public register number, as text"),
    "verify_url": Key(kinds.web_address, "where a reader can look the registration up"),
    "valid_from": Key(kinds.day, "the first day on which it counts"),
    "expires": Key(kinds.day, "the last day on which it counts"),
    "checked_on": Key(kinds.day, "when you last looked it up"),
    "jurisdiction": Key(kinds.text, "where it is valid"),
}

REFERENCE: Table = {
    "text": Key(kinds.line_of_text, "the work, as it should be printed", required=True),
    "url": Key(kinds.web_address, "where it can be read"),
    "doi": Key(kinds.doi, "its digital object identifier"),
}

SERIES: Table = {
    "name": Key(kinds.line_of_text, "the name of the series", required=True),
    "part": Key(kinds.counting, "which part this is, from 1"),
}

_EVERY: dict[str, Key] = {
    "description": Key(kinds.line_of_text, "one or two sentences for search results and shared cards"),
    "slug": Key(kinds.text, "the page's name in its address; else the file's name"),
    "aliases": Key(kinds.texts, "old addresses that should lead here"),
    "language": Key(kinds.language, "the language of this text, if not the site's"),
    "image": Key(kinds.text, "a picture from media/"),
    "image_alt": Key(kinds.line_of_text, "what the picture (or portrait) shows, for readers who cannot see it"),
    "image_credit": Key(kinds.line_of_text, "who made the picture"),
    "cta": Key(kinds.text, "the name of a call-to-action, or none"),
    "template": Key(kinds.template, "a template other than the usual one"),
}

PAGE: Table = {
    "title": Key(kinds.line_of_text, "the title", required=True),
    "subtitle": Key(kinds.line_of_text, "a line below the title"),
    **_EVERY,
    "updated": Key(kinds.when, "the day of the last change worth telling"),
    "status": Key(kinds.choice("published", "draft", "unlisted"), "published, draft or unlisted"),
    "content_note": Key(kinds.texts, "what a reader should know before reading on"),
    "content_note_skip": Key(kinds.line_of_text, "the heading at which to go on instead"),
    "exit": Key(kinds.flag, "true to show the exit button, false to leave it out"),
    "vignettes": Key(
        kinds.choice("none", "composite", "disguised", "consented"), "how people described in the text are protected"
    ),
    "references": Key(
        Nested(REFERENCE, ReferenceSetting, shape="list", shorthand=lambda text: {"text": text}),
        "works the text relies on",
    ),
    "reviewed_by": Key(kinds.text, "the practitioner who looked the text over"),
    "reviewed": Key(kinds.day, "when it was looked over"),
    "review_due": Key(kinds.day, "when it should be looked over again"),
}

POST: Table = {
    **PAGE,
    "author": Key(kinds.texts, "the practitioner who wrote this", field="authors"),
    "authors": Key(kinds.texts, "the practitioners who wrote this"),
    "date": Key(kinds.when, "the day of publication; a day ahead of today schedules the post"),
    "series": Key(
        Nested(SERIES, SeriesSetting, shorthand=lambda text: {"name": text}), "the series it belongs to, with its part"
    ),
    "part": Key(kinds.counting, "which part of the series this is, from 1"),
    "topic": Key(kinds.line_of_text, "the one subject it is filed under"),
    "tags": Key(kinds.comma_texts, "words that connect it with other posts"),
    "related": Key(kinds.texts, "slugs of the posts to suggest at its end"),
}

PRACTITIONER: Table = {
    "name": Key(kinds.line_of_text, "the name", required=True, field="title"),
    **{name: key for name, key in _EVERY.items() if name not in ("image", "image_credit")},
    "photo": Key(kinds.text, "a portrait from media/"),
    "pronouns": Key(kinds.line_of_text, "she/her, they/them …"),
    "role": Key(kinds.line_of_text, "Integrative counsellor, Clinical psychologist …"),
    "email": Key(kinds.email, "an email address to publish"),
    "phone": Key(kinds.phone, "a telephone number to publish"),
    "location": Key(kinds.line_of_text, "the town; not the street of a home practice"),
    "languages": Key(kinds.comma_texts, "the languages they work in"),
    "modalities": Key(kinds.comma_texts, "the ways in which they work"),
    "accepting": Key(kinds.choice("open", "waitlist", "closed"), "open, waitlist or closed"),
    "booking_url": Key(any_address, "where to book with them"),
    "supervision": Key(kinds.line_of_text, "how their work is supervised"),
    "insurance": Key(kinds.line_of_text, "how they are insured, or which insurers they work with"),
    "credentials": Key(
        Nested(
            CREDENTIAL,
            Credential,
            shape="list",
            shorthand=lambda text: {"letters": text},
            split=",",
            check=check_credentials,
        ),
        "qualifications and registrations, in the order in which to show them",
    ),
}

SERIES_INTRODUCTION: Table = {
    "title": Key(kinds.line_of_text, "the name of the series", required=True),
    **_EVERY,
    "status": Key(kinds.choice("complete", "ongoing"), "complete or ongoing"),
    "announce_scheduled": Key(kinds.flag, "true to name the parts that wait for their day, with the day"),
}

OWN_STATUS: dict[str, tuple[str, ...]] = {
    "post": ("published", "draft", "unlisted"),
    "page": ("published", "draft", "unlisted"),
    "practitioner": (),
    "series": ("complete", "ongoing"),
}
"""What `status` may be; any other word is another program's."""

TABLES: dict[str, Table] = {"post": POST, "page": PAGE, "practitioner": PRACTITIONER, "series": SERIES_INTRODUCTION}
BUILDERS: dict[str, Any] = {
    "post": PostSettings,
    "page": PageSettings,
    "practitioner": PractitionerSettings,
    "series": SeriesSettings,
}
