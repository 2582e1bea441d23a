"""Ways to make a page call another server: tags × attributes × quotes × spellings of addresses × forms of CSS.

Each gets a host of its own, so that whoever is called tells which way it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import NamedTuple

HOST = "stranger.test"
OWN = "https://stillwater.example"
ALLOWED = "https://allowed.test"


class Way(NamedTuple):
    """One construct: what is put into a page, and whether a page with it has to be published."""

    html: str
    passes: bool = False
    runs: bool = False
    """Whether it would run a script that stands in the page: only the policy forbids that."""


ADDRESSES = (
    "https://{h}/p",
    "http://{h}/p",
    "//{h}/p",
    "///{h}/p",
    "https:{h}/p",
    "https:/{h}/p",
    "https:///{h}/p",
    "HTTPS://{h}/p",
    "https:\\\\{h}\\p",
    "\\\\{h}\\p",
    "/\\{h}/p",
    "\\/{h}/p",
    "https://{h}:8443/p",
    "https://me@{h}/p",
    "https://stillwater.example@{h}/p",
    "https://a@stillwater.example@{h}/p",
    "https://stillwater.example:443@{h}/p",
    "https://{h}",
    "https://{h}.",
    "https://{h}?q",
    "https://{h}#f",
    "https://stillwater.example.{h}/p",
)
IN_HTML = (
    "ht&#9;tps://{h}/p",
    "ht&#10;tps:/&#13;/{h}/p",
    "&#1; https://{h}/p",
    " \t\nhttps://{h}/p \n",
    "/&#9;/{h}/p",
    "&#104;ttps&#x3a;&#47&#47;{h}/p",
    "https&colon;&sol;&sol;{h}&sol;p",
    "&Tab;&NewLine;//{h}/p",
    "ht\ttps://{h}/p",
)
OWN_ADDRESSES = (
    "/own.png",
    "own.png",
    "../a/own.png",
    "#own",
    "?x=//elsewhere.test/",
    "/a//elsewhere.test/p",
    "./https://elsewhere.test/p",
    f"{OWN}/own.png",
    f"{ALLOWED}/p",
)
TAGS = (
    "<img {src}>",
    "<img srcset={q}{a} 2x{q}>",
    "<img srcset={q}/own.png 1x, {a} 2x{q}>",
    "<img srcset={q}data:image/gif;base64,R0lGODlhAQABAAAAACw= 1x,{a}{q} sizes=1px>",
    "<img srcset={q}/own.png 1x (a, b) ,{a} 1.5x{q}>",
    "<img src=/own.png {src}><img {src} src=/own.png>",
    "<IMG\n{SRC}>",
    "<img/{src}>",
    "<img alt=it's {src}>",
    "<img alt='>' title=\">\" {src}>",
    "<img alt=\"it's\" {src} title='a\"b'>",
    "<image {src}>",
    "<picture><source srcset={q}{a}{q}><img></picture>",
    "<video {src}></video>",
    "<video poster={q}{a}{q}></video>",
    "<audio {src}></audio>",
    "<video><source {src}></video>",
    "<audio controls><source {src}><track {src}></audio>",
    "<video controls src=/own.mp4><track default {src}></video>",
    "<iframe {src}></iframe>",
    "<iframe srcdoc={q}&lt;img src={a}&gt;{q}></iframe>",
    "<iframe srcdoc={q}&lt;iframe srcdoc='&amp;lt;img src={a}&amp;gt;'&gt;{q}></iframe>",
    "<iframe srcdoc={q}&lt;style&gt;body{{background:url({a})}}&lt;/style&gt;{q}></iframe>",
    "<embed {src}>",
    "<object data={q}{a}{q}></object>",
    "<object data={q}{a}{q} type=image/png></object>",
    "<input type=image {src}>",
    "<link rel=stylesheet href={q}{a}{q}>",
    "<link rel='alternate StyleSheet' title=x href={q}{a}{q}>",
    "<link href={q}{a}{q} rel='x\tstylesheet\ny'>",
    "<link rel=icon href={q}{a}{q}>",
    "<link rel=preload as=image href={q}{a}{q}>",
    "<link rel=preload as=image imagesrcset={q}{a} 2x{q}>",
    "<link rel=modulepreload href={q}{a}{q}>",
    "<link rel=prefetch href={q}{a}{q}>",
    "<link rel=preconnect href={q}{a}{q}>",
    "<link rel=dns-prefetch href={q}{a}{q}>",
    "<link rel=manifest href={q}{a}{q}>",
    "<script {src}></script>",
    "<script type=module {src}></script>",
    "<svg><script href={q}{a}{q}></script></svg>",
    "<svg><image href={q}{a}{q} width=9 height=9 /></svg>",
    "<svg><image xlink:href={q}{a}{q} width=9 height=9 /></svg>",
    "<svg><use href={q}{a}{q} /></svg>",
    "<svg><filter id=f><feImage href={q}{a}{q} /></filter><rect width=9 height=9 filter=url(#f) /></svg>",
    "<svg><rect width=9 height=9 fill={q}url({a}){q} /></svg>",
    "<svg><rect width=9 height=9 filter={q}url({a}#f){q} /></svg>",
    "<svg><rect width=9 height=9 mask={q}url({a}#f){q} clip-path={q}url({a}#c){q} /></svg>",
    "<svg><path d='M0 0h9' marker-end={q}url({a}#f){q} /></svg>",
    "<svg><image width=9 height=9><set attributeName=href to={q}{a}{q} /></image></svg>",
    "<svg><image width=9 height=9><animate attributeName=href values={q}/own.png;{a}{q} dur=.1s /></image></svg>",
    "<svg><image width=9 height=9><animate attributeName=href from=/own.png to={q}{a}{q} dur=.1s /></image></svg>",
    "<svg><rect width=9 height=9><set attributeName=filter to={q}url({a}#x){q} /></rect></svg>",
    "<svg><foreignObject><img {src}></foreignObject></svg>",
    "<svg><desc><img {src}></desc></svg><svg><title><img {src}></title></svg>",
    "<math><mtext><img {src}></mtext><annotation-xml encoding=text/html><img {src}></annotation-xml></math>",
    "<math><mi><style><img {src}></style></mi></math>",
    "<svg><style><img {src}></style></svg>",
    "<svg><![CDATA[ ]]><p><img {src}></svg>",
    "<table background={q}{a}{q}><tr><td background={q}{a}{q}>x</table>",
    "<div style={q}background:url({a}){q}>x</div>",
    "<select><option>x<img {src}></select>",
    "<select><button><img {src}></button></select>",
    "<noscript><img {src}></noscript>",
    "<noscript><p title='</noscript><img {src}>'></noscript>",
    "<textarea><p title='</textarea><img {src}>'></textarea>",
    "<title><p title='</title><img {src}>'></title>",
    "<xmp><p title='</xmp><img {src}>'></xmp>",
    "<noembed><p title='</noembed><img {src}>'></noembed>",
    "<noframes><p title='</noframes><img {src}>'></noframes>",
    "<iframe><p title='</iframe><img {src}>'></iframe>",
    "<script type=x><!--<script></script><img {src}>--></script><img {src}>",
    "<!--><img {src}>-->",
    "<!--!><img {src}>-->",
    "<!-- --!><img {src}>",
    "<!-- <!-- --><img {src}>-->",
    "<? ><img {src}>",
    "<!doctype x '><img {src}>",
    '</p/x="><img {src}>',
    "<p \"'><img {src}>",
    "<a href='x<img {src}>",
    "<div><template shadowrootmode=open><img {src}></template></div>",
    "<div><template shadowrootmode=open><slot><style>:host{{background:url({a})}}</style></slot>x</template></div>",
    "<table><tr><img {src}></table><table><td><svg><p><img {src}></table>",
    "<form><math><mtext></form><form><mglyph><style></math><img {src}>",
    "<p><table><caption><a><img {src}><td></a></table>",
    "<meta http-equiv=refresh content={q}0;url={a}{q}>",
    "<meta http-equiv=Refresh content={q}0 ; URL = {a}{q}>",
    "<base href={q}{a}{q}><img src=p>",
    "<frameset><frame {src}></frameset>",
    "<frameset></frameset><img {src}>",
    "<svg><![CDATA[ > <img {src}> ]]></svg>",
    "<svg><textarea><p title='</textarea><img {src}>'></textarea></svg>",
    "<math><title><mi title='</title><img {src}>'></mi></title></math>",
    "<svg><style><a title='</style><img {src}>'></a></style></svg>",
    "<template><svg><style><a title='</style><img {src}>'></a></style></svg></template>",
    "<a ping={q}{a}{q} href=/>x</a>",
    "<img src=/own.png attributionsrc={q}{a}{q}>",
)
CSS = (
    "body{{background:url({a})}}",
    "body{{background:url('{a}')}}",
    'body{{background:URL( "{a}" )}}',
    "body{{background:u\\72l({a})}}",
    "body{{background:\\75\n\\52 L('{a}')}}",
    "body{{background:src('{a}')}}",
    "body{{background:image-set('{a}' 1x)}}",
    "body{{background:image-set('/own.png' 3x, '{a}' 1x)}}",
    "body{{background:-webkit-image-set(url({a}) 1x)}}",
    "body{{background:image-set(url('{a}') 1x type('image/png'))}}",
    "body{{background:image('{a}')}}",
    "body{{background:cross-fade(url({a}) 50%, url(/own.png))}}",
    "body{{background:-webkit-cross-fade(url({a}), url(/own.png), 50%)}}",
    "@import '{a}';",
    '@import"{a}";',
    "@import url({a});",
    "@IMPORT url( '{a}' ) layer(x) supports(display:grid) screen;",
    "@\\69mport '{a}';",
    "@import/**/url({a})/**/;",
    "@charset 'utf-8'; @layer a; @import '{a}' layer;",
    "@font-face{{font-family:F;src:url({a})}} body{{font-family:F}}",
    "@font-face{{font-family:F;src:local('none'),url('{a}') format('woff2')}} body{{font-family:F}}",
    "body{{cursor:url({a}),auto}}",
    "body::before{{content:url({a})}}",
    "body::before{{content:image-set('{a}' 1x)}}",
    "body::before{{content:url({a}) / 'x'}}",
    ":root{{--x:url({a})}} body{{background:var(--x)}}",
    ":root{{--s:'{a}'}} body{{background:image-set(var(--s) 1x)}}",
    "@property --s{{syntax:'<string>';inherits:true;initial-value:'{a}'}} body{{background:image-set(var(--s) 1x)}}",
    "@property --u{{syntax:'<url>';inherits:true;initial-value:url({a})}} body{{background:var(--u)}}",
    "@function --f(){{result:url({a})}} body{{background:--f()}}",
    "@function --f(){{result:'{a}'}} body{{background:image-set(--f() 1x)}}",
    "@media all{{@supports (display:grid){{@layer a{{body{{background:url({a})}}}}}}}}",
    "@container style(--a:b){{p{{color:red}}}} body{{background:url({a})}}",
    "@scope (body){{:scope{{background:url({a})}}}}",
    "@starting-style{{body{{background:url({a})}}}} body{{background:url({a})}}",
    "body{{& div{{color:red}} @media all{{background:url({a})}}}}",
    "@keyframes k{{from{{background:url({a})}}}} body{{animation:k 9s}}",
    "li{{list-style:url({a})}}",
    "body{{border:9px solid;border-image:url({a}) 1}}",
    "body{{mask-image:url({a})}}",
    "body{{-webkit-mask:url({a})}}",
    "body{{filter:url({a}#f)}}",
    "body{{clip-path:url({a}#f)}}",
    "body{{shape-outside:url({a});float:left}}",
    "body{{background:light-dark(url({a}), url({a}))}}",
    "body{{background:if(else: url({a}))}}",
    "body{{background:var(--none, url({a}))}}",
    "body{{background:url({a}",
    "body{{background:url('{a}",
    "@import '{a}",
    '/* " */ body{{background:url({a})}} /* " */',
    ".x{{content:'/*'}} body{{background:url({a})}} .y{{content:'*/'}}",
    ".x{{content:'a\\\n/*'}} body{{background:url({a})}}",
    '.x{{content:"a\nb{{}} body{{background:url({a})}}',
    '.x{{content:"a\n"}} body{{background:url({a})}}',
    "<!-- body{{background:url({a})}} -->",
    "}} ) ] body{{background:url({a})}}",
    "a{{b:c}};; body{{background:url({a})!important}}",
    "@namespace x url(/own); body{{background:url({a})}}",
    "@page{{background:url({a})}} body{{background:url({a})}}",
    "body:has(a[href='x;y']){{}} body{{background:url({a})}}",
)
IN_CSS = (
    "\\68ttps://{h}/p",
    "\\000068 ttps\\3a //{h}/p",
    "https:\\2f\\2f{h}/p",
    "\\/\\/{h}/p",
    "h\\ttps://{h}/p",
)
QUIET_CSS = (
    "/* url({a}) */",
    "@namespace url({a});",
    "a[href^='{a}']{{color:red}}",
    "a::after{{content:'{a}'}}",
    "a::after{{content:' (' '{a}' ')'}}",
)
SCRIPTS = (
    "<script>fetch('{a}')</script>",
    "<script>new Image().src='{a}'</script>",
    "<img src=/none onerror=\"this.onerror=null;this.src='{a}'\">",
    "<svg onload=\"fetch('{a}')\"></svg>",
    "<body onload=\"fetch('{a}')\">",
    "<iframe srcdoc=\"<script>fetch('{a}')</script>\"></iframe>",
)
IMPORTS = (
    "<script type=module>import '{a}'</script>",
    "<script type=module>import x from\n'{a}'</script>",
    "<script type=module>import/**/{{a}}/* */from/**/'{a}'</script>",
    "<script>import('{a}')</script>",
    "<script type=module>export * from '{a}'</script>",
    '<script type=speculationrules>{{"prefetch":[{{"source":"list","urls":["{a}"]}}]}}</script>',
    '<script type=importmap>{{"imports":{{"x":"{a}"}}}}</script><script type=module>import \'x\'</script>',
)
QUIET_TAGS = (
    "<a href={q}{a}{q}>x</a>",
    "<link rel=canonical href={q}{a}{q}>",
    "<link rel=alternate hreflang=fr href={q}{a}{q}>",
    "<meta property=og:image content={q}{a}{q}>",
    "<p title={q}{a}{q}>x</p>",
    "<blockquote cite={q}{a}{q}>x</blockquote>",
    "<form action={q}{a}{q}><button formaction={q}{a}{q}>x</button></form>",
    "<!-- <img {src}> -->",
    "<textarea><img {src}></textarea>",
    "<svg><a href={q}{a}{q}><text>x</text></a></svg>",
    '<script type=application/ld+json>{{"url":"{a}"}}</script>',
    "<code>&lt;img src={a}&gt;</code>",
)
QUOTES = ('"', "'", "")


def _written(form: str, address: str, quote: str) -> str:
    src = f"src={quote}{address}{quote}"
    return form.format(a=address, q=quote, src=src, SRC=src.replace("src=", "SRC =\n"))


def _all() -> Iterator[Way]:
    """Yield every way, with `{h}` in place of the host."""
    for form, address, quote in product(TAGS, ADDRESSES + IN_HTML, QUOTES):
        if quote or not any(sign in address for sign in " \t\n"):
            yield Way(_written(form, address.replace("{h}", "HOST"), quote))
    for form, address in product(CSS, ADDRESSES + IN_CSS):
        css = form.format(a=address.replace("{h}", "HOST"))
        yield Way(f"<style>{css}</style><p>x")
        if "@" not in form and css.startswith("body{") and '"' not in css and "&" not in css:
            yield Way(f'<p style="{css.removeprefix("body{").rstrip("}")}">x</p>')
    for form in SCRIPTS:
        yield Way(form.format(a="https://HOST/p"), passes=True, runs=True)
    for form, address in product(IMPORTS, ADDRESSES[:3]):
        yield Way(form.format(a=address.replace("{h}", "HOST")), runs=True)
    for form, address, quote in product(QUIET_TAGS, ADDRESSES[:3], QUOTES[:2]):
        yield Way(_written(form, address.replace("{h}", "HOST"), quote), passes=True)
    for form, address in product(QUIET_CSS, ADDRESSES[:3]):
        yield Way(f"<style>{form.format(a=address.replace('{h}', 'HOST'))}</style>", passes=True)
    for form, address in product(TAGS, OWN_ADDRESSES):
        yield Way(_written(form, address, '"'), passes=True)
    for form, address in product(CSS, OWN_ADDRESSES[:3]):
        yield Way(f"<style>{form.format(a=address)}</style>", passes=True)


def ways(count: int) -> dict[str, Way]:
    """Return so many ways by name, always the same ones; the name is the first part of the host that each calls."""
    variants = list(_all())
    chosen = Random(13).sample(variants, min(count, len(variants)))
    return {f"w{n}": way._replace(html=way.html.replace("HOST", f"w{n}.{HOST}")) for n, way in enumerate(chosen)}
