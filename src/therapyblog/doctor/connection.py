"""The way to the published site: one request to its own address, and only where that is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from therapyblog.doctor.finding import Finding, SiteCheck, SiteSurroundings
from therapyblog.settings.placeholders import is_example, is_invented
from therapyblog.urls.origins import origin_of

_SECONDS = 10
_NO_SITE = "Feeds and shared links need the address that the site will have."
_MISSING, _MOVED = 400, 300


def check_connection(here: SiteSurroundings) -> Iterator[Finding]:
    """Ask for the head of the site's first page, by HTTPS."""
    url = here.config.url
    if is_example(url) or is_invented(url):
        says, fix = (
            f"{url} is an example, so nothing was asked",
            "write your own address behind url = in therapyblog.toml",
        )
        yield Finding(check="connection", level="note", says=says, why=_NO_SITE, fix=fix)
        return
    address = f"https://{url.partition('://')[2]}"
    import urllib3  # noqa: PLC0415 - only where a request is asked for

    try:
        with urllib3.PoolManager(timeout=_SECONDS, retries=False) as pool:
            answer = pool.request("HEAD", f"{address.rstrip('/')}/", redirect=False)
    except urllib3.exceptions.HTTPError as error:
        yield _failed(address, error)
        return
    target = answer.headers.get("Location", "")
    if answer.status >= _MISSING:
        says, why = f"{address} answers {answer.status}", "Readers see an error."
        fix = "publish the site, or ask your host what is missing"
        yield Finding(check="connection", level="mend", says=says, why=why, fix=fix)
    elif answer.status >= _MOVED and origin_of(target) not in ("", origin_of(address)):
        says, why = f"{address} leads to {target}", "Feeds and shared links name the address in the settings."
        fix = f'write url = "{origin_of(target)}" in therapyblog.toml if that is your address now'
        yield Finding(check="connection", level="note", says=says, why=why, fix=fix)
    else:
        yield Finding(check="connection", says=f"{address} answers {answer.status}")


def _failed(address: str, error: Exception) -> Finding:
    """Say in plain words why there was no answer."""
    import ssl  # noqa: PLC0415 - see above

    reasons = (str(error), *(str(cause) for cause in (error.__cause__, error.__context__) if cause))
    words = " ".join(reasons).lower()
    if isinstance(error.__cause__ or error.__context__, ssl.SSLError) or "certificate" in words:
        says, fix = (
            f"{address} has no valid certificate",
            "switch HTTPS on at your host (it is free), or have it renewed",
        )
        why = "Browsers warn before the page, and most readers turn back."
    elif "resolve" in words or "name or service" in words or "getaddrinfo" in words:
        says, fix = (
            f"no server is known by the name in {address}",
            "look at the name, at the domain’s settings, and at your own connection",
        )
        why = "Nobody can reach the site."
    else:
        says, fix = (
            f"{address} does not answer",
            "look at your own connection, then at what your host says of its state",
        )
        why = "The site cannot be reached from here."
    return Finding(check="connection", level="mend", says=says, why=why, fix=fix)


CHECKS: tuple[SiteCheck, ...] = (check_connection,)
