"""A workbook with its marks and its sheet of results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook

from khpcmd.annotate.book import guarded
from khpcmd.annotate.found import Speaker
from khpcmd.annotate.marks import MOST, put_marks
from khpcmd.annotate.memory import remember
from khpcmd.annotate.sheet import ResultSheet
from khpcmd.file_results import FileResult
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.render.headline import plan_line
from khpcmd.results import Report


@dataclass(frozen=True, slots=True)
class Facts:
    """What is to be told of one file."""

    plan: Plan
    file: FileResult
    reports: tuple[Report, ...]
    as_of: date
    lost: tuple[str, ...]


def composed(book: Workbook, facts: Facts, messages: Messages) -> None:
    """Mark the wrong cells of a workbook and put the sheet of results in front."""
    speaker = Speaker(messages, facts.plan, facts.file.name)
    with guarded():
        marks = put_marks(book, facts.file.diagnostics, speaker.comment)
        results = ResultSheet(book, _free_title(book, messages.template("annotate.sheet")), messages)
        lines = list(_heading(facts, speaker))
        if len(marks) == MOST:
            lines.append(messages.text("annotate.most_marked", count=MOST))
        results.heading(messages.template("annotate.title"), lines)
        results.faults(list(speaker.faults(facts.file.diagnostics)))
        if not facts.reports:
            results.no_verdicts()
        for report in facts.reports:
            results.verdicts(speaker.verdicts(report))
        results.finish(book)
        remember(book, results.sheet, marks, facts.lost)


def _heading(facts: Facts, speaker: Speaker) -> Iterator[str]:
    """Which plan and which periods, whose figures, on which day; what to look for, and what is not there any more."""
    messages, plan = speaker.messages, facts.plan
    yield plan_line(plan, messages)
    titles = [plan.periods[period].title.in_(messages.language) for period in facts.file.periods if period]
    periods = messages.joined(titles) or messages.word("not_stated")
    yield messages.text("annotate.about", periods=periods, day=messages.day(facts.as_of))
    yield speaker.summary(facts.file)
    yield messages.template("annotate.legend")
    if facts.lost:
        yield messages.text("annotate.lost_here", lost=speaker.losses(facts.lost))


def _free_title(book: Workbook, title: str) -> str:
    """The title, numbered where the sender has a sheet of that name."""
    taken, number, found = {name.casefold() for name in book.sheetnames}, 1, title
    while found.casefold() in taken:
        number += 1
        found = f"{title} ({number})"
    return found
