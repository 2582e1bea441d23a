"""What nobody should ever hand in, and somebody will: hostile and broken archives, XML, documents, JSON and CSV.

Each row says what happens: a sentence with which the whole source is refused, and then nothing is written; or what
comes of it, and what is left out and why. Nothing outside of the site is ever written, and nobody is asked.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import lzma
import os
import re
import struct
import tarfile
import zipfile

from support.documents import ODF_P, OFFICE, TYPES, P, docx, odt, zipped
from support.rows import every_row
from support.site import told
from therapyblog import build
from therapyblog.errors import UsageError
from therapyblog.importers.importing import import_sources
from therapyblog.importers.record import undo
from therapyblog.importers.web import Web

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
GOOD = "<html><body><article><h1>Reeds</h1><p>A reed bends, and stands up again.</p></article></body></html>"
SECRET = b"the secret of somebody else"


def contents(folder):
    """Return every file, link and folder below a folder, with its bytes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        found[name] = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else None
    return found


class Trial:
    """One import of one source into a new site, in a folder with things of somebody else's around it."""

    def __init__(self, folder, name, content):
        self.home, self.site = folder / "home", folder / "home" / "work" / "site"
        for place in ("posts", "work", "media", ".ssh"):
            (self.home / place).mkdir(parents=True)
            (self.home / place / "x.md").write_bytes(SECRET)
        self.source = self.home / "work" / name
        if callable(content):
            content(self.source)
        else:
            self.source.write_bytes(content)
        self.before = contents(self.home)
        self.asked = []

    def run(self, **options):
        """Import; return what came and what was left out, or the sentence."""
        web = Web(resolve=lambda host, _: self.asked.append(host) or [])
        try:
            (report,) = import_sources([str(self.source)], self.site, now=NOW, web=web, **options)
        except UsageError as error:
            sentence = str(error)
            self.check_surroundings()
            assert not self.site.exists(), contents(self.site)
            return sentence
        self.check_surroundings()
        return report

    def check_surroundings(self):
        """Nothing around the site is another than before, nothing secret came in, and nobody was asked."""
        now = {name: content for name, content in contents(self.home).items() if not name.startswith("work/site")}
        assert now == self.before
        inside = contents(self.site) if self.site.exists() else {}
        assert not any(content and SECRET in content for content in inside.values() if isinstance(content, bytes))
        assert all(name.partition("/")[0] in PLACES for name in inside), sorted(inside)
        assert not self.asked


PLACES = ("therapyblog.toml", "posts", "pages", "practitioners", "media", ".therapyblog")


def check(tmp_path, name, content, expected, left=""):
    """Try one row: `expected` is a part of the sentence that refuses it, or the files that come."""
    trial = Trial(tmp_path, name, content)
    result = trial.run()
    if isinstance(expected, str):
        assert isinstance(result, str), (result.came, result.left)
        assert expected in result
        return
    assert not isinstance(result, str), result
    came = [came.file for came in result.came if came.file.startswith(("posts/", "pages/"))]
    assert expected is None or (came, bool(left)) == (expected, bool(result.left)), (result.came, result.left)
    assert not left or any(left in item.why for item in result.left), result.left
    if came:
        built = build(trial.site)
        assert built.published, told(built)
        undo(trial.site)
        assert {name for name in contents(trial.site) if not name.startswith((".therapyblog", "public"))} == set()
    else:
        assert not trial.site.exists(), contents(trial.site)


def later(make):
    """Make a large source only where its row is tried, not where the table is read."""
    return lambda place: place.write_bytes(make())


def tarred(*entries, mode="w", kind=tarfile.REGTYPE, link="", pax=None, form=tarfile.PAX_FORMAT):
    """Make a tar archive of names and contents; the last one is of this kind."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode, format=form) as archive:
        for number, (name, content) in enumerate(entries, 1):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            if number == len(entries):
                member.type, member.linkname, member.pax_headers = kind, link, pax or {}
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def patched(content, *changes):
    """Replace bytes of an archive."""
    for old, new in changes:
        assert old in content, old
        content = content.replace(old, new)
    return content


def overlapping():
    """A zip archive whose entries are all the same bytes (the idea of David Fifield's bomb)."""
    one = zipped(("a.html", b"\0" * 5_000_000))
    start = one.index(b"PK\x01\x02")
    central = one[start : one.index(b"PK\x05\x06")]
    entries = b"".join(central.replace(b"a.html", b"%06d" % number) for number in range(500))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 500, 500, len(entries), start, 0)
    return one[:start] + entries + end


def many(count):
    def write(path):
        with zipfile.ZipFile(path, "w") as archive:
            for number in range(count):
                archive.writestr(f"{number}.html", b"")

    return write


def long_header():
    """A tar archive, packed, with a header that claims to be two gigabytes long, and is."""
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 2 * 1024**3

    def write(path):
        with gzip.open(path, "wb") as stream:
            stream.write(header.tobuf(tarfile.USTAR_FORMAT))
            for _ in range(64):
                stream.write(bytes(1024**2))

    return write


def encrypted():
    plain = zipped(("a.html", GOOD))
    # Bit 0 of the flags, in the local header and in the central directory (APPNOTE 4.4.4).
    local, central = plain.index(b"PK\x03\x04") + 6, plain.index(b"PK\x01\x02") + 8
    flagged = bytearray(plain)
    flagged[local] |= 1
    flagged[central] |= 1
    return bytes(flagged)


def lying(size):
    """A zip archive whose only entry says that it is of another size."""
    plain = bytearray(zipped(("a.html", GOOD * 100)))
    for place in (plain.index(b"PK\x03\x04") + 22, plain.index(b"PK\x01\x02") + 24):
        plain[place : place + 4] = struct.pack("<L", size)
    return bytes(plain)


def spoiled():
    """An archive with two pages, one of which is damaged."""
    packed = bytearray(zipped(("a.html", GOOD), ("b.html", GOOD.replace("Reeds", "Bees")), method=zipfile.ZIP_STORED))
    packed[packed.index(b"Bees") + 10] ^= 1
    return bytes(packed)


def zip64():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive, archive.open("a.html", "w", force_zip64=True) as stream:
        stream.write(GOOD.encode())
    return packed.getvalue()


OUT, TWICE, MUCH = "leads out of it", "as only a made archive does", "absurdly much"
LINK, DAMAGED = "link or device", "download it again"
REEDS = ["pages/a.md"]
UNKNOWN = "nothing that is recognised"
TAR_ROWS = {
    f"tar: {name}": ("a.tar", tarred(("a.html", GOOD.encode()), (name, b"x")), OUT)
    for name in ("../a.html", "/etc/a.html", "x/../../a.html", "C:/a.html", "..\\a.html", "\\\\server\\a.html")
}
TAR_KINDS = {
    "symbolic link": tarfile.SYMTYPE,
    "hard link": tarfile.LNKTYPE,
    "character device": tarfile.CHRTYPE,
    "block device": tarfile.BLKTYPE,
    "pipe": tarfile.FIFOTYPE,
}
ARCHIVES = {
    **{
        f"zip: {name!r}": ("a.zip", zipped(("a.html", GOOD), (name, "x")), OUT)
        for name in (
            "../a.html",
            "x/../../a.html",
            "/etc/cron.d/a",
            "C:/a.html",
            "C:a.html",
            "..\\..\\a.html",
            "\\\\server\\share\\a",
            "x/..",
        )
    },
    **TAR_ROWS,
    **{
        f"tar: {name}": (
            "a.tar",
            tarred(("a.html", GOOD.encode()), ("x", b""), kind=kind, link="../../posts/x.md"),
            LINK,
        )
        for name, kind in TAR_KINDS.items()
    },
    "zip: link": ("a.zip", zipped(("a.html", GOOD), ("x", "../../posts/x.md", 0o120777 << 16)), "holds a link"),
    "zip: ratio": ("a.zip", later(lambda: zipped(("a.html", GOOD), ("b.html", b"\0" * 64 * 1024**2))), MUCH),
    "zip: overlapping": ("a.zip", overlapping(), "the same bytes many times"),
    "zip: nested": ("a.zip", zipped(("a.zip", zipped(("b.zip", zipped(("c.html", GOOD)))))), UNKNOWN),
    "zip: 100,000 entries": ("a.zip", many(100_000), MUCH),
    "zip: one name twice": (
        "a.zip",
        patched(zipped(("a.html", GOOD), ("b.html", GOOD)), (b"b.html", b"a.html")),
        TWICE,
    ),
    "zip: NUL in a name": (
        "a.zip",
        patched(zipped(("a.html", GOOD), ("a.htmlXb", "x")), (b"a.htmlXb", b"a.html\0b")),
        TWICE,
    ),
    "zip: encrypted": ("a.zip", encrypted(), "protected with a password"),
    "zip: cut off": ("a.zip", zipped(("a.html", GOOD))[:-30], DAMAGED),
    "zip: only its beginning": ("a.zip", b"PK\x03\x04" + bytes(100), DAMAGED),
    "zip: directory points nowhere": (
        "a.zip",
        patched(zipped(("a.html", GOOD)), (b"PK\x01\x02", b"PK\x09\x09")),
        DAMAGED,
    ),
    "zip: says it is smaller": ("a.zip", lying(10), UNKNOWN),
    "zip: says it is larger": ("a.zip", lying(2_000_000), REEDS),
    "zip: says it is 4 GB": ("a.zip", lying(0xFFFFFFF0), MUCH),
    "zip: unknown method": (
        "a.zip",
        patched(zipped(("a.html", GOOD)), (b"\x08\x00\x00\x00!\x00", b"\x63\x00\x00\x00!\x00")),
        UNKNOWN,
    ),
    "zip: one page damaged": ("a.zip", spoiled(), REEDS, "damaged in the archive"),
    "zip: zip64": ("a.zip", zip64(), REEDS),
    "zip: bzip2": ("a.zip", zipped(("a.html", GOOD), method=zipfile.ZIP_BZIP2), REEDS),
    "zip: lzma": ("a.zip", zipped(("a.html", GOOD), method=zipfile.ZIP_LZMA), REEDS),
    "zip: empty": ("a.zip", zipped(), UNKNOWN),
    "zip: empty names": ("a.zip", patched(zipped(("a.html", GOOD), ("Q", "x")), (b"Q", b"/")), REEDS),
    "zip: with a program in front": ("a.zip", b"MZ" + bytes(300) + zipped(("a.html", GOOD)), UNKNOWN),
    "zip: names in a code page": (
        "a.zip",
        patched(zipped(("QQ.html", GOOD), ("a.html", GOOD)), (b"QQ", b"\x94\xe4")),
        ["pages/a.md", "pages/os.md"],
    ),
    "zip: names that differ in case": (
        "a.zip",
        zipped(("A.html", GOOD), ("a.html", GOOD)),
        ["pages/a.md", "pages/a-2.md"],
    ),
    "zip: names of Windows' devices": (
        "a.zip",
        zipped(("CON.html", GOOD), ("aux.html", GOOD), ("NUL.html", GOOD)),
        ["pages/con-page.md", "pages/nul-page.md", "pages/aux-page.md"],
    ),
    "zip: long and odd names": (
        "a.zip",
        zipped(("x" * 5_000 + ".html", GOOD), ("🌿.html", GOOD), ("\u202egpj.html", GOOD), ("a b%00c.html", GOOD)),
        ["pages/a-b-c.md", f"pages/{'x' * 100}.md", "pages/gpj.md", "pages/herb.md"],
    ),
    "tar: plain": ("a.tar", tarred(("./a.html", GOOD.encode())), REEDS),
    "tar: gz": ("a.tgz", tarred(("a.html", GOOD.encode()), mode="w:gz"), REEDS),
    "tar: bz2": ("a.tar.bz2", tarred(("a.html", GOOD.encode()), mode="w:bz2"), REEDS),
    "tar: xz": ("a.tar.xz", tarred(("a.html", GOOD.encode()), mode="w:xz"), REEDS),
    "tar: old GNU names": (
        "a.tar",
        tarred(("x" * 300 + "/a.html", GOOD.encode()), form=tarfile.GNU_FORMAT),
        REEDS,
    ),
    "tar: a name in a pax header": (
        "a.tar",
        tarred(("a.html", GOOD.encode()), ("b.html", b"x"), pax={"path": "../b.html"}),
        OUT,
    ),
    "tar: a size in a pax header": (
        "a.tar",
        tarred(("a.html", GOOD.encode()), ("b.html", b"x"), pax={"size": str(10**15)}),
        MUCH,
    ),
    "tar: less than nothing in a pax header": (
        "a.tar",
        tarred(("a.html", GOOD.encode()), ("b.html", b"x"), pax={"size": "-1000"}),
        DAMAGED,
    ),
    "tar: sparse": (
        "a.tar",
        tarred(
            ("a.html", GOOD.encode()),
            ("b.html", b"x"),
            pax={"GNU.sparse.major": "0", "GNU.sparse.minor": "0", "GNU.sparse.size": str(10**12), "size": str(10**12)},
        ),
        MUCH,
    ),
    "tar: a header of two gigabytes": ("a.tgz", long_header(), DAMAGED),
    "tar: cut off": ("a.tar", tarred(("a.html", GOOD.encode() * 1000))[:4000], DAMAGED),
    "gz: zeros": ("a.tgz", later(lambda: gzip.compress(bytes(64 * 1024**2))), UNKNOWN),
    "gz: cut off": ("a.tgz", tarred(("a.html", os.urandom(5000)), mode="w:gz")[:3000], DAMAGED),
    "gz: of no archive": ("a.gz", gzip.compress(GOOD.encode()), DAMAGED),
    "bz2: no archive": ("a.bz2", b"BZh9" + bytes(50), DAMAGED),
    "xz: no archive": ("a.xz", lzma.compress(b"x")[:20], DAMAGED),
    "rar": ("a.rar", b"Rar!\x1a\x07\x00" + bytes(100), UNKNOWN),
    "nothing": ("a.zip", b"", UNKNOWN),
    "program": ("a.exe", b"MZ" + bytes(500), UNKNOWN),
}


@every_row("row", list(ARCHIVES.values()), ids=list(ARCHIVES))
def test_archive(row, tmp_path):
    check(tmp_path, *row)


RSS = b'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Reed House</title><link>https://reed.example</link>'
REST = b"</channel></rss>"


def item(title, body="<p>Slow water.</p>", more=b""):
    """Return an item of a feed; its body is written as it is."""
    encoded = (
        title if isinstance(title, bytes) else title.encode(),
        body if isinstance(body, bytes) else body.encode(),
    )
    return b"<item><title>%s</title><description><![CDATA[%s]]></description>%s</item>" % (*encoded, more)


def feed(*items, start=RSS):
    return start + b"".join(items) + REST


def typed(declaration):
    """A feed with a document type, whose item shows an entity."""
    start = RSS.replace(b"<rss", b"<!DOCTYPE rss [" + declaration + b"]>\n<rss")
    return feed(b"<item><title>A &x; day</title></item>", start=start)


def laughs():
    lines = [b'<!ENTITY a0 "ha">'] + [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)]
    return typed(b"".join(lines) + b'<!ENTITY x "&a9;">')


ONE, TWO = item("One day"), item("Two days")
DOCTYPE, BROKEN = "has a document type", "the XML is broken there"
BOTH, FIRST = ["posts/one-day.md", "posts/two-days.md"], ["posts/one-day.md"]
XML = {
    "DTD": (typed(b""), DOCTYPE),
    "DTD from elsewhere": (
        feed(ONE, start=RSS.replace(b"<rss", b'<!DOCTYPE rss SYSTEM "http://evil.example/x.dtd">\n<rss')),
        DOCTYPE,
    ),
    "entity": (typed(b'<!ENTITY x "good">'), DOCTYPE),
    "entity of a file": (typed(b'<!ENTITY x SYSTEM "file:///etc/passwd">'), DOCTYPE),
    "entity of a file beside it": (typed(b'<!ENTITY x SYSTEM "../../posts/x.md">'), DOCTYPE),
    "entity of the web": (typed(b'<!ENTITY x SYSTEM "http://evil.example/">'), DOCTYPE),
    "entity of parameters": (typed(b'<!ENTITY % x SYSTEM "http://evil.example/"> %x;'), DOCTYPE),
    "billion laughs": (laughs(), DOCTYPE),
    "quadratic blow-up": (typed(b'<!ENTITY x "' + b"a" * 100_000 + b'">'), UNKNOWN),
    "DTD in UTF-16": (
        typed(b'<!ENTITY x "good">').decode().replace("<?xml", "\ufeff<?xml", 1).encode("utf-16-le"),
        DOCTYPE,
    ),
    "DTD after a long comment": (
        feed(ONE, start=RSS.replace(b"<rss", b"<!--" + b" " * 300_000 + b"--><!DOCTYPE rss []><rss")),
        UNKNOWN,
    ),
    "XInclude": (
        feed(
            b"<item><title>One day</title>"
            b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/></item>'
        ),
        FIRST,
    ),
    "stylesheet": (
        feed(ONE, start=RSS.replace(b"<rss", b'<?xml-stylesheet href="http://evil.example/x.xsl"?><rss')),
        FIRST,
    ),
    "program in an instruction": (feed(b"<?php system('x'); ?>", ONE), FIRST),
    "schema from elsewhere": (
        feed(
            ONE,
            start=RSS.replace(
                b"<rss",
                b'<rss xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a http://evil.example/x"',
            ),
        ),
        FIRST,
    ),
    "deep": (feed(ONE, b"<a>" * 5_000 + b"</a>" * 5_000), "nested 200 levels deep"),
    "deep, cut off": (feed(ONE, b"<a>" * 100_000), "nested 200 levels deep"),
    "10,000 elements beside each other": (feed(ONE, b"<a/>" * 10_000, TWO), BOTH),
    "large attribute": (feed(b"<x y='" + b"a" * 3_000_000 + b"'/>", ONE), FIRST),
    "10,000 attributes": (feed(b"<x " + b" ".join(b"a%d='1'" % n for n in range(10_000)) + b"/>", ONE), FIRST),
    "one attribute twice": (feed(ONE, b"<x a='1' a='2'/>", TWO), BOTH, BROKEN),
    "10,000 namespaces": (
        feed(b"<x " + b" ".join(b"xmlns:a%d='a%d'" % (n, n) for n in range(10_000)) + b"/>", ONE),
        FIRST,
    ),
    "namespace nobody declared": (feed(ONE, b"<content:encoded>x</content:encoded>", TWO), BOTH),
    "odd namespace": (feed(ONE, start=RSS.replace(b"<rss", b'<rss xmlns="urn:x y &#10; z"')), FIRST),
    "UTF-16": (feed(ONE).replace(b'"1.0"', b'"1.0" encoding="utf-16"').decode().encode("utf-16"), FIRST),
    "UTF-16, not said": (("\ufeff" + feed(ONE).decode()).encode("utf-16-be"), FIRST),
    "UTF-16 said, UTF-8 written": (feed(ONE, start=RSS.replace(b'"1.0"', b'"1.0" encoding="utf-16"')), FIRST),
    "UTF-32": (feed(ONE).decode().encode("utf-32"), FIRST),
    "UTF-7": (feed(ONE, start=RSS.replace(b'"1.0"', b'"1.0" encoding="utf-7"')), FIRST),
    "unknown encoding": (feed(ONE, start=RSS.replace(b'"1.0"', b'"1.0" encoding="x-klingon"')), FIRST),
    "Latin-1 said": (
        feed(
            item("One day", "<p>Gef\xfchl</p>".encode("latin-1")),
            start=RSS.replace(b'"1.0"', b'"1.0" encoding="iso-8859-1"'),
        ),
        FIRST,
    ),
    "Windows-1252 said": (
        feed(item("One day", b"<p>\x93Yes\x94</p>"), start=RSS.replace(b'"1.0"', b'"1.0" encoding="windows-1252"')),
        FIRST,
    ),
    "UTF-8 said, Latin-1 written": (feed(item("One day", "<p>Gef\xfchl</p>".encode("latin-1")), TWO), BOTH),
    "half a letter": (feed(item("One day", b"<p>a\xe2\x80</p>"), TWO), BOTH),
    "two marks of order": (b"\xef\xbb\xbf\xef\xbb\xbf" + feed(ONE), FIRST),
    "mark of order, blank lines before": (b"\xef\xbb\xbf\n\n  " + feed(ONE), FIRST),
    "warning of PHP before": (b"<br />\n<b>Warning</b>: it is late in <b>x.php</b><br />\n" + feed(ONE), FIRST),
    "NUL and control characters": (feed(item(b"One\x00 \x01day\x1b", b"<p>a\x0b\x0c\x1f</p>"), TWO), BOTH),
    "control character by number": (feed(item("One&#0; &#x1f;day"), TWO), BOTH),
    "letter beyond all": (feed(item("One&#x110000; &#xD800;day"), TWO), BOTH),
    "bare &": (feed(item("One & day &"), item("Two &days &am")), ["posts/one-day.md", "posts/two-days-am.md"]),
    "names of HTML": (feed(item("One&nbsp;day&hellip;"), TWO), BOTH),
    "names of nothing": (feed(item("One &quux; day")), ["posts/one-quux-day.md"]),
    "bare <": (feed(ONE, item("Two < 3"), TWO), ["posts/one-day.md", "posts/two-3.md", "posts/two-days.md"]),
    "bare < before CDATA": (feed(ONE, TWO).replace(b"<![CDATA[", b"<<![CDATA["), BOTH),
    "cut off": (feed(ONE, TWO)[:-60], FIRST, BROKEN),
    "cut off in CDATA": (RSS + ONE + b"<item><title>Two</title><description><![CDATA[<p>Slow", FIRST, BROKEN),
    "CDATA ends twice": (
        feed(ONE, item("Two days", "<p>a ]]> b</p>"), item("Three")),
        ["posts/one-day.md", "posts/three.md"],
        BROKEN,
    ),
    "two files in one": (feed(ONE) + feed(TWO), BOTH),
    "nothing after the beginning": (b"<rss>", [], BROKEN),
    "a title of 1 MB": (feed(ONE, item("Two days " + "x" * 1_000_000)), FIRST, "a text may have"),
}


@every_row("row", list(XML.values()), ids=list(XML))
def test_xml(row, tmp_path):
    content, *expected = row
    check(tmp_path, "feed.xml", content, *expected)


def outside(target, kind="image"):
    """A document that shows a picture, or an embedded document, from elsewhere."""
    picture = (
        '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="a" descr="A pond"/><a:graphic><a:graphicData><a:blip '
        'r:link="r9"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
        '<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><a:blip r:embed="r9"/></a:graphicData></a:graphic>'
        '</wp:inline></w:drawing><w:object><o:OLEObject Type="Link" r:id="r9"/></w:object>'
        '<w:pict><v:shape><v:imagedata r:id="r9"/></v:shape></w:pict></w:r></w:p>'
    )
    return docx(P + picture, f'<Relationship Id="r9" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>')


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)
SLOW, ANY = ["posts/slow-water.md"], None
LETTER, BIG, ILL = ["posts/letter.md"], "absurdly much", "it is damaged"
DOCUMENTS = {
    **{
        f"docx: {kind} at {target}": ("letter.docx", outside(target, kind), LETTER)
        for kind, target in (
            ("image", "http://evil.example/pixel.png"),
            ("image", "file:///etc/passwd"),
            ("image", "../../../posts/x.md"),
            ("image", "\\\\evil.example\\share\\x.png"),
            ("oleObject", "http://evil.example/x.doc"),
            ("attachedTemplate", "http://evil.example/x.dotm"),
        )
    },
    "docx: a part that leads out": (
        "letter.docx",
        docx(
            P + '<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><a:blip r:embed="r9"/></a:graphicData>'
            "</a:graphic></wp:inline></w:drawing></w:r></w:p>",
            f'<Relationship Id="r9" Type="{OFFICE}/image" Target="../../../../posts/x.md"/>',
        ),
        LETTER,
    ),
    "docx: DTD": ("letter.docx", docx(start='<!DOCTYPE x [<!ENTITY a "b">]>'), [], "a document type"),
    "docx: DTD after a comment": ("letter.docx", docx(start=f"<!--{' ' * 9_000}--><!DOCTYPE x>"), [], "document type"),
    "docx: bomb": ("letter.docx", later(lambda: docx(more=[("word/media/a.png", b"\0" * 64 * 1024**2)])), [], BIG),
    "docx: many bombs": (
        "letter.docx",
        later(lambda: docx(more=[(f"word/{n}.xml", b"<a/>" + b" " * 12 * 1024**2) for n in range(20)])),
        [],
        "than any document",
    ),
    "docx: nothing in it": ("letter.docx", zipped(("[Content_Types].xml", TYPES)), [], ILL),
    "docx: no text": ("letter.docx", docx("<w:p/>"), LETTER),
    "docx: broken XML": ("letter.docx", docx("<w:p><w:r>"), [], ILL),
    "docx: deep": ("letter.docx", docx("<w:tbl><w:tr><w:tc>" * 2_000 + P + "</w:tc></w:tr></w:tbl>" * 2_000), [], ILL),
    "docx: deep lists": (
        "letter.docx",
        docx("<w:sdt><w:sdtContent>" * 900 + P + "</w:sdtContent></w:sdt>" * 900),
        [],
        ILL,
    ),
    "docx: no archive": ("letter.docx", b"not at all", [], ILL),
    "docx: cut off": ("letter.docx", docx()[:-40], DAMAGED),
    "docx: empty": ("letter.docx", b"", [], ILL),
    "docx: encrypted": ("letter.docx", OLE, [], "protected with a password"),
    "doc: old": ("letter.doc", OLE, [], "save it as .docx"),
    "doc: a page of the web": ("letter.doc", b"<html><p>Slow</p></html>", [], ILL),
    "docx: names that lead out": ("letter.docx", docx(more=[("../../../posts/x.md", "x")]), LETTER),
    "odt: a picture from elsewhere": (
        "letter.odt",
        odt(ODF_P + '<text:p><draw:frame><draw:image xlink:href="http://evil.example/x.png"/></draw:frame></text:p>'),
        LETTER,
    ),
    "odt: a picture of the disk": (
        "letter.odt",
        odt(ODF_P + '<text:p><draw:frame><draw:image xlink:href="../../posts/x.md"/></draw:frame></text:p>'),
        LETTER,
    ),
    "odt: DTD": (
        "letter.odt",
        odt(start='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        [],
        "document type",
    ),
    "odt: bomb": ("letter.odt", later(lambda: odt(more=[("Pictures/a.png", b"\0" * 64 * 1024**2)])), [], BIG),
    "odt: encrypted": ("letter.odt", odt(manifest="<manifest><encryption-data/></manifest>"), [], "password"),
    "odt: deep": ("letter.odt", odt("<text:section>" * 5_000 + ODF_P + "</text:section>" * 5_000), [], "levels deep"),
    "odt: broken XML": ("letter.odt", odt(ODF_P + "<text:p>"), [], ILL),
    "odt: numbers that are none": (
        "letter.odt",
        odt(
            '<text:h text:outline-level="many">Reeds</text:h>'
            '<text:p>a<text:s text:c="-5"/><text:s text:c="x"/></text:p>' + ODF_P
        ),
        ["posts/reeds.md"],
    ),
    "odt: no archive": ("letter.odt", b"not at all", [], ILL),
    "rtf: cut off": ("letter.rtf", b"{\\rtf1\\ansi {\\b Slow water", SLOW),
    "rtf: deep": ("letter.rtf", b"{\\rtf1" + b"{" * 200_000 + b"Slow water", SLOW),
    "rtf: binary": (
        "letter.rtf",
        b"{\\rtf1 Slow {\\object\\objdata 0105} {\\bin99999999999 x} \\u99999999? \\'zz water}",
        [],
        ILL,
    ),
    "text: NUL and more": ("letter.txt", bytes(range(256)) * 5, ANY),
    "text: UTF-16": ("letter.txt", "Slow water\n\nIt finds its way.".encode("utf-16"), ["posts/slow-water.md"]),
    "text: one line of 500,000 letters": ("letter.txt", b"a" * 500_000, LETTER),
    "text: 100,000 blank lines": ("letter.txt", b"Slow water\n" + b"\n" * 100_000 + b"End\n", ["posts/slow-water.md"]),
}


@every_row("row", list(DOCUMENTS.values()), ids=list(DOCUMENTS))
def test_document(row, tmp_path):
    check(tmp_path, *row)


def ghost(*posts, **tables):
    return json.dumps({"db": [{"meta": {}, "data": {"posts": list(posts), **tables}}]}).encode()


def wix(*rows, columns=("Title", "Slug", "Rich Content", "Plain Content", "Published Date")):
    written = io.StringIO()
    csv.writer(written).writerows([columns, *rows])
    return written.getvalue().encode()


def rich(*nodes):
    return json.dumps({"nodes": list(nodes)})


def nested(depth):
    return '{"nodes":' + '[{"type":"LIST","nodes":' * depth + "[]" + "}]" * depth + "}"


POST = {"id": 1, "title": "One day", "slug": "one-day", "html": "<p>Slow</p>", "status": "published"}
DAY = "2024-01-02T10:00:00Z"
ODD = (None, 7, 1e400, True, [], {}, [[]], [None], {"a": {}}, "x", -1, "2024-13-45")
FEED = {"version": "https://jsonfeed.org/version/1.1", "title": "Reed House"}
ENTRY = {"id": "1", "title": "One day", "content_html": "<p>Slow</p>", "url": "https://reed.example/one-day"}
WRONG_JSON = "no whole"
DATA = {
    "ghost: cut off": ("ghost.json", ghost(POST)[:-20], WRONG_JSON),
    "ghost: deep": ("ghost.json", b'{"db": [{"meta": {}, "data": {"posts": ' + b"[" * 200_000, WRONG_JSON),
    "ghost: not a number": (
        "ghost.json",
        ghost({**POST, "published_at": float("nan")}, {**POST, "sort_order": 1e308}),
        ["posts/one-day.md", "posts/one-day-2.md"],
    ),
    "ghost: a number of 5,000 digits": ("ghost.json", ghost(POST).replace(b'"id": 1', b'"id": ' + b"9" * 5_000), FIRST),
    "ghost: half a letter": (
        "ghost.json",
        ghost({**POST, "title": "One \ud800day\x00", "html": "<p>\udfff\x07\x96</p>"}),
        FIRST,
    ),
    "ghost: of no kind": ("ghost.json", b'{"db": "posts", "meta": 1}', WRONG_JSON),
    "ghost: no posts": ("ghost.json", b'{"db": [{"data": {"posts": []}}]}', []),
    "ghost: rows that are none": ("ghost.json", ghost(POST, None, 7, [], "x"), FIRST),
    **{
        f"ghost: tables as {odd!r}": (
            "ghost.json",
            ghost(
                POST,
                users=odd,
                tags=[odd, {"id": odd}],
                posts_tags=[{"post_id": 1, "tag_id": 2, "sort_order": odd}, {"post_id": 1, "sort_order": 3}],
                posts_authors=odd,
                settings=[{"key": "navigation", "value": odd}, {"key": "title", "value": odd}],
            ),
            FIRST,
        )
        for odd in ODD
    },
    "json feed: of no kind": ("feed.json", b'["https://jsonfeed.org/version/1.1"]', WRONG_JSON),
    "json feed: cut off": ("feed.json", json.dumps(FEED).encode()[:-1], WRONG_JSON),
    **{
        f"json feed: values as {odd!r}": (
            "feed.json",
            json.dumps(
                {
                    **FEED,
                    "language": odd,
                    "items": [
                        {
                            **ENTRY,
                            "tags": odd,
                            "authors": odd,
                            "author": odd,
                            "date_published": odd,
                            "date_modified": odd,
                            "image": odd,
                            "summary": odd,
                        },
                        odd if odd != {"a": {}} else 1,
                    ],
                }
            ).encode(),
            FIRST,
        )
        for odd in ODD
        if odd != {}
    },
    "json feed: items as text": ("feed.json", json.dumps({**FEED, "items": "none"}).encode(), []),
    "wix: columns are missing": ("Posts.csv", b"Title,Slug,Rich Content\nOne day\nTwo days,two-days\n", BOTH),
    "wix: too many cells": ("Posts.csv", wix(("One day", "one-day", "", "Slow", DAY, "x", "y")), FIRST),
    "wix: mark of order": ("Posts.csv", b"\xef\xbb\xbf" + wix(("One day", "one-day", "", "Slow", DAY)), FIRST),
    "wix: UTF-16": ("Posts.csv", wix(("One day", "one-day", "", "Slow", DAY)).decode().encode("utf-16"), FIRST),
    "wix: old Mac line ends": (
        "Posts.csv",
        wix(("One day", "one-day", "", "Slow", DAY), ("Two days", "", "", "x", DAY)).replace(b"\r\n", b"\r"),
        BOTH,
    ),
    "wix: NUL": ("Posts.csv", wix(("One\0 day", "one-day", "", "Slow\0", DAY)), FIRST),
    "wix: a quote that nobody ends": (
        "Posts.csv",
        wix(("One day", "one-day", "", "Slow", DAY)) + b'"Two days,x\n' + b"y,z\n" * 50,
        ANY,
    ),
    "wix: a cell of 100 MB": (
        "Posts.csv",
        lambda path: path.write_bytes(
            wix(("One day", "one-day", "", "Slow", DAY)) + b'Two,two,"' + b"a " * 50 * 1024**2 + b'"\n'
        ),
        ANY,
        "larger than",
    ),
    "wix: JSON that is none": ("Posts.csv", wix(("One day", "one-day", "{nodes: [", "Slow", DAY)), FIRST),
    "wix: JSON of another kind": (
        "Posts.csv",
        wix(("One day", "one-day", "[1, 2]", "Slow", DAY), ("Two days", "", '{"nodes": 7}', "x", DAY)),
        BOTH,
    ),
    "wix: deep": (
        "Posts.csv",
        wix(("One day", "one-day", nested(30_000), "Slow", DAY), ("Two days", "", nested(900), "Slow", DAY)),
        BOTH,
    ),
    **{
        f"wix: nodes as {odd!r}": (
            "Posts.csv",
            wix(
                (
                    "One day",
                    "one-day",
                    rich(
                        {"type": "PARAGRAPH", "nodes": [{"type": "TEXT", "textData": {"text": "Slow"}}]},
                        odd,
                        *(
                            {
                                "type": kind,
                                "nodes": [odd],
                                "textData": odd,
                                "headingData": odd,
                                "imageData": {"image": {"src": odd}, "altText": odd},
                                "galleryData": {"items": [odd]},
                                "buttonData": {"link": odd},
                                "videoData": {"video": odd},
                            }
                            for kind in (
                                "TEXT",
                                "HEADING",
                                "IMAGE",
                                "GALLERY",
                                "BUTTON",
                                "VIDEO",
                                "TABLE",
                                "BULLETED_LIST",
                                "LINK",
                                odd if isinstance(odd, str) else "X",
                            )
                        ),
                    ),
                    "Slow",
                    DAY,
                )
            ),
            FIRST,
        )
        for odd in ODD
    },
}


@every_row("row", list(DATA.values()), ids=list(DATA))
def test_data(row, tmp_path):
    check(tmp_path, *row)


def wxr(*posts, channel=""):
    """Make an export of WordPress; a post is its title and slug, and may have more XML."""
    items = "".join(
        f"<item><title>{title}</title><wp:post_name><![CDATA[{slug}]]></wp:post_name><wp:post_id>{number}</wp:post_id>"
        "<content:encoded><![CDATA[<p>Slow water.</p>]]></content:encoded>"
        f"<wp:post_type>{kind}</wp:post_type>{more}</item>"
        for number, (title, slug, kind, more) in enumerate(posts, 1)
    )
    return f'<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>{channel}{items}</channel></rss>'.encode()


SLUGS = [
    *(
        "../../x",
        "..\\..\\x",
        "/etc/passwd",
        "C:\\x",
        "a\0b",
        "x" * 5_000,
        "CON",
        "nul.html",
        "com1",
        "🌿",
        "",
        ".",
        "..",
    ),
    *("%2e%2e%2fx", "%00", "-", "index", "404", "blog", "feed", "team", "topics", "tags", "series", "media", "public"),
    *(
        "theme",
        "static",
        "search",
        "a b",
        "a?b",
        "a#b",
        "A",
        "a",
        "ä",
        "ß",
        "日本語",
        "\u202ex",
        "post.md",
        "null",
        "#",
        "&amp;",
    ),
]


@every_row(
    "kind, slugs",
    [("post", SLUGS), ("page", SLUGS), ("post", ["a"] * 40), ("page", [""] * 40)],
    ids=["posts", "pages", "one slug", "no slug"],
)
def test_names_stay_names_of_files(kind, slugs, tmp_path):
    titles = ["" if number % 3 else f"Day {number}" for number in range(len(slugs))]
    link = "<link>https://reed.example/{}/</link>"
    posts = [(title, slug, kind, link.format(slug)) for title, slug in zip(titles, slugs, strict=True)]
    posts += [("Day", slug, "page", "") for slug in slugs[:20]]
    trial = Trial(tmp_path, "export.xml", wxr(*posts))
    report = trial.run()
    files = [came.file for came in report.came if came.file.startswith(("posts/", "pages/"))]
    assert len(set(files)) == len(posts)
    assert all(re.fullmatch(r"(posts|pages)/[a-z0-9][a-z0-9-]{0,139}\.md", file) for file in files), files
    result = build(trial.site)
    assert result.published, told(result)


DATES = [
    "0000-00-00 00:00:00",
    "9999-12-31 23:59:59",
    "0001-01-01 00:00:00",
    "-0044-03-15 12:00:00",
    "2024-02-30 10:00:00",
]
DATES += [
    "20240105",
    "1e9",
    "∞",
    "now",
    "99999-01-01",
    "1969-12-31 23:59:59",
    "2024-01-05T10:00:00+99:00",
    " ",
    "0" * 5_000,
]


def test_odd_days(tmp_path):
    """A day that is none is left out, and a day far away holds back, or publishes, as it says."""
    said = "<wp:post_date>{0}</wp:post_date><pubDate>{0}</pubDate><wp:post_modified>{0}</wp:post_modified>"
    trial = Trial(
        tmp_path, "export.xml", wxr(*(("Day", f"d{n}", "post", said.format(day)) for n, day in enumerate(DATES)))
    )
    assert len(trial.run().came) == len(DATES) + 1
    result = build(trial.site)
    assert result.published, told(result)
