"""The streams of messages to open pages."""

from __future__ import annotations

import asyncio
import socket

from therapyblog.serve import app, events
from therapyblog.serve.events import EventStreams


def test_streams_are_not_without_number(guarded):
    kept = []
    for _ in range(events.MAX_STREAMS):
        stream = guarded.follow("index.html")
        following = stream.__enter__()
        following()
        kept.append(stream)
    assert guarded.ask(f"{guarded.start}/events?file=index.html").status == 503
    for stream in kept:
        stream.__exit__(None, None, None)
    assert guarded.ask("/").status == 200


def test_a_stream_that_has_nothing_to_tell_says_so(served, monkeypatch):
    monkeypatch.setattr(app, "KEEP_ALIVE", 0.05)
    begin = served.start
    answer = b""
    with socket.create_connection(("127.0.0.1", served.port)) as stream:
        request = f"GET {begin}/events?file=index.html HTTP/1.1\r\nHost: localhost:{served.port}\r\n\r\n"
        stream.sendall(request.encode())
        while b": still here" not in answer:
            answer += stream.recv(4096)
        served.session.streams.close()
        while some := stream.recv(4096):
            answer += some
            if answer.endswith(b"0\r\n\r\n"):
                break
    assert answer.endswith(b"0\r\n\r\n")
    assert served.ask(f"{begin}/events?file=index.html").status == 503


def test_a_stream_whose_loop_is_gone_is_told_nothing():
    streams = EventStreams()

    async def read():
        return streams.open(("index.html",))

    stream = asyncio.run(read())
    streams.send(lambda _files: b"words")
    assert stream.messages.empty()
