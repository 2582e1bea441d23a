"""Write, save, see: what is saved is served, and open pages are told."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

from support.served import Served, wait_for
from support.site import post

FILE = "posts/one.md"


def text_of(word: str) -> str:
    return post("One", f"The {word} words.", date="2026-10-01", author="ada-moss")


def truncate_and_write(path: Path, text: str) -> None:
    path.write_text(text)


def rename_over(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.tmp")
    fresh.write_text(text)
    fresh.replace(path)


def from_another_folder(path: Path, text: str) -> None:
    fresh = path.parent.parent / "fresh.tmp"
    fresh.write_text(text)
    fresh.replace(path)


def old_one_aside(path: Path, text: str) -> None:
    path.rename(path.with_name(f"{path.name}~"))
    path.write_text(text)
    path.with_name(f"{path.name}~").unlink()


def delete_and_write(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text)


def in_place(path: Path, text: str) -> None:
    with path.open("r+b") as stream:
        stream.write(text.encode())
        stream.truncate()


def in_pieces(path: Path, text: str) -> None:
    with path.open("w") as stream:
        for at in range(0, len(text), 40):
            stream.write(text[at : at + 40])
            stream.flush()
            threading.Event().wait(0.03)


def twice(path: Path, text: str) -> None:
    path.write_text(text.replace("words", "letters"))
    path.write_text(text)


def synced(path: Path, text: str) -> None:
    with path.open("w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def same_size_and_time(path: Path, text: str) -> None:
    """A synchronising program gives the copy the time of the original."""
    before = path.stat()
    fresh = path.with_name(".sync")
    fresh.write_text(text)
    os.utime(fresh, ns=(before.st_atime_ns, before.st_mtime_ns))
    fresh.replace(path)


def by_a_link(path: Path, text: str) -> None:
    fresh = path.with_name(".linked")
    fresh.write_text(text)
    path.unlink()
    os.link(fresh, path)
    fresh.unlink()


def copied_over(path: Path, text: str) -> None:
    fresh = path.parent.parent / "fresh.tmp"
    fresh.write_text(text)
    shutil.copy2(fresh, path)
    fresh.unlink()


STYLES = [
    truncate_and_write,
    rename_over,
    from_another_folder,
    old_one_aside,
    delete_and_write,
    in_place,
    in_pieces,
    twice,
    synced,
    same_size_and_time,
    by_a_link,
    copied_over,
]


@pytest.mark.parametrize("save", STYLES)
def test_every_way_of_saving_shows(served, save):
    with served.follow("one/index.html") as following:
        told = following()
        for word in ("newer", "older", "newer"):
            assert f"The {word} words." not in served.ask("/one/").text
            save(served.site.folder / FILE, text_of(word))
            # A look in the middle of it finds half a text, or none.
            while f"The {word} words." not in (text := served.ask("/one/").text):
                told = following()
                assert told["trouble"] == ""
            key = text.partition('data-key="')[2].partition('"')[0]
            while told["page"] is None or told["page"]["key"] != key or told["problems"]:
                told = following()


def test_one_save_is_told_once(served):
    with served.follow("one/index.html") as following:
        following()
        with served.busy():
            old_one_aside(served.site.folder / FILE, text_of("newer"))
        following()
        wait_for(lambda: served.told, "the terminal says so")

    assert [(update.changed, update.accepted) for update, _ in served.told] == [((FILE,), True)]


def test_a_save_without_a_change_and_mere_reading_tell_nobody(served):
    (served.site.folder / FILE).read_bytes()
    rename_over(served.site.folder / FILE, (served.site.folder / FILE).read_text())
    with served.busy():
        truncate_and_write(served.site.folder / FILE, (served.site.folder / FILE).read_text())
    served.site.write({"posts/two.md": post("Two", "Now other.", date="2026-10-02")})
    wait_for(lambda: served.told, "the second is told")

    assert [update.changed for update, _ in served.told] == [("posts/two.md",)]


def test_a_folder_that_is_deleted_and_made_again_is_still_watched(served):
    posts = served.site.folder / "posts"
    for word in ("newer", "older"):
        shutil.rmtree(posts)
        wait_for(lambda: served.ask("/one/").status == 404, "the posts are gone")
        posts.mkdir()
        served.site.write({FILE: text_of("first")})
        wait_for(lambda: served.ask("/one/").status == 200, "the post is back")
        served.site.write({FILE: text_of(word)})
        wait_for(lambda word=word: f"The {word} words." in served.ask("/one/").text, "it is watched")


def test_the_whole_site_may_go_and_come_back(served):
    aside = served.site.folder.with_name("aside")
    with served.follow("one/index.html") as following:
        key = following()["page"]["key"]
        served.site.folder.rename(aside)
        gone = following(lambda told: told["trouble"])
        assert "therapyblog.toml" in gone["trouble"]
        assert gone["page"]["key"] == key
        assert served.ask("/one/").status == 200
        (aside / FILE).write_text(text_of("newer"))
        aside.rename(served.site.folder)
        back = following(lambda told: not told["trouble"])
        assert back["page"]["key"] != key
    truncate_and_write(served.site.folder / FILE, text_of("latest"))
    wait_for(lambda: "The latest words." in served.ask("/one/").text, "it is watched again")


def test_five_hundred_files_at_once_are_one_update(served):
    with served.busy():
        served.site.write(
            {f"posts/many-{number}.md": post(f"Many {number}", date="2026-01-01") for number in range(500)}
        )
    wait_for(lambda: served.told, "they are told")

    assert [len(update.changed) for update, _ in served.told] == [500]
    assert served.ask("/many-0/").status == served.ask("/many-499/").status == 200


def test_errors_and_mendings_take_turns_fifty_times(served):
    good = (served.site.folder / FILE).read_text()
    with served.follow("one/index.html") as following:
        key = following()["page"]["key"]
        for _ in range(50):
            served.site.write({FILE: good.replace("title:", "titel:")})
            told = following(lambda told: told["problems"])
            assert told["problems"][0]["at"]["path"] == FILE
            assert told["page"]["key"] == key
            assert "The first words." in served.ask("/one/").text
            served.site.write({FILE: good})
            told = following(lambda told: not told["problems"])
            assert told["page"]["key"] == key


def test_two_mistakes_of_one_text_are_told_together(served):
    good = (served.site.folder / FILE).read_text()
    with served.follow("one/index.html") as following:
        following()
        served.site.write({FILE: good.replace("title:", "exit: perhaps\nreviewed_by: nobody\ntitle:")})
        told = following(lambda told: told["problems"])
        assert sorted(found["code"] for found in told["problems"]) == ["TB-REF-001", "TB-SET-008"]
        assert "The first words." in served.ask("/one/").text
        served.site.write({FILE: good})
        told = following(lambda told: not told["problems"])


def test_a_mistake_in_the_settings_keeps_the_pages_and_says_where(served):
    with served.follow("index.html") as following:
        following()
        served.site.edit("therapyblog.toml", "title =", "titel =")
        told = following(lambda told: told["problems"])
        assert told["problems"][0]["at"]["path"] == "therapyblog.toml"
        assert told["problems"][0]["fix"]
        assert served.ask("/two/").status == 200
        served.site.edit("therapyblog.toml", 'titel = "Still Water"', 'title = "Deep Water"')
        told = following(lambda told: not told["problems"])
    assert "Deep Water" in served.ask("/").text


def test_a_template_of_the_site_is_watched_and_its_mistakes_are_told(served):
    with served.follow("one/index.html") as following:
        key = following()["page"]["key"]
        served.site.write({"theme/templates/post.html": "<head></head><h1>{{ post.title }}</h1>"})
        told = following(lambda told: told["page"]["key"] != key)
        assert "<h1>One</h1>" in served.ask("/one/").text
        key = told["page"]["key"]
        for broken, code in (("{% if %}", "TB-THEME-004"), ("{{ post.titel }}", "TB-THEME-005")):
            served.site.write({"theme/templates/post.html": f"<h1>Never</h1>\n{broken}"})
            told = following(lambda told: told["problems"])
            assert [(found["code"], found["at"]["line"]) for found in told["problems"]] == [(code, 2)]
            assert told["page"]["key"] == key
            assert "<h1>One</h1>" in served.ask("/one/").text
            assert "<h1>Two</h1>" in served.ask("/two/").text
        served.site.write({"theme/templates/post.html": "<head></head><h1>Mended {{ post.title }}</h1>"})
        told = following(lambda told: not told["problems"])
    assert "<h1>Mended One</h1>" in served.ask("/one/").text


def test_a_template_that_fails_on_a_page_nobody_looks_at_is_told_too(served):
    with served.follow("index.html") as following:
        following()
        served.site.write(
            {"theme/templates/post.html": "<head></head>{% if post.title == 'Two' %}{{ post.titel }}{% endif %}"}
        )
        told = following(lambda told: told["problems"])
        assert [found["code"] for found in told["problems"]] == ["TB-THEME-005"]
        broken = served.ask("/two/")
        assert (broken.status, "This page cannot be shown" in broken.text) == (500, True)
        assert served.ask("/one/").status == 200
        served.site.write({"theme/templates/post.html": "<head></head>Good"})
        told = following(lambda told: not told["problems"])
    assert served.ask("/two/").status == 200


def test_style_sheets_change_in_place(blog, request):
    blog.write({"theme/static/style.css": "h1 { color: red }"})
    served = Served(blog)
    request.addfinalizer(served.close)
    with served.follow("one/index.html") as following:
        key = following()["page"]["key"]
        served.site.write({"theme/static/style.css": "h1 { color: teal }"})
        (was, now), *more = following(lambda told: told["styles"])["styles"].items()
        assert (more, was != now) == ([], True)
        assert b"color: teal" in served.ask(now).body
        assert now in served.ask("/one/").text
        served.site.write({"theme/static/style.css": "h1 { color: navy }", FILE: text_of("newer")})
        told = following(lambda told: told["page"]["key"] != key and told["edited"])
        assert told["styles"] == {}


def test_a_style_sheet_of_the_site_changes_in_place_and_a_picture_does_not(blog):
    blog.write({"static/own.css": "p {}", "media/drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'})
    served = Served(blog)
    try:
        with served.follow("one/index.html") as following:
            following()
            blog.write({"static/own.css": "p { color: red }"})
            assert [*following(lambda told: told["styles"])["styles"]] == ["/own.css"]
            blog.write({"media/drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="1"/>'})
            told = following(lambda told: told["pictures"])
            assert told["styles"] == {}
            (blog.folder / "static/own.css").unlink()
            following(lambda told: told["pictures"])
    finally:
        served.close()


def test_who_edits_another_page_is_offered_it(served):
    with served.follow("one/index.html") as following:
        key = following()["page"]["key"]
        served.site.edit("posts/two.md", "Other words.", "Quite other words.")
        told = following(lambda told: told["edited"])
        assert told["edited"] == [{"url": "/two/", "title": "Two"}]
        assert told["page"]["key"] == key
        served.site.write({"practitioners/ada-moss.md": "---\nname: Ada Moss\n---\nAda hears.\n"})
        following(lambda told: {"url": "/team/ada-moss/", "title": "Ada Moss"} in told["edited"])


def test_a_post_that_is_awaited_shows_when_it_is_written(served):
    missing = served.ask("/new/")
    assert missing.status == 404
    assert 'data-file="new/index.html"' in missing.text
    assert 'data-key=""' in missing.text
    with served.follow("new/index.html") as following:
        assert following()["page"] is None
        served.site.write({"posts/new.md": post("New")})
        assert following(lambda told: told["page"])["page"]["key"]


def test_a_site_that_begins_with_a_mistake_shows_when_it_is_mended(blog):
    blog.edit(FILE, "title: One", "titel: One")
    served = Served(blog)
    try:
        assert not served.first.accepted
        empty = served.ask("/")
        assert (empty.status, "Nothing to show yet" in empty.text) == (500, True)
        with served.follow("") as following:
            told = following()
            assert told["page"] is None
            assert told["problems"][0]["at"] == {"path": FILE, "line": 2, "column": 1}
            blog.edit(FILE, "titel: One", "title: One")
            told = following(lambda told: not told["problems"])
            assert told["page"]["key"] == "there"
        assert served.ask("/one/").status == 200
    finally:
        served.close()
