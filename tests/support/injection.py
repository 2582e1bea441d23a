"""A site whose every text tries to become markup; what each would do is set the page's title to PWNED."""

from __future__ import annotations

import json

from support.site import SmallSite

DO = "document.title='PWNED'"
PAYLOADS = (
    f"<script>{DO}</script>",
    f'"><script>{DO}</script>',
    f"'><script>{DO}</script>",
    f"</script><script>{DO}</script>",
    f"</title><script>{DO}</script>",
    f"</textarea></style></noscript><script>{DO}</script>",
    f"--><script>{DO}</script><!-",
    f"]]><script>{DO}</script>",
    f"<![CDATA[<script>{DO}</script>]]>",
    f"<scr<script>ipt>{DO}</scr</script>ipt>",
    f"<SCRIPT SRC=//x.invalid/>{DO}</SCRIPT>",
    f"<script\x0b>{DO}</script>".replace("\x0b", " "),
    f"\u003cscript\u003e{DO}\u003c/script\u003e",
    f"&lt;script&gt;{DO}&lt;/script&gt;",
    f"&#60;script&#62;{DO}&#60;/script&#62;",
    f"&#x3c;script&#x3e;{DO}&#x3c;/script&#x3e;",
    f"＜script＞{DO}＜/script＞",
    f"<img src=x onerror={DO}>",
    f'"><img src=x onerror="{DO}">',
    f"'><img src=x onerror={DO}>",
    f"<img src=x onerror={DO}//",
    f"<img/src=x/onerror={DO}>",
    f"<<img src=x onerror={DO}>>",
    f"<svg onload={DO}>",
    f"<svg/onload={DO}>",
    f"<svg><script>{DO}</script></svg>",
    f"<svg><animate onbegin={DO} attributeName=x dur=1s>",
    f"<math><mtext><img src=x onerror={DO}></mtext></math>",
    f"<details open ontoggle={DO}>",
    f"<input autofocus onfocus={DO}>",
    f'" autofocus onfocus="{DO}',
    f"' autofocus onfocus='{DO}",
    f'" onmouseover="{DO}" x="',
    f'" style="animation:x" onanimationstart="{DO}',
    f"` onerror={DO} `",
    f"<body onload={DO}>",
    f'<iframe srcdoc="<script>parent.{DO}</script>">',
    f'<iframe src="javascript:parent.{DO}">',
    f'<object data="javascript:{DO}">',
    f'<embed src="javascript:{DO}">',
    f"<video><source onerror={DO}></video>",
    f"<audio src=x onerror={DO}>",
    f"<marquee onstart={DO}>",
    f"<form><button autofocus onfocus={DO}>",
    f'<meta http-equiv=refresh content="0;url=javascript:{DO}">',
    f"0;url=javascript:{DO}",
    f'<base href="javascript:{DO}//">',
    f"<link rel=stylesheet href=x onerror={DO}>",
    f"<style onload={DO}></style>",
    f"<template><script>{DO}</script></template>",
    f'<noscript><p title="</noscript><img src=x onerror={DO}>">',
    f'<a href="javascript:{DO}">here</a>',
    f"javascript:{DO}",
    f"[here](javascript:{DO})",
    f"[here](java\tscript:{DO})",
    f"[here](data:text/html,<script>{DO}</script>)",
    f"[here](vbscript:{DO})",
    f'[here](//x.invalid/ "t" onclick={DO})',
    f'[here](/about/?"onmouseover={DO})',
    f"![x](javascript:{DO})",
    f'![x" onerror="{DO}](/media/p.png)',
    f"<javascript:{DO}>",
    f"[here]: javascript:{DO}\n\n[here]",
    "{{ 7*7 }}{% set document='PWNED' %}{#x#}",
    "${document.title='PWNED'}",
    f"<x contenteditable onblur={DO}>lose</x>",
    f'x {{"@type":"Thing"}}</script><script>{DO}</script>',
    f"\\u003cscript\\u003e{DO}\\u003c/script\\u003e",
    f"<!#exec cmd='x'><?php {DO} ?><script>{DO}</script>",
    "<h1 id=top name=getElementById>clobber",
)  # fmt: skip
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000030000000208060000009d74661a0000000b49444154789c6360c00500001a0001bc3ce0"
    "410000000049454e44ae426082"
)
HOSTILE_NAME = f'"><img src=x onerror={DO}>.png'


def quoted(text: str) -> str:
    """Write a text as a value of YAML and of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def doi(line: str) -> str:
    """Make a DOI of a quoted text: such a one may hold anything but white space."""
    return quoted("10.1000/" + "".join(json.loads(line).split()))


def write_injections(site: SmallSite, *, raw_html: str = "off") -> None:
    """Write a post and a practitioner for every payload, each in every text that it can hold."""
    lines = [quoted(text) for text in PAYLOADS]
    one_line = [quoted(text.replace("\n", " ")) for text in PAYLOADS]
    first = one_line[1]
    site.write(
        {
            "media/p.png": PNG,
            f"media/{HOSTILE_NAME}": PNG,
            "pages/about.md": f"---\ntitle: {first}\nsubtitle: {first}\n---\nAbout.\n",
            "therapyblog.toml": (
                f"[site]\ntitle = {first}\nurl = 'https://stillwater.example'\ndescription = {first}\n"
                f"posts_per_page = 1000\ndefault_cta = 'x'\n"
                f"[practice]\nname = {first}\nstreet = {first}\ntown = {one_line[4]}\npostcode = {first}\n"
                f"region = {first}\nhours = [{', '.join(one_line)}]\nfounded = {first}\n"
                f"[markdown]\nraw_html = '{raw_html}'\n"
                f"[cta.x]\nheading = {first}\ntext = {first}\nlabel = {first}\nurl = '/about/'\nprice = {first}\n"
                f"note = {first}\ntime_zone = {first}\n"
                + "".join(f"[[menu]]\nlabel = {text}\nurl = '/about/'\n" for text in one_line[:20])
                + "".join(
                    f"[[crisis.lines]]\nname = {text}\ntel = '116 123'\nsms = '85258'\nsms_text = {text}\n"
                    f"hours = {text}\n"
                    f"languages = [{text}]\n"
                    for text in one_line
                )
            ),
            "posts/all.md": (
                f"---\ntitle: {first}\ntags: [{', '.join(one_line)}]\ncontent_note: [{', '.join(one_line)}]\n"
                f"references: [{', '.join(f'{{text: {text}, doi: {doi(text)}}}' for text in one_line)}]\n"
                f"image: {quoted('/media/' + HOSTILE_NAME)}\nimage_alt: {first}\nimage_credit: {first}\n"
                f"author: p1\n---\n\n"
                + "\n\n".join(f"## {text}\n\n{text}\n\n> {text}\n\n`{text}`" for text in PAYLOADS)
            ),
        }
    )
    for number, (text, line) in enumerate(zip(lines, one_line, strict=True)):
        site.write(
            {
                f"practitioners/p{number}.md": (
                    f"---\nname: {line}\nrole: {line}\npronouns: {line}\nlocation: {line}\nlanguages: [{line}]\n"
                    f"modalities: [{line}]\nsupervision: {line}\ninsurance: {line}\nphoto: /media/p.png\n"
                    f"description: {line}\ncredentials:\n  - {{letters: {line}, name: {line}, issuer: {line}, "
                    f"number: {line}, jurisdiction: {line}, kind: registration}}\n---\n\n{PAYLOADS[number]}\n"
                ),
                f"posts/p{number}.md": (
                    f"---\ntitle: {line}\nsubtitle: {line}\ndescription: {text}\ntopic: {line}\ntags: [{line}]\n"
                    f"series: {line}\nauthor: p{number}\ncontent_note: {line}\nimage: /media/p.png\nimage_alt: {line}\n"
                    f"image_credit: {line}\nreferences: [{{text: {line}, doi: {doi(line)}}}]\nslug: p{number}\n"
                    f"x_extra: {line}\ndate: 2026-01-01\n---\n\n{PAYLOADS[number]}\n\n## {PAYLOADS[number]}\n"
                ),
                f"series/s{number}.md": f"---\ntitle: {line}\ndescription: {line}\n---\n\n{PAYLOADS[number]}\n",
            }
        )
