"""A visit to a page: everything that is asked of it there, gathered once for all tests that judge it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page

from support.browser import SECONDS, missing, served
from support.matrix import Cell, built

HERE = Path(__file__).parent
LOOKING = (HERE / "looking.js").read_text(encoding="utf-8")
TOOLS = HERE.parent / "browser" / "tools" / "node_modules"
HEIGHT = 800
"""Of the window, in CSS pixels."""

# Begins before the page does: what moves without being asked to, and what the page's own policy refuses.
WATCHING = """\
globalThis.moved = 0;
globalThis.refused = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) globalThis.moved += one.value;
}).observe({ type: "layout-shift", buffered: true });
document.addEventListener("securitypolicyviolation", (event) => {
  globalThis.refused.push(`${event.effectiveDirective}: ${event.blockedURI}`);
});
"""
# Every rule there is: WCAG 2.2 A and AA, best practices, and those that are still on trial. The one that is left out is
# the contrast of level AAA: the looks promise AA. `preload` would fetch the page's styles once more, which its policy
# forbids; they are of the page's own origin, so nothing is lost.
AXE = """\
axe.run(document, {
  runOnly: {
    type: "rule",
    values: axe.getRules().map((rule) => rule.ruleId).filter((rule) => rule !== "color-contrast-enhanced"),
  },
  resultTypes: ["violations"],
  preload: false,
}).then((found) => found.violations.flatMap((rule) => rule.nodes.map((node) => {
  const why = [...node.any, ...node.all, ...node.none].map((one) => one.message).join("; ").slice(0, 160);
  return `${rule.id}: ${node.target.join(" ")} (${why})`;
})))
"""


class Visit(NamedTuple):
    """What was found on one page."""

    axe: list[str]
    strangers: list[str]
    console: list[str]
    refused: list[str]
    moved: float
    outside: list[str]
    cut: list[str]
    overlapping: list[str]
    broken_pictures: list[str]
    sticking: list[str]


def axe_source() -> str:
    """Return axe-core; without it the test is skipped, except where tests must not be."""
    place = TOOLS / "axe-core" / "axe.min.js"
    if not place.is_file():
        missing("axe-core is not installed: npm ci --omit=dev --prefix tests/browser/tools")
    return place.read_text(encoding="utf-8")


class Visitor:
    """Opens pages of the built sites in one browser, and remembers what was found."""

    def __init__(self, browser: Browser, stack: ExitStack) -> None:
        self.browser = browser
        self.looking = LOOKING
        self._stack = stack
        self._hosts: dict[tuple[str, str], str] = {}
        self._contexts: dict[tuple[tuple[str, Any], ...], BrowserContext] = {}
        self._pages: dict[tuple[BrowserContext, int], Page] = {}
        self._visits: dict[Cell, Visit] = {}

    def host(self, site: str, look: str) -> str:
        """Return where a site is served in a look."""
        if (site, look) not in self._hosts:
            self._hosts[site, look] = self._stack.enter_context(served(built(site, look).out))
        return self._hosts[site, look]

    def context(self, **options: Any) -> BrowserContext:
        """Return a window with these of Playwright's options; one for each set of them."""
        key = tuple(sorted(options.items()))
        if key not in self._contexts:
            width = options.pop("width", 1280)
            height = options.pop("height", HEIGHT)
            context = self.browser.new_context(viewport={"width": width, "height": height}, **options)
            context.set_default_timeout(SECONDS * 1000)
            context.add_init_script(WATCHING)
            self._stack.callback(context.close)
            self._contexts[key] = context
        return self._contexts[key]

    def _page(self, *, text: int = 16, **options: Any) -> Page:
        """Return the page of such a window: always the same, for a new one takes longer than most of what is asked."""
        context = self.context(**options)
        if (context, text) not in self._pages:
            page = context.new_page()
            if text != 16:
                sizes = {"standard": text, "fixed": text * 13 // 16}
                context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": sizes})
            self._pages[context, text] = page
        return self._pages[context, text]

    @contextmanager
    def open(self, cell: Cell, *, text: int = 16, fresh: bool = False, **options: Any) -> Iterator[Page]:
        """Open a page as its cell says, or otherwise, with `looking` ready in it.

        `text` is the size that the browser's own settings give to text, in pixels. A `fresh` page has no past: after
        another the focus begins, and ends, elsewhere.
        """
        ways = {"width": cell.width, "color_scheme": cell.scheme} | options
        page = self.context(**ways).new_page() if fresh else self._page(text=text, **ways)
        page.goto(f"{self.host(cell.site, cell.look)}{cell.path}")
        if ways.get("java_script_enabled", True):
            page.evaluate(LOOKING)
        yield page
        if fresh:
            page.close()

    def visit(self, cell: Cell) -> Visit:
        """Return what is found on a page; it is opened once."""
        if cell not in self._visits:
            self._visits[cell] = self._visit(cell)
        return self._visits[cell]

    def _visit(self, cell: Cell) -> Visit:
        axe = axe_source()
        host = self.host(cell.site, cell.look)
        asked: list[str] = []
        console: list[str] = []
        listeners: dict[str, Callable[[Any], None]] = {
            "request": lambda request: asked.append(request.url),
            "console": lambda message: console.append(f"{message.type}: {message.text}"),
            "pageerror": lambda error: console.append(f"error: {error}"),
        }
        page = self._page(width=cell.width, color_scheme=cell.scheme)
        for event, note in listeners.items():
            page.on(event, note)
        try:
            page.goto(f"{host}{cell.path}")
            page.evaluate(LOOKING)
            page.evaluate("looking.scrollThrough()")
            measured = page.evaluate(
                "({ moved, refused, outside: looking.outside(), cut: looking.cut(), "
                "overlapping: looking.overlapping(), broken_pictures: looking.brokenPictures(), "
                "sticking: looking.sticking() })"
            )
            page.evaluate(axe)
            rules = page.evaluate(AXE)
        finally:
            for event, note in listeners.items():
                page.remove_listener(event, note)
        strangers = [url for url in asked if not url.startswith((f"{host}/", "data:"))]
        return Visit(axe=rules, strangers=strangers, console=console, **measured)


@contextmanager
def visiting(browser: Browser) -> Iterator[Visitor]:
    """Give a visitor with this browser; the servers and windows of the visit end with it."""
    with ExitStack() as stack:
        yield Visitor(browser, stack)
