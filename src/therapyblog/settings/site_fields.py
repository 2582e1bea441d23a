"""The settings of a site in `therapyblog.toml`: the one place that declares them."""

from __future__ import annotations

from therapyblog.model.config import (
    AUDIENCES,
    CallOverride,
    CallSetting,
    Config,
    ContactSetting,
    CrisisLineSetting,
    DestinationSetting,
    MenuSetting,
    Permalinks,
    PracticeSetting,
    ServiceSetting,
)
from therapyblog.settings import site_types as site_kinds
from therapyblog.settings import types as kinds
from therapyblog.settings.address_types import any_address, email, form_address, phone, site_address, web_address
from therapyblog.settings.declaration import Field, Group, Table

OVERRIDE: Table = {
    "heading": Field(kinds.line_of_text, "the heading", appears="instead of the heading"),
    "text": Field(kinds.text, "the sentence below it", appears="instead of the sentence below it"),
    "label": Field(kinds.line_of_text, "the words on the button", appears="instead of the words on the button"),
    "url": Field(any_address, "where the button leads", appears="instead of where the button leads"),
}

CALL: Table = {
    "heading": Field(kinds.line_of_text, "the heading", appears="the call-to-action"),
    "text": Field(kinds.text, "the sentence below it", appears="below its heading"),
    "label": Field(kinds.line_of_text, "the words on the button", appears="its button", required=True),
    "url": Field(
        any_address, "where it leads: a web address, mailto:, tel:, or /a-page/", appears="its button", required=True
    ),
    "duration": Field(kinds.whole, "minutes", appears="beside the button"),
    "price": Field(kinds.line_of_text, "free, £60 …", appears="beside the button"),
    "mode": Field(
        kinds.choice("in-person", "online", "phone"), "in-person, online or phone", appears="beside the button"
    ),
    "time_zone": Field(
        site_kinds.time_zone_in_words,
        "the time zone of the appointments: Europe/London, or in words",
        appears="the last small line",
    ),
    "note": Field(kinds.line_of_text, "a last small line", appears="a last small line"),
    "language": Field(
        kinds.language,
        "the language of its words, if not the site's",
        appears="marks its words on a page in another language",
    ),
    "waitlist": Field(
        Group(OVERRIDE, CallOverride),
        "what to say while there is a waiting list",
        appears="the call-to-action while there is a waiting list",
    ),
    "closed": Field(
        Group(OVERRIDE, CallOverride),
        "what to say while nobody new is taken on",
        appears="the call-to-action while nobody new is taken on",
    ),
}

SERVICE: Table = {
    "name": Field(kinds.line_of_text, "what it is called", appears="the table of fees", required=True),
    "description": Field(kinds.text, "one or two sentences", appears="below the name"),
    "duration": Field(kinds.whole, "minutes", appears="the table of fees"),
    "price": Field(kinds.line_of_text, "the price in words", appears="the table of fees"),
    "price_from": Field(
        site_kinds.amount, "the lowest price, as a number", appears="the table of fees; search engines"
    ),
    "currency": Field(site_kinds.currency, "GBP, EUR, USD …", appears="with `price_from`"),
    "sliding_scale": Field(
        kinds.flag, "true where the price depends on what somebody can pay", appears="below the price"
    ),
    "mode": Field(kinds.line_of_text, "in-person, online or phone", appears="the table of fees"),
}

CONTACT: Table = {
    "form_url": Field(
        form_address, "where your form service takes what visitors send", appears="the contact page has a form"
    ),
    "honeypot": Field(
        site_kinds.field_name,
        "the field that no visitor fills in, as your form service names it",
        appears="a field of the form that people do not see",
    ),
    "phone": Field(kinds.flag, "true to ask for a telephone number, too", appears="the form"),
    "consent": Field(
        kinds.line_of_text, "the sentence that a visitor has to agree to", appears="above the form’s button"
    ),
}

MENU: Table = {
    "label": Field(kinds.line_of_text, "the words to show", appears="the menu", without="the page’s title"),
    "url": Field(any_address, "where it leads", appears="the menu"),
    "page": Field(kinds.text, "the slug of a page", appears="the menu"),
}

CRISIS_LINE: Table = {
    "name": Field(kinds.line_of_text, "the service", appears="the line", required=True),
    "tel": Field(phone, "the number to call", appears="the line, as a link"),
    "sms": Field(phone, "the number to text", appears="the line, as a link"),
    "sms_text": Field(kinds.text, "the word to text, if it asks for one", appears="the line"),
    "chat": Field(web_address, "where its chat is", appears="the line, as a link"),
    "chat_hours": Field(kinds.line_of_text, "when its chat answers, if not at the same hours", appears="the line"),
    "messenger": Field(web_address, "its messenger: https://wa.me/…", appears="the line, as a link"),
    "textphone": Field(phone, "the number for a textphone or text relay", appears="the line, as a link"),
    "sign_language": Field(web_address, "where it answers in sign language", appears="the line, as a link"),
    "url": Field(web_address, "its web page", appears="the line, as a link"),
    "hours": Field(
        kinds.line_of_text, "when it answers: 24/7, limited, Mo-Fr 14:00-20:00, or in words", appears="the line"
    ),
    "languages": Field(kinds.comma_texts, "the languages it answers in", appears="the line"),
    "regions": Field(kinds.comma_texts, "the parts of the country that it answers for", appears="the line"),
    "audience": Field(kinds.comma_texts, f"whom it is for: {', '.join(AUDIENCES)}, or in words", appears="the line"),
    "source": Field(kinds.text, "where you read this", appears="nowhere"),
    "checked_on": Field(
        kinds.day, "when you last checked it", appears="nowhere; twelve months after it every build warns"
    ),
    "emergency": Field(kinds.flag, "true for the emergency services", appears="the line is set apart from the others"),
}

SITE: Table = {
    "title": Field(kinds.line_of_text, "the name of the site", appears="every page", required=True),
    "url": Field(
        site_address,
        "the address it will have, for example https://example.org",
        appears="canonical addresses, feeds, sitemap, cards",
        required=True,
    ),
    "description": Field(
        kinds.line_of_text, "one sentence about the practice", appears="foot of the page, home page, search results"
    ),
    "language": Field(
        kinds.language,
        "the language of the site: en-GB, de …",
        appears="the language of labels and of texts that name none",
    ),
    "timezone": Field(site_kinds.time_zone, "Europe/London …", appears="decides which day it is; times in feeds"),
    "country": Field(
        kinds.country,
        "the country's two letters",
        appears="which crisis lines are shown, where the exit button leads; the address of the practice; whether "
        "there is an imprint",
    ),
    "posts_per_page": Field(site_kinds.per_page, "posts on one page of the blog", appears="the blog"),
    "default_cta": Field(
        kinds.text,
        "the name of the call-to-action for every page",
        appears="the call-to-action where nothing else names one",
    ),
    "accepting": Field(
        kinds.choice("open", "waitlist", "closed"),
        "open, waitlist or closed",
        appears="every call-to-action",
        without="what the most open practitioner says",
    ),
    "logo": Field(kinds.text, "a picture from media/", appears="top of every page"),
}

PRACTICE: Table = {
    "name": Field(
        kinds.line_of_text,
        "the name of the practice",
        appears="foot of the page, author of posts without one",
        without="the site’s title",
    ),
    "street": Field(kinds.line_of_text, "the street, unless you work from home", appears="foot of the page"),
    "town": Field(kinds.line_of_text, "the town", appears="foot of the page"),
    "postcode": Field(kinds.line_of_text, "the postcode", appears="foot of the page"),
    "region": Field(
        kinds.line_of_text,
        "county, state or part of the country",
        appears="foot of the page; which crisis lines are shown, where a part of the country has its own",
    ),
    "email": Field(email, "the address to write to", appears="foot of the page"),
    "phone": Field(phone, "the number to call", appears="foot of the page"),
    "booking_url": Field(any_address, "where to book", appears="wherever `booking` stands for an address"),
    "hours": Field(
        kinds.texts,
        "when you work, one text a line, such as Mo-Th 09:00-20:00 or words of your own",
        appears="foot of the page, in the words of its language; times also for search engines",
    ),
    "founded": Field(site_kinds.year, "the year", appears="search engines"),
    "kind": Field(
        kinds.choice("LocalBusiness", "MedicalBusiness"), "LocalBusiness or MedicalBusiness", appears="search engines"
    ),
    "photo": Field(kinds.text, "a picture from media/", appears="home page, if its own introduction has none"),
    "responsible": Field(kinds.line_of_text, "the person who answers for the site", appears="the imprint"),
    "profession": Field(kinds.line_of_text, "the title of your profession in law", appears="the imprint"),
    "granted_in": Field(kinds.line_of_text, "the state that granted it", appears="the imprint"),
    "chamber": Field(kinds.line_of_text, "the chamber or professional body that you belong to", appears="the imprint"),
    "authority": Field(kinds.line_of_text, "the authority that supervises you", appears="the imprint"),
    "rules": Field(kinds.line_of_text, "the rules of your profession", appears="the imprint"),
    "register": Field(kinds.line_of_text, "the register with its court, and your number in it", appears="the imprint"),
    "rules_url": Field(web_address, "where those rules can be read", appears="the imprint"),
    "vat_id": Field(site_kinds.vat_number, "your number for value added tax", appears="the imprint"),
}

PERMALINKS: Table = {
    "post": Field(
        site_kinds.pattern("slug", "year", "month", "day", file=True),
        "the addresses of posts",
        appears="addresses of posts",
    ),
    **{
        name: Field(
            site_kinds.pattern("slug", file=name in ("page", "practitioner")),
            f"the addresses of: {name}",
            appears=f"addresses of {plural}",
        )
        for name, plural in (
            ("page", "pages"),
            ("practitioner", "practitioners"),
            ("series", "series"),
            ("topic", "topics"),
            ("tag", "tags"),
        )
    },
    "blog": Field(site_kinds.pattern(slug=False), "the address of the archive", appears="address of the blog"),
}

MARKDOWN: Table = {
    "raw_html": Field(kinds.choice("auto", "off", "sanitize"), "auto, off or sanitize", appears="every text"),
    "typography": Field(kinds.flag, "curly quotes and dashes", appears="every text"),
}

CRISIS: Table = {
    "country": Field(
        kinds.country,
        "the country whose lines to show",
        appears="which lines are shown",
        without="the site’s",
        fills="crisis_country",
    ),
    "lines": Field(
        Group(CRISIS_LINE, CrisisLineSetting, shape="list"),
        "your own lines instead",
        appears="every page that shows crisis lines",
        without="the country’s",
        fills="crisis_lines",
    ),
    "add": Field(
        Group(CRISIS_LINE, CrisisLineSetting, shape="list"),
        "lines beside the country’s; one with the name of ours takes its place",
        appears="every page that shows crisis lines",
        fills="crisis_added",
    ),
    "audience": Field(
        kinds.list_of(kinds.choice(*AUDIENCES)),
        "whom your site is for",
        appears="the country’s lines for them are shown, too, before the others",
        fills="crisis_audience",
    ),
    "checked_on": Field(
        kinds.day,
        "when you last looked up the country’s lines yourself",
        appears="nowhere; without it, and twelve months after it, every build warns",
        fills="crisis_checked_on",
    ),
    "prominent": Field(
        kinds.flag,
        "true to show them at the top of every page",
        appears="above the text of every post and page",
        fills="crisis_prominent",
    ),
}

EXIT: Table = {
    "enabled": Field(
        kinds.flag,
        "true to show the exit button",
        appears="the button to leave at once, on every page",
        fills="exit_enabled",
    ),
    "url": Field(
        web_address,
        "where it leads",
        appears="where that button leads",
        without="a weather forecast of the country",
        fills="exit_url",
    ),
    "label": Field(kinds.line_of_text, "its words", appears="its words", without="Exit this page", fills="exit_label"),
}

PRIVACY: Table = {
    "allow": Field(
        kinds.list_of(web_address),
        "origins that pages may call",
        appears="the policy in the head of each page; what it does not name, no page may load",
        fills="privacy_allow",
    ),
}

HOSTING: Table = {
    "headers": Field(
        kinds.list_of(kinds.choice("netlify", "apache", "nginx")),
        "header files to write",
        appears="`_headers`, `.htaccess` or `nginx-headers.conf` beside the pages",
        fills="hosting_headers",
    ),
}

SERIES: Table = {
    "announce_scheduled": Field(
        kinds.flag,
        "true to name the parts that wait for their day",
        appears="the page of each series, the box in each part",
        fills="series_announce_scheduled",
    ),
}

FEEDS: Table = {
    "series": Field(
        kinds.flag, "false to write no feeds for series", appears="the feeds of each series", fills="feeds_series"
    ),
}

CONTENT: Table = {
    "ordinary_keys": Field(
        kinds.texts,
        "names at the top of texts that hold nothing back here, or that nothing here reads, though they look as if",
        appears="nowhere; they are kept for themes like any other name",
    ),
}

BUILD: Table = {
    "output": Field(site_kinds.folder, "the folder to write to", appears="the folder that you upload"),
}

PUBLISH: Table = {
    "way": Field(
        kinds.choice("folder", "zip", "sftp", "ftps", "git", "s3", "netlify", "cloudflare"),
        "how the site gets there: folder, zip, sftp, ftps, git (GitHub, GitLab and Codeberg Pages), s3, netlify or "
        "cloudflare",
        appears="nowhere; `therapyblog publish` reads it",
        required=True,
    ),
    "default": Field(kinds.flag, "true for the place that `publish` takes without --to", appears="nowhere"),
    "url": Field(
        web_address,
        "the address of the site there",
        appears="nowhere; pages are fetched back from it",
        without="the site’s",
    ),
    "host": Field(kinds.line_of_text, "the name of the server", appears="nowhere"),
    "port": Field(kinds.whole, "the number of its port", appears="nowhere", without="the usual one"),
    "user": Field(kinds.line_of_text, "your user name there", appears="nowhere"),
    "folder": Field(
        kinds.line_of_text, "the folder there that holds the pages; for zip the file to write", appears="nowhere"
    ),
    "host_key": Field(
        kinds.line_of_text, "the fingerprint of the server’s key, SHA256:…", appears="nowhere; another key is refused"
    ),
    "key_file": Field(
        kinds.line_of_text, "the file with your private key, outside of the site folder", appears="nowhere"
    ),
    "repository": Field(web_address, "the https address of the repository", appears="nowhere"),
    "branch": Field(kinds.line_of_text, "its branch that is shown", appears="nowhere"),
    "endpoint": Field(web_address, "the address of the S3 server", appears="nowhere"),
    "region": Field(kinds.line_of_text, "the region of the bucket", appears="nowhere"),
    "bucket": Field(kinds.line_of_text, "the bucket", appears="nowhere"),
    "account": Field(kinds.line_of_text, "the number of your account", appears="nowhere"),
    "project": Field(kinds.line_of_text, "what the host calls the site", appears="nowhere"),
}

THEME: Table = {
    "name": Field(
        site_kinds.theme_name,
        "the theme: one that comes with therapyblog, or a folder of yours",
        appears="every page",
        fills="theme_name",
    ),
}


def _flat(table: Table, rest: str = "", example: str = "") -> Group:
    """Return a group whose settings fill attributes of the one `Config`."""
    return Group(table, Config, shape="flat", rest=rest, example=example)


SECTIONS: Table = {
    "site": Field(_flat(SITE), "the site itself", required=True),
    "practice": Field(Group(PRACTICE, PracticeSetting), "the practice behind it"),
    "theme": Field(_flat(THEME, rest="theme_settings", example='name = "calm"'), "the look"),
    "permalinks": Field(Group(PERMALINKS, Permalinks), "the patterns of addresses"),
    "menu": Field(Group(MENU, MenuSetting, shape="list"), "the main menu"),
    "cta": Field(Group(CALL, CallSetting, shape="named"), "calls-to-action by name", fills="calls"),
    "service": Field(Group(SERVICE, ServiceSetting, shape="list"), "services and fees", fills="services"),
    "contact": Field(Group(CONTACT, ContactSetting), "the form on the contact page"),
    "markdown": Field(_flat(MARKDOWN), "how texts are read"),
    "crisis": Field(_flat(CRISIS), "the lines to call in a crisis"),
    "exit": Field(_flat(EXIT), "a button for leaving the site in a hurry"),
    "privacy": Field(_flat(PRIVACY), "what pages may load from elsewhere"),
    "hosting": Field(_flat(HOSTING), "what the server should be told"),
    "series": Field(_flat(SERIES), "what series say of themselves"),
    "feeds": Field(_flat(FEEDS), "which feeds are written"),
    "content": Field(_flat(CONTENT), "how the settings at the top of texts are read"),
    "build": Field(_flat(BUILD), "where the site is written to"),
    "publish": Field(
        Group(PUBLISH, DestinationSetting, shape="named"), "where the site is published to", fills="destinations"
    ),
}
SETTINGS = Group(SECTIONS, Config)
"""The whole file."""
_MOST_SECTIONS = 3


def belongs(name: str) -> str:
    """Return below which sections of the file a setting of this name belongs; nothing where no section has it."""
    groups = ((section, field.kind) for section, field in SECTIONS.items() if isinstance(field.kind, Group))
    headers = [group.header(section) for section, group in groups if name in group.table]
    return f"it belongs below {' or '.join(headers[:_MOST_SECTIONS])}" if headers else ""
