"""Sanitises SVG drawings: removes metadata, comments, data of editors, scripts, and foreign addresses.

The drawing is read by a strict parser and written again with an allowlist of elements and attributes; others are left
out with their content. Addresses are kept where they refer to the drawing itself, or contain a picture (whose metadata
is removed) or a font. Source of the rules for styles: CSS Syntax 3.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.sax.saxutils import escape, quoteattr

from therapyblog.media.broken import BrokenPicture
from therapyblog.media.svg_names import ANIMATIONS, ATTRIBUTES, ELEMENTS, TEXTS

MOST_BYTES = 10_000_000
MOST_DEPTH = 256
_MOST_ENTITIES = 40
_LONGEST_ENTITY = 200
"""Characters of an entity. Illustrator writes namespaces as entities; anything longer is an attack."""
_MOST_NAMED = 20_000
_MOST_INSIDE = 2
"""Most nested drawings."""
_NAMESPACE = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_EMBEDDED = "data:"
_FONT_TYPE = re.compile(r"(?:font/|application/(?:x-)?font|application/vnd\.ms-(?:opentype|fontobject))")

_WITH_PICTURE = ("image", "feImage")
_NEVER_AT_RULES = ("import", "charset", "namespace")
_FETCHING = frozenset(("url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade"))
"""Functions of CSS that load something; drawings only need `url()`."""


def clean_svg(content: bytes, *, inside: int = 0) -> bytes:
    """Return a sanitised drawing, as UTF-8.

    Raises `BrokenPicture` with the line where it is not well-formed, or holds a picture that cannot be published.
    """
    from xml.parsers import expat  # noqa: PLC0415 - a site without drawings needs no parser

    if b"<!ENTITY" in (flat := content.replace(b"\0", b"")) and flat.count(b"&") > _MOST_NAMED:
        raise BrokenPicture("it names its entities too often")
    if len(content) > MOST_BYTES:
        raise BrokenPicture(f"it is larger than {MOST_BYTES // 10**6} MB; a drawing of that size is a photograph")
    writer = _Writer(inside)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    # Illustrator declares its namespaces as entities; no other entity is allowed, and none is loaded.
    parser.EntityDeclHandler = writer.declare
    parser.SkippedEntityHandler = writer.skip
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise _broken(f"it is not well-formed ({reason})", error.lineno, error.offset + 1) from None
    except BrokenPicture as error:
        raise _broken(str(error), parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, error.fix) from None
    except RecursionError:
        raise _broken("its styles are nested too deeply", parser.CurrentLineNumber) from None
    except (LookupError, ValueError):
        raise _broken("it is written in an encoding that is not known", 1) from None
    return writer.written()


def _broken(reason: str, line: int, column: int = 0, fix: str = "") -> BrokenPicture:
    fix = fix or "open it in the program that it was drawn with and export it again as plain SVG"
    return BrokenPicture(reason, fix=fix, line=line, column=column)


class _Writer:
    """Writes the sanitised drawing while the original is parsed."""

    def __init__(self, inside: int) -> None:
        self._inside = inside
        self._parts: list[str] = []
        self._open: list[str] = []
        self._skipped = 0
        self._fresh = 0
        """The number of parts at the beginning of the innermost element."""
        self._linked = self._changed = False
        self._namespace = ""
        self._style: list[str] | None = None
        self._entities = 0

    def declare(self, name: str, parameter: int, value: str | None, *_: object) -> None:
        """Handle the declaration of an entity."""
        self._entities += 1
        if (
            self._entities > _MOST_ENTITIES
            or parameter
            or value is None
            or len(value) > _LONGEST_ENTITY
            or "&" in value
        ):
            raise BrokenPicture(f"it declares the entity {name!r}, which a drawing does not need")

    def skip(self, name: str, *_: object) -> None:
        """Handle an undeclared entity."""
        raise BrokenPicture(f"it names the entity {name!r}, which nothing declares")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element."""
        namespace, _, plain = name.rpartition(" ")
        if not self._parts:
            if plain != "svg" or namespace not in ("", _NAMESPACE):
                raise BrokenPicture("it is not an SVG picture")
            self._namespace = namespace
        if len(self._open) + self._skipped >= MOST_DEPTH:
            raise BrokenPicture(f"its elements are nested more than {MOST_DEPTH} deep")
        if self._skipped or namespace != self._namespace or not self._is_drawn(plain, attributes):
            self._skipped += 1
            return
        kept = dict(filter(None, (self._attribute(plain, key, value) for key, value in attributes.items())))
        root = "" if self._parts else f' xmlns="{_NAMESPACE}"'
        self._parts.append(
            f"<{plain}{root}" + "".join(f" {key}={quoteattr(value)}" for key, value in kept.items()) + ">"
        )
        self._open.append(plain)
        self._fresh = len(self._parts)
        if plain == "style":
            self._style = []

    def _is_drawn(self, name: str, attributes: dict[str, str]) -> bool:
        if name in ANIMATIONS:
            # Animations of addresses would bypass this check.
            changed = attributes.get("attributeName", "").strip().lower()
            return not changed.startswith("on") and "href" not in changed
        return name in ELEMENTS

    def _attribute(self, element: str, key: str, value: str) -> tuple[str, str] | None:
        """Return an attribute as it is published, or nothing."""
        namespace, _, plain = key.rpartition(" ")
        if plain == "href" and namespace in ("", _XLINK):
            rewritten = self._address(value, pictures=element in _WITH_PICTURE)
            self._linked = self._linked or bool(rewritten and namespace)
            return (f"xlink:{plain}" if namespace else plain, rewritten) if rewritten else None
        if namespace == _XML and plain in ("space", "lang"):
            return f"xml:{plain}", value
        if namespace or not (plain in ATTRIBUTES or plain.startswith("aria-")):
            return None
        if plain.startswith("aria-") or plain in ("id", "class", "d", "points") or not _may_fetch(value):
            return plain, value
        self._changed = "/*" in value
        rewritten = self._css(value)
        # Kept as it is: serialised again, adjacent numbers (`1-2`) would be separated.
        rewritten = rewritten if self._changed else value
        return (plain, rewritten) if rewritten.strip() else None

    def _address(self, value: str, *, pictures: bool) -> str:
        """Return an address within the drawing or with embedded data, or nothing."""
        address = value.strip()
        if address.startswith("#"):
            return address
        return self._embedded(address) if pictures and address[:5].lower() == _EMBEDDED else ""

    def _embedded(self, address: str, *, fonts: bool = False) -> str:
        """Return an embedded picture without its own metadata, or an embedded font; nothing for anything else."""
        from therapyblog.media.published import clean  # noqa: PLC0415 - the two need each other

        head, comma, written = address[5:].partition(",")
        kind = head.lower()
        if not comma:
            return ""
        if fonts and _FONT_TYPE.match(kind):
            return address
        try:
            content = unquote_to_bytes(written)
            if kind.rstrip().endswith(";base64"):
                content = base64.b64decode(re.sub(rb"\s", b"", content) + b"==", validate=False)
        except (binascii.Error, ValueError):
            return ""
        if not content or self._inside >= _MOST_INSIDE:
            return ""
        quiet, media_type = clean(content, inside=self._inside + 1)
        return f"data:{media_type};base64,{base64.b64encode(quiet).decode()}" if media_type else ""

    def end(self, _: str) -> None:
        """Handle the end of an element."""
        if self._skipped:
            self._skipped -= 1
            return
        if self._style is not None:
            self._parts.append(escape(self._css("".join(self._style))))
            self._style = None
        element = self._open.pop()
        if self._fresh == len(self._parts):
            self._parts[-1] = f"{self._parts[-1][:-1]}/>"
            self._fresh = 0
        else:
            self._parts.append(f"</{element}>")

    def text(self, text: str) -> None:
        """Handle text."""
        if self._skipped or TEXTS.isdisjoint(self._open):
            return
        if self._style is not None:
            self._style.append(text)
        else:
            self._parts.append(escape(text))

    def written(self) -> bytes:
        """Return the drawing."""
        if self._linked:
            self._parts[0] = self._parts[0].replace(f'"{_NAMESPACE}"', f'"{_NAMESPACE}" xmlns:xlink="{_XLINK}"', 1)
        return "".join(self._parts).encode()

    def _css(self, css: str) -> str:
        """Return a style sheet, declarations or a value without comments and without functions that load something."""
        import tinycss2  # noqa: PLC0415 - most drawings have no styles

        return self._rules(tinycss2.parse_component_value_list(css, skip_comments=True))

    def _rules(self, tokens: Iterable[Any]) -> str:
        from tinycss2 import serialize  # noqa: PLC0415 - see above

        kept: list[str] = []
        piece: list[Any] = []
        for part in (*tokens, None):
            block = part if part is not None and part.type == "{} block" else None
            if part is not None and not block:
                piece.append(part)
            if part is None or block or part == ";":
                quiet = self._is_quiet(piece)
                self._changed = self._changed or not quiet
                if quiet:
                    kept.append(serialize(piece) + (f"{{{self._rules(block.content)}}}" if block else ""))
                piece = []
        return "".join(kept)

    def _is_quiet(self, piece: list[Any]) -> bool:
        """Say whether tokens load nothing from elsewhere; embedded pictures are sanitised in place."""
        for token in piece:
            if token.type == "error" or (token.type == "at-keyword" and token.lower_value in _NEVER_AT_RULES):
                return False
            if token.type == "url" and not self._clean_url(token):
                return False
            if token.type == "function":
                arguments = [part for part in token.arguments if part.type != "whitespace"]
                if token.lower_name in _FETCHING:
                    plain = token.lower_name == "url" and len(arguments) == 1 and arguments[0].type == "string"
                    if not plain or not self._clean_url(arguments[0]):
                        return False
                elif not self._is_quiet(token.arguments):
                    return False
            if token.type in ("() block", "[] block", "{} block") and not self._is_quiet(token.content):
                return False
        return True

    def _clean_url(self, token: Any) -> bool:
        address = token.value.strip()
        if address[:5].lower() == _EMBEDDED:
            address = self._embedded(address, fonts=True)
            self._changed = True
            token.representation = f'url("{address}")' if token.type == "url" else f'"{address}"'
        return bool(address.startswith(("#", _EMBEDDED)))


def _may_fetch(value: str) -> bool:
    """Say whether a value may hold an address (`_FETCHING`, which may be escaped) or a comment."""
    lowered = value.lower()
    return any(part in lowered for part in ("url", "src", "image", "cross-fade", "\\", "/*"))
