"""The command line as a whole: help, version, a slip of the hand, and `init`."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import therapyblog
from therapyblog import UsageError, build, start_site

HEAVY = ("babel", "frontmatter", "hypothesis", "jinja2", "markdown_it", "mdit_py_plugins", "msgspec", "nh3", "PIL",
         "slugify", "sqlite3", "watchdog", "yaml")  # fmt: skip


def test_the_version(run):
    assert run("--version") == (0, f"therapyblog, version {therapyblog.__version__}\n", "")


@pytest.mark.parametrize("args", [["--version"], ["--help"]])
def test_starting_imports_nothing_of_weight(args):
    code = (
        "import sys, json\n"
        f"sys.argv = ['therapyblog', *{args}]\n"
        "from therapyblog.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = json.loads(done.stderr)

    assert "click" in loaded
    assert [name for name in loaded if name.split(".")[0] in HEAVY] == []
    assert [name for name in loaded if name.startswith("therapyblog.")] == ["therapyblog.cli", "therapyblog.cli.main"]


def test_importing_the_library_costs_nothing():
    code = "import sys, therapyblog; print([name for name in sys.modules if name.startswith('therapyblog.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_help_names_the_commands(run):
    ran = run("--help")

    assert ran.code == 0
    assert "build  Build the site." in ran.out
    assert "init   Start a new site." in ran.out
    for command in ("build", "init"):
        ran = run(command, "-h")
        assert ran.code == 0
        assert ran.out.startswith(f"Usage: therapyblog {command}")


@pytest.mark.parametrize(("typed", "hint"), [("biuld", " Did you mean `therapyblog build`?"), ("xyzzy", "")])
def test_a_command_that_is_not_there(run, typed, hint):
    ran = run(typed)

    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.endswith(f"Error: There is no command “{typed}”.{hint}\n")


def test_as_a_module(spawn):
    out, err = spawn("--version").communicate(timeout=60)

    assert (out.decode().split(), err) == (["therapyblog,", "version", therapyblog.__version__], b"")


# init


def test_a_new_site_builds_at_once(run, tmp_path):
    ran = run("init", "my-practice")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "Your site is in my-practice. Its settings are in therapyblog.toml, your first posts in posts/.\n"
        "Now build it:\n\n    therapyblog build my-practice --for-disk\n\n"
        "and open my-practice/public/index.html in a browser.\n"
    )
    ran = run("build", "my-practice", "--strict", "--today", "2026-11-23")
    assert (ran.code, ran.err) == (0, "")
    home = (tmp_path / "my-practice/public/index.html").read_text(encoding="utf-8")
    assert "What a first session is for" in home


def test_the_starter_has_what_a_beginner_needs(tmp_path):
    start_site(tmp_path / "new")
    found = sorted(path.relative_to(tmp_path / "new").as_posix() for path in (tmp_path / "new").rglob("*"))

    assert [path for path in found if path.endswith((".md", ".toml"))] == [
        "pages/about.md",
        "pages/contact.md",
        "pages/index.md",
        "posts/a-note-on-sleep.md",
        "posts/what-a-first-session-is-for.md",
        "practitioners/your-name.md",
        "therapyblog.toml",
    ]
    assert {"media", "static"} <= set(found)
    assert "# " in (tmp_path / "new/therapyblog.toml").read_text(encoding="utf-8")


def test_a_name_with_a_space_is_quoted_in_the_next_command(run):
    assert '    therapyblog build "my practice" --for-disk\n' in run("init", "my practice").out


def test_an_empty_folder_will_do(run, tmp_path):
    (tmp_path / "empty").mkdir()

    assert run("init", "empty").code == 0
    assert (tmp_path / "empty/therapyblog.toml").is_file()


@pytest.mark.parametrize("inside", ["thesis.txt", ".hidden", "folder/"])
def test_a_folder_that_holds_anything_is_refused_and_untouched(run, tmp_path, inside):
    place = tmp_path / "mine" / inside
    place.parent.mkdir(parents=True, exist_ok=True)
    if inside.endswith("/"):
        place.mkdir()
    else:
        place.write_text("mine")
    ran = run("init", "mine")

    assert ran == (2, "", "therapyblog: mine is not empty, so nothing was written there. Name a new folder.\n")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == [inside.rstrip("/")]


def test_a_file_in_the_way(run, tmp_path):
    (tmp_path / "file").write_text("mine")

    assert run("init", "file").code == 2
    assert run("init", "file/below").code == 3
    assert (tmp_path / "file").read_text() == "mine"


def test_init_wants_a_folder(run):
    ran = run("init")

    assert ran.code == 2
    assert "Missing argument 'FOLDER'" in ran.err


def test_a_program_can_do_what_the_command_does(tmp_path):
    start_site(tmp_path / "new")
    result = build(tmp_path / "new", out=tmp_path / "out")

    assert result.published
    assert result.problems == ()
    assert (tmp_path / "out/index.html").is_file()
    with pytest.raises(UsageError, match="is not empty"):
        start_site(tmp_path / "new")
