"""A text that `therapyblog new` wrote."""

from __future__ import annotations

from therapyblog.model.documents import Kind
from therapyblog.model.value import Value


class NewDocument(Value, frozen=True, kw_only=True, array_like=False):
    """A file that was written for somebody to go on with."""

    site: str
    file: str
    """Its path below the site folder."""
    kind: Kind
    title: str
    draft: bool
    """Nothing of it is published before `status: draft` is deleted."""
    also: tuple[str, ...] = ()
    """What else was written, where it was made of a document: pictures, and who signed it."""
    looks: tuple[str, ...] = ()
    """What to look at in a text that was made of a document."""
    practitioners: tuple[str, ...] = ()
    """Whom a post may name as its author, where there are several."""
