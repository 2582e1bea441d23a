"""The writing view in a real browser: what is typed, pasted and dropped there is in the file, and nothing else is."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from support.desks import ServedDesk
from support.pictures import saved as picture
from support.site import SmallSite, post
from support.visits import axe_source
from support.writing import Writing, windows

SETTINGS = '---\ntitle: "One"   # a note to myself\nauthor: ada-moss\ndate: 2026-10-01\n---\n\n'
BODY = "First words.\n\nSecond paragraph with many words.\n\n- one\n- two\n\nLast line."
TEXT = SETTINGS + BODY
EXAMPLE = Path(__file__).parents[2] / "example_site"
FOLDERS = ("posts", "pages", "practitioners", "series")
Open = Callable[..., Writing]


@pytest.fixture
def site(practice: SmallSite) -> SmallSite:
    """The small site; `posts/one.md` has something of everything."""
    practice.write({"posts/one.md": TEXT, "posts/three.md": post("Über das Ende", "Words.", date="2026-09-01")})
    return practice


@pytest.fixture
def opened(site: SmallSite, desk: ServedDesk, context: BrowserContext) -> Iterator[Open]:
    """Open a text of that site in a window; at the end none of them may have met a mistake."""
    all_windows: list[Writing] = []

    def open_(path: str = "posts/one.md") -> Writing:
        all_windows.append(Writing(context, desk, path))
        return all_windows[-1]

    yield open_
    assert [complaint for window in all_windows for complaint in window.complaints] == []


def _text(site: SmallSite, path: str = "posts/one.md") -> str:
    return (site.folder / path).read_bytes().decode()


def test_what_is_typed_is_in_the_file_and_nothing_else(site: SmallSite, opened: Open) -> None:
    """Line ends, marks at the beginning, signs without ink, a missing last line end: all stay."""
    odd = "\ufeff" + TEXT.replace("\n", "\r\n").replace("many", "m\u00adany\u00a0😀\u2028  tab\there")
    site.write({"posts/odd.md": odd.encode(), "posts/none.md": "Nothing but text.", "posts/empty.md": SETTINGS})
    for path, before, at, after in (
        ("posts/one.md", TEXT, "Second", TEXT.replace("many words.", "many words. More.")),
        ("posts/odd.md", odd, "Last", f"{odd} More."),
        ("posts/none.md", "Nothing but text.", "Nothing", "Nothing but text. More."),
        ("posts/empty.md", SETTINGS, "", f"{SETTINGS} More."),
    ):
        window = opened(path)
        window.to(at)
        window.type(" More.")
        assert _text(site, path) == after, path
        window.press(*["Backspace"] * 6)
        window.saved()
        assert _text(site, path) == before, path


def test_no_key_in_the_text_touches_the_settings(site: SmallSite, opened: Open) -> None:
    window = opened()
    assert "author" not in window.shown
    window.to("First", "Home")
    window.press("Backspace", "Control+a", "Delete")
    window.type("New.")
    assert _text(site) == f"{SETTINGS}New."
    window.press("Control+z", "Control+z")
    window.saved()
    assert _text(site) == TEXT
    window.page.click("#w-show-file")
    assert "a note to myself" in window.shown
    window.press("Control+Home", "End")
    window.type(" ")
    assert _text(site) == TEXT.replace("---", "--- ", 1)


TOOLS = {
    "heading": "## First words.",
    "heading heading": "### First words.",
    "heading heading heading": "First words.",
    "strong": "First **words**.",
    "strong strong": "First words.",
    "soft": "First *words*.",
    "bullets": "- First words.",
    "numbers": "1. First words.",
    "bullets numbers": "1. First words.",
    "bullets bullets": "First words.",
    "quote": ":::quote\nFirst words.\n:::",
    "note note": "First words.",
    "note exercise": "::::exercise\n:::note\nFirst words.\n:::\n::::",
}


def test_each_tool_does_what_it_says(site: SmallSite, opened: Open) -> None:
    window = opened()
    for tools, becomes in TOOLS.items():
        window.to("First")
        window.press("ArrowLeft", "ArrowLeft")
        for tool in tools.split():
            window.tool(tool)
        window.saved()
        assert _text(site) == TEXT.replace("First words.", becomes), tools
        window.press(*["Control+z"] * len(tools.split()))
        window.saved()
        assert _text(site) == TEXT, tools


def test_lists_go_on_and_end(site: SmallSite, opened: Open) -> None:
    window = opened()
    window.to("two")
    window.press("Enter")
    window.page.keyboard.type("three")
    window.press("Tab", "Enter", "Enter", "Enter")
    window.type("Behind.")
    assert _text(site) == TEXT.replace("- two\n", "- two\n   - three\n\nBehind.\n")


def test_enter_begins_a_paragraph_and_backspace_takes_it_back(site: SmallSite, opened: Open) -> None:
    window = opened()
    window.to("First")
    # As many people do, twice.
    window.press("Enter", "Enter")
    window.type("New.")
    assert _text(site) == TEXT.replace("First words.", "First words.\n\nNew.")
    window.press("Home", "Backspace")
    window.saved()
    assert _text(site) == TEXT.replace("First words.", "First words.New.")
    window.press("Shift+Enter")
    window.saved()
    assert _text(site) == TEXT.replace("First words.", "First words.\\\nNew.")


def test_a_footnote_has_its_place_at_the_end(site: SmallSite, opened: Open) -> None:
    window = opened()
    window.to("First")
    window.press("Control+Alt+f")
    window.type("Where it is from.")
    assert _text(site) == f"{TEXT.replace('First words.', 'First words.[^1]')}\n\n[^1]: Where it is from.\n"


def test_the_title_is_written_at_its_place(site: SmallSite, opened: Open) -> None:
    window = opened()
    window.page.fill(".w-title", "Two: a colon")
    window.page.keyboard.press("Enter")
    window.page.wait_for_function("document.title.length > 0")
    window.to("First")
    window.type("!")
    lines = _text(site).splitlines()
    assert [line for line in lines if line not in TEXT.splitlines()] == [
        'title: "Two: a colon"   # a note to myself',
        "First words.!",
    ]


def test_a_link_to_a_post_is_found_by_its_title(site: SmallSite, opened: Open) -> None:
    window = opened()
    window.to("Last")
    window.press("ArrowLeft", "Control+k")
    window.page.wait_for_selector("[role=combobox]")
    window.page.keyboard.type("uber ende")
    window.page.wait_for_selector("[role=option]")
    window.press("ArrowDown", "Enter", "Enter")
    window.saved()
    assert _text(site) == TEXT.replace("Last line.", "Last [line](three.md).")
    window.press("ArrowLeft", "Control+k")
    window.page.fill("[role=combobox]", "no such title")
    window.press("Enter")
    assert "no address" in window.page.inner_text(".w-missing")
    window.page.fill("[role=combobox]", "example.org/a page")
    window.page.fill("[role=combobox]", "example.org/page")
    window.press("Enter")
    window.saved()
    assert _text(site) == TEXT.replace("Last line.", "Last [line](https://example.org/page).")


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin: 0}</style></head>
<body><h2>A heading</h2><p class=MsoNormal>Some <b>strong</b> words<o:p></o:p></p></body></html>"""


def test_what_word_puts_on_the_clipboard_comes_clean(site: SmallSite, opened: Open) -> None:
    window = opened()
    window.to("Second")
    window.paste(WORD, "A heading\nSome strong words")
    window.page.wait_for_selector(".w-heading >> text=A heading")
    window.saved()
    assert _text(site) == TEXT.replace("many words.", "many words.\n\n## A heading\n\nSome **strong** words")
    window.press("Control+z")
    window.saved()
    assert _text(site) == TEXT


def test_an_address_over_words_makes_a_link_of_them(site: SmallSite, opened: Open) -> None:
    window = opened()
    window.to("First", "Home")
    window.press("Shift+Control+ArrowRight")
    window.paste("", "https://example.org/")
    window.saved()
    assert _text(site) == TEXT.replace("First", "[First](https://example.org/)")


def test_a_picture_is_asked_what_it_shows(site: SmallSite, opened: Open) -> None:
    window = opened()
    window.drop("Our Boat.png", "image/png", base64.b64encode(picture("PNG")).decode(), on="First")
    window.page.wait_for_selector("#w-alt")
    window.page.click(".dialog .button-main")
    assert window.page.inner_text(".w-missing") != ""
    window.page.fill("#w-alt", "A boat [red]")
    window.page.click(".dialog .button-main")
    window.page.wait_for_selector(".w-picture, .w-address")
    window.saved()
    (file,) = (site.folder / "media").iterdir()
    assert _text(site) == TEXT.replace("First words.", rf"![A boat \[red\]](/media/{file.name})" + "\n\nFirst words.")


def test_what_is_wrong_is_said_at_its_place_and_goes(site: SmallSite, opened: Open) -> None:
    window = opened()
    window.to("Second")
    window.type(" [there](nowhere.md)")
    window.page.wait_for_selector(".w-problem-error")
    window.press("Control+Home", "F8")
    assert "nowhere.md" in window.page.inner_text(".w-notes")
    window.press("Escape", "Control+z")
    window.saved()
    window.page.wait_for_selector(".w-problem-error", state="detached")
    assert _text(site) == TEXT


def test_every_text_of_the_example_keeps_every_byte(home: Path, context: BrowserContext, torture: bool) -> None:
    """Each third one, with `--torture` each, is opened, a word is typed at its end: the difference is that word."""
    site = SmallSite(home / "example", {})
    texts = sorted(path for folder in FOLDERS for path in (EXAMPLE / folder).rglob("*.md"))
    site.write(
        {path.relative_to(EXAMPLE).as_posix(): path.read_bytes() for path in (*texts, EXAMPLE / "therapyblog.toml")}
    )
    desk = ServedDesk(site.folder)
    try:
        window = Writing(context, desk, "pages/about.md")
        for path in texts[:: 1 if torture else 3]:
            name = path.relative_to(EXAMPLE).as_posix()
            window.open(name)
            window.page.wait_for_function(f"document.title.startsWith({_title(desk, name)!r})")
            window.page.click(".cm-content")
            window.press("Control+End")
            window.type("word")
            assert _text(site, name) == f"{path.read_bytes().decode()}word", name
    finally:
        desk.close()


def _title(desk: ServedDesk, path: str) -> str:
    values = desk.call("documents.open", path=path)["values"]
    return str(values.get("title") or values.get("name") or path)


def _looks(browser: Browser) -> Iterator[tuple[str, BrowserContext]]:
    """Give windows of each width and colour scheme, past whose policy axe can be brought in."""
    for width, height in ((1280, 860), (390, 800), (640, 400)):
        for scheme in ("light", "dark"):
            more = {"color_scheme": scheme, "bypass_csp": True, "reduced_motion": "reduce"}
            with windows(browser, width=width, height=height, **more) as context:
                yield f"{width} {scheme}", context


def test_axe_finds_nothing_in_any_state(site: SmallSite, desk: ServedDesk, browser: Browser) -> None:
    """The view itself, with a note of a mistake, the list of mistakes, a window, the search, and the file as it is."""
    everything = (
        "## A heading\n\n**Strong** *soft* `code` [link](two.md) and[^1] <b>more</b>\n\n> A quotation\n\n"
        ":::note Title\nInside.\n:::\n\n:::crisis\n\n| a | b |\n|---|---|\n| c | d |\n\n---\n\n[no](nowhere.md)\n\n"
        "![A boat](/media/boat.png)\n\n[^1]: From there.\n"
    )
    site.write({"posts/all.md": SETTINGS + everything, "media/boat.png": picture("PNG")})
    states: dict[str, Callable[[Writing], object]] = {
        "view": lambda window: window.page.wait_for_selector(".w-problem-error"),
        "note": lambda window: window.press("F8"),
        "list": lambda window: window.page.click(".w-foot-button"),
        "search": lambda window: (window.page.click(".w-foot-button"), window.to("heading"), window.press("Control+f")),
        "link": lambda window: (window.press("Escape"), window.to("heading"), window.press("Control+k", "o")),
        "file": lambda window: (window.press("Escape", "Escape"), window.page.click("#w-show-file")),
    }
    found = {}
    for look, context in _looks(browser):
        window = Writing(context, desk, "posts/all.md")
        window.page.evaluate(axe_source())
        for state, reach in states.items():
            reach(window)
            window.page.wait_for_timeout(150)
            rules = window.ask(
                "axe.run(document, { iframes: false }).then((all) => all.violations.map((rule) => rule.id))"
            )
            found[look, state] = rules
            wider = window.ask("document.documentElement.scrollWidth - innerWidth")
            assert wider <= 0, (look, state)
    assert {place: rules for place, rules in found.items() if rules} == {}


def test_the_keyboard_reaches_everything(opened: Open) -> None:
    window = opened()
    window.to("one")
    window.press("Alt+F10")
    focused = "document.activeElement.dataset.tool ?? document.activeElement.className"
    assert window.ask(focused) == "heading"
    window.press("ArrowRight", "ArrowRight")
    assert window.ask(focused) == "soft"
    window.press("End")
    assert window.ask(focused) == "redo"
    window.press("Home", "Escape")
    assert "cm-content" in window.ask(focused)
    # In a list the Tab key moves an item; after Escape it goes on.
    window.press("Escape", "Tab")
    assert "cm-content" not in window.ask(focused)
    window.press("Shift+Tab")
    assert "cm-content" in window.ask(focused)
