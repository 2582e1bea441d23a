"""Texts at the desk: opened as they are, saved without losing anything, their settings changed line by line."""

from __future__ import annotations

import errno
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from support import quiet_site
from support.desks import ServedDesk
from support.injection import PAYLOADS
from support.quiet_site import QuietSite
from support.rows import every_row
from support.site import SmallSite
from therapyblog.desk import documents, filing, saved_versions, site_files
from therapyblog.desk.protocol import Refused
from therapyblog.errors import UsageError
from therapyblog.output import directory_tree
from therapyblog.output.directory_tree import Tree

POST = "posts/one.md"
ROOT = Path(__file__).parents[1]


def opened(desk: ServedDesk, path: str = POST) -> dict[str, Any]:
    return desk.call("documents.open", path=path)


def read(site: SmallSite, path: str = POST) -> str:
    return (site.folder / path).read_bytes().decode()


@pytest.fixture
def quiet(site: SmallSite) -> Any:
    """An open site without a preview, with a post."""
    site.write({POST: "---\ntitle: One\n---\n\nText.\n"})
    return QuietSite(site.folder)


def test_the_lists(desk, practice):
    with desk.events() as next_event:
        practice.write(
            {
                "posts/bad.md": "---\ntitle: Bad\ntags: [\n---\n",
                "posts/later.md": "---\ntitle: Later: on\ndate: 2031-05-05\n"
                "series: Rest\npart: 2\n---\n\nWords here.\n",
            }
        )
        next_event("files", lambda event: "posts/later.md" in event["paths"])
    entries = {entry["path"]: entry for entry in desk.call("documents.list")["documents"]}

    assert {path: entry["state"] for path, entry in entries.items()} == {
        "posts/bad.md": "needs-a-look",
        "posts/later.md": "scheduled",
        "posts/one.md": "published",
        "posts/two.md": "draft",
        "practitioners/ada-moss.md": "published",
        "therapyblog.toml": "published",
    }
    later = entries["posts/later.md"]
    assert (later["title"], later["until"], later["series"], later["part"]) == ("Later: on", "2031-05-05", "Rest", 2)
    assert (later["words"], later["mistakes"], entries["posts/bad.md"]["mistakes"]) == (2, 0, 1)
    assert later["digest"] == opened(desk, "posts/later.md")["digest"]
    assert entries["therapyblog.toml"]["title"] == "Still Water"
    people = desk.call("documents.list", kind="practitioner")["documents"]
    assert [entry["path"] for entry in people] == ["practitioners/ada-moss.md"]


def test_a_text_is_opened_with_its_settings_as_forms_show_them(desk, practice):
    practice.write(
        {
            "posts/new.md": "\ufeff---\r\nTitle: New: one\r\ndate: Dec 15, 2024\r\nexit: yes\r\ntags: a, b\r\n"
            "series: Rest\r\npart: 2\r\nauthors: Ada Moss\r\nmine: x\r\n---\r\n\r\nThree more words.\r\n"
        }
    )
    found = opened(desk, "posts/new.md")

    assert found["text"].startswith("---\nTitle: New: one\n")
    assert (found["kind"], found["encoding_kept"], found["read_only"]) == ("post", True, False)
    assert found["body_starts_line"] == 11
    assert found["values"] == {
        "title": "New: one",
        "date": "2024-12-15",
        "exit": True,
        "tags": ["a", "b"],
        "series": {"name": "Rest", "part": 2},
        "author": "Ada Moss",
        "mine": "x",
    }
    settings = opened(desk, "therapyblog.toml")
    assert (settings["kind"], settings["values"]["crisis"]) == ("settings", {"checked_on": "2026-06-01"})
    person = opened(desk, "practitioners/ada-moss.md")
    assert person["values"]["credentials"] == [{"letters": "MA"}, {"letters": "MBACP"}]
    assert person["address"].endswith("/team/ada-moss/")


@every_row(
    "content, text, expected",
    [
        ("a\nb\n", "a\nc\n", "a\nc\n"),
        ("\ufeffa\r\nb", "a\nb\nc", "\ufeffa\r\nb\r\nc"),
        ("a\rb\r", "a\nb\nc\n", "a\rb\rc\r"),
        ("one\r\ntwo\nthree\r\n", "one\nnew\ntwo\nthree\n", "one\r\nnew\r\ntwo\nthree\r\n"),
        ("one\u2028two\u2028", "one\ntwo\nx\n", "one\u2028two\u2028x\u2028"),
        ("a\n", "a\r\nb\x00\x07c\ud83d\n", "a\nbc\n"),
        ("", "x", "x"),
    ],
    ids=repr,
)
def test_line_ends_and_the_mark_stay(site: SmallSite, content: str, text: str, expected: str) -> None:
    site.write({POST: content})
    quiet: Any = QuietSite(site.folder)
    found = documents.open_document(quiet, documents.OpenDocument(path=POST))
    assert (
        documents.save(quiet, documents.SaveDocument(path=POST, text=found.text, digest=found.digest)).digest
        == found.digest
    )
    assert read(site) == content

    saved = documents.save(quiet, documents.SaveDocument(path=POST, text=text, digest=found.digest))

    assert read(site) == expected
    assert saved.digest == documents.open_document(quiet, documents.OpenDocument(path=POST)).digest


def test_a_change_by_somebody_else_is_shown_and_nothing_is_overwritten(desk, practice):
    seen = opened(desk)
    practice.edit(POST, "The first words.", "Their words.")

    refused = desk.refused("documents.save", path=POST, text="mine", digest=seen["digest"], window="w")
    assert (refused["status"], refused["code"]) == (409, "changed-on-disk")
    assert "Their words." in refused["theirs"]["text"]
    assert "Their words." in read(practice)
    refused = desk.refused("documents.set", path=POST, digest=seen["digest"], changes=[], window="w")
    assert refused["status"] == 409

    desk.call("documents.save", path=POST, text="mine", digest=refused["theirs"]["digest"], window="w")
    versions = desk.call("versions.list", path=POST)["versions"]
    assert read(practice) == "mine"
    assert [version["by"] for version in versions] == ["desk", "elsewhere"]
    assert versions[0]["first_line"] == "mine"
    before = desk.call("versions.read", path=POST, id=versions[1]["id"])
    assert "Their words." in before["text"]
    digest = opened(desk)["digest"]
    desk.call("versions.restore", path=POST, id=versions[1]["id"], digest=digest)
    assert "Their words." in read(practice)
    assert desk.refused("versions.read", path=POST, id="../../x")["code"] == "no-version"


def test_settings_change_line_by_line(desk, practice):
    practice.write(
        {
            "practitioners/ada-moss.md": "---\nname: Ada Moss  # hers\ncredentials: MA, MBACP\n---\nAda listens.\n",
            "posts/new.md": "---\ntitle: New\nseries: Rest\npart: 2\nauthors: [Ada Moss]\n---\n\nText.\n",
        }
    )

    def change(path: str, *changes: tuple[list[Any], Any]) -> dict[str, Any]:
        listed = [{"setting": setting, "value": value} for setting, value in changes]
        return desk.call("documents.set", path=path, digest=opened(desk, path)["digest"], changes=listed, window="w")

    person = change("practitioners/ada-moss.md", (["credentials", 1, "expires"], "2027-01-31"))
    assert person["text"] == (
        "---\nname: Ada Moss  # hers\ncredentials:\n  - MA\n"
        "  - letters: MBACP\n    expires: 2027-01-31\n---\nAda listens.\n"
    )
    assert person["values"]["credentials"][1] == {"letters": "MBACP", "expires": "2027-01-31"}
    change("practitioners/ada-moss.md", (["credentials", 1, "expires"], None), (["role"], "Counsellor"))
    post = change("posts/new.md", (["series", "part"], 3), (["author"], ["ada-moss"]), (["exit"], True))
    assert post["text"] == ("---\ntitle: New\nseries: Rest\npart: 3\nauthors: [ada-moss]\nexit: true\n---\n\nText.\n")
    assert post["values"]["series"] == {"name": "Rest", "part": 3}
    site = change("therapyblog.toml", (["site", "title"], "Stiller Water"), (["crisis", "checked_on"], "2026-07-01"))
    assert 'title = "Stiller Water"\nurl' in site["text"]
    assert "checked_on = 2026-07-01\n" in site["text"]
    assert desk.call("site.accepting", value="waitlist") == {}
    assert 'accepting = "waitlist"' in read(practice, "therapyblog.toml")
    assert [problem for problem in site["problems"] if problem["severity"] == "error"] == []
    practice.write({"posts/hugo.md": "+++\ntitle = 'A'\n+++\n"})
    found = opened(desk, "posts/hugo.md")
    assert found["values"] == {}
    listed = [{"setting": ["title"], "value": "B"}]
    refused = desk.refused("documents.set", path="posts/hugo.md", digest=found["digest"], changes=listed)
    assert (refused["code"], refused["at"]["line"]) == ("as-text", 1)


def test_new_copies_addresses_and_the_bin(desk, practice):
    made = desk.call("documents.create", kind="post", title="On: resting", text="First.\n")["path"]
    assert made == "posts/on-resting.md"
    assert read(practice, made).endswith("status: draft\n---\n\nFirst.\n")
    assert desk.refused("documents.create", kind="post", title=" ")["code"] == "no-title"
    assert "is there already" not in desk.refused("documents.create", kind="post", title="On: resting")["code"]

    copy = desk.call("documents.duplicate", path=POST)["path"]
    assert copy == "posts/one-2.md"
    assert "title: One (2)\n" in read(practice, copy)
    assert "status: draft\n" in read(practice, copy)

    desk.call("documents.rename", path=POST, title="First", address="/the-first/", redirect=True)
    assert opened(desk)["address"].endswith("/the-first/")
    assert "title: First\n" in read(practice)
    assert "slug: the-first\naliases: [/one/]\n" in read(practice)
    desk.call("documents.rename", path=POST, address="one", redirect=False)
    assert "slug: one\n---" in read(practice)
    assert desk.refused("documents.rename", path=POST, address="two")["code"] == "taken"

    gone = desk.call("documents.delete", path=POST)["bin_id"]
    assert not (practice.folder / POST).exists()
    assert desk.refused("documents.open", path=POST)["code"] == "gone"
    (entry,) = desk.call("bin.list")["deleted"]
    assert (entry["id"], entry["path"], entry["title"]) == (gone, POST, "First")
    practice.write({POST: "---\ntitle: Another\n---\n\nText.\n"})
    assert desk.call("bin.restore", id=gone)["path"] == "posts/one-3.md"
    assert "title: First\n" in read(practice, "posts/one-3.md")
    assert desk.call("bin.list")["deleted"] == []
    assert desk.refused("documents.delete", path="therapyblog.toml")["code"] == "no-text"


@every_row(
    "path",
    [
        "",
        "/etc/passwd",
        "../x.md",
        "posts/../../x.md",
        "posts/./one.md",
        "posts//one.md",
        "posts/.hidden.md",
        "posts/a\\b.md",
        "C:/posts/one.md",
        "posts/one.txt",
        "media/one.md",
        "theme/one.md",
        ".therapyblog/history/one.md",
        "public/one.md",
        "posts/a\x00.md",
        "posts/a\n.md",
        "posts/\ud800.md",
        "posts",
    ],
    ids=repr,
)
def test_a_path_that_is_no_text_of_the_site_is_refused(quiet: Any, path: str) -> None:
    for call in (
        lambda: documents.open_document(quiet, documents.OpenDocument(path=path)),
        lambda: documents.save(quiet, documents.SaveDocument(path=path, text="x", digest="")),
        lambda: filing.delete(quiet, documents.OpenDocument(path=path)),
        lambda: filing.list_versions(quiet, documents.OpenDocument(path=path)),
    ):
        with pytest.raises(Refused) as refusal:
            call()
        assert refusal.value.code == "no-text"


def test_odd_files(quiet: Any, site: SmallSite, tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text("secret")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/x.md").write_text("secret")
    (site.folder / "posts/link.md").symlink_to(tmp_path / "outside.md")
    (site.folder / "posts/linked").symlink_to(tmp_path / "folder")
    (site.folder / "posts/folder.md").mkdir()
    os.mkfifo(site.folder / "posts/pipe.md")
    site.write(
        {
            "posts/binary.md": b"\x89PNG\r\n\x1a\n\0\0\xff\xfe",
            "posts/huge.md": b"word " * 500_000,
            "posts/control.md": "a\x07b",
            "posts/mistake.md": "---\ntags: [\n---\nText",
            "posts/Case.md": "one",
            "posts/protected.md": "mine",
        }
    )
    (site.folder / "posts/protected.md").chmod(0o444)

    def look(name: str) -> documents.Opened:
        return documents.open_document(quiet, documents.OpenDocument(path=f"posts/{name}.md"))

    for name in ("link", "linked/x", "folder", "pipe"):
        with pytest.raises(Refused) as refusal:
            look(name)
        assert refusal.value.code == "no-text"
        with pytest.raises(Refused):
            documents.save(quiet, documents.SaveDocument(path=f"posts/{name}.md", text="x", digest=""))
    assert (tmp_path / "outside.md").read_text() == "secret"
    for name in ("binary", "huge", "control"):
        found = look(name)
        assert (found.read_only, found.encoding_kept) == (True, False)
        with pytest.raises(Refused) as refusal:
            documents.save(quiet, documents.SaveDocument(path=f"posts/{name}.md", text="x", digest=found.digest))
        assert refusal.value.code == "read-only"
    assert len(look("huge").text) == site_files.MOST_BYTES
    assert (look("mistake").read_only, look("mistake").values) == (False, {})
    assert (look("protected").read_only, look("protected").encoding_kept) == (True, True)
    with pytest.raises(Refused) as refusal:
        look("gone")
    assert refusal.value.code == "gone"
    assert documents.save(quiet, documents.SaveDocument(path="posts/gone.md", text="back", digest="")).text == "back"
    with pytest.raises(Refused) as refusal:
        documents.save(quiet, documents.SaveDocument(path="posts/Case.md", text="x", digest=""))
    assert refusal.value.code == "changed-on-disk"


@every_row("number, code", [(errno.ENOSPC, "full"), (errno.EROFS, "read-only"), (errno.EACCES, "locked"), (5, "disk")])
def test_where_the_disk_refuses_the_file_is_as_it_was(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    site.write({POST: "before"})
    quiet: Any = QuietSite(site.folder)
    seen = documents.open_document(quiet, documents.OpenDocument(path=POST)).digest
    write = os.fsync
    for refused_at in (1, 2, 2):
        calls = []

        def refuse(descriptor: int, at: int = refused_at, calls: list[int] = calls) -> None:
            calls.append(descriptor)
            if len(calls) == at:
                raise OSError(number, os.strerror(number))
            write(descriptor)

        monkeypatch.setattr(directory_tree.os, "fsync", refuse)
        with pytest.raises(Refused) as refusal:
            documents.save(quiet, documents.SaveDocument(path=POST, text=f"after {refused_at}", digest=seen))
        assert refusal.value.code == code
        assert read(site) == "before"
        monkeypatch.setattr(directory_tree.os, "fsync", write)
    assert not [name for name in os.listdir(site.folder / "posts") if name.startswith(".")]


def test_what_is_written_in_the_moment_of_saving_is_kept(quiet: Any, site: SmallSite) -> None:
    file = site.folder / POST
    tree = Tree(site.folder)

    def into_it(_held: bytes | None) -> None:
        with file.open("r+b") as stream:
            stream.write(b"Their last words")

    assert tree.replace(POST, b"ours", into_it)[:16] == b"Their last words"  # type: ignore[index]
    assert file.read_bytes() == b"ours"
    seen = site_files.read_text(quiet, POST)
    original = Tree.replace

    def slowly(self: Tree, name: str, content: bytes, check: Any) -> bytes | None:
        file.write_bytes(b"theirs")
        return original(self, name, content, check)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tree, "replace", slowly)
        with pytest.raises(Refused) as refusal:
            site_files.replace(quiet, POST, b"mine", seen.digest, "")
    assert refusal.value.code == "changed-on-disk"
    assert file.read_bytes() == b"theirs"
    assert {b"theirs", b"mine", b"ours"} <= quiet.kept(POST)


def test_what_somebody_has_just_changed_is_not_deleted(quiet: Any, site: SmallSite) -> None:
    put = quiet.versions.put_into_bin

    def slowly(path: str, content: bytes, title: str) -> str:
        site.write({path: "theirs"})
        return str(put(path, content, title))

    quiet.versions.put_into_bin = slowly
    with pytest.raises(Refused) as refusal:
        filing.delete(quiet, documents.OpenDocument(path=POST))
    assert refusal.value.code == "changed-on-disk"
    assert read(site) == "theirs"
    assert quiet.versions.bin() == ()


def test_killed_while_saving(site: SmallSite, torture: bool) -> None:
    (site.folder / "posts").mkdir(exist_ok=True)
    command = [sys.executable, quiet_site.__file__, str(site.folder), "200" if torture else "40", "7"]
    subprocess.run(command, check=True, timeout=300, env={**os.environ, "PYTHONPATH": str(ROOT)})


def test_two_windows_and_the_disk_at_once(quiet: Any, site: SmallSite) -> None:
    texts: list[bytes] = []
    overwritten: set[bytes] = set()
    file = site.folder / POST
    failed: list[BaseException] = []

    def window(name: str) -> None:
        choose = random.Random(name)
        seen = documents.open_document(quiet, documents.OpenDocument(path=POST)).digest
        for number in range(100):
            text = f"{name} {number} {choose.random()}\n"
            for _ in range(50):
                try:
                    saved = documents.save(
                        quiet, documents.SaveDocument(path=POST, text=text, digest=seen, window=name)
                    )
                except Refused as refusal:
                    seen = refusal.more["theirs"].digest
                else:
                    texts.append(text.encode())
                    seen = saved.digest
                    break

    def disk() -> None:
        for number in range(100):
            text = f"disk {number}\n".encode()
            beside = site.folder / "beside"
            beside.write_bytes(text)
            overwritten.add(file.read_bytes())
            beside.replace(file)
            texts.append(text)

    def run(work: Any, *arguments: str) -> None:
        try:
            work(*arguments)
        except BaseException as error:  # noqa: BLE001 - reported below
            failed.append(error)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(saved_versions, "RECENT", 10_000)
        patch.setattr(directory_tree.os, "fsync", lambda _: None)
        threads = [threading.Thread(target=run, args=job) for job in ((window, "one"), (window, "two"), (disk,))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failed
    kept = quiet.kept(POST) | {file.read_bytes()}
    lost = [text for text in texts if text not in kept and not (text.startswith(b"disk") and text in overwritten)]
    assert not [text for text in lost if not text.startswith(b"disk")]
    # What another program renames into place between our last look and our own rename is gone: Python has no rename
    # that exchanges two files (Linux's renameat2). Seen once in 25 runs of 100 such renames without a pause.
    assert len(lost) <= 3
    assert len(texts) > 250


def test_states_are_bounded_and_what_others_wrote_stays(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = saved_versions.SavedVersions(site.folder)
    now = [1_800_000_000 * 10**9]
    monkeypatch.setattr(saved_versions.time, "time_ns", lambda: now[0])
    monkeypatch.setattr(directory_tree.os, "fsync", lambda _: None)
    versions.keep(POST, b"theirs", by="elsewhere")
    for number in range(300):
        now[0] += 20 * 10**9
        versions.keep(POST, b"%d" % number)
    kept = versions.versions(POST)
    assert versions.read(POST, kept[-1].id) == b"theirs"
    assert len(kept) <= saved_versions.RECENT + 20
    assert [versions.read(POST, version.id) for version in kept[:3]] == [b"299", b"298", b"297"]
    assert versions.keep(POST, b"299") == kept[0].id
    monkeypatch.setattr(saved_versions, "MOST_BYTES", 5_000)
    for number in range(60):
        versions.keep(f"posts/{number}.md", os.urandom(500))
    folder = site.folder / ".therapyblog/history"
    assert sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) < 80_000
    assert (folder.stat().st_mode & 0o777) == 0o700
    (damaged,) = list((folder / "versions").glob(f"*/{versions.keep(POST, b'last')}"))
    damaged.write_bytes(b"{}")
    assert versions.versions(POST)


def changed_settings(quiet: Any, path: str, value: str, settings: Iterable[tuple[str | int, ...]]) -> documents.Changed:
    digest = site_files.read_text(quiet, path).digest
    changes = tuple(documents.SettingChange(setting=setting, value=value) for setting in settings)
    return documents.set_settings(quiet, documents.SetSettings(path=path, digest=digest, changes=changes))


def hostile() -> list[str]:
    """Return 560 names and words that want to be something else."""
    odd = ("", "../", "..\\", "/", "posts/../../", "\x00", "\r\n---\n", "a: ", "# ", "'")
    payloads = [f"{before}{payload}" for before in odd for payload in PAYLOADS[:50]]
    more = [
        "%s%n",
        "${7*7}",
        "{{ 7*7 }}",
        "{% raw %}",
        "---",
        "...",
        "!!python/object:os.system",
        "&a [*a]",
        "*a",
        "<<: x",
    ]
    return [*payloads, *more, *(f'"{payload}"' for payload in PAYLOADS[:50])]


def test_hostile_words_are_data_and_stay_inside_the_site(
    quiet: Any, site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory_tree.os, "fsync", lambda _: None)
    payloads = hostile()
    assert len({*payloads}) >= 500
    before = {path for path in tmp_path.rglob("*") if site.folder not in path.parents}
    settings: tuple[tuple[str | int, ...], ...] = (("title",), ("series", "name"), ("tags", 0), ("own",))
    for payload in payloads:
        with pytest.raises(Refused):
            documents.open_document(quiet, documents.OpenDocument(path=payload))
        words = " ".join(site_files.clean(payload).split())
        changed = changed_settings(quiet, POST, payload, settings)
        for setting in settings:
            held: Any = changed.values
            for step in setting:
                held = held[step]
            assert " ".join(str(held).split()) == words, (payload, setting)
        assert changed.text.endswith("---\n\nText.\n")
        values = changed_settings(quiet, "therapyblog.toml", payload, [("site", "title")]).values["site"]
        assert values["url"] == "https://stillwater.example"
        assert " ".join(values["title"].split()) == words
    reasons: set[str] = set()
    for payload in payloads[::10]:
        try:
            made = filing.create(quiet, filing.CreateDocument(kind="post", title=payload, text=payload)).path
        except (Refused, UsageError) as refusal:
            reasons.add(str(refusal).partition(" ")[2])
        else:
            assert (site.folder / made).resolve().parent == (site.folder / "posts").resolve()
            filing.delete(quiet, documents.OpenDocument(path=made))
    assert {path for path in tmp_path.rglob("*") if site.folder not in path.parents} == before
