"""`:::embed`: from the address that an author pasted to what is shown when a reader asks for it.

Nothing of another site is loaded before that. Services that are known have an address made for frames, where they have
one a form of it that sets no cookies; any other address is framed as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import SplitResult, parse_qs, quote, urlsplit

from therapyblog.model.documents import Document, Mention
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.site import Embed
from therapyblog.urls.servers import NoServer, server_of

_UNSAFE = re.compile(r"[\x00-\x20\x7f\\<>\"'`]")
_NUMBER = re.compile(r"[0-9.]+")
_EXAMPLE = "write the address that your browser shows, for example :::embed https://www.youtube.com/watch?v=…"

NAMELESS, NOT_SECURE, NO_HOST, NO_PIECE = "nameless", "not-secure", "no-host", "no-piece"


class Refused(Exception):
    """An address cannot be embedded; the argument says why."""


@lru_cache(maxsize=512)
def embed_of(address: str) -> Embed:
    """Return what an address embeds. Raises `Refused`."""
    if not address:
        raise Refused(NAMELESS)
    if not address.lower().startswith("https://"):
        raise Refused(NOT_SECURE)
    try:
        server_of("" if _UNSAFE.search(address) else address)
    except NoServer:
        raise Refused(NO_HOST) from None
    host = (urlsplit(address).hostname or "").rstrip(".")
    # A number or a name without a dot belongs to a local network, which no reader can reach.
    if "." not in host or _NUMBER.fullmatch(host) or ":" in host:
        raise Refused(NO_HOST)
    parts = urlsplit(address)
    plain = re.sub(r"^(?:www|m|music)\.", "", host)
    name, framed, referrer = _SERVICES.get(plain, (plain, _as_it_is, "no-referrer"))
    frame = framed(parts)
    if not frame:
        raise Refused(NO_PIECE)
    return Embed(url=address, frame=frame, origin=str(server_of(frame)), name=name, referrer=referrer)


def _as_it_is(parts: SplitResult) -> str:
    return parts.geturl()


def _youtube(parts: SplitResult) -> str:
    """Return the player of a video, or of a list of videos, on the host that sets no cookies before it plays."""
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    steps = [step for step in parts.path.split("/") if step]
    number = asked.get("v", "")
    if not number and steps:
        number = steps[1] if len(steps) > 1 and steps[0] in ("embed", "shorts", "live", "v") else steps[0]
    start = _seconds(asked.get("t") or asked.get("start") or "")
    end = f"?start={start}" if start else ""
    if re.fullmatch(r"[\w-]{11}", number, re.ASCII) and number != "videoseries":
        return f"https://www.youtube-nocookie.com/embed/{number}{end}"
    several = asked.get("list", "")
    return f"https://www.youtube-nocookie.com/embed/videoseries?list={quote(several)}" if several else ""


def _seconds(text: str) -> int:
    """Read `90`, `90s` or `1m30s`."""
    match = re.fullmatch(r"(?:(\d{1,2})h)?(?:(\d{1,3})m)?(?:(\d{1,6})s?)?", text)
    return sum(int(part or 0) * unit for part, unit in zip(match.groups(), (3600, 60, 1), strict=True)) if match else 0


def _vimeo(parts: SplitResult) -> str:
    """Return the player of a video, asked not to track; an unlisted video has a second word in its address."""
    match = re.search(r"/(\d+)(?:/([0-9a-f]+))?/?$", parts.path)
    if not match:
        return ""
    key = match[2] or parse_qs(parts.query).get("h", [""])[0]
    return f"https://player.vimeo.com/video/{match[1]}?dnt=1" + (f"&h={quote(key)}" if key else "")


def _spotify(parts: SplitResult) -> str:
    match = re.search(r"/(episode|show|track|album|playlist)/(\w+)/?$", parts.path)
    return f"https://open.spotify.com/embed/{match[1]}/{match[2]}" if match else ""


# YouTube's player refuses to play for a page that does not say whose it is ("error 153"); it learns the site, not the
# page (https://developers.google.com/youtube/terms/required-minimum-functionality).
_YOUTUBE = ("YouTube", _youtube, "strict-origin-when-cross-origin")
_VIMEO = ("Vimeo", _vimeo, "no-referrer")
_SERVICES: dict[str, tuple[str, Callable[[SplitResult], str], str]] = {
    "youtube.com": _YOUTUBE,
    "youtu.be": _YOUTUBE,
    "youtube-nocookie.com": _YOUTUBE,
    "vimeo.com": _VIMEO,
    "player.vimeo.com": _VIMEO,
    "open.spotify.com": ("Spotify", _spotify, "no-referrer"),
}
"""Host → the service's name, the address of its frame, and what it may learn of the page around it."""


def embedded(document: Document | None) -> Iterator[tuple[str, Embed]]:
    """Yield what a document embeds, by the address as it is written."""
    for mention in document.facts.mentions if document else ():
        if _is_embed(mention):
            try:
                yield mention.argument, embed_of(mention.argument)
            except Refused:
                continue


def embed_origins(document: Document | None) -> tuple[str, ...]:
    """Return the origins that a document's page may frame once a reader asks for it."""
    return tuple(sorted({embed.origin for _, embed in embedded(document)}))


def check_embed(mention: Mention, at: Place) -> Iterator[Problem]:
    """Check the address of a `:::embed`."""
    try:
        embed_of(mention.argument)
    except Refused as refused:
        code, says, fix = _REFUSALS[refused.args[0]]
        yield problem(code, at=at, says=says.format(mention.argument), fix=fix)


_REFUSALS = {
    NAMELESS: ("TB-COMP-002", "this does not say what it embeds", _EXAMPLE),
    NOT_SECURE: ("TB-COMP-003", "“{}” cannot be embedded: it does not begin with https://", _EXAMPLE),
    NO_HOST: (
        "TB-COMP-003",
        "“{}” cannot be embedded: it does not lead to a site that every reader can reach",
        _EXAMPLE,
    ),
    NO_PIECE: (
        "TB-COMP-003",
        "“{}” cannot be embedded: it leads to no single video, list or episode",
        "open the one that you mean and write the address that your browser shows then",
    ),
}


def _is_embed(mention: Mention) -> bool:
    return mention.kind == "component" and mention.target == "embed"
