"""The desk's ASGI application: its page and that page's files, the calls, and the stream of events."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from therapyblog.desk.calls import MOST_BYTES, answer
from therapyblog.desk.clients import is_own_client
from therapyblog.desk.desk import Desk
from therapyblog.desk.protocol import FORBIDDEN, TOO_LARGE, Refused, refusal
from therapyblog.desk.request_check import CODES, RequestCheck
from therapyblog.serve.app import TOO_MANY, media_type
from therapyblog.serve.host_check import App, Scope

STATIC = Path(__file__).parent / "static"
"""What is built from `frontend/`."""
ENTRANCE = Path(__file__).parent / "pages"
OWN = {
    "/": STATIC / "desk.html",
    "/enter": ENTRANCE / "enter.html",
    "/enter.js": ENTRANCE / "enter.js",
}
SITE_ID = "x-therapyblog-site"


def make_app(desk: Desk) -> App:
    """Return the desk as an ASGI application."""
    files = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*") if path.is_file()}

    def page(request: Request) -> Response:
        return _file(OWN[request.url.path])

    def static(request: Request) -> Response:
        path = files.get(request.path_params["name"])
        return _file(path) if path else Response("There is no such file.\n", 404, media_type="text/plain")

    async def events(request: Request) -> Response:
        await _body(request)
        stream = desk.events.open()
        if stream is None:
            says = "The desk is open in too many windows."
            return _json(*refusal(Refused(says, fix="Close some of them.", code="too-many", status=TOO_MANY)))
        lines = desk.events.lines(stream, desk.tasks.last(), request.receive)
        return StreamingResponse(lines, media_type="application/x-ndjson")

    async def call(request: Request) -> Response:
        try:
            _own_clients_only(request.scope)
            body = await _body(request)
            site = request.headers.get(SITE_ID, "")
            return _json(200, await run_in_threadpool(answer, desk, request.path_params["name"], body, site))
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception as error:  # noqa: BLE001 - the window that asked is told, and the desk goes on
            return _json(*refusal(error))

    routes = [
        *(Route(path, page) for path in OWN),
        Route("/static/{name:path}", static),
        Route("/api/events", events, methods=["POST"]),
        Route("/api/{name}", call, methods=["POST"]),
    ]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False
    return RequestCheck(app, desk.origins, desk.token)


def _own_clients_only(scope: Scope) -> None:
    if scope["path"] == CODES and not is_own_client(scope):
        raise Refused("Another account of this computer asks for the desk.", status=FORBIDDEN)


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            says = f"This is larger than {MOST_BYTES // 2**20} MB."
            raise Refused(says, fix="Bring it in parts.", code="too-large", status=TOO_LARGE)
    return bytes(body)


def _json(status: int, body: bytes) -> Response:
    # What is left of a request that is too large is not waited for.
    headers = {"connection": "close"} if status == TOO_LARGE else {}
    return Response(body, status, headers, media_type="application/json")


def _file(path: Path) -> Response:
    return Response(path.read_bytes(), media_type=media_type(path.name))
