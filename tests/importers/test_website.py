"""One's own old site by its address, from a server on this machine; and what no address may ever make us fetch."""

from __future__ import annotations

import datetime as dt

import pytest

from support.old_server import PNG, PUBLIC, Server
from support.rows import every_row
from support.site import told
from therapyblog import build
from therapyblog.importers.importing import import_sources
from therapyblog.importers.source import Refused
from therapyblog.importers.web import Downloads, NotFetched, Web, is_public

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)


def page(title, body, head=""):
    menu = '<nav><a href="/">Home</a><a href="/about">About me</a><a href="/fees">Fees</a></nav>'
    head = f"<head><title>{title} | Reed House</title>{head}</head>"
    return f"<!doctype html><html lang=en>{head}<body>{menu}<main>{body}</main></body></html>"


WORDS = (
    "Whoever has sat long enough beside a slow river knows that it is not the water that is in a hurry, but we are. "
    * 2
)
POST = (
    '<meta property="og:type" content="article"><meta property="article:published_time" content="2024-02-03T10:00:00Z">'
)
SITE = {
    "/robots.txt": ("text/plain", "User-agent: *\nDisallow: /private\nSitemap: http://reed.example/sitemap.xml\n"),
    "/sitemap.xml": (
        "application/xml",
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        + "".join(
            f"<url><loc>http://{host}{path}</loc></url>"
            for host, path in (
                ("reed.example", "/"),
                ("www.reed.example", "/about"),
                ("reed.example", "/fees"),
                ("reed.example", "/private"),
                ("reed.example", "/post/slow-water"),
                ("reed.example", "/blog"),
                ("reed.example", "/gone"),
                ("elsewhere.example", "/other"),
            )
        )
        + "</urlset>",
    ),
    "/": ("text/html", page("Home", f"<h1>Home</h1><p>{WORDS}</p>")),
    "/about": ("text/html", page("About me", f'<h1>About me</h1><p>{WORDS}<a href="/fees">What it costs</a></p>')),
    "/fees": ("text/html", page("Fees", f"<h1>Fees</h1><p>{WORDS}</p>")),
    "/private": ("text/html", page("Private", f"<p>{WORDS}</p>")),
    "/blog": ("text/html", page("Blog", f"<p>{WORDS}</p>")),
    "/post/slow-water": (
        "text/html",
        page("Slow water", f'<h1>Slow water</h1><p>{WORDS}</p><p><img src="/i/reed.png" alt="Reeds"></p>', POST),
    ),
    "/i/reed.png": ("image/png", PNG),
}


@pytest.fixture
def server():
    server = Server(SITE)
    yield server
    server.close()


def test_the_pages_of_an_old_site_become_pages_and_posts(server, tmp_path):
    site = tmp_path / "site"
    (report,) = import_sources(["http://reed.example/"], site, now=NOW, web=server.web())
    assert sorted(path.relative_to(site).as_posix() for path in site.glob("p*/*")) == [
        "pages/about.md",
        "pages/fees.md",
        "pages/index.md",
        "posts/slow-water.md",
    ]
    about = (site / "pages/about.md").read_text()
    assert "title: About me\n" in about
    assert "menu: 2\n" in about
    assert "[What it costs](fees.md)" in about
    post = (site / "posts/slow-water.md").read_text()
    assert "date: 2024-02-03 10:00\n" in post
    assert "aliases: [/post/slow-water]\n" in post
    assert "![Reeds](/media/reed.png)" in post
    assert (site / "media/reed.png").read_bytes() == PNG
    assert [(left.origin, left.why) for left in report.left] == [
        ("http://reed.example/blog", "it is a list of posts, which is made by itself here"),
        ("http://reed.example/private", "the site's robots.txt asks not to read it"),
        ("http://reed.example/gone", "the server answers 404"),
    ]
    assert ("reed.example", "/private") not in server.asked
    assert not [host for host, _ in server.asked if "elsewhere" in host]
    result = build(site)
    assert result.published, told(result)


def test_without_a_sitemap_links_are_followed(server, tmp_path):
    del server.pages["/sitemap.xml"]
    del server.pages["/robots.txt"]
    site = tmp_path / "site"
    import_sources(["http://reed.example"], site, now=NOW, web=server.web())
    assert sorted(path.name for path in site.glob("pages/*")) == ["about.md", "fees.md", "index.md"]


def test_an_import_that_was_interrupted_goes_on_where_it_was(server, tmp_path):
    site = tmp_path / "site"
    calls = iter(range(100))

    def interrupted(host, port):
        if next(calls) == 6:
            raise KeyboardInterrupt
        return [server.endpoint()]

    with pytest.raises(KeyboardInterrupt):
        import_sources(["http://reed.example/"], site, now=NOW, web=server.web(interrupted))
    before = [path for _, path in server.asked]
    server.asked.clear()
    import_sources(["http://reed.example/"], site, now=NOW, web=server.web())
    pages = {"/", "/about", "/fees", "/post/slow-water", "/blog"}
    assert pages & set(before)
    assert not pages & set(before) & {path for _, path in server.asked}
    assert (site / "pages/fees.md").exists()
    assert not list((site / ".therapyblog/imports").glob("fetched-*"))


ADDRESSES = {
    **dict.fromkeys(
        ("127.0.0.1", "10.0.0.8", "172.16.3.1", "192.168.1.1", "169.254.169.254", "0.1.2.3", "100.64.0.1"), False
    ),
    **dict.fromkeys(
        ("224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1"), False
    ),
    **dict.fromkeys(
        ("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "fe80::1%eth0"), False
    ),
    **dict.fromkeys(("93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"), True),
}


@every_row("address, public", ADDRESSES.items())
def test_only_public_addresses_are_fetched(address, public):
    assert is_public(address) is public


REFUSED = {
    "file": "file:///etc/passwd",
    "ftp": "ftp://reed.example/",
    "a password": "http://user:secret@reed.example/",
    "no host": "http:///x",
    "a port out of range": "http://reed.example:99999/",
}


@every_row("address", REFUSED.values(), ids=REFUSED)
def test_no_other_address_is_asked(server, address):
    with pytest.raises(NotFetched):
        server.web().get(address, most=1000)
    assert server.asked == []


@every_row(
    "target", ["http://inner.example/", "http://127.0.0.1/", "file:///etc/passwd", "http://[::1]/", "//inner.example/x"]
)
def test_a_redirect_is_looked_at_like_any_address(server, target):
    server.pages["/away"] = target

    def resolve(host, port):
        return [server.endpoint(PUBLIC if host == "reed.example" else "10.0.0.5" if "inner" in host else host)]

    with pytest.raises(NotFetched):
        server.web(resolve).get("http://reed.example/away", most=1000)
    assert server.asked == [("reed.example", "/away")]
    server.asked.clear()


def test_a_name_that_means_another_machine_the_second_time_is_refused(server):
    answers = iter([PUBLIC, "192.168.0.2"])
    web = server.web(lambda host, port: [server.endpoint(next(answers))])
    assert web.get("http://reed.example/", most=100_000).status == 200
    with pytest.raises(NotFetched, match="private network"):
        web.get("http://reed.example/", most=100_000)
    assert len(server.asked) == 1


def test_one_private_address_among_public_ones_is_enough_to_refuse(server):
    web = server.web(lambda host, port: [server.endpoint(), server.endpoint("127.0.0.1")])
    with pytest.raises(NotFetched):
        web.get("http://reed.example/", most=100_000)


def test_what_is_too_large_or_leads_in_a_circle_is_refused(server):
    server.pages["/round"] = "/round"
    with pytest.raises(NotFetched, match="without end"):
        server.web().get("http://reed.example/round", most=1000)
    server.pages["/large"] = ("text/html", "x" * 200_000)
    with pytest.raises(NotFetched, match="larger"):
        server.web().get("http://reed.example/large", most=100_000)


def test_one_request_a_second(server):
    waited = []
    web = Web(lambda host, port: [server.endpoint()], wait=waited.append)
    web.get("http://reed.example/", most=100_000)
    web.get("http://reed.example/about", most=100_000)
    assert len(waited) == 1
    assert 0 < waited[0] <= 1


def test_a_page_in_the_place_of_a_picture_is_none(server):
    downloads = Downloads(server.web(), lambda: True)
    assert downloads.get("http://reed.example/about") is None
    assert downloads.get("http://reed.example/gone.png") is None
    assert downloads.get("http://reed.example/i/reed.png") == PNG


def test_a_site_that_does_not_answer_is_one_sentence(server, tmp_path):
    del server.pages["/"]
    with pytest.raises(Refused, match="the server answers 404"):
        import_sources(["http://reed.example/"], tmp_path / "site", now=NOW, web=server.web())
    assert not list(tmp_path.glob("site/p*"))
