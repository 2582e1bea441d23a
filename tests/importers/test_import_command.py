"""`therapyblog import` at a terminal: exit codes, what is written and when not, interruptions, and the way back."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from support.rows import every_row
from support.site import SmallSite
from therapyblog import build
from therapyblog.cli.main import commands
from therapyblog.importers.importing import import_sources
from therapyblog.importers.site_writer import SiteWriter
from therapyblog.output.lock import SiteLock

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
FEED = '<rss version="2.0"><channel><title>Reed House</title><link>https://reed.example</link>{}</channel></rss>'
ITEM = "<item><title>{0}</title><description>&lt;p&gt;{0} is slow.&lt;/p&gt;</description></item>"
TWO = FEED.format(ITEM.format("Water") + ITEM.format("Wind"))


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with an export of two posts, and the place of a site."""
    monkeypatch.chdir(tmp_path)
    Path("feed.xml").write_text(TWO)
    return tmp_path


def run(*arguments, code=0):
    result = CliRunner().invoke(commands, ["import", *arguments])
    assert result.exit_code == code, result.output
    return result


def files(folder):
    """Return every file below a folder, ours too, with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def texts(folder):
    return {name: content for name, content in files(folder).items() if not name.startswith(".therapyblog/")}


def test_nothing_is_written_where_nothing_may_be(here):
    """A dry run, no site, an unknown kind, a source that is not there or holds nothing."""
    before = files(here)
    assert "Would bring 2 posts" in run("feed.xml", "--into", "site", "--dry-run").output
    assert "therapyblog import feed.xml --into my-site" in run("feed.xml", code=2).output
    assert "no kind of source called" in run("feed.xml", "--into", "site", "--from", "paper", code=2).output
    assert "There is no nowhere.xml" in run("nowhere.xml", "--into", "site", code=2).output
    assert "Name what to import" in run(code=2).output
    assert files(here) == before
    (here / "empty.xml").write_text(FEED.format(""))
    before = files(here)
    assert "Brought nothing" in run("empty.xml", "--into", "site", code=1).output
    assert "is no site and not empty" in run("feed.xml", "--into", ".", code=2).output
    assert files(here) == before


def test_the_report_as_json(here):
    (report,) = json.loads(run("feed.xml", "--into", "site", "--json").stdout)
    assert sorted(report) == sorted(
        [
            "source",
            "kind",
            "site",
            "dry_run",
            "new_site",
            "came",
            "left",
            "looks",
            "redirects_by_rule",
            "redirects_lost",
        ]
    )
    assert [(came["file"], came["done"]) for came in report["came"]] == [
        ("therapyblog.toml", "new"),
        ("posts/water.md", "new"),
        ("posts/wind.md", "new"),
    ]
    assert sorted(report["came"][0]) == ["done", "file", "origin", "title"]


def test_what_is_missing_everywhere_is_told_once(here):
    """Pictures that are not there are one line with their number, and the line to type."""
    picture = '<item><title>{0}</title><description>&lt;img src="/{0}.jpg" alt="a"&gt;</description></item>'
    (here / "feed.xml").write_text(FEED.format("".join(picture.format(name) for name in ("Snow", "Water", "Wind"))))
    lines = [line for line in run("feed.xml", "--into", "site").output.splitlines() if "not here" in line]
    line = f"therapyblog import {here / 'feed.xml'} --into {here / 'site'} --download-media"
    says = f"/Snow.jpg is not here; `{line}` fetches it"
    assert lines == [f"  posts/snow.md:5: {says} (so it is with 2 more: posts/water.md:5, posts/wind.md:5)"]


def test_addresses_with_a_question_mark_are_kept_and_need_a_rule(here):
    """Each leads to its text by a rule of the server; what no rule can say is counted as lost."""
    item = "<item><title>{}</title><link>https://reed.example/{}</link><description>Words.</description></item>"
    rows = (("Snow", "?p=4"), ("Water", "index.php?id=5&amp;lang=de"), ("Wind", "?p=$6"))
    (here / "feed.xml").write_text(FEED.format("".join(item.format(*row) for row in rows)))
    said = run("feed.xml", "--into", "site").output
    assert "2 old addresses with a question mark need a rule of the server." in said
    assert "1 old address with a question mark cannot be kept." in said
    assert 'aliases: ["/?p=4"]\n' in (here / "site/posts/snow.md").read_text()
    settings = here / "site/therapyblog.toml"
    settings.write_text(f'{settings.read_text()}\n[hosting]\nheaders = ["netlify"]\n')
    assert build(here / "site").published
    assert (here / "site/public/_redirects").read_text().splitlines()[1:] == [
        "/ p=4 /snow/ 301!",
        "/index.php id=5 lang=de /water/ 301!",
    ]


DATES = {
    "Sat, 02 Mar 2024 09:30:00 -0500": "date: 2024-03-02 09:30",
    "2 Mar 24 09:30 GMT": "date: 2024-03-02 09:30",
    "Mon, 30 Nov -0001 00:00:00 +0000": None,
    "Sat, 01 Jan 0000 00:00:00 +0000": None,
    "Mon, 01 Jan 0024 00:00:00 GMT": None,
    "some day": None,
}


@every_row("written", DATES)
def test_a_date_that_is_none_is_not_made_up(tmp_path, written):
    """WordPress writes the year -0001 where a draft has no date."""
    item = f"<item><title>Snow</title><pubDate>{written}</pubDate><description>Words.</description></item>"
    (tmp_path / "feed.xml").write_text(FEED.format(item))
    import_sources([str(tmp_path / "feed.xml")], tmp_path / "site", now=NOW)
    found = re.search("^date: .*$", (tmp_path / "site/posts/snow.md").read_text(), re.MULTILINE)
    assert (found and found[0]) == DATES[written]


def test_the_way_back(here):
    """What was edited stays and is named; what was replaced comes back; a second import can be taken back, too."""
    site = here / "site"
    run("feed.xml", "--into", "site")
    mine = (site / "posts/water.md").read_text() + "And mine.\n"
    (site / "posts/water.md").write_text(mine)
    assert "left alone" in run("feed.xml", "--into", "site").output
    assert (site / "posts/water.md").read_text() == mine
    run("feed.xml", "--into", "site", "--overwrite")
    assert "And mine" not in (site / "posts/water.md").read_text()
    assert "1 put back" in run("--undo", "--into", "site").output
    assert (site / "posts/water.md").read_text() == mine
    assert "posts/water.md was edited since, so it stays" in run("--undo", "--into", "site").output
    assert list(texts(site)) == ["posts/water.md"]
    assert "nothing to take back" in run("--undo", "--into", "site", code=2).output


def test_several_sources_are_one_import(here):
    (here / "more.xml").write_text(FEED.format(ITEM.format("Water") + ITEM.format("Snow")))
    run("feed.xml", "more.xml", "--into", "site")
    assert sorted(texts(here / "site")) == [
        *(f"posts/{name}.md" for name in ("snow", "water-2", "water", "wind")),
        "therapyblog.toml",
    ]
    run("--undo", "--into", "site")
    assert texts(here / "site") == {}


def test_no_import_while_a_site_is_built(here):
    run("feed.xml", "--into", "site")
    with SiteLock(here / "site/.therapyblog"):
        assert "at work" in run("feed.xml", "--into", "site", code=4).output
        assert "at work" in run("--undo", "--into", "site", code=4).output


def _lasting(found):
    return {name: content for name, content in found.items() if not name.endswith(("/lock", "/.gitignore"))}


@pytest.mark.parametrize("is_new", [True, False], ids=["new site", "site"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, OSError])
def test_an_import_that_fails_leaves_nothing(here, error, is_new):
    site = here / "site"
    if not is_new:
        (here / "first.xml").write_text(FEED.format(ITEM.format("Snow")))
        run("first.xml", "--into", "site")
    before = files(here)

    def progress(done, _):
        if done == 2:
            raise error

    with pytest.raises(error):
        import_sources(["feed.xml"], site, now=NOW, progress=progress)
    assert _lasting(files(here)) == _lasting(before)
    assert site.exists() is not is_new
    run("feed.xml", "--into", "site")
    assert {"posts/water.md", "posts/wind.md"} <= set(texts(site))


def test_an_import_that_was_killed_can_be_taken_back(here):
    """Nothing runs after a process was killed: what it wrote is whole, was noted, and the next import goes on."""
    site = here / "site"
    writer = SiteWriter(site, "2026-11-30-120000", dry_run=False, overwrite=False)
    writer.write("posts/water.md", b"---\ntitle: Water\n---\n", origin="", title="")
    writer.journal.close()
    record = site / ".therapyblog/imports/2026-11-30-120000/files.jsonl"
    record.write_bytes(record.read_bytes() + b'{"file":"posts/wind.md","dig')
    run("--undo", "--into", "site")
    assert texts(site) == {}
    run("feed.xml", "--into", "site")
    assert len(texts(site)) == 3


def test_a_text_that_names_nobody_adds_nobody_to_a_practice(tmp_path):
    """Its signature has letters and no name: where somebody practises already, it is theirs to look at."""
    site = SmallSite(tmp_path / "site")
    source = tmp_path / "kettle.txt"
    source.write_text("The Second Kettle\n\nWhoever puts it on twice has a reason.\n\nCounsellor\n\nMA, MBACP\n")
    (report,) = import_sources([str(source)], site.folder, now=NOW)
    assert sorted(path.name for path in site.folder.glob("practitioners/*")) == ["ada-moss.md"]
    assert "see whether practitioners/ada-moss.md says so" in " ".join(look.says for look in report.looks)
