"""Structured data (JSON-LD): the right types, in one graph that holds together."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from support.rows import every_row
from support.site import codes, post, told

AGENT = """\
---
name: Ada Moss
role: Counsellor
location: Leith
email: ada@stillwater.example
languages: [English, Gaelic]
modalities: [Gestalt therapy]
credentials:
  - {letters: MA, name: MA in Counselling, kind: degree, issuer: University of Leith}
  - letters: MBACP
    name: Registered Member
    kind: registration
    issuer: BACP
    number: 00012345
    verify_url: https://register.example/00012345
    valid_from: 2020-01-01
    expires: 2026-12-31
    jurisdiction: United Kingdom
  - {letters: EMDR, kind: training}
  - {letters: OLDX, kind: registration, issuer: Old Society, number: 777OLD, expires: 2026-06-30}
  - {letters: NEWX, kind: accreditation, issuer: New Society, valid_from: 2027-01-01}
---
Ada listens.
"""
BASE = "https://stillwater.example"


@pytest.fixture
def practice(site):
    site.settings(
        '[practice]\nname = "Still Water Practice"\nstreet = "1 Shore"\ntown = "Leith"\npostcode = "EH6"'
        '\nphone = "0131 496 0000"\nfounded = 2014\n'
    )
    site.write(
        {
            "practitioners/ada-moss.md": AGENT,
            "practitioners/ben.md": "---\nname: Ben Hale\n---\nBen.\n",
            "posts/a.md": post(
                "On sleep",
                "Some words here.",
                subtitle="And on waking",
                author="[ada-moss, ben]",
                date="2026-03-01",
                updated="2026-04-02 10:00",
                topic="Sleep",
                tags="[rest, night]",
                series="{name: Nights, part: 2}",
                references='[{text: "Walker 2017", doi: 10.1000/1}, {text: "Two", url: "https://two.example/"}]',
                reviewed_by="ben",
                reviewed="2026-05-01",
                language="en",
            ),
            "posts/first.md": post("Before", series="{name: Nights, part: 1}", author="ben", date="2026-02-01"),
            "pages/about.md": post("About", reviewed_by="ada-moss", reviewed="2026-01-31"),
            "pages/contact.md": post("Contact"),
            "pages/fees.md": post("Fees", updated="2026-02-03"),
        }
    )
    assert site.build().published
    return site


def one(site, url, kind):
    """Return the only node of a type on a page."""
    (found,) = [node for node in site.graph(url) if node["@type"] == kind]
    return found


def test_a_post(practice):
    assert one(practice, "/a/", "BlogPosting") == {
        "@type": "BlogPosting",
        "@id": f"{BASE}/a/#article",
        "mainEntityOfPage": {"@id": f"{BASE}/a/#webpage"},
        "headline": "On sleep",
        "alternativeHeadline": "And on waking",
        "description": "Some words here.",
        "author": [{"@id": f"{BASE}/team/ada-moss/#person"}, {"@id": f"{BASE}/team/ben/#person"}],
        "publisher": {"@id": f"{BASE}/#practice"},
        "datePublished": "2026-03-01",
        "dateModified": "2026-04-02T10:00:00+01:00",
        "inLanguage": "en",
        "timeRequired": "PT1M",
        "articleSection": "Sleep",
        "keywords": ["rest", "night"],
        "citation": [
            {"@type": "CreativeWork", "name": "Walker 2017", "sameAs": "https://doi.org/10.1000/1"},
            {"@type": "CreativeWork", "name": "Two", "url": "https://two.example/"},
        ],
        "isPartOf": {"@id": f"{BASE}/series/nights/#series"},
        "position": 2,
    }


def test_a_page_cites_what_it_relies_on_as_a_post_does(practice):
    practice.write(
        {
            "pages/help.md": post("Help", references="[{text: Rogers 1957, doi: 10.1000/2}]"),
            "pages/faq.md": post("Questions", "## Why?\n\nBecause.\n", template="faq", references="[Bordin 1979]"),
        }
    )
    practice.build()

    rogers = {"@type": "CreativeWork", "name": "Rogers 1957", "sameAs": "https://doi.org/10.1000/2"}
    assert one(practice, "/help/", "WebPage")["citation"] == [rogers]
    asked = one(practice, "/faq/", "FAQPage")
    assert asked["citation"] == [{"@type": "CreativeWork", "name": "Bordin 1979"}]
    assert [question["name"] for question in asked["mainEntity"]] == ["Why?"]


def test_the_series_of_a_post(practice):
    assert one(practice, "/a/", "CreativeWorkSeries") == {
        "@type": "CreativeWorkSeries",
        "@id": f"{BASE}/series/nights/#series",
        "url": f"{BASE}/series/nights/",
        "name": "Nights",
        "inLanguage": "en-GB",
    }
    listed = one(practice, "/series/nights/", "CreativeWorkSeries")["hasPart"]
    assert [(part["headline"], part["position"], part["@id"]) for part in listed] == [
        ("Before", 1, f"{BASE}/first/#article"),
        ("On sleep", 2, f"{BASE}/a/#article"),
    ]
    assert [part["url"] for part in listed] == [f"{BASE}/first/", f"{BASE}/a/"]


def test_a_practitioner_with_what_they_may_call_themselves(practice):
    person = one(practice, "/team/ada-moss/", "Person")

    assert person == {
        "@type": "Person",
        "@id": f"{BASE}/team/ada-moss/#person",
        "url": f"{BASE}/team/ada-moss/",
        "name": "Ada Moss",
        "honorificSuffix": "MA, MBACP, EMDR",
        "jobTitle": "Counsellor",
        "description": "Ada listens.",
        "email": "ada@stillwater.example",
        "knowsLanguage": ["English", "Gaelic"],
        "knowsAbout": ["Gestalt therapy"],
        "worksFor": {"@id": f"{BASE}/#practice"},
        "hasCredential": [
            {
                "@type": "EducationalOccupationalCredential",
                "credentialCategory": "degree",
                "name": "MA in Counselling",
                "alternateName": "MA",
                "recognizedBy": {"@id": f"{BASE}/#body-university-of-leith"},
            }
        ],
        "hasCertification": [
            {
                "@type": "Certification",
                "name": "Registered Member",
                "alternateName": "MBACP",
                "certificationIdentification": "00012345",
                "issuedBy": {"@id": f"{BASE}/#body-bacp"},
                "validFrom": "2020-01-01",
                "expires": "2026-12-31",
                "certificationStatus": "https://schema.org/CertificationActive",
                "validIn": {"@type": "AdministrativeArea", "name": "United Kingdom"},
                "url": "https://register.example/00012345",
            }
        ],
        "memberOf": [{"@id": f"{BASE}/#body-bacp"}],
    }
    assert one(practice, "/team/ada-moss/", "ProfilePage")["mainEntity"] == {"@id": person["@id"]}
    bodies = [node for node in practice.graph("/team/ada-moss/") if "#body-" in node["@id"]]
    assert bodies == [
        {"@type": "Organization", "@id": f"{BASE}/#body-university-of-leith", "name": "University of Leith"},
        {"@type": "Organization", "@id": f"{BASE}/#body-bacp", "name": "BACP"},
    ]
    assert person in practice.graph("/a/")
    assert person in practice.graph("/team/")


def test_the_way_from_home(practice):
    assert one(practice, "/a/", "BreadcrumbList")["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "name": "Home", "item": {"@id": f"{BASE}/"}},
        {"@type": "ListItem", "position": 2, "name": "Articles", "item": {"@id": f"{BASE}/blog/"}},
        {"@type": "ListItem", "position": 3, "name": "Sleep", "item": {"@id": f"{BASE}/topics/sleep/"}},
        {"@type": "ListItem", "position": 4, "name": "On sleep", "item": {"@id": f"{BASE}/a/"}},
    ]
    assert [node for node in practice.graph("/") if node["@type"] == "BreadcrumbList"] == []


@every_row(
    "url, day, reviewer",
    [("/a/", "2026-05-01", ("ben", "Ben Hale")), ("/about/", "2026-01-31", ("ada-moss", "Ada Moss"))],
)
def test_a_review_belongs_to_the_page(practice, url, day, reviewer):
    kind = "AboutPage" if url == "/about/" else "WebPage"
    page = one(practice, url, kind)

    slug, name = reviewer
    assert page["lastReviewed"] == day
    assert page["reviewedBy"] == {"@id": f"{BASE}/team/{slug}/#person"}
    assert name in [node["name"] for node in practice.graph(url) if node["@type"] == "Person"]
    assert "lastReviewed" not in json.dumps([node for node in practice.graph(url) if node["@type"] != kind])


KINDS = {
    "/": "WebPage",
    "/a/": "WebPage",
    "/about/": "AboutPage",
    "/contact/": "ContactPage",
    "/fees/": "WebPage",
    "/blog/": "CollectionPage",
    "/topics/sleep/": "CollectionPage",
    "/tags/rest/": "CollectionPage",
    "/series/": "CollectionPage",
    "/series/nights/": "CollectionPage",
    "/team/": "CollectionPage",
    "/team/ben/": "ProfilePage",
}


@every_row("url", KINDS)
def test_every_page_is_part_of_one_graph(practice, url):
    page = one(practice, url, KINDS[url])
    assert page["@id"] == f"{BASE}{url}#webpage"
    assert page["url"] == f"{BASE}{url}"
    assert page["isPartOf"] == {"@id": f"{BASE}/#website"}
    assert one(practice, url, "WebSite")["publisher"] == {"@id": f"{BASE}/#practice"}
    business = one(practice, url, "LocalBusiness")
    assert business["address"] == {"@type": "PostalAddress", "streetAddress": "1 Shore", "postalCode": "EH6",
                                   "addressLocality": "Leith", "addressCountry": "GB"}  # fmt: skip
    assert business["foundingDate"] == "2014"


def test_nothing_is_empty_and_nothing_is_a_rating(practice):
    for path, content in practice.tree().items():
        if path.endswith(".html"):
            assert b"AggregateRating" not in content
            assert b'"Review"' not in content
            if b"ld+json" in content:
                text = json.dumps(practice.graph(f"/{path}"))
                for empty in ('""', "null", "[]", "{}"):
                    assert f": {empty}" not in text, path


def test_where_the_settings_name_no_practice_there_is_an_organisation(site):
    site.published()

    assert one(site, "/", "Organization") == {
        "@type": "Organization",
        "@id": f"{BASE}/#practice",
        "name": "Still Water",
        "url": f"{BASE}/",
    }


# Credentials


def test_an_expired_credential_is_in_no_output(practice):
    for path, content in practice.tree().items():
        for stale in (b"OLDX", b"777OLD", b"Old Society", b"NEWX", b"New Society"):
            assert stale not in content, (path, stale)
    for path in ("a/index.html", "team/ada-moss/index.html", "team/index.html", "feed.xml", "feed.json", "index.html"):
        assert "MBACP" in practice.text(path), path


def test_credentials_come_and_go_with_the_days(practice):
    practice.build(today=dt.date(2026, 6, 30))
    assert "OLDX" in practice.page("/a/")
    practice.build(today=dt.date(2026, 7, 1))
    assert "OLDX" not in practice.page("/a/")
    practice.build(today=dt.date(2026, 12, 31))
    assert one(practice, "/a/", "BlogPosting")
    assert "MBACP" in practice.text("feed.xml")
    practice.build(today=dt.date(2027, 1, 1))
    for path, content in practice.tree().items():
        assert b"MBACP" not in content, path
        assert b"00012345" not in content, path
    assert "NEWX" in practice.page("/a/")
    person = next(node for node in practice.graph("/team/ada-moss/") if node["@type"] == "Person")
    assert person["honorificSuffix"] == "MA, EMDR, NEWX"


def test_what_is_said_of_credentials(practice):
    result = practice.build(today=dt.date(2026, 12, 1))

    assert [(str(found), found.fix) for found in result.problems] == [
        (
            "practitioners/ada-moss.md:17:14: warning TB-CRED-002: “MBACP” of Ada Moss expires on 2026-12-31",
            "renew it and change `expires`",
        ),
        (
            (
                "practitioners/ada-moss.md:20:87: warning TB-CRED-001: "
                "“OLDX” of Ada Moss expired on 2026-06-30; it is left out everywhere"
            ),
            "renew it and change `expires`, or remove it",
        ),
        (
            (
                "practitioners/ada-moss.md:21:75: warning TB-CRED-003: "
                "“NEWX” of Ada Moss counts from 2027-01-01; until then it is left out everywhere"
            ),
            "nothing to do if that is right",
        ),
    ], told(result)


@every_row("today, warned", [("2026-11-30", False), ("2026-12-01", True), ("2026-12-31", True)])
def test_the_warning_comes_thirty_days_ahead(site, today, warned):
    site.write(
        {"practitioners/ada-moss.md": "---\nname: Ada\ncredentials: [{letters: MA, expires: 2026-12-31}]\n---\n"}
    )
    result = site.build(today=dt.date.fromisoformat(today))

    assert codes(result) == (["TB-CRED-002"] if warned else [])


def test_a_review_that_is_due(site):
    site.write({"posts/a.md": post("A", reviewed="2025-01-01", review_due="2026-11-22")})
    (found,) = site.build().problems

    assert str(found) == "posts/a.md:4:13: warning TB-REV-001: the review of this text was due on 2026-11-22"
    assert site.build(today=dt.date(2026, 11, 22)).problems == ()
