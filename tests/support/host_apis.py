"""Netlify and Cloudflare as their published descriptions say they answer, on this computer."""

from __future__ import annotations

import base64
import email
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import urllib3

TOKEN = "right-token"  # noqa: S105 - the tests' own


class FakeApi:
    """What both have in common: one token, and JSON."""

    def __init__(self) -> None:
        self.uploads = 0

    def answer(self, method: str, path: str, query: dict[str, list[str]], headers: Any, body: bytes) -> tuple[int, Any]:
        raise NotImplementedError

    def empty(self) -> None:
        """Forget everything."""
        self.__init__()  # type: ignore[misc]


class FakeNetlify(FakeApi):
    """The site `practice`: deploys of files by their SHA-1 (docs.netlify.com, "Deploy with the API")."""

    def __init__(self) -> None:
        super().__init__()
        self.content: dict[str, bytes] = {}
        self.deploys: dict[str, dict[str, Any]] = {}
        self.published = ""

    def files(self) -> dict[str, bytes]:
        deploy = self.deploys.get(self.published)
        return {path.lstrip("/"): self.content[name] for path, name in deploy["files"].items()} if deploy else {}

    def put(self, path: str, content: bytes) -> None:
        """Deploy a site of one file by hand."""
        name = sha1(content).hexdigest()  # noqa: S324 - as Netlify names files
        self.content[name] = content
        self.published = f"D{len(self.deploys) + 1}"
        self.deploys[self.published] = {"files": {f"/{path}": name}, "title": "By hand", "gone": False}

    def answer(self, method: str, path: str, query: dict[str, list[str]], headers: Any, body: bytes) -> tuple[int, Any]:
        parts = path.strip("/").split("/")
        match method, parts:
            case "GET", ["sites", "practice.netlify.app" | "S1"]:
                return 200, {"id": "S1", "published_deploy": self._shown(self.published)}
            case "GET", ["sites", "S1", "files"]:
                return 200, [{"path": path} for path in self.deploys[self.published]["files"]]
            case "POST", ["sites", "S1", "deploys"]:
                name = f"D{len(self.deploys) + 1}"
                self.deploys[name] = {"files": json.loads(body)["files"], "title": query["title"][0], "gone": False}
                self._publish_if_whole(name)
                return 200, self._shown(name)
            case "GET", ["sites", "S1", "deploys"]:
                return 200, [self._shown(name) for name, deploy in self.deploys.items() if not deploy["gone"]]
            case "GET", ["deploys", name] if name in self.deploys:
                return 200, self._shown(name)
            case "PUT", ["deploys", name, "files", *rest]:
                wanted = self.deploys[name]["files"]["/" + unquote("/".join(rest))]
                assert sha1(body).hexdigest() == wanted  # noqa: S324 - as Netlify names files
                self.content[wanted] = body
                self.uploads += 1
                self._publish_if_whole(name)
                return 200, {}
            case "DELETE", ["deploys", name]:
                self.deploys[name]["gone"] = True
                return 204, None
        return 404, {"message": "Not Found"}

    def _required(self, name: str) -> list[str]:
        return sorted({digest for digest in self.deploys[name]["files"].values() if digest not in self.content})

    def _publish_if_whole(self, name: str) -> None:
        if not self._required(name):
            self.published = name

    def _shown(self, name: str) -> dict[str, Any] | None:
        if not name:
            return None
        required = self._required(name)
        return {
            "id": name,
            "title": self.deploys[name]["title"],
            "state": "uploading" if required else "ready",
            "required": required,
            "deploy_ssl_url": f"https://{name}--practice.netlify.app",
        }


class FakeCloudflare(FakeApi):
    """The Worker `practice` of account `A1` (developers.cloudflare.com, Workers, "Direct Uploads")."""

    def __init__(self) -> None:
        super().__init__()
        self.content: dict[str, bytes] = {}
        self.manifest: dict[str, dict[str, Any]] = {}
        self.versions: list[dict[str, Any]] = []
        self.previews = True

    def files(self) -> dict[str, bytes]:
        if not self.versions:
            return {}
        version = self.versions[-1]
        told = {name: text.encode() for name, text in version["config"].items() if name.startswith("_")}
        return {path.lstrip("/"): self.content[row["hash"]] for path, row in version["manifest"].items()} | told

    def put(self, path: str, content: bytes) -> None:
        """Deploy a version of one file by another program."""
        name = sha1(content).hexdigest()  # noqa: S324 - any name does
        self.content[name] = content
        version = {"manifest": {f"/{path}": {"hash": name}}, "config": {}, "annotations": {}}
        self.versions.append({"id": f"V{len(self.versions) + 1}", **version})

    def answer(self, method: str, path: str, query: dict[str, list[str]], headers: Any, body: bytes) -> tuple[int, Any]:
        script = "/accounts/A1/workers/scripts/practice"
        match method, path.removeprefix(script):
            case "GET", "/accounts/A1/workers/scripts":
                return 200, {"result": [{"id": "practice"}] if self.versions else []}
            case "GET", "/deployments":
                rows = [{"versions": [{"version_id": self.versions[-1]["id"]}]}] if self.versions else []
                return (
                    (200, {"result": {"deployments": rows}}) if rows else (404, {"errors": [{"message": "no script"}]})
                )
            case "POST", "/assets-upload-session":
                self.manifest = json.loads(body)["manifest"]
                missing = sorted({row["hash"] for row in self.manifest.values() if row["hash"] not in self.content})
                buckets = [missing[start : start + 5] for start in range(0, len(missing), 5)]
                return 200, {"result": {"jwt": "session" if buckets else "complete", "buckets": buckets}}
            case "PUT", "":
                metadata = json.loads(_parts(headers, body)["metadata"])
                assert metadata["assets"]["jwt"] == "complete"
                self.versions.append(
                    {
                        "id": f"V{len(self.versions) + 1}",
                        "manifest": self.manifest,
                        "config": metadata["assets"]["config"],
                        "annotations": metadata["annotations"],
                    }
                )
                return 200, {"result": {"id": "practice"}}
            case "GET", "/subdomain":
                return 200, {"result": {"enabled": True, "previews_enabled": self.previews}}
            case "POST", "/subdomain":
                self.previews = json.loads(body)["previews_enabled"]
                return 200, {"result": {}}
            case "GET", rest if rest.startswith("/versions/"):
                version = next(row for row in self.versions if rest.endswith(row["id"]))
                return 200, {"result": {"annotations": version["annotations"]}}
            case "POST", "/accounts/A1/workers/assets/upload":
                for name, content in _parts(headers, body).items():
                    self.content[name] = base64.b64decode(content)
                    self.uploads += 1
                whole = all(row["hash"] in self.content for row in self.manifest.values())
                return 201, {"result": {"jwt": "complete"} if whole else {}}
        return 404, {"errors": [{"message": "not found"}]}


def _parts(headers: Any, body: bytes) -> dict[str, bytes]:
    """Return the parts of a multipart form by name."""
    message = email.message_from_bytes(f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode() + body)
    found = {}
    for part in message.get_payload():
        name = part.get_param("name", header="content-disposition")
        found[name] = part.get_payload(decode=True)
    return found


@contextmanager
def api_server(api: FakeApi) -> Iterator[str]:
    """Run one of them, and yield its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else an answer in two parts takes 40 ms

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            token = self.headers.get("Authorization", "")
            status, content = 401, {"message": "Unauthorized"}
            if token in (f"Bearer {TOKEN}", "Bearer session"):
                status, content = api.answer(self.command, parts.path, parse_qs(parts.query), self.headers, body)
            raw = b"" if content is None else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - the names that the library calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def answered_by(servers: Mapping[str, str]) -> Iterator[None]:
    """Have requests to some addresses answered by servers of this computer: begin of an address → theirs."""
    real = urllib3.PoolManager.urlopen

    def urlopen(pool: Any, method: str, url: str, *arguments: Any, **options: Any) -> Any:
        for begin, server in servers.items():
            if url.startswith(begin):
                url = f"{server}{url.removeprefix(begin)}"
        return real(pool, method, url, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(urllib3.PoolManager, "urlopen", urlopen)
        yield
