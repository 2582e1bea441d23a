"""What the pages of a practice show besides their text: services, the contact form, privacy, the imprint.

A page asks for it by its template; the names of these templates are below.
"""

from __future__ import annotations

from therapyblog.model.value import Value

FEES = "fees.html"
QUESTIONS = "faq.html"
CONTACT = "contact.html"
PRIVACY = "privacy.html"
IMPRINT = "imprint.html"
LEGAL = (PRIVACY, IMPRINT)
"""Pages with these templates belong to the small print, whatever they are called."""


class Service(Value, frozen=True, kw_only=True):
    """`[[service]]`: something the practice offers."""

    name: str
    description: str = ""
    duration: int = 0
    """Minutes; 0: not said."""
    price: str = ""
    """In words."""
    price_from: float | None = None
    """The lowest price, in `currency`."""
    currency: str = ""
    """Three letters (ISO 4217)."""
    sliding_scale: bool = False
    modes: tuple[str, ...] = ()
    """`in-person`, `online`, `phone`, or other words of the practice's own."""


class ContactForm(Value, frozen=True, kw_only=True):
    """How a visitor writes to the practice: a form where `url` is given, else `email`."""

    url: str = ""
    """Where the form's content goes."""
    origin: str = ""
    """The origin of `url`: a content-security policy has to allow it for forms."""
    email: str = ""
    honeypot: str = ""
    phone: bool = False
    consent: str = ""


class Privacy(Value, frozen=True, kw_only=True):
    """What the built pages do with those who read them. Hosts are named as in addresses: `forms.example`."""

    form: str = ""
    """The host that the contact form sends to; empty where there is no form."""
    embeds: tuple[str, ...] = ()
    """Hosts whose content a reader may load into a page, by a click."""
    allowed: tuple[str, ...] = ()
    """Hosts that pages may call by themselves, because the settings allow it."""
    booking: tuple[str, ...] = ()
    """Hosts that calls-to-action and booking buttons lead to."""
    scripts: bool = False
    """Whether pages may run scripts, which are the site's own."""


class Imprint(Value, frozen=True, kw_only=True):
    """What some countries ask of an imprint besides the name and address of the practice."""

    responsible: str = ""
    profession: str = ""
    granted_in: str = ""
    chamber: str = ""
    authority: str = ""
    rules: str = ""
    rules_url: str = ""
    register: str = ""
    vat_id: str = ""
