"""What lies where texts belong, or beside those folders, and is not read → a warning: people think it published.

Files are told by the ends of their names, folders by names that people give them, where they hold texts with settings.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from posixpath import basename, dirname, splitext
from typing import NamedTuple

from therapyblog.diagnostics import Diagnostics
from therapyblog.files import read_regular
from therapyblog.model.problems import Place
from therapyblog.model.site_folder import DOCUMENT_FOLDERS, FILE_FOLDERS, SOURCE_FOLDERS, TEXT_SUFFIXES
from therapyblog.settings.file_names import INDEX
from therapyblog.similar import nearest

CODE = "TB-LEFT-001"
_MOST_NAMES = 5
_ONE_BY_ONE = 3
_BEGIN = "begin it with ---, a line title: … and another ---"


class _Sort(NamedTuple):
    """A sort of file: what it is, what several of them are, and the way out for one that is called `{name}`."""

    one: str
    several: str
    fix: str


_PICTURE = _Sort("a picture", "pictures", "move it to media/, and show it with ![What it shows](/media/{name})")
_DOWNLOAD = _Sort(
    "a document, a film or a sound file",
    "documents, films or sound files",
    "move it to media/, and link to it with [What it is](/media/{name})",
)
_PLAIN = _Sort(
    "a text whose name ends in .txt",
    "texts whose names end in .txt",
    f"rename it to {{stem}}.md; {_BEGIN}",
)
_DOUBLE = _Sort(
    "a text to whose name your computer has added {suffix}",
    "texts to whose names your computer has added {suffix}",
    "rename it to {stem} (where you do not see {suffix}, show the ends of names first: in the Explorer under View,"
    " on a Mac with Finder → Settings → Advanced)",
)
_WRITTEN = _Sort(
    "a file of a word processor",
    "files of a word processor",
    f"copy its text into a plain text file {{stem}}.md; {_BEGIN}",
)
_IMPORTED = _WRITTEN._replace(
    fix=f"{_WRITTEN.fix}; or move it out of this folder, and let `therapyblog import {{name}}` make a post of it"
)
_MARKUP = _Sort(
    "a text in another form than Markdown",
    "texts in another form than Markdown",
    f"copy its text into a file {{stem}}.md; {_BEGIN}",
)
_SHORTCUT = _Sort(
    "a shortcut to what lies elsewhere",
    "shortcuts to what lies elsewhere",
    "put the text itself here",
)
_ARCHIVE = _Sort("an archive", "archives", "unpack it, and put the texts themselves here")
_CLOUD = _Sort(
    "a text that lies in iCloud only",
    "texts that lie in iCloud only",
    "download it (a click on the cloud beside it in the Finder), then build again",
)
_OTHER = _Sort(
    "a file whose name does not end in .md",
    "files whose names do not end in .md",
    "if it is a text, rename it to {stem}.md; if not, move it to another folder",
)

_ENDS: tuple[tuple[_Sort, str], ...] = (
    (_PICTURE, ".jpg .jpeg .jpe .png .webp .gif .avif .svg .heic .heif .tif .tiff .bmp .psd .dng .cr2 .nef .arw .ico"),
    (_DOWNLOAD, ".pdf .epub .mp3 .m4a .wav .ogg .mp4 .m4v .mov .webm .avi .ppt .pptx .key .xls .xlsx"),
    (_PLAIN, ".txt .text"),
    (_IMPORTED, ".docx .odt .rtf"),
    (_WRITTEN, ".doc .docm .dot .dotx .ott .fodt .rtfd .pages .gdoc .wpd .wps .sxw .abw .scriv"),
    (
        _MARKUP,
        ".html .htm .xhtml .mht .mhtml .webarchive .rst .adoc .asciidoc .org .tex .textile .wiki .mdx .ipynb .xml",
    ),
    (_SHORTCUT, ".webloc .url .lnk .desktop .inetloc"),
    (_ARCHIVE, ".zip .rar .7z .tar .gz .tgz .textbundle .textpack"),
)
_SUFFIXES = {suffix: sort for sort, suffixes in _ENDS for suffix in suffixes.split()}
_CLOUD_NAME = re.compile(r"\.(?P<name>.+)\.icloud")
_SETTINGS = re.compile(rb"(?:\xef\xbb\xbf)?\s*---[ \t]*\r?\n\s*[A-Za-z_]+[ \t]*:")
_HEAD, _MOST_BYTES = 500, 1_000_000
_FOLDERS = {
    "posts": "post blog blogs blogpost blogposts article articles entry entries writing beitrag beiträge artikel"
    " entradas articulos artículos articoli artigos berichten wpisy billets",
    "pages": "page seite seiten pagina paginas páginas pagine strony",
    "practitioners": "practitioner therapist therapists team people authors author",
    "series": "serie",
}
_NAMES_OF_FOLDERS = {name: folder for folder, names in _FOLDERS.items() for name in names.split()}
"""What people call the folders of texts."""
_NO_TEXTS = ("readme", "license", "licence", "changelog", "contributing", "security")


def report_other_text(path: str, bundle: str, diagnostics: Diagnostics) -> bool:
    """Report a text that is none of its own: beside the one of a folder (`bundle`), or Hugo's to a list of texts.

    Returns whether it is one.
    """
    stem = splitext(basename(path))[0].lower()
    if bundle and not (dirname(path) == bundle and stem == INDEX):
        says = f"this text lies in the folder {bundle}/, which has a text of its own, so it is not published"
        fix = f"move it out of {bundle}/"
    elif stem == f"_{INDEX}":
        says = "_index is an introduction to a list in Hugo and Zola; it is not read here, so it is not published"
        fix = "rename it to index.md if it is a text of its own (pages/index.md introduces the home page)"
    else:
        return False
    diagnostics.add(CODE, at=Place(path=path), says=says, fix=fix)
    return True


def report_left_out(site: Path, left: Sequence[str], diagnostics: Diagnostics) -> None:
    """Report what a person may think published; `left` are the paths in the folders of texts that are not read."""
    groups: dict[tuple[str, _Sort, str], list[str]] = {}
    for path in left:
        suffix, sort = _sort_of(basename(path))
        if sort:
            groups.setdefault((dirname(path), sort, suffix), []).append(path)
    for (_, sort, suffix), paths in groups.items():
        several = len(paths) > _ONE_BY_ONE
        for path in paths[:1] if several else paths:
            name = basename(path)
            words = {"name": name, "suffix": suffix, "stem": _stem(name, suffix)}
            what = sort.several if several else sort.one
            says = f"this is {what.format(**words)}, which is not read here, so it is not published"
            if several:
                names = ", ".join(basename(path) for path in paths[:_MOST_NAMES])
                more = ", …" if len(paths) > _MOST_NAMES else ""
                says = (
                    f"{len(paths)} {what.format(**words)} are not read here, so they are not published: {names}{more}"
                )
            diagnostics.add(CODE, at=Place(path=path), says=says, fix=sort.fix.format(**words))
    for path, says, fix in _beside(site):
        diagnostics.add(CODE, at=Place(path=path), says=says, fix=fix)


def _sort_of(name: str) -> tuple[str, _Sort | None]:
    """Return the end of a file's name, as it is meant, and the sort of file that it tells of."""
    if _CLOUD_NAME.fullmatch(name):
        return ".icloud", _CLOUD
    if name.startswith((".", "~", "#")) or name.endswith(("~", "#")):
        return "", None
    stem, suffix = os.path.splitext(name)
    small = suffix.strip().lower()
    if os.path.splitext(stem)[1].lower() in TEXT_SUFFIXES:
        return suffix, _DOUBLE
    return suffix, _SUFFIXES.get(small, _OTHER)


def _stem(name: str, suffix: str) -> str:
    cloud = _CLOUD_NAME.fullmatch(name)
    return (cloud["name"] if cloud else name.removesuffix(suffix)).strip(" .")


def _beside(site: Path) -> Iterator[tuple[str, str, str]]:
    """Yield what lies beside the folders of a site and holds texts: its path, what is wrong, and the way out."""
    with os.scandir(site) as entries:
        listed = sorted((entry for entry in entries if entry.name.isprintable()), key=lambda entry: entry.name)
    for entry in listed:
        stem, suffix = os.path.splitext(entry.name)
        if entry.is_dir(follow_symlinks=False):
            wanted = _folder_meant(entry)
            if wanted and not _is_same(site / wanted, entry.path):
                says = f"this folder is not read, so nothing in it is published: the name of the folder is {wanted}/"
                yield f"{entry.name}/", says, f"rename it to {wanted}/, or move its files there"
        elif (
            suffix.lower() in (*TEXT_SUFFIXES, ".txt")
            and stem.lower() not in _NO_TEXTS
            and _begins_with_settings(entry)
        ):
            says = "this text lies beside the folders of the site, where it is not read, so it is not published"
            yield entry.name, says, f"move it to posts/{stem}.md, or to pages/ if it is a page"


def _folder_meant(folder: os.DirEntry[str]) -> str:
    """Return the folder of a site that one beside them is meant to be, or nothing."""
    folded = folder.name.casefold().strip("_ -.")
    if folder.name in SOURCE_FOLDERS or folder.name.startswith("."):
        return ""
    with os.scandir(folder.path) as entries:
        names = [entry for entry in entries if not entry.name.startswith(".")]
    if folded in FILE_FOLDERS:
        return folded if names else ""
    if not any(entry.name.lower().endswith(TEXT_SUFFIXES) and _begins_with_settings(entry) for entry in names):
        return ""
    return _NAMES_OF_FOLDERS.get(folded) or nearest(folded, DOCUMENT_FOLDERS)


def _is_same(wanted: Path, path: str) -> bool:
    """Say whether two names mean one folder, as on a Mac or on Windows those do that differ in capitals only."""
    return wanted.is_dir() and wanted.samefile(path)


def _begins_with_settings(entry: os.DirEntry[str]) -> bool:
    if not entry.is_file(follow_symlinks=False) or entry.stat().st_size > _MOST_BYTES:
        return False
    try:
        return _SETTINGS.match(read_regular(entry.path)[:_HEAD]) is not None
    except OSError:
        return False
