"""Words in brackets by which a page is called are told with the link to write; other brackets are text."""

from __future__ import annotations

from support.site import SmallSite, codes, post, told

FORGOTTEN = {
    "See [my fees].": "[my fees](/fees/)",
    "[Fees]": "[Fees](/fees/)",
    "What I charge is under [fees and places].": "[fees and places](/fees/)",
    "I wrote [On sleep] last year.": "[On sleep](/on-sleep/)",
    "Siehe [meine Anfahrt].": "[meine Anfahrt](/anfahrt/)",
    "“So long.” And [the fees page] says it.": "[the fees page](/fees/)",
}
MEANT = [
    "She said “I paid [my fees] and left” [sic], and [laughs].",
    '"The [fees] were high", he wrote. [...] [1] [a] [my sister]',
    "- [ ] fees\n- [x] rest",
    "> They raised [fees] again.",
    "[Client]: Yes.\n\n[Therapist]: The fees?",
    "See [fees].\n\n[fees]: /fees/",
    "`[fees]`, \\[fees] and [my fees](/fees/), [fees][b]\n\n[b]: /fees/",
    "```\n[fees]\n```",
    "[[fees]] and ![fees](/media/a.svg)",
    "[Ada Moss] said so.",
]


def test_a_link_whose_address_was_forgotten(tmp_path):
    site = SmallSite(tmp_path / "site")
    bodies = {f"posts/forgotten-{n:02}.md": body for n, body in enumerate(FORGOTTEN)}
    bodies |= {f"posts/meant-{n:02}.md": body for n, body in enumerate(MEANT)}
    site.write(
        {
            "pages/fees.md": post("Fees and places"),
            "pages/anfahrt.md": post("Anfahrt"),
            "posts/on-sleep.md": post("On sleep"),
            "media/a.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>\n',
            **{path: post(path, f"Words.\n\n{body}") for path, body in bodies.items()},
        }
    )

    result = site.build()

    found = {problem.at.path: problem for problem in result.problems if "no line of this text" in problem.says}
    assert [bodies[path] for path in sorted(found)] == list(FORGOTTEN), told(result)
    for path, problem in found.items():
        assert problem.at.line == 7
        assert problem.fix.startswith(f"write `{FORGOTTEN[bodies[path]]}`")
    assert {*codes(result)} <= {"TB-NEAR-001", "TB-MD-010"}, told(result)
