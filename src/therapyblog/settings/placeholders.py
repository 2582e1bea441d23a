"""Settings and texts → a warning for what is still an example: others' readers would be sent to nobody by it.

Names that are kept for examples: RFC 2606 and RFC 6761. Telephone numbers that are kept for films: Ofcom's list, and
555-0100 to 555-0199 in North America. A site whose own address ends in `.example` is invented by its own word: there
such addresses and numbers are meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from therapyblog.diagnostics import FileDiagnostics
from therapyblog.settings.nodes import Node

CODE = "TB-EX-001"
_MOST_LINES = 12
_SHORTEST_LINE = 60


class _Sort(NamedTuple):
    """A sort of example: what is said of it, and the way out."""

    says: str
    fix: str


_ADDRESS = _Sort("is an example address, which belongs to nobody", "write your own address, or take it out")
_SERVER = _ADDRESS._replace(fix="write your own address, or take the link out")
_NUMBER = _Sort("is a telephone number kept for examples and films", "write your own number, or take it out")
_WORDS = _Sort("is still an example", "write your own words in its place, or take it out")
_NOTE = _Sort("is a note to fill something in, and readers would see it", "write what belongs there, or take it out")


class _Rule(NamedTuple):
    """How a sort of example is found: signs that say quickly whether to look at all, and the pattern."""

    signs: tuple[bytes, ...]
    """One of them stands in a file that has such an example, whose letters are made small."""
    pattern: str
    """Compiled where it is first looked for: few sites have any."""
    sort: _Sort
    invented: bool = False
    """Whether an invented site may have it."""


_TO_WRITE = {
    "en": "Write here:", "de": "Hier schreiben:", "fr": "Écrire ici\u00a0:", "es": "Escribir aquí:",
    "it": "Scrivere qui:", "nl": "Hier schrijven:", "pt": "Escrever aqui:", "pl": "Tu napisać:", "ar": "يُكتب هنا:",
}  # fmt: skip
"""How a note that something is still to be written begins, in each language."""
_GAP = r"[ .()\u00a0\u2011-]{0,2}"
# https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama/
_OFCOM = {
    "0?113": "496", "0?114": "496", "0?115": "496", "0?116": "496", "0?117": "496", "0?118": "496", "0?121": "496",
    "0?131": "496", "0?141": "496", "0?151": "496", "0?161": "496", "0?191": "498", "0?20": "7946", "0?28": "9649",
    "0?29": "2018", "0?1632": "960", "0?7700": "900", "0?8081": "570", "0?909": "8790", "0?3069": "990",
}  # fmt: skip
_DRAMA = "|".join(f"{code}\\)?{_GAP}{block}" for code, block in _OFCOM.items())
_BLOCKS = tuple(sorted({block.encode() for block in _OFCOM.values()}))
_TODO = r"\b(?:TODO|FIXME|TBC|TBD)\b(?=[:.…]|[ \t]*$)"

_RULES = (
    _Rule(
        (b"example.com", b"example.net", b"example.org"),
        r"(?i)example\.(?:com|net|org)(?![\w-]|\.\w)",
        _ADDRESS,
    ),
    _Rule(
        (b".example", b".test", b".invalid", b".localhost"),
        r"(?i)\.(?:example|test|invalid|localhost)(?![\w-]|\.\w)",
        _SERVER,
        invented=True,
    ),
    _Rule(
        (b"www.your", b"@your", b"//your", b"mysite.com", b"mydomain"),
        (
            r"(?i)(?<![\w.@-])(?:[\w.+-]+@)?(?:www\.)?"
            r"(?:your-?(?:domain|site|website|practice|name)|mydomain|(?<=@)mysite)(?:\.[a-z]{2,6}){1,2}\b"
        ),
        _ADDRESS,
    ),
    _Rule(
        _BLOCKS,
        rf"(?<![\d+])(?:\+?44{_GAP}(?:\(0\){_GAP})?)?\(?(?:{_DRAMA})(?:{_GAP}\d){{3,4}}(?!\d)",
        _NUMBER,
        invented=True,
    ),
    _Rule(
        (b"555",),
        rf"(?<![\d])(?:\+?1{_GAP})?\(?[2-9]\d\d\)?{_GAP}555{_GAP}(?:01\d\d|5555|1234)(?!\d)",
        _NUMBER,
        invented=True,
    ),
    _Rule(
        (b"1234",),
        r"(?<![\d+])(?:0|\+?44 ?)1234[ -]?567[ -]?890(?!\d)",
        _NUMBER,
        invented=True,
    ),
    _Rule((b"123-456-7890",), r"(?<!\d)123-456-7890(?!\d)", _NUMBER),
    _Rule(
        (b"[",),
        (
            r"(?i)\[(?<!\\\[)(?:(?:insert|add|enter)\b[^\[\]\n]{1,40}"
            r"|(?:your|ihre?|votre|tu|su|uw|jouw|il tuo|seu)(?: [\w-]+){0,2}? (?:e-?mail|name|nom|nombre|naam|nome|"
            r"practice|praxis|cabinet|praktijk|town|city|stadt|ort|ville|address|adresse|adres|street|phone|telephone|"
            r"telefonnummer|number|website|url|title|role|qualifications?|registration|photo|fee|price|text|details)"
            r"(?: here)?)\](?![(\[:])"
        ),
        _WORDS,
    ),
    _Rule(
        tuple(f"[{note}".encode().lower() for note in _TO_WRITE.values()),
        rf"\[(?:{'|'.join(_TO_WRITE.values())})[^\[\]\n]+\](?![(\[:])",
        _NOTE,
    ),
    _Rule((b"lorem ipsum",), r"(?im)\blorem ipsum(?=,?[ \n]dolor\b)|^lorem ipsum[.…]?$", _NOTE),
    _Rule((b"xxx",), r"(?a)\bX{4,}\b|(?<!\w)\+?\d[\d ]{0,6}x{3,}[x ]*|\b[xX]{3,}@", _NOTE),
    _Rule((b"todo", b"fixme", b"tbc", b"tbd"), "(?m)" + _TODO, _NOTE),
    _Rule((b"terry fran",), r"\b500 Terry Franc\w+ St(?:reet)?\b", _WORDS),
    _Rule((b"muster",), r"\b(?:Max|Erika) Mustermann\b|\bMusterstra(?:ße|sse)\b|\bMusterstadt\b", _WORDS),
)
_SPEAKS_OF_EVERYTHING = ("es", "pt", "gl", "ca")
"""Languages in which TODO is a word."""
_WHOLE = frozenset(
    """
your name|your practice|your practice name|your town|your city|your university|your address|your street|your role|
your title|post title|page title|untitled|untitled post|ihr name|ihre praxis|praxisname|votre nom|votre cabinet|
tu nombre|su nombre|il tuo nome|uw naam|jouw naam|seu nome|o seu nome|jane doe|john doe|name surname
""".replace("\n", "").split("|")
)
"""Values, and lines of a text, that are nothing but an example."""
_WITHIN = re.compile(r"\bYour (?:Name|Practice|Town|City)\b")
"""What a name has in it while it is one of ours."""
_ADDRESS_BEFORE = re.compile(r"(?:\w[\w.@+-]*)?$")
_LONGEST_ADDRESS = 80
_NO_DIGITS = bytes(byte for byte in range(256) if byte not in b"0123456789")
_EXAMPLE = re.compile(r"(?:https?://)?(?:[^/?#]*\.)?example\.(?:com|net|org)(?:[:/?#]|$)", re.IGNORECASE)
_INVENTED = re.compile(r"(?:https?://)?[^/?#]*\.example(?:[:/?#]|$)", re.IGNORECASE)


def is_invented(url: str) -> bool:
    """Say whether a site says by its own address that it is invented: `.example` is nobody's, ever (RFC 2606, 2)."""
    return _INVENTED.match(url) is not None


def is_example(url: str) -> bool:
    """Say whether a site's own address is one of those that are kept for examples (RFC 2606, 3)."""
    return _EXAMPLE.match(url) is not None


def to_write(what: str, language: str = "") -> str:
    """Return a note that something is still to be written; builds name it until it is gone."""
    return f"[{_TO_WRITE.get(language.partition('-')[0], _TO_WRITE['en'])} {what}]"


class Placeholders:
    """What one file holds that is still an example: each told once, with all its lines.

    On an `invented` site examples of addresses are meant. One that is `unaddressed` has an example for its own address:
    that is told where it stands, and not again wherever a text leads there.
    """

    def __init__(self, content: bytes, *, invented: bool, language: str, unaddressed: bool = False) -> None:
        speaks = language.partition("-")[0].lower() not in _SPEAKS_OF_EVERYTHING
        # Most files have none of the signs, bytes are searched several times as fast as text, and few are digits.
        small, digits = content.lower(), content.translate(None, _NO_DIGITS)
        self._rules = [
            rule
            for rule in _RULES
            if not (rule.invented and invented)
            and (speaks or b"todo" not in rule.signs)
            and any((sign in digits or not sign.isdigit()) and sign in small for sign in rule.signs)
        ]
        self._unaddressed = unaddressed
        self._found: dict[tuple[str, _Sort], list[tuple[int, int]]] = {}

    def values(self, settings: Mapping[str, Node], *, names: bool = False) -> None:
        """Look at every text among settings; `names` says that they name a practice or a person."""
        leaves = list(_leaves(settings.values()))
        # No example goes over the end of a line.
        rules = self._rules_of("\n".join(node.value for node in leaves))
        for node in leaves:
            text: str = node.value
            whole = text.strip().casefold() in _WHOLE
            if whole or (names and _WITHIN.search(text)):
                self._note(text.strip(), _WORDS, node.line, node.column)
            elif rules:
                for written, sort, _ in self._matches(text, rules):
                    self._note(written, sort, node.line, node.column)

    def text(self, text: str, first_line: int) -> None:
        """Look at a text below the settings; code and comments are left out."""
        for written, sort, index in self._matches(text, self._rules):
            if not _is_hidden(text, index):
                begin = text.rfind("\n", 0, index) + 1
                self._note(written, sort, first_line + text.count("\n", 0, index), index - begin + 1)

    def report(self, file: FileDiagnostics) -> None:
        """Report what was found."""
        for (written, sort), places in self._found.items():
            lines = list(dict.fromkeys(line for line, _ in places))
            says = f"“{written}” {sort.says}{_also(lines[1:])}"
            file.add(CODE, *places[0], says, sort.fix)

    def _rules_of(self, text: str) -> list[_Rule]:
        return [rule for rule in self._rules if re.search(rule.pattern, text)]

    def _matches(self, text: str, rules: Iterable[_Rule]) -> Iterator[tuple[str, _Sort, int]]:
        for rule in rules:
            for match in re.finditer(rule.pattern, text):
                begin = match.start()
                if rule.sort in (_ADDRESS, _SERVER):
                    begin -= len(_ADDRESS_BEFORE.search(text[max(0, begin - _LONGEST_ADDRESS) : begin])[0])  # type: ignore[index]
                written = text[begin : match.end()].strip()
                # A sentence may end in `.Test` where a space is missing.
                if self._unaddressed and rule.sort is _ADDRESS and "@" not in written:
                    continue
                if rule.sort is not _SERVER or "@" in written or text[max(0, begin - 2) : begin] == "//":
                    yield written, rule.sort, begin

    def _note(self, written: str, sort: _Sort, line: int, column: int) -> None:
        self._found.setdefault((written, sort), []).append((line, column))


def warn_of_starter(text: str, first_line: int, file: FileDiagnostics) -> None:
    """Note, once, that a text still holds what `therapyblog init` wrote for somebody to replace."""
    lines = [text.count("\n", 0, text.find(line)) + first_line for line in starter_lines() if line in text]
    if lines:
        first, *rest = sorted(lines)
        says = f"this is still the example that `therapyblog init` wrote{_also(rest)}"
        file.add(CODE, first, 1, says, "write your own words in its place, or delete the file if you need none")


@cache
def starter_lines() -> tuple[str, ...]:
    """Return lines by which the example texts of a new site are known; those of pages with a template are for use."""
    folder = Path(__file__).parent.parent / "scaffold" / "site"
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md")))
    bodies = (text.split("\n---\n", 1) for text in texts)
    return tuple(
        line
        for settings, *body in bodies
        if "\ntemplate:" not in settings
        for line in "".join(body).split("\n")
        if len(line) >= _SHORTEST_LINE
    )


def _leaves(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node.value, str):
            yield node
        elif isinstance(node.value, dict):
            yield from _leaves(node.value.values())
        elif isinstance(node.value, tuple):
            yield from _leaves(node.value)


def _is_hidden(text: str, index: int) -> bool:
    """Say whether a place of a text lies in code or in a comment."""
    line = text[text.rfind("\n", 0, index) + 1 : index]
    fences = len(_FENCE.findall(text, 0, index))
    is_code = line.count("`") % 2 == 1 or fences % 2 == 1 or _is_indented(text, index)
    return is_code or text.rfind("<!--", 0, index) > text.rfind("-->", 0, index)


def _is_indented(text: str, index: int) -> bool:
    """Say whether a place lies in code that is marked by four spaces; below an item of a list these are no code."""
    begin = text.rfind("\n\n", 0, index) + 2
    if not text[begin:index].startswith(("    ", "\t")):
        return False
    above = next((line for line in reversed(text[:begin].split("\n")) if line.strip() and not line[0].isspace()), "")
    return _ITEM.match(above) is None


_ITEM = re.compile(r"(?:[-+*]|\d{1,9}[.)])\s")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)


def _also(lines: list[int]) -> str:
    if not lines:
        return ""
    shown = [str(line) for line in lines[:_MOST_LINES]] + (["…"] if len(lines) > _MOST_LINES else [])
    return f"; also in line{'s' if len(shown) > 1 else ''} {', '.join(shown)}"
