"""Readers who set their browser otherwise: larger text, a window as narrow as four times the size makes it, other
colours, no movement. Nothing may be lost to any of them.
"""

from __future__ import annotations

import pytest

LOST = """looking.unfold(), ({
  text: looking.text(),
  lost: [...looking.outside(), ...looking.cut(), ...looking.overlapping()],
})"""


def words(visitor, place, **options):
    """Return the texts that can be seen on a page, and what is wrong with them."""
    with visitor.open(place, **options) as page:
        return page.evaluate(LOST)


@pytest.fixture
def usual(visitor, place):
    return words(visitor, place)["text"]


@pytest.mark.parametrize("width", [1280, 390])
def test_text_of_twice_the_size_loses_nothing(visitor, place, usual, width, tell):
    """WCAG 2.2, 1.4.4; the size is that of the browser's settings, so the window stays as it is."""
    with visitor.open(place, text=32, width=width) as page:
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        found = page.evaluate(LOST)
    gone = [text for text in usual if text not in found["text"]]

    tell(f"text of 200 % at {width} px: lost", "0", len(found["lost"] + gone))
    assert found["lost"] == []
    assert gone == []


def test_a_window_of_320_pixels_needs_no_scrolling_to_the_side(visitor, place, usual, tell):
    """WCAG 2.2, 1.4.10: 1280 by 1024 pixels at 400 per cent."""
    found = words(visitor, place, width=320, height=256)
    gone = [text for text in usual if text not in found["text"]]

    tell("320 px wide: lost", "0", len(found["lost"] + gone))
    assert found["lost"] == []
    assert gone == []


def test_nothing_moves_for_who_wants_no_movement(visitor, place, tell):
    with visitor.open(place, reduced_motion="reduce") as page:
        moving = page.evaluate("""[document.documentElement, ...document.querySelectorAll("body *")].filter((node) => {
          const own = getComputedStyle(node);
          const moves = parseFloat(own.transitionDuration) > 0 || own.animationName !== "none";
          return moves || own.scrollBehavior === "smooth";
        }).map(looking.name)""")

    tell("reduced motion: what still moves", "0", len(moving))
    assert moving == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_of_the_system_hide_nothing(visitor, place, usual, scheme, tell):
    with visitor.open(place, forced_colors="active", color_scheme=scheme) as page:
        found = page.evaluate(LOST)
        shapes = page.evaluate("looking.shapes()")
        # What is a link or a button must still look like one: by a line under or around it.
        bare = page.evaluate("""[...document.querySelectorAll(".button, .exit__button")].filter((node) => {
          const own = getComputedStyle(node);
          return node.checkVisibility() && (own.borderTopStyle === "none" || parseFloat(own.borderTopWidth) === 0);
        }).map(looking.name)""")
    # Forced colours take a shape's ground away; its border stays, and what opts out of them.
    hidden = [one["name"] for one in shapes if not one["bordered"] and not one["kept"]]
    gone = [text for text in usual if text not in found["text"]]

    tell(f"forced colours ({scheme}): lost", "0", len(hidden + bare + gone + found["lost"]))
    assert hidden == []
    assert bare == []
    assert gone == []
    assert found["lost"] == []
