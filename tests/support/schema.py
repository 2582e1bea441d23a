"""The terms of schema.org that pages use, and a check of a graph against them or against the whole vocabulary.

The tables are release 30.0 (schema.org, CC BY-SA 3.0), cut down to what we use and as we use it: a property's ranges
are the kinds of values that we give it. So a new word in a page wants a line here, and with it a look at its meaning.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

TYPES: dict[str, tuple[str, ...]] = {
    "AboutPage": ("WebPage",),
    "AdministrativeArea": ("Place",),
    "Answer": ("Comment",),
    "Article": ("CreativeWork",),
    "BlogPosting": ("SocialMediaPosting",),
    "BreadcrumbList": ("ItemList",),
    "Certification": ("CreativeWork",),
    "CertificationStatusEnumeration": ("Enumeration",),
    "CollectionPage": ("WebPage",),
    "Comment": ("CreativeWork",),
    "ContactPage": ("WebPage",),
    "ContactPoint": ("StructuredValue",),
    "CreativeWork": ("Thing",),
    "CreativeWorkSeries": ("CreativeWork", "Series"),
    "Credential": ("CreativeWork",),
    "EducationalOccupationalCredential": ("Credential",),
    "Enumeration": ("Intangible",),
    "FAQPage": ("WebPage",),
    "ImageObject": ("MediaObject",),
    "Intangible": ("Thing",),
    "ItemList": ("Intangible",),
    "ListItem": ("Intangible",),
    "LocalBusiness": ("Organization", "Place"),
    "MediaObject": ("CreativeWork",),
    "MedicalBusiness": ("LocalBusiness",),
    "Offer": ("Intangible",),
    "Organization": ("Thing",),
    "Person": ("Thing",),
    "Place": ("Thing",),
    "PostalAddress": ("ContactPoint",),
    "PriceSpecification": ("StructuredValue",),
    "ProfilePage": ("WebPage",),
    "Question": ("Comment",),
    "Series": ("Intangible",),
    "Service": ("Intangible",),
    "SocialMediaPosting": ("Article",),
    "StructuredValue": ("Intangible",),
    "Thing": (),
    "WebPage": ("CreativeWork",),
    "WebSite": ("CreativeWork",),
}
"""Type → its parents."""

PROPERTIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "about": (("CreativeWork",), ("Thing",)),
    "acceptedAnswer": (("Question",), ("Answer",)),
    "address": (("Organization",), ("PostalAddress",)),
    "addressCountry": (("PostalAddress",), ("Text",)),
    "addressLocality": (("PostalAddress",), ("Text",)),
    "addressRegion": (("PostalAddress",), ("Text",)),
    "alternateName": (("Thing",), ("Text",)),
    "alternativeHeadline": (("CreativeWork",), ("Text",)),
    "articleSection": (("Article",), ("Text",)),
    "author": (("CreativeWork",), ("Organization", "Person")),
    "breadcrumb": (("WebPage",), ("BreadcrumbList",)),
    "caption": (("ImageObject",), ("Text",)),
    "certificationIdentification": (("Certification",), ("Text",)),
    "certificationStatus": (("Certification",), ("CertificationStatusEnumeration",)),
    "citation": (("CreativeWork",), ("CreativeWork",)),
    "contentUrl": (("MediaObject",), ("URL",)),
    "credentialCategory": (("Credential",), ("Text",)),
    "creditText": (("CreativeWork",), ("Text",)),
    "dateModified": (("CreativeWork",), ("Date", "DateTime")),
    "datePublished": (("CreativeWork",), ("Date", "DateTime")),
    "description": (("Thing",), ("Text",)),
    "email": (("Organization", "Person"), ("Text",)),
    "expires": (("Certification",), ("Date",)),
    "foundingDate": (("Organization",), ("Date",)),
    "hasCertification": (("Person",), ("Certification",)),
    "hasCredential": (("Person",), ("Credential",)),
    "hasPart": (("CreativeWork",), ("CreativeWork",)),
    "headline": (("CreativeWork",), ("Text",)),
    "honorificSuffix": (("Person",), ("Text",)),
    "image": (("Thing",), ("ImageObject", "URL")),
    "inLanguage": (("CreativeWork",), ("Text",)),
    "isPartOf": (("CreativeWork",), ("CreativeWork",)),
    "issuedBy": (("Certification",), ("Organization",)),
    "item": (("ListItem",), ("Thing",)),
    "itemListElement": (("ItemList",), ("ListItem",)),
    "itemOffered": (("Offer",), ("Service",)),
    "jobTitle": (("Person",), ("Text",)),
    "keywords": (("CreativeWork",), ("Text",)),
    "knowsAbout": (("Person",), ("Text",)),
    "knowsLanguage": (("Person",), ("Text",)),
    "lastReviewed": (("WebPage",), ("Date",)),
    "logo": (("Organization",), ("URL",)),
    "mainEntity": (("CreativeWork",), ("Thing",)),
    "mainEntityOfPage": (("Thing",), ("CreativeWork",)),
    "makesOffer": (("Organization",), ("Offer",)),
    "memberOf": (("Person",), ("Organization",)),
    "minPrice": (("PriceSpecification",), ("Number",)),
    "name": (("Thing",), ("Text",)),
    "offeredBy": (("Offer",), ("Organization", "Person")),
    "openingHours": (("LocalBusiness",), ("Text",)),
    "position": (("CreativeWork", "ListItem"), ("Integer",)),
    "postalCode": (("PostalAddress",), ("Text",)),
    "price": (("Offer", "PriceSpecification"), ("Number", "Text")),
    "priceCurrency": (("Offer", "PriceSpecification"), ("Text",)),
    "priceSpecification": (("Offer",), ("PriceSpecification",)),
    "primaryImageOfPage": (("WebPage",), ("ImageObject",)),
    "provider": (("Service",), ("Organization", "Person")),
    "publisher": (("CreativeWork",), ("Organization",)),
    "recognizedBy": (("Credential",), ("Organization",)),
    "reviewedBy": (("WebPage",), ("Organization", "Person")),
    "sameAs": (("Thing",), ("URL",)),
    "streetAddress": (("PostalAddress",), ("Text",)),
    "telephone": (("Organization", "Person"), ("Text",)),
    "text": (("CreativeWork",), ("Text",)),
    "timeRequired": (("CreativeWork",), ("Duration",)),
    "url": (("Thing",), ("URL",)),
    "validFrom": (("Certification",), ("Date",)),
    "validIn": (("Certification", "Credential"), ("AdministrativeArea",)),
    "worksFor": (("Person",), ("Organization",)),
}
"""Property → the types that may have it, and what it may be."""

NEVER = {"AggregateRating", "Rating", "Review", "aggregateRating", "review", "reviewRating", "reviews"}
"""No words for opinions of clients, whatever the vocabulary allows."""

_DAY = r"\d{4}-\d\d-\d\d"
LITERALS = {
    "Date": re.compile(rf"{_DAY}|\d{{4}}(-\d\d)?"),
    "DateTime": re.compile(rf"{_DAY}T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?"),
    "Duration": re.compile(r"P(\d+D)?(T(\d+H)?(\d+M)?)?"),
    "Text": re.compile(r"[\s\S]*\S[\s\S]*"),
    "URL": re.compile(r"https?://[!-~]+"),
}
"""How a text must look to be a value of these."""


class Vocabulary(NamedTuple):
    """Types with their parents, and properties with their domains and ranges."""

    types: Mapping[str, tuple[str, ...]]
    properties: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]

    def ancestry(self, name: str) -> set[str]:
        """Return a type with all that it is a kind of."""
        return {name}.union(*(self.ancestry(parent) for parent in self.types.get(name, ())))


OURS = Vocabulary(TYPES, PROPERTIES)


def whole_vocabulary(path: Path) -> Vocabulary:
    """Read all of schema.org."""
    tables = json.loads(path.read_text(encoding="utf-8"))
    return Vocabulary(
        {name: tuple(entry["parents"]) for name, entry in tables["types"].items()},
        {name: (tuple(entry["domain"]), tuple(entry["range"])) for name, entry in tables["properties"].items()},
    )


def complaints(graph: Iterable[Mapping[str, Any]], vocabulary: Vocabulary, pages: Iterable[str]) -> Iterator[str]:
    """Yield whatever is wrong with a graph: its words, what they are used for, and references that lead nowhere.

    `pages` are the addresses of the site's pages, which a graph may name without describing them.
    """
    nodes = list(graph)
    types_by_id: dict[str, set[str]] = {}
    for page in pages:
        types_by_id[page] = vocabulary.ancestry("WebPage")
    for node in _described(nodes):
        if "@id" in node:
            types_by_id[node["@id"]] = vocabulary.ancestry(node["@type"])
    for node in _described(nodes):
        yield from _of_node(node, vocabulary, types_by_id)


def _described(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every node, however deep, but not the references."""
    if isinstance(value, Mapping):
        if set(value) != {"@id"}:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _described(inner)


def _of_node(node: Mapping[str, Any], vocabulary: Vocabulary, types_by_id: Mapping[str, set[str]]) -> Iterator[str]:
    kind = node.get("@type")
    if kind not in vocabulary.types or kind in NEVER:
        yield f"{kind} is no type that we use"
        return
    ancestry = vocabulary.ancestry(kind)
    for name, value in node.items():
        if name.startswith("@"):
            continue
        if name not in vocabulary.properties or name in NEVER:
            yield f"{kind}.{name} is no property that we use"
            continue
        domains, ranges = vocabulary.properties[name]
        if not ancestry.intersection(domains):
            yield f"{kind} has no {name}"
        for item in value if isinstance(value, list) else [value]:
            if why := _misfit(item, ranges, vocabulary, types_by_id):
                yield f"{kind}.{name} {why}"


def _misfit(value: Any, ranges: tuple[str, ...], vocabulary: Vocabulary, types_by_id: Mapping[str, set[str]]) -> str:
    """Say why a value is none of these; nothing if it is one."""
    if isinstance(value, Mapping):
        if set(value) == {"@id"}:
            if value["@id"] not in types_by_id:
                return f"refers to {value['@id']}, which is nowhere"
            types = types_by_id[value["@id"]]
        else:
            types = vocabulary.ancestry(value.get("@type", ""))
        return "" if types.intersection(ranges) else f"is one of {sorted(types)}, not of {ranges}"
    if isinstance(value, (int, float)):
        wanted = {"Integer", "Number"} if isinstance(value, int) else {"Number"}
        return "" if wanted.intersection(ranges) else f"is the number {value}, not one of {ranges}"
    fits = any(LITERALS[literal].fullmatch(value) for literal in ranges if literal in LITERALS)
    if not fits and any("Enumeration" in vocabulary.ancestry(type_) for type_ in ranges):
        fits = re.fullmatch(r"https://schema\.org/[A-Z][A-Za-z]+", value) is not None
    return "" if fits else f"is {value!r}, not one of {ranges}"
