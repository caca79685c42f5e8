"""The first sheet: what a terminal says of the report, and the way to the other sheets."""

from __future__ import annotations

from collections.abc import Sequence

from khpcmd.render.summary.screen import Block, Entries, Row, Summary
from khpcmd.render.xlsx.book import Link, Value
from khpcmd.render.xlsx.sheet import Column, Job, Sheet

WIDTHS = (17.0, 8.0, 58.0, 22.0, 11.0, 18.0, 44.0)
HEADINGS = ("verdict", "target", "title", "result", "share", "threshold", "remarks")
LOOKS = ("verdict", "centred", "label", "right", "right", "centred", "label")
LINKS = 30.0
"""The width of the column of links to the other sheets, which is not printed."""
NAME, COUNT, ASIDE = 2, 3, 6
"""The last column of the name of a file, the one of its faults, and the last one of all."""
CLOSINGS = {"bold green": "closing_good", "bold red": "closing_bad", "bold yellow": "closing_open"}
"""How the answer looks, by its style on a terminal."""


def begin_summary(job: Job) -> Sheet:
    """The empty sheet, so that it comes first."""
    widths = (Column("", width) for width in _widths(job))
    return Sheet(job.book, job.title("summary"), (*widths, Column("", LINKS, "link", False)))


def _widths(job: Job) -> tuple[float, ...]:
    """The widths of the columns, that of the ids as wide as the longest of them with its marks."""
    first, ids, *others = WIDTHS
    return (first, max(ids, job.longest_id + 1), *others)


def draw_summary(job: Job, sheet: Sheet) -> None:
    """Fill the first sheet; the sheets that it links to exist by now. What to type in a terminal stands there alone."""
    summary = job.summary
    sheet.heading(job.say("titles.summary"))
    sheet.paragraph(summary.headline, "strong")
    for text in summary.about:
        sheet.paragraph(text)
    top = sheet.row
    _targets(job, sheet, summary)
    for text in summary.notes:
        sheet.paragraph(text)
    if summary.entries:
        _entries(sheet, summary.entries)
    if steps := [step.text for step in summary.steps if not step.gives]:
        sheet.row += 1
        for text in (job.view.messages.template("summary.next"), *steps):
            sheet.paragraph(text, "plain" if text in steps else "strong")
    sheet.row += 1
    sheet.paragraph(summary.closing, CLOSINGS.get(summary.style, "strong"))
    _links(job, sheet, top)
    sheet.finish()


def _targets(job: Job, sheet: Sheet, summary: Summary) -> None:
    """Each verdict as a heading, and a row for each of its targets."""
    described = zip(HEADINGS, _widths(job), LOOKS, strict=True)
    drawn = tuple(job.column(*one) for one in described)
    sheet.row += 1
    first = sheet.header(drawn) + 1
    for block in summary.blocks:
        _heading(sheet, block)
        sheet.rows(map(_row, block.rows), drawn)
    if sheet.row > first:
        sheet.signals((first, 0, sheet.row - 1, 0))


def _heading(sheet: Sheet, block: Block) -> None:
    text = f"{block.heading}: {block.note}" if block.note else block.heading
    sheet.across(sheet.row, (0, ASIDE - 1), text, "heading")
    sheet.across(sheet.row, (ASIDE, ASIDE), block.aside[:1].upper() + block.aside[1:], "heading")
    sheet.row += 1


def _row(row: Row) -> Sequence[Value]:
    return f"{row.mark} {row.word}", row.id, row.title, row.figure, row.share, row.threshold, row.rest


def _entries(sheet: Sheet, entries: Entries) -> None:
    """What is to be fixed, a row each."""
    sheet.row += 1
    sheet.paragraph(entries.heading, "strong")
    for entry in entries.entries:
        sheet.across(sheet.row, (0, NAME), f"{entry.mark} {entry.name}", "label")
        sheet.across(sheet.row, (COUNT, COUNT), entry.count, "right")
        sheet.across(sheet.row, (COUNT + 1, ASIDE), " ".join(entry.lines), "label")
        sheet.row += 1
    for text in entries.after:
        sheet.paragraph(text)


def _links(job: Job, sheet: Sheet, row: int) -> None:
    """The other sheets, beside the table."""
    column = len(WIDTHS)
    others = [one.get_name() for one in job.book.workbook.worksheets()][1:]
    sheet.text(row, column, job.say("columns.sheets"), "header")
    for number, name in enumerate(others, row + 1):
        sheet.put(number, column, Link(name, f"internal:'{name}'!A1"), "link")
