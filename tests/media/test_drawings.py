"""Drawings: what draws stays, whatever could act or lead elsewhere goes, and a broken one is told of with its line."""

from __future__ import annotations

import base64

import pytest

from support.pictures import DRAWING, MARK, RASTER, saved
from support.rows import every_row
from therapyblog.media.broken import BrokenPicture
from therapyblog.media.svg import clean_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
PHOTO = base64.b64encode(RASTER["exif.jpg"]).decode()


def cleaned(inside: str) -> str:
    """Return what is left of the inside of a drawing."""
    text = clean_svg(f"{HEAD}{inside}</svg>".encode()).decode()
    return text.partition(">")[2].removesuffix("</svg>") if not text.endswith("/>") else ""


ACTS = {
    "<script>x</script>": "",
    '<svg><script href="data:text/javascript,x"/></svg>': "<svg/>",
    '<rect onclick="x" ONCLICK="x" onfocusin="x"/>': "<rect/>",
    '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://e.test"/></foreignObject>': "",
    '<h:script xmlns:h="http://www.w3.org/1999/xhtml">x</h:script>': "",
    '<handler xmlns="http://www.w3.org/2000/svg">x</handler>': "",
    '<a xlink:href="javascript:x"><rect/></a>': "<a><rect/></a>",
    '<a href="https://e.test"><rect/></a>': "<a><rect/></a>",
    '<use href="https://e.test/a.svg#b"/>': "<use/>",
    '<use href="data:image/svg+xml;base64,PHN2Zy8+#x"/>': "<use/>",
    '<image href="//e.test/a.png"/>': "<image/>",
    '<image href="a.png"/>': "<image/>",
    '<image href=" &#9;https://e.test/a.png"/>': "<image/>",
    '<image href="data:text/html,x"/>': "<image/>",
    '<image href="data:image/svg+xml,%3Csvg onload=%22x%22/%3E"/>': (
        f'<image href="data:image/svg+xml;base64,{base64.b64encode(clean_svg(b"<svg/>")).decode()}"/>'
    ),
    '<set attributeName="href" to="javascript:x"/>': "",
    '<animate attributeName="xlink:href" values="https://e.test"/>': "",
    '<set attributeName=" onclick" to="x"/>': "",
    '<rect fill="url(https://e.test/#a)"/>': "<rect/>",
    '<rect fill="\\75rl(https://e.test/#a)"/>': "<rect/>",
    '<rect fill="u/**/rl(https://e.test/#a)"/>': '<rect fill="u/**/rl(https://e.test/#a)"/>',
    '<rect style="fill:url(https://e.test);stroke:red"/>': '<rect style="stroke:red"/>',
    '<rect style="fill:image-set(&quot;https://e.test&quot; 1x)"/>': "<rect/>",
    '<rect style="--a:&quot;https://e.test&quot;;fill:image-set(var(--a) 1x)"/>': (
        "<rect style='--a:\"https://e.test\";'/>"
    ),
    '<rect style="fill:url(var(--a))"/>': "<rect/>",
    "<style>@import 'https://e.test';@IMPORT url(//e.test);a{b:c}</style>": "<style>a{b:c}</style>",
    "<style>@imp\\6frt 'https://e.test';a{b:c}</style>": "<style>a{b:c}</style>",
    "<style>a{b:url(https://e.test)}c{d:src('https://e.test');e:f}</style>": "<style>a{}c{e:f}</style>",
    "<style>@media print{a{b:URL( 'https://e.test' )}}</style>": "<style>@media print{a{}}</style>",
    "<style><![CDATA[a>b{c:url(//e.test)}]]></style>": "<style>a&gt;b{}</style>",
    "<rect xml:base='https://e.test/' xmlns:e='e' e:a='b' data-a='b'/>": "<rect/>",
    "<g>words that nobody sees<!-- nor these --><?nor these?></g>": "<g/>",
    "<unknown><rect/></unknown>": "",
}
DRAWS = {
    '<use xlink:href="#a"/>': None,
    '<rect fill="url(#a)" filter="url(&quot;#b&quot;)"/>': '<rect fill="url(#a)" filter=\'url("#b")\'/>',
    '<path d="M0-1.5e3 1-2l.5.5zm3 4a1 1 0 01-2-2"/>': None,
    '<rect transform="rotate(-45 1-2) scale(.5)" style="fill:#fff;opacity:.5"/>': None,
    '<animate attributeName="d" values="M0 0l1-2;M1 1" dur="2s" begin="a.click; b.end+1s"/>': None,
    '<animateMotion path="M0 0h9"><mpath href="#p"/></animateMotion>': None,
    "<style>.a &gt; b{fill:url(#g)}@keyframes k{to{transform:rotate(1turn)}}</style>": None,
    "<style>@font-face{src:url(data:font/woff2;base64,AAAA)}</style>": (
        '<style>@font-face{src:url("data:font/woff2;base64,AAAA")}</style>'
    ),
    "<text>a <tspan>&amp; b</tspan> c</text>": None,
    '<text xml:space="preserve">  a  </text>': None,
    '<title>A &lt; B</title><g role="img" aria-label="url(x)"/>': None,
    "<filter><feColorMatrix values='1 0-1 0'/></filter>": '<filter><feColorMatrix values="1 0-1 0"/></filter>',
}


@every_row("inside, left", [*ACTS.items(), *DRAWS.items()])
def test_what_is_left_of_a_drawing(inside: str, left: str | None):
    assert cleaned(inside) == (inside if left is None else left)
    assert cleaned(cleaned(inside)) == cleaned(inside)


def test_an_embedded_photograph_says_nothing():
    left = cleaned(f'<image href="data:image/jpeg;base64,{PHOTO}"/><image xlink:href="data:;base64,{PHOTO}"/>')

    assert left.count("data:image/jpeg;base64,") == 2
    assert MARK not in b"".join(base64.b64decode(part.partition('"')[0]) for part in left.split("base64,")[1:])


BROKEN = {
    "<svg>\n<g>\n</svg>": "it is not well-formed (mismatched tag) 3",
    "<svg>": "it is not well-formed (no element found) 1",
    "<html/>": "it is not an SVG picture 1",
    '<svg xmlns="http://www.w3.org/1999/xhtml"/>': "it is not an SVG picture 1",
    "<svg>&nbsp;</svg>": "it is not well-formed (undefined entity) 1",
    '<!DOCTYPE svg SYSTEM "a.dtd"><svg>&nbsp;</svg>': "it names the entity 'nbsp', which nothing declares 1",
    '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>': "the entity 'a', which a drawing does 1",
    '<!DOCTYPE svg [<!ENTITY % a "b">]><svg/>': "the entity 'a', which a drawing does 1",
    '<!DOCTYPE svg [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><svg>&b;</svg>': "the entity 'b', which a drawing does 1",
    f'<!DOCTYPE svg [<!ENTITY a "{"x" * 200}">]><svg fill="{"&a;" * 30_000}"/>': "names its entities too often 0",
    "<svg>" + "<g>" * 300 + "</g>" * 300 + "</svg>": "nested more than 256 deep 1",
    '<?xml version="1.0" encoding="nobody-knows"?><svg/>': "1",
    f'<svg>\n<image href="data:image/tiff;base64,{base64.b64encode(saved("TIFF")).decode()}"/></svg>': "a TIFF 2",
}


@every_row("source", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_drawing_is_told_of_with_its_line(source: str):
    with pytest.raises(BrokenPicture) as refused:
        clean_svg(source.encode())

    reason, _, line = BROKEN[source].rpartition(" ")
    assert reason in str(refused.value)
    assert refused.value.line == int(line)


@every_row("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_drawings_in_every_encoding(encoding: str):
    source = DRAWING.replace("UTF-8", encoding.removesuffix("-sig")).replace("table", "tablé")

    assert "tablé" in clean_svg(source.encode(encoding)).decode()
