"""What the preview adds to a page: its script, and a policy that allows it."""

from __future__ import annotations

import pytest

from therapyblog.serve.inject import relaxed, with_preview

META = '<meta http-equiv="Content-Security-Policy" content="{}">'


@pytest.mark.parametrize(
    ("policy", "sent"),
    [
        ("default-src 'none'", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"),
        ("script-src &#x27;sha256-x&#x27;; img-src 'self' data:", "script-src 'sha256-x' 'self'; img-src 'self' data:"),
        ("script-src 'strict-dynamic' 'nonce-1'", "script-src 'nonce-1' 'self'"),
        ("style-src-elem 'none'", "style-src-elem 'self'"),
        ("upgrade-insecure-requests; base-uri 'none';;", "base-uri 'none'"),
        (
            "img-src a\r\nX-Evil: 1, b",
            "img-src a X-Evil: 1 b",
        ),
        ("", ""),
    ],
)
def test_a_policy_of_the_page_is_kept_but_for_what_the_preview_needs(policy, sent):
    page = f"<head>{META.format(policy)}</head><body>".encode()

    content, header = with_preview(page, start="/_preview/x", file='a"b.html', key="ff")

    assert header == sent
    assert b"Content-Security-Policy" not in content
    assert b'data-file="a&quot;b.html"></script></head>' in content


def test_a_page_without_a_head_gets_the_script_at_its_end():
    content, policy = with_preview(b"words", start="/s", file="f", key="")

    assert (content.startswith(b"words<script src="), policy) == (True, "")
    assert with_preview(b"<meta http-equiv=content-security-policy>", start="/s", file="f", key="")[1] == ""
    assert relaxed("  ;  ") == ""
