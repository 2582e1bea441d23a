"""Archives and documents made of the XML that is in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

Entries = Iterable[tuple[str, str | bytes]]

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATED = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = RELATED.format(f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>')
WORD = (
    f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{OFFICE}" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{}</w:body></w:document>'
)
P = "<w:p><w:r><w:t>Slow water finds its way, and nobody hurries it.</w:t></w:r></w:p>"
ODF = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"><office:body><office:text>{}</office:text>'
    "</office:body></office:document-content>"
)
ODF_P = "<text:p>Slow water finds its way, and nobody hurries it.</text:p>"


def zipped(*entries: Any, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Make a zip archive; an entry is a name and its content, and may have attributes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content, *attributes in entries:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = method
            entry.external_attr = attributes[0] if attributes else 0o100644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def docx(body: str = P, related: str = "", *, start: str = "", more: Entries = ()) -> bytes:
    """Make a Word document of the XML of its body and of its relationships."""
    return zipped(
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", MAIN),
        ("word/document.xml", start + WORD.format(body)),
        ("word/_rels/document.xml.rels", RELATED.format(related)),
        *more,
    )


def odt(body: str = ODF_P, *, start: str = "", manifest: str = "<manifest/>", more: Entries = ()) -> bytes:
    """Make an OpenDocument text of the XML of its body."""
    return zipped(
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", start + ODF.format(body)),
        *more,
    )
