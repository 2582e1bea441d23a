"""Side notes: the words of footnotes and references, repeated in the margin where a text refers to them.

They become an attribute, and a style sheet shows it (`content: attr(data-note) / ""`): so screen readers
do not read a note twice, feeds and reading views have it once, and the list at the end stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from markupsafe import Markup

from therapyblog.model.site import Citation
from therapyblog.patterns import lazy_pattern

LONGEST = 320
"""Most characters of a note in the margin; the whole note is at the end of the text."""
_MARK = lazy_pattern(r'<sup class="(?:footnote-ref|reference-mark)">(.*?)</sup>')
_NAMED = lazy_pattern(r'<a href="#(fn|tb-reference-)(\d+)"')
_NOTES = '<section class="footnotes"'
_NOTE = lazy_pattern(r'<li id="fn(\d+)">(.*?)(?=<li id="fn\d|</ol>\s*</section>)', re.DOTALL)
_NO_WORDS = lazy_pattern(r'<sup\b.*?</sup>|<a [^>]*class="footnote-back".*?</a>', re.DOTALL)


def side_notes(content: str, references: Iterable[Citation] = ()) -> Markup:
    """Give every mark of a footnote or reference its words as `data-note`, for a style sheet to show in the margin.

    Only the first mark of a note gets its words, and long notes are cut; the whole is at the end of the text.
    """
    text, start, end = str(content).partition(_NOTES)
    notes = {("fn", int(number)): _plain(note) for number, note in _NOTE.findall(end)}
    notes |= {("tb-reference-", reference.number): reference.text for reference in references}

    def with_note(match: re.Match[str]) -> str:
        lines = []
        for kind, number in _NAMED.findall(match[1]):
            note = notes.pop((kind, int(number)), "")
            if note:
                lines.append(f"{number}\u2002{_cut(note)}")
        note = escape("\n".join(lines))
        return match[0].replace(">", f' data-note="{note}">', 1) if note else match[0]

    return Markup(_MARK.sub(with_note, text) + start + end)  # noqa: S704 - it was HTML, and what is new is escaped


def _plain(note: str) -> str:
    return Markup(_NO_WORDS.sub("", note)).striptags()  # noqa: S704 - only to take the tags out


def _cut(note: str) -> str:
    return note if len(note) <= LONGEST else f"{note[:LONGEST].rpartition(' ')[0]} …"
