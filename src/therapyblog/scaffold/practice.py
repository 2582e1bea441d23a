"""Answers → the files of a site: each fact once, in the settings, and pages that refer to it.

What only the practice itself can say stands there as a note to write it, which every build names until it is gone.
A page that is not written in the language of the site is in English, with a note to translate it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from therapyblog.model.languages import ENGLISH, english_name, primary, wider
from therapyblog.render.filters import money
from therapyblog.scaffold.places import AUTHORITIES, IMPRINT_PAGES
from therapyblog.scaffold.questions import EXAMPLE, Answers
from therapyblog.scaffold.words import PAGES, folders_of, untranslated, words_in
from therapyblog.settings.placeholders import to_write
from therapyblog.settings.site_fields import CALL, PRACTICE, SERVICE, SITE
from therapyblog.settings.writer import document, quoted
from therapyblog.site.practice import IMPRINT_COUNTRIES
from therapyblog.theme.discovery import shipped
from therapyblog.urls.slugs import slugify

_LONGEST_LINE = 120
_TRANSLATE = "this page in {language}"


def practice_files(answers: Answers) -> dict[str, str]:
    """Return the files of a site that says what was answered: path below the site folder → text."""
    words = words_in(answers.language)
    person = f"practitioners/{slugify(answers.name, answers.language)}.md"
    return {
        "therapyblog.toml": _settings(answers, words),
        person: document(_person(answers, words), to_write(words["biography"], answers.language)),
        **_pages(answers, words, person),
    }


def _pages(answers: Answers, words: Mapping[str, Any], person: str) -> dict[str, str]:
    names = {"index": "index", **words["names"]}
    wanted = [name for name in names if name not in ("imprint", "estimate")]
    wanted += ["imprint"] if answers.country in IMPRINT_PAGES else []
    wanted += ["estimate"] if answers.country == "US" else []
    environment = Environment(  # noqa: S701 - Markdown, of our own sentences and the names of files
        loader=FileSystemLoader([PAGES / folder for folder in folders_of(answers.language)]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.filters["capital"] = _with_capital
    ways = _ways(answers)
    context = {
        "pages": {name: f"{names[name]}.md" if name in wanted else "" for name in names},
        "person": person,
        "titles": words["titles"] | _titles(answers),
        "authority": AUTHORITIES.get(answers.country, ""),
        "ways": [words["ways"][way] for way in ways],
        "books": ways[0] == "booking",
    }
    context["reach"] = next(
        (words["ways"][way] for way in ("email", "phone") if way in ways),
        f"[{words['reach']}]({context['pages']['contact']})",
    )
    texts = {}
    for name in wanted:
        template = environment.get_template(f"{name}.md")
        written_in = Path(str(template.filename)).parent.name
        text = template.render(context, write=partial(to_write, language=written_in))
        texts[f"{names[name]}.md"] = _to_translate(text, written_in, answers.language)
    if answers.language == "de-CH":
        texts = {name: text.replace("ß", "ss") for name, text in texts.items()}
    return {f"pages/{name}": text for name, text in texts.items()}


def _titles(answers: Answers) -> dict[str, str]:
    """Return the titles of pages that the theme has words for, in a language that our pages are not written in."""
    texts = _theme_texts(answers.language)
    if not untranslated(answers.language):
        return {"imprint": texts["imprint"]}
    return {"fees": texts["services"], "contact": texts["contact"], "imprint": texts["imprint"]}


def _with_capital(text: str) -> str:
    """Begin a sentence with a capital, also where it begins with a link."""
    begin = 1 if text.startswith("[") else 0
    return text[:begin] + text[begin : begin + 1].upper() + text[begin + 1 :]


def _to_translate(page: str, written_in: str, language: str) -> str:
    """Put a note above the text of a page that is in English only because we have no other."""
    settings, end, text = page.partition("\n---\n")
    if not text or primary(written_in) == primary(language):
        return page
    note = to_write(_TRANSLATE.format(language=english_name(primary(language))))
    return f"{settings}{end}\n{note}\n{text}"


def _theme_texts(language: str) -> dict[str, Any]:
    folder = shipped("themes") / "base" / "strings"
    texts = [folder / f"{name}.toml" for name in (ENGLISH, *wider(language))]
    return {
        key: text for file in texts if file.is_file() for key, text in tomllib.loads(file.read_text("utf-8")).items()
    }


def _ways(answers: Answers) -> list[str]:
    """Return how to reach the practice, the easiest first; an example stands where nothing was answered."""
    given = {"booking": answers.booking_url, "email": answers.email, "phone": answers.phone}
    return [way for way, address in given.items() if address] or ["email"]


def _person(answers: Answers, words: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": answers.name,
        "role": answers.role or to_write(words["role"], answers.language),
        "modalities": answers.modalities,
        "credentials": _credentials(answers),
    }


def _credentials(answers: Answers) -> list[dict[str, str]]:
    """Return the letters, and the registration with those that name its register: BACP with MBACP."""
    kind = "licence" if answers.country == "US" else "registration"
    registration = {"kind": kind, "issuer": answers.register, "number": answers.number}
    entries = [{"letters": letters} for letters in answers.letters]
    if not answers.register:
        return entries
    for entry in entries:
        if answers.register.casefold() in entry["letters"].casefold():
            entry.update(registration)
            return entries
    return [*entries, {"name": answers.register, "kind": kind, "number": answers.number}]


def _description(answers: Answers, words: Mapping[str, Any]) -> str:
    """Return what somebody is, where and how, and for whom, in one line: that is how a practice is found."""
    if untranslated(answers.language):
        return ", ".join(filter(None, (answers.role, answers.town)))
    town = answers.town and words["in"].format(town=answers.town)
    known = {"in-person": town, "online": words["online"], "phone": words["phone"]}
    where = [place for mode, place in known.items() if mode in answers.modes and place]
    places = words["and"].join(filter(None, (words["comma"].join(where[:-1]), *where[-1:])))
    what = answers.role or str(words["work"])
    what = words["where"].format(what=what, places=places) if places else what
    return words["for"].format(what=what, clients=answers.clients) if answers.clients else what


def _settings(answers: Answers, words: Mapping[str, Any]) -> str:
    """Write `therapyblog.toml`: what was answered, each with what it is."""
    needs_imprint = answers.country in (*IMPRINT_COUNTRIES, *IMPRINT_PAGES)
    way = _ways(answers)[0]
    english = untranslated(answers.language)
    site = {
        "title": answers.title,
        "url": answers.url,
        "description": _description(answers, words),
        "language": answers.language,
        "timezone": answers.timezone,
        "country": answers.country,
        "default_cta": "first-call",
        "accepting": answers.accepting,
    }
    practice = {
        "street": answers.street,
        "postcode": answers.postcode,
        "town": answers.town,
        "region": answers.region,
        "email": answers.email or (f"hello@{EXAMPLE.partition('://')[2]}" if way == "email" else ""),
        "phone": answers.phone,
        "booking_url": answers.booking_url,
        "responsible": answers.name if needs_imprint else "",
    }
    call = {
        "heading": to_write(f"an invitation in {english}") if english else words["heading"],
        "text": "" if english else words["text"],
        "label": _theme_texts(answers.language)["cta_closed_label"] if english else words["buttons"][way],
        "url": way,
    }
    service = {
        "name": to_write(f"what a session is called in {english}") if english else words["session"],
        "duration": answers.minutes or "",
        "price": to_write(words["fee"], answers.language)
        if answers.fee is None
        else money(answers.fee, answers.currency, answers.language),
        "price_from": None if answers.sliding_scale else answers.fee,
        "currency": answers.currency if answers.fee is not None and not answers.sliding_scale else "",
        "sliding_scale": answers.sliding_scale or "",
        "mode": ", ".join(answers.modes),
    }
    blocks = [
        "# The settings of your site: each fact stands here once, and pages refer to it. What begins with # is a note.",
        _block("[site]", site, SITE),
        _block("[practice]", practice, PRACTICE),
        _block("[theme]", {"name": answers.theme}, {}),
        "# A call-to-action: one calm next step at the end of every page.\n" + _block("[cta.first-call]", call, CALL),
        "# What you offer: the page on fees shows it. Repeat the block for another service.\n"
        + _block("[[service]]", service, SERVICE),
    ]
    return "\n\n".join(blocks) + "\n"


def _block(header: str, values: Mapping[str, Any], table: Mapping[str, Any]) -> str:
    lines = []
    for name, value in values.items():
        if value not in ("", None, ()):
            line = f"{name} = {_toml(value)}"
            noted = f"{line:<44} # {table[name].about}" if name in table else line
            lines.append(noted if len(noted) <= _LONGEST_LINE else line)
    return "\n".join([header, *lines])


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}" if value == int(value) else str(value)
    return str(value) if isinstance(value, int) else quoted(str(value))
