"""A number or address that is one sign away from the practice's own is told with both; every other one is not."""

from __future__ import annotations

from support.site import LOOKED_UP, SETTINGS, SmallSite, codes, post, told

OWN = (
    SETTINGS.replace("stillwater.example", "stillwater.co.uk")
    + LOOKED_UP
    + """
[practice]
email = "hello@stillwater.co.uk"
phone = "0131 225 0473"
booking_url = "https://calendly.com/stillwater/first"
"""
)
BEN = "---\nname: Ben Hill\nemail: ben.hill@gmail.com\nphone: +44 7911 228 394\n---\nBen listens.\n"

SLIPS = {
    "Ring 0131 225 0743.": "01312250473",
    "Ring 0131 225 0433.": "01312250473",
    "Ring 0131 255 0473.": "01312250473",
    "Ring (0131) 225-047.": "01312250473",
    "Ring 0131 225 04773.": "01312250473",
    "Ring +44 131 225 0873.": "01312250473",
    "Ring [me](tel:+441312250483).": "01312250473",
    "Ring [Ben](tel:07911228934).": "+447911228394",
    "Write to helo@stillwater.co.uk.": "hello@stillwater.co.uk",
    "Write to hello@stilwater.co.uk.": "hello@stillwater.co.uk",
    "Write to hello@stillwater.com.": "hello@stillwater.co.uk",
    "Write to [us](mailto:hlelo@stillwater.co.uk?subject=Hi).": "hello@stillwater.co.uk",
    "Write to ben.hill@gmial.com.": "ben.hill@gmail.com",
    "Write to benhill@gmail.com.": "ben.hill@gmail.com",
    "[Book](https://calendy.com/stillwater/first)": "calendly.com/stillwater/first",
    "[Book](https://calendly.com/stillwater/frist)": "calendly.com/stillwater/first",
    "[Home](https://www.stilwater.co.uk/fees/)": "stillwater.co.uk",
}
OTHERS = [
    "Ring 0131 225 0473, 0131 2250473, +44 131 225 0473 or +44 (0)131 225 0473.",
    "Ring [me](tel:+441312250473) or [Ben](tel:07911228394).",
    "Ring the Samaritans on 116 123, or 0800 1111.",
    "Ring my colleague on 0131 225 0474, or the surgery on 0131 662 9112.",
    "Ring 0131 225 0473; the fax is 0131 225 0479.",
    "My registration is 01312, and ISBN 978-0-14-103614-4; it was 2024-11-03, 1312250.",
    "Write to ben@stillwater.co.uk, info@stillwater.co.uk or hello@mind.org.uk.",
    "Write to ben.hill@outlook.com or den.hall@gmail.com.",
    "[Book](https://calendly.com/stillwater/first?month=2026-12) or [again](https://www.calendly.com/stillwater/first/).",
    "[Book](https://calendly.com/stillwater/50min), [with Ben](https://calendly.com/ben-hill).",
    "[Mind](https://www.mind.org.uk), [Home](https://stillwater.co.uk/fees/), [water](https://deepwater.co.uk).",
    "[Ring](phone), [write](email), [book](booking).",
]


def test_one_sign_away_from_our_own_is_told_and_every_other_number_is_not(tmp_path):
    site = SmallSite(tmp_path / "site")
    bodies = {f"posts/slip-{n:02}.md": body for n, body in enumerate(SLIPS)}
    bodies |= {f"posts/other-{n:02}.md": body for n, body in enumerate(OTHERS)}
    files = {path: post(path, f"Words.\n\n{body}", author="Ben Hill") for path, body in bodies.items()}
    site.write({"therapyblog.toml": OWN, "practitioners/ben-hill.md": BEN, "pages/fees.md": post("Fees"), **files})

    result = site.build()

    found = {problem.at.path: problem for problem in result.problems if problem.code == "TB-NEAR-002"}
    assert [bodies[path] for path in sorted(found)] == list(SLIPS), told(result)
    for path, problem in found.items():
        assert f"which is {SLIPS[bodies[path]]}," in problem.says
        assert problem.at.line == 8
        assert SLIPS[bodies[path]] in problem.fix
    assert {*codes(result)} == {"TB-NEAR-002"}, told(result)
    assert not site.build(strict=True).published


def test_a_button_that_writes_to_almost_our_own_address(tmp_path):
    site = SmallSite(tmp_path / "site")
    call = '[cta.a]\nlabel = "Write"\nurl = "mailto:helo@stillwater.co.uk"\n[cta.a.closed]\nurl = "tel:01312250743"\n'
    site.write({"therapyblog.toml": f"{OWN}\n{call}"})

    found = site.build().problems

    assert [(problem.code, problem.at.line) for problem in found] == [("TB-NEAR-002", 19), ("TB-NEAR-002", 21)]
