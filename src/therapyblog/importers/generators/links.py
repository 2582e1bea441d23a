"""Where the links and pictures of a text lead: to other texts and files of the folder, by their names in the source."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, unquote, urljoin, urlsplit

from therapyblog.importers.generators.folder import TEXTS, Entry, Folder
from therapyblog.importers.items import Facts

_ENDS = (".md", ".markdown", ".mdx", "/index.md", "/_index.md", "/index.mdx", "/readme.md")


_GLUED = re.compile(r"/(.+?\.(?:mdx?|markdown|html?))(?=[\w-])(.+)")


class Links(Folder):
    """A folder whose links are read."""

    static: tuple[str, ...] = ()
    """Folders whose files stand at the root of the site."""
    content = ""
    """The folder of the texts."""
    site: Facts
    base: str
    """The folder in which the site was, as its address says: `/blog`; mostly empty."""
    entries: dict[str, Entry]
    """The texts by their files."""
    main: dict[str, str]
    """The file of a text → its main address."""
    by_address: dict[str, str]
    """An old address, as `key_of` writes it → the file of its text."""
    by_stem: dict[str, str]
    """A name of a text's file, in small letters, with and without folders and ending → the file."""

    def plain_address(self, address: str, entry: Entry) -> str:
        """Return an address without the marks of the generator."""
        return address

    def wiki(self, mark: str, entry: Entry) -> str:
        """Return a name in double brackets as it is to stand."""
        return mark

    def target_of(self, name: str, entry: Entry) -> str:
        """Return the address of what a reference names: a path, or only a file's name."""
        path, mark, fragment = unquote(name.strip()).partition("#")
        if not path:
            return f"#{fragment}"
        found = (
            self.text_at(path, entry)
            or self.by_stem.get(path.strip("/").lower())
            or self.by_stem.get(posixpath.splitext(posixpath.basename(path))[0].lower())
        )
        return f"/{quote(found)}{mark}{fragment}" if found else name

    def in_markdown(self, address: str, kind: str, entry: Entry) -> str:
        """Return an address or a name in double brackets of a Markdown text."""
        if kind == "wiki":
            return self.wiki(address, entry)
        return self.address_of(address, entry)

    def address_of(self, address: str, entry: Entry) -> str:
        """Return an address of a text as one from the root of the source, where what it leads to is in the source."""
        address = self.plain_address(address.strip(), entry)
        parts = urlsplit(address) if not re.search(r"[\[\]]", address) else urlsplit("")
        if self.is_elsewhere(address) or (parts.scheme and parts.scheme not in ("http", "https")) or not parts.path:
            return address
        path = self.without_base(unquote(parts.path))
        tail = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
        glued = _GLUED.match(path)
        if glued and (name := self.names.get(glued[1].lower(), "")) in self.entries:
            # What a mark became, with the name of a file behind it, which lies beside that text.
            path = f"/{posixpath.dirname(name)[len(self.root) :]}/{glued[2]}"
        text = self.text_at(path, entry)
        if text:
            return f"/{quote(text)}" + (f"#{parts.fragment}" if parts.fragment else "")
        file = self._file_at(path, entry)
        if file:
            return f"/{quote(file)}"
        if parts.netloc or path.lower().endswith(TEXTS[:5]):
            return address
        return urljoin(self.main[entry.name] or "/", quote(path)) + tail

    def file_of(self, address: str, entry: Entry | None) -> str:
        """Return the address of a picture or file."""
        address = self.plain_address(address, entry) if entry else address
        if self.is_elsewhere(address) or address.startswith("data:"):
            return address
        path = self.without_base(unquote(urlsplit(address).path))
        file = self._file_at(path, entry)
        return f"/{quote(file)}" if file else address

    def _candidates(self, path: str, entry: Entry | None) -> Iterator[str]:
        roots = [*(f"{self.root}{folder}" for folder in (*self.static, self.content, "")), self.root]
        places = [f"{root.rstrip('/')}/{path.lstrip('/')}".lstrip("/") for root in roots]
        beside = [f"{posixpath.dirname(entry.name)}/{path.lstrip('/')}"] if entry else []
        is_beside = entry is not None and not path.startswith("/")
        for place in (*beside, *places) if is_beside else (*places, *beside):
            normal = posixpath.normpath(place).lstrip("/")
            if not normal.startswith("../") and normal != "..":
                yield normal

    def _file_at(self, path: str, entry: Entry | None) -> str:
        found = (self.names.get(place.lower(), "") for place in self._candidates(path, entry))
        return next((name for name in found if name and name not in self.entries), "")

    def text_at(self, path: str, entry: Entry) -> str:
        """Return the file of the text to which a path or address leads from another; empty where there is none."""
        if path.strip("/"):
            for place in self._candidates(path, entry):
                stem = re.sub(r"\.(?:html?|mdx?|markdown)$", "", place, flags=re.IGNORECASE)
                for name in (place, *(f"{stem}{end}" for end in _ENDS)):
                    found = self.names.get(name.lower())
                    if found in self.entries:
                        return str(found)
        main = self.main.get(entry.name) or "/"
        return self.by_address.get(key_of(urljoin(main, quote(path)))) or ""

    def is_elsewhere(self, address: str) -> bool:
        """Say whether an address is of another site."""
        host = urlsplit(address).netloc.removeprefix("www.")
        return bool(host) and host != urlsplit(self.site.address).netloc.removeprefix("www.")

    def without_base(self, address: str) -> str:
        """Return an address without the folder in which the site was."""
        if self.base and (address == self.base or address.startswith(f"{self.base}/")):
            return address[len(self.base) :] or "/"
        return address


def key_of(address: str) -> str:
    """Return an address as addresses are compared."""
    path = unquote(urlsplit(address).path)
    return re.sub(r"/index\.html?$|/$|\.html?$", "", path).lower()


_HTML_ADDRESS = re.compile(r"(\s(?:src|href)\s*=\s*)([\"'])([^\"']*)\2", re.IGNORECASE)


def addressed(html: str, address: Callable[[str], str]) -> str:
    """Return HTML with its addresses as `address` writes them."""
    return _HTML_ADDRESS.sub(lambda match: f"{match[1]}{match[2]}{address(match[3])}{match[2]}", html)
