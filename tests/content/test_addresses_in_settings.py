"""Every field that takes an address refuses those that mislead or do harm, with the line and the way out, and no other.

An address in a setting stands in pages, in policies and in header files for servers.
"""

from __future__ import annotations

from support.reading import read_config
from support.rows import every_row
from support.site import LOOKED_UP, SETTINGS, SmallSite, told
from therapyblog.hosting.headers import FILES, header_files
from therapyblog.urls.servers import server_of

SITE = '[site]\ntitle = "T"\nurl = {site}\n'
FIELDS = {
    "site.url": "",
    "exit.url": "[exit]\nurl = {url}\n",
    "privacy.allow": "[privacy]\nallow = [\n  {url},\n]\n",
    "practice.rules_url": '[practice]\nname = "P"\nrules_url = {url}\n',
    "crisis.lines.url": '[[crisis.lines]]\nname = "L"\nurl = {url}\n',
    "crisis.add.url": '[[crisis.add]]\nname = "L"\nurl = {url}\n',
    "menu.url": '[[menu]]\nlabel = "M"\nurl = {url}\n',
    "cta.talk.url": '[cta.talk]\nlabel = "C"\nurl = {url}\n',
    "cta.talk.waitlist.url": '[cta.talk]\nlabel = "C"\nurl = "/"\n[cta.talk.waitlist]\nurl = {url}\n',
    "contact.form_url": "[contact]\nform_url = {url}\n",
}
AT_THE_TOP = {
    "booking_url": ("practitioners/ada.md", "---\nname: Ada\nbooking_url: {url}\n---\nx\n"),
    "verify_url": (
        "practitioners/ada.md",
        "---\nname: Ada\ncredentials:\n  - letters: MA\n    verify_url: {url}\n---\nx\n",
    ),
    "references": ("posts/a.md", "---\ntitle: A\nreferences:\n  - text: B\n    url: {url}\n---\nx\n"),
}
BUTTONS = ("menu.url", "cta.talk.url", "cta.talk.waitlist.url", "booking_url")
"""These lead to pages of the site, mail and telephones, too."""

WRONG = [
    *("https://", "https:///x", "https:x.example", "//x.example", "https://register", "https://.example", "x.example"),
    *(
        "https://x..example",
        "https://x.example..",
        "https://-x.example",
        "https://x-.example",
        f"https://{'a' * 64}.example",
    ),
    *("https://ada:word@x.example", "https://ada@x.example", "https://good.example@evil.example", "https://@x.example"),
    *(
        "https://x.example:99999",
        "https://x.example:0",
        "https://x.example:",
        "https://x.example:80:80",
        "https://x.example:a",
    ),
    *(
        "https://x'y.example",
        "https://x;y.example",
        "https://x{y}.example",
        "https://x$y.example",
        "https://x,y.example",
    ),
    *(
        "https://x%2Ey.example",
        "https://x\u3002example",
        "https://x.example/a b",
        'https://x.example/"',
        "https://x.example/<b>",
    ),
    *(
        "https://x.example\\@evil.example",
        "https:\\\\x.example",
        "https://x.example/\tb",
        "https://x.example/\x01",
        "https://x\n.example",
    ),
    *(
        "https://[::1",
        "https://[::g]",
        "https://::1/",
        "https://[fe80::1%25eth0]/",
        "https://1.2.3.999",
        "https://0x7f.1",
    ),
    *("https://x\u200b.example", "https://x.example/\u202e", "https://x\u00ad.example", "https://x.example/\ufeff"),
    *("javascript:alert(1)", "JaVaScRiPt://x.example/%0aalert(1)", "java\tscript:x", "vbscript:x", "data:text/html,x"),
    *(
        "file:///etc/passwd",
        "ftp://x.example",
        "blob:https://x.example/1",
        "view-source:https://x.example",
        "about:blank",
    ),
]
RIGHT = [
    *("https://x.example", "https://www.x.example/a/b.html", "https://x.example:8080", "https://x.example:8443/a"),
    *("https://xn--mller-kva.example/", "https://müller.example/ä", "https://straße.example", "HTTPS://X.example/A"),
    *("https://a-b.x.example/~ada/%C3%A4/", "https://x_y.example", "https://x.example."),
]
WITH_MORE = [
    *("https://x.example/a?b=c&d=e;f#g", "https://x.example/?q='a'", "https://x.example/a(b)*!$,;:@=+"),
    *("https://x.example/@ada", "https://x.example/?to=https://y.example", "https://x.example/{a}|b"),
]
OTHERS = [
    "mailto:w@x.example",
    "mailto:w@x.example?subject=Hello%20there",
    "tel:+441314960123",
    "sms:85258?body=HI",
    "/a/#b",
    "/",
]


def quoted(address: str) -> str:
    """Write a text as TOML and YAML alike."""
    signs = (sign if " " <= sign < "\x7f" and sign not in '"\\\\' else f"\\u{ord(sign):04x}" for sign in address)
    return f'"{"".join(signs)}"'


def read(field: str, address: str):
    site = quoted(address) if field == "site.url" else '"https://a.example"'
    return read_config((SITE.format(site=site) + FIELDS[field].replace("{url}", quoted(address))).encode())


@every_row("field", FIELDS)
def test_an_address_in_the_settings_of_the_site(field: str):
    for address in WRONG:
        config, (found,) = read(field, address)
        assert config is None, address
        assert (found.code, bool(found.at.line)) == ("TB-CONF-003", True), found
        assert found.fix
    fine = [address for address in RIGHT if field != "contact.form_url" or address.islower()]
    for address in [*fine, *(WITH_MORE[:1] if field != "site.url" else ()), *(OTHERS if field in BUTTONS else ())]:
        config, problems = read(field, address)
        assert config is not None, (address, problems)


@every_row("field", AT_THE_TOP)
def test_an_address_at_the_top_of_a_file(field: str, tmp_path):
    path, text = AT_THE_TOP[field]
    for number, address in enumerate(
        ["https://a@x.example/", "https://x.example:99999", "javascript:x", "https://[::g]"]
    ):
        site = SmallSite(tmp_path / str(number), {"therapyblog.toml": SETTINGS + LOOKED_UP})
        site.write({path: text.replace("{url}", quoted(address))})
        result = site.build()
        assert not result.published
        assert [(found.code, found.at.path) for found in result.problems] == [("TB-SET-008", path)], told(result)


def test_a_site_lies_at_a_host_or_below_a_plain_path():
    for path in (
        "//evil.example",
        "/a//b",
        "/..",
        "/a/../b",
        "/.",
        "/a;b",
        "/a'b",
        "/a{b}",
        "/a$b",
        "/a%zz",
        "/a?b",
        "/a#b",
    ):
        assert read("site.url", f"https://x.example{path}")[0] is None, path
    for path in ("", "/", "/practice", "/~ada/site/", "/a.b/c-d/%C3%A4", "/ä", "/@ada", "/.well-known"):
        config, problems = read("site.url", f"https://x.example{path}")
        assert config is not None, problems
        assert config.url == f"https://x.example{path.rstrip('/')}"


def test_no_address_ends_a_directive_of_a_header_file():
    for path in ("/a;b", '/a"b', "/a'b {c}", "/a\nb", "/a$b", "/a#b`", "/a%{b}"):
        config, _ = read_config(
            (SITE.format(site='"https://x.example"') + f"[hosting]\nheaders = {[*FILES]}\n").encode()
        )
        assert config is not None
        plain, hostile = (
            [asset.content.decode() for asset in header_files(type(config)(**{**as_fields(config), "url": url}), ())]
            for url in ("https://x.example/PLAIN", f"https://x.example{path}")
        )
        for expected, text in zip(plain, hostile, strict=True):
            begin, _, end = expected.partition("/PLAIN")
            assert text.startswith(begin)
            assert text.endswith(end)
            inside = text[len(begin) : len(text) - len(end)]
            assert not set(inside) & set(" \n\"'`;{}$#"), inside


def as_fields(config) -> dict[str, object]:
    return {name: getattr(config, name) for name in config.__struct_fields__}


@every_row(
    "address, server",
    [
        ("https://X.example:443/a", "https://x.example"),
        ("http://x.example:080", "http://x.example"),
        ("wss://x.example:8443", "wss://x.example:8443"),
        # As browsers write them (UTS 46, as WHATWG URL applies it), not as IDNA 2003 did.
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("https://ＭÜLLER.example", "https://xn--mller-kva.example"),
        ("https://☕.example", "https://xn--53h.example"),
        ("https://[0:0::1]:8080/", "https://[::1]:8080"),
    ],
)
def test_a_server_is_named_as_browsers_name_it(address: str, server: str):
    assert str(server_of(address)) == server
