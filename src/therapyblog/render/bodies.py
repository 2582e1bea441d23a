"""A resolved body → HTML: links and pictures by rule, components by their templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from markupsafe import Markup

from therapyblog.model.documents import Html, Link
from therapyblog.model.site import Block, Picture, Piece, Shown, Text

Draw = Callable[[str, dict[str, Any]], str]
"""Renders a template: its name, and the names that it may read."""


def render_text(text: Text, draw: Draw, around: dict[str, Any]) -> Markup:
    """Render a body; `around` holds what every component's template may read besides the component."""
    return Markup(_pieces(text.pieces, draw, around))  # noqa: S704 - every piece is escaped where it is made


def _pieces(pieces: Iterable[Piece], draw: Draw, around: dict[str, Any]) -> str:
    out = []
    for piece in pieces:
        if isinstance(piece, Html):
            out.append(piece.text)
        elif isinstance(piece, Link):
            title = f' title="{escape(piece.title)}"' if piece.title else ""
            out.append(f'<a href="{escape(piece.target)}"{title}>{_pieces(piece.body, draw, around)}</a>')  # type: ignore[arg-type]
        elif isinstance(piece, Shown):
            out.append(image(piece.picture))
        else:
            out.append(_block(piece, draw, around))
    return "".join(out)


def _block(block: Block, draw: Draw, around: dict[str, Any]) -> str:
    if block.name == "cta" and block.cta is None:
        return ""
    names = {
        **around,
        "component": block,
        "content": Markup(_pieces(block.body, draw, around)),  # noqa: S704 - see above
        "picture": block.picture,
        "cta": block.cta,
        "crisis": block.crisis,
    }
    return draw(f"components/{block.name}.html", names)


def image(picture: Picture) -> str:
    """Write a picture of the running text; with its size, so that nothing jumps when it arrives."""
    size = f' width="{picture.width}" height="{picture.height}"' if picture.width and picture.height else ""
    title = f' title="{escape(picture.title)}"' if picture.title else ""
    return f'<img src="{escape(picture.url)}" alt="{escape(picture.alt)}"{title}{size} loading="lazy" decoding="async">'
