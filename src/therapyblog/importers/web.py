"""Fetching from the web: public addresses only, one request a second, nothing larger than said.

A redirect, or a name of a machine in one's own network, could make this program fetch what only that network may
see. So the addresses of a name are looked up here, all of them must be public, and the connection goes to the very
address that was looked at; each redirect goes the same way. Nothing turns that off.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import quote

import urllib3

from therapyblog import __version__
from therapyblog.errors import TherapyblogError
from therapyblog.importers.addresses import urljoin, urlsplit

TIMEOUT = urllib3.Timeout(connect=10, read=30)
"""Seconds."""
PAUSE = 1.0
"""Seconds between two requests to one host."""
REDIRECTS = 5
LONGEST = 120.0
"""Seconds that one answer may take as a whole, however it trickles in."""
_REDIRECT = (301, 302, 303, 307, 308)
_BLOCK = 64 * 1024


class NotFetched(TherapyblogError):
    """Why something was not fetched, in one sentence."""


class Endpoint(NamedTuple):
    """An address that a name has, and where to connect to for it; outside of tests both are the same."""

    address: str
    host: str
    port: int


class Answer(NamedTuple):
    """What was fetched."""

    url: str
    """Where it came from in the end."""
    status: int
    headers: Mapping[str, str]
    content: bytes


Resolve = Callable[[str, int], list[Endpoint]]


def addresses_of(host: str, port: int) -> list[Endpoint]:
    """Look up every address of a name; raises `NotFetched` where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFetched(f"there is no server called {host}, or no connection to the web") from None
    return [Endpoint(str(entry[4][0]), str(entry[4][0]), port) for entry in found]


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public internet, also where it holds another inside (RFC 4291, 6052)."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Web:
    """Fetches, politely. `resolve` looks names up; `wait` is called with seconds between two requests to one host."""

    def __init__(
        self, resolve: Resolve = addresses_of, wait: Callable[[float], None] = time.sleep, pause: float = PAUSE
    ) -> None:
        self._resolve, self._wait, self._pause = resolve, wait, pause
        self._last: dict[str, float] = {}

    def get(self, url: str, *, most: int) -> Answer:
        """Fetch an address of at most `most` bytes, following redirects.

        Raises `NotFetched` for an address that is not public or no `http`, for too many redirects, for what is larger,
        takes too long, or is refused by the network. Any status of HTTP but a redirect is an answer.
        """
        for _ in range(REDIRECTS + 1):
            answer = self._once(url, most)
            location = answer.headers.get("location", "")
            if answer.status not in _REDIRECT or not location:
                return answer
            url = urljoin(url, location)
        raise NotFetched(f"{url} leads from one address to the next without end")

    def _once(self, url: str, most: int) -> Answer:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            raise NotFetched(f"{url} is no address of the web")
        try:
            host = parts.hostname.encode("idna").decode()
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            raise NotFetched(f"{url} is no address of the web") from None
        endpoint = self._public(host, port)
        self._be_polite(host)
        pool = _pool(parts.scheme, endpoint, host)
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (f"?{parts.query}" if parts.query else "")
        headers = {"Host": _host_header(host, port, parts.scheme), "User-Agent": f"therapyblog/{__version__}"}
        try:
            response = pool.urlopen(
                "GET", target, headers=headers, redirect=False, retries=False, preload_content=False
            )
            content = _bounded(response, url, most)
        except urllib3.exceptions.SSLError as error:
            raise NotFetched(f"the certificate of {host} is not right ({error})") from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise NotFetched(f"{url} could not be fetched ({type(error).__name__})") from None
        finally:
            pool.close()
        return Answer(url, response.status, {name.lower(): value for name, value in response.headers.items()}, content)

    def _public(self, host: str, port: int) -> Endpoint:
        endpoints = self._resolve(host, port)
        for endpoint in endpoints:
            if not is_public(endpoint.address):
                raise NotFetched(
                    f"{host} is an address of a private network ({endpoint.address}), which is not fetched"
                )
        if not endpoints:
            raise NotFetched(f"there is no server called {host}")
        return endpoints[0]

    def _be_polite(self, host: str) -> None:
        now = time.monotonic()
        left = self._last.get(host, -self._pause) + self._pause - now
        if left > 0:
            self._wait(left)
        self._last[host] = time.monotonic()


def _pool(scheme: str, endpoint: Endpoint, host: str) -> urllib3.HTTPConnectionPool:
    """Return a pool that connects to an address and asks for the certificate of a name."""
    if scheme == "http":
        return urllib3.HTTPConnectionPool(endpoint.host, endpoint.port, timeout=TIMEOUT)
    return urllib3.HTTPSConnectionPool(
        endpoint.host, endpoint.port, timeout=TIMEOUT, server_hostname=host, assert_hostname=host
    )


def _host_header(host: str, port: int, scheme: str) -> str:
    shown = f"[{host}]" if ":" in host else host
    return shown if port == (443 if scheme == "https" else 80) else f"{shown}:{port}"


def _bounded(response: urllib3.BaseHTTPResponse, url: str, most: int) -> bytes:
    """Read an answer, its compression undone, as long as it is no larger and no slower than it may be."""
    started = time.monotonic()
    content = bytearray()
    for block in response.stream(_BLOCK, decode_content=True):
        content += block
        if len(content) > most:
            raise NotFetched(f"{url} is larger than {most // 1024**2} MB")
        if time.monotonic() - started > LONGEST:
            raise NotFetched(f"{url} takes longer than {LONGEST:.0f} seconds")
    return bytes(content)


LARGEST = 64 * 1024**2
"""Bytes of one picture or file."""
MOST_FILES, MOST_BYTES = 20_000, 8 * 1024**3


class Downloads:
    """Fetches the pictures and files of a source from their old address; `wanted` is asked once whether to."""

    def __init__(self, web: Web, wanted: Callable[[], bool]) -> None:
        self.web, self._wanted = web, wanted
        self._answer: bool | None = None
        self._files = self._bytes = 0
        self.failed: dict[str, str] = {}
        """Addresses that were asked in vain → why."""

    def get(self, address: str) -> bytes | None:
        """Return what lies at an address; `None` where it is not fetched, is not there, or is a page."""
        if not address.startswith(("http://", "https://")) or self._files >= MOST_FILES or self._bytes >= MOST_BYTES:
            return None
        if self._answer is None:
            self._answer = self._wanted()
        if not self._answer:
            return None
        try:
            answer = self.web.get(address, most=LARGEST)
        except NotFetched as error:
            self.failed[address] = str(error)
            return None
        if answer.status != 200 or answer.headers.get("content-type", "").startswith("text/html"):
            is_page = "there is a page in its place"
            self.failed[address] = is_page if answer.status == 200 else f"the server answers {answer.status}"
            return None
        self._files += 1
        self._bytes += len(answer.content)
        return answer.content
