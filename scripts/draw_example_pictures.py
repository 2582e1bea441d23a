"""Draw the pictures of `example_site/media/`: every one from code, the same bytes each time.

    python scripts/draw_example_pictures.py [FOLDER]

Shapes are drawn three times too large and scaled down, so that edges are smooth; a faint seeded
grain keeps the gradients from banding. Needs nothing but Pillow.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

SCALE = 3
COVER = (1600, 900)
SQUARE = (800, 800)
DIAGRAM = (1200, 760)
QUALITY = 82
KEPT = {COVER: (960, 540), SQUARE: (480, 480)}
"""The sizes in which drawings are kept: soft as they are, more pixels would show nothing more."""

Point = tuple[float, float]
Colour = tuple[int, int, int]

# The palette: sage, clay, sand and deep teal, with the lights and darks between them.
CREAM = (249, 243, 232)
SAND = (236, 221, 196)
WHEAT = (222, 196, 156)
APRICOT = (238, 188, 148)
CLAY = (196, 122, 91)
RUST = (158, 84, 62)
SAGE_PALE = (205, 216, 199)
SAGE = (154, 176, 150)
SAGE_DEEP = (104, 134, 112)
TEAL_PALE = (168, 196, 194)
TEAL = (84, 131, 133)
TEAL_DEEP = (38, 84, 92)
INK = (22, 52, 60)
NIGHT = (20, 40, 56)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return the colour `share` of the way from the first to the second."""
    return tuple(round(a + (b - a) * share) for a, b in zip(first, second, strict=True))  # type: ignore[return-value]


def smooth(points: Sequence[Point], *, closed: bool = True, steps: int = 16) -> list[Point]:
    """Return a Catmull-Rom curve through the points."""
    count = len(points)
    curve: list[Point] = []
    for index in range(count if closed else count - 1):
        if closed:
            p0, p1, p2, p3 = (points[(index + k) % count] for k in (-1, 0, 1, 2))
        else:
            p0, p1, p2, p3 = (points[min(max(index + k, 0), count - 1)] for k in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            curve.append(
                tuple(
                    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)
                    for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
                )  # type: ignore[arg-type]
            )
    if not closed:
        curve.append(points[-1])
    return curve


class Canvas:
    """A picture to draw on, in the finished picture's pixels; larger inside."""

    def __init__(self, size: tuple[int, int], background: Colour, *, seed: int) -> None:
        self.width, self.height = size
        self.seed = seed
        self.random = random.Random(seed)
        self.image = Image.new("RGB", (size[0] * SCALE, size[1] * SCALE), background)

    def gradient(
        self,
        stops: Sequence[tuple[float, Colour]],
        *,
        top: float = 0,
        bottom: float | None = None,
        mask: Image.Image | None = None,
    ) -> None:
        """Fill from `top` to `bottom` with colours blending at the stops (0 to 1)."""
        bottom = self.height if bottom is None else bottom
        rows = max(1, round((bottom - top) * SCALE))
        column = Image.new("RGB", (1, rows))
        for row in range(rows):
            column.putpixel((0, row), blend(stops, row / rows))
        band = column.resize((self.image.width, rows))
        place = (0, round(top * SCALE))
        if mask is None:
            self.image.paste(band, place)
        else:
            box = (0, place[1], self.image.width, place[1] + rows)
            self.image.paste(band, place, mask.crop(box))

    def mask(self) -> tuple[Image.Image, ImageDraw.ImageDraw]:
        """Return an empty mask of the whole picture and the pen for it."""
        mask = Image.new("L", self.image.size, 0)
        return mask, ImageDraw.Draw(mask)

    def shape(self, points: Sequence[Point], colour: Colour, *, opacity: float = 1, blur: float = 0) -> None:
        """Fill an outline."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        if opacity == 1 and not blur:
            ImageDraw.Draw(self.image).polygon(scaled, fill=colour)
            return
        mask, pen = self.mask()
        pen.polygon(scaled, fill=round(255 * opacity))
        self.through(mask, colour, blur=blur)

    def blob(self, points: Sequence[Point], colour: Colour, **how: float) -> None:
        """Fill the smooth outline through the points."""
        self.shape(smooth(points), colour, **how)

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: Colour, **how: float) -> None:
        """Fill an ellipse round (x, y)."""
        turns = [math.tau * k / 240 for k in range(240)]
        self.shape([(x + rx * math.cos(a), y + ry * math.sin(a)) for a in turns], colour, **how)

    def box(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        colour: Colour,
        *,
        radius: float = 0,
        opacity: float = 1,
        blur: float = 0,
    ) -> None:
        """Fill a rectangle, with round corners if asked."""
        mask, pen = self.mask()
        pen.rounded_rectangle(
            [x0 * SCALE, y0 * SCALE, x1 * SCALE, y1 * SCALE],
            radius * SCALE,
            fill=round(255 * opacity),
        )
        self.through(mask, colour, blur=blur)

    def line(
        self,
        points: Sequence[Point],
        colour: Colour,
        width: float,
        *,
        opacity: float = 1,
        blur: float = 0,
    ) -> None:
        """Draw a line with round ends."""
        mask, pen = self.mask()
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        ink = round(255 * opacity)
        pen.line(scaled, fill=ink, width=max(1, round(width * SCALE)), joint="curve")
        half = width * SCALE / 2
        for x, y in (scaled[0], scaled[-1]):
            pen.ellipse([x - half, y - half, x + half, y + half], fill=ink)
        self.through(mask, colour, blur=blur)

    def curve(self, points: Sequence[Point], colour: Colour, width: float, **how: float) -> None:
        """Draw the smooth line through the points."""
        self.line(smooth(points, closed=False), colour, width, **how)

    def through(self, mask: Image.Image, colour: Colour, *, blur: float = 0) -> None:
        """Lay a colour through a mask."""
        if blur:
            # A blur hides detail, so a ninth of the pixels does as well and is far quicker.
            small = mask.resize((self.width, self.height), Image.Resampling.BOX)
            mask = small.filter(ImageFilter.GaussianBlur(blur)).resize(self.image.size, Image.Resampling.BILINEAR)
        self.image.paste(colour, (0, 0), mask)

    def glow(self, x: float, y: float, radius: float, colour: Colour, opacity: float) -> None:
        """Let light spread from a point."""
        self.ellipse(x, y, radius * 0.55, radius * 0.55, colour, opacity=opacity, blur=radius * 0.3)

    def clipped(self, inside: Image.Image, draw: Callable[[], None]) -> None:
        """Draw, but keep only what falls inside the mask."""
        before = self.image.copy()
        draw()
        self.image = Image.composite(self.image, before, inside)

    def text(self, x: float, y: float, words: str, size: float, colour: Colour, *, anchor: str = "la") -> None:
        """Write words in the font that Pillow brings along."""
        font = ImageFont.load_default(size=size * SCALE)
        ImageDraw.Draw(self.image).text((x * SCALE, y * SCALE), words, font=font, fill=colour, anchor=anchor)

    def finished(self, grain: int = 4) -> Image.Image:
        """Return the picture at its own size, with its grain."""
        image = self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        if not grain:
            return image
        noise = random.Random(self.seed + 1)
        count = self.width * self.height
        speck = Image.frombytes("L", (self.width, self.height), noise.randbytes(count))
        speck = speck.filter(ImageFilter.GaussianBlur(0.8))
        speck = speck.point([128 + round((v - 128) * grain / 64) for v in range(256)])
        return ImageChops.add(image, Image.merge("RGB", [speck] * 3), scale=1, offset=-128)


def blend(stops: Sequence[tuple[float, Colour]], at: float) -> Colour:
    """Return the colour at a place between stops."""
    for (start, first), (end, second) in pairwise(stops):
        if at <= end:
            return mix(first, second, (at - start) / (end - start) if end > start else 0)
    return stops[-1][1]


def ridge(canvas: Canvas, height: float, swing: float, *, rough: float = 0.25, waves: float = 1.6) -> list[Point]:
    """Return a hill line across the picture."""
    phases = [canvas.random.uniform(0, math.tau) for _ in range(4)]
    line = []
    for x in range(-8, canvas.width + 9, 4):
        turn = math.tau * x / canvas.width
        y = height
        y += swing * math.sin(turn * waves + phases[0])
        y += swing * 0.45 * math.sin(turn * waves * 2.1 + phases[1])
        y += swing * rough * 0.5 * math.sin(turn * waves * 5.3 + phases[2])
        y += swing * rough * 0.18 * math.sin(turn * waves * 13.7 + phases[3])
        line.append((float(x), y))
    return line


def hill(canvas: Canvas, line: Sequence[Point], top: Colour, foot: Colour, bottom: float) -> None:
    """Fill below a hill line, fading into mist towards its foot."""
    mask, pen = canvas.mask()
    outline = [*line, (canvas.width + 8, bottom), (-8, bottom)]
    pen.polygon([(x * SCALE, y * SCALE) for x, y in outline], fill=255)
    start = min(y for _, y in line)
    canvas.gradient([(0, top), (1, foot)], top=start, bottom=bottom, mask=mask)


def leaf(
    canvas: Canvas,
    x: float,
    y: float,
    length: float,
    width: float,
    angle: float,
    colour: Colour,
    vein: Colour,
) -> None:
    """Draw a leaf that grows from (x, y) in a direction (degrees, 0 is up)."""
    turn = math.radians(angle)

    def put(along: float, across: float) -> Point:
        return (
            x + along * length * math.sin(turn) + across * width * math.cos(turn),
            y - along * length * math.cos(turn) + across * width * math.sin(turn),
        )

    profile = [(t / 20, 0.5 * math.sin(math.pi * (t / 20) ** 0.8) ** 1.15) for t in range(21)]
    left = [put(along, -across) for along, across in profile]
    right = [put(along, across) for along, across in reversed(profile)]
    canvas.shape([*left, *right], colour)
    canvas.shape([*left, *[put(t / 20, 0) for t in range(20, -1, -1)]], vein, opacity=0.28)


# --- Covers ---------------------------------------------------------------------------------------


def estuary() -> Canvas:
    """Hills at dusk behind still water, the low sun and its path."""
    canvas = Canvas(COVER, SAND, seed=11)
    horizon = 560.0
    sky = [
        (0, mix(TEAL_PALE, SAGE_PALE, 0.35)),
        (0.42, mix(SAND, CREAM, 0.4)),
        (0.78, APRICOT),
        (1, mix(APRICOT, CLAY, 0.32)),
    ]
    canvas.gradient(sky, bottom=horizon)
    canvas.glow(760, 424, 460, CREAM, 0.8)
    canvas.ellipse(760, 424, 60, 60, mix(CREAM, (255, 255, 255), 0.3))
    for y, x0, x1, strength in ((150, 180, 760, 0.35), (205, 420, 1130, 0.3), (272, 60, 520, 0.3)):
        canvas.blob(
            [(x0, y), ((x0 + x1) / 2, y - 13), (x1, y + 2), ((x0 + x1) / 2, y + 9)],
            CREAM,
            opacity=strength,
            blur=6,
        )
    layers = [
        (430, 44, mix(TEAL_PALE, APRICOT, 0.42), mix(APRICOT, CREAM, 0.3)),
        (478, 36, mix(TEAL, APRICOT, 0.42), mix(TEAL_PALE, APRICOT, 0.55)),
        (520, 26, mix(TEAL, CLAY, 0.16), mix(TEAL, WHEAT, 0.42)),
    ]
    for height, swing, top, foot in layers:
        hill(canvas, ridge(canvas, height, swing), top, foot, horizon)
    water = [
        (0, mix(APRICOT, TEAL_PALE, 0.3)),
        (0.3, mix(TEAL_PALE, APRICOT, 0.28)),
        (1, mix(TEAL, TEAL_DEEP, 0.35)),
    ]
    canvas.gradient(water, top=horizon)
    for row in range(70):
        depth = row / 69
        y = horizon + 5 + 320 * depth**1.5
        spread = 20 + 150 * depth
        centre = 760 + canvas.random.gauss(0, spread * 0.45)
        half = canvas.random.uniform(18, 40 + 95 * depth)
        thick = 1.1 + 4.2 * depth
        canvas.blob(
            [(centre - half, y), (centre, y - thick), (centre + half, y), (centre, y + thick)],
            mix(CREAM, WHEAT, 0.2),
            opacity=0.62 - 0.3 * depth,
        )
    for _ in range(46):
        depth = canvas.random.random()
        y = horizon + 12 + 320 * depth**1.3
        x = canvas.random.uniform(0, canvas.width)
        half = canvas.random.uniform(40, 60 + 160 * depth)
        thick = 0.9 + 2.2 * depth
        canvas.blob(
            [(x - half, y), (x, y - thick), (x + half, y), (x, y + thick)],
            mix(TEAL_DEEP, INK, 0.2),
            opacity=0.16,
        )
    bank = [(-8, 770), (150, 752), (330, 786), (520, 818), (700, 862), (880, 908), (-8, 908)]
    canvas.shape([*smooth(bank[:-1], closed=False), (-8, 908)], mix(INK, TEAL_DEEP, 0.25))
    for _ in range(85):
        x = canvas.random.uniform(-10, 560)
        base = 775 + max(0, x - 150) * 0.17
        tall = canvas.random.uniform(50, 190) * (1 - x / 900)
        lean = canvas.random.uniform(-14, 34)
        canvas.curve(
            [(x, base + 30), (x + lean * 0.3, base - tall * 0.5), (x + lean, base - tall)],
            mix(INK, TEAL_DEEP, canvas.random.uniform(0, 0.5)),
            canvas.random.uniform(1.6, 3.4),
        )
    return canvas


def jetty() -> Canvas:
    """A small boat by a jetty on a still morning."""
    canvas = Canvas(COVER, SAGE_PALE, seed=23)
    horizon = 430.0
    canvas.gradient([(0, mix(SAGE_PALE, CREAM, 0.25)), (0.7, mix(CREAM, SAND, 0.25)), (1, SAND)], bottom=horizon)
    canvas.glow(430, 330, 420, CREAM, 0.8)
    far = mix(SAGE_PALE, SAND, 0.3)
    hill(canvas, ridge(canvas, 352, 30), mix(SAGE, SAND, 0.45), far, horizon)
    hill(canvas, ridge(canvas, 398, 16), mix(SAGE_DEEP, SAND, 0.35), mix(SAGE, SAND, 0.4), horizon)
    canvas.gradient(
        [(0, mix(SAND, SAGE_PALE, 0.55)), (0.4, mix(TEAL_PALE, SAGE_PALE, 0.4)), (1, TEAL)],
        top=horizon,
    )
    canvas.box(-20, horizon - 16, 1620, horizon + 26, CREAM, opacity=0.55, blur=15)
    for _ in range(60):
        depth = canvas.random.random()
        y = horizon + 26 + 440 * depth**1.25
        x = canvas.random.uniform(0, canvas.width)
        half = canvas.random.uniform(30, 60 + 210 * depth)
        tone = CREAM if canvas.random.random() < 0.6 else TEAL_DEEP
        thick = 0.9 + 2.6 * depth
        canvas.blob([(x - half, y), (x, y - thick), (x + half, y), (x, y + thick)], tone, opacity=0.22)
    # The jetty runs from the near right towards the middle; its posts stand in their reflections.
    dark = mix(INK, TEAL_DEEP, 0.45)
    for x, top, foot, thick in (
        (1006, 560, 640, 12),
        (1140, 568, 706, 16),
        (1322, 580, 800, 22),
        (930, 556, 610, 9),
    ):
        canvas.box(x, foot - 10, x + thick, foot + (foot - top) * 0.8, dark, opacity=0.26, blur=4)
        canvas.box(x, top, x + thick, foot, dark, radius=3)
    canvas.shape([(905, 580), (965, 572), (1620, 700), (1620, 808)], mix(WHEAT, CLAY, 0.22))
    canvas.shape([(905, 580), (1620, 808), (1620, 842), (905, 592)], mix(RUST, INK, 0.42))
    for k in range(15):
        t = (k / 15) ** 1.7
        near = (905 + 715 * t, 580 + 228 * t)
        far_side = (965 + 655 * t, 572 + 128 * t)
        canvas.line([near, far_side], mix(RUST, INK, 0.3), 1.5 + 3 * t, opacity=0.45)
    # The boat and what the water shows of it.
    hull = [
        (520, 628),
        (556, 690),
        (640, 712),
        (760, 710),
        (838, 684),
        (880, 616),
        (790, 640),
        (690, 648),
        (590, 642),
    ]
    mirror = [(x, 2 * 708 - y) for x, y in hull]
    canvas.blob(mirror, INK, opacity=0.3, blur=7)
    canvas.blob(hull, RUST)
    canvas.blob(
        [
            (534, 640),
            (600, 652),
            (692, 658),
            (792, 650),
            (868, 630),
            (792, 672),
            (690, 680),
            (594, 674),
        ],
        mix(CLAY, APRICOT, 0.25),
        opacity=0.55,
    )
    canvas.blob(
        [
            (520, 628),
            (600, 618),
            (700, 618),
            (800, 614),
            (880, 616),
            (790, 640),
            (690, 648),
            (590, 642),
        ],
        mix(RUST, INK, 0.62),
    )
    canvas.curve([(520, 628), (590, 642), (690, 648), (790, 640), (880, 616)], mix(SAND, CREAM, 0.3), 6)
    canvas.shape([(632, 621), (664, 620), (662, 647), (628, 645)], mix(WHEAT, CLAY, 0.15))
    canvas.shape([(748, 618), (778, 616), (780, 642), (746, 645)], mix(WHEAT, CLAY, 0.15))
    canvas.curve([(876, 618), (930, 640), (1000, 612)], mix(INK, TEAL_DEEP, 0.3), 3)
    return canvas


def window_plant() -> Canvas:
    """A plant on a window sill, the hills outside, afternoon light."""
    canvas = Canvas(COVER, SAND, seed=31)
    canvas.gradient([(0, mix(SAND, WHEAT, 0.2)), (1, mix(SAND, CLAY, 0.18))])
    canvas.glow(820, 330, 760, CREAM, 0.55)
    frame, deep = mix(CREAM, SAND, 0.15), mix(WHEAT, CLAY, 0.25)
    left, top, right, bottom = 470.0, 70.0, 1250.0, 680.0
    canvas.box(left - 40, top - 38, right + 40, bottom + 10, deep, radius=6, opacity=0.5, blur=16)
    canvas.box(left - 34, top - 34, right + 34, bottom + 4, frame, radius=4)
    inside, pen = canvas.mask()
    pen.rectangle([left * SCALE, top * SCALE, right * SCALE, bottom * SCALE], fill=255)

    def view() -> None:
        canvas.gradient([(0, TEAL_PALE), (0.55, mix(SAGE_PALE, CREAM, 0.45)), (1, CREAM)], top=top, bottom=520)
        canvas.glow(1060, 240, 280, CREAM, 0.9)
        canvas.ellipse(1060, 240, 44, 44, mix(CREAM, (255, 255, 255), 0.4))
        layers = (
            (392, 34, mix(TEAL_PALE, SAGE, 0.4), mix(SAGE_PALE, CREAM, 0.3)),
            (462, 32, mix(SAGE, TEAL, 0.25), SAGE_PALE),
            (552, 26, mix(SAGE_DEEP, TEAL, 0.2), SAGE),
            (640, 16, mix(SAGE_DEEP, TEAL_DEEP, 0.5), SAGE_DEEP),
        )
        for height, swing, crest, foot in layers:
            hill(canvas, ridge(canvas, height, swing, waves=2.2), crest, foot, bottom)

    canvas.clipped(inside, view)
    middle = (left + right) / 2
    canvas.box(middle - 11, top, middle + 11, bottom, frame)
    canvas.box(middle + 7, top, middle + 11, bottom, deep, opacity=0.5)
    canvas.box(left, 330, right, 348, frame)
    canvas.box(left, 345, right, 348, deep, opacity=0.5)
    for x0, x1 in ((left, middle - 11), (middle + 11, right)):
        for y0, y1 in ((top, 330), (348, bottom)):
            canvas.line([(x0, y0 + 2), (x1, y0 + 2)], deep, 4, opacity=0.45)
            canvas.line([(x0 + 2, y0), (x0 + 2, y1)], deep, 4, opacity=0.45)
    # A linen curtain on the left, falling in folds.
    folds = 7
    for k in range(folds):
        x0, x1 = 250 + k * 34, 250 + (k + 1) * 34 + 5
        tone = mix(CREAM, WHEAT, 0.12 + 0.42 * (k % 2) + 0.03 * k)
        sway = 12 * math.sin(k * 1.7)
        canvas.shape([(x0, 0), (x1, 0), (x1 + sway, 908), (x0 + sway, 908)], tone)
        canvas.shape(
            [(x1 - 12, 0), (x1, 0), (x1 + sway, 908), (x1 - 12 + sway, 908)],
            deep,
            opacity=0.2,
            blur=5,
        )
    canvas.box(506, 676, 1390, 732, frame, radius=5)
    canvas.box(506, 714, 1390, 732, deep, radius=5, opacity=0.6)
    canvas.shape([(516, 732), (1380, 732), (1330, 800), (540, 800)], RUST, opacity=0.16, blur=16)
    # Light from the panes, lying on the wall below.
    for shift in (0, 250):
        canvas.shape(
            [(900 + shift, 770), (1090 + shift, 770), (1190 + shift, 900), (980 + shift, 900)],
            CREAM,
            opacity=0.42,
            blur=7,
        )
    canvas.ellipse(1010, 680, 120, 10, RUST, opacity=0.3, blur=6)
    greens = [SAGE_DEEP, mix(SAGE_DEEP, TEAL_DEEP, 0.5), SAGE, mix(SAGE, SAGE_DEEP, 0.5), TEAL_DEEP]
    stems = [
        (-66, 235, 84),
        (62, 250, 88),
        (-38, 310, 96),
        (34, 325, 98),
        (-84, 165, 66),
        (82, 170, 68),
        (-14, 350, 92),
        (12, 250, 86),
    ]
    for index, (angle, length, width) in enumerate(stems):
        turn = math.radians(angle)
        reach = length * 0.48
        tip = (1000 + reach * math.sin(turn), 552 - reach * math.cos(turn))
        tone = greens[index % len(greens)]
        canvas.curve(
            [(1000, 560), (1000 + reach * 0.35 * math.sin(turn), 552 - reach * 0.6), tip],
            mix(tone, INK, 0.2),
            5,
        )
        leaf(canvas, *tip, length * 0.62, width, angle * 1.12, tone, CREAM)
    canvas.shape([(918, 548), (1082, 548), (1062, 680), (938, 680)], CLAY)
    canvas.shape([(918, 548), (960, 548), (970, 680), (938, 680)], APRICOT, opacity=0.35, blur=10)
    canvas.shape([(1040, 548), (1082, 548), (1062, 680), (1030, 680)], RUST, opacity=0.5, blur=10)
    canvas.box(906, 534, 1094, 568, mix(CLAY, APRICOT, 0.2), radius=6)
    canvas.box(918, 566, 1082, 576, RUST, opacity=0.35, blur=3)
    # Two books keep the plant company.
    canvas.box(590, 656, 790, 678, TEAL_DEEP, radius=3)
    canvas.box(606, 634, 776, 656, mix(WHEAT, CLAY, 0.45), radius=3)
    canvas.box(590, 661, 782, 673, mix(CREAM, SAND, 0.4), opacity=0.25)
    return canvas


def armchair(canvas: Canvas, x: float, y: float, facing: int, body: Colour) -> None:
    """Draw an armchair, three-quarter view; `facing` 1 looks right and -1 left."""
    light, dark = mix(body, CREAM, 0.22), mix(body, INK, 0.32)

    def put(points: Sequence[Point]) -> list[Point]:
        return [(x + facing * px, y + py) for px, py in points]

    canvas.ellipse(x + facing * 10, y + 214, 214, 22, INK, opacity=0.28, blur=12)
    for px, lean in ((-120, -14), (128, 14), (-52, -5), (168, 12)):
        canvas.line(put([(px, 140), (px + lean, 210)]), mix(RUST, INK, 0.55), 11)
    back = [
        (-158, 120),
        (-176, -20),
        (-170, -170),
        (-130, -236),
        (-40, -252),
        (30, -228),
        (52, -150),
        (44, -20),
        (40, 120),
    ]
    canvas.blob(put(back), body)
    canvas.blob(
        put([(-150, 90), (-166, -20), (-160, -160), (-128, -214), (-120, -120), (-128, 0)]),
        dark,
        opacity=0.36,
        blur=12,
    )
    canvas.curve(put([(-112, -228), (-36, -240), (22, -216), (40, -150)]), light, 6, opacity=0.7)
    seat = [
        (-120, 60),
        (-100, 22),
        (40, 8),
        (168, 22),
        (196, 60),
        (190, 128),
        (60, 150),
        (-110, 140),
    ]
    canvas.blob(put(seat), dark)
    cushion = [(-96, 30), (-40, 4), (60, -4), (160, 10), (186, 40), (150, 62), (20, 72), (-84, 62)]
    canvas.blob(put(cushion), light)
    arm = [
        (-130, 40),
        (-118, -28),
        (-40, -44),
        (70, -38),
        (128, -20),
        (138, 14),
        (126, 120),
        (60, 152),
        (-100, 148),
    ]
    canvas.blob(put(arm), body)
    canvas.blob(
        put([(-124, -8), (-100, -32), (-20, -42), (80, -36), (126, -14), (60, -12), (-40, -14)]),
        light,
        opacity=0.85,
    )
    canvas.blob(
        put([(-104, 142), (-116, 70), (-40, 106), (60, 112), (124, 84), (116, 126), (56, 150)]),
        dark,
        opacity=0.5,
        blur=9,
    )


def two_chairs() -> Canvas:
    """Two armchairs at an easy angle, a lamp and a low table between them."""
    canvas = Canvas(COVER, SAGE_PALE, seed=41)
    wall = mix(SAGE, SAGE_DEEP, 0.25)
    canvas.gradient([(0, mix(wall, TEAL_DEEP, 0.18)), (0.75, wall)])
    canvas.glow(800, 300, 640, mix(CREAM, APRICOT, 0.35), 0.55)
    floor = 662.0
    canvas.gradient([(0, mix(WHEAT, CLAY, 0.42)), (1, mix(CLAY, RUST, 0.35))], top=floor)
    canvas.box(-10, floor - 22, 1610, floor, mix(CREAM, SAGE, 0.35))
    canvas.box(-10, floor, 1610, floor + 12, INK, opacity=0.25, blur=5)
    for y in (706, 762, 834):
        canvas.line([(-10, y), (1610, y)], RUST, 2, opacity=0.28)
    canvas.ellipse(800, 800, 640, 92, mix(SAND, CREAM, 0.35))
    canvas.ellipse(800, 800, 596, 80, mix(SAND, CLAY, 0.22))
    canvas.ellipse(800, 800, 574, 74, mix(SAND, CREAM, 0.2))
    # A picture of hills on the wall.
    canvas.box(1068, 66, 1342, 276, INK, radius=4, opacity=0.25, blur=10)
    canvas.box(1060, 54, 1340, 266, mix(RUST, INK, 0.35), radius=3)
    canvas.box(1070, 64, 1330, 256, CREAM)
    inside, pen = canvas.mask()
    pen.rectangle([1094 * SCALE, 86 * SCALE, 1306 * SCALE, 234 * SCALE], fill=255)

    def little_view() -> None:
        canvas.gradient([(0, SAND), (1, APRICOT)], top=86, bottom=234)
        canvas.ellipse(1240, 140, 20, 20, CREAM)
        hill(canvas, ridge(canvas, 168, 12, waves=7), TEAL_PALE, SAND, 234)
        hill(canvas, ridge(canvas, 194, 10, waves=6), TEAL, TEAL_PALE, 234)
        hill(canvas, ridge(canvas, 218, 7, waves=8), TEAL_DEEP, TEAL, 234)

    canvas.clipped(inside, little_view)
    # The lamp behind.
    canvas.line([(800, 300), (800, 712)], mix(INK, RUST, 0.25), 9)
    canvas.ellipse(800, 716, 66, 13, mix(INK, RUST, 0.25))
    canvas.glow(800, 250, 330, CREAM, 0.6)
    canvas.shape([(742, 170), (858, 170), (904, 312), (696, 312)], mix(CREAM, APRICOT, 0.28))
    canvas.shape([(742, 170), (784, 170), (768, 312), (696, 312)], CREAM, opacity=0.6, blur=12)
    canvas.line([(696, 312), (904, 312)], mix(WHEAT, CLAY, 0.3), 5)
    # A tall plant at the left edge.
    for angle, length, width in (
        (-30, 330, 92),
        (24, 350, 94),
        (-4, 400, 96),
        (48, 250, 84),
        (-56, 240, 80),
    ):
        tone = mix(TEAL_DEEP, SAGE_DEEP, (angle + 60) / 130)
        leaf(canvas, 178, 560, length, width, angle, tone, SAGE_PALE)
    canvas.shape([(112, 540), (246, 540), (226, 704), (132, 704)], mix(CREAM, WHEAT, 0.45))
    canvas.shape([(206, 540), (246, 540), (226, 704), (196, 704)], CLAY, opacity=0.3, blur=10)
    armchair(canvas, 500, 560, 1, TEAL_DEEP)
    armchair(canvas, 1110, 560, -1, CLAY)
    # The table with a glass of water and a box of tissues.
    canvas.ellipse(806, 846, 120, 14, INK, opacity=0.25, blur=8)
    for px in (-74, 74, 0):
        canvas.line([(806 + px * 0.7, 745), (806 + px, 842)], mix(RUST, INK, 0.4), 9)
    canvas.ellipse(806, 748, 116, 25, mix(RUST, INK, 0.25))
    canvas.ellipse(806, 741, 116, 25, mix(WHEAT, CLAY, 0.25))
    canvas.shape([(748, 690), (788, 690), (784, 744), (752, 744)], CREAM, opacity=0.55)
    canvas.shape([(750, 710), (786, 710), (784, 744), (752, 744)], TEAL_PALE, opacity=0.75)
    canvas.box(822, 706, 888, 746, SAGE_DEEP, radius=3)
    canvas.box(822, 706, 888, 718, SAGE, radius=3)
    canvas.blob([(838, 708), (846, 680), (858, 690), (872, 676), (874, 708)], CREAM)
    return canvas


def woodland_path() -> Canvas:
    """A path between trees, paler and paler into the mist."""
    canvas = Canvas(COVER, SAGE_PALE, seed=53)
    canvas.gradient([(0, mix(SAGE_PALE, TEAL_PALE, 0.3)), (0.6, mix(CREAM, SAND, 0.3)), (1, SAND)])
    canvas.glow(830, 380, 620, CREAM, 0.95)
    ground = 560.0
    tones = [
        (mix(SAGE, CREAM, 0.62), 0.0),
        (mix(SAGE, SAND, 0.22), 0.25),
        (mix(SAGE_DEEP, SAGE, 0.3), 0.5),
        (mix(TEAL_DEEP, SAGE_DEEP, 0.45), 0.78),
        (mix(INK, TEAL_DEEP, 0.45), 1.0),
    ]
    canvas.gradient([(0, mix(SAGE, CREAM, 0.5)), (1, SAGE_DEEP)], top=ground - 30)
    canvas.box(-20, ground - 70, 1620, ground + 24, CREAM, opacity=0.75, blur=28)
    edge_left = [(812, 540), (774, 566), (826, 612), (766, 676), (560, 770), (300, 912)]
    edge_right = [(1180, 912), (1066, 770), (962, 676), (916, 612), (836, 566), (832, 540)]
    canvas.shape(
        [*smooth(edge_left, closed=False), *smooth(edge_right, closed=False)],
        mix(SAND, WHEAT, 0.45),
    )
    canvas.shape(
        [
            *smooth([(500, 912), (690, 770), (828, 676), (852, 612)], closed=False),
            *smooth([(880, 612), (900, 676), (900, 770), (880, 912)], closed=False),
        ],
        CREAM,
        opacity=0.4,
        blur=18,
    )
    canvas.ellipse(820, 545, 240, 32, CREAM, opacity=0.85, blur=20)
    for depth, (tone, near) in enumerate(tones):
        count = (17, 13, 9, 6, 4)[depth]
        for k in range(count):
            side = -1 if k % 2 else 1
            gap = 40 + 430 * near**1.3
            # One tree to each stretch, so that no two grow into each other.
            reach = (k // 2 + canvas.random.uniform(0.1, 0.8)) / ((count + 1) // 2)
            x = 826 + side * (gap + reach * (800 - gap)) + canvas.random.uniform(-14, 14)
            thick = 9 + 62 * near**1.6 * canvas.random.uniform(0.75, 1.15)
            foot = ground - 10 + 300 * near**1.7 + canvas.random.uniform(-8, 16)
            lean = canvas.random.uniform(-0.04, 0.04) * 900
            canvas.shape(
                [
                    *smooth(
                        [
                            (x - thick * 1.0, foot + 6),
                            (x - thick * 0.5, foot - 70),
                            (x - thick * 0.42 + lean * 0.4, foot * 0.45),
                            (x - thick * 0.32 + lean, -20),
                        ],
                        closed=False,
                    ),
                    *smooth(
                        [
                            (x + thick * 0.32 + lean, -20),
                            (x + thick * 0.42 + lean * 0.4, foot * 0.45),
                            (x + thick * 0.5, foot - 70),
                            (x + thick * 1.0, foot + 6),
                        ],
                        closed=False,
                    ),
                ],
                tone,
            )
            for _ in range(2 if depth < 3 else 0):
                y = canvas.random.uniform(40, foot * 0.5)
                out = canvas.random.choice((-1, 1)) * canvas.random.uniform(60, 130 + 140 * near)
                canvas.curve(
                    [
                        (x + lean * (1 - y / foot), y),
                        (x + out * 0.5, y - 40),
                        (x + out, y - canvas.random.uniform(70, 150)),
                    ],
                    tone,
                    max(2.5, thick * 0.16),
                )
        # Foliage in small sprays, thick at the sides and open over the path.
        for _ in range(46):
            side = canvas.random.choice((-1, 1))
            opening = 60 + 420 * near
            out = opening + (860 - opening) * canvas.random.random() ** 0.75
            x = 826 + side * out
            hang = 40 + 150 * (out / 860) ** 2
            y = canvas.random.uniform(-40, hang)
            size = canvas.random.uniform(26, 54) * (0.8 + 0.5 * near)
            for _ in range(3):
                canvas.ellipse(
                    x + canvas.random.uniform(-size, size),
                    y + canvas.random.uniform(-size, size) * 0.5,
                    size * 1.15,
                    size * 0.62,
                    mix(tone, WHEAT, canvas.random.uniform(0, 0.12)),
                    opacity=0.8,
                )
        if depth < 3:
            canvas.box(-20, ground - 110, 1620, ground + 30, CREAM, opacity=0.3, blur=44)
    for _ in range(150):
        side = canvas.random.choice((-1, 1))
        y = canvas.random.uniform(760, 905)
        border = (560 - (y - 770) * 1.8) if side < 0 else (1066 + (y - 770) * 0.8)
        x = border + side * canvas.random.uniform(0, 560)
        tall = canvas.random.uniform(20, 62)
        canvas.curve(
            [
                (x, y),
                (x + side * 3, y - tall * 0.6),
                (x + canvas.random.uniform(-16, 16), y - tall),
            ],
            mix(TEAL_DEEP, SAGE_DEEP, canvas.random.random()),
            canvas.random.uniform(2, 4.5),
        )
    return canvas


def cup() -> Canvas:
    """A cup of tea and an open notebook on a wooden table."""
    canvas = Canvas(COVER, SAND, seed=67)
    canvas.gradient([(0, mix(TEAL, TEAL_DEEP, 0.35)), (1, mix(TEAL, SAGE, 0.35))], bottom=560)
    canvas.glow(420, 210, 620, mix(CREAM, APRICOT, 0.25), 0.5)
    for left in (70, 330, 590):
        canvas.shape(
            [(left, 0), (left + 170, 0), (left + 60, 560), (left - 130, 560)],
            CREAM,
            opacity=0.13,
            blur=9,
        )
    table = 560.0
    canvas.gradient([(0, mix(WHEAT, CLAY, 0.35)), (1, mix(CLAY, RUST, 0.25))], top=table)
    canvas.box(-10, table - 3, 1610, table + 9, mix(WHEAT, CREAM, 0.3), opacity=0.7)
    for _ in range(34):
        y = table + 24 + 320 * canvas.random.random()
        x = canvas.random.uniform(-200, 1500)
        run = canvas.random.uniform(160, 620)
        dip = canvas.random.uniform(-5, 5)
        canvas.curve(
            [(x, y), (x + run / 2, y + dip), (x + run, y)],
            RUST,
            canvas.random.uniform(1, 2.4),
            opacity=0.24,
        )
    canvas.shape([(-10, 640), (420, 580), (760, 580), (120, 908), (-10, 908)], CREAM, opacity=0.16, blur=12)
    # The notebook, with a pencil across it.
    canvas.shape([(258, 786), (738, 842), (790, 690), (372, 652)], INK, opacity=0.32, blur=12)
    canvas.shape([(236, 764), (716, 818), (776, 672), (356, 636)], TEAL_DEEP)
    canvas.shape([(250, 757), (476, 784), (566, 652), (362, 636)], CREAM)
    canvas.shape([(476, 784), (708, 808), (766, 672), (566, 652)], mix(CREAM, SAND, 0.35))
    canvas.shape([(450, 781), (500, 786), (580, 654), (552, 650)], WHEAT, opacity=0.5, blur=6)
    for k in range(5):
        t = 0.16 + 0.15 * k
        a = (250 + 112 * t + 34, 757 - 121 * t + 4)
        b = (476 + 90 * t - 30 - 40 * (k == 4), 784 - 132 * t - 3)
        canvas.line([a, b], mix(TEAL, SAND, 0.45), 2.6, opacity=0.75)
    canvas.line([(560, 790), (742, 716)], mix(RUST, INK, 0.2), 11)
    canvas.line([(560, 787), (742, 713)], APRICOT, 4)
    canvas.shape([(742, 709), (747, 721), (764, 707)], SAND)
    # The cup on its saucer.
    canvas.ellipse(1076, 770, 268, 40, INK, opacity=0.38, blur=16)
    canvas.ellipse(1060, 752, 248, 45, mix(SAND, CLAY, 0.25))
    canvas.ellipse(1060, 745, 248, 44, mix(CREAM, SAND, 0.25))
    canvas.ellipse(1060, 746, 150, 24, mix(WHEAT, CLAY, 0.3), opacity=0.55, blur=4)
    for radius, tone in ((26, mix(CREAM, SAND, 0.4)), (17, mix(CREAM, SAND, 0.1))):
        canvas.curve([(1216, 560), (1296, 548), (1316, 610), (1268, 672), (1186, 686)], tone, radius)
    body = [
        (888, 520),
        (894, 600),
        (924, 680),
        (978, 736),
        (1060, 750),
        (1142, 736),
        (1196, 680),
        (1226, 600),
        (1232, 520),
    ]
    outline = [*smooth(body, closed=False)]
    canvas.shape(outline, mix(CREAM, SAND, 0.18))
    inside, pen = canvas.mask()
    pen.polygon([(x * SCALE, y * SCALE) for x, y in outline], fill=255)

    def shading() -> None:
        canvas.shape(
            [(1130, 500), (1250, 500), (1230, 760), (1040, 770)],
            mix(CLAY, TEAL_DEEP, 0.3),
            opacity=0.34,
            blur=34,
        )
        canvas.shape([(900, 500), (960, 500), (1000, 740), (950, 740)], (255, 252, 245), opacity=0.6, blur=20)
        band = [(880, 606), (960, 630), (1060, 636), (1160, 630), (1240, 606)]
        canvas.curve(band, SAGE_DEEP, 15, opacity=0.85)
        canvas.curve([(x, y + 22) for x, y in band], SAGE_DEEP, 4, opacity=0.7)

    canvas.clipped(inside, shading)
    canvas.ellipse(1060, 520, 172, 36, CREAM)
    canvas.ellipse(1060, 523, 160, 30, mix(SAND, CLAY, 0.5))
    tea, pen = canvas.mask()
    pen.ellipse([900 * SCALE, 493 * SCALE, 1220 * SCALE, 553 * SCALE], fill=255)
    canvas.clipped(tea, lambda: canvas.ellipse(1060, 534, 158, 27, mix(RUST, CLAY, 0.35)))
    canvas.clipped(tea, lambda: canvas.ellipse(1010, 538, 60, 9, APRICOT, opacity=0.5, blur=4))
    for x, drift, tall, start in ((1000, 20, 300, 0.0), (1060, 27, 390, 2.2), (1116, 18, 250, 4.0)):
        for strand in range(2):
            wisp = []
            for step in range(61):
                t = step / 60
                sway = drift * (0.35 + t) * math.sin(start + strand * 0.55 + t * 5.2)
                wisp.append((x + sway + 34 * t * t, 512 - tall * t))
            canvas.line(wisp, CREAM, 17 - 7 * strand, opacity=0.2, blur=9 - 3 * strand)
    return canvas


def breath() -> Canvas:
    """Waves that rise and fall like breathing, one over the other."""
    canvas = Canvas(COVER, CREAM, seed=71)
    canvas.gradient([(0, CREAM), (0.5, mix(SAND, CREAM, 0.35)), (1, mix(SAGE_PALE, SAND, 0.4))])
    canvas.glow(1130, 250, 520, APRICOT, 0.5)
    canvas.ellipse(1130, 262, 128, 128, mix(APRICOT, CLAY, 0.3))
    canvas.ellipse(1130, 262, 128, 128, APRICOT, opacity=0.35, blur=30)
    tones = [
        mix(SAND, APRICOT, 0.45),
        mix(WHEAT, CLAY, 0.28),
        mix(SAGE_PALE, SAGE, 0.35),
        SAGE,
        mix(SAGE_DEEP, SAGE, 0.25),
        TEAL,
        mix(TEAL, TEAL_DEEP, 0.62),
        mix(TEAL_DEEP, INK, 0.35),
    ]
    for index, tone in enumerate(tones):
        base = 330 + index * 74
        tall = 92 - index * 5
        shift = index * 0.82
        line = []
        for x in range(-8, canvas.width + 9, 4):
            turn = math.tau * x / canvas.width
            # The out-breath is longer than the in-breath, so the waves lean.
            lean = turn * 1.45 + shift + 0.38 * math.sin(turn * 1.45 + shift)
            line.append((float(x), base - tall * math.sin(lean)))
        canvas.shape([*[(x, y - 5) for x, y in line], (1608, 908), (-8, 908)], INK, opacity=0.13, blur=13)
        hill(canvas, line, mix(tone, CREAM, 0.14), mix(tone, INK, 0.06), 908)
        canvas.line(line, mix(tone, CREAM, 0.55), 2.4, opacity=0.75)
    return canvas


def night() -> Canvas:
    """The moon over roofs and hills, one window lit."""
    canvas = Canvas(COVER, NIGHT, seed=83)
    canvas.gradient(
        [
            (0, NIGHT),
            (0.5, mix(TEAL_DEEP, NIGHT, 0.4)),
            (0.85, mix(TEAL, TEAL_DEEP, 0.35)),
            (1, TEAL),
        ],
        bottom=640,
    )
    for _ in range(120):
        x, y = canvas.random.uniform(0, 1600), 470 * canvas.random.random() ** 1.3
        size = canvas.random.choice((0.9, 1.1, 1.4, 2.1))
        canvas.ellipse(x, y, size, size, CREAM, opacity=canvas.random.uniform(0.25, 0.8))
    canvas.glow(1150, 220, 420, mix(CREAM, TEAL_PALE, 0.4), 0.4)
    canvas.ellipse(1150, 220, 82, 82, mix(CREAM, SAND, 0.25))
    for x, y, r in ((1124, 200, 17), (1172, 240, 22), (1166, 186, 9), (1128, 252, 10)):
        canvas.ellipse(x, y, r, r, WHEAT, opacity=0.32, blur=3)
    for y, x0, x1 in ((268, 860, 1330), (318, 1120, 1600), (180, 120, 520)):
        canvas.blob(
            [(x0, y), ((x0 + x1) / 2, y - 15), (x1, y), ((x0 + x1) / 2, y + 12)],
            TEAL_PALE,
            opacity=0.22,
            blur=9,
        )
    layers = (
        (500, 44, mix(TEAL, TEAL_DEEP, 0.45), mix(TEAL, SAGE, 0.3)),
        (570, 36, mix(TEAL_DEEP, TEAL, 0.2), mix(TEAL, TEAL_DEEP, 0.4)),
        (650, 30, mix(TEAL_DEEP, NIGHT, 0.45), TEAL_DEEP),
    )
    for height, swing, top, foot in layers:
        hill(canvas, ridge(canvas, height, swing), top, foot, 860)
    wall, roof = mix(NIGHT, TEAL_DEEP, 0.25), mix(NIGHT, INK, 0.4)
    houses = [
        (-20, 742, 210, 96),
        (186, 716, 170, 80),
        (352, 752, 230, 92),
        (578, 728, 160, 78),
        (734, 760, 240, 90),
        (970, 722, 190, 92),
        (1156, 756, 220, 84),
        (1372, 730, 250, 96),
    ]
    for index, (x, y, wide, tall) in enumerate(houses):
        tone = mix(wall, TEAL_DEEP, 0.16 * (index % 3))
        canvas.box(x + wide * 0.7, y - tall - 34, x + wide * 0.7 + 26, y - 20, roof)
        canvas.shape([(x - 14, y), (x + wide / 2, y - tall), (x + wide + 14, y)], roof)
        canvas.box(x, y - 2, x + wide, 908, tone)
        for k in range(2):
            left = x + wide * (0.2 + 0.38 * k)
            lit = index == 3 and k == 1
            if lit:
                canvas.glow(left + 17, y + 58, 150, APRICOT, 0.6)
            pane = mix(APRICOT, CREAM, 0.35) if lit else mix(tone, TEAL, 0.34)
            canvas.box(left, y + 34, left + 36, y + 84, pane, radius=2)
            canvas.line([(left + 18, y + 34), (left + 18, y + 84)], tone, 3)
            canvas.line([(left, y + 58), (left + 36, y + 58)], tone, 3)
    canvas.gradient([(0, NIGHT), (1, NIGHT)], top=868, bottom=900)
    return canvas


# --- People ---------------------------------------------------------------------------------------


def face(canvas: Canvas, skin: Colour, *, brow: Colour, smile: float = 9) -> None:
    """Draw the calm features that the portraits share, on a head round (400, 330)."""
    dark = mix(skin, (48, 26, 28), 0.66)
    white = mix((255, 252, 246), skin, 0.12)
    for side in (-1, 1):
        x = 400 + side * 47
        almond = smooth([(x - 20, 333), (x - 8, 323), (x + 8, 323), (x + 20, 333), (x, 342)])
        canvas.shape(almond, white)
        inside, pen = canvas.mask()
        pen.polygon([(px * SCALE, py * SCALE) for px, py in almond], fill=255)

        def iris(x: float = x) -> None:
            canvas.ellipse(x, 331, 9.5, 10.5, (46, 36, 36))
            canvas.ellipse(x + 3, 328, 2.3, 2.3, CREAM)

        canvas.clipped(inside, iris)
        lid = [(x - 22, 334), (x - 9, 322), (x + 9, 322), (x + 22, 334)]
        canvas.curve(lid, mix(dark, INK, 0.4), 4.6)
        canvas.curve(
            [(x - side * 26, 299), (x - side * 2, 290), (x + side * 26, 300)],
            brow,
            7.5,
            opacity=0.92,
        )
    canvas.curve([(404, 340), (394, 374), (398, 388), (413, 389)], dark, 4.4, opacity=0.7)
    lips = [
        *smooth([(366, 418), (384, 419), (400, 421), (418, 419), (436, 417)], closed=False),
        *smooth(
            [(436, 417), (418, 421 + smile), (400, 425 + smile), (384, 421 + smile), (366, 418)],
            closed=False,
        ),
    ]
    canvas.shape(lips, mix(mix(skin, RUST, 0.5), dark, 0.2))
    canvas.curve([(362, 416), (384, 421), (400, 423), (418, 421), (440, 415)], dark, 4)


def cheeks(canvas: Canvas, opacity: float) -> None:
    """Warm the cheeks."""
    for side in (-1, 1):
        canvas.ellipse(400 + side * 68, 384, 27, 19, CLAY, opacity=opacity, blur=9)


def head(canvas: Canvas, skin: Colour, *, ears: bool = True) -> None:
    """Draw neck, ears and head."""
    shade = mix(skin, RUST, 0.32)
    neck = [(348, 420), (452, 420), (462, 590), (338, 590)]
    canvas.shape(neck, skin)
    inside, pen = canvas.mask()
    pen.polygon([(x * SCALE, y * SCALE) for x, y in neck], fill=255)
    canvas.clipped(
        inside,
        lambda: canvas.blob(
            [(330, 430), (400, 486), (470, 430), (470, 500), (404, 530), (330, 492)],
            mix(shade, INK, 0.1),
            opacity=0.7,
            blur=7,
        ),
    )
    if ears:
        for side in (-1, 1):
            canvas.ellipse(400 + side * 117, 344, 19, 29, mix(skin, RUST, 0.12))
    outline = [
        (400, 190),
        (470, 206),
        (512, 268),
        (514, 345),
        (492, 418),
        (446, 468),
        (400, 482),
        (354, 468),
        (308, 418),
        (286, 345),
        (288, 268),
        (330, 206),
    ]
    canvas.blob(outline, skin)
    inside, pen = canvas.mask()
    pen.polygon([(x * SCALE, y * SCALE) for x, y in smooth(outline)], fill=255)
    canvas.clipped(
        inside,
        lambda: canvas.blob(
            [(520, 200), (540, 420), (430, 500), (470, 420), (486, 320)],
            shade,
            opacity=0.5,
            blur=18,
        ),
    )


def shoulders(canvas: Canvas, cloth: Colour) -> list[Point]:
    """Draw shoulders and return their outline."""
    outline = [
        *smooth(
            [
                (40, 812),
                (74, 706),
                (150, 632),
                (262, 592),
                (344, 560),
                (400, 584),
                (456, 560),
                (538, 592),
                (650, 632),
                (726, 706),
                (760, 812),
            ],
            closed=False,
        )
    ]
    canvas.shape(outline, cloth)
    inside, pen = canvas.mask()
    pen.polygon([(x * SCALE, y * SCALE) for x, y in outline], fill=255)
    canvas.clipped(
        inside,
        lambda: canvas.blob([(560, 570), (800, 640), (800, 830), (620, 830), (600, 700)], INK, opacity=0.22, blur=30),
    )
    return outline


def nerys() -> Canvas:
    """A woman with a crown of coiled hair and an open collar, before clay hills."""
    canvas = Canvas(SQUARE, SAGE_PALE, seed=101)
    canvas.gradient([(0, mix(SAGE_PALE, CREAM, 0.3)), (1, SAGE)])
    canvas.ellipse(400, 350, 292, 292, mix(APRICOT, SAND, 0.35))
    hill(canvas, ridge(canvas, 560, 30, waves=1.2), mix(SAGE, SAGE_DEEP, 0.35), SAGE, 800)
    hill(canvas, ridge(canvas, 650, 24, waves=1.0), SAGE_DEEP, SAGE_DEEP, 800)
    hair, skin = (46, 34, 36), (142, 92, 66)
    rand = canvas.random
    for k in range(190):
        # First an even rim, then the inside.
        angle = math.pi * (0.93 + 1.14 * k / 39) if k < 40 else rand.uniform(math.pi, math.tau)
        out = rand.uniform(0.95, 1.03) if k < 40 else rand.uniform(0.2, 0.95)
        x, y = 400 + 172 * out * math.cos(angle), 278 + 160 * out * math.sin(angle)
        size = rand.uniform(26, 38)
        canvas.ellipse(x, y, size, size, mix(hair, RUST, rand.uniform(0, 0.1)))
    for side in (-1, 1):
        for y in (290, 318, 344, 366):
            canvas.ellipse(400 + side * (146 - (y - 290) * 0.3), y, 37, 34, hair)
    head(canvas, skin)
    for _ in range(64):
        x = rand.uniform(292, 508)
        bow = ((x - 400) / 112) ** 2
        y = 198 + 52 * bow + rand.uniform(-24, 10)
        canvas.ellipse(x, y, 22, 20, mix(hair, RUST, rand.uniform(0, 0.1)))
    for _ in range(60):
        angle = rand.uniform(math.pi * 1.0, math.pi * 2.0)
        out = rand.uniform(0.72, 1)
        x, y = 400 + 168 * out * math.cos(angle), 268 + 150 * out * math.sin(angle)
        start = rand.uniform(0, math.tau)
        arc = [(x + 13 * math.cos(start + k * 0.5), y + 13 * math.sin(start + k * 0.5)) for k in range(7)]
        canvas.line(arc, mix(hair, CLAY, 0.4), 2.6, opacity=0.55)
    cheeks(canvas, 0.28)
    face(canvas, skin, brow=hair, smile=13)
    shoulders(canvas, TEAL_DEEP)
    canvas.blob([(340, 556), (400, 574), (460, 556), (440, 634), (400, 690), (360, 634)], skin)
    canvas.blob(
        [(342, 552), (400, 590), (458, 552), (452, 584), (400, 612), (348, 584)],
        RUST,
        opacity=0.38,
        blur=9,
    )
    lapel = mix(TEAL_DEEP, TEAL, 0.45)
    canvas.shape([(344, 548), (300, 574), (318, 660), (400, 716), (400, 690), (356, 630)], lapel)
    canvas.shape([(456, 548), (500, 574), (482, 660), (400, 716), (400, 690), (444, 630)], lapel)
    for side in (-1, 1):
        canvas.ellipse(400 + side * 121, 386, 8, 8, mix(WHEAT, APRICOT, 0.3))
    return canvas


def tobias() -> Canvas:
    """A man with a short beard and round glasses, before a deep teal disc."""
    canvas = Canvas(SQUARE, SAND, seed=103)
    canvas.gradient([(0, mix(SAND, CREAM, 0.4)), (1, mix(WHEAT, SAND, 0.35))])
    canvas.ellipse(400, 360, 292, 292, mix(TEAL, TEAL_PALE, 0.3))
    for k in range(4):
        base = 610 + k * 52
        line = [(float(x), base - 16 * math.sin(math.tau * x / 560 + k * 1.1)) for x in range(-8, 812, 4)]
        tone = mix(mix(APRICOT, SAND, 0.3), CLAY, k * 0.24)
        canvas.shape([*line, (808, 808), (-8, 808)], tone)
    hair, skin = (40, 34, 38), (186, 130, 94)
    canvas.blob(
        [
            (276, 330),
            (266, 250),
            (300, 176),
            (372, 140),
            (452, 140),
            (516, 184),
            (536, 256),
            (524, 330),
            (400, 300),
        ],
        hair,
    )
    head(canvas, skin)
    canvas.blob(
        [
            (284, 300),
            (280, 240),
            (306, 188),
            (370, 154),
            (440, 158),
            (498, 192),
            (522, 250),
            (516, 302),
            (500, 262),
            (470, 234),
            (430, 226),
            (380, 238),
            (330, 236),
            (302, 262),
        ],
        hair,
    )
    for k in range(6):
        canvas.curve(
            [(316 + k * 18, 232 - k * 3), (350 + k * 20, 186 - k * 2), (420 + k * 15, 176 + k * 4)],
            mix(hair, TEAL, 0.45),
            2.8,
            opacity=0.42,
        )
    beard = [
        (287, 350),
        (296, 410),
        (330, 466),
        (400, 500),
        (470, 466),
        (504, 410),
        (513, 350),
        (496, 382),
        (462, 398),
        (434, 394),
        (400, 400),
        (366, 394),
        (338, 398),
        (304, 382),
    ]
    canvas.blob(beard, hair)
    canvas.blob(
        [
            (354, 416),
            (384, 412),
            (400, 414),
            (416, 412),
            (448, 415),
            (424, 438),
            (400, 443),
            (376, 438),
        ],
        mix(skin, RUST, 0.12),
    )
    face(canvas, skin, brow=hair, smile=9)
    frame = mix(INK, RUST, 0.25)
    for side in (-1, 1):
        ring = [
            (
                400 + side * 50 + 39 * math.cos(math.tau * k / 60),
                330 + 36 * math.sin(math.tau * k / 60),
            )
            for k in range(61)
        ]
        canvas.ellipse(400 + side * 50, 330, 38, 35, CREAM, opacity=0.13)
        canvas.line(ring, frame, 5)
        canvas.line([(400 + side * 89, 324), (400 + side * 116, 318)], frame, 5)
    canvas.curve([(389, 326), (400, 320), (411, 326)], frame, 5)
    shoulders(canvas, mix(RUST, CLAY, 0.35))
    shirt = mix(CREAM, SAND, 0.2)
    canvas.blob([(338, 552), (400, 580), (462, 552), (452, 608), (400, 664), (348, 608)], shirt)
    canvas.blob([(350, 540), (400, 558), (450, 540), (438, 588), (400, 618), (362, 588)], skin)
    canvas.blob(
        [(346, 536), (400, 566), (454, 536), (442, 566), (400, 588), (358, 566)],
        RUST,
        opacity=0.35,
        blur=8,
    )
    canvas.shape([(344, 538), (318, 566), (352, 636), (400, 606)], mix(shirt, (255, 255, 255), 0.3))
    canvas.shape([(456, 538), (482, 566), (448, 636), (400, 606)], mix(shirt, WHEAT, 0.18))
    return canvas


def solene() -> Canvas:
    """A woman with a silver bob and a scarf, before water at evening."""
    canvas = Canvas(SQUARE, APRICOT, seed=107)
    canvas.gradient([(0, mix(APRICOT, CREAM, 0.5)), (1, mix(APRICOT, CLAY, 0.2))])
    canvas.ellipse(400, 356, 292, 292, mix(CREAM, SAGE_PALE, 0.4))
    for k in range(5):
        base = 560 + k * 56
        line = [(float(x), base - 13 * math.sin(math.tau * x / 640 + k * 1.4)) for x in range(-8, 812, 4)]
        canvas.shape([*line, (808, 808), (-8, 808)], mix(TEAL_PALE, TEAL, k * 0.22))
    hair, skin = (196, 190, 180), (236, 196, 168)
    shade = mix(hair, TEAL_DEEP, 0.3)
    canvas.blob(
        [
            (400, 142),
            (300, 160),
            (244, 236),
            (236, 340),
            (230, 440),
            (252, 506),
            (330, 500),
            (400, 440),
            (470, 500),
            (548, 506),
            (570, 440),
            (564, 340),
            (556, 236),
            (500, 160),
        ],
        shade,
    )
    head(canvas, skin, ears=False)
    cheeks(canvas, 0.32)
    face(canvas, skin, brow=mix(hair, INK, 0.42), smile=10)
    canvas.blob(
        [
            (424, 158),
            (330, 152),
            (262, 214),
            (244, 320),
            (236, 430),
            (254, 502),
            (306, 500),
            (318, 440),
            (296, 372),
            (304, 300),
            (346, 246),
            (418, 208),
        ],
        hair,
    )
    canvas.blob(
        [
            (412, 160),
            (492, 162),
            (546, 226),
            (560, 320),
            (566, 430),
            (546, 502),
            (494, 500),
            (482, 440),
            (504, 372),
            (500, 300),
            (472, 244),
            (416, 204),
        ],
        mix(hair, shade, 0.3),
    )
    strands = (
        [(404, 176), (322, 206), (276, 290), (268, 400), (274, 484)],
        [(396, 188), (334, 224), (294, 296), (284, 390), (296, 480)],
        [(430, 178), (498, 214), (534, 300), (540, 400), (528, 486)],
        [(436, 192), (484, 226), (516, 300), (520, 390), (512, 478)],
    )
    for strand in strands:
        canvas.curve(strand, mix(CREAM, hair, 0.2), 3.4, opacity=0.7)
    shoulders(canvas, mix(SAGE_DEEP, TEAL_DEEP, 0.35))
    scarf = mix(CLAY, APRICOT, 0.12)
    canvas.blob(
        [
            (318, 536),
            (360, 530),
            (400, 552),
            (440, 530),
            (484, 536),
            (512, 584),
            (470, 634),
            (400, 650),
            (330, 634),
            (290, 584),
        ],
        scarf,
    )
    canvas.blob(
        [(420, 612), (466, 606), (500, 690), (512, 800), (452, 812), (446, 700)],
        mix(scarf, RUST, 0.3),
    )
    for fold in (
        [(308, 578), (352, 602), (404, 606), (458, 596), (492, 570)],
        [(314, 604), (360, 626), (410, 628), (462, 614)],
        [(326, 552), (364, 572), (404, 578), (444, 568), (474, 550)],
    ):
        canvas.curve(fold, RUST, 4, opacity=0.5)
    canvas.curve([(462, 650), (474, 710), (482, 796)], RUST, 3.5, opacity=0.5)
    return canvas


def samira() -> Canvas:
    """A woman with long dark hair and a rust-coloured cardigan, before a pale moon."""
    canvas = Canvas(SQUARE, TEAL_PALE, seed=109)
    canvas.gradient([(0, mix(TEAL, TEAL_DEEP, 0.25)), (1, mix(TEAL_PALE, SAND, 0.35))])
    canvas.ellipse(400, 356, 292, 292, mix(SAND, CREAM, 0.45))
    for k in range(4):
        base = 596 + k * 56
        line = [(float(x), base - 20 * math.sin(math.tau * x / 720 + k * 1.9)) for x in range(-8, 812, 4)]
        canvas.shape([*line, (808, 808), (-8, 808)], mix(mix(SAGE, SAGE_PALE, 0.35), SAGE_DEEP, k * 0.26))
    hair, skin = (52, 36, 36), (214, 164, 128)
    light = mix(hair, APRICOT, 0.34)
    canvas.blob(
        [
            (404, 128),
            (316, 140),
            (250, 208),
            (226, 320),
            (206, 430),
            (184, 540),
            (196, 640),
            (268, 680),
            (400, 640),
            (532, 680),
            (604, 640),
            (616, 540),
            (594, 430),
            (574, 320),
            (552, 208),
            (492, 142),
        ],
        hair,
    )
    shoulders(canvas, mix(RUST, CLAY, 0.3))
    head(canvas, skin, ears=False)
    neckline = [(352, 556), (400, 640), (448, 556), (430, 540), (370, 540)]
    canvas.blob(neckline, skin)
    for side in (-1, 1):
        canvas.shape(
            smooth(
                [
                    (400 + side * 54, 552),
                    (400 + side * 88, 566),
                    (400 + side * 66, 640),
                    (400 + side * 26, 716),
                    (400, 744),
                    (400, 690),
                    (400 + side * 30, 632),
                ]
            ),
            mix(CREAM, SAND, 0.5),
        )
    canvas.curve([(400, 744), (402, 780), (402, 806)], mix(RUST, INK, 0.3), 3.5, opacity=0.55)
    cheeks(canvas, 0.36)
    face(canvas, skin, brow=mix(hair, INK, 0.2), smile=11)
    # The parting is to one side; the hair falls in front of the shoulders.
    canvas.blob(
        [
            (352, 140),
            (292, 166),
            (256, 236),
            (240, 330),
            (218, 440),
            (202, 560),
            (232, 668),
            (300, 690),
            (328, 620),
            (304, 520),
            (298, 420),
            (292, 330),
            (308, 256),
            (366, 190),
        ],
        hair,
    )
    canvas.blob(
        [
            (344, 146),
            (420, 132),
            (500, 160),
            (550, 240),
            (562, 336),
            (582, 440),
            (600, 560),
            (570, 668),
            (502, 690),
            (474, 620),
            (498, 520),
            (504, 420),
            (512, 340),
            (498, 282),
            (440, 232),
            (372, 196),
        ],
        mix(hair, INK, 0.25),
    )
    strands = (
        [(346, 166), (290, 216), (268, 320), (250, 440), (236, 560), (262, 654)],
        [(340, 186), (302, 236), (282, 330), (270, 440), (262, 560), (288, 640)],
        [(384, 158), (470, 176), (526, 252), (540, 350), (562, 460), (570, 580), (548, 650)],
        [(390, 180), (464, 206), (514, 280), (524, 360), (538, 460), (542, 580), (518, 648)],
    )
    for strand in strands:
        canvas.curve(strand, light, 3.2, opacity=0.55)
    # One grey strand, from the parting.
    canvas.curve([(366, 158), (452, 158), (520, 224), (534, 300)], mix(CREAM, hair, 0.3), 5, opacity=0.7)
    return canvas


# --- The diagram ----------------------------------------------------------------------------


def diagram() -> Canvas:
    """The window of tolerance: three labelled bands and one day's line through them."""
    canvas = Canvas(DIAGRAM, CREAM, seed=0)
    bands = [
        (
            40,
            232,
            mix(APRICOT, CREAM, 0.3),
            mix(RUST, (60, 20, 16), 0.45),
            "Too much",
            ("racing heart, tight chest", "snapping, bolting, panic"),
        ),
        (
            248,
            506,
            mix(SAGE_PALE, CREAM, 0.2),
            (52, 92, 72),
            "Within the window",
            ("you can feel and think", "in the same moment"),
        ),
        (
            522,
            714,
            mix(TEAL_PALE, CREAM, 0.3),
            TEAL_DEEP,
            "Too little",
            ("heavy, flat, far away", "words are hard to find"),
        ),
    ]
    for top, bottom, fill, ink, title, lines in bands:
        canvas.box(40, top, 1160, bottom, fill, radius=14)
        middle = (top + bottom) / 2
        canvas.text(72, middle - 62, title, 35, ink)
        for row, words in enumerate(lines):
            canvas.text(72, middle - 8 + row * 33, words, 25, INK)
    line = smooth(
        [
            (470, 388),
            (560, 340),
            (640, 402),
            (715, 330),
            (790, 132),
            (850, 150),
            (905, 380),
            (960, 560),
            (1020, 612),
            (1076, 470),
            (1128, 376),
        ],
        closed=False,
        steps=24,
    )
    canvas.line(line, CREAM, 13)
    canvas.line(line, INK, 6)
    for x, y in (line[0], line[-1]):
        canvas.ellipse(x, y, 11, 11, INK)
    canvas.text(470, 424, "morning", 23, INK, anchor="ma")
    canvas.text(1106, 330, "evening", 23, INK, anchor="ma")
    canvas.text(766, 62, "a difficult phone call", 23, INK, anchor="ma")
    canvas.text(1000, 650, "worn out afterwards", 23, INK, anchor="ma")
    return canvas


LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img" aria-label="The Ferry House">
  <circle cx="32" cy="32" r="32" fill="#26545c"/>
  <path d="M16 32 32 17l16 15z" fill="#f9f3e8"/>
  <path d="M29 24h6v8h-6z" fill="#c47a5b"/>
  <g fill="none" stroke="#a8c4c2" stroke-width="3.5" stroke-linecap="round">
    <path d="M10 40q5.5-5 11 0t11 0 11 0 11 0"/>
    <path d="M16 49q4-4 8 0t8 0 8 0 8 0"/>
  </g>
</svg>
"""

PICTURES: dict[str, Callable[[], Canvas]] = {
    "estuary-at-dusk.jpg": estuary,
    "boat-at-the-jetty.jpg": jetty,
    "plant-on-the-sill.jpg": window_plant,
    "two-chairs.jpg": two_chairs,
    "woodland-path.jpg": woodland_path,
    "cup-and-notebook.jpg": cup,
    "breath-waves.jpg": breath,
    "roofs-at-night.jpg": night,
    "nerys-oyelaran.jpg": nerys,
    "tobias-raghavan.jpg": tobias,
    "solene-whitlock.jpg": solene,
    "samira-haddad.jpg": samira,
    "window-of-tolerance.png": diagram,
}


def write(name: str, folder: Path) -> None:
    """Draw one picture and save it in the form that its name asks for."""
    canvas = PICTURES[name]()
    path = folder / name
    if path.suffix == ".png":
        picture = canvas.finished(grain=0).quantize(224, dither=Image.Dither.NONE)
        picture.save(path, optimize=True)
    else:
        picture = canvas.finished()
        picture = picture.resize(KEPT.get(picture.size, picture.size), Image.Resampling.LANCZOS)
        picture.save(path, quality=QUALITY, optimize=True, progressive=True)


def main(arguments: Sequence[str]) -> None:
    """Draw everything, or with names after the folder only those."""
    here = Path(__file__).resolve().parent.parent
    folder = Path(arguments[0]) if arguments else here / "example_site" / "media"
    folder.mkdir(parents=True, exist_ok=True)
    for name in arguments[1:] or PICTURES:
        write(name, folder)
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
