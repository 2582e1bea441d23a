"""A published picture looks in a browser as the one that lies in `media/`, and a drawing asks for nothing."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Browser

from support.browser import open_tab
from support.pictures import DRAWING, RASTER, exif, saved
from therapyblog.media.published import published_content

REPOSITORY = Path(__file__).parents[2]
DRAWINGS = {
    # What comes from elsewhere is shown as a broken picture before, and as nothing after.
    "planted": re.sub(r"<image[^>]*elsewhere[^>]*/>|mask: url\(http[^)]*\);", "", DRAWING),
    **{
        path.name: path.read_text(encoding="utf-8")
        for folder in ("example_site/media", "themes/base/static")
        for path in sorted((REPOSITORY / folder).glob("*.svg"))
    },
    "prefixed": """<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><s:defs><s:radialGradient id="r">
      <s:stop offset=".2" stop-color="gold"/><s:stop offset="1" stop-color="navy"/></s:radialGradient></s:defs>
      <s:rect width="40" height="40" rx="6" fill="url(#r)"/></s:svg>""",
    "text on a path": """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60"><path id="a" d="M5 50Q60-9 115 50"
      fill="none" stroke="#ccc"/><text font-size="11" fill="#246"><textPath href="#a" startOffset="4">water</textPath>
      </text></svg>""",
    "masks, symbols, markers": """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><symbol id="s"
      viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></symbol><mask id="m"><rect width="40" height="20" fill="#fff"/>
      </mask><marker id="k" orient="auto" markerWidth="5" markerHeight="5" refY="2"><path d="M0 0l4 2-4 2z"/></marker>
      <g mask="url(#m)"><use href="#s" width="40" height="40" fill="teal"/></g>
      <path d="M45 30h20" stroke="#000" marker-end="url(#k)"/></svg>""",
    "styles": """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 30"><style><![CDATA[
      g>rect:nth-child(2){fill:rebeccapurple;transform:translate(3px,-2px) rotate(5deg)}:root{--c:#c33}.c{fill:var(--c)}
      @media(min-width:1px){circle{opacity:.5}}]]></style><g><rect class="c" width="20" height="20"/><rect x="25" y="5"
      width="20" height="20"/></g><circle r="9" cx="50" cy="15"/></svg>""",
    "movement": """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="10" height="10"><set
      attributeName="width" to="30" begin="0s"/></rect></svg>""",
    "shadow": """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"><filter id="f"><feDropShadow dx="2" dy="3"
      stdDeviation="2" flood-color="#a40"/></filter><rect x="9" y="9" width="30" height="20" fill="#8cf"
      filter="url(#f)"/></svg>""",
    "switch": """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><switch><text
      systemLanguage="zz" y="15">no</text><text y="15">yes</text></switch></svg>""",
}
PHOTOGRAPHS = {
    **{
        f"turned-{turn}.{kind.lower()}": saved(kind, exif=exif(turn))
        for kind in ("JPEG", "PNG", "WEBP")
        for turn in (3, 6)
    },
    **{name: RASTER[name] for name in ("turned.avif", "exif.avif", "print.jpg", "lossless.webp", "jfif-thumbnail.jpg")},
}
TYPES = {"svg": "image/svg+xml"}


def shown(page, content: bytes, kind: str) -> Image.Image:
    """Return what a page shows that holds a picture, large enough to see details."""
    source = f"data:{TYPES.get(kind, f'image/{kind}')};base64,{base64.b64encode(content).decode()}"
    page.set_content(f'<body style="margin:0;background:#eef"><img style="width:320px" src="{source}">')
    page.evaluate("document.images[0].decode().catch(() => {})")
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def test_published_pictures_look_as_they_did(browser: Browser, tmp_path: Path):
    pictures = {
        f"{name}.svg".replace(".svg.svg", ".svg"): text.encode() for name, text in DRAWINGS.items()
    } | PHOTOGRAPHS
    with open_tab(browser, width=340, height=340) as tab:
        page = tab.page
        for name, content in pictures.items():
            kind = name.rpartition(".")[2]
            before, after = (shown(page, made, kind) for made in (content, published_content(content, f"media/{name}")))
            assert ImageChops.difference(before, after).getbbox() is None, name
            assert len(before.getcolors(100_000) or ()) > 1, name

        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: asked.append(dialog.message) or dialog.dismiss())
        file = tmp_path / "drawing.svg"
        file.write_bytes(published_content(DRAWING.encode(), "media/drawing.svg"))
        page.goto(file.as_uri())
        page.mouse.click(40, 40)
        page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
