"""How other programs hold a text back, list it nowhere or end it: one table of keys with values, places and names.

Names are folded (`fold`): without case, hyphens, underscores and spaces, so `publish_date`, `publishDate` and
`Publish-Date` are one. A value is a folded word, or one of `<yes>`, `<no>`, `<date>`, `<null>`, `<any>`; a `*` stands
for any signs. A name with a dot stands in a group of settings (`build.render`).

Sources, looked up on 30 November 2026: gohugo.io/content-management/front-matter and /build-options,
jekyllrb.com/docs/front-matter and /docs/posts, getzola.org/documentation/content/page, docs.getpelican.com (content),
11ty.dev/docs/collections and /permalinks, docs.astro.build, docusaurus.io (blog), hexo.io/docs/front-matter with
hexo-hide-posts and hexo-blog-encrypt, ghost.org/docs/admin-api, developer.wordpress.org (post statuses),
getnikola.com/handbook, docs.dg-docs (Digital Garden), quartz.jzhao.xyz, tina.io, decapcms.org (editorial workflow),
contentful.com (publishing states), squidfunk.github.io/mkdocs-material, learn.getgrav.org (headers).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal, NamedTuple

from therapyblog.patterns import lazy_pattern

Effect = Literal["ask", "expired", "draft", "awaits", "scheduled", "unlisted"]
"""What a value makes of a text here, what holds back most first. `ask`: an error, for only its author knows what is
meant. `awaits`: scheduled, where a date says for when, else a draft."""


class Rule(NamedTuple):
    """Settings of other programs that mean the same."""

    names: str
    holds: Mapping[Effect, str]
    """What becomes of the text → the values that ask for it."""
    programs: str
    shows: str = "<no>"
    """Values that hold nothing back."""
    otherwise: Literal["ask", "shows"] = "ask"
    """What becomes of any other value, unless the name itself is `SUSPECT`: then its author is asked."""


YES = frozenset(("true", "yes", "on", "1", "y", "t"))
NO = frozenset(("false", "no", "off", "0", "n", "f"))
NULL = frozenset(("", "null", "none", "nil"))

_NOT_FINISHED = (
    "draft drafts private pending pendingreview inreview review reviewing pendingpublish wip workinprogress inprogress "
    "trash trashed deleted archived autodraft unpublished notpublished skip sent inactive disabled internal "
    "password protected expired embargoed retracted withdrawn rejected idea todo"
)

RULES: tuple[Rule, ...] = (
    Rule(
        "draft isdraft drafted",
        {"draft": "<yes> draft"},
        "Hugo, Zola, Astro, Gatsby, Eleventy, Docusaurus, MkDocs, Quartz, TinaCMS, Decap",
        "<no> published",
    ),
    Rule(
        "published ispublished publish ispublic public dgpublish live islive online isonline routable enabled "
        "isenabled active isactive publishtoweb shouldpublish readytopublish",
        {"draft": "<no> draft private never", "scheduled": "<date>"},
        "Jekyll, Hexo, Obsidian, Gatsby, Astro, Grav, Logseq",
        "<yes> published always",
        "shows",
    ),
    Rule("share", {"ask": "<no>"}, "Obsidian Enveloppe", "<yes>", "shows"),
    Rule(
        "approved isapproved ready isready finished isfinished complete show display",
        {"ask": "<no>"},
        "",
        "<yes>",
        "shows",
    ),
    Rule("needsreview forreview reviewrequired todo istodo", {"ask": "<yes>"}, "", "<no>", "shows"),
    Rule("entwurf brouillon borrador bozza rascunho", {"draft": "<yes> ja oui si sim"}, "", "<no>", "shows"),
    Rule(
        "veröffentlicht publié publicado pubblicato gepubliceerd",
        {"draft": "<no> nein non nao nee"},
        "",
        "<yes>",
        "shows",
    ),
    Rule(
        "status poststatus publishstatus publishingstatus publicationstatus workflowstatus workflowstate workflow "
        "state poststate contentstate contentstatus articlestatus pagestatus stage",
        {"draft": _NOT_FINISHED, "awaits": "future scheduled", "unlisted": "hidden unlisted"},
        "WordPress, Ghost, Pelican, Nikola, Decap, Contentful",
        "published publish live public featured posted",
        "shows",
    ),
    Rule("layout type posttype", {"draft": "draft drafts revision"}, "Hexo, WordPress", "", "shows"),
    Rule("id", {"draft": "drafts*"}, "Sanity", "", "shows"),
    Rule(
        "publishdate pubdate publisheddate publishon publishedon publishtime publishedtime publishat publicationdate "
        "articlepublishedtime datepublished datepublish publishfrom publishafter publishstart startpublishing "
        "golive golivedate "
        "scheduledate scheduleddate scheduledat scheduledfor scheduledon schedulefor visiblefrom "
        "availablefrom availableon availabledate "
        "postdate embargo embargountil embargodate hiddenuntil privateuntil draftuntil",
        {"scheduled": "<date>", "awaits": "<yes>"},
        "Hugo, Astro, Grav, Ghost, WordPress",
        "<no>",
    ),
    Rule(
        "publishedat firstpublishedat firstpublicationdate",
        {"scheduled": "<date>", "draft": "<null> <no>"},
        "Contentful, Strapi, Ghost, Astro",
        "<yes>",
    ),
    Rule("date", {"scheduled": "<date>"}, "Hugo, Jekyll, Zola, Pelican", "", "shows"),
    Rule("scheduled isscheduled schedule", {"awaits": "<yes>", "scheduled": "<date>"}, "Ghost", "<no>", "shows"),
    Rule(
        "expirydate expiry expires expireson expiresat expire expireson expireat expiredate expirationdate expiration "
        "unpublishdate unpubdate unpublishat unpublishon unpublishedat archivedate archivedat archiveon archiveat "
        "validuntil visibleuntil availableuntil publishuntil publishedend publishend publishto",
        {"expired": "<date>"},
        "Hugo, Grav, Statamic, Contentful",
        "<no> never",
    ),
    Rule("headless", {"draft": "<yes>"}, "Hugo"),
    Rule("build.render render", {"draft": "<no> never link"}, "Hugo, Zola", "<yes> always", "shows"),
    Rule("build.list list", {"unlisted": "<no> never local"}, "Hugo", "<yes> always", "shows"),
    Rule("build", {"draft": "<no> never"}, "Hugo", "<yes>", "shows"),
    Rule("permalink permalink.build", {"draft": "<no>"}, "Eleventy", "", "shows"),
    Rule("eleventyexcludefromcollections", {"unlisted": "<yes> <any>"}, "Eleventy", "<no>"),
    Rule(
        "hidden ishidden unlisted isunlisted hidefromlist hidefromlists hideinlist hidefromindex hidefromhome "
        "hiddeninhomelist hideonblog hidefromblog hidefromfeed hidefromfeeds hidefromsearch dghide excluded isexcluded "
        "exclude excludefromlist excludefromlists excludefromcollections excludefromfeed excludefromfeeds "
        "nolist excludefromrss excludefromsitemap excludefromsearch excludefromindex searchhidden searchexclude "
        "sitemapexclude sitemapignore rssexclude norss nosearch",
        {"unlisted": "<yes>"},
        "Hexo, Docusaurus, Quartz, Publii, Hugo themes, Just the Docs",
        "<no>",
    ),
    Rule("hide ishide", {"unlisted": "<yes>"}, "VuePress", "<no>", "shows"),
    Rule(
        "listed islisted visible isvisible discoverable searchable indexable insearchindex includeinlist includeinfeed "
        "includeinsitemap includeinsearch showinlist index robots.index",
        {"unlisted": "<no>"},
        "Zola, Grav, Lektor",
        "<yes>",
        "shows",
    ),
    Rule(
        "sitemap search article rss feed",
        {"unlisted": "<no> exclude excluded disable noindex"},
        "Jekyll, VuePress, Hugo",
        "",
        "shows",
    ),
    Rule(
        "sitemap.disable sitemap.disabled sitemap.exclude sitemap.ignore search.exclude search.hidden",
        {"unlisted": "<yes>"},
        "Hugo, Eleventy, MkDocs",
        "<no>",
        "shows",
    ),
    Rule("noindex isnoindex robotsnoindex robots.noindex", {"unlisted": "<yes> noindex"}, "PaperMod, Docusaurus"),
    Rule(
        "robots metarobots robotsmeta head.content attrs.content",
        {"unlisted": "*noindex* none"},
        "Hugo, Gatsby, Docsy",
        "",
        "shows",
    ),
    Rule("private isprivate", {"draft": "<yes>"}, "Hugo, Jekyll and Obsidian plugins"),
    Rule("secret issecret confidential", {"draft": "<yes>"}, "plugins of Hexo and Obsidian", "<no>", "shows"),
    Rule(
        "password pw passcode postpassword pagepassword passwd passphrase",
        {"draft": "<any>"},
        "WordPress, hexo-blog-encrypt",
        "<no>",
    ),
    Rule("encrypt encrypted isencrypted encryptcontent", {"draft": "<yes> <any>"}, "Hexo, VuePress, Quartz"),
    Rule("protected isprotected protect passwordprotected", {"draft": "<yes>"}, "Hugo Encrypter, VitePress"),
    Rule(
        "visibility",
        {
            "draft": "private password passwordprotected members paid tiers draft internal none restricted protected "
            "loggedin specific secret",
            "unlisted": "unlisted hidden link linkonly",
        },
        "Ghost, WordPress, Docusaurus",
        "public published open everyone anyone all visible listed",
    ),
    Rule(
        "access accesslevel audience",
        {
            "draft": "members membersonly paid onlypaid founding private premium subscribers subscribersonly password "
            "restricted internal"
        },
        "Ghost, Substack",
        "public",
        "shows",
    ),
    Rule(
        "paid ispaid members membersonly memberonly subscribersonly paidonly onlypaid premium paywall "
        "paywalled emailonly requiresauth "
        "requireslogin loginrequired authrequired",
        {"draft": "<yes>"},
        "Ghost, Substack",
        "<no>",
        "shows",
    ),
    Rule("archived isarchived archive", {"draft": "<yes>", "expired": "<date>"}, "Contentful, TinaCMS"),
    Rule("expired isexpired", {"draft": "<yes>"}, "Hugo"),
    Rule(
        "deleted isdeleted trashed istrashed retracted withdrawn",
        {"draft": "<yes>"},
        "WordPress, Contentful",
        "<no>",
        "shows",
    ),
    Rule(
        "unpublished isunpublished unpublish notpublished nopublish dontpublish donotpublish neverpublish",
        {"draft": "<yes>"},
        "Obsidian, Drupal",
    ),
    Rule(
        "embargoed isembargoed restricted isrestricted internal isinternal internalonly adminonly lock locked "
        "islocked wip iswip workinprogress unfinished ignore ignored skip disabled isdisabled",
        {"draft": "<yes>"},
        "Docusaurus, Gatsby, VitePress",
        "<no>",
        "shows",
    ),
    Rule(
        "publishresources publisher publishers publishername publishedby publishedin publisherurl originalpublisher "
        "originallypublished originallypublishedin originallypublishedat originallypublishedon "
        "originalpublishdate originalpublicationdate",
        {},
        "",
        "<any>",
        "shows",
    ),
)

_GROUP_NAMES = (
    "params extra meta metadata data fields attributes properties frontmatter matter seo sys system custom settings "
    "post page article blog document content options config head attrs header build sitemap robots search permalink "
    "eleventycomputed workflow publishing publication cms hugo jekyll astro gatsby eleventy hexo ghost wordpress wp "
    "obsidian contentful sanity strapi tina decap"
)
GROUPS = frozenset(_GROUP_NAMES.split())
"""Groups of settings in which other programs keep a text's own; keys in any other group are no settings of the text."""
FOR_OTHERS = frozenset(("cascade",))
"""Groups of settings that another program hands down to other files (Hugo)."""

SUSPECT = lazy_pattern("draft|publish|hidden|private|protect|archiv|expir|unlist|workflow")
"""A name with one of these in it, that no rule knows, is asked about."""


class PlaceRule(NamedTuple):
    """Folders or files that other programs do not publish."""

    pattern: re.Pattern[str]
    """Of a folder's name, or of a file's without its extension; folded only in case."""
    what: str
    programs: str


FOLDERS = (
    PlaceRule(
        lazy_pattern(r"_?(drafts?|unpublished|private|hidden|trash|wip|not[-_ ]published)"),
        "the folder `{}`",
        "Jekyll, Hexo, Hugo, Obsidian",
    ),
    PlaceRule(
        lazy_pattern(r"_(?!posts?$|pages?$|series$).*"), "the folder `{}`", "Jekyll, Astro, Eleventy, Docusaurus"
    ),
)
FILES = (
    PlaceRule(lazy_pattern(r".*[^.]\.(draft|private|hidden|unpublished|wip)"), "its name `{}`", "Decap, MkDocs"),
    PlaceRule(lazy_pattern(r"_(?!index$).*"), "its name `{}`", "Jekyll, Astro, Eleventy, Docusaurus"),
)

_IGNORED = lazy_pattern(r"[\W_]+")


def fold(name: str) -> str:
    """Return the form in which names are compared: without case, hyphens, underscores, spaces and invisible signs."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name)
    return _IGNORED.sub("", name.casefold())


def _by_name() -> dict[str, tuple[Rule, ...]]:
    by_name: dict[str, tuple[Rule, ...]] = {}
    for rule in RULES:
        for name in rule.names.split():
            by_name[name] = (*by_name.get(name, ()), rule)
    return by_name


BY_NAME = _by_name()
"""The rules of each folded name."""
