"""Time imports: seconds and memory for 1,000 posts of each kind, and for a Word document of 50 pages with 30 pictures.

    python benchmarks/importing.py [--posts 1000] [--pages 50] [--pictures 30] [--only wordpress,folder,feed,word]

The sources are made of a seeded vocabulary, in a temporary folder. Each import runs in a process of its own; what is
printed is its processor time, its peak memory, and how the time divides: tidying HTML, writing Markdown, reading that
again to compare the words, writing files, and the rest, which is mostly reading the source. `benchmarks/README.md` has
the figures.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from xml.sax.saxutils import escape

TEXT = """
after again breath calm care door early every evening fear garden gentle ground hand harbour heard hour kettle letter
light listen morning name night often pace quiet rain rest room safe session shore slow small somebody step story table
talk tide time together touch trust voice walk water window word years
"""
VOCABULARY = TEXT.split()
STAGES = {
    "tidying HTML": ("importing.tidy_tree",),
    "writing Markdown": ("importing.to_markdown",),
    "comparing words": ("importing.rendered_words", "importing.words_of", "importing.compared"),
    "HTML in Markdown": ("generators.generator.as_markdown",),
    "marks of generators": ("generators.generator.read_marks",),
    "addresses in Markdown": ("importing.rewritten", "generators.generator.rewritten"),
    "ids of headings": ("names.anchors_of",),
    "Word to HTML": ("word._read",),
    "pictures": ("attachments.Attachments.address",),
    "writing files": ("site_writer.SiteWriter.write",),
}
"""The stages of an import, by the functions whose time they are."""


class Words:
    """Makes sentences, the same ones each time."""

    def __init__(self) -> None:
        self.random = random.Random(1)  # noqa: S311 - the same words each time

    def some(self, count: int) -> str:
        """Return words without an end."""
        return " ".join(self.random.choices(VOCABULARY, k=count))

    def paragraph(self) -> str:
        """Return a paragraph of some seventy words."""
        return " ".join(f"{self.some(self.random.randint(8, 20)).capitalize()}." for _ in range(5))


def html_of(words: Words, number: int) -> str:
    """Return a post of about 9,000 letters, as editors write it: marks, links, lists, a picture, a quotation."""
    parts = []
    for section in range(5):
        linked = f'<a href="https://old.example/post-{(number * 7 + section) % 900}/">{words.some(3)}</a>'
        parts += [
            f'<h2 class="heading">{words.some(4).capitalize()}</h2>',
            f"<p>{words.paragraph()} <strong>{words.some(3)}</strong>, {linked}.</p>",
            f'<p style="text-align: left"><span style="color: #333">{words.paragraph()}</span> {words.some(2)}.</p>',
            f"<p>{words.paragraph()}</p>",
        ]
    items = "".join(f"<li>{words.some(8)}</li>" for _ in range(5))
    picture = f'<figure><img src="https://old.example/uploads/{number}.jpg" alt="{words.some(4)}"/></figure>'
    return "\n".join([*parts, f"<ul>{items}</ul>", picture, f"<blockquote><p>{words.some(20)}</p></blockquote>"])


def wordpress(folder: Path, posts: int) -> Path:
    """Write an export of WordPress."""
    words, file = Words(), folder / "export.xml"
    with file.open("w") as written:
        written.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
            'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Old site</title><link>https://old.example'
            "</link><language>en-GB</language><wp:author><wp:author_login>jo</wp:author_login>"
            "<wp:author_display_name>Jo Maddern</wp:author_display_name></wp:author>\n"
        )
        for number in range(posts):
            body = (
                html_of(words, number)
                .replace("<p", "<!-- wp:paragraph -->\n<p")
                .replace("</p>", "</p>\n<!-- /wp:paragraph -->")
            )
            written.write(
                f"<item><title>{words.some(5)}</title><link>https://old.example/post-{number}/</link>"
                f"<dc:creator>jo</dc:creator><content:encoded><![CDATA[{body}]]></content:encoded>"
                f"<wp:post_id>{number}</wp:post_id><wp:post_date>2019-01-01 08:00:00</wp:post_date>"
                f"<wp:post_name>post-{number}</wp:post_name><wp:status>publish</wp:status>"
                '<wp:post_type>post</wp:post_type><category domain="category" nicename="rest">Rest</category></item>\n'
            )
        written.write("</channel></rss>")
    return file


def feed(folder: Path, posts: int) -> Path:
    """Write a feed in RSS."""
    words, file = Words(), folder / "feed.xml"
    items = (
        f"<item><title>{words.some(5)}</title><link>https://old.example/post-{number}/</link>"
        f"<pubDate>Tue, 01 Jan 2019 08:00:00 GMT</pubDate><description>{escape(html_of(words, number))}</description>"
        "</item>"
        for number in range(posts)
    )
    start = '<rss version="2.0"><channel><title>Old site</title><link>https://old.example</link>'
    file.write_text(f"{start}{''.join(items)}</channel></rss>")
    return file


def folder_of_hugo(folder: Path, posts: int) -> Path:
    """Write a folder of Hugo."""
    words, site = Words(), folder / "hugo"
    (site / "content" / "posts").mkdir(parents=True)
    (site / "hugo.toml").write_text('baseURL = "https://old.example/"\ntitle = "Old site"\nlanguageCode = "en-gb"\n')
    for number in range(posts):
        sections = (
            f"## {words.some(4).capitalize()}\n\n{words.paragraph()} **{words.some(3)}**, "
            f'[{words.some(3)}]({{{{< ref "post-{(number * 7 + section) % posts}.md" >}}}}).\n\n'
            f"{words.paragraph()} *{words.some(2)}*\n\n{words.paragraph()}\n\n"
            for section in range(5)
        )
        items = "".join(f"- {words.some(8)}\n" for _ in range(5))
        settings = f'title: "{words.some(5)}"\ndate: 2019-01-01\ncategories: [Rest]\ntags: [tide, room]\n'
        text = f"---\n{settings}---\n\n{''.join(sections)}{items}\n> {words.some(20)}\n"
        (site / "content" / "posts" / f"post-{number}.md").write_text(text)
    return site


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PICTURE = """<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">
<wp:docPr id="{n}" name="Picture {n}" descr="{alt}"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">
<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="p{n}"/></pic:blipFill></pic:pic>
</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"""


def word(folder: Path, pages: int, pictures: int) -> Path:
    """Write a Word document: six paragraphs a page in several runs each, headings, bullets, and pictures of 300 KB."""
    words, file = Words(), folder / "letter.docx"
    body = list(_pages(words, pages, pictures))
    relations = "".join(
        f'<Relationship Id="p{number}" Type="{OFFICE}/image" Target="media/image{number}.png"/>'
        for number in range(pictures)
    )
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/'
        'document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.styles+xml"/></Types>'
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
        for name in ("Title", "heading 1", "heading 2", "List Bullet")
    )
    main = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{main}</Relationships>')
        links = f'<Relationship Id="s1" Type="{OFFICE}/styles" Target="styles.xml"/>{relations}'
        archive.writestr(
            "word/_rels/document.xml.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
        )
        archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{W}">{styles}</w:styles>')
        document = f'<w:document xmlns:w="{W}"><w:body>{"".join(body)}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
        for number in range(pictures):
            archive.writestr(f"word/media/image{number}.png", png(number), zipfile.ZIP_STORED)
    return file


def _pages(words: Words, pages: int, pictures: int) -> Iterator[str]:
    yield _paragraph("Title", [words.some(5).capitalize()])
    drawn = 0
    for page in range(pages):
        yield _paragraph("heading1" if page % 5 == 0 else "heading2", [words.some(4).capitalize()])
        for _ in range(5):
            yield _paragraph(
                "", [words.paragraph() + " ", f"*{words.some(2)}", f" {words.some(12)}", f" {words.some(9)}."]
            )
        for _ in range(3):
            yield _paragraph("ListBullet", [words.some(8)])
        while drawn * pages < pictures * (page + 1):
            yield PICTURE.format(n=drawn, alt=words.some(6))
            drawn += 1


def _paragraph(style: str, runs: list[str]) -> str:
    settings = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    written = (
        f'<w:r w:rsidR="00A1"><w:rPr>{"<w:b/>" if run.startswith("*") else ""}<w:lang w:val="en-GB"/></w:rPr>'
        f'<w:t xml:space="preserve">{run.lstrip("*")}</w:t></w:r>'
        for run in runs
    )
    return f'<w:p w:rsidR="00A1" w:rsidRDefault="00A1">{settings}{"".join(written)}</w:p>'


def png(number: int, width: int = 600, height: int = 400) -> bytes:
    """Return a picture that packs as badly as a photograph, of about 300 KB."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content).to_bytes(4)
        return len(content).to_bytes(4) + kind + content + check

    noise = random.Random(number).randbytes(height * (width * 3 + 1) // 2)  # noqa: S311 - the same picture
    rows = bytearray(noise + bytes(height * (width * 3 + 1) - len(noise)))
    rows[:: width * 3 + 1] = bytes(height)
    size = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\0\0\0"
    content = chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(bytes(rows), 1)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + content


def timed(taken: dict[str, float], stage: str, work: Callable[..., object]) -> Callable[..., object]:
    """Return a function that adds its time to a stage; what it calls of other stages counts there."""

    def call(*arguments: object, **named: object) -> object:
        before, inner = time.process_time(), sum(taken.values())
        try:
            return work(*arguments, **named)
        finally:
            taken[stage] += time.process_time() - before - (sum(taken.values()) - inner)

    return call


def measure(source: str, site: str) -> None:
    """Import a source, and print what it cost."""
    import importlib  # noqa: PLC0415 - for this process only

    from therapyblog.importers.importing import import_sources  # noqa: PLC0415 - counts as a part of the import

    taken = dict.fromkeys(STAGES, 0.0)
    for stage, names in STAGES.items():
        for name in names:
            path, _, function = name.rpartition(".")
            holder, _, last = path.rpartition(".")
            of_class = last[:1].isupper()
            owner = importlib.import_module(f"therapyblog.importers.{holder if of_class else path}")
            owner = getattr(owner, last) if of_class else owner
            setattr(owner, function, timed(taken, stage, getattr(owner, function)))
    (report,) = import_sources([source], Path(site), now=dt.datetime.now().astimezone())
    texts = sum(came.file.startswith(("posts/", "pages/")) for came in report.came)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    memory = usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    print(json.dumps({"texts": texts, "seconds": time.process_time(), "memory": memory, "stages": taken}))


def show(kind: str, figures: dict[str, float], stages: dict[str, float]) -> None:
    """Print one line of figures, and below it how the time divides."""
    texts, seconds = figures["texts"], figures["seconds"]
    each = f", {seconds / texts * 1000:.1f} s per 1,000" if texts > 1 else ""
    print(f"{kind}: {texts:,.0f} texts, {seconds:.1f} s{each}, {figures['memory']:.0f} MiB at its peak")
    rest = seconds - sum(stages.values())
    for stage, taken in sorted({**stages, "the rest": rest}.items(), key=lambda entry: -entry[1]):
        if taken >= seconds / 100:
            print(f"    {taken / seconds:4.0%}  {taken:6.2f} s  {stage}")


def main() -> None:
    """Make the sources and import each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--pictures", type=int, default=30)
    parser.add_argument("--only", default="wordpress,folder,feed,word")
    parser.add_argument("--measure", nargs=2, metavar=("SOURCE", "SITE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(*options.measure)
        return
    makers = {
        "wordpress": partial(wordpress, posts=options.posts),
        "folder": partial(folder_of_hugo, posts=options.posts),
        "feed": partial(feed, posts=options.posts),
        "word": partial(word, pages=options.pages, pictures=options.pictures),
    }
    for kind in options.only.split(","):
        with tempfile.TemporaryDirectory() as scratch:
            source = makers[kind](Path(scratch))
            command = [sys.executable, __file__, "--measure", str(source), f"{scratch}/site"]
            told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
            show(kind, told, told.pop("stages"))


if __name__ == "__main__":
    main()
