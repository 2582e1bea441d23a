"""Who wrote what: from the names in `author:` to practitioners."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from therapyblog.diagnostics import Diagnostics
from therapyblog.model.documents import Document, PostSettings
from therapyblog.model.problems import Place
from therapyblog.similar import KnownNames, some
from therapyblog.site.naming import Named
from therapyblog.urls.slugs import slugify


class Authors:
    """The practitioners by every name under which a post may call them; `hidden` are those that are held back."""

    def __init__(self, people: Sequence[Named], hidden: Sequence[Named] = ()) -> None:
        self._hidden = {person.settings.title.casefold() for person in hidden}
        self._hidden |= {person.slug.casefold() for person in hidden}
        self._slugs = {person.settings.title.casefold(): person.slug for person in people}
        self._slugs |= {person.slug.casefold(): person.slug for person in people}
        self._similar = KnownNames(lambda: self._slugs)
        self._missing: dict[str, list[Place]] = {}
        self._calls = {person.slug: person.settings.cta for person in people}
        self._names = {person.slug: person.settings.title for person in people}

    def slug(self, name: str) -> str | None:
        """Return the slug of the practitioner of this name or slug."""
        return self._slugs.get(name.casefold())

    def call(self, slug: str) -> str:
        """Return the name of the call-to-action that this practitioner prefers, or nothing."""
        return self._calls[slug]

    def note_missing(self, name: str, at: Place, diagnostics: Diagnostics) -> None:
        """Note that nobody has this name, for `report_missing`; report it where whoever has it is held back."""
        if name.casefold() in self._hidden:
            says = f"the practitioner “{name}” is held back, and is not named here"
            diagnostics.add("TB-AUTH-002", at=at, says=says, fix="nothing to do if you mean that")
        else:
            self._missing.setdefault(name, []).append(at)

    def report_missing(self, diagnostics: Diagnostics) -> None:
        """Report each name that nobody has once, with the places where it stands, and who was probably meant."""
        known = f"practitioners here: {some(self._names)}" if self._names else "there is none yet"
        for name, places in self._missing.items():
            meant = self._slugs.get(self._similar.nearest(name), "") or self._first_name(name)
            first, *others = sorted(places, key=lambda at: (at.path, at.line))
            also = f", named also in {some([str(at) for at in others], 3)}" if others else ""
            file = f"practitioners/{slugify(name)}.md"
            fix = f"did you mean {meant}?" if meant else f"{known}; to add one, begin {file} with `name: {name}`"
            diagnostics.add("TB-REF-001", at=first, says=f"there is no practitioner “{name}”{also}", fix=fix)

    def _first_name(self, name: str) -> str:
        """Return the only practitioner whose name begins with this one, or nothing."""
        begin = f"{slugify(name)}-"
        found = {slug for slug in self._slugs.values() if slug.startswith(begin)}
        return found.pop() if len(found) == 1 else ""

    def of(self, document: Document, diagnostics: Diagnostics) -> tuple[str, ...]:
        """Return the slugs of a post's authors; the site's only practitioner where the post names nobody."""
        settings = document.settings
        assert isinstance(settings, PostSettings)
        if settings.authors:
            return self._named(document, settings.authors, diagnostics)
        if len(self._names) <= 1:
            return tuple(self._names)
        says = "this post does not say who wrote it, so the practice stands as its author"
        fix = f"add a line such as `author: {next(iter(self._names))}`"
        diagnostics.add("TB-AUTH-001", at=Place(path=document.path), says=says, fix=fix)
        return ()

    def _named(self, document: Document, names: Iterable[str], diagnostics: Diagnostics) -> tuple[str, ...]:
        slugs: dict[str, None] = {}
        for index, name in enumerate(names):
            slug = self.slug(name)
            if slug:
                slugs[slug] = None
            else:
                at = document.place(f"author.{index}", f"authors.{index}", "author", "authors")
                self.note_missing(name, at, diagnostics)
        return tuple(slugs)
