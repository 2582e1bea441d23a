"""Tokens: the colours, fonts and sizes of a theme → the custom properties of its style sheet, and their contrast.

A theme declares them in `theme.toml`, settings of the site change them, and here they become CSS. So no page needs an
inline style, and every pair of colours that the theme declares as text on a background is checked in each build.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from therapyblog.diagnostics import Diagnostics
from therapyblog.model.config import Config
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.patterns import lazy_pattern
from therapyblog.theme.contrast import HEX, contrast, nearest_passing
from therapyblog.theme.layers import Layer
from therapyblog.theme.settings import Entry

SCHEMES = ("light", "dark")
NEEDED: Mapping[str, float] = {"text": 4.5, "large": 3.0, "shapes": 3.0}
"""The ratio that each list of `[contrast]` requires: WCAG 2.2, 1.4.3 for text and large text, 1.4.11 for shapes."""
_NAME = lazy_pattern(r"[a-z][a-z0-9-]*")
_VALUE = lazy_pattern(r"[^;{}<>\\]{1,400}")
_PAIR = lazy_pattern(r"([a-z][a-z0-9-]*) on ([a-z][a-z0-9-]*)")
_VARIABLE = lazy_pattern(r"var\(--([a-z][a-z0-9-]*)\)")
_HEX_COLOUR = lazy_pattern(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})(?![^\s,)]).*")
_MOST_STEPS = 10
_SEE_MANUAL = "the theme manual shows how tokens are declared"


class Pair(msgspec.Struct, frozen=True):
    """Two tokens, a foreground and its background."""

    front: str
    ground: str
    needed: float


class Tokens(msgspec.Struct):
    """The custom properties of a theme, by name, in each colour scheme."""

    both: dict[str, str]
    light: dict[str, str]
    dark: dict[str, str]
    places: dict[tuple[str, str], Place]
    """Token and scheme → where its value was set."""
    pairs: tuple[Pair, ...] = ()
    nearest_first: tuple[str, ...] = ()
    """The files that decide tokens: the site's settings, then the `theme.toml` of each layer."""

    def of(self, scheme: str) -> dict[str, str]:
        """Return all tokens of a scheme; the dark scheme overrides the light one."""
        return {**self.both, **self.light, **(self.dark if scheme == "dark" else {})}

    def place(self, name: str, scheme: str) -> Place:
        """Return where a token of a scheme was set; what the dark scheme does not set is that of the light one."""
        return self.places.get((name, scheme)) or self.places.get((name, "light")) or Place(path="theme")

    def colour(self, name: str, scheme: str) -> str:
        """Return a token's colour, with `var()` resolved; empty where it is no plain colour."""
        values, value = self.of(scheme), f"var(--{name})"
        for _ in range(_MOST_STEPS):
            match = _VARIABLE.fullmatch(value)
            if match is None:
                break
            value = values.get(match[1], "")
        return value if HEX.fullmatch(value) else ""


def read_tokens(layers: Sequence[Layer], diagnostics: Diagnostics) -> Tokens:
    """Read `[tokens]` and `[contrast]` of every layer, the nearest over its parents."""
    tokens = Tokens({}, {}, {}, {})
    pairs: dict[Pair, None] = {}
    for layer in reversed(layers):
        for scheme, name, value in declared_tokens(layer, diagnostics):
            for other in () if scheme else (tokens.light, tokens.dark):
                other.pop(name, None)
            _group(tokens, scheme)[name] = value
            at = layer.place("tokens", scheme, name) if scheme else layer.place("tokens", name)
            tokens.places |= {(name, decided): at for decided in ([scheme] if scheme else SCHEMES)}
        pairs |= dict.fromkeys(read_pairs(layer, diagnostics))
    tokens.pairs = tuple(pairs)
    tokens.nearest_first = (SETTINGS_FILE, *(f"{layer.shown}/theme.toml" for layer in layers))
    return tokens


def _group(tokens: Tokens, scheme: str) -> dict[str, str]:
    return {"light": tokens.light, "dark": tokens.dark}.get(scheme, tokens.both)


def declared_tokens(layer: Layer, diagnostics: Diagnostics) -> Iterator[tuple[str, str, str]]:
    """Yield every token of a layer as scheme (empty: both), name and value."""
    table = layer.manifest.get("tokens", {})
    if not isinstance(table, dict):
        _report(diagnostics, layer, "`tokens` should be a group of settings", "tokens")
        return
    for name, value in table.items():
        inner = value if name in SCHEMES and isinstance(value, dict) else {name: value}
        for token, token_value in inner.items():
            scheme = name if inner is value else ""
            keys = ("tokens", scheme, token) if scheme else ("tokens", token)
            written = _css_value(token_value)
            if not _NAME.fullmatch(token):
                _report(diagnostics, layer, f"“{token}” is no name for a token", *keys, fix="write it as ink-soft")
            elif written.startswith("#") and not _HEX_COLOUR.fullmatch(written):
                says = f"the token `{token}` is no colour: {written} has not three or six digits from 0 to f"
                _report(diagnostics, layer, says, *keys, fix="write it as #2f6f6a")
            elif not written:
                says = f"the token `{token}` should be a value of CSS, without ; and braces"
                _report(diagnostics, layer, says, *keys)
            else:
                yield scheme, token, written


def _css_value(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    text = str(value).strip()
    # A token cannot be fetched: style sheets name files, and those are checked.
    return text if _VALUE.fullmatch(text) and "url(" not in text.lower() else ""


def read_pairs(layer: Layer, diagnostics: Diagnostics) -> Iterator[Pair]:
    """Yield every pair of `[contrast]` of a layer."""
    table = layer.manifest.get("contrast", {})
    for name, lines in table.items() if isinstance(table, dict) else (("", None),):
        if name not in NEEDED or not isinstance(lines, list):
            says = f"`contrast` may have {', '.join(NEEDED)}, each a list"
            _report(diagnostics, layer, says, "contrast", name, fix='write text = ["ink on paper"]')
            continue
        for line in lines:
            match = _PAIR.fullmatch(line) if isinstance(line, str) else None
            if match is None:
                says = f"“{line}” does not say which token stands on which"
                _report(diagnostics, layer, says, "contrast", name, fix='write it as "ink on paper"')
            else:
                yield Pair(match[1], match[2], NEEDED[name])


def _report(diagnostics: Diagnostics, layer: Layer, says: str, *names: str, fix: str = _SEE_MANUAL) -> None:
    diagnostics.add("TB-THEME-002", at=layer.place(*names), says=says, fix=fix)


def set_tokens(tokens: Tokens, config: Config, declared: Mapping[str, Entry], settings: Mapping[str, Any]) -> None:
    """Set the tokens that the theme's settings decide.

    A colour is meant for the light scheme. Unless the theme has a setting for the dark one and the site uses it, the
    dark scheme gets the nearest colour of the same hue that can be read there.
    """
    derived: list[tuple[str, str, Place]] = []
    for name, entry in declared.items():
        value, at = settings[name], config.place(f"theme.{name}")
        chosen = entry.get("tokens", {}).get(str(value).lower() if isinstance(value, bool) else str(value), {})
        for token, setting_value in chosen.items():
            if isinstance(setting_value, dict) and token in SCHEMES:
                for inner, colour in setting_value.items():
                    _set_token(tokens, inner, _css_value(colour), (token,), at)
            else:
                _set_token(tokens, token, _css_value(setting_value), SCHEMES, at)
        if value == "":
            continue
        written = f"{value:g}{entry.get('unit', '')}" if isinstance(value, (int, float)) else str(value)
        is_colour = entry.get("type") == "colour"
        for token in entry.get("sets", ()):
            _set_token(tokens, token, written, ("light",) if is_colour else SCHEMES, at)
            if is_colour:
                derived.append((token, written, at))
    for token, colour, at in derived:
        _set_token(tokens, token, fitting(tokens, [token], colour, "dark") or colour, ("dark",), at)
    for name, entry in declared.items():
        if settings[name] != "":
            for token in entry.get("sets_dark", ()):
                _set_token(tokens, token, str(settings[name]), ("dark",), config.place(f"theme.{name}"))


def _set_token(tokens: Tokens, name: str, value: str, schemes: Sequence[str], at: Place) -> None:
    """Set a token in these schemes, over the value of the theme."""
    if not value or not _NAME.fullmatch(name):
        return
    if len(schemes) == len(SCHEMES):
        tokens.light.pop(name, None)
        tokens.dark.pop(name, None)
        tokens.both[name] = value
    else:
        _group(tokens, schemes[0])[name] = value
    if at.line:
        tokens.places |= {(name, scheme): at for scheme in schemes}


def fitting(tokens: Tokens, names: Sequence[str], colour: str, scheme: str) -> str:
    """Return the colour nearest to this one with which these tokens have enough contrast in a scheme.

    Empty where there is none.
    """
    others = [
        (other, pair.needed)
        for pair in tokens.pairs
        for first, second in ((pair.front, pair.ground), (pair.ground, pair.front))
        if first in names and second not in names and (other := tokens.colour(second, scheme))
    ]
    return nearest_passing(
        colour, lambda candidate: all(contrast(candidate, other) >= ratio for other, ratio in others)
    )


class FailingPair(NamedTuple):
    """A pair with too little contrast."""

    pair: Pair
    ratio: float


def check_contrast(tokens: Tokens) -> Iterator[Problem]:
    """Yield a warning for each colour that should change because pairs with it have too little contrast."""
    for scheme in SCHEMES:
        failures: dict[tuple[Place, str], list[FailingPair]] = {}
        for pair in tokens.pairs:
            front, ground = tokens.colour(pair.front, scheme), tokens.colour(pair.ground, scheme)
            if front and ground and (ratio := contrast(front, ground)) < pair.needed:
                name = _token_to_change(tokens, pair, scheme)
                at = tokens.place(name, scheme)
                failures.setdefault((at, tokens.colour(name, scheme)), []).append(FailingPair(pair, ratio))
        for (at, colour), failing in failures.items():
            yield _low_contrast(tokens, scheme, at, colour, failing)


def _low_contrast(tokens: Tokens, scheme: str, at: Place, colour: str, failing: list[FailingPair]) -> Problem:
    """Return the problem of a colour: its worst pair in full, the others by name, and a colour that fits all."""
    worst, ratio = min(failing, key=lambda failure: failure.ratio / failure.pair.needed)
    front, ground = tokens.colour(worst.front, scheme), tokens.colour(worst.ground, scheme)
    # Rounded down, so that 4.499 is not shown as 4.5.
    says = (
        f"in the {scheme} colours, {worst.front} ({front}) on {worst.ground} ({ground}) has a contrast of "
        f"{int(ratio * 100) / 100:.2f}, and {worst.needed:g} is needed"
    )
    others = ", ".join(f"{failure.pair.front} on {failure.pair.ground}" for failure in failing if failure.pair != worst)
    same = [name for (name, of), place in tokens.places.items() if (of, place) == (scheme, at)]
    names = [name for name in same if tokens.colour(name, scheme) == colour]
    other = ground if front == colour else front
    better = fitting(tokens, names, colour, scheme) or nearest_passing(
        colour, lambda candidate: contrast(candidate, other) >= worst.needed
    )
    fix = f"the nearest colour that can be read is {better}" if better else "choose another pair of colours"
    return problem("TB-THEME-009", at=at, says=f"{says}{f'; the same goes for {others}' if others else ''}", fix=fix)


def _token_to_change(tokens: Tokens, pair: Pair, scheme: str) -> str:
    """Return which of two tokens to change: the one that was set nearest to the site, else the foreground."""
    paths = [tokens.place(name, scheme).path for name in (pair.front, pair.ground)]
    front, ground = (tokens.nearest_first.index(path) if path in tokens.nearest_first else -1 for path in paths)
    return pair.ground if 0 <= ground < front else pair.front


def style_of(tokens: Tokens) -> bytes:
    """Write the tokens as CSS, in the layer of the theme; nothing where there are none."""
    light = {**tokens.both, **tokens.light}
    if not light and not tokens.dark:
        return b""
    dark = {name: value for name, value in tokens.dark.items() if value != light.get(name)}
    rules = ["@layer theme {", "  :root {", *(f"    --{name}: {light[name]};" for name in sorted(light)), "  }"]
    if dark:
        rules += ["  @media screen and (prefers-color-scheme: dark) {", "    :root {"]
        rules += [f"      --{name}: {dark[name]};" for name in sorted(dark)]
        rules += ["    }", "  }"]
    return ("\n".join([*rules, "}"]) + "\n").encode()


__all__ = ["NEEDED", "Tokens", "check_contrast", "read_tokens", "set_tokens", "style_of"]
