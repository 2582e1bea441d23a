"""What a privacy page may say because it is so: which other hosts the built pages name, and what for.

A site and its settings → `Privacy`. The tests compare it with the built pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from therapyblog.model.documents import Document
from therapyblog.model.practice_pages import FEES, IMPRINT, PRIVACY, QUESTIONS, Privacy
from therapyblog.site.cta import call_to_action
from therapyblog.site.embeds import embed_origins
from therapyblog.site.entries import PageEntry, Site
from therapyblog.site.practice import host_of


def make_privacy(site: Site) -> Privacy:
    """Return what the pages of a site load, frame and send."""
    documents = tuple(_documents(site))
    return Privacy(
        form=host_of(site.config.contact.form_url) if any(map(_may_hold_form, site.pages)) else "",
        embeds=_hosts(origin for document in documents for origin in embed_origins(document)),
        allowed=_hosts(site.config.privacy_allow),
        booking=_hosts(button_addresses(site)),
        scripts=any(asset.name.endswith((".js", ".mjs")) for asset in site.theme.assets),
    )


def _may_hold_form(entry: PageEntry) -> bool:
    """Say whether a page may hold the contact form: a template of the site's own may, too."""
    return entry.document.settings.template not in ("", "page.html", FEES, QUESTIONS, PRIVACY, IMPRINT)


def _documents(site: Site) -> Iterator[Document]:
    """Yield the documents of everything that is written, listed or not."""
    yield from (entry.document for entry in site.posts)
    yield from (entry.document for entry in site.pages)
    yield from (entry.document for entry in site.practitioners)
    yield from (entry.document for entry in site.series if entry.document)


def button_addresses(site: Site) -> Iterator[str]:
    """Yield where the buttons of the site lead, in every state in which a page may show them."""
    names = {site.default_call, *(entry.call for entry in site.posts), *(entry.call for entry in site.pages)}
    names |= {entry.call for entry in site.practitioners} | {entry.call for entry in site.series}
    for document in _documents(site):
        mentions = document.facts.mentions
        names |= {mention.argument for mention in mentions if mention.kind == "component" and mention.target == "cta"}
    people = [entry.practitioner for entry in site.practitioners]
    for name in sorted(names):
        for state in sorted({site.config.accepting, *(person.accepting for person in people)}):
            if call := call_to_action(site.config, name, state, site.config.language, _silence, site.contact_url):
                yield call.url
    yield from (person.booking_url for person in people if person.accepting == "open")


def _silence(_: str) -> dict[str, str]:
    """Say nothing in any language: only the targets of calls are of interest here."""
    return {}


def _hosts(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({host for address in addresses if (host := host_of(address))}))
