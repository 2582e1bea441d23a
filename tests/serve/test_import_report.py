"""The report of the last import is the first thing that the preview shows, until somebody says that it was read."""

from __future__ import annotations

import datetime as dt

import pytest

from support.served import Served
from therapyblog.importers.importing import import_sources

TEXT = "The Second Kettle\n\nWhoever puts the kettle on twice has something on their mind, and no harm comes of it.\n"


@pytest.fixture
def imported(blog, tmp_path):
    source = tmp_path / "kettle.txt"
    source.write_text(f"{TEXT}\nPrevious\n\n<script>alert(1)</script>\n")
    import_sources([str(source)], blog.folder, now=dt.datetime(2026, 11, 30, tzinfo=dt.UTC))
    served = Served(blog)
    yield served
    served.close()


def test_it_is_shown_until_it_was_read(imported):
    first = imported.ask("/")
    assert "What came with the import" in first.text
    assert "1 file came from a pasted text." in first.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in first.text
    assert "<script>alert" not in first.text
    assert "The Second Kettle" in imported.ask("/blog/").text
    done = f"{imported.start}/import-read"
    origin = f"http://127.0.0.1:{imported.port}"
    answer = imported.ask(done, "POST", Origin=origin)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert "What came with the import" not in imported.ask("/").text


def test_only_the_page_of_the_report_may_say_so(imported):
    done, own = f"{imported.start}/import-read", f"http://127.0.0.1:{imported.port}"
    refused = [
        imported.ask(done, "POST", Origin="http://elsewhere.example").status,
        imported.ask(done, "POST").status,
        imported.ask(done, "POST", Origin="null").status,
        imported.ask(done, "POST", Origin=own, Sec_Fetch_Site="cross-site").status,
        imported.ask(done, "GET", Origin=own).status,
        imported.ask("/", "POST", Origin=own).status,
        imported.ask("/_preview/guess/import-read", "POST", Origin=own).status,
    ]
    assert refused == [405, 405, 405, 403, 404, 405, 405]
    assert "What came with the import" in imported.ask("/").text
