"""The texts of the open site as files: found by their paths, read as they are, replaced without losing anything.

A path comes from a window and may be anything: only texts below the folders of texts and `therapyblog.toml` are let
through, and no link is followed. What a file held is kept before it is replaced (`saved_versions`), and it is only
replaced while it holds what the window has seen.
"""

from __future__ import annotations

import errno
import os
import posixpath
import re
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from therapyblog.content.scan import is_hidden, is_writable_name
from therapyblog.desk.protocol import BAD_REQUEST, CONFLICT, NOT_FOUND, Answer, Refused
from therapyblog.desk.workspace import Workspace
from therapyblog.model.codec import digest
from therapyblog.model.documents import Kind
from therapyblog.model.site_folder import DOCUMENT_FOLDERS, SETTINGS_FILE, TEXT_SUFFIXES
from therapyblog.model.value import Value
from therapyblog.output.directory_tree import Tree
from therapyblog.settings.bytes_to_text import FORBIDDEN, text_for_show
from therapyblog.settings.edits import Lines

MOST_BYTES = 2 * 10**6
"""A larger file is shown as far as this, and not written."""
_RARER_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SHARING = (5, 32, 33)


class Theirs(Answer, frozen=True, kw_only=True):
    """What a file holds by now."""

    text: str
    digest: str


class TextFile(Value, frozen=True, kw_only=True):
    """A text of the site as it is on the disk."""

    path: str
    name: str
    """Its path as the file system spells it."""
    content: bytes
    text: str
    """With `\\n` line ends and without a mark."""
    is_exact: bool
    """Whether the bytes can be made of the text again."""
    read_only: bool

    @property
    def digest(self) -> str:
        """By which windows say what they have seen."""
        return digest(self.content).hex()

    @property
    def raw(self) -> str:
        """The text with its own line ends and mark; raises `Refused` where the file is not to be written."""
        if self.read_only:
            says = f"{self.path} is protected against changes, or is no text that can be changed here."
            raise Refused(
                says, fix="Take the protection away in your folder, or use another program.", code="read-only"
            )
        return self.content.decode()

    def encoded(self, text: str) -> bytes:
        """Return the bytes of another text in the form of this file."""
        return Lines(self.raw).with_text(clean(text)).encode()


def clean(text: str) -> str:
    """Return a text from a window with `\\n` line ends and without what no file of text may hold."""
    return FORBIDDEN.sub("", _RARER_ENDS.sub("\n", text).encode("utf-8", "ignore").decode())


def kind_of(path: str) -> Kind | None:
    """Return the kind of text at a path; `None` for the settings of the site. Raises `Refused` for anything else."""
    if path == SETTINGS_FILE:
        return None
    parts = path.split("/")
    is_text = len(parts) > 1 and parts[0] in DOCUMENT_FOLDERS and path.lower().endswith(TEXT_SUFFIXES)
    is_odd = (
        not {"", ".", ".."}.isdisjoint(parts) or "\\" in path or (os.name == "nt" and ":" in path) or is_hidden(path)
    )
    if not is_text or is_odd or not is_writable_name(path):
        raise Refused("This is no text of the site.", fix="Open one from the lists.", code="no-text", status=NOT_FOUND)
    return DOCUMENT_FOLDERS[parts[0]]


def tree_of(workspace: Workspace) -> Tree:
    """Return the folder of the site."""
    return Tree(workspace.folder)


def spelt(tree: Tree, path: str) -> str:
    """Return a path as the file system spells it: a Mac may have stored an accent as a sign of its own."""
    if path.isascii() or tree.stat(path) is not None:
        return path
    found = ""
    for part in path.split("/"):
        try:
            names = tree.names(found)
        except OSError:
            return path
        same = (name for name in names if unicodedata.normalize("NFC", name) == unicodedata.normalize("NFC", part))
        found = posixpath.join(found, next(same, part))
    return found


def read_text(workspace: Workspace, path: str) -> TextFile:
    """Read a text of the site; raises `Refused` where it is gone, locked or none."""
    kind_of(path)
    tree = tree_of(workspace)
    name = spelt(tree, path)
    with explained(path):
        status = tree.stat(name)
        if status is None and os.path.lexists(tree.path(name)):
            raise NotADirectoryError(errno.ENOTDIR, "it lies behind a link", path)
        if status is None:
            says = f"{path} is not there any more: it was deleted or renamed by somebody else."
            fix = "What you wrote is still in this window, and its saved states are kept."
            raise Refused(says, fix=fix, code="gone", status=NOT_FOUND)
        content = tree.read(name, MOST_BYTES + 1)
    text = _text(content)
    is_protected = not status.st_mode & 0o222 or (
        stat.S_ISREG(status.st_mode) and not os.access(tree.path(name), os.W_OK)
    )
    return TextFile(
        path=path,
        name=name,
        content=content,
        text=text_for_show(content[:MOST_BYTES]) if text is None else text,
        is_exact=text is not None,
        read_only=text is None or is_protected,
    )


def _text(content: bytes) -> str | None:
    """Return the text that bytes are, if they are just that."""
    if len(content) > MOST_BYTES:
        return None
    try:
        text = Lines(content.decode()).plain
    except UnicodeDecodeError:
        return None
    return None if FORBIDDEN.search(text) else text


def changed_meanwhile(file: TextFile) -> Refused:
    """Return the refusal of a change to a file that is not what the window has seen, with what it is now."""
    return Refused(
        f"{file.path} was changed by somebody else.",
        fix="Look at both, and decide.",
        code="changed-on-disk",
        status=CONFLICT,
        theirs=Theirs(text=file.text, digest=file.digest),
    )


def replace(workspace: Workspace, path: str, content: bytes, seen: str, window: str) -> TextFile:
    """Replace a text that holds what a window has seen (its digest; empty: nothing is there); return it as it is now.

    Nothing is lost: what it holds and what is written are kept first. Raises `Refused` where it holds something else,
    or the disk refuses; then it is as it was.
    """
    kind_of(path)
    tree, versions = tree_of(workspace), workspace.versions
    with workspace.write_lock, explained(path):
        try:
            before = read_text(workspace, path)
        except Refused as refusal:
            if refusal.code != "gone" or seen:
                raise
            before = None
        if before is not None:
            if before.digest != seen:
                versions.keep(path, before.content, by="elsewhere")
                raise changed_meanwhile(before)
            before.raw  # noqa: B018 - raises where it is protected
            if content == before.content:
                return before
            versions.keep(path, before.content, by="elsewhere")
        versions.keep(path, content)

        def check(held: bytes | None) -> None:
            if held != (before.content if before else None):
                if held is not None:
                    versions.keep(path, held, by="elsewhere")
                raise changed_meanwhile(read_text(workspace, path))

        last = tree.replace(before.name if before else path, content, check)
        if before is not None and last not in (None, before.content):
            # Somebody wrote into the file in the very moment in which another was put in its place.
            versions.keep(path, last or b"", by="elsewhere")
            versions.keep(path, content)
        workspace.wrote(path, content, window)
        return read_text(workspace, path)


def remove(workspace: Workspace, file: TextFile, title: str) -> str:
    """Put a text into the bin; return its id there. Raises `Refused` where somebody has just changed it."""
    with workspace.write_lock, explained(file.path):
        kept = workspace.versions.put_into_bin(file.path, file.content, title)
        now = read_text(workspace, file.path)
        if now.content != file.content:
            workspace.versions.take_out_of_bin(kept)
            raise changed_meanwhile(now)
        tree_of(workspace).remove(file.name)
        workspace.wrote(file.path, None)
        return kept


@contextmanager
def explained(path: str) -> Iterator[None]:
    """Turn what the disk says into a refusal in plain words."""
    try:
        yield
    except OSError as error:
        raise _refusal(error, path) from error


_FIX = "Your text is still in this window, and the file is as it was."
_SAID: dict[str, tuple[str, str]] = {
    "full": ("The disk is full, so nothing was saved.", f"{_FIX} Make room, then it is saved."),
    "read-only": ("This disk can only be read, so nothing was saved.", _FIX),
    "locked": (
        "{path} is locked: another program holds it, or you may not change it.",
        f"{_FIX} Close the other program.",
    ),
    "gone": ("{path} is not there any more.", _FIX),
    "no-text": ("{path} is a link, or lies behind one, or is no file.", "Put the file itself into the site’s folder."),
    "bad-name": ("This name is too long for the disk.", "Choose a shorter one."),
    "disk": ("The disk refused ({reason}).", _FIX),
}
_CODES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "full"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY), "locked"),
    **dict.fromkeys((errno.ENOTDIR, errno.EINVAL, errno.ELOOP, errno.EISDIR), "no-text"),
    errno.EROFS: "read-only",
    errno.ENOENT: "gone",
    errno.ENAMETOOLONG: "bad-name",
}


def _refusal(error: OSError, path: str) -> Refused:
    code = "locked" if getattr(error, "winerror", None) in _SHARING else _CODES.get(error.errno or 0, "disk")
    says, fix = _SAID[code]
    reason = (error.strerror or str(error)).lower()
    status = NOT_FOUND if code == "gone" else BAD_REQUEST
    return Refused(says.format(path=path, reason=reason), fix=fix, code=code, status=status)


__all__ = [
    "TextFile",
    "changed_meanwhile",
    "clean",
    "explained",
    "kind_of",
    "read_text",
    "remove",
    "replace",
    "spelt",
    "tree_of",
]
