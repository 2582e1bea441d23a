"""Words in brackets → a warning where a page is called so: a link whose address was forgotten (`[my fees]`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from therapyblog.model.problems import Place, Problem, problem
from therapyblog.settings.file_names import name_in_path
from therapyblog.site.naming import Named
from therapyblog.urls.wiki import folded

CODE = "TB-NEAR-001"
_AROUND = frozenset(
    word
    for line in (
        "my our your the a an to see here page this me us more about on read",
        "mein meine meinen meiner unser unsere unseren die der das den zur zum siehe hier seite über",
        "ma mes mon nos notre la le les page ici voir mi mis nuestro nuestra el los las",
        "il lo gli mio mia miei mie nostra mijn onze de het pagina zie o os as meu minha meus minhas nossa",
        "moje nasze nasza strona",
    )
    for word in line.split()
)
"""Words around the name of a page."""


def check_forgotten_links(shown: Sequence[Named]) -> Iterator[Problem]:
    """Yield every word in brackets by which a page of the site is called, or the whole title of a post."""
    asides = [(named, aside) for named in shown for aside in named.document.facts.asides if aside.kind == "words"]
    if not asides:
        return
    names: dict[str, Named] = {}
    for named in shown:
        called = [named.document.settings.title]
        called += [named.slug, name_in_path(named.path)] if named.kind == "page" else []
        for name in called:
            names.setdefault(folded(name), named)
    for source, aside in asides:
        words = folded(aside.target)
        core = " ".join(word for word in words.split() if word not in _AROUND)
        meant = names.get(words) or names.get(core)
        if meant and meant is not source and meant.kind in ("page", "post"):
            says = f"`[{aside.target}]` looks like a link, but no line of this text says where it leads"
            at = Place(path=source.path, line=aside.line, column=aside.column)
            fix = f"write `[{aside.target}]({meant.url})`, or `\\[{aside.target}]` if it is meant as it stands"
            yield problem(CODE, at=at, says=says, fix=fix)
