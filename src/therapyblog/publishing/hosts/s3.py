"""Amazon S3 and hosts that speak its language (Cloudflare R2, Backblaze, Hetzner, Scaleway, MinIO …).

Requests are signed by Signature Version 4 (docs.aws.amazon.com, "Create a signed AWS API request"). An object is
replaced whole by each PUT, but objects are staged and copied like files elsewhere, so that all of them arrive before
the first changes.
"""

from __future__ import annotations

import datetime as dt
import hmac
import html
import mimetypes
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import urllib3

from therapyblog.errors import UsageError
from therapyblog.hosting.headers import FOR_A_DAY, FOR_EVER
from therapyblog.model.config import DestinationSetting
from therapyblog.publishing.host import Context, HostError, SecretRefused

TIMEOUT = urllib3.Timeout(connect=10, read=60)
TRIES = urllib3.Retry(3, status_forcelist=(500, 502, 503, 504), allowed_methods=None, raise_on_status=False)
USUAL_REGION = "us-east-1"
OWN = ".therapyblog"
_OK, _NO_CONTENT, _NOT_FOUND, _EXISTS, _CONFLICT = 200, 204, 404, 412, 409
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".ics": "text/calendar; charset=utf-8",
}
_FEEDS = {"feed.xml": "application/atom+xml; charset=utf-8", "feed.json": "application/feed+json; charset=utf-8"}
_WORDS = {
    "InvalidAccessKeyId": "does not know this key (`user`)",
    "SignatureDoesNotMatch": "refuses the secret key",
    "AccessDenied": "does not let this key write to the bucket",
    "NoSuchBucket": "has no bucket of that name",
    "RequestTimeTooSkewed": "says that the clock of this computer is wrong: set it right",
    **dict.fromkeys(("QuotaExceeded", "507"), "has no room left for this account"),
    **dict.fromkeys(("SlowDown", "429"), "wants fewer requests: try again in a few minutes"),
    **dict.fromkeys(
        ("PermanentRedirect", "TemporaryRedirect", "301", "302", "307", "308"),
        "keeps this bucket at another address: write the `endpoint` that your host names for its region",
    ),
    "AuthorizationHeaderMalformed": "keeps this bucket in another region: write the `region` that your host names",
}
"""Error code → what a host means by it (docs.aws.amazon.com, S3 Error Responses)."""


def connect(site: Path, destination: DestinationSetting, context: Context) -> S3Host:
    """Return the bucket; raises `HostError` where it does not answer."""
    del site
    address = urlsplit(destination.endpoint)
    if address.scheme != "https" and address.hostname not in ("127.0.0.1", "localhost"):
        raise UsageError(f"{destination.endpoint} is not https: write the https address of the S3 server")
    secret = context.secret(f"Secret key of {destination.user} at {address.hostname}")
    host = S3Host(destination, secret)
    host.check()
    return host


class S3Host:
    """Objects below a prefix of a bucket."""

    own, own_is_public, list_key = OWN, True, b""

    def __init__(self, destination: DestinationSetting, secret: str) -> None:
        self._pool = urllib3.PoolManager(timeout=TIMEOUT, retries=TRIES)
        self._endpoint = destination.endpoint.rstrip("/")
        self._name = str(urlsplit(self._endpoint).netloc)
        self._bucket = f"/{destination.bucket}"
        self._prefix = f"{destination.folder.strip('/')}/" if destination.folder.strip("/") else ""
        self._user, self._secret = destination.user, secret
        self._region = destination.region or USUAL_REGION

    def check(self) -> None:
        """Make sure that the bucket answers and the key is right."""
        next(self._pages(OWN, most=1))

    def _ask(
        self,
        method: str,
        path: str = "",
        *,
        query: Mapping[str, str] = {},
        headers: Mapping[str, str] = {},
        body: bytes = b"",
        fine: tuple[int, ...] = (_OK,),
    ) -> urllib3.BaseHTTPResponse:
        """Send a signed request; raises `HostError` for any answer that is not fine."""
        target = quote(f"{self._bucket}/{self._prefix}{path}" if path else self._bucket, safe="/~")
        words = "&".join(f"{quote(name, safe='~')}={quote(query[name], safe='~')}" for name in sorted(query))
        moment = dt.datetime.now(dt.UTC)
        signed = self._signed(method, target, words, {**headers}, body, moment)
        url = f"{self._endpoint}{target}{f'?{words}' if words else ''}"
        try:
            answer = self._pool.request(method, url, headers=signed, body=body or None, redirect=False)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            reason = str(error).rpartition(": ")[2].strip("'\")(")
            raise HostError(f"{self._name} does not answer ({reason}); try again") from error
        if answer.status not in fine:
            code = _between(answer.data, "Code") or str(answer.status)
            kind = SecretRefused if code == "SignatureDoesNotMatch" else HostError
            raise kind(f"{self._name} {_WORDS.get(code, f'refused ({code})')}")
        return answer

    def _signed(
        self, method: str, target: str, query: str, headers: dict[str, str], body: bytes, moment: dt.datetime
    ) -> dict[str, str]:
        """Return the headers of a request with its signature."""
        stamp, day, content = f"{moment:%Y%m%dT%H%M%SZ}", f"{moment:%Y%m%d}", sha256(body).hexdigest()
        headers |= {"Host": self._name, "x-amz-date": stamp, "x-amz-content-sha256": content}
        lowered = {name.lower(): " ".join(value.split()) for name, value in headers.items()}
        names = ";".join(sorted(lowered))
        lines = "".join(f"{name}:{lowered[name]}\n" for name in sorted(lowered))
        request = f"{method}\n{target}\n{query}\n{lines}\n{names}\n{content}"
        scope = f"{day}/{self._region}/s3/aws4_request"
        text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{sha256(request.encode()).hexdigest()}"
        key = f"AWS4{self._secret}".encode()
        for part in (day, self._region, "s3", "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        signature = hmac.digest(key, text.encode(), "sha256").hex()
        credential = f"Credential={self._user}/{scope}, SignedHeaders={names}, Signature={signature}"
        return headers | {"Authorization": f"AWS4-HMAC-SHA256 {credential}"}

    def size(self, path: str) -> int | None:
        """Return the size of an object; `None` where there is none."""
        answer = self._ask("HEAD", path, fine=(_OK, _NOT_FOUND))
        return int(answer.headers.get("content-length", 0)) if answer.status == _OK else None

    def read(self, path: str) -> bytes | None:
        """Return an object's bytes; `None` where there is none."""
        answer = self._ask("GET", path, fine=(_OK, _NOT_FOUND))
        return answer.data if answer.status == _OK else None

    def stage(self, path: str, content: bytes) -> None:
        """Write a new object."""
        self._ask("PUT", path, body=content)

    def place(self, staged: str, path: str) -> None:
        """Copy a staged object to its place, with its type, and delete it."""
        source = quote(f"{self._bucket}/{self._prefix}{staged}", safe="/~")
        headers = {"x-amz-copy-source": source, "x-amz-metadata-directive": "REPLACE", **_headers_of(path)}
        # A copy that fails may answer with 200 and an error in its body.
        if code := _between(self._ask("PUT", path, headers=headers).data, "Code"):
            raise HostError(f"{self._name} refused ({code})")
        self.remove(staged)

    def remove(self, path: str) -> None:
        """Delete an object."""
        self._ask("DELETE", path, fine=(_OK, _NO_CONTENT, _NOT_FOUND))

    def clear(self, folder: str) -> None:
        """Delete every object below a folder of ours."""
        for path in list(self._below(f"{folder}/")):
            self.remove(path)

    def make_lock(self, path: str) -> bool:
        """Make an object that nobody else has made (If-None-Match, RFC 9110, 13.1.2)."""
        answer = self._ask("PUT", path, headers={"If-None-Match": "*"}, fine=(_OK, _EXISTS, _CONFLICT))
        return answer.status == _OK

    def remove_lock(self, path: str) -> None:
        """Remove it."""
        self.remove(path)

    def names(self) -> list[str]:
        """Return every object below the prefix, but ours."""
        return [path for path in self._below("") if not path.startswith(f"{OWN}/")]

    def _below(self, folder: str) -> Iterator[str]:
        for page in self._pages(folder):
            for key in re.findall(r"<Key>(.*?)</Key>", page):
                yield unquote(html.unescape(key)).removeprefix(self._prefix)

    def _pages(self, folder: str, most: int = 1000) -> Iterator[str]:
        """Yield the pages of a list of objects."""
        query = {"list-type": "2", "prefix": f"{self._prefix}{folder}", "max-keys": str(most), "encoding-type": "url"}
        while True:
            page = self._ask("GET", query=query).data.decode("utf-8", "replace")
            if "<ListBucketResult" not in page:
                raise HostError(
                    f"{self._name} answered with something that is no list of objects: look at the `endpoint`, and "
                    "whether this network wants you to log in first"
                )
            yield page
            token = _between(page.encode(), "NextContinuationToken")
            if not token:
                return
            query["continuation-token"] = token

    def close(self) -> None:
        """End the connections."""
        self._pool.clear()


def _headers_of(path: str) -> dict[str, str]:
    """Return how a browser should take a file."""
    suffix = Path(path).suffix.lower()
    kind = _FEEDS.get(Path(path).name) or _TYPES.get(suffix)
    headers = {"Content-Type": kind or mimetypes.MimeTypes().guess_type(path)[0] or "application/octet-stream"}
    for folder, kept in (("assets/", FOR_EVER), ("media/", FOR_A_DAY)):
        if path.startswith(folder):
            headers["Cache-Control"] = kept
    return headers


def _between(content: bytes, name: str) -> str:
    """Return the text of the first element of a name in an answer; empty where there is none."""
    match = re.search(rf"<{name}>(.*?)</{name}>", content.decode("utf-8", "replace"))
    return html.unescape(match[1]) if match else ""
