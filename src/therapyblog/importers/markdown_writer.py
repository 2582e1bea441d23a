"""A tree of plain tags → Markdown as a person would have written it, for this program's own reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from markdownify import MarkdownConverter as _Untyped

from therapyblog.importers.addresses import urlsplit
from therapyblog.importers.html_pictures import words_beside
from therapyblog.importers.html_tree import BLOCKS, holds
from therapyblog.site.embeds import Refused, embed_of

Address = Callable[[str, str], str]
"""Takes an address of the source and what it is (`link`, `picture`, `file`); returns what to write for it."""

Converter: Any = _Untyped
_MARKS = re.compile(
    r"[\\`*]|(?<![^\W_])_|_(?![^\W_])|\[(?=[\[\]!^])|(?<=\^)\[|\](?=[(\[:])|<(?=[A-Za-z/!?])|&(?=#?\w{1,32};)|~~|%%|\{\{|\{%"
)
_SIGNS = frozenset("\\`*_[]<&~%{|")
"""What those marks, and cells of tables, begin with."""
_AT_START = re.compile(
    r"^(\s*)(?:(#{1,6}(?:\s|$)|>|[-+:~](?:\s|$)|:::|\||={3,}\s*$|(?:-[ \t]*){3,}$|~~~)|(\d{1,9})([.)](?:\s|$)))",
    re.MULTILINE,
)
_LINES = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_BLANK_START = re.compile(r"\A(?:[ \t]*\n)+")
_SIGNED = re.compile(r"\A\s*[-\u2013\u2014\u2015~]\s*(\S.{0,80})\Z", re.DOTALL)
_QUOTE_SIGNS = '"“”„«»'


class Writer(Converter):  # type: ignore[misc]  # the library types nothing of it
    """markdownify, with our components and marks, and without a backslash that is not needed."""

    def __init__(self, address: Address = lambda address, _: address) -> None:
        super().__init__(
            heading_style="atx", bullets="-", strong_em_symbol="*", newline_style="backslash", table_infer_header=True
        )
        self._address = address
        self._again = 0

    def write(self, tree: Tag) -> str:
        """Return the Markdown of a tree made by `html_clean.tidy_tree`."""
        text = self.process_tag(tree, parent_tags=set())
        return _LINES.sub("\n\n", _TRAILING.sub("", text)).strip("\n") + "\n"

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Put a backslash before what would be read as a mark."""
        if _SIGNS.isdisjoint(text):
            return text
        text = _MARKS.sub(lambda mark: "".join(f"\\{sign}" for sign in mark[0]) if mark[0] != "%%" else "\\%%", text)
        if "del" in parent_tags:
            text = re.sub(r"(?<!\\)~", r"\\~", text)
        return text

    def process_text(self, el: PageElement, parent_tags: set[str]) -> str:
        """Write words; those behind a line break begin a line, and a `!` before a link would make a picture of it."""
        text: str = super().process_text(el, parent_tags)
        following = el.next_sibling
        if parent_tags & {"td", "th"}:
            text = text.replace("|", "\\|")
        if "_noformat" in parent_tags:
            return text
        if text.endswith("!") and isinstance(following, Tag) and following.name in ("a", "img", "noteref"):
            text = f"{text[:-1]}\\!"
        return escape_starts(text) if _is_break(el.previous_sibling) and "_inline" not in parent_tags else text

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a paragraph; what would begin another block is kept from doing so."""
        if "_inline" in parent_tags:
            return f" {text.strip()} "
        text = escape_starts(re.sub(r" +\\\n", r"\\\n", text.strip()))
        return f"\n\n{text}\n\n" if text else ""

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write an item of a list, loose where it holds paragraphs."""
        sign = f"{el.get('sign') or '-'} "
        text = _first_line_escaped(el, text)
        return f"{sign}{_indented(text, len(sign))}\n" if text else "\n"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802 - markdownify calls it so
        """Write a heading; a sign at its end that closes one is kept."""
        text = re.sub(r"(\s)(#+)\s*$", r"\1\\\2", text)
        written: str = super().convert_hN(n, el, text, parent_tags)
        return written

    def convert_hr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a rule; with the sign of a list's items it would be one line with theirs."""
        return "\n\n***\n\n" if "li" in parent_tags else "\n\n---\n\n"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write code between fences that are longer than any in it."""
        if not text.strip():
            return ""
        longest = max((len(run) for run in re.findall("`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"\n\n{fence}\n{_BLANK_START.sub('', text).rstrip()}\n{fence}\n\n"

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a line break as a backslash at the end of the line."""
        if "_noformat" in parent_tags:
            return "\n" if "pre" in parent_tags else " "
        return " " if "_inline" in parent_tags else "\\\n"

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a link; an address that is its own words stands alone."""
        href = str(el.get("href") or "")
        words = text.strip()
        if not words or "_noformat" in parent_tags:
            return text
        address = self._address(href, "link") if not href.startswith("#") else ""
        if not address:
            # A place on the old page; its headings are called otherwise here.
            return text
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        plain = el.get_text(strip=True)
        # What is coded in an address that stands alone would be shown decoded.
        if address == plain and "%" not in address and address.startswith(("http://", "https://")):
            return f"{before}<{address}>{after}"
        if address == f"https://{plain}" and plain.startswith("www."):
            return text
        words = re.sub(r"(?<!\\)([\[\]])", r"\\\1", words) if not el.find("img") else words
        link = f"{before}[{words}]({pointed(address)}){after}"
        return link if plain else _apart(el, link)

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a picture; one that is not here, as a link to where it is."""
        address = self._address(str(el.get("src") or ""), "picture")
        alt = re.sub(r"([\[\]\\*_`<])", r"\\\1", " ".join(str(el.get("alt") or "").split()))
        if is_here(address):
            return f"![{alt}]({pointed(address)})"
        if "://" not in address:
            return _apart(el, alt) if alt else " "
        name = urlsplit(address).path.rpartition("/")[2]
        if "a" in parent_tags:
            return _apart(el, alt or name)
        return _apart(el, f"[{alt or escape_starts(name)}]({pointed(address)})")

    def convert_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a picture with its caption as the component `figure`; without one it is a picture."""
        caption = el.find("figcaption")
        images = el.find_all("img")
        words = escape_starts(" ".join(self._children(caption, parent_tags).split())) if caption else ""
        if not images or el.find("blockquote") or not words:
            return f"\n\n{text.strip()}\n\n"
        address = self._address(str(images[0].get("src") or ""), "picture")
        if not is_here(address) or len(images) > 1 or words_beside(el):
            return f"\n\n{text.strip()}\n\n*{words}*\n\n"
        alt = _attribute(str(images[0].get("alt") or ""))
        return f'\n\n:::figure {address} {{alt="{alt}"}}\n{words}\n:::\n\n'

    def convert_figcaption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Leave the caption to its figure."""
        figure = el.find_parent("figure")
        if figure is not None and figure.find("img") and not figure.find("blockquote"):
            return ""
        return f"\n\n{text.strip()}\n\n"

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a quotation; where somebody is named below it, as the component `quote`."""
        signed = _signature(el)
        if not signed or "li" in parent_tags or "blockquote" in parent_tags or "_inline" in parent_tags:
            written: str = super().convert_blockquote(el, _LINES.sub("\n\n", text), parent_tags)
            return f"\n{written}"
        node, name = signed
        # Its own turn to be written may still come.
        node.clear()
        words = self._children(el, parent_tags).strip()
        return f"\n\n:::quote {name}\n{words}\n:::\n\n"

    def convert_iframe(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write what a page shows of another site as the component `embed`, which loads nothing before it is asked."""
        address = str(el.get("src") or el.get("data-src") or "")
        address = f"https:{address}" if address.startswith("//") else address
        if not address.startswith("https://"):
            return ""
        if parent_tags & {"td", "th", "_inline"}:
            return f" <{address}> "
        if parent_tags & {"li", "blockquote"}:
            return f"\n\n<{address}>\n\n"
        return embed(address, str(el.get("title") or ""))

    def convert_audio(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a film or recording as a link to its file."""
        source = el.find("source")
        address = str(el.get("src") or (source.get("src") if source else "") or "")
        if not address:
            return text
        address = self._address(address, "file")
        if not address:
            return text
        return f"[{text.strip() or urlsplit(address).path.rpartition('/')[2]}]({pointed(address)})"

    convert_video = convert_audio

    def convert_noteref(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write the mark of a footnote; a bracket behind it would make a link of it."""
        following = str(el.next_sibling) if isinstance(el.next_sibling, NavigableString) else ""
        return f"[^{el['n']}]" + ("\\" if following.startswith(("(", ":")) else "")

    def convert_note(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write the text of a footnote."""
        return f"\n\n[^{el['n']}]: " + _indented(_first_line_escaped(el, text), 4) + "\n\n"

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a lowered text as plain text."""
        return text

    convert_sup = convert_sub

    def _children(self, el: Tag, parent_tags: set[str]) -> str:
        """Write what stands in a tag without the tag's own marks.

        What is nested in such tags is written once for each of them, so that ends at the second.
        """
        if self._again > 2:
            return str(self.escape(el.get_text(" ", strip=True), parent_tags))
        self._again += 1
        try:
            return self._written(el, parent_tags)
        finally:
            self._again -= 1

    def _written(self, el: Tag, parent_tags: set[str]) -> str:
        plain = Tag(name="div")
        for child in list(el.contents):
            plain.append(child.__copy__())
        return str(self.process_tag(plain, parent_tags=set(parent_tags)))

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write what a group holds."""
        return text


def _apart(el: Tag, words: str) -> str:
    """Return the words that stand for a picture apart from those beside it."""
    before, after = el.previous_sibling, el.next_sibling
    is_glued = isinstance(before, NavigableString) and not before[-1:].isspace()
    is_second = isinstance(before, Tag) and before.name != "br"
    is_text = isinstance(after, NavigableString) or (isinstance(after, Tag) and after.name not in {*BLOCKS, "br"})
    follows = after.get_text()[:1] if after is not None and is_text else ""
    is_glue = bool(follows) and not follows.isspace()
    return f"{' ' * (is_glued or is_second)}{words}{' ' * is_glue}"


def escape_starts(text: str) -> str:
    """Keep lines from being read as headings, quotes, items of lists or components."""
    return _AT_START.sub(
        lambda start: f"{start[1]}\\{start[2]}" if start[2] else f"{start[1]}{start[3]}\\{start[4]}", text
    )


def _first_line_escaped(el: Tag, text: str) -> str:
    """Keep what stands in an item right at its beginning, not in a paragraph, from beginning another block."""
    content = next((child for child in el.children if isinstance(child, Tag) or str(child).strip()), None)
    if el.find("p", recursive=False) or (isinstance(content, Tag) and content.name in BLOCKS):
        return text.strip()
    first, line, rest = text.strip().partition("\n")
    return escape_starts(first) + line + rest


def _indented(text: str, width: int) -> str:
    return re.sub("\n(?=[^\n])", "\n" + " " * width, text)


def pointed(address: str) -> str:
    """Return an address as it may stand in a link: in pointed brackets where it has spaces or odd brackets."""
    if not address or re.search(r"[\s<>]", address) or address.count("(") != address.count(")"):
        return "<" + address.replace("<", "%3C").replace(">", "%3E").replace("\n", "%0A") + ">"
    return address


def is_here(address: str) -> bool:
    """Say whether an address names a file of the site."""
    return address.startswith("/media/")


def embed(address: str, title: str = "") -> str:
    """Return the component that shows a page of another site when it is asked for; a link, where that is impossible."""
    try:
        embed_of(address)
    except Refused:
        return f"\n\n<{address}>\n\n"
    title = _attribute(title)
    return f"\n\n:::embed {address}" + (f' {{title="{title}"}}' if title else "") + "\n\n"


def _attribute(text: str) -> str:
    return " ".join(text.replace('"', "”").replace("{", "(").replace("}", ")").split())


def _signature(quote: Tag) -> tuple[Tag, str] | None:
    """Return the tag that names who said a quotation, and the name: `footer`, or a last line after a dash."""
    blocks = [child for child in quote.children if isinstance(child, Tag)]
    following = quote.find_next_sibling()
    if (
        quote.parent is not None
        and quote.parent.name == "figure"
        and following is not None
        and following.name == "figcaption"
    ):
        name = _name(_plain(following))
        return (following, name) if name else None
    if len(blocks) < 2 or blocks[-1].name not in ("p", "footer", "cite") or holds(blocks[-1], ("a", "noteref", "img")):
        return None
    signed = _SIGNED.match(_plain(blocks[-1]))
    name = _name(signed[1]) if signed else ""
    return (blocks[-1], name) if name else None


def _is_break(node: PageElement | None) -> bool:
    return isinstance(node, Tag) and node.name == "br"


def _plain(tag: Tag) -> str:
    texts = (str(node) if isinstance(node, NavigableString) else " " * _is_break(node) for node in tag.descendants)
    return " ".join("".join(texts).split())


def _name(text: str) -> str:
    """Return a name that may stand behind `:::quote`; empty where it is none."""
    name = text.strip(" \n\t-\u2013\u2014\u2015").strip()
    return "" if len(name) > 80 or set(name) & set("{}\n" + _QUOTE_SIGNS) else name


def to_markdown(tree: Tag, address: Address) -> str:
    """Return the Markdown of a tidy tree, its addresses written as `address` says."""
    return Writer(address).write(tree)
