"""The short way: where only bodies and words changed, only the pages that show those are rendered.

The recipe of a page holds no body and no card, only the path of the document whose body it shows, and the address of
the post whose card. So if the settings, the options, the theme and the files are as they were, and no document's face
has changed (what others can see of it), the recipes that the last build remembered are still right, and nothing has to
be assembled. Where a post is spoken of in new words (its title, its summary), its card is another, and what else
repeats them is made again (`retelling.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from therapyblog.content.reading import ReadOptions
from therapyblog.content.scanning import Sources
from therapyblog.memo.builds import Face, LastBuild, is_intact
from therapyblog.memo.files import Files
from therapyblog.memo.mentions import Words
from therapyblog.memo.remembered import Memo
from therapyblog.memo.store import MemoError, Store, recall
from therapyblog.model.codec import digest, encode
from therapyblog.model.problems import Problem
from therapyblog.model.theme import Theme
from therapyblog.render.renderer import Renderer
from therapyblog.work.crew import Crew
from therapyblog.work.jobs import render_routes
from therapyblog.work.keyed import Keyed, Recipe, page_key
from therapyblog.work.plan import Progress
from therapyblog.work.reading import Library, read
from therapyblog.work.rendering import Output, orders_for, take_in

MOST = 64
"""More changed documents than this take the long way, which then costs no more."""


def world(settings: bytes, asked: bytes, theme: Theme, sources: Sources, files: Files) -> bytes:
    """Return a digest of everything that contexts depend on besides the documents."""
    held = [(source.path, files.digest(source)) for source in sources.files]
    paths = [(kind, source.path) for kind, source in sources.documents]
    return digest(encode((settings, asked, theme, held, paths)))


def changed_texts(
    last: LastBuild,
    sources: Sources,
    options: ReadOptions,
    files: Files,
    store: Store,
    library: Library,
    crew: Crew,
    progress: Progress,
) -> dict[str, Face] | None:
    """Read the documents that changed since; return their faces, or `None` where more than bodies and words changed.

    The files of the site are the same as last time: `world` has seen to that.
    """
    changed = [
        (kind, source) for kind, source in sources.documents if files.digest(source) != last.faces[source.path].content
    ]
    if len(changed) > MOST:
        return None
    known = library.faces
    only = Sources(documents=tuple(changed))
    _, problems = read(only, options, files, store, library, crew, progress, forget=False)
    fresh = library.faces
    library.faces = known
    told = [found for found in last.result["problems"] if found["at"]["path"] in fresh]
    if not _same_problems(told, problems):
        return None
    for path, face in fresh.items():
        before = last.faces[path]
        if not face.face or face.face != before.face or (told and face.lines != before.lines):
            return None
    return fresh


def _same_problems(told: Sequence[dict[str, object]], problems: Sequence[Problem]) -> bool:
    """Say whether what reading finds now is among what was told last time, and nothing that was read then is gone."""
    now = [msgspec.to_builtins(found) | {"excerpt": ""} for found in problems]
    then = [found | {"excerpt": ""} for found in told]
    read_codes = ("TB-FILE", "TB-SET", "TB-MD", "TB-NUM")
    return sorted(map(str, now)) == sorted(str(one) for one in then if str(one["code"]).startswith(read_codes))


class Touched(NamedTuple):
    """What the short way came to: the problems of pages, and the words that posts are spoken of in, if they changed."""

    problems: list[Problem]
    words: Words | None


class Shown(NamedTuple):
    """What there is to render: the recipes of pages, by file, every card, and the words if they changed."""

    recipes: dict[str, Recipe]
    cards: dict[str, bytes]
    words: Words | None = None


def touch_up(
    memo: Memo, fresh: dict[str, Face], renderer: Renderer, output: Output, library: Library, crew: Crew
) -> Touched | None:
    """Render what shows a changed body or repeats changed words; `None` where that would not be all.

    So it is where more than those pages would change, and where a file of the output is not as it was left. Raises
    `MemoError` where something was forgotten.
    """
    last = memo.last
    shown = _shown(memo, fresh, renderer.theme, library)
    if shown is None:
        return None
    for file, was in last.files.items():
        if file in shown.recipes:
            continue
        if not is_intact(output.out, file, was):
            return None
        output.files[file] = was
    faces = last.faces | fresh
    library.digests = {path: face.body for path, face in faces.items()}
    pages = [_keyed(recipe, last.files[file].shows, faces, shown.cards) for file, recipe in shown.recipes.items()]
    made = {keyed.route.file: keyed for keyed in pages}
    problems: list[Problem] = []
    orders = orders_for(pages, last.commons, shown.cards, renderer, output.stage, library)
    for result in crew.do(render_routes, orders, amount=len(pages)):
        problems += take_in(result, made, output)
    return Touched(problems, shown.words)


def _shown(memo: Memo, fresh: Mapping[str, Face], theme: Theme, library: Library) -> Shown | None:
    """Find what shows a changed body or repeats changed words, and what it is made from now."""
    last, before = memo.last, memo.words()
    cards = memo.cards() | before.cards
    recipes = {
        file: _recipe(memo, file) for file, was in last.files.items() if any(path in fresh for path in was.shows)
    }
    retold = [path for path, face in fresh.items() if face.words != last.faces[path].words]
    if not retold:
        return Shown(recipes, cards)
    from therapyblog.work.retelling import Retelling  # noqa: PLC0415 - a change of bodies alone needs no routes

    retelling = Retelling(before.site, theme)
    own = {last.files[file].shows[0]: one.route for file, one in recipes.items() if one.route.kind == "post"}
    messages = [f"{found['says']} {found['fix']}" for found in last.result["problems"]]
    for path in retold:
        old = retelling.take(library.documents[path], own[path], cards) if path in own else None
        if old is None or any(old.title in message for message in messages):
            return None
    words = Words(site=retelling.settle(), cards=before.cards | retelling.cards)
    named = {file: _recipe(memo, file) for file in retelling.pages(memo.mentions()) if file not in recipes}
    recipes = {file: retelling.again(recipe) for file, recipe in (recipes | named).items()}
    return Shown(recipes, cards | retelling.cards, words)


def _recipe(memo: Memo, file: str) -> Recipe:
    """Return what a page was made from; raises `MemoError` where that was forgotten."""
    remembered = memo.store.recipe(memo.out, file)
    if remembered is None:
        raise MemoError(f"it is not known what {file} was made from")
    return recall(remembered, Recipe)


def _keyed(recipe: Recipe, shows: tuple[str, ...], faces: Mapping[str, Face], cards: Mapping[str, bytes]) -> Keyed:
    """Return a page that is made from a recipe, with its key."""
    one = recipe.route
    own: dict[str, object] = {name: msgspec.Raw(encoded) for name, encoded in one.names.items()}
    own |= {**one.card, **one.cards}
    values = [value for _, value in sorted(own.items())]
    shown = [faces[path].body for path in shows] + [digest(cards[url]) for url in one.of_cards()]
    return Keyed(one, page_key(recipe.frame, values, shown), recipe.frame, shows)
