"""What a typesetter would do, by language."""

import pytest
from as_html import flat, html_of, read

from support.rows import every_row
from therapyblog.content.markdown import typeset_title
from therapyblog.content.options import MarkdownSettings

NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "“a ‘b’”"),
        ("en-GB", "“a ‘b’”"),
        ("de", "„a ‚b‘“"),
        ("de-CH", "«a ‹b›»"),
        ("fr", f"«{NARROW}a “b”{NARROW}»"),
        ("fr-CA", f"«{NARROW}a “b”{NARROW}»"),
        ("es", "«a “b”»"),
        ("it", "«a “b”»"),
        ("nl", "“a ‘b’”"),
        ("pt", "“a ‘b’”"),
        ("pt-BR", "“a ‘b’”"),
        ("pt-PT", "«a “b”»"),
        ("pl", "„a «b»”"),
        ("sv", "”a ’b’”"),
        ("ar", "«a ‹b›»"),
        ("he", "”a ’b’”"),
        ("xx", "“a ‘b’”"),
    ],
)
def test_quotation_marks_by_language(language, shown):
    # English words in an Arabic text run from the left.
    assert html_of("\"a 'b'\"", language=language).replace(' dir="ltr"', "") == f"<p>{shown}</p>\n"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Quoi ? Non ! Bien ; oui", f"Quoi{NARROW}? Non{NARROW}! Bien{NARROW}; oui"),
        ("Ceci : cela", f"Ceci{NBSP}: cela"),
        ("« mot » ici", f"«{NARROW}mot{NARROW}» ici"),
        ("**Quoi** ?", f"<strong>Quoi</strong>{NARROW}?"),
        ("Quoi? Oui: non", "Quoi? Oui: non"),
        ("`a ? b : c`", "<code>a ? b : c</code>"),
    ],
)
def test_french_marks_stay_with_the_word_before_them(typed, shown):
    assert html_of(typed, language="fr-CA") == f"<p>{shown}</p>\n"


def test_in_other_languages_a_space_before_a_mark_stays_as_typed():
    assert html_of("What ? This : that", language="de") == "<p>What ? This : that</p>\n"


def test_apostrophes_dashes_and_the_ellipsis():
    assert html_of("It's fine -- really --- well... 1--2") == "<p>It’s fine – really — well… 1–2</p>\n"


@pytest.mark.parametrize("text", ["(c) (r) (tm) (p)", "5 +- 2", "....", "a ---- b", "!!!!", "e.g. ..", "- -"])
def test_other_signs_are_left_alone(text):
    body, _, _ = read(f"x {text}")

    assert flat(body.segments) == f"<p>x {text}</p>\n"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('`a -- "b"...`', "<p><code>a -- &quot;b&quot;...</code></p>\n"),
        ("```\na -- b\n```", "<pre><code>a -- b\n</code></pre>\n"),
        ("<https://example.org/a--b>", '<p><a href="https://example.org/a--b">https://example.org/a--b</a></p>\n'),
        (
            "at https://example.org/a--b -- there",
            '<p>at <a href="https://example.org/a--b">https://example.org/a--b</a> – there</p>\n',
        ),
        ('\\-- \\"a\\"', "<p>-- &quot;a&quot;</p>\n"),
    ],
)
def test_code_addresses_and_escaped_signs_stay_as_typed(text, html):
    assert html_of(text) == html


def test_typography_can_be_switched_off():
    body, _, _ = read('"a" -- b...', typography=False)

    assert flat(body.segments) == "<p>&quot;a&quot; -- b...</p>\n"


def test_words_of_links_are_typeset_too():
    assert html_of('["a" -- b](x.md)') == '<p><a href="x.md">“a” – b</a></p>\n'


def test_marks_and_spaces_follow_the_language_of_the_component_around_them():
    text = (
        '"a"\n\n'
        ':::quote {lang="fr"}\n"b" et « c » ?\n:::\n\n'
        '::::note {lang="de"}\n"d"\n\n:::quote {lang="pl"}\n"e"\n:::\n\n:::quote\n"f"\n:::\n::::\n\n"g"\n'
    )

    assert html_of(text, language="en-GB") == (
        "<p>“a”</p>\n"
        f"[quote lang=fr]<p>«{NARROW}b{NARROW}» et «{NARROW}c{NARROW}»{NARROW}?</p>\n[/quote]"
        "[note lang=de]<p>„d“</p>\n[quote lang=pl]<p>„e”</p>\n[/quote][quote]<p>„f“</p>\n[/quote][/note]"
        "<p>“g”</p>\n"
    )


def test_an_english_quotation_in_a_french_text_has_its_own_marks_and_keeps_its_spaces():
    text = '"a" !\n\n:::quote {lang="en-GB"}\n"b" !\n:::\n'

    shown = f"<p>«{NARROW}a{NARROW}»{NARROW}!</p>\n[quote lang=en-GB]<p>“b” !</p>\n[/quote]"
    assert html_of(text, language="fr") == shown


def test_with_typography_off_a_component_in_another_language_stays_as_typed():
    body, _, _ = read(':::quote {lang="fr"}\n"b" ?\n:::\n', typography=False)

    assert flat(body.segments) == "[quote lang=fr]<p>&quot;b&quot; ?</p>\n[/quote]"


@every_row(
    "language, typed, shown",
    [
        ("en", "The '90s, the '68ers, in '68.", "The ’90s, the ’68ers, in ’68."),
        ("en", "'Tis so; 'twas. Get 'em! Rock 'n' roll.", "’Tis so; ’twas. Get ’em! Rock ’n’ roll."),
        ("en", "'round the clock' and 'em dash', he said", "‘round the clock’ and ‘em dash’, he said"),
        ("en", "'The '90s were good,' she said.", "‘The ’90s were good,’ she said."),
        ("en", "The dogs' bone, 'yes' in '99", "The dogs’ bone, ‘yes’ in ’99"),
        ("en", '6\'2", "5\'10" and 51°30\'12"N', "6′2″, “5′10” and 51°30′12″N"),
        ("de", "Wie geht 's, die '68er, 'ne Frage, 'a'", "Wie geht ’s, die ’68er, ’ne Frage, ‚a‘"),
        ("de-CH", "1'000'000", "1’000’000"),
        ("nl", "'s avonds in '98, 'een citaat'", "’s avonds in ’98, ‘een citaat’"),
        ("it", "gli anni '90", "gli anni ’90"),
        ("en", "`'90s` and 'a' \\'tis", "<code>'90s</code> and ‘a’ 'tis"),
    ],
)
def test_apostrophes_before_words_and_primes(language, typed, shown):
    assert html_of(typed, language=language) == f"<p>{shown}</p>\n"


@every_row(
    "language, typed, shown",
    [
        ("en", 'It\'s "fine" -- really...', "It’s “fine” – really…"),
        ("en", "The '90s", "The ’90s"),
        ("en", "Tom &amp; Jerry &lt;3", "Tom & Jerry <3"),
        ("en", "R&D, Q&A; a &copy b", "R&D, Q&A; a &copy b"),
        ("de", '"Größe"', "„Größe“"),
        ("fr", "Quoi ? Rien", f"Quoi{NARROW}? Rien"),
        ("en", "*As it is*, `a`", "*As it is*, `a`"),
    ],
)
def test_titles_have_the_marks_of_texts(language, typed, shown):
    assert typeset_title(typed, language=language, settings=MarkdownSettings()) == shown


def test_a_title_has_its_marks_wherever_it_is_shown(site):
    site.write(
        {
            "posts/a.md": "---\ntitle: It's \"fine\" &amp; -- really...\nsubtitle: The '90s\n---\nA.\n",
            "posts/b.md": '---\ntitle: Next\n---\nSee [[It\'s "fine" & -- really...]].\n',
        }
    )
    site.published()
    title = "It’s “fine” & – really…"

    assert site.html("/a/").css_first("h1").text().strip() == title
    assert "The ’90s" in site.main("/a/").text()
    assert title in site.html("/blog/").text()
    assert title in site.text("feed.json")
    assert site.main("/b/").css_first(".prose a").attributes["href"] == "../a/"
    assert any(node.get("headline") == title for node in site.graph("/a/"))
