"""The manual of the template contract is what the program does: compared text by text, and its examples are built."""

from __future__ import annotations

import shutil
from pathlib import Path

from support.site import TODAY, told
from therapyblog import build
from therapyblog.diagnostics import Diagnostics
from therapyblog.model.config import Config
from therapyblog.routes.routing import KINDS
from therapyblog.theme.loader import load_theme
from therapyblog.theme_tools.contract import all_types, fields_of, kinds, names_of
from therapyblog.theme_tools.contract_docs import manual

ROOT = Path(__file__).parent.parent.parent
CONTRACT = ROOT / "docs/themes/contract"
EXAMPLES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs/themes/examples").iterdir()}


def pages(tmp_path):
    theme = load_theme(Config(title="T", url="https://t.example", theme_name="base"), tmp_path, Diagnostics())
    return manual(theme, EXAMPLES)


def test_the_manual_says_what_the_program_does(tmp_path, request):
    made = pages(tmp_path)
    if request.config.getoption("--update-contract"):
        shutil.rmtree(CONTRACT, ignore_errors=True)
        CONTRACT.mkdir()
        for name, text in made.items():
            (CONTRACT / name).write_text(text, encoding="utf-8")

    there = {path.name: path.read_text(encoding="utf-8") for path in CONTRACT.iterdir()}
    assert sorted(made) == sorted(there), "run pytest tests/theme_tools/test_contract.py --update-contract"
    for name, text in made.items():
        assert text == there[name], f"{name}: run pytest tests/theme_tools/test_contract.py --update-contract"


def test_every_name_of_every_table_is_on_its_page(tmp_path):
    made = pages(tmp_path)

    for kind in kinds():
        for name in KINDS[kind].names:
            assert f"| `{name}` |" in made[f"{kind}.md"] + made["README.md"], (kind, name)
    for kind in all_types():
        for field in fields_of(kind):
            assert f"| `{field}` |" in made["types.md"], (kind, field)


def test_a_type_is_described_as_a_template_sees_it(tmp_path):
    made = pages(tmp_path)

    assert "| `content` | HTML |" in made["post.md"]
    assert "| `toc` | list of [Heading](types.md#heading) |" in made["post.md"]
    assert "| `cta` | [CallToAction](types.md#calltoaction) or none |" in made["post.md"]
    assert "post.extra" in made["post.md"]
    assert names_of("series")["series"].__name__ == "Series"


def test_the_worked_examples_build_the_example_site(tmp_path):
    site = tmp_path / "site"
    shutil.copytree(ROOT / "example_site", site, ignore=shutil.ignore_patterns("public", ".therapyblog"))
    (site / "theme/templates/components").mkdir(parents=True)
    for name, text in EXAMPLES.items():
        (site / "theme/templates" / name.replace("component.html", "components/tip.html")).write_text(text)
    post = site / "posts/worry-at-half-past-six.md"
    text = post.read_text(encoding="utf-8").replace("---\n", "---\nmood: hopeful\n", 1)
    tips = ':::tip A small thing {colour="green"}\nBreathe.\n:::\n\n:::tip\nRest.\n:::\n'
    post.write_text(f"{text}\n{tips}", encoding="utf-8")

    result = build(site, today=TODAY)

    assert result.published, told(result)
    page = (site / "public/worry-at-half-past-six/index.html").read_text(encoding="utf-8")
    assert "Written in a hopeful mood" in page
    assert '<aside class="tip tip--green">' in page
    assert '<aside class="tip tip--plain">' in page
