"""Whose program sends a request: on Linux the system tells to which account the other end of a connection belongs."""

from __future__ import annotations

import os
from pathlib import Path

from therapyblog.serve.host_check import Scope

CONNECTIONS = "/proc/net/tcp"
_LOOPBACK = "0100007F"
"""127.0.0.1 as the kernel writes it, the last byte first (proc(5))."""


def is_own_client(scope: Scope, connections: str = CONNECTIONS) -> bool:
    """Say whether a request comes from a program of this account; where the system does not tell, it counts as one."""
    client, server = scope.get("client"), scope.get("server")
    if not client or not server or os.name != "posix":
        return True
    try:
        lines = Path(connections).read_text(encoding="ascii").splitlines()[1:]
    except (OSError, UnicodeDecodeError):
        return True
    ends = [_end(client[1]), _end(server[1])]
    accounts = [int(fields[7]) for fields in map(str.split, lines) if fields[1:3] == ends]
    return not accounts or accounts == [os.getuid()]


def _end(port: int) -> str:
    return f"{_LOOPBACK}:{port:04X}"
