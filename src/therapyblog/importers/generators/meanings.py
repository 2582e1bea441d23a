"""What the shortcodes, tags and components of generators mean here: one table of their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import NamedTuple

from therapyblog.importers.markdown_writer import embed, pointed

Target = Callable[[str], str]
"""Takes what a reference to another text names; returns its address, or nothing."""


class Call(NamedTuple):
    """One mark: its name, what it is given, and what it stands around."""

    name: str
    words: tuple[str, ...]
    named: Mapping[str, str]
    inner: str | None
    source: str
    """As it is written, without what follows its opening."""

    def get(self, *names: str, place: int | None = None) -> str:
        """Return what is given under the first of these names, or at a place."""
        for name in names:
            if self.named.get(name):
                return self.named[name]
        return self.words[place] if place is not None and place < len(self.words) else ""


Meaning = Callable[[Call, Target], str | None]


def fenced(code: str, language: str = "") -> str:
    """Return a block of code."""
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`{3,}", code)), 0)
    language = language if re.fullmatch(r"[\w+#.-]{1,20}", language) else ""
    return f"\n{fence}{language}\n" + code.strip("\n") + f"\n{fence}\n"


def _plain(words: str) -> str:
    return " ".join(words.replace('"', "”").replace("{", "(").replace("}", ")").split())


def _figure(call: Call, target: Target) -> str | None:
    address = call.get("src", "url", "image_path", "image", "path", "file", "filename", place=0)
    if not address:
        caption = call.get("caption", "title")
        return f"{call.inner}\n\n*{caption}*\n\n" if call.inner and caption else call.inner
    second = call.words[1] if len(call.words) > 1 else ""
    alt = _plain(call.get("alt", "alttext", "title") or (second if call.name != "figure" else ""))
    caption = call.get("caption", "title", "attr", "description", place=None) or (call.inner or "").strip()
    if not caption and call.name == "figure":
        caption = second
    if caption == alt and not call.get("caption"):
        caption = ""
    picture = f"![{alt or _plain(caption)}]({pointed(address)})"
    if caption and not call.get("link", "href"):
        alt = alt or _plain(re.sub(r"[*_`]", "", caption))
        words = " ".join(caption.split())
        return f'\n\n:::figure {address.replace(" ", "%20")} {{alt="{alt}"}}\n{words}\n:::\n\n'
    link = call.get("link", "href")
    written = f"[{picture}]({pointed(link)})" if link else picture
    return f"{written}\n\n*{' '.join(caption.split())}*" if caption else written


def _embed(pattern: str) -> Meaning:
    def embedded(call: Call, target: Target) -> str | None:
        number = call.get("id", "video", "videoid", "v", "youtubeid", "vimeoid", "youtube_id", "src", "url", place=0)
        if not number and call.inner:
            number = call.inner.strip()
        if not number:
            return None
        number = unescape(number).rstrip("&")
        if number.startswith(("http://", "https://", "//")):
            address = re.sub(r"^(?:https?:)?//", "https://", number)
        elif number.startswith("videoseries?list="):
            address = f"https://www.youtube.com/playlist?list={number.partition('=')[2]}"
        else:
            address = pattern.format(number)
        return embed(address, call.get("title"))

    return embedded


def _linked(pattern: str) -> Meaning:
    def linked(call: Call, target: Target) -> str | None:
        words = [call.get("user", "username", place=0), call.get("id", place=1)]
        url = call.get("url", "src", "href")
        if not url and words[0].startswith("http"):
            url = words[0]
        return f"<{url or pattern.format(*words)}>" if url or words[0] else None

    return linked


_VIDEO_PLAYERS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "spotify": "https://open.spotify.com/episode/{}",
}


def _video(call: Call, target: Target) -> str | None:
    provider = call.get("provider", "type", "platform").lower()
    number = call.get("id", "url", "src", "mp4", "file", place=0)
    if provider in _VIDEO_PLAYERS and number:
        return _embed(_VIDEO_PLAYERS[provider])(call, target)
    if re.match(r"(?:https?:)?//(?:[\w.]*)(?:youtu|vimeo)", number):
        return _embed("{}")(call, target)
    return _file(call, target)


def _file(call: Call, target: Target) -> str | None:
    address = call.get("src", "url", "href", "mp4", "mp3", "file", "path", place=0)
    words = call.get("title", "caption", "text", "name") or address.rpartition("/")[2]
    return f"[{words}]({pointed(address)})" if address else None


def _note(title: str = "") -> Meaning:
    def note(call: Call, target: Target) -> str | None:
        inner = (call.inner if call.inner is not None else call.get("content", "text", "message", "body")).strip()
        if not inner:
            return None
        own = call.get("title", "heading", "summary")
        kind = call.get("type", "kind", "level", "class", place=0)
        plain = call.words[1] if len(call.words) > 1 else ""
        shown = _plain(own or plain or title or (kind if kind.lower() not in ("", "note", "info", "primary") else ""))
        colons = ":::" + ":" * inner.count("\n:::") if ":::" in inner else ":::"
        return f"\n\n{colons}note {shown[:1].upper()}{shown[1:]}".rstrip() + f"\n{_dedented(inner)}\n{colons}\n\n"

    return note


def _dedented(words: str) -> str:
    lines = words.split("\n")
    indents = [len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip()]
    least = min(indents, default=0)
    return "\n".join([lines[0].lstrip(), *(line[least:] for line in lines[1:])])


def _quote(call: Call, target: Target) -> str | None:
    words = (call.inner if call.inner is not None else call.get("text", "quote", "content")).strip()
    who = call.get("author", "by", "cite", "attribution", "name")
    if not words:
        return None
    if who and not re.search(r"[{}\"]", who):
        return f"\n\n:::quote {_plain(who)}\n{_dedented(words)}\n:::\n\n"
    return "\n\n" + "\n".join(f"> {line}".rstrip() for line in _dedented(words).split("\n")) + "\n\n"


def _inner(call: Call, target: Target) -> str | None:
    return None if call.inner is None else call.inner


def _titled(call: Call, target: Target) -> str | None:
    if call.inner is None:
        return None
    title = call.get("summary", "title", "name", "label", place=0)
    return (f"\n\n**{title}**\n\n" if title else "") + call.inner


def _nothing(call: Call, target: Target) -> str | None:
    return call.inner or ""


def _reference(call: Call, target: Target) -> str | None:
    name = call.get("path", "page", place=0)
    return target(name) if name else None


def _link(call: Call, target: Target) -> str | None:
    if call.inner is None and call.words and not call.named:
        return _reference(call, target)
    address = call.get("href", "url", "link", "to", "relref", "src", place=0)
    words = (call.inner or call.get("text", "label", "title", "content", place=1)).strip()
    if not address or not words:
        return None
    return f"[{' '.join(words.split())}]({pointed(address)})"


def _tweet(call: Call, target: Target) -> str | None:
    number = call.get("id", "tweetid", place=0)
    if number.startswith("http"):
        return f"<{number}>"
    return f"<https://twitter.com/{call.get('user') or 'i'}/status/{number}>" if number else None


def _code(call: Call, target: Target) -> str | None:
    return None if call.inner is None else fenced(call.inner, call.get("lang", "language", place=0))


_WRAPPERS = (
    "accordions tabs row column columns col div span center centered section wrapper container fragment lead p rawhtml "
    "html unsafe md markdown markdownify smallcaps small steps br clear clearfix setup toc tableofcontents table"
)
_NAMES: tuple[tuple[str, Meaning], ...] = (
    ("figure img image picture photo responsiveimage resizeimage imgproc captionedimage blogimage", _figure),
    (
        "youtube youtubeplayer youtubeembed youtubelite liteyoutube ytplayer yt videoyoutube",
        _embed(_VIDEO_PLAYERS["youtube"]),
    ),
    ("vimeo vimeoplayer vimeoembed vimeosimple", _embed(_VIDEO_PLAYERS["vimeo"])),
    ("spotify spotifyembed", _embed(_VIDEO_PLAYERS["spotify"])),
    ("soundcloud", _embed("https://soundcloud.com/{}")),
    ("video", _video),
    ("audio audioplayer mp3 pdf file download attachment", _file),
    ("tweet twitter x xsimple twittersimple", _tweet),
    ("gist", _linked("https://gist.github.com/{}/{}")),
    ("instagram instagramsimple", _linked("https://www.instagram.com/p/{}/")),
    ("notice alert callout admonition hint note info message box panel details aside", _note()),
    ("tip", _note("Tip")),
    ("warning warn caution", _note("Warning")),
    ("danger error attention", _note("Attention")),
    ("important", _note("Important")),
    ("success", _note()),
    ("quote blockquote pullquote epigraph cite", _quote),
    ("details expand collapse accordion spoiler accordionitem tab", _titled),
    (_WRAPPERS, _nothing),
    ("ref relref posturl", _reference),
    ("button btn linkbutton cta a link", _link),
    ("code highlight prism codeblock", _code),
)
MEANINGS: dict[str, Meaning] = {name: meaning for names, meaning in _NAMES for name in names.split()}
MEANINGS["details"] = _titled
"""Folded name → what a mark of this name becomes; nothing where it cannot be said."""
