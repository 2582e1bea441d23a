"""The network is hostile: what a page on the same computer, or a program, may send to the preview."""

from __future__ import annotations

import itertools
import random
import string

import pytest

from support.served import Served

SECRET = "this lies outside"  # noqa: S105 - nobody's


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    from support.site import SmallSite, post

    folder = tmp_path_factory.mktemp("guarded")
    (folder / "secret.txt").write_text(SECRET)
    site = SmallSite(folder / "site")
    site.write(
        {
            "posts/one.md": post("One", date="2026-10-01"),
            "static/held.txt": "a file",
            "notes.txt": SECRET,
            ".env": SECRET,
            "media/a b%41.txt": "an odd name",
        }
    )
    (site.folder / "static/link.txt").symlink_to(folder / "secret.txt")
    (site.folder / "static/up").symlink_to(folder)
    found = Served(site)
    yield found
    found.close()


UPS = (
    "..",
    "%2e%2e",
    ".%2e",
    "%2e.",
    "%252e%252e",
    "..%00",
    "..;",
    "%c0%ae%c0%ae",
    "．．",
    "....",
    "..%5c",
    "%uff0e%uff0e",
)
SLASHES = ("/", "//", "%2f", "%5c", "\\", "/./", "%252f", "%c0%af", "／")
TARGETS = ("secret.txt", "site/notes.txt", "etc/passwd", "site/.env", "notes.txt")
ODD = (
    "/therapyblog.toml",
    "/posts/one.md",
    "/notes.txt",
    "/.env",
    "/.therapyblog/cache/preview/memo.sqlite",
    "/static/held.txt",
    "/held.txt::$DATA",
    "/held.txt/",
    "/held.txt%00.html",
    "/held.txt%20",
    "/held.txt.",
    "/HELD~1.TXT",
    "/link.txt",
    "/up/secret.txt",
    "/file:///etc/passwd",
    "/@fs/etc/passwd",
    "/C:/Windows/win.ini",
    "/%00",
    "/?/../../secret.txt",
    "/one/index.html/../../../secret.txt",
)


def traversals() -> list[str]:
    made = [
        f"/{slash.join([*[up] * deep, target])}"
        for up, slash, target, deep in itertools.product(UPS, SLASHES, TARGETS, (1, 3))
    ]
    made += [f"/one{slash}{up}{slash}{up}{slash}secret.txt" for up, slash in itertools.product(UPS, SLASHES)]
    return [*ODD, *made]


def ask(served: Served, target: str, host: str = "", method: str = "GET", more: str = "") -> bytes:
    host = host or f"127.0.0.1:{served.port}"
    request = f"{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n"
    return served.raw(request.encode("utf-8", "surrogateescape"))


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def test_there_are_enough_strings():
    assert len(set(traversals())) >= 1000


def test_no_string_reaches_anything_but_the_site(guarded, torture):
    strings = traversals()
    for target in strings if torture else [*ODD, *strings[:: len(strings) // 500]]:
        answer = ask(guarded, target)
        assert SECRET.encode() not in answer, target
        assert b"root:" not in answer, target
        if target != "/?/../../secret.txt":
            assert status(answer) in (400, 404), target
    assert guarded.ask("/held.txt").body == b"a file"
    assert guarded.ask("/media/a%20b%2541.txt").body == b"an odd name"


def test_a_file_that_becomes_a_link_is_not_followed(guarded):
    place = guarded.site.folder / "static/held.txt"
    place.unlink()
    place.symlink_to(guarded.site.folder.parent / "secret.txt")
    try:
        assert SECRET not in guarded.ask("/held.txt").text
    finally:
        place.unlink()
        place.write_text("a file")


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/%2e%2e", "/\\evil.example", "///one", "//one"])
def test_nothing_leads_to_another_host(guarded, path):
    answer = guarded.ask(path)

    assert answer.status == 404
    assert "location" not in answer.headers


def test_a_missing_slash_is_added(guarded):
    answer = guarded.ask("/one")

    assert (answer.status, answer.headers["location"]) == (302, "/one/")


def hosts(port: int) -> list[str]:
    names = [
        "evil.example",
        "localhost.evil.example",
        "evil.localhost",
        "127.0.0.1.evil.example",
        "localhost.",
        "0.0.0.0",  # noqa: S104 - a name to refuse
    ]
    names += [
        "127.0.0.2",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "192.168.0.1",
        "[::]",
        "[::ffff:127.0.0.1]",
    ]
    names += [
        "[::1",
        "::1",
        "localhost@evil.example",
        "evil.example@localhost",
        "localhost/",
        "localhost#",
        "localhost?x",
    ]
    names += ["local host", "localhost,evil.example", "xn--localhost", "ⓛocalhost", "*", "-", "[127.0.0.1]"]
    made = [f"{name}:{port}" for name in names]
    made += [
        f"localhost:{other}"
        for other in ("0", "80", "8080", str(port + 1), f"{port}0", f"0x{port:x}", f"{port}:{port}", "")
    ]
    made += [f"127.0.0.1:{other}" for other in ("", "443", f" {port}", f"{port};", f"+{port}", f"{port}.0")]
    made += [
        "localhost",
        "127.0.0.1",
        "[::1]",
        "[::1]:80",
        f":{port}",
        f"{port}",
        "null",
        "http://localhost",
        "undefined",
        "\t",
    ]
    return [*made, *(f"{letter}ocalhost:{port}" for letter in "abcdefgh")]


def test_only_our_own_names_are_answered(guarded):
    refused = hosts(guarded.port)
    assert len(set(refused)) >= 60
    for host in refused:
        assert status(ask(guarded, "/", host)) in (400, 403), host
    for host in ("localhost", "LOCALHOST", "127.0.0.1", "[::1]"):
        assert status(ask(guarded, "/", f"{host}:{guarded.port}")) == 200, host
    assert status(guarded.raw(b"GET / HTTP/1.0\r\n\r\n")) == 403
    twice = f"Host: evil.example\r\nHost: 127.0.0.1:{guarded.port}\r\n"
    assert status(guarded.raw(f"GET / HTTP/1.1\r\n{twice}Connection: close\r\n\r\n".encode())) == 400
    assert status(ask(guarded, "http://evil.example/")) in (400, 404)
    assert status(ask(guarded, "*")) == 400


def test_it_can_only_be_read(guarded):
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "CONNECT"):
        answer = ask(guarded, "/one/", method=method)
        assert status(answer) in (400, 405), method
        assert b"access-control" not in answer.lower()
    assert b"allow: GET, HEAD" in ask(guarded, "/", method="POST")
    head = guarded.ask("/one/", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert status(ask(guarded, "/", "evil.example", method="HEAD")) == 403


def test_no_other_origin_may_read_it(guarded):
    for path in ("/", "/one/", "/held.txt", "/nothing", f"{guarded.start}/preview.js"):
        answer = guarded.ask(path, Origin="https://evil.example")
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_stream_needs_the_token_and_our_own_page(guarded):
    events = f"{guarded.start}/events?file=index.html"
    for site in ("cross-site", "same-site", "nonsense"):
        assert guarded.ask(events, Sec_Fetch_Site=site).status == 403
        assert guarded.ask(f"{guarded.start}/preview.js", Sec_Fetch_Site=site).status == 403
    assert guarded.ask("/_preview/guess/events").status == 404
    assert guarded.ask("/_preview//events").status == 404
    assert guarded.ask(events, "HEAD", Sec_Fetch_Site="same-origin").status == 200
    assert len(guarded.start.removeprefix("/_preview/")) >= 32
    assert guarded.ask("/one/", Sec_Fetch_Site="cross-site").status == 200


def test_streams_are_not_without_number(guarded):
    from therapyblog.serve import hub

    kept = []
    for _ in range(hub.MOST):
        stream = guarded.follow("index.html")
        following = stream.__enter__()
        following()
        kept.append(stream)
    assert guarded.ask(f"{guarded.start}/events?file=index.html").status == 503
    for stream in kept:
        stream.__exit__(None, None, None)
    assert guarded.ask("/").status == 200


def malformed(count: int):
    chance = random.Random(7)
    pieces = [
        "GET",
        "POST",
        " ",
        "/",
        "HTTP/1.1",
        "HTTP/9.9",
        "\r\n",
        "\n",
        "\r",
        "Host: ",
        "x",
        ":",
        "\0",
        "é",
        "%",
        "Content-Length: -1",
    ]
    pieces += [
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked, chunked",
        "Content-Length: 5\r\nContent-Length: 6",
        "Expect: 100-continue",
    ]
    pieces += [
        "Upgrade: websocket\r\nConnection: Upgrade",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "zz\r\n",
        "A" * 300,
        "\x16\x03\x01\x02\x00\x01",
    ]
    for number in range(count):
        if number % 3 == 0:
            yield bytes(chance.randrange(256) for _ in range(chance.randrange(1, 200)))
        elif number % 3 == 1:
            yield "".join(chance.choice(pieces) for _ in range(chance.randrange(1, 14))).encode()
        else:
            name = "".join(chance.choices(string.printable, k=9))
            good = f"GET /one/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-{name}: y\r\n\r\n".encode()
            cut = chance.randrange(len(good))
            yield good[:cut] + bytes([chance.randrange(256)]) + good[cut + chance.randrange(4) :]


def test_malformed_requests_leave_it_alive(guarded, torture):
    for request in malformed(20_000 if torture else 600):
        answer = guarded.raw(request, end=True)
        assert not answer or status(answer) in (400, 403, 404, 405), request
    assert guarded.ask("/one/").status == 200
    assert status(guarded.raw(b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 200_000, end=True)) in (0, 400)
    assert guarded.ask("/one/").status == 200


def test_exposed_it_answers_bare_addresses_and_still_no_names(blog):
    served = Served(blog, exposed=True)
    try:
        for host in ("192.168.1.20", "10.0.0.7", "[fe80::1]", "localhost"):
            assert status(ask(served, "/", f"{host}:{served.port}")) == 200
        for host in ("evil.example", "router.lan", "[evil]", "1.2.3"):
            assert status(ask(served, "/", f"{host}:{served.port}")) == 403
    finally:
        served.close()
