"""Bringing texts into a site through the desk: dropped files, an address, and taking it back."""

from __future__ import annotations

import base64
import json

import pytest

from support.browser import served
from therapyblog.importers.web import Endpoint, Web

WORDS = "Whoever has sat beside a slow river knows that it is not the water that is in a hurry, but we are. " * 4
TEXT = "---\ntitle: Slow water\ndate: 2024-02-03\n---\n\n![Reeds](reed.png)\n\nWhat a river knows.\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def packed(content):
    return base64.b64encode(content if isinstance(content, bytes) else content.encode()).decode()


def finished(desk, request):
    with desk.events() as next_event:
        task = desk.call("imports.start", **request)["task"]
        return next_event("task", lambda event: event["id"] == task and event["stage"] == "ended")


def test_dropped_files_become_texts_of_the_open_site_and_go_again(desk, practice):
    files = [{"name": "old/slow.md", "base64": packed(TEXT)}, {"name": "old/reed.png", "base64": packed(PNG)}]
    before = sorted(path for path in practice.folder.rglob("*.md"))
    ended = finished(desk, {"folder": str(practice.folder), "files": files})
    assert ended["result"]["came"] == {"posts": 1, "media": 1}
    assert ended["result"]["folder"] == str(practice.folder)
    assert "What a river knows." in (practice.folder / "posts" / "slow.md").read_text()
    assert not desk.desk.uploads
    undone = desk.call("imports.undo")
    assert "posts/slow.md" in undone["removed"]
    assert sorted(path for path in practice.folder.rglob("*.md")) == before
    assert "nothing to take back" in desk.refused("imports.undo")["says"]


def test_a_large_file_comes_in_parts_into_a_new_site(empty_desk, home):
    half = len(TEXT) // 2
    upload = empty_desk.call("imports.add", name="old/slow.md", base64=packed(TEXT[:half]))["upload"]
    empty_desk.call("imports.add", name="old/slow.md", base64=packed(TEXT[half:]), upload=upload)
    ended = finished(empty_desk, {"folder": str(home / "new"), "upload": upload})
    assert ended["result"]["came"] == {"posts": 1}
    assert empty_desk.call("sites.open", folder=str(home / "new"))["kinds"]["post"] == 1
    assert empty_desk.refused("imports.start", folder=str(home / "other"), upload=upload)["code"] == "no-upload"


def test_what_is_not_recognised_is_said_without_words_of_a_terminal(empty_desk, home):
    files = [{"name": "x.bin", "base64": packed(b"\0\1\2" * 99)}]
    error = finished(empty_desk, {"folder": str(home / "new"), "files": files})
    assert error["error"]["code"] == "unknown-kind"
    assert error["error"]["says"] == "x.bin is nothing that is recognised."
    assert "wordpress" in error["kinds"]
    assert not (home / "new").exists()
    assert empty_desk.refused("imports.start", folder=str(home / "new"))["code"] == "nothing"


@pytest.mark.parametrize("name", ["../x", "/", "", "a/../../x", "a//b", "c:x", "a\0b", "x" * 300, "..\\..\\x"])
def test_no_name_of_a_dropped_file_leads_elsewhere(empty_desk, home, name):
    file = {"name": name, "base64": packed("x")}
    refused = empty_desk.refused("imports.start", folder=str(home / "new"), files=[file])
    assert refused["code"] == "name"


def test_an_old_site_comes_by_its_address(empty_desk, home, tmp_path):
    old = tmp_path / "old"
    for path, title in (("about", "About me"), ("fees", "Fees")):
        (old / path).mkdir(parents=True)
        body = f"<main><h1>{title}</h1><p>{WORDS}</p></main>"
        (old / path / "index.html").write_text(f"<!doctype html><title>{title}</title><body>{body}</body>")
    links = '<a href="/about/">About</a><a href="/fees/">Fees</a>'
    (old / "index.html").write_text(
        f"<!doctype html><title>Home</title><body>{links}<main><p>{WORDS}</p></main></body>"
    )
    with served(old) as address:
        port = int(address.rpartition(":")[2])
        empty_desk.desk.web = lambda: Web(lambda *_: [Endpoint("93.184.216.34", "127.0.0.1", port)], pause=0)
        ended = finished(empty_desk, {"folder": str(home / "new"), "address": "http://reed.example"})
    assert ended["result"]["came"]["pages"] >= 2, ended
    assert (home / "new" / "pages" / "fees.md").is_file()


def test_an_address_of_this_computer_or_network_is_never_fetched(empty_desk, home):
    for address in (f"http://{empty_desk.host}/", f"http://{empty_desk.preview_host}/", "localhost:631", "10.0.0.1"):
        ended = finished(empty_desk, {"folder": str(home / "new"), "address": address})
        assert "private network" in ended["error"]["says"], ended
    assert not (home / "new").exists() or not list((home / "new").rglob("*.md"))


def test_progress_is_told_again_to_a_window_that_opens_later(empty_desk, home):
    file = {"name": "slow.md", "base64": packed(TEXT)}
    task = finished(empty_desk, {"folder": str(home / "new"), "files": [file]})["id"]
    with empty_desk.events() as next_event:
        told = next_event("task", lambda event: event["id"] == task)
    assert told["stage"] == "ended"
    assert json.dumps(told["result"])
