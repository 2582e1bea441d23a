"""Files by the names that people and systems give them, and mistakes of many files told where one line mends them."""

from __future__ import annotations

import io

from PIL import Image

from support.injection import PNG
from support.rows import every_row
from support.site import SmallSite, codes, told


def post(body: str, settings: str = "", title: str = "A") -> str:
    return f"---\ntitle: {title}\n{settings}---\n{body}\n"


@every_row(
    "name, typed",
    [
        ("invoice #3.png", "/media/invoice #3.png"),
        ("a#1.png", "../media/a#1.png"),
        ("50% off.png", "/media/50% off.png"),
        ("100%.png", "/media/100%.png"),
        ("what?.png", "/media/what?.png"),
        ("a%20b.png", "/media/a%20b.png"),
        ("a b.png", "/media/a%20b.png"),
        ("a+b & c.png", "/media/a+b & c.png"),
        ("boat.png", "..\\media\\boat.png"),
        ("boat.png", "\\media\\boat.png"),
        ("boat.png", "/media/boat.png?v=2#x"),
    ],
)
def test_a_file_is_found_by_its_name_as_it_is_typed(site: SmallSite, name: str, typed: str):
    site.write(
        {
            f"media/{name}": PNG,
            "posts/a.md": post(f"![a](<{typed}>)\n\n[a](<{typed}>)", f"image: '{typed}'\nimage_alt: a\n"),
        }
    )

    result = site.build()

    assert result.published, told(result)
    main = site.main("/a/")
    addresses = {*(node.attributes["src"] for node in main.css("img")), main.css_first("p a").attributes["href"]}
    assert f"media/{name}" in site.tree()
    assert len({(address or "").partition("?")[0] for address in addresses}) == 1, addresses


@every_row("typed", ["\\\\evil.example\\x.png", "/\\evil.example/x.png", "\\/evil.example/x.png", "C:\\x.png"])
def test_a_backslash_leads_to_no_other_server(site: SmallSite, typed: str):
    site.write({"posts/a.md": post(f"![a](<{typed}>) [b](<{typed}>)")})

    result = site.build()

    assert not result.published or "evil" not in site.page("/a/")
    assert codes(result)


def test_a_picture_that_is_not_there_is_suggested_as_it_can_be_written(site: SmallSite):
    site.write({"media/invoice #3.png": PNG, "posts/a.md": post("![a](/media/invoice-3.png)")})

    (found,) = site.build().problems

    assert found.fix == "did you mean /media/invoice%20%233.png?"


def test_an_author_whom_nobody_knows_is_one_error_with_the_line_that_mends_all(site: SmallSite):
    site.write({f"posts/{n}.md": post(f"Words {n}.", "author: Wren Lowe\n", f"Title {n}") for n in range(1, 8)})
    site.write({"posts/8.md": post("x", "authors: [Ada Mos, Wren Lowe]\nreviewed_by: Wren Lowe\n")})

    ada, wren = sorted(site.build().problems, key=lambda found: found.says)

    assert (ada.says, ada.fix) == ("there is no practitioner “Ada Mos”", "did you mean ada-moss?")
    assert str(wren.at) == "posts/1.md:3:9"
    assert wren.says == (
        "there is no practitioner “Wren Lowe”, named also in posts/2.md:3:9, posts/3.md:3:9, posts/4.md:3:9 and 5 more"
    )
    assert wren.fix == (
        "practitioners here: ada-moss; to add one, begin practitioners/wren-lowe.md with `name: Wren Lowe`"
    )


def test_an_author_by_the_first_name_is_suggested_where_only_one_has_it(site: SmallSite):
    site.write({"posts/a.md": post("Words.", "author: Ada\n")})

    assert [found.fix for found in site.build().problems] == ["did you mean ada-moss?"]

    site.write({"practitioners/ada-lowe.md": "---\nname: Ada Lowe\n---\nWords.\n"})

    (found,) = site.build().problems
    assert found.fix.startswith("practitioners here: ")


def test_an_old_address_is_wrong_in_its_own_line(site: SmallSite):
    site.write({"posts/a.md": post("x", "aliases:\n  - /fine/\n  - /con/\n")})

    (found,) = site.build().problems

    assert (found.code, str(found.at)) == ("TB-URL-002", "posts/a.md:5:5")


@every_row(
    "mark",
    ["\u200b---\n{}---\n", "\ufeff\ufeff\n---\n{}---\n", "---\u200b\n{}---\u200b\n", "---\n\u200b{}---\ufeff\n"],
)
def test_signs_without_ink_hide_no_settings(site: SmallSite, mark: str):
    site.write({"posts/a.md": mark.format("title: Rest\n") + "Words.\n"})

    result = site.build()

    assert not result.problems, told(result)
    assert site.main("/a/").css_first("h1").text() == "Rest"
    assert "---" not in site.main("/a/").html


def broken(suffix: str, damage: str) -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((900, 600), 80).convert("RGB").save(stream, suffix)
    content = stream.getvalue()
    if damage == "cut off":
        return content[: len(content) * 2 // 3]
    half = len(content) // 2
    return content[:half] + bytes(64) + content[half + 64 :]


@every_row("suffix, damage", [("JPEG", "cut off"), ("PNG", "cut off"), ("WEBP", "cut off"), ("PNG", "overwritten")])
def test_a_damaged_picture_is_told_beside_all_other_mistakes(site: SmallSite, suffix: str, damage: str):
    name = f"x.{suffix.lower()}"
    site.write({f"media/{name}": broken(suffix, damage), "posts/a.md": post(f"![a](/media/{name})", "date: soon\n")})

    assert codes(site.build()) == ["TB-PIC-002", "TB-SET-012"]
