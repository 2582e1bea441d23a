"""Every link, id, picture and feed entry of every site in every look leads somewhere; see `test_example.py` for how."""

from __future__ import annotations

from urllib.parse import unquote, urljoin, urlsplit

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from support.matrix import PAGES, built
from test_example import file_at, links

BASES = {
    "example": "https://ferryhouse.example/",
    "long": "https://stress.example/",
    "right-to-left": "https://water.example/",
    "empty": "https://empty.example/",
}


@pytest.mark.parametrize("site", PAGES)
def test_nothing_leads_nowhere(site, every_look, tell):
    tree, base = built(site, every_look).tree(), BASES[site]
    pages = [path for path in tree if path.endswith(".html")]
    ids = {path: [one.attributes["id"] for one in LexborHTMLParser(tree[path].decode()).css("[id]")] for path in pages}
    broken = []
    for path in pages:
        assert len(ids[path]) == len(set(ids[path])), f"{path} has an id twice"
        here = base if path == "404.html" else f"{base}{path}"
        for written in links(tree, path):
            address = urljoin(here, written)
            target = file_at(address, base)
            anchor = unquote(urlsplit(address).fragment)
            if target is not None and (target not in tree or (anchor and anchor not in ids[target])):
                broken.append(f"{path}: {written}")
    for path in tree:
        if path.endswith("feed.xml"):
            feed = feedparser.parse(tree[path])
            assert not feed.bozo, path
            broken += [f"{path}: {one.link}" for one in feed.entries if file_at(one.link, base) not in tree]

    tell("links, ids, pictures and feed entries that lead nowhere", "0", len(broken))
    assert broken == []


def test_every_kind_of_page_is_looked_at():
    """The kinds that the themes have templates for, by what the pages call themselves."""
    looked = {
        (LexborHTMLParser(built(site, "calm").page(path)).css_first("body").attributes["class"] or "").split()[0]
        for site, names in PAGES.items()
        for path in names.values()
    }

    kinds = "404 blog home imprint page post practitioner practitioners safety series series_index tag topic"
    assert looked == {f"kind-{kind}" for kind in kinds.split()}
