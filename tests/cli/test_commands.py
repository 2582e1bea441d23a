"""The command line as a whole: help, version, a slip of the hand, and `init`."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

import therapyblog
from support.rows import every_row
from therapyblog import UsageError, build, start_site

HEAVY = ("babel", "frontmatter", "hypothesis", "jinja2", "markdown_it", "mdit_py_plugins", "msgspec", "nh3", "PIL",
         "slugify", "sqlite3", "watchdog", "yaml")  # fmt: skip


def test_the_version(run):
    assert run("--version") == (0, f"therapyblog, version {therapyblog.__version__}\n", "")


@every_row("args", [["--version"], ["--help"]])
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
    ours = [name.removeprefix("therapyblog.") for name in loaded if name.startswith("therapyblog.")]
    assert ours == ["cli", "cli.main", "cli.streams", "errors", "exit_codes"]


def test_importing_the_library_costs_nothing():
    code = "import sys, therapyblog; print([name for name in sys.modules if name.startswith('therapyblog.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_help_names_the_commands(run):
    ran = run("--help")

    assert ran.code == 0
    assert re.search(r"^  build +Build the site\.$", ran.out, re.MULTILINE)
    assert re.search(r"^  init +Start a new site\.$", ran.out, re.MULTILINE)
    for command in ("build", "init", "schema"):
        ran = run(command, "-h")
        assert ran.code == 0
        assert ran.out.startswith(f"Usage: therapyblog {command}")


@every_row("typed, hint", [("biuld", " Did you mean `therapyblog build`?"), ("xyzzy", "")])
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
    ran = run("build", "my-practice", "--today", "2026-11-23")
    assert ran.code == 0
    assert set(re.findall("(?:error|warning) (TB-[A-Z]+-[0-9]+)", ran.err)) == {"TB-CRISIS-004", "TB-EX-001"}, ran.err
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


@every_row("inside", ["thesis.txt", ".hidden", "folder/"])
def test_a_folder_that_holds_anything_is_refused_and_untouched(run, tmp_path, inside):
    place = tmp_path / "mine" / inside
    place.parent.mkdir(parents=True, exist_ok=True)
    if inside.endswith("/"):
        place.mkdir()
    else:
        place.write_text("mine")
    ran = run("init", "mine", cwd=tmp_path)

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
    assert {found.code for found in result.problems} == {"TB-CRISIS-004", "TB-EX-001"}
    assert (tmp_path / "out/index.html").is_file()
    with pytest.raises(UsageError, match="is not empty"):
        start_site(tmp_path / "new")


# schema


def test_the_schema_of_the_site_s_settings_is_printed(run):
    ran = run("schema")

    assert (ran.code, ran.err) == (0, "")
    described = json.loads(ran.out)
    assert described["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert described["title"] == "The settings of the whole site, therapyblog.toml"
    assert ran == run("schema", "therapyblog")
    assert "’" in run("schema", "practitioner").out


def test_all_schemas_are_written(run, tmp_path):
    ran = run("schema", "--out", "editor/schemas")

    names = [f"{kind}.schema.json" for kind in ("therapyblog", "post", "page", "practitioner", "series")]
    assert ran == (0, f"Written to editor/schemas: {', '.join(names)}\n", "")
    assert sorted(path.name for path in (tmp_path / "editor/schemas").iterdir()) == sorted(names)
    assert (tmp_path / "editor/schemas/post.schema.json").read_text(encoding="utf-8") == run("schema", "post").out


def test_one_schema_is_written(run, tmp_path):
    assert run("schema", "post", "--out", ".") == (0, "Written to .: post.schema.json\n", "")
    assert [path.name for path in tmp_path.iterdir()] == ["post.schema.json"]


def test_the_settings_as_a_page_to_read(run, tmp_path):
    ran = run("schema", "--format", "markdown")

    assert ran.code == 0
    assert "| `series.part` | which part this is, from 1 | number from 1 |" in ran.out
    assert run("schema", "--format", "markdown", "--out", "docs").out == "Written to docs: reference.md\n"
    assert (tmp_path / "docs/reference.md").read_text(encoding="utf-8") == ran.out


def test_the_page_is_one_for_all_kinds(run):
    ran = run("schema", "post", "--format", "markdown")

    assert ran.code == 2
    assert ran.err.endswith("Error: The page names the settings of every kind; leave KIND out.\n")


def test_a_kind_that_is_not_there(run):
    ran = run("schema", "poem")

    assert ran.code == 2
    assert "'poem' is not one of" in ran.err


def test_schemas_that_cannot_be_written(run, tmp_path):
    (tmp_path / "file").write_text("mine")

    ran = run("schema", "--out", "file")

    assert ran == (3, "", "therapyblog: file: file exists; not every file was written\n")


def test_the_schema_needs_neither_templates_nor_pages():
    code = (
        "import sys, json\n"
        "sys.argv = ['therapyblog', 'schema']\n"
        "from therapyblog.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in json.loads(done.stderr)}

    assert loaded & set(HEAVY) == {"msgspec"}
