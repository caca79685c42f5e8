"""The sheets of verdicts: a row for each target with what its verdict rests on, and one for each unit judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from khpcmd.plan.model import Target
from khpcmd.render.figures import known
from khpcmd.render.told.target import TargetTold
from khpcmd.render.wording import SHOWN, places
from khpcmd.render.xlsx.book import Formula, In, Link, Value, letters, lines, number_in, ratio
from khpcmd.render.xlsx.sheet import Job, Sheet
from khpcmd.results import Measurement

FEW = 2
"""How many sheets of returns a row names: the sheet of units, to which it leads, has all of them unit by unit."""
TARGET_COLUMNS = (
    ("target", 6, "centred"),
    ("title", 26, "label"),
    ("threshold", 12, "centred"),
    ("verdict", 13, "verdict"),
    ("result", 20, "indented"),
    ("remarks", 18, "lines"),
    ("standing", 32, "lines"),
    ("clause", 72, "fine"),
)
"""Name, width and look of each that is printed."""
ON_SCREEN = (
    ("part", 11, "count"),
    ("whole", 11, "count"),
    ("ratio", 11, "count"),
    ("gap", 10, "signed"),
    ("cells", 128, "fine_lines"),
)
"""Those behind them: the figures to calculate with, and where they come from."""
VERDICT, PART = 3, len(TARGET_COLUMNS)
WHOLE, RATIO = PART + 1, PART + 2
"""Where these columns stand, counted from 0."""
Ratios = Mapping[str, tuple[str, Formula | In]]
"""For each target shown as a percentage, the address and the content of its cell."""
UNIT_COLUMNS = (
    ("target", 8, "centred"),
    ("unit", 38, "label"),
    ("verdict", 19, "verdict"),
    ("part", 13, "count"),
    ("whole", 13, "count"),
    ("ratio", 13, "count"),
    ("gap", 13, "signed"),
)
UNIT_ON_SCREEN = (("cells", 84, "label"), ("id", 12, "centred"))
UNIT, UNIT_VERDICT, UNIT_PART, UNIT_WHOLE = 1, 2, 3, 4
DENSE = 9.5
"""The size of the font in the sheet of units, which has a row for each of them and each target."""


def begin_targets(job: Job) -> Sheet:
    """The sheet without its table."""
    return job.sheet("targets", job.columns(job.for_ids(TARGET_COLUMNS), ON_SCREEN), fixed=2)


def draw_targets(job: Job, sheet: Sheet, links: Mapping[str, str]) -> Ratios:
    """A row for each target; ``links`` lead from its id to the units that stand against it."""
    header, first = sheet.header(), sheet.row
    found = dict[str, tuple[str, Formula | In]]()
    drawn = list(_target_rows(job, links))
    sheet.rows(drawn)
    for row, (told, values) in enumerate(zip(job.view.targets, drawn, strict=False), start=first):
        value = values[RATIO]
        if isinstance(value, Formula | In):
            found[told.id] = sheet.address(row, RATIO), value
    if drawn:
        sheet.signals((first, VERDICT, sheet.row - 1, VERDICT))
    sheet.finish(header)
    return found


def _target_rows(job: Job, links: Mapping[str, str]) -> Iterator[list[Value]]:
    for row in job.view.targets:
        found = row.result.measurement
        yield [
            Link(row.id, links.get(row.id, "")),
            row.title,
            row.threshold,
            f"{row.sign} {row.word}",
            row.value,
            lines(row.remarks),
            lines(row.scores + row.standing),
            _clause(job, row.target),
            *_figure(job, row.target, found, (PART, WHOLE), shown=found is not None and known(found)),
            number_in(job.book, row.more),
            lines(tuple(row.cells(FEW if row.result.units else SHOWN)), "fine_lines"),
        ]


def _figure(
    job: Job, target: Target, found: Measurement | None, columns: tuple[int, int], *, shown: bool
) -> tuple[Value, Value, Value]:
    """Part, whole (in their ``columns``) and percentage; blank where they are not to be shown."""
    if found is None or not shown:
        return None, None, None
    percentage = job.view.figures.percentage(target, found)
    part, whole = (number_in(job.book, side) for side in found.sides)
    return part, whole, ratio(job.book, percentage, found, (letters(columns[0]), letters(columns[1])))


def _clause(job: Job, target: Target) -> str:
    messages = job.view.messages
    text = f"{target.clause}: {messages.quoted(target.quote)}"
    if target.note is None:
        return text
    return f"{text} {messages.text('view.note', note=target.note.in_(messages.language))}"


def draw_standings(job: Job) -> dict[str, str]:
    """A row for each target and unit, target by target; returns for each target the link to its first row."""
    judged = [told for told in job.view.targets if told.result.units]
    if not judged:
        return {}
    sheet = job.sheet("standings", job.columns(job.for_ids(UNIT_COLUMNS), UNIT_ON_SCREEN), fixed=UNIT + 1, size=DENSE)
    if job.view.matrix is not None:
        sheet.paragraph(job.view.matrix.legend)
    header, first = sheet.header(), sheet.row
    links = dict[str, str]()
    for told in judged:
        links[told.id] = f"internal:'{sheet.title}'!A{sheet.row + 1}"
        sheet.rows(_unit_rows(job, told))
    sheet.signals((first, UNIT_VERDICT, sheet.row - 1, UNIT_VERDICT))
    job.finish(sheet, header)
    return links


def _unit_rows(job: Job, told: TargetTold) -> Iterator[list[Value]]:
    messages = job.view.messages
    for one in told.units:
        unit = one.unit
        yield [
            told.id,
            job.view.wording.unit(unit.unit),
            f"{one.sign} {one.word}",
            *_figure(job, told.target, unit.measurement, (UNIT_PART, UNIT_WHOLE), shown=one.known),
            number_in(job.book, one.more),
            places(unit.cells, messages),
            unit.unit,
        ]
