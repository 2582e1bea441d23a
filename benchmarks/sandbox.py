"""What the sandbox costs: the same pages with Jinja's plain environment, its immutable sandbox, and ours.

    python benchmarks/sandbox.py [--rounds 30]

Renders the posts of the example site in turns, so that a busy machine is busy for all three, and prints medians in
microseconds a page, with what the last pass (links, policy) costs beside them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from jinja2 import Environment
from jinja2.sandbox import ImmutableSandboxedEnvironment

from therapyblog.api import build
from therapyblog.render import renderer as module
from therapyblog.render.csp import policy_of, third_party_requests, with_policy
from therapyblog.render.environment import Strings, TemplateLoader
from therapyblog.render.filters import FILTERS
from therapyblog.render.resources import resources_of
from therapyblog.render.templates import SETTINGS
from therapyblog.render.urls import TAG, relative_to, rewrite_links

EXAMPLE = Path(__file__).parent.parent / "example_site"
Drawing = tuple[str, dict[str, Any]]


class Noting(module.Renderer):
    """A renderer that notes what it draws."""

    drawn: list[Drawing] = []  # noqa: RUF012 - one list for the whole measurement
    pages: list[tuple[str, str]] = []  # noqa: RUF012 - see above

    def _render_template(self, template: str, names: dict[str, Any]) -> str:
        html = super()._render_template(template, names)
        if "post" in names:
            self.drawn.append((template, names))
            self.pages.append((names["post"].url, html))
        return html


class PlainLoader(TemplateLoader):
    """Templates compiled as the environment at hand compiles them."""

    def load(self, environment: Any, name: str, globals: Any = None) -> Any:  # noqa: A002 - Jinja's name
        """Return a template from its text."""
        source, path, _ = self.get_source(environment, name)
        code = environment.compile(source, name, path)
        return environment.template_class.from_code(environment, code, environment.make_globals(globals))


class StringsToo(ImmutableSandboxedEnvironment):
    """Jinja's own sandbox; our texts are a table, which it reads by itself."""


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=30)
    asked = arguments.parse_args()
    drawn, pages = note()
    theme = Noting.theme_loaded  # type: ignore[attr-defined]
    plain = Environment(loader=PlainLoader(theme.templates), cache_size=-1, auto_reload=False, **SETTINGS)  # noqa: S701 - SETTINGS escapes
    jinja = StringsToo(loader=PlainLoader(theme.templates), cache_size=-1, auto_reload=False, **SETTINGS)
    for environment in (plain, jinja):
        environment.filters |= FILTERS
    kinds = {"no sandbox": plain, "Jinja's sandbox": jinja, "ours": module.make_environment(theme.templates)}
    times: dict[str, list[float]] = {name: [] for name in (*kinds, "links", "links and policy")}
    for round_ in range(asked.rounds + 2):
        for name, environment in kinds.items():
            started = time.perf_counter()
            for template, names in drawn:
                environment.get_template(template).render(names)
            note_time(times[name], started, len(drawn), round_)
        for name, last in (("links", links_only), ("links and policy", whole_pass)):
            started = time.perf_counter()
            for url, html in pages:
                last(url, html)
            note_time(times[name], started, len(pages), round_)
    print(f"{len(drawn)} posts of the example site, {asked.rounds} rounds, medians in microseconds a page")
    for name, durations in times.items():
        print(f"{name:20} {statistics.median(durations):7.0f}   (quartiles {', '.join(quartiles(durations))})")


def note() -> tuple[list[Drawing], list[tuple[str, str]]]:
    """Build the example once in this process, and return what was drawn for its posts."""
    original = module.Renderer.__init__

    def noting(self: Any, theme: Any, **options: Any) -> None:
        original(self, theme, **options)
        Noting.theme_loaded = theme  # type: ignore[attr-defined]

    Noting.__init__ = noting  # type: ignore[method-assign]
    module.Renderer = Noting  # type: ignore[misc]
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        shutil.copytree(EXAMPLE, site, ignore=shutil.ignore_patterns("public", ".therapyblog"))
        build(site, jobs=1, cache=False, today=dt.date(2026, 11, 23))
    drawn = [(template, names) for template, names in Noting.drawn if isinstance(names["strings"], Strings)]
    return drawn, Noting.pages


def note_time(times: list[float], started: float, pages: int, round_: int) -> None:
    """Note a time in microseconds a page; the first two rounds only warm up."""
    if round_ > 1:
        times.append((time.perf_counter() - started) / pages * 1e6)


def links_only(url: str, html: str) -> str:
    """The last pass as it was without a policy: every tag once, known ones from the table."""
    written = WRITTEN.setdefault(url.count("/"), {})
    rewrite = relative_to(url, for_disk=False)

    def replace_tag(match: Any) -> str:
        tag = match.group()
        if tag not in written:
            written[tag] = rewrite_links(tag, rewrite)
        return written[tag]

    return TAG.sub(replace_tag, html)


def whole_pass(url: str, html: str) -> str:
    """The last pass as it is."""
    page = rewrite_links(html, relative_to(url, for_disk=False))
    requests = resources_of(page).requests
    if third_party_requests(requests, "https://ferryhouse.example", ()):
        raise AssertionError(url)
    return with_policy(page, policy_of(requests, (), "https://ferryhouse.example", ()))


WRITTEN: dict[int, dict[str, str]] = {}


def quartiles(durations: list[float]) -> list[str]:
    """Write the first and third quartile."""
    first, _, third = statistics.quantiles(durations, n=4)
    return [f"{first:.0f}", f"{third:.0f}"]


if __name__ == "__main__":
    main()
