"""Taking a publication back, and taking a site down."""

from __future__ import annotations

import html
import time
from collections.abc import Collection
from pathlib import Path

import msgspec

from therapyblog.api import build
from therapyblog.errors import UsageError
from therapyblog.files import absolute
from therapyblog.output.lock import SiteLock
from therapyblog.output.publications import PUBLICATIONS
from therapyblog.output.workspace import FOLDER
from therapyblog.publishing.host import FileEntry
from therapyblog.publishing.publishing import (
    Kept,
    Order,
    PublishReport,
    Target,
    agree_to,
    put_files,
    read_target,
    republish,
)
from therapyblog.publishing.records import Record
from therapyblog.publishing.sources import all_texts, site_texts, texts


def undo(site: Path, order: Order, *, bring: Collection[str] = ()) -> PublishReport:
    """Publish the site again as it was before the last publication.

    It is built anew from the files that were kept with that publication, so that what has lapsed since stays away. A
    text that was taken back since, or that the folder holds back or no longer has, is left out unless `bring` names it.

    Raises `UsageError` where nothing can be brought back, and what `publish` raises.
    """
    started = time.perf_counter()
    site = absolute(site)
    target = read_target(site, order.to)
    agree_to(target, order)
    with SiteLock(site / FOLDER, PUBLICATIONS):
        last, former = _last_and_former(target)
        left_out = sorted(taken_back(site, order, former, last) - {*bring})
        report = republish(target, order, former, left_out, brought_back=former.name)
    return msgspec.structs.replace(report, seconds=time.perf_counter() - started)


def _last_and_former(target: Target) -> tuple[Record, Record]:
    """Return the last publication and the one before it; what was undone already is passed over."""
    last = target.last
    if last is None:
        raise UsageError("Nothing was published to there from this computer, so nothing can be taken back.")
    before = last.brought_back or last.name
    earlier = [record for record in target.records.all() if record.sources and record.name < before]
    if not earlier:
        raise UsageError("There is no earlier publication that is kept here: the last one is the first.")
    return last, earlier[-1]


def taken_back(site: Path, order: Order, former: Record, last: Record) -> set[str]:
    """Return the texts of an earlier publication that were taken back since, or that the folder holds back now."""
    now = build(site, now=order.now)
    return (
        (all_texts(former.sources) - site_texts(site))
        | {text.path for text in now.held if text.path in former.sources}
        | (texts(former.sources) - texts(last.sources) if last.sources else set())
    )


def unpublish(site: Path, order: Order) -> PublishReport:
    """Take a whole site down, and leave one page that says so.

    Raises what `publish` raises.
    """
    started = time.perf_counter()
    site = absolute(site)
    target = read_target(site, order.to)
    agree_to(target, order)
    with SiteLock(site / FOLDER, PUBLICATIONS):
        page = page_of_a_site_that_is_down(target)
        entry = FileEntry(target.records.keep(page), len(page))
        files = dict.fromkeys(("index.html", "404.html"), entry)
        report = put_files(target, order, files, Kept())
    return msgspec.structs.replace(report, seconds=time.perf_counter() - started)


_DOWN = {
    "ar": "هذا الموقع لم يعد متاحًا.",
    "de": "Diese Website ist nicht mehr online.",
    "en": "This website is no longer online.",
    "es": "Este sitio web ya no está en línea.",
    "fr": "Ce site n’est plus en ligne.",
    "it": "Questo sito non è più online.",
    "nl": "Deze website is niet meer online.",
    "pl": "Ta strona nie jest już dostępna.",
    "pt": "Este site não está mais no ar.",
}


def page_of_a_site_that_is_down(target: Target) -> bytes:
    """Return one honest page: the name of the site, and that it is gone. It asks search engines to forget the site."""
    config = target.config
    language = config.language.partition("-")[0]
    language, says = (language, _DOWN[language]) if language in _DOWN else ("en", _DOWN["en"])
    title = html.escape(config.title)
    direction = "rtl" if language == "ar" else "ltr"
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{direction}">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>:root{{color-scheme:light dark}}body{{font:1.125rem/1.6 system-ui,sans-serif;"
        "display:grid;place-content:center;min-height:90vh;padding:1.5rem;text-align:center}</style>\n"
        f"<main>\n<h1>{title}</h1>\n<p>{says}</p>\n</main>\n</html>\n"
    ).encode()
