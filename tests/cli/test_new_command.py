"""`therapyblog new`: a file with the settings that its kind needs, and nothing else; nothing is ever overwritten."""

from __future__ import annotations

import json
import sys

import pytest

from support.rows import every_row
from support.site import post
from therapyblog import new_document
from therapyblog.scaffold.documents import settings_of
from therapyblog.settings.document_fields import DOCUMENTS

SOON = {"SOURCE_DATE_EPOCH": "1795996800"}
"""30 November 2026, 00:00 UTC."""
LETTER = "<html><body><h1>A letter</h1><p>Some words for all of you who wait, at some length.</p></body></html>"


@every_row(
    "typed, settings, path, content",
    [
        (
            ["post", "The train", "home: a note"],
            {},
            "posts/the-train-home-a-note.md",
            '---\ntitle: "The train home: a note"\ndate: 2026-11-30\nstatus: draft\n---\n',
        ),
        (["Say", "yes"], {}, "posts/say-yes.md", "---\ntitle: Say yes\ndate: 2026-11-30\nstatus: draft\n---\n"),
        (
            ["Evening"],
            {"timezone": '"America/Los_Angeles"'},
            "posts/evening.md",
            "---\ntitle: Evening\ndate: 2026-11-29\nstatus: draft\n---\n",
        ),
        (
            ["page", "Über Ängste"],
            {"language": '"de"'},
            "pages/ueber-aengste.md",
            "---\ntitle: Über Ängste\nstatus: draft\n---\n\n[Hier schreiben: Ihr Text]\n",
        ),
        (
            ["practitioner", "Bo Lind"],
            {},
            "practitioners/bo-lind.md",
            '---\nname: Bo Lind\nrole: "[Write here: your role]"\n---\n\n[Write here: how you work, and with whom]\n',
        ),
        (["series", "Slow water"], {}, "series/slow-water.md", "---\ntitle: Slow water\n---\n"),
    ],
)
def test_what_a_new_file_holds(run, site, typed, settings, path, content):
    site.settings("", **settings)
    ran = run("new", *typed, cwd=site.folder, **SOON)

    assert ran.code == 0, ran.err
    assert ran.out.startswith(f"Written: {path}")
    assert ("`status: draft`" in ran.out) == ("status: draft" in content)
    assert (site.folder / path).read_text(encoding="utf-8") == content
    assert site.build(drafts=True).published
    built = site.build()
    assert built.published
    assert {found.code for found in built.problems} <= {"TB-EX-001", "TB-SER-004"}
    assert [found.path for found in built.held] == ([path] if "status: draft" in content else [])
    assert run("new", *typed, cwd=site.folder, **SOON) == (
        2,
        "",
        f"therapyblog: {path} has that name already, and it stays as it is. Choose another title.\n",
    )
    assert (site.folder / path).read_text(encoding="utf-8") == content


def test_a_kind_begins_with_settings_that_are_declared():
    for kind, group in DOCUMENTS.items():
        names = settings_of(kind)
        assert {name for name, field in group.table.items() if field.required} <= set(names) <= set(group.table)


@every_row(
    "there, typed, named",
    [
        ("posts/costs.md", ["page", "Its own"], "posts/costs.md has that name already"),
        ("posts/2026/fees.md", ["page", "Fees"], "posts/2026/fees.md has that name already"),
        ("posts/2026-11-02-fees.markdown", ["Fees"], "posts/2026-11-02-fees.markdown has that name already"),
        ("pages/Fees.md", ["page", "fees"], "pages/Fees.md has that name already"),
        ("", ["page", "Blog"], "/blog/ is the address of a page that every site has"),
        ("", ["Topics"], "/topics/ is the address of a page that every site has"),
    ],
)
def test_a_name_that_is_taken(run, site, there, typed, named):
    if there:
        site.write({there: post("Mine", **({"slug": "its-own"} if "costs" in there else {}))})
    ran = run("new", *typed, cwd=site.folder)

    assert ran == (2, "", f"therapyblog: {ran.err[13:-1]}\n")
    assert named in ran.err
    assert len(list(site.folder.rglob("*.m*"))) == 1 + bool(there)


@every_row(
    "args, says",
    [
        (["new", "post", "--site", "."], 'Say the title, too: therapyblog new post "The title"'),
        (["new", "practitioner", "--site", "."], 'Say the name, too: therapyblog new practitioner "The name"'),
        (["new", "post", " ", "--site", "."], "A post needs a title"),
        (["new", "A title", "--edit", "--site", "."], "--edit opens an editor, which needs a terminal. Leave it out."),
        (
            ["new", "series", "--from", "letter.html", "--site", "."],
            "A document becomes a post or a page, not a series",
        ),
        (["new", "--from", "notes.zzz", "--site", "."], "is nothing that is recognised"),
        (["new", "A title", "--site", "posts"], "is no site: it has no therapyblog.toml"),
    ],
)
def test_what_cannot_be_made(run, site, args, says):
    site.write({"letter.html": LETTER, "notes.zzz": b"\x00\x01", "posts/a.md": post("A")})
    ran = run(*args, cwd=site.folder)

    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert len(list(site.folder.rglob("*.md"))) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_nothing_is_written_through_a_link(run, site, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (site.folder / "posts").symlink_to(tmp_path / "elsewhere")
    ran = run("new", "Hello", cwd=site.folder)

    assert (ran.code, list((tmp_path / "elsewhere").iterdir())) == (2, [])
    assert "posts is no folder, but a link or a file, so nothing was written there." in ran.err


def test_where_there_is_no_site(run):
    assert run("new", "A title") == (
        2,
        "",
        (
            "therapyblog: There is no site here, nor in any folder above. Name it: therapyblog new --site FOLDER, "
            "or start one: therapyblog init my-practice\n"
        ),
    )


def test_a_title_comes_back_as_it_was_typed(site):
    titles = [
        "A: b",
        "#1 – why?",
        "- rest",
        "[Yes] {no}",
        "No",
        "2026-11-02",
        "007",
        "it's",
        'say "so" \\',
        "@home & co.",
        "日本",
    ]
    site.settings("[markdown]\ntypography = false\n")
    for title in titles:
        new_document(site.folder, "post", f"  {title}\n")

    held = site.published(drafts=False).held
    assert sorted(text.title for text in held) == sorted(titles)


def test_with_several_people_it_says_that_a_post_wants_an_author(run, site):
    site.write({"practitioners/bo.md": "---\nname: Bo\n---\n"})
    ran = run("new", "Hello", cwd=site.folder)

    assert "Say who wrote it with a line below its title: author: ada-moss or bo\n" in ran.err


def test_as_json(run, site):
    ran = run("new", "page", "Fees", "--json", cwd=site.folder)

    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out) == {
        "site": str(site.folder),
        "file": "pages/fees.md",
        "kind": "page",
        "title": "Fees",
        "draft": True,
        "also": [],
        "looks": [],
        "practitioners": [],
    }


@every_row(
    "typed, path",
    [
        (["--from", "letter.html"], "posts/letter.md"),
        (["post", "From the box", "--from", "letter.html"], "posts/from-the-box.md"),
        (["page", "--from", "letter.html"], "pages/letter.md"),
    ],
)
def test_from_a_document(run, site, typed, path):
    site.write({"letter.html": LETTER})
    ran = run("new", *typed, cwd=site.folder, **SOON)

    assert ran.code == 0, ran.err
    text = (site.folder / path).read_text(encoding="utf-8")
    assert "\nstatus: draft\n" in text
    assert ("\ndate: 2026-11-30\n" in text) == path.startswith("posts/")
    assert text.endswith("---\n\nSome words for all of you who wait, at some length.\n")
    assert site.build(drafts=True).published
    assert run("new", *typed, cwd=site.folder).code == 2
    assert (site.folder / path).read_text(encoding="utf-8") == text
    assert run("import", "--undo", cwd=site.folder).code == 0
    assert not (site.folder / path).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")
def test_in_a_terminal_it_asks_for_the_title_and_opens_the_editor(spawn, site):
    import os
    import pty

    (site.folder / "editor.py").write_text(
        "import pathlib, sys\nfile = pathlib.Path(sys.argv[1])\nfile.write_text(file.read_text() + 'My words.\\n')\n"
    )
    leader, follower = pty.openpty()
    editor = f"{sys.executable} {site.folder / 'editor.py'}"
    process = spawn(
        "new", "--edit", cwd=site.folder, stdin=follower, stdout=follower, stderr=follower,
        env={"VISUAL": editor, "TERM": "dumb"},
    )  # fmt: skip
    os.close(follower)
    os.write(leader, b"The train home\n")
    assert process.wait(timeout=60) == 0
    os.close(leader)

    assert (site.folder / "posts/the-train-home.md").read_text().endswith("status: draft\n---\nMy words.\n")
