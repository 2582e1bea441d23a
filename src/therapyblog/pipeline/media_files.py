"""Which of the site's own files are published: all of `static/`, and of `media/` what something finished leads to.

Finished are the pages and feeds of this build, the theme's style sheets, and those of the site's own published files
that browsers follow addresses in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from therapyblog.cache.files import Files
from therapyblog.cache.store import Store, recall
from therapyblog.content.scan import Source
from therapyblog.diagnostics import Diagnostics
from therapyblog.files import read_regular
from therapyblog.model.codec import digest, encode, pack
from therapyblog.model.config import Config
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.site_folder import is_static
from therapyblog.model.theme import Asset
from therapyblog.model.value import Value
from therapyblog.render.media_addresses import media_files
from therapyblog.render.resources import resources_of
from therapyblog.render.xml_resources import resources_of_json, resources_of_xml
from therapyblog.theme.css import Fetch, every_fetch, fetches, sheet_text
from therapyblog.urls.origins import is_data, origin_of, origins
from therapyblog.urls.permalinks import identity

SHEETS = ".css"
_READERS = {
    ".html": resources_of,
    ".htm": resources_of,
    ".svg": resources_of_xml,
    ".xml": resources_of_xml,
    ".xhtml": resources_of_xml,
    ".webmanifest": resources_of_json,
}
"""How finished files of the site's own are read for addresses, by the ends of their names; `SHEETS` besides."""


class Names(Value, frozen=True, kw_only=True):
    """What a file of the site's own names."""

    files: tuple[str, ...] = ()
    """As in `Rendered`."""
    fetched: tuple[Fetch, ...] = ()
    """Of a style sheet: what it would fetch from other servers."""


class OwnFiles:
    """The site's own files, as they lead to one another."""

    def __init__(
        self, sources: Iterable[Source], urls: Mapping[str, str], config: Config, files: Files, store: Store
    ) -> None:
        self._config, self._files, self._store = config, files, store
        self._by_name = {
            identity(urls[name][1:]): source for source in sources if (name := identity(source.path)) in urls
        }
        self._before = recall(store.get("names") or encode({}), dict[bytes, Names])
        self._read: dict[bytes, Names] = {}

    def published(
        self, named: Iterable[str], assets: Iterable[Asset], smaller: Mapping[str, str], diagnostics: Diagnostics
    ) -> frozenset[str]:
        """Return the paths of the files to publish; report what their style sheets would fetch from other servers.

        `named` are the files that the pages name, `assets` the theme's; `smaller` leads from the name of a smaller
        picture to the picture that it is made from.
        """
        theme = (asset for asset in assets if asset.name.endswith(SHEETS))
        loaded = [
            *named,
            *(name for asset in theme for name in self._own(fetches(sheet_text(asset.content)), asset.url)),
        ]
        published = dict.fromkeys(source.path for source in self._by_name.values() if is_static(source.path))
        waiting = [(name, True) for name in loaded] + [
            (name, False) for name, source in self._by_name.items() if source.path in published
        ]
        seen: set[tuple[str, bool]] = set()
        while waiting:
            name, shown = waiting.pop()
            name = identity(smaller.get(name, name))
            source = self._by_name.get(name)
            if source is None or (name, shown) in seen:
                continue
            seen.add((name, shown))
            published[source.path] = None
            names = self._names(source, f"/{name}")
            is_sheet = name.endswith(SHEETS)
            waiting += ((other, shown and is_sheet) for other in names.files)
            if shown and is_sheet:
                diagnostics.extend(self._strange(source, names))
        if self._read != self._before:
            self._store.put("names", pack(self._read))
        return frozenset(published)

    def _names(self, source: Source, url: str) -> Names:
        """Return what a file names; what was read before is not read again."""
        suffix = Path(source.path).suffix.lower()
        if suffix != SHEETS and suffix not in _READERS:
            return Names()
        key = digest(self._files.digest(source) + encode((url, self._config.url)))
        names = self._read.get(key) or self._before.get(key)
        if names is None:
            content = read_regular(source.file)
            if suffix == SHEETS:
                names = self._sheet(content, url)
            else:
                text = content.decode("utf-8-sig", "replace")
                names = Names(files=media_files(_READERS[suffix](text).addresses, _folder(url), self._config.url))
        self._read[key] = names
        return names

    def _sheet(self, content: bytes, url: str) -> Names:
        fetched = every_fetch(sheet_text(content))
        strange = tuple(fetch for fetch in fetched if fetch.source and not is_data(fetch.address))
        return Names(files=self._own(fetched, url), fetched=strange)

    def _own(self, fetched: Iterable[Fetch], url: str) -> tuple[str, ...]:
        return media_files((fetch.address for fetch in fetched), _folder(url), self._config.url)

    def _strange(self, source: Source, names: Names) -> Iterable[Problem]:
        known = {origin_of(self._config.url), *origins(self._config.privacy_allow)}
        for fetch in names.fetched:
            if fetch.source not in known:
                at = Place(path=source.path, line=fetch.line)
                says = f"every page with this style sheet would load {fetch.address} from another server"
                yield problem("TB-PRIV-001", at=at, says=says, fix="keep the file in static/")


def _folder(url: str) -> str:
    return url.rpartition("/")[0] + "/"
