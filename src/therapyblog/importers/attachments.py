"""The pictures and files that texts name: found in the source, in a folder, or on the web."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from therapyblog.importers.addresses import urljoin, urlsplit
from therapyblog.importers.site_writer import SiteWriter
from therapyblog.importers.source import FolderSource, Refused, Source
from therapyblog.importers.web import Downloads
from therapyblog.urls.slugs import slugify


class Attachments:
    """Where the pictures and files of one source are now. `downloads` is `None` where nothing is fetched."""

    def __init__(
        self, source: Source, base: str, writer: SiteWriter, folder: Path | None, downloads: Downloads | None
    ) -> None:
        self._source, self._base, self._writer, self._downloads = source, base, writer, downloads
        self._folder = FolderSource(folder) if folder is not None else None
        self._by_name = {PurePosixPath(name).name.lower(): name for name in self._folder.sizes} if self._folder else {}
        self._known: dict[str, str] = {}
        self.damaged: dict[str, str] = {}
        """Pictures that no build could show: address → why."""
        self.late: dict[str, str] = {}
        """What an import without `folder` and `downloads` leaves as a link: its whole old address → where it is now."""
        self.is_before = False
        """Say of what is late where it was before it came."""

    def address(self, address: str, file: str) -> str:
        """Return where a picture or file lies now; what is not to be had keeps its old address."""
        known = self._known.get(address)
        if self.is_before and (old := urljoin(self._base, address)) in self.late:
            return old
        if known is None:
            content, is_late = self._content(address)
            if content is not None and (why := _damage(content, address)):
                self.damaged[address] = why
                return ""
            known = urljoin(self._base, address) if content is None else "/" + self._store(address, content, file)
            if is_late:
                self.late[urljoin(self._base, address)] = known
            if not address.startswith("data:"):
                self._known[address] = known
        return known

    def why_not(self, address: str) -> str:
        """Say why something could not be fetched; empty where it was not tried."""
        return self._downloads.failed.get(urljoin(self._base, address), "") if self._downloads is not None else ""

    def _content(self, address: str) -> tuple[bytes | None, bool]:
        """Return a picture or file, and whether it came from elsewhere than the source."""
        if address.startswith("data:"):
            return self._source.held.get(address) or _inside(address), False
        path = unquote(urlsplit(address).path).lstrip("/")
        try:
            for name in _ends_of(path):
                if name in self._source.sizes:
                    return self._source.read(name), False
            name = self._by_name.get(PurePosixPath(path).name.lower(), "")
            if name and self._folder is not None:
                return self._folder.read(name), True
        except (Refused, OSError):
            return None, False
        fetched = self._downloads.get(urljoin(self._base, address)) if self._downloads is not None else None
        return fetched, fetched is not None

    def _store(self, address: str, content: bytes, file: str) -> str:
        inside = address.startswith("data:")
        path = f"{PurePosixPath(file).stem}.{_ending(address)}" if inside else unquote(urlsplit(address).path)
        stem, dot, ending = PurePosixPath(path).name.rpartition(".")
        ending = re.sub(r"[^a-z0-9]", "", ending.lower())[:10] if dot else ""
        stem = slugify(stem if dot else PurePosixPath(path).name)
        return self._writer.write_picture(stem, f".{ending}" if ending else "", content, address[:80])


def _damage(content: bytes, address: str) -> str:
    """Say what is wrong with a picture that no build could show; empty where nothing is."""
    from therapyblog.media.broken import BrokenPicture  # noqa: PLC0415 - texts without pictures need no Pillow
    from therapyblog.media.formats import HEAD, sniff  # noqa: PLC0415 - see above
    from therapyblog.media.pictures import opened  # noqa: PLC0415 - see above
    from therapyblog.media.published import foreign  # noqa: PLC0415 - see above

    form = sniff(content[:HEAD])
    if form.role == "refused":
        return str(foreign(form))
    if not re.search(r"\.(?:jpe?g|png|gif|webp)$", urlsplit(address).path, re.IGNORECASE):
        return ""
    try:
        with opened(BytesIO(content)) as picture:
            picture.load()
    except BrokenPicture as error:
        return str(error)
    return ""


def _ends_of(path: str) -> Iterator[str]:
    """Yield a path, and what is left of it without its first folder, its second …"""
    parts = PurePosixPath(path).parts[-20:]
    yield path
    for start in range(1, len(parts)):
        yield "/".join(parts[start:])


def _inside(address: str) -> bytes | None:
    """Return the picture that an address holds itself (RFC 2397)."""
    head, _, body = address.partition(",")
    if not head.startswith("data:image/"):
        return None
    try:
        return base64.b64decode(body) if head.endswith(";base64") else unquote(body).encode("latin-1")
    except (binascii.Error, ValueError):
        return None


def _ending(address: str) -> str:
    kind = address[5:].partition(";")[0].partition(",")[0]
    return {"image/jpeg": "jpg", "image/svg+xml": "svg"}.get(kind, kind.rpartition("/")[2] or "bin")
