"""What is told of one target (``TargetTold``), in short and in full, and of units against targets (``Matrix``).

Outputs choose and order, and decide nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple, get_args

from khpcmd.i18n import Messages
from khpcmd.measures.base import Sums
from khpcmd.measures.tally import Points
from khpcmd.measures.threshold import Number, cut, size
from khpcmd.plan.model import Plan, Target
from khpcmd.render.figures import (
    PLACES,
    Figures,
    each_in_time,
    percent,
    points_between,
    so_far,
    under_way,
)
from khpcmd.render.styles import FOR_INFORMATION, SIGNS
from khpcmd.render.told.office import UnitTold, beside
from khpcmd.render.wording import SHOWN, first_of, listed_places, named
from khpcmd.results import FairShare, Lack, OpenUnit, Rank, Reason, Result, Verdict, Why

WHYS: tuple[Why, ...] = get_args(Why)
"""Why a verdict may hang on a figure; what says most comes first."""
UNSETTLED = frozenset({Verdict.MISSED, Verdict.IN_PROGRESS, Verdict.INCONCLUSIVE, Verdict.WAIVED})
FEW = 3
"""Up to so many units are named as those that could turn a verdict alone."""
SHARED = 24
"""So many units are listed with their share before the rest is counted: those of a province's districts."""


def title(target: Target, messages: Messages) -> str:
    """The title, marked where the target is not binding or is self-declared."""
    text = if_binding(target, target.title.in_(messages.language), messages)
    return messages.text("view.self_declared", title=text) if target.self_declared else text


def if_binding(target: Target, title: str, messages: Messages) -> str:
    """The title, marked where the target is not binding."""
    if target.binding:
        return title
    return messages.text("view.aspirational" if target.strives else "view.for_points", title=title)


def side_of(target: Target) -> str:
    """How the words begin that name a figure's sides: part and whole, this time and before, or a figure out of some."""
    if target.measure.growth:
        return "grown_"
    computed = target.measure.computed()
    return "" if isinstance(computed, Sums) and computed.whole is not None else "lone_"


def points_text(points: Iterable[Points], messages: Messages) -> str:
    """The points of the criteria: "A1 5/5; A2 0–10/10"."""
    return "; ".join(_criterion(one, messages) for one in points)


def _criterion(one: Points, messages: Messages) -> str:
    most = messages.number(cut(one.most, PLACES))
    if one.not_counted:
        return messages.text("view.criterion_not_counted", target=one.target, most=most)
    key = "view.criterion_may_not_count" if one.may_not_count else "view.criterion"
    return messages.text(key, target=one.target, points=points_between(one.low, one.high, messages), most=most)


@dataclass(frozen=True)
class TargetTold:
    """A target of a report in words, each text made when it is asked for; "" for what there is nothing to say of.

    ``name`` words a unit. What is ``…_short`` goes where there is little room.
    """

    result: Result
    figures: Figures
    name: Callable[[str], str]

    @property
    def target(self) -> Target:
        return self.result.target

    @property
    def messages(self) -> Messages:
        return self.figures.messages

    @property
    def id(self) -> str:
        return self.result.target.id

    @property
    def verdict(self) -> Verdict:
        return self.result.verdict

    @property
    def sign(self) -> str:
        return SIGNS[self.result.verdict]

    @cached_property
    def word(self) -> str:
        return self.messages.template(f"verdicts.{self.verdict.value}")

    @cached_property
    def title(self) -> str:
        return title(self.target, self.messages)

    @property
    def unmarked(self) -> str:
        """The title alone."""
        return self.target.title.in_(self.messages.language)

    @property
    def each_unit(self) -> bool:
        """Whether each unit is judged by itself."""
        return self.target.judged == "each_unit"

    @cached_property
    def threshold(self) -> str:
        return self.figures.threshold(self.target)

    @property
    def alone(self) -> bool:
        """Whether units have figures that are not added up."""
        found = self.result.measurement
        return found is not None and not found.added_up and found.counted > 0

    @cached_property
    def value(self) -> str:
        """What was reached, or what stands in the place of a figure."""
        result, text = self.result, self.messages.text
        figure, each = self.figures.reached(result), self._reaching("view.reaching")
        if each and self.alone:
            return each
        if result.only_time:
            return under_way(result, self.messages)
        if not figure:
            return text("view.no_figure" if result.answer is None else "view.by_answer")
        if not each or self.target.measure.yes_or_no:  # over all units that is the same number once more
            return each or figure
        return f"{each}; {text('view.overall', figure=figure)}"

    @cached_property
    def value_short(self) -> tuple[str, str]:
        """What was reached, and the percentage where it is one. What each unit owes is counted in units."""
        result, figures, messages = self.result, self.figures, self.messages
        target, found = result.target, result.measurement
        if found is None or not (result.shown or self.alone):
            missing = "summary.no_figure" if result.answer is None else "view.by_answer"
            return messages.template("view.under_way" if result.only_time else missing), ""
        if result.reaching is not None:
            return self._reaching("view.this_many_units"), ""
        if found.before is not None and found.value is not None:
            return messages.text("view.from_to", **figures.both(found)), figures.value(target, found.value)
        percentage = figures.percentage(target, found)
        if percentage is None or found.whole is None:
            return figures.figure(target, found), ""
        share = percentage.text(messages)
        if target.measure.growth:
            return messages.text("summary.growth", base=found.whole, part=found.part), share
        return f"{messages.number(found.part)}/{messages.number(found.whole)}", share

    def _reaching(self, some: str) -> str:
        return self.figures.counted_units(self.result, some, "view.not_exceeded")

    @property
    def summed_up(self) -> str:
        """Threshold, value and what belongs beside it, in one line."""
        return "; ".join((self.threshold, self.value, *self.remarks, *self.scores))

    @cached_property
    def provisional(self) -> str:
        """How provisional the figure is."""
        return so_far(self.result, self.messages)

    @property
    def bounds(self) -> str:
        """What the figure can still become."""
        return self.figures.still_possible(self.result)

    @property
    def bounds_line(self) -> str:
        """The same as a sentence."""
        bounds = self.bounds
        return self.messages.text("view.bounds", bounds=bounds) if bounds else ""

    @cached_property
    def needed(self) -> str:
        """What would turn the verdict, in things that can be counted: "cần thêm 14 cơ sở"."""
        return "" if self.more is None else self.figures.needed(self.target, self.more)

    @property
    def needed_short(self) -> str:
        """The same under a heading that says so: "14 cơ sở"."""
        target, messages = self.target, self.messages
        if self.more is None or each_in_time(target):
            return self.needed
        units = target.measure.yes_or_no and not target.measure.absolute
        noun = messages.template("view.units_noun") if units else self.figures.gap_noun(target)
        key = "summary.more" if self.more >= 0 else "summary.fewer"
        return messages.text(key, count=size(self.more), noun=noun)

    @property
    def more(self) -> Number | None:
        """The same as a number: below 0, how many fewer."""
        return self.result.gap.more if self.result.gap else None

    @property
    def makes(self) -> str:
        """The figure that would reach the threshold, as a true equation; only where every figure is known."""
        found, measure = self.result.measurement, self.target.measure
        if found is None or self.more is None or not found.complete or self.each_unit:
            return ""
        lone = measure.absolute or measure.yes_or_no or measure.out_of is not None
        return "" if lone else self.figures.makes(self.target, found, self.more)

    @property
    def months(self) -> str:
        """Of an unsettled target, those that lack what is asked of every one of them."""
        unsettled = self.result.without and self.verdict in UNSETTLED
        return self.figures.slots(self.result.without) if unsettled else ""

    @property
    def progress(self) -> str:
        """How far a target is on its way, and how much of its time has gone."""
        pace = self._pace
        return self.figures.progress(self.target, *pace) if pace else ""

    @property
    def reached_short(self) -> str:
        """The share of the year's threshold that is reached."""
        return percent(self._pace[0], self.messages) if self._pace else ""

    @property
    def elapsed_short(self) -> str:
        """The share of its time that has gone."""
        return percent(self.result.pace.elapsed, self.messages) if self.result.pace else ""

    @property
    def _pace(self) -> tuple[Fraction, Fraction] | None:
        pace = self.result.pace
        return None if pace is None or self.result.only_time else (pace.reached, pace.elapsed)

    @property
    def outlook(self) -> str:
        """What each of the months that are left needs, and where the pace until now would lead, as extrapolated."""
        pace, found, messages, years = self.result.pace, self.result.measurement, self.messages, self.target.years
        if pace is None or pace.outlook is None or found is None:
            return ""
        outlook, noun = pace.outlook, self.figures.gap_noun(self.target)
        leads = self.figures.figure(self.target, found._replace(part=outlook.part, whole=outlook.whole))
        some = outlook.so_far or not found.part
        so_far = messages.number(outlook.so_far) if some else messages.text("view.under_one")
        key, year = ("view.outlook", "") if years is None else ("view.outlook_years", str(years.last))
        return messages.text(key, needed=outlook.needed, noun=noun, so_far=so_far, figure=leads, year=year)

    @property
    def shares(self) -> str:
        """The gap shared out by the declared rule."""
        found = self.result.fair_shares
        if found is None or self.more is None or not found.units:
            return ""

        def share(one: FairShare) -> str:
            return beside(self.name(one.unit), self.messages.shown(size(one.share)), self.figures)

        each = named(found.units, share, self.messages, most=SHARED)
        return self.messages.text(f"view.shares.{found.by}", each=each)

    @property
    def turned_by(self) -> str:
        """ "bớt 1 người": where all of a whole is asked, one less is always missed, and that says nothing."""
        found, measure = self.result.margin, self.target.measure
        all_of_it = self.target.limits.low == 1 and not (measure.growth or measure.absolute or measure.decimals)
        if found is None or all_of_it:
            return ""
        key, count = f"summary.turned_by_{'fewer' if found.change < 0 else 'more'}", size(found.change)
        if measure.level:
            return self.messages.text(f"{key}_units", change=self.messages.count("units", int(count)))
        return self.messages.text(key, count=count, noun=self.figures.gap_noun(self.target)).rstrip()

    @property
    def nearness(self) -> str:
        """ "bớt 1 người là không còn đạt"; with the units that could turn it by themselves, where they are few."""
        found, messages, turned_by = self.result.margin, self.messages, self.turned_by
        if found is None or not turned_by:
            return ""
        change = messages.text("view.margin", change=turned_by)
        if not 0 < len(found.units) <= FEW or len(found.units) == len(self.result.counted):
            return change
        key = "view.margin_nearest" if self.each_unit else "view.margin_alone"
        return messages.text(key, margin=change, names=messages.joined(map(self.name, found.units)))

    @property
    def hinges(self) -> str:
        """The figures that the verdict hangs on, by why and by field, each with the one that would turn it."""
        messages, of_why = self.messages, dict[Why, dict[str, list[str]]]()
        if self.result.hinges is None:
            return messages.text("view.hinges.too_many")
        for one in self.result.hinges:
            each = messages.text("view.hinges.figure", unit=self.name(one.unit), value=one.value, instead=one.instead)
            of_why.setdefault(one.why, {}).setdefault(self.figures.label(one.figure), []).append(each)

        def told(label: str, units: Sequence[str]) -> str:
            return messages.text("view.unit_figure", unit=label, figure=first_of(units, FEW, messages))

        said = {why: "; ".join(told(*one) for one in found.items()) for why, found in of_why.items()}
        return "; ".join(messages.text(f"view.hinges.{why}", each=said[why]) for why in WHYS if why in said)

    @property
    def reason(self) -> str:
        """Why, where neither the figure nor the units that it waits for say it."""
        given = (Reason.NONE, Reason.MISSING)
        return "" if self.result.reason in given else self.messages.template(f"reasons.{self.result.reason.value}")

    @property
    def answer(self) -> str:
        """Who decided what cannot be computed, when, by which document, and why."""
        one = self.result.answer
        if one is None:
            return ""
        said = {"document": one.document, "decided_by": one.decided_by, "reason": one.reason}
        return self.figures.decided("answer", one.day, **said)

    @property
    def otherwise(self) -> str:
        """How the target would stand without waivers."""
        without = self.result.otherwise
        if without is None or without is self.verdict:
            return ""
        word = self.messages.template(f"verdicts.{without.value}")
        return self.messages.text("view.otherwise", verdict=word, figure=self.value)

    @property
    def waived_until(self) -> date | None:
        """The day on which the first of its waivers ends."""
        waivers = (self.result.waiver, *(one.unit.waiver for one in self.units))
        return min((one.until for one in waivers if one is not None), default=None)

    def waivers(self, *, with_figures: bool = True) -> Iterator[str]:
        """The waiver of the target, and those of its units."""
        whole = self.result.waiver
        if whole is not None:
            yield self.figures.waiver(whole)
        for one in self.units if self.result.otherwise is not None else ():
            if one.unit.waiver is not None and one.unit.waiver is not whole:
                name = self.name(one.unit.unit)
                whose = beside(name, one.beside_word, self.figures) if with_figures else name
                yield self.messages.text("view.waived_unit", unit=whose, waiver=one.waiver)

    @cached_property
    def remarks(self) -> tuple[str, ...]:
        """What belongs beside the figure: provisional or not, what is short, pace, reason, answer, margin, waivers."""
        result, found, milestone, reason = self.result, self.result.measurement, "", self.reason
        if result.milestone is not None:
            limits = self.figures.limits(self.target, result.milestone)
            milestone = self.messages.text("view.milestone", threshold=limits)
        if result.reason is Reason.MISSING and (found is None or found.complete):
            reason = self.messages.template(f"reasons.{result.reason.value}")
        texts = (self.provisional, self.needed, self.months, milestone, self.progress, reason, self.answer)
        waivers = (self.otherwise, *self.waivers()) if result.otherwise is not None else ()
        return tuple(filter(None, (*texts, self.nearness, *waivers)))

    @property
    def waiting_for(self) -> Mapping[Lack, list[str]]:
        """The units whose figures are not known, by what they lack."""
        return self.result.waits_for

    def waiting(self, lack: Lack, units: Iterable[str]) -> str:
        """Units that it waits for by their names."""
        return self.messages.text(f"view.lacking_{lack}", names=named(list(units), self.name, self.messages))

    @cached_property
    def _open(self) -> Mapping[str, OpenUnit]:
        return {one.unit: one for one in self.result.open_units}

    def why_open(self, unit: str) -> str:
        """Why a unit has no figure; of a score that is under way the points that are sure and possible."""
        one, messages = self._open.get(unit), self.messages
        if one is None:
            return ""
        text = messages.template("view.under_way" if one.under_way else f"explained.{one.lack}_unit")
        ends = next((each for each in self.result.ranking if each.unit == unit), None)
        if ends is None or not one.under_way:
            return text
        return messages.text("view.points_under_way", points=points_between(ends.low, ends.high, messages), text=text)

    def comparable(self, *, interim: bool) -> bool:
        """Whether a unit's own figure may be held beside the common threshold: it is due, and not owed together."""
        building_up = self.verdict is Verdict.IN_PROGRESS or (self.target.cumulative and interim)
        return not building_up and not self.result.owed_together

    @cached_property
    def units(self) -> tuple[UnitTold, ...]:
        """Each unit before the target."""
        return tuple(UnitTold(unit, self.target, self.figures) for unit in self.result.units)

    @property
    def valued(self) -> list[tuple[Fraction, UnitTold]]:
        """The units with a figure that can be held against the threshold, and its value."""
        return [(one.value, one) for one in self.units if one.value is not None]

    @property
    def below(self) -> list[tuple[Fraction, UnitTold]]:
        """Those whose figure does not reach it, whosever threshold that is."""
        yes_or_no, limits = self.target.measure.yes_or_no, self.target.limits
        return [found for found in self.valued if (found[0] < 1 if yes_or_no else not limits.hold(found[0]))]

    @property
    def missed_by(self) -> list[UnitTold]:
        """The units that miss a threshold of their own."""
        return [one for one in self.units if one.verdict is Verdict.MISSED] if self.each_unit else []

    @property
    def left_at(self) -> list[UnitTold]:
        """The units where something is left of what the target asks of all of them, where that is due."""
        result = self.result
        due = self.verdict in (Verdict.MISSED, Verdict.INCONCLUSIVE, Verdict.WAIVED)
        if not (due and self.target.asks_all) or result.owed_together or len(result.units) < 2:
            return []
        lone = (one for one in self.units if not one.unit.judged and one.unit.alone is Verdict.MISSED)
        return [one for one in lone if one.unit.short_by]

    @cached_property
    def short_units(self) -> str:
        """The units that miss a threshold of their own, or where something is left of what all of them have to do.

        "" where the threshold is that of all units together: nobody set it for any of them.
        """
        target = self.target

        def names(units: Sequence[UnitTold], figure: Callable[[UnitTold], str | Number]) -> str:
            return named(units, lambda one: beside(self.name(one.unit.unit), figure(one), self.figures), self.messages)

        def figure(one: UnitTold) -> str:
            return "; ".join(filter(None, (one.beside_word, one.months)))

        missed, left = self.missed_by, self.left_at
        if missed and len(self.result.units) > 1:
            return self.messages.text(self.figures.not_reaching(target), names=names(missed, figure))
        if not left:
            return ""
        if each_in_time(target):
            return self.messages.text("view.late_units", names=names(left, figure))
        if target.measure.yes_or_no:
            return self.messages.text("view.not_done", names=names(left, lambda _: ""))
        names_left = names(left, lambda one: one.left)
        return self.messages.text("view.left", noun=self.figures.noun(target), names=names_left)

    @cached_property
    def scores(self) -> tuple[str, ...]:
        """Of a score, the points of each criterion; of a score of each unit, the units in their order; what units are
        compared with."""
        result, messages = self.result, self.messages
        texts = [self.figures.statistic(result)] if result.statistic is not None else []
        if together := result.points.get(""):
            texts.append(messages.text("view.criteria", points=points_text(together, messages)))
        texts += (
            [] if result.ranking else [messages.text("view.class", name=self.class_of(one)) for one in result.classes]
        )
        if result.ranking:
            key = "view.ranking" if all(one.low == one.high for one in result.ranking) else "view.ranking_open"
            texts.append(messages.text(key, ranks=named(result.ranking, self._rank, messages)))
        return tuple(texts)

    def class_of(self, unit: str) -> str:
        """The class of the score of a unit ("": of all together), or the worst and the best that it can be."""
        found = [one.name.in_(self.messages.language) for one in self.result.classes.get(unit, ())]
        return self.messages.text("view.span", low=found[-1], high=found[0]) if found[1:] else "".join(found)

    def _rank(self, one: Rank) -> str:
        """ "1. Xã A (95: tốt)", "2–4. Xã B (70–90: trung bình–khá)"."""
        messages = self.messages
        first, last = messages.number(one.first), messages.number(one.last)
        rank = first if first == last else messages.text("view.span", low=first, high=last)
        points, name = points_between(one.low, one.high, messages), self.class_of(one.unit)
        key = "view.rank_in_class" if name else "view.rank"
        return messages.text(key, rank=rank, unit=self.name(one.unit), points=points, name=name)

    @cached_property
    def standing(self) -> tuple[str, ...]:
        """The bounds, who is waited for, who is below the threshold, and what is left to do."""
        if self.verdict not in UNSETTLED:
            return ()
        waiting, shares = (self.waiting(*one) for one in self.waiting_for.items()), self.shares
        shared = self.messages.text("view.shares.line", shares=shares) if shares else ""
        return tuple(filter(None, (self.bounds_line, *waiting, self.short_units, self.outlook, shared)))

    @cached_property
    def grounds(self) -> tuple[str, ...]:
        """The clause and the cells, where it is not waiting for data or for a person."""
        open_ = self.verdict is Verdict.INCONCLUSIVE and self.result.reason is not Reason.MANUAL
        if open_ or self.verdict not in UNSETTLED:
            return ()
        target, messages = self.target, self.messages
        clause = messages.text("view.clause", clause=target.clause, quote=messages.quoted(target.quote))
        return tuple(filter(None, (clause, self.note, *self.cells())))

    @property
    def note(self) -> str:
        """The remark of the plan on how the target is read."""
        note = self.target.note.in_(self.messages.language) if self.target.note is not None else ""
        return self.messages.text("view.note", note=note) if note else ""

    @property
    def details(self) -> tuple[str, ...]:
        return self.scores + self.standing + self.grounds

    def cells(self, most: int = SHOWN) -> Iterator[str]:
        """The cells of the part and of the whole, on at most so many sheets each."""
        places = {"part_cells": self.result.part_places, "whole_cells": self.result.whole_places}
        found = {key: listed_places(one, self.messages, most) for key, one in places.items()}
        if not found["whole_cells"]:
            found, grown = {"cells": found["part_cells"]}, ""
        else:
            grown = "grown_" if self.target.measure.growth else ""
        if all(found.values()):
            base = self.figures.base()
            yield from (self.messages.text(f"view.{grown}{key}", cells=one, base=base) for key, one in found.items())


class UnitRow(NamedTuple):
    """A unit before each of the matrix's targets; None where one does not concern it."""

    unit: str
    marks: tuple[UnitTold | None, ...]


class Matrix(NamedTuple):
    """Units against targets, and what the signs mean."""

    targets: tuple[str, ...]
    rows: tuple[UnitRow, ...]
    legend: str


def matrix(plan: Plan, targets: Iterable[TargetTold], figures: Figures) -> Matrix:
    """The units in the plan's order; numbers without a whole that all of them owe together are left out."""
    told = [one for one in targets if one.units and (one.each_unit or not one.target.measure.absolute)]
    standing = [{one.unit.unit: one for one in target.units} for target in told]
    known = frozenset[str]().union(*standing)
    rows = ((unit.id, tuple(here.get(unit.id) for here in standing)) for unit in plan.units if unit.id in known)
    return Matrix(
        targets=tuple(one.id for one in told),
        rows=tuple(UnitRow(told[0].name(unit), marks) for unit, marks in rows),
        legend=_legend({one.each_unit for one in told}, figures),
    )


def _legend(each: Collection[bool], figures: Figures) -> str:
    """The signs that stand in the matrix: those of verdicts only where units are judged one by one."""
    words = figures.messages.template
    signs = [f"{SIGNS[verdict]} {words(f'verdicts.{verdict.value}')}" for verdict in Verdict] if True in each else []
    if False in each:
        signs.append(f"{FOR_INFORMATION} {words('view.information_legend')}")
    if True not in each:
        signs.append(f"{SIGNS[Verdict.INCONCLUSIVE]} {words('view.no_figure')}")
    return figures.messages.text("view.legend", signs=", ".join(signs))
