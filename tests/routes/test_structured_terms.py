"""Structured data says only what schema.org has words for, and every page's graph holds together.

Every page is held against the table of the terms that we use (`support/schema.py`); where the whole vocabulary is at
hand, against that too. `THERAPYBLOG_SCHEMAORG` names its file.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from support.rows import every_row
from support.schema import OURS, PROPERTIES, TYPES, complaints, whole_vocabulary
from support.site import SmallSite, codes, post, told

ROOT = Path(__file__).parents[2]
WHOLE = Path(os.environ.get("THERAPYBLOG_SCHEMAORG") or ROOT / "../shared/data/schemaorg-30.0.json")


@pytest.fixture(scope="module")
def whole():
    if not WHOLE.is_file():
        pytest.skip("the whole vocabulary of schema.org is not at hand; name its file in THERAPYBLOG_SCHEMAORG")
    return whole_vocabulary(WHOLE)


FULL = """\
---
name: Ada Moss
pronouns: she/her
role: Counsellor
photo: ../media/ada.svg
location: Leith
email: ada@stillwater.example
phone: 0131 496 0001
languages: [English, Gaelic]
modalities: [Gestalt therapy, EMDR]
supervision: Monthly.
insurance: Renewed each April.
credentials:
  - {letters: MA, name: MA in Counselling, kind: degree, issuer: University of Leith, jurisdiction: Scotland}
  - letters: MBACP
    name: Registered Member
    kind: registration
    issuer: British Association for Counselling and Psychotherapy (BACP)
    number: 00012345
    verify_url: https://register.example/00012345
    valid_from: 2020-01-01
    expires: 2026-12-31
    jurisdiction: United Kingdom
  - {letters: LPC, kind: licence, issuer: State Board, number: 7, valid_from: 2019-05-01, jurisdiction: Ohio}
  - {name: Accredited, kind: accreditation, issuer: BACP}
  - {letters: EMDR, kind: training, issuer: Some School}
  - CI
---
Ada listens.
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>'
PRACTICE = (
    '[practice]\nname = "Still Water Practice"\nstreet = "1 Shore"\ntown = "Leith"\npostcode = "EH6 6QW"\n'
    'region = "Lothian"\nemail = "hello@stillwater.example"\nphone = "0131 496 0000"\nfounded = 2014\n'
)


def rich(site: SmallSite) -> None:
    """A practice of two with everything that pages can say."""
    site.settings(f'{PRACTICE}kind = "MedicalBusiness"\nphoto = "media/ada.svg"\n', logo='"media/ada.svg"')
    site.write(
        {
            "media/ada.svg": SVG,
            "practitioners/ada-moss.md": FULL,
            "practitioners/ben.md": "---\nname: Ben\nlanguage: fr\n---\nBen est là.\n",
            "posts/a.md": post(
                "On sleep",
                subtitle="And on waking",
                authors="[ada-moss, ben]",
                date="2026-03-01 09:30",
                updated="2026-04-02",
                topic="Sleep & “rest”",
                tags="[rest, night]",
                series="{name: Nights, part: 2}",
                image="../media/ada.svg",
                image_alt="A shore",
                image_credit="Ada Moss",
                references='[{text: "Walker 2017", doi: 10.1000/1}, {text: "Two", url: "https://two.example/"}]',
                reviewed_by="ben",
                reviewed="2026-05-01",
            ),
            "posts/b.md": post("Before", series="{name: Nights, part: 1}", author="ben", reviewed_by="ada-moss"),
            "posts/nobody.md": post("By nobody", language="fr"),
            "pages/about.md": post("About", reviewed_by="ada-moss", reviewed="2026-01-31", references="[Rogers 1957]"),
            "pages/contact.md": post("Contact"),
            "series/nights.md": post("Nights", "What this is about.", description="Four nights."),
        }
    )


def alone(site: SmallSite) -> None:
    """Somebody on their own, whose settings name no practice."""
    site.write({"posts/a.md": post("On sleep", updated="2026-03-01")})


def at_home(site: SmallSite) -> None:
    """A practice that names its town only."""
    site.settings('[practice]\nname = "Still Water Practice"\ntown = "Leith"\npostcode = "EH6 6QW"\n')


def empty(site: SmallSite) -> None:
    """A site with nobody and nothing."""
    site.delete("practitioners/ada-moss.md")


def under_a_path(site: SmallSite) -> None:
    """A site whose address has a path and whose names are in another script."""
    site.settings("", url='"https://host.example/some/path"', title='"静かな水"', language='"ja"')
    site.write({"posts/眠り.md": post("眠り", topic="夜", tags="[休み]", series="夜の話")})


SITES = {one.__name__: one for one in (rich, alone, at_home, empty, under_a_path)}


@pytest.fixture(scope="module", params=["the example", *SITES])
def graphs(request, tmp_path_factory):
    """The graphs of a whole built site by file, and the addresses of its pages."""
    folder = tmp_path_factory.mktemp("graphs") / "site"
    if request.param == "the example":
        shutil.copytree(ROOT / "example_site", folder, ignore=shutil.ignore_patterns("public", ".therapyblog"))
        site = SmallSite(folder, {})
    else:
        site = SmallSite(folder)
        SITES[request.param](site)
    result = site.build()
    assert result.published, told(result)
    found = {
        path: site.graph(f"/{path}")
        for path, content in site.tree().items()
        if path.endswith(".html") and b"ld+json" in content
    }
    base = re.search(r'url = "(.*?)"', site.folder.joinpath("therapyblog.toml").read_text(encoding="utf-8"))[1]
    # Every page says which address it has; the sitemap and the tree of files are held against these elsewhere.
    pages = {node["url"] for graph in found.values() for node in graph if node["@id"].endswith("#webpage")}
    assert all(page.startswith(base) for page in pages)
    assert len(pages) == len(found)
    return found, pages


def wrong(graphs, vocabulary) -> list[str]:
    found, pages = graphs
    assert found
    return [f"{path}: {why}" for path, graph in found.items() for why in complaints(graph, vocabulary, pages)]


def test_every_page_uses_the_terms_as_our_table_has_them(graphs):
    assert wrong(graphs, OURS) == []


def test_every_page_uses_the_terms_as_schema_org_has_them(graphs, whole):
    assert wrong(graphs, whole) == []


def test_our_table_says_what_schema_org_says(whole):
    for name, parents in TYPES.items():
        assert set(parents) <= set(whole.types[name]), name
        assert all(parent in TYPES for parent in parents), name
    for name, (domains, ranges) in PROPERTIES.items():
        real_domains, real_ranges = whole.properties[name]
        for domain in domains:
            assert whole.ancestry(domain).intersection(real_domains), (name, domain)
        for one in ranges:
            assert whole.ancestry(one).intersection(real_ranges), (name, one)


def test_every_graph_is_connected(graphs):
    """From the page one comes to everything else in the graph, along references in either direction."""
    for path, graph in graphs[0].items():
        near: dict[str, set[str]] = {node["@id"]: set() for node in graph}
        for node in graph:
            for other in _mentioned(node):
                if other in near:
                    near[node["@id"]].add(other)
                    near[other].add(node["@id"])
        (start,) = [node["@id"] for node in graph if node["@id"].endswith("#webpage")]
        seen, waiting = set(), [start]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += near[one]
        assert seen == set(near), path


def _mentioned(value):
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        for inner in value.values():
            yield from _mentioned(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _mentioned(inner)


def test_what_has_one_id_is_the_same_on_every_page(graphs):
    """A reader that puts the pages together finds no two descriptions of one thing."""
    told_of: dict[str, tuple[str, dict]] = {}
    for path, graph in graphs[0].items():
        for node in graph:
            plain = {name: value for name, value in node.items() if name != "hasPart"}
            first, known = told_of.setdefault(node["@id"], (path, plain))
            assert plain == known, (node["@id"], first, path)


# The check itself: it must be able to fail.


def page(**facts):
    return {"@type": "WebPage", "@id": "https://x.example/#webpage", **facts}


@every_row(
    "node, said",
    [
        (page(colour="red"), "WebPage.colour is no property that we use"),
        (page(jobTitle="Counsellor"), "WebPage has no jobTitle"),
        (page(lastReviewed="last week"), "WebPage.lastReviewed is 'last week', not one of ('Date',)"),
        (page(url="/about/"), "WebPage.url is '/about/', not one of ('URL',)"),
        (page(name=""), "WebPage.name is '', not one of ('Text',)"),
        (page(position="2"), "WebPage.position is '2', not one of ('Integer',)"),
        (page(name=3), "WebPage.name is the number 3, not one of ('Text',)"),
        (
            page(breadcrumb={"@id": "https://x.example/#b"}),
            "WebPage.breadcrumb refers to https://x.example/#b, which is",
        ),
        (
            page(reviewedBy={"@type": "Place"}),
            "WebPage.reviewedBy is one of ['Place', 'Thing'], not of ('Organization'",
        ),
        ({"@type": "Therapist", "@id": "https://x.example/#t"}, "Therapist is no type that we use"),
        (page(about={"@type": "Review"}), "Review is no type that we use"),
        (page(review="Five stars"), "WebPage.review is no property that we use"),
    ],
)
def test_what_is_wrong_is_found(node, said):
    found = list(complaints([node], OURS, []))

    assert any(one.startswith(said) for one in found), found


def test_reviews_are_refused_though_schema_org_has_them(whole):
    assert list(complaints([page(about={"@type": "Review"})], whole, []))
    assert list(complaints([page(aggregateRating=5)], whole, []))


# What only whole sites show


def test_a_practice_without_a_street_gives_its_town_only(site):
    at_home(site)
    site.published()

    (practice,) = [node for node in site.graph("/") if node["@type"] == "LocalBusiness"]
    assert practice["address"] == {"@type": "PostalAddress", "addressLocality": "Leith", "addressCountry": "GB"}
    assert "EH6" not in str(site.graph("/"))

    site.settings(PRACTICE)
    site.published()
    (practice,) = [node for node in site.graph("/") if node["@type"] == "LocalBusiness"]
    assert practice["address"]["streetAddress"] == "1 Shore"
    assert practice["address"]["postalCode"] == "EH6 6QW"


def test_one_body_is_one_node_for_everybody_whom_it_registers(site):
    issuer = "Health and Care Professions Council (HCPC)"
    for name in ("ada-moss", "ben"):
        credential = f"{{name: Registered, kind: registration, issuer: {issuer}, number: 1}}"
        site.write({f"practitioners/{name}.md": f"---\nname: {name}\ncredentials: [{credential}]\n---\n"})
    site.published()

    graph = site.graph("/team/")
    (body,) = [node for node in graph if node["@type"] == "Organization" and "#body-" in node["@id"]]
    assert (body["name"], body["alternateName"]) == ("Health and Care Professions Council", "HCPC")
    people = [node for node in graph if node["@type"] == "Person"]
    assert [one["memberOf"] for one in people] == [[{"@id": body["@id"]}]] * 2
    assert [one["hasCertification"][0]["issuedBy"] for one in people] == [{"@id": body["@id"]}] * 2


def test_a_licence_makes_nobody_a_member_of_the_state(site):
    credential = "{letters: LPC, kind: licence, issuer: State Board, number: 7}"
    site.write({"practitioners/ada-moss.md": f"---\nname: Ada\ncredentials: [{credential}]\n---\n"})
    site.published()

    (person,) = [node for node in site.graph("/team/ada-moss/") if node["@type"] == "Person"]
    assert person["hasCertification"][0]["certificationIdentification"] == "7"
    assert "memberOf" not in person


def test_a_reviewer_is_described_in_full_like_an_author(site):
    rich(site)
    result = site.build()
    assert codes(result) == ["TB-AUTH-001"]

    (reviewer,) = [node for node in site.graph("/about/") if node["@type"] == "Person"]
    assert reviewer["honorificSuffix"] == "MA, MBACP, LPC, EMDR, CI"
    names = [node["name"] for node in site.graph("/a/") if node["@type"] == "Person"]
    assert names == ["Ada Moss", "Ben"]
