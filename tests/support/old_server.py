"""A server on this machine that plays any site of the web, and what connects to it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from therapyblog.importers.web import Endpoint, Resolve, Web

PUBLIC = "93.184.216.34"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
Page = str | tuple[str, str | bytes]
"""Where an address leads on to, or the kind and content of what is there."""


class Server:
    """A server on this machine that plays any site; `asked` is every request, as host and path."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self.pages = dict(pages)
        self.asked: list[tuple[str, str]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append((self.headers["Host"], self.path))
                found = server.pages.get(self.path)
                if isinstance(found, str):
                    self.send_response(302)
                    self.send_header("Location", found)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                kind, content = found or ("text/html", "")
                content = content if isinstance(content, bytes) else content.encode()
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.http.serve_forever)
        self.thread.start()

    def endpoint(self, address: str = PUBLIC) -> Endpoint:
        return Endpoint(address, "127.0.0.1", self.http.server_address[1])

    def web(self, resolve: Resolve | None = None) -> Web:
        return Web(resolve or (lambda host, port: [self.endpoint()]), wait=lambda seconds: None)

    def close(self) -> None:
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()
