"""What a look does where no text of a page shows it: the margin, more contrast, print, and pictures that fit."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from support.browser import Tab, open_tab, served
from support.site import SmallSite, told

LOOKS = ("calm", "clinic", "journal")
WORK = "Moss, A. (2020). On rest."
POST = f"""\
---
title: Rest
image: /media/boat.jpg
image_alt: A boat
references: ["{WORK}"]
---
Rest helps [ref:1]. So does [a walk](https://walks.example/near).
"""


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """Build one post in every look; return the folder that holds them."""
    root = tmp_path_factory.mktemp("looks")
    for look in LOOKS:
        site = SmallSite(root / "sites" / look)
        site.settings(f'[theme]\nname = "{look}"\n')
        site.write({"posts/rest.md": POST})
        (site.folder / "media").mkdir()
        noise = Image.effect_noise((2000, 1000), 40).convert("RGB")
        noise.save(site.folder / "media" / "boat.jpg")
        result = site.build()
        assert result.published, told(result)
        shutil.copytree(site.out, root / "out" / look)
    return root / "out"


@pytest.fixture(scope="module")
def address(sites):
    with served(sites) as url:
        yield url


@pytest.fixture(scope="module")
def tab(browser):
    with open_tab(browser) as one:
        yield one


def look_at(tab: Tab, url: str, *, width: int = 1280, media: str = "", **features: str) -> None:
    """Open a page in a window of this width, for a reader whose system says so."""
    tab.tell("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    wanted = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
    tab.tell("Emulation.setEmulatedMedia", media=media, features=wanted)
    tab.go("about:blank")
    tab.go(url)


def style(tab: Tab, selector: str, name: str, pseudo: str = "") -> str:
    found = tab.ask(
        f"getComputedStyle(document.querySelector({json.dumps(selector)}), {json.dumps(pseudo)})"
        f".getPropertyValue({json.dumps(name)})"
    )
    assert isinstance(found, str)
    return found


def said(tab: Tab) -> str:
    """Return all that a screen reader finds on the page."""
    tab.tell("Accessibility.enable")
    nodes = tab.tell("Accessibility.getFullAXTree")["nodes"]
    return "\n".join(
        str(node["name"].get("value", ""))
        for node in nodes
        if not node.get("ignored") and node.get("role", {}).get("value") == "StaticText" and "name" in node
    )


def test_a_note_stands_in_the_margin_of_a_wide_journal_and_is_said_once(tab, address):
    look_at(tab, f"{address}/journal/rest/")

    assert WORK in style(tab, "sup[data-note]", "content", "::after")
    assert style(tab, "sup[data-note]", "float", "::after") == "inline-end"
    assert said(tab).count(WORK) == 1


@pytest.mark.parametrize(("width", "media"), [(390, ""), (1000, ""), (1280, "print")])
def test_where_there_is_no_margin_the_note_stands_at_the_end_only(tab, address, width, media):
    look_at(tab, f"{address}/journal/rest/", width=width, media=media)

    assert style(tab, "sup[data-note]", "content", "::after") == "none"
    assert WORK in tab.ask("document.querySelector('.references').innerText")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    ("scheme", "paper", "ink"),
    [("light", "rgb(255, 255, 255)", "rgb(0, 0, 0)"), ("dark", "rgb(0, 0, 0)", "rgb(255, 255, 255)")],
)
def test_who_asks_for_more_contrast_gets_all_of_it(tab, address, look, scheme, paper, ink):
    look_at(tab, f"{address}/{look}/rest/", prefers_contrast="more", prefers_color_scheme=scheme)

    assert style(tab, "body", "background-color") == paper
    for selector in ("body", ".subtitle, .byline__meta", ".prose a", ".breadcrumbs a", ".disclaimer"):
        assert style(tab, selector, "color") == ink, selector


@pytest.mark.parametrize("look", LOOKS)
def test_print_says_where_links_lead_and_whom_to_call(tab, address, look):
    look_at(tab, f"{address}/{look}/rest/", media="print", prefers_color_scheme="dark")

    assert style(tab, "body", "background-color") == "rgb(255, 255, 255)"
    assert "https://walks.example/near" in tab.ask(
        "const a = document.querySelector('.prose a[href^=http]');"
        "getComputedStyle(a, '::after').content.includes('attr') ? a.href : getComputedStyle(a, '::after').content"
    )
    assert "116\u00a0123" in tab.ask("document.querySelector('.crisis--footer').innerText")
    assert style(tab, ".site-menu, .skip-link", "display") == "none"


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("width", "widest"), [(390, 640), (1280, 960)])
def test_a_browser_takes_a_picture_that_fits_its_screen(tab, address, look, width, widest):
    look_at(tab, f"{address}/{look}/rest/", width=width)
    tab.until("document.querySelector('.lead-picture img').complete")

    taken = Path(tab.ask("new URL(document.querySelector('.lead-picture img').currentSrc).pathname")).name
    assert taken.startswith("boat.jpg-")
    assert int(taken.removeprefix("boat.jpg-").removesuffix(".webp")) <= widest
    assert tab.ask("document.querySelector('.lead-picture img').getBoundingClientRect().width") > 300


# The settings of a look decide in every look


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    """Build a site in every look with every place of menu and picture; return the folder that holds them."""
    root = tmp_path_factory.mktemp("decided")
    for look in LOOKS:
        for place in ("beside", "centred", "plain"):
            menu = "below" if place == "plain" else place
            site = SmallSite(root / "sites" / f"{look}-{place}")
            settings = f'[theme]\nname = "{look}"\nhome = "{place}"\nmenu = "{menu}"\n'
            site.settings(f'{settings}[[menu]]\nlabel = "Writing"\nurl = "/blog/"\n')
            site.write({"posts/rest.md": POST.replace("image", "# image")})
            result = site.build()
            assert result.published, told(result)
            shutil.copytree(site.out, root / "out" / f"{look}-{place}")
    with served(root / "out") as url:
        yield url


def place_of(tab: Tab, selector: str) -> dict[str, float]:
    found = tab.ask(f"document.querySelector({json.dumps(selector)})?.getBoundingClientRect().toJSON()")
    assert isinstance(found, dict), selector
    return found


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("arranged", ["beside", "centred", "plain"])
def test_menu_and_picture_stand_where_the_site_wants_them(tab, decided, look, arranged):
    look_at(tab, f"{decided}/{look}-{arranged}/")
    brand, menu = place_of(tab, ".site-brand"), place_of(tab, ".site-menu a")
    words = place_of(tab, ".hero__text")

    if arranged == "beside":
        assert menu["left"] > brand["right"]
        assert place_of(tab, ".hero__picture")["left"] >= words["right"]
    else:
        assert menu["top"] >= brand["bottom"]
    if arranged == "centred":
        assert abs(menu["left"] + menu["right"] - 1280) < 40
        assert place_of(tab, ".hero__picture")["top"] >= words["bottom"]
    if arranged == "plain":
        assert menu["left"] < 200
        assert tab.ask("document.querySelector('.hero__picture')") is None
