"""A whole small site that changes in every way a site can change, and is built after each change.

The site is kept as values (posts with their settings, templates with their variants, a table of settings) and written
out anew after each change: files that differ are written, files that are gone are deleted. So every rule is a line or
two, and a run that fails tells its story in the names of its rules.
"""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import itertools
import os
import random
import shutil
import sqlite3
import struct
import tempfile
import time
import zlib
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from support.twins import Twins, plain_theme

THEME_FILES = plain_theme()
DAYS = [dt.date(2026, 11, 23) + dt.timedelta(days=days) for days in (-400, -1, 0, 1, 20, 31, 300)]

which = st.integers(0, 11)
"""One of the posts; taken modulo their number."""
ages = st.sampled_from(("now", "coarse", "older", "newer"))
"""What time the files of an edit get: the real one, the real one as FAT counts (in steps of two seconds), or one that
is long past, before or after their last.
"""
yes = st.booleans()
COMPONENTS = ("", "note", "cta first", "crisis", "embed https://films.example/one", "figure /media/a.png", "tip")
few = st.integers(0, 3)


def png(width: int, height: int, *, shade: int = 0, whole: bool = True) -> bytes:
    """Return a grey picture; all of them are of one length. One that is not whole has too few pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + bytes([shade]) * width) * (height if whole else 1))
    words = b"Comment\0" + b"x" * (200 - len(pixels))
    rows = ((b"IHDR", head), (b"IDAT", pixels), (b"tEXt", words), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, content) for kind, content in rows)


@dataclasses.dataclass
class Post:
    """A post's settings and text, each a choice from a few; 0, "" and () leave it out."""

    title: str = "One"
    subtitle: str = ""
    body: str = "Some words."
    date: str = ""
    status: str = ""
    topic: str = ""
    tags: tuple[str, ...] = ()
    series: str = ""
    part: int = 0
    author: str = ""
    alias: str = ""
    image: str = ""
    cta: str = ""
    note: str = ""
    skip: str = ""
    exit: str = ""
    references: int = 0
    slug: str = ""
    related: str = ""
    description: str = ""
    language: str = ""
    end: str = "The end."
    more: dict[str, str] = dataclasses.field(default_factory=dict)
    """Paragraphs behind the text, by what they are: a link, a component, headings."""

    def text(self) -> str:
        settings = {
            "title": self.title,
            "subtitle": self.subtitle,
            "date": self.date,
            "status": self.status,
            "topic": self.topic,
            "tags": ", ".join(self.tags),
            "series": self.series,
            "part": str(self.part or "") if self.series else "",
            "author": self.author,
            "aliases": self.alias,
            "image": self.image,
            "image_alt": "A garden" if self.image else "",
            "cta": self.cta,
            "content_note": self.note,
            "content_note_skip": self.skip if self.note else "",
            "exit": self.exit,
            "references": f"[{', '.join(f'Work {n}' for n in range(self.references))}]" if self.references else "",
            "slug": self.slug,
            "related": f"[{self.related}]" if self.related else "",
            "description": self.description,
            "language": self.language,
        }
        lines = "".join(f"{name}: {value}\n" for name, value in settings.items() if value)
        return f"---\n{lines}---\n\n{self.body}\n\n{self.end}\n\n" + "\n\n".join(self.more.values()) + "\n"


ENDS = (
    "The end.",
    "The rest.",
    "Two\n\nparagraphs.",
    "A <u>word</u>.",
    "An <u>end</u>.",
    "A [bad](javascript:x) link.",
    "word " * 300,
    ":::note\nNever closed.",
    "A footnote[^1].\n\n[^1]: Here.",
)
BROKEN_TEMPLATES = {
    "syntax": "{% if page %}",
    "name": "{{ nobody.knows }}",
    "include": '{% include "partials/nowhere.html" %}',
    "itself": '{% extends "404.html" %}',
    "division": "{{ 1 / 0 }}",
}
VALUES = (
    *("options", "settings", "permalink", "theme", "theme_mark", "call", "tables", "posts", "people", "pages"),
    *("introductions", "media", "theme_files", "overrides"),
)
CORRUPTIONS = (
    "gone",
    "noise",
    "empty",
    "cut",
    "page",
    "head",
    "no table",
    "no rows",
    "other rows",
    "foreign",
    "folder",
)


class ASiteThatChanges(RuleBasedStateMachine):
    """Every rule changes something; the invariant builds twice and compares."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="therapyblog-"))
        self.site = self.root / "site"
        self.site.mkdir()
        self.twins = Twins(self.site, self.root / "clean")
        self.on_disk: dict[str, bytes] = {}
        self.clock = itertools.count(1)
        self.start = int(time.time()) - 1_000_000
        self.options: dict[str, Any] = {"today": DAYS[2]}
        self.settings: dict[str, str] = {"title": '"Still Water"', "url": '"https://stillwater.example"'}
        self.settings |= {"timezone": '"Europe/London"', "country": '"GB"', "default_cta": '"first"'}
        self.permalink, self.theme, self.theme_mark = "/{slug}/", "plain", ""
        self.call = {"label": "Arrange a talk", "url": "/contact/"}
        self.tables: dict[str, str] = {}
        self.posts: dict[str, Post] = {}
        self.people = {"ada": ("Ada Moss", "MBACP", "", "")}
        self.pages = {"contact": ("Contact", "Write to us.", "")}
        self.introductions: dict[str, str] = {}
        self.media: dict[str, bytes] = {"media/a.png": png(4, 4)}
        self.theme_files = dict(THEME_FILES)
        self.overrides: dict[str, str] = {}
        self.published = True
        self.good = copy.deepcopy(self.values())

    def values(self) -> dict[str, Any]:
        """Return what the site is made of."""
        return {name: value for name, value in vars(self).items() if name in VALUES}

    def teardown(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    # ── The site as files ────────────────────────────────────────────────────────────────────────────────────────

    def files(self) -> dict[str, bytes]:
        """Return the whole site: path → content."""
        site = "".join(f"{name} = {value}\n" for name, value in self.settings.items())
        theme = f'[theme]\nname = "{self.theme}"\n' + (f'mark = "{self.theme_mark}"\n' if self.theme_mark else "")
        call = "".join(f'{name} = "{value}"\n' for name, value in self.call.items())
        tables = "\n".join(self.tables.values())
        links = f'[permalinks]\npost = "{self.permalink}"\n'
        files = {"therapyblog.toml": f"[site]\n{site}\n{theme}\n{links}\n[cta.first]\n{call}\n{tables}\n"}
        files |= {f"posts/{name}.md": post.text() for name, post in self.posts.items()}
        for name, (full, letters, expires, accepting) in self.people.items():
            credential = f"credentials:\n  - letters: {letters}\n    name: Registered\n    kind: registration\n"
            credential += f"    expires: {expires}\n" if expires else ""
            credential += f"accepting: {accepting}\n" if accepting else ""
            files[f"practitioners/{name}.md"] = f"---\nname: {full}\n{credential}---\n\n{full} listens.\n"
        for name, (title, body, status) in self.pages.items():
            held = f"status: {status}\n" if status else ""
            files[f"pages/{name}.md"] = f"---\ntitle: {title}\n{held}---\n\n{body}\n"
        files |= {f"series/{name}.md": text for name, text in self.introductions.items()}
        files |= {f"theme/{path}": text.replace("THEME", self.theme) for path, text in self.overrides.items()}
        found = {path: text.encode() for path, text in files.items()}
        return found | self.media | {f"themes/plain/{path}": content for path, content in self.theme_files.items()}

    def write(self, age: str = "now") -> None:
        """Bring the folder to what the values say. No file ever gets a time that it had before, but a fresh one."""
        wanted = self.files()
        for path in [path for path in self.on_disk if path not in wanted]:
            (self.site / path).unlink()
        for path, content in wanted.items():
            if self.on_disk.get(path) != content:
                place = self.site / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
                self.set_time(place, age)
        self.on_disk = wanted

    def set_time(self, place: Path, age: str) -> None:
        if age == "coarse":
            seconds = int(time.time()) // 2 * 2
            os.utime(place, (seconds, seconds))
        elif age != "now":
            step = next(self.clock)
            seconds = self.start + (step if age == "newer" else -step)
            os.utime(place, (seconds, seconds))

    def post(self, number: int) -> Post:
        return list(self.posts.values())[number % len(self.posts)]

    def name(self, number: int) -> str:
        return list(self.posts)[number % len(self.posts)]

    @initialize()
    def a_settled_site(self) -> None:
        self.posts = {
            "first": Post("One", date="2026-10-01", topic="Sleep", tags=("calm", "rest"), series="Weather", part=1),
            "second": Post("Two", date="2026-10-02", topic="Sleep", tags=("calm",), series="Weather", part=2),
            "third": Post("Three", "Other words.", date="2026-10-03", tags=("rest",), description="On rest."),
        }
        self.write("newer")

    @invariant()
    def incremental_is_clean(self) -> None:
        self.published = self.twins.step(**self.options).published
        if self.published:
            self.good = copy.deepcopy(self.values())

    # ── Posts ────────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(name=st.sampled_from(("first", "fourth", "fifth", "Füße")), day=st.integers(1, 28), age=ages, dated=yes)
    def add_a_post(self, name: str, day: int, age: str, dated: bool) -> None:
        self.posts.setdefault(name, Post(f"Post {name}", date=f"2026-09-{day:02}" if dated else ""))
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(one=which, body=st.sampled_from(("Some words.", "More words.", "Much longer words.", "Wörter.")), age=ages)
    def edit_a_body(self, one: int, body: str, age: str) -> None:
        self.post(one).body = body
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(one=which, end=st.sampled_from(ENDS), other=which, second=st.sampled_from(ENDS), age=ages)
    def edit_what_only_its_own_page_shows(self, one: int, end: str, other: int, second: str, age: str) -> None:
        """Behind the first paragraph, so no list changes; lines may move, and a warning may come or go."""
        self.post(one).end, self.post(other).end = end, second
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(one=which, title=st.sampled_from(("One", "Two", "Six", "A long title", "Ä <b> & “c”")), age=ages)
    def retitle_a_post(self, one: int, title: str, age: str) -> None:
        self.post(one).title = title
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(one=which, text=st.sampled_from(("", "On rest.", "On less.")), below=st.sampled_from(("", "No")), age=ages)
    def describe_a_post(self, one: int, text: str, below: str, age: str) -> None:
        self.post(one).description, self.post(one).subtitle = text, below
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(one=which)
    def delete_a_post(self, one: int) -> None:
        del self.posts[self.name(one)]
        self.write()

    @precondition(lambda self: self.posts)
    @rule(one=which, name=st.sampled_from(("first", "third", "moved", "folder/moved")))
    def rename_a_post(self, one: int, name: str) -> None:
        """As a file manager does it: the file keeps its time."""
        old = self.name(one)
        if name in self.posts:
            return
        (self.site / "posts" / name).parent.mkdir(exist_ok=True)
        (self.site / f"posts/{old}.md").rename(self.site / f"posts/{name}.md")
        self.on_disk[f"posts/{name}.md"] = self.on_disk.pop(f"posts/{old}.md")
        self.posts[name] = self.posts.pop(old)
        self.write()

    @precondition(lambda self: self.posts)
    @rule(one=which, status=st.sampled_from(("", "draft", "unlisted", "")), age=ages)
    def hold_back_or_release_a_post(self, one: int, status: str, age: str) -> None:
        self.post(one).status = status
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(one=which, date=st.sampled_from(("", "2026-11-24", "2027-03-01", "2026-01-05", "2026-10-02")), age=ages)
    def schedule_or_date_a_post(self, one: int, date: str, age: str) -> None:
        self.post(one).date = date
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(
        one=which,
        tags=st.sampled_from(((), ("calm",), ("rest",), ("Calm", "new"))),
        topic=st.sampled_from(("", "Sleep", "sleep", "Worry")),
        age=ages,
    )
    def file_a_post(self, one: int, tags: tuple[str, ...], topic: str, age: str) -> None:
        self.post(one).tags, self.post(one).topic = tags, topic
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(one=which, series=st.sampled_from(("", "Weather", "weather", "Endings")), part=st.integers(0, 4), age=ages)
    def join_or_leave_or_renumber_a_series(self, one: int, series: str, part: int, age: str) -> None:
        self.post(one).series, self.post(one).part = series, part
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(one=which, author=st.sampled_from(("", "ada", "ben", "Ada Moss")), age=ages)
    def name_the_author(self, one: int, author: str, age: str) -> None:
        self.post(one).author = author
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(one=which, other=which, way=st.sampled_from(("", "file", "address", "heading", "media")), age=ages)
    def link_to_another_post(self, one: int, other: int, way: str, age: str) -> None:
        targets = {"file": f"{self.name(other)}.md", "address": f"/{self.name(other)}/"}
        targets |= {"heading": f"{self.name(other)}.md#what-helps", "media": "/media/a.png", "": ""}
        self.post(one).more["link"] = f"See [this]({targets[way]})." if way else ""
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(one=which, other=which, clear=yes, age=ages)
    def relate_to_another_post(self, one: int, other: int, clear: bool, age: str) -> None:
        self.post(one).related = "" if clear else self.name(other).rpartition("/")[2]
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(one=which, age=ages, kind=st.sampled_from(COMPONENTS))
    def use_a_component(self, one: int, kind: str, age: str) -> None:
        closed = kind.split(" ", maxsplit=1)[0] in {"note", "figure", "tip"}
        self.post(one).more["component"] = f":::{kind}" + ("\nInside.\n:::" if closed else "") if kind else ""
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(one=which, third=st.sampled_from(("What helps", "What hurts")), age=ages, clear=yes)
    def give_headings(self, one: int, third: str, age: str, clear: bool) -> None:
        self.post(one).more["headings"] = "" if clear else f"## One\n\n## Two\n\n## {third}\n\nAnd so on."
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(
        one=which,
        leave=st.sampled_from(("", "true", "false")),
        skip=st.sampled_from(("", "What helps", "two")),
        references=st.integers(0, 2),
        marks=st.sampled_from(("", "One [ref:1].", "One [ref:1], and two [ref:2, 1].", "Call 1-800-273-TALK.")),
        age=ages,
    )
    def take_care(self, one: int, leave: str, skip: str, references: int, marks: str, age: str) -> None:
        post = self.post(one)
        post.exit, post.skip, post.references, post.more["marks"] = leave, skip, references, marks
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(one=which, alias=st.sampled_from(("", "/old/", "/third/", "/old.html", "/old/deep/")), age=ages)
    def add_or_remove_an_alias(self, one: int, alias: str, age: str) -> None:
        self.post(one).alias = alias
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(
        one=which,
        image=st.sampled_from(("", "/media/a.png", "../media/b.png", "/media/c.svg")),
        note=st.sampled_from(("", "loss")),
        language=st.sampled_from(("", "de", "fr")),
        age=ages,
    )
    def picture_note_and_language(self, one: int, image: str, note: str, language: str, age: str) -> None:
        post = self.post(one)
        post.image, post.note, post.language = image, note, language
        self.write(age)

    @precondition(lambda self: self.posts)
    @rule(
        one=which, slug=st.sampled_from(("", "another", "index", "contact")), cta=st.sampled_from(("", "none", "first"))
    )
    def address_and_call_of_a_post(self, one: int, slug: str, cta: str) -> None:
        self.post(one).slug, self.post(one).cta = slug, cta
        self.write()

    # ── People, pages, pictures ──────────────────────────────────────────────────────────────────────────────────

    @rule(
        full=st.sampled_from(("Ada Moss", "Ada Mohr")),
        letters=st.sampled_from(("MBACP", "UKCP1")),
        expires=st.sampled_from(("", "2026-11-23", "2026-12-10", "2030-01-01")),
        accepting=st.sampled_from(("", "open", "waitlist", "closed")),
        age=ages,
    )
    def edit_a_practitioner(self, full: str, letters: str, expires: str, accepting: str, age: str) -> None:
        self.people["ada"] = (full, letters, expires, accepting)
        self.write(age)

    @rule(there=yes, name=st.sampled_from(("Ben Hale", "Ben Hall")), age=ages)
    def a_second_practitioner(self, there: bool, name: str, age: str) -> None:
        self.people.pop("ben", None)
        if there:
            self.people["ben"] = (name, "MA", "", "")
        self.write(age)

    @rule(
        name=st.sampled_from(("contact", "index", "fees", "first")),
        title=st.sampled_from(("Contact", "Talking")),
        status=st.sampled_from(("", "", "draft", "unlisted")),
        there=yes,
        age=ages,
    )
    def add_edit_or_remove_a_page(self, name: str, title: str, status: str, there: bool, age: str) -> None:
        self.pages.pop(name, None)
        if there:
            self.pages[name] = (title, "Write to us.", status)
        self.write(age)

    @rule(
        name=st.sampled_from(("weather", "storms")), title=st.sampled_from(("Weather", "Endings")), age=ages, there=yes
    )
    def introduce_a_series(self, name: str, title: str, age: str, there: bool) -> None:
        self.introductions.pop(name, None)
        if there:
            self.introductions[name] = f"---\ntitle: {title}\nstatus: ongoing\n---\n\nA body has {name}.\n"
        self.write(age)

    @rule(
        path=st.sampled_from(("media/a.png", "media/b.png", "media/c.svg", "static/CNAME", "static/old/index.html")),
        size=st.integers(0, 3),
        shade=st.integers(0, 1),
        age=ages,
    )
    def add_replace_or_remove_a_file(self, path: str, size: int, shade: int, age: str) -> None:
        """Pictures of 200, 400 and 600 pixels: no smaller one of the first, one or two of the others."""
        self.media.pop(path, None)
        if size:
            pictures = (png(size * 200, 9, shade=shade), f'<svg viewBox="0 0 {size} 9"></svg>'.encode(), b"x" * size)
            self.media[path] = pictures[0 if path.endswith("png") else 1 if path.endswith("svg") else 2]
            if size == 3 and path == "media/b.png":
                self.media[path] = b"no picture"
            if size == 2 and path == "media/b.png":
                self.media[path] = png(400, 9, shade=shade, whole=not shade)
        self.write(age)

    @rule()
    def rename_a_picture(self) -> None:
        for old, new in (("media/a.png", "media/b.png"), ("media/b.png", "media/a.png")):
            if old in self.media and new not in self.media:
                (self.site / old).rename(self.site / new)
                self.on_disk[new] = self.on_disk.pop(old)
                self.media[new] = self.media.pop(old)
                break
        self.write()

    # ── The look ─────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(path=st.sampled_from(sorted(THEME_FILES)), mark=few, age=ages)
    def edit_the_theme(self, path: str, mark: int, age: str) -> None:
        signs = {".html": "<!-- {} -->", ".toml": "# {}", ".css": "/* {} */", ".xml": "<!-- {} -->", ".txt": "# {}"}
        sign = signs.get(Path(path).suffix, "<!-- {} -->").format(mark)
        self.theme_files[path] = THEME_FILES[path] + (f"{sign}\n".encode() if mark else b"")
        self.write(age)

    @rule(path=st.sampled_from(("partials/card.html", "partials/call.html", "post.html", "404.html")), age=ages,
          kind=st.sampled_from(("", "", "", *BROKEN_TEMPLATES)))  # fmt: skip
    def break_or_mend_the_theme(self, path: str, kind: str, age: str) -> None:
        path = f"templates/{path}"
        self.theme_files[path] = BROKEN_TEMPLATES[kind].encode() if kind else THEME_FILES[path]
        self.write(age)

    @rule(
        path=st.sampled_from(
            ("post.html", "404.html", "tag.html", "partials/footer.html", "partials/greeting.html", "home.html")
        ),
        kind=st.sampled_from(("", "own", "extends", "dynamic", "other")),
        mark=few,
        age=ages,
    )
    def add_or_remove_an_override(self, path: str, kind: str, mark: int, age: str) -> None:
        name = f"templates/{path}"
        self.overrides.pop(name, None)
        extends = f'{{% extends "@THEME/{path}" %}}'
        texts = {
            "own": f"<p>Own {mark} {{{{ language }}}}</p>",
            "extends": f"{extends}{{% block main %}}{{{{ super() }}}}<p>{mark}</p>{{% endblock %}}",
            "dynamic": f'{extends}{{% block main %}}{{% set which = "footer" %}}'
            f'{{% include "partials/" ~ which ~ ".html" %}}<p>{mark}</p>{{% endblock %}}',
            "other": f"{{% if assets %}}{{% set mark = {mark} %}}{{% endif %}}{{{{ mark }}}} {{{{ assets | length }}}}",
        }
        if kind:
            self.overrides[name] = texts[kind if "partials" not in path or kind == "other" else "own"]
        self.write(age)

    @rule(name=st.sampled_from(("note", "tip", "crisis")), mark=few, age=ages)
    def override_a_component(self, name: str, mark: int, age: str) -> None:
        path = f"templates/components/{name}.html"
        self.overrides.pop(path, None)
        if mark:
            self.overrides[path] = f'<aside class="m{mark}">{{{{ content }}}} {{{{ strings.home }}}}</aside>'
        self.write(age)

    @rule(
        language=st.sampled_from(("en", "de")),
        key=st.sampled_from(("", "home", "disclaimer", "blog")),
        word=st.sampled_from(("Start", "Begin")),
        age=ages,
    )
    def override_strings(self, language: str, key: str, word: str, age: str) -> None:
        self.overrides.pop(f"strings/{language}.toml", None)
        if key:
            self.overrides[f"strings/{language}.toml"] = f'{key} = "{word}"\n'
        self.write(age)

    @rule(mark=few, age=ages)
    def add_to_the_style_sheet(self, mark: int, age: str) -> None:
        self.overrides.pop("static/style.css", None)
        if mark:
            self.overrides["static/style.css"] = f"p {{ margin: {mark}rem; }}\n"
        self.write(age)

    @rule(theme=st.sampled_from(("plain", "plain", "plain", "calm", "calm", "nowhere")))
    def switch_the_theme(self, theme: str) -> None:
        self.theme = theme
        self.theme_mark = self.theme_mark if theme == "plain" else ""
        self.write()

    # ── The settings ─────────────────────────────────────────────────────────────────────────────────────────────

    @rule(
        change=st.sampled_from(
            (
                ("title", '"Still Wind!"'),
                ("title", '"Still Water"'),
                ("language", '"de"'),
                ("language", '"en-GB"'),
                ("posts_per_page", "1"),
                ("posts_per_page", "10"),
                ("country", '"US"'),
                ("country", '""'),
                ("timezone", '"Pacific/Auckland"'),
                ("accepting", '"waitlist"'),
                ("accepting", '"closed"'),
                ("accepting", '"open"'),
                ("default_cta", '"none"'),
                ("default_cta", '"first"'),
                ("description", '"On calm"'),
                ("url", '"https://other.example/below"'),
                ("logo", '"media/a.png"'),
                ("logo", '""'),
                ("titel", '"x"'),
            )
        ),
        mend=yes,
    )
    def edit_the_settings(self, change: tuple[str, str], mend: bool) -> None:
        self.settings.pop("titel", None)
        if not (mend and change[0] == "titel"):
            self.settings[change[0]] = change[1]
        self.write()

    @rule(pattern=st.sampled_from(("/{slug}/", "/blog/{year}/{slug}/", "/notes/{slug}/")))
    def edit_the_permalinks(self, pattern: str) -> None:
        self.permalink = pattern
        self.write()

    @rule(
        label=st.sampled_from(("Arrange a talk", "Arrange a call")),
        url=st.sampled_from(("/contact/", "https://book.example/", "/first/")),
        heading=st.sampled_from(("", "Where to start?")),
    )
    def edit_the_call_to_action(self, label: str, url: str, heading: str) -> None:
        self.call = {"label": label, "url": url} | ({"heading": heading} if heading else {})
        self.write()

    @rule(
        name=st.sampled_from(("practice", "markdown", "crisis", "exit", "feeds", "menu", "waitlist", "series")),
        variant=st.integers(0, 2),
        mark=st.sampled_from(("", "oak")),
    )
    def edit_a_table(self, name: str, variant: int, mark: str) -> None:
        tables = {
            "practice": f'[practice]\nname = "Leith {variant}"\n',
            "markdown": f"[markdown]\ntypography = {'true' if variant == 1 else 'false'}\n",
            "crisis": f"[crisis]\nprominent = {'true' if variant == 1 else 'false'}\n",
            "exit": f'[exit]\nenabled = {"true" if variant == 1 else "false"}\nlabel = "Leave"\n',
            "feeds": f"[feeds]\nseries = {'true' if variant == 1 else 'false'}\n",
            "series": f"[series]\nannounce_scheduled = {'true' if variant == 1 else 'false'}\n",
            "menu": '[[menu]]\nlabel = "Fees"\n' + ('page = "fees"\n' if variant == 1 else 'url = "/first/"\n'),
            "waitlist": f'[cta.first.waitlist]\nlabel = "Wait {variant}"\n',
        }
        self.tables.pop(name, None)
        if variant:
            self.tables[name] = tables[name]
        if self.theme == "plain":
            self.theme_mark = mark
        self.write()

    @precondition(lambda self: not self.published)
    @rule(age=ages)
    def take_back_what_was_refused(self, age: str) -> None:
        vars(self).update(copy.deepcopy(self.good))
        self.write(age)

    @precondition(lambda self: not self.published)
    @rule()
    def take_it_back_at_once(self) -> None:
        self.take_back_what_was_refused("now")

    # ── The build itself ─────────────────────────────────────────────────────────────────────────────────────────

    @rule(day=st.sampled_from(DAYS))
    def another_day(self, day: dt.date) -> None:
        self.options["today"] = day

    @rule(option=st.sampled_from(("drafts", "future", "for_disk", "strict")), on=yes)
    def another_option(self, option: str, on: bool) -> None:
        self.options[option] = on

    @rule()
    def nothing_at_all(self) -> None:
        """And then nothing is rendered."""
        if self.published:
            result = self.twins.make(self.site, **self.options)
            assert (result.rendered, result.written, result.removed) == ((), (), ())

    @rule(age=ages)
    def touch_everything(self, age: str) -> None:
        for path in self.on_disk:
            if age == "now":
                (self.site / path).touch()
            else:
                self.set_time(self.site / path, age)

    @rule(how=st.sampled_from(CORRUPTIONS), seed=st.integers(0, 9))
    def lose_or_corrupt_the_cache(self, how: str, seed: int) -> None:
        corrupt(self.site / ".therapyblog" / "cache" / "memo.sqlite", how, random.Random(seed))

    @rule()
    def lose_the_cache(self) -> None:
        shutil.rmtree(self.site / ".therapyblog" / "cache", ignore_errors=True)

    @rule()
    def build_without_cache_in_between(self) -> None:
        self.twins.make(self.site, **self.options, cache=False)

    @precondition(lambda self: self.published)
    @rule(
        number=st.integers(0, 60), how=st.sampled_from(("deleted", "edited", "longer", "folder deleted", "all deleted"))
    )
    def harm_the_output(self, number: int, how: str) -> None:
        out = self.twins.out
        files = [path for path in sorted(out.rglob("*")) if path.is_file()]
        place = files[number % len(files)]
        if how == "deleted":
            place.unlink()
        elif how == "folder deleted" and place.parent != out:
            shutil.rmtree(place.parent)
        elif how == "all deleted":
            shutil.rmtree(out)
        else:
            content = place.read_bytes()
            place.write_bytes(b"!" + content[how == "edited" :])


def corrupt(path: Path, how: str, chance: random.Random) -> None:
    """Do something to a cache file that a disk, a person or another program could do."""
    if not path.is_file():
        return
    content = bytearray(path.read_bytes())
    if how in ("gone", "folder"):
        path.unlink()
        if how == "folder":
            path.mkdir()
    elif how in ("noise", "empty", "cut", "page", "head"):
        if how in ("page", "head"):
            at = 0 if how == "head" else chance.randrange(len(content))
            content[at : at + 200] = chance.randbytes(len(content[at : at + 200]))
        harmed = {"noise": chance.randbytes(5000), "empty": b"", "cut": content[: chance.randrange(len(content))]}
        path.write_bytes(harmed.get(how, bytes(content)))
    else:
        statements = {
            "no table": f"DROP TABLE {chance.choice(('about', 'documents', 'bodies'))}",
            "no rows": f"DELETE FROM {chance.choice(('documents', 'bodies'))}",
            "other rows": chance.choice(
                (
                    "UPDATE about SET value = x'c1' WHERE name != 'environment'",
                    "UPDATE documents SET read = x'c1'",
                    "UPDATE documents SET read = 7",
                    "UPDATE bodies SET body = x'c1'",
                    "UPDATE about SET value = 'text' WHERE name != 'environment'",
                )
            ),
            "foreign": "UPDATE about SET value = x'00' WHERE name = 'environment'",
        }
        try:
            connection = sqlite3.connect(path)
            try:
                with connection:
                    connection.execute(statements[how])
            finally:
                connection.close()
        except sqlite3.DatabaseError:
            pass
