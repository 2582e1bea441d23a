"""A text that is published twice is told: copies of programs, texts with the same words, texts with one title."""

from __future__ import annotations

from support.rows import every_row
from support.site import SmallSite, codes, post, told

LONG = "A bad week of sleep is unpleasant, and it passes more often than not. " * 3
COPIES = [
    "a-note (1)",
    "a-note(2)",
    "a-note copy",
    "a-note copy 3",
    "a-note - Copy",
    "a-note - Copy (2)",
    "a-note-copy",
    "a-note_copy",
    "a-note (copy)",
    "Copy of a-note",
    "a-note Kopie",
    "a-note - Kopie",
    "Kopie von a-note",
    "a-note copie",
    "a-note - Copia",
    "a-note (Ada's conflicted copy 2026-11-02)",
    "a-note (conflicted copy 2026-11-02 101112)",
    "a-note (Adas in Konflikt stehende Kopie 2026-11-02)",
    "a-note (Ada の競合コピー 2026-11-02)",
    "a-note (Case Conflict)",
    "a-note.sync-conflict-20261102-101112-ABCDEFG",
    "a-note_conflict-20261102-101112",
]


@every_row("name", COPIES)
def test_a_copy_beside_its_text_is_told_by_its_name(name: str, site: SmallSite):
    site.write({"posts/a-note.md": post("A note", LONG), f"posts/{name}.md": post("Another", "Else.")})

    result = site.build()

    assert result.published
    (found,) = result.problems
    assert (found.code, found.at.path) == ("TB-TWICE-001", f"posts/{name}.md"), told(result)
    assert "a copy of posts/a-note.md" in found.says, told(result)
    assert not site.build(strict=True).published


TWINS = {
    "the same words": ({"posts/b.md": post("B", LONG, tags="[sleep]")}, "posts/b.md"),
    "the same words as a page": ({"posts/b.md": post("B", LONG)}, "posts/b.md"),
    "the same title and a number": ({"posts/a 2.md": post("A note", "Else.")}, "posts/a 2.md"),
    "the same title": ({"posts/b.md": post("a NOTE", "Else.")}, "posts/b.md"),
    "the same title but for signs": ({"posts/b.md": post("A “note”…", "Else.")}, "posts/b.md"),
    "a conflict without its text": (
        {"posts/c (Ada's conflicted copy 2026-11-02).md": post("C", "Else.")},
        "posts/c (Ada's conflicted copy 2026-11-02).md",
    ),
}


@every_row("files, path", TWINS.values(), ids=TWINS)
def test_twins_are_told(files: dict[str, str], path: str, site: SmallSite):
    site.write({"posts/a.md": post("A note", f"{LONG}\n\n[x](/a/)")} | files)
    site.write({name: text.replace(LONG, f"{LONG}\n\n[x](/a/)") for name, text in files.items()})

    result = site.build()

    assert [(found.code, found.at.path) for found in result.problems] == [("TB-TWICE-001", path)], told(result)


@every_row("path", ["practitioners/ada-moss copy.md", "practitioners/moss.md"])
def test_a_practitioner_who_is_there_twice_is_told(path: str, site: SmallSite):
    site.write(dict.fromkeys(["practitioners/ada-moss.md", path], "---\nname: Ada Moss\n---\nWords.\n"))

    result = site.build()

    # A shorter name is that of the text which another one seems to be a copy of.
    (found,) = [found for found in result.problems if found.code == "TB-TWICE-001"]
    assert found.at.path == max("practitioners/ada-moss.md", path, key=len), told(result)


APART = {
    "a draft": {"posts/a-note 2.md": post("A note", LONG, status="draft")},
    "another language": {"posts/une-note.md": post("A note", "Autre chose.", language="fr")},
    "short and alike": {
        "posts/b.md": post("B", "Closed until Monday."),
        "posts/c.md": post("C", "Closed until Monday."),
    },
    "a number in the name": {"posts/week 2.md": post("B", "Else."), "posts/a-note 2.md": post("C", "More.")},
    "a page and a post": {"pages/notes.md": post("A note", "Else.")},
    "two parts": {
        "posts/sleep.md": post("Sleep, part one", "Else."),
        "posts/sleep-2.md": post("Sleep, part two", "No."),
    },
    "a word in the name": {
        "posts/conflict-at-home.md": post("Conflict at home", "Else."),
        "posts/a-note-conflict-at-work.md": post("At work", "Else."),
        "posts/a-note (and conflict).md": post("And conflict", "More."),
        "posts/a-note-copying.md": post("Copying", "More of it."),
    },
}


@every_row("files", APART.values(), ids=APART)
def test_what_is_not_published_twice_is_not_told(files: dict[str, str], site: SmallSite):
    site.write({"posts/a-note.md": post("A note", LONG)} | files)

    assert "TB-TWICE-001" not in codes(site.build())
