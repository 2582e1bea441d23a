"""Whatever the bytes: one clear problem or a page that is right, never a traceback, and the old site untouched."""

from __future__ import annotations

import json
import os
import shutil
import unicodedata
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from selectolax.lexbor import LexborHTMLParser

from support.rows import every_row
from support.site import SmallSite, codes, told


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """A site that was built yesterday."""
    site = SmallSite(tmp_path_factory.mktemp("hostile") / "site")
    site.write({"posts/old.md": "---\ntitle: An old post\n---\nIt was here before.\n"})
    site.published()
    return site


@pytest.fixture
def old(published: SmallSite, tmp_path: Path) -> SmallSite:
    shutil.copytree(published.folder, tmp_path / "site")
    return SmallSite(tmp_path / "site", {})


def top(settings: str, body: str = "A paragraph.\n") -> str:
    return f"---\n{settings}\n---\n{body}"


POST = "posts/a.md"
REFUSED: dict[str, tuple[dict[str, str | bytes], str]] = {
    "30,000 brackets": ({POST: top("title: Rest\ntags: " + "[" * 30_000)}, "TB-SET-006"),
    "30,000 braces": ({POST: top("tags: " + "{a: " * 30_000)}, "TB-SET-006"),
    "30,000 dashes": ({POST: top("tags:\n" + "- " * 30_000 + "a")}, "TB-SET-006"),
    "30,000 levels of indentation": (
        {POST: top("\n".join(" " * depth + "a:" for depth in range(300)))},
        "TB-SET-006",
    ),
    "an alias bomb": (
        {POST: top("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\ntitle: *d")},
        "TB-SET-004",
    ),
    "an anchor": ({POST: top("title: Rest\ntopic: &anchor sleep")}, "TB-SET-004"),
    "an alias that points to nothing": ({POST: top("title: Rest\ntopic: *nothing")}, "TB-SET-004"),
    "a list that holds itself": ({POST: top("title: Rest\ntags: &a [*a]")}, "TB-SET-004"),
    "a tag that would run code": (
        {POST: top("title: Rest\ntopic: !!python/object/apply:os.system [ls]")},
        "TB-SET-004",
    ),
    "a merge key": ({POST: top("title: Rest\n<<: *other")}, "TB-SET-004"),
    "two documents": ({POST: top("title: Rest\n...\ntitle: Quiet")}, "TB-SET-004"),
    "a key twice": ({POST: top("title: Rest\ntitle: Quiet")}, "TB-SET-005"),
    "a key twice, once in quotes": ({POST: top('title: Rest\n"title": Quiet')}, "TB-SET-005"),
    "a key twice within": ({POST: top("title: Rest\nseries: {name: a, name: b}")}, "TB-SET-005"),
    "a list as a name": ({POST: top("title: Rest\n? [a, b]\n: c")}, "TB-SET-004"),
    "no name at all": ({POST: top("title: Rest\n: c")}, "TB-SET-004"),
    "UTF-16": ({POST: top("title: Rest").encode("utf-16")}, "TB-FILE-001"),
    "UTF-16, big end first": ({POST: b"\xfe\xff" + top("title: Rest").encode("utf-16-be")}, "TB-FILE-001"),
    "UTF-16 without its mark": ({POST: top("title: Rest").encode("utf-16-le")}, "TB-FILE-001"),
    "UTF-32": ({POST: top("title: Rest").encode("utf-32")}, "TB-FILE-001"),
    "Latin-1": ({POST: top("title: Café").encode("latin-1")}, "TB-FILE-001"),
    "a lone surrogate": ({POST: top("title: Rest").encode() + b"\xed\xa0\x80"}, "TB-FILE-001"),
    "an overlong slash": ({POST: top("title: Rest").encode() + b"\xc0\xaf"}, "TB-FILE-001"),
    "bytes beyond Unicode": ({POST: top("title: Rest").encode() + b"\xf5\x80\x80\x80"}, "TB-FILE-001"),
    "half a character at the end": ({POST: top("title: Rest").encode() + "é".encode()[:1]}, "TB-FILE-001"),
    "a picture named .md": ({POST: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"}, "TB-FILE-001"),
    "NUL": ({POST: top("title: Rest\0")}, "TB-FILE-002"),
    "NUL in the text": ({POST: top("title: Rest", "a\0b")}, "TB-FILE-002"),
    "an escape sequence for terminals": ({POST: top("title: \x1b[31mRed")}, "TB-FILE-002"),
    "a C1 control": ({POST: top("title: Rest\x9f")}, "TB-FILE-002"),
    "a noncharacter": ({POST: top("title: Rest\uffff")}, "TB-FILE-002"),
    "6 MB": ({POST: top("title: Rest", "Breathe. " * 700_000)}, "TB-FILE-003"),
    "65 KB of settings": ({POST: top("title: Rest\ndescription: " + "a" * 65_000)}, "TB-SET-006"),
    "5,000 settings": ({POST: top("title: Rest\n" + "\n".join(f"k{n}: v" for n in range(5_000)))}, "TB-SET-006"),
    "an unclosed ---": ({POST: "---\ntitle: Rest\n\nText.\n"}, "TB-SET-001"),
    "only ---": ({POST: "---"}, "TB-SET-001"),
    "an unclosed --- and 900 KB": ({POST: "---\ntitle: Rest\n" + "a\n" * 450_000}, "TB-SET-001"),
    "a list": ({POST: top("- title: Rest")}, "TB-SET-002"),
    "a sentence": ({POST: top("Just some words")}, "TB-SET-003"),
    "a number": ({POST: top("42")}, "TB-SET-003"),
    "a long dash for ---": ({POST: "—\ntitle: Rest\n—\nText.\n"}, "TB-SET-004"),
    "an empty file": ({POST: ""}, "TB-SET-007"),
    "only a byte-order mark": ({POST: b"\xef\xbb\xbf"}, "TB-SET-007"),
    "only blank lines": ({POST: "\n\n \u00a0\n"}, "TB-SET-007"),
    "settings that are empty": ({POST: "---\n---\nText.\n"}, "TB-SET-007"),
    "settings that are a comment": ({POST: top("# nothing yet")}, "TB-SET-007"),
    "settings indented": ({POST: "  ---\n  title: Rest\n  ---\nText.\n"}, "TB-SET-004"),
    "no title": ({POST: top("topic: Sleep")}, "TB-SET-007"),
    "an empty title": ({POST: top("title:")}, "TB-SET-007"),
    "a title of nothing": ({POST: top('title: ""')}, "TB-SET-007"),
    "a title of blanks": ({POST: top('title: " \u00a0 "')}, "TB-SET-007"),
    "a title that is a list": ({POST: top("title: [a, b]")}, "TB-SET-008"),
    "a tab before a name": ({POST: top("title: Rest\n\ttopic: Sleep")}, "TB-SET-004"),
    "a sentence lost among the settings": (
        {POST: "---\ntitle: Rest\n\nOne thing helps: quiet.\n\n---\nText.\n"},
        "TB-SET-004",
    ),
    "a day that is none": ({POST: top("title: Rest\ndate: 2026-02-30")}, "TB-SET-012"),
    "the year 0": ({POST: top("title: Rest\ndate: 0000-01-01")}, "TB-SET-012"),
    "an ambiguous date": ({POST: top("title: Rest\ndate: 03/04/2026")}, "TB-SET-012"),
    "digits of another script in a date": ({POST: top("title: Rest\ndate: ٢٠٢٦-٠١-٠١x")}, "TB-SET-012"),
    "an hour that is none": ({POST: top("title: Rest\ndate: 2026-01-01 25:00")}, "TB-SET-012"),
    "a part of 5,000 digits": ({POST: top("title: Rest\nseries: Nights\npart: " + "9" * 5_000)}, "TB-SET-008"),
    "a slug that leaves the site": ({POST: top("title: Rest\nslug: ../../etc/passwd")}, "TB-URL-002"),
    "a slug with a mark that turns text around": ({POST: top("title: Rest\nslug: a\u202eb")}, "TB-URL-002"),
    "names that differ only in case": ({POST: top("title: Rest"), "posts/A.md": top("title: Rest")}, "TB-FILE-006"),
    "therapyblog.toml cut off": ({"therapyblog.toml": '[site]\ntitle = "Still'}, "TB-CONF-001"),
    "therapyblog.toml without a word": ({"therapyblog.toml": ""}, "TB-CONF-004"),
    "therapyblog.toml in Latin-1": ({"therapyblog.toml": '[site]\ntitle = "Café"'.encode("latin-1")}, "TB-FILE-001"),
    "therapyblog.toml nested 100,000 deep": ({"therapyblog.toml": "a = " + "[" * 100_000}, "TB-CONF-001"),
    "therapyblog.toml nested 60 deep": ({"therapyblog.toml": f"a = {'[' * 60}{']' * 60}"}, "TB-CONF-001"),
    "therapyblog.toml with a name of 5,000 parts": (
        {"therapyblog.toml": ".".join("a" * 5_000) + " = 1"},
        "TB-CONF-001",
    ),
    "therapyblog.toml with a number of 5,000 digits": ({"therapyblog.toml": f"a = {'9' * 5_000}"}, "TB-CONF-001"),
}


@every_row("name", REFUSED, fresh=old)
def test_one_clear_problem_and_the_old_site_as_it_was(old: SmallSite, name: str):
    before = old.tree()
    files, code = REFUSED[name]
    old.write(files)
    if name == "names that differ only in case" and len(list((old.folder / "posts").iterdir())) == 2:
        pytest.skip("this disk cannot tell the two names apart")

    result = old.build()

    assert codes(result) == [code], told(result)
    assert not result.published
    assert old.tree() == before
    (found,) = result.problems
    assert found.says
    assert found.fix
    assert len(f"{found.says}{found.fix}") < 1_000


ACCEPTED: dict[str, str | bytes] = {
    "a byte-order mark": b"\xef\xbb\xbf" + top("title: A").encode(),
    "CRLF": top("title: A").replace("\n", "\r\n"),
    "CR only": top("title: A").replace("\n", "\r"),
    "line ends of every kind": "---\r\ntitle: A\r---\nOne.\u2028Two.\u2029Three.\x85Four.\x0bFive.\x0cSix.",
    "blank lines first": f"\n \n\u00a0\n{top('title: A')}",
    "blanks behind ---": "--- \t\u00a0\ntitle: A\n---\u00a0\nA paragraph.\n",
    "no line end at the end": "---\ntitle: A\n---\nA paragraph.",
    "only settings and no line end at the end": "---\ntitle: A\n---",
    "only settings": "---\ntitle: A\n---\n",
    "no-break spaces behind names": top("title:\u00a0A\ntopic:\u00a0\u00a0Sleep"),
    "no-break spaces for indentation": top("title: A\nseries:\n\u00a0\u00a0name: Nights\n\u00a0\u00a0part: 1"),
    "no-break spaces behind dashes": top("title: A\ntags:\n-\u00a0sleep\n-\u00a0rest"),
    "a no-break space around a title": top("title: \u00a0A\u00a0"),
    "comments": top("# first\ntitle: A # behind\n# last"),
    "names in quotes": top("\"title\": A\n'topic': Sleep"),
    "a title over two lines": top("title:\n  A"),
    "a folded title": top("title: >-\n  A"),
    "a kept block": top("title: |\n  A"),
    "braces of JSON": top('{"title": "A", "tags": ["sleep"]}'),
    "empty settings of every kind": top(
        "title: A\ntopic:\ntags:\ndate:\nseries:\nreferences:\nimage:\naliases:\npart:"
    ),
    "settings of nobody": top("title: A\nmood: post\nrooms: {a: [1, {b: c}]}\nheight: 007"),
    "names of Python": top("title: A\n__class__: x\n__init__: y\nextra: {a: b}\nself: z\nplaces: q"),
    "a post of 900 KB in one line": top("title: A", "word " * 180_000),
    "three thousand headings": top("title: A", "## Same\n\n" * 3_000),
}


@every_row("name", ACCEPTED)
def test_odd_but_right(site: SmallSite, name: str):
    site.write({"posts/a.md": ACCEPTED[name]})

    result = site.build()

    assert result.published, told(result)
    assert codes(result) == (["TB-EX-002"] if "only settings" in name else []), told(result)
    assert site.html("/a/").css_first("h1").text(strip=True) == "A"


TITLES: dict[str, tuple[str, str] | tuple[str, str, str]] = {
    "no": ("no", ""),
    "yes": ("yes", ""),
    "null": ("null", ""),
    "a tilde": ("~", ""),
    "a number with noughts": ("00012345", ""),
    "1e3": ("1e3", ""),
    "0x10": ("0x10", ""),
    "012": ("012", ""),
    "a time of day": ("10:30", ""),
    "a date": ("2026-01-02", ""),
    "infinity": (".inf", ""),
    "a colon": ("Touch: a guide", "warned"),
    "two colons": ("Touch: a guide: part two", "warned"),
    "a colon at its end": ("What helps:", "warned"),
    "a hash": ("Reason #3 to rest", "warned"),
    "brackets": ("[Almost] asleep", "warned"),
    "braces": ("{Almost} asleep", "warned"),
    "an at sign": ("@home", "warned"),
    "an asterisk": ("*Rest* and quiet", "warned"),
    "an ampersand": ("& so to bed", "warned"),
    "a percent sign": ("%s of us", "warned"),
    "a back-tick": ("`rest` and quiet", "warned"),
    "an exclamation mark": ("!important things", "warned"),
    "a pipe": ("| rest", "warned"),
    "more than": ("> 50 nights", "warned"),
    "a dash": ("- rest", "warned"),
    "a question mark": ("? rest", "warned"),
    "an apostrophe first": ("’Tis the season", ""),
    "a typewriter’s apostrophe first": ("'Tis the season", "warned", "’Tis the season"),
    "a quotation first": ('"Rest" and quiet', "warned", "“Rest” and quiet"),
    "quotation marks of both kinds": ("""'Rest' and "quiet": both""", "warned", "‘Rest’ and “quiet”: both"),
    "a backslash": ("C:\\rest", ""),
    "emoji": ("Rest 🛏️ 👩🏽‍⚕️", ""),
    "right to left": ("מנוחה ושקט", ""),
    "marks that turn text around": ("Rest \u202etxet", ""),
    "a zero-width joiner": ("Re\u200dst", ""),
    "10,000 characters": ("rest " * 2_000 + "end", ""),
    "HTML": ("<b>Rest</b> & <img src=x onerror=alert(1)>", ""),
    "the end of a script": ("</script><script>alert(1)</script>", ""),
    "the end of a title": ("</title></head><body onload=alert(1)>", ""),
    "the end of CDATA": ("Rest ]]> <![CDATA[", ""),
    "a template": ("{{ site.title }} {% raw %}", "warned"),
    "an entity": ("&lt;rest&gt; &amp;", "warned", "<rest> &"),
}


@every_row("name", TITLES)
def test_a_title_is_shown_as_it_was_typed(site: SmallSite, name: str):
    """But for the marks of a typewriter, which are set as in a text, and characters that were spelled out."""
    typed, warned, *typeset = TITLES[name]
    shown = typeset[0] if typeset else typed
    site.write({"posts/a.md": top(f"title: {typed}")})

    result = site.build()

    assert codes(result) == (["TB-SET-010"] if warned else []), told(result)
    page = site.html("/a/")
    assert page.css_first("h1").text().split() == shown.split()
    assert len(page.css("script")) == 1
    assert not page.css("[onerror], [onload]")
    assert _is_in_feeds(site, shown)


def test_the_line_that_a_warning_shows_is_right(site: SmallSite):
    site.write({"posts/a.md": top("\n".join(f"{key}: {value}" for key, value in _NEEDING_QUOTES.items()))})
    first = site.build()
    assert codes(first) == ["TB-SET-010"] * 3
    before = site.tree()

    for found in first.problems:
        site.edit("posts/a.md", found.excerpt, found.fix.removeprefix("write "))

    assert not site.build().problems
    assert site.tree() == before


_NEEDING_QUOTES = {
    "title": '"Rest": it\'s a start',
    "subtitle": "[Almost] asleep",
    "description": "C:\\ is no #place to rest",
}


@every_row("key", ["subtitle", "description", "topic", "image_credit", "content_note", "role"])
def test_markup_in_any_setting_is_text(site: SmallSite, key: str):
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    if key == "role":
        site.write({"practitioners/ada-moss.md": top(f"name: Ada Moss\nrole: '{evil}'")})
    site.write({"posts/a.md": top(f"title: A\n{key}: '{evil}'")})

    result = site.build()

    assert result.published, told(result)
    for path in site.tree():
        if path.endswith(".html"):
            page = LexborHTMLParser(site.text(path))
            assert not page.css("[onerror]"), path
            for script in page.css("script"):
                assert script.attributes.get("type") == "application/ld+json", path
                json.loads(script.text())
    ET.fromstring(site.text("feed.xml"))  # noqa: S314 - written by us a moment ago


def test_a_name_is_the_same_however_its_accents_are_stored(site: SmallSite):
    decomposed = unicodedata.normalize("NFD", "posts/café.md")
    site.write(
        {decomposed: top("title: Café"), "posts/b.md": top("title: B", "See [there](caf%C3%A9.md), [here](café.md).")}
    )

    site.published()

    links = [link.attributes["href"] for link in site.main("/b/").css("a")]
    assert links.count("../cafe/") >= 2


def test_names_that_differ_in_accents_only_are_one_problem(site: SmallSite):
    for form in ("NFC", "NFD"):
        site.write({unicodedata.normalize(form, "media/café.svg"): '<svg viewBox="0 0 1 1"/>'})
    if len(list((site.folder / "media").iterdir())) == 1:
        pytest.skip("this disk cannot tell the two names apart")

    assert codes(site.build()) == ["TB-FILE-006"]


posix_only = pytest.mark.skipif(os.name == "nt", reason="needs links and names that Windows does not have")


@posix_only
def test_a_link_out_of_the_site_is_left_out_and_said(site: SmallSite, tmp_path: Path):
    (tmp_path / "secret.md").write_text(top("title: A secret"), encoding="utf-8")
    site.write({"posts/a.md": top("title: A")})
    (site.folder / "posts/secret.md").symlink_to(tmp_path / "secret.md")
    (site.folder / "static").symlink_to(tmp_path)

    result = site.build()

    assert codes(result) == ["TB-FILE-005", "TB-FILE-005"]
    assert result.published
    assert not any(b"A secret" in content for content in site.tree().values())


@posix_only
@every_row("target", ["posts", "posts/loop", "."])
def test_a_link_in_a_circle_ends(site: SmallSite, target: str):
    site.write({"posts/a.md": top("title: A")})
    (site.folder / "posts/loop").symlink_to(site.folder / target)

    result = site.build()

    assert codes(result) == ["TB-FILE-005"], told(result)
    assert result.published


@posix_only
def test_a_link_within_the_site_is_followed(site: SmallSite):
    site.write({"notes/a.md": top("title: A")})
    (site.folder / "posts").mkdir()
    (site.folder / "posts/a.md").symlink_to(site.folder / "notes/a.md")

    site.published()

    assert site.exists("/a/")


@posix_only
@every_row("name", [b"a\nb.md", b"a\x1b[31m.md", b"\xff\xfe.md", b"a\x7f.md"])
def test_a_file_name_that_is_no_text_is_said_without_harm_to_the_terminal(site: SmallSite, name: bytes):
    (site.folder / "posts").mkdir()
    try:
        with open(os.path.join(os.fsencode(site.folder), b"posts", name), "wb") as stream:
            stream.write(top("title: A").encode())
    except OSError:
        pytest.skip("this disk refuses the name")

    result = site.build()

    assert codes(result) == ["TB-FILE-004"]
    assert str(result.problems[0].at).isprintable()


def test_what_systems_leave_lying_about_is_nothing(site: SmallSite):
    site.write({"posts/a.md": top("title: A"), "posts/.DS_Store": b"\x00", "static/Thumbs.db": b"\x00"})

    site.published()

    assert not [path for path in site.tree() if path.endswith((".DS_Store", "Thumbs.db"))]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_what_is_no_file_is_left_out_with_a_word(site: SmallSite):
    """A pipe would keep the build waiting, a device is without end."""
    site.write({"posts/a.md": top("title: A"), "media/b.txt": "b", "theme/static/c.txt": "c"})
    places = ("posts/p.md", "media/p.jpg", "static/p.txt", "theme/templates/p.html", "theme/static/p.css")
    for place in places:
        (site.folder / place).parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(site.folder / place)
    (site.folder / "posts/null.md").symlink_to("/dev/null")

    result = site.build()

    assert result.published
    assert {(found.at.path, found.code) for found in result.problems} == {
        (place, "TB-FILE-005") for place in (*places, "posts/null.md")
    }
    assert all("left out" in found.says for found in result.problems)


def test_folders_nested_too_deeply_are_said(site: SmallSite):
    site.write({f"posts/{'a/' * 45}b.md": top("title: B")})

    assert codes(site.build()) == ["TB-FILE-005"]


def test_every_problem_of_every_file_is_told_at_once(site: SmallSite):
    refused = {name: files[POST] for name, (files, _) in REFUSED.items() if POST in files and len(files) == 1}
    between_files = {"TB-URL-002"}
    texts = [text for name, text in refused.items() if REFUSED[name][1] not in between_files and len(text) < 200_000]
    wanted = sorted(
        code
        for name, (_, code) in REFUSED.items()
        if name in refused and code not in between_files and len(refused[name]) < 200_000
    )
    site.write({f"posts/post-{number}.md": text for number, text in enumerate(texts)})

    result = site.build()

    assert sorted(codes(result)) == wanted
    assert not result.published


def _is_in_feeds(site: SmallSite, title: str) -> bool:
    (entry,) = json.loads(site.text("feed.json"))["items"]
    return entry["title"].split() == title.split()
