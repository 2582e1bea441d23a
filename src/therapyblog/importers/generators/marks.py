"""Shortcodes, Liquid and components of generators → Markdown and our components.

One reader for the forms (`{{< name >}}`, `{% name %}`, `{{ name() }}`, `<Name />`), one table for the names
(`meanings`). What has no counterpart becomes a comment, which is never shown, and is reported with its line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from therapyblog.importers.generators.meanings import MEANINGS, Call, Target, fenced
from therapyblog.importers.items import Note
from therapyblog.importers.markdown_addresses import Ranges, code_of

Form = Literal["hugo", "zola", "liquid", "mdx", "none"]
Variable = Callable[[str], str | None]
"""Takes what stands in `{{ … }}`; returns its value, or nothing where it is not known."""


_QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`[^`]*`"
_ARGUMENT = re.compile(rf"(?:([\w:-]+)\s*[=:]\s*)?(?:({_QUOTED})|\{{\s*({_QUOTED}|[^{{}}]*)\s*\}}|([^\s,\"']+))")
_TAGS: dict[str, re.Pattern[str]] = {
    "hugo": re.compile(
        r"\{\{(?P<mark>[<%])\s*(?P<close>/?)\s*(?P<body>(?:[^{}`\"]|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|[{}](?![{}]))*?)\s*/?[%>]\}\}"
    ),
    "zola": re.compile(
        r"\{[{%](?P<mark>)-?\s*(?:(?P<close>end)(?P<body>)|(?P<body_>[A-Za-z_][\w:]*\((?:[^{}\"']|\"[^\"]*\"|'[^']*')*\)))\s*-?[%}]\}"
    ),
    "liquid": re.compile(
        r"\{(?P<mark>[{%])-?\s*(?P<close>end(?=\w))?(?P<body>(?:[^{}\"']|\"[^\"]*\"|'[^']*'|\}(?![}%]))*?)\s*-?[%}]\}"
    ),
    "mdx": re.compile(
        r"<(?P<mark>)(?P<close>/?)(?P<body>[A-Z][\w.]*(?:\s(?:[^<>\"'{}]|\"[^\"]*\"|'[^']*'|\{[^{}]*\})*)?)/?>"
    ),
}
_LITERAL = {"{{": "\ue010", "{%": "\ue011", "}}": "\ue012", "%}": "\ue013"}


def _literal(text: str) -> str:
    for sign, stand_in in _LITERAL.items():
        text = text.replace(sign, stand_in)
    return text


def _unliteral(text: str) -> str:
    for sign, stand_in in _LITERAL.items():
        text = text.replace(stand_in, sign)
    return text


_Pair = tuple[re.Pattern[str], str]
"""How a part begins, and the pattern of its end, in which `{}` stands for the first group of the beginning."""
_RAW: _Pair = (re.compile(r"\{%-?\s*(raw|verbatim)\s*-?%\}"), r"\{{%-?\s*end{}\s*-?%\}}")
_LIQUID_CODE: _Pair = (
    re.compile(r"[ \t]*\{%-?\s*(highlight|codeblock)\b[ \t]*([^\s%]*)[^%{}]*%\}"),
    r"\{{%-?\s*end{}\s*-?%\}}",
)
_HUGO_CODE: _Pair = (
    re.compile(r"[ \t]*\{\{[<%]\s*(highlight|code)\b\s*\"?([\w+#.-]*)\"?[^{}]*?[%>]\}\}"),
    r"\{{\{{[<%]\s*/\s*{}\s*[%>]\}}\}}",
)
_COMMENTS: tuple[_Pair, ...] = (
    (re.compile(r"\{\{[<%]\s*comment\s*[%>]\}\}"), r"\{{\{{[<%]\s*/\s*comment\s*[%>]\}}\}}"),
    (re.compile(r"\{%-?\s*comment\b[^%{}]*%\}"), r"\{{%-?\s*endcomment\s*-?%\}}"),
    (re.compile(r"\{#(?=[\s-])"), r"#\}}"),
    (re.compile(r"\{\{[<%]?-?\s*/\*"), r"\*/\s*-?[%>]?\}}\}}"),
)
_JSX_COMMENT: _Pair = (re.compile(r"\{/\*"), r"\*/\}}")
_HUGO_ESCAPED = re.compile(r"\{\{([<%])/\*([^{}\n]*?)\*/([%>])\}\}")
_MODULE_LINE = re.compile(
    r"^(?:import\s+(?:[\w{}*, \n]+\s+from\s+)?[\"'][^\"'\n]+[\"'];?"
    r"|export\s+(?:const|let|default|function)\b.*)[ \t]*$",
    re.MULTILINE,
)
_ATTRIBUTES = re.compile(r"^[ \t]*\{:[^{}\n]*\}[ \t]*\n?|\{:[^{}\n]*\}|^\{::[^{}\n]*/?\}[ \t]*\n?", re.MULTILINE)
_CONTENTS = re.compile(
    r"^[ \t]*(?:[-*+]|1\.)[ \t]+[^\n]*\n\{:\s*toc[^{}\n]*\}[ \t]*\n?|^\[\[?_?TOC_?\]\]?[ \t]*\n?",
    re.MULTILINE | re.IGNORECASE,
)
_PANDOC_ATTRIBUTES = re.compile(r"(?<=[)\]])\{(?=[^{}\n]*[=.#])[^{}\n%<]*\}")
_SIDE_COMMENT = re.compile(r"-->")


def read_marks(
    text: str, form: Form, *, line: int, variable: Variable, target: Target, imports: Mapping[str, str] | None = None
) -> tuple[str, tuple[Note, ...]]:
    """Return a Markdown text without the marks of a generator, and what of them has no counterpart here."""
    if form in ("liquid", "zola"):
        text = _between(_RAW, lambda _, inner: _literal(inner), text)
    if form == "liquid":
        text = _between(_LIQUID_CODE, lambda match, inner: fenced(_literal(inner), match[2]), text)
    if form == "hugo":
        text = _HUGO_ESCAPED.sub(lambda match: _literal(f"{{{{{match[1]}{match[2]}{match[3]}}}}}"), text)
        text = _between(_HUGO_CODE, lambda match, inner: fenced(_literal(inner), match[2]), text)
    code = code_of(text)
    for pair in (*_COMMENTS, *([_JSX_COMMENT] if form == "mdx" else [])):
        text = _between(pair, lambda _, inner: comment(inner), text, code)
        code = code_of(text)
    text, code = _replaced(_CONTENTS, lambda match: "\n" * match[0].count("\n"), text, code)
    if "{:" in text:
        text, code = _replaced(_ATTRIBUTES, lambda match: "\n" * match[0].count("\n"), text, code)
    text, code = _replaced(_PANDOC_ATTRIBUTES, lambda _: "", text, code)
    if form == "mdx":
        text, code = _replaced(_MODULE_LINE, lambda match: "\n" * match[0].count("\n"), text, code)
    if form == "none" or not _TAGS[form].search(text):
        return _unliteral(text), ()
    reader = _Reader(text, form, code, line, variable, target, imports or {})
    body = reader.read()
    return _unliteral(body), tuple(note for _, note in sorted(reader.notes.values(), key=lambda row: row[0]))


def _replaced(
    pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str], text: str, code: Ranges
) -> tuple[str, Ranges]:
    if not pattern.search(text):
        return text, code
    new = pattern.sub(lambda match: match[0] if code.holds(match.start()) else replace(match), text)
    return new, code if new == text else code_of(new)


def _lines(new: str, old: str) -> str:
    """Keep the number of lines where the new text has fewer, so that lines are told as they are in the file."""
    return new + "\n" * max(0, old.count("\n") - new.count("\n"))


def _between(pair: _Pair, replace: Callable[[re.Match[str], str], str], text: str, code: Ranges | None = None) -> str:
    """Replace what stands between a beginning and its end; a beginning without one is left as it is."""
    opening, closing = pair
    pieces: list[str] = []
    position = 0
    endless: set[str] = set()
    for match in opening.finditer(text):
        name = match[1] if opening.groups else ""
        if match.start() < position or name in endless or (code and code.holds(match.start())):
            continue
        end = re.compile(closing.format(name)).search(text, match.end())
        if end is None:
            endless.add(name)
            continue
        new = replace(match, text[match.end() : end.start()])
        pieces += [text[position : match.start()], _lines(new, text[match.start() : end.end()])]
        position = end.end()
    return "".join((*pieces, text[position:])) if pieces else text


def comment(words: str) -> str:
    """Return words as a comment, which is never shown."""
    return f"<!-- {_SIDE_COMMENT.sub('-- >', words).strip()} -->"


class _Frame(NamedTuple):
    call: Call | None
    pieces: list[str]
    line: int

    @property
    def name(self) -> str:
        return self.call.name if self.call else ""


class _Reader:
    """One text, its marks taken from the inside out."""

    def __init__(
        self,
        text: str,
        form: Form,
        code: Ranges,
        line: int,
        variable: Variable,
        target: Target,
        imports: Mapping[str, str],
    ) -> None:
        self.text, self.form, self.code, self.line = text, form, code, line
        self.variable, self.target, self.imports = variable, target, imports
        self.notes: dict[str, tuple[int, Note]] = {}
        """The first mark of each name without counterpart: its line, and what is said of it."""
        self.stack = [_Frame(None, [], 0)]
        self.opened: Counter[str] = Counter()
        """How many marks of each name are open."""

    def read(self) -> str:
        position = 0
        for match in _TAGS[self.form].finditer(self.text):
            if self.code.holds(match.start()):
                continue
            self.stack[-1].pieces.append(self.text[position : match.start()])
            position = match.end()
            self._tag(match)
        self.stack[-1].pieces.append(self.text[position:])
        self._settle(1)
        return "".join(self.stack[0].pieces)

    def _tag(self, match: re.Match[str]) -> None:
        line = self.line + self.text.count("\n", 0, match.start())
        body = (match["body"] or (match["body_"] if self.form == "zola" else "") or "").strip()
        if self.form == "liquid" and match["mark"] == "{":
            value = self.variable(body)
            self._write(value if value is not None else self._unknown(body.split("|")[0].strip(), match[0], line))
            return
        name, words, named = _parsed(body, self.form)
        call = Call(name, words, named, None, match[0])
        if match["close"]:
            self._close(name, match[0], line)
        elif (
            (self.form == "zola" and match[0].startswith("{{"))
            or match[0].rstrip("}>%").endswith("/")
            or match[0].endswith("/>")
        ):
            self._write(self._meaning(call, line))
        else:
            self.stack.append(_Frame(call, [], line))
            self.opened[name] += 1

    def _close(self, name: str, source: str, line: int) -> None:
        number = len(self.stack) - 1
        if name and not self.opened[name]:
            number = 0
        while number and name and self.stack[number].name != name:
            number -= 1
        if not number:
            self._write(self._unknown(name, source, line))
            return
        self._settle(number + 1)
        opened = self.stack[number]
        assert opened.call is not None
        self.opened[opened.name] -= 1
        self.stack.pop()
        inner = "".join(opened.pieces)
        self._write(self._meaning(opened.call._replace(inner=inner), opened.line))

    def _settle(self, first: int) -> None:
        """Take marks that nothing closes, from one level on, for such that stand by themselves."""
        frames = self.stack[first:]
        del self.stack[first:]
        for frame in frames:
            assert frame.call is not None
            self.opened[frame.name] -= 1
            self._write(self._meaning(frame.call, frame.line))
            self.stack[-1].pieces.extend(frame.pieces)

    def _write(self, words: str) -> None:
        self.stack[-1].pieces.append(words)

    def _meaning(self, call: Call, line: int) -> str:
        meaning = MEANINGS.get(re.sub(r"[\W_]", "", call.name).lower())
        if call.name in ("include", "render", "include_relative", "partial", "includecached"):
            file = call.words[0] if call.words else ""
            name = re.sub(r"\.\w+$", "", file.rpartition("/")[2])
            meaning = MEANINGS.get(re.sub(r"[\W_]", "", name).lower())
            call = call._replace(words=call.words[1:])
        if self.imports:
            call = call._replace(named={name: self.imports.get(value, value) for name, value in call.named.items()})
        written = meaning(call, self.target) if meaning else None
        if written is not None:
            return written
        kept = self._unknown(call.name, call.source, line)
        return kept if call.inner is None else f"{kept}{call.inner}"

    def _unknown(self, name: str, source: str, line: int) -> str:
        shown = " ".join(_unliteral(source).split())
        shown = shown if len(shown) <= 60 else f"{shown[:60]}…"
        if name not in self.notes or line < self.notes[name][0]:
            self.notes[name] = line, Note(says=f"`{shown}` has no counterpart here (line {line}), and became a comment")
        before = "".join(self.stack[-1].pieces[-1:])[-200:]
        in_address = re.search(r"\]\([^)\n]*\Z|=\s*[\"'][^\"'\n]*\Z", before)
        return "" if in_address else comment(_unliteral(source))


def _parsed(body: str, form: str) -> tuple[str, tuple[str, ...], dict[str, str]]:
    name, _, rest = body.partition("(") if form == "zola" else body.partition(" ")
    if "\n" in name:
        name, _, more = name.partition("\n")
        rest = f"{more} {rest}"
    if form == "zola":
        rest = rest.rstrip().removesuffix(")")
    words: list[str] = []
    named: dict[str, str] = {}
    for match in _ARGUMENT.finditer(rest):
        value = match[2] or match[3] or match[4] or ""
        value = value[1:-1] if value[:1] in "\"'`" and len(value) > 1 else value
        if match[1]:
            named[match[1].lower().removeprefix("data-")] = value
        elif value not in ("-", "|", "/"):
            words.append(value)
    return name.strip(), tuple(words), named
