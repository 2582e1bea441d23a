"""The credentials that count today, and what is said of those that do not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from therapyblog.diagnostics import Diagnostics
from therapyblog.model.documents import Credential, Document, PractitionerSettings
from therapyblog.model.problems import Place, Problem, problem

WARN_DAYS = 30


def valid_credentials(document: Document, today: dt.date, diagnostics: Diagnostics) -> tuple[Credential, ...]:
    """Return the credentials that count on this day, with a warning for each that does not, or soon will not.

    A lapsed membership must leave every output: regulators uphold complaints about stale letters. Where the list has
    the renewal as well, there is nothing to do, and no warning is given.
    """
    settings = document.settings
    assert isinstance(settings, PractitionerSettings)
    kept: list[Credential] = []
    for index, credential in enumerate(settings.credentials):
        key = "valid_from" if credential.valid_from and credential.valid_from > today else "expires"
        at = document.place(f"credentials.{index}.{key}", f"credentials.{index}", "credentials")
        if not is_valid(credential, today):
            diagnostics.extend(_says_gone(credential, settings, today, at))
            continue
        kept.append(credential)
        soon = credential.expires and (credential.expires - today).days <= WARN_DAYS
        if soon and not _is_renewed(credential, settings.credentials, today):
            says = f"“{_called(credential)}” of {settings.title} expires on {credential.expires}"
            diagnostics.add("TB-CRED-002", at=at, says=says, fix="renew it and change `expires`")
    diagnostics.extend(_left_in_texts(document, settings, kept))
    return tuple(kept)


def is_valid(credential: Credential, today: dt.date) -> bool:
    """Say whether a credential counts on a day: from `valid_from` until `expires`, both days included."""
    return (credential.valid_from or today) <= today <= (credential.expires or today)


def _says_gone(credential: Credential, settings: PractitionerSettings, today: dt.date, at: Place) -> Iterator[Problem]:
    """Yield the warning for a credential that does not count on this day."""
    named = _called(credential)
    if credential.expires and credential.expires < today:
        if not _is_renewed(credential, settings.credentials, today):
            says = f"“{named}” of {settings.title} expired on {credential.expires}; it is left out everywhere"
            yield problem("TB-CRED-001", at=at, says=says, fix="renew it and change `expires`, or remove it")
    elif not any(_is_renewed(other, (credential,), today) and is_valid(other, today) for other in settings.credentials):
        whose = f"“{named}” of {settings.title}"
        says = f"{whose} counts from {credential.valid_from}; until then it is left out everywhere"
        yield problem("TB-CRED-003", at=at, says=says, fix="nothing to do if that is right")


def _is_renewed(credential: Credential, others: Iterable[Credential], today: dt.date) -> bool:
    """Say whether another entry carries the same title on: from the next day, or since some day that has come."""
    ends = credential.expires
    if ends is None:
        return False
    latest = max(ends + dt.timedelta(days=1), today)
    return any(
        _title(other) == _title(credential)
        and (other.valid_from or ends) <= latest
        and (other.expires is None or other.expires > ends)
        for other in others
    )


def _title(credential: Credential) -> tuple[str, str]:
    """Return what a renewal has in common with what it renews: the letters, or without them the name; and the body."""
    return (credential.letters or credential.name).casefold(), credential.issuer.casefold()


def _called(credential: Credential) -> str:
    return credential.letters or credential.name or credential.issuer or "a credential"


_TEXTS = ("name", "role", "description", "supervision", "insurance", "image_alt")
"""What a practitioner says in a line, and might say letters in. Running text is its author's own affair."""


def _left_in_texts(document: Document, settings: PractitionerSettings, kept: Iterable[Credential]) -> Iterator[Problem]:
    """Yield a warning for every text that still names letters which do not count: we leave out only what we added."""
    counting = {entry.letters for entry in kept}
    gone = dict.fromkeys(
        entry.letters for entry in settings.credentials if entry.letters and entry.letters not in counting
    )
    for letters in gone:
        standing = re.compile(rf"(?<!\w){re.escape(letters)}(?!\w)")
        for key in _TEXTS:
            text = settings.title if key == "name" else getattr(settings, key)
            if text and standing.search(text):
                says = f"“{letters}” does not count today, but still stands in `{key}`"
                fix = f"take it out of `{key}`: only the letters from `credentials` go by themselves"
                yield problem("TB-CRED-006", at=document.place(key), says=says, fix=fix)


def letters_of(credentials: Iterable[Credential]) -> tuple[str, ...]:
    """Return the letters in the order given, each once, as they were first written."""
    letters: dict[str, str] = {}
    for credential in credentials:
        if credential.letters:
            letters.setdefault(credential.letters.casefold(), credential.letters)
    return tuple(letters.values())


_IN_BRACKETS = re.compile(r"\S.*\s\(([^()]{2,20})\)")


def short_name(body: str) -> str:
    """Return what people call a professional body: what stands in brackets behind its full name, else the name.

    >>> short_name("Health and Care Professions Council (HCPC)")
    'HCPC'
    """
    match = _IN_BRACKETS.fullmatch(body)
    return match[1] if match else body
