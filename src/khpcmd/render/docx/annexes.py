"""The annexes: tables of targets, units and duties; and what is for the office alone, with the cells of each figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from khpcmd.i18n import Messages
from khpcmd.plan.agency import Agency
from khpcmd.plan.model import Target
from khpcmd.render.docx.contents import Annex, Grid
from khpcmd.render.docx.frame import number_of, sender, year_of
from khpcmd.render.docx.sections import FEW_MISSING, is_interim
from khpcmd.render.docx.sentences import Sentences, Spoken, Tabled, say
from khpcmd.render.duties import DutyTable, duty_table
from khpcmd.render.told.office import UnitTold
from khpcmd.render.told.target import Matrix, TargetTold, matrix
from khpcmd.render.view import View
from khpcmd.render.wording import Wording
from khpcmd.report import Report
from khpcmd.results import Verdict

ABREAST = 7
"""How many targets stand side by side at most; more of them make further tables."""
UNIT, MARK, ACROSS = 44, 34, 247
TARGETS = (10, 51, 30, 43, 26)
"""Widths in millimetres: of a unit's name, of a mark at most, of a page laid across, and of the table of targets."""
GROUNDS, SOURCES = (36, 22, 102), (160,)
DUTIES = (10, 50, 27, 24, 49)
MISSING = (15, 145)


def annexes(report: Report, view: View, wording: Wording, agency: Agency) -> tuple[Annex, ...]:
    """The annexes that are not empty, numbered where there are several."""
    messages = wording.messages
    belongs_to = say(
        messages,
        "belongs_to",
        year=year_of(report),
        number=number_of(report.plan, agency, messages),
        agency=sender(agency, messages),
    )
    found = [annex for annex in _annexes(report, view, wording) if any(grid.rows for grid in annex.grids)]
    numbered = len(found) > 1
    names = [say(messages, "annex_number" if numbered else "annex", number=roman(n)) for n in range(1, len(found) + 1)]
    return tuple(replace(one, name=name, belongs_to=belongs_to) for name, one in zip(names, found, strict=True))


def grounds(view: View, local: Callable[[str], str], messages: Messages) -> Annex:
    """What is for the office alone and belongs to no report: the clause and the cells behind each verdict that is not
    "met", or why nothing was judged; and what the draft was made from.

    ``local`` makes a text name files without their folders.
    """
    rows = tuple(
        (say(messages, "target", title=row.title, id=row.id), row.word, tuple(map(local, row.details)))
        for row in view.targets
        if row.details
    )
    names = view.headings
    found = Grid((names["target"], names["verdict"], say(messages, "grounds_column")), rows, GROUNDS, frozenset({1}))
    if not view.targets:
        found = Grid((names["verdict"],), ((local(view.verdict_line),),), SOURCES)
    sources = Grid((say(messages, "made_from"),), tuple((local(line),) for line in view.provenance), SOURCES)
    grids = tuple(grid for grid in (found, sources) if grid.rows)
    return Annex("", say(messages, "internal"), say(messages, "internal_note"), grids)


def roman(number: int) -> str:
    """A small number as the sections and annexes are numbered."""
    return ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[number - 1]


def _annexes(report: Report, view: View, wording: Wording) -> Iterator[Annex]:
    messages = wording.messages
    yield Annex("", say(messages, "annex_targets"), "", grids=(_targets(report, view, wording),))
    tabled = Tabled(messages, report.plan, interim=is_interim(report))
    table = matrix(report.plan, (TargetTold(one, tabled, wording.unit) for one in report.results), tabled)
    if table.rows:
        grids, note = tuple(_units(table, report, view.headings["unit"], messages)), " ".join(_legend(report, messages))
        yield Annex("", say(messages, "annex_units"), "", grids=grids, note=note, wide=True)
    duties = duty_table(report, wording)
    if duties is not None:
        yield Annex("", say(messages, "annex_duties"), "", grids=(_duties(duties, view, messages),))
    units = report.missing_units
    if len(units) > FEW_MISSING:
        yield Annex("", say(messages, "annex_missing"), "", grids=(_missing(units, view, wording),))


def _targets(report: Report, view: View, wording: Wording) -> Grid:
    names, messages = view.headings, wording.messages
    spoken = Spoken(messages, report.plan, interim=is_interim(report))
    sentences = Sentences(wording, spoken)
    rows = (
        (str(number), row.title, spoken.threshold(result.target), sentences.in_table(result), row.word)
        for number, (result, row) in enumerate(zip(report.results, view.targets, strict=True), start=1)
    )
    head = (say(messages, "number_column"), names["target"], names["threshold"], names["result"], names["verdict"])
    return Grid(head, tuple(rows), TARGETS, centered=frozenset({0, 2}))


def _duties(table: DutyTable, view: View, messages: Messages) -> Grid:
    names = view.headings
    remarks = messages.template("results_book.columns.remarks")
    return Grid(
        head=(say(messages, "number_column"), names["duties"], names["verdict"], names["result"], remarks),
        rows=tuple(
            (str(number), row.title, row.word, row.done, "; ".join(row.remarks))
            for number, row in enumerate(table.rows, start=1)
        ),
        widths=DUTIES,
        centered=frozenset({0, 3}),
    )


def _legend(report: Report, messages: Messages) -> Iterator[str]:
    """Which columns are of targets that each unit has by itself, and which are for information."""
    each = {result.target.judged == "each_unit" for result in report.results if result.units}
    if True in each:
        yield say(messages, "legend_each")
    if False in each:
        yield say(messages, "legend_together" if True in each else "legend_all_together")
    yield say(messages, "legend")


def _missing(units: Sequence[str], view: View, wording: Wording) -> Grid:
    rows = tuple((str(number), wording.unit(unit)) for number, unit in enumerate(units, start=1))
    head = (say(wording.messages, "number_column"), view.headings["unit"])
    return Grid(head, rows, MISSING, centered=frozenset({0}))


def _units(matrix: Matrix, report: Report, unit: str, messages: Messages) -> Iterator[Grid]:
    """Tables of about as many targets each, with the units that any of them concerns."""
    heads = [_head(report.plan.target[target], messages) for target in matrix.targets]
    tables = -(-len(heads) // ABREAST)
    abreast = -(-len(heads) // max(1, tables))
    for start in range(0, len(heads), max(1, abreast)):
        here = slice(start, start + abreast)
        targets = heads[here]
        rows = [row for row in matrix.rows if any(row.marks[here])]
        yield Grid(
            head=(unit, *targets),
            rows=tuple((row.unit, *(_mark(mark, messages) for mark in row.marks[here])) for row in rows),
            widths=(UNIT, *(min(MARK, (ACROSS - UNIT) // abreast) for _ in targets)),
            centered=frozenset(range(1, len(targets) + 1)),
        )


def _head(target: Target, messages: Messages) -> str:
    """The short title of a target, with a sign where each unit has it by itself."""
    title = (target.short or target.title).in_(messages.language)
    return say(messages, "each_unit_column", title=title) if target.judged == "each_unit" else title


def _mark(mark: UnitTold | None, messages: Messages) -> str:
    """A unit's figure; that it missed its own target is said, and nothing of one that all have together."""
    if mark is None:
        return ""
    figure = mark.beside_word
    if figure and mark.verdict is not Verdict.MISSED:
        return f"{figure[0].upper()}{figure[1:]}"
    if mark.verdict is None or mark.verdict is Verdict.INCONCLUSIVE:
        return say(messages, "no_result")
    return say(messages, "missed_column", figure=figure) if figure else mark.word
