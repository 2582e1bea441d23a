"""What answers at which address, whatever is asked for."""

from __future__ import annotations

import itertools
import random
import string

import pytest

from support.pictures import DRAWING, MARK
from support.served import Served, ask, status, wait_for
from support.site import post
from therapyblog.serve import app

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


def test_there_are_enough_strings():
    assert len(set(traversals())) >= 1000


def test_no_string_reaches_anything_but_the_site(guarded, torture):
    strings = traversals()
    for target in strings if torture else [*ODD, *strings[:: len(strings) // 500]]:
        answer = ask(guarded, target)
        assert b"this lies outside" not in answer, target
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
        assert "this lies outside" not in guarded.ask("/held.txt").text
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


def test_feeds_are_sent_as_they_are(served):
    answer = served.ask("/feed.xml")

    assert answer.headers["content-type"].startswith("application/xml")
    assert b"preview.js" not in answer.body
    assert app.media_type("film.mp4") == "video/mp4"
    assert app.media_type("thing.unheard-of") == "application/octet-stream"


def test_a_page_without_a_page_for_what_is_missing(served):
    served.site.write({"theme/templates/404.html": "{{ nothing.at.all }}"})
    wait_for(lambda: served.preview.problems, "the mistake is seen")

    assert served.ask("/nowhere/").status == 404


@pytest.mark.parametrize("place", ["media", "posts/by-lamplight"])
def test_a_drawing_is_shown_as_it_is_published(blog, place):
    blog.write(
        {f"{place}/lamp.svg": DRAWING, "posts/by-lamplight/index.md": post("By lamplight", f"![A](/{place}/lamp.svg)")}
    )
    url = "/media/lamp.svg" if place == "media" else f"/media/{place}/lamp.svg"
    served = Served(blog)
    try:
        answer = served.ask(url)
    finally:
        served.close()

    blog.build()
    assert MARK not in answer.body
    assert answer.body == blog.tree()[url[1:]]
    assert answer.headers["content-type"] == "image/svg+xml"
