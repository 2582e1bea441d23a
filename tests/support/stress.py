"""Three sites that nobody would write and every theme must survive: too long in everything, from the right, and empty.

`LONG` has titles that cannot be broken, a series of sixty parts, a practitioner without a picture, twelve credentials,
deep nesting, huge tables, long code and a menu of eighteen; `RIGHT_TO_LEFT` the same in small, in Arabic; `EMPTY` is
what somebody has who has only given their site a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from PIL import Image

from support.site import post

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ADDRESS = "https://register.example/" + "a-very-long-path-without-any-space/" * 4
SENTENCE = (
    "Why it is that the things we would most like to say to the people we are closest to are so often the very things "
    "that we rehearse on the stairs, in the car and under the shower, and then leave unsaid for another year"
)
PARAGRAPH = f"{SENTENCE}. {SENTENCE}, and what a room with two chairs in it may change about that."


def picture(width: int, height: int) -> bytes:
    """Return a plain picture of this size (pixels), as a PNG."""
    drawn = BytesIO()
    Image.linear_gradient("L").resize((width, height)).save(drawn, "PNG")
    return drawn.getvalue()


SETTINGS = f"""\
[site]
title = "The {WORD} Practice for Integrative, Systemic and Body-Oriented Psychotherapy"
url = "https://stress.example"
description = "{SENTENCE}."
language = "en-GB"
timezone = "Europe/Berlin"
country = "DE"
posts_per_page = 5
default_cta = "long"

[practice]
name = "The {WORD} Practice"
street = "Rear building, staircase {WORD}, second floor on the left"
town = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch"
postcode = "10999"
region = "North"
email = "everybody-who-works-here-and-answers-in-the-evening@{"long-" * 8}name.example"
phone = "+49 30 901820 12345"
hours = ["Monday to Thursday, and every other Friday unless it is a holiday, 9am to 8pm", "{WORD}"]
responsible = "Dr {WORD}"
profession = "Psychological psychotherapist"
granted_in = "Germany"
chamber = "{SENTENCE}"
authority = "{WORD}"
rules = "Rules of the profession"
rules_url = "{ADDRESS}"
register = "{WORD}, PR 12345 B"
vat_id = "DE123456789"

[contact]
form_url = "https://forms.example/stress"
phone = true
consent = "{SENTENCE}."

[cta.long]
heading = "{SENTENCE}?"
text = "{PARAGRAPH}"
label = "Arrange a first conversation without obligation with the {WORD}"
url = "https://booking.example/long"
duration = 125
price = "between £38 and £140, as you can, and in instalments where that helps"
mode = "in-person"
note = "{SENTENCE}."
time_zone = "Europe/Berlin"

[exit]
label = "Leave this page now, and at once"
url = "https://weather.example/"

[crisis]
country = "DE"
checked_on = 2026-11-02

[[crisis.add]]
name = "{WORD}"
tel = "0800 1110111"
sms = "85258"
url = "{ADDRESS}"
hours = "{SENTENCE}"
languages = ["English", "German", "Polish", "Turkish", "Arabic", "Ukrainian"]
source = "https://lines.example"
checked_on = 2026-11-02
"""

MENU = ("About", "Who we are", "Writing", "Fees", "Contact", "Questions", "Supervision", "Couples", WORD, "Families")


def _menu() -> str:
    """Eighteen entries, of which one cannot be broken and one is a sentence."""
    labels = [*MENU, *(f"Room {number}" for number in range(1, 8)), SENTENCE[:60]]
    return "".join(f'[[menu]]\nlabel = "{label}"\nurl = "/about/"\n\n' for label in labels)


def _services() -> str:
    kinds = ("in-person, online", "phone", "in-person, online, phone", "online")
    return "".join(
        f'[[service]]\nname = "{name}"\ndescription = "{SENTENCE}."\nduration = {40 + 10 * number}\n'
        f'price = "£{60 + number}"\nprice_from = {30 + number}\ncurrency = "GBP"\n'
        f'sliding_scale = true\nmode = "{kinds[number % 4]}"\n\n'
        for number, name in enumerate(("Counselling", WORD, SENTENCE, "CBT", "EMDR", "Couples", "Groups"))
    )


def _credentials(count: int = 12) -> str:
    """So many of them, of every kind, with names and numbers of all lengths."""
    kinds = ("degree", "registration", "licence", "accreditation", "training")
    issuers = ("British Association of Therapists", f"British Association of {WORD}")
    return "".join(
        f"  - letters: {'M' * (1 + number % 5)}BACP{number}\n"
        f"    name: {('Registered member', WORD, SENTENCE)[number % 3]}\n"
        f"    kind: {kinds[number % 5]}\n    issuer: {issuers[number % 4 == 3]}\n"
        f'    number: "{"0" * (4 + 3 * number)}{number}"\n    verify_url: {ADDRESS}{number}\n'
        f"    valid_from: 20{10 + number}-01-08\n    expires: 2035-10-31\n"
        "    jurisdiction: United Kingdom and Ireland\n"
        for number in range(count)
    )


def _practitioners() -> dict[str, str | bytes]:
    long_name = f"Dr. phil. Maximiliane-{WORD[:40]} von und zu Hohenlohe"
    full = (
        f'---\nname: "{long_name}"\npronouns: she/her, they/them\nrole: {SENTENCE}\nlocation: {WORD}\n'
        f"languages: [English, German, Polish, Turkish, Arabic, Ukrainian, Welsh, {WORD}]\n"
        f"modalities:\n  - {SENTENCE}\n  - {WORD}\n  - CBT\naccepting: waitlist\nphone: +49 30 901820 12345\n"
        f"email: dr-phil-maximiliane@{'long-' * 8}name.example\nsupervision: {SENTENCE}.\ninsurance: {WORD}\n"
        f"booking_url: https://booking.example/max\ncredentials:\n{_credentials()}---\n\n{PARAGRAPH}\n\n{PARAGRAPH}\n"
    )
    short = "---\nname: Bo Li\n---\n\nBo listens.\n"
    pictured = "---\nname: Ada Moss\nrole: Counsellor\nphoto: ../media/tall.png\nimage_alt: Ada\n---\n\nAda listens.\n"
    return {
        "practitioners/a-long-name.md": full,
        "practitioners/bo-li.md": short,
        "practitioners/ada-moss.md": pictured,
    }


def _nested() -> str:
    """Lists ten deep, quotes eight deep, and components in components in quotes in lists."""
    bullets = "".join(f"{'  ' * depth}- Depth {depth}: {SENTENCE[:60]}\n" for depth in range(10))
    numbers = "".join(f"{'    ' * depth}{depth + 1}. Number {depth + 1}\n" for depth in range(8))
    quotes = "".join(f"{'> ' * depth}Quoted {depth} times: {SENTENCE[:50]}\n{'> ' * depth}\n" for depth in range(1, 9))
    boxes = (
        f":::::::note A note around it all, {WORD}\n{PARAGRAPH}\n\n::::::exercise An exercise in the note "
        f'{{minutes="90"}}\n- One\n    - Two\n\n:::::quote {WORD} {{source="{SENTENCE}" url="{ADDRESS}"}}\n{SENTENCE}'
        ":::::\n\n::::note\n> Quoted\n>\n> > Twice\n\n:::exercise\n| a | b |\n|---|---|\n| 1 | 2 |\n:::\n::::\n"
        "::::::\n:::::::\n"
    ).replace(f"{SENTENCE}:::::", f"{SENTENCE}\n:::::")
    inside = (
        f"- A list with more in it\n\n  > A quote\n\n  ```text\n  {'code ' * 30}\n  ```\n\n  | a | b |\n  |---|---|\n"
    )
    parts = {"Lists": bullets, "Numbers": numbers, "Quotes": quotes, "Boxes": boxes, "All": inside}
    return "\n".join(f"## {name}\n\n{text}" for name, text in parts.items())


def _tables() -> str:
    """Fourteen columns, and two with words that cannot be broken."""
    head = "| " + " | ".join(f"Column {number}" for number in range(14)) + " |\n"
    ruler = "|" + "|".join((":---", ":---:", "---:", "---")[number % 4] for number in range(14)) + "|\n"
    rows = "".join("| " + " | ".join(f"{row}.{number} words" for number in range(14)) + " |\n" for row in range(30))
    words = f"| What | How |\n|---|---|\n| {WORD} | {SENTENCE} |\n| {ADDRESS} | `{WORD}` |\n"
    return f"## Wide\n\n{head}{ruler}{rows}\n## Long words\n\n{words}\n"


def _code() -> str:
    line = "therapyblog build --for-disk --out " + "/a/long/path" * 20
    return (
        f"## Code\n\n```sh\n{line}\n{WORD * 3}\n```\n\nInline `{WORD * 2}` and `{line}`, then\n\n"
        f"    indented {line}\n\n"
        f"A bare address: <{ADDRESS}>. A word: {WORD * 2}. **{WORD}** *{WORD}* ~~{WORD}~~\n\n"
        "- [ ] to do\n- [x] done\n\nTerm\n: What it means\n: And more\n\nA footnote[^1].\n\n"
        f"[^1]: {SENTENCE}, with {ADDRESS} in it.\n\n***\n\nThe end.\n"
    )


def _pictures() -> str:
    return (
        f"![A panorama](../media/wide.png)\n\n![A tower](../media/tall.png)\n\n![A dot](../media/dot.png)\n\n"
        f':::figure ../media/wide.png {{alt="Wide" credit="{WORD}"}}\n{PARAGRAPH}\n:::\n\n'
        f':::figure ../media/tall.png {{alt="Tall"}}\n:::\n\n'
        f':::embed https://films.example/one {{title="{SENTENCE}" label="Show {WORD}"}}\n\n'
        ":::services\n\n:::crisis\n\n:::cta long\n\n:::quote\nShort.\n:::\n"
    )


def _headings() -> str:
    names = ["A heading", WORD, SENTENCE, "1. Numbered", "2. Numbered"]
    return "".join(f"{'#' * (2 + number % 3)} {names[number % 5]} {number}\n\n{PARAGRAPH}\n\n" for number in range(40))


def _series() -> dict[str, str | bytes]:
    """Sixty parts and one to come, each with a title longer than the last."""
    parts: dict[str, str | bytes] = {
        f"posts/part-{number:02}.md": post(
            f'"Part the {number}: {SENTENCE[: 4 * number]}"',
            f"{PARAGRAPH}\n",
            series=f"The {WORD[:30]} papers",
            part=number,
            date=f"2026-{1 + number // 28:02}-{1 + number % 28:02}",
            author="ada-moss" if number % 2 else "bo-li",
        )
        for number in range(1, 61)
    }
    return parts | {
        "posts/part-61.md": post("What is to come", series=f"The {WORD[:30]} papers", part=61, date="2031-01-01"),
    }


LONG: Mapping[str, str | bytes] = {
    "therapyblog.toml": f"{SETTINGS}\n{_menu()}{_services()}",
    "media/wide.png": picture(1600, 200),
    "media/tall.png": picture(300, 1400),
    "media/dot.png": picture(8, 8),
    **_practitioners(),
    **_series(),
    "posts/words.md": post(
        f'"{WORD}: {SENTENCE}"',
        f"{PARAGRAPH}\n\n## {WORD}\n\n{PARAGRAPH}[ref:1]\n\n### {SENTENCE}\n\n{PARAGRAPH}\n\n## Past it\n\nThe end.\n",
        subtitle=f'"{SENTENCE}, {WORD}"',
        description=f'"{PARAGRAPH}"',
        authors="[a-long-name, bo-li, ada-moss]",
        date="2026-11-01",
        updated="2026-11-02",
        topic=f'"Topic {WORD}"',
        tags="[" + ", ".join([*(f"tag {number}" for number in range(20)), WORD]) + "]",
        content_note=f'["{WORD}", violence, loss, "{SENTENCE}"]',
        content_note_skip='"Past it"',
        image="../media/tall.png",
        image_alt='"A tower"',
        image_credit=f'"{WORD}"',
        exit="true",
        vignettes="composite",
        reviewed_by="ada-moss",
        reviewed="2026-11-01",
        review_due="2027-11-01",
        references=f'[{{text: "{PARAGRAPH}", url: "{ADDRESS}"}}, {{text: "{WORD}", doi: "10.1000/{"1" * 60}"}}]',
    ),
    "posts/nested.md": post("Nested", _nested(), date="2026-11-03", author="bo-li"),
    "posts/tables.md": post("Tables", _tables(), date="2026-11-04", author="bo-li"),
    "posts/code.md": post("Code", _code(), date="2026-11-05", author="bo-li", topic='"Code"'),
    "posts/pictures.md": post("Pictures", _pictures(), date="2026-11-06", author="ada-moss", exit="true"),
    "posts/headings.md": post("Headings", _headings(), date="2026-11-07", author="bo-li"),
    "posts/bare.md": post("x", "y", author="bo-li", cta="none"),
    "posts/deutsch.md": post(
        f"{WORD} und anderes", f"## {WORD}\n\n{WORD}. {PARAGRAPH}\n", date="2026-11-08", author="bo-li", language="de"
    ),
    "pages/index.md": post(
        f'"{SENTENCE}"', f"{PARAGRAPH}\n\n{PARAGRAPH}\n", subtitle=f'"{WORD}: {SENTENCE}"', image="../media/wide.png"
    ).replace("image:", 'image_alt: "Wide"\nimage:'),
    "pages/about.md": post(f'"{SENTENCE}"', _headings()[:3000] + "\n", exit="true", subtitle=f'"{WORD}"'),
    "pages/fees.md": post("Fees", "Words.", template="fees"),
    "pages/faq.md": post("Questions", _headings(), template="faq"),
    "pages/contact.md": post("Contact", f"## {WORD}\n\n{PARAGRAPH}\n", template="contact"),
    "pages/privacy.md": post("Privacy", f"## {WORD}\n\n{PARAGRAPH}\n", template="privacy"),
}

ARABIC = "لماذا نتدرّب على أهمّ الكلام في السيّارة وعلى الدرج ثم نتركه عامًا آخر دون أن نقوله"
ARABIC_SETTINGS = f"""\
[site]
title = "بيت الماء الهادئ"
url = "https://water.example"
description = "{ARABIC}"
language = "ar"
timezone = "Asia/Beirut"
country = "GB"
posts_per_page = 3
default_cta = "talk"

[practice]
name = "بيت الماء الهادئ"
street = "شارع البحر 12"
town = "بيروت"
email = "hello@water.example"
phone = "+961 1 123 456"
hours = ["الاثنين إلى الخميس، 9 إلى 17"]

[contact]
form_url = "https://forms.example/water"

[exit]
enabled = true
url = "https://weather.example/"

[cta.talk]
heading = "هل نتحدث؟"
text = "{ARABIC}."
label = "احجز محادثة أولى"
url = "https://booking.example/water"
duration = 15
price = "مجانًا"
mode = "online"

[[menu]]
label = "من نحن"
url = "/team/"

[[menu]]
label = "Blog in English"
url = "/blog/"

[[service]]
name = "جلسة فردية"
description = "{ARABIC}"
duration = 50
price = "£60"
mode = "online"
"""

RIGHT_TO_LEFT: Mapping[str, str | bytes] = {
    "therapyblog.toml": ARABIC_SETTINGS,
    "practitioners/ada-moss.md": "---\nname: آدا موس\nrole: معالجة نفسية\nphone: +961 1 123 456\n"
    "email: ada@water.example\nlanguages: [Arabic, English]\nmodalities: [CBT]\n"
    f"credentials:\n{_credentials(3)}---\n\n{ARABIC}.\n",
    "practitioners/john-smith.md": "---\nname: John Smith\nlanguage: en\nrole: Counsellor\n---\n\nJohn listens.\n",
    **{
        f"posts/part-{number}.md": post(
            f'"الجزء {number}: {ARABIC}"', f"{ARABIC}.\n", series="أوراق", part=number, author="ada-moss"
        )
        for number in range(1, 5)
    },
    "posts/mixed.md": post(
        f'"{ARABIC}: What to expect (CBT) 2026"',
        f"{ARABIC}, *CBT* و **EMDR** 1234.[ref:1]\n\n## قائمة\n\n- واحد\n    - اثنان\n        - ثلاثة\n\n1. أ\n2. ب\n\n"
        f"> {ARABIC}\n\n## جدول\n\n| اسم | Name | {ARABIC} |\n|:---|---:|:---:|\n| واحد | One | {ADDRESS} |\n\n"
        f"```sh\ntherapyblog build\n```\n\n## صناديق\n\n:::note {ARABIC}\nWords.\n:::\n\n"
        f':::exercise تمرين {{minutes="3"}}\n{ARABIC}\n:::\n\n:::quote ابن سينا\n{ARABIC}\n:::\n\n'
        f"حاشية[^1].\n\n[^1]: {ARABIC}\n\n:::crisis\n\n:::cta talk\n",
        date="2026-11-01",
        authors="[ada-moss, john-smith]",
        topic='"الجسد"',
        tags="[قلق, sleep]",
        content_note="[فقدان]",
        subtitle=f'"{ARABIC}"',
        references=f'[{{text: "{ARABIC}", url: "{ADDRESS}"}}]',
    ),
    "posts/english.md": post("An English post", PARAGRAPH, language="en", author="john-smith", date="2026-10-01"),
    "pages/index.md": post(f'"{ARABIC}"', f"{ARABIC}.\n"),
    "pages/contact.md": post("اتصل", f"{ARABIC}.", template="contact"),
    "pages/fees.md": post("الأسعار", f"{ARABIC}.", template="fees"),
}

EMPTY: Mapping[str, str | bytes] = {
    "therapyblog.toml": '[site]\ntitle = "Somebody"\nurl = "https://empty.example"\n',
}
