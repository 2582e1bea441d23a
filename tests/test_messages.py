"""What a person reads when something is wrong: the exact words of `therapyblog build` for every problem code.

Each folder of `tests/invalid/` holds the broken files of one small site (the settings and a practitioner are added
where it has none) and `expected.txt`, which `pytest --update-messages` writes anew. What a repository cannot hold,
such as links or a file of five megabytes, is made by the functions below.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from support.rows import every_row
from support.site import SmallSite
from therapyblog.cli.main import commands
from therapyblog.model.problem_codes import CODES

CARE = '\n[[crisis.lines]]\nname = "Night Line"\ntel = "116 123"\n'
SETTINGS = f'[site]\ntitle = "Harbour Practice"\nurl = "https://harbour.example"\n{CARE}'
PRACTITIONER = "---\nname: Wren Adeyemi\n---\n"
COMPLETE = {"therapyblog.toml": SETTINGS, "practitioners/wren.md": PRACTITIONER}

INVALID = Path(__file__).parent / "invalid"
CASES = sorted(folder.name for folder in INVALID.iterdir() if folder.is_dir())
UNPROVOKED: dict[str, str] = {
    "TB-THEME-019": "only `theme check` looks for it",
    "TB-THEME-011": "only `theme check` looks for it",
    "TB-THEME-012": "only `theme check` looks for it",
    "TB-THEME-022": "only `theme check` looks for it",
    "TB-THEME-013": "it takes long: tests/render/test_limits.py hands in other limits",
    "TB-THEME-014": "it takes 20 MB: tests/render/test_limits.py hands in other limits",
}
"""Codes that no site can bring about today, with the reason."""


def _not_utf8(site: SmallSite) -> None:
    site.write({"posts/a.md": "---\ntitle: Rest\n---\nA quiet caf\xe9.\n".encode("latin-1")})


def _old_pictures(site: SmallSite) -> None:
    """Make what an import leaves that did not find its pictures."""
    line = "therapyblog import old.xml --into site --download-media"
    noted = {"line": line, "addresses": ["https://old.example/a b.jpg"]}
    site.write(
        {
            "posts/a.md": "---\ntitle: Rest\n---\nA quiet place.\n\n[Reeds](https://old.example/a%20b.jpg)\n",
            ".therapyblog/imports/2026-11-30-120000/pictures.json": json.dumps(noted),
        }
    )


def _utf16(site: SmallSite) -> None:
    site.write({"posts/a.md": "---\ntitle: Rest\n---\nA quiet place.\n".encode("utf-16")})


def _nul(site: SmallSite) -> None:
    site.write({"posts/a.md": b"---\ntitle: Rest\n---\nA quiet\x00 place.\n"})


def _too_large(site: SmallSite) -> None:
    site.write({"posts/a.md": "---\ntitle: Rest\n---\n" + "Breathe.\n" * 600_000})


def _name_with_a_line_end(site: SmallSite) -> None:
    site.write({"posts/a\nb.md": "---\ntitle: Rest\n---\n"})


def _link_out(site: SmallSite) -> None:
    site.folder.with_name("elsewhere.md").write_text("---\ntitle: Not of this site\n---\n", encoding="utf-8")
    (site.folder / "posts").mkdir()
    (site.folder / "posts/linked.md").symlink_to(site.folder.with_name("elsewhere.md"))


def _link_in_a_circle(site: SmallSite) -> None:
    (site.folder / "posts/more").mkdir(parents=True)
    (site.folder / "posts/more/again").symlink_to(site.folder / "posts")


def _link_to_nothing(site: SmallSite) -> None:
    (site.folder / "posts").mkdir()
    (site.folder / "posts/gone.md").symlink_to("moved-away.md")


def _names_that_differ_in_case(site: SmallSite) -> None:
    for name in ("media/Harbour.svg", "media/harbour.svg"):
        site.write({name: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>\n'})
    if len(list((site.folder / "media").iterdir())) == 1:
        pytest.skip("this disk cannot tell the two names apart")


def _settings_without_end(site: SmallSite) -> None:
    site.write({"posts/a.md": f"---\ntitle: Rest\ndescription: {'very ' * 20_000}long\n---\n"})


def _cut_off_picture(site: SmallSite) -> None:
    path = site.folder / "media/boat.png"
    path.parent.mkdir()
    Image.new("RGB", (4, 3)).save(path)
    path.write_bytes(path.read_bytes()[:30])


PREPARE: dict[str, Callable[[SmallSite], None]] = {
    "TB-FILE-001-latin-1": _not_utf8,
    "TB-FILE-001-utf-16": _utf16,
    "TB-PIC-006-old-site": _old_pictures,
    "TB-FILE-002-nul": _nul,
    "TB-FILE-003-large": _too_large,
    "TB-FILE-004-name": _name_with_a_line_end,
    "TB-FILE-005-circle": _link_in_a_circle,
    "TB-FILE-005-nothing": _link_to_nothing,
    "TB-FILE-005-outside": _link_out,
    "TB-FILE-006-case": _names_that_differ_in_case,
    "TB-PIC-002-cut-off": _cut_off_picture,
    "TB-SET-006-size": _settings_without_end,
}


@every_row("case", CASES)
def test_a_person_is_told_exactly_this(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
):
    if case in PREPARE and sys.platform == "win32":
        pytest.skip("Windows has other names and links")
    site = SmallSite(tmp_path / "site", COMPLETE)
    folder = INVALID / case
    site.write(
        {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path != folder / "expected.txt"
        }
    )
    PREPARE.get(case, lambda _: None)(site)
    site.out.mkdir()
    monkeypatch.chdir(site.folder)

    said = _said(["build", "--today", "2026-11-23"])

    expected = folder / "expected.txt"
    if request.config.getoption("--update-messages"):
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")
    assert re.match("TB-[A-Z]+-[0-9]{3}", case)[0] in said  # type: ignore[index]


def _said(arguments: list[str]) -> str:
    """Return all that the command prints, with its exit code; how long it took and the theme's size are no message."""
    result = CliRunner().invoke(commands, arguments)
    text = re.sub(
        r"Built \d+ pages? in [\d.]+ s, \d+ files written", "Built N pages in N s, N files written", result.output
    )
    return f"{text}exit code: {result.exit_code}\n"


def test_every_code_has_a_case():
    shown = {re.match("TB-[A-Z]+-[0-9]{3}", case)[0] for case in CASES}  # type: ignore[index]

    assert shown | set(UNPROVOKED) == set(CODES)
    assert not shown & set(UNPROVOKED)


def test_no_message_speaks_of_what_a_therapist_need_not_know():
    for case in CASES:
        said = (INVALID / case / "expected.txt").read_text(encoding="utf-8").lower()
        for word in ("front matter", "frontmatter", "yaml", "traceback", "exception", "something went wrong inside"):
            assert word not in said, f"{case} says “{word}”"
