"""Reads a Markdown text: parse, render, and collect the facts."""

from __future__ import annotations

from therapyblog.content.markdown.bullets import blank_lines
from therapyblog.content.markdown.comments import report_unclosed, without_comments
from therapyblog.content.markdown.context import TextContext
from therapyblog.content.markdown.facts import count_words, excerpt_of, questions_of
from therapyblog.content.markdown.parser import parser_for
from therapyblog.content.markdown.rendering import render
from therapyblog.content.options import MarkdownSettings
from therapyblog.diagnostics import Diagnostics
from therapyblog.model.documents import Body, Facts


def read(
    text: str,
    diagnostics: Diagnostics,
    *,
    path: str,
    first_line: int,
    language: str,
    settings: MarkdownSettings,
    asks: bool = False,
) -> tuple[Body, Facts]:
    """Read a text; see `read_markdown`."""
    uncommented = without_comments(blank_lines(text))
    context = TextContext(uncommented.text, path, first_line, uncommented.origins, language)
    if uncommented.unclosed:
        line, column = uncommented.unclosed
        report_unclosed(context, (first_line + line, column + 1))
    try:
        tokens = parser_for(language, settings).parse(context.text, {"context": context})
        segments, out = render(tokens, context, "shown" if settings.raw_html == "off" else "sanitized")
        out.report_fields()
    except RecursionError:
        # The limits of nesting prevent this, unless the caller has used up the stack.
        context.too_deep(
            context.line_number(context.line),
            "the text is nested too deeply",
            "take out levels of quotes, lists and brackets",
        )
        return Body(), Facts()
    finally:
        diagnostics.extend(context.problems)
    facts = Facts(
        words=count_words(out.texts, language),
        excerpt=excerpt_of(" ".join(out.before_more or ())) or excerpt_of(out.first_paragraph or out.first_words),
        anchors=tuple(out.anchors),
        mentions=tuple(out.mentions),
        html_line=out.html_line,
        questions=questions_of(out.sections, out.texts, out.before_footnotes) if asks else (),
    )
    return Body(segments=segments, headings=tuple(out.headings)), facts
