"""The settings of a site: `therapyblog.toml`, checked and complete with its defaults."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from therapyblog.model.documents import Accepting
from therapyblog.model.problems import Place, Places, place_in
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.model.value import Value

Mode = Literal["", "in-person", "online", "phone"]


class CallOverride(Value, frozen=True, kw_only=True):
    """What changes in a call-to-action while there is a waiting list, or while no clients are taken on."""

    heading: str = ""
    text: str = ""
    label: str = ""
    url: str = ""


class CallSetting(Value, frozen=True, kw_only=True):
    """`[cta.NAME]` as given."""

    name: str
    heading: str = ""
    text: str = ""
    label: str
    url: str
    duration: int = 0
    price: str = ""
    mode: Mode = ""
    time_zone: str = ""
    note: str = ""
    language: str = ""
    """Empty: that of the site."""
    waitlist: CallOverride | None = None
    closed: CallOverride | None = None


class ServiceSetting(Value, frozen=True, kw_only=True):
    """`[[service]]`: something the practice offers."""

    name: str
    description: str = ""
    duration: int = 0
    price: str = ""
    price_from: float | None = None
    currency: str = ""
    sliding_scale: bool = False
    mode: str = ""


class ContactSetting(Value, frozen=True, kw_only=True):
    """`[contact]`: the form on the contact page; without `form_url` visitors write with their own programs."""

    form_url: str = ""
    honeypot: str = "_gotcha"
    phone: bool = False
    consent: str = ""


class MenuSetting(Value, frozen=True, kw_only=True):
    """`[[menu]]`: an address or a page's slug; without a `label` a page is called by its title."""

    label: str = ""
    url: str = ""
    page: str = ""


class PracticeSetting(Value, frozen=True, kw_only=True):
    """`[practice]` as given."""

    name: str = ""
    """Empty: the title of the site."""
    street: str = ""
    town: str = ""
    postcode: str = ""
    region: str = ""
    email: str = ""
    phone: str = ""
    booking_url: str = ""
    hours: tuple[str, ...] = ()
    founded: str = ""
    kind: Literal["LocalBusiness", "MedicalBusiness"] = "LocalBusiness"
    photo: str = ""
    responsible: str = ""
    profession: str = ""
    granted_in: str = ""
    chamber: str = ""
    authority: str = ""
    rules: str = ""
    rules_url: str = ""
    register: str = ""
    vat_id: str = ""


AUDIENCES = ("young", "men", "mothers", "lgbtq", "veterans", "indigenous", "deaf")
"""Groups of people that a crisis line may be for, and that every language has words for: `crisis_for_young` …"""


class CrisisLineSetting(Value, frozen=True, kw_only=True):
    """One of the site's own `lines` in `[crisis]`."""

    name: str
    tel: str = ""
    sms: str = ""
    sms_text: str = ""
    chat: str = ""
    chat_hours: str = ""
    messenger: str = ""
    textphone: str = ""
    sign_language: str = ""
    url: str = ""
    hours: str = ""
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    source: str = ""
    checked_on: dt.date | None = None
    emergency: bool = False


class Permalinks(Value, frozen=True, kw_only=True):
    """The pattern of each kind of address."""

    post: str = "/{slug}/"
    page: str = "/{slug}/"
    practitioner: str = "/team/{slug}/"
    series: str = "/series/{slug}/"
    topic: str = "/topics/{slug}/"
    tag: str = "/tags/{slug}/"
    blog: str = "/blog/"


Way = Literal["folder", "zip", "sftp", "ftps", "git", "s3", "netlify", "cloudflare"]
"""How a site gets to where it is published."""


class DestinationSetting(Value, frozen=True, kw_only=True):
    """A place that the site is published to: a `[publish.NAME]` of `therapyblog.toml`."""

    name: str
    way: Way
    default: bool = False
    url: str = ""
    """The public address of this place, where it is not the site's own."""
    host: str = ""
    port: int = 0
    """0: the usual one."""
    user: str = ""
    folder: str = ""
    """The folder at the host, or on this computer, that holds the pages."""
    host_key: str = ""
    """The fingerprint of the server's key, as `SHA256:…`."""
    key_file: str = ""
    repository: str = ""
    branch: str = ""
    endpoint: str = ""
    region: str = ""
    bucket: str = ""
    account: str = ""
    project: str = ""
    """What the host calls the site: Netlify's site, Cloudflare's Worker."""


class Config(Value, frozen=True, kw_only=True):
    """Everything that `therapyblog.toml` says."""

    title: str
    url: str
    description: str = ""
    language: str = "en"
    timezone: str = "UTC"
    country: str = ""
    posts_per_page: int = 10
    default_cta: str = ""
    accepting: Accepting = "open"
    logo: str = ""
    practice: PracticeSetting | None = None
    theme_name: str = "calm"
    theme_settings: dict[str, Any] = {}
    permalinks: Permalinks = Permalinks()
    menu: tuple[MenuSetting, ...] | None = None
    calls: dict[str, CallSetting] = {}
    services: tuple[ServiceSetting, ...] = ()
    contact: ContactSetting = ContactSetting()
    raw_html: Literal["auto", "off", "sanitize"] = "auto"
    typography: bool = True
    crisis_country: str = ""
    crisis_lines: tuple[CrisisLineSetting, ...] | None = None
    """Instead of the country's."""
    crisis_added: tuple[CrisisLineSetting, ...] = ()
    """Besides the country's, or in the place of one with the same name."""
    crisis_audience: tuple[str, ...] = ()
    """Whom the site is for: the country's lines for these are shown, too."""
    crisis_checked_on: dt.date | None = None
    """When the site's own people last looked up the country's lines."""
    crisis_prominent: bool = False
    exit_enabled: bool = False
    exit_url: str = ""
    exit_label: str = ""
    privacy_allow: tuple[str, ...] = ()
    hosting_headers: tuple[str, ...] = ()
    feeds_series: bool = True
    series_announce_scheduled: bool = False
    ordinary_keys: tuple[str, ...] = ()
    """Settings of texts that hold nothing back here, though they read as if they did."""
    output: str = "public"
    destinations: dict[str, DestinationSetting] = {}
    places: Places = {}
    """Where each setting stands, such as `cta.discovery.url`."""

    def place(self, *names: str) -> Place:
        """Return where the first of these settings stands that `therapyblog.toml` gives."""
        return place_in(SETTINGS_FILE, self.places, *names)
