"""What fees, contact and imprint pages show, from the settings; and what is missing for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from therapyblog.model.config import Config, PracticeSetting
from therapyblog.model.documents import Document
from therapyblog.model.practice_pages import CONTACT, FEES, IMPRINT, QUESTIONS, ContactForm, Imprint, Service
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.site.entries import PageEntry
from therapyblog.urls.origins import origin_of
from therapyblog.urls.permalinks import permalink

IMPRINT_SLUGS = ("imprint", "impressum")
IMPRINT_COUNTRIES = ("AT", "DE")
"""Where a site of a business must have an imprint: § 5 DDG in Germany, § 5 ECG in Austria."""

_ASKED = ("street", "town", "postcode", "email", "phone", "responsible", "profession", "granted_in", "rules")
_ONE_OF = ("chamber", "authority")


def make_services(config: Config) -> tuple[Service, ...]:
    """Return what the practice offers, in the order of the settings."""
    return tuple(
        Service(
            name=service.name,
            description=service.description,
            duration=service.duration,
            price=service.price,
            price_from=service.price_from if service.currency else None,
            currency=service.currency,
            sliding_scale=service.sliding_scale,
            modes=tuple(mode.strip() for mode in service.mode.split(",") if mode.strip()),
        )
        for service in config.services
    )


def make_contact_form(config: Config) -> ContactForm | None:
    """Return how visitors write to the practice; `None` where it gives neither a form nor an email address."""
    setting = config.contact
    email = config.practice.email if config.practice else ""
    if not setting.form_url and not email:
        return None
    return ContactForm(
        url=setting.form_url,
        origin=origin_of(setting.form_url),
        email=email,
        honeypot=setting.honeypot,
        phone=setting.phone,
        consent=setting.consent,
    )


def host_of(address: str) -> str:
    """Return the host of a web address, for people to read; empty for any other address."""
    return origin_of(address).partition("://")[2]


def make_imprint(config: Config) -> Imprint:
    """Return what an imprint says besides the name and address of the practice."""
    setting = config.practice
    if setting is None:
        return Imprint()
    return Imprint(**{name: getattr(setting, name) for name in Imprint.__struct_fields__})


def imprint_address(config: Config, pages: Iterable[PageEntry]) -> str:
    """Return where the imprint stands that is made by itself; empty where none is asked for, or the site has one."""
    if config.country not in IMPRINT_COUNTRIES or any(map(_is_imprint, pages)):
        return ""
    slug = "impressum" if config.language.partition("-")[0] == "de" else "imprint"
    return permalink(config.permalinks.page, slug)


def _is_imprint(entry: PageEntry) -> bool:
    return entry.page.slug in IMPRINT_SLUGS or entry.document.settings.template == IMPRINT


def check_practice_pages(
    config: Config, pages: Iterable[PageEntry], documents: Iterable[Document]
) -> Iterator[Problem]:
    """Say where a page asks for what the settings do not give, and what an imprint lacks."""
    pages = tuple(pages)
    for index, service in enumerate(config.services):
        if service.price_from is not None and not service.currency:
            at = config.place(f"service.{index}.price_from", "service")
            says = f"the service “{service.name}” has a `price_from`, but no `currency`"
            yield problem("TB-CONF-004", at=at, says=says, fix='add `currency = "GBP"`, or whatever it is paid in')
    for entry in pages:
        yield from _check_template(config, entry.document)
    if not config.services:
        for document in documents:
            for mention in document.facts.mentions:
                if mention.kind == "component" and mention.target == "services":
                    at = Place(path=document.path, line=mention.line, column=mention.column)
                    yield problem("TB-PAGE-001", at=at, says=_NO_SERVICES[0], fix=_NO_SERVICES[1])
    own = [entry.document for entry in pages if _is_imprint(entry)]
    if config.country in IMPRINT_COUNTRIES and all(document.settings.template == IMPRINT for document in own):
        yield from _check_imprint(config)


_NO_SERVICES = (
    "this page shows services and fees, but the settings of the site name none",
    "add a [[service]] section to therapyblog.toml for each",
)


def _check_template(config: Config, document: Document) -> Iterator[Problem]:
    template = document.settings.template
    missing = None
    if template == FEES and not config.services:
        missing = _NO_SERVICES
    elif template == QUESTIONS and not document.facts.questions:
        missing = (
            "this page shows questions and answers, but has none",
            "write each question as a line such as ## How soon can I be seen? and its answer below",
        )
    elif template == CONTACT and make_contact_form(config) is None:
        missing = (
            "this page lets visitors write to you, but the settings give neither a form nor an email address",
            "add an `email` to [practice] in therapyblog.toml, or a `form_url` to [contact]",
        )
    if missing:
        yield problem("TB-PAGE-001", at=document.place("template"), says=missing[0], fix=missing[1])


def _check_imprint(config: Config) -> Iterator[Problem]:
    setting = config.practice
    lacking = _lacking(setting) if setting else ["name", *_ASKED, " or ".join(_ONE_OF)]
    if lacking:
        says = f"the imprint lacks what it needs in the country {config.country}: {', '.join(lacking)}"
        fix = f"add {'it' if len(lacking) == 1 else 'them'} to [practice], or write a page pages/imprint.md of your own"
        yield problem("TB-PAGE-002", at=config.place("practice"), says=says, fix=fix)


def _lacking(setting: PracticeSetting) -> list[str]:
    lacking = [name for name in _ASKED if not getattr(setting, name)]
    return lacking if any(getattr(setting, name) for name in _ONE_OF) else [*lacking, " or ".join(_ONE_OF)]
