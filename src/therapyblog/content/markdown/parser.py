"""The parser: markdown-it with our rules, built once for each language and choice of settings, for all threads."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin

from therapyblog.content.markdown import (
    bare_addresses,
    cjk_emphasis,
    comments,
    footnotes,
    limits,
    lost_words,
    positions,
    references,
    wiki_links,
)
from therapyblog.content.markdown.bullets import pasted_list
from therapyblog.content.markdown.callouts import callouts
from therapyblog.content.markdown.components import component
from therapyblog.content.markdown.foreign_marks import foreign_marks
from therapyblog.content.markdown.headings import read_marks
from therapyblog.content.markdown.html_blocks import html_block
from therapyblog.content.markdown.near_misses import find_near_misses
from therapyblog.content.markdown.plain_blocks import plain_block
from therapyblog.content.markdown.plain_inlines import inline
from therapyblog.content.markdown.text_direction import directions
from therapyblog.content.markdown.typography import (
    Elisions,
    Quotes,
    dashes,
    elisions_of,
    is_spaced,
    quotes,
    quotes_of,
    spaces,
)
from therapyblog.content.options import MarkdownSettings
from therapyblog.model.languages import primary

_OF_A_SERVER = re.compile(r"[\\/]{2}|[a-zA-Z][a-zA-Z0-9+.-]*:")
_ENDS_ALL = ["paragraph", "reference", "blockquote", "list"]


class _Parser(MarkdownIt):
    """Addresses stay as the author wrote them: the site resolves them, the renderer refuses the unsafe ones."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - upstream's name
        url = url.replace(comments.MORE, "")
        # As Windows writes the name of a file; what names a server so stays, and is refused.
        return url.replace("\\", "/") if "\\" in url and not _OF_A_SERVER.match(url) else url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - upstream's name
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802 - upstream's name
        return True


def parser_for(language: str, settings: MarkdownSettings) -> MarkdownIt:
    """Return the parser for a BCP 47 tag and a site's settings."""
    marks = quotes_of(language) if settings.typography else None
    return _build(
        marks,
        elisions_of(primary(language)),
        spaced=settings.typography and is_spaced(language),
        html_blocks=settings.raw_html != "off",
    )


@cache
def _build(marks: Quotes | None, elisions: Elisions, *, spaced: bool, html_blocks: bool) -> MarkdownIt:
    md = _Parser(
        "js-default",
        {
            "html": True,
            "typographer": True,
            "quotes": marks,
            "elisions": elisions,
            "spaced": spaced,
            "tasklists": True,
        },
    )
    md.use(deflist_plugin)
    footnotes.install(md)
    lost_words.install(md)
    references.install(md)
    wiki_links.install(md)
    positions.install(md)
    limits.install(md)
    comments.install(md)
    bare_addresses.install(md)
    cjk_emphasis.install(md)
    # Where HTML is off, inline tags are still recognised, so that they can be shown as text with a warning.
    if html_blocks:
        md.block.ruler.at("html_block", html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    else:
        md.block.ruler.disable("html_block")
    md.block.ruler.before("table", "component", component, {"alt": _ENDS_ALL})
    md.block.ruler.before("component", "pasted_list", pasted_list, {"alt": _ENDS_ALL})
    core = md.core.ruler
    core.before("inline", "callouts", callouts)
    core.after("footnote_tail", "foreign_marks", foreign_marks)
    core.before("inline", "heading_marks", read_marks)
    core.after("inline", "near_misses", find_near_misses)
    core.disable(["normalize", "linkify", "replacements"])
    if marks:
        core.before("smartquotes", "dashes", dashes)
        core.at("smartquotes", quotes)
        core.after("smartquotes", "spaces", spaces)
    else:
        core.disable("smartquotes")
    core.push("directions", directions)
    add_shortcuts(md)
    # Builds the rule chains here, so that no thread has to do it.
    for ruler in (md.core.ruler, md.block.ruler, md.inline.ruler, md.inline.ruler2):
        ruler.getRules("")
    return md


def add_shortcuts(md: MarkdownIt) -> None:
    """Add faster rules for plain blocks and plain words; the tokens stay the same."""
    md.block.ruler.before(md.block.ruler.get_all_rules()[0], "plain_block", plain_block)
    md.core.ruler.at("inline", inline)
