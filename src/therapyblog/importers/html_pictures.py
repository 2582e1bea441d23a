"""Pictures of other programs' pages: one tag for each, its real address, and its description if it is one."""

from __future__ import annotations

import re
from itertools import islice

from bs4 import Tag

from therapyblog.importers.addresses import urlsplit
from therapyblog.importers.html_tree import all_tags, is_inside

PICTURE_NAME = re.compile(r"\A[\w%()+. ~-]+\.(?:jpe?g|png|gif|webp|avif|heic|bmp|tiff?|svg)\Z", re.IGNORECASE)
_BLANK = re.compile(r"(?:blank|spacer|pixel|placeholder|transparent|1x1|lazy(?:load)?)[\w-]*\.\w+\Z", re.IGNORECASE)
_CAMERA_NAME = re.compile(r"\A(?:img|dsc[nf]?|image|photo|pxl|screenshot)[-_ ]?\d[\w -]*\Z", re.IGNORECASE)


def open_galleries(root: Tag) -> None:
    """Let figures that hold figures, and lists of nothing but pictures, become what they hold, in order.

    Each picture keeps its caption; that of the whole becomes a paragraph of its own.
    """
    for figure in root.find_all("figure"):
        if figure.find("figure"):
            for caption in figure.find_all("figcaption", recursive=False):
                caption.name = "p"
            figure.unwrap()
    for caption in root.find_all("figcaption"):
        if caption.find_parent("figcaption"):
            caption.unwrap()
    for gallery in all_tags(root, ("ul", "ol")):
        items = [item for item in gallery.find_all("li", recursive=False) if item.get_text(strip=True) or _media(item)]
        if items and all(item.find("img") and not words_beside(item) for item in items):
            for tag in (gallery, *items):
                tag.name = "div"


def _media(tag: Tag) -> list[Tag]:
    return all_tags(tag, ("img", "iframe", "video", "audio", "hr"))


def _is_tag(node: object) -> bool:
    return isinstance(node, Tag)


def words_beside(tag: Tag) -> bool:
    """Say whether something stands in a tag beside pictures and their captions."""
    return any(text.strip() and not is_inside(text, ("figcaption",)) for text in tag.find_all(string=True))


def choose_pictures(root: Tag) -> None:
    """Keep one tag for each picture: what a page shows without scripts is often there a second time."""
    for noscript, beside in [(noscript, _picture_beside(noscript)) for noscript in root.find_all("noscript")]:
        images = noscript.find_all("img")
        for image in images if beside is not None and not _is_placeholder(beside) else ():
            image.extract()
        if beside is not None and images and _is_placeholder(beside):
            beside.extract()
        noscript.unwrap()
    for picture in root.find_all("picture"):
        for source in picture.find_all("source"):
            source.decompose()
        picture.unwrap()
    for image in root.find_all("img"):
        address = _address_of(image)
        if not address or _is_pixel(image):
            image.decompose()
            continue
        image["src"] = address
        if _is_file_name(str(image.get("alt") or ""), address):
            image["alt"] = ""


def _picture_beside(noscript: Tag) -> Tag | None:
    """Return the picture of which the one in a `noscript` is the same again."""
    for nodes in (noscript.previous_siblings, noscript.next_siblings):
        tag = next(filter(_is_tag, islice(nodes, 5)), None)
        found = tag if not isinstance(tag, Tag) or tag.name == "img" else tag.find("img")
        if isinstance(tag, Tag) and tag.name != "noscript" and isinstance(found, Tag):
            return found
    return None


def _is_placeholder(image: Tag) -> bool:
    """Say whether a script would have put a picture in the place of this one."""
    address = _address_of(image)
    return not address or address.startswith("data:") or _is_pixel(image) or bool(_BLANK.match(file_of(address)))


def _address_of(image: Tag) -> str:
    for name in ("data-src", "data-image", "data-original", "data-lazy-src", "data-orig-file", "src"):
        address = str(image.get(name) or "").strip()
        if address and not (name != "src" and address.startswith("data:")):
            return address
    widest = str(image.get("srcset") or "").split(",")[-1].split()
    return widest[0] if widest else ""


def _is_pixel(image: Tag) -> bool:
    return str(image.get("width")) in ("0", "1") and str(image.get("height")) in ("0", "1")


def file_of(address: str) -> str:
    """Return the name of the file that an address ends with."""
    return urlsplit(address).path.rpartition("/")[2]


def _is_file_name(alt: str, address: str) -> bool:
    """Say whether an alternative text only repeats the file's name, which describes nothing."""
    alt = alt.strip()
    stem = file_of(address).rpartition(".")[0]
    return bool(PICTURE_NAME.match(alt) or _CAMERA_NAME.match(alt)) or (
        bool(alt) and alt.casefold() == stem.casefold() and not re.search(r"[^\W\d_]{3}.*\s.*[^\W\d_]{3}", alt)
    )
