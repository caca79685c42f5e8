"""The annexes: tables of targets, units and duties; and what is for the office alone, with the cells of each figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from khpcmd.i18n import Messages
from khpcmd.plan.model import Target
from khpcmd.render.docx.contents import Annex, Grid
from khpcmd.render.docx.sections import FEW_MISSING, is_interim
from khpcmd.render.docx.sentences import Sentences, Spoken, Tabled, say
from khpcmd.render.duties import DutyTable, duty_table
from khpcmd.render.told.office import UnitTold
from khpcmd.render.told.target import Matrix, TargetTold, matrix
from khpcmd.render.view import View
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


def annexes(report: Report, view: View, belongs_to: str) -> tuple[Annex, ...]:
    """The annexes that are not empty, numbered where there are several."""
    found = [annex for annex in _Annexes(report, view).all() if any(grid.rows for grid in annex.grids)]
    key = "annex_number" if len(found) > 1 else "annex"
    names = (say(view.messages, key, number=roman(number)) for number in range(1, len(found) + 1))
    return tuple(one._replace(name=name, belongs_to=belongs_to) for name, one in zip(names, found, strict=True))


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


class _Annexes:
    """Makes the annexes of one report."""

    def __init__(self, report: Report, view: View) -> None:
        self._report, self._view, self._wording, self._messages = report, view, view.wording, view.messages

    def all(self) -> Iterator[Annex]:
        """Each with its title alone."""
        report, messages = self._report, self._messages
        yield self._annex("targets", self._targets())
        tabled = Tabled(messages, report.plan, interim=is_interim(report))
        told = (TargetTold(one, tabled, self._wording.unit) for one in report.results)
        table = matrix(report.plan, told, tabled)
        if table.rows:
            yield self._annex("units", *self._units(table))._replace(note=" ".join(self._legend()), wide=True)
        duties = duty_table(report, self._wording)
        if duties is not None:
            yield self._annex("duties", self._duties(duties))
        units = report.missing_units
        if len(units) > FEW_MISSING:
            yield self._annex("missing", self._missing(units))

    def _annex(self, name: str, *grids: Grid) -> Annex:
        return Annex("", self._say(f"annex_{name}"), "", grids)

    def _say(self, key: str, /, **values: str) -> str:
        return say(self._messages, key, **values)

    def _heads(self, *names: str) -> tuple[str, ...]:
        """The headings of a table whose rows are numbered."""
        return (self._say("number_column"), *(self._view.headings[name] for name in names))

    def _targets(self) -> Grid:
        spoken = Spoken(self._messages, self._report.plan, interim=is_interim(self._report))
        sentences = Sentences(self._wording, spoken)
        rows = (
            (str(number), row.title, spoken.threshold(row.target), sentences.in_table(row.result), row.word)
            for number, row in enumerate(self._view.targets, start=1)
        )
        heads = self._heads("target", "threshold", "result", "verdict")
        return Grid(heads, tuple(rows), TARGETS, centered=frozenset({0, 2}))

    def _duties(self, table: DutyTable) -> Grid:
        rows = (
            (str(number), row.title, row.word, row.done, "; ".join(row.remarks))
            for number, row in enumerate(table.rows, start=1)
        )
        heads = self._heads("duties", "verdict", "result")
        remarks = self._messages.template("results_book.columns.remarks")
        return Grid((*heads, remarks), tuple(rows), DUTIES, centered=frozenset({0, 3}))

    def _missing(self, units: Sequence[str]) -> Grid:
        rows = ((str(number), self._wording.unit(unit)) for number, unit in enumerate(units, start=1))
        return Grid(self._heads("unit"), tuple(rows), MISSING, centered=frozenset({0}))

    def _legend(self) -> Iterator[str]:
        """Which columns are of targets that each unit has by itself, and which are for information."""
        each = {result.target.judged == "each_unit" for result in self._report.results if result.units}
        if True in each:
            yield self._say("legend_each")
        if False in each:
            yield self._say("legend_together" if True in each else "legend_all_together")
        yield self._say("legend")

    def _units(self, matrix: Matrix) -> Iterator[Grid]:
        """Tables of about as many targets each, with the units that any of them concerns."""
        heads = [_head(self._report.plan.target[target], self._messages) for target in matrix.targets]
        tables = -(-len(heads) // ABREAST)
        abreast = -(-len(heads) // max(1, tables))
        for start in range(0, len(heads), max(1, abreast)):
            here = slice(start, start + abreast)
            targets = heads[here]
            rows = [row for row in matrix.rows if any(row.marks[here])]
            yield Grid(
                head=(self._view.headings["unit"], *targets),
                rows=tuple((row.unit, *(_mark(mark, self._messages) for mark in row.marks[here])) for row in rows),
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
