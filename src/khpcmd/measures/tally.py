"""What every measure is counted into: what each unit adds to a part and a whole, known or bounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import compress
from operator import not_
from typing import Literal, NamedTuple, Protocol

from khpcmd.measures.threshold import Known, Number, decimal_of, level_of
from khpcmd.returns import Basis, CellValue, Key


class Span(NamedTuple):
    """The whole numbers a figure may still be: from ``low`` to ``high``, without end where ``high`` is None."""

    low: int
    high: int | None

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def holds(self, value: int) -> bool:
        """Whether a whole number lies in it."""
        return self.low <= value and (self.high is None or value <= self.high)

    def __add__(self, other: tuple[object, ...]) -> Span:  # sums of figures; tuples are never concatenated here
        if not isinstance(other, Span):
            return NotImplemented
        return Span(self.low + other.low, None if self.high is None or other.high is None else self.high + other.high)


UNKNOWN = Span(0, None)
"""A figure that was not reported, or could not be read: any whole number from 0."""
LEAST = -(10**30)
"""Less than any sum of figures, and than any change."""
UNKNOWN_OR_LESS = Span(LEAST, None)
"""The same for a figure that may lie below 0."""
NOTHING = Span(0, 0)


def exactly(value: int) -> Span:
    return Span(value, value)


def less(one: Span, other: Span) -> Span:
    """What a figure can be without another one; an end that it does not have is far beyond all sums of figures."""
    low = LEAST if other.high is None else one.low - other.high
    return Span(low, None if one.high is None or other.low <= LEAST else one.high - other.low)


def added(spans: Iterable[Span]) -> Span:
    """The sum of some."""
    lows, highs = zip(NOTHING, *spans, strict=True)
    return Span(sum(lows), None if None in highs else sum(highs))


def hull(spans: Iterable[Span]) -> Span:
    """The span from the least to the most of some."""
    lows, highs = zip(*spans, strict=True)
    return Span(min(lows), None if None in highs else max(highs))


Side = Literal["", "part", "whole"]
"""Which side of a ratio a figure is of, where the other side has other reporters; "" where it has both."""


class Before(NamedTuple):
    """The part and the whole of the baseline year."""

    part: Span
    whole: Span


class Contribution(NamedTuple):
    """What one unit adds to the part and the whole of a measure.

    ``nested`` says that the part is counted inside the whole (part ≤ whole in every possible world).
    ``whole`` is None for absolute counts. ``unit`` is "" where the contribution is of all units together. ``side``
    says of one that is shown which of the two its ``part`` is, where other units report the other. ``before`` is there
    where the share of the baseline year is taken from that of the part in the whole; it is nested as they are.
    """

    unit: str
    part: Span
    whole: Span | None
    nested: bool = False
    side: Side = ""
    before: Before | None = None

    @property
    def exact(self) -> bool:
        """Whether all of it is one number each."""
        return self.all_exact((self,))[0]

    @staticmethod
    def all_exact(units: Iterable[Contribution]) -> list[bool]:
        """The same of each of some: there may be ten thousand for each target."""
        return [
            low == high
            and (whole is None or whole.low == whole.high)
            and (before is None or all(one.exact for one in before))
            for _, (low, high), whole, _, _, before in units
        ]

    @property
    def then(self) -> Contribution | None:
        """What the unit adds to the share of the baseline year, where that is taken away."""
        return None if self.before is None else Contribution(self.unit, *self.before, self.nested)

    @property
    def known(self) -> bool:
        """Whether there is one world for the unit, and it is one that can be."""
        return self.all_known((self,))[0]

    @classmethod
    def all_known(cls, units: Sequence[Contribution]) -> list[bool]:
        """The same of each of some."""
        return [
            exact
            and (not unit.nested or unit.part.low <= (unit.whole or NOTHING).low)
            and (unit.before is None or unit.then is None or unit.then.known)
            for unit, exact in zip(units, cls.all_exact(units), strict=True)
        ]


def pooled(contributions: Iterable[Contribution]) -> tuple[Contribution, ...]:
    """The contributions with all that are known added up as one, which comes first.

    Whatever is decided of sums (outcomes, bounds) is the same as over the contributions one by one.
    """
    units = tuple(contributions)
    are_known = Contribution.all_known(units)
    known, others = [*compress(units, are_known)], [*compress(units, map(not_, are_known))]
    if not known:
        return units
    part, wholes = added([unit.part for unit in known]), [unit.whole for unit in known if unit.whole is not None]
    befores = [unit.before for unit in known if unit.before is not None]
    before = Before(*map(added, zip(*befores, strict=True))) if befores else None
    whole = added(wholes) if wholes else None
    return (Contribution("", part, whole, known[0].nested, before=before), *others)


Groups = tuple[tuple[Key, ...], ...]
"""Groups of figures: the cells behind a measure are those of the first group, unit by unit, then of the next."""


class Tally(NamedTuple):
    """The contributions that decide a target, and those shown for information (one for each unit).

    ``part`` and ``whole`` are the figures of each unit that were counted; ``by_themselves`` are the contributions of
    units that are judged one by one, where these are others than those shown.
    """

    deciding: tuple[Contribution, ...]
    shown: tuple[Contribution, ...]
    part: Groups = ()
    whole: Groups = ()
    by_themselves: tuple[Contribution, ...] = ()
    steps: int = 0
    """How many of the whole numbers that contributions consist of make one: 10 for amounts with one decimal, 0 for
    counts, that have no steps."""
    out_of: Fraction | None = None
    """Of a score, the most points: each contribution is a share of them, in whole numbers of its own."""
    coming: frozenset[str] = frozenset()
    """The units whose days are still to come, where days are all that is measured."""
    whole_steps: int = 0
    """The same of the whole, which may be of another unit of measure than the part."""

    def one_by_one(self) -> Tally:
        """The same where each unit is judged by itself, also where the kind would take them together."""
        part, whole = (tuple(key for keys in groups for key in keys) for groups in (self.part, self.whole))
        units = self.by_themselves if self.out_of is not None else self.by_themselves or self.shown
        return self._replace(deciding=units, shown=units, part=(part,), whole=(whole,), by_themselves=())


class Held(NamedTuple):
    """How a target stands that a score rests on, of all units or of one.

    ``low`` and ``high`` are the ends of its value, ``asked`` the lower end of its threshold, all as thresholds are
    written; None where there is none. ``verdicts`` are those that it may have.
    """

    verdicts: frozenset[str]
    low: Fraction | None
    high: Fraction | None
    asked: Fraction | None
    may_come: bool = False
    """Whether "in progress" may mean that it is reached so far."""
    moves: bool = False
    """Whether its value may be another one when the period that decides is over."""


class Points(NamedTuple):
    """The points of one criterion of a score: between ``low`` and ``high``, out of the ``most``."""

    target: str
    most: Fraction
    low: Fraction
    high: Fraction
    not_counted: bool
    """Whether it does not count at all."""
    may_not_count: bool


class Reported(Protocol):
    """What a condition asks of the figures of a unit."""

    def register(self, unit: str, name: str, basis: Basis = Basis.CURRENT) -> Known | None:
        """A number of the plan's register for the unit (for example its communes) in the year of the period, or in the
        baseline year; None where it has none, which is so of units that do not report what is held against it."""

    def total(self, unit: str, keys: Iterable[Key]) -> Span:
        """Some counts or amounts of a unit added up; amounts in steps of their last decimal."""

    def steps(self, fields: Iterable[str]) -> int:
        """How many steps of ``total`` make one; 0 for counts."""


class Figures(Reported, Protocol):
    """What a measure may ask of the world: who is expected to report, and what each has reported."""

    @property
    def period(self) -> str:
        """The id of the period judged."""

    @property
    def months(self) -> tuple[int, ...]:
        """The complete calendar months of the period."""

    @property
    def quarter_months(self) -> tuple[int, ...]:
        """The twelve months in the order in which they make quarters."""

    @property
    def interim(self) -> bool:
        """Whether the year goes on after the period."""

    @property
    def last_day(self) -> date:
        """The last day of the period."""

    def reporters(self, fields: Iterable[str]) -> tuple[str, ...]:
        """The units in scope that report all of these fields, in the plan's order."""

    def members(self, level: str) -> tuple[str, ...]:
        """The units of a level in scope, in the plan's order."""

    def value(self, unit: str, key: Key) -> CellValue | None:
        """The value of a figure, None where it is not known."""

    def blank(self, unit: str, key: Key) -> bool:
        """Whether a unit has filed a return that leaves a figure blank."""

    def totals(self, units: Sequence[str], keys: Iterable[Key]) -> list[Span]:
        """``total`` of each of some units."""

    def held(self, target: str) -> Mapping[str, Held]:
        """How another target stands, of all units together ("") and of each unit that it is judged at."""

    def in_scope(self, units: Iterable[str]) -> tuple[str, ...]:
        """Those of the units that are in scope, each once, in the plan's order."""


@lru_cache(maxsize=1024)
def keys_of(fields: tuple[str, ...], basis: Basis = Basis.CURRENT) -> tuple[Key, ...]:
    """The figures of fields in one year."""
    return tuple(Key(name, basis) for name in fields)


def one_if(holds: bool | None) -> Span:
    """One for yes, nothing for no; either where that is not known."""
    return Span(0, 1) if holds is None else exactly(int(holds))


def registered(known: Known | None, steps: int) -> Span:
    """A number of the register as the whole of some figures: in steps of their last decimal, where they have some."""
    return UNKNOWN if known is None else exactly(int(level_of(known).value * (steps or 1)))


def in_ones(steps: Number, of_one: int) -> Number:
    """A number of steps as it is told; of a count, that has no steps, the count."""
    return decimal_of(Fraction(steps) / of_one) if of_one else steps
