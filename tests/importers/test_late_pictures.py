"""Pictures that come after their texts: the line that the report prints, typed once somebody has edited a text."""

from __future__ import annotations

import datetime as dt
import json
import re
import shlex

import pytest
from click.testing import CliRunner

from support.old_server import PNG, Server
from support.site import told
from therapyblog import build
from therapyblog.cli.import_ import command
from therapyblog.cli.main import commands
from therapyblog.importers.importing import import_sources
from therapyblog.importers.record import undo
from therapyblog.importers.report import in_words

NOW = dt.datetime(2036, 11, 30, 12, tzinfo=dt.UTC)
PICTURES = ("reed", "kite", "door", "lamp", "top")
EXPORT = """<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Reed House</title>
<link>http://reed.example</link><wp:wxr_version>1.2</wp:wxr_version>
<item><title>A lamp</title><wp:post_id>7</wp:post_id><wp:post_type>attachment</wp:post_type>
<wp:attachment_url>http://reed.example/i/top.png</wp:attachment_url>
<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>A lamp: lit</wp:meta_value></wp:postmeta>
</item>{}</channel></rss>"""
ITEM = """<item><title>{0}</title><wp:post_name>{0}</wp:post_name><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type><content:encoded><![CDATA[{1}]]></content:encoded>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>7</wp:meta_value></wp:postmeta></item>"""
BODY = """<p>{0} is slow. <img src="/i/reed.png" alt="Reeds [in] wind"></p>
<figure><img src="/i/kite.png" alt="A kite"><figcaption>The <em>kite</em></figcaption></figure>
<p><a href="http://else.example/"><img src="/i/door.png" alt="A door"></a></p><p><img src="/i/lamp.png"></p>
<p><img src="/i/gone.png" alt="A boat"></p><p><a href="/i/leaflet.pdf">The leaflet</a></p>
<pre>[x](http://reed.example/i/reed.png)</pre>"""
TEXTS = ("plain", "edited", "windows", "renamed", "thrown-away")


@pytest.fixture
def server():
    pages = {f"/i/{name}.png": ("image/png", PNG + name.encode()) for name in PICTURES}
    server = Server({**pages, "/i/leaflet.pdf": ("application/pdf", b"%PDF-1.4")})
    yield server
    server.close()


def export(path, titles):
    path.write_text(EXPORT.format("".join(ITEM.format(title, BODY.format(title)) for title in titles)))
    return path


def typed(line, server):
    """Do what a line says that was printed for a person to type."""
    program, verb, *arguments = shlex.split(line)
    assert (program, verb) == ("therapyblog", "import")
    given = command.make_context("import", arguments).params
    sources, site, download = given.pop("sources"), given.pop("into"), given.pop("download")
    options = {name: given[name] for name in ("kind", "overwrite", "media", "dry_run")}
    (report,) = import_sources(sources, site, now=NOW, web=server.web(), download=lambda: download, **options)
    return report


def at_once(source, site, server):
    import_sources([str(source)], site, now=NOW, web=server.web(), download=lambda: True)
    return site


def told_of_pictures(site):
    """Build, and return where the warning stands that pictures are missing, with the line that fetches them."""
    result = build(site)
    assert result.published, told(result)
    (found,) = [problem for problem in result.problems if problem.code == "TB-PIC-006"]
    return found.at.path, found.at.line, found.fix.split("`")[1]


def texts(site):
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.glob("[pm][oae]*/*"))}


def test_pictures_come_later_into_texts_that_were_edited(server, tmp_path, monkeypatch):
    """They come into untouched texts as if they had come at once, and into others where the links to them stand."""
    monkeypatch.chdir(tmp_path)
    source = export(tmp_path / "old export.xml", TEXTS)
    site = tmp_path / "my site"
    said = CliRunner().invoke(commands, ["import", source.name, "--into", "my site", "--json"])
    (report,) = json.loads(said.stdout)
    (look,) = [look for look in report["looks"] if "--download-media" in look["says"]]
    line = re.search("`(.*)` fetches it", look["says"])[1]
    assert (look["file"], look["line"], len(look["more"])) == ("posts/plain.md", 5, 7 * len(TEXTS) - 1)
    assert "posts/edited.md:5" in look["more"]
    assert "(so it is with 34 more: posts/plain.md:7, posts/plain.md, posts/plain.md:13, " in look["says"]
    assert server.asked == []
    assert told_of_pictures(site) == ("posts/edited.md", 5, line)

    posts = site / "posts"
    edited = posts / "edited.md"
    mine = edited.read_text().replace("is slow", "was quick").replace("A kite", "My kite") + "\nAnd mine.\n"
    edited.write_text(mine)
    (posts / "windows.md").write_bytes((posts / "windows.md").read_bytes().replace(b"\n", b"\r\n"))
    (posts / "renamed.md").rename(posts / "new-name.md")
    (posts / "thrown-away.md").unlink()
    before = texts(site)
    report = typed(line, server)

    same = at_once(source, tmp_path / "same", server)
    assert (posts / "plain.md").read_bytes() == (same / "posts/plain.md").read_bytes()
    assert "![Reeds \\[in\\] wind](/media/reed.png)" in (posts / "plain.md").read_text()
    changes = {
        "[Reeds \\[in\\] wind](http://reed.example/i/reed.png)": "![Reeds \\[in\\] wind](/media/reed.png)",
        "[My kite](http://reed.example/i/kite.png)": "![My kite](/media/kite.png)",
        "[lamp.png](http://reed.example/i/lamp.png)": "![](/media/lamp.png)",
        "[The leaflet](http://reed.example/i/leaflet.pdf)": "[The leaflet](/media/leaflet.pdf)",
        "---\n\n": 'image: /media/top.png\nimage_alt: "A lamp: lit"\n---\n\n',
    }
    expected = mine
    for old, new in changes.items():
        assert old in mine
        expected = expected.replace(old, new, 1)
    assert edited.read_text() == expected
    assert "[x](http://reed.example/i/reed.png)" in expected
    assert b"![Reeds \\[in\\] wind](/media/reed.png)\r\n" in (posts / "windows.md").read_bytes()
    assert (posts / "windows.md").read_bytes().count(b"\r\n") == (posts / "windows.md").read_bytes().count(b"\n")
    assert {came.file: came.done for came in report.came if came.file.endswith(".md")} == {
        "posts/plain.md": "pictures",
        "posts/edited.md": "pictures",
        "posts/windows.md": "pictures",
        "posts/renamed.md": "gone",
        "posts/new-name.md": "pictures",
        "posts/thrown-away.md": "gone",
    }
    shown = in_words(report)
    assert "  posts/edited.md: /media/door.png came, and stands nowhere in the text; put it where it belongs" in shown
    assert "could not be fetched: the server answers 404 (so it is with" in shown
    assert "--download-media" not in shown
    assert "![A kite](/media/kite.png)" in (posts / "new-name.md").read_text()
    assert told_of_pictures(site) == ("posts/edited.md", 17, line)

    after = texts(site)
    again = typed(line, server)
    assert texts(site) == after
    assert {came.done for came in again.came} == {"same", "kept", "gone"}
    back = undo(site)
    assert texts(site) == before
    assert len(back.restored) == 4
    assert set(undo(site).edited) == {"posts/edited.md", "posts/windows.md"}
    assert sorted(texts(site)) == ["posts/edited.md", "posts/new-name.md", "posts/windows.md"]


def test_a_build_names_no_line_that_leads_nowhere(tmp_path):
    """Whoever threw the export away cannot type it."""
    source = export(tmp_path / "export.xml", ("one",))
    import_sources([str(source)], tmp_path / "site", now=NOW)
    assert told_of_pictures(tmp_path / "site")[2].startswith("therapyblog import ")
    source.unlink()
    assert told_of_pictures(tmp_path / "site")[2] == "--download-media"


def test_what_an_edited_text_shows_stays_with_it(server, tmp_path):
    source = export(tmp_path / "export.xml", ("one", "two"))
    site = at_once(source, tmp_path / "site", server)
    (site / "posts/two.md").write_text("---\ntitle: Two\n---\n\n![Reeds](/media/reed.png)\n")
    said = CliRunner().invoke(commands, ["import", "--undo", "--into", str(site)]).output
    assert said.endswith("posts/two.md was edited since, so it stays.\nmedia/reed.png stays with it.\n")
    assert sorted(texts(site)) == ["media/reed.png", "posts/two.md"]
