"""Which pages are rendered again after typical edits: what shows the change, and nothing else.

After every edit the tree is compared with a clean build as well, so a page that should have been rendered and was not
is found here too. Where a page is rendered though it comes out the same, the test names it as allowed.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path

import pytest

from support.site import TODAY, SmallSite, post
from support.twins import Twins, tree_of
from therapyblog.theme.discovery import shipped

CALL = '[cta.first]\nlabel = "Arrange a talk"\nurl = "/contact/"\n'
POSTS = {
    # Two series, then posts that share no topic, tag or series with anything, then seven newest that are only recent.
    "alpha-1": ("2026-01-01", {"series": "Weather", "part": 1, "topic": "Sleep", "tags": "[calm]"}),
    "alpha-2": ("2026-01-02", {"series": "Weather", "part": 2, "topic": "Sleep"}),
    "alpha-3": ("2026-01-03", {"series": "Weather", "part": 3, "tags": "[rest]"}),
    "beta-1": ("2026-02-01", {"series": "Endings", "part": 1, "topic": "Grief"}),
    "beta-2": ("2026-02-02", {"series": "Endings", "part": 2, "tags": "[rest]"}),
    "noted": ("2026-03-01", {"topic": "Grief", "tags": "[calm]"}),
    "plain": ("2026-03-02", {}),
    "quiet": ("2026-03-03", {"cta": "none"}),
    **{f"new-{number}": (f"2026-04-0{number}", {"tags": "[letters]"}) for number in range(1, 7)},
}
URLS = {f"/{name}/" for name in POSTS}
FEEDS = {"/feed.xml", "/feed.json"}
WEATHER_FEEDS = {"/series/weather/feed.xml", "/series/weather/feed.json"}
ENDINGS_FEEDS = {"/series/endings/feed.xml", "/series/endings/feed.json"}
ARCHIVE = {"/blog/", *(f"/blog/page/{number}/" for number in range(2, 6))}
ADA = "/team/ada-moss/"


class Edited:
    """A site that was built, then edited, and is built again."""

    def __init__(self, site: SmallSite, tmp_path: Path) -> None:
        self.site, self.twins = site, Twins(site.folder, tmp_path / "clean")

    def again(self, **options: object) -> set[str]:
        """Build again, compare with a clean build, and return what was rendered."""
        result = self.twins.step(**options)
        assert result.published
        return set(result.rendered)

    def changed(self, **options: object) -> tuple[set[str], set[str]]:
        """Build again; return what was rendered, and the addresses whose bytes changed or are new."""
        before = tree_of(self.site.out)
        rendered = self.again(**options)
        after = tree_of(self.site.out)
        new = {f"/{path}".removesuffix("index.html") for path in after if after[path] not in (None, before.get(path))}
        return rendered, {url for url in new if not url.startswith(("/assets/", "/.therapyblog"))}


@pytest.fixture
def edited(site: SmallSite, tmp_path: Path) -> Edited:
    site.settings(CALL, default_cta='"first"', posts_per_page="3")
    for name, (date, settings) in POSTS.items():
        body = "Words.\n\n:::note Mind\nInside.\n:::" if name == "noted" else "Some words."
        about = {"date": date, "description": f"About {name}."}
        site.write({f"posts/{name}.md": post(name.capitalize(), body, **about, **settings)})
    pages = {"contact": "Contact", "about": "About me", "index": "Welcome"}
    site.write({f"pages/{name}.md": post(title) for name, title in pages.items()})
    site.published()
    return Edited(site, tmp_path)


def layer(path: str) -> str:
    """Return the text of a template of the shipped theme."""
    return (shipped("themes") / "base" / "templates" / path).read_text(encoding="utf-8")


# ── Nothing that shows ───────────────────────────────────────────────────────────────────────────────────────────────


def test_building_again_renders_nothing(edited):
    assert edited.again() == set()


def test_touching_files_renders_nothing(edited):
    for path in edited.site.folder.glob("p*/*.md"):
        path.touch()
    assert edited.again() == set()

    for path in edited.site.folder.glob("p*/*.md"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert edited.again() == set()


def test_another_day_renders_nothing_where_nothing_depends_on_it(edited):
    assert edited.again(today=TODAY + dt.timedelta(days=400)) == set()


def test_a_comment_in_the_settings_renders_nothing(edited):
    edited.site.edit("therapyblog.toml", "[cta.first]", "# For now.\n[cta.first]")
    assert edited.again() == set()


def test_a_component_that_nobody_uses_renders_nothing(edited):
    edited.site.write({"theme/templates/components/tip.html": "<p>{{ content }}</p>"})
    assert edited.again() == set()


def test_a_new_static_file_renders_nothing(edited):
    edited.site.write({"static/CNAME": "stillwater.example"})
    assert edited.again() == set()


# ── Texts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_body_is_rendered_where_it_stands_and_in_the_feeds_that_hold_it(edited):
    edited.site.edit("posts/plain.md", "Some words.", "Other words.")
    assert edited.again() == {"/plain/", *FEEDS}

    edited.site.edit("posts/alpha-1.md", "Some words.", "Many words, and others.")
    assert edited.again() == {"/alpha-1/", *FEEDS, *WEATHER_FEEDS}

    edited.site.edit("pages/about.md", "Some words.", "Other words.")
    assert edited.again() == {"/about/"}


def test_an_old_body_that_fell_out_of_the_feed_is_rendered_on_its_own_page_only(edited):
    for day in range(1, 21):
        edited.site.write({f"posts/late-{day}.md": post(f"Late {day}", date=f"2026-05-{day:02}")})
    edited.again()

    edited.site.edit("posts/plain.md", "Some words.", "Other words.")

    assert edited.again() == {"/plain/"}


def test_a_first_paragraph_that_lists_quote_is_rendered_there_too(edited):
    edited.site.edit("posts/plain.md", "description: About plain.\n", "")
    edited.again()

    edited.site.edit("posts/plain.md", "Some words.", "Other words.")

    rendered, changed = edited.changed()
    assert changed == {"/plain/", *FEEDS, "/blog/page/3/", ADA}
    assert rendered - changed <= {"/noted/", "/quiet/"}, "its neighbours have its whole card"


def test_a_biography_is_rendered_on_its_page_and_its_first_paragraph_on_every_card(edited):
    edited.site.edit("practitioners/ada-moss.md", "Ada listens.", "Ada listens.\n\nFor twenty years.")
    assert edited.again() == {ADA}

    edited.site.edit("practitioners/ada-moss.md", "Ada listens.", "Ada waits.")
    assert edited.again() == {ADA, "/", *URLS}


WARNED = "Some words.\n\n{}\n\nSee [this](/quiet/)."


def test_problems_move_with_the_lines_of_a_body(edited):
    """Nothing that others see has changed, so only this body is rendered; but its problems stand elsewhere now."""
    edited.site.edit("posts/quiet.md", "date:", "status: draft\ndate:")
    edited.site.edit("posts/plain.md", "Some words.", WARNED.format("One."))
    edited.again()
    for more in ("One.\n\nTwo.", "One, two and three.", "One.\n\nTwo.\n\nThree."):
        text = (edited.site.folder / "posts/plain.md").read_text()
        head = text[: text.index("---\n\n") + 5]
        edited.site.write({"posts/plain.md": head + WARNED.format(more)})
        assert edited.again() == {"/plain/", *FEEDS}
        written = (edited.site.folder / "posts/plain.md").read_text().split("\n")
        line = next(number for number, text in enumerate(written, start=1) if text.startswith("See"))
        found = [one for one in edited.site.build().problems if one.at.path == "posts/plain.md"]
        assert {one.at.line for one in found} == {line}
        assert {one.excerpt for one in found} == {written[line - 1]}


def test_a_warning_in_a_body_comes_and_goes_with_it(edited):
    for words, codes in (("A <u>word</u>.", ["TB-MD-012"]), ("A <s>word</s>.", ["TB-MD-012"]), ("A word.", [])):
        text = (edited.site.folder / "posts/plain.md").read_text()
        head = text[: text.index("---\n\n") + 5]
        edited.site.write({"posts/plain.md": f"{head}Some words.\n\n{words}\n"})
        assert edited.again() == {"/plain/", *FEEDS}
        assert [found.code for found in edited.site.build().problems] == codes


def test_retitling_a_post_redraws_its_neighbours_and_lists(edited):
    edited.site.edit("posts/plain.md", "title: Plain", "title: Plainly")
    assert edited.again() == {"/plain/", "/noted/", "/quiet/", "/blog/page/3/", ADA, *FEEDS}


def test_retitling_a_part_redraws_its_series(edited):
    edited.site.edit("posts/alpha-2.md", "title: Alpha-2", "title: Alpha the second")

    rendered, changed = edited.changed()

    siblings = {"/alpha-1/", "/alpha-2/", "/alpha-3/", "/series/weather/", *WEATHER_FEEDS}
    lists = {"/blog/page/5/", "/topics/sleep/", ADA, *FEEDS}
    assert changed >= siblings | lists
    assert changed - siblings - lists <= {"/", "/series/"}, "the lists of series name their parts"
    assert rendered - changed <= ARCHIVE, "the archive asks whether there are series"


def test_a_new_old_post_comes_between_its_neighbours(edited):
    edited.site.write({"posts/found.md": post("Found", date="2026-01-15", description="In a drawer")})

    assert edited.again() == {
        *("/found/", "/alpha-3/", "/beta-1/"),
        *("/blog/page/4/", "/blog/page/5/"),
        *(ADA, *FEEDS, "/sitemap.xml"),
    }


def test_a_new_newest_post_is_rendered_where_recent_posts_are_shown(edited):
    edited.site.write({"posts/late.md": post("Late", date="2026-05-15", description="The newest")})

    rendered, changed = edited.changed()

    assert changed >= {"/late/", "/new-6/", "/", "/404.html", *ARCHIVE, ADA, *FEEDS, "/sitemap.xml"}
    assert changed - URLS == {"/late/", "/", "/404.html", *ARCHIVE, ADA, *FEEDS, "/sitemap.xml"}
    assert rendered - changed <= URLS, "a post shows recent posts where it has no related ones"


def test_drafting_a_post_takes_it_out_of_what_showed_it(edited):
    edited.site.edit("posts/plain.md", "date:", "status: draft\ndate:")

    assert edited.again() == {
        *("/noted/", "/quiet/"),
        *("/blog/page/3/", "/blog/page/4/", "/blog/page/5/"),
        *(ADA, *FEEDS, "/sitemap.xml"),
    }
    assert not edited.site.exists("/plain/")


def test_renaming_a_post_moves_it(edited):
    edited.site.rename("posts/plain.md", "posts/moved.md")

    assert edited.again() == {"/moved/", "/noted/", "/quiet/", "/blog/page/3/", ADA, *FEEDS, "/sitemap.xml"}
    assert not edited.site.exists("/plain/")


def test_an_alias_is_one_page_more(edited):
    edited.site.edit("posts/plain.md", "date:", "aliases: [/old/]\ndate:")
    assert edited.again() == {"/old/"}


def test_tags_and_topics_are_rendered_with_the_posts_that_they_relate(edited):
    edited.site.edit("posts/plain.md", "date:", "tags: [calm]\ndate:")
    assert edited.again() == {"/plain/", "/tags/calm/", "/alpha-1/", *FEEDS}

    # A tag that only one post has left is no longer in the sitemap.
    edited.site.edit("posts/alpha-3.md", "tags: [rest]\n", "")
    assert edited.again() == {"/alpha-3/", "/tags/rest/", "/beta-2/", "/sitemap.xml", *FEEDS, *WEATHER_FEEDS}


# ── People and settings ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_words_of_a_call_to_action_are_rendered_where_it_is_shown(edited):
    edited.site.edit("therapyblog.toml", "Arrange a talk", "Arrange a call")

    shown = {"/", "/about/", "/series/weather/", "/series/endings/", ADA, *URLS}
    terms = {"/tags/calm/", "/tags/rest/", "/tags/letters/", "/topics/sleep/", "/topics/grief/"}
    in_a_bar = {*ARCHIVE, "/series/", *terms}
    assert edited.again() == (shown | in_a_bar) - {"/quiet/"}


def test_a_credential_is_rendered_wherever_its_letters_stand(edited):
    edited.site.edit("practitioners/ada-moss.md", "MBACP", "UKCP")

    rendered, changed = edited.changed()

    assert changed == {"/", ADA, *URLS, *FEEDS, *WEATHER_FEEDS, *ENDINGS_FEEDS}
    lists = {*ARCHIVE, "/404.html", "/tags/calm/", "/tags/rest/", "/tags/letters/", "/topics/sleep/", "/topics/grief/"}
    assert rendered - changed <= lists, "a card may show the letters"


def test_a_role_is_rendered_where_people_are_shown(edited):
    edited.site.edit("practitioners/ada-moss.md", "Counsellor", "Therapist")
    assert edited.again() == {"/", ADA, *URLS}


def test_a_credential_that_lapses_is_gone_on_the_day_after(edited):
    lines = "credentials:\n  - letters: MBACP\n    expires: 2026-12-31\n"
    edited.site.edit("practitioners/ada-moss.md", "credentials: [MA, MBACP]\n", lines)
    edited.again()

    assert edited.again(today=dt.date(2026, 12, 31)) == set()
    assert {ADA, "/plain/", *FEEDS} <= edited.again(today=dt.date(2027, 1, 1))
    assert "MBACP" not in edited.site.page("/plain/")


def test_a_scheduled_post_appears_on_its_day(edited):
    edited.site.edit("posts/plain.md", "date: 2026-03-02", "date: 2026-12-24")
    assert "/plain/" not in edited.again()

    assert edited.again(today=dt.date(2026, 12, 23)) == set()
    assert "/plain/" in edited.again(today=dt.date(2026, 12, 24))


def test_more_posts_a_page_redraw_the_archive(edited):
    edited.site.edit("therapyblog.toml", "posts_per_page = 3", "posts_per_page = 4")
    assert edited.again() == {"/blog/", "/blog/page/2/", "/blog/page/3/", "/blog/page/4/", "/sitemap.xml"}


# ── Templates ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_component_is_rendered_in_the_texts_that_use_it(edited):
    text = layer("components/note.html").replace('class="note"', 'class="word"')
    edited.site.write({"theme/templates/components/note.html": text})
    assert edited.again() == {"/noted/", *FEEDS}

    edited.site.delete("theme/templates/components/note.html")
    assert edited.again() == {"/noted/", *FEEDS}


def test_a_partial_is_rendered_in_the_pages_that_include_it(edited):
    edited.site.write(
        {"theme/templates/partials/pager.html": layer("partials/pager.html").replace("<nav", "<nav data-x")}
    )
    assert edited.again() == ARCHIVE

    text = layer("partials/neighbours.html").replace("neighbours__back", "neighbours__older")
    edited.site.write({"theme/templates/partials/neighbours.html": text})
    assert edited.again() == URLS


def test_an_override_that_extends_is_rendered_on_its_kind_of_page(edited):
    text = '{% extends "@calm/tag.html" %}{% block main %}{{ super() }}<p>That is all.</p>{% endblock %}'
    edited.site.write({"theme/templates/tag.html": text})
    assert edited.again() == {"/tags/calm/", "/tags/rest/", "/tags/letters/"}


def test_a_new_style_sheet_is_named_by_every_page(edited):
    edited.site.write({"theme/static/style.css": "p { margin: 0 }"})

    pages = {*URLS, *ARCHIVE, "/", "/404.html", "/about/", "/contact/", "/series/", ADA}
    pages |= {"/series/weather/", "/series/endings/", "/topics/sleep/", "/topics/grief/"}
    assert edited.again() == pages | {"/tags/calm/", "/tags/rest/", "/tags/letters/"}


# ── More than one output folder ──────────────────────────────────────────────────────────────────────────────────────


def test_two_output_folders_do_not_confuse_each_other(edited, tmp_path):
    """A preview with drafts beside the site: each remembers its own last build."""
    site, preview = edited.site, Twins(edited.site.folder, tmp_path / "clean")
    preview.out = tmp_path / "preview"
    asked = {"drafts": True, "for_disk": True, "base_url": "http://127.0.0.1:8000"}
    make = preview.make
    preview.make = lambda folder, **options: make(folder, out=preview.out, **options)
    site.edit("posts/plain.md", "date:", "status: draft\ndate:")

    assert preview.step(**asked).rendered
    assert "/plain/" not in edited.again()
    assert preview.step(**asked).rendered == ()
    assert edited.again() == set()

    site.edit("posts/quiet.md", "Some words.", "Other words.")

    assert edited.again() == {"/quiet/", *FEEDS}
    assert set(preview.step(**asked).rendered) == {"/quiet/", *FEEDS}
    assert edited.again() == set()


def test_what_one_output_folder_forgets_the_other_may_still_need(edited, tmp_path):
    """A text that was changed for the preview and changed back: the site's feed still quotes it."""
    site = edited.site
    kept = (site.folder / "posts/plain.md").read_text()
    site.build(out=tmp_path / "preview")
    site.edit("posts/plain.md", "Some words.", "Other words.")
    site.build(out=tmp_path / "preview")
    site.write({"posts/plain.md": kept})
    site.edit("posts/quiet.md", "Some words.", "Other words.")
    site.out = edited.twins.out

    result = edited.twins.step()

    assert set(result.rendered) == {"/quiet/", *FEEDS}
    assert result.notices == ()


def test_other_options_in_the_same_folder_are_another_site(edited):
    edited.again(drafts=True, for_disk=True)
    edited.again(base_url="https://preview.example")
    edited.again()
    assert edited.again() == set()


# ── What the clock of the file system cannot tell ────────────────────────────────────────────────────────────────────


def test_edits_of_one_size_in_one_moment_are_seen(edited):
    """On a file system that counts in steps of two seconds, as FAT does."""
    place = edited.site.folder / "posts/plain.md"
    text = place.read_text()
    while time.time() % 2 > 0.8:
        time.sleep(0.05)
    moment = int(time.time()) // 2 * 2
    for word in ("calm", "rest", "hope", "calm"):
        place.write_text(text.replace("Some words.", f"Some {word}s."))
        os.utime(place, (moment, moment))
        edited.site.build()
        assert f"Some {word}s." in edited.site.page("/plain/")
    assert edited.again() == set()


def test_an_edit_that_looks_older_than_the_last_build_is_seen(edited):
    """Somebody restores a backup: the file is as long as before, and older."""
    place = edited.site.folder / "posts/plain.md"
    for path in edited.site.folder.rglob("*"):
        if "public" not in path.parts and ".therapyblog" not in path.parts:
            os.utime(path, (1_700_000_000, 1_700_000_000))
    edited.again()
    place.write_text(place.read_text().replace("Some words.", "Some hopes."))
    os.utime(place, (1_600_000_000, 1_600_000_000))

    assert edited.again() == {"/plain/", *FEEDS}


def test_a_build_without_cache_in_between_is_noticed(edited):
    """The pages that it writes are as long as ours and get the same time, if both builds fall into one moment."""
    while time.time() % 2 > 1:
        time.sleep(0.05)
    edited.site.edit("posts/plain.md", "Some words.", "Same words.")
    edited.again()
    edited.site.edit("posts/plain.md", "Same words.", "Some hopes.")
    edited.site.build(cache=False)
    edited.site.edit("posts/plain.md", "Some hopes.", "Same words.")

    edited.again()

    assert "Same words." in edited.site.page("/plain/")


def test_a_link_into_the_output_folder_is_the_same_folder(edited, tmp_path):
    """Two names of one output folder: what was built by one name is not taken for what was built by the other."""
    other = tmp_path / "by-another-name"
    other.symlink_to(edited.site.out)
    for words, name in (("Same words.", None), ("Some hopes.", other), ("Same words.", None)):
        place = edited.site.folder / "posts/plain.md"
        text = place.read_text()
        place.write_text(text[: text.index("---\n\n") + 5] + words + "\n")
        edited.site.build(**({"out": name} if name else {}))
        edited.site.out = edited.site.folder / "public"
        assert words in edited.site.page("/plain/")
    edited.again()


def test_a_picture_that_changes_its_kind_is_measured_anew(edited):
    """The bytes are the same, but by its new name it has to be an SVG."""
    pixel = (shipped("themes") / "base/static/apple-touch-icon.png").read_bytes()
    edited.site.write({"media/a.png": pixel})
    edited.site.edit("posts/plain.md", "Some words.", "![A](/media/a.png)")
    edited.again()
    edited.site.rename("media/a.png", "media/a.svg")
    edited.site.edit("posts/plain.md", "/media/a.png", "/media/a.svg")

    assert not edited.twins.step().published
