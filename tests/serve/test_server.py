"""The server: where it answers, and how it ends."""

from __future__ import annotations

import errno
import gc
import os
import socket

from support.served import Served
from therapyblog.serve.server import own_address


def test_who_does_not_read_an_answer_holds_up_no_end(blog):
    (blog.folder / "media").mkdir(exist_ok=True)
    (blog.folder / "media/long.txt").write_bytes(b"a" * 30_000_000)
    blog.edit("posts/one.md", "The first words.", "[A long one](/media/long.txt)")
    served = Served(blog)
    with socket.create_connection(("127.0.0.1", served.port)) as stream:
        request = f"GET /media/long.txt HTTP/1.1\r\nHost: localhost:{served.port}\r\n\r\n"
        stream.sendall(request.encode())
        assert stream.recv(12) == b"HTTP/1.1 200"
        served.close()
        # What was left open would be found by this, and fail the test (`filterwarnings = ["error"]`).
        gc.collect()


def test_a_computer_without_a_network_has_no_address_for_others(monkeypatch):
    class Offline(socket.socket):
        def connect(self, _address):
            raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))

    monkeypatch.setattr(socket, "socket", Offline)

    assert own_address() == ""
