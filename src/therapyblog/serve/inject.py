"""Adds the preview's script to a page when it is served, never in a build, and without support by the theme.

A page may carry a policy of its own that forbids every foreign script (`<meta http-equiv="Content-Security-Policy">`).
It is sent as a header instead, extended by our own files and the event stream, so that a page that violates its policy
does so in the preview too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

_META = re.compile(
    rb"""<meta\s(?:[^>"']|"[^"]*"|'[^']*')*?http-equiv\s*=\s*["']?content-security-policy["']?(?:[^>"']|"[^"]*"|'[^']*')*>""",
    re.IGNORECASE,
)
_CONTENT = re.compile(r"""\scontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)
_OURS = ("script-src", "style-src", "connect-src")
"""Directives that the preview needs; where a policy lacks one, `default-src` applies."""
_OURS_TOO = ("script-src-elem", "style-src-elem", "child-src", "worker-src")
"""Directives that the preview needs only where a policy has them."""
_UPGRADE = "upgrade-insecure-requests"
_DYNAMIC = "'strict-dynamic'"
"""With this keyword a browser ignores `'self'`."""


def with_preview(content: bytes, *, start: str, file: str, key: str) -> tuple[bytes, str]:
    """Return a page with the preview's script in it, and the policy to send with it (empty: none).

    `start` is the address of the preview's own files.
    """
    return with_script(content, f"{start}/preview.js", {"start": start, "key": key, "file": file})


def with_script(content: bytes, address: str, data: Mapping[str, str]) -> tuple[bytes, str]:
    """Return a page with a script at its head, `data` in its `data-` attributes, and the policy as above."""
    policies = [_policy(match.group()) for match in _META.finditer(content)]
    content = _META.sub(b"", content)
    attributes = "".join(f' data-{name}="{escape(text, quote=True)}"' for name, text in data.items())
    tag = f'<script src="{address}" defer{attributes}></script>'.encode()
    end = _HEAD_END.search(content)
    at = end.start() if end else len(content)
    return content[:at] + tag + content[at:], ", ".join(filter(None, policies))


def _policy(meta: bytes) -> str:
    match = _CONTENT.search(meta.decode("utf-8", "replace"))
    return relaxed(unescape(match[1] or match[2] or "")) if match else ""


def relaxed(policy: str) -> str:
    """Return a policy that allows our own files as well, for a header."""
    directives: dict[str, list[str]] = {}
    for part in re.sub(r"[^\x21-\x7e]+", " ", policy).replace(",", " ").split(";"):
        name, *sources = part.split() or [""]
        if name and name.lower() != _UPGRADE:
            directives.setdefault(name.lower(), sources)
    for name in (*_OURS, *_OURS_TOO):
        stated = directives.get(name, directives.get("default-src") if name in _OURS else None)
        if stated is not None:
            kept = [source for source in stated if source.lower() not in ("'none'", "'self'", _DYNAMIC)]
            directives[name] = [*kept, "'self'"]
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())


_EMPTY = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title><meta name="viewport" content="width=device-width">
<style>
:root {{ color-scheme: light dark }}
body {{ font: 18px/1.6 system-ui, sans-serif; max-width: 40em; margin: 0 auto; padding: 12vh 24px }}
h1 {{ font-size: 28px; line-height: 1.2 }}
</style>
</head>
<body><main><h1>{title}</h1><p>{says}</p></main></body>
</html>
"""


def empty_page(title: str, says: str) -> bytes:
    """Return a page for when there is none to show."""
    return _EMPTY.format(title=escape(title), says=escape(says)).encode()
