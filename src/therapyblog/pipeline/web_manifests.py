"""Web manifests of a site (https://www.w3.org/TR/appmanifest/): what they name that is not there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from therapyblog.content.scan import Source
from therapyblog.files import read_regular
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.similar import nearest
from therapyblog.urls.permalinks import identity

_ENDS = (".webmanifest", "/manifest.json")
_PICTURES = ("icons", "screenshots")
_HOST = "https://here.invalid"


def check_web_manifests(files: Iterable[Source], urls: dict[str, str], pages: Iterable[str]) -> Iterator[Problem]:
    """Report what the web manifests among a site's own files say in vain.

    `urls` is the `identity` of each file that is published → its address; `pages` are the addresses of pages.
    """
    manifests = [(source, urls.get(identity(source.path))) for source in files if source.path.endswith(_ENDS)]
    known = {*pages, *urls.values()} if manifests else set()
    for source, url in manifests:
        if url is not None:
            text = read_regular(source.file).decode("utf-8-sig", "replace")
            yield from _check(text, source.path, _HOST + url, known)


def _check(text: str, path: str, url: str, known: set[str]) -> Iterator[Problem]:
    try:
        manifest = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 0)
        says = "this web manifest is no JSON, so browsers ignore it"
        yield problem("TB-THEME-018", at=Place(path=path, line=line), says=says, fix="mend the line")
        return
    for address in dict.fromkeys(_addresses(manifest)):
        target = urlsplit(urljoin(url, address))
        if f"{target.scheme}://{target.netloc}" == _HOST and not {target.path, f"{target.path}index.html"} & known:
            line = text.count("\n", 0, max(text.find(f'"{address}"'), 0)) + 1
            meant = nearest(target.path, known)
            fix = f"did you mean {meant}?" if meant else "put the file into static/"
            says = f"there is no page or file “{target.path}”"
            yield problem("TB-THEME-018", at=Place(path=path, line=line), says=says, fix=fix)


def _addresses(manifest: Any) -> Iterator[str]:
    if not isinstance(manifest, dict):
        return
    for key in ("start_url", "url"):
        if isinstance(manifest.get(key), str):
            yield manifest[key]
    for key in _PICTURES:
        for picture in manifest.get(key) or () if isinstance(manifest.get(key), list) else ():
            if isinstance(picture, dict) and isinstance(picture.get("src"), str):
                yield picture["src"]
    for shortcut in manifest["shortcuts"] if isinstance(manifest.get("shortcuts"), list) else ():
        yield from _addresses(shortcut)
