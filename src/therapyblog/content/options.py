"""What reading a document depends on besides its own bytes: part of the key under which it is remembered.

It stands apart from the reader, so that a build that reads no document does not import that.
"""

from __future__ import annotations

from typing import Literal

from therapyblog.model.value import Value


class MarkdownSettings(Value, frozen=True, kw_only=True):
    """A site's settings for Markdown."""

    raw_html: Literal["auto", "off", "sanitize"] = "off"
    typography: bool = True


class ReadOptions(Value, frozen=True, kw_only=True):
    """What the settings of a site say about reading its documents."""

    language: str = "en"
    markdown: MarkdownSettings = MarkdownSettings()
    ordinary_keys: tuple[str, ...] = ()
    """Settings that hold nothing back on this site, though they read as if they did."""
    invented: bool = False
    """Whether the site is invented, or may be, so that example addresses are meant."""
    unaddressed: bool = False
    """Whether the site has an example for its own address, which is told in its settings."""
