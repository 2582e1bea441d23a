"""What a theme's folder says that nobody reads: keys and tokens that are not known, files in the wrong place.

All of it is a warning: a theme that works goes on working.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from therapyblog.diagnostics import Diagnostics
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.theme import Asset, Template
from therapyblog.similar import nearest
from therapyblog.theme.assets import JOINED_SHEET, static_files
from therapyblog.theme.discovery import shipped
from therapyblog.theme.layers import SITE_LAYER, Layer
from therapyblog.theme.tokens import SCHEMES, Tokens, declared_tokens, read_pairs

KEYS = ("name", "version", "theme_api", "extends", "description", "author", "authors", "license", "homepage",
        "settings", "tokens", "contrast")  # fmt: skip
FOLDERS = ("templates", "static", "strings")
_BELONGS: dict[str, str] = {
    **dict.fromkeys((".html", ".xml"), "templates"),
    **dict.fromkeys((".css", ".js", ".svg", ".png", ".jpg", ".webp", ".ico", ".woff2", ".woff"), "static"),
    **dict.fromkeys(("partials", "components"), "templates"),
    **dict.fromkeys(("fonts", "icons", "css", "js", "images"), "static"),
}
"""The end of a file's name, or the name of a folder → the folder of a theme in which such things are looked for."""


def own_layers(layers: Sequence[Layer]) -> list[Layer]:
    """Return the layers that did not come with therapyblog: ours are tested before they are shipped."""
    return [layer for layer in layers if layer.folder.parent != shipped("themes")]


def check_manifests(
    layers: Sequence[Layer], tokens: Tokens, templates: Collection[Template], assets: Collection[Asset]
) -> Iterator[Problem]:
    """Check what the layers say of themselves, when all of them are read."""
    for index, layer in enumerate(layers):
        if layer not in own_layers(layers):
            continue
        yield from _misplaced(layer)
        yield from _unasked(layer, templates, assets)
        if layer.name == SITE_LAYER:
            yield from _site_manifest(layer)
            continue
        yield from _keys(layer)
        yield from _name(layer)
        parents = {name for parent in layers[index + 1 :] for _, name, _ in declared_tokens(parent, Diagnostics())}
        used = frozenset(_used(tokens, templates, assets))
        for scheme, name, _ in declared_tokens(layer, Diagnostics()):
            # One that nothing uses yet may be meant for sites; one that is nearly another is a slip.
            meant = nearest(name, parents) if name not in parents and name not in used else ""
            if meant:
                keys = ("tokens", scheme, name) if scheme else ("tokens", name)
                yield _unknown(layer, f"nothing uses the token `{name}`", f"did you mean `{meant}`?", *keys)
        yield from _sets(layer, {*parents, *used, *(name for _, name, _ in declared_tokens(layer, Diagnostics()))})
    yield from _pairs(layers, tokens)


def _sets(layer: Layer, known: Collection[str]) -> Iterator[Problem]:
    """Say which settings set a token that there is not."""
    for setting, entry in layer.manifest.get("settings", {}).items():
        for key in ("sets", "sets_dark"):
            for name in entry.get(key, ()):
                meant = nearest(name, known) if name not in known else ""
                if meant:
                    says = f"the setting `{setting}` sets the token `{name}`, which nothing uses"
                    yield _unknown(layer, says, f"did you mean `{meant}`?", "settings", setting, key)


def _unknown(layer: Layer, says: str, fix: str, *keys: str) -> Problem:
    return problem("TB-THEME-016", at=layer.place(*keys), says=says, fix=fix)


def _keys(layer: Layer) -> Iterator[Problem]:
    for key in layer.manifest:
        if key not in KEYS:
            meant = nearest(key, KEYS)
            fix = f"did you mean `{meant}`?" if meant else f"known: {', '.join(KEYS)}"
            yield _unknown(layer, f"`{key}` is no setting of a theme, so it is not read", fix, key)


def _name(layer: Layer) -> Iterator[Problem]:
    name = layer.manifest.get("name", layer.name)
    # The folder of a package has the package's name; its entry point has that of the theme.
    is_package = (layer.folder / "__init__.py").is_file() and layer.folder.name == layer.name
    if name != layer.name and not is_package:
        says = f"the theme calls itself “{name}”, and is found as “{layer.name}”"
        yield _unknown(layer, says, f'write name = "{layer.name}", or rename the folder or entry point', "name")


def _site_manifest(layer: Layer) -> Iterator[Problem]:
    if (layer.folder / "theme.toml").is_file():
        says = "a site’s own theme/ folder has no settings of its own, so this file is not read"
        fix = "write its values under [theme] in therapyblog.toml, or make the folder a theme: themes/NAME"
        yield problem("TB-THEME-016", at=Place(path=f"{layer.shown}/theme.toml", line=1), says=says, fix=fix)


def _misplaced(layer: Layer) -> Iterator[Problem]:
    """Say which files and folders lie where nothing is looked for."""
    for entry in sorted(os.scandir(layer.folder), key=lambda entry: entry.name):
        name, suffix = entry.name, os.path.splitext(entry.name)[1].lower()
        if name in FOLDERS or name.startswith((".", "_")):
            continue
        folder = _BELONGS.get(name if entry.is_dir() else suffix, "")
        target = f"{folder}/{name}" if folder else ""
        if entry.is_dir() and not folder:
            target = nearest(name, FOLDERS)
        if target:
            says = "nothing is looked for here, so this is not read"
            at = Place(path=f"{layer.shown}/{name}")
            yield problem("TB-THEME-016", at=at, says=says, fix=f"move it to {layer.shown}/{target}")


def _unasked(layer: Layer, templates: Iterable[Template], assets: Iterable[Asset]) -> Iterator[Problem]:
    """Say which style sheet no page loads, of a layer that has none of the name that every page has."""
    names = [name for name, _ in static_files(layer.folder) if name.endswith(".css")]
    if not names or JOINED_SHEET in names:
        return
    texts = [template.source for template in templates]
    texts += [asset.content.decode("utf-8", "replace") for asset in assets if asset.name.endswith((".css", ".js"))]
    for name in names:
        if "/" not in name and not any(name in text for text in texts):
            at = Place(path=f"{layer.shown}/static/{name}")
            says = "no template asks for this style sheet, so no page loads it"
            fix = f"call it {JOINED_SHEET}, which every page has, or ask for it: assets['{name}']"
            yield problem("TB-THEME-016", at=at, says=says, fix=fix)


def _used(tokens: Tokens, templates: Iterable[Template], assets: Iterable[Asset]) -> Iterator[str]:
    """Yield the custom properties that style sheets, scripts, templates and other tokens mention."""
    texts = [asset.content.decode("utf-8", "replace") for asset in assets if asset.name.endswith((".css", ".js"))]
    texts += [template.source for template in templates]
    texts += [value for scheme in SCHEMES for value in tokens.of(scheme).values()]
    for text in texts:
        yield from re.findall(r"(?:var\(\s*|[\"'])--([\w-]+)", text)


def _pairs(layers: Sequence[Layer], tokens: Tokens) -> Iterator[Problem]:
    """Say which tokens of `[contrast]` nobody declares: such a pair is never compared."""
    known = {*tokens.both, *tokens.light, *tokens.dark}
    for layer in own_layers(layers):
        for pair in read_pairs(layer, Diagnostics()):
            for name in (pair.front, pair.ground):
                if name not in known:
                    meant = nearest(name, known)
                    fix = f"did you mean `{meant}`?" if meant else "declare it in [tokens]"
                    yield _unknown(layer, f"there is no token `{name}`, which [contrast] names", fix, "contrast")
