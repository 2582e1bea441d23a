"""The exit button: whether a page has it, where it leads, and the page that says what it can and cannot do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from therapyblog.model.config import Config
from therapyblog.model.documents import Document, PageSettings
from therapyblog.model.problems import Problem, problem
from therapyblog.model.site import ExitButton, Page
from therapyblog.site.countries import country_of
from therapyblog.urls.permalinks import permalink

SAFETY_SLUG = "safety"


def exit_button(config: Config, documents: Iterable[Document], pages: Iterable[Page]) -> ExitButton | None:
    """Return the button of this site, or nothing where no page has it."""
    if not (config.exit_enabled or any(asks(document) for document in documents)):
        return None
    own = next((page.url for page in pages if page.slug == SAFETY_SLUG), "")
    return ExitButton(
        url=target_of(config),
        label=config.exit_label,
        safety_url=own or permalink(config.permalinks.page, SAFETY_SLUG),
        generated=not own,
    )


def asks(document: Document) -> bool | None:
    """Return what the settings at the top of a document say of the button; `None` where they leave it to the site."""
    settings = document.settings
    return settings.exit if isinstance(settings, PageSettings) else None


def target_of(config: Config) -> str:
    """Return where the button leads: the site's choice, else an everyday page of its country; empty if none is known.

    It is the country of the site that counts, then the one whose crisis lines are shown.
    """
    return config.exit_url or country_of(config.country).exit or country_of(config.crisis_country).exit


def check_exit(config: Config, documents: Iterable[Document]) -> Iterator[Problem]:
    """Check that the button leads somewhere, and away from this site."""
    asking = next((document for document in documents if asks(document)), None)
    if not config.exit_enabled and asking is None:
        return
    target = target_of(config)
    if not target:
        at = config.place("exit.enabled") if config.exit_enabled or asking is None else asking.place("exit")
        says = "the exit button has nowhere to lead: we know no everyday page for this site’s country"
        fix = 'add url = "https://…" under [exit] in therapyblog.toml, such as a weather forecast or the news'
        yield problem("TB-EXIT-001", at=at, says=says, fix=fix)
    elif _host(target) == _host(config.url):
        at = config.place("exit.url")
        says = f"the exit button leads to {_host(target)}, which is this site itself"
        fix = "choose another website that nobody wonders about, such as a weather forecast or the news"
        yield problem("TB-EXIT-002", at=at, says=says, fix=fix)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
