"""Verification: what was published is fetched back from its public address, as a visitor would see it, and compared.

A page that shows the old bytes may be a cache between the host and us, or a host that needs a moment; the two are told
apart by an address that no cache has seen, and by waiting as long as the way to the host is known to need.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import urllib3

from therapyblog import __version__
from therapyblog.hosting.headers import FILES as HEADER_FILES
from therapyblog.hosting.headers import HEADERS
from therapyblog.model.codec import digest
from therapyblog.model.value import Value
from therapyblog.publishing.changes import address_of
from therapyblog.publishing.host import Files

TIMEOUT = urllib3.Timeout(connect=10, read=30)
SIDE_BY_SIDE = 6
"""Requests at once."""
REDIRECTS = 5
LARGEST = 512 * 1024**2
NOT_FOUND = "404.html"
_GONE = (404, 410)
_OK = 200
_REDIRECT = (301, 302, 303, 307, 308)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 15.0
_NAMED = 10
_SOON = 14
"""Days before a certificate ends in which that is told."""
_SERVER_FILES = frozenset(("_redirects", *(name for name, _ in HEADER_FILES.values())))
"""Files that tell the server something; it shows them to nobody."""


class Verification(Value, frozen=True, kw_only=True, array_like=False):
    """What was seen from outside."""

    right: int = 0
    """Addresses that answer as they should."""
    wrong: tuple[str, ...] = ()
    """One sentence for each kind of fault."""
    doubtful: tuple[str, ...] = ()
    """The paths that do not answer as they should."""
    notes: tuple[str, ...] = ()
    """What else a person should know: what a cache still shows and for how long, what the host ignores."""


class Answer(NamedTuple):
    """What a visitor gets at an address; status 0 where nothing answers, and then `reason` says why."""

    status: int
    url: str
    digest: str = ""
    headers: urllib3.HTTPHeaderDict = urllib3.HTTPHeaderDict()
    reason: str = ""


class _Expected(NamedTuple):
    """What should be at an address."""

    path: str
    digest: str
    gone: bool = False
    """Nothing, or these bytes."""


class _Seen(NamedTuple):
    """What was seen of one path."""

    path: str
    fault: str = ""
    """Empty where it is right."""
    cached: int = -1
    """Seconds for which a cache may still show what was there before; -1 where none does."""


def verify(
    address: str,
    files: Files,
    changed: Collection[str],
    removed: Collection[str],
    *,
    patience: float = 10,
    wait: Callable[[float], None] = time.sleep,
) -> Verification:
    """Fetch every changed and every removed address.

    `patience` is how many seconds the host may need until it shows what it was given; `wait` is called with the seconds
    between two looks.
    """
    visitor = _Visitor(address)
    home = visitor.get("")
    if not home.status or urlsplit(home.url).netloc != urlsplit(address).netloc:
        says = (
            home.reason or f"{address} leads to {home.url}, which is another place: look at the settings of the domain"
        )
        return Verification(wrong=(says,), doubtful=(*changed, *removed))
    looked_at = [path for path in changed if path not in _SERVER_FILES and path != NOT_FOUND]
    # A host that takes upper and lower case for the same shows a page at its old address, too.
    namesakes = {path.casefold(): entry.digest for path, entry in files.items()} if removed else {}
    left = [_Expected(path, files[path].digest) for path in looked_at]
    left += [_Expected(path, namesakes.get(path.casefold(), ""), gone=True) for path in removed]
    seen, until, pause = visitor.look(left), time.monotonic() + patience, _FIRST_PAUSE
    while (faults := [row for row in seen if row.fault]) and time.monotonic() < until:
        wait(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
        expected = {row.path: row for row in left}
        again = {row.path: row for row in visitor.look([expected[row.path] for row in faults])}
        seen = [again.get(row.path, row) for row in seen]
    return Verification(
        right=sum(not row.fault for row in seen),
        wrong=tuple(_grouped(seen)),
        doubtful=tuple(row.path for row in seen if row.fault),
        notes=(*_caches(seen), *visitor.notes(files, home)),
    )


class _Visitor:
    """Asks for addresses of one site."""

    def __init__(self, address: str) -> None:
        self._root = address.rstrip("/") + "/"
        self._pool = urllib3.PoolManager(maxsize=SIDE_BY_SIDE, timeout=TIMEOUT, retries=False)

    def get(self, path: str, *, query: str = "") -> Answer:
        """Return what is at a path, following redirects on the same host."""
        url = urljoin(self._root, quote(path)) + query
        for _ in range(REDIRECTS):
            answer = self._once(url)
            location = answer.headers.get("location", "")
            if answer.status not in _REDIRECT or not location:
                return answer
            url = urljoin(url, location)
            if urlsplit(url).hostname != urlsplit(self._root).hostname:
                return Answer(answer.status, url)
        return Answer(0, url, reason=f"{url} leads from one address to the next without end")

    def _once(self, url: str) -> Answer:
        headers = {
            "User-Agent": f"therapyblog/{__version__}",
            "Accept-Encoding": "identity",
            "Cache-Control": "no-cache",
        }
        try:
            response = self._pool.request("GET", url, headers=headers, redirect=False, preload_content=False)
            content = response.read(LARGEST, decode_content=True)
            response.release_conn()
        except urllib3.exceptions.SSLError as error:
            return Answer(0, url, reason=f"{url}: {_insecure(error)}")
        except urllib3.exceptions.NameResolutionError:
            return Answer(0, url, reason=f"{url}: this name leads nowhere yet; look at the settings of the domain")
        except (urllib3.exceptions.HTTPError, OSError) as error:
            return Answer(0, url, reason=f"{url} does not answer ({_short(error)})")
        return Answer(response.status, url, digest(content).hex(), response.headers)

    def look(self, expected: Iterable[_Expected]) -> list[_Seen]:
        """Look at addresses."""
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            return list(pool.map(self._look, expected))

    def _look(self, want: _Expected) -> _Seen:
        path = want.path
        shown = path.removesuffix("index.html")
        answer = self.get(shown)
        if _is_right(answer, want):
            return _Seen(path)
        if not answer.status:
            return _Seen(path, answer.reason)
        past = self.get(shown, query=f"?{digest(f'{path} {want.digest}'.encode()).hex()[:8]}")
        if _is_right(past, want):
            return _Seen(path, cached=_seconds_cached(answer))
        if want.gone:
            return _Seen(path, "is still there, though it was taken back")
        return _Seen(path, "is not what was sent" if answer.status == _OK else f"answers with {answer.status}")

    def notes(self, files: Files, home: Answer) -> Iterable[str]:
        """Yield what the server could do better."""
        asked = {name for name, _ in HEADER_FILES.values()}.intersection(files)
        if asked and (ignored := [name for name, value in HEADERS.items() if home.headers.get(name) != value]):
            yield f"The host ignores {', '.join(sorted(asked))}: pages come without {', '.join(ignored)}."
        missing = self.get("a-page-that-nobody-wrote/")
        if missing.status not in _GONE:
            yield f"The host answers with {missing.status} where there is no page, instead of 404."
        elif NOT_FOUND in files and missing.digest != files[NOT_FOUND].digest:
            yield "The host shows a page of its own where there is none, instead of the site’s 404.html."
        parts = urlsplit(self._root)
        if parts.scheme == "https":
            plain = self._once(f"http://{parts.hostname}/")
            if plain.status and not plain.headers.get("location", "").startswith("https://"):
                yield f"http://{parts.hostname}/ does not lead to https: let the host do that."
            days = _days_left(str(parts.hostname), parts.port or 443)
            if days is not None and days < _SOON:
                ends = f"in {days} day{'s' if days > 1 else ''}" if days else "today"
                yield f"The certificate of {parts.hostname} ends {ends}: the host should renew it."


def _is_right(answer: Answer, want: _Expected) -> bool:
    return (want.gone and answer.status in _GONE) or (answer.status == _OK and answer.digest == want.digest)


def _seconds_cached(answer: Answer) -> int:
    """Return how long a cache may still show an answer (RFC 9111, 4.2)."""
    directives = dict(part.strip().partition("=")[::2] for part in answer.headers.get("cache-control", "").split(","))
    longest = directives.get("s-maxage") or directives.get("max-age") or ""
    age = answer.headers.get("age", "")
    return max(0, (int(longest) if longest.isdecimal() else 0) - (int(age) if age.isdecimal() else 0))


def _grouped(seen: Iterable[_Seen]) -> Iterable[str]:
    """Yield one sentence for each fault, with the addresses that have it."""
    kinds: dict[str, list[str]] = {}
    for row in seen:
        if row.fault:
            kinds.setdefault(row.fault, []).append(address_of(row.path))
    for fault, addresses in kinds.items():
        if fault.startswith("http"):
            yield fault
            continue
        more = f" and {len(addresses) - _NAMED} more" if len(addresses) > _NAMED else ""
        yield f"{', '.join(addresses[:_NAMED])}{more} {fault}"


def _caches(seen: Iterable[_Seen]) -> Iterable[str]:
    cached = [row for row in seen if row.cached >= 0]
    if cached:
        minutes = -(-max(row.cached for row in cached) // 60)
        how_long = f"for up to {minutes} minutes" if minutes else "for a moment"
        addresses = ", ".join(address_of(row.path) for row in cached[:_NAMED])
        more = " …" if len(cached) > _NAMED else ""
        yield f"A cache still shows what was there before, {how_long}: {addresses}{more}"


def _days_left(host: str, port: int) -> int | None:
    """Return for how many days the certificate of a server is still valid."""
    try:
        with (
            socket.create_connection((host, port), timeout=10) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as connection,
        ):
            ends = (connection.getpeercert() or {}).get("notAfter")
    except OSError:
        return None
    return int((ssl.cert_time_to_seconds(ends) - time.time()) // 86400) if isinstance(ends, str) else None


_INSECURE = {
    9: "its certificate is not valid yet: look whether the clock of this computer is right, and ask the host",
    10: "its certificate has expired: let the host renew it",
    18: "its certificate was signed by nobody but itself, so browsers refuse it: let the host make one",
    19: "its certificate was signed by nobody whom browsers know: let the host make one",
    20: "its certificate was signed by nobody whom browsers know: let the host make one",
    21: "its certificate comes without those that signed it: ask the host for the whole chain",
    62: "its certificate is for other names: let the host make one for this address",
    64: "its certificate is for other addresses: let the host make one for this one",
}
"""Error code of a check (openssl verify, X509_V_ERR_…) → what is wrong, with the way out."""


def _insecure(error: BaseException) -> str:
    """Say why a connection is not secure."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = next((part for part in (*cause.args, cause.__cause__) if isinstance(part, BaseException)), None)
    if not isinstance(cause, ssl.SSLCertVerificationError):
        return "no https is spoken there: switch it on at the host, with a certificate"
    other = f"its certificate is not right ({cause.verify_message}): let the host make one"
    return _INSECURE.get(cause.verify_code, other)


def _short(error: BaseException) -> str:
    """Return the last part of a library's message: the reason."""
    return str(error).rpartition(": ")[2].strip("'\")(") or type(error).__name__
