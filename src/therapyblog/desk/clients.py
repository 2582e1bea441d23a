"""Whose program is at the other end: on Linux the system tells to which account a connection belongs (proc(5))."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from therapyblog.serve.host_check import Scope

CONNECTIONS = "/proc/net/tcp"
_LISTENS = "0A"
_LOOPBACK = "0100007F"
"""127.0.0.1 as the kernel writes it, the last byte first (proc(5))."""


def is_own_client(scope: Scope, connections: str = CONNECTIONS) -> bool:
    """Say whether a request comes from a program of this account; where the system does not tell, it counts as one."""
    client, server = scope.get("client"), scope.get("server")
    if not client or not server:
        return True
    ends = [_end(client[1]), _end(server[1])]
    return _is_own(connections, lambda fields: fields[1:3] == ends)


def is_own_server(port: int, connections: str = CONNECTIONS) -> bool:
    """Say whether a program of this account listens at a port; where the system does not tell, it counts as one."""
    return _is_own(connections, lambda fields: [fields[1], fields[3]] == [_end(port), _LISTENS])


def _is_own(connections: str, is_it: Callable[[list[str]], bool]) -> bool:
    if os.name != "posix":
        return True
    try:
        lines = Path(connections).read_text(encoding="ascii").splitlines()[1:]
    except (OSError, UnicodeDecodeError):
        return True
    return {int(fields[7]) for fields in map(str.split, lines) if is_it(fields)} <= {os.getuid()}


def _end(port: int) -> str:
    return f"{_LOOPBACK}:{port:04X}"
