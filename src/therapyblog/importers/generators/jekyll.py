"""Jekyll: the folder of a site (`_config.yml`, `_posts/`).

Addresses as jekyllrb.com/docs/permalinks says, defaults as jekyllrb.com/docs/configuration/front-matter-defaults
(looked up on 30 November 2026).
"""

from __future__ import annotations

import datetime as dt
import fnmatch
import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from urllib.parse import quote

from therapyblog.importers.generators.blocks import Settings, split
from therapyblog.importers.generators.folder import ABOUT_THE_FOLDER, TEXTS, UNREADABLE, Entry, File, roots, under
from therapyblog.importers.generators.generator import Generator
from therapyblog.importers.generators.permalinks import filled
from therapyblog.importers.generators.values import text_of, texts
from therapyblog.importers.items import Facts, Item, Skipped
from therapyblog.importers.markdown_addresses import outside_code
from therapyblog.importers.pasted import decoded
from therapyblog.importers.source import Source
from therapyblog.settings.nodes import Node
from therapyblog.urls.slugs import slugify

NAME = "jekyll"
WORDS = "a Jekyll site"

_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_POST_NAME = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-(?=.)")
_DESIGN = ("_layouts/", "_includes/", "_sass/", "_data/", "_plugins/", "_site/", "assets/", "css/", "js/", "vendor/")

_INCLUDED = re.compile(r"\{%-?\s*include(?:_cached)?\s+([\w./-]+\.(?:md|markdown))\s*-?%\}")
_MOST_INCLUDED = 200_000
"""Bytes of what one text may include."""
_NO_PAGES = (*ABOUT_THE_FOLDER, "404", "search", "tags", "categories", "archive", "archives", "feed")


def recognises(source: Source) -> bool:
    """Say whether a folder holds the configuration of Jekyll beside posts or layouts."""
    return _root(source) is not None


def _root(source: Source) -> str | None:
    posts = [match[1] for name in source.sizes if (match := re.match(r"((?:.*/)?)_posts/\d{4}-\d\d?-\d\d?-", name))]
    for root in (*roots(source, "_config.yml", "_config.yaml", "_config.toml"), *sorted(posts, key=len)[:1]):
        if any(
            re.match(r"(?:.*/)?(?:_posts|_drafts|_layouts|_includes)/", name[len(root) :])
            for name in source.sizes
            if name.startswith(root)
        ):
            return root
    return None


def items(source: Source) -> Iterator[Item]:
    """Yield the site's facts, its people, and every text."""
    return Jekyll(source, _root(source) or "").items()


class Jekyll(Generator):
    """The folder of a Jekyll site."""

    form = "liquid"

    def __init__(self, source: Source, root: str) -> None:
        """Find the folder of the texts, which may lie below that of the configuration (`source: src`)."""
        super().__init__(source, root)
        self.top = root
        places = (name[len(root) :] for name in self.names.values())
        above = {match[1] for place in places if (match := re.match(r"((?:[^_].*?/)?)_(?:layouts|includes)/", place))}
        self.root = root + min(above, key=len, default="")

    @cached_property
    def config(self) -> Settings:
        """Return what `_config.yml` says."""
        found: Settings = {}
        for ending in ("toml", "yaml", "yml"):
            found |= self.data(f"{self.top}_config.{ending}")
        return found

    def facts(self) -> Facts:
        """Return title, address, language and menu."""
        self.author = self.said("author", "name") or self.said("author")
        address = self.said("url").rstrip("/")
        base = self.said("baseurl").strip("/")
        self.prefix = f"/{base}" if base else ""
        return Facts(
            title=self.said("title") or self.said("name"),
            description=self.said("description") or self.said("tagline"),
            address=f"{address}{self.prefix}" if address else "",
            language=self.said("lang") or self.said("locale").replace("_", "-"),
            menu=tuple(self._menu()),
        )

    def _menu(self) -> Iterator[tuple[str, str]]:
        for name in ("navigation", "nav", "menu", "main_menu"):
            for ending in ("yml", "yaml", "json"):
                values = self.data(f"{self.root}_data/{name}.{ending}")
                rows = next((values[key] for key in ("main", "header", "nav", "items", "list") if key in values), None)
                listed = rows.value if rows and isinstance(rows.value, tuple) else tuple(values.values())
                for row in listed:
                    if isinstance(row.value, dict) and (
                        address := text_of(row.value.get("url") or row.value.get("link") or row.value.get("href"))
                    ):
                        yield text_of(row.value.get("title") or row.value.get("name") or row.value.get("text")), address

    @property
    def collections(self) -> dict[str, Settings]:
        """Return the collections by their names."""
        node = self.setting("collections")
        if node and isinstance(node.value, dict):
            return {name: inner.value if isinstance(inner.value, dict) else {} for name, inner in node.value.items()}
        return {name: {} for name in texts(node)} if node else {}

    def files(self) -> Iterator[File | Skipped]:
        """Yield posts, drafts, what lies in collections, and pages."""
        excluded = [pattern.strip("/") for pattern in texts(self.setting("exclude") or Node(None))]
        where = self.said("collections_dir").strip("/")
        for name in under(self.source, self.root):
            local = name[len(self.root) :]
            ending = posixpath.splitext(local)[1].lower()
            if any(fnmatch.fnmatch(local, pattern) or local.startswith(f"{pattern}/") for pattern in excluded):
                continue
            if ending not in TEXTS and ending not in UNREADABLE:
                continue
            file = self._file(name, local.removeprefix(f"{where}/") if where else local)
            if file and ending in UNREADABLE:
                yield Skipped(origin=name, title=local, why=f"it is {UNREADABLE[ending]}, which is not read")
            elif file:
                yield file

    def _file(self, name: str, local: str) -> File | Skipped | None:  # noqa: PLR0911 - one kind of place after another
        """Say what a file is; nothing for one of the design."""
        last = posixpath.basename(posixpath.splitext(local)[0])
        posts = re.match(r"(?P<before>(?:.*/)?)_(?P<what>posts|drafts)/(?P<place>.*)", local)
        collection = next((key for key in self.collections if local.startswith(f"_{key}/")), "")
        if posts:
            if posts["what"] == "posts" and not _POST_NAME.match(last):
                why = "its name has no date, so Jekyll does not publish it"
                return Skipped(origin=name, title=last, why=why)
            place = f"_drafts/{posts['place']}" if posts["what"] == "drafts" else posts["place"]
            return name, place, "post", posts["before"]
        if collection and collection != "authors":
            if text_of(self.collections[collection].get("output")) != "true":
                why = f"the collection {collection} has no pages of its own (output: true)"
                return Skipped(origin=name, title=last, why=why)
            return name, local[len(collection) + 2 :], "post" if self._has_date(name) else "page", f"_{collection}"
        if local.startswith(_DESIGN) or last.lower() in _NO_PAGES or any(part[0] == "_" for part in local.split("/")):
            return None
        if not self.source.start(name, 8).lstrip(b"\xef\xbb\xbf").startswith(b"---"):
            return None
        if name.lower().endswith((".html", ".htm")):
            return Skipped(origin=name, title=last, why="it is a page of the old design, in HTML")
        return name, local, "page", ""

    def _has_date(self, name: str) -> bool:
        return re.search(rb"^date:", self.source.start(name, 2048), re.MULTILINE) is not None

    def defaults(self, name: str, section: str, kind: str) -> Settings:
        """Return the `defaults` of the configuration that fit a text."""
        node = self.setting("defaults")
        local = name[len(self.root) :]
        what = section.removeprefix("_") if section.startswith("_") else "drafts" if "_drafts/" in local else f"{kind}s"
        found: Settings = {}
        for row in node.value if node and isinstance(node.value, tuple) else ():
            values = row.value if isinstance(row.value, dict) else {}
            scope, inner = values.get("scope"), values.get("values")
            wanted = scope.value if scope and isinstance(scope.value, dict) else {}
            path = text_of(wanted.get("path")).strip("/")
            fits = (
                not path
                or local == path
                or local.startswith(f"{path}/")
                or fnmatch.fnmatch(local, path)
                or fnmatch.fnmatch(local, f"{path}/*")
            )
            if fits and text_of(wanted.get("type")) in ("", what) and inner and isinstance(inner.value, dict):
                found |= inner.value
        return found

    def _categories(self, entry: Entry) -> list[str]:
        words = [part for part in entry.section.split("/") if part] if not entry.section.startswith("_") else []
        for name in ("categories", "category"):
            if name in entry.settings:
                words += self.words(entry.settings[name])
        return words

    def words(self, node: Node) -> list[str]:
        """Return the words of a list; of a text, those between its spaces, or its commas where it has some."""
        if isinstance(node.value, str):
            return [
                word.strip()
                for word in (node.value.split(",") if "," in node.value else node.value.split())
                if word.strip()
            ]
        return texts(node)

    def subjects(self, entry: Entry) -> tuple[str, tuple[str, ...]]:
        """Return the topic and the tags; folders above `_posts` are categories."""
        topic, tags = super().subjects(entry)
        above = [part for part in entry.section.split("/") if part] if not entry.section.startswith("_") else []
        if above and not topic:
            return above[0], tuple(dict.fromkeys((*above[1:], *tags)))
        return topic, tags

    def addresses(self, entry: Entry, slug: str, date: dt.datetime | None) -> Iterable[str]:
        """Yield the address by `permalink`, here or in the configuration."""
        own = text_of(entry.settings.get("permalink"))
        stem = posixpath.splitext(entry.place)[0].removeprefix("_drafts/")
        pattern = own or self.said("permalink") or "date"
        collection = entry.section[1:] if entry.section.startswith("_") else ""
        if collection:
            pattern = own or text_of(self.collections[collection].get("permalink")) or "/:collection/:path:output_ext"
        elif entry.kind == "page":
            if own:
                pattern = own
            elif re.search(r"/$|pretty", pattern):
                pattern = "/:path/"
            else:
                pattern = "/:path:output_ext"
        if not own and entry.kind == "post" and "_drafts" in entry.place:
            return
        if stem.rpartition("/")[2].lower() == "index" and not own and entry.kind == "page":
            folder = stem.rpartition("/")[0]
            yield f"/{folder}/" if folder else "/"
            return
        path = filled(
            _STYLES.get(pattern, pattern),
            entry.settings,
            title=self.title_of(entry),
            slug=text_of(entry.settings.get("slug")) or entry.stem,
            date=date,
            categories=[quote(slugify(word)) for word in dict.fromkeys(self._categories(entry))],
            path=stem,
            ending=".html",
            collection=collection,
        )
        yield path if path.startswith("/") else f"/{path}"

    def variable(self, entry: Entry, name: str) -> str | None:
        """Return addresses and facts of the site."""
        value, *filters = (part.strip() for part in name.split("|"))
        if value in ("site.baseurl", "site.url", "site.github.url", "baseurl"):
            first = ""
        elif value[:1] in "\"'" and value[-1:] == value[:1]:
            first = value[1:-1]
        elif match := re.fullmatch(r"site\.([\w.]+)", value):
            found = self.setting(*match[1].split("."))
            if found is None or not text_of(found):
                return None
            first = text_of(found)
        elif match := re.fullmatch(r"page\.([\w-]+)", value):
            first = text_of(entry.settings.get(match[1]))
            if not first:
                return None
        else:
            return None
        for step in filters:
            before = re.fullmatch(r"prepend:\s*(?:site\.(?:baseurl|url))", step)
            joined = re.fullmatch(r"(append|prepend):\s*[\"']([^\"']*)[\"']", step)
            if joined:
                first = first + joined[2] if joined[1] == "append" else joined[2] + first
            elif not before and not re.match(
                r"relative_url|absolute_url|escape|markdownify|strip|url_encode|uri_escape|date", step
            ):
                return None
        return first or ("" if value.startswith("site.") else None)

    def whole(self, body: str) -> str:
        """Put the Markdown texts of `_includes/` where they are included; what these include stays as it is."""
        left = [_MOST_INCLUDED]

        def text(match: re.Match[str]) -> str:
            name = self.names.get(f"{self.root}_includes/{match[1]}".lower())
            if name is None or self.source.sizes[name] > left[0]:
                return match[0]
            left[0] -= self.source.sizes[name]
            return split(decoded(self.source.read(name))).body.strip("\n")

        return outside_code(_INCLUDED, text, body)

    def plain_address(self, address: str, entry: Entry) -> str:
        """Return an address without the folder in which the site was."""
        if self.prefix and address.startswith(f"{self.prefix}/"):
            return address[len(self.prefix) :]
        return address

    def is_text(self, entry: Entry) -> str:
        """What only lists the posts has a page of its own here."""
        plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^<>]*>", "", entry.block.body, flags=re.DOTALL)
        if entry.kind == "page" and not re.search(r"\w{3}", plain):
            return "it holds no text of its own"
        return ""
