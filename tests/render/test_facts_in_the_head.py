"""Whether a page is to be found, under which address, and where an old one leads: whatever a template says of it."""

from __future__ import annotations

from support.rows import every_row
from support.site import SmallSite, codes, post, told

SITE = "https://stillwater.example"
FACTS = {
    "/listed/": (False, f"{SITE}/listed/", ""),
    "/apart/": (True, "", ""),
    "/draft/": (True, "", ""),
    "/about/": (False, f"{SITE}/about/", ""),
    "/blog/": (False, f"{SITE}/blog/", ""),
    "/404.html": (True, "", ""),
    "/old/": (False, f"{SITE}/listed/", "../listed/"),
    "/old-apart/": (True, f"{SITE}/apart/", "../apart/"),
}
"""Address → whether search engines leave it out, the address that counts, and where it leads."""
HEADS = {
    "nothing": ("", 0),
    "what is true": (
        (
            '{% if noindex is defined %}{% set page = {"noindex": noindex, "canonical": canonical} %}{% endif %}'
            '{% if page.noindex %}<meta content="none" name="ROBOTS">{% else %}'
            "<link href='{{ page.canonical }}' rel='canonical'>{% endif %}"
        ),
        0,
    ),
    "other words for robots": ('<meta name="robots" content="max-snippet:-1">', 0),
    "the opposite": (
        '<meta name="robots" content="{% if page is defined and page.noindex %}all{% else %}noindex{% endif %}">',
        1,
    ),
    "always out": ('<meta name="googlebot" content="noindex,nofollow">', 1),
    "another address": ('<link rel="canonical" href="https://old.example/">', 1),
    "home as the address of every page": ('<link rel="canonical" href="/">', 1),
    "a policy": ('<meta http-equiv="Content-Security-Policy" content="default-src *">', 1),
    "in a comment": ('<!-- <meta name="robots" content="index"> -->', 0),
    "within a template": ('<template><meta name="robots" content="noindex"></template>', 0),
    "in the body": ('<p>x</p><meta name="robots" content="noindex"><link rel="canonical" href="/x/">', 2),
    "all at once": (
        (
            '<meta name="robots" content="index"><meta name="robots" content="noindex">'
            '<link rel="canonical" href="/x/"><meta http-equiv="content-security-policy" content="x">'
        ),
        3,
    ),
}


def _site(site: SmallSite, head: str) -> None:
    page = (
        f"<!doctype html>\n<html><head>\n<meta charset=utf-8><title>x</title>\n{head}\n</head><body>x</body></html>\n"
    )
    site.write(
        {f"theme/templates/{name}.html": page for name in ("post", "page", "blog", "404", "redirect")}
        | {
            "posts/listed.md": post("Listed", aliases="[/old/]"),
            "posts/apart.md": post("Apart", status="unlisted", aliases="[/old-apart/]"),
            "posts/draft.md": post("Draft", status="draft"),
            "pages/about.md": post("About"),
        }
    )


@every_row("name", HEADS)
def test_a_page_says_what_is_true_of_it(site, name):
    head, mistakes = HEADS[name]
    _site(site, head)
    result = site.build(drafts=True)

    warnings = [found for found in result.problems if found.code == "TB-THEME-015"]
    places = {(found.says.partition(" (page ")[0], found.at.path.rpartition("/")[2]) for found in warnings}
    assert result.published, told(result)
    assert len(warnings) == len(places), "one message for one mistake, however many pages show it"
    assert len({says for says, _ in places}) == mistakes, told(result)
    assert {found.at.line for found in warnings} <= {4}
    for url, (noindex, canonical, target) in FACTS.items():
        dom = site.html(url)
        robots = " ".join(node.attributes["content"] for node in dom.css("meta[name=robots i], meta[name=googlebot i]"))
        assert any(word in robots for word in ("noindex", "none")) == noindex, (url, robots)
        assert "all" not in robots
        links = [node.attributes["href"] for node in dom.css("link[rel=canonical]")]
        assert links == ([canonical] if canonical else []) or noindex, (url, links)
        refresh = [node.attributes["content"] for node in dom.css("meta[http-equiv=refresh]")]
        assert refresh == ([f"0; url={target}"] if target else []), (url, refresh)
        assert len(dom.css("meta[http-equiv='content-security-policy' i]")) == 1


def test_a_redirect_that_leads_elsewhere_is_put_right(site):
    _site(site, '<meta http-equiv="refresh" content="5; url=/blog/">')
    result = site.build()

    assert codes(result) == ["TB-THEME-015"], told(result)
    assert "leads an old address elsewhere" in told(result)
    dom = site.html("/old/")
    assert [node.attributes["content"] for node in dom.css("meta[http-equiv=refresh]")] == ["0; url=../listed/"]


def test_the_warning_comes_back_with_every_build(site):
    _site(site, HEADS["always out"][0])
    before = codes(site.build())
    site.write({"posts/more.md": post("More")})

    assert codes(site.build()) == codes(site.build()) == before
