"""The matrix of pages and ways to look at them, and the table of what was found at the end of a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserType

from support.browser import driving, started
from support.matrix import LOOKS, cells, places, sweep
from support.visits import Visitor, visiting

Tell = Callable[[str, str, float], None]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test its pages: all of them with `--matrix`, else the few that stand for the others."""
    full = bool(metafunc.config.getoption("--matrix"))
    if "cell" in metafunc.fixturenames:
        metafunc.parametrize("cell", list(cells(full=full)), ids=str)
    if "place" in metafunc.fixturenames:
        found = list(places(full=full))
        metafunc.parametrize("place", found, ids=[f"{one.look}-{one.site}-{one.page}" for one in found])
    if "every_look" in metafunc.fixturenames:
        metafunc.parametrize("every_look", LOOKS if full else LOOKS[:1])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only the whole matrix runs; where several processes share that, each takes a site in a look."""
    if not config.getoption("--matrix"):
        left = [item for item in items if item.get_closest_marker("matrix")]
        items[:] = [item for item in items if item not in left]
        config.hook.pytest_deselected(items=left)
        return
    for item in items:
        # A page is visited once for all tests that judge it, so they must not be torn apart.
        given = getattr(item, "callspec", None)
        cell = given and (given.params.get("cell") or given.params.get("place"))
        item.add_marker(pytest.mark.xdist_group(f"{cell.look}-{cell.site}" if cell else item.path.name))


@pytest.fixture(scope="package")
def chromium() -> Iterator[BrowserType]:
    """What starts browsers, for tests that need one of their own."""
    with driving() as found:
        yield found


@pytest.fixture(scope="package")
def browser(chromium: BrowserType) -> Iterator[Browser]:
    """The browser of all tests here: to start one takes longer than most of what is asked of it."""
    with started(chromium) as found:
        yield found


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[Visitor]:
    """Somebody with a browser who opens pages of the built sites."""
    with visiting(browser) as found:
        yield found


@pytest.fixture(scope="session", autouse=True)
def _tidy() -> Iterator[None]:
    yield
    sweep()


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Note a figure for the table at the end: the row, what is to be reached there, and what was found."""

    def told(row: str, reach: str, figure: float) -> None:
        record_property("row", (row, reach, figure))

    return told


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table: for each row the worst figure, and how many pages were looked at."""
    figures: dict[tuple[str, str], list[float]] = defaultdict(list)
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", []):
                if name == "row":
                    row, reach, figure = value
                    figures[row, reach].append(figure)
    if not figures:
        return
    terminalreporter.section("in a real browser")
    terminalreporter.write_line("| | to reach | worst | looked at |\n|---|---|---:|---:|")
    for (row, reach), found in sorted(figures.items()):
        worst = min(found) if reach.startswith("≥") else max(found)
        terminalreporter.write_line(f"| {row} | {reach} | {worst:g} | {len(found)} |")
