"""The short way: when only bodies changed, what every page is given is as it was, and only who shows those is rendered.

A page's context never holds a body, only the path of the document whose body it shows. So if the settings, the options,
the theme and the files are as they were, and no document's face has changed (what others can see of it), the contexts
that the last build remembered are still right, and nothing has to be assembled.
"""

from __future__ import annotations

from collections.abc import Sequence

from therapyblog.content.reading import ReadOptions
from therapyblog.content.scanning import Sources
from therapyblog.memo.builds import Face, LastBuild, is_intact
from therapyblog.memo.files import Files
from therapyblog.memo.store import Store, recall
from therapyblog.model.codec import digest, encode
from therapyblog.model.problems import Problem
from therapyblog.model.theme import Theme
from therapyblog.render.renderer import Renderer
from therapyblog.work.crew import Crew
from therapyblog.work.jobs import RenderOne, render_routes
from therapyblog.work.keyed import Keyed, page_key
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


def changed_bodies(
    last: LastBuild,
    sources: Sources,
    options: ReadOptions,
    files: Files,
    store: Store,
    library: Library,
    crew: Crew,
    progress: Progress,
) -> dict[str, Face] | None:
    """Read the documents that changed since; return their new faces, or `None` where more than bodies changed.

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
    import msgspec  # noqa: PLC0415 - only to compare

    now = [msgspec.to_builtins(found) | {"excerpt": ""} for found in problems]
    then = [found | {"excerpt": ""} for found in told]
    read_codes = ("TB-FILE", "TB-SET", "TB-MD", "TB-NUM")
    return sorted(map(str, now)) == sorted(str(one) for one in then if str(one["code"]).startswith(read_codes))


def touch_up(
    last: LastBuild,
    fresh: dict[str, Face],
    renderer: Renderer,
    output: Output,
    store: Store,
    library: Library,
    crew: Crew,
) -> list[Problem] | None:
    """Render what shows a changed body; `None` where a file of the output is not as it was left, or was forgotten."""
    faces = last.faces | fresh
    library.digests = {path: face.body for path, face in faces.items()}
    stale: list[Keyed] = []
    for file, was in last.files.items():
        if not any(path in fresh for path in was.shows):
            if not is_intact(output.out, file, was):
                return None
            output.files[file] = was
            continue
        remembered = store.route(output.out, file)
        if remembered is None:
            return None
        key = page_key(was.context, (faces[path].body for path in was.shows))
        stale.append(Keyed(recall(remembered, RenderOne), key, was.context, was.shows))
    made = {keyed.route.file: keyed for keyed in stale}
    problems: list[Problem] = []
    orders = orders_for(stale, last.commons, renderer, output.stage, library)
    for result in crew.do(render_routes, orders, amount=len(stale)):
        problems += take_in(result, made, output)
    return problems
