"""The desk is started a second time: asks the one that runs for another window."""

from __future__ import annotations

import http.client
import os
from pathlib import Path

import msgspec

from therapyblog.desk.clients import is_own_server
from therapyblog.desk.desk import Again, Entrance
from therapyblog.desk.protocol import Refused
from therapyblog.desk.remembered import running_desk
from therapyblog.serve.server import LOOPBACK

TIMEOUT = 30.0
"""Seconds; a large site may have to be read first."""


def entrance_of_running(folder: Path | None) -> str | None:
    """Return an address that opens a window of the desk that runs, with this site; `None` where none runs.

    Raises `Refused` where the desk refuses to open the site.
    """
    running = running_desk()
    # Another program, or that of another account, may listen at this port by now.
    if running is None or not is_own_server(running.port):
        return None
    host = f"{LOOPBACK}:{running.port}"
    headers = {
        "Content-Type": "application/json",
        "Host": host,
        "Origin": f"http://{host}",
        "X-Therapyblog-Token": running.token,
    }
    body = msgspec.json.encode(Again(folder=os.fspath(folder) if folder else ""))
    connection = http.client.HTTPConnection(LOOPBACK, running.port, timeout=TIMEOUT)
    try:
        connection.request("POST", "/api/desk.again", body, headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status == http.HTTPStatus.OK:
            address = msgspec.json.decode(content, type=Entrance).address
            return address if address.startswith(f"http://{host}/enter#") else None
        says = msgspec.json.decode(content)["error"]
        if says["code"] in ("no-token", "refused"):
            return None
        raise Refused(says["says"], fix=says["fix"])
    except (OSError, http.client.HTTPException, msgspec.DecodeError, KeyError, TypeError):
        return None
    finally:
        connection.close()
