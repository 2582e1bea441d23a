"""What is promised for a day that is past is told, in every language that we ship; what tells of the past is not."""

from __future__ import annotations

import datetime as dt

from support.rows import every_row
from support.site import LOOKED_UP, SETTINGS, SmallSite, codes, post, told

TODAY = dt.date(2026, 12, 1)
PROMISES = {
    "en": """
Places from 1 September 2025.
I have places again from September 2025.
The new group starts on 3 March 2026.
On Tuesday, 3 March 2026 a new **mindfulness course** begins.
I am back on 12 October.
I'm away until 12 October, and answer after that.
Next intake: Sept 2025
Next group: **3 March 2026**, 7 pm
Our next workshop is on Saturday 7th March 2026.
Early-bird price until 31 Aug 2026 only.
Until 31 August 2026 only.
Please book by 1 May 2026.
The practice is closed until 6 January 2026.
The waiting list will reopen in spring or by 1 June 2026.
From 1 February 2026 I will be offering evening appointments.
We will move to Bath Street in May 2026.
The group will start again in 2025.
Applications close on 30 June 2026.
- Deadline for applications: 15 January 2026
I will be on leave from 1 July 2026 to 30 August 2026.
I'm taking on new clients again from March 3rd, 2026.
A new term begins on 2026-09-07.
| Next date | 4 November 2026 |
My fees will rise on 1 April 2026.
Currently full; next availability March 2026.
The waiting list opens January 2026.
New clients welcome from January 5th, 2026.
Back in the office on Monday, January 5, 2026.
We’re closed from 24 December 2025 and reopen on 5 January 2026.
""",
    "de": """
Ab 1. September 2025 habe ich wieder freie Plätze.
Freie Termine ab September 2025.
Am 3. März 2026 beginnt die neue Gruppe.
Die neue Frauengruppe startet am 03.03.2026.
Ich bin ab dem 12. Oktober wieder da.
Die Praxis ist bis zum 6. Januar 2026 geschlossen.
Nächster Kurs: 3. März 2026
Anmeldung bis 1. Mai 2026.
Der Vortrag wird am 4. Juni 2026 stattfinden.
Der Kurs findet ab Mai 2026 statt.
""",
    "fr": """
Places disponibles à partir du 1er septembre 2025.
Le nouveau groupe commence le 3 mars 2026.
Je suis de retour le 12 octobre.
Le cabinet est fermé jusqu’au 6 janvier 2026.
Prochain atelier : 3 mars 2026
Inscriptions avant le 1er mai 2026.
L’atelier aura lieu le 4 juin 2026.
""",
    "es": """
Hay plazas a partir del 1 de septiembre de 2025.
El nuevo grupo empieza el 3 de marzo de 2026.
Vuelvo el 12 de octubre.
La consulta está cerrada hasta el 6 de enero de 2026.
Próximo taller: 3 de marzo de 2026
El curso comenzará en mayo de 2026.
""",
    "es-MX": "Nuevos cupos a partir de septiembre de 2025.\n",
    "it": """
Posti disponibili dal 1° settembre 2025.
Il nuovo gruppo inizia il 3 marzo 2026.
Torno il 12 ottobre.
Lo studio è chiuso fino al 6 gennaio 2026.
Prossimo incontro: 3 marzo 2026
Il corso si terrà a maggio 2026.
""",
    "nl": """
Vanaf 1 september 2025 is er weer plek.
De nieuwe groep start op 3 maart 2026.
Ik ben vanaf 12 oktober weer bereikbaar.
De praktijk is gesloten tot 6 januari 2026.
Volgende cursus: 3 maart 2026
De workshop zal op 4 juni 2026 plaatsvinden.
""",
    "pt": """
Vagas a partir de 1 de setembro de 2025.
O novo grupo começa em 3 de março de 2026.
Estou de volta em 12 de outubro.
Estamos de férias até 6 de janeiro de 2026.
Próxima turma: 3 de março de 2026
""",
    "pt-PT": "O novo grupo terá início a 3 de março de 2026.\nEstarei de férias até ao dia 6 de janeiro de 2026.\n",
    "pl": """
Wolne miejsca od 1 września 2025 r.
Nowa grupa rusza 3 marca 2026 i od 3 marca 2026 zaczyna spotkania.
Od 12 października 2026 znowu przyjmuję.
Jestem na urlopie do 6 stycznia 2026.
Najbliższy warsztat: 3 marca 2026
Kurs rozpocznie się w maju 2026.
""",
    "ar": """
تبدأ المجموعة الجديدة في 3 مارس 2026.
ستبدأ الدورة في مايو 2026.
العيادة مغلقة حتى 6 يناير 2026.
الورشة القادمة: ٣ مارس ٢٠٢٦
سأعود في 12 أكتوبر 2026.
""",
}
SILENT = {
    "en": """
Places from 1 September 2027.
The new group starts on 3 March 2027.
I am back on 12 December.
The group starts on 3 March 2026 and again on 1 February 2027.
In 2019 the group started with four people.
The practice opened on 3 March 2020.
I have worked in Leith since September 2015.
I trained from September 2012 until June 2016.
She was away until 6 January 2026.
Last reviewed on 3 March 2026.
This text was updated on 3 March 2026.
As of 1 September 2025 a session costs £60.
From 1 January 2026 my fee is £65 for fifty minutes.
Registered with the BACP from March 2018.
The waiting list opens on 1 September each year.
We are usually closed from 24 December until 2 January.
“The new group starts on 3 March 2026,” said the letter.
He wrote: "I am back on 12 October."
> The new group starts on 3 March 2026.
`Next intake: Sept 2025`
A date such as 3 March 2026 is read as it is written.
If a group starts on 3 March 2026, its first part is published that day.
The Mental Health Act will change on 1 May 2026.
By 2020 depression will be the second cause of disability.
The war in Ukraine began on 24 February 2022.
In the pandemic, from March 2020, the practice moved online.
The study will run until May 2025, according to its authors.
Smith, J. (2025, March 3). The next course. Journal of Endings, 12.
Lancet, 3 March 2026, pages 12–15.
A group of people met on 3 March 2026.
Article 6 of 27 April 2016.
The lease of our office began in 2020.
Chapter 3 may begin with a group.
Sessions start at 9 and end at 17:30.
There are 2026 reasons to begin.
A session on 3 March 2026 stays in my mind.
The session on 12 March 2026 ends a series.
My licence runs until 31 October 2025.
On 3 March 2026 my mother died, and grief begins in the body.
The European Accessibility Act applies from 28 June 2025.
I moved to Leith on 3 March 2025 and opened the practice.
Call 2025 for openings.
My workshop in May 2026 had twelve places.
The book is available from March 2025 at all libraries.
What starts in childhood does not end in 2026.
We start with the body. On 3 March 2026 I thought of that.
It cost £2025 from start to end.
My number is 2024-11-03, 1312250.
""",
    "de": """
Ab 1. September 2027 habe ich wieder freie Plätze.
Am 3. März 2020 habe ich meine Praxis eröffnet.
Seit September 2015 arbeite ich in Leith.
Die Gruppe begann am 3. März 2026.
Die Gruppe wurde am 3. März 2026 eröffnet.
Seit 1. Januar 2026 kostet eine Sitzung 95 Euro.
Stand: 3. März 2026
Die Warteliste öffnet jedes Jahr am 1. September.
„Die neue Gruppe beginnt am 3. März 2026“, stand im Brief.
Die Verordnung wird am 1. Mai 2026 in der Praxis beginnen.
Dr. Berg hat am 3. März 2026 einen Vortrag gehalten.
Im Mai 2026 fand der letzte Kurs statt.
""",
    "fr": """
Le groupe a commencé le 3 mars 2026.
Depuis septembre 2015, je reçois à Lyon.
Le cabinet a été ouvert le 3 mars 2020.
Le nouveau groupe commence le 3 mars 2027.
« Le nouveau groupe commence le 3 mars 2026 », disait la lettre.
Chaque année, les inscriptions ouvrent le 1er septembre 2026.
Mis à jour le 3 mars 2026.
""",
    "es": """
El grupo empezó el 3 de marzo de 2026.
Desde septiembre de 2015 trabajo en Madrid.
La consulta abrió el 3 de marzo de 2020.
El nuevo grupo empieza el 3 de marzo de 2027.
Actualizado el 3 de marzo de 2026.
""",
    "it": """
Il gruppo è iniziato il 3 marzo 2026.
Dal settembre 2015 lavoro a Roma.
Ho aperto lo studio il 3 marzo 2020.
Il nuovo gruppo inizia il 3 marzo 2027.
Aggiornato il 3 marzo 2026.
""",
    "nl": """
De groep begon op 3 maart 2026.
Sinds september 2015 werk ik in Utrecht.
De praktijk werd op 3 maart 2020 geopend.
De nieuwe groep start op 3 maart 2027.
""",
    "pt": """
O grupo começou em 3 de março de 2026.
Desde setembro de 2015 atendo em Lisboa.
O consultório foi aberto em 3 de março de 2020.
O novo grupo começa em 3 de março de 2027.
""",
    "pl": """
Grupa rozpoczęła się 3 marca 2026.
Od września 2015 pracuję w Krakowie.
Od marca 2025 przyjmuję także online.
Nowa grupa rusza 3 marca 2027.
""",
    "ar": """
بدأت المجموعة في 3 مارس 2026.
أعمل في بيروت منذ سبتمبر 2015.
تبدأ المجموعة الجديدة في 3 مارس 2027.
""",
}


def _pages(table: dict[str, str], name: str) -> dict[str, tuple[str, str]]:
    """Return a page for each line: path → the line, and the text of the file."""
    lines = [(language, line) for language, lines in table.items() for line in lines.strip().splitlines()]
    return {
        f"pages/{name}-{number}.md": (line, post(f"{name} {number}", line, language=language, menu="false"))
        for number, (language, line) in enumerate(lines)
    }


def test_promises_for_a_day_that_is_past_are_told_and_nothing_else(tmp_path):
    promised, silent = _pages(PROMISES, "promised"), _pages(SILENT, "silent")
    site = SmallSite(tmp_path / "site")
    site.write({path: text for path, (_, text) in {**promised, **silent}.items()})
    site.write({"therapyblog.toml": SETTINGS + LOOKED_UP})

    found = {problem.at.path for problem in site.build(today=TODAY).problems if problem.code == "TB-DAY-001"}

    assert len(promised) >= 40
    assert len(silent) >= 60
    assert [line for path, (line, _) in promised.items() if path not in found] == []
    assert [line for path, (line, _) in silent.items() if path in found] == []


SETTINGS_THAT_PROMISE = """
accepting = "open"

[practice]
hours = ["Monday to Friday, 9 to 17", "Closed until 6 January 2026"]

[cta.first]
heading = "The next group starts on 3 March 2026"
text = "Places are free from 1 September 2025."
label = "Write to me"
url = "mailto:hello@stillwater.example"

[cta.first.waitlist]
text = "New places from May 2026."
label = "Join"
url = "mailto:hello@stillwater.example"

[[service]]
name = "A course"
description = "The next course: 4 May 2026."
price = "£40, early-bird £30 until 1 April 2026"
"""


def test_settings_and_lines_at_the_top_promise_too(site):
    site.write({"therapyblog.toml": SETTINGS + SETTINGS_THAT_PROMISE + LOOKED_UP})
    site.write({"pages/group.md": post("Group", description="The group starts on 3 March 2026.")})

    told_of = [problem for problem in site.build(today=TODAY).problems if problem.code == "TB-DAY-001"]

    lines = (site.folder / "therapyblog.toml").read_text().splitlines()
    of_settings = {lines[problem.at.line - 1].split(" = ")[0] for problem in told_of if problem.at.path[-1] == "l"}
    assert of_settings == {"hours", "heading", "text", "description", "price"}
    assert [str(problem.at) for problem in told_of if problem.at.path[-1] == "d"] == ["pages/group.md:3:14"]
    assert len(told_of) == 7


POSTS = {
    "a post of this year": (True, {"date": "2026-01-10"}, "The new group starts on 3 March 2026."),
    "without a year": (True, {"date": "2026-07-20"}, "I am back on 12 August."),
    "without a date": (True, {}, "The new group starts on 3 March 2020."),
    "old news": (False, {"date": "2019-01-10"}, "The new group starts on 3 March 2019."),
    "without a year, old news": (False, {"date": "2019-07-20"}, "I am back on 12 August."),
    "looked over since": (False, {"date": "2019-07-20", "updated": "2026-10-01"}, "I am back on 12 August."),
    "written afterwards": (False, {"date": "2026-04-10"}, "The new group starts on 3 March 2026."),
    "goes by itself": (False, {"date": "2026-01-10", "expires": "2027-01-01"}, "The group starts on 3 March 2026."),
    "gone by itself": (False, {"date": "2026-01-10", "expires": "2026-03-04"}, "The group starts on 3 March 2026."),
    "a draft": (False, {"status": "draft"}, "The new group starts on 3 March 2026."),
    "scheduled": (False, {"date": "2026-12-24"}, "The new group starts on 3 March 2026."),
}


@every_row("promises, settings, body", POSTS.values(), POSTS)
def test_a_post_promises_from_its_day_on_until_it_is_old_news(site, promises, settings, body):
    site.write({"posts/group.md": post("Group", body, **settings)})

    assert ("TB-DAY-001" in codes(site.build(today=TODAY))) == promises, told(site.last)


def test_the_repair_mends_it(site):
    site.write({"posts/group.md": post("Group", "The new group starts on 3 March 2026.", date="2026-01-10")})
    (problem,) = site.build(today=TODAY).problems
    assert "`expires: 2026-03-04`" in problem.fix
    site.write({"posts/group.md": post("Group", "The new group starts on 3 March 2026.", expires="2026-03-04")})

    assert codes(site.build(today=TODAY)) == []
    assert not site.exists("/group/")


def test_the_day_after_a_promise_is_one_of_those_that_are_due(site):
    site.write({"pages/group.md": post("Group", "The new group starts on 3 March 2027.")})
    site.write({"pages/draft.md": post("Draft", "The other group starts on 3 March 2027.", status="draft")})

    due = [(entry.day.isoformat(), entry.says, entry.path) for entry in site.build(today=TODAY).due]

    assert ("2027-03-04", "“The new group starts on 3 March 2027.” will be past", "pages/group.md") in due
    assert "pages/draft.md" not in {path for *_, path in due}
