"""Slugs: a title → the part of an address that stands for it; and why a part that somebody chose cannot be used.

Every part is NFC and a name that Windows can store (Microsoft, "Naming Files, Paths, and Namespaces"): no reserved
device name, no trailing dot or space, none of `<>:"|?*\\`, at most 255 bytes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

MAX_PART = 120
"""Bytes of one part of an address: file systems allow 255, but archives and backups add to names."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$", re.IGNORECASE)
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NATIVE = {
    "de": str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"}),
    "da": str.maketrans({"å": "aa", "æ": "ae", "ø": "oe"}),
}
_NATIVE |= dict.fromkeys(("nb", "nn", "no"), _NATIVE["da"])
"""How people of a language write letters beyond ASCII, where that is not the letter without its mark: German (the
airports' and passports' spelling, ICAO 9303), Danish and Norwegian. A Swede or a Finn writes `a` for `ä`."""
_SIGNS = re.compile(r"(?<=[^\W_])(?:\+{2,}|\+(?![^\W_])|#(?![^\W_]))|(?:^|(?<=\s))\.(?=[^\W\d_]{2})")
"""What tells a name from another: C++, C#, LGBTQ+, .NET."""
_ILLEGAL = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/#%&]')


@lru_cache(maxsize=4096)
def slugify(text: str, language: str = "") -> str:
    """Make a part of an address from any text: lower case, ASCII, hyphens; never empty, never reserved.

    Letters are written as people of `language` (BCP 47) write them where they have only ASCII.

    >>> slugify("Après l’orage: Ça va?"), slugify("Über Ängste", "de-AT"), slugify("C++")
    ('apres-lorage-ca-va', 'ueber-aengste', 'c-plus-plus')
    """
    text = _SIGNS.sub(_in_words, text)
    plain = text.lower() if text.isascii() else _transliterate(natively(text, language))
    slug = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-") or _name_of_signs(text)
    if not slug:
        slug = "p-" + blake2b(unicodedata.normalize("NFC", text).encode("utf-8", "replace"), digest_size=5).hexdigest()
    if len(slug) > MAX_PART:
        slug = slug[:MAX_PART].rsplit("-", 1)[0] if "-" in slug[:MAX_PART] else slug[:MAX_PART]
    return f"{slug}-page" if _RESERVED.match(slug) else slug


def natively(text: str, language: str) -> str:
    """Return a text in small letters, with those of a language that it writes with two ASCII letters written so."""
    letters = _NATIVE.get(language.partition("-")[0])
    text = unicodedata.normalize("NFC", text).lower()
    return text.translate(letters) if letters else text


def _in_words(match: re.Match[str]) -> str:
    sign = match[0]
    return "dot " if sign == "." else " sharp" if sign == "#" else " plus" * len(sign)


def _name_of_signs(text: str) -> str:
    """Return what Unicode calls the pictures of a text, such as `herb`; nothing where it has none."""
    names = (unicodedata.name(sign, "") for sign in text if unicodedata.category(sign) == "So")
    return re.sub(r"[^a-z0-9]+", "-", " ".join(names).lower()).strip("-")


def _transliterate(text: str) -> str:
    from slugify import slugify as transliterate  # noqa: PLC0415 - only titles beyond ASCII need its tables

    plain: str = transliterate(unicodedata.normalize("NFC", text).replace("’", "").replace("‘", ""))
    return plain


def unusable(part: str) -> str:  # noqa: PLR0911 - one line a rule
    """Return why a slug that somebody chose cannot be part of an address; empty if it can."""
    if _PLAIN.fullmatch(part) and len(part) <= MAX_PART and not _RESERVED.match(part):
        return ""
    if not part:
        return "it is empty"
    if part in (".", ".."):
        return "it means another folder"
    if match := _ILLEGAL.search(part):
        return f"it holds {match.group()!r}"
    if part[-1] in ". " or part[0] == " ":
        return "it begins or ends with a space, or ends with a dot"
    if _RESERVED.match(part):
        return "Windows keeps this name for itself"
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for sign in part):
        return "it holds an invisible sign"
    if len(part.encode()) > MAX_PART:
        return f"it is longer than {MAX_PART} bytes"
    return ""
