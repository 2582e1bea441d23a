"""What looks like a mark and is none is told with its line, its column and what to write."""

from __future__ import annotations

from pathlib import Path

from support.rows import every_row
from support.site import SmallSite, codes, post, told
from therapyblog.content.markdown.components import CONTAINERS, LEAVES

COMPONENTS = Path(__file__).parents[3] / "themes/base/templates/components"

MISSES = {
    "#Heading": "write `# Heading`, or `\\#…` if it is meant as it stands",
    "##Two words": "write `## Two words`",
    "##1 Sleep": "write `## 1 Sleep`",
    "##\u00a0Heading": "write `## Heading`",
    "> #Heading": "write `# Heading`",
    "[x] (https://a.example/b)": "write `[x](https://a.example/b)`",
    "[x] (/rest/)": "write `[x](/rest/)`",
    "[x] (rest.md)": "write `[x](rest.md)`",
    "[x](A title)": "write where it leads: `[x](other-post.md)` for a file",
    "[x](/rest/": "write `[x](/rest/)`",
    "[x](rest.md": "write `[x](rest.md)`",
    "(x)[rest.md]": "write `[x](rest.md)`",
    "(x)[/rest/]": "write `[x](/rest/)`",
    "(x)[https://a.example]": "write `[x](https://a.example)`",
    "[text][ref]": "write `[text](https://…)`, or add a line `[ref]: https://…`",
    "[text][]": "write `[text](https://…)`, or add a line `[text]: https://…`",
    "![A boat]": "write `![A boat](/media/its-name.jpg)`",
    "**bold **": "write `**bold**`, without spaces inside the marks",
    "** bold**": "write `**bold**`",
    "**bold": "write ** where the bold words end too",
    "__bold __": "write `__bold__`",
    "so *slanted * words": "write `*slanted*`",
    "- -item": "write `- item`, with one mark and a space",
    "-one\n-two": "write `- one`",
    "-one\n\n-two": "write `- one`",
    "+one\n+two": "write `+ one`",
    "1)one\n2)two": "write `1) one`",
    "1.one\n\n2.two": "write `1. one`",
    "—-": "write `---` on a line of its own",
    "––-": "write `---`",
    "--": "write `---`",
    "======": "write `---`",
    "::note\nWords.\n::": "write `:::note` at the beginning of its line",
    ":: note": "write `:::note`",
    "| a | b |\n| c | d |": "below the first line of the table, write `| --- | --- |`",
    "```\ncode\n\nand all the rest": "write ``` on a line of its own where it ends",
    "    It was a long night, and nobody in the house slept well.": "take the spaces at the beginning of its lines out",
    "\tIt was a long night, and nobody in the house slept well.": "take the spaces at the beginning of its lines out",
}
MEANT = [
    "# Heading\n\n## Two\n\n###### Six",
    "\\#Heading, \\[x\\] (/rest/), \\*\\*bold, \\[text\\]\\[ref\\]",
    "`#Heading` `[x](A title)` `**bold **`",
    "```\n#Heading\n[x] (/rest/)\n**bold **\n```",
    "~~~\ncode\n~~~",
    "- ```\n  code\n  ```\n\n> ```\n> code\n> ```",
    "#sleep #rest #calm",
    "#Sleep #Rest",
    "#sleep",
    "#1 is the hardest. We met in room #Four.",
    "She said “[my sister] left” [sic], and [laughs] (so it seemed).",
    "As studies show [1][2], it passes [3].",
    '[x](/rest/ "Title") and [y][z]\n\n[z]: https://a.example',
    "What the f**k, sh**, it costs 5* or 6** a night.\n\n**Names are changed.",
    "2 ** 3 ** 4, a * b * c, fill in ____ and __ please",
    "-Anna",
    "—Who is it?\n—Nobody.",
    "– one thing\n– another",
    "1.5 mg or 2.5 mg",
    "Words\n\n---\n\n***\n\n—\n\n⁂",
    "Note: this is a note. At 10:30. Ratio 1:2.",
    "| a | b |\n| --- | --- |\n| c | d |",
    "| alone |",
    "    make build && make test",
    "    roses are red",
    "**bold** *slanted* ***both*** __bold__ _it_ **a *b* c**",
    "*slanted* * and * this",
    "!important! Wow! [link](/rest/)",
    ":smile: ::: is three colons",
    "A call such as __( 'Settings' ) and the pattern (?![A-Za-z]{0,4}) of a programmer.",
    "Write it between `<!--[if IE]>` and \\<![endif]--> for old browsers.",
    "Price\n: ten pounds",
    "Question (see below)[^1]\n\n[^1]: Here.",
    "f(x)[0] and a[i](j)",
]


@every_row("typed, fix", MISSES.items())
def test_a_near_miss_is_told_with_what_to_write(typed: str, fix: str, site: SmallSite):
    site.write({"posts/rest.md": post("Rest", f"Words.\n\n{typed}")})

    result = site.build()

    assert result.published, told(result)
    (found,) = [found for found in result.problems if found.code == "TB-NEAR-001"]
    assert found.at.line == 7, told(result)
    assert found.fix.startswith(fix), told(result)
    assert not site.build(strict=True).published


@every_row("typed", MEANT)
def test_what_is_meant_as_it_stands_is_not_told(typed: str, site: SmallSite):
    site.write({"posts/rest.md": post("Rest", f"Words.\n\n{typed}")})

    assert "TB-NEAR-001" not in codes(site.build()), told(site.build())


def test_a_kind_is_told_once_a_file_with_its_lines(site: SmallSite):
    site.write({"posts/rest.md": post("Rest", "##One\n\nWords.\n\n##Two\n\nWords **bold ** and\n\n##Three")})

    first, second = site.build().problems

    assert (str(first.at), first.says) == (
        "posts/rest.md:5:1",
        "`##One` looks like a heading, but lacks a space behind its #; so in lines 9, 13",
    )
    assert (str(second.at), second.fix) == (
        "posts/rest.md:11:7",
        "write `**bold**`, without spaces inside the marks",
    )


def test_every_component_of_the_base_theme_is_known_to_the_text_that_mistypes_it():
    assert {path.stem for path in COMPONENTS.glob("*.html")} == LEAVES | CONTAINERS
