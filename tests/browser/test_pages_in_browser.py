"""Every page in every look, scheme and width: what axe, the console and the page's own policy say, and what moves."""

from __future__ import annotations

import pytest


@pytest.fixture
def visit(visitor, cell):
    return visitor.visit(cell)


def test_axe_finds_nothing(visit, tell):
    tell("axe-core, all rules: violations", "0", len(visit.axe))
    assert visit.axe == []


def test_nobody_else_is_asked_for_anything(visit, tell):
    tell("requests to other origins", "0", len(visit.strangers))
    assert visit.strangers == []


def test_the_console_is_silent(visit, tell):
    tell("messages in the console", "0", len(visit.console))
    assert visit.console == []


def test_the_policy_of_the_page_refuses_nothing(visit, tell):
    tell("violations of the page's policy", "0", len(visit.refused))
    assert visit.refused == []


def test_nothing_moves_while_the_page_comes(visit, tell):
    tell("layout shift", "≤ 0.01", visit.moved)
    assert visit.moved <= 0.01


def test_nothing_reaches_out_of_the_window_or_lies_over_something_else(visit, tell):
    lost = visit.outside + visit.cut + visit.overlapping
    tell("text outside the window, cut off or overlapping", "0", len(lost))
    assert lost == []


def test_every_picture_is_there(visit, tell):
    tell("pictures that do not load", "0", len(visit.broken_pictures))
    assert visit.broken_pictures == []
