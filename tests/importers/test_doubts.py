"""What was published is published here; it is a draft only where something was guessed, and the report says so."""

from __future__ import annotations

import datetime as dt

from support.documents import docx, odt
from support.rows import every_row
from support.site import told
from therapyblog import build
from therapyblog.importers.importing import import_sources
from therapyblog.importers.report import in_words
from therapyblog.model.import_report import DOUBTFUL

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
TITLE = "The Second Kettle"
WORDS = "Whoever puts the kettle on twice in one hour has a reason, and it is hardly ever thirst. "
LONG = WORDS * 8
PASTED = f"""{TITLE}
What a guest does not say

12 March 2024
6 min read
By Mo Reed

{WORDS}

Before the water boils

{WORDS}

\u2022 one cup
\u2022 another cup

Book a free15-minute call.

Mo Reed
Integrative counsellor
MA, MBACP
"""
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
CHANGED = '<w:p><w:ins w:id="1" w:author="Mo"><w:r><w:t>A new line.</w:t></w:r></w:ins></w:p>'
CHANGES = (
    "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
    "</text:changed-region></text:tracked-changes>"
)
LINE = f"<text:p>{WORDS}</text:p>"
FEED = (
    "<rss><channel><title>Reed House</title><item><title>{}</title><description>{}</description></item></channel></rss>"
)
MEDIUM = (
    '<html><body><article class="h-entry"><h1 class="p-name">Kettle</h1><section class="e-content"><p>{}</p></section>'
    '<footer><a class="p-canonical" href="https://m.example/kettle-1a2b">x</a></footer></article></body></html>'
)
HUGO = {"hugo.toml": 'title = "Reed House"\n'}
TOP = "+++\ntitle = 'Kettle'\n{}\n+++\n\n" + WORDS
DOUBTS = {
    "a first line that is no title": ({"kettle.txt": PASTED}, {"kettle.txt": LONG + "\n\n" + LONG}, "is no title"),
    "tracked changes in Word": (
        {"kettle.docx": docx(PARAGRAPH.format(WORDS))},
        {"kettle.docx": docx(PARAGRAPH.format(WORDS) + CHANGED)},
        "it held tracked changes",
    ),
    "tracked changes in LibreOffice": (
        {"kettle.odt": odt(LINE)},
        {"kettle.odt": odt(CHANGES + LINE)},
        "it held tracked changes",
    ),
    "a feed that is cut off": (
        {"kettle.xml": FEED.format("Kettle", WORDS)},
        {"kettle.xml": FEED.format("Kettle", WORDS + "[…]")},
        "the feed holds only its beginning",
    ),
    "no title": (
        {"kettle.xml": FEED.format("Kettle", WORDS)},
        {"kettle.xml": FEED.format("", WORDS)},
        "it had no title; it is called “Untitled” now",
    ),
    "an answer to somebody on Medium": (
        {"posts/2020-01-01_Kettle-1a2b.html": MEDIUM.format(LONG)},
        {"posts/2020-01-01_Kettle-1a2b.html": MEDIUM.format("So it is!")},
        "it may be an answer",
    ),
    "a date of Hugo that is none": (
        {**HUGO, "content/posts/kettle.md": TOP.format("date = 2024-03-12")},
        {**HUGO, "content/posts/kettle.md": TOP.format("date = 'some day in March'")},
        "a date of it cannot be read",
    ),
    "settings of Hugo that cannot be read": (
        {**HUGO, "content/posts/kettle.md": TOP.format("")},
        {**HUGO, "content/posts/kettle.md": TOP.format("tags = [")},
        "its settings could not be read whole",
    ),
}


def brought(folder, files):
    """Import files, or the only one of them; return the report and the text of the post."""
    source, site = folder / "source", folder / "site"
    for name, content in files.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    only = source / next(iter(files))
    (report,) = import_sources([str(only if only.parent == source and len(files) == 1 else source)], site, now=NOW)
    (post,) = (site / "posts").iterdir()
    result = build(site)
    assert result.published, told(result)
    return report, post.read_text()


@every_row("sure, doubtful, says", DOUBTS.values(), ids=DOUBTS)
def test_a_text_is_a_draft_only_where_there_is_a_doubt(tmp_path, sure, doubtful, says):
    report, text = brought(tmp_path / "sure", sure)
    assert "status:" not in text
    assert not [look for look in report.looks if look.rank == DOUBTFUL]
    report, text = brought(tmp_path / "doubtful", doubtful)
    assert "status: draft\n" in text
    (look,) = [look for look in report.looks if look.rank == DOUBTFUL]
    assert says in look.says
    assert f"  {look.file}: {look.says}" in in_words(report)
    assert look.file in {came.file for came in report.came}
