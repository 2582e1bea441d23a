"""What is wrong with calls-to-action: names of none, and buttons that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from therapyblog.model.config import Config
from therapyblog.model.documents import Accepting, Document
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.similar import KnownNames, some
from therapyblog.site.cta import NONE, effective_name, fallback_url, most_open, override_of
from therapyblog.site.entries import Site

_WHILE: dict[Accepting, str] = {"waitlist": "there is a waiting list", "closed": "nobody new is taken on"}


def check_calls(config: Config, documents: Iterable[Document]) -> Iterator[Problem]:
    """Check every place that names a call-to-action."""
    names = KnownNames(lambda: config.calls)
    known = some(sorted(config.calls)) or "none yet; add a [cta.NAME] section to therapyblog.toml"
    for name, at in _named(config, documents):
        if name in config.calls:
            continue
        if name == NONE:
            says, fix = "`:::cta none` shows nothing", "take the line out, or name the call-to-action to show here"
        else:
            meant = names.nearest(name)
            fix = f"did you mean {meant}?" if meant else f"calls-to-action here: {known}"
            says = f"there is no call-to-action “{name}”" if name else "this does not say which call-to-action it shows"
        yield problem("TB-REF-002", at=at, says=says, fix=fix)


def _named(config: Config, documents: Iterable[Document]) -> Iterator[tuple[str, Place]]:
    """Yield every call-to-action that is asked for by its name, and where."""
    if config.default_cta and config.default_cta != NONE:
        yield config.default_cta, config.place("site.default_cta")
    for document in documents:
        name = document.settings.cta
        if name and name != NONE:
            yield name, document.place("cta")
        for mention in document.facts.mentions:
            if mention.kind == "component" and mention.target == "cta":
                yield mention.argument, Place(path=document.path, line=mention.line, column=mention.column)


def check_targets(site: Site) -> Iterator[Problem]:
    """Check where each call leads in the states of availability in which it is shown.

    A booking page lets people book what nobody can give, so with a waiting list its button needs another target.
    """
    config = site.config
    if fallback_url(config, site.contact_url):
        return
    for name, state in sorted(set(_shown(site))):
        setting = config.calls.get(name)
        if setting is None or state == "open" or override_of(setting, state).url:
            continue
        at = config.place(f"cta.{name}.{state}", f"cta.{name}.url")
        says = f"while {_WHILE[state]}, the call-to-action “{name}” still leads to {setting.url}"
        fix = f"add pages/contact.md, or an email address to [practice], or a url to [cta.{name}.{state}]"
        yield problem("TB-CTA-001", at=at, says=says, fix=fix)


def _shown(site: Site) -> Iterator[tuple[str, Accepting]]:
    """Yield every call that some page shows, with the availability that it shows there."""
    whole, default = site.facts.accepting, site.default_call
    yield default, whole
    for post in site.posts:
        state = most_open((author.accepting for author in post.authors), whole)
        yield from _of(post.document, post.call, state)
    for page in site.pages:
        yield from _of(page.document, page.call, whole)
    for person in site.practitioners:
        yield from _of(person.document, effective_name(person.call, default), person.practitioner.accepting)
    for series in site.series:
        state = most_open((author.accepting for post in series.posts for author in post.authors), whole)
        yield from _of(series.document, effective_name(series.call, default), state)


def _of(document: Document | None, call: str, state: Accepting) -> Iterator[tuple[str, Accepting]]:
    yield call, state
    for mention in document.facts.mentions if document else ():
        if mention.kind == "component" and mention.target == "cta":
            yield mention.argument, state
