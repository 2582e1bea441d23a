"""Header files for web hosts: policies that cannot be set in a page, and caching of files that never change.

The policy of each page is in the page, computed from its content. A page cannot set `frame-ancestors`, so that is here,
with the headers of a whole site. `[hosting] headers` names the hosts to write for.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote, urlsplit

from therapyblog.model.config import Config
from therapyblog.model.problems import Problem, problem
from therapyblog.model.theme import Asset
from therapyblog.theme.assets import DIGEST_BYTES

HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "browsing-topics=(), camera=(), geolocation=(), microphone=()",
}
DRAWING = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:;"
    " frame-ancestors 'none'; sandbox"
}
"""For SVG files, which a browser opens as pages: no script and no request is allowed."""
FOR_EVER = "public, max-age=31536000, immutable"
"""For files whose names change when they do (RFC 8246)."""
FOR_A_DAY = "public, max-age=86400, stale-while-revalidate=604800"
"""For pictures and other media, which keep their names (RFC 5861): a new one is seen within a day or two."""
_MEDIA = r"/media/"
_HASHED = rf"/assets/.+\.[0-9a-f]{{{2 * DIGEST_BYTES}}}\.[a-z0-9]+$"
_SVG = r"\.svg$"
_OTHER = re.compile(r"[^\w.~@+,=%/-]")
_NOTE = "# Written by therapyblog; [hosting] headers in therapyblog.toml asks for it."


def _netlify(_: str) -> str:
    every = "".join(f"  {name}: {value}\n" for name, value in HEADERS.items())
    drawing = "".join(f"  {name}: {value}\n" for name, value in DRAWING.items())
    # A star within a part of a path ends with that part (docs.netlify.com, Custom headers).
    drawings = "".join(f"/media/{folders}*.svg\n{drawing}" for folders in ("", "*/", "*/*/", "*/*/*/", "*/*/*/*/"))
    kept = f"/assets/*\n  Cache-Control: {FOR_EVER}\n/media/*\n  Cache-Control: {FOR_A_DAY}\n"
    return f"{_NOTE}\n/*\n{every}{kept}{drawings}"


def _apache(base: str) -> str:
    every = "".join(f'  Header always set {name} "{value}"\n' for name, value in HEADERS.items())
    drawing = "".join(f'    Header always set {name} "{value}"\n' for name, value in DRAWING.items())
    return (
        f"{_NOTE}\n<IfModule mod_headers.c>\n{every}"
        f'  <If "%{{REQUEST_URI}} =~ m#{_HASHED}#">\n    Header set Cache-Control "{FOR_EVER}"\n  </If>\n'
        f'  <If "%{{REQUEST_URI}} =~ m#{_MEDIA}#">\n    Header set Cache-Control "{FOR_A_DAY}"\n  </If>\n'
        f'  <If "%{{REQUEST_URI}} =~ m#{_SVG}#i">\n{drawing}  </If>\n</IfModule>\n'
        f"ErrorDocument 404 {base}/404.html\n"
    )


def _nginx(base: str) -> str:
    every = _added(HEADERS)
    # A location with an add_header of its own inherits none (nginx.org, ngx_http_headers_module).
    again, drawing = (textwrap.indent(_added(headers), "  ") for headers in (HEADERS, HEADERS | DRAWING))
    return (
        f"{_NOTE}\n# Copy it to the server's configuration and `include` it in the site's `server` block.\n{every}"
        f'error_page 404 {base}/404.html;\nlocation ~ "{_HASHED}" {{\n{again}'
        f'  add_header Cache-Control "{FOR_EVER}" always;\n}}\n'
        f'location ~* "{_SVG}" {{\n{drawing}}}\n'
        f'location ~ "{_MEDIA}" {{\n{again}  add_header Cache-Control "{FOR_A_DAY}" always;\n}}\n'
    )


def _added(headers: Mapping[str, str]) -> str:
    return "".join(f'add_header {name} "{value}" always;\n' for name, value in headers.items())


FILES: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "netlify": ("_headers", _netlify),
    "apache": (".htaccess", _apache),
    "nginx": ("nginx-headers.conf", _nginx),
}
"""Host → the file's name, and the function that writes it for a site below a path."""


def header_files(config: Config) -> Iterator[Asset]:
    """Yield the header files that the settings ask for."""
    # Escaped, so that no character of the address can end a directive.
    base = _OTHER.sub(lambda match: quote(match[0], safe=""), urlsplit(config.url).path.rstrip("/"))
    for host in dict.fromkeys(config.hosting_headers):
        name, write = FILES[host]
        yield Asset(name=name, url=f"/{name}", content=write(base).encode())


def check_header_files(config: Config, files: Mapping[str, str]) -> Iterator[Problem]:
    """Report a header file of the site's own under the same name; `files` is path → address."""
    own = {url: path for path, url in files.items()}
    for host in dict.fromkeys(config.hosting_headers):
        name, _ = FILES[host]
        if f"/{name}" in own:
            says = f"{own[f'/{name}']} and the headers for {host} want the same address /{name}"
            fix = f'remove the file, or "{host}" from the headers'
            yield problem("TB-URL-001", at=config.place("hosting.headers"), says=says, fix=fix)
