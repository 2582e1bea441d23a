"""Squarespace: its export in WordPress's format (Settings → Import & export), with quirks of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from bs4 import Tag

from therapyblog.importers import wordpress
from therapyblog.importers.items import Item, Text
from therapyblog.importers.source import Source

NAME = "squarespace"
WORDS = "a Squarespace export"


def recognises(source: Source) -> bool:
    """Say whether one of the files is WordPress's format as Squarespace writes it."""
    return wordpress.recognises(source) and any(
        b"squarespace" in (start := source.start(name, 1 << 20).lower()) or b"sqs-block" in start
        for name in source.names(".xml")
    )


def items(source: Source) -> Iterator[Item]:
    """Yield what WordPress's reader yields; drafts have `/null` for an address here, and a date may be in the slug."""
    for item in wordpress.items(source):
        if not isinstance(item, Text):
            yield item
            continue
        slug = re.sub(r"\.html$", "", item.slug).rpartition("/")[2]
        addresses = tuple(address for address in item.old_addresses if not address.rstrip("/").endswith("/null"))
        yield msgspec.structs.replace(item, slug="" if slug == "null" else slug, old_addresses=addresses)


def tidy(root: Tag) -> None:
    """Take out the blocks that only arrange: spacers, and captions in wrappers become captions."""
    for block in root.select(".sqs-block-spacer, .sqs-block-form, .newsletter-block, .sqs-block-summary-v2"):
        block.decompose()
    for block in root.select(".sqs-block-image, .image-block"):
        image, caption = block.find("img"), block.select_one("figcaption, .image-caption-wrapper, .image-caption")
        if image is not None and caption is not None:
            figure = Tag(name="figure")
            block.insert_before(figure)
            figure.append(image.extract())
            caption.name = "figcaption"
            figure.append(caption.extract())
            block.decompose()
    for figure in root.find_all("figure"):
        quote, caption = figure.find("blockquote"), figure.find("figcaption")
        if quote is not None and caption is not None:
            name = Tag(name="footer")
            name.string = f"— {caption.get_text(' ', strip=True).lstrip('—– ')}"
            caption.decompose()
            quote.append(name)
            figure.unwrap()
