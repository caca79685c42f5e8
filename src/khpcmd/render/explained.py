"""A target explained, as a document: its place in the plan, its formula, and every figure behind the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.judge.bounds import Comparison, comparisons
from khpcmd.measures.base import Sums
from khpcmd.measures.threshold import Number
from khpcmd.plan.model import Target
from khpcmd.render.closing import closing
from khpcmd.render.document import Document, Facts, Lines, Row, Section, Table, Text
from khpcmd.render.figures import of_day, so_far
from khpcmd.render.formats import Format, Look
from khpcmd.render.measures import MeasureWords
from khpcmd.render.told.office import UnitTold
from khpcmd.render.told.target import TargetTold, points_text, side_of
from khpcmd.render.view import View, fault_sections, plan_line
from khpcmd.render.wording import listed_places, named, places
from khpcmd.report import Report
from khpcmd.results import Reason, Result
from khpcmd.returns import Cell as Read

QUOTED = 3
"""Up to how many cells are shown with what stands in them, and up to how many sheets all cells in one line."""

Fact = tuple[str, tuple[str, ...]]
Cell = tuple[Text, ...]


class Explainer:
    """Explains the targets of one plan in one language."""

    def __init__(self, words: MeasureWords) -> None:
        self._words = words
        self._messages: Messages = words.messages
        self._figures = words.figures

    def target(self, target: Target) -> Section:
        """A target as the plan states it, not judged."""
        title = target.title.in_(self._messages.language)
        return Section(f"{target.id}  {title}", (Facts(tuple(self._promised(target))),))

    def result(self, told: TargetTold, *, with_units: bool = True) -> Section:
        """A target with its verdict and what that rests on, and with every unit's own standing."""
        facts = Facts((*self._answer(told), *self._promised(told.target), *self._found(told)))
        units = (self._units(told),) if with_units and told.units else ()
        return Section(f"{told.id}  {told.title}", (facts, *units))

    def _sides(self, target: Target) -> Mapping[str, str]:
        """How the sides of a unit's figure are called, with a place for the ``value``, and the cells of both."""
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
        texts = {
            "clause": f"{target.clause}: {quoted}",
            "note": target.note.in_(self._messages.language) if target.note is not None else "",
            "formula": words.measured,
            "threshold": words.threshold,
            "reporters": words.reporters,
        }
        yield from (self._fact(key, text) for key, text in texts.items() if text)
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
                yield names[key], (listed_places(cells, self._messages),)

    def _units(self, told: TargetTold) -> Table:
        """Each unit's own standing; a column that no unit has anything in is left out."""
        sides, say = self._sides(told.target), self._messages.template
        headings = [say(f"headings.{name}") for name in ("unit", "verdict", "result")]
        headings += [sides["part_cells"], sides["whole_cells"]]
        drawn = [self._unit(one, told, sides) for one in told.units]
        kept = [at for at in range(len(headings)) if any(cells[at] for cells in drawn)]
        rows = (Row(tuple(cells[at] for at in kept), (_in_line(cells),)) for cells in drawn)
        return Table(tuple(headings[at] for at in kept), tuple(rows), f"{say('explained.units')}:")

    def _unit(self, one: UnitTold, told: TargetTold, sides: Mapping[str, str]) -> list[Cell]:
        """The unit, its verdict, its figure or why it has none, and its part and its whole with their cells."""
        unit, found, points = one.unit, one.unit.measurement, told.result.points.get(one.unit.unit, ())
        part, whole = found.sides if one.known and not points else (None, None)
        part_cells = self._places(unit.part_cells)
        whole_cells = self._places(unit.whole_cells) or ("" if found.side else self._stated(one))
        read = self._side(sides["part"], part, part_cells), self._side(sides["whole"], whole, whole_cells)
        if of_day(told.target) and one.beside_word and part_cells:  # a day has no part and no whole
            read = (Text(part_cells, "dim"),), ()
        scored = one.beside_word or told.why_open(unit.unit), points_text(points, self._messages)
        result = tuple(Text(text) for text in ("; ".join(filter(None, scored)), one.needed) if text)
        return [(Text(told.name(unit.unit)),), (Text(f"{one.sign} {one.word}"),), result, *read]

    def _side(self, sentence: str, value: Number | None, cells: str) -> Cell:
        """A side of a figure, and where it was read."""
        if value is None and not cells:
            return ()
        number = self._messages.template("explained.unknown") if value is None else self._messages.number(value)
        said = Text(sentence.replace("{value}", number))
        return (said, Text(cells, "dim")) if cells else (said,)

    def _stated(self, one: UnitTold) -> str:
        """Where a whole comes from that is in no cell: the plan's own register or baseline."""
        computed = one.target.measure.computed()
        stated = isinstance(computed, Sums) and computed.whole is not None and one.known
        return self._messages.template("explained.stated") if stated else ""

    def _places(self, cells: Iterable[Read]) -> str:
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
        return self._messages.template(f"explained.{key}"), (text,)


def _in_line(cells: Sequence[Cell]) -> str:
    """The verdict of a unit first, then the unit and all else that is said of it."""
    unit, mark, result, *read = ([line.text for line in cell] for cell in cells)
    return " | ".join((*mark, *unit, *result, *(": ".join(side) for side in read if side)))


def explained_document(report: Report, messages: Messages, exit_code: int) -> Document:
    """The targets of a report in full: the answer, what it rests on, then who reported, and what is wrong."""
    view, explainer = View(report, messages), Explainer(MeasureWords(messages, report.plan))
    about = view.about, *view.roll_call, *view.deadlines, view.faults_line
    serious = (one for one in view.sections if one.severity is not Severity.NOTE)
    return Document(
        view.verdict_line,
        (),
        (
            *map(explainer.result, view.targets),
            Section("", (Lines(tuple(map(Text, about))),)),
            *fault_sections(serious),
        ),
        view.provenance,
        closing(report, messages, Look(Format.PLAIN, exit_code=exit_code)),
    )


def promised_document(report: Report, messages: Messages) -> Document:
    """The targets as the plan states them, where there are no returns to judge."""
    explainer = Explainer(MeasureWords(messages, report.plan))
    return Document(plan_line(report.plan, messages), (), tuple(map(explainer.target, report.plan.targets)))
