"""The example practice: it builds, every link in it leads somewhere, and it looks as it did."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from support.site import SmallSite, parsed_xml, told

ROOT = Path(__file__).parent.parent
SMALLER = re.compile(r"-\d+\.webp$")
GOLDEN = Path(__file__).parent / "golden"
TEXT = (".html", ".xml", ".json", ".txt", ".css")
ATOM = "{http://www.w3.org/2005/Atom}"
URL = "https://ferryhouse.example"


def built(folder, **options):
    shutil.copytree(ROOT / "example_site", folder / "site", ignore=shutil.ignore_patterns("public", ".therapyblog"))
    site = SmallSite(folder / "site", {})
    result = site.build(**options)
    assert result.published, told(result)
    return site


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return built(tmp_path_factory.mktemp("example"))


MODES = {
    "at the root": ({}, f"{URL}/"),
    "for the disk": ({"for_disk": True}, "file:///site/"),
    "below a path": ({"base_url": "https://host.example/some/path"}, "https://host.example/some/path/"),
}


@pytest.fixture(scope="module", params=MODES)
def anywhere(request, tmp_path_factory):
    """The example as it is found in each of the places where a site may lie: its files by address."""
    options, base = MODES[request.param]
    site = built(tmp_path_factory.mktemp("anywhere"), **options)
    return site.tree(), base


def links(tree, path):
    """Yield every address of a page as it is written there."""
    page = LexborHTMLParser(tree[path].decode())
    for node in page.css("[href], [src], [srcset], [poster]"):
        for name in ("href", "src", "poster"):
            if (found := node.attributes.get(name)) is not None:
                yield found
        for one in (node.attributes.get("srcset") or "").split(","):
            if one.strip():
                yield one.split()[0]
    for node in page.css('meta[http-equiv="refresh"]'):
        yield (node.attributes["content"] or "").partition("url=")[2]
    for node in page.css('meta[property="og:image"], meta[property="og:url"]'):
        yield node.attributes["content"] or ""


def file_at(address, base):
    """Return the file that answers an address below `base`, or `None` for one outside."""
    plain = urlsplit(address)._replace(query="", fragment="").geturl()
    if not plain.startswith(base):
        return None
    path = unquote(plain[len(base) :])
    return f"{path}index.html" if path.endswith("/") or not path else path


def test_every_link_leads_to_a_file_and_every_anchor_to_an_id(anywhere):
    tree, base = anywhere
    ids = {
        path: [node.attributes["id"] for node in LexborHTMLParser(content.decode()).css("[id]")]
        for path, content in tree.items()
        if path.endswith(".html")
    }
    followed = 0
    for path, own in ids.items():
        assert len(own) == len(set(own)), f"{path} has an id twice"
        here = base if path == "404.html" else f"{base}{path}"
        for written in links(tree, path):
            address = urljoin(here, written)
            target = file_at(address, base)
            if target is None:
                on_the_web = urlsplit(address).scheme in ("http", "https", "mailto", "tel", "sms")
                assert on_the_web, (path, written)
                assert urlsplit(address).netloc != urlsplit(base).netloc or not urlsplit(address).netloc, (
                    path,
                    written,
                )
                continue
            assert target in tree, (path, written)
            anchor = unquote(urlsplit(address).fragment)
            assert not anchor or anchor in ids[target], (path, written)
            followed += 1
    assert followed > 500


def test_every_page_can_be_reached_from_home(example):
    tree = example.tree()
    seen, waiting = set(), ["index.html"]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            found = (file_at(urljoin(f"{URL}/{path}", written), f"{URL}/") for written in links(tree, path))
            waiting += [target for target in found if target and target.endswith(".html")]
    alone = {path for path in tree if path.endswith(".html")} - seen
    hidden = {path for path in alone if b'content="noindex"' in tree[path] or b'http-equiv="refresh"' in tree[path]}

    assert alone - hidden == set()


def test_what_the_style_sheet_names_is_there(example):
    tree = example.tree()
    (sheet,) = [path for path in tree if path.endswith(".css")]
    for written in re.findall(rb"""url\(["']?([^"')]+)""", tree[sheet]):
        if not written.startswith((b"data:", b"#")):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(sheet), written.decode().partition("#")[0]))
            assert target in tree, written


def test_the_sitemap_and_the_feeds_lead_to_pages(example):
    tree = example.tree()
    for loc in re.findall(r"<loc>(.*?)</loc>", example.text("sitemap.xml")):
        assert file_at(loc, f"{URL}/") in tree
    for path in tree:
        if path.endswith("feed.xml"):
            feed = feedparser.parse(tree[path])
            assert not feed.bozo, path
            addresses = [link.href for link in feed.feed.links] + [entry.link for entry in feed.entries]
            # As it stands in the file: feedparser takes `tel:` and `sms:` out.
            bodies = [node.text or "" for node in parsed_xml(tree[path].decode()).iter(f"{ATOM}content")]
        elif path.endswith("feed.json"):
            feed = json.loads(tree[path])
            addresses = [feed["home_page_url"], feed["feed_url"], *(item["url"] for item in feed["items"])]
            bodies = [item["content_html"] for item in feed["items"]]
        else:
            continue
        for body in bodies:
            addresses += [node.attributes["href"] for node in LexborHTMLParser(body).css("a[href]")]
            addresses += [node.attributes["src"] for node in LexborHTMLParser(body).css("img")]
        for address in addresses:
            assert urlsplit(address).scheme, (path, address)
            target = file_at(address, f"{URL}/")
            assert target is None or target in tree, (path, address)


def test_the_example_shows_what_it_should(example):
    result = example.last

    assert sorted((one.reason, one.path.partition("/")[0]) for one in result.held) == [
        ("draft", "pages"),
        ("draft", "posts"),
        ("scheduled", "posts"),
        ("scheduled", "posts"),
    ]
    assert {found.severity for found in result.problems} <= {"warning"}
    announced = "When only one of you wants to talk"
    for path, content in example.tree().items():
        for one in result.held:
            if one.title != announced:
                assert one.title.encode() not in content, (path, one.title)
    named_in = {path for path, content in example.tree().items() if announced.encode() in content}
    assert named_in == {
        "series/the-same-argument/index.html",
        "what-the-dishes-were-about/index.html",
        "listening-past-the-first-sentence/index.html",
        "after-the-argument/index.html",
    }


# The golden tree


def golden_files(tree):
    """Return what is kept of a built site: its text files as they are, and the digests of the others.

    Of the smaller pictures only the names: their bytes are the encoder's affair, and it changes with Pillow.
    """
    files = {f"site/{path}": content for path, content in tree.items() if path.endswith(TEXT)}
    others = {path: content for path, content in tree.items() if not path.endswith(TEXT) and not path.startswith(".")}
    lines = [
        f"{hashlib.sha256(content).hexdigest() if not SMALLER.search(path) else 'smaller'}  {path}\n"
        for path, content in sorted(others.items())
    ]
    return files | {"digests.txt": "".join(lines).encode()}


def test_the_example_is_built_as_it_was(example, request):
    wanted = golden_files(example.tree())
    if request.config.getoption("--update-golden"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        for path, content in wanted.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_bytes(content)
    kept = {
        path.relative_to(GOLDEN).as_posix(): path.read_bytes() for path in sorted(GOLDEN.rglob("*")) if path.is_file()
    }

    hint = "if this is right, run pytest --update-golden and look at the difference"
    assert sorted(kept) == sorted(wanted), hint
    differing = [path for path, content in wanted.items() if kept[path] != content]
    assert differing == [], hint
