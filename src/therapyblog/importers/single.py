"""`therapyblog new --from`: a document with one text → a draft in a site folder."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Literal

import msgspec

from therapyblog.api import day_in, settings_content
from therapyblog.errors import UsageError
from therapyblog.importers.importing import import_sources
from therapyblog.importers.items import Item, Text
from therapyblog.model.new_document import NewDocument
from therapyblog.settings.site import sketch_config


def import_document(
    source: Path, site: Path, kind: Literal["post", "page"], title: str, *, now: dt.datetime
) -> NewDocument:
    """Import a document as a draft of this kind; `title` (empty: its own) takes the place of the one that it has.

    A post without a day is of the day of `now` in the site's time zone. The import can be taken back like any other.

    Raises `UsageError` where the source is of no known kind, holds no text or several, or its file is there already.
    """
    config = sketch_config(settings_content(site))
    today = dt.datetime.combine(day_in(config.timezone if config else "UTC", now), dt.time())

    def adapt(item: Item) -> Item:
        if not isinstance(item, Text):
            return item
        named = {"title": title, "slug": ""} if title else {}
        return msgspec.structs.replace(item, kind=kind, status="draft", date=item.date or today, **named)

    for dry_run in (True, False):
        (report,) = import_sources([os.fspath(source)], site, now=now, dry_run=dry_run, adapt=adapt, anew=True)
        texts = [came for came in report.came if came.file.startswith(f"{kind}s/")]
        if len(texts) != 1:
            number = f"{len(texts)} texts" if texts else "no text"
            raise UsageError(f"{source} holds {number}, and this makes one of one. Try: therapyblog import {source}")
        if texts[0].done != "new":
            raise UsageError(f"{texts[0].file} is there already, and it stays as it is. Say another title.")
    looks = tuple(f"{look.file}: {look.says}" for look in report.looks)
    return NewDocument(
        site=os.fspath(site),
        file=texts[0].file,
        kind=kind,
        title=texts[0].title,
        draft=True,
        also=tuple(came.file for came in report.came if came.done == "new" and came is not texts[0]),
        looks=looks,
    )
