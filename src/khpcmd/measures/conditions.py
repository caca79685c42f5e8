"""Conditions on a unit: a figure or a ratio between limits, or all, any, or so many of several conditions.

A condition is asked in every world of the unit. Each question is answered by ``Totals`` over all that its figures may
be. Questions about different figures do not depend on one another, so that the answer to all of them is exact; where
several ask one figure that is not known, its values are taken piece by piece (``Asking.outcome``), in each of
which every question about that figure alone has one answer. Two ratios with one unknown figure are still asked one
by one: then the answer may stay open, and is never a wrong one.
"""

import datetime
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import inf, prod
from typing import Annotated, NamedTuple, Self

from pydantic import ConfigDict, Discriminator, Field, Tag, model_validator

from khpcmd.measures.parts import Days, MeasurePart, Names, Register, Whole
from khpcmd.measures.tally import Contribution, Figures, Reported, Span, added, keys_of, registered
from khpcmd.measures.threshold import Ends, Limits
from khpcmd.measures.totals import Totals, numbers
from khpcmd.returns import Key

MOST_PIECES = 4096
"""Conditions that would be taken into more pieces than this are asked as a whole, and may stay open."""
YES = Limits(Fraction(1))
"""What a yes is, where it counts as one and a no as nothing."""
Pieces = Mapping[str, Span]
"""By field, what a figure may be in one piece."""


class Outcome(NamedTuple):
    """Whether something holds in some world, and whether it does not in some world."""

    holds: bool
    fails: bool


class Question(NamedTuple):
    """One comparison: the sum of some figures against a whole, or alone, held against limits.

    Without limits the figure is a yes or a no.
    """

    part: tuple[str, ...]
    whole: tuple[str, ...] | Register | None
    asked: Ends | Days
    nested: bool

    @property
    def fields(self) -> tuple[str, ...]:
        return self.part + (self.whole if isinstance(self.whole, tuple) else ())

    def limits(self, steps: int) -> Limits:
        """The limits; of a figure alone in steps of its last decimal, a reported percentage in percent."""
        found = self.asked.limits()
        if found == Limits():
            return YES
        of_one = (100 if self.asked.percent else 1) * max(steps, 1)
        return found if self.whole is not None else found.over(Fraction(1, of_one))

    def cuts(self, steps: int) -> tuple[int, ...]:
        """The whole numbers from which on a figure alone has another answer; they part other figures without need."""
        first, last = numbers(self.limits(steps))
        return tuple(int(cut) for cut in (first, last + 1) if abs(cut) != inf)


class Asking:
    """A condition and the figures of units that it is asked of; what is the same for all units is worked out once."""

    def __init__(self, condition: "ConditionModel", figures: Reported) -> None:
        self._condition, self._figures = condition, figures
        self._questions = condition.questions()
        self._limits = tuple(one.limits(figures.steps(one.fields)) for one in self._questions)
        self._cuts = condition.shared({name: figures.steps((name,)) for name in condition.fields()})
        self._yes_or_no = frozenset(
            name for one in self._questions if one.asked.limits() == Limits() for name in one.part
        )

    def holds(self, unit: str) -> bool | None:
        """Whether a unit meets it in every world, or in none; None where that depends on figures that are not known."""
        found = self.outcome(unit)
        return None if found.holds == found.fails else found.holds

    def outcome(self, unit: str) -> Outcome:
        """Whether it holds in some world, and whether it fails in some."""
        holds = fails = False
        for piece in self._pieces(unit):
            totals = [self._totals(unit, question, piece) for question in self._questions]
            if all(one.there for one in totals):
                found = self._condition.joined(map(_answer, totals, self._limits))
                holds, fails = holds or found.holds, fails or found.fails
        return Outcome(holds, fails)

    def _pieces(self, unit: str) -> Iterator[Pieces]:
        """All that the figures may be, so that within each piece one figure answers every question alike."""
        parts = {name: tuple(_cut(self._span(unit, name), cuts)) for name, cuts in self._cuts.items()}
        if prod(map(len, parts.values())) > MOST_PIECES:
            yield {}
            return
        for chosen in product(*parts.values()):
            yield dict(zip(parts, chosen, strict=True))

    def _totals(self, unit: str, question: Question, piece: Pieces) -> Totals:
        """What a question's part and whole may be in a piece."""
        part, whole = self._sum(unit, question.part, piece), None
        if isinstance(question.whole, Register):
            number = self._figures.register(unit, question.whole.name)
            whole = registered(number, self._figures.steps(question.part))
        elif question.whole is not None:
            whole = self._sum(unit, question.whole, piece)
        return Totals.of((Contribution("", part, whole, question.nested),))

    def _sum(self, unit: str, names: Iterable[str], piece: Pieces) -> Span:
        return added(piece.get(name) or self._span(unit, name) for name in names)

    def _span(self, unit: str, name: str) -> Span:
        found = self._figures.total(unit, keys_of((name,)))
        return Span(0, 1) if name in self._yes_or_no and found.low != found.high else found


class ConditionModel(MeasurePart):
    """What every condition answers."""

    @abstractmethod
    def questions(self) -> tuple[Question, ...]:
        """The comparisons that it rests on, from the first to the last."""

    def joined(self, answers: Iterator[Outcome]) -> Outcome:
        """Whether it holds, by the answers to its questions, one for each of them in their order."""
        return next(answers)

    def fields(self) -> tuple[str, ...]:
        """The fields that it asks, one as often as it is asked."""
        return tuple(name for question in self.questions() for name in question.fields)

    def days(self) -> Iterator[tuple[str, Days]]:
        """The dates that it compares, each with the days that are in time."""
        return iter(())

    def ratios(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions() if question.whole is not None)

    def shared(self, steps: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
        """The fields that several questions ask, each with the numbers at which one of the answers changes."""
        often = Counter(self.fields())
        cuts: dict[str, set[int]] = {name: set() for name, times in often.items() if times > 1}
        for question in self.questions():
            for name in question.fields:
                if name in cuts:
                    cuts[name].update(question.cuts(steps[name]))
        return {name: tuple(sorted(found)) for name, found in cuts.items()}


def _answer(totals: Totals, limits: Limits) -> Outcome:
    """A ratio of nothing to nothing reaches no limits."""
    beyond = any(totals.can_be(side) for side in (limits.below, limits.above) if side is not None)
    return Outcome(totals.can_be(limits), beyond or totals.can_be_nothing)


def _cut(span: Span, cuts: Iterable[int]) -> Iterator[Span]:
    """A span in pieces that begin at the cuts."""
    low, high = span
    for cut in cuts:
        if low < cut and (high is None or cut <= high):
            yield Span(low, cut - 1)
            low = cut
    yield Span(low, high)


class FieldHolds(Ends, ConditionModel):
    """A field that says "yes"; with ``at_least`` or another limit, a figure that keeps it.

    The limits are those of a threshold: ``equal_to: 0`` for none at all, ``at_most: 2``, ``more_than: 12.5`` for an
    amount, ``at_least: 95%`` for a percentage that is reported as such.
    """

    field: str
    """The field that is asked."""

    def questions(self) -> tuple[Question, ...]:
        return (Question((self.field,), None, self, nested=False),)


class RatioHolds(Ends, ConditionModel):
    """The unit's own ratio keeps the limits, which are percentages.

    A unit whose whole is zero has no ratio and does not meet the condition; where it is to count as one that does, say
    so with ``any``.

    ```yaml
    measure:
      kind: share
      of: district
      where:
        any:
          - {field: venues_total, equal_to: 0}
          - {part: venues_inspected, whole: venues_total, at_least: 80%}
    threshold: {at_least: 90%}
    ```
    """

    part: Names
    """The field, or fields added up, that count what was reached."""
    whole: Whole
    """The field, or fields added up, that count what there is; or a number of the register."""
    may_exceed: bool = False
    """Whether the part may be larger than the whole."""

    def questions(self) -> tuple[Question, ...]:
        return (Question(self.part, self.whole, self, nested=not self.may_exceed),)


class Dated(MeasurePart):
    """A date that is reported, and the days that are in time."""

    model_config = ConfigDict(populate_by_name=True)

    field: str
    """The date that is asked."""
    first: datetime.date | None = Field(default=None, alias="from")
    """The first day that counts."""
    before: datetime.date | None = None
    """The day that it has to lie before ("trước ngày 15/3": the 15th is late)."""
    by: datetime.date | None = None
    """The last day that is in time ("chậm nhất ngày 15/3": the 15th is in time)."""

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        self.in_time.check()
        return self

    @property
    def in_time(self) -> Days:
        """These days."""
        return Days(self.first, self.before, self.by)


class DayHolds(Dated, ConditionModel):
    """``{field: plan_date, before: 2027-03-15}``: a reported day lies before another one."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": [key]} for key in ("from", "before", "by")]})

    def questions(self) -> tuple[Question, ...]:
        return (Question((self.field,), None, self.in_time, nested=False),)

    def days(self) -> Iterator[tuple[str, Days]]:
        yield self.field, self.in_time


class Several(ConditionModel):
    """Several conditions, of which so many have to hold."""

    model_config = ConfigDict(populate_by_name=True)

    conditions: "tuple[Condition, ...]"

    @property
    def needed(self) -> int:
        """How many of them have to hold."""
        return len(self.conditions)

    def questions(self) -> tuple[Question, ...]:
        return tuple(question for one in self.conditions for question in one.questions())

    def days(self) -> Iterator[tuple[str, Days]]:
        return (found for one in self.conditions for found in one.days())

    def joined(self, answers: Iterator[Outcome]) -> Outcome:
        found = [one.joined(answers) for one in self.conditions]
        most, least = sum(one.holds for one in found), sum(not one.fails for one in found)
        return Outcome(most >= self.needed, least < self.needed)


class AllHold(Several):
    """``{all: [...]}``: every one of the conditions holds."""

    conditions: "tuple[Condition, ...]" = Field(alias="all", min_length=1)
    """Every one of the conditions holds."""


class AnyHolds(Several):
    """``{any: [...]}``: at least one of the conditions holds."""

    conditions: "tuple[Condition, ...]" = Field(alias="any", min_length=1)
    """At least one of the conditions holds."""

    @property
    def needed(self) -> int:
        return 1


class SomeHold(Several):
    """``{of: [...], at_least: 3}``: so many of the conditions hold, "đạt 3 trong 5 nội dung"."""

    conditions: "tuple[Condition, ...]" = Field(alias="of", min_length=1)
    """The conditions of which so many have to hold."""
    at_least: int = Field(ge=1)
    """How many of them have to hold."""

    @property
    def needed(self) -> int:
        return self.at_least


def coming(condition: ConditionModel, figures: Figures, units: Iterable[str]) -> frozenset[str]:
    """The units whose days are still to come: what is not known they left blank, and it may lie after the period."""

    def may_come(unit: str, name: str, days: Days) -> bool:
        key, last = Key(name), days.last
        after = last is None or last > figures.last_day
        return figures.value(unit, key) is not None or (after and figures.blank(unit, key))

    asked = tuple(condition.days())
    return frozenset(unit for unit in units if all(may_come(unit, *one) for one in asked))


def only_days(condition: ConditionModel) -> bool:
    """Whether a condition is about days alone: what is reported of these does not change any more."""
    return {name for name, _ in condition.days()} == set(condition.fields())


LISTS = ("all", "any", "of")
"""The keys that have several conditions."""
SHAPES = {
    "from": "DayHolds", "before": "DayHolds", "by": "DayHolds", "part": "RatioHolds", "all": "AllHold",
    "any": "AnyHolds", "of": "SomeHold",
}  # fmt: skip
"""By the key that only it has, the name of a condition that is no plain figure."""


def _condition_shape(value: object) -> str:
    if isinstance(value, ConditionModel):
        return type(value).__name__
    keys = value.keys() if isinstance(value, dict) else ()
    return next((shape for key, shape in SHAPES.items() if key in keys), "FieldHolds")


Condition = Annotated[
    Annotated[FieldHolds, Tag("FieldHolds")]
    | Annotated[DayHolds, Tag("DayHolds")]
    | Annotated[RatioHolds, Tag("RatioHolds")]
    | Annotated[AllHold, Tag("AllHold")]
    | Annotated[AnyHolds, Tag("AnyHolds")]
    | Annotated[SomeHold, Tag("SomeHold")],
    Discriminator(_condition_shape),
]
