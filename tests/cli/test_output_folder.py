"""The output folder: what may be one, what is put in order there, and what is left alone."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from support.rows import every_row
from support.site import post
from therapyblog import UsageError
from therapyblog.output.allowed_folder import check_output

TODAY = ("--today", "2026-11-23")


def snapshot(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def practice(site):
    site.write({"posts/a.md": post("A"), "posts/deep/b.md": post("B"), "media/x.txt": "x", "static/y.txt": "y"})
    return site


UNSAFE = {
    "the site itself": (".", "it is the site folder itself"),
    "the posts": ("posts", "it is inside the site’s posts folder"),
    "inside the posts": ("posts/deep", "it is inside the site’s posts folder"),
    "new inside the media": ("media/new/deep", "it is inside the site’s media folder"),
    "the pages, that are not there yet": ("pages", "it is inside the site’s pages folder"),
    "the practitioners": ("practitioners", "it is inside the site’s practitioners folder"),
    "the series": ("series", "it is inside the site’s series folder"),
    "the static files": ("static", "it is inside the site’s static folder"),
    "the theme": ("theme/out", "it is inside the site’s theme folder"),
    "the themes": ("themes", "it is inside the site’s themes folder"),
    "the cache": (".therapyblog/out", "it is inside the site’s .therapyblog folder"),
    "a folder that contains the site": ("..", "it contains the site folder"),
    "a folder far above": ("../..", "it contains the site folder"),
    "a detour": ("posts/../../site/posts", "it is inside the site’s posts folder"),
    "a file": ("therapyblog.toml", "it is a file"),
    "a repository": ("../repository", "it holds a Git repository"),
    "home": ("../home", "it is your home folder"),
    "a link to the posts": ("../link", "it is inside the site’s posts folder"),
    "a link to nowhere": ("../dead", "it is a link that leads nowhere"),
}


@every_row("kind", UNSAFE, fresh=practice)
def test_a_folder_that_could_hold_something_of_yours_is_refused_and_untouched(practice, run, kind):
    name, why = UNSAFE[kind]
    around = practice.folder.parent
    for path in ("repository/.git/HEAD", "repository/.therapyblog-manifest", "home/x"):
        (around / path).parent.mkdir(parents=True, exist_ok=True)
        (around / path).write_text("mine")
    (around / "link").symlink_to(practice.folder / "posts")
    (around / "dead").symlink_to(around / "not-there")
    before = snapshot(around)
    ran = run("build", "--out", practice.folder / name, *TODAY, cwd=practice.folder, HOME=str(around / "home"))

    assert ran.code == 2
    assert ran.out == ""
    assert ran.err == (
        f"therapyblog: {os.path.normpath(practice.folder / name)} cannot be the output folder: {why}. "
        "Choose an empty or new folder with --out.\n"
    )
    assert snapshot(around) == before


OUTSIDE = "leads out of the site folder"
FROM_SETTINGS = {
    "": "is empty",
    ".": "is the site folder itself",
    "./": "is the site folder itself",
    "public/..": "is the site folder itself",
    "..": OUTSIDE,
    "../..": OUTSIDE,
    "public/../../other": OUTSIDE,
    "/srv/web": OUTSIDE,
    "//server/share": OUTSIDE,
    "~": OUTSIDE,
    "~/web": OUTSIDE,
    "C:web": OUTSIDE,
    "C:/web": OUTSIDE,
    "public:stream": OUTSIDE,
    "..\\..\\web": OUTSIDE,
    "\\\\server\\share": OUTSIDE,
    "public\u0000": OUTSIDE,
    "pub\nlic": OUTSIDE,
    "posts": "is where the site’s own files lie",
    "Posts/x": "is where the site’s own files lie",
    "media/public": "is where the site’s own files lie",
    "themes": "is where the site’s own files lie",
    ".therapyblog/x": "is where the site’s own files lie",
    ".git": "is where .git keeps its own files",
    ".git/hooks": "is where .git keeps its own files",
    "public": None,
    "./public/": None,
    "build/html": None,
    ".vercel/output/static": None,
    "posts-html": None,
    "..public": None,
    "öffentlich": None,
}
"""`[build] output` → what is said of it; `None` where it is a folder to write to."""


def test_the_settings_name_no_place_outside_the_site(practice):
    """Whoever made a site must not choose where on our disk it is written to."""
    before = snapshot(practice.folder.parent)
    for output, says in FROM_SETTINGS.items():
        practice.settings(f"[build]\noutput = {json.dumps(output)}\n")
        if says is None:
            practice.published()
            assert (practice.folder / output / "a/index.html").is_file(), output
            continue
        result = practice.build()
        assert not result.published, output
        (problem,) = result.problems
        assert (problem.code, problem.at.line) == ("TB-CONF-003", 10), output
        assert says in problem.says, output
    outside = {path for path in snapshot(practice.folder.parent) if not path.startswith(practice.folder.name)}
    assert outside == {path for path in before if not path.startswith(practice.folder.name)}


def test_the_root_of_the_disk_is_refused(practice):
    with pytest.raises(UsageError, match="it contains the site folder"):
        check_output(Path(practice.folder.anchor), practice.folder)


@every_row("name", ["public", "../elsewhere", "build/html", "posts-html", "empty"], fresh=practice)
def test_a_new_or_empty_folder_will_do(practice, run, name):
    (practice.folder / "empty").mkdir()

    assert run("build", "-q", "--out", practice.folder / name, *TODAY, cwd=practice.folder).code == 0
    assert (practice.folder / name / "a/index.html").is_file()


def test_the_site_folder_may_move_with_its_output(practice, run, tmp_path):
    practice.build()
    practice.folder.rename(tmp_path / "moved")

    ran = run("build", "-q", *TODAY, cwd=tmp_path / "moved")

    assert (ran.code, ran.err) == (0, "")


def test_what_you_put_into_the_output_stays(practice):
    practice.build()
    mine = {"notes.txt": b"mine", "a/mine.html": b"mine", "own/folder/x": b"mine", ".well-known/x": b"mine"}
    for path, content in mine.items():
        (practice.out / path).parent.mkdir(parents=True, exist_ok=True)
        (practice.out / path).write_bytes(content)
    practice.delete("posts/a.md")
    result = practice.build()

    assert "a/index.html" in result.removed
    tree = practice.tree()
    assert {path: tree.get(path) for path in mine} == mine


def test_a_page_never_takes_the_place_of_a_file_of_yours(practice):
    practice.build()
    (practice.out / "new").mkdir()
    (practice.out / "new/index.html").write_text("mine")
    practice.write({"posts/new.md": post("New")})

    with pytest.raises(UsageError, match="is a file that therapyblog did not write, and a page needs its place"):
        practice.build()
    assert (practice.out / "new/index.html").read_text() == "mine"


def test_what_was_altered_or_deleted_by_hand_is_repaired(practice):
    practice.build()
    before = practice.tree()
    (practice.out / "a/index.html").write_text("altered")
    (practice.out / "b/index.html").unlink()
    (practice.out / "sitemap.xml").write_text("")
    result = practice.build()

    assert practice.tree() == before
    assert set(result.written) == {"a/index.html", "b/index.html", "sitemap.xml"}


def test_what_is_stale_goes_with_its_folders(practice):
    practice.settings('[permalinks]\npost = "/writing/{slug}/"\n')
    practice.build()
    assert (practice.out / "writing/a/index.html").is_file()

    practice.settings("")
    result = practice.build()
    assert {"writing/a/index.html", "writing/b/index.html"} <= set(result.removed)
    assert not (practice.out / "writing").exists()
    assert not [path for path in practice.out.rglob("*") if path.is_dir() and not any(path.iterdir())]


def test_a_second_build_of_the_same_writes_nothing(practice):
    practice.build()
    times = {path: path.stat().st_mtime_ns for path in practice.out.rglob("*") if path.is_file()}
    result = practice.build()

    assert (result.written, result.removed) == ((), ())
    assert {path: path.stat().st_mtime_ns for path in practice.out.rglob("*") if path.is_file()} == times


def test_errors_leave_the_old_site_as_it_was(practice):
    practice.build()
    before = practice.tree()
    practice.write({"posts/a.md": post("A, changed"), "posts/c.md": post("C", "[x](/nope/)")})

    assert not practice.build().published
    assert practice.tree() == before
