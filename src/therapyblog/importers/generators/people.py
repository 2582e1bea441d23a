"""Who wrote the texts of a folder, and what its data say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from therapyblog.importers.generators.blocks import Settings, split
from therapyblog.importers.generators.folder import Entry
from therapyblog.importers.generators.links import Links
from therapyblog.importers.generators.values import by_name, by_names, escaped, first, names, names_of, text_of, texts
from therapyblog.importers.items import Image, Person
from therapyblog.importers.pasted import decoded
from therapyblog.settings.hold_rules import fold
from therapyblog.settings.nodes import Node


class People(Links):
    """A folder whose authors are read."""

    author = ""
    """Who writes where nobody is named."""

    def authors(self, entry: Entry) -> tuple[str, ...]:
        """Return the keys of who wrote a text; of the site's author where it names nobody."""
        keys: list[str] = []
        for node in [*by_names(entry.settings, ["authors", "author", *names("author")])]:
            for leaf in node.value if isinstance(node.value, tuple) else (node,):
                name = self._key_of_person(leaf)
                keys += names_of(name)
        keys = [self.by_name.get(fold(key), key) for key in keys if key]
        return tuple(dict.fromkeys(keys)) or (
            (self.by_name.get(fold(self.author), self.author),) if self.author and entry.kind == "post" else ()
        )

    def _key_of_person(self, node: Node) -> str:
        if isinstance(node.value, dict):
            return text_of(first(node.value, "name") or node.value.get("name") or node.value.get("id"))
        return text_of(node)

    def people(self) -> Iterator[Person]:
        """Yield who is described in the data of the site."""
        self.by_name: dict[str, str] = {}
        for key, node in self.described().items():
            values = node.value if isinstance(node.value, dict) else {}
            name = text_of(by_name(values, "name", "displayname", "title", "fullname")) or key
            photo = text_of(by_name(values, "avatar", "picture", "photo", "image", "img"))
            about = text_of(by_name(values, "bio", "about", "description", "summary"))
            for known in (key, name, text_of(by_name(values, "email", "username", "login"))):
                if known:
                    self.by_name.setdefault(fold(known), key)
            yield Person(
                key=key,
                name=name,
                role=text_of(by_name(values, "role", "jobtitle", "position", "occupation")),
                credentials=", ".join(texts(by_name(values, "credentials", "letters", "suffix") or Node(None))),
                about=f"<p>{escaped(about)}</p>" if about else "",
                photo=Image(address=self.file_of(photo, None)) if photo else None,
            )

    def described(self) -> Settings:
        """Return the people that data files describe, by their keys."""
        found: Settings = {}
        for name in self.names.values():
            local = name[len(self.root) :]
            if re.fullmatch(r"(?:src/)?_?data/(?:[\w-]+/)?(?:authors|people|team|members)\.(?:ya?ml|json|toml)", local):
                found |= self.data(name)
            elif match := re.fullmatch(
                r"(?:(?:src/)?(?:_?data|content)/|_|src/content/)?authors/([\w.-]+?)(?:/_?index)?\.(ya?ml|json|toml|md)",
                local,
            ):
                if match[1] in ("_index", "index"):
                    continue
                if match[2] == "md":
                    block = split(decoded(self.source.read(name)))
                    body = re.sub(r"[*_`#>]", "", block.body).strip()
                    node = {"bio": Node(" ".join(body.split())), **block.settings} if body else block.settings
                else:
                    node = self.data(name)
                found[match[1]] = Node(node)
        return found
