"""A finished page → what is wrong with its HTML, at the lines of the templates that its marks name.

Only what a template writes is looked at: what stands in a text, or in a template without marks, has no place. The rules
are those of https://html.spec.whatwg.org/multipage/syntax.html: which end tags may be left out, what ends a paragraph.
"""

from __future__ import annotations

import json
import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.result import BuildResult
from therapyblog.pipeline.problem_lines import on_page, once_a_line
from therapyblog.render.srcset import candidates
from therapyblog.similar import nearest
from therapyblog.theme_tools.marks import BEGIN, place_of, without_marks


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOID = _names("area base br col embed hr img input link meta source track wbr")
_ENDS_ITSELF = _names("p li dt dd option optgroup rb rt rp tr td th thead tbody tfoot colgroup caption html head body")
_ENDS_PARAGRAPH = _names(
    "address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hgroup hr main menu nav ol p pre search section table ul"
)
_KEEPS_PARAGRAPH = _names("button caption object svg table td template th")
"""Within these a block ends no paragraph that is open around them."""
_CELLS = frozenset(("td", "th"))
_ROWS = _CELLS | {"tr"}
_ENDED_BY: dict[str, frozenset[str]] = {
    "li": frozenset(("li",)),
    **dict.fromkeys(("dt", "dd"), frozenset(("dt", "dd"))),
    **dict.fromkeys(("option", "optgroup"), frozenset(("option",))),
    **dict.fromkeys(("rt", "rp"), frozenset(("rt", "rp"))),
    **dict.fromkeys(("td", "th"), _CELLS),
    "tr": _ROWS,
    **dict.fromkeys(("thead", "tbody", "tfoot"), _ROWS | {"thead", "tbody", "tfoot", "caption", "colgroup"}),
}
_ALONE = frozenset(("a", "button", "form"))
"""Elements that hold none of their own kind: a browser ends the outer one."""
_LINKS = ("href", "src", "action", "poster")
_WORDS = {
    "doctype": "no `<!doctype html>` in its first line",
    "lang": "no `lang` at its `<html>`",
    "charset": 'no `<meta charset="utf-8">`',
    "viewport": 'no `<meta name="viewport">`, which telephones need',
    "title": "no `<title>` with words",
    "stylesheet": "no style sheet",
    "main": "no `<main>`",
    "h1": "no `<h1>`",
}
"""What every page has → the words for a page that lacks it."""


class Fault(NamedTuple):
    """Something that is wrong in the HTML of a page."""

    at: Place | None
    """`None` where no template of the theme draws any tag of the page."""
    says: str
    fix: str


class Link(NamedTuple):
    """An address that a template wrote into a page, as it stands there."""

    at: Place
    address: str


class _Open(NamedTuple):
    tag: str
    at: Place | None


def _of_file(element: _Open) -> _Open:
    """Return an element as one of its file, wherever it stands there."""
    return element._replace(at=Place(path=element.at.path) if element.at else None)


class _PageReader(HTMLParser):
    """Reads one page: `faults`, `links` and `ids` are what it found."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[Fault] = []
        self.links: list[Link] = []
        self.ids: dict[str, Place | None] = {}
        self.is_redirect = False
        self._open: list[_Open] = []
        self._mark: Place | None = None
        self._last: Place | None = None
        self._first: dict[str, Place] = {}
        self._lacks = dict.fromkeys(_WORDS)
        self._paragraph: _Open | None = None
        """The block that ended a paragraph last."""
        self._forgotten: Counter[_Open] = Counter()
        """Elements that were ended by the end of another: their own end closes nothing any more."""
        self._told: set[str] = set()
        self._script = self._json = ""
        self.feed(html)
        self.close()
        self._end()

    def _report(self, at: Place | None, says: str, fix: str) -> None:
        if at is not None:
            self.faults.append(Fault(at, says, fix))

    def _report_nesting(self, at: Place | None, says: str, fix: str) -> None:
        """Report the first such mistake of a file: the others mostly follow from it."""
        if at is not None and at.path not in self._told:
            self._told.add(at.path)
            self._report(at, says, fix)

    def _take_mark(self) -> Place | None:
        mark, self._mark = self._mark, None
        return mark

    def handle_comment(self, data: str) -> None:
        """Read a mark."""
        at = place_of(data)
        if at is not None:
            self._mark = self._last = at
            self._first.setdefault("", at)

    def handle_decl(self, decl: str) -> None:
        """Read the doctype."""
        if decl.lower().startswith("doctype html"):
            self._lacks.pop("doctype", None)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read `<tag/>`: only within drawings it is an element that is closed."""
        self.handle_starttag(tag, attrs)
        if self._is_inside("svg", "math"):
            self._open.pop()

    def _is_inside(self, *tags: str) -> bool:
        return any(element.tag in tags for element in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read a tag that opens an element."""
        at = self._take_mark()
        if at is not None:
            self._first.setdefault(tag, at)
        self._read_attributes(tag, attrs, at)
        self._note(tag, {name: value or "" for name, value in attrs})
        if tag in _ENDS_PARAGRAPH:
            self._end_paragraph(tag, at)
        if tag in _ALONE and self._is_inside(tag):
            self._report_nesting(at, f"`<{tag}>` cannot stand within another `<{tag}>`", "close the outer one before")
        while self._open and self._open[-1].tag in _ENDED_BY.get(tag, ()):
            self._open.pop()
        if tag not in _VOID or self._is_inside("svg", "math"):
            self._open.append(_Open(tag, at))

    def _end_paragraph(self, tag: str, at: Place | None) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].tag in _KEEPS_PARAGRAPH:
                return
            if self._open[index].tag == "p":
                if index < len(self._open) - 1:
                    self._report_in_paragraph(_Open(tag, at))
                    self._forgotten.update(map(_of_file, self._open[index:]))
                self._paragraph = _Open(tag, at)
                del self._open[index:]
                return

    def _report_in_paragraph(self, block: _Open) -> None:
        says = f"a `<{block.tag}>` cannot stand within a `<p>`, so browsers end the paragraph before it"
        self._report_nesting(block.at, says, "write `<div>` in place of `<p>`, or close the `<p>` before it")

    def _read_attributes(self, tag: str, attrs: list[tuple[str, str | None]], at: Place | None) -> None:
        names = [name for name, _ in attrs]
        odd = any(set(name) & set("\"'<") for name in names) or any(BEGIN in (value or "") for _, value in attrs)
        if odd:
            self._told.update(*[[at.path] if at else []])
            self._report(at, f"a quotation mark is missing in this `<{tag}>`, or one is too many", "mend the tag")
            return
        for name, number in Counter(names).items():
            if number > 1:
                says = f"`{name}` stands {number} times in one `<{tag}>`, and only the first counts"
                self._report(at, says, "write it once, with both values")
        for name, value in attrs:
            if name == "id" and value:
                if value in self.ids:
                    self._report(at or self.ids[value], f"the id “{value}” stands twice in a page", "give each its own")
                self.ids.setdefault(value, at)
            elif at is not None and name in _LINKS and value:
                self.links.append(Link(at, value))
            elif at is not None and name == "srcset" and value:
                self.links += [Link(at, address) for address, _ in candidates(value)]
        if tag == "img" and "alt" not in names:
            self._report(at, "a picture has no `alt`, so a screen reader says its file name", 'write alt="" or words')

    def _note(self, tag: str, attributes: dict[str, str]) -> None:
        """Note what a tag is of what every page has."""
        rel, name = attributes.get("rel", "").lower().split(), attributes.get("name", "").lower()
        there = {
            "lang": tag == "html" and bool(attributes.get("lang")),
            "charset": tag == "meta"
            and ("charset" in attributes or "charset=" in attributes.get("content", "").lower()),
            "viewport": tag == "meta" and name == "viewport",
            "stylesheet": (tag == "link" and "stylesheet" in rel) or tag == "style",
            "main": tag == "main",
            "h1": tag == "h1",
        }
        for key in (key for key, is_there in there.items() if is_there):
            self._lacks.pop(key, None)
        self.is_redirect |= tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh"
        self._script = attributes.get("type", "") if tag == "script" else ""

    def handle_endtag(self, tag: str) -> None:
        """Read a tag that closes an element."""
        at = self._take_mark()
        if tag == "script" and self._json:
            self._read_json()
        index = len(self._open) - 1
        while index >= 0 and self._open[index].tag != tag:
            index -= 1
        # What a template of the theme closes it has opened, or another of the theme has.
        if index < 0 or (at is not None and self._open[index].at is None):
            self._close_nothing(tag, at)
            return
        above = [element for element in self._open[index + 1 :] if element.tag not in _ENDS_ITSELF]
        for element in above:
            says = f"this `<{element.tag}>` is not closed before `</{tag}>`, which closes what is around it"
            self._report_nesting(element.at or at, says, f"write `</{element.tag}>` where it ends")
            self._forgotten[_of_file(element)] += 1
        del self._open[index:]

    def _close_nothing(self, tag: str, at: Place | None) -> None:
        if self._forgotten[_of_file(_Open(tag, at))]:
            self._forgotten[_of_file(_Open(tag, at))] -= 1
        elif tag == "p" and self._paragraph is not None:
            self._report_in_paragraph(self._paragraph)
            self._paragraph = None
        else:
            self._report_nesting(at, f"this `</{tag}>` closes nothing", "take it out, or open what it closes")

    def handle_data(self, data: str) -> None:
        """Read text."""
        within = self._open[-1].tag if self._open else ""
        text = without_marks(data)
        if self._mark is not None and text.startswith("<"):
            self._report_endless()
        if within == "script" and self._script.endswith("json"):
            self._json += text
        elif within not in ("script", "style"):
            if within == "title" and text.strip() and not self._is_inside("svg"):
                self._lacks.pop("title", None)
            if '"@context"' in text:
                fix = 'write <script type="application/ld+json">{{ structured_data | jsonld }}</script>'
                self._report(self._last, "structured data is shown as text", fix)
        if text.strip():
            self._mark = None

    def _report_endless(self) -> None:
        self._report_nesting(self._mark, "this tag has no end", "write the missing > or quotation mark")

    def _read_json(self) -> None:
        text, self._json = self._json, ""
        try:
            json.loads(text)
        except ValueError:
            says = "the structured data of this script cannot be read: it is no JSON"
            self._report(self._open[-1].at, says, "write {{ structured_data | jsonld }} between its tags")

    def _end(self) -> None:
        if self._mark is not None:
            self._report_endless()
        for element in reversed([element for element in self._open if element.tag not in _ENDS_ITSELF]):
            self._report_nesting(element.at, f"this `<{element.tag}>` is never closed", f"write `</{element.tag}>`")
        if self._lacks and not self.is_redirect:
            tag = "main" if set(self._lacks) <= {"h1"} else "body" if set(self._lacks) <= {"h1", "main"} else "html"
            at = self._first.get(tag) or self._first.get("")
            lacking = "; ".join(_WORDS[name] for name in self._lacks)
            self.faults.append(Fault(at, f"a page has {lacking}", "add it, or build on the templates of base"))


def check_pages(result: BuildResult, elsewhere: Place) -> list[Problem]:
    """Check the pages of a build whose theme is marked; each mistake is told once, with the first page that has it.

    `elsewhere` is the place of a fault that no line of the theme can be blamed for.
    """
    if not result.published:
        return []
    out = Path(result.out)
    pages = {
        path.relative_to(out).as_posix(): _PageReader(path.read_text(encoding="utf-8"))
        for path in sorted(out.rglob("*.html"))
    }
    found = [
        on_page(mistake, f"/{file.removesuffix('index.html')}")
        for file, page in pages.items()
        for mistake in (
            *(
                problem("TB-THEME-022", at=fault.at or elsewhere, says=fault.says, fix=fault.fix)
                for fault in page.faults
            ),
            *_lost(file, page, pages, out),
        )
    ]
    return list(once_a_line(found))


def _lost(file: str, page: _PageReader, pages: Mapping[str, _PageReader], out: Path) -> Iterator[Problem]:
    """Report the addresses that templates wrote into a page and that lead nowhere."""
    for link in dict.fromkeys(page.links):
        parts = urlsplit(link.address)
        if parts.scheme or parts.netloc:
            continue
        target = (
            posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(parts.path))) if parts.path else file
        )
        shown = f"/{target.removesuffix('index.html')}"
        if target not in pages and not (out / target).is_file():
            meant = nearest(shown, (f"/{name.removesuffix('index.html')}" for name in pages))
            fix = f"did you mean {meant}?" if meant else "use the address that a value has"
            yield problem("TB-THEME-018", at=link.at, says=f"there is no page or file “{shown}”", fix=fix)
        elif parts.fragment and target in pages and unquote(parts.fragment) not in {*pages[target].ids, "top"}:
            says = f"“{shown}” has nothing with the id “{parts.fragment}”"
            yield problem("TB-THEME-018", at=link.at, says=says, fix="write the id of something on that page")
