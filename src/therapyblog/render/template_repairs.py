"""What to write instead: of what Jinja and the sandbox say of a template's mistakes, those that have one repair."""

from __future__ import annotations

import re

from therapyblog.patterns import lazy_pattern
from therapyblog.render.filters import FILTERS
from therapyblog.similar import nearest

MEND = "mend the line in the template"
_FILTER = lazy_pattern(r"No filter named '(\w+)'")
_FILTERS_ELSEWHERE = {
    **dict.fromkeys(("date", "strftime", "date_format", "datetime", "dateformat", "format_date"), "day(language)"),
    **dict.fromkeys(("markdown", "markdownify"), "nothing: `content` is finished HTML"),
    **dict.fromkeys(("absolute_url", "relative_url", "url", "absURL", "relURL"), "nothing: addresses begin with /"),
    **dict.fromkeys(("number_of_words", "word_count"), "wordcount"),
    **dict.fromkeys(("strip_html", "plainify"), "striptags"),
    **dict.fromkeys(("downcase",), "lower"),
    **dict.fromkeys(("upcase",), "upper"),
}
"""Filters of other programs → what is written here."""
_WAYS_OUT: tuple[tuple[str, str], ...] = (
    (r"expected token 'end of statement block', got '='", "write == to compare"),
    (r"Encountered unknown tag '(?:elseif|elsif|else if)'.*", "write elif"),
    (r"Encountered unknown tag 'end'.*needs to be closed is '(\w+)'.*", r"write {% end\1 %}"),
    (r"Encountered unknown tag '(?:assign|let|var)'.*", "write {% set name = … %}"),
    (r"Encountered unknown tag 'extend'.*", "write extends"),
    (r"Missing end of comment tag", "write #} where the comment ends"),
    (r"block '.*' defined twice", "give one of them another name, or put both into one"),
    (r"extended multiple times", "keep one extends: a template builds on one other"),
    (r"a date cannot be printed", "write {{ … | day(language) }}"),
    (r"a list cannot be printed", "go through it with {% for … in … %}"),
    (r"something that is to be called cannot be printed", "call it: write () behind its name, as in super()"),
    (r"nothing \(none\) cannot be printed", "ask first whether it is there: {% if … %}"),
)


def way_out(message: str) -> str:
    """Return what to write instead of what a message is about."""
    if found := _FILTER.search(message):
        other = _FILTERS_ELSEWHERE.get(found[1])
        meant = nearest(found[1], FILTERS)
        if other:
            return f"write {other}"
        return f"did you mean `{meant}`?" if meant else "the manual lists the filters"
    for pattern, fix in _WAYS_OUT:
        if match := re.match(pattern, message, re.DOTALL):
            return match.expand(fix)
    return MEND
