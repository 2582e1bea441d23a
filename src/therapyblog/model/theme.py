"""A theme, loaded: every template's text, every static file, every string, from all of its layers."""

from __future__ import annotations

from typing import Any

from therapyblog.model.languages import ENGLISH, wider
from therapyblog.model.value import Value


class Template(Value, frozen=True, kw_only=True):
    """The text of a template, and the file it came from for messages."""

    source: str
    path: str


class Asset(Value, frozen=True, kw_only=True):
    """A static file of a theme, under the name that its content gives it."""

    name: str
    """As templates ask for it: `style.css`, `icons/phone.svg`."""
    url: str
    """With the digest of its bytes in it: `/assets/style.3f2a9c1b.css`."""
    content: bytes


class Theme(Value, frozen=True, kw_only=True):
    """A theme with its parents and the site's own overrides folded in."""

    name: str
    layers: tuple[str, ...]
    """Nearest first: `("site", "calm", "base")`."""
    templates: dict[str, Template]
    """By plain name (`post.html`, as the nearest layer has it) and by layer (`@base/post.html`)."""
    assets: tuple[Asset, ...]
    settings: dict[str, Any]
    strings: dict[str, dict[str, Any]]
    """Language tag → key → text, or a table of plural forms."""
    string_files: dict[str, str] = {}
    """Language tag → the nearest file of its texts, for messages."""
    sources: tuple[tuple[str, str], ...] = ()
    """What its style sheets need besides the site's own files: directive of a content-security policy → source."""
    pictures: tuple[str, ...] = ()
    """The settings that are pictures."""

    @property
    def components(self) -> tuple[str, ...]:
        """The names that a `:::` block may have."""
        prefix, suffix = "components/", ".html"
        return tuple(
            name[len(prefix) : -len(suffix)]
            for name in sorted(self.templates)
            if name.startswith(prefix) and name.endswith(suffix) and "/" not in name[len(prefix) :]
        )


def strings_for(theme: Theme, language: str) -> dict[str, Any]:
    """Return the theme's texts for a language: the exact tag over the wider ones over English."""
    merged: dict[str, Any] = {}
    for tag in dict.fromkeys((ENGLISH, *wider(language))):
        merged |= theme.strings.get(tag, {})
    return merged
