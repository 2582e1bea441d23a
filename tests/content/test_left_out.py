"""A file or folder that its author may think published, and that is not read, is told with the way out."""

from __future__ import annotations

from support.rows import every_row
from support.site import SmallSite, codes, post, told

TEXT = post("Rest")
WAYS_OUT = {
    "posts/rest.txt": "rename it to rest.md; begin it with ---, a line title: … and another ---",
    "posts/rest.md.txt": "rename it to rest.md (where you do not see .txt",
    "posts/Rest.MD.TXT": "rename it to Rest.MD (",
    "posts/rest.md.docx": "rename it to rest.md (",
    "posts/rest.docx": "copy its text into a plain text file rest.md; begin it with ---, a line title: … and another"
    " ---; or move it out of this folder, and let `therapyblog import rest.docx` make a post of it",
    "posts/rest.doc": "copy its text into a plain text file rest.md;",
    "pages/fees.odt": "copy its text into a plain text file fees.md;",
    "pages/fees.rtf": "copy its text into a plain text file fees.md;",
    "series/a.pages": "copy its text into a plain text file a.md;",
    "practitioners/ada.gdoc": "copy its text into a plain text file ada.md;",
    "posts/2024/spring/rest.docx": "copy its text into a plain text file rest.md;",
    "posts/rest.html": "copy its text into a file rest.md;",
    "posts/rest.webarchive": "copy its text into a file rest.md;",
    "posts/rest.mdx": "copy its text into a file rest.md;",
    "posts/rest.webloc": "put the text itself here",
    "posts/rest.url": "put the text itself here",
    "posts/rest.zip": "unpack it",
    "posts/.rest.md.icloud": "download it",
    "posts/rest.jpg": "move it to media/, and show it with ![What it shows](/media/rest.jpg)",
    "posts/rest.HEIC": "move it to media/",
    "posts/rest.pdf": "move it to media/, and link to it with [What it is](/media/rest.pdf)",
    "posts/rest.md ": "if it is a text, rename it to rest.md;",
    "posts/rest.md.": "rename it to rest.md",
    "posts/rest": "if it is a text, rename it to rest.md;",
    "posts/rest.nd": "if it is a text, rename it to rest.md;",
    "rest.md": "move it to posts/rest.md, or to pages/ if it is a page",
    "rest.txt": "move it to posts/rest.md",
    "Posts/rest.md": "rename it to posts/",
    "post/rest.md": "rename it to posts/",
    "_posts/rest.md": "rename it to posts/",
    "blog/rest.md": "rename it to posts/",
    "Pages/fees.md": "rename it to pages/",
    "pratitioners/ada.md": "rename it to practitioners/",
    "Media/rest.jpg": "rename it to media/",
}


@every_row("path, fix", WAYS_OUT.items())
def test_what_is_not_read_is_told_with_the_way_out(path: str, fix: str, site: SmallSite):
    site.write({path: TEXT, "posts/a.md": post("A")})
    result = site.build()

    assert result.published
    (found,) = result.problems
    folder = path.partition("/")[0]
    assert (found.code, found.at.path) in (("TB-LEFT-001", path), ("TB-LEFT-001", f"{folder}/")), told(result)
    assert found.fix.startswith(fix), told(result)
    assert not site.build(strict=True).published


SILENT = [
    "README.md",
    "notes.md",
    "ideas/rest.txt",
    "media/leaflet.docx",
    "static/robots.txt",
    "posts/.DS_Store",
    "posts/._rest.md",
    "posts/rest.md.bak",
    "posts/rest.md~",
    "posts/~$rest.docx",
    "posts/.~lock.rest.odt#",
    "posts/Thumbs.db",
    "posts/Icon\r",
    "posts/.rest.md.swp",
    "public-old/rest.md",
    "posts/rest/boat.jpg",
    "posts/rest/leaflet.pdf",
]


@every_row("path", SILENT)
def test_what_nobody_thinks_published_is_not_told(path: str, site: SmallSite):
    is_text = path.startswith(("public-old", "README"))
    site.write({path: TEXT if is_text else "Words.\n", "posts/a.md": post("A"), "posts/rest/index.md": post("B")})

    assert "TB-LEFT-001" not in codes(site.build())


def test_many_of_one_sort_are_told_once_with_their_number(site: SmallSite):
    site.write({f"posts/{number:02}.docx": TEXT for number in range(12)})

    (found,) = site.build().problems

    assert found.says == (
        "12 files of a word processor are not read here, so they are not published: "
        "00.docx, 01.docx, 02.docx, 03.docx, 04.docx, …"
    )


def test_what_lies_beside_a_text_in_its_folder_is_told_as_a_file_that_no_page_shows(site: SmallSite):
    """It may be there to be downloaded; where nothing leads to it, it is not published."""
    site.write({"posts/rest/index.md": post("B"), "posts/rest/two.docx": TEXT})

    assert site.published().unnamed == ("posts/rest/two.docx",)


def test_what_was_moved_away_is_told_no_more(site: SmallSite):
    site.write({"posts/a.md": post("A"), "posts/b.docx": "Words."})
    assert codes(site.build()) == ["TB-LEFT-001"]

    site.delete("posts/b.docx")

    site.published()


LITTER = [
    "._logo.png",
    ".DS_Store",
    "Thumbs.db",
    "desktop.ini",
    "ehthumbs.db",
    "a.html~",
    "#a.html#",
    "a.css.bak",
    ".a.swp",
]


@every_row("name", LITTER)
def test_what_systems_and_editors_leave_behind_is_not_published(name: str, site: SmallSite):
    files = {f"static/{name}": "x", f"static/deep/{name}": "x", f"media/{name}": "x", "static/.well-known/me": "x"}
    site.write(files)
    site.published()

    assert not [path for path in site.tree() if path.endswith(name)]
    assert site.exists("/.well-known/me")
