"""A message says what the person did, and the line or the steps that mend it."""

from __future__ import annotations

from support.pictures import saved
from support.rows import every_row
from support.site import SmallSite, post

TEXT = "---\ntitle: A\n---\nIt’s a café — “so”.\n"
FILES: dict[str, tuple[str | bytes, str, str]] = {
    "RTF": ("{\\rtf1\\ansi\\ansicpg1252 Hello}\n", "format RTF", "open it in TextEdit and choose Format → Make Plain"),
    "RTF below settings": ("---\ntitle: A\n---\n{\\rtf1\\ansi Hello}\n", "format RTF", "open it in TextEdit"),
    "Word": (b"PK\x03\x04\x14\0\x06\0\xff", "Word, Pages or LibreOffice", "open it in the program that wrote it"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old document of Word", "open it in the program that wrote it"),
    "PDF": (b"%PDF-1.7\n\xe2\xe3\xcf\xd3", "a PDF document", "open it in the program that wrote it"),
    "picture": (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture", "move it to media/"),
    "web page": ("<!DOCTYPE html>\n<html><body><p>Hi</p></body></html>\n", "a whole web page", "open it in a browser"),
    "Windows-1252": (TEXT.encode("cp1252"), "looks like Windows-1252", "save it again as UTF-8: in Notepad"),
    "Mac Roman": (TEXT.encode("mac_roman"), "looks like Mac Roman", "save it again as UTF-8: in Notepad"),
    "UTF-16": (TEXT.encode("utf-16"), "it is saved as UTF-16", "save it again as UTF-8: in Notepad"),
    "UTF-16 without a mark": (TEXT.encode("utf-16-le"), "it is saved as UTF-16", "save it again as UTF-8: in Notepad"),
    "UTF-16 the other way": (TEXT.encode("utf-16-be"), "it is saved as UTF-16", "save it again as UTF-8: in Notepad"),
}


@every_row("content, says, fix", FILES.values(), ids=FILES)
def test_a_file_that_is_no_text_is_named_with_the_steps_to_save_it(
    content: str | bytes, says: str, fix: str, site: SmallSite
):
    site.write({"posts/a.md": content})

    (found,) = site.build().problems

    assert found.code == "TB-FILE-001", found
    assert says in found.says, found
    assert found.fix.startswith(fix), found


SETTINGS_TYPED = {
    "title:T": ("TB-SET-004", 2, "write title: T"),
    "title: A\ntopic:Sleep": ("TB-SET-004", 3, "write topic: Sleep"),
    "title：T": ("TB-SET-004", 2, "write title: T"),
    "title = T": ("TB-SET-004", 2, "write title: T"),
    "title: A\ntags:\n-sleep\n-rest": ("TB-SET-004", 4, "write - sleep"),
    "title: A\ndraft\ntopic: Sleep": ("TB-SET-004", 3, "write status: draft"),
    "draft\ntitle: A": ("TB-SET-004", 2, "write status: draft"),
    "title: A: b\nDRAFT": ("TB-SET-004", 3, "write status: draft"),
    "title: A\nEntwurf": ("TB-SET-004", 3, "write status: draft"),
    "title: A\nunlisted": ("TB-SET-004", 3, "write status: unlisted"),
    "title: A\nstatus draft": ("TB-SET-004", 3, "write status: draft"),
    "title; A": ("TB-SET-004", 2, "write title: A"),
    "title: A\ndate 2026-01-02": ("TB-SET-004", 3, "write date: 2026-01-02"),
    "**title:** A": ("TB-SET-004", 2, "write title: A"),
    "title: A\nimage:\n  path: &image /media/a.jpg": ("TB-SET-004", 4, "take `&image` out: write path: /media/a.jpg"),
    "# title: A": ("TB-SET-007", 1, "write title: … between them"),
    "title: A\n- sleep": ("TB-SET-004", 3, "write the name of the list and a colon above it"),
    "\ttitle: A": ("TB-SET-004", 2, "write title: A"),
    "title: A\ntags:\n\t- sleep": ("TB-SET-004", 4, "write two spaces, then - sleep"),
    "title: A long title that\ngoes on": ("TB-SET-004", 3, "write both as one line: title: A long title that goes on"),
    "title: A\ndescription: Sleep: how\nit goes on\ndate: 2026-01-02": (
        "TB-SET-004",
        4,
        'write both as one line: description: "Sleep: how it goes on"',
    ),
    'title: A\ndescription: "She said': ("TB-SET-004", 3, 'close it: write description: "She said"'),
    'title: A\ndescription: "She said\ndate: 2026-01-02': ("TB-SET-004", 3, 'close it: write description: "She said"'),
    'title: A\ndescription: "A" and B': ("TB-SET-010", 3, "write description: '\"A\" and B'"),
    'title: A"': ("TB-SET-010", 2, "take it out, or write the other one"),
    "title: A: B": ("TB-SET-010", 2, 'write title: "A: B"'),
    "title: A\nstatus: draft\n\nW.": (
        "TB-SET-001",
        1,
        "add a line with only --- (three hyphens) below line 3, status: draft",
    ),
    "title: A\ntags:\n- b\n  - c\n\nTwo: W.": (
        "TB-SET-001",
        1,
        "add a line with only --- (three hyphens) below line 5",
    ),
    "title: A\n—-\nW.": ("TB-SET-001", 3, "write --- instead of it"),
    "title: A\n—\nW.": ("TB-SET-001", 3, "write --- instead of it"),
    "title: A\n----\nW.": ("TB-SET-001", 3, "write --- instead of it"),
    "title: “A: note”": ("TB-SET-010", 2, 'write title: "A: note"; if readers are to see them'),
    "title: A\ntags: [“sleep”, ‘rest’]": ("TB-SET-010", 3, 'write tags: ["sleep", "rest"]'),
    "title: A\ntags:\n- “sleep”\n- rest": ("TB-SET-010", 4, 'write - "sleep"'),
    "title: A\ntopic: «Sommeil»": ("TB-SET-010", 3, 'write topic: "Sommeil"'),
    "title: A\ndescription: „Ruhe“": ("TB-SET-010", 3, 'write description: "Ruhe"'),
}


FINE = (
    "title: 'It is “fine”'",
    'title: The 7" shelf',
    "title: A\ndescription: One line\n  and the next",
    "title:\tA",
    "title : A",
    "title: 'The words “Man, that’s…'",
    "title: A\n# a note\n\ntopic: Sleep",
    'title: She said "no" to "yes"',
)


@every_row("typed", FINE)
def test_settings_that_can_be_read_are_not_told(typed: str, site: SmallSite):
    site.write({"posts/a.md": f"---\n{typed}\n---\nWords.\n"})

    site.published()


@every_row("typed, expected", SETTINGS_TYPED.items())
def test_a_slip_in_the_settings_is_told_with_the_line_to_write(
    typed: str, expected: tuple[str, int, str], site: SmallSite
):
    site.write({"posts/a.md": f"---\n{typed}\n" + ("" if typed.endswith("W.") else "---\nWords.\n")})

    (found,) = site.build().problems

    assert (found.code, found.at.line) == expected[:2], found
    assert found.fix.startswith(expected[2]), found


def test_curly_quotation_marks_are_read_as_straight_ones(site: SmallSite):
    site.write({"posts/a.md": "---\ntitle: “A: note”\ntags: [“sleep”, ‘rest’]\nstatus: “draft”\n---\nW.\n"})
    site.build()
    assert not site.exists("/a/")

    site.write({"posts/a.md": "---\ntitle: “A: note”\ntags: [“sleep”, ‘rest’]\n---\nW.\n"})
    site.build()

    assert "<h1>A: note</h1>" in site.page("/a/")
    assert site.exists("/tags/sleep/")


MEANT = ['"“I am fine”"', "“No” and “yes”", "He said “no”", "The ’90s", "‘Tis said’s"]


@every_row("title", MEANT)
def test_quotation_marks_inside_a_title_are_its_own(title: str, site: SmallSite):
    site.write({"posts/a.md": post(title)})

    site.published()

    assert f"<h1>{title.strip(chr(34))}</h1>" in site.page("/a/")


LINKS = {
    r"[x](C:\Users\me\a.pdf)": "that is a place on your own computer, where no reader can go: copy",
    "[x](C:/Users/me/a.pdf)": "that is a place on your own computer",
    "[x](file:///Users/me/a.pdf)": "that is a place on your own computer",
    r"[x](\\\\server\share\a.pdf)": "that is a place on your own computer",
    r"![x](C:\Users\me\a.jpg)": "that is a place on your own computer",
    "![x](file:///Users/me/a.jpg)": "that is a place on your own computer",
    "![x](/Users/me/Pictures/a.jpg)": "that is a place on your own computer",
    "![x](~/Pictures/a.jpg)": "that is a place on your own computer",
    "[x](me@moss.co.uk)": "for a mail address write mailto:me@moss.co.uk",
    "[x](+441312250123)": "for a telephone number write tel:+441312250123",
    "[x](0131-225-0123)": "for a telephone number write tel:01312250123",
    "[x](http//moss.co.uk/a)": "for another site write https://moss.co.uk/a",
    "[x](https:/moss.co.uk)": "for another site write https://moss.co.uk",
    "[x](moss.co.uk)": "for another site write https://moss.co.uk",
    "[x](www.moss.scot/a)": "for another site write https://www.moss.scot/a",
    "[x](/a/ “Title”)": 'write straight quotation marks: `[x](/a/ "Title")`',
    "[x](“/b/”)": "take the quotation marks out: /b/",
    "![x](img.jpg)": "put the picture into media/ and write /media/its-name",
    "![x](heros.jpg)": "did you mean /media/hero.jpg?",
    "![x](/meda/hero.jpg)": "did you mean /media/hero.jpg?",
    "![x](hero.png)": "did you mean /media/hero.jpg?",
}


@every_row("typed, fix", LINKS.items())
def test_an_address_that_is_none_is_told_with_the_one_to_write(typed: str, fix: str, site: SmallSite):
    site.write({"posts/a.md": post("A", typed), "media/hero.jpg": saved("JPEG")})

    (found,) = site.build().problems

    assert found.fix.startswith(fix), found


def test_a_picture_of_the_settings_on_ones_own_computer(site: SmallSite):
    site.write({"posts/a.md": post("A", image=r"C:\Users\me\my boat.jpg", image_alt="x")})

    (found,) = site.build().problems

    assert found.says == r"the picture 'C:\\Users\\me\\my boat.jpg' is not in the folder of the site"
    assert found.fix.endswith("copy the file into media/ and write /media/my-boat.jpg")


ELSEWHERE = {
    '[practice]\nname = "M"\nlogo = "media/a.svg"': "it belongs below [site]",
    '[practice]\nname = "M"\naccepting = "open"': "it belongs below [site]",
    '[exit]\nemail = "a@moss.co.uk"': "it belongs below [practice]",
    '[practice]\nname = "M"\nlabel = "x"': "it belongs below [[menu]] or [cta.NAME]",
    '[theme]\nlogo = "media/a.svg"': "it belongs below [site]",
    '[practice]\nname = "M"\ntwon = "x"': "did you mean `town`?",
}


@every_row("lines, fix", ELSEWHERE.items())
def test_a_setting_in_the_wrong_section_is_told_where_it_belongs(lines: str, fix: str, site: SmallSite):
    site.settings(lines)

    (found,) = site.build().problems

    assert found.fix.startswith(fix), found
