"""Where things stand: a long menu on a telephone, what paper shows, and tables, in every look."""

from __future__ import annotations

import shutil

import pytest

from support.browser import Tab, open_tab, served
from support.matrix import LOOKS
from support.site import SmallSite, post, told
from support.stress import SENTENCE, picture
from support.visits import LOOKING

LABELS = "About|Team|Writing|Fees|Contact|Questions|Supervision|Couples|Families|Groups|Training|Rooms|Money|Arriving"
PAPER = 612
"""The width of A4 between our margins, in CSS pixels."""
WIDER = 720
"""And between the narrower margins that somebody chose in the browser."""
COLUMNS = 12
HEAD = f"| {' | '.join(f'Measure {number}' for number in range(1, COLUMNS + 1))} |\n|{'---|' * COLUMNS}\n"
ROW = f"| {' | '.join(f'{number} points' for number in range(1, COLUMNS + 1))} |\n"
HTML_TABLE = f"<table><tr>{''.join(f'<td>Measure {number}</td>' for number in range(1, COLUMNS + 1))}</tr></table>\n"
SETTINGS = """\
[practice]
name = "Still Water"
email = "hello@stillwater.example"
phone = "0131 496 0000"
[exit]
enabled = true
url = "https://weather.example/"
[cta.talk]
label = "Write to us"
url = "mailto:hello@stillwater.example?subject=First%20talk"
[[service]]
name = "Counselling"
price = "£60"
"""
POST = f"""\
{SENTENCE}. [Write to me](mailto:ada@stillwater.example), [ring](tel:+441314960001), [0131 496 0002](tel:+441314960002),
<ada@stillwater.example>, [a walk](https://walks.example/near), <https://walks.example/far>.

{HEAD}{ROW}

{HTML_TABLE}
<details><summary>More</summary><p>Folded words.</p></details>

![A tower](../media/tall.png)
"""


def practice(site: SmallSite, look: str, labels: list[str]) -> None:
    """Write a practice with a menu of these labels; the first and the third entry lead to the same page."""
    menu = "".join(
        f'[[menu]]\nlabel = "{label}"\nurl = "{("/about/", "/blog/")[place == 1]}"\n'
        for place, label in enumerate(labels)
    )
    site.settings(f'{SETTINGS}{menu}[theme]\nname = "{look}"\n', default_cta='"talk"')
    site.write(
        {
            "media/tall.png": picture(300, 1400),
            "posts/a.md": post("A post", POST, date="2026-10-01", topic="Sleep"),
            "pages/about.md": post("About", "Words."),
            "pages/fees.md": post("Fees", "Words.", template="fees"),
        }
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Build the practice in every look, with a long menu and with a short one; serve them."""
    root = tmp_path_factory.mktemp("layout")
    for look in LOOKS:
        for name, labels in (("long", LABELS.split("|")), ("short", LABELS.split("|")[:5])):
            site = SmallSite(root / "sites" / f"{look}-{name}")
            practice(site, look, labels)
            result = site.build()
            assert result.published, told(result)
            shutil.copytree(site.out, root / "out" / f"{look}-{name}")
    with served(root / "out") as url:
        yield url


@pytest.fixture(scope="module")
def tab(browser):
    with open_tab(browser) as one:
        yield one


def look_at(tab: Tab, url: str, *, width: int, height: int = 844, media: str = "") -> None:
    """Open a page in a window of this size."""
    tab.tell("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
    tab.tell("Emulation.setEmulatedMedia", media=media)
    tab.go("about:blank")
    tab.go(url)
    tab.ask(f"{LOOKING};0")


def shown(tab: Tab, selector: str) -> list[str]:
    """Return the texts of what can be seen, without spaces around them."""
    found = tab.ask(
        f"[...document.querySelectorAll({selector!r})]"
        ".filter((one) => one.checkVisibility()).map((one) => one.innerText.trim())"
    )
    assert isinstance(found, list)
    return found


MENU = ".site-menu ul a"


@pytest.mark.parametrize("look", LOOKS)
def test_a_long_menu_is_folded_on_a_telephone_and_nowhere_else(tab, address, look):
    look_at(tab, f"{address}/{look}-long/a/", width=390)
    assert tab.ask("document.querySelector('h1').getBoundingClientRect().top") < 300
    assert shown(tab, MENU) == []
    assert shown(tab, ".site-menu__fold summary") == ["Menu"]

    tab.ask("document.querySelector('.site-menu__fold summary').focus()")
    tab.page.keyboard.press("Space")
    tab.until(f"document.querySelectorAll('{MENU}')[13].checkVisibility()")
    assert shown(tab, MENU) == LABELS.split("|")
    assert tab.ask("looking.outside().concat(looking.cut(), looking.overlapping(), looking.sticking())") == []

    look_at(tab, f"{address}/{look}-long/a/", width=1280)
    assert shown(tab, MENU) == LABELS.split("|")
    assert shown(tab, ".site-menu__fold summary") == []


@pytest.mark.parametrize("look", LOOKS)
def test_a_short_menu_is_never_folded(tab, address, look):
    look_at(tab, f"{address}/{look}-short/a/", width=390)

    assert shown(tab, MENU) == LABELS.split("|")[:5]
    assert tab.ask("document.querySelector('.site-menu__fold')") is None


@pytest.mark.parametrize("look", LOOKS)
def test_paper_loses_no_column_and_says_where_links_lead(tab, address, look):
    look_at(tab, f"{address}/{look}-short/a/", width=PAPER, media="print")

    assert tab.ask("looking.outside().concat(looking.cut())") == []
    assert (
        tab.ask("Math.max(...[...document.querySelectorAll('td')].map((one) => one.getBoundingClientRect().right))")
        <= PAPER
    )
    assert "Folded words." in shown(tab, "details p")
    assert tab.ask("document.querySelector('.prose img').getBoundingClientRect().height") < 900
    behind = tab.ask(
        """Object.fromEntries([...document.querySelectorAll("main .prose a, main .button")].map((one) => {
          const said = getComputedStyle(one, "::after").content;
          return [one.innerText.trim(), said === "none" ? "" : one.dataset.address ?? one.href];
        }))"""
    )
    assert behind == {
        "Write to me": "ada@stillwater.example",
        "ring": "+441314960001",
        "0131 496 0002": "",
        "ada@stillwater.example": "",
        "a walk": "https://walks.example/near",
        "https://walks.example/far": "",
        "Write to us": "hello@stillwater.example",
    }


@pytest.mark.parametrize("look", LOOKS)
def test_everything_on_paper_stands_on_one_axis(tab, address, look):
    for page in ("a", "fees"):
        look_at(tab, f"{address}/{look}-short/{page}/", width=WIDER, media="print")
        parts = ".site-header__inner, .text__header, .prose, .services, .crisis--footer > *, .site-footer__inner"
        lefts = tab.ask(
            f"[...document.querySelectorAll('{parts}')].filter((one) => one.checkVisibility())"
            ".map((one) => Math.round(one.getBoundingClientRect().left))"
        )
        assert set(lefts) == {0}, (page, lefts)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("width", [1280, 390])
def test_tables_keep_to_the_text(tab, address, look, width):
    for page in ("a", "fees"):
        look_at(tab, f"{address}/{look}-short/{page}/", width=width)
        assert tab.ask("looking.outside().concat(looking.sticking())") == [], page
