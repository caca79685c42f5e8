"""What every kind of measure answers: its tally, its check, its words, what a form computes.

The rest of khpcmd uses these answers, and never asks which kind a measure is.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import zip_longest
from typing import ClassVar, Literal, NamedTuple, Protocol

from khpcmd.diagnostics import Diagnostic
from khpcmd.diagnostics.parameters import Phrase, Ref
from khpcmd.measures.conditions import Asking, ConditionModel, coming, only_days
from khpcmd.measures.parts import Days, MeasurePart, Register
from khpcmd.measures.points import Criterion
from khpcmd.measures.tally import (
    Before,
    Contribution,
    Figures,
    Groups,
    Points,
    Span,
    Tally,
    keys_of,
    less,
    one_if,
    registered,
)
from khpcmd.measures.threshold import Number
from khpcmd.returns import Basis, Key

Takes = Literal["percent", "points", "number", "nothing"]
Empty = Literal["nothing_to_measure", "baseline_zero", "no_months"]
"""Why a measure can have no value: a key under ``reasons`` of the catalogue."""
KeyPath = tuple[str | int, ...]
"""A path in the data of a plan: keys and indexes, from the top."""
FieldKind = Literal["count", "number", "yes_no", "months", "date"]


class Total(NamedTuple):
    """Fields by their labels, added up; ``apart`` puts several of them in brackets."""

    names: tuple[str, ...]
    apart: bool = False


class Level(NamedTuple):
    """The plural of a level of units."""

    name: str


@dataclass(frozen=True, slots=True)
class BaselineYear:
    """The year that is compared with."""


class Counts(NamedTuple):
    """What a field counts: its unit of measure."""

    field: str


Part = Total | Level | BaselineYear | Counts | Register | ConditionModel | Days | int | str
"""What can stand at a place of a sentence."""


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence of the kind's own table in the catalogue: which one of several, and what stands at its places.

    The words for what is measured are ``measured`` of the table, or ``measured.month`` where ``variant`` is "month".
    """

    variant: str = ""
    parts: Mapping[str, Part] = field(default_factory=dict)


class Sums(NamedTuple):
    """Counts of one unit added up: a part, and the whole that it is held against (None for absolute counts).

    ``nested`` says that the part is counted inside the whole; ``before`` that the whole is of the baseline year, or,
    without a whole, that the same counts of the baseline year are taken from the part. ``since`` says that the share of
    the baseline year is taken from the share; ``apart`` that the part and the whole count different things.
    """

    part: tuple[str, ...]
    whole: tuple[str, ...] | Register | None
    nested: bool = False
    before: bool = False
    since: bool = False
    apart: bool = False

    @property
    def of_baseline(self) -> tuple[str, ...]:
        """The counts whose figures of the baseline year it needs."""
        whole = self.whole if self.since and isinstance(self.whole, tuple) else ()
        return self.part + whole if self.since or self.before else ()

    def tally(self, figures: Figures) -> Tally:
        """What each unit that reports all of them adds."""
        units, whole = self.of_units(figures), self.whole if isinstance(self.whole, tuple) else ()
        years = (Basis.CURRENT, Basis.BASELINE)
        parts = years if self.since or (self.before and not whole) else years[:1]
        wholes = years if self.since else years[1:] if self.before else years[:1]
        steps = figures.steps(self.part)
        return Tally(
            units,
            units,
            tuple(keys_of(self.part, basis) for basis in parts),
            tuple(keys_of(whole, basis) for basis in wholes),
            steps=steps,
            whole_steps=figures.steps(whole) if whole else steps,
        )

    def of_units(self, figures: Figures) -> tuple[Contribution, ...]:
        """The same, unit by unit."""
        reported = self.part + (self.whole if isinstance(self.whole, tuple) else ())
        units, befores, wholes = figures.reporters(reported), list[Before | None](), list[Span | None]()
        parts, then = figures.totals(units, keys_of(self.part)), keys_of(self.part, Basis.BASELINE)
        if self.since:
            befores += map(Before, figures.totals(units, then), self._wholes(figures, units, Basis.BASELINE))
        if self.whole is not None:
            wholes += self._wholes(figures, units, Basis.BASELINE if self.before else Basis.CURRENT)
        elif self.before:
            parts = list(map(less, parts, figures.totals(units, then)))
        nested, make = self.nested, tuple.__new__  # takes half as long as the call of the class
        each = zip_longest(units, parts, wholes, befores)
        return tuple(
            [make(Contribution, (unit, part, whole, nested, "", before)) for unit, part, whole, before in each]
        )

    def _wholes(self, figures: Figures, units: Sequence[str], basis: Basis) -> Sequence[Span]:
        """The whole of each of some units in one year."""
        if isinstance(self.whole, Register):
            name, steps = self.whole.name, figures.steps(self.part)
            return [registered(figures.register(unit, name, basis), steps) for unit in units]
        return figures.totals(units, keys_of(self.whole or (), basis))


class UnitMeets(NamedTuple):
    """1 where a unit meets a condition and 0 where it does not, out of 1."""

    condition: ConditionModel

    def tally(self, figures: Figures, units: tuple[str, ...]) -> Tally:
        """What each of the units adds; where days alone are asked, some may still be to come."""
        asked = Asking(self.condition, figures)
        each = tuple(Contribution(unit, one_if(asked.holds(unit)), Span(1, 1), nested=True) for unit in units)
        to_come = coming(self.condition, figures, units) if only_days(self.condition) else frozenset[str]()
        return Tally(each, each, (keys_of(self.condition.fields()),), coming=to_come)


class MonthsReach(NamedTuple):
    """In how many months (or quarters) a month series has at least so many, out of those of the period."""

    of: str
    at_least: int
    every: Literal["month", "quarter"]

    def slots(self, months: tuple[int, ...], year: tuple[int, ...], *, interim: bool) -> tuple[tuple[int, ...], ...]:
        """The months of the period, or its quarters: in an interim period those that lie in it whole, at its end also
        one with a month outside the period, for it may not be left out. ``year`` are the twelve months in the order in
        which they make quarters."""
        if self.every == "month":
            return tuple((month,) for month in months)
        quarters = tuple(year[first : first + 3] for first in (0, 3, 6, 9))
        kept = set(months).issuperset if interim else (lambda quarter: not set(months).isdisjoint(quarter))
        return tuple(filter(kept, quarters))

    def keys(self, figures: Figures) -> Groups:
        """The figures that make up each of these."""
        slots = self.slots(figures.months, figures.quarter_months, interim=figures.interim)
        return tuple(tuple([Key(self.of, month=month) for month in slot]) for slot in slots)


class PointsFor(NamedTuple):
    """Points for how the unit stands at other targets, added up."""

    criteria: tuple[Criterion, ...]
    not_applicable: str
    waived: str


Computed = Sums | UnitMeets | MonthsReach | PointsFor
"""What a form can work out for one unit, with formulas alone."""


class PlanNames(Protocol):
    """What the check of a measure may ask of the plan; ``plan.review`` says what each of these answers."""

    @property
    def levels(self) -> Collection[str]: ...

    @property
    def periods(self) -> Collection[str]: ...

    def fields(self, path: KeyPath, names: Iterable[str], kind: FieldKind) -> Iterator[Diagnostic]: ...
    def alike(self, path: KeyPath, *sums: Iterable[str], absolute: bool = False) -> Iterator[Diagnostic]: ...
    def exact(self, path: KeyPath, fields: Iterable[str], stated: Mapping[str, Number]) -> Iterator[Diagnostic]: ...
    def together(self, path: KeyPath, names: Iterable[str], *, level: str = "") -> Iterator[Diagnostic]: ...
    def condition(self, path: KeyPath, condition: ConditionModel) -> Iterator[Diagnostic]: ...
    def register(
        self, path: KeyPath, name: str, units: frozenset[str], fields: Iterable[str] = (), *, since: bool = False
    ) -> Iterator[Diagnostic]: ...
    def common(self, names: Iterable[str]) -> frozenset[str]: ...
    def counting(self, name: str) -> str: ...
    def asks_baseline(self, name: str) -> bool: ...
    def each(self, path: KeyPath, names: Iterable[str]) -> Iterator[tuple[str, KeyPath]]: ...
    def unknown(
        self, what: Literal["level", "period"], path: KeyPath, found: str, names: Iterable[str], *, is_key: bool = False
    ) -> Diagnostic: ...
    def wrong(self, path: KeyPath, expected: Ref | Phrase) -> Diagnostic: ...
    def missing(self, path: KeyPath, key: str, needed: KeyPath = ()) -> Diagnostic: ...


class MeasureModel(MeasurePart):
    """A measure of a plan. The defaults are those of a plain figure of counts added up over the units."""

    takes: ClassVar[frozenset[Takes]] = frozenset({"percent"})
    """What the kind's threshold may be given in; ``nothing`` where the kind implies it."""
    says_units: ClassVar[bool] = False
    """Whether the words for what is measured say how several units come together."""
    computable: ClassVar[bool] = True
    """False where a person has to look at the target, and nothing is tallied."""
    absolute: ClassVar[bool] = False
    """Whether it is a number without a whole."""
    growth: ClassVar[bool] = False
    """Whether a percentage is a change against the baseline."""
    decimals: ClassVar[bool] = False
    """Whether a number that it is held against may have decimals, whatever its figures are."""
    signed: ClassVar[bool] = False
    """Whether its figure is a change, which may be negative and is shown with its sign."""
    adds_up: ClassVar[bool] = True
    """Whether its figure is made up of what the units add: of a median, a rank or a score no gap is shared out, none is
    met by so much, and no pace leads anywhere."""
    yes_or_no: ClassVar[bool] = False
    """Whether a unit's own figure says no more than yes or no."""
    empty: ClassVar[Empty] = "nothing_to_measure"
    """Why it has no value where its whole is zero."""

    kind: str

    def fields(self) -> tuple[str, ...]:
        """The fields that it rests on."""
        return self._fields

    @cached_property
    def _fields(self) -> tuple[str, ...]:
        found = self.computed()
        if isinstance(found, UnitMeets):
            return found.condition.fields()
        return (found.of,) if isinstance(found, MonthsReach) else self.part_fields() + self.whole_fields()

    def sides(self) -> tuple[tuple[str, ...], ...]:
        """The fields in groups: those of a group are reported by the same units, each group by units of its own."""
        return (self.fields(),)

    @property
    def scale(self) -> int:
        """For how many of its whole its value is stated: 10,000 for a rate per 10,000."""
        return 1

    @property
    def is_difference(self) -> bool:
        """Whether its figure is what something is more or less than before, and no part of it."""
        return self.signed and not self.growth

    @property
    def is_change(self) -> bool:
        """Whether its figure is a number of more or fewer than before, that may lie below zero."""
        return self.signed and self.absolute

    @property
    def sums(self) -> Sums | None:
        """The counts that it adds up; None where it does something else."""
        found = self.computed()
        return found if isinstance(found, Sums) else None

    def part_fields(self) -> tuple[str, ...]:
        """The counts that make up its part; their unit of measure is what the part counts."""
        return self.sums.part if self.sums else ()

    def whole_fields(self) -> tuple[str, ...]:
        """The counts of the same year that make up its whole."""
        found = self.sums
        return found.whole if found and isinstance(found.whole, tuple) and not found.before else ()

    @property
    def level(self) -> str:
        """The level whose units it counts; "" where it counts something else.

        A threshold that is a whole number is then "k of n units".
        """
        return ""

    def baseline_fields(self) -> tuple[str, ...]:
        """The fields whose figures of the baseline year it needs."""
        return self.sums.of_baseline if self.sums else ()

    def scored_by(self) -> tuple[Criterion, ...]:
        """Of a score, its criteria."""
        return ()

    def policies(self) -> tuple[str, ...]:
        """Of a score, what it does where a target is not applicable, or waived: keys under ``measure_words.score``."""
        return ()

    def rests_on(self) -> tuple[str, ...]:
        """The targets that it is made of, which are judged before it; none for what is measured by figures."""
        return tuple(one.target for one in self.scored_by())

    @property
    def out_of(self) -> Fraction | None:
        """The most points of a score; None for other measures."""
        return None

    def points(self, figures: Figures, unit: str) -> tuple[Points, ...]:
        """Of a score, the points of each criterion at a unit ("": of all units together)."""
        return ()

    @property
    def settled(self) -> bool:
        """Whether what a unit has reported stays as it is, so that the rest of the year does not make up for it."""
        found = self.computed()
        return isinstance(found, UnitMeets) and only_days(found.condition)

    def days(self) -> Iterable[tuple[str, Days]]:
        """The dates that it compares, each with the days that are in time."""
        found = self.computed()
        return found.condition.days() if isinstance(found, UnitMeets) else ()

    def stated_baseline(self) -> Mapping[str, Number]:
        """By period, the total of the baseline year over all units, where the plan itself knows it."""
        return {}

    @property
    def apart(self) -> bool:
        """Whether its figures have different reporters, so that no unit has all of them."""
        return len(self.sides()) > 1

    def owed_together(self, period: str) -> bool:
        """Whether all units together owe it in a period, so that none can be held against the threshold alone."""
        return self.absolute

    def tally(self, figures: Figures) -> Tally:
        """What each unit adds to the part and the whole; a kind whose figures are no plain sums says it itself."""
        found = self.computed()
        if isinstance(found, UnitMeets):
            return found.tally(figures, figures.members(self.level) if self.level else figures.reporters(self.fields()))
        return self.sums.tally(figures) if self.sums else Tally((), ())

    def computed(self) -> Computed | None:
        """What a form works out for its unit; None where no formula can."""
        return None

    @abstractmethod
    def check(self, plan: PlanNames, path: KeyPath) -> Iterable[Diagnostic]:
        """Where it asks for what the plan does not have; ``path`` leads to the measure."""

    def reach(self, *, percent: bool, units: int) -> tuple[Fraction, Fraction | None]:
        """The least and the most that it can be: a threshold outside says nothing. ``units`` are those of its level."""
        return Fraction(0), Fraction(1) if percent else None

    @abstractmethod
    def measured(self, *, number: bool) -> Words:
        """The words ``measured`` for what is measured; ``number`` where the threshold is a whole number."""

    def across(self, *, each_unit: bool) -> str:
        """The sentence of the catalogue that says how several units come together; "" where ``measured`` says it."""
        if self.says_units:
            return ""
        return "measure_words.each_unit" if each_unit else "measure_words.pooled"

    def asked(self, baseline_year: int | None) -> Words:
        """The words ``asked`` (``spoken`` in sentences) for a threshold that the kind implies."""
        return Words()

    def figure(self) -> Words | None:
        """The words ``figure`` for a ``part`` of a ``whole`` that is not shown as a percentage."""
        return None

    def noun(self) -> Words | Level | None:
        """What the part counts: the words ``noun``, the units of a level, or (None) what its ``part_fields`` count."""
        return None
