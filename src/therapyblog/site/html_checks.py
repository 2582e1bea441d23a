"""HTML in texts, as other programs leave it: told once a site, where the site does not say what it wants."""

from __future__ import annotations

from collections.abc import Iterable

from therapyblog.model.config import Config
from therapyblog.model.documents import Document
from therapyblog.model.problems import Place, Problem, problem

_FIX = 'write raw_html = "sanitize" below [markdown] in therapyblog.toml to have it so, or "off" to show it as typed'


def check_html(config: Config, documents: Iterable[Document]) -> Iterable[Problem]:
    """Say in how many texts HTML is used as far as it is harmless."""
    found = sorted((document.path, document.facts.html_line) for document in documents if document.facts.html_line)
    if found and config.raw_html == "auto":
        path, line = found[0]
        where = "this text holds HTML" if len(found) == 1 else f"{len(found):,} texts hold HTML, this one first"
        says = f"{where}: what of it is harmless is used, and what is not is shown as it is typed"
        yield problem("TB-MD-012", at=Place(path=path, line=line), says=says, fix=_FIX)
