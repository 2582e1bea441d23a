"""Renders a route: its template with its names, then the links are rewritten and the policy is added."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, NamedTuple

import msgspec
from jinja2 import Template as Compiled
from jinja2 import TemplateError, UndefinedError
from markupsafe import Markup

from therapyblog.model.documents import Body
from therapyblog.model.languages import direction
from therapyblog.model.limits import Limits
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.site import Contents, Feed, FeedEntry, PageHead, Text
from therapyblog.model.theme import Theme
from therapyblog.patterns import lazy_pattern
from therapyblog.render.blame import blamed, of_macros
from therapyblog.render.body import BodyWriter, table_of_contents
from therapyblog.render.csp import policy_of, third_party_requests, with_policy
from therapyblog.render.dependencies import Closures
from therapyblog.render.environment import MissingString, Strings, TooLarge, make_environment
from therapyblog.render.filters import day
from therapyblog.render.head_repairs import SAYS, WRITTEN_AS, Facts, contradicts, missing_lines, without
from therapyblog.render.json_feed import json_feed
from therapyblog.render.kinds import plainly
from therapyblog.render.media_addresses import media_files
from therapyblog.render.resources import Resources, resources_of
from therapyblog.render.template_repairs import way_out
from therapyblog.render.time_limit import TimeLimit, TooSlow
from therapyblog.render.urls import absolute, below, relative_to, rewrite_links
from therapyblog.render.xml_resources import resources_of_json, resources_of_xml
from therapyblog.routes.routing import KINDS
from therapyblog.similar import nearest
from therapyblog.urls.origins import origin_of, origins

Bodies = Callable[[bytes], Body]
_NO_FIELD = lazy_pattern(r"a \w+ has no `(\w+)`")
_NO_NAME = re.compile(r"'(\w+)' is undefined")
HEAD_NAMES = {"page", "canonical", "noindex", "target"}
"""What every page is given, because its head says so whatever the template does; each kind has some of them."""
COMPONENT_NAMES = ("language", "site", "strings")
"""What every component's template may read besides the component."""


class RenderError(Exception):
    """A template could not be rendered; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.says)
        self.problem = problem


class Rendered(NamedTuple):
    """A finished file of the site."""

    content: bytes
    files: tuple[str, ...]
    """The files of `media/`, and style sheets of the site's own, that it names, by their `identity`."""
    problems: tuple[Problem, ...] = ()
    """Warnings about its templates."""


class Renderer:
    """Renders pages with one theme. It keeps compiled templates and nothing of any page."""

    def __init__(
        self,
        theme: Theme,
        *,
        site_url: str,
        for_disk: bool = False,
        allow: tuple[str, ...] = (),
        limits: Limits = Limits(),  # noqa: B008 - a frozen value
    ) -> None:
        self.theme, self.site_url, self.for_disk, self.allow, self.limits = theme, site_url, for_disk, allow, limits
        self._origin, self._allowed = origin_of(site_url), origins(allow)
        self.environment = make_environment(theme.templates, limits.largest)
        self._time: TimeLimit | None = None
        self._too_slow: dict[str, RenderError] = {}
        self.closures = Closures(theme.templates)
        self._compiled: dict[str, Compiled] = {}
        self._strings: tuple[dict[str, Any], Strings] | None = None

    def get_ready(self, language: str) -> None:
        """Compile the templates of pages, and load what dates in a language need."""
        for name in self.theme.templates:
            if "/" not in name:
                self._compiled_template(name)
        day(dt.date.min, language)

    def mentioned(self, kind: str, template: str) -> tuple[str, ...] | None:
        """Return the names that a page of this kind depends on; `None` means all of them."""
        if kind == "json_feed":
            return ("feed", *COMPONENT_NAMES)
        closure = self.closures.of(template)
        names = set(closure.names) | ({"feed"} if kind == "atom" else set())
        if names & {"content", "feed"}:
            names |= set(COMPONENT_NAMES)
        names |= HEAD_NAMES
        return None if closure.dynamic else tuple(sorted(names))

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Bound the time of every page that is rendered within."""
        with TimeLimit(self.limits) as self._time:
            yield
        self._time = None

    def render(self, *, kind: str, template: str, url: str, context: dict[str, Any], bodies: Bodies) -> Rendered:
        """Render one route; `bodies` gives a body for its digest. Raises `RenderError`."""
        if template in self._too_slow:
            raise self._too_slow[template]
        path = self.theme.templates[template].path if template in self.theme.templates else template
        try:
            with self._time.page(f"The page {url}, drawn by {path},") if self._time else nullcontext():
                return self._render(kind, template, url, context, bodies)
        except TooSlow as error:
            says = f"the page {url} takes longer than {self.limits.longest:g} s, so its drawing was ended here"
            ended = self._error("TB-THEME-013", error, says, "mend the loop that takes so long", path)
            # Other pages of this template would take as long, and nobody would wait for that.
            self._too_slow[template] = ended
            raise ended from None

    def _render(self, kind: str, template: str, url: str, context: dict[str, Any], bodies: Bodies) -> Rendered:
        names = dict(context)
        if "strings" in names:
            names["strings"] = self._strings_of(names["strings"])
        if kind in ("atom", "json_feed"):
            feed = self._feed(kind, template, names, bodies)
            read = resources_of_json if kind == "json_feed" else resources_of_xml
            return self._finish(feed, read(feed.decode()), url, names, template)
        if isinstance(names.get("content"), Text):
            names["content"] = self._text(names["content"], names, bodies)
        if isinstance(names.get("toc"), Contents):
            names["toc"] = table_of_contents(bodies(names["toc"].body), names["toc"].fewest)
        html = self._render_template(template, names)
        if kind in ("sitemap", "robots"):
            return self._finish(html.encode(), resources_of_xml(html), url, names, template)
        rewrite = (
            below(self.site_url) if kind == "404" and not self.for_disk else relative_to(url, for_disk=self.for_disk)
        )
        page = rewrite_links(html, rewrite)
        resources = resources_of(page)
        facts = self._facts(names, url)
        contradictions = {one.kind for one in resources.declared if contradicts(one, facts)}
        if contradictions:
            page = without(page, facts)
        missing = missing_lines(resources.declared, facts, rewrite(facts.target) if facts.target else "")
        problems = tuple(self._contradiction(kind, template) for kind in sorted(contradictions))
        policy = policy_of(resources.requests, self.theme.sources, self._origin, self._allowed, for_disk=self.for_disk)
        content = with_policy(page, policy, missing).strip().encode() + b"\n"
        return self._finish(content, resources, url, names, template)._replace(problems=problems)

    def _facts(self, names: dict[str, Any], url: str) -> Facts:
        """Return what is true of a page, whatever its template says."""
        page, here = names.get("page"), self.site_url + url
        if isinstance(page, PageHead):
            return Facts(here, page.noindex, "" if page.kind == "404" else page.canonical)
        return Facts(here, names.get("noindex", False), names.get("canonical", ""), names.get("target", ""))

    def _contradiction(self, kind: str, template: str) -> Problem:
        """Return the warning about a template that says what is not true of its page."""
        at = Place(path=self.theme.templates[template].path)
        for name in (template, *self.closures.of(template).templates):
            source = self.theme.templates[name]
            found = WRITTEN_AS[kind].search(source.source)
            if found:
                at = Place(path=source.path, line=source.source.count("\n", 0, found.start()) + 1)
                break
        says = f"this template {SAYS[kind]}; it was replaced"
        return problem("TB-THEME-015", at=at, says=says, fix="take the line out: what is true is put in by itself")

    def _strings_of(self, texts: dict[str, Any]) -> Strings:
        """Return the theme's texts for templates: one object for all pages that share them."""
        strings = self._strings
        if strings is None or strings[0] is not texts:
            self._strings = strings = texts, Strings(texts)
        return strings[1]

    def _finish(self, content: bytes, resources: Resources, url: str, names: dict[str, Any], template: str) -> Rendered:
        """Return a finished file; raises `RenderError` where it would call a server that the site does not allow."""
        foreign = third_party_requests(resources.requests, self._origin, self._allowed)
        if foreign:
            more = "".join(f", and “{request.address}”" for request in foreign[1:])
            says = (
                f"a page would load “{foreign[0].address}”{more} from another server, which would learn of its readers"
            )
            servers = ", ".join(f'"{server}"' for server in dict.fromkeys(request.source for request in foreign))
            fix = f"keep the file in media/, or say [privacy] allow = [{servers}] in therapyblog.toml"
            at = self._place(foreign[0].address, names, template)
            raise RenderError(problem("TB-PRIV-001", at=at, says=says, fix=fix))
        return Rendered(content, media_files(resources.addresses, url.rpartition("/")[0] + "/", self.site_url))

    def _place(self, address: str, names: dict[str, Any], drawn: str) -> Place:
        """Return the place of an address: the template that holds it, else the page's text, else its template."""
        for template in self.theme.templates.values():
            before, separator, _ = template.source.partition(address)
            if separator:
                return Place(path=template.path, line=before.count("\n") + 1)
        return Place(path=self._shown_path(names) or self.theme.templates[drawn].path)

    def _shown_path(self, names: dict[str, Any]) -> str:
        about = names.get("post") or names.get("document") or names.get("practitioner")
        return getattr(about, "path", "")

    def _text(self, text: Text, names: dict[str, Any], bodies: Bodies, *, in_feed: bool = False) -> Markup:
        if not text.document:
            return Markup()
        common_names = {name: names[name] for name in COMPONENT_NAMES if name in names}
        return BodyWriter(text, self._render_template, common_names, in_feed=in_feed).html(bodies(text.body))

    def _feed(self, kind: str, template: str, names: dict[str, Any], bodies: Bodies) -> bytes:
        feed: Feed = names["feed"]
        contents = {entry.id: self._entry(entry, names, bodies) for entry in feed.entries}
        to_world = absolute(self.site_url)
        if kind == "json_feed":
            urls = {
                author.url: to_world(author.url) for entry in feed.entries for author in entry.authors if author.url
            }
            return json_feed(feed, contents, urls)
        entries = [msgspec.structs.asdict(entry) | {"content": contents[entry.id]} for entry in feed.entries]
        shown = msgspec.structs.asdict(feed) | {"entries": entries}
        return self._render_template(template, names | {"feed": shown}).encode()

    def _entry(self, entry: FeedEntry, names: dict[str, Any], bodies: Bodies) -> str:
        html = str(self._text(entry.content, names | {"language": entry.language}, bodies, in_feed=True))
        html = rewrite_links(html, absolute(self.site_url))
        html = html.replace('href="#', f'href="{entry.url}#')
        # Feeds have no field for the direction of a text, so the HTML has it.
        return f'<div lang="{entry.language}" dir="rtl">{html}</div>' if direction(entry.language) == "rtl" else html

    def _render_template(self, template: str, names: dict[str, Any]) -> str:
        path = self.theme.templates[template].path if template in self.theme.templates else "theme"
        try:
            return self._compiled_template(template).render(names)
        except MissingString as error:
            meant = nearest(error.key, error.known)
            fix = f"did you mean `{meant}`?" if meant else "add it to strings/en.toml"
            raise self._error("TB-THEME-006", error, f"the theme has no text “{error.key}”", fix) from None
        except UndefinedError as error:
            raise self._undefined(error, template, names) from None
        except TooLarge as error:
            says = f"a page drawn by this template becomes larger than {self.limits.largest / 10**6:g} MB"
            raise self._error("TB-THEME-013", error, says, "mend the loop that writes so much", path) from None
        except RecursionError as error:
            says = "this template calls, includes or extends itself without end"
            raise self._error("TB-THEME-007", error, says, "let it end, or take the call out") from None
        except MemoryError as error:
            says = "this template needs more memory than there is"
            raise self._error("TB-THEME-013", error, says, "mend what becomes so large", path) from None
        except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as error:
            message = plainly(str(error))
            says = f"this template cannot be rendered: {message}"
            raise self._error("TB-THEME-004", error, says, way_out(message)) from None

    def _undefined(self, error: UndefinedError, template: str, names: dict[str, Any]) -> RenderError:
        """Return the error of a template that asks for what nobody gives; a name may only not have been handed on."""
        says, _, meant = (error.message or "").partition("; ")
        fix = meant or "the manual lists the names that each template receives"
        name = _NO_NAME.fullmatch(says)
        if name:
            every = {name for kind in KINDS.values() for name in kind.names}
            says, nearby = f"there is no name `{name[1]}` here", nearest(name[1], every)
            fix = f"did you mean `{nearby}`?" if nearby and nearby != name[1] else fix
            places = blamed(error, self.theme.templates)
            asking = places[1].path if places else ""
            import_ = self.closures.import_without_context(template, asking) if name[1] in names else None
            if import_:
                says = f"`{name[1]}` is asked for in {asking}, and this import does not hand it on"
                return RenderError(
                    problem("TB-THEME-005", at=import_, says=says, fix="write “with context” at its end")
                )
        lacking = _NO_FIELD.fullmatch(says)
        if lacking and lacking[1] in names:
            fix = f"`{lacking[1]}` is a name of its own: write {{{{ {lacking[1]} }}}}"
        macro_says, macro_fix = of_macros(says, self.theme.templates)
        if macro_says:
            return self._error("TB-THEME-005", error, macro_says, macro_fix)
        return self._error("TB-THEME-005", error, f"this template asks for something that is not there: {says}", fix)

    def _compiled_template(self, template: str) -> Compiled:
        compiled = self._compiled.get(template)
        if compiled is None:
            compiled = self._compiled[template] = self.environment.get_template(template)
        return compiled

    def _error(self, code: str, error: BaseException, says: str, fix: str, path: str = "theme") -> RenderError:
        at, end = blamed(error, self.theme.templates) or (Place(path=path), Place(path=path))
        used = "" if at.path == end.path else f", in {end}, which is used here"
        return RenderError(problem(code, at=at, says=says + used, fix=fix))
