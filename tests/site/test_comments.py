"""What an author notes for herself in a comment is in no file of the site, and names nothing."""

from __future__ import annotations

from support.rows import every_row
from support.site import PRACTITIONER, codes, post

BODY = """\
First words. <!-- SECRET [a](missing.md) ![b](/media/missing.jpg)

[SECRET]: missing.md --> More words.

%%
SECRET :::unknown

[c](/media/SECRET.pdf)
%%

## Fees <!-- SECRET -->

`<!-- shown -->`
"""


@every_row("raw_html", ["off", "sanitize"])
def test_a_comment_is_in_no_file_of_the_site_and_names_nothing(site, raw_html):
    site.settings(f'[markdown]\nraw_html = "{raw_html}"\n')
    site.write(
        {
            "posts/a.md": post("A day <!-- SECRET -->", BODY, date="2026-01-01", series="Nights %%SECRET%%"),
            "posts/b.md": post("B", BODY, date="2026-01-02", description='"Calm <!-- SECRET --> and clear"'),
            "practitioners/ada-moss.md": PRACTITIONER + "\n<!--\nSECRET\n\n-->\n",
        }
    )
    site.published()

    assert not [path for path, content in site.tree().items() if b"SECRET" in content]
    assert "&lt;!-- shown --&gt;" in site.page("/a/")
    assert site.html("/a/").css_first("h1").text() == "A day"
    assert 'content="Calm and clear"' in site.page("/b/")
    assert "First words. More words." in site.page("/")


def test_a_comment_without_an_end_in_the_settings_is_an_error(site):
    site.write({"posts/a.md": post("A day <!-- with Anna")})

    assert codes(site.build()) == ["TB-SET-008"]
