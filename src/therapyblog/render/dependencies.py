"""What a template depends on: everything that it extends, includes or imports, and the names that these read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.theme import Template
from therapyblog.render.component_use import ANYTHING
from therapyblog.render.near_names import meant_template
from therapyblog.render.template_repairs import way_out
from therapyblog.render.templates import Parsed, parsed
from therapyblog.similar import nearest


class Closure(msgspec.Struct, frozen=True):
    """The transitive closure of a template: all templates that it uses, and the names that they read."""

    templates: tuple[str, ...]
    names: tuple[str, ...]
    dynamic: bool
    """It includes a template whose name is computed, so it may read anything."""
    problems: tuple[Problem, ...] = ()


class Closures:
    """The closures of a theme's templates."""

    def __init__(self, templates: Mapping[str, Template]) -> None:
        self.templates = templates
        self._closures: dict[str, Closure] = {}

    def of(self, name: str) -> Closure:
        """Return the closure of a template, with its problems."""
        if name not in self._closures:
            self._closures[name] = self._walk(name)
        return self._closures[name]

    def _walk(self, start: str) -> Closure:
        seen: dict[str, None] = {}
        names: set[str] = set()
        dynamic = False
        problems: list[Problem] = []
        self._check_circle(start, (), problems)
        waiting = [] if problems else [start]
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen[name] = None
            part = self._part(name)
            names |= part.names
            dynamic = dynamic or part.dynamic
            if part.mistake:
                at = Place(path=self.templates[name].path, line=part.mistake_line)
                says = f"this template has a mistake: {part.mistake}"
                problems.append(problem("TB-THEME-004", at=at, says=says, fix=way_out(part.mistake)))
            problems += self._unused_blocks(name, part)
            problems += self._outside_blocks(name, part)
            for line in part.inline:
                at = Place(path=self.templates[name].path, line=line)
                says = "the pages' policy forbids style and script within a page, so a browser ignores this"
                problems.append(problem("TB-THEME-010", at=at, says=says, fix="put it into a file in static/"))
            for other, line, optional in part.refers:
                if other in self.templates:
                    waiting.append(other)
                elif not optional:
                    problems.append(self._missing(name, other, line))
        return Closure(tuple(sorted(seen)), tuple(sorted(names)), dynamic, tuple(problems))

    def component_use(self, start: str) -> dict[str, bool]:
        """Return what a template, or one that it uses, reads of a component, and whether that must be given."""
        closure = self.of(start)
        use = {ANYTHING: False} if closure.dynamic else {}
        for name in closure.templates:
            for read, _, is_needed in self._part(name).component:
                use[read] = use.get(read, False) or (is_needed and name == start)
        return use

    def refers(self, name: str) -> Iterator[str]:
        """Yield the templates that this one extends, includes or imports, as far as they are written out."""
        return (other for other, _, _ in self._part(name).refers)

    def links(self, start: str) -> Iterator[tuple[str, bool, Place]]:
        """Yield the addresses of the site that a template, or one that it uses, has written out.

        With each, whether it is only the beginning of one, which a value goes on with.
        """
        for name in self.of(start).templates:
            for address, line, is_beginning in self._part(name).links:
                yield address, is_beginning, Place(path=self.templates[name].path, line=line)

    def _unused_blocks(self, name: str, part: Parsed) -> Iterator[Problem]:
        """Report the blocks of a template that none of those which it extends has: nothing shows them."""
        known: set[str] = set()
        parent = part.extends
        while parent in self.templates:
            above = self._part(parent)
            known |= {block for block, _, _ in above.blocks}
            if above.dynamic and not above.extends:
                return
            parent = above.extends
        for block, line, is_outer in part.blocks if known else ():
            if is_outer and block not in known:
                meant = nearest(block, known)
                fix = f"did you mean `{meant}`?" if meant else f"blocks there are: {', '.join(sorted(known))}"
                says = f"no template that this one extends has a block `{block}`, so nothing shows it"
                yield problem("TB-THEME-017", at=Place(path=self.templates[name].path, line=line), says=says, fix=fix)

    def _outside_blocks(self, name: str, part: Parsed) -> Iterator[Problem]:
        """Report what a template that extends another prints outside of its blocks: once for each of both fates."""
        for is_above in (False, True):
            found = [(word, line) for word, line, above in part.outside if above == is_above]
            if found:
                word, line = found[0]
                more = f"; so at {len(found) - 1} more places of this file" if found[1:] else ""
                fate = "comes out above the page’s first line" if is_above else "appears nowhere"
                says = f"“{word}” stands outside of every block of a template that extends another, so it {fate}{more}"
                fix = "put it into a block, such as {% block main %} … {% endblock %}, or take it out"
                yield problem("TB-THEME-021", at=Place(path=self.templates[name].path, line=line), says=says, fix=fix)

    def import_without_context(self, start: str, path: str) -> Place | None:
        """Return the place in a template, or in one that it uses, where this file is imported without context."""
        for name in self.of(start).templates:
            template = self.templates[name]
            for other, line, _ in self._part(name).closed:
                if other in self.templates and self.templates[other].path == path:
                    return Place(path=template.path, line=line)
        return None

    def _check_circle(self, name: str, chain: tuple[str, ...], problems: list[Problem]) -> None:
        if name not in self.templates:
            return
        chain = (*chain, self.templates[name].path)
        for other, line, _ in self._part(name).refers:
            if problems:
                return
            if other in self.templates and self.templates[other].path in chain:
                at = Place(path=chain[-1], line=line)
                says = f"this template extends or includes itself, by way of “{other}”"
                fix = f'to build on the one of the layer below, write {{% extends "{self._below(other, chain)}" %}}'
                problems.append(problem("TB-THEME-007", at=at, says=says, fix=fix))
            else:
                self._check_circle(other, chain, problems)

    def _below(self, name: str, chain: tuple[str, ...]) -> str:
        """Return how the template of this name is written that stands below those of a chain."""
        plain = name.rpartition("@")[2].partition("/")[2] if name.startswith("@") else name
        written = (other for other in self.templates if other.startswith("@") and other.partition("/")[2] == plain)
        return next((other for other in written if self.templates[other].path not in chain), f"@base/{plain}")

    def _part(self, name: str) -> Parsed:
        template = self.templates[name]
        return parsed(name, template.path, template.source)

    def _missing(self, name: str, other: str, line: int) -> Problem:
        at = Place(path=self.templates[name].path, line=line)
        known = sorted(template for template in self.templates if not template.startswith("@"))
        meant = meant_template(other, [template for template in known if template != name])
        plain = ", ".join(template for template in known if "/" not in template)
        fix = f"did you mean {meant}?" if meant else f"templates there are: {plain}"
        return problem("TB-THEME-003", at=at, says=f"there is no template “{other}”", fix=fix)
