"""What the preview shows of a page: the same bytes as a build; and what may fail meanwhile."""

from __future__ import annotations

import datetime as dt
import errno
import multiprocessing
import os
import random
import threading
from pathlib import Path

import pytest

from support.served import NOW, preview_of
from support.site import SETTINGS, SmallSite, post
from therapyblog.serve import pages
from therapyblog.serve.preview import Preview


def everything(preview: Preview) -> dict[str, bytes]:
    """Return every file of a preview with its bytes."""
    shown = preview.site
    pages = {file: preview.page(file).content for file in shown.routes}
    files = {file: Path(source.file).read_bytes() for file, source in shown.files.items()}
    return pages | shown.assets | files


def clean(site: SmallSite, folder: Path, **options) -> dict[str, bytes]:
    site.build(out=folder / "out", drafts=True, future=True, cache=False, **options)
    return site.tree()


def everything_there(folder: Path) -> set[tuple[str, tuple[int, ...]]]:
    """Return the paths of a site folder, each with what tells it from another that takes its name."""
    found = set()
    for path in folder.rglob("*"):
        if not path.is_relative_to(folder / ".therapyblog"):
            stat = path.stat()
            found.add((str(path), () if path.is_dir() else (stat.st_ino, stat.st_size, stat.st_mtime_ns)))
    return found


EDITS = (
    lambda site: site.write({"posts/one.md": post("One", "Another body.", date="2026-10-01")}),
    lambda site: site.write({"posts/one.md": post("One", "Another body. [Two](two.md)", date="2026-10-01")}),
    lambda site: site.write({"posts/two.md": post("Second", "## A heading\n\nText.", date="2026-10-02")}),
    lambda site: site.write({"posts/new.md": post("New", date="2027-01-01", tags="[a, b]", topic="Sleep")}),
    lambda site: (site.folder / "posts/new.md").unlink(missing_ok=True),
    lambda site: site.write({"posts/three.md": post("Three", "Yet.", series="Slow", part=1)}),
    lambda site: site.write({"posts/three.md": post("Three", "Not yet.", status="draft")}),
    lambda site: site.write({"theme/templates/page.html": "<head></head>{{ content }}"}),
    lambda site: (site.folder / "theme/templates/page.html").unlink(missing_ok=True),
    lambda site: site.write({"theme/static/style.css": f"p {{ margin: {random.Random(1).random()}em }}"}),
    lambda site: site.write({"pages/about.md": post("About", "Us.")}),
    lambda site: site.write({"media/p.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>'}),
    lambda site: site.write(
        {"pages/about.md": post("About", "![P](../media/p.svg)") if (site.folder / "media").exists() else ""}
    ),
    lambda site: site.write({"therapyblog.toml": SETTINGS.replace("Still", "Deep")}),
    lambda site: site.write({"therapyblog.toml": SETTINGS}),
    lambda site: site.write({"therapyblog.toml": SETTINGS.replace("en-GB", "de")}),
    lambda site: site.write({"therapyblog.toml": SETTINGS.replace("title =", "titel =")}),
    lambda site: site.write({"therapyblog.toml": SETTINGS + '[markdown]\nraw_html = "perhaps"\n'}),
    lambda site: site.write({"therapyblog.toml": SETTINGS + "[theme\n"}),
    lambda site: site.write({"posts/one.md": post("One", "[Nobody](/nobody/)", date="2026-10-01", author="nobody")}),
    lambda site: site.write({"posts/two.md": "no settings"}),
    lambda site: site.write({"practitioners/ada-moss.md": "---\nname: Ada Moss\n---\nAda hears.\n"}),
)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_was_edited_it_shows_what_a_clean_build_writes(blog, tmp_path, torture, seed):
    chance = random.Random(seed)
    preview = preview_of(blog)
    assert preview.update().accepted
    for step in range(120 if torture else 12):
        before = everything_there(blog.folder)
        for _ in range(chance.choice((1, 1, 1, 3))):
            chance.choice(EDITS)(blog)
        # Half of the looks are told what was written, as by a watcher, and need not look at everything.
        written = {path for path, _ in before ^ everything_there(blog.folder)} if chance.random() < 0.5 else ()
        preview.update(written, ["index.html", "one/index.html"])
        accepted = not any(found.severity == "error" for found in preview.problems)
        built = clean(blog, tmp_path / f"{step}", now=NOW)
        assert accepted == blog.last.published, step
        assert preview.problems == blog.last.problems
        if accepted:
            # The preview has what no page names, too: it may be named at the next moment.
            unnamed = blog.last.unnamed
            assert {file: is_ for file, is_ in everything(preview).items() if file not in unnamed} == built
        assert preview.check(60)
        assert preview.problems == blog.last.problems
    preview.close()


def test_what_lies_between_texts_is_told_though_the_settings_have_a_mistake(blog):
    preview = preview_of(blog)
    assert preview.update().accepted
    shown = everything(preview)
    blog.write({"therapyblog.toml": SETTINGS.replace("language =", "langauge =")})
    blog.edit("posts/one.md", "ada-moss", "nobody")

    told = preview.update()

    assert not told.accepted
    assert [(one.at.path, one.code) for one in told.problems if one.severity == "error"] == [
        ("posts/one.md", "TB-REF-001"),
        ("therapyblog.toml", "TB-CONF-002"),
    ]
    assert everything(preview) == shown
    blog.write({"therapyblog.toml": SETTINGS})
    blog.edit("posts/one.md", "nobody", "ada-moss")
    assert preview.update().accepted
    preview.close()


def test_the_last_good_pages_can_be_drawn_though_all_texts_were_read_in_another_language_since(blog):
    blog.edit("posts/one.md", "The first words.", 'Words in "marks".')
    preview = preview_of(blog)
    assert preview.update().accepted
    blog.write({"therapyblog.toml": SETTINGS.replace("en-GB", "de"), "posts/three.md": "no settings"})

    assert not preview.update().accepted
    assert "“marks”" in preview.page("one/index.html").content.decode()
    preview.close()


def test_a_look_names_all_that_was_saved_whatever_the_watcher_saw_of_it(blog):
    preview = preview_of(blog)
    preview.update()
    for words in ("Newer words.", "Newest words."):
        assert preview.update() is None
        blog.write({"posts/one.md": post("One", words, date="2026-10-01")})
        blog.write({"posts/two.md": post("Two", words, date="2026-10-02")})

        assert preview.update([str(blog.folder / "posts/one.md")]).changed == ("posts/one.md", "posts/two.md")
    preview.close()


def test_only_what_shows_a_body_is_new_after_its_edit(blog):
    preview = preview_of(blog)
    preview.update()
    assert preview.check(60)
    blog.edit("posts/two.md", "Other words.", "Different words.")

    update = preview.update()

    assert (update.changed, update.accepted) == (("posts/two.md",), True)
    assert preview.check(60)
    assert preview.new_pages == 3  # the post and the two feeds
    assert preview.update() is None
    preview.close()


def test_what_was_read_is_remembered_for_the_next_preview(blog):
    first = preview_of(blog)
    first.update()
    first.keep()
    second = preview_of(blog)
    second.update()
    assert everything(first) == everything(second)
    first.close()
    second.close()
    third = preview_of(blog)

    assert third.update().accepted
    third.close()


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM bodies",
        "UPDATE documents SET read = x'00'",
        "DROP TABLE bodies",
        "UPDATE about SET value = x'c1' WHERE name = 'files'",
    ],
)
def test_a_damaged_memory_is_made_anew(blog, damage):
    import sqlite3

    first = preview_of(blog)
    first.update()
    first.keep()
    first.close()
    with sqlite3.connect(blog.folder / ".therapyblog/cache/preview/memo.sqlite") as connection:
        connection.execute(damage)
    connection.close()

    second = preview_of(blog)
    assert second.update().accepted
    assert b"The first words." in second.page("one/index.html").content
    second.close()


def test_a_disk_that_cannot_be_written_to_is_no_obstacle(blog, tmp_path):
    (blog.folder / ".therapyblog").write_text("a file is in the way")
    preview = preview_of(blog)
    assert preview.update().accepted
    preview.close()
    (blog.folder / ".therapyblog").unlink()
    (blog.folder / ".therapyblog").symlink_to(tmp_path)
    preview = preview_of(blog)
    assert preview.update().accepted
    preview.keep()
    preview.close()
    assert not (tmp_path / "preview").exists()


def test_a_file_that_cannot_be_read_is_told_once(blog):
    preview = preview_of(blog)
    preview.update()
    (blog.folder / "posts/one.md").unlink()
    (blog.folder / "posts/one.md").mkdir()
    (blog.folder / "posts").rename(blog.folder / "aside")
    (blog.folder / "posts").write_text("a file")
    assert preview.update() is not None
    (blog.folder / "posts").unlink()
    (blog.folder / "therapyblog.toml").unlink()
    (blog.folder / "therapyblog.toml").mkdir()
    troubled = preview.update()
    assert "therapyblog.toml" in troubled.trouble
    assert preview.update() is None
    preview.close()


def test_drafts_and_scheduled_posts_say_why_they_are_held_back(blog):
    blog.write(
        {
            "posts/later.md": post("Later", date="2027-02-03", image="p.jpg"),
            "posts/quiet.md": post(
                "Quiet", status="unlisted", description="Words", image="p.jpg", image_alt='"A picture"'
            ),
            "practitioners/ben-holt.md": "---\nname: Ben Holt\n---\nBen waits.\n",
        }
    )
    preview = preview_of(blog)
    preview.update()
    if preview.site is None:
        blog.edit("posts/later.md", "image: p.jpg\n", "")
        blog.edit("posts/quiet.md", 'image: p.jpg\nimage_alt: "A picture"\n', "")
        preview.update()
    draft, later, quiet, one = (preview.info(f"{name}/index.html") for name in ("three", "later", "quiet", "one"))

    assert (draft.held, draft.until, draft.source, draft.words, draft.minutes) == ("draft", "", "posts/three.md", 2, 1)
    assert (later.held, later.until) == ("scheduled", "2027-02-03")
    assert (quiet.held, quiet.missing) == ("unlisted", ("image", "author"))
    assert (one.held, one.missing) == ("", ("description", "image"))
    assert preview.info("team/ada-moss/index.html").missing == ("description",)
    assert preview.info("blog/index.html").source == ""
    assert preview.info("nothing.html") is None
    preview.close()


def test_a_picture_without_words_is_named(blog):
    blog.write({"media/p.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>'})
    blog.edit("posts/one.md", "date:", "image: ../media/p.svg\ndate:")
    preview = preview_of(blog)
    update = preview.update()

    assert update.accepted, update.problems
    assert preview.info("one/index.html").missing == ("description", "image_alt")
    preview.close()


def test_without_drafts_it_shows_what_a_build_would_publish(blog):
    preview = preview_of(blog, drafts=False)
    preview.update()

    assert preview.find("/three/") is None
    assert preview.find("/one/") == "one/index.html"
    preview.close()


def test_the_next_day_publishes_what_was_scheduled_for_it(blog):
    blog.write({"posts/later.md": post("Later", date="2026-11-24")})
    now = [NOW]
    preview = Preview(blog.folder, drafts=False, now=lambda: now[0], jobs=1)
    preview.update()
    assert preview.find("/later/") is None
    now[0] += dt.timedelta(days=1)

    assert preview.update().accepted
    assert preview.find("/later/") == "later/index.html"
    preview.close()


def test_a_site_below_a_path_answers_there_too(blog):
    blog.write({"therapyblog.toml": SETTINGS.replace("stillwater.example", "stillwater.example/practice")})
    preview = preview_of(blog)
    preview.update()

    assert preview.find("/practice/one/") == preview.find("/one/") == "one/index.html"
    preview.close()


def test_few_drawn_pages_are_kept(blog, monkeypatch):
    monkeypatch.setattr(pages, "MAX_KEPT", 10_000)
    preview = preview_of(blog)
    preview.update()
    everything(preview)

    assert sum(len(page.content) for page in preview._pages._drawn.values()) <= 10_000
    preview.close()


def test_a_file_that_vanishes_during_a_look_is_looked_for_again(blog, monkeypatch):
    preview = preview_of(blog)
    preview.update()
    real, gone = os.scandir, []

    def scandir(place):
        if str(place).endswith("posts") and len(gone) < limit:
            gone.append(place)
            raise FileNotFoundError(errno.ENOENT, "No such file", str(place))
        return real(place)

    monkeypatch.setattr(os, "scandir", scandir)
    limit = 1
    blog.edit("posts/one.md", "first words", "newest words")
    assert preview.update().changed == ("posts/one.md",)
    gone.clear()
    limit = 99
    assert "is gone; the preview goes on" in preview.update().trouble
    assert preview.update() is None
    limit = 0
    assert preview.update().accepted
    assert preview.trouble == ""
    preview.close()


@pytest.mark.parametrize(
    "wrong", [PermissionError(errno.EACCES, "Permission denied", "posts"), ZeroDivisionError("ours")]
)
def test_whatever_goes_wrong_is_told_and_the_last_pages_stay(blog, monkeypatch, wrong):
    preview = preview_of(blog)
    preview.update()

    def refuse(_place):
        raise wrong

    with monkeypatch.context() as here:
        here.setattr(os, "scandir", refuse)
        told = preview.update()
    assert not told.accepted
    assert str(wrong.args[-1]).lower() in told.trouble.lower()
    assert b"The first words." in preview.page("one/index.html").content
    assert preview.update().accepted
    preview.close()


def damage(preview, sql):
    preview._cache.store._connection.execute(sql)


def test_a_memory_that_is_damaged_while_it_is_used_is_made_anew(blog):
    preview = preview_of(blog)
    preview.update()
    damage(preview, "DELETE FROM bodies")
    assert preview.check(60)
    assert not preview.problems
    assert preview.update().accepted
    assert b"Other words." in preview.page("two/index.html").content
    damage(preview, "DELETE FROM bodies")
    blog.edit("posts/one.md", "title:", "titel:")
    assert preview.page("one/index.html") is None
    blog.edit("posts/one.md", "titel:", "title:")
    assert preview.update().accepted
    assert b"Not yet." in preview.page("three/index.html").content
    damage(preview, "DROP TABLE documents")
    blog.edit("posts/one.md", "first words", "newest words")
    assert preview.update().accepted
    preview.keep()
    damage(preview, "DROP TABLE about")
    preview.keep()
    preview.close()


def test_before_there_is_a_site_there_is_no_page(blog):
    preview = preview_of(blog)

    assert preview.page("index.html") is None
    assert preview.info("index.html") is None
    assert preview.find("/") is None
    assert preview.check(1)
    preview.close()


def test_a_page_that_fails_keeps_its_last_good_bytes_and_their_key(blog):
    preview = preview_of(blog)
    preview.update()
    good = preview.page("two/index.html")
    blog.write({"theme/templates/post.html": "<head></head>{% if post.title == 'Two' %}{{ post.titel }}{% endif %}"})
    assert preview.update().accepted

    assert preview.page("two/index.html") == good
    assert preview.info("two/index.html").key == good.key.hex()
    assert [found.code for found in preview.problems] == ["TB-THEME-005"]
    preview.close()


def test_a_post_that_is_written_twice_and_deleted_leaves_nothing(blog):
    preview = preview_of(blog)
    preview.update()
    blog.edit("posts/one.md", "title:", "titel:")
    preview.update()
    blog.edit("posts/one.md", "titel:", "titl:")
    preview.update()
    blog.delete("posts/one.md")
    assert preview.update().accepted
    assert preview.find("/one/") is None
    preview.close()


def test_a_file_that_was_seen_half_written_is_read_again_whoever_tells_of_it(blog):
    whole = (blog.folder / "posts/one.md").read_bytes()
    preview = preview_of(blog)
    preview.update()
    for half in (b"", whole[:9], whole[:-4]):
        blog.write({"posts/one.md": half})
        preview.update()
        blog.write({"posts/one.md": whole})

        assert preview.update().accepted
        assert not preview.problems
        assert preview.update() is None
    preview.close()


def test_an_edit_before_all_pages_were_looked_over_is_counted_with_them(blog):
    preview = preview_of(blog)
    preview.update()
    assert not preview.check(0)
    blog.edit("posts/two.md", "Other words", "Newest words")
    assert preview.update().accepted
    assert preview.check(60)
    assert preview.new_pages == 3
    preview.close()


def test_an_icon_of_the_theme_that_changes_is_no_style(blog):
    blog.write({"theme/static/icons/own.svg": "<svg/>"})
    preview = preview_of(blog)
    preview.update()
    blog.write({"theme/static/icons/own.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"})
    assert preview.update().styles == {}
    blog.write({"theme/static/icons/other.svg": "<svg/>"})
    assert preview.update().styles == {}
    preview.close()


def test_what_lies_elsewhere_concerns_nobody(blog):
    preview = preview_of(blog)
    preview.update()

    assert preview.update(["/elsewhere/posts/one.md"]) is None
    assert preview.find("one/") is None
    preview.close()


def test_many_posts_edited_at_once_are_read(blog):
    blog.write({f"posts/many-{number}.md": post(f"Many {number}") for number in range(30)})
    preview = preview_of(blog)
    assert preview.update().accepted
    blog.write({f"posts/many-{number}.md": post(f"Few {number}") for number in range(30)})
    assert len(preview.update().changed) == 30
    preview.close()


@pytest.mark.parametrize("instead", ["nothing", "a folder", "a link"])
def test_a_text_that_a_burst_names_and_that_is_none_any_more_is_gone(blog, instead):
    preview = preview_of(blog)
    preview.update()
    assert preview.update() is None
    place = blog.folder / "posts/two.md"
    place.unlink()
    if instead == "a folder":
        place.mkdir()
    elif instead == "a link":
        place.symlink_to(blog.folder / "gone.md")

    told = preview.update([str(place)])

    assert told.changed == ("posts/two.md",)
    assert preview.find("/two/") is None
    preview.close()


def test_a_template_that_keeps_its_size_and_time_is_read_again_where_somebody_wrote_to_it(blog):
    blog.write({"theme/templates/post.html": "<head></head>One way"})
    preview = preview_of(blog)
    preview.update()
    assert b"One way" in preview.page("one/index.html").content
    place = blog.folder / "theme/templates/post.html"
    times = place.stat()
    place.write_text("<head></head>Another"[: times.st_size].ljust(times.st_size))
    os.utime(place, ns=(times.st_atime_ns, times.st_mtime_ns))

    told = preview.update([str(place)])

    assert told.changed == ("theme/templates/post.html",)
    assert b"Another" in preview.page("one/index.html").content
    preview.close()


def test_where_workers_are_killed_the_preview_reads_alone(blog):
    blog.write({f"posts/many-{number}.md": post(f"Many {number}", "Words. " * 200) for number in range(60)})
    preview = Preview(blog.folder, drafts=True, now=lambda: NOW, jobs=2)
    killed, done = [], threading.Event()

    def kill():
        while not done.wait(0.001):
            for worker in multiprocessing.active_children():
                worker.kill()
                killed.append(worker)

    killer = threading.Thread(target=kill)
    killer.start()
    told = preview.update()
    done.set()
    killer.join()

    assert killed
    assert told.accepted
    assert preview.find("/many-59/")
    preview.close()


def test_a_style_sheet_that_changed_while_a_text_was_wrong_is_exchanged_in_its_place_too(blog):
    blog.write({"theme/static/style.css": "h1 { color: red }"})
    preview = preview_of(blog)
    preview.update()
    blog.write({"theme/static/style.css": "h1 { color: teal }"})
    blog.edit("posts/one.md", "title:", "titel:")
    assert not preview.update().accepted
    blog.edit("posts/one.md", "titel:", "title:")

    update = preview.update()

    assert update.accepted
    ((old, new),) = update.styles.items()
    assert old != new
    assert b"color: teal" in preview.site.assets[new[1:]]
    preview.close()


def test_other_settings_are_no_edit_of_the_texts_that_are_read_anew_for_them(blog):
    preview = preview_of(blog)
    preview.update()
    blog.write({"therapyblog.toml": SETTINGS.replace("en-GB", "de")})

    update = preview.update()

    assert (update.changed, update.edited) == (("therapyblog.toml",), ())
    preview.close()


def test_what_the_watcher_does_not_name_is_found_by_the_next_look(blog, tmp_path):
    preview = preview_of(blog)
    preview.update()
    one, new = blog.folder / "posts/one.md", blog.folder / "posts/new.md"
    for path in (one, new):
        path.write_text(post("Another"))
    assert preview.update([str(one)]).changed == ("posts/one.md",)
    assert preview.update().changed == ("posts/new.md",)

    # What took the place of a text is looked at as closely as by a build.
    elsewhere = tmp_path / "elsewhere.md"
    one.rename(elsewhere)
    one.symlink_to(elsewhere)
    update = preview.update([str(one)])
    assert (update.changed, [found.code for found in update.problems]) == (("posts/one.md",), ["TB-FILE-005"])
    preview.close()


def test_a_file_that_was_written_as_it_was_is_no_update(blog):
    preview = preview_of(blog)
    preview.update()
    for path in ("posts/one.md", "therapyblog.toml"):
        place = blog.folder / path
        place.write_bytes(place.read_bytes())
        assert preview.update([str(place)]) is None
        assert preview.update() is None
    preview.close()
