"""How addresses are formed: slugs, permalinks and the files they become.

Every address stays inside the site, is NFC, and is a name that Windows can store (Microsoft, "Naming Files, Paths, and
Namespaces"): no reserved device name, no trailing dot or space, none of `<>:"|?*\\`, at most 255 bytes a part.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import unquote

from therapyblog.model.documents import When

MAX_PART = 120
"""Bytes of one part of an address: file systems allow 255, but archives and backups add to names."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$", re.IGNORECASE)
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATED_PART = re.compile(r"[^/]*\{(?:year|month|day)\}[^/]*")
_MEANINGFUL = re.compile(r"""[\x00-\x20\x7f"'#%<>?\\^`{|}]""")
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


def permalink(pattern: str, slug: str, when: When | None = None) -> str:
    """Fill a pattern; parts whose date is not known are left out.

    >>> permalink("/blog/{year}-{month}/{slug}/", "hello")
    '/blog/hello/'
    """
    if slug.isascii() and pattern.count("{") == 1:
        return pattern.replace("{slug}", slug)
    filled = {"slug": unicodedata.normalize("NFC", slug)}
    if when:
        date = when.date
        filled |= {"year": f"{date.year:04}", "month": f"{date.month:02}", "day": f"{date.day:02}"}
    else:
        pattern = _DATED_PART.sub(_undated, pattern)
    url = re.sub(r"\{(\w+)\}", lambda match: filled[match[1]], pattern)
    return re.sub(r"/{2,}", "/", url)


def _undated(part: re.Match[str]) -> str:
    if "{slug}" not in part[0]:
        return ""
    return "{slug}.html" if part[0].endswith(".html") else "{slug}"


def file_of(url: str) -> str:
    """Return the file in the output folder that is served at this address.

    >>> file_of("/about/"), file_of("/feed.xml")
    ('about/index.html', 'feed.xml')
    """
    return f"{url[1:]}index.html" if url.endswith("/") else url[1:]


def written(path: str) -> str:
    """Return the address of a file, percent-encoded where a character has another meaning (RFC 3986, 2.1).

    >>> written("/media/50% off #1.pdf")
    '/media/50%25%20off%20%231.pdf'
    """
    return _MEANINGFUL.sub(lambda sign: f"%{ord(sign[0]):02X}", path)


def identity(path: str) -> str:
    """Return the same text for names that some file system or host does not distinguish."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def alias_path(alias: str) -> str:
    """Return an old address as a path of this site; empty where it is none.

    One without an extension becomes a folder: `/old/post` answers at `/old/post/`.
    """
    if "://" in alias or alias.startswith("//"):
        return ""
    plain = unquote(alias.strip().lstrip("/").partition("?")[0].partition("#")[0])
    folder, _, last = f"/{unicodedata.normalize('NFC', plain)}".rpartition("/")
    if last in ("", "index.html"):
        return f"{folder}/"
    return f"{folder}/{last}" if last.lower().endswith((".html", ".htm", ".php")) else f"{folder}/{last}/"
