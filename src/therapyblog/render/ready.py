"""The templates that ship with therapyblog, compiled when the wheel was built (`hatch_build.py`).

Compiling them costs a small site half of its build. Code is taken from our own package and from nowhere else: were it
remembered beside a site, whoever hands on a site could hand on code with it. A checkout has none; there, and for the
templates of a site or of another theme, everything is compiled as it is needed.
"""

from __future__ import annotations

import json
from functools import cache
from hashlib import blake2b
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2

from therapyblog.theme.places import shipped

FOLDER = "templates"
INDEX = "index.json"
"""What made the code, and for each template, by `key_of`, the names, references and so on of `Parsed`."""


def key_of(name: str, path: str, source: str) -> str:
    """Return under which name the code of a template is kept."""
    return blake2b(f"{name}\0{path}\0{source}".encode(), digest_size=12).hexdigest()


def made_by() -> str:
    """Name what the code depends on besides the template: another Jinja may write other code."""
    return f"jinja2 {jinja2.__version__}"


def ready(name: str, path: str, source: str) -> tuple[dict[str, Any], CodeType] | None:
    """Return what is known of a template that ships with us, and its code; `None` where it has to be compiled."""
    folder, known = _index()
    key = key_of(name, path, source) if known else ""
    if key not in known:
        return None
    file = folder / f"{key}.py"
    # As a module, so that Python keeps its bytecode; its name is never imported.
    code = SourceFileLoader(key, str(file)).get_code(key)
    return (known[key], code.replace(co_filename=path)) if code else None


@cache
def _index() -> tuple[Path, dict[str, dict[str, Any]]]:
    folder = shipped(FOLDER)
    try:
        found = json.loads((folder / INDEX).read_bytes())
    except FileNotFoundError:
        return folder, {}
    return folder, found["templates"] if found["made_by"] == made_by() else {}
