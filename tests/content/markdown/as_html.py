"""Short ways for the tests beside this file: read a text, and see segments as the HTML they will become."""

from __future__ import annotations

from typing import Literal

from therapyblog.content.markdown import read_markdown
from therapyblog.content.markdown.marks import escape
from therapyblog.content.options import MarkdownSettings
from therapyblog.diagnostics import Diagnostics
from therapyblog.model.documents import Body, Component, Facts, Html, Image, Link, Segment
from therapyblog.model.problems import Problem


def read(
    text: str,
    *,
    language: str = "en",
    raw_html: Literal["off", "sanitize"] = "off",
    typography: bool = True,
    first_line: int = 1,
) -> tuple[Body, Facts, tuple[Problem, ...]]:
    settings = MarkdownSettings(raw_html=raw_html, typography=typography)
    diagnostics = Diagnostics()
    body, facts = read_markdown(
        text, diagnostics, path="posts/a.md", first_line=first_line, language=language, settings=settings
    )
    return body, facts, tuple(diagnostics)


def html_of(text: str, *, language: str = "en", raw_html: Literal["off", "sanitize"] = "off") -> str:
    """The HTML of a text without problems."""
    body, _, problems = read(text, language=language, raw_html=raw_html)
    assert problems == ()
    return flat(body.segments)


def flat(segments: tuple[Segment, ...]) -> str:
    """Segments as one string: links and pictures as elements, components in brackets."""
    pieces: list[str] = []
    for one in segments:
        match one:
            case Html():
                pieces.append(one.text)
            case Link():
                title = f' title="{escape(one.title)}"' if one.title else ""
                pieces.append(f'<a href="{escape(one.target)}"{title}>{flat(one.body)}</a>')
            case Image():
                title = f' title="{escape(one.title)}"' if one.title else ""
                pieces.append(f'<img src="{escape(one.source)}" alt="{escape(one.alt)}"{title}>')
            case Component():
                attributes = "".join(f" {key}={value}" for key, value in one.attributes.items())
                opening = f"{one.name} {one.argument}".strip() + attributes
                pieces.append(f"[{opening}]{flat(one.body)}[/{one.name}]")
    return "".join(pieces)


def told(problems: tuple[Problem, ...]) -> list[str]:
    """Code and place of each problem: `TB-MD-001 3:1`."""
    return [f"{one.code} {one.at.line}:{one.at.column}" for one in problems]
