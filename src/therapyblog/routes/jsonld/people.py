"""Structured data about people: the practice, its practitioners, what these may call themselves, and who says so.

Only credentials that count today reach this file (`site/practitioners.py` sees to it), so every certification here is
active. schema.org has no type for psychotherapists, and `ProfessionalService` is deprecated: a practice is a
`LocalBusiness` unless its settings say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable

from therapyblog.model.documents import Credential
from therapyblog.model.site import Practitioner
from therapyblog.routes.jsonld.ids import Node, body_id, person_id, practice_id, refer
from therapyblog.routes.route import Frame
from therapyblog.site.practitioners import short_name

CERTIFIED = ("registration", "licence", "accreditation")
"""Kinds that schema.org calls a `Certification`. A training, and what has no kind, is for readers only."""
MEMBERSHIPS = ("registration", "accreditation")
"""Kinds whose issuer is a body that one belongs to; a state that grants a licence is not."""


def practice(frame: Frame) -> Node:
    """The business behind the site; an `Organization` where the settings do not describe one."""
    site, facts = frame.site, frame.practice
    node: Node = {
        "@type": "Organization",
        "@id": practice_id(frame),
        "name": site.title,
        "url": f"{site.url}/",
        "logo": frame.absolute(site.logo.url) if site.logo else "",
    }
    if facts is None:
        return node
    # Whoever names no street works from home: a postcode would lead to the door all the same.
    exact = {"streetAddress": facts.street, "postalCode": facts.postcode} if facts.street else {}
    place = {
        "addressLocality": facts.town,
        "addressRegion": facts.region,
        "addressCountry": facts.country,
    }
    return node | {
        "@type": facts.kind,
        "name": facts.name,
        "description": site.description,
        "email": facts.email,
        "telephone": facts.phone,
        "address": {"@type": "PostalAddress", **exact, **place} if any((*exact.values(), *place.values())) else None,
        "foundingDate": facts.founded,
        "image": frame.absolute(facts.photo.url) if facts.photo else "",
    }


def people(frame: Frame, who: Iterable[Practitioner]) -> tuple[Node, ...]:
    """Describe practitioners, and behind them every body that stands behind their credentials."""
    shown = tuple(who)
    persons = (person(frame, one) for one in shown)
    bodies = (_body(frame, credential.issuer) for one in shown for credential in one.credentials if _told(credential))
    return (*persons, *bodies)


def person(frame: Frame, who: Practitioner) -> Node:
    """A practitioner with what they are entitled to call themselves today."""
    degrees = [one for one in who.credentials if one.kind == "degree"]
    certified = [one for one in who.credentials if one.kind in CERTIFIED]
    bodies = dict.fromkeys(body_id(frame, one.issuer) for one in certified if one.issuer and one.kind in MEMBERSHIPS)
    return {
        "@type": "Person",
        "@id": person_id(frame, who.url),
        "url": frame.absolute(who.url),
        "name": who.name,
        "honorificSuffix": ", ".join(who.letters),
        "jobTitle": who.role,
        "description": who.description,
        "image": frame.absolute(who.photo.url) if who.photo else "",
        "email": who.email,
        "telephone": who.phone,
        "knowsLanguage": list(who.languages),
        "knowsAbout": list(who.modalities),
        "worksFor": refer(practice_id(frame)),
        "hasCredential": [_degree(frame, one) for one in degrees],
        "hasCertification": [_certification(frame, one) for one in certified],
        "memberOf": [refer(body) for body in bodies],
    }


def _told(one: Credential) -> bool:
    """Say whether a credential is told to machines, with the body that gave it."""
    return bool(one.issuer) and one.kind in ("degree", *CERTIFIED)


def _body(frame: Frame, issuer: str) -> Node:
    short = short_name(issuer)
    name = issuer.removesuffix(f"({short})").rstrip()
    return {
        "@type": "Organization",
        "@id": body_id(frame, issuer),
        "name": name,
        "alternateName": short if short != name else "",
    }


def _named(one: Credential) -> Node:
    """What a credential is called: in words where there are words, and by its letters."""
    return {"name": one.name or one.letters, "alternateName": one.letters if one.name else ""}


def _where(one: Credential) -> Node | None:
    return {"@type": "AdministrativeArea", "name": one.jurisdiction} if one.jurisdiction else None


def _degree(frame: Frame, one: Credential) -> Node:
    return {
        "@type": "EducationalOccupationalCredential",
        "credentialCategory": "degree",
        **_named(one),
        "recognizedBy": refer(body_id(frame, one.issuer)) if one.issuer else None,
        "validIn": _where(one),
        "url": one.verify_url,
    }


def _certification(frame: Frame, one: Credential) -> Node:
    return {
        "@type": "Certification",
        **_named(one),
        "certificationIdentification": one.number,
        "certificationStatus": "https://schema.org/CertificationActive",
        "issuedBy": refer(body_id(frame, one.issuer)) if one.issuer else None,
        "validFrom": one.valid_from.isoformat() if one.valid_from else "",
        "expires": one.expires.isoformat() if one.expires else "",
        "validIn": _where(one),
        "url": one.verify_url,
    }
