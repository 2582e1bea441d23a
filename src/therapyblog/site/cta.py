"""Calls-to-action: which one applies, and what it says while people are waiting or the books are closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from therapyblog.model.config import CallOverride, CallSetting, Config
from therapyblog.model.documents import Accepting
from therapyblog.model.site import CallToAction, Practitioner
from therapyblog.urls.telephone import bare_number

Speak = Callable[[str], Mapping[str, Any]]
"""Gives the theme's texts in a language."""

NONE = "none"
_MOST_OPEN: tuple[Accepting, ...] = ("open", "waitlist", "closed")


def effective_name(*choices: str) -> str:
    """Return the first name given: post → series → practitioner → site. `none` ends the search with nothing."""
    name = next((choice for choice in choices if choice), "")
    return "" if name == NONE else name


def most_open(states: Iterable[Accepting], otherwise: Accepting) -> Accepting:
    """Of several authors the most open one counts."""
    given = set(states)
    return next((state for state in _MOST_OPEN if state in given), otherwise)


def site_accepting(config: Config, practitioners: Iterable[Practitioner]) -> Accepting:
    """Return the availability of the site as a whole: its own word, else that of the most open practitioner.

    Who works alone says it once, in their own file, and the home page must not go on inviting people to book.
    """
    if "site.accepting" in config.places:
        return config.accepting
    return most_open((author.accepting for author in practitioners), config.accepting)


def fallback_url(config: Config, contact_url: str) -> str:
    """Return where a button leads while no appointment is free: the contact page, else email or telephone."""
    practice = config.practice
    if contact_url or practice is None:
        return contact_url
    if practice.email:
        return f"mailto:{practice.email}"
    return f"tel:{bare_number(practice.phone)}" if practice.phone else ""


def override_of(setting: CallSetting, accepting: Accepting) -> CallOverride:
    """Return what a call's own settings say for a state."""
    own = {"open": None, "waitlist": setting.waitlist, "closed": setting.closed}[accepting]
    return own or CallOverride()


def call_to_action(
    config: Config, name: str, accepting: Accepting, language: str, speak: Speak, contact_url: str
) -> CallToAction | None:
    """Build the call of this name with the availability applied, for a page in a language; `None` where there is none.

    While there is a waiting list the original label never appears: the setting's own override does, else a text of the
    theme, and the contact page as the target (else the practice's email address or telephone): a booking page would let
    people book what nobody can give. The theme's texts are in the page's language; beside words of the setting's own
    they are in the language of those, so that a call never changes language in its middle.
    """
    setting = config.calls.get(name)
    if setting is None:
        return None
    spoken = setting.language or config.language
    if accepting == "open":
        return _build(setting, accepting, CallOverride(), spoken)
    own = override_of(setting, accepting)
    if not (own.heading or own.text or own.label):
        spoken = language
    strings = speak(spoken)
    override = CallOverride(
        heading=own.heading or strings.get(f"cta_{accepting}_heading", ""),
        text=own.text or strings.get(f"cta_{accepting}_text", ""),
        label=own.label or strings.get(f"cta_{accepting}_label", ""),
        url=own.url or fallback_url(config, contact_url),
    )
    return _build(setting, accepting, override, spoken)


def _build(setting: CallSetting, accepting: Accepting, override: CallOverride, language: str) -> CallToAction:
    is_open = accepting == "open"
    return CallToAction(
        name=setting.name,
        heading=override.heading or setting.heading,
        text=override.text or setting.text,
        label=override.label or setting.label,
        url=override.url or setting.url,
        duration=setting.duration if is_open else 0,
        price=setting.price if is_open else "",
        mode=setting.mode if is_open else "",
        time_zone=setting.time_zone if is_open else "",
        note=setting.note if is_open else "",
        language=language,
        accepting=accepting,
    )
