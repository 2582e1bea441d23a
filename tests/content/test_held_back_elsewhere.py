"""What another program holds back is held back here, or the build asks: keys with values, places and names.

Each row becomes a file of one whole site with a word of its own; no output may hold the word of a text that is held
back, and every text that may be seen must be there.
"""

from __future__ import annotations

import datetime as dt

import pytest
from click.testing import CliRunner

from support.rows import every_row
from support.site import LOOKED_UP, PRACTITIONER, SETTINGS, TODAY, SmallSite, codes, post, told
from therapyblog.cli.main import commands

DRAFT = """\
draft: true
Draft: true
DRAFT: yes
draft: "true"
draft: True
draft: 1
draft: on
draft: [true]
isDraft: true
is_draft: true
is-draft: Yes
published: false
Published: no
isPublished: false
is_published: off
publish: false
public: false
isPublic: no
dg-publish: false
live: false
routable: false
enabled: false
online: no
status: Draft
status: private
status: pending
status: trash
status: auto-draft
status: in_review
status: pending_publish
status: pending review
status: archived
status: skip
status: sent
post_status: draft
postStatus: private
workflow: draft
workflow_status: in_review
state: draft
stage: Draft
status: scheduled
status: future
scheduled: true
layout: draft
type: draft
_id: drafts.abc-def
headless: true
build: {render: never}
build: {render: link}
_build: {render: false, list: always}
render: false
permalink: false
private: true
isPrivate: yes
password: open sesame
post_password: 12345
encrypt: true
encrypted: yes
protected: true
visibility: private
visibility: members
visibility: paid
visibility: tiers
visibility: password
access: members
access: paid
audience: only_paid
members_only: true
email_only: true
premium: yes
archived: true
isArchived: true
archive: yes
deleted: true
trashed: yes
expired: true
unpublished: true
nopublish: true
do-not-publish: yes
wip: true
work_in_progress: on
ignore: true
skip: true
disabled: true
published_at: null
publishedAt:
firstPublishedAt: null
params: {draft: true}
extra: {Draft: yes}
extra: {isPublished: "no"}
hugo: {params: {private: true}}
meta: {status: draft}
frontmatter: {published: false}
params.draft: true
secret: true
confidential: yes
"\u200bdraft": true
restricted: true
embargoed: yes
paid: true
entwurf: ja
eleventyComputed: {permalink: false}
cms: {workflow: {status: in review}}
_meta: {draft: true}
draft?: true
"""

UNLISTED = """\
unlisted: true
Unlisted: Yes
hidden: true
isHidden: on
hide: true
listed: false
is_listed: no
status: hidden
visibility: unlisted
visibility: hidden
noindex: true
no_index: yes
robotsNoIndex: true
robots: noindex
robots: noindex, nofollow
robots: nofollow, noindex
robots: [noindex, nofollow]
robots: none
robots: {index: false}
seo: {noindex: true}
extra: {seo: {noindex: true}}
index: false
indexable: false
searchable: false
in_search_index: false
search: false
search: {exclude: true}
search_exclude: true
searchHidden: true
sitemap: false
sitemap: {disable: true}
sitemap: {exclude: yes}
sitemap_exclude: true
build: {list: never}
build: {list: local}
_build: {list: false}
eleventyExcludeFromCollections: true
eleventyExcludeFromCollections: [posts]
excludeFromCollections: yes
exclude: true
hiddenInHomeList: true
hideOnBlog: true
hide_from_feed: true
exclude_from_search: true
dg-hide: true
visible: false
discoverable: no
article: false
no_list: true
sitemap: exclude
head: [[meta, {name: robots, content: noindex}]]
head: [{tag: meta, attrs: {name: robots, content: "noindex, nofollow"}}]
"""

SCHEDULED = """\
publishDate: 2026-11-24
publish_date: 2031-05-05T10:00:00Z
PublishDate: 5 May 2031
pubDate: May 5, 2031
pubdate: 2031-05-05
publishedAt: "2031-05-05T10:00:00.000Z"
published_at: 2031-05-05 10:00:00
published: 2031-05-05
publish: 2031-05-05
publish_on: 2031-05-05
datePublished: 2031-05-05
scheduled: 2031-05-05
scheduled_at: 2031-05-05
scheduledFor: 2031-05-05
visible-from: 2031-05-05
embargo: 2031-05-05
post_date: 2031-05-05
extra: {publish_date: 2031-05-05}
Date: 2031-05-05
"""

EXPIRED = """\
expiryDate: 2026-11-23
expiry_date: 2020-01-01
expires: 2020-01-01
expires_at: 2020-01-01T00:00:00Z
unpublishDate: 2020-01-01
unpublish_date: 1 January 2020
archivedAt: 2020-01-01
valid_until: 2020-01-01
params: {expiryDate: 2020-01-01}
"""

PUBLISHED = """\
draft: false
Draft: no
draft: "false"
draft: off
draft: 0
draft:
draft: null
isDraft: false
published: true
published: 2020-04-28
publish: yes
isPublished: True
public: true
public: adults and young people
dg-publish: true
share: true
status: published
status: publish
status: live
status: featured
Status: Published
state: Oregon
stage: early
workflow: published
publishDate: 2026-11-23
pubDate: 2020-01-01
published_at: 2020-01-01
scheduled: false
expiryDate: 2031-01-01
expiryDate: 2026-11-24
expires: never
unpublishDate:
headless: false
build: {render: always, list: always, publishResources: false}
permalink: /an/old/address/
permalink: "/:year/:title/"
hidden: false
unlisted: no
hide: [navigation, toc]
listed: true
noindex: false
robots: index, follow
sitemap: {priority: 0.5}
search: {boost: 2}
private: false
password: false
protected: no
visibility: public
access: step-free
audience: therapists
archived: false
layout: post
type: article
id: draughts
weight: 3
publisher: Springer
publisher: {name: Springer}
originally_published: 2012
video: {private: false}
events: [{date: 2031-01-01, title: Open day}]
gallery: [{src: a.png, visible: no}]
active: since 2015
premium: false
mood: hidden
lang: en
toc: true
extra: {draft: false, weight: 2}
params: {featured: true}
Title-Case: x
created: 2031-01-01
tags: [draft, private practice]
topic: Private practice
head: [[meta, {name: author, content: Ada}]]
order: {status: draft, hide: true}
end_date: 2020-01-01
"""

ASKED = """\
draft: maybe
draft: ja
draft: {en: true}
published: soon
publish: next week
hidden: from search
private: family
protected: partly
archived: some day
expires: after the course
publishDate: tomorrow
publishDate: 05/06/2031
visibility: friends
noindex: perhaps
draft_until_checked: true
not_to_be_published: true
hiddenness: 3
workflow_step: 4
unlisted_by: me
share: false
cascade: {draft: true}
cascade: [{params: {private: true}}]
video: {private: true}
steps: [{hidden: true}]
headless: partly
approved: false
needs_review: true
steps: [{draft: true}]
"""

PLACES = {
    "draft": """\
posts/_drafts/x.md
posts/drafts/x.md
posts/a/Drafts/x.md
posts/2020/_drafts/x.md
posts/_x.md
posts/_private/x.md
posts/private/x.md
posts/unpublished/x.md
posts/_archive/deep/x.md
posts/x.draft.md
posts/x.private.md
posts/wip/x.md
pages/_x.md
pages/drafts/x.md
series/_x.md
practitioners/_x.md
""",
    "scheduled": """\
posts/2031-05-05-x.md
posts/2031-05-05.md
posts/2031-5-5-x.md
posts/2031_05_05-x.md
posts/2031/05/05/x.md
posts/2031-05-05/index.md
posts/2031-05-05-x/index.md
posts/2020-01-01/2031-05-05-x.md
pages/2031-05-05-x.md
""",
    "published": """\
posts/2020-01-01-x.md
posts/2020/01/02/x.md
posts/_posts/2020-01-03-x.md
posts/drafting/x.md
posts/my-drafts-are-done.md
posts/x_draft.md
posts/2031-13-45-x.md
posts/20310505-x.md
posts/2031-plans.md
posts/version-1.2.3.md
posts/hiddenness/x.md
pages/2020-01-01-x.md
""",
}


def rows(text: str) -> list[str]:
    return text.splitlines()


def word_of(number: int) -> str:
    return f"zq{number}word"


def visible(site: SmallSite) -> dict[str, bytes]:
    """Return the output in lower case; the list of unlisted pages' files is none that visitors see."""
    return {path.lower(): content.lower() for path, content in site.tree().items() if path != ".therapyblog-manifest"}


def leaks(site: SmallSite, word: str, tree: dict[str, bytes] | None = None) -> list[str]:
    """Return the output files that hold a word; of an output that was read before, where there are many words."""
    files = visible(site) if tree is None else tree
    return [path for path, content in files.items() if word.encode() in content or word in path]


def build_of(site: SmallSite, files: dict[str, str], **options: object):
    site.write(dict(files))
    result = site.build(**options)
    assert result.published, told(result)
    return result


KINDS = {"draft": DRAFT, "unlisted": UNLISTED, "scheduled": SCHEDULED, "expired": EXPIRED, "published": PUBLISHED}


@every_row("kind", ["posts", "pages"])
def test_every_key_and_value_does_what_the_table_says(site: SmallSite, kind: str):
    expected = [(row, becomes) for becomes, text in KINDS.items() for row in rows(text)]
    assert len(expected) > 200
    files = {}
    for number, (row, _) in enumerate(expected):
        word = word_of(number)
        files[f"{kind}/{word}.md"] = f"---\ntitle: Title {word}\ndescription: {word}\n{row}\n---\n\nBody {word}.\n"
    result = build_of(site, files)

    reasons = {held.path: held for held in result.held}
    tree = visible(site)
    for number, (row, becomes) in enumerate(expected):
        word = word_of(number)
        held = reasons.get(f"{kind}/{word}.md")
        found = leaks(site, word, tree)
        if becomes == "published":
            assert held is None, (row, held)
            assert "sitemap.xml" in found, row
            continue
        assert held is not None, row
        assert held.reason == becomes, (row, held)
        assert set(found) == ({f"{word}/index.html"} if becomes == "unlisted" else set()), (row, found)
        assert row.partition(":")[0].split(".")[0].strip('"') in held.by or held.by == "", (row, held.by)
    assert not [found for found in result.problems if found.severity == "error"]


def test_every_place_and_name_does_what_the_table_says(site: SmallSite):
    expected = [(path, becomes) for becomes, text in PLACES.items() for path in rows(text)]
    files = {}
    for number, (path, _) in enumerate(expected):
        name = "name" if path.startswith("practitioners") else "title"
        word = word_of(number)
        files[path] = f"---\n{name}: Title {word}\nslug: {word}\ndescription: {word}\n---\n\nBody {word}.\n"
    result = build_of(site, files)

    reasons = {held.path: held.reason for held in result.held}
    for number, (path, becomes) in enumerate(expected):
        assert reasons.get(path, "published") == becomes, path
        assert bool(leaks(site, word_of(number))) is (becomes == "published"), path


def test_what_only_its_author_knows_is_asked(site: SmallSite):
    files = {f"posts/{number:02}.md": row for number, row in enumerate(rows(ASKED))}
    site.write({path: f"---\ntitle: A\n{row}\n---\nBody.\n" for path, row in files.items()})
    problems = site.build().problems

    assert [(found.code, found.at.path, found.at.line) for found in problems] == [
        ("TB-SET-011", path, 3) for path in files
    ]
    assert all("status: draft" in found.fix for found in problems)

    names = {found.fix.split('ordinary_keys = ["')[1].split('"')[0] for found in problems}
    site.settings(f"[content]\nordinary_keys = {sorted(names)}\n")
    assert site.build().published, told(site.last)


@every_row(
    "rows, reason, until",
    [
        ("status: published\ndraft: true", "draft", None),
        ("draft: false\nprivate: true", "draft", None),
        ("unlisted: true\ndraft: true", "draft", None),
        ("draft: true\nexpires: 2020-01-01", "expired", None),
        ("hidden: true\npublishDate: 2031-01-01", "scheduled", dt.date(2031, 1, 1)),
        ("publishDate: 2031-01-01\ndate: 2030-01-01", "scheduled", dt.date(2031, 1, 1)),
        ("publishDate: 2030-01-01\npubDate: 2031-01-01\ndate: 2020-01-01", "scheduled", dt.date(2031, 1, 1)),
        ("publishDate: 2031-01-01\ndraft: true", "draft", None),
        ("expires: 2031-01-01\nunpublishDate: 2020-01-01", "expired", None),
        ("status: scheduled\ndate: 2031-01-01", "scheduled", dt.date(2031, 1, 1)),
    ],
)
def test_what_holds_back_most_wins(site: SmallSite, rows: str, reason: str, until: dt.date | None):
    site.write({"posts/a.md": f"---\ntitle: A\n{rows}\n---\nA quokka.\n"})
    (held,) = build_of(site, {}).held

    assert (held.reason, held.until) == (reason, until)
    assert leaks(site, "quokka") == []


def test_a_text_ends_on_its_day_and_comes_on_its_day_in_builds_that_remember(site: SmallSite):
    site.write(
        {
            "posts/a.md": post("A quokka", expiryDate="2026-12-01", unpublishDate="2027-01-01"),
            "posts/b.md": post("B wombat", publishDate="2026-12-01"),
            "posts/c.md": post("C"),
        }
    )
    seen = []
    for day in (dt.date(2026, 11, 30), dt.date(2026, 12, 1), dt.date(2026, 11, 30), dt.date(2027, 6, 1)):
        assert site.build(today=day).published
        seen.append((bool(leaks(site, "quokka")), bool(leaks(site, "wombat"))))

    assert seen == [(True, False), (False, True), (True, False), (False, True)]

    site.settings("", timezone='"Pacific/Auckland"')
    site.build(today=None, now=dt.datetime(2026, 11, 30, 23, 30, tzinfo=dt.UTC))
    assert (leaks(site, "quokka"), bool(leaks(site, "wombat"))) == ([], True)


def test_previews_show_what_is_held_back_and_call_it_a_draft(site: SmallSite):
    files = {
        "posts/a.md": post("A", expires="2020-01-01"),
        "posts/_b.md": post("B"),
        "posts/c.md": post("C", publishDate="2031-01-01", date="2020-01-01"),
        "posts/2031-01-01-d.md": post("D"),
        "posts/e.md": post("E", draft="true", hidden="true"),
    }
    result = build_of(site, files, drafts=True)
    assert [held.path for held in result.held if held.reason != "unlisted"] == ["posts/2031-01-01-d.md", "posts/c.md"]

    build_of(site, {}, drafts=True, future=True)
    notices = {url: site.html(url).css_first(".notice").text().strip() for url in ("/a/", "/b/", "/c/", "/e/")}
    assert set(notices.values()) == {"Draft: this post is not public yet."}
    notice = site.html("/d/").css_first(".notice").text().strip()
    assert notice == "Scheduled: this post becomes public on 1 January 2031."
    for url in (*notices, "/d/"):
        assert site.html(url).css_first('meta[name="robots"]').attributes["content"] == "noindex"
    assert "/e/" not in site.page("/blog/")


def test_a_date_in_a_file_s_name_is_the_post_s_where_the_settings_give_none(site: SmallSite):
    build_of(
        site,
        {
            "posts/2020-02-03-a.md": post("A"),
            "posts/2031-02-03-b.md": post("B", date="2021-04-05"),
            "posts/2022-02-03-c.md": "---\ntitle: C\ndate:\n---\nWords.\n",
        },
    )

    dates = [site.html(url).css_first("article time, main time").text() for url in ("/a/", "/b/")]
    assert dates == ["3 February 2020", "5 April 2021"]
    assert site.html("/c/").css_first("main time").text() == "3 February 2022"


def test_the_build_says_what_it_honoured(site: SmallSite, monkeypatch: pytest.MonkeyPatch):
    site.write(
        {
            "posts/a.md": post("A", isDraft="true"),
            "posts/b.md": post("B", hidden="true"),
            "posts/c.md": post("C", expires="2020-01-01"),
            "posts/_drafts/d.md": post("D"),
            "posts/2031-01-01-e.md": post("E"),
            "posts/f.md": post("F", status="draft"),
            "posts/g.md": post("G", password="open sesame"),  # noqa: S106
        }
    )
    monkeypatch.chdir(site.folder)
    output = CliRunner().invoke(commands, ["build", "--today", TODAY.isoformat()]).output

    assert [line for line in output.splitlines() if line.startswith(("held", "listed"))] == [
        "held back: posts/2031-01-01-e.md (“E”) is scheduled for 2031-01-01",
        "held back: posts/_drafts/d.md (“D”) is a draft, by the folder `_drafts` (Jekyll, Hexo, Hugo, Obsidian)",
        "held back: posts/a.md (“A”) is a draft, by `isDraft: true` in line 3 (Hugo, Zola, Astro …)",
        "held back: posts/c.md (“C”) is expired, by `expires: 2020-01-01` in line 3 (Hugo, Grav, Statamic …)",
        "held back: posts/f.md (“F”) is a draft",
        "held back: posts/g.md (“G”) is a draft, by `password: …` in line 3 (WordPress, hexo-blog-encrypt)",
        "listed nowhere: posts/b.md (“B”) is unlisted, by `hidden: true` in line 3 (Hexo, Docusaurus, Quartz …)",
    ]


def test_a_practitioner_and_an_introduction_can_be_held_back(site: SmallSite):
    build_of(
        site,
        {
            "practitioners/b.md": "---\nname: Bo Quokka\nstatus: draft\n---\nWords.\n",
            "series/nights.md": "---\ntitle: Nights\ndraft: true\ndescription: wombat\n---\nA wombat.\n",
            "posts/a.md": post("A", "See [nights](/series/nights/).", author="Bo Quokka", series="Nights"),
            "posts/b.md": post("B", author="[b, ada-moss]", reviewed_by="b"),
        },
    )
    assert site.last
    assert codes(site.last) == ["TB-AUTH-002", "TB-AUTH-002", "TB-AUTH-002"]
    assert (leaks(site, "quokka"), leaks(site, "wombat")) == ([], [])
    assert site.exists("/series/nights/")
    assert site.main("/a/").css_first('.prose a[href="../series/nights/"]')

    site.write({"series/nights.md": "---\ntitle: Nights\nunlisted: true\n---\n"})
    result = site.build()
    assert codes(result)[:1] == ["TB-AUTH-002"]
    assert "an introduction to a series cannot be unlisted" in told(result)


@every_row(
    "typed, read",
    [
        ("Title: A\nDate: 2020-01-02\nTags: [rest]\nImage-Alt: x", True),
        ("TITLE: A\nsub_title: B\ncontentNote: loss", True),
        ("title: A\nTitle: B", False),
        ("title: A\npublish_date: 2020-01-01\npublishDate: 2020-01-01", False),
        ("title: A\nDraft: true\ndraft: false", False),
        ("title: A\nimage_alt: a\nimage-alt: b", False),
    ],
)
def test_settings_are_told_apart_without_case_hyphens_and_underscores(site: SmallSite, typed: str, read: bool):
    site.write({"posts/a.md": f"---\n{typed}\n---\nBody.\n"})
    result = site.build()

    assert result.published is read, told(result)
    last = typed.count("\n") + 2
    assert [(found.code, found.at.line) for found in result.problems] == ([] if read else [("TB-SET-005", last)])


HEAD = "---\ntitle: A\n---\n"
SETTINGS_ELSEWHERE = {
    "TOML": '+++\ntitle = "x"\ndraft = true\n+++\n\nText.\n',
    "TOML with tables": '+++\ntitle = "x"\n[params]\n  tags = [\n    "a",\n  ]\n+++\nText.\n',
    "TOML that cannot be read": "+++\ntitle = x\ndraft = true\n+++\nText.\n",
    "JSON": '{\n  "title": "x",\n  "draft": true\n}\n\nText.\n',
    "JSON in a line": '{"title": "x", "draft": true}\nText.\n',
    "JSON with a slip": '{\n  "title": "x",\n  "draft": true,\n}\n\nText.\n',
    "---toml": '---toml\ntitle = "x"\ndraft = true\n---\nText.\n',
    "---json": '---json\n{"title": "x", "draft": true}\n---\nText.\n',
    "---js": '---js\n{\n  title: "x",\n  draft: true\n}\n---\nText.\n',
    "---yaml": "---yaml\ntitle: x\ndraft: true\n---\nText.\n",
    ";;;": '"title": "x",\n"draft": true\n;;;\n\nText.\n',
    ";;; twice": ';;;\n{"title": "x", "draft": true}\n;;;\nText.\n',
    "Pelican": "Title: x\nDate: 2020-01-01\nStatus: draft\n\nText.\n",
    "MultiMarkdown": "Title: x\nTags: a\n    b\nLayout: post\n\nText.\n",
    "no first mark": "title: x\nlayout: post\ndraft: true\n---\nText.\n",
    "the rest of a header": "Status: draft\n\nText.\n",
    "TOML without marks": 'title = "x"\ndraft = true\n\nText.\n',
    "Org": "#+title: x\n#+draft: true\n\nText.\n",
    "Nikola": "<!--\n.. title: x\n.. status: private\n-->\n\nText.\n",
    "Nikola without a comment": ".. title: x\n.. slug: x\n\nText.\n",
    "a comment": "<!--\ntitle: x\ndraft: true\n-->\n\nText.\n",
    "fields": ":title: x\n:status: draft\n\nText.\n",
    "Logseq": "title:: x\npublic:: false\n\nText.\n",
    "a block of code": "```yaml\n---\ntitle: x\ndraft: true\n---\n```\n\nText.\n",
    "JavaScript": 'export const meta = {\n  title: "x",\n  draft: true,\n}\n\nText.\n',
    "below a comment": "<!-- a note -->\n---\ntitle: x\ndraft: true\n---\nText.\n",
    "Notion": "# Rest\n\nCreated: 2020\nTags: a, b\nStatus: Draft\n\nText.\n",
    "TOML without an end": '+++\ntitle = "x"\ndraft = true\n\nText.\n',
    "below two rules": "---\n\n---\n\n---\ntitle: x\ndraft: true\n---\nText.\n",
}


@every_row("above", ["", HEAD, f"\ufeff{HEAD}\n\n", f"{HEAD}\n<!-- a note -->\n\n\u200b"])
def test_no_advice_publishes_what_another_program_s_settings_hold_back(site: SmallSite, above: str):
    files = {f"posts/{number:02}.md": above + text for number, text in enumerate(SETTINGS_ELSEWHERE.values())}
    site.write(files)
    result = site.build()

    found = {problem.at.path: problem for problem in result.problems}
    assert len(result.problems) == len(files), told(result)
    for path, form in zip(files, SETTINGS_ELSEWHERE, strict=True):
        assert found[path].code == "TB-SET-013", (form, told(result))


SECOND_BLOCKS = [
    "---\n\ntitle: x\n\ndraft: true\n\n---\nText.",
    "---\n# settings\ntitle: x\ndraft: true\n---\nText.",
    "---\ntitle: x\ntags:\n  - a\n  - b\nstatus: draft\n---\nText.",
    "---\ndescription: >\n  long\n  text\ndraft: true\n---\nText.",
    "  ---\n  title: x\n  draft: true\n  ---\nText.",
    "\u2014\ntitle: x\ndraft: true\n\u2014\nText.",
    "---\ntitle: x\ndraft: true\n...\nText.",
    "---\ntitle: x\ndraft: true\n\nText without an end.",
    "<!--\n---\ntitle: x\ndraft: true\n---\n-->\nText.",
    "Visibility: private\n\nText.",
    "Title: x  \nPublishDate: 2031-01-01  \n# Heading\nText.",
]


def test_a_text_that_begins_with_settings_is_an_error(site: SmallSite):
    files = {f"posts/{number:02}.md": f"{HEAD}{text}\n" for number, text in enumerate(SECOND_BLOCKS)}
    site.write(files)
    problems = [found for found in site.build().problems if found.severity == "error"]

    assert [(found.code, found.at.path) for found in problems] == [("TB-SET-013", path) for path in files], told(
        site.last
    )
    assert {found.at.line for found in problems} <= {4, 5}


TEXTS = [
    "# Heading\n\nStatus quo: a note\n\nWords.",
    "\u2014\n\nClient: Yes.\n\n\u2014\n\nWords.",
    "---\n\nDate: 12 May\nTime: 18:00\n\n---\n\nWords.",
    "---\n\n## A heading\n\ntitle: x\n\n---\n\nWords.",
    "---\n\nA rule, and words: here.\n\n---\n\nMore.",
    "Client: Yes.\nTherapist: No.\n\nThey stopped.",
    "---\nClient: Yes.\nTherapist: No.\n---\n",
    "---\n---\n\nWords.",
    "Term\n: its definition\n\nOther\n: another",
    "Serves: 4\nTime: 20 minutes\nNeeds: patience\n\nStir.",
    "Date: 12 May 2031\nTime: 18:00\nLocation: Leith\n\nCome.",
    "Title: The Body Keeps the Score\nAuthor: Bessel van der Kolk\nPublisher: Viking\n\nA review.",
    "Published: 3 May 2021\n\nWords.",
    "Private: what I think of it.\n\nWords.",
    "Draft: please read kindly.\n\nWords.",
    "Note: this was said before.\n\nWords.",
    "Status: feeling tired\n\nWords.",
    "<!-- check the date: Monday -->\n\nWords.",
    "```yaml\nname: x\n```\n\nWords.",
    '```json\n{"title": "x"}\n```\n',
    "{curly} words at the beginning.",
    "{{< figure >}}\n\nWords.",
    "+++\n\nWords between plus signs.\n\n+++",
    "## Title: a heading\n\nWords.",
    "- draft: a list\n- private: another\n\nWords.",
    "> Status: draft\n\nWords.",
    "Words first.\n\n---\ntitle: x\ndraft: true\n---\n",
    "http://example.org is an address\n",
    "10:30: breathe\n11:00: rest\n\nWords.",
]  # fmt: skip


def test_what_only_looks_like_settings_is_text(site: SmallSite):
    site.write({f"posts/text-{number}.md": f"{HEAD}\n{text}\n" for number, text in enumerate(TEXTS)})

    assert not [found for found in site.build().problems if found.severity == "error"], told(site.last)
    assert all(site.exists(f"/text-{number}/") for number in range(len(TEXTS)))


@every_row("above", ["\ufeff", "\u200b", "\n\n", " \n\u200b\n", "\u2060\n"])
def test_signs_without_ink_above_the_settings_are_no_text(site: SmallSite, above: str):
    site.write({"posts/a.md": f"{above}{post('A', status='draft')}", "posts/b.md": post("B")})

    assert [held.reason for held in build_of(site, {}).held] == ["draft"]


def test_a_key_that_the_site_calls_ordinary_holds_nothing_back(site: SmallSite):
    site.write({"therapyblog.toml": f'{SETTINGS}\n[content]\nordinary_keys = ["hidden", "Draft-Note"]\n{LOOKED_UP}'})
    site.write({"practitioners/ada-moss.md": PRACTITIONER, "posts/a.md": post("A", hidden="true", draft_note="x")})
    site.published()

    assert "/a/" in site.text("sitemap.xml")
