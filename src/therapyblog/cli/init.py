"""`therapyblog init`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click

from therapyblog.cli.errors import guarded
from therapyblog.cli.streams import give, is_attended, tell
from therapyblog.scaffold.questions import QUESTIONS, Answers, Question


def _with_questions(function: Callable[..., None]) -> Callable[..., None]:
    """Add an option for each question."""
    for question in reversed(QUESTIONS):
        function = click.option(question.flag, question.name, metavar="TEXT", help=f"{question.asks}.")(function)
    return function


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@_with_questions
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON; nothing is asked.")
@guarded
def command(folder: Path, *, as_json: bool, **given: str | None) -> None:
    """Write a small site to start from into FOLDER, which must be new or empty.

    In a terminal it asks about your practice, and the site is made of the answers; an option answers its question
    beforehand. Without a terminal and without options the site has example texts.
    """
    from therapyblog.scaffold import check_free, start_practice, start_site  # noqa: PLC0415 - `--help` needs no more
    from therapyblog.scaffold.questions import collect  # noqa: PLC0415 - see above

    check_free(folder)
    known = {name: answer for name, answer in given.items() if answer is not None}
    asks = is_attended() and not as_json
    if asks and "name" not in known:
        tell("A few questions about your practice. Enter takes what stands in brackets, or leaves the answer out.")
        known["name"] = _ask_name() if known else click.prompt(_NAME, default="", show_default=False, err=True)
    if known.get("name") or (known and not asks):
        answers = collect(known, _ask if asks else None)
        files = start_practice(folder, answers)
    else:
        answers = None
        start_site(folder)
        files = tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))
    if as_json:
        import msgspec  # noqa: PLC0415 - only for this option

        site = {"site": os.path.abspath(folder), "files": files}
        give(msgspec.json.format(msgspec.json.encode(site)) + b"\n")
    else:
        _show(folder, answers)


_NAME = "Your name, as clients should read it (nothing: a site with example texts)"


def _ask_name() -> str:
    answer: str = click.prompt(QUESTIONS[0].asks, err=True)
    return answer


def _ask(question: Question, default: str, wrong: str) -> str:
    if wrong:
        tell(wrong)
    answer: str = click.prompt(question.asks, default=default, show_default=bool(default), err=True)
    return answer


def _show(folder: Path, answers: Answers | None) -> None:
    shown = os.fspath(folder)
    quoted = f'"{shown}"' if " " in shown else shown
    home = Path(shown) / "public" / "index.html"
    if answers is None:
        give(f"Your site is in {shown}. Its settings are in therapyblog.toml, your first posts in posts/.")
    else:
        from therapyblog.scaffold.words import untranslated  # noqa: PLC0415 - only where it was written
        from therapyblog.settings.placeholders import to_write  # noqa: PLC0415 - see above

        give(f"Your site is in {shown}. What you answered is in therapyblog.toml and practitioners/, once each.")
        note = to_write("…", answers.language)
        give(f"Where {note} stands, only you know what belongs there: every build names the places.")
        if language := untranslated(answers.language):
            give(f"The pages are in English: there are none in {language} yet. Labels and dates are in {language}.")
    give(f"Now build it:\n\n    therapyblog build {quoted} --for-disk\n\nand open {home} in a browser.")
