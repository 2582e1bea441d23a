"""What comes along when a text is copied from a web page: its links, counts and buttons, and its title once more.

A line counts only if it is nothing but such a piece. Some are certain by themselves ("top of page"); others are words
that anybody may write ("Next"), and count where two of them stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from therapyblog.diagnostics import FileDiagnostics
from therapyblog.patterns import lazy_pattern

CODE = "TB-PASTE-001"
_LONGEST = 80
_MOST_NAMED, _MOST_NUMBERS = 6, 20
_LEAST_LOOSE = 2
_AT_THE_TOP, _SHORTEST_TITLE = 4, 4

_CERTAIN = """
top of page|bottom of page|back to top|0 comments|no comments|no comments yet|write a comment|leave a comment|
leave a reply|log in to leave a comment|commenting has been turned off|
commenting on this post isn't available anymore|share this|share this post|share this article|
like this: loading|like loading|loading|post not marked as liked|post liked|log in / sign up|log in/sign up|
skip to content|skip to main content|skip to navigation|recent posts|related posts|see all|see all posts|
follow us on facebook|accept all cookies|accept cookies|cookie settings|powered by wordpress|powered by squarespace|
proudly created with wix.com|click to share on facebook (opens in new window)|back to blog|nach oben|seitenanfang|
zum inhalt springen|0 kommentare|keine kommentare|kommentar verfassen|kommentar schreiben|aktuelle beiträge|
ähnliche beiträge|alle ansehen|teilen mit|gefällt mir|wird geladen|anmelden / registrieren|haut de page|bas de page|
aller au contenu|0 commentaire|0 commentaires|rédigez un commentaire|laisser un commentaire|posts récents|
articles récents|posts similaires|voir tout|partager|j'aime ça|chargement|connexion / inscription|ir al contenido|
0 comentarios|escribir un comentario|deja un comentario|entradas recientes|ver todo|comparte esto|me gusta esto|
cargando|0 commenti|scrivi un commento|lascia un commento|post recenti|mostra tutti|caricamento|vai al contenuto|
0 reacties|plaats een reactie|recente berichten|recente blogposts|alles weergeven|dit delen|vind ik leuk|
aan het laden|0 comentários|escreva um comentário|posts recentes|ver tudo|compartilhe isso|curtir isso|carregando|
partilhar isto|0 komentarzy|napisz komentarz|ostatnie posty|zobacz wszystkie|udostępnij|dodaj do ulubionych|
wczytywanie|أعلى الصفحة|أسفل الصفحة|0 تعليقات|أحدث المنشورات|اكتب تعليقًا|مشاهدة الكل
"""
_LOOSE = """
log in|login|sign up|sign in|subscribe|read more|continue reading|share|tweet|pin it|email|print|comments|previous|
next|previous post|next post|older posts|newer posts|home|menu|search|all posts|categories|archives|tags|more|edit|
reply|like|cookies|accept|decline|reject all|facebook|twitter|linkedin|instagram|pinterest|whatsapp|reddit|anmelden|
teilen|weiterlesen|kommentare|weiter|zurück|suche|startseite|menü|commentaires|suivant|précédent|lire la suite|
accueil|rechercher|siguiente|anterior|inicio|buscar|leer más|successivo|precedente|cerca|delen|volgende|vorige|zoeken|
próximo|início|pesquisar|udostępnij|następny|poprzedni|szukaj
"""


def _pieces(words: str) -> frozenset[str]:
    return frozenset(words.replace("\n", "").split("|"))


CERTAIN, LOOSE = _pieces(_CERTAIN), _pieces(_LOOSE)
_COUNTED = lazy_pattern(
    r"\d+ (?:comments?|kommentare?|commentaires?|comentarios?|commenti|reacties|komentarzy|views?|likes?|shares?)"
    r"|\d+ ?min(?:utes?|uten)?\.? (?:read|lesezeit|de lecture|de lectura|di lettura|leestijd|de leitura|czytania)"
    r"|(?:lesezeit|temps de lecture|tiempo de lectura|tempo di lettura|leestijd|tempo de leitura) ?:? ?\d+ ?min\.?"
    r"|(?:we|this (?:web)?site) uses? cookies\b.*|(?:diese|unsere) webs[ei]+te (?:verwendet|nutzt) cookies\b.*"
    r"|.{0,40}\(opens in new window\)|click to (?:share|print|email)\b.*|© ?\d{4}\b.{0,60}"
)
_MARKS = "#>*_[]|:.…›»→•·- \t\u00a0"
"""What may stand around a piece without making it another."""
_AROUND = "#*_ \t\u00a0“”„«»\"'‘’"
"""What may stand around a title that is said again."""


class _Line(NamedTuple):
    number: int
    words: str


def warn_of_furniture(body: str, first_line: int, title: str, file: FileDiagnostics) -> None:
    """Report the pieces of a web page that a text brought along, its title said again, and headings that are none."""
    lines = body.split("\n")
    pieces = list(_furniture(lines, first_line))
    if pieces:
        fix = "delete these lines" if len(pieces) > 1 else "delete this line"
        what = "pieces of the page that this text was copied from are still in it"
        file.add(CODE, pieces[0].number, 1, f"{what}: {_named(pieces)}", fix)
    again = _title_again(lines, first_line, title)
    if again and again not in pieces:
        says = "the title stands here once more; every page shows it above the text"
        file.add(CODE, again.number, 1, says, "delete this line")
    headings = list(_headings(body, first_line))
    if len(headings) >= _LEAST_LOOSE:
        says = f"these lines stand alone like headings, and are shown as ordinary text: {_named(headings)}"
        file.add(CODE, headings[0].number, 1, says, f"where it is a heading, write `## {headings[0].words}`")


def _furniture(lines: Sequence[str], first_line: int) -> Iterator[_Line]:
    """Yield the lines that are pieces of a page."""
    certain, loose = [], []
    is_code = False
    for index, line in enumerate(lines):
        is_code ^= line.startswith(("```", "~~~"))
        if not line or is_code or len(line) > 2 * _LONGEST:
            continue
        words = line.strip(_MARKS).casefold()
        if "’" in words:
            words = words.replace("’", "'")
        if words in CERTAIN or (words[:1] in _BEGINS and _COUNTED.fullmatch(words)):
            certain.append(_Line(first_line + index, line.strip()))
        elif words in LOOSE and not line.lstrip().startswith(("#", "-", "*", ">")):
            loose.append(_Line(first_line + index, line.strip()))
    if not certain and len({piece.words.casefold() for piece in loose}) < _LEAST_LOOSE:
        return
    yield from sorted(certain + loose)


_BEGINS = frozenset("0123456789wtduclp©")
"""What a piece that `_COUNTED` knows can begin with; "Facebook (opens in new window)" comes with others."""


def _title_again(lines: Sequence[str], first_line: int, title: str) -> _Line | None:
    """Return the line that says the title, if it is one of the first that say anything."""
    wanted = title.strip(_AROUND).casefold()
    seen = 0
    for index, line in enumerate(lines if len(wanted) >= _SHORTEST_TITLE else ()):
        if words := line.strip(_AROUND):
            if words.casefold() == wanted:
                return _Line(first_line + index, line.strip())
            seen += 1
            if seen == _AT_THE_TOP:
                return None
    return None


_LONG = 160
_HEADING = lazy_pattern(r"(?=[^\W_])[^\n*_`|<>\[\]]{3,70}(?<![.!?:;,…”’\"')»])")
_MOST_WORDS = 10


def _headings(body: str, first_line: int) -> Iterator[_Line]:
    """Yield short lines without an end between two long paragraphs, where a text has no heading at all."""
    if "\n#" in body or body.startswith("#") or "\n    " in body:
        return
    paragraphs = re.split(r"\n[ \t\u00a0]*\n\s*", body)
    for before, words, after in zip(paragraphs, paragraphs[1:], paragraphs[2:], strict=False):
        if len(before) >= _LONG and len(after) >= _LONG and len(words.split()) <= _MOST_WORDS:
            short = words.strip()
            if _HEADING.fullmatch(short) and before.rstrip()[-1:] in ".!?…”’\"')":
                yield _Line(first_line + body.count("\n", 0, body.index(f"\n{short}") + 1), short)


def _named(pieces: Iterable[_Line]) -> str:
    found = list(pieces)
    shown = [f"“{piece.words}” (line {piece.number})" for piece in found[:_MOST_NAMED]]
    rest = [str(piece.number) for piece in found[_MOST_NAMED:]]
    return ", ".join(shown) + (f", and lines {', '.join(rest[:_MOST_NUMBERS])}" if rest else "")
