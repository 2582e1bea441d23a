"""Forms made of the declarations, in the person's words."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from support.quiet_site import QuietSite
from support.site import SmallSite
from therapyblog.desk import forms
from therapyblog.settings.declaration import Group
from therapyblog.settings.document_fields import DOCUMENTS
from therapyblog.settings.site_fields import SETTINGS

LANGUAGES = ("en", "de", "es", "es-419", "fr", "it", "nl", "pl", "pt", "pt-PT", "ar")
KINDS = (*forms.LAYOUT, "settings")
_FOREIGN = re.compile(r"markdown|yaml|front.?matter|slug|build|repositor|`", re.IGNORECASE)
FILE = Path(forms.__file__).parent / "form_words.toml"


@pytest.fixture
def quiet(site: SmallSite) -> Any:
    site.settings('[cta.talk]\nheading = "A first talk"\nlabel = "Book"\nurl = "/book/"\n')
    return QuietSite(site.folder)


def form(quiet: Any, kind: str, language: str = "en") -> list[forms.FieldGroup]:
    return list(forms.read_form(quiet, forms.ReadForm(kind=kind, language=language)).groups)


def by_setting(fields: Any) -> dict[tuple[Any, ...], forms.Field]:
    found = {}
    for field in fields:
        found[field.setting] = field
        found |= by_setting(field.fields or ())
    return found


def test_every_declared_setting_has_its_control(quiet: Any) -> None:
    for kind, declared in DOCUMENTS.items():
        settings = {setting[0] for group in form(quiet, kind) for setting in by_setting(group.fields)}
        assert settings == {*declared.table} - {"authors", "part"}
    settings = {setting for group in form(quiet, "settings") for setting in by_setting(group.fields)}
    for name, section in SETTINGS.table.items():
        assert isinstance(section.kind, Group)
        there = {setting[1] for setting in settings if setting[0] == name and len(setting) > 1}
        assert there >= {*section.kind.table} or name in ("publish", "content", "markdown", "build")
    assert ("theme", "accent") in settings


def test_the_kinds_of_controls(quiet: Any) -> None:
    post = by_setting(field for group in form(quiet, "post") for field in group.fields)
    site = by_setting(field for group in form(quiet, "settings") for field in group.fields)
    person = by_setting(field for group in form(quiet, "practitioner") for field in group.fields)
    kinds = {name: field.kind for (name, *more), field in post.items() if not more}

    assert kinds["title"] == "line"
    assert kinds["description"] == "text"
    assert (kinds["date"], kinds["review_due"], kinds["exit"]) == ("date", "date", "yes-no")
    assert (kinds["tags"], kinds["image"], kinds["author"]) == ("list", "picture", "person")
    assert (kinds["series"], kinds["references"]) == ("group", "groups")
    assert post["series", "part"].kind == "number"
    assert (post["status",].choices, post["status",].default) == (("published", "draft", "unlisted"), "published")
    assert post["title",].required
    assert post["cta",].choices == (
        forms.Choice(value="talk", label="A first talk"),
        forms.Choice(value="none", label="—"),
    )
    assert person["credentials", "expires"].kind == "date"
    assert (site["cta",].kind, site["menu",].kind, site["cta", "waitlist"].kind) == ("named-groups", "groups", "group")
    assert site["theme", "name"].choices == ("calm", "clinic", "journal")
    assert (site["theme", "accent"].kind, site["theme", "card_pictures"].kind) == ("colour", "yes-no")
    assert site["site", "posts_per_page"].default == 10


def test_words_that_nobody_knows_do_not_appear(quiet: Any) -> None:
    for kind in KINDS:
        said = re.findall(
            r'"(?:label|about|title)":"([^"]*)"', json.dumps(_plain(form(quiet, kind)), separators=(",", ":"))
        )
        assert said
        wrong = [words for words in said if _FOREIGN.search(words)]
        assert not wrong


def _plain(value: Any) -> Any:
    import msgspec

    return msgspec.to_builtins(value)


def test_every_language_has_its_own_words(quiet: Any) -> None:
    words = tomllib.loads(FILE.read_text("utf-8"))
    for table in ("groups", "labels"):
        for name, row in words[table].items():
            assert len(row) == len(words["languages"]), name
            assert all(row), name
    declared = {setting for kind in KINDS for group in form(quiet, kind) for setting in by_setting(group.fields)}
    known = {str(step) for setting in declared for step in setting}
    assert {name.rpartition(".")[2] for name in words["labels"]} <= known
    unknown = {name for name in known if name not in {each.rpartition(".")[2] for each in words["labels"]}}
    assert unknown - {*words["groups"]} == set(), "a setting has no name"
    for language in LANGUAGES:
        (about, *_) = form(quiet, "post", language)
        title = next(field for field in about.fields if field.setting == ("title",))
        assert (title.label == "Title") == (language == "en")
        assert (title.about == "") == (language != "en")
    assert form(quiet, "post", "xx") == form(quiet, "post", "en")


def test_what_somebody_else_declares_appears_by_its_name(quiet: Any, site: SmallSite) -> None:
    manifest = 'name = "mine"\nversion = "1"\ntheme_api = 1\nextends = "calm"\n'
    declared = '[settings.banner_height]\ntype = "number"\ndefault = 3\nhelp = "How high."\n'
    site.write({"themes/mine/theme.toml": manifest + declared})
    site.settings('[theme]\nname = "mine"\n')
    fields = by_setting(field for group in form(quiet, "settings") for field in group.fields)
    field = fields["theme", "banner_height"]

    assert (field.label, field.about, field.kind, field.default) == ("Banner height", "How high.", "number", 3)
    site.write({"therapyblog.toml": "[site\n"})
    assert ("theme", "name") in by_setting(field for group in form(quiet, "settings") for field in group.fields)


def test_over_the_wire(desk):
    groups = desk.call("forms.read", kind="post", language="de")["groups"]
    assert groups[0]["fields"][0] == {
        "setting": ["title"],
        "kind": "line",
        "label": "Titel",
        "about": "",
        "required": True,
        "choices": None,
        "default": None,
        "fields": None,
    }
    assert desk.refused("forms.read", kind="nothing")["code"] == "no-form"
