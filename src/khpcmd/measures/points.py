"""Points for the value of a target, and what is wrong with how a plan gives them.

A criterion gives its points by the verdict, in proportion, or by the rows of a table. ``Criterion.pieces`` are the
points of all values that there are, piece by piece: fixed ones, and such as rise or fall with the value.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple, Protocol

from khpcmd.diagnostics import Diagnostic
from khpcmd.diagnostics.parameters import Phrase, Ref
from khpcmd.measures.parts import MeasurePart
from khpcmd.measures.threshold import Ends, Exact, Level, LevelField, Limits

ZERO = Fraction(0)
Place = tuple[str | int, ...]
"""A path in the data of a plan."""


class Tells(Protocol):
    """What the check of a criterion asks of the plan (``base.PlanNames``)."""

    def wrong(self, path: Place, expected: Ref | Phrase) -> Diagnostic: ...
    def missing(self, path: Place, key: str, needed: Place = ()) -> Diagnostic: ...


class Step(Ends):
    """``{at_least: 3, points: 15}``: from that value on, so many points; with ``at_most`` up to it, with both between.

    A row without a lower end begins where the one before ends; one without an upper end goes up to the next.
    """

    points: Exact
    """The points for it, also 0 or fewer; with each those for every so much, with full_at those at that value."""
    full_at: LevelField | None = None
    """The points are in proportion: as the value stands to this one, and no more than points."""
    each: LevelField | None = None
    """For each so much of the value beyond the beginning of this row so many points more (or, of less than 0, fewer)
    than the row before gives there; a part of it counts in proportion."""


class Piece(NamedTuple):
    """The points of the values between some limits: ``start`` at the value ``at``, and so many more by ``slope``.

    ``row`` is the row of the table that says so, -1 where none does.
    """

    limits: Limits
    start: Fraction
    at: Fraction = ZERO
    slope: Fraction = ZERO
    row: int = -1

    def at_value(self, value: Fraction) -> Fraction:
        """The points for a value."""
        return self.start + self.slope * (value - self.at) if self.slope else self.start

    def ends(self) -> tuple[Fraction, Fraction]:
        """The points at the lower and at the upper limit, as near to it as there are values."""
        low, high = (self.start if end is None else self.at_value(end) for end in (self.limits.low, self.limits.high))
        return low, high

    def kept(self, least: Fraction, most: Fraction) -> Iterator[Piece]:
        """The same with no fewer and no more points, in up to three pieces."""
        if not self.slope:
            yield self
            return
        (first, few), (last, many) = sorted((self.at + (end - self.start) / self.slope, end) for end in (least, most))
        parts = (
            Piece(Limits(high=first), few, row=self.row),
            self._replace(limits=Limits(first, last, low_strict=True, high_strict=True)),
            Piece(Limits(last), many, row=self.row),
        )
        for part in parts:
            common = self.limits.both(part.limits)
            if not common.empty:
                yield part._replace(limits=common)


class Criterion(MeasurePart):
    """A target and the points that it gives: all or nothing, in proportion, or by steps."""

    target: str
    """The id of a target of this plan."""
    points: Exact
    """The most points that it gives; 0 where it only takes some away."""
    weight: Exact = Decimal(1)
    """What its points are multiplied by."""
    give: Literal["all_or_nothing", "in_proportion", "by_steps"] = "all_or_nothing"
    """all_or_nothing: all points where the target is met; in_proportion: as its value stands to full_at; by_steps."""
    full_at: LevelField | None = None
    """With in_proportion, the value from which all points are given; default: the threshold of the target."""
    steps: tuple[Step, ...] = ()
    """With by_steps, the table of points, from the lowest values on. Values in no row give no points."""
    least: Exact | None = None
    """With by_steps, the fewest points however many steps take away, for example 0 or -5."""
    not_applicable: Literal["none", "full", "not_counted"] | None = None
    """The points where this target is not applicable; default: what the score says."""

    @property
    def most(self) -> Fraction:
        return Fraction(self.points) * Fraction(self.weight)

    @property
    def by_value(self) -> bool:
        return self.give != "all_or_nothing"

    def full(self, asked: Fraction | None) -> Fraction | None:
        """With in_proportion, the value from which all points are given; ``asked`` is what the target has to reach."""
        return asked if self.full_at is None else self.full_at.value

    @property
    def rises(self) -> bool:
        """Whether no higher value gives fewer points."""
        ends = [end for piece in self.pieces(Fraction(1)) for end in piece.ends()]
        return ends == sorted(ends)

    @property
    def falls(self) -> bool:
        """Whether some higher value gives fewer points."""
        return self.by_value and not self.rises

    @property
    def spans(self) -> tuple[Limits, ...]:
        """The values of each row."""
        own = [step.limits() for step in self.steps]
        found = list[Limits]()
        for index, limits in enumerate(own):
            before = found[-1].above if found else None
            later = own[index + 1].below if index + 1 < len(own) else None
            low = before if before is not None and limits.low is None else Limits()
            high = later if later is not None and limits.high is None else Limits()
            found.append(limits.both(low).both(high))
        return tuple(found)

    def pieces(self, asked: Fraction | None) -> tuple[Piece, ...]:
        """The points of all values that there are, piece by piece from the lowest on."""
        if self.give == "by_steps":
            return self._rows
        if asked not in self._proportions:  # of thousands of units most have the same threshold
            full = self.full(asked)
            whole = Piece(Limits(), ZERO, slope=self.most / full if full else ZERO)
            self._proportions[asked] = tuple(whole.kept(ZERO, self.most))
        return self._proportions[asked]

    @cached_property
    def _proportions(self) -> dict[Fraction | None, tuple[Piece, ...]]:
        """The pieces by what the target has to reach."""
        return {}

    @cached_property
    def _rows(self) -> tuple[Piece, ...]:
        """The rows of the table, with what lies below, between and above them."""
        found, before, weight = list[Piece](), Limits(), Fraction(self.weight)
        least = ZERO if self.least is None else min(ZERO, Fraction(self.least) * weight)
        for row, (step, limits) in enumerate(zip(self.steps, self.spans, strict=True)):
            gap = limits.below
            if gap is not None and not gap.both(before).empty:
                found.append(Piece(gap.both(before), ZERO))
            points, start, at = Fraction(step.points) * weight, found[-1].ends()[1] if found else ZERO, limits.low
            if step.full_at is not None:
                piece = Piece(limits, ZERO, ZERO, points / step.full_at.value, row)
                found += piece.kept(min(ZERO, points), max(ZERO, points))
            elif step.each is not None:
                found += Piece(limits, start, at or ZERO, points / step.each.value, row).kept(least, self.most)
            else:
                found.append(Piece(limits, points, row=row))
            if limits.above is None:
                return tuple(found)
            before = limits.above
        return (*found, Piece(before, ZERO))

    def between(self, low: Fraction | None, high: Fraction | None, asked: Fraction | None) -> tuple[Fraction, Fraction]:
        """The fewest and the most points of the values between two ends, None where there is no end."""
        if low is not None and low == high:
            here = next(piece for piece in self.pieces(asked) if piece.limits.hold(low))
            return (points := here.at_value(low)), points
        values, ends = Limits(low, high), list[Fraction]()
        for piece in self.pieces(asked):
            common = piece.limits.both(values)
            if not common.empty:
                ends += piece._replace(limits=common).ends()
        return min(ends), max(ends)


def levels_of(one: Criterion, path: Place) -> dict[Place, Level]:
    """The values that it states, by their places."""
    levels: dict[Place, Level | None] = {(*path, "full_at"): one.full_at}
    for number, step in enumerate(one.steps):
        own = {**step.named, "full_at": step.full_at, "each": step.each}
        levels |= {(*path, "steps", number, key): level for key, level in own.items()}
    return {place: level for place, level in levels.items() if level is not None}


def check_criterion(plan: Tells, one: Criterion, path: Place) -> Iterator[Diagnostic]:
    """Values are stated, for each unit would have its own of the register; points, weights and scales are more than
    zero; and each way of giving points has its own keys."""
    if varying := [place for place, level in levels_of(one, path).items() if not level.stated]:
        yield from (plan.wrong(place, Ref("word", "level_stated")) for place in varying)
        return
    scales = {place: level.value for place, level in levels_of(one, path).items() if place[-1] in ("full_at", "each")}
    amounts: dict[Place, Fraction | Decimal] = {(*path, "weight"): one.weight, **scales}
    if one.points or all(step.points >= 0 for step in one.steps):  # else it only takes points away
        amounts[*path, "points"] = one.points
    wrong = [place for place, number in amounts.items() if number <= 0]
    yield from (plan.wrong(place, Ref("word", "more_than_zero")) for place in wrong)
    by_steps = one.give == "by_steps"
    for key, given in {"steps": one.steps, "least": one.least is not None}.items():
        if given and not by_steps:
            yield plan.wrong((*path, key), Ref("word", "by_steps_only"))
    if one.give != "in_proportion" and one.full_at is not None:
        yield plan.wrong((*path, "full_at"), Ref("word", "in_proportion_only"))
    if by_steps and not one.steps:
        yield plan.missing(path, "steps")
    elif by_steps and not wrong and len({level.percent for level in levels_of(one, path).values()}) < 2:
        unsaid = list(_unsaid(plan, one, path))
        yield from unsaid or _table(plan, one, (*path, "steps"))


def _unsaid(plan: Tells, one: Criterion, path: Place) -> Iterator[Diagnostic]:
    """What a table of points has to say: of each row a value, and how far points can be taken away."""
    for number, step in enumerate(one.steps):
        if not step.levels:
            yield plan.missing((*path, "steps", number), "at_least")
        if step.full_at is not None and step.each is not None:
            yield plan.wrong((*path, "steps", number, "each"), Ref("word", "each_or_full_at"))
    if one.least is None and any(step.each is not None and step.points < 0 for step in one.steps):
        yield plan.missing(path, "least")


def _table(plan: Tells, one: Criterion, path: Place) -> Iterator[Diagnostic]:
    """The first row of a table that is not of higher values than the one before, or whose points do not go on rising
    (or falling), or are none of the criterion's."""
    least = min(one.points, *(step.points for step in one.steps)) if one.least is None else one.least
    wrong = [number for number, step in enumerate(one.steps) if step.points > one.points]
    wrong += [number for number, step in enumerate(one.steps) if step.each is None and step.points < least]
    wrong += [number for number, pair in enumerate(pairwise(one.spans), 1) if not _in_order(*pair)]
    if not wrong:
        course = [piece for index, piece in enumerate(one.pieces(None)) if index or piece.row >= 0 or one.rises]
        wrong = [max(before.row, piece.row) for before, piece in pairwise(course) if not _goes_on(one, before, piece)]
        wrong += [piece.row for piece in course if not _goes_on(one, piece, piece)]
    if wrong:
        yield plan.wrong((*path, min(wrong)), Ref("word", "steps_order"))


def _in_order(before: Limits, later: Limits) -> bool:
    """Whether all values of one row lie below those of the next."""
    apart = before.high is not None and later.low is not None and before.high <= later.low
    return apart and not (before.empty or later.empty) and before.both(later).empty


def _goes_on(one: Criterion, before: Piece, later: Piece) -> bool:
    """Whether points rise, or in a table that falls fall, from one piece to the next, or within one; two rows never
    give the same."""
    first, last = before.ends() if before is later else (before.ends()[1], later.ends()[0])
    alike = before.row != later.row and min(before.row, later.row) >= 0 and not (before.slope or later.slope)
    return first != last if alike and first == last else first <= last if one.rises else first >= last
