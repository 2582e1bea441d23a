"""Header files for web hosts: policies that cannot be set in a page, and caching of files that never change.

The policy of each page is in the page, computed from its content. A page cannot set `frame-ancestors`, so that is here,
with the headers of a whole site. `[hosting] headers` names the hosts to write for.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import quote, urlsplit

from therapyblog.model.config import Config
from therapyblog.model.problems import Problem, problem
from therapyblog.model.theme import Asset
from therapyblog.routes.redirects import QueryRedirect
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
_NOTE = "# Written by therapyblog; [hosting] headers in therapyblog.toml asks for it."


Redirects = Sequence[QueryRedirect]


def _netlify(_base: str, _redirects: Redirects) -> str:
    every = "".join(f"  {name}: {value}\n" for name, value in HEADERS.items())
    drawing = "".join(f"  {name}: {value}\n" for name, value in DRAWING.items())
    # A star within a part of a path ends with that part (docs.netlify.com, Custom headers).
    drawings = "".join(f"/media/{folders}*.svg\n{drawing}" for folders in ("", "*/", "*/*/", "*/*/*/", "*/*/*/*/"))
    kept = f"/assets/*\n  Cache-Control: {FOR_EVER}\n/media/*\n  Cache-Control: {FOR_A_DAY}\n"
    return f"{_NOTE}\n/*\n{every}{kept}{drawings}"


def _apache(base: str, redirects: Redirects) -> str:
    every = "".join(f'  Header always set {name} "{value}"\n' for name, value in HEADERS.items())
    drawing = "".join(f'    Header always set {name} "{value}"\n' for name, value in DRAWING.items())
    return (
        f"{_NOTE}\n<IfModule mod_headers.c>\n{every}"
        f'  <If "%{{REQUEST_URI}} =~ m#{_HASHED}#">\n    Header set Cache-Control "{FOR_EVER}"\n  </If>\n'
        f'  <If "%{{REQUEST_URI}} =~ m#{_MEDIA}#">\n    Header set Cache-Control "{FOR_A_DAY}"\n  </If>\n'
        f'  <If "%{{REQUEST_URI}} =~ m#{_SVG}#i">\n{drawing}  </If>\n</IfModule>\n'
        f"ErrorDocument 404 {base}/404.html\n{_apache_rules(base, redirects)}"
    )


def _apache_rules(base: str, redirects: Redirects) -> str:
    """Return a rule for each old address with a query (httpd.apache.org, mod_rewrite; QSD drops the query)."""
    if not redirects:
        return ""
    rules = "".join(
        "".join(f"  RewriteCond %{{QUERY_STRING}} (^|&){re.escape(pair)}(&|$)\n" for pair in redirect.pairs)
        + f"  RewriteRule ^{_pattern(redirect.path)}$ {_literal(base + _encoded(redirect.target))} [R=301,QSD,NE,L]\n"
        for redirect in redirects
    )
    return f"<IfModule mod_rewrite.c>\n  RewriteEngine On\n{rules}</IfModule>\n"


def _pattern(path: str) -> str:
    """Return a path as the expression of a rule, without its first slash; a last one may be missing."""
    plain = re.escape(path.strip("/"))
    return f"{plain}/?" if plain else ""


def _literal(target: str) -> str:
    """Return a target in which no % begins a reference to what a condition matched."""
    return target.replace("%", r"\%")


def _encoded(url: str) -> str:
    return quote(url, safe="/%~@+,=")


def _nginx(base: str, redirects: Redirects) -> str:
    every = _added(HEADERS)
    # A location with an add_header of its own inherits none (nginx.org, ngx_http_headers_module).
    again, drawing = (textwrap.indent(_added(headers), "  ") for headers in (HEADERS, HEADERS | DRAWING))
    return (
        f"{_NOTE}\n# Copy it to the server's configuration and `include` it in the site's `server` block.\n{every}"
        f'error_page 404 {base}/404.html;\nlocation ~ "{_HASHED}" {{\n{again}'
        f'  add_header Cache-Control "{FOR_EVER}" always;\n}}\n'
        f'location ~* "{_SVG}" {{\n{drawing}}}\n'
        f'location ~ "{_MEDIA}" {{\n{again}  add_header Cache-Control "{FOR_A_DAY}" always;\n}}\n'
        f"{''.join(_nginx_rule(base, redirect) for redirect in redirects)}"
    )


def _nginx_rule(base: str, redirect: QueryRedirect) -> str:
    """Return a rule of nginx; `return` is one of the two things that are safe inside of `if` (nginx.org)."""
    path = re.escape(_encoded(redirect.path).rstrip("/"))
    asked = "".join(rf"(?=.*[?&]{re.escape(pair)}(&|$))" for pair in redirect.pairs)
    target = f"{base}{_encoded(redirect.target)}"
    return f'if ($request_uri ~ "^{re.escape(base)}{path}/?{asked}\\?") {{\n  return 301 {target};\n}}\n'


def _added(headers: Mapping[str, str]) -> str:
    return "".join(f'add_header {name} "{value}" always;\n' for name, value in headers.items())


FILES: Mapping[str, tuple[str, Callable[[str, Redirects], str]]] = {
    "netlify": ("_headers", _netlify),
    "apache": (".htaccess", _apache),
    "nginx": ("nginx-headers.conf", _nginx),
}
"""Host → the file's name, and the function that writes it for a site below a path."""


REDIRECTS = "_redirects"
"""Netlify's file for redirects (docs.netlify.com, Redirect options, Query parameters)."""


def header_files(config: Config, redirects: Redirects) -> Iterator[Asset]:
    """Yield the files for servers that the settings ask for, with rules for old addresses that have a query."""
    # Escaped, so that no character of the address can end a directive.
    base = _encoded(urlsplit(config.url).path.rstrip("/"))
    for host in dict.fromkeys(config.hosting_headers):
        name, write = FILES[host]
        yield Asset(name=name, url=f"/{name}", content=write(base, redirects).encode())
    if "netlify" in config.hosting_headers and redirects:
        # The exclamation mark: also where there is a page of that path.
        rows = (f"{_encoded(row.path)} {' '.join(row.pairs)} {base}{_encoded(row.target)} 301!\n" for row in redirects)
        yield Asset(name=REDIRECTS, url=f"/{REDIRECTS}", content="".join((_NOTE, "\n", *rows)).encode())


def check_header_files(config: Config, files: Mapping[str, str], redirects: Redirects) -> Iterator[Problem]:
    """Report a file of the site's own under the same name (`files` is path → address), and redirects without a host."""
    if redirects and not config.hosting_headers:
        count = f"{len(redirects)} old addresses" if len(redirects) > 1 else "an old address"
        says = f"{count} with a question mark cannot lead to the new page: no file answers {_shown(redirects[0])}"
        fix = 'name your server, which can: headers = ["apache"], "netlify" or "nginx", below [hosting]'
        yield problem("TB-URL-003", at=redirects[0].at, says=says, fix=fix)
    own = {url: path for path, url in files.items()}
    wanted = [(host, FILES[host][0]) for host in dict.fromkeys(config.hosting_headers)]
    wanted += [("netlify", REDIRECTS)] if redirects and "netlify" in config.hosting_headers else []
    for host, name in wanted:
        if f"/{name}" in own:
            says = f"{own[f'/{name}']} and the headers for {host} want the same address /{name}"
            fix = f'remove the file, or "{host}" from the headers'
            yield problem("TB-URL-001", at=config.place("hosting.headers"), says=says, fix=fix)


def _shown(redirect: QueryRedirect) -> str:
    return f"{redirect.path}?{'&'.join(redirect.pairs)}"
