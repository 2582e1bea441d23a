"""What says of itself that it is not finished is told where readers would see it; titles that mean it are not."""

from __future__ import annotations

import json

from support.site import SmallSite, post, told

MARKED = """\
DRAFT
[DRAFT]
[DRAFT] Rest
[draft] Rest
(draft)
Rest (draft)
Rest (first draft)
Rest (draft 2)
Rest [Draft v3]
DRAFT: Rest
Draft: Rest
draft - Rest
Draft – Rest
DRAFT Rest and sleep
Rest and sleep DRAFT
Rest - DRAFT
Rest – draft
Rest (WIP)
WIP
WIP: Rest
[WIP] Rest
Rest - wip
Entwurf
Entwurf: Ruhe
Ruhe (Entwurf)
Ruhe – Entwurf 2
Ruhe (noch nicht fertig)
Brouillon
brouillon : Repos
Repos (brouillon)
Repos – ne pas publier
Do not publish
DO NOT PUBLISH – Rest
Rest (do not publish)
Rest (don’t publish yet)
v2 - not finished
Rest v2 - not finished
Rest – not finished
***DRAFT*** Rest
Borrador: Descanso
Descanso (borrador)
Bozza – Riposo
Rascunho: Descanso
Rust (concept)
Rust – kladversie
Odpoczynek (wersja robocza)
[Szkic] Odpoczynek
الراحة (مسودة)
مسودة: الراحة
Rest (work in progress)
Rest (unfinished)
[private] Rest
draft_rest
Rest {draft}
Draft 3
final draft – Rest
DRAFT!!! Rest
Draft // Rest
Rest | Draft
Draft – do not publish
[DRAFT – do not publish] Rest
(DRAFT, 3 May) Rest
Rest (draft, please read)
Rest draft 2
""".splitlines()
MEANT = """\
The first draft of a life
First draft
Drafts and warm houses
Draft-proofing your home
Draft beer and other comforts
Unfinished business
Unfinished
Work in progress
A work in progress
Recovery: a work in progress
Why I do not publish my fees
Draft, and after
Life – a rough draft of itself
A draft of cold air
Is this a draft?
Sketches of grief (in three parts)
The draft in the hall
Drafting a letter to your mother
Not finished yet, and that is fine
On not finishing
Private practice
Rest (for parents)
Ein Entwurf für das Leben
Der Entwurf
Entwürfe
Concept: self
Le brouillon de soi
Bozzetti
Draft dodgers
The NFL draft
Overdraft
Writing a first draft (without fear)
Rascunhos de mim
WIPs and other knitting words
Not for everyone
In progress
Progress (not perfection)
Mein Leben – in Arbeit
Concept
Private
Do not disturb
Internal family systems
Internal: family systems
Therapy in private (and in public)
Life (in progress)
Szkic
Comforts (draft beer included)
The hall: a draft
""".splitlines()


def test_a_title_with_a_mark_is_told_and_one_that_means_its_words_is_not(tmp_path):
    site = SmallSite(tmp_path / "site")
    texts = {
        f"posts/{group}-{number}.md": title
        for group, titles in (("marked", MARKED), ("meant", MEANT))
        for number, title in enumerate(titles)
    }
    site.write({path: post(json.dumps(title), f"Words {path}.") for path, title in texts.items()})

    found = {problem.at.path: problem for problem in site.build().problems if problem.code == "TB-EX-003"}

    assert [texts[path] for path in sorted(found)] == [texts[path] for path in sorted(texts) if "marked" in path]
    for path, problem in found.items():
        assert f"“{texts[path]}” reads as if this text were not finished" in problem.says
        assert (problem.at.line, problem.at.column) == (2, 8)
    assert not site.build(strict=True).published


def test_other_places_that_readers_see(tmp_path):
    site = SmallSite(tmp_path / "site")
    site.write(
        {
            "posts/a.md": post("Rest A", "Words of A.", subtitle="(draft)"),
            "posts/b.md": post("Rest B", "\n**DRAFT – do not publish**\n\nWords of B."),
            "posts/c.md": post("Rest C", "# [WIP] Rest C\n\nWords of C."),
            "posts/rest-d-draft-2.md": post("Rest D", "Words of D."),
            "posts/2026-01-02-draft-rest.md": post("Rest", "Words of E."),
            "posts/entwurf.md": post("Ruhe", "Words of F."),
            "pages/g.md": post("Rest G (Entwurf)", "Words of G.", menu="1"),
            "practitioners/ben.md": "---\nname: Ben Hill [draft]\n---\nBen listens.\n",
            # Held back, or meant:
            "posts/h.md": post("[DRAFT] Rest H", "Words of H.", status="draft"),
            "posts/i.md": post("[DRAFT] Rest I", "Words of I.", publish="false"),
            "posts/the-first-draft.md": post("The first draft of a life", "Words of J."),
            "posts/draft-proofing.md": post("Keep the warmth in", "Words of K."),
            "posts/my-draft.md": post("My draft", "Words of L."),
            "posts/m.md": post(
                "Rest M", "Draft after draft, she wrote to her mother, and burnt each one in the stove.\n"
            ),
        }
    )

    result = site.build()

    assert [str(problem.at) for problem in result.problems if problem.code == "TB-EX-003"] == [
        "pages/g.md:2:8",
        "posts/2026-01-02-draft-rest.md:1:1",
        "posts/a.md:3:11",
        "posts/b.md:6:1",
        "posts/c.md:5:1",
        "posts/entwurf.md:1:1",
        "posts/rest-d-draft-2.md:1:1",
        "practitioners/ben.md:2:7",
    ], told(result)
