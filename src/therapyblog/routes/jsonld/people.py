"""Structured data about people: the practice, its practitioners, their credentials, and the bodies that issued them.

`site/practitioners.py` passes on only credentials that count today, so every certification here is active. schema.org
has no type for psychotherapists, and `ProfessionalService` is deprecated: a practice is a `LocalBusiness` unless its
settings say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable

from therapyblog.model.documents import Credential
from therapyblog.model.opening_hours import opening_spans
from therapyblog.model.site import Practitioner
from therapyblog.routes.jsonld.ids import Node, body_id, person_id, practice_id, refer
from therapyblog.site.credentials import short_name
from therapyblog.site.shared import Frame

CERTIFIED = ("registration", "licence", "accreditation")
"""Kinds that schema.org calls a `Certification`. A training, and what has no kind, is for readers only."""
MEMBERSHIPS = ("registration", "accreditation")
"""Kinds whose issuer is a body that one belongs to; a state that grants a licence is not."""


def practice(frame: Frame) -> Node:
    """Return the node of the business behind the site; an `Organization` where the settings do not describe one."""
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
        "image": frame.absolute(shown.url) if (shown := facts.photo or site.logo) else "",
        # What is in words is for readers only (schema.org/openingHours).
        "openingHours": [
            f"{days or 'Mo-Su'} {time}" for line in facts.hours for days, times in opening_spans(line) for time in times
        ],
    }


def people(frame: Frame, who: Iterable[Practitioner]) -> tuple[Node, ...]:
    """Return the nodes of practitioners, then those of the bodies that issued their credentials."""
    shown = tuple(who)
    persons = (person(frame, practitioner) for practitioner in shown)
    bodies = (
        _body(frame, credential.issuer)
        for practitioner in shown
        for credential in practitioner.credentials
        if _is_marked_up(credential)
    )
    return (*persons, *bodies)


def person(frame: Frame, who: Practitioner) -> Node:
    """Return the node of a practitioner with the credentials that count today."""
    degrees = [credential for credential in who.credentials if credential.kind == "degree"]
    certified = [credential for credential in who.credentials if credential.kind in CERTIFIED]
    bodies = dict.fromkeys(
        body_id(frame, credential.issuer)
        for credential in certified
        if credential.issuer and credential.kind in MEMBERSHIPS
    )
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
        "hasCredential": [_degree(frame, credential) for credential in degrees],
        "hasCertification": [_certification(frame, credential) for credential in certified],
        "memberOf": [refer(body) for body in bodies],
    }


def _is_marked_up(credential: Credential) -> bool:
    """Say whether the structured data names a credential and the body that issued it."""
    return bool(credential.issuer) and credential.kind in ("degree", *CERTIFIED)


def _body(frame: Frame, issuer: str) -> Node:
    short = short_name(issuer)
    name = issuer.removesuffix(f"({short})").rstrip()
    return {
        "@type": "Organization",
        "@id": body_id(frame, issuer),
        "name": name,
        "alternateName": short if short != name else "",
    }


def _named(credential: Credential) -> Node:
    """Return the names of a credential: its name where it has one, and its letters."""
    return {
        "name": credential.name or credential.letters,
        "alternateName": credential.letters if credential.name else "",
    }


def _where(credential: Credential) -> Node | None:
    return {"@type": "AdministrativeArea", "name": credential.jurisdiction} if credential.jurisdiction else None


def _degree(frame: Frame, credential: Credential) -> Node:
    return {
        "@type": "EducationalOccupationalCredential",
        "credentialCategory": "degree",
        **_named(credential),
        "recognizedBy": refer(body_id(frame, credential.issuer)) if credential.issuer else None,
        "validIn": _where(credential),
        "url": credential.verify_url,
    }


def _certification(frame: Frame, credential: Credential) -> Node:
    return {
        "@type": "Certification",
        **_named(credential),
        "certificationIdentification": credential.number,
        "certificationStatus": "https://schema.org/CertificationActive",
        "issuedBy": refer(body_id(frame, credential.issuer)) if credential.issuer else None,
        "validFrom": credential.valid_from.isoformat() if credential.valid_from else "",
        "expires": credential.expires.isoformat() if credential.expires else "",
        "validIn": _where(credential),
        "url": credential.verify_url,
    }
