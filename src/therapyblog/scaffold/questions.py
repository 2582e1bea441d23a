"""What `therapyblog init` asks: the questions, in their order, and the answers that pages are made of.

An answer is read as the setting that it becomes, so that it is refused where the setting would be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from therapyblog.errors import UsageError
from therapyblog.model.value import Value
from therapyblog.scaffold.places import place_of
from therapyblog.settings import types as kinds
from therapyblog.settings.document_fields import CREDENTIAL, PRACTITIONER
from therapyblog.settings.nodes import Node
from therapyblog.settings.site_fields import PRACTICE, SERVICE, SITE
from therapyblog.settings.types import ValueKind, Wrong, said
from therapyblog.site.countries import country_of
from therapyblog.site.practice import IMPRINT_COUNTRIES
from therapyblog.theme.discovery import theme_names

MODES = ("in-person", "online", "phone")
EXAMPLE = "https://example.org"


class Answers(Value, frozen=True, kw_only=True):
    """What somebody said of their practice. What they left out is empty."""

    name: str
    letters: tuple[str, ...] = ()
    role: str = ""
    register: str = ""
    number: str = ""
    title: str = ""
    country: str = "GB"
    region: str = ""
    town: str = ""
    street: str = ""
    postcode: str = ""
    language: str = "en-GB"
    timezone: str = "Europe/London"
    email: str = ""
    phone: str = ""
    booking_url: str = ""
    modes: tuple[str, ...] = ("in-person",)
    modalities: tuple[str, ...] = ()
    fee: float | None = None
    currency: str = "GBP"
    minutes: int = 0
    sliding_scale: bool = False
    accepting: str = "open"
    clients: str = ""
    theme: str = "calm"
    url: str = EXAMPLE


class Question(NamedTuple):
    """One question; its flag is its name with hyphens."""

    name: str
    kind: ValueKind[Any]
    asks: str
    default: Callable[[Mapping[str, Any]], str] = lambda _answers: ""
    applies: Callable[[Mapping[str, Any]], bool] = lambda _answers: True
    """Whether a person is asked, after the answers before it."""

    @property
    def flag(self) -> str:
        """The option of the command."""
        return f"--{self.name.replace('_', '-')}"


@kinds.kind("price", {})
def _fee(node: Node) -> float:
    """A price, with or without the sign of its currency."""
    digits = re.sub(r"[^\d.,-]", "", str(node.value)).replace(",", ".")
    try:
        return SERVICE["price_from"].kind(Node(digits))  # type: ignore[operator,no-any-return]  # a kind of value
    except Wrong:
        raise Wrong(f"{said(str(node.value))} is not a price", "write it as 60 or 47.50") from None


@kinds.kind("name of a theme", {})
def _theme(node: Node) -> str:
    names = [name for name in theme_names(Path()) if name != "base"]
    return kinds.choice(*names)(node)


@kinds.kind("list", {})
def _modes(node: Node) -> tuple[str, ...]:
    return tuple(kinds.choice(*MODES)(Node(mode)) for mode in kinds.comma_texts(node))


def _of(table: Mapping[str, Any], name: str) -> ValueKind[Any]:
    kind = table[name].kind
    assert isinstance(kind, ValueKind)
    return kind


def _needs_imprint(answers: Mapping[str, Any]) -> bool:
    return answers["country"] in IMPRINT_COUNTRIES


def _has_fee(answers: Mapping[str, Any]) -> bool:
    return "fee" in answers


QUESTIONS = (
    Question("name", _of(PRACTITIONER, "name"), "Your name, as clients should read it"),
    Question("letters", kinds.comma_texts, "The letters after it, with commas between them"),
    Question("role", _of(PRACTITIONER, "role"), "What you are, such as Integrative counsellor"),
    Question(
        "register", _of(CREDENTIAL, "issuer"), "The register, licensing board or professional body that you belong to"
    ),
    Question(
        "number", _of(CREDENTIAL, "number"), "Your public number there", applies=lambda answers: "register" in answers
    ),
    Question("title", _of(SITE, "title"), "The name of the practice", lambda answers: answers["name"]),
    Question("country", _of(SITE, "country"), "The country, in two letters", lambda _answers: "GB"),
    Question(
        "region",
        _of(PRACTICE, "region"),
        "The part of the country, such as Scotland, if crisis lines differ there",
        applies=lambda answers: bool(country_of(answers["country"]).regions),
    ),
    Question("town", _of(PRACTICE, "town"), "The town"),
    Question(
        "street",
        _of(PRACTICE, "street"),
        "Street and number, which the law wants in your imprint",
        applies=_needs_imprint,
    ),
    Question("postcode", _of(PRACTICE, "postcode"), "The postcode", applies=_needs_imprint),
    Question(
        "language",
        _of(SITE, "language"),
        "The language of the site",
        lambda answers: place_of(answers["country"]).language,
    ),
    Question(
        "timezone",
        _of(SITE, "timezone"),
        "The time zone",
        lambda answers: place_of(answers["country"]).timezone,
        lambda answers: place_of(answers["country"]).zones != 1,
    ),
    Question("email", _of(PRACTICE, "email"), "The email address that clients write to"),
    Question("phone", _of(PRACTICE, "phone"), "The telephone number that they call"),
    Question("booking_url", _of(PRACTICE, "booking_url"), "The web address where they book, if there is one"),
    Question("modes", _modes, "How you meet: in-person, online, phone", lambda _answers: "in-person"),
    Question("modalities", _of(PRACTITIONER, "modalities"), "The ways in which you work, with commas between them"),
    Question("fee", _fee, "What a session costs"),
    Question(
        "currency",
        _of(SERVICE, "currency"),
        "The currency of the fee",
        lambda answers: place_of(answers["country"]).currency,
        lambda answers: _has_fee(answers) and not place_of(answers["country"]).currency,
    ),
    Question(
        "minutes",
        _of(SERVICE, "duration"),
        "How many minutes it takes",
        lambda answers: "50" if _has_fee(answers) else "",
        _has_fee,
    ),
    Question(
        "sliding_scale",
        _of(SERVICE, "sliding_scale"),
        "Less for those who have less: yes or no",
        lambda _answers: "no",
        _has_fee,
    ),
    Question("accepting", _of(SITE, "accepting"), "Places: open, waitlist or closed", lambda _answers: "open"),
    Question("clients", _of(SITE, "description"), "Whom you work with and write for, such as adults and couples"),
    Question("theme", _theme, "The look: calm, clinic or journal", lambda _answers: "calm"),
    Question("url", _of(SITE, "url"), "The address that the site will have", lambda _answers: EXAMPLE),
)


class WrongAnswer(UsageError):
    """An answer that was given beforehand cannot be read."""

    def __init__(self, question: Question, says: str) -> None:
        super().__init__(f"{question.flag}: {says}")
        self.question, self.says = question, says


Ask = Callable[[Question, str, str], str]
"""Gets a question, the default, and what was wrong with the last answer; returns the answer."""


def collect(given: Mapping[str, str], ask: Ask | None = None) -> Answers:
    """Return the answers: those that are given, those of a person where there is one to `ask`, else the defaults.

    Raises `WrongAnswer` for a given answer that cannot be read, and `UsageError` where there is no name.
    """
    answers: dict[str, Any] = {}
    if ask is None and not given.get("name", "").strip():
        raise UsageError('Say your name, too: therapyblog init FOLDER --name "Your Name"')
    for question in QUESTIONS:
        default = question.default(answers)
        if question.name in given:
            try:
                _keep(answers, question, given[question.name])
            except Wrong as error:
                raise WrongAnswer(question, _sentence(error)) from None
            continue
        typed, wrong = default, ""
        asked = ask is not None and question.applies(answers)
        while True:
            if ask is not None and asked:
                typed = ask(question, default, wrong)
            try:
                _keep(answers, question, typed)
                break
            except Wrong as error:
                wrong = _sentence(error)
    return Answers(**answers)


def so_far(given: Mapping[str, str]) -> dict[str, Any]:
    """Return those of the answers that can be read."""
    answers: dict[str, Any] = {}
    for question in QUESTIONS:
        with suppress(Wrong):
            _keep(answers, question, given.get(question.name, ""))
    return answers


def _keep(answers: dict[str, Any], question: Question, typed: str) -> None:
    """Read an answer; one that says nothing is left out. Raises `Wrong`."""
    if typed.strip():
        answers[question.name] = question.kind(Node(" ".join(typed.split())))


def _sentence(error: Wrong) -> str:
    says = error.says if error.says.startswith("“") else f"it {error.says}"
    return f"{says}; {error.fix}."
