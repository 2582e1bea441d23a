"""`therapyblog build`: what it prints, and with which code it ends."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import sys
import time

import pytest

from support.rows import every_row
from support.site import post

FEW = {"posts/a.md": post("A", date="2026-01-01"), "posts/later.md": post("Later", date="2026-12-01")}
TODAY = ("--today", "2026-11-23")


@pytest.fixture
def practice(site):
    site.write(FEW)
    return site


def test_a_build_says_what_it_did(practice, run):
    ran = run("build", *TODAY, cwd=practice.folder)

    assert ran.code == 0
    assert re.fullmatch(r"Built 6 pages in \d+\.\d\d s, \d+ files written, 1 held back: public\n", ran.out)
    assert ran.err == (
        "held back: posts/later.md (“Later”) is scheduled for 2026-12-01\n"
        "Due next: on 2026-12-01 “Later” appears. Build again then.\n"
    )
    assert practice.exists("/a/")


def test_a_build_with_nothing_to_do_says_so(practice, run):
    run("build", *TODAY, cwd=practice.folder)
    ran = run("build", *TODAY, cwd=practice.folder)

    assert ran.code == 0
    assert re.fullmatch(r"Built 6 pages in \d+\.\d\d s, nothing to change, 1 held back: public\n", ran.out)


def test_files_that_no_page_shows_are_counted_and_named_on_request(practice, run):
    practice.write({"media/a.pdf": b"a", "posts/later.md": post("Later", "[x](/media/a.pdf)", date="2026-12-01")})
    quiet, one = run("build", "-q", *TODAY, cwd=practice.folder), run("build", *TODAY, cwd=practice.folder)
    practice.write({"media/b.pdf": b"b"})
    two, named = run("build", *TODAY, cwd=practice.folder), run("build", "-v", *TODAY, cwd=practice.folder)

    way_out = "What is to be public in any case goes into static/."
    said = "1 file of media/ is not published, because no page shows it (--verbose: which)."
    assert f"{said} {way_out}\n" in one.err
    said = "2 files of media/ are not published, because no page shows them (--verbose: which)."
    assert f"{said} {way_out}\n" in two.err
    assert "not published: media/b.pdf, because no page shows it\n" in named.err
    assert quiet.err == ""


@pytest.mark.skipif(os.name != "posix", reason="only POSIX allows such names")
def test_no_name_steers_the_terminal(practice, run):
    """A site may come from somebody else: what is in its names is read, and does nothing."""
    name = "a\x1b]0;title\x07b\x1b[8mc\x1b[2Jd\u202ee\x9bm.md"
    practice.write({f"posts/{name}": post("[x](nowhere.md)", "[x](nowhere.md)", date="2026-01-01")})

    ran = run("build", *TODAY, cwd=practice.folder)

    assert "posts/a" in ran.err
    assert not set("\x1b\x07\x9b\u202e") & set(ran.err + ran.out)


def test_errors_end_with_1_and_publish_nothing(practice, run):
    practice.write({"posts/b.md": post("B", "[x](/nope/)"), "posts/c.md": "---\ntitle: C\ndate: 32 May\n---\nC.\n"})
    ran = run("build", *TODAY, cwd=practice.folder)

    assert ran.code == 1
    assert ran.out == ""
    assert ran.err == (
        "posts/b.md:5:5: error TB-LINK-001: there is no page '/nope/'\n"
        "    [x](/nope/)\n"
        "        ^\n"
        "    fix: write a post's file name (other-post.md) or an address such as /about/\n"
        "posts/c.md:3:7: error TB-SET-012: `date` cannot be read: “32 May” is not a date\n"
        "    date: 32 May\n"
        "          ^\n"
        "    fix: write it as 2024-12-15 or 15 December 2024 (a time such as 10:30 may follow)\n"
        "held back: posts/later.md (“Later”) is scheduled for 2026-12-01\n"
        "Nothing was published: 2 errors.\n"
    )
    assert not practice.out.exists()


def test_warnings_publish_and_with_strict_they_end_with_5(practice, run):
    practice.write({"posts/b.md": post("B", "[it](later.md)")})
    ran = run("build", *TODAY, cwd=practice.folder)
    assert ran.code == 0
    assert "1 warning: public" in ran.out
    assert ran.err.startswith("posts/b.md:5:6: warning TB-LINK-002: the link leads to “Later”, which is held back;")

    practice.edit("posts/b.md", "title: B", "title: Bee")
    before = practice.tree()
    ran = run("build", "--strict", *TODAY, cwd=practice.folder)
    assert ran.code == 5
    assert ran.err.endswith("Nothing was published: 1 warning. The site in public is as it was.\n")
    assert practice.tree() == before


def test_strict_with_an_error_ends_with_1(practice, run):
    practice.write({"posts/b.md": post("B", "[it](later.md) [x](/nope/)")})
    ran = run("build", "--strict", *TODAY, cwd=practice.folder)

    assert ran.code == 1
    assert ran.err.endswith("Nothing was published: 1 error and 1 warning.\n")


def test_strict_without_a_warning_publishes(practice, run):
    assert run("build", "--strict", *TODAY, cwd=practice.folder).code == 0
    assert practice.exists("/a/")


def test_where_no_site_was_published_yet_nothing_is_said_of_it(practice, run):
    practice.write({"posts/b.md": post("B", "[x](/nope/)")})
    assert run("build", *TODAY, cwd=practice.folder).err.endswith("Nothing was published: 1 error.\n")


def test_quiet_says_only_what_is_wrong(practice, run):
    practice.write({"posts/b.md": post("B", "[it](later.md)")})
    assert run("build", "--quiet", *TODAY, cwd=practice.folder) == (0, "", "")

    practice.write({"posts/c.md": post("C", "[x](/nope/)")})
    ran = run("build", "-q", *TODAY, cwd=practice.folder)
    assert ran.code == 1
    assert ran.out == ""
    assert "TB-LINK-001" in ran.err
    assert "TB-LINK-002" not in ran.err
    assert ran.err.endswith("as it was.\n")


def test_verbose_names_every_file(practice, run):
    ran = run("build", "--verbose", *TODAY, cwd=practice.folder)
    assert "a/index.html\n" in ran.err
    assert "sitemap.xml\n" in ran.err

    practice.delete("posts/a.md")
    ran = run("build", "-v", *TODAY, cwd=practice.folder)
    assert "a/index.html (removed)\n" in ran.err
    assert "file removed" in ran.out or "files removed" in ran.out


def test_a_warning_in_many_files_is_summarised(practice, run):
    practice.write({f"posts/w{n}.md": post(f"W{n}", "[it](later.md) [again](later.md)") for n in range(20)})
    ran = run("build", *TODAY, cwd=practice.folder)
    assert ran.err.count("TB-LINK-002") == 1
    assert "    and 39 more of this kind, in 20 files; --verbose lists them\n" in ran.err

    ran = run("build", "--verbose", *TODAY, cwd=practice.folder)
    assert ran.err.count("TB-LINK-002") == 40
    assert "more of this kind" not in ran.err


def test_what_readers_should_not_see_is_named_at_every_place_before_other_warnings(practice, run):
    practice.write({f"posts/w{n}.md": post(f"W{n}", "[it](later.md) TODO: more") for n in range(20)})
    practice.write({"posts/a.md": post("A", "[x](/nope/)")})
    said = run("build", *TODAY, cwd=practice.folder).err

    assert said.index("error") < said.index("TB-EX-001") < said.index("TB-LINK-002")
    assert said.count("    fix: write what belongs there") == 1
    assert said.count("    also posts/w") == 19
    assert said.count("“TODO” is a note") == 20


def test_errors_are_never_summarised(practice, run):
    practice.write({f"posts/w{n}.md": post(f"W{n}", "[it](/nope/)") for n in range(20)})

    assert run("build", *TODAY, cwd=practice.folder).err.count("TB-LINK-001") == 20


# JSON


def test_json_is_all_that_goes_to_the_standard_output(practice, run):
    practice.write({"posts/b.md": post("B", "[it](later.md)")})
    ran = run("build", "--json", *TODAY, cwd=practice.folder)
    result = json.loads(ran.out)

    assert ran.code == 0
    assert ran.err == ""
    assert result["published"] is True
    assert result["site"] == str(practice.folder)
    assert result["out"] == str(practice.out)
    assert result["pages"] == 7
    assert "a/index.html" in result["written"]
    assert result["held"] == [
        {"path": "posts/later.md", "title": "Later", "reason": "scheduled", "until": "2026-12-01", "by": ""}
    ]
    assert result["problems"] == [
        {
            "code": "TB-LINK-002",
            "severity": "warning",
            "at": {"path": "posts/b.md", "line": 5, "column": 6},
            "says": "the link leads to “Later”, which is held back; it comes out as plain text",
            "fix": "nothing to do if you mean that; the link returns with the post",
            "excerpt": "[it](later.md)",
        }
    ]


@every_row("body, options, code", [("[x](/nope/)", (), 1), ("[it](later.md)", ("--strict",), 5)], fresh=practice)
def test_json_of_a_build_that_published_nothing(practice, run, body, options, code):
    practice.write({"posts/b.md": post("B", body)})
    ran = run("build", "--json", *options, *TODAY, cwd=practice.folder)

    assert ran.code == code
    assert json.loads(ran.out)["published"] is False
    assert ran.err == ""


# Which site, which day, which address


def test_the_site_is_the_nearest_folder_upward(practice, run):
    deep = practice.folder / "posts" / "deep" / "er"
    deep.mkdir(parents=True)

    assert run("build", "-q", *TODAY, cwd=deep).code == 0
    assert practice.exists("/a/")


def test_no_site_anywhere(tmp_path, run):
    ran = run("build", cwd=tmp_path)

    assert ran == (
        2,
        "",
        (
            f"therapyblog: {tmp_path} is no site, nor is any folder above it: there is no therapyblog.toml. "
            "Go to your site's folder, or name it: therapyblog build FOLDER\n"
        ),
    )


@every_row("name", ["nowhere", "posts", "posts/a.md"], fresh=practice)
def test_a_folder_that_is_no_site(practice, run, name):
    ran = run("build", name, cwd=practice.folder)

    assert ran.code == 2
    assert ran.err == (
        f"therapyblog: {practice.folder / name} is no site: it has no therapyblog.toml. "
        "Run `therapyblog init FOLDER` to start one.\n"
    )
    assert not practice.out.exists()


def test_a_settings_file_to_which_an_editor_added_txt(practice, run):
    (practice.folder / "therapyblog.toml").rename(practice.folder / "therapyblog.toml.txt")

    ran = run("build", ".", cwd=practice.folder)

    assert ran.err.endswith("Rename therapyblog.toml.txt to therapyblog.toml: an editor has added .txt.\n")


def test_a_site_by_name_and_another_output_folder(practice, run, tmp_path):
    ran = run("build", practice.folder, "--out", "elsewhere/deep", *TODAY, cwd=tmp_path)

    assert ran.code == 0
    assert ran.out.endswith(f": {os.path.join('elsewhere', 'deep')}\n")
    assert (tmp_path / "elsewhere/deep/a/index.html").is_file()
    assert not practice.out.exists()


@every_row("day", ["2026-12-01", "Dec 1, 2026", "1 December 2026", "1st Dec 2026", "2026-12-01 23:59"], fresh=practice)
def test_today_may_be_written_as_people_write(practice, run, day):
    assert run("build", "-q", "--today", day, cwd=practice.folder).code == 0
    assert practice.exists("/later/")


@every_row(
    "day, why",
    [
        ("01/12/2026", "“01/12/2026” can mean two days: 1 December 2026 or 12 January 2026"),
        ("tomorrow", "“tomorrow” is not a date"),
        ("2026-02-30", "“2026-02-30” is not in the calendar"),
        ("", "“” is not a date"),
    ],
    fresh=practice,
)
def test_a_day_that_is_none(practice, run, day, why):
    ran = run("build", "--today", day, cwd=practice.folder)

    assert ran.code == 2
    assert ran.err.startswith(f"therapyblog: --today: {why}. Write it as 2024-12-15")


def test_source_date_epoch_is_the_clock(practice, run):
    # 2026-11-30 23:30 UTC; in London still November.
    ran = run("build", "-q", cwd=practice.folder, SOURCE_DATE_EPOCH="1796081400")
    assert ran.code == 0
    assert not practice.exists("/later/")

    assert run("build", "-q", cwd=practice.folder, SOURCE_DATE_EPOCH="1796083200").code == 0
    assert practice.exists("/later/")

    ran = run("build", "-q", "--today", "2026-11-01", cwd=practice.folder, SOURCE_DATE_EPOCH="1796083200")
    assert ran.code == 0
    assert not practice.exists("/later/")


@every_row("epoch", ["", "yesterday", "1e99", "99999999999999999999"], fresh=practice)
def test_a_source_date_epoch_that_is_none(practice, run, epoch):
    ran = run("build", cwd=practice.folder, SOURCE_DATE_EPOCH=epoch)

    assert ran.code == 2
    says = f"SOURCE_DATE_EPOCH is “{epoch}”, which is not a number of seconds since 1970."
    assert ran.err == f"therapyblog: {says}\n"


def test_another_address(practice, run):
    ran = run("build", "-q", "--base-url", "https://preview.example/a/b/", *TODAY, cwd=practice.folder)

    assert ran.code == 0
    assert "<loc>https://preview.example/a/b/a/</loc>" in practice.text("sitemap.xml")


@every_row(
    "url",
    ["preview.example", "ftp://x.example", "https://", "https://a b", "https://x.example/?q", "https://x.example//y"],
    fresh=practice,
)
def test_an_address_that_is_none(practice, run, url):
    ran = run("build", "--base-url", url, cwd=practice.folder)

    assert ran.code == 2
    assert ran.err.startswith(f"therapyblog: --base-url: “{url}” ")
    assert not practice.out.exists()


def test_drafts_future_and_disk(practice, run):
    practice.write({"posts/d.md": post("D", status="draft")})
    ran = run("build", "--drafts", "--future", "--for-disk", *TODAY, cwd=practice.folder)

    assert ran.code == 0
    assert ran.err == ""
    assert practice.exists("/d/")
    assert practice.exists("/later/")
    assert 'href="d/index.html"' in practice.page("/")


# The other ways to end


def test_a_disk_that_refuses_ends_with_3(practice, run):
    practice.write({"file": "in the way"})
    ran = run("build", "--out", practice.folder / "file" / "public", *TODAY, cwd=practice.folder)

    assert ran.code == 3
    assert ran.out == ""
    assert ran.err.startswith(f"therapyblog: {practice.folder / 'file'}")
    assert ran.err.endswith("; the published site is as it was\n")
    assert (practice.folder / "file").read_text() == "in the way"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_an_interrupted_build_ends_with_130(practice, spawn):
    build = spawn("build", practice.folder, interrupted_at="a.md")
    out, err = build.communicate(timeout=300)

    assert (build.returncode, out, err) == (130, b"", b"\nInterrupted; the published site is as it was.\n")
    assert not practice.out.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@every_row("wait", [0.0, 0.05, 0.2], fresh=practice)
def test_ctrl_c_twice_ends_a_build_with_workers_too(practice, spawn, wait):
    """A terminal sends it to the workers as well; here from the moment on when the first file is made."""
    practice.write({f"posts/many-{number}.md": post(f"Many {number}", "Words. " * 500) for number in range(200)})
    build = spawn("build", practice.folder, "--jobs", "2", start_new_session=True)
    while not (practice.folder / ".therapyblog").exists():
        assert build.poll() is None
        time.sleep(0.002)
    time.sleep(wait)
    for _ in range(2):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(build.pid, signal.SIGINT)
        time.sleep(0.02)
    # Until the last worker has closed it too.
    said = build.communicate(timeout=300)[1].decode()

    assert build.returncode == 130, said
    assert said.endswith("Interrupted; the published site is as it was.\n")
    assert "Traceback" not in said


@every_row("option", ["--nope", "--today"], fresh=practice)
def test_an_option_that_cannot_be_read(practice, run, option):
    ran = run("build", option, cwd=practice.folder)

    assert ran.code == 2
    assert "Error: " in ran.err


# What a terminal gets


def test_without_a_terminal_there_are_no_colours(practice, spawn):
    practice.write({"posts/b.md": post("B", "[it](later.md) [x](/nope/)")})
    build = spawn("build", *TODAY, practice.folder)
    out, err = build.communicate(timeout=300)

    assert build.returncode == 1
    assert b"TB-LINK-001" in err
    assert b"\x1b" not in out + err


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no pseudo-terminals")
@every_row("environment, coloured", [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)], fresh=practice)
def test_colours_are_for_a_person_who_wants_them(practice, spawn, environment, coloured):
    practice.write({"posts/b.md": post("B", "[x](/nope/)")})
    ours, theirs = os.openpty()
    build = spawn("build", *TODAY, practice.folder, stderr=theirs, env={"TERM": "xterm"} | environment)
    os.close(theirs)
    said = b""
    while True:
        try:
            chunk = os.read(ours, 4096)
        except OSError:  # Linux says so when the other end has closed.
            break
        if not chunk:
            break
        said += chunk
    os.close(ours)
    build.communicate(timeout=300)

    assert b"TB-LINK-001" in said
    assert (b"\x1b[31m" in said) is coloured
