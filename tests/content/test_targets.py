"""Where a button may lead, and what is said of an address that leads nowhere."""

from __future__ import annotations

import pytest

from support.rows import every_row
from therapyblog.settings.address_types import any_address
from therapyblog.settings.nodes import Node
from therapyblog.settings.types import Wrong


@every_row(
    "typed, read",
    [
        ("/about/", "/about/"),
        ("/about/#form", "/about/#form"),
        ("/", "/"),
        ("mailto:w@x.org", "mailto:w@x.org"),
        ("mailto:w@x.org?subject=Hello%20there", "mailto:w@x.org?subject=Hello%20there"),
        ("tel:+441314960123", "tel:+441314960123"),
        ("tel:+44 (0)131 496-0123", "tel:+441314960123"),
        ("TEL:0131 496 0123;ext=5", "tel:01314960123;ext=5"),
        ("tel:0131-496-0123;ext=5", "tel:01314960123;ext=5"),
        ("sms:85258", "sms:85258"),
        ("sms:85258?body=HELLO", "sms:85258?body=HELLO"),
        ("https://x.example", "https://x.example"),
        ("https://booking.x.example:8443/a?b=c#d", "https://booking.x.example:8443/a?b=c#d"),
        ("https://müller.example/ä", "https://müller.example/ä"),
        ("http://localhost:8000/", "http://localhost:8000/"),
    ],
)
def test_addresses_that_a_button_may_lead_to(typed: str, read: str):
    assert any_address(Node(typed)) == read


@every_row(
    "typed, fix",
    [
        ("about", "begin it with https://, mailto:, tel:, sms: or / (for a page of this site)"),
        ("contact.md", "begin it with https://, mailto:, tel:, sms: or / (for a page of this site)"),
        ("booking.example/still-water", "write https://booking.example/still-water"),
        ("www.booking.example", "write https://www.booking.example"),
        ("booking.example:8080/x", "begin it with https://, mailto:, tel:, sms: or / (for a page of this site)"),
        ("wren@harbour.example", "write mailto:wren@harbour.example"),
        ("0131 496 0123", "write tel:0131 496 0123"),
        ("//x.example", "begin it with https://, mailto:, tel:, sms: or / (for a page of this site)"),
        ("/\\x.example", "remove spaces, quotation marks and backslashes from it"),
        ("tel:", "write it as tel:+441314960123"),
        ("tel:ask for Wren", "write it as tel:+441314960123"),
        ("tel:12", "write it as tel:+441314960123"),
        ("sms:hello", "write it as sms:+441314960123"),
        ("mailto:", "write it as mailto:name@example.org"),
        ("tel:call-me", "write it as tel:+441314960123"),
        ("mailto:wren", "write it as mailto:name@example.org"),
        ("mailto:wren@harbour", "write it as mailto:name@example.org"),
        ("https://", "begin it with https://"),
        ("https://booking", "write it as https://www.example.org/page"),
        ("https:booking.example", "write it as https://www.example.org/page"),
        ("https://wren:secret@booking.example/", "write only what stands behind the @, with https:// in front"),
        (
            "https://booking.example:99999/",
            "leave out the colon behind the name and what follows it up to the /",
        ),
        ("https://.example/", "write it as https://www.example.org/page"),
        ("https://booking.example/a b", "remove spaces, quotation marks and backslashes from it"),
        ("ftp://x.example", "begin it with https://, mailto:, tel:, sms: or / (for a page of this site)"),
        ("javascript:/x/", "begin it with https://, mailto:, tel:, sms: or / (for a page of this site)"),
    ],
)
def test_addresses_that_no_button_may_lead_to(typed: str, fix: str):
    with pytest.raises(Wrong) as wrong:
        any_address(Node(typed))

    assert wrong.value.fix == fix
