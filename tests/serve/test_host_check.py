"""The network is hostile: what a page on the same computer may send to the preview."""

from __future__ import annotations

from support.served import Served, ask, status


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


def test_exposed_it_answers_bare_addresses_and_still_no_names(blog):
    served = Served(blog, exposed=True)
    try:
        for host in ("192.168.1.20", "10.0.0.7", "[fe80::1]", "localhost"):
            assert status(ask(served, "/", f"{host}:{served.port}")) == 200
        for host in ("evil.example", "router.lan", "[evil]", "1.2.3"):
            assert status(ask(served, "/", f"{host}:{served.port}")) == 403
    finally:
        served.close()
