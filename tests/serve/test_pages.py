"""What the preview shows of a page: the same bytes as a build, with the bar's facts beside them."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from support.served import NOW
from support.site import SETTINGS, SmallSite, post
from therapyblog.serve.inject import relaxed, with_preview
from therapyblog.serve.preview import Preview


def preview_of(site: SmallSite, *, drafts: bool = True, now: dt.datetime = NOW) -> Preview:
    return Preview(site.folder, drafts=drafts, now=lambda: now, jobs=1)


def everything(preview: Preview) -> dict[str, bytes]:
    """Return every file of a preview with its bytes."""
    edition = preview.edition
    pages = {file: preview.page(file).content for file in edition.routes}
    files = {file: Path(source.file).read_bytes() for file, source in edition.files.items()}
    return pages | edition.assets | files


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


@pytest.mark.parametrize("seed", range(6))
def test_whatever_was_edited_it_shows_what_a_clean_build_writes(blog, tmp_path, torture, seed):
    chance = random.Random(seed)
    preview = preview_of(blog)
    assert preview.update().accepted
    for step in range(60 if torture else 12):
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


def test_after_a_save_it_looks_at_what_was_saved_and_at_everything_when_nobody_waits(blog):
    preview = preview_of(blog)
    preview.update()
    for words in ("Newer words.", "Newest words."):
        assert preview.update() is None
        blog.write({"posts/one.md": post("One", words, date="2026-10-01")})
        blog.write({"posts/two.md": post("Two", words, date="2026-10-02")})

        assert preview.update([str(blog.folder / "posts/one.md")]).changed == ("posts/one.md",)
        assert preview.update().changed == ("posts/two.md",)
    preview.close()


def test_only_what_shows_a_body_is_new_after_its_edit(blog):
    preview = preview_of(blog)
    preview.update()
    assert preview.check(60)
    blog.edit("posts/two.md", "Other words.", "Different words.")

    update = preview.update()

    assert (update.changed, update.accepted) == (("posts/two.md",), True)
    assert preview.check(60)
    assert preview.pages == 3  # the post and the two feeds
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
    if preview.edition is None:
        blog.edit("posts/later.md", "image: p.jpg\n", "")
        blog.edit("posts/quiet.md", 'image: p.jpg\nimage_alt: "A picture"\n', "")
        preview.update()
    draft, later, quiet, one = (preview.facts(f"{name}/index.html") for name in ("three", "later", "quiet", "one"))

    assert (draft.held, draft.until, draft.source, draft.words, draft.minutes) == ("draft", "", "posts/three.md", 2, 1)
    assert (later.held, later.until) == ("scheduled", "2027-02-03")
    assert (quiet.held, quiet.missing) == ("unlisted", ("image", "author"))
    assert (one.held, one.missing) == ("", ("description", "image"))
    assert preview.facts("team/ada-moss/index.html").missing == ("description",)
    assert preview.facts("blog/index.html").source == ""
    assert preview.facts("nothing.html") is None
    preview.close()


def test_a_picture_without_words_is_named(blog):
    blog.write({"media/p.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>'})
    blog.edit("posts/one.md", "date:", "image: ../media/p.svg\ndate:")
    preview = preview_of(blog)
    update = preview.update()

    assert update.accepted, update.problems
    assert preview.facts("one/index.html").missing == ("description", "image_alt")
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
    from therapyblog.serve import pages as module

    monkeypatch.setattr(module, "KEPT", 10_000)
    preview = preview_of(blog)
    preview.update()
    everything(preview)

    assert sum(len(page.content) for page in preview._pages._drawn.values()) <= 10_000
    preview.close()


META = '<meta http-equiv="Content-Security-Policy" content="{}">'


@pytest.mark.parametrize(
    ("policy", "sent"),
    [
        ("default-src 'none'", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"),
        ("script-src &#x27;sha256-x&#x27;; img-src 'self' data:", "script-src 'sha256-x' 'self'; img-src 'self' data:"),
        ("script-src 'strict-dynamic' 'nonce-1'", "script-src 'nonce-1' 'self'"),
        ("style-src-elem 'none'", "style-src-elem 'self'"),
        ("upgrade-insecure-requests; base-uri 'none';;", "base-uri 'none'"),
        (
            "img-src a\r\nX-Evil: 1, b",
            "img-src a X-Evil: 1 b",
        ),
        ("", ""),
    ],
)
def test_a_policy_of_the_page_is_kept_but_for_what_the_preview_needs(policy, sent):
    page = f"<head>{META.format(policy)}</head><body>".encode()

    content, header = with_preview(page, start="/_preview/x", file='a"b.html', key="ff")

    assert header == sent
    assert b"Content-Security-Policy" not in content
    assert b'data-file="a&quot;b.html"></script></head>' in content


def test_a_page_without_a_head_gets_the_script_at_its_end():
    content, policy = with_preview(b"words", start="/s", file="f", key="")

    assert (content.startswith(b"words<script src="), policy) == (True, "")
    assert with_preview(b"<meta http-equiv=content-security-policy>", start="/s", file="f", key="")[1] == ""
    assert relaxed("  ;  ") == ""
