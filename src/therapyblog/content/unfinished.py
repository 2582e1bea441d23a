"""Titles, first lines and file names → a warning where they say that a text is not finished, and readers would see it.

A word counts only where it stands as a mark: in brackets, before a colon or behind a dash at either end, in capitals,
or alone. "The first draft of a life" means it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from therapyblog.diagnostics import FileDiagnostics
from therapyblog.settings.file_names import name_in_path
from therapyblog.settings.nodes import Node

CODE = "TB-EX-003"
# In the languages that we ship: marks that nobody takes for a title, and those that are one without brackets.
_MARKS = """
draft|wip|do not publish|don't publish|not for publication|not finished|not yet finished|unpublished|
entwurf|rohfassung|nicht veröffentlichen|noch nicht veröffentlichen|nicht fertig|noch nicht fertig|unfertig|
brouillon|ne pas publier|pas fini|pas terminé|non terminé|à finir|à terminer|borrador|no publicar|sin terminar|
sin acabar|bozza|non pubblicare|da finire|non finito|rascunho|não publicar|por terminar|por acabar|kladversie|
conceptversie|niet publiceren|niet af|nog niet af|wersja robocza|nie publikować|niedokończone|مسودة|لا تنشر|
غير مكتمل|غير مكتملة
"""
_IN_BRACKETS = """
unfinished|work in progress|for review|to review|needs review|private|internal|not public|in arbeit|privat|
en cours|ébauche|esbozo|in corso|em andamento|concept|klad|szkic|robocze|privé|privado
"""
_LONGEST_LINE = 60


def _any_of(words: str) -> str:
    return "|".join(re.escape(word.replace(" ", "_")).replace("_", r"[\s_-]+") for word in _listed(words))


def _listed(words: str) -> list[str]:
    return words.replace("\n", "").split("|")


_SIGNS = tuple(dict.fromkeys(max(words.split(), key=len) for words in _listed(f"{_MARKS}|{_IN_BRACKETS}")))
_NUMBER = r"[\s_-]*(?:v(?:ersion)?\.?[\s_-]*)?\d{1,2}"
_WORD = rf"(?:{_any_of(_MARKS)})(?:[\s_-]+yet|{_NUMBER})?"
_MARK = rf"(?:(?:first|second|third|rough|final|early|old|new|working)[\s_-]+)?{_WORD}"
_NOTE = rf"(?:{_MARK}|{_any_of(_IN_BRACKETS)})"
_OPEN, _CLOSE, _AROUND = r"[\[({<【（]", r"[\])}>】）]", r"[*_~#!.\s-]*"
_COLON = r"[:：|–—~*#]"
_TITLE = "|".join(
    (
        rf"{_AROUND}{_WORD}{_AROUND}",
        rf"(?:.*[\s_])?{_OPEN}{_AROUND}{_NOTE}{_AROUND}(?:[,;:–—][^\])]*|\s-[^\])]*)?{_CLOSE}.*",
        rf"{_AROUND}{_MARK}(?:\s*(?:{_COLON}|!|//)|\s-|-+\s|_).*",
        rf".*(?:(?:{_COLON}|//)\s*|\s-+\s*|-\s|_|\bv\d+\s+){_MARK}{_AROUND}",
        rf".*\s(?:draft|entwurf){_NUMBER}",
    )
)
_CAPITALS = re.compile(
    r"(?:DRAFT|ENTWURF|BROUILLON|BORRADOR|BOZZA|RASCUNHO)\b.*[a-z].*|.*[a-z].*\b(?:DRAFT|ENTWURF)\W*"
)
_NAME = rf"{_MARK}(?:[\W_]+(?P<behind>.+))?|(?P<before>.+?)[\W_]+{_MARK}[\W_]*"


def warn_of_unfinished(
    settings: Mapping[str, Node], body: str, first_line: int, path: str, file: FileDiagnostics
) -> None:
    """Report, once, that a text says of itself that it is not finished, though it is published."""
    lines = list(_lines(settings, body, first_line))
    words = "\n".join((path.partition("/")[2], *(text for text, *_ in lines))).casefold()
    if not any(sign in words for sign in _SIGNS):
        return
    hold = "add `status: draft` to the settings at its top until it is finished"
    for text, what, line, column in lines:
        if _is_mark(text):
            says = f"{what} “{text}” reads as if this text were not finished, and it is published"
            file.add(CODE, line, column, says, f"{hold}; or take the mark out")
            return
    title = str(settings["title"].value if "title" in settings else "").casefold().replace("’", "'")
    name = name_in_path(path)
    if found := re.fullmatch(_NAME, name.casefold()):
        rest = re.findall(r"[^\W_]+", found["behind"] or found["before"] or "")
        said = re.findall(r"[^\W_]+", title)
        mark = re.findall(r"[^\W_]+", name.casefold())
        if set(rest) <= set(said) and not {*mark} <= set(said):
            says = f"the file’s name “{name}” reads as if this text were not finished, and it is published"
            file.add(CODE, 1, 1, says, f"{hold}; or give the file another name")


def _lines(settings: Mapping[str, Node], body: str, first_line: int) -> Iterator[tuple[str, str, int, int]]:
    """Yield what readers see first of a text: words, what they are, line and column."""
    for name in ("title", "name", "subtitle", "description"):
        node = settings.get(name)
        if node and isinstance(node.value, str):
            yield node.value.strip(), f"the {name}", node.line, node.column
    begin = len(body) - len(body.lstrip())
    line = body[begin : begin + 200].partition("\n")[0].strip()
    if line.startswith("#") or len(line) <= _LONGEST_LINE:
        yield line.strip("# "), "the first line", first_line + body.count("\n", 0, begin), 1


def _is_mark(text: str) -> bool:
    folded = text.casefold().replace("’", "'")
    return bool(re.fullmatch(_TITLE, folded) or _CAPITALS.fullmatch(text))
