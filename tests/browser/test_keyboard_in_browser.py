"""Readers with a keyboard only: every control is reached in its order, is seen when it is, and nothing holds them."""

from __future__ import annotations

# What has the focus, and whether that can be seen: a ring of two pixels or more, of at least 3:1 to what lies around it
# (WCAG 2.2, 1.4.11 and 2.4.7), inside the window, and not under something else (2.4.11).
FOCUS = """(() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const parts = (colour) => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([red, green, blue]) => [red, green, blue]
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, place) => sum + value * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = (from) => {
    for (let one = from; one; one = one.parentElement) {
      const colour = parts(getComputedStyle(one).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const rings = [getComputedStyle(node), getComputedStyle(node, "::after")]
    .filter((own) => own.outlineStyle !== "none" && parseFloat(own.outlineWidth) >= 2);
  const ring = rings[0];
  const inside = ring && parseFloat(ring.outlineOffset) < 0;
  const around = inside ? node : node.parentElement;
  const [one, two] = ring ? [light(parts(ring.outlineColor)), light(ground(around))] : [0, 0];
  const boxes = [...node.getClientRects()];
  const seen = boxes.some((box) => {
    const [x, y] = [
      (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2,
      (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2,
    ];
    const top = document.elementFromPoint(x, y);
    return top && (top === node || node.contains(top) || top.contains(node));
  });
  return {
    place: looking.reachable().indexOf(node),
    name: looking.name(node),
    ring: Boolean(ring),
    contrast: (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05),
    seen,
    main: node.id === "content",
  };
})()"""

# The page scrolls to what has the focus without a movement, so that it can be looked at in the next moment.
AT_ONCE = {"reduced_motion": "reduce"}


def walk(page, most):
    """Press Tab until the focus leaves the page; return where it was."""
    found = []
    for _ in range(most + 5):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            break
        found.append(focus)
    return found


def test_every_control_is_reached_in_order_and_seen(visitor, place, tell):
    with visitor.open(place, fresh=True, **AT_ONCE) as page:
        count = page.evaluate("looking.reachable().length")
        names = page.evaluate("looking.reachable().map(looking.name)")
        stops = walk(page, count)

    missed = [name for number, name in enumerate(names) if number not in [stop["place"] for stop in stops]]
    faint = [f"{stop['name']}: {stop['contrast']:.2f}" for stop in stops if not stop["ring"] or stop["contrast"] < 3]
    under = [stop["name"] for stop in stops if not stop["seen"]]
    tell("keyboard: controls not reached, not seen or not marked", "0", len(missed + faint + under))
    assert missed == []
    assert [stop["place"] for stop in stops] == list(range(count)), "the order is another, or the focus is held"
    assert faint == []
    assert under == []


def test_the_focus_is_marked_in_the_dark_too(visitor, place, tell):
    with visitor.open(place, fresh=True, color_scheme="dark", width=390, **AT_ONCE) as page:
        stops = walk(page, page.evaluate("looking.reachable().length"))

    faint = [f"{stop['name']}: {stop['contrast']:.2f}" for stop in stops if not stop["ring"] or stop["contrast"] < 3]
    under = [stop["name"] for stop in stops if not stop["seen"]]
    tell("keyboard, dark, 390 px: controls not seen or not marked", "0", len(faint + under))
    assert faint == []
    assert under == []


def test_the_first_stop_skips_to_the_content(visitor, place):
    with visitor.open(place, fresh=True) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('.skip-link[href=\"#content\"]')")
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        first = page.evaluate(
            "looking.reachable().findIndex((node) => document.querySelector('main').contains(node) || "
            "node.closest('footer'))"
        )

    assert focus["place"] == first


def test_where_there_is_a_button_to_leave_it_comes_second_and_at_once(visitor, place):
    with visitor.open(place, fresh=True) as page:
        if not page.evaluate("Boolean(document.querySelector('.exit'))"):
            return
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('.skip-link[data-exit]')")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('.exit__button')")
