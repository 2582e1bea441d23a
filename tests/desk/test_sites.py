"""The start page: my sites, a new one, a folder of this computer, the example; and the open site at a glance."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from support.desks import ServedDesk
from support.site import SmallSite
from therapyblog.desk.again import entrance_of_running


def test_the_open_site_at_a_glance(desk, practice):
    practice.edit("practitioners/ada-moss.md", "[MA, MBACP]", "[{letters: MA, expires: 2027-01-31}]")
    with desk.events() as next_event:
        practice.write({"posts/three.md": "---\ntitle: Three\nlanguage: fr\n---\n\nTrois.\n"})
        next_event("files", lambda event: "posts/three.md" in event["paths"])
    site = desk.call("site.read")
    assert (site["folder"], site["title"], site["language"]) == (str(practice.folder), "Still Water", "en-GB")
    assert site["languages"] == ["en-GB", "fr"]
    assert site["kinds"] == {"post": 3, "practitioner": 1}
    assert (site["accepting"], site["trouble"]) == ("open", "")
    assert [entry["day"] for entry in site["due"]] == ["2027-02-01", "2027-06-02"]
    assert site["preview"].startswith(f"http://{desk.preview_host}/")
    assert len(desk.call("site.problems")["problems"]) == site["problems"]


def test_sites_are_remembered_the_last_one_first(empty_desk, practice, home):
    assert empty_desk.call("sites.list") == {"sites": [], "example": True, "open": ""}
    assert empty_desk.refused("site.read")["code"] == "no-site"
    other = SmallSite(home / "other")
    for folder in (practice.folder, other.folder):
        assert empty_desk.call("sites.open", folder=str(folder))["folder"] == str(folder)
    (other.folder / "therapyblog.toml").unlink()
    listed = empty_desk.call("sites.list")
    assert listed["open"] == str(other.folder)
    assert listed["sites"] == [
        {"folder": str(other.folder), "title": "Still Water", "there": False},
        {"folder": str(practice.folder), "title": "Still Water", "there": True},
    ]
    empty_desk.call("sites.forget", folder=str(other.folder))
    assert [site["folder"] for site in empty_desk.call("sites.list")["sites"]] == [str(practice.folder)]
    assert other.folder.is_dir()


@pytest.mark.parametrize(
    ("folder", "code"),
    [
        ("", "no-folder"),
        ("practice", "no-folder"),
        ("~nobody-of-that-name/x", "no-folder"),
        ("/nowhere\0", "no-folder"),
        ("~", "no-site-there"),
        ("~/nowhere", "no-site-there"),
        ("~/practice/posts/one.md", "no-site-there"),
    ],
)
def test_a_folder_without_a_site_is_refused_in_words(empty_desk, practice, folder, code):
    refused = empty_desk.refused("sites.open", folder=folder)
    assert refused["code"] == code
    assert refused["says"]
    assert refused["fix"]


def test_a_window_never_writes_into_a_site_that_was_opened_elsewhere(desk, practice, home):
    first = desk.call("site.read")["id"]
    assert desk.call("site.read", site=first)["id"] == first
    with desk.events() as next_event:
        second = desk.call("sites.open", folder=str(SmallSite(home / "other").folder))["id"]
        assert next_event("opened")["site"] == second
    answer = desk.send("site.read", b"{}", desk.headers | {"X-Therapyblog-Site": first})
    assert (answer.status, json.loads(answer.body)["error"]["code"]) == (409, "another-site")
    assert desk.call("site.read", site=second)["folder"] == str(home / "other")


def test_a_site_of_answers(empty_desk, home):
    asked = {question["name"]: question for question in empty_desk.call("sites.questions")["questions"]}
    assert asked["name"]["asked"]
    assert not asked["number"]["asked"]
    assert asked["accepting"]["choices"] == ["open", "waitlist", "closed"]
    assert asked["theme"]["choices"] == ["calm", "clinic", "journal"]
    assert asked["modes"]["kind"] == "list"
    after = {"name": "Ada Moss", "register": "BACP", "country": "DE", "fee": "sixty"}
    asked = {q["name"]: q for q in empty_desk.call("sites.questions", answers=after)["questions"]}
    assert asked["number"]["asked"]
    assert asked["street"]["asked"]
    assert (asked["title"]["default"], asked["language"]["default"]) == ("Ada Moss", "de")

    folder = home / "new" / "practice"
    refused = empty_desk.refused("sites.create", folder=str(folder), answers={"name": "Ada Moss", "fee": "sixty"})
    assert (refused["code"], refused["question"]) == ("answer", "fee")
    assert "--fee" not in refused["says"]
    assert empty_desk.refused("sites.create", folder=str(folder), answers={})["question"] == "name"
    assert not folder.exists()
    site = empty_desk.call("sites.create", folder=str(folder), answers={"name": "Ada Moss", "town": "Leith"})
    assert site["title"] == "Ada Moss"
    assert (folder / "practitioners" / "ada-moss.md").is_file()
    again = empty_desk.refused("sites.create", folder=str(folder), answers={"name": "Ada Moss"})
    assert "is not empty" in again["says"]


def test_the_example_is_a_copy_that_stays(empty_desk, home):
    site = empty_desk.call("sites.example")
    folder = Path(site["folder"])
    assert folder.parent == home
    assert site["kinds"]["post"] > 5
    assert not (folder / "public").exists()
    (folder / "posts" / "mine.md").write_text("---\ntitle: Mine\n---\n\nWords.\n")
    assert empty_desk.call("sites.example")["folder"] == str(folder)
    assert (folder / "posts" / "mine.md").is_file()


def test_folders_are_named_and_nothing_else_is(empty_desk, practice, home):
    for name in ("Zoo", "apple", ".hidden", "locked"):
        (home / name).mkdir()
    (home / "letter.txt").write_text("private")
    (home / "link").symlink_to(practice.folder)
    os.mkdir(os.fsencode(home) + b"/odd-\xff")
    (home / "gone").symlink_to(home / "nowhere")
    listed = empty_desk.call("folders.list")
    assert (listed["folder"], listed["home"], listed["parent"]) == (str(home), str(home), str(home.parent))
    assert [(entry["name"], entry["is_site"]) for entry in listed["folders"]] == [
        ("apple", False),
        ("link", True),
        ("locked", False),
        ("practice", True),
        ("Zoo", False),
    ]
    inside = empty_desk.call("folders.list", folder=str(practice.folder / ".." / "practice"))
    assert inside["folder"] == str(practice.folder)
    assert "one.md" not in json.dumps(inside)
    assert empty_desk.refused("folders.list", folder=str(home / "letter.txt"))["code"] == "unreadable"
    assert empty_desk.refused("folders.list", folder=str(home / "nowhere"))["code"] == "unreadable"
    assert empty_desk.call("folders.list", folder="/")["parent"] == ""


def test_a_second_start_is_a_window_of_the_first_desk(desk, practice, home):
    address = entrance_of_running(SmallSite(home / "other").folder)
    assert address.startswith(f"http://{desk.host}/enter#")
    assert desk.call("site.read")["folder"] == str(home / "other")
    code = address.partition("#")[2]
    anybody = desk.headers | {"X-Therapyblog-Token": ""}
    answer = desk.send("desk.enter", json.dumps({"code": code}).encode(), anybody)
    assert json.loads(answer.body) == {"token": desk.desk.token}
    assert desk.send("desk.enter", json.dumps({"code": code}).encode(), anybody).status == 403


def test_what_a_desk_notes_of_itself_only_its_own_account_can_read(desk, home):
    files = list((home.parent / "config").iterdir())
    assert files
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)


def test_the_note_of_a_desk_that_ended_opens_no_window(home, practice):
    desk = ServedDesk(practice.folder)
    note = home.parent / "config" / "desk-running.json"
    kept = note.read_bytes()
    desk.close()
    assert not note.exists()
    assert entrance_of_running(None) is None
    note.write_bytes(kept)
    assert entrance_of_running(None) is None
    other = ServedDesk(practice.folder)
    try:
        note.write_bytes(kept.replace(str(desk.port).encode(), str(other.port).encode()))
        assert entrance_of_running(None) is None
        assert entrance_of_running(practice.folder) is None
    finally:
        other.close()


def test_it_ends_when_the_page_says_so_or_its_last_window_was_closed(home, practice):
    desk = ServedDesk(practice.folder)
    desk.call("desk.end")
    desk.wait()
    assert desk.ended
    desk = ServedDesk(practice.folder, grace=0.2)
    with desk.events():
        assert desk.call("site.read")["title"] == "Still Water"
    desk.wait()
    assert desk.ended
