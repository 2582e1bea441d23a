"""How to reach the practice and its people: each fact stands in one place, and words refer to it.

Settings and practitioners → where each word leads, and settings in which no word is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from therapyblog.model.config import CallOverride, CallSetting, Config, PracticeSetting
from therapyblog.model.documents import PractitionerSettings
from therapyblog.site.entries import AddressBook
from therapyblog.site.links import address_of
from therapyblog.site.naming import Named
from therapyblog.urls.fact_words import fact_word
from therapyblog.urls.telephone import bare_number

_WORDS = ("email", "phone", "booking")


def contact_facts(config: Config, people: Iterable[Named]) -> dict[str, str]:
    """Return where each word for a fact leads: `email` is the practice's, `email/ada-moss` a practitioner's.

    A practice that does not give a fact is its only practitioner. In a practitioner's own file (`PATH email`) a word
    means this person first. What somebody does not give is empty.
    """
    settings = [(one, one.document.settings) for one in people]
    persons = [(one, given) for one, given in settings if isinstance(given, PractitionerSettings)]
    practice = _given(config.practice) if config.practice else dict.fromkeys(_WORDS, "")
    if len(persons) == 1:
        practice = _over(_given(persons[0][1]), practice)
    practice = _without_words(practice, {})
    found = dict(practice)
    for one, given in persons:
        own = _given(given)
        found |= {f"{word}/{one.slug}": address for word, address in _without_words(own, practice).items()}
        near = _without_words(_over(practice, own), practice)
        found |= {f"{one.document.path} {word}": address for word, address in near.items()}
    return found


def _given(settings: PracticeSetting | PractitionerSettings) -> dict[str, str]:
    email, phone = settings.email, bare_number(settings.phone)
    return {
        "email": f"mailto:{email}" if email else "",
        "phone": f"tel:{phone}" if phone else "",
        "booking": settings.booking_url,
    }


def _over(below: Mapping[str, str], above: Mapping[str, str]) -> dict[str, str]:
    return {word: above[word] or below[word] for word in _WORDS}


def _without_words(facts: Mapping[str, str], practice: Mapping[str, str]) -> dict[str, str]:
    """Return facts with the address in the place of a word: one may book by writing an email."""
    meant = fact_word(facts["booking"])
    if meant is None:
        return dict(facts)
    others = practice if meant.word == "booking" else facts
    address = others.get(meant.word, "") if not meant.whose else ""
    return {**facts, "booking": address and f"{address}{meant.query}"}


def with_facts(config: Config, people: Iterable[Named], book: AddressBook) -> Config:
    """Return the settings with addresses in the place of words, and a practice that lacks nothing that is known.

    The practice has the site's name if it has none of its own, and its only practitioner's email and telephone. A word
    that means nothing stays, for the check of links.
    """
    persons = [one.document.settings for one in people]
    practice = config.practice
    if practice:
        practice = msgspec.structs.replace(practice, name=practice.name or config.title)
        if len(persons) == 1 and isinstance(alone := persons[0], PractitionerSettings):
            email, phone = practice.email or alone.email, practice.phone or alone.phone
            practice = msgspec.structs.replace(practice, email=email, phone=phone)
    calls = {name: _addressed(call, book) for name, call in config.calls.items()}
    return msgspec.structs.replace(config, practice=practice, calls=calls)


def _addressed(call: CallSetting, book: AddressBook) -> CallSetting:
    return msgspec.structs.replace(
        call,
        url=address_of(call.url, book),
        waitlist=_override(call.waitlist, book),
        closed=_override(call.closed, book),
    )


def _override(override: CallOverride | None, book: AddressBook) -> CallOverride | None:
    if override is None or not override.url:
        return override
    return msgspec.structs.replace(override, url=address_of(override.url, book))
