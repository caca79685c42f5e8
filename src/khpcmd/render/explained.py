"""A target explained: how it is measured, in the words of the plan's own labels (``MeasureWords``), which are the same
wherever it is explained; and as a document its place in the plan, its formula, and every figure behind the verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.judge.bounds import Comparison, comparisons
from khpcmd.measures.base import Sums
from khpcmd.measures.parts import Register
from khpcmd.measures.points import Step
from khpcmd.measures.threshold import Known, Level, Number, Threshold
from khpcmd.plan.model import Target
from khpcmd.plan.units import Unit
from khpcmd.render.closing import closing
from khpcmd.render.document import Document, Facts, Lines, Row, Section, Table, Text
from khpcmd.render.figures import Figures, of_day, so_far
from khpcmd.render.formats import Format, Look
from khpcmd.render.told.office import UnitTold
from khpcmd.render.told.target import TargetTold, points_text, side_of
from khpcmd.render.view import View, fault_sections, plan_line
from khpcmd.render.wording import level, listed_places, named, places
from khpcmd.report import Report
from khpcmd.results import Reason, Result
from khpcmd.returns import Cell as Read

ALL_LISTED = 30
"""Up to how many units are listed with their own numbers; of more the roster has them."""


class TargetWords(NamedTuple):
    """A target as a sentence each: what is measured, what has to be reached, by whom, and what else holds of it."""

    measured: str
    threshold: str
    reporters: str
    conditions: tuple[str, ...]


class MeasureWords(Figures):
    """The words for the targets and conditions of one plan in one language."""

    def target(self, target: Target) -> TargetWords:
        """A target in words."""
        return TargetWords(
            self.measured(target),
            self.threshold(target),
            self.crowd(self.reporters(target)),
            tuple(self._conditions(target)),
        )

    def measured(self, target: Target) -> str:
        """What is measured: "«Số cơ sở được kiểm tra» / «Tổng số cơ sở», cộng tất cả đơn vị"."""
        measure = target.measure
        words = self.phrase(measure, "measured", measure.measured(number=target.counts_units(target.threshold)))
        across = measure.across(each_unit=target.judged == "each_unit")
        return self.messages.text(across, measure=words) if across and len(self._units(target)) > 1 else words

    def reporters(self, target: Target) -> tuple[str, ...]:
        """The levels, groups and units whose figures the target is about; each of them reports all of its fields."""
        if not target.measure.fields():
            return target.only
        reported = (name for field in target.measure.fields() for name in self.plan.fields[field].reported_by)
        return tuple(self._named(self._units(target), dict.fromkeys((*target.only, *reported))))

    def _units(self, target: Target) -> frozenset[str]:
        """The units whose figures the target is about."""
        if target.measure.apart:
            asked = ([self.plan.fields[name].reported_by for name in side] for side in target.measure.sides())
            sides = (reduce(frozenset.intersection, map(self.plan.members, one)) for one in asked)
            return frozenset[str]().union(*sides) & self.plan.concerned(target)
        crowds = [self.plan.fields[name].reported_by for name in target.measure.fields()]
        if target.measure.level:
            crowds.append((target.measure.level,))
        if target.only:
            crowds.append(target.only)
        return reduce(frozenset.intersection, map(self.plan.members, crowds)) if crowds else frozenset()

    def _named(self, units: frozenset[str], names: Iterable[str]) -> Iterator[str]:
        """The fewest of the names that stand for exactly these units, and the rest of the units by themselves."""
        left = set(units)
        for name in names:
            members = self.plan.members((name,))
            if members and members <= units and members & left:
                left -= members
                yield name
        yield from (unit.id for unit in self.plan.units if unit.id in left)

    def _scoring(self, target: Target) -> Iterator[str]:
        """Of a score, what each criterion gives, and what is done where one is not applicable or waived."""
        number = self.messages.number
        for one in target.measure.scored_by():
            rows = [self._row(self.plan.target[one.target], step) for step in one.steps]
            rows += [] if one.least is None else [self._say("score.least", points=number(one.least))]
            values = {"target": one.target, "points": number(one.points), "steps": self.messages.joined(rows)}
            full = "" if one.full_at is None else level(one.full_at, self.messages)
            text = self._say(f"score.{one.give}{'_full_at' if full else ''}", full=full, **values)
            yield text if one.weight == 1 else self._say("score.weighted", text=text, weight=number(one.weight))
            if one.not_applicable is not None:
                yield self._say(
                    "score.own", target=one.target, text=self._say(f"score.not_applicable_{one.not_applicable}")
                )
        for policy in target.measure.policies():
            yield self._say(f"score.{policy}")

    def _row(self, target: Target, step: Step) -> str:
        """A row of a table of points: "5 điểm nếu ≥ 50%, < 80%"."""
        said = {"values": self.limits(target, step), "points": self.messages.number(step.points)}
        if step.full_at is not None:
            return self._say("score.step_full_at", full=level(step.full_at, self.messages), **said)
        if step.each is not None:
            return self._say("score.step_each", each=level(step.each, self.messages), **said)
        return self._say("score.step", **said)

    def _classes(self, target: Target) -> Iterator[str]:
        """What the points of a score are called, from the best class on."""
        each = ((one, self.of(one.name)) for one in target.classes)
        told = (f"{name} {self.limits(target, one)}" if one.levels else name for one, name in each)
        if target.classes:
            yield self._say("classes", classes=self.messages.joined(told))

    def _registered(self, target: Target) -> Iterator[str]:
        """The numbers of the register that units are held against, each with the unit's own."""
        computed = target.measure.computed()
        asked = list(target.threshold.registers) if target.threshold is not None else []
        if isinstance(computed, Sums) and isinstance(computed.whole, Register):
            asked.append(computed.whole.name)
        concerned = self._units(target) if asked else frozenset[str]()
        units = [unit for unit in self.plan.units if unit.id in concerned]
        for name in asked:
            known = [unit for unit in units if name in unit.registered]
            if len(known) <= ALL_LISTED:
                alike = Counter(self.of(unit.name) for unit in known)
                levels = (f"{self._whole_name(unit, alike)}: {self._own(unit, name)}" for unit in known)
                yield self._say("own_levels", name=self.register_title(name), levels="; ".join(levels))

    def _whole_name(self, unit: Unit, alike: Mapping[str, int]) -> str:
        """The name of a unit; with the unit above it where the list has another one of that name."""
        name, above = self.of(unit.name), self.plan.unit.get(unit.parent or "")
        return f"{name}, {self.of(above.name)}" if above is not None and alike[name] > 1 else name

    def _own(self, unit: Unit, name: str) -> str:
        """A number of a unit's register, where it has one for each year with the years."""
        known = unit.registered[name]
        if not isinstance(known, dict):
            return self._number(known)
        return ", ".join(f"{self._number(one)} ({year})" for year, one in known.items())

    def _number(self, known: Known) -> str:
        return level(known, self.messages) if isinstance(known, Level) else self.messages.number(known)

    def _of_units(self, target: Target, thresholds: Mapping[str, Threshold]) -> Iterator[str]:
        """The thresholds of single units."""
        for name, threshold in thresholds.items():
            yield self._say("of_unit", name=self.who(name), threshold=self.limits(target, threshold))

    def _conditions(self, target: Target) -> Iterator[str]:
        """For whom it holds, the thresholds of single units and of the way, when it is due, and the case of 0/0."""
        yield from self._scoring(target)
        yield from self._classes(target)
        if target.only:
            yield self._say("only", names=self.crowd(target.only))
        yield from self._registered(target)
        yield from self._of_units(target, target.unit_thresholds)
        for period, one in target.by_period.items():
            own = (self.limits(target, one.threshold),) if one.threshold is not None else ()
            texts = "; ".join((*own, *self._of_units(target, one.unit_thresholds)))
            yield self._say("in_period", period=self.period(period), threshold=texts)
        for period, threshold in target.milestones.items():
            asked = self.limits(target, threshold)
            yield self._say("milestone", period=self.period(period), threshold=asked)
        for period, of_units in target.unit_milestones.items():
            texts = "; ".join(self._of_units(target, of_units))
            yield self._say("milestone", period=self.period(period), threshold=texts)
        for period, total in target.measure.stated_baseline().items():
            yield self._say("baseline", period=self.period(period), count=total)
        if target.years is not None:
            yield self._say("years", first=str(target.years.first), last=str(target.years.last))
        elif target.measure.computable and (target.cumulative or not target.periods):
            yield self._say("cumulative" if target.cumulative else "at_once")
        if target.periods:
            yield self._say("periods", periods=self.messages.joined(map(self.period, target.periods)))
        if target.zero == "missed":
            yield self._say("zero_missed")


QUOTED = 3
"""Up to how many cells are shown with what stands in them, and up to how many sheets all cells in one line."""

Fact = tuple[str, tuple[str, ...]]
Cell = tuple[Text, ...]


class Explainer(MeasureWords):
    """Explains the targets of one plan in one language."""

    def promise(self, target: Target) -> Section:
        """A target as the plan states it, not judged."""
        title = target.title.in_(self.messages.language)
        return Section(f"{target.id}  {title}", (Facts(tuple(self._promised(target))),))

    def result(self, told: TargetTold, *, with_units: bool = True) -> Section:
        """A target with its verdict and what that rests on, and with every unit's own standing."""
        facts = Facts((*self._answer(told), *self._promised(told.target), *self._found(told)))
        units = (self._standings(told),) if with_units and told.units else ()
        return Section(f"{told.id}  {told.title}", (facts, *units))

    def _sides(self, target: Target) -> Mapping[str, str]:
        """How the sides of a unit's figure are called, with a place for the ``value``, and the cells of both."""
        said, base = side_of(target), self.base()
        keys = ("part", "whole", "part_cells", "whole_cells")
        return {key: self.messages.template(f"explained.{said}{key}").replace("{base}", base) for key in keys}

    def comparison(self, one: Comparison, result: Result) -> str:
        """ "312 × 5 = 1.560 ≥ 1.455: it reaches ≥ 20 %": the sign is how the two sides do stand."""
        number = self.messages.number
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
        sentence = self.messages.text(key, sides=f"{left} {sign} {right}", threshold=self._compared_with(result, one))
        provisional = so_far(result, self.messages)
        return f"{sentence} ({provisional})" if provisional else sentence

    def _promised(self, target: Target) -> Iterator[Fact]:
        words, quoted = self.target(target), self.messages.quoted(target.quote)
        texts = {
            "clause": f"{target.clause}: {quoted}",
            "note": target.note.in_(self.messages.language) if target.note is not None else "",
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
        texts |= {lack: named(units, told.name, self.messages) for lack, units in told.waiting_for.items()}
        yield from (self._fact(key, text) for key, text in texts.items() if text)
        names = self._sides(result.target)
        for key, cells in (("part_cells", tuple(result.part_places)), ("whole_cells", tuple(result.whole_places))):
            sheets = {(file, sheet) for file, sheet, _ in cells}
            if 0 < len(sheets) <= QUOTED or (sheets and not result.units):  # else each unit's line has its own
                yield names[key], (listed_places(cells, self.messages),)

    def _standings(self, told: TargetTold) -> Table:
        """Each unit's own standing; a column that no unit has anything in is left out."""
        sides, say = self._sides(told.target), self.messages.template
        headings = [say(f"headings.{name}") for name in ("unit", "verdict", "result")]
        headings += [sides["part_cells"], sides["whole_cells"]]
        drawn = [self._standing(one, told, sides) for one in told.units]
        kept = [at for at in range(len(headings)) if any(cells[at] for cells in drawn)]
        rows = (Row(tuple(cells[at] for at in kept), (_in_line(cells),)) for cells in drawn)
        return Table(tuple(headings[at] for at in kept), tuple(rows), f"{say('explained.units')}:")

    def _standing(self, one: UnitTold, told: TargetTold, sides: Mapping[str, str]) -> list[Cell]:
        """The unit, its verdict, its figure or why it has none, and its part and its whole with their cells."""
        unit, found, points = one.unit, one.unit.measurement, told.result.points.get(one.unit.unit, ())
        part, whole = found.sides if one.known and not points else (None, None)
        part_cells = self._places(unit.part_cells)
        whole_cells = self._places(unit.whole_cells) or ("" if found.side else self._source(one))
        read = self._read_side(sides["part"], part, part_cells), self._read_side(sides["whole"], whole, whole_cells)
        if of_day(told.target) and one.beside_word and part_cells:  # a day has no part and no whole
            read = (Text(part_cells, "dim"),), ()
        scored = one.beside_word or told.why_open(unit.unit), points_text(points, self.messages)
        result = tuple(Text(text) for text in ("; ".join(filter(None, scored)), one.needed) if text)
        return [(Text(told.name(unit.unit)),), (Text(f"{one.sign} {one.word}"),), result, *read]

    def _read_side(self, sentence: str, value: Number | None, cells: str) -> Cell:
        """A side of a figure, and where it was read."""
        if value is None and not cells:
            return ()
        number = self.messages.template("explained.unknown") if value is None else self.messages.number(value)
        said = Text(sentence.replace("{value}", number))
        return (said, Text(cells, "dim")) if cells else (said,)

    def _source(self, one: UnitTold) -> str:
        """Where a whole comes from that is in no cell: the plan's own register or baseline."""
        computed = one.target.measure.computed()
        stated = isinstance(computed, Sums) and computed.whole is not None and one.known
        return self.messages.template("explained.stated") if stated else ""

    def _places(self, cells: Iterable[Read]) -> str:
        """The places, with what stands in them where that is short."""
        cells = tuple(cells)
        where = places(cells, self.messages)
        raw = [self.messages.quoted(cell.raw) for cell in cells if cell.raw]
        return f"{where} ({self.messages.joined(raw)})" if where and raw and len(cells) <= QUOTED else where

    def _compared_with(self, result: Result, one: Comparison) -> str:
        """The end of the threshold that is compared with: another end may not be reached."""
        target, milestone = result.target, result.milestone if result.reason is Reason.MILESTONE else None
        asked = milestone or target.threshold
        limits = target.limits_of(asked)
        if asked is not None and limits.low is not None and limits.high is not None:
            return self.limits(target, asked.end(low=one.sign in ("≥", ">")))
        return self.limits(target, milestone) if milestone else self.threshold(target)

    def _fact(self, key: str, text: str) -> Fact:
        return self.messages.template(f"explained.{key}"), (text,)


def _in_line(cells: Sequence[Cell]) -> str:
    """The verdict of a unit first, then the unit and all else that is said of it."""
    unit, mark, result, *read = ([line.text for line in cell] for cell in cells)
    return " | ".join((*mark, *unit, *result, *(": ".join(side) for side in read if side)))


def explained_document(report: Report, messages: Messages, exit_code: int) -> Document:
    """The targets of a report in full: the answer, what it rests on, then who reported, and what is wrong."""
    view, explainer = View(report, messages), Explainer(messages, report.plan)
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
    explainer = Explainer(messages, report.plan)
    return Document(plan_line(report.plan, messages), (), tuple(map(explainer.promise, report.plan.targets)))
