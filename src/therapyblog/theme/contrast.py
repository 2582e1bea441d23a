"""The contrast of two colours, and the nearest colour that has enough contrast.

Contrast is that of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). A colour is moved in lightness only, in
OKLab (https://bottosson.github.io/posts/oklab/), so that it keeps its hue.
"""

from __future__ import annotations

import re
from collections.abc import Callable

HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_STEPS = 200
# WCAG says 0.03928; the difference to sRGB's own 0.04045 changes no colour of 8 bits.
_BEND, _LINEAR_BEND = 0.04045, 0.0031308
Triple = tuple[float, float, float]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours such as `#2f6f6a`: 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def nearest_passing(colour: str, passes: Callable[[str], bool]) -> str:
    """Return the colour nearest in lightness that passes, of the same hue; empty where none does."""
    if passes(colour):
        return colour
    lightness, a, b = _to_oklab(_channels(colour))
    for step in range(1, _STEPS + 1):
        for moved in (lightness - step / _STEPS, lightness + step / _STEPS):
            candidate = _in_gamut(moved, a, b) if 0 <= moved <= 1 else ""
            if candidate and passes(candidate):
                return candidate
    return next((end for end in ("#000000", "#ffffff") if passes(end)), "")


def _channels(colour: str) -> Triple:
    digits = colour[1:]
    if len(digits) == 3:  # noqa: PLR2004 - #abc is #aabbcc
        digits = "".join(sign * 2 for sign in digits)
    red, green, blue = (_linear(int(digits[start : start + 2], 16) / 255) for start in (0, 2, 4))
    return red, green, blue


def _linear(value: float) -> float:
    return float(value / 12.92 if value <= _BEND else ((value + 0.055) / 1.055) ** 2.4)


def _luminance(colour: str) -> float:
    red, green, blue = _channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_oklab(rgb: Triple) -> Triple:
    red, green, blue = rgb
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _in_gamut(lightness: float, a: float, b: float) -> str:
    """Return a colour as `#rrggbb`; outside the gamut of sRGB, with as much of its chroma as fits."""
    for tenth in range(20, -1, -1):
        channels = _from_oklab(lightness, a * tenth / 20, b * tenth / 20)
        if all(-0.001 <= channel <= 1.001 for channel in channels):  # noqa: PLR2004 - rounding of 8 bits
            break
    return "#" + "".join(f"{_byte(channel):02x}" for channel in channels)


def _from_oklab(lightness: float, a: float, b: float) -> Triple:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _byte(linear: float) -> int:
    linear = min(1.0, max(0.0, linear))
    return round(255 * (linear * 12.92 if linear <= _LINEAR_BEND else 1.055 * linear ** (1 / 2.4) - 0.055))
