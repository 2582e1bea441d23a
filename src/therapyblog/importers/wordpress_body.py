"""The body of a WordPress item → HTML: blocks, shortcodes, footnotes, and paragraphs made of blank lines.

Blocks are comments around HTML. A body without them has its paragraphs from blank lines (`wpautop`:
https://developer.wordpress.org/reference/functions/wpautop/), and shortcodes
(https://codex.wordpress.org/Shortcode) for what HTML has no tag for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape, unescape

from therapyblog.importers.items import Image, Note
from therapyblog.importers.tables import as_list, as_table, as_text, read_json

_BLOCKS = (
    r"(?:p|div|h[1-6]|[uod]l|li|d[td]|blockquote|table|t(?:head|body|foot|r|d|h)|fig(?:ure|caption)|hr|section|form)"
)
_BLOCK_TAG = re.compile(rf"<(?:/?{_BLOCKS}|hr)\b", re.IGNORECASE)
_BLOCK_EDGE = re.compile(rf"(</{_BLOCKS}\s*>|<hr\b[^>]*>)|(?=<(?:{_BLOCKS}|hr)\b)", re.IGNORECASE)
_BLOCK_COMMENT = re.compile(r"<!--\s*/?wp:.*?-->", re.DOTALL)
_CAPTION = re.compile(r"\[caption[^\]]*\](.*?)\[/caption\]", re.DOTALL)
_EMBED = re.compile(r"\[embed[^\]]*\](.*?)\[/embed\]", re.DOTALL)
_EMBED_LINE = re.compile(
    r"^\s*(https://(?:www\.)?(?:youtube\.com|youtu\.be|vimeo\.com|open\.spotify\.com)/\S+)\s*$", re.MULTILINE
)
_CODE = re.compile(r"\[(code|source(?:code)?|cc[A-Za-z]{0,4}(?:_\w+)?)(?:\s[^\]]*)?\](.*?)\[/\1\]", re.DOTALL)
_GALLERY = re.compile(r"\[gallery(\s[^\]]*)?\]")
_NUMBERS = re.compile(r"\b(?:ids|include)\s*=\s*[\"']?([\d,\s]+)")
_SHORTCODE = re.compile(
    r"\[(?:/(?P<end>[a-z][a-z0-9_-]*)|(?P<set>[a-z][a-z0-9_-]*)\s+[\w-]+\s*=[^\]]*)\](?![(:\[])"
    r"|^\s*(?:<p>)?\[(?P<alone>[a-z][a-z0-9_-]*)\](?:</p>)?\s*$",
    re.MULTILINE,
)
"""A mark of a plugin closes, has settings, or stands alone in its line; `[she] said` is none."""
_PREFORMATTED = re.compile(r"(<pre\b(?:(?!<pre\b).)*?</pre>)", re.DOTALL | re.IGNORECASE)
_SAMPLE = re.compile(
    r"(?P<start><(?P<name>pre|code|kbd|samp|tt)\b[^<>]*>)(?P<words>(?:(?!<(?P=name)\b).)*?)(?P<end></(?P=name)\s*>)",
    re.DOTALL | re.IGNORECASE,
)
_AROUND = r"/?(?:code|span|br|mark|font)"
"""The tags of whatever colours code, which stand around its words and not among them."""
_FORMAT = rf"{_AROUND}|/?(?:a|b|strong|i|em|u|s|del|ins|sub|sup|small|var|kbd|samp|tt)"
_LINES = r"(?:div|p)(?=\s+(?:style|class)\s*=)|/(?:div|p)"
_MARKUP = re.compile(rf"<(?!(?:{_FORMAT}|{_LINES})(?=[\s/>]))(?=[a-z/!?])|(?<=[\"'])<(?=[a-z])", re.IGNORECASE)
_PHP = re.compile(r"<\?(?:php\b|=)")
_WITHIN = re.compile(rf"<(?!{_AROUND}(?=[\s/>]))(?=[a-z/!?])", re.IGNORECASE)


def as_html(body: str, pictures: Mapping[str, Image], own: Sequence[str], footnotes: str) -> tuple[str, list[Note]]:
    """Return the body of an item as HTML, with what could not be kept of it.

    `pictures` are those of the library by their numbers, `own` the numbers of those that belong to the item;
    `footnotes` are its own, as the block of that name stores them.
    """
    has_blocks = "<!-- wp:" in body
    body = _BLOCK_COMMENT.sub("\n", body) if has_blocks else body
    body = _SAMPLE.sub(_sample, body) if "</pre" in body or "</code" in body or "</kbd" in body else body
    if "[" in body:
        body = _CODE.sub(lambda found: f"<pre>{escape(unescape(found[2]).strip(chr(10)))}</pre>", body)
        body = _CAPTION.sub(_figure, body)
        body = _EMBED.sub(lambda found: f'<iframe src="{found[1].strip()}"></iframe>', body)
        body = _GALLERY.sub(lambda found: _gallery(found, pictures, own), body)
    body = _EMBED_LINE.sub(lambda found: f'<iframe src="{found[1]}"></iframe>', body)
    outside = _PREFORMATTED.sub("", body) if "[" in body else ""
    marks = dict.fromkeys(found["end"] or found["set"] or found["alone"] for found in _SHORTCODE.finditer(outside))
    shown = ", ".join(f"[{name}]" for name in list(marks)[:5])
    says = f"marks of a WordPress plugin stand in the text and mean nothing here: {shown}"
    notes = [Note(says=says)] if marks else []
    if _PHP.search(body):
        notes.append(Note(says="PHP stands in the text (`<?php`), means nothing here, and was left out"))
    return (body if has_blocks else _paragraphs(body)) + _notes(footnotes), notes


def _sample(found: re.Match[str]) -> str:
    """Write the tags in code as its words, where they are: PHP, or more than gives words their form.

    Most people type a tag into code as it is; a page then shows nothing of it, and still it is what they wrote.
    """
    words = found["words"]
    if "<" not in words:
        return found[0]
    if found["name"].lower() != "pre" and not re.sub("<[^<>]*>", "", words).strip():
        words = words.replace("<", "&lt;")
    elif _MARKUP.search(words):
        words = _WITHIN.sub("&lt;", words)
    return f"{found['start']}{words}{found['end']}"


def _figure(found: re.Match[str]) -> str:
    image = re.search(r"(?:<a\b[^>]*>)?\s*<img\b[^>]*>\s*(?:</a>)?", found[1])
    if image is None:
        return found[1]
    return f"<figure>{image[0]}<figcaption>{found[1].replace(image[0], '').strip()}</figcaption></figure>"


def _gallery(found: re.Match[str], pictures: Mapping[str, Image], own: Sequence[str]) -> str:
    """Return the pictures of a gallery, each with its caption; the mark itself where none is known."""
    named = _NUMBERS.search(found[1] or "")
    numbers = re.findall(r"\d+", named[1]) if named else own
    return "".join(_picture(pictures[number]) for number in numbers if number in pictures) or found[0]


def _picture(image: Image) -> str:
    caption = f"<figcaption>{escape(image.caption)}</figcaption>" if image.caption else ""
    return f'\n\n<figure><img src="{escape(image.address)}" alt="{escape(image.alt)}">{caption}</figure>\n\n'


def _notes(stored: str) -> str:
    """Return footnotes as a list whose items the marks in the text lead to."""
    if not stored:
        return ""
    try:
        notes = [as_table(note) for note in as_list(read_json(stored))]
    except ValueError:
        return ""
    items = (f'<li id="{escape(as_text(note.get("id")))}">{as_text(note.get("content"))}</li>' for note in notes)
    return f"\n<ol>{''.join(items)}</ol>" if notes else ""


def _paragraphs(body: str) -> str:
    """Make a paragraph of what stands between blank lines, and a line break of a single one, as `wpautop` does."""
    return "\n".join(
        part if at % 2 else _paragraphs_outside(part)
        for at, part in enumerate(_PREFORMATTED.split(body.replace("\r\n", "\n").replace("\r", "\n")))
    )


def _paragraphs_outside(body: str) -> str:
    parts = []
    for part in re.split(r"\n\s*\n", _BLOCK_EDGE.sub(r"\1\n\n", body) if "<" in body else body):
        if _BLOCK_TAG.match(part.lstrip()) or not part.strip():
            parts.append(part)
        else:
            broken = part.strip().replace("\n", "<br>")
            parts.append(f"<p>{broken}</p>")
    return "\n".join(parts)
