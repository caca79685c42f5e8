"""The sheets of verdicts: a row for each target with what its verdict rests on, and one for each unit judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from khpcmd.render.figures import known
from khpcmd.render.targets import cells, unit_sign, unit_word
from khpcmd.render.wording import SHOWN, places
from khpcmd.render.xlsx.book import Formula, In, Link, Value, letters, lines, ratio
from khpcmd.render.xlsx.sheet import Job, Sheet
from khpcmd.report import Result, UnitResult

UNIT, VERDICT, PART, WHOLE, RATIO = 2, 3, 4, 5, 6
"""Where these columns stand, counted from 0; ``UNIT`` in the sheet of units only, the others in both."""
FEW = 2
"""How many sheets of returns a row names: the sheet of units, to which it leads, has all of them unit by unit."""
TARGET_COLUMNS = (
    ("target", 8, "centred"),
    ("title", 32, "label"),
    ("threshold", 16, "centred"),
    ("verdict", 16, "verdict"),
    ("part", 11, "count"),
    ("whole", 11, "count"),
    ("ratio", 11, "count"),
    ("result", 22, "indented"),
    ("gap", 10, "signed"),
    ("remarks", 26, "lines"),
    ("standing", 44, "lines"),
    ("clause", 64, "label"),
    ("cells", 52, "lines"),
)
"""Name, width and look of each."""
Ratios = Mapping[str, tuple[str, Formula | In]]
"""For each target shown as a percentage, the address and the content of its cell."""
UNIT_COLUMNS = (
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


def begin_targets(job: Job) -> Sheet:
    """The sheet without its table."""
    return job.sheet("targets", tuple(job.column(name, width, look) for name, width, look in TARGET_COLUMNS), fixed=2)


def draw_targets(job: Job, sheet: Sheet, links: Mapping[str, str]) -> Ratios:
    """A row for each target; ``links`` lead from its id to the units that stand against it."""
    header, first = sheet.header(), sheet.row
    found = dict[str, tuple[str, Formula | In]]()
    drawn = list(_target_rows(job, links))
    sheet.rows(drawn)
    for row, (result, values) in enumerate(zip(job.report.results, drawn, strict=False), start=first):
        value = values[RATIO]
        if isinstance(value, Formula | In):
            found[result.target.id] = sheet.address(row, RATIO), value
    if drawn:
        sheet.signals((first, VERDICT, sheet.row - 1, VERDICT))
    sheet.finish(header)
    return found


def _target_rows(job: Job, links: Mapping[str, str]) -> Iterator[list[Value]]:
    for result, row in zip(job.report.results, job.view.targets, strict=True):
        yield [
            Link(row.id, links.get(row.id, "")),
            row.title,
            row.threshold,
            f"{row.sign} {row.word}",
            *_target_figure(job, result),
            row.result,
            result.gap.more if result.gap else None,
            lines(row.remarks),
            lines(row.standing),
            _clause(job, result),
            lines(tuple(cells(result, job.wording.messages, FEW if result.units else SHOWN))),
        ]


def _target_figure(job: Job, result: Result) -> tuple[Value, Value, Value]:
    """Part, whole and percentage; blank where no figure is known."""
    found = result.measurement
    if found is None or not known(found):
        return None, None, None
    percentage = job.figures.percentage(result.target, found)
    return found.part, found.whole, ratio(job.book, percentage, found, (letters(PART), letters(WHOLE)))


def _clause(job: Job, result: Result) -> str:
    messages, target = job.wording.messages, result.target
    text = f"{target.clause}: {messages.quoted(target.quote)}"
    if target.note is None:
        return text
    return f"{text} {messages.text('view.note', note=target.note.in_(messages.language))}"


def draw_standings(job: Job) -> dict[str, str]:
    """A row for each target and unit, target by target; returns for each target the link to its first row."""
    results = [result for result in job.report.results if result.units]
    if not results:
        return {}
    columns = tuple(job.column(name, width, look) for name, width, look in UNIT_COLUMNS)
    sheet = job.sheet("standings", columns, fixed=UNIT + 1)
    if job.view.matrix is not None:
        sheet.paragraph(job.view.matrix.legend)
    header, first = sheet.header(), sheet.row
    links = dict[str, str]()
    for result in results:
        links[result.target.id] = f"internal:'{sheet.title}'!A{sheet.row + 1}"
        sheet.rows(_unit_rows(job, result))
    sheet.signals((first, VERDICT, sheet.row - 1, VERDICT))
    job.finish(sheet, header)
    return links


def _unit_rows(job: Job, result: Result) -> Iterator[list[Value]]:
    messages = job.wording.messages
    for unit in result.units:
        yield [
            result.target.id,
            unit.unit,
            job.wording.unit(unit.unit),
            f"{unit_sign(unit)} {unit_word(unit, messages)}",
            *_unit_figure(job, result, unit),
            unit.gap.more if unit.gap else None,
            places(unit.cells, messages),
        ]


def _unit_figure(job: Job, result: Result, unit: UnitResult) -> tuple[Value, Value, Value]:
    """Part, whole and percentage; blank unless all of the unit's figure is known."""
    found = unit.measurement
    if not found.complete:
        return None, None, None
    percentage = job.figures.percentage(result.target, found)
    return found.part, found.whole, ratio(job.book, percentage, found, (letters(PART), letters(WHOLE)))
