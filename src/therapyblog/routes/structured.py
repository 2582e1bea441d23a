"""Structured data: one connected graph a page, in schema.org's words (JSON-LD).

It is a value like any other, so it stands here and not with the templates: what a page depends on is what its route
holds. No review or rating is ever marked up; `lastReviewed` and `reviewedBy` belong to the `WebPage`.
"""

from __future__ import annotations

from typing import Any

from therapyblog.model.documents import Credential
from therapyblog.model.site import PageHead, Practitioner, Review, SeriesBox
from therapyblog.routes.route import Route, Shared
from therapyblog.site.entries import PostEntry, SeriesEntry
from therapyblog.site.moments import iso

Node = dict[str, Any]


def graph(*nodes: Node | None) -> Node:
    """Put nodes into one graph; what is empty is left out."""
    return {"@context": "https://schema.org", "@graph": [_clean(node) for node in nodes if node]}


def page_graph(
    shared: Shared,
    head: PageHead,
    *,
    kind: str = "WebPage",
    main: str = "",
    more: tuple[Node | None, ...] = (),
    review: Review | None = None,
) -> Node:
    """Build the graph of any page: the site, its practice, the page and the way to it."""
    page = webpage(shared, head, kind, main) | _reviewed(shared, review)
    return graph(website(shared), practice(shared), page, breadcrumbs(shared, head), *more)


def post_graph(shared: Shared, route: Route, head: PageHead, box: SeriesBox | None) -> Node:
    """Build the graph of a post."""
    entry: PostEntry = route.subject.entry
    post = entry.post
    page = webpage(shared, head, "WebPage", f"{head.canonical}#post")
    page |= _reviewed(shared, post.review)
    series = shared.series_by_slug.get(entry.series) if box else None
    return graph(
        website(shared),
        practice(shared),
        page,
        blog_posting(shared, entry, head, box),
        breadcrumbs(shared, head),
        series_node(shared, series) if series else None,
        *(person(shared, author) for author in entry.authors),
    )


def website(shared: Shared) -> Node:
    """The site itself."""
    config = shared.config
    return {
        "@type": "WebSite",
        "@id": f"{config.url}/#website",
        "url": f"{config.url}/",
        "name": config.title,
        "description": config.description,
        "inLanguage": config.language,
        "publisher": {"@id": _practice_id(shared)},
    }


def _practice_id(shared: Shared) -> str:
    return f"{shared.config.url}/#practice"


def practice(shared: Shared) -> Node:
    """The business behind the site; an `Organization` where the settings do not describe one."""
    config, facts = shared.config, shared.site.practice
    node: Node = {"@type": "Organization", "@id": _practice_id(shared), "name": config.title, "url": f"{config.url}/"}
    logo = shared.site.facts.logo
    if logo:
        node["logo"] = shared.absolute(logo.url)
    if facts is None:
        return node
    place = {
        "streetAddress": facts.street,
        "addressLocality": facts.town,
        "addressRegion": facts.region,
        "postalCode": facts.postcode,
        "addressCountry": facts.country,
    }
    return node | {
        "@type": facts.kind,
        "name": facts.name,
        "email": facts.email,
        "telephone": facts.phone,
        "address": {"@type": "PostalAddress", **place} if any(place.values()) else None,
        "foundingDate": facts.founded,
        "image": shared.absolute(facts.photo.url) if facts.photo else "",
    }


def webpage(shared: Shared, head: PageHead, kind: str, main: str) -> Node:
    """The page as a page."""
    zone = shared.config.timezone
    return {
        "@type": kind,
        "@id": f"{head.canonical}#webpage",
        "url": head.canonical,
        "name": head.title,
        "description": head.description,
        "inLanguage": head.language,
        "isPartOf": {"@id": f"{shared.config.url}/#website"},
        "breadcrumb": {"@id": f"{head.canonical}#breadcrumbs"} if head.breadcrumbs else None,
        "datePublished": iso(head.published, zone) if head.published else "",
        "dateModified": iso(head.modified, zone) if head.modified else "",
        "primaryImageOfPage": {"@type": "ImageObject", "url": head.image.url}
        if head.image and head.kind == "post"
        else None,
        "mainEntity": {"@id": main} if main else None,
    }


def _reviewed(shared: Shared, review: Review | None) -> Node:
    if review is None:
        return {}
    by = (
        {"@type": "Person", "@id": f"{shared.absolute(review.by.url)}#person", "name": review.by.name}
        if review.by
        else None
    )
    return {"lastReviewed": review.on.isoformat() if review.on else "", "reviewedBy": by}


def breadcrumbs(shared: Shared, head: PageHead) -> Node | None:
    """The way from the home page to here."""
    if not head.breadcrumbs:
        return None
    return {
        "@type": "BreadcrumbList",
        "@id": f"{head.canonical}#breadcrumbs",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": crumb.title, "item": shared.absolute(crumb.url)}
            for number, crumb in enumerate(head.breadcrumbs, start=1)
        ],
    }


def blog_posting(shared: Shared, entry: PostEntry, head: PageHead, box: SeriesBox | None) -> Node:
    """The post as a text."""
    post, zone = entry.post, shared.config.timezone
    authors = [{"@id": f"{shared.absolute(author.url)}#person"} for author in entry.authors]
    return {
        "@type": "BlogPosting",
        "@id": f"{head.canonical}#post",
        "mainEntityOfPage": {"@id": f"{head.canonical}#webpage"},
        "headline": post.title,
        "alternativeHeadline": post.subtitle,
        "description": head.description,
        "author": authors or {"@id": _practice_id(shared)},
        "publisher": {"@id": _practice_id(shared)},
        "datePublished": iso(post.date, zone) if post.date else "",
        "dateModified": iso(post.updated, zone) if post.updated else "",
        "inLanguage": post.language,
        "timeRequired": f"PT{post.minutes}M",
        "image": shared.absolute(post.image.url) if post.image else "",
        "articleSection": post.topic.name if post.topic else "",
        "keywords": [tag.name for tag in post.tags],
        "citation": [
            {
                "@type": "CreativeWork",
                "name": one.text,
                "url": one.url,
                "sameAs": f"https://doi.org/{one.doi}" if one.doi else "",
            }
            for one in post.references
        ],
        "isPartOf": {"@id": f"{shared.absolute(box.url)}#series"} if box else None,
        "position": box.number if box else None,
    }


def series_node(shared: Shared, entry: SeriesEntry) -> Node:
    """A series as a work."""
    series = entry.series
    return {
        "@type": "CreativeWorkSeries",
        "@id": f"{shared.absolute(series.url)}#series",
        "url": shared.absolute(series.url),
        "name": series.title,
        "description": series.description,
        "inLanguage": series.language,
    }


def person(shared: Shared, who: Practitioner) -> Node:
    """A practitioner with what they are entitled to call themselves today."""
    degrees = [one for one in who.credentials if one.kind == "degree"]
    certified = [one for one in who.credentials if one.kind in ("registration", "licence", "accreditation")]
    bodies = list(dict.fromkeys(one.issuer for one in certified if one.issuer))
    return {
        "@type": "Person",
        "@id": f"{shared.absolute(who.url)}#person",
        "url": shared.absolute(who.url),
        "name": who.name,
        "honorificSuffix": ", ".join(who.letters),
        "jobTitle": who.role,
        "description": who.description,
        "image": shared.absolute(who.photo.url) if who.photo else "",
        "email": who.email,
        "telephone": who.phone,
        "knowsLanguage": list(who.languages),
        "worksFor": {"@id": _practice_id(shared)},
        "hasCredential": [_degree(one) for one in degrees],
        "hasCertification": [_certification(one) for one in certified],
        "memberOf": [{"@type": "Organization", "name": name} for name in bodies],
    }


def _degree(one: Credential) -> Node:
    return {
        "@type": "EducationalOccupationalCredential",
        "credentialCategory": "degree",
        "name": one.name or one.letters,
        "recognizedBy": {"@type": "Organization", "name": one.issuer} if one.issuer else None,
    }


def _certification(one: Credential) -> Node:
    return {
        "@type": "Certification",
        "name": one.name or one.letters,
        "certificationIdentification": one.number,
        "issuedBy": {"@type": "Organization", "name": one.issuer} if one.issuer else None,
        "validFrom": one.valid_from.isoformat() if one.valid_from else "",
        "expires": one.expires.isoformat() if one.expires else "",
        "certificationStatus": "https://schema.org/CertificationActive",
        "validIn": {"@type": "AdministrativeArea", "name": one.jurisdiction} if one.jurisdiction else None,
        "url": one.verify_url,
    }


def _clean(value: Any) -> Any:
    """Leave out what says nothing."""
    if isinstance(value, dict):
        cleaned = {name: _clean(inner) for name, inner in value.items()}
        return {name: inner for name, inner in cleaned.items() if inner not in (None, "", [], {})}
    if isinstance(value, list):
        return [_clean(inner) for inner in value]
    return value
