"""A target explained, as a document: its place in the plan, its formula, and every figure behind the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.judge.bounds import Comparison, comparisons
from khpcmd.measures.base import Sums
from khpcmd.measures.tally import Points
from khpcmd.plan.model import Target
from khpcmd.render.closing import closing
from khpcmd.render.document import Column, Document, Facts, Lines, Row, Section, Table, Text
from khpcmd.render.figures import of_day, so_far
from khpcmd.render.formats import Format, Look
from khpcmd.render.measures import MeasureWords
from khpcmd.render.told.office import UnitTold
from khpcmd.render.told.target import TargetTold, points_text, side_of
from khpcmd.render.view import View, fault_sections, plan_line
from khpcmd.render.wording import listed_places, named, places
from khpcmd.report import Report
from khpcmd.results import Reason, Result
from khpcmd.returns import Cell

QUOTED = 3
"""Up to how many cells are shown with what stands in them, and up to how many sheets all cells in one line."""

UNKNOWN = "explained.unknown"
"""What stands in the place of a side that is not known."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know about a target, under its label."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit's own standing: its part and its whole, each with the cells it was read from; "" if none."""

    unit: str
    sign: str
    word: str
    figure: str
    needed: str
    part: str
    part_cells: str
    whole: str
    whole_cells: str
    of_day: bool = False
    """Whether its figure is a day: its cell has no part and no whole."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A target in full. There are no ``units`` where nothing was judged."""

    id: str
    title: str
    facts: tuple[Fact, ...]
    units: tuple[UnitLine, ...]
    sides: Mapping[str, str] = field(default_factory=dict)
    """The words for "part", "whole" (with a place for the ``value``) and for the cells of both."""


class Explainer:
    """Explains the targets of one plan in one language."""

    def __init__(self, words: MeasureWords) -> None:
        self._words = words
        self._messages: Messages = words.messages
        self._figures = words.figures

    def target(self, target: Target) -> Explanation:
        """A target as the plan states it, not judged."""
        return Explanation(target.id, target.title.in_(self._messages.language), tuple(self._promised(target)), ())

    def result(self, told: TargetTold, *, with_units: bool = True) -> Explanation:
        """A target with its verdict and what that rests on, and with every unit's own standing."""
        facts = (*self._answer(told), *self._promised(told.target), *self._found(told))
        units = tuple(self._unit(one, told) for one in told.units) if with_units else ()
        return Explanation(told.id, told.title, facts, units, self._sides(told.target))

    def _sides(self, target: Target) -> Mapping[str, str]:
        """How the sides of a unit's figure are called."""
        said, base = side_of(target), self._figures.base()
        keys = ("part", "whole", "part_cells", "whole_cells")
        return {key: self._messages.template(f"explained.{said}{key}").replace("{base}", base) for key in keys}

    def comparison(self, one: Comparison, result: Result) -> str:
        """ "312 × 5 = 1.560 ≥ 1.455: it reaches ≥ 20 %": the sign is how the two sides do stand."""
        number = self._messages.number
        left, right = number(one.part), number(one.whole)
        if one.shares is not None:
            part, whole, part_before, whole_before = map(number, one.shares)
            left = f"({part} × {whole_before} − {part_before} × {whole})"
            right = f"({whole} × {whole_before})"
            left = left if one.part_times != 1 else f"{left} = {number(one.part)}"
        if one.part_times != 1:
            left = f"{left} × {number(one.part_times)} = {number(one.left)}"
        if one.whole == 1:
            right = number(one.right)
        elif one.whole_times != 1:
            right = f"{number(one.right)} = {right} × {number(one.whole_times)}"
        actual = "<" if one.left < one.right else ">" if one.left > one.right else "="
        sign = one.sign if one.holds else actual
        key = "explained.holds" if one.holds else "explained.fails"
        sentence = self._messages.text(key, sides=f"{left} {sign} {right}", threshold=self._asked(result, one))
        provisional = so_far(result, self._messages)
        return f"{sentence} ({provisional})" if provisional else sentence

    def _promised(self, target: Target) -> Iterator[Fact]:
        words, quoted = self._words.target(target), self._messages.quoted(target.quote)
        yield self._fact("clause", f"{target.clause}: {quoted}")
        if target.note is not None:
            yield self._fact("note", target.note.in_(self._messages.language))
        yield self._fact("formula", words.measured)
        if words.threshold:
            yield self._fact("threshold", words.threshold)
        if words.reporters:
            yield self._fact("reporters", words.reporters)
        yield from (self._fact("condition", condition) for condition in words.conditions)

    def _answer(self, told: TargetTold) -> Iterator[Fact]:
        yield self._fact("verdict", "; ".join((f"{told.sign} {told.word}", *told.remarks)))
        yield self._fact("result", told.value)

    def _found(self, told: TargetTold) -> Iterator[Fact]:
        result = told.result
        yield from (self._fact("comparison", self.comparison(one, result)) for one in comparisons(result))
        texts = {"bounds": told.bounds, "outlook": told.outlook, "hinges": told.hinges, "shares": told.shares}
        texts |= {lack: named(units, told.name, self._messages) for lack, units in told.waiting_for.items()}
        yield from (self._fact(key, text) for key, text in texts.items() if text)
        names = self._sides(result.target)
        for key, cells in (("part_cells", tuple(result.part_places)), ("whole_cells", tuple(result.whole_places))):
            sheets = {(file, sheet) for file, sheet, _ in cells}
            if 0 < len(sheets) <= QUOTED or (sheets and not result.units):  # else each unit's line has its own
                yield Fact(names[key], listed_places(cells, self._messages))

    def _unit(self, one: UnitTold, told: TargetTold) -> UnitLine:
        """A unit in words; of one without a figure why it has none."""
        unit, target = one.unit, one.target
        found, figure, points = unit.measurement, one.beside_word, told.result.points.get(unit.unit, ())
        part, whole = found.sides if one.known else (None, None)
        return UnitLine(
            unit=told.name(unit.unit),
            sign=one.sign,
            word=one.word,
            figure=self._with_points(figure or told.why_open(unit.unit), points),
            needed=one.needed,
            part="" if part is None or points else self._messages.number(part),
            part_cells=self._cells(unit.part_cells),
            whole="" if whole is None or points else self._messages.number(whole),
            whole_cells=self._cells(unit.whole_cells) or ("" if found.side else self._stated(one)),
            of_day=of_day(target) and bool(figure) and bool(unit.part_cells),
        )

    def _with_points(self, figure: str, points: Sequence[Points]) -> str:
        """The figure of a unit, and of a score the points of its criteria."""
        return "; ".join(text for text in (figure, points_text(points, self._messages)) if text)

    def _stated(self, one: UnitTold) -> str:
        """Where a whole comes from that is in no cell: the plan's own register or baseline."""
        computed = one.target.measure.computed()
        stated = isinstance(computed, Sums) and computed.whole is not None and one.known
        return self._messages.template("explained.stated") if stated else ""

    def _cells(self, cells: Iterable[Cell]) -> str:
        """The places, with what stands in them where that is short."""
        cells = tuple(cells)
        where = places(cells, self._messages)
        raw = [self._messages.quoted(cell.raw) for cell in cells if cell.raw]
        return f"{where} ({self._messages.joined(raw)})" if where and raw and len(cells) <= QUOTED else where

    def _asked(self, result: Result, one: Comparison) -> str:
        """The end of the threshold that is compared with: another end may not be reached."""
        target, milestone = result.target, result.milestone if result.reason is Reason.MILESTONE else None
        asked = milestone or target.threshold
        limits = target.limits_of(asked)
        if asked is not None and limits.low is not None and limits.high is not None:
            return self._figures.limits(target, asked.end(low=one.sign in ("≥", ">")))
        return self._figures.limits(target, milestone) if milestone else self._figures.threshold(target)

    def _fact(self, key: str, text: str) -> Fact:
        return Fact(self._messages.template(f"explained.{key}"), text)


def explained_document(report: Report, messages: Messages, exit_code: int) -> Document:
    """The targets of a report in full: the answer, what it rests on, then who reported, and what is wrong."""
    view, explainer = View(report, messages), Explainer(MeasureWords(messages, report.plan))
    about = view.about, *view.roll_call, *view.deadlines, view.faults_line
    serious = (one for one in view.sections if one.severity is not Severity.NOTE)
    return Document(
        view.verdict_line,
        (),
        (
            *(_section(explainer.result(told), messages) for told in view.targets),
            Section("", (Lines(tuple(map(Text, about))),)),
            *fault_sections(serious),
        ),
        view.provenance,
        closing(report, messages, Look(Format.PLAIN, exit_code=exit_code)),
    )


def promised_document(report: Report, messages: Messages) -> Document:
    """The targets as the plan states them, where there are no returns to judge."""
    explainer = Explainer(MeasureWords(messages, report.plan))
    found = (_section(explainer.target(target), messages) for target in report.plan.targets)
    return Document(plan_line(report.plan, messages), (), tuple(found))


def _section(one: Explanation, messages: Messages) -> Section:
    facts = Facts(tuple((fact.label, (fact.text,)) for fact in one.facts))
    if not one.units:
        return Section(f"{one.id}  {one.title}", (facts,))
    heads = [messages.template(f"headings.{name}") for name in ("unit", "verdict", "result")]
    columns = tuple(map(Column, (*heads, one.sides["part_cells"], one.sides["whole_cells"])))
    rows = tuple(_row(unit, one.sides, messages) for unit in one.units)
    units = Table(columns, rows, f"{messages.template('explained.units')}:")
    return Section(f"{one.id}  {one.title}", (facts, units))


def _row(unit: UnitLine, sides: Mapping[str, str], messages: Messages) -> Row:
    mark, result = f"{unit.sign} {unit.word}", [text for text in (unit.figure, unit.needed) if text]
    read = (("part", unit.part, unit.part_cells), ("whole", unit.whole, unit.whole_cells))
    said = [
        ": ".join(text for text in (sides[key].replace("{value}", value or messages.template(UNKNOWN)), cells) if text)
        for key, value, cells in read
        if value or cells
    ]
    line = " | ".join((mark, unit.unit, *result, *((unit.part_cells,) if unit.of_day else said)))
    cells = (unit.unit,), (mark,), result, (unit.part_cells,), (unit.whole_cells,)
    return Row(tuple(tuple(Text(text) for text in cell if text) for cell in cells), (line,))
