"""Structured data for fees and questions: values in, schema.org nodes out.

An `Offer` names a price only where the settings give it as a number with its currency. Where what somebody pays
depends on what they can pay, the number is the lowest price and not the price (schema.org/PriceSpecification).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from therapyblog.model.documents import Question
from therapyblog.model.practice_pages import Service
from therapyblog.routes.jsonld.ids import Node, refer
from therapyblog.urls.slugs import slugify


def offers(services: Iterable[Service], site: str, practice: str) -> tuple[Node, ...]:
    """Return an offer for each service of the site at the address `site`; `practice` is the `@id` of who makes it.

    An offer says who makes it (`offeredBy`, the inverse of `makesOffer`), so that the node of the practice is the same
    on a page of fees as on every other.
    """
    provider = refer(practice)
    seen: Counter[str] = Counter()
    nodes = []
    for service in services:
        name = slugify(service.name)
        seen[name] += 1
        id_ = f"{site}/#offer-{name}" if seen[name] == 1 else f"{site}/#offer-{name}-{seen[name]}"
        what = {"@type": "Service", "name": service.name, "description": service.description, "provider": provider}
        nodes.append({"@type": "Offer", "@id": id_, "itemOffered": what, "offeredBy": provider, **_price(service)})
    return tuple(nodes)


def _price(service: Service) -> Node:
    if service.price_from is None or not service.currency:
        return {}
    amount = int(service.price_from) if service.price_from == int(service.price_from) else service.price_from
    if not service.sliding_scale:
        return {"price": amount, "priceCurrency": service.currency}
    lowest = {"@type": "PriceSpecification", "minPrice": amount, "priceCurrency": service.currency}
    return {"priceSpecification": lowest}


def answers(questions: Iterable[Question], url: str) -> Node | None:
    """Return the properties that the page at `url` (absolute) has for its questions; `None` where there are none.

    They say what the page is, to whoever reads schema.org; Google shows nothing of it (since May 2026).
    """
    entities = [
        {
            "@type": "Question",
            "@id": f"{url}#{question.id}",
            "name": question.text,
            "acceptedAnswer": {"@type": "Answer", "text": question.answer},
        }
        for question in questions
    ]
    return {"@type": "FAQPage", "mainEntity": entities} if entities else None
