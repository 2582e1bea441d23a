"""Every page in every look, scheme and width: what axe, the console and the page's own policy say, and what moves."""

from __future__ import annotations


def test_a_page_is_sound(visitor, cell, tell, subtests):
    visit = visitor.visit(cell)
    lost = visit.outside + visit.cut + visit.overlapping

    for promise, found in {
        "axe-core, all rules: violations": visit.axe,
        "requests to other origins": visit.strangers,
        "messages in the console": visit.console,
        "violations of the page's policy": visit.refused,
        "text outside the window, cut off or overlapping": lost,
        "pictures that do not load": visit.broken_pictures,
        "places that stick out": visit.sticking,
    }.items():
        tell(promise, "0", len(found))
        with subtests.test(promise):
            assert found == []
    tell("layout shift", "≤ 0.01", visit.moved)
    with subtests.test("layout shift"):
        assert visit.moved <= 0.01
