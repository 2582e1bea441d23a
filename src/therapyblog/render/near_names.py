"""Which template a name was probably meant to be."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePosixPath

from therapyblog.similar import nearest

_ELSEWHERE = {
    **dict.fromkeys(("index", "front-page", "homepage", "landing"), "home"),
    **dict.fromkeys(("single", "article", "entry", "blog-post"), "post"),
    **dict.fromkeys(("archive", "list", "section"), "blog"),
    **dict.fromkeys(("author", "person", "therapist"), "practitioner"),
    **dict.fromkeys(("authors", "people", "team", "therapists"), "practitioners"),
    **dict.fromkeys(("category", "taxonomy", "term"), "topic"),
    **dict.fromkeys(("layout", "default", "baseof", "main"), "base"),
    **dict.fromkeys(("rss", "atom"), "feed"),
}
"""What other programs call a template → what it is called here, both without the end of the name."""


def meant_template(name: str, known: Collection[str]) -> str:
    """Return what the template of this name was probably meant to be called; empty where it is only not in use."""
    path = PurePosixPath(name)
    folder, stem = path.parent.as_posix(), path.name.partition(".")[0].lstrip("_").lower()
    nearer = sorted(known, key=lambda other: (PurePosixPath(other).parent.as_posix() == folder, other))
    by_stem = {PurePosixPath(other).name.partition(".")[0].replace("_", "-"): other for other in nearer}
    stem = stem.replace("_", "-")
    if nearest(folder, ("components",)):
        return f"components/{stem}.html"
    if stem in by_stem:
        return by_stem[stem]
    if folder == "." and f"{_ELSEWHERE.get(stem, '')}.html" in known:
        return f"{_ELSEWHERE[stem]}.html"
    near = nearest(stem, by_stem)
    return by_stem[near] if near else ""
