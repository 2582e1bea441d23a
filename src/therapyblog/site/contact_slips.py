"""Texts and calls-to-action → a warning for a number or address that is one sign away from the practice's own.

Who calls or writes there reaches somebody else. What is one of ours is no slip, and neither is the next number of the
same line (its last digit one more or less), a number beside our own in one text, or another name at the same server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from posixpath import commonprefix
from urllib.parse import unquote, urlsplit

from therapyblog.model.config import Config
from therapyblog.model.documents import Document, Mention
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.urls.telephone import bare_number

CODE = "TB-NEAR-002"
_SHORTEST_NUMBER, _SHORTEST_NAME = 7, 5
_LONGEST_COUNTRY_CODE = 3
_TOLD = {
    "tel": ("number", "write {}, or better `[{}](phone)`, so that the number stands in one place"),
    "mailto": ("email address", "write {}, or better `[{}](email)`, so that the address stands in one place"),
    "https": ("web address", "write https://{}"),
}


def check_contact_slips(config: Config, documents: Iterable[Document], facts: Iterable[str]) -> Iterator[Problem]:
    """Yield every number and address that is almost one of `facts`, the addresses of the practice and its people."""
    own: dict[str, list[str]] = {kind: [] for kind in _IS_SLIP}
    for address in dict.fromkeys((*facts, config.url)):
        kind, written = _parts(address)
        if written:
            own[kind].append(written)
    # A slip leaves one half of an address as it is: most links of a site are told from ours by that.
    halves = ["tel:"]
    for words in (*own["mailto"], *(place.partition("/")[0] for place in own["https"])):
        halves += [words[: len(words) // 2], words[len(words) // 2 :]]
    may_be_near = re.compile("|".join(map(re.escape, halves))).search
    for name, call in config.calls.items():
        for key, target in (("", call), ("waitlist.", call.waitlist), ("closed.", call.closed)):
            if target and target.url:
                yield from _slips([(target.url, config.place(f"cta.{name}.{key}url"))], own)
    for document in documents:
        found = [
            *(mention for mention in document.facts.mentions if mention.kind == "link" and ":" in mention.target),
            *document.facts.asides,
        ]
        near = [mention for mention in found if may_be_near(mention.target)]
        if near:
            yield from _slips([(mention.target, _place(document, mention)) for mention in near], own)


def _place(document: Document, mention: Mention) -> Place:
    return Place(path=document.path, line=mention.line, column=mention.column)


def _slips(named: Sequence[tuple[str, Place]], own: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    """Yield what of these addresses, all of one text, is a slip; each once."""
    parts = [(*_parts(address), at) for address, at in named]
    numbers = [written for kind, written, _ in parts if kind == "tel"]
    beside = any(_is_same(number, ours) for number in numbers for ours in own["tel"])
    seen = set()
    for kind, written, at in parts:
        sign = bare_number(written) if kind == "tel" else written
        if not kind or sign in seen or (kind == "tel" and beside):
            continue
        seen.add(sign)
        ours = own[kind]
        if any(_is_same(written, known) if kind == "tel" else written == known for known in ours):
            continue
        meant = next((known for known in ours if _IS_SLIP[kind](written, known)), "")
        if meant:
            what, fix = _TOLD[kind]
            says = f"this {what}, {written}, is almost yours, which is {meant}, and leads to somebody else"
            yield problem(CODE, at=at, says=says, fix=fix.format(meant, "…"))


@lru_cache(maxsize=8192)
def _parts(address: str) -> tuple[str, str]:
    """Return what kind of address this is, and the words of it that are compared; nothing for another kind."""
    kind, _, rest = address.partition(":")
    kind = kind.lower()
    if kind in ("http", "https"):
        parts = urlsplit(address)
        return "https", f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"
    if kind in _IS_SLIP:
        return kind, unquote(rest.partition("?")[0]).strip().casefold()
    return "", ""


def _forms(number: str) -> set[str]:
    """Return a number as it may be dialled within a country: without zeros and the code of a country in front."""
    bare = bare_number(number)
    if bare.startswith(("+", "00")):
        digits = bare.lstrip("+0")
        return {digits, *(digits[cut:].lstrip("0") for cut in range(1, _LONGEST_COUNTRY_CODE + 1))}
    return {bare.lstrip("0")}


def _is_same(number: str, other: str) -> bool:
    return not _forms(number).isdisjoint(_forms(other))


def _is_wrong_number(number: str, ours: str) -> bool:
    pairs = [(one, two) for one in _forms(number) for two in _forms(ours) if len(two) >= _SHORTEST_NUMBER]
    if bare_number(number)[:1] == "+" == bare_number(ours)[:1]:
        pairs = [(bare_number(number), bare_number(ours))]
    near = [(one, two) for one, two in pairs if _is_one_slip(one, two)]
    return bool(near) and not any(one[:-1] == two[:-1] and abs(int(one[-1]) - int(two[-1])) == 1 for one, two in near)


def _is_wrong_mailbox(written: str, ours: str) -> bool:
    (name, _, server), (our_name, _, our_server) = written.rpartition("@"), ours.rpartition("@")
    if server == our_server:
        is_long = len(our_name) >= _SHORTEST_NAME
        return _is_one_slip(name, our_name) and (is_long or sorted(name) == sorted(our_name))
    is_same_name = server.partition(".")[0] == our_server.partition(".")[0]
    return name == our_name and (is_same_name or _is_one_slip(server, our_server))


def _is_wrong_place(written: str, ours: str) -> bool:
    (server, _, path), (our_server, _, our_path) = written.partition("/"), ours.partition("/")
    if server != our_server:
        return len(our_server) > _SHORTEST_NUMBER and _is_other_letter(server, our_server)
    return len(our_path) >= _SHORTEST_NAME and _is_other_letter(path, our_path)


@lru_cache(maxsize=8192)
def _is_other_letter(written: str, ours: str) -> bool:
    """Say whether two texts differ in a letter; another digit is another address."""
    return _is_one_slip(written, ours) and re.sub("[^0-9]", "", written) == re.sub("[^0-9]", "", ours)


def _is_one_slip(written: str, ours: str) -> bool:
    """Say whether one sign is wrong, missing or too many, or two beside each other changed places."""
    begin = len(commonprefix((written, ours)))
    written, ours = written[begin:], ours[begin:]
    end = len(commonprefix((written[::-1], ours[::-1])))
    written, ours = written[: len(written) - end], ours[: len(ours) - end]
    return max(len(written), len(ours)) == 1 or (len(ours) == len("ab") and written == ours[::-1])


_IS_SLIP = {"tel": _is_wrong_number, "mailto": _is_wrong_mailbox, "https": _is_wrong_place}
