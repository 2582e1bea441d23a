"""A page may fetch what it holds and nothing else: its policy is computed from it, and strangers are found."""

from __future__ import annotations

import re

from support.rows import every_row
from support.site import codes, post, told

ALWAYS = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; "
    "base-uri 'none'"
)
PAGE = '<!doctype html><html><head>\n<meta charset="utf-8">\n<title>T</title></head><body>{}</body></html>'


def policies(site, url="/a/"):
    """Return the policies that stand in a page."""
    return [node.attributes["content"] for node in site.html(url).css('meta[http-equiv="Content-Security-Policy"]')]


THERE = ("a.png", "x.png", "x.js", "site.webmanifest", "thanks/index.html", "map/index.html", "b/index.html")
"""Files of the site that the pages of these tests name."""


def draw(site, body, more=""):
    """Have the post /a/ drawn as a page with this body."""
    site.settings(more)
    site.write({"posts/a.md": post("A"), "theme/templates/post.html": PAGE.format(body), "media/a.mp4": "x"})
    site.write(dict.fromkeys((f"static/{name}" for name in THERE), "{}"))


def test_every_page_of_the_shipped_theme_has_the_plain_policy_before_anything_else(site):
    site.write({"posts/a.md": post("A", aliases="[/old/]", topic="T")})
    site.published()

    pages = [path for path in site.tree() if path.endswith(".html")]
    assert len(pages) > 6
    for path in pages:
        assert policies(site, f"/{path}") == [ALWAYS], path
        head = site.text(path).partition("<head>")[2]
        assert head.lstrip().startswith('<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy"'), path
    assert "unsafe-inline" not in "".join(site.text(path) for path in pages)


def test_a_page_for_the_disk_may_fetch_files_because_nothing_has_an_origin_there(site):
    site.write({"posts/a.md": post("A")})
    site.published(for_disk=True)

    assert policies(site) == [ALWAYS.replace("'self'", "'self' file:")]


STARTS = {
    "no head": "<!doctype html><title>T</title>",
    "nothing": "",
    "a head in a comment": "<!doctype html><!-- <head> --><title>T</title>",
    "a head in an attribute": "<!doctype html><html data-a='<head>'><head>",
    "a quote that never ends": "<!doctype html><html lang=it's data-a='><head>'><head>",
    "a script before the head": "<!doctype html><script src='/x.js'></script><head>",
    "a comment of the template": "<!-- ours -->\n<!doctype html>\n<HTML lang=en class='a b'>\n<HEAD>",
}


@every_row("start", STARTS)
def test_the_policy_comes_first_however_a_page_begins(site, start):
    site.write({"posts/a.md": post("A"), "theme/templates/post.html": f"{STARTS[start]}<p>Words.</p>"})
    site.write({"static/x.js": "x"})
    site.published()

    assert policies(site) == [ALWAYS]
    first, second, *_ = [node.tag for node in site.html("/a/").head.iter()] + [""]
    assert (first, second) == ("meta", "meta") if "HEAD" not in STARTS[start] else first == "meta"


def test_a_template_without_tags_is_left_as_it_is(site):
    site.write({"posts/a.md": post("A"), "theme/templates/post.html": "only words"})
    site.published()

    assert site.page("/a/") == "only words\n"


NEEDS = {
    "a form that leads elsewhere": (
        '<form action="https://forms.example/f/1" method="post"></form>',
        "form-action 'self' https://forms.example",
    ),
    "a form that leads here": ('<form action="/thanks/"></form>', "form-action 'self'"),
    "a button that sends elsewhere": (
        '<form><button formaction="https://forms.example/x">Send</button></form>',
        "form-action 'self' https://forms.example",
    ),
    "an embed that waits for a click": (
        '<figure data-embed-src="https://www.youtube-nocookie.com/embed/x?a=1&amp;b=2"></figure>',
        "frame-src https://www.youtube-nocookie.com",
    ),
    "two embeds of one origin": (
        "<div data-embed-src='https://v.example/1'></div><div data-embed-src='https://v.example/2'></div>",
        "frame-src https://v.example",
    ),
    "a frame of our own": ('<iframe src="/map/"></iframe>', "frame-src 'self'"),
    "a picture within the page": ('<img src="data:image/gif;base64,AA==" alt="">', "img-src 'self' data:"),
    "a film": ('<video src="/media/a.mp4"></video>', "media-src 'self'"),
    "a manifest": ('<link rel="manifest" href="/site.webmanifest">', "manifest-src 'self'"),
    "an origin that is no host": (
        '<form action="https://a;script-src *.example/"></form>',
        "form-action 'self' https://invalid",
    ),
    "a host in another script": (
        '<form action="https://bücher.example/"></form>',
        "form-action 'self' https://xn--bcher-kva.example",
    ),
    "our own server by its full name": ('<img src="https://stillwater.example/x.png" alt="">', "img-src 'self'"),
}


@every_row("what", NEEDS)
def test_the_policy_allows_what_the_page_holds(site, what):
    body, part = NEEDS[what]
    draw(site, body)
    site.published()

    (policy,) = policies(site)
    parts = policy.split("; ")
    assert part in parts, policy
    assert all(one == part or one in ALWAYS.split("; ") for one in parts), policy


def test_data_blocks_need_no_permission_and_links_make_no_request(site):
    draw(
        site,
        '<p title="https://x.example/y.png">https://x.example/y.png</p><textarea><img src="//x.example/"></textarea>'
        "<svg><a href='https://x.example/'><text>x</text></a></svg><!-- <img src='//x.example/'> -->"
        '<script type="application/ld+json">{"a": "https://x.example/y.js"}</script>'
        '<a href="https://other.example/">there</a><link rel="author" href="https://else.example/a/">'
        '<meta property="og:image" content="https://cdn.example/x.png"><p>&lt;img src="https://not.example/"&gt;</p>',
    )
    site.published()

    assert policies(site) == [ALWAYS]


ALSO = ("TB-THEME-010", "TB-THEME-018")
"""What else such a template may be told: of a style of another server, of an address that begins nowhere."""
STRANGERS = {
    "picture": '<img src="https://cdn.example/x.png" alt="">',
    "picture without scheme": '<img src="//cdn.example/x.png" alt="">',
    "picture without quotes": "<img src=https://cdn.example/x.png alt=>",
    "picture after a slash": '<img/src="https://cdn.example/x.png" alt="">',
    "picture in capitals": '<IMG SRC="HTTPS://CDN.EXAMPLE/x.png" alt="">',
    "picture with a backslash": '<img src="https:\\\\cdn.example/x.png" alt="">',
    "picture with a tab": '<img src="ht&#9;tps://cdn.example/x.png" alt="">',
    "picture with entities": '<img src="https&#58;//cdn.example/x.png" alt="">',
    "one of several sizes": '<img src="/a.png" srcset="/a.png 1x, https://cdn.example/b.png 2x" alt="">',
    "source": '<picture><source srcset="https://cdn.example/x.avif"></picture>',
    "style sheet": '<link rel="stylesheet" href="https://cdn.example/x.css">',
    "font ahead": '<link rel="preload" as="font" href="https://cdn.example/x.woff2">',
    "connection ahead": '<link rel="preconnect" href="https://cdn.example">',
    "icon": '<link rel="shortcut icon" href="https://cdn.example/x.ico">',
    "script": '<script src="https://cdn.example/x.js"></script>',
    "frame": '<iframe src="https://cdn.example/"></iframe>',
    "film": '<video poster="https://cdn.example/x.jpg"></video>',
    "sound": '<audio src="https://cdn.example/x.mp3"></audio>',
    "object": '<object data="https://cdn.example/x.pdf"></object>',
    "part of a drawing": '<svg><use href="https://cdn.example/x.svg#a"/></svg>',
    "picture in a drawing": '<svg><image xlink:href="https://cdn.example/x.png"/></svg>',
    "button that is a picture": '<input type="image" src="https://cdn.example/x.png">',
    "report of a click": '<a href="/b/" ping="https://cdn.example/p">b</a>',
    "way out": '<meta http-equiv="refresh" content="0; url=https://cdn.example/">',
    "old background": '<table background="https://cdn.example/x.png"><tr><td>x</table>',
    "style of a tag": "<p style=\"background:u\\72l('https://cdn.example/x.png')\">x</p>",
    "style of a page": '<style>@import"https://cdn.example/x.css";</style>',
    "page within the page": '<iframe srcdoc="&lt;img src=https://cdn.example/x.png&gt;"></iframe>',
    "odd quotes": "<img alt=it's src=https://cdn.example/x.png>",
    "size after data": '<img srcset="data:image/gif;base64,AA== 1x,https://cdn.example/b.png 2x" alt="">',
    "another base": '<base href="https://cdn.example/"><img src="x.png" alt="">',
    "scheme without slashes": '<img src="https:cdn.example/x.png" alt="">',
    "a name before the host": '<img src="https://a@stillwater.example@cdn.example/x.png" alt="">',
    "import of a module": '<script type="module">import x from "https://cdn.example/x.js"</script>',
    "pages ahead": '<script type="speculationrules">{"prefetch": [{"urls": ["https://cdn.example/"]}]}</script>',
    "map of modules": '<script type="importmap">{"imports": {"x": "https://cdn.example/x.js"}}</script>',
    "template": '<div><template shadowrootmode="open"><img src="https://cdn.example/x.png"></template></div>',
    "template in a template": "<template><template><img src='https://cdn.example/x.png'></template></template>",
    "without scripts": '<noscript><img src="https://cdn.example/x.png"></noscript>',
    "only with scripts": '<noscript><p title="</noscript><img src=https://cdn.example/x.png>"></noscript>',
    "drawing that moves": '<svg><image><set attributeName="href" to="https://cdn.example/x.png"/></image></svg>',
    "colour of a drawing": '<svg><rect fill="url(https://cdn.example/x.svg#a)"/></svg>',
    "file server": '<img src="file://cdn.example/x.png" alt="">',
}


@every_row("what", STRANGERS)
def test_a_page_that_would_call_another_server_is_not_published(site, what):
    draw(site, f"\n{STRANGERS[what]}")
    result = site.build()

    assert [code for code in codes(result) if code not in ALSO] == ["TB-PRIV-001"], told(result)
    assert {found.at.path for found in result.problems} == {"theme/templates/post.html"}
    assert not result.published


def test_the_problem_names_the_template_and_its_line(site):
    draw(site, '\n\n<img src="https://cdn.example/x.png" alt="">')

    (found,) = site.build().problems
    assert str(found) == (
        "theme/templates/post.html:5: error TB-PRIV-001: a page would load “https://cdn.example/x.png” from another "
        "server, which would learn of its readers (page /a/)"
    )
    assert found.fix == (
        'keep the file in media/, or say [privacy] allow = ["https://cdn.example"] in therapyblog.toml'
    )


@every_row(
    "host, origin",
    [("bücher.example", "xn--bcher-kva.example"), ("bücher..example", "invalid"), ("ü" * 80 + ".example", "invalid")],
)
def test_a_server_whose_name_is_not_ascii_is_named_as_a_policy_has_to(site, host, origin):
    draw(site, f'<img src="https://{host}/x.png" alt="">')

    (found,) = site.build().problems
    assert f'[privacy] allow = ["https://{origin}"]' in found.fix


def test_the_problem_names_the_text_that_holds_the_address(site):
    site.write(
        {
            "theme/templates/components/photo.html": '<img src="{{ component.attributes.src }}" alt="">',
            "posts/a.md": post("A", 'Words.\n\n:::photo {src="https://cdn.example/x.png"}\n:::'),
        }
    )

    (found,) = site.build().problems
    assert (found.code, str(found.at)) == ("TB-PRIV-001", "posts/a.md:7:16")
    assert found.excerpt.startswith(":::photo")


def test_raw_html_loses_what_would_call_another_server_before_it_is_a_page(site):
    site.settings('[markdown]\nraw_html = "sanitize"\n')
    site.write({"posts/a.md": post("A", '<p><img src="https://cdn.example/x.png" alt="x"></p>')})

    assert codes(site.build()) == ["TB-MD-010"]
    assert "cdn.example" not in site.page("/a/")


def test_what_the_site_allows_may_be_called_and_nothing_else(site):
    draw(site, '<img src="https://cdn.example/x.png" alt="">', '[privacy]\nallow = ["https://cdn.example"]\n')
    site.published()
    assert "img-src 'self' https://cdn.example;" in policies(site)[0]

    site.edit("theme/templates/post.html", "https://cdn.example", "https://cdn.example.net")
    assert codes(site.build()) == ["TB-PRIV-001"]


def test_no_style_sheet_script_or_page_may_come_from_data(site):
    draw(
        site, "<iframe src='data:text/plain,x'></iframe><script src='data:,x'></script><object data='data:,x'></object>"
    )
    site.published()

    assert "data:" not in policies(site)[0]


def test_an_allowed_script_may_call_the_allowed_servers(site):
    draw(
        site,
        '<script src="https://count.example/x.js" defer></script>',
        '[privacy]\nallow = ["https://count.example/", "https://api.count.example"]\n',
    )
    site.published()

    (policy,) = policies(site)
    assert "script-src 'self' https://count.example;" in policy
    assert "connect-src 'self' https://api.count.example https://count.example" in policy


def test_a_page_is_written_anew_when_what_is_allowed_changes(site):
    draw(site, '<script src="/x.js"></script>')
    site.published()
    before = policies(site)

    site.settings('[privacy]\nallow = ["https://count.example"]\n')
    site.published()
    assert policies(site) != before
    incremental = site.tree()
    assert incremental == (site.build(cache=False, out=site.folder / "public"), site.tree())[1]


STYLES = {
    ".a{background:url(https://cdn.example/x.png)}": 1,
    '\n.a{background:url( "//cdn.example/x.png" )}': 2,
    '@import "https://fonts.example/css";': 1,
    "@import url(https://fonts.example/css);": 1,
    "\n\n@font-face{src:url('https://fonts.example/x.woff2')}": 3,
    '.a{background:image-set("https://cdn.example/x.png" 1x)}': 1,
    '\n.a{background:image-set("/own.png" 1x, "https://cdn.example/x.png" 2x)}': 2,
    ".a{}\r\n.b{background:u\\72l(https://cdn.example/x.png)}": 2,
    ".a{}\f.b{background:url(\\68ttps://cdn.example/x.png)}": 2,
    '@import"https://fonts.example/css"': 1,
    '/* " */\n.a{background:url(https://cdn.example/x.png)} /* " */': 2,
    '.x{content:"/*"}\n.a{background:url(https://cdn.example/x.png)}': 2,
    ':root{--a:"https://cdn.example/x.png"} .a{background:image-set(var(--a) 1x)}': 1,
    "@media all{@supports (display:grid){\n.a{background:url(https:cdn.example/x.png)}}}": 2,
}


@every_row("style", STYLES)
def test_a_style_sheet_that_would_call_another_server(site, style):
    site.write({"theme/static/style.css": style})

    (found,) = site.build().problems
    assert (found.code, str(found.at)) == ("TB-PRIV-001", f"theme/static/style.css:{STYLES[style]}")


def test_sheets_are_read_as_they_are_joined(site):
    hidden = '"*/ .a{background:url(https://cdn.example/x.png)} /*"'
    site.write({"themes/mine/theme.toml": 'extends = "base"\n', "themes/mine/static/style.css": ".b{} /* open"})
    site.write({"theme/static/style.css": f"\n{hidden}"})
    site.settings('[theme]\nname = "mine"\n')

    found, of_the_comment = site.build().problems
    assert (found.code, str(found.at)) == ("TB-PRIV-001", "theme/static/style.css:2")
    assert (of_the_comment.code, str(of_the_comment.at)) == ("TB-THEME-020", "themes/mine/static/style.css:1")


def test_what_a_style_sheet_only_says_is_not_fetched(site):
    said = """/* url(https://cdn.example/x.png) */ @namespace url(https://cdn.example/ns);
        a[href^="https://cdn.example"]::after{content:"https://cdn.example"} .a{background:url(data:image/gif,x)}"""
    site.write({"theme/static/style.css": said})
    site.published()

    assert policies(site, "/") == [ALWAYS.replace("img-src 'self'", "img-src 'self' data:")]


def test_header_files_are_written_on_request_and_go_with_it(site):
    site.settings('[hosting]\nheaders = ["netlify", "apache", "nginx"]\n')
    site.published()

    netlify, apache, nginx = (site.text(name) for name in ("_headers", ".htaccess", "nginx-headers.conf"))
    for text in (netlify, apache, nginx):
        for part in ("frame-ancestors 'none'", "nosniff", "strict-origin-when-cross-origin", "camera=()", "immutable"):
            assert part in text
    assert "/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n" in netlify
    (style,) = (path for path in site.tree() if path.startswith("assets/style."))
    assert "/media/*\n  Cache-Control: public, max-age=86400, stale-while-revalidate=604800\n" in netlify
    pattern, media, drawings = re.findall(r"m#(.+)#", apache)
    assert re.search(pattern, f"/{style}")
    assert not re.search(pattern, "/assets/index.html")
    assert re.findall(r'location ~\*? "(.+)" {', nginx) == [pattern, drawings, media]
    assert nginx.count("X-Content-Type-Options") == 4
    assert re.search(drawings, "/media/logo.svg")
    for text in (netlify, apache, nginx):
        assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:;" in text
        assert text.count("sandbox") == text.count("frame-ancestors 'none'; sandbox") > 0
    assert "/media/*.svg\n  Content-Security-Policy: default-src 'none';" in netlify
    assert "ErrorDocument 404 /404.html" in apache

    site.settings("")
    site.published()
    assert not site.exists("/_headers")
    assert not site.exists("/.htaccess")


def test_a_site_below_a_path_names_its_own_page_for_what_is_not_there(site):
    site.settings('[hosting]\nheaders = ["apache", "nginx"]\n')
    site.published(base_url="https://host.example/practice")

    assert "ErrorDocument 404 /practice/404.html" in site.text(".htaccess")
    assert "error_page 404 /practice/404.html;" in site.text("nginx-headers.conf")


def test_a_header_file_of_ones_own_is_not_written_over(site):
    site.settings('[hosting]\nheaders = ["netlify"]\n')
    site.write({"static/_headers": "/*\n"})

    (found,) = site.build().problems
    assert (found.code, found.excerpt) == ("TB-URL-001", 'headers = ["netlify"]')
    assert "static/_headers" in found.says
