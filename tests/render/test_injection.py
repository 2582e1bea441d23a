"""No text of a site becomes markup: not in pages, not in feeds, not in structured data."""

from __future__ import annotations

import json
from html import unescape
from urllib.parse import urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from support.injection import PAYLOADS, PNG, write_injections
from support.rows import every_row
from support.site import SETTINGS, SmallSite, post, told

NEVER = (
    "base", "embed", "frame", "frameset", "iframe", "object", "applet", "math", "svg", "template", "marquee", "style",
    "form", "input", "button", "textarea", "select", "video", "audio", "noscript", "title title", "body body",
)  # fmt: skip
POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self'; style-src 'self'; "
    "script-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'\">"
)
SCHEMES = ("", "http", "https", "mailto", "tel", "sms")


@pytest.fixture(scope="module", params=["off", "sanitize"])
def hostile(request, tmp_path_factory):
    site = SmallSite(tmp_path_factory.mktemp("hostile") / "site", {})
    write_injections(site, raw_html=request.param)
    result = site.build()
    assert result.published, told(result)
    return site


def intruders(html):
    """Return what no page of ours has: handlers, scripts, foreign elements, dangerous addresses."""
    tree = LexborHTMLParser(html)
    found = [node.html for name in NEVER for node in tree.css(name)]
    found += [node.html for node in tree.css("script") if node.attributes.get("type") != "application/ld+json"]
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            if name.startswith("on") or name in ("style", "srcdoc", "formaction", "autofocus", "contenteditable"):
                found.append(node.html)
            elif name in ("href", "src", "action", "poster", "data") and value is not None:
                cleaned = "".join(sign for sign in value if sign > " ")
                if urlsplit(cleaned).scheme not in SCHEMES:
                    found.append(node.html)
        if node.tag == "meta" and node.attributes.get("http-equiv") and node.html != POLICY:
            found.append(node.html)
    return [one[:200] for one in found if one]


def test_the_check_would_see_an_intruder():
    for text in PAYLOADS[:3] + PAYLOADS[17:20]:
        assert intruders(f'<p title="">{text}</p>'), text
    assert intruders('<a href="java\tscript:x">x</a>')
    assert not intruders('<a href="/x?y#z">x</a><script type="application/ld+json">{}</script>')


def test_no_page_has_anything_that_a_template_did_not_write(hostile):
    pages = [path for path in hostile.tree() if path.endswith(".html")]
    assert len(pages) > 3 * len(PAYLOADS)

    found = {path: intruders(hostile.text(path)) for path in pages}
    assert {path: one for path, one in found.items() if one} == {}


def plain(text):
    """Return a title in the signs of a typewriter: on a page it has those of its language, and no entities."""
    return " ".join(unescape(text).translate(str.maketrans("‘’“”", "''\"\"")).split())


def test_structured_data_is_still_json_and_says_what_was_typed(hostile):
    for path in hostile.tree():
        if path.endswith(".html"):
            tree = hostile.html(f"/{path}")
            (script,) = tree.css("script")
            assert len(json.loads(script.text())["@graph"]) >= 3
    for number, text in enumerate(PAYLOADS):
        (node,) = [one for one in hostile.graph(f"/p{number}/") if one["@type"] == "BlogPosting"]
        assert plain(node["headline"]) == plain(text)


def test_titles_are_shown_as_they_were_typed(hostile):
    for number, text in enumerate(PAYLOADS):
        assert plain(hostile.html(f"/p{number}/").css_first("h1").text()) == plain(text)


def test_feeds_are_still_feeds_and_hold_no_script(hostile):
    feeds = [path for path in hostile.tree() if path.endswith(("feed.xml", "feed.json"))]
    assert len(feeds) > 100
    for path in feeds:
        content = hostile.text(path)
        if path.endswith(".xml"):
            root = hostile.xml(path)
            assert {child.tag.rpartition("}")[2] for child in root.iter()} <= {
                "feed", "title", "subtitle", "id", "link", "updated", "entry", "published", "author", "name",
                "category", "summary", "content",
            }  # fmt: skip
            bodies = [node.text or "" for node in root.iter("{http://www.w3.org/2005/Atom}content")]
        else:
            bodies = [item["content_html"] for item in json.loads(content)["items"]]
        for body in bodies:
            assert intruders(body) == []
    hostile.xml("sitemap.xml")


ADDRESSES = {
    "a reference": ("posts/a.md", "---\ntitle: A\nreferences: [{text: x, url: 'URL'}]\n---\n"),
    "a verification page": (
        "practitioners/b.md",
        "---\nname: B\ncredentials: [{letters: x, verify_url: 'URL'}]\n---\n",
    ),
    "a booking page": ("practitioners/b.md", "---\nname: B\nbooking_url: 'URL'\n---\n"),
    "a call-to-action": ("therapyblog.toml", f"{SETTINGS}\n[cta.x]\nlabel = 'x'\nurl = 'URL'\n"),
    "a call-to-action while waiting": (
        "therapyblog.toml",
        f"{SETTINGS}\n[cta.x]\nlabel = 'x'\nurl = '/'\n[cta.x.waitlist]\nurl = 'URL'\n",
    ),
    "the menu": ("therapyblog.toml", f"{SETTINGS}\n[[menu]]\nlabel = 'x'\nurl = 'URL'\n"),
    "a crisis line": ("therapyblog.toml", f"{SETTINGS}\n[[crisis.lines]]\nname = 'x'\nurl = 'URL'\n"),
    "the site": ("therapyblog.toml", SETTINGS.replace("https://stillwater.example", "URL")),
    "a picture": ("posts/a.md", "---\ntitle: A\nimage: 'URL'\nimage_alt: x\n---\n"),
    "a contact form": ("therapyblog.toml", f"{SETTINGS}\n[contact]\nform_url = 'URL'\n"),
    "professional rules": ("therapyblog.toml", f"{SETTINGS}\n[practice]\nname = 'x'\nrules_url = 'URL'\n"),
    "a figure": ("posts/a.md", "---\ntitle: A\n---\n:::figure URL\n:::\n"),
}
BAD = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//host.invalid/x",
    "file:///etc",
)


def test_the_pages_of_a_practice_have_nothing_that_a_template_did_not_write(site):
    lines = [json.dumps(" ".join(text.split())) for text in PAYLOADS]
    words = json.dumps(" ".join(" ".join(PAYLOADS).split()))
    services = "".join(
        f"[[service]]\nname = {line}\ndescription = {line}\nprice = {line}\nmode = {line}\n" for line in lines
    )
    practice = "".join(
        f"{name} = {words}\n"
        for name in ("name", "street", "town", "responsible", "profession", "granted_in", "chamber", "register")
    )
    site.settings(f'[practice]\n{practice}email = "a@b.example"\nhours = [{words}]\n{services}')
    site.write({f"pages/{name}.md": post(name, template=name) for name in ("contact", "fees", "imprint", "privacy")})
    site.write({"pages/faq.md": post("Q", "\n\n".join(f"## {text}\n\n{text}" for text in PAYLOADS), template="faq")})
    site.write({"media/p.png": PNG, "pages/about.md": post("About")})
    result = site.build()
    assert result.published, told(result)

    for url in ("/contact/", "/fees/", "/imprint/", "/privacy/", "/faq/"):
        assert intruders(site.page(url)) == [], url
    assert len(site.html("/fees/").css("table.services tbody tr")) == len(PAYLOADS)
    assert len([one for one in site.graph("/fees/") if one["@type"] == "Offer"]) == len(PAYLOADS)


@every_row("where", ADDRESSES)
def test_an_address_that_would_run_is_an_error_where_it_is_a_setting(site, where):
    path, text = ADDRESSES[where]
    # There may be many texts, each with one of them, but only one file of settings.
    many = {path.replace(".md", f"-{number}.md"): text.replace("URL", bad) for number, bad in enumerate(BAD)}
    for files in [many] if path.endswith(".md") else [{path: text.replace("URL", bad)} for bad in BAD]:
        site.write(files)
        result = site.build()

        assert not result.published, files
        assert {found.at.path for found in result.problems} == files.keys()


@every_row("bad", [*BAD, "java\\nscript:alert(1)", " javascript:alert(1)", "http:javascript:alert(1)"])
def test_an_address_of_a_component_that_would_run(site, bad):
    site.write({"posts/a.md": post("A", f':::quote Somebody {{source="A book" url="{bad}"}}\nWords.\n:::')})
    site.build()

    if site.exists("/a/"):
        assert intruders(site.page("/a/")) == []


@every_row("bad", [one for one in BAD if not one.startswith("//") and "file:" not in one])
def test_an_address_of_a_theme_that_would_run_is_taken_out(site, bad):
    site.write({"theme/templates/post.html": '<a href="{{ post.extra.link }}" title="t">x</a>'})
    site.write({"posts/a.md": post("A", link=f'"{bad}"')})
    site.published()

    assert site.page("/a/").endswith('">\n<a title="t">x</a>\n')
