"""What other programs and pages may send to a desk and its preview, rule by rule, and what they get."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket

import pytest

from support.desks import ServedDesk
from support.served import PATIENCE, Client, status, wait_for
from support.site import SmallSite, post
from therapyblog.desk.calls import CALLS, DESK
from therapyblog.desk.clients import is_own_client, is_own_server
from therapyblog.serve.events import MAX_STREAMS

GONE = None
"""A header that is not sent."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """A desk for all rows, none of which changes anything."""
    folder = tmp_path_factory.mktemp("guarded")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        patch.setenv("THERAPYBLOG_CONFIG", str(folder / "config"))
        site = SmallSite(folder / "site")
        site.write({"posts/one.md": post("One", "The first words.", date="2026-10-01"), "static/plain.txt": "a file"})
        (folder / "secret.txt").write_text("this lies outside")
        (site.folder / "static/out.txt").symlink_to(folder / "secret.txt")
        found = ServedDesk(site.folder)
        yield found
        found.close()


def changed(stage, headers):
    """The desk's own headers with some changed, and some left out."""
    made = stage.headers | headers
    return {name: text.format(**vars_of(stage)) for name, text in made.items() if text is not None}


def vars_of(stage):
    return {
        "desk": stage.host,
        "preview": stage.preview_host,
        "port": stage.port,
        "token": stage.desk.token,
        "reading": stage.desk.workspace.token,
    }


REFUSED = {
    "no token": {"X-Therapyblog-Token": GONE},
    "an empty token": {"X-Therapyblog-Token": ""},
    "another token": {"X-Therapyblog-Token": "a" * 43},
    "half of the token": {"X-Therapyblog-Token": "{token:.20}"},
    "the token and more": {"X-Therapyblog-Token": "{token}x"},
    "the token of the preview": {"X-Therapyblog-Token": "{reading}"},
    "the token as a cookie": {"X-Therapyblog-Token": GONE, "Cookie": "token={token}; X-Therapyblog-Token={token}"},
    "the token as a password": {"X-Therapyblog-Token": GONE, "Authorization": "Bearer {token}"},
    "another page": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    "another page in a browser of old": {"Origin": "https://evil.example", "Sec-Fetch-Site": GONE},
    "a page of no origin": {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    "a page of no origin in a browser of old": {"Origin": "null", "Sec-Fetch-Site": GONE},
    "no origin": {"Origin": GONE},
    "no origin in a browser of old": {"Origin": GONE, "Sec-Fetch-Site": GONE},
    "the previewed page": {"Origin": "http://{preview}", "Sec-Fetch-Site": "same-site"},
    "another port": {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-site"},
    "another name of this computer": {"Origin": "http://localhost:{port}"},
    "the origin over TLS": {"Origin": "https://{desk}"},
    "the origin with a slash": {"Origin": "http://{desk}/"},
    "the origin in capitals": {"Origin": "HTTP://{desk}"},
    "the origin and more": {"Origin": "http://{desk}.evil.example"},
    "an origin before ours": {"Origin": "https://evil.example http://{desk}"},
    "a browser that says it is another site": {"Sec-Fetch-Site": "cross-site"},
    "a browser that says it is another port": {"Sec-Fetch-Site": "same-site"},
    "typed by hand": {"Sec-Fetch-Site": "none"},
    "a form or a link": {"Sec-Fetch-Dest": "document"},
    "a frame": {"Sec-Fetch-Dest": "iframe"},
    "a picture": {"Sec-Fetch-Dest": "image"},
    "a service worker": {"Service-Worker": "script"},
    "a form": {"Content-Type": "application/x-www-form-urlencoded"},
    "a form with files": {"Content-Type": "multipart/form-data; boundary=x"},
    "JSON as text": {"Content-Type": "text/plain"},
    "JSON as text with a claim": {"Content-Type": "text/plain; application/json"},
    "nearly JSON": {"Content-Type": "application/json5"},
    "JSON of no type": {"Content-Type": GONE},
    "a name that leads here (DNS rebinding)": {"Host": "evil.example:{port}"},
    "and its own origin": {"Host": "evil.example:{port}", "Origin": "http://evil.example:{port}"},
    "localhost": {"Host": "localhost:{port}", "Origin": "http://localhost:{port}"},
    "this computer's IPv6 address": {"Host": "[::1]:{port}", "Origin": "http://[::1]:{port}"},
    "this computer's address in other digits": {"Host": "127.1:{port}"},
    "every address": {"Host": "0.0.0.0:{port}"},
    "no port": {"Host": "127.0.0.1"},
    "the port of the preview": {"Host": "{preview}"},
}
ALLOWED = {
    "the desk's own page": {},
    "a browser of old": {"Sec-Fetch-Site": GONE},
    "a browser that says all that it can": {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
    "the encoding beside the type": {"Content-Type": "application/json; charset=utf-8"},
}


def test_only_the_desks_own_page_is_answered(stage):
    for name, headers in ALLOWED.items():
        answer = stage.send("site.read", b"{}", changed(stage, headers))
        assert (answer.status, json.loads(answer.body)["title"]) == (200, "Still Water"), name
    for call in ("site.read", "sites.list", "events", "desk.end", "nothing"):
        for name, headers in REFUSED.items():
            answer = stage.send(call, b"{}", changed(stage, headers))
            assert answer.status in (400, 403), (call, name)
            assert b"Still Water" not in answer.body, (call, name)
    assert stage.call("site.read")["title"] == "Still Water"


def test_every_call_needs_all_of_it(stage):
    for call in (*CALLS, *DESK):
        if call != "desk.enter":
            answer = stage.send(call, b"{}", changed(stage, {"X-Therapyblog-Token": GONE}))
            assert (answer.status, json.loads(answer.body)["error"]["code"]) == (403, "no-token"), call
        for headers in ({"Origin": "null"}, {"Host": "evil.example"}, {"Content-Type": "text/plain"}):
            assert stage.send(call, b"{}", changed(stage, headers)).status in (400, 403), call
        for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"):
            answer = stage.ask(f"/api/{call}?token={stage.desk.token}", method, **changed(stage, {}))
            assert answer.status == 405, (call, method)


def test_no_answer_may_be_read_by_another_page(stage):
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-therapyblog-token"}
    asked = [
        stage.ask("/"),
        stage.ask("/static/desk.js"),
        stage.ask("/nothing"),
        stage.ask("/", Origin="https://evil.example"),
        stage.ask("/api/site.read", "OPTIONS", Origin="https://evil.example", **preflight),
        stage.send("site.read", b"{}", stage.headers),
        stage.send("site.read", b"{}", stage.headers | {"Origin": "null"}),
    ]
    for answer in asked:
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers
        policy = answer.headers["content-security-policy"]
        for part in (
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "form-action 'none'",
            "base-uri 'none'",
        ):
            assert part in policy.split("; ")
        assert f"frame-src http://{stage.preview_host}" in policy.split("; ")
        assert "unsafe" not in policy
        assert "require-trusted-types-for 'script'" in policy


def test_the_desks_page_holds_nothing_and_is_taken_apart_by_nobody(stage):
    page = stage.ask("/")
    assert page.status == 200
    for file in ("/", "/enter", "/enter.js", "/static/desk.js", "/static/desk.css", "/static/words/en.json"):
        answer = stage.ask(file)
        assert answer.status == 200, file
        for secret in (stage.desk.token, stage.desk.workspace.token, "Still Water", str(stage.desk.workspace.folder)):
            assert secret not in answer.text, file
        for site in ("cross-site", "same-site"):
            assert stage.ask(file, Sec_Fetch_Site=site, Sec_Fetch_Mode="no-cors").status == 403, file
            assert stage.ask(file, Sec_Fetch_Site=site, Sec_Fetch_Mode="navigate").status == 200, file
    for host in ("evil.example", f"evil.example:{stage.port}", f"localhost:{stage.port}", ""):
        assert stage.ask("/", Host=host).status == 403, host
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert stage.ask("/", method).status == 405


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/words/../../desk.py",
        "/static/",
        "/static/words",
        "/pages/enter.html",
        "/enter/",
        "//evil.example/",
        "/api",
        "/api/",
        "/api/site.read",
        "/api/events",
        "/desk-running.json",
        "/%00",
    ],
)
def test_no_other_address_of_the_desk_leads_anywhere(stage, path):
    answer = stage.ask(path)
    assert answer.status in (404, 405), answer.text
    assert "token" not in answer.headers.get("location", "")


def test_headers_that_were_sent_twice_count_as_none(stage):
    host, token = stage.host, stage.desk.token
    good = [
        f"Host: {host}",
        f"Origin: http://{host}",
        f"X-Therapyblog-Token: {token}",
        "Content-Type: application/json",
        "Content-Length: 2",
    ]
    evil = ["Host: evil.example", "Origin: null", "X-Therapyblog-Token: x", "Content-Type: text/plain"]

    def ask(lines, *, end=False):
        head = "\r\n".join(["POST /api/site.read HTTP/1.1", *lines, "Connection: close"])
        return status(stage.raw(f"{head}\r\n\r\n{{}}".encode(), end=end))

    assert ask(good) == 200
    for line in (*evil, *good[:4]):
        assert ask([line, *good]) in (400, 403), line
        assert ask([*good, line]) in (400, 403), line
    # Two requests that a careless server takes for one, or the other way round.
    assert ask([*good[:4], "Content-Length: 2", "Transfer-Encoding: chunked"], end=True) in (0, 400, 403)
    assert ask([*good[:4], "Content-Length: 2, 3"], end=True) in (0, 400)


def test_a_websocket_is_none(stage):
    lines = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eHh4\r\n"
    for client, host in ((stage, stage.host), (stage.preview, stage.preview_host)):
        for path in ("/", "/api/events", "/api/site.read", f"/{stage.desk.workspace.token}/"):
            request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: https://evil.example\r\n{lines}\r\n"
            with socket.create_connection(("127.0.0.1", client.port), timeout=PATIENCE) as stream:
                stream.sendall(request.encode())
                assert not stream.recv(64).startswith(b"HTTP/1.1 101"), path


def test_what_is_no_request_is_refused_in_words(stage):
    nested = b'{"folder":' + b"[" * 200_000
    for body in (b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"folder": 1}', b'{"folder": "/", "more": 1}', nested):
        answer = stage.send("sites.open", body, stage.headers)
        assert (answer.status, json.loads(answer.body)["error"]["code"]) == (400, "bad-request"), body[:20]
    answer = stage.send("sites.forget.it", b"{}", stage.headers)
    assert (answer.status, json.loads(answer.body)["error"]["code"]) == (404, "no-call")
    assert stage.send("site.read", b"", stage.headers).status == 200


def test_more_than_a_request_may_hold_is_not_read(stage):
    connection = http.client.HTTPConnection("127.0.0.1", stage.port, timeout=PATIENCE)
    headers = stage.headers | {"Content-Length": str(10**12)}
    connection.putrequest("POST", "/api/sites.list", skip_host=True)
    for name, text in headers.items():
        connection.putheader(name, text)
    connection.endheaders()
    sent = 0
    with pytest.raises((BrokenPipeError, ConnectionError)):  # noqa: PT012 - it is refused somewhere on the way
        while True:
            connection.send(b" " * 2**20)
            sent += 2**20
    assert sent < 200 * 2**20
    connection.close()
    assert stage.call("site.read")["title"] == "Still Water"


def test_two_hundred_windows(stage):
    """So many streams at once are refused in words, and the desk answers as before; when they end, there is room."""
    connections = []
    try:
        for number in range(200):
            connection = http.client.HTTPConnection("127.0.0.1", stage.port, timeout=PATIENCE)
            connections.append(connection)
            connection.request("POST", "/api/events", b"{}", stage.headers)
            answer = connection.getresponse()
            assert answer.status == (200 if number < MAX_STREAMS else 503), number
        assert json.loads(answer.read())["error"]["code"] == "too-many"
        assert stage.call("site.read")["title"] == "Still Water"
    finally:
        for connection in connections:
            connection.close()
    wait_for(lambda: stage.desk.events.windows == 0, "the streams of windows that were closed stay open")
    with stage.events():
        pass


def test_the_preview_only_shows_pages(stage):
    token = stage.desk.workspace.token
    page = stage.preview.ask(f"/{token}/one/")
    assert page.status == 200
    assert "The first words." in page.text
    assert stage.preview.ask(f"/{token}/plain.txt").text == "a file"
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
        for path in (f"/{token}/one/", f"/{token}/api/site.read", "/api/site.read", f"/api/site.read?{token}"):
            answer = stage.preview.ask(path, method, **changed(stage, {"Host": "{preview}"}))
            assert answer.status == 405, (method, path)
    for path in (
        "/",
        "/one/",
        f"/{token}",
        f"/{token[:-1]}/one/",
        f"/{token}x/one/",
        "//one/",
        f"/{stage.desk.token}/one/",
        f"/{token}/api/site.read",
        f"/{token}/_preview/{token}/events",
        f"/{token}/../secret.txt",
        f"/{token}/%2e%2e/secret.txt",
        f"/{token}/..%2fsecret.txt",
        f"/{token}/out.txt",
        f"/{token}/therapyblog.toml",
        f"/{token}/.therapyblog/",
        f"/{token}/posts/one.md",
        f"/{token}//etc/passwd",
    ):
        answer = stage.preview.ask(path)
        assert answer.status == 404, path
        assert "this lies outside" not in answer.text
        assert stage.desk.token not in answer.text
    for host in ("evil.example", f"evil.example:{stage.preview.port}", f"localhost:{stage.preview.port}", stage.host):
        assert stage.preview.ask(f"/{token}/one/", Host=host).status == 403, host
    for headers in ({"Service-Worker": "script"}, {"Sec-Fetch-Dest": "serviceworker"}):
        assert stage.preview.ask(f"/{token}/one/", **headers).status == 403


def test_every_answer_of_the_preview_belongs_to_no_origin(stage):
    token = stage.desk.workspace.token
    for path in (f"/{token}/", f"/{token}/one/", f"/{token}/plain.txt", f"/{token}/nothing/", f"/{token}/one", "/"):
        answer = every_header(stage.preview, path)
        policies = [text for name, text in answer if name == "content-security-policy"]
        assert f"sandbox allow-scripts allow-forms; frame-ancestors http://{stage.host}" in policies, path
        assert not [name for name, _ in answer if name in ("access-control-allow-origin", "set-cookie")], path
        assert ("referrer-policy", "no-referrer") in answer, path
        assert ("x-content-type-options", "nosniff") in answer, path
    rows = (
        ("null", "font", "null"),
        ("null", "script", "null"),
        ("null", "empty", ""),
        ("null", "", ""),
        ("https://evil.example", "font", ""),
        (f"http://{stage.host}", "font", ""),
    )
    for origin, kind, allowed in rows:
        answer = stage.preview.ask(f"/{token}/plain.txt", Origin=origin, Sec_Fetch_Dest=kind)
        assert answer.headers.get("access-control-allow-origin", "") == allowed, (origin, kind)
    assert stage.preview.ask(f"/{token}/one").headers["location"] == f"/{token}/one/"


def every_header(client: Client, path: str) -> list[tuple[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return [(name.lower(), text) for name, text in answer.getheaders()]
    finally:
        connection.close()


def test_the_links_of_every_page_stay_below_the_preview(stage):
    token = stage.desk.workspace.token
    for path in ("", "one/", "nothing/at/all/", "blog/"):
        page = stage.preview.ask(f"/{token}/{path}").text
        rooted = re.findall(r"""(?:href|src|action|content)=["'](/(?!/)[^"']*)""", page)
        assert [address for address in rooted if not address.startswith(f"/{token}/")] == [], path
        for address in rooted:
            assert stage.preview.ask(address).status == 200, address


def test_another_account_of_this_computer_gets_no_window(tmp_path):
    """The system says to whom the other end of a connection belongs."""
    scope = {"client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 40000)}
    row = "   1: 0100007F:C350 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  {}        0 1 1 0\n"
    other = "   2: 0100007F:C351 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  4242        0 1 1 0\n"
    connections = tmp_path / "tcp"
    for rows, own in ((row.format(os.getuid()), True), (row.format(4242), False), ("", True)):
        connections.write_text(f"  sl  local_address rem_address\n{other}{rows}")
        assert is_own_client(scope, str(connections)) is own
    assert is_own_client(scope, str(tmp_path / "nothing"))
    assert is_own_client({})
    listens = "   0: 0100007F:9C40 00000000:0000 0A 00000000:00000000 00:00000000 00000000  {}        0 1 1 0\n"
    for rows, own in ((listens.format(os.getuid()), True), (listens.format(4242), False), (row.format(4242), True)):
        connections.write_text(f"  sl  local_address rem_address\n{rows}")
        assert is_own_server(40000, str(connections)) is own
