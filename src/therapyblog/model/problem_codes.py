"""Every problem's code, once and for all: what it means and whether it keeps the site from being published.

Codes are stable: programs filter by them and the manual explains them. A code that is no longer used stays retired.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from therapyblog.model.documents import Kind


RestsOn = Literal["names", "documents", "site"]


class Code(NamedTuple):
    """What a code stands for, and which other mistakes a problem of this code may only follow from."""

    severity: Literal["error", "warning"]
    title: str
    rests_on: RestsOn = "site"
    """What must be right for such a problem to be reported, besides all that stage after stage needs.

    `names`: nothing; it is about a name or an address, which counts whatever else is wrong with its document.
    `documents`: all settings of the document that it is about. `site`: the settings of the site, too.
    """
    needs_names: tuple[Kind, ...] = ()
    """Kinds of documents of which one that cannot be read at all may have the name that is missed."""
    needs_settings: tuple[Kind, ...] = ()
    """Kinds of documents of which one with any mistake may be the cause."""
    counts: str = ""
    """The setting of its document whose entries it counts: a mistake in one of these may be the cause."""
    exposes: bool = False
    """Whether a site is published with what no reader should see; of such warnings every place is named."""


CODES: dict[str, Code] = {
    # Files
    "TB-FILE-001": Code("error", "A file is not UTF-8 text"),
    "TB-FILE-002": Code("error", "A file holds a character that no web page may contain"),
    "TB-FILE-003": Code("error", "A file is too large"),
    "TB-FILE-004": Code("error", "A file cannot be read"),
    "TB-FILE-005": Code("warning", "A link in the file system is not followed, or what is no file is left out"),
    "TB-FILE-006": Code("error", "Two files have the same name to some computers"),
    "TB-LEFT-001": Code("warning", "A file or folder is not read, so it is not published"),
    # Settings at the top of a file
    "TB-SET-001": Code("error", "The settings have no closing line"),
    "TB-SET-002": Code("error", "The settings are a list"),
    "TB-SET-003": Code("error", "The settings are running text"),
    "TB-SET-004": Code("error", "The settings cannot be read"),
    "TB-SET-005": Code("error", "A setting is given twice"),
    "TB-SET-006": Code("error", "The settings are larger or deeper than any real ones"),
    "TB-SET-007": Code("error", "A setting that must be there is missing"),
    "TB-SET-008": Code("error", "A setting has a value of the wrong kind"),
    "TB-SET-009": Code("warning", "A setting is not known, but resembles one that is"),
    "TB-SET-010": Code("warning", "A text needs quotes"),
    "TB-SET-011": Code("error", "A setting may mean that a text is held back"),
    "TB-SET-012": Code("error", "A date cannot be read"),
    "TB-SET-013": Code("error", "The settings are written in the form of another program"),
    "TB-SET-014": Code("warning", "Settings have the names of another program"),
    # therapyblog.toml
    "TB-CONF-001": Code("error", "therapyblog.toml cannot be read"),
    "TB-CONF-002": Code("error", "therapyblog.toml has a setting that is not known"),
    "TB-CONF-003": Code("error", "therapyblog.toml has a value of the wrong kind"),
    "TB-CONF-004": Code("error", "therapyblog.toml lacks a setting"),
    # Markdown
    "TB-MD-001": Code("error", "A component is not closed"),
    "TB-MD-002": Code("warning", "HTML is shown as text"),
    "TB-MD-003": Code("warning", "An address is not safe"),
    "TB-MD-004": Code("error", "A heading's own id cannot be used"),
    "TB-MD-005": Code("error", "A component is closed that was not opened"),
    "TB-MD-006": Code("error", "A component's first line cannot be read"),
    "TB-MD-007": Code("error", "The text is nested too deeply"),
    "TB-MD-008": Code("error", "A comment is not closed"),
    "TB-MD-009": Code("warning", "A mark of another program is shown as it is typed"),
    "TB-MD-010": Code("warning", "Something of a text is not shown"),
    "TB-MD-011": Code("error", "A comment of another program would be shown"),
    "TB-NEAR-001": Code("warning", "What looks like a mark is none", exposes=True),
    "TB-NEAR-002": Code("warning", "A number or address is almost the practice’s own", exposes=True),
    "TB-PASTE-001": Code("warning", "A text brought pieces of another page along", exposes=True),
    "TB-TWICE-001": Code("warning", "A text is published twice", exposes=True),
    "TB-EX-001": Code("warning", "An example still stands where your own words belong", exposes=True),
    "TB-EX-002": Code("warning", "A post has no text", exposes=True),
    "TB-EX-003": Code("warning", "A text that says it is not finished is published", exposes=True),
    "TB-MD-012": Code("warning", "HTML is used as far as it is harmless"),
    # Between files
    "TB-DAY-001": Code("warning", "Something is promised for a day that is past", "documents", exposes=True),
    "TB-LINK-001": Code("error", "A link leads to no page", "names"),
    "TB-LINK-002": Code("warning", "A link leads to a post that is held back", "names"),
    "TB-LINK-003": Code("error", "A link leads to no heading", "names"),
    "TB-LINK-004": Code("warning", "A link by name names nothing", "names"),
    "TB-PIC-001": Code("error", "There is no such picture", "names"),
    "TB-PIC-002": Code("error", "A picture cannot be read", "names"),
    "TB-PIC-003": Code("warning", "A picture has no description", "documents"),
    "TB-PIC-004": Code("error", "A film or a document stands in a picture's place", "documents"),
    "TB-PIC-005": Code(
        "warning", "A photograph that is published as it is says where it was taken", "documents", exposes=True
    ),
    "TB-PIC-006": Code("warning", "A picture is still on the old site"),
    "TB-COMP-001": Code("error", "There is no such component", "names"),
    "TB-COMP-002": Code("error", "A component lacks what it needs", "names"),
    "TB-COMP-003": Code("error", "An address cannot be embedded", "names"),
    "TB-COMP-004": Code("warning", "A component is given something that it does not show", "names"),
    "TB-REF-001": Code("error", "There is no such practitioner", "names", needs_names=("practitioner",)),
    "TB-REF-002": Code("error", "There is no such call-to-action", "names"),
    "TB-REF-003": Code("error", "There is no such post", "names", needs_names=("post",)),
    "TB-REF-004": Code("error", "There is no such page", "names", needs_names=("page",)),
    "TB-REF-005": Code("warning", "A related post is held back", "names"),
    "TB-REF-006": Code("error", "There is no such reference", "names", counts="references"),
    "TB-REF-007": Code("error", "A fact that is referred to is given nowhere", needs_settings=("practitioner",)),
    "TB-AUTH-001": Code("warning", "A post does not say who wrote it", "documents", needs_names=("practitioner",)),
    "TB-AUTH-002": Code("warning", "A practitioner who is named is held back", "documents"),
    "TB-CTA-001": Code("warning", "A call-to-action leads where nobody can book now"),
    "TB-SER-001": Code("error", "Two posts are the same part of a series", "names"),
    "TB-SER-002": Code("warning", "A part of a series is missing", "documents", needs_settings=("post",)),
    "TB-SER-003": Code(
        "warning",
        "The name of a series resembles another",
        "documents",
        needs_names=("series",),
        needs_settings=("post",),
    ),
    "TB-SER-004": Code("warning", "A series has no posts", "documents", needs_settings=("post",)),
    "TB-URL-001": Code("error", "Two pages have one address"),
    "TB-URL-002": Code("error", "An address cannot be used"),
    "TB-URL-003": Code("warning", "Old addresses need a rule of the server"),
    "TB-CRED-001": Code("warning", "A credential has expired", "documents"),
    "TB-CRED-002": Code("warning", "A credential expires soon", "documents"),
    "TB-CRED-003": Code("warning", "A credential is not valid yet", "documents"),
    "TB-CRED-004": Code("error", "A credential ends before it begins", "documents"),
    "TB-CRED-005": Code("warning", "The same letters are given twice", "documents"),
    "TB-CRED-006": Code("warning", "Letters that do not count still stand in a text", "documents", exposes=True),
    "TB-REV-001": Code("warning", "A review is overdue", "documents"),
    "TB-REV-002": Code("error", "A review lies in the future", "names"),
    "TB-REV-003": Code("error", "A review is due before it was made", "names"),
    # Care
    "TB-CRISIS-001": Code("warning", "A crisis line was last looked up over a year ago"),
    "TB-CRISIS-002": Code("warning", "A site has no crisis lines, or none for those whom it is for"),
    "TB-CRISIS-003": Code("error", "A crisis line was looked up in the future"),
    "TB-CRISIS-004": Code("warning", "Nobody has looked up the country’s crisis lines"),
    "TB-EXIT-001": Code("error", "The exit button leads nowhere"),
    "TB-EXIT-002": Code("error", "The exit button leads to this site"),
    "TB-NUM-001": Code("warning", "A telephone number has been replaced", exposes=True),
    # Languages
    "TB-LANG-001": Code("warning", "A language lacks texts"),
    "TB-LANG-002": Code("error", "A file of texts cannot be used"),
    "TB-LANG-003": Code("warning", "A text is not known, but resembles one that is"),
    # Pages of the practice
    "TB-PAGE-001": Code("warning", "A page has nothing of what its template shows"),
    "TB-PAGE-002": Code("warning", "An imprint lacks what its country asks for"),
    "TB-PAGE-003": Code(
        "warning", "Nothing leads to a page", needs_settings=("post", "page", "practitioner", "series")
    ),
    # Themes
    "TB-THEME-001": Code("error", "There is no such theme"),
    "TB-THEME-002": Code("error", "theme.toml cannot be used"),
    "TB-THEME-003": Code("error", "There is no such template"),
    "TB-THEME-004": Code("error", "A template has a mistake"),
    "TB-THEME-005": Code("error", "A template asks for a name that it is not given"),
    "TB-THEME-006": Code("error", "A text of the theme is missing"),
    "TB-THEME-007": Code("error", "A template extends or includes itself"),
    "TB-THEME-008": Code("error", "A theme setting cannot be used"),
    "TB-THEME-009": Code("warning", "Two colours are too much alike to be read"),
    "TB-THEME-010": Code("warning", "A template holds style or script that browsers are told to ignore"),
    "TB-THEME-011": Code("warning", "A page's frame lacks a block that sites build on"),
    "TB-THEME-012": Code("warning", "A theme is translated in part"),
    "TB-THEME-013": Code("error", "A page takes too long or becomes too large"),
    "TB-THEME-014": Code("warning", "A page is larger than readers will wait for"),
    "TB-THEME-015": Code("warning", "A template contradicts what is true of a page"),
    "TB-THEME-016": Code("warning", "A theme's folder holds something that is not read"),
    "TB-THEME-017": Code("warning", "A block of a template is shown nowhere"),
    "TB-THEME-018": Code("warning", "A template or web manifest leads nowhere"),
    "TB-THEME-019": Code("warning", "A theme does not show something that readers need"),
    "TB-THEME-020": Code("warning", "A style sheet is broken or leads nowhere"),
    "TB-THEME-021": Code("warning", "Something of a template stands outside of its blocks"),
    "TB-THEME-022": Code("warning", "The HTML that a template makes is broken or incomplete"),
    # What pages load
    "TB-PRIV-001": Code("error", "A page would load something from another server"),
}
