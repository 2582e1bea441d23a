"""A text in a folder of its own (a page bundle), with its pictures and files beside it."""

from __future__ import annotations

import io

from PIL import Image

from support.rows import every_row
from support.site import SmallSite, codes, told


def photo(width: int = 900, colour: str = "navy") -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (width, 60), colour).save(content, "JPEG")
    return content.getvalue()


def text(title: str, body: str = "", settings: str = "") -> str:
    return f"---\ntitle: {title}\n{settings}---\n{body or f'Words on {title}.'}\n"


def bundle(site: SmallSite, **settings: str) -> None:
    said = "".join(f"{name}: {value}\n" for name, value in settings.items())
    body = "![A boat](boat.jpg)\n\n[The sheet](files/sheet.pdf)"
    site.write(
        {
            "posts/rest/index.md": text(
                "Rest", body, f"image: ./cover.jpg\nimage_alt: A cover\ndate: 2026-01-02\n{said}"
            ),
            "posts/rest/boat.jpg": photo(),
            "posts/rest/cover.jpg": photo(500),
            "posts/rest/files/sheet.pdf": b"%PDF-1.4 sheet",
            "posts/rest/nobody.jpg": photo(300),
        }
    )


FILES = {"media/posts/rest/boat.jpg", "media/posts/rest/cover.jpg", "media/posts/rest/files/sheet.pdf"}


def files(site: SmallSite) -> set[str]:
    """Return what is published below /media/, without the smaller pictures."""
    return {path for path in site.tree() if path.startswith("media/") and not path.endswith(".webp")}


def test_the_folder_is_the_slug_and_what_lies_beside_the_text_is_published_below_media(site: SmallSite):
    bundle(site)

    result = site.published()

    assert files(site) == FILES
    assert result.unnamed == ("posts/rest/nobody.jpg",)
    main = site.main("/rest/")
    assert {"../media/posts/rest/boat.jpg", "../media/posts/rest/cover.jpg"} <= {
        node.attributes["src"] for node in main.css("img")
    }
    assert main.css_first('a[href="../media/posts/rest/files/sheet.pdf"]')
    assert "../media/posts/rest/boat.jpg-" in site.page("/rest/")
    assert "https://stillwater.example/media/posts/rest/boat.jpg" in site.text("feed.xml")
    assert b"Exif" not in site.tree()["media/posts/rest/boat.jpg"]
    site.build(for_disk=True)
    assert 'src="../media/posts/rest/boat.jpg"' in site.page("/rest/")


@every_row(
    "path, url",
    [
        ("posts/rest/index.md", "/rest/"),
        ("posts/2015-05-21-rest/index.md", "/rest/"),
        ("posts/2015/rest/index.markdown", "/rest/"),
        ("posts/Rest well/Index.md", "/rest-well/"),
        ("pages/rest/index.md", "/rest/"),
        ("series/rest/index.md", "/series/rest/"),
        ("practitioners/wren/index.md", "/team/wren/"),
    ],
)
def test_every_kind_of_text_may_have_a_folder(site: SmallSite, path: str, url: str):
    folder = path.rpartition("/")[0]
    name = "name" if path.startswith("practitioners") else "title"
    site.write({path: f"---\n{name}: Wren\n---\n![A](a.jpg)\n", f"{folder}/a.jpg": photo()})
    if path.startswith("series"):
        site.write({"posts/a.md": text("A", settings="series: rest\n")})

    result = site.build()

    assert result.published, told(result)
    assert site.main(url).css_first(f'img[src$="media/{folder.replace(" ", "%20")}/a.jpg"]')


@every_row("way", ["draft", "future", "deleted", "no longer named"])
def test_what_lies_beside_a_text_goes_with_it(site: SmallSite, way: str):
    bundle(site)
    site.published()

    if way == "deleted":
        site.delete("posts/rest/index.md")
    elif way == "no longer named":
        site.write({"posts/rest/index.md": text("Rest")})
    else:
        bundle(site, **({"status": "draft"} if way == "draft" else {"publishDate": "2031-01-01"}))
    result = site.build()

    assert result.published, told(result)
    assert not [path for path in site.tree() if path.startswith("media/posts")]
    assert {*result.removed} >= FILES


def test_a_changed_and_a_renamed_picture_are_followed(site: SmallSite):
    bundle(site)
    site.published()
    before = site.tree()

    site.write({"posts/rest/boat.jpg": photo(700, "red")})
    site.published()
    assert site.tree()["media/posts/rest/boat.jpg"] != before["media/posts/rest/boat.jpg"]
    assert 'width="700"' in site.page("/rest/")

    (site.folder / "posts/rest").rename(site.folder / "posts/sleep")
    site.published()
    after = site.tree()
    assert files(site) == {path.replace("rest", "sleep") for path in FILES}
    assert "rest/index.html" not in after
    site.build(cache=False)
    assert site.tree() == after


def test_other_texts_name_what_lies_there_by_its_place_or_its_address(site: SmallSite):
    bundle(site)
    links = "[a](rest/boat.jpg) [b](/posts/rest/boat.jpg) [c](/media/posts/rest/boat.jpg) [d](../posts/rest/boat.jpg)"
    site.write(
        {
            "posts/a.md": text("A", links),
            "posts/work/index.md": text("W", "[a](../rest/index.md) ![b](../rest/boat.jpg) [[rest]]"),
        }
    )

    site.published()

    assert len(site.main("/a/").css('a[href="../media/posts/rest/boat.jpg"]')) == 4
    assert len(site.main("/work/").css('p a[href="../rest/"]')) == 2


@every_row(
    "files, code",
    [
        ({"posts/rest.md": text("Other")}, "TB-URL-001"),
        ({"media/posts/rest/boat.jpg": photo()}, "TB-URL-001"),
        ({"posts/rest/Boat.jpg": photo()}, "TB-FILE-006"),
        ({"posts/rest/index.markdown": text("Other")}, "TB-FILE-006"),
        ({"posts/rest/index.md": text("Rest", "![A](boat.tiff)"), "posts/rest/boat.tiff": b"II*\0rest"}, "TB-PIC-002"),
        (
            {"posts/rest/index.md": text("Rest", "![A](film.mp4)"), "posts/rest/film.mp4": b"\0\0\0\x18ftypmp42"},
            "TB-PIC-004",
        ),
        ({"posts/rest/index.md": text("Rest", "![A](baot.jpg)")}, "TB-PIC-001"),
    ],
)
def test_the_rules_of_media_hold_beside_a_text(site: SmallSite, files: dict[str, str | bytes], code: str):
    bundle(site)
    site.write(files)

    result = site.build()

    assert code in codes(result)
    assert code != "TB-PIC-001" or result.problems[0].fix == "did you mean boat.jpg?"


@every_row(
    "path, says",
    [
        ("posts/rest/notes.md", "which has a text of its own"),
        ("posts/rest/index.fr.md", "which has a text of its own"),
        ("posts/rest/more/index.md", "which has a text of its own"),
        ("posts/_index.md", "_index is an introduction"),
        ("posts/2015/_index.md", "_index is an introduction"),
        ("pages/_index.md", "pages/index.md introduces the home page"),
    ],
)
def test_a_text_that_is_none_of_its_own_is_told_and_not_published(site: SmallSite, path: str, says: str):
    bundle(site)
    site.write({path: text("Secret")})

    result = site.build()

    assert result.published
    assert (codes(result), str(result.problems[0].at)) == (["TB-LEFT-001"], path)
    assert says in result.problems[0].says + result.problems[0].fix
    assert not [page for page, content in site.tree().items() if b"Secret" in content]


def test_what_editors_leave_beside_a_text_and_pictures_without_a_text_are_no_files_of_the_site(site: SmallSite):
    bundle(site)
    site.write({"posts/rest/.boat.jpg.swp": b"x", "posts/rest/~boat.jpg": b"x", "posts/work/boat.jpg": photo()})
    site.write({"posts/a.md": text("A", "[x](rest/~boat.jpg)"), "posts/b.md": text("B", "![x](work/boat.jpg)")})

    assert codes(site.build()) == ["TB-LINK-001", "TB-PIC-001", "TB-LEFT-001"]


def test_the_introduction_of_the_home_page_has_no_folder_of_its_own(site: SmallSite):
    site.write({"pages/index.md": text("Welcome"), "pages/about.md": text("About"), "posts/index.md": text("Index")})

    result = site.published()

    assert result.pages
    assert {"about/index.html", "index/index.html"} <= {*site.tree()}
    assert "Welcome" in site.page("/")
