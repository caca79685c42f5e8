"""The sheet of units: a row for each unit that stands against a target, to be sorted and chosen from."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.render.book import letters
from khpcmd.render.places import places
from khpcmd.render.results_workbook.job import Job
from khpcmd.render.results_workbook.ratios import ratio
from khpcmd.render.results_workbook.values import Value
from khpcmd.render.rows import SIGNS
from khpcmd.results import Result, UnitResult

UNIT, VERDICT, PART, WHOLE = 2, 3, 4, 5
COLUMNS = (
    ("target", 9, "centred"),
    ("id", 12, "centred"),
    ("unit", 36, "label"),
    ("verdict", 18, "verdict"),
    ("part", 12, "count"),
    ("whole", 12, "count"),
    ("ratio", 12, "count"),
    ("gap", 12, "signed"),
    ("cells", 58, "label"),
)


def draw_standings(job: Job) -> dict[str, str]:
    """A row for each target and unit, target by target; returns for each target the link to its first row."""
    results = [result for result in job.report.results if result.units]
    if not results:
        return {}
    columns = tuple(job.column(name, width, look) for name, width, look in COLUMNS)
    sheet = job.sheet("standings", columns, fixed=UNIT + 1)
    header, first = sheet.header(), sheet.row
    links = dict[str, str]()
    for result in results:
        links[result.target.id] = f"internal:'{sheet.title}'!A{sheet.row + 1}"
        sheet.rows(_rows(job, result))
    sheet.signals((first, VERDICT, sheet.row - 1, VERDICT))
    job.finish(sheet, header)
    return links


def _rows(job: Job, result: Result) -> Iterator[list[Value]]:
    messages = job.wording.messages
    for unit in result.units:
        yield [
            result.target.id,
            unit.unit,
            job.wording.unit(unit.unit),
            f"{SIGNS[unit.verdict]} {messages.template(f'verdicts.{unit.verdict.value}')}",
            *_figure(job, result, unit),
            unit.gap.more if unit.gap else None,
            places(unit.cells, messages),
        ]


def _figure(job: Job, result: Result, unit: UnitResult) -> tuple[Value, Value, Value]:
    """Part, whole and percentage; blank unless all of the unit's figure is known."""
    found = unit.measurement
    if not found.complete:
        return None, None, None
    percentage = job.figures.percentage(result.target, found)
    return found.part, found.whole, ratio(job.book, percentage, found, (letters(PART), letters(WHOLE)))
