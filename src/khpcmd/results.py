"""The verdict on each target and duty, and all that it rests on. Exact; nothing here is rounded."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple

from khpcmd.measures.tally import Groups, Points, Side
from khpcmd.measures.threshold import Number, Threshold
from khpcmd.plan.decisions import Answer, Waiver
from khpcmd.plan.model import Duty, ScoreClass, Target
from khpcmd.returns import Cell, Key, Place, Return, cells_of, places_of


class Verdict(StrEnum):
    """How a target stands."""

    MET = "met"
    """The threshold is reached, whatever is still open."""
    MISSED = "missed"
    """It is not reached, whatever is still open."""
    IN_PROGRESS = "in_progress"
    """Not reached yet in a period within the year, or partly done where that is an answer."""
    INCONCLUSIVE = "inconclusive"
    """What is not known could turn it, either way."""
    NOT_APPLICABLE = "not_applicable"
    """There is nothing that it could be measured by."""
    WAIVED = "waived"
    """Missed, and a waiver accepts the shortfall."""


class Reason(StrEnum):
    """Why a verdict is what it is, where the figure alone does not say it."""

    NONE = ""
    """The figure says it."""
    NOTHING_TO_MEASURE = "nothing_to_measure"
    """0 of 0."""
    BASELINE_ZERO = "baseline_zero"
    """The figure of the baseline year is 0, so that no change can be measured from it."""
    NOTHING_BEFORE = "nothing_before"
    """0 of 0 in the baseline year, whose share would be taken away."""
    MANUAL = "manual"
    """A person decides it; no figures of returns do."""
    MISSING = "missing"
    """Units or cells are missing or unreadable; see ``open_units``."""
    MILESTONE = "milestone"
    """What the period itself asks for was not reached."""
    NO_MONTHS = "no_months"
    """No month of the period is complete."""
    CRITERIA = "criteria"
    """Criteria of a score are open; see ``points``."""
    CONTRADICTED = "contradicted"
    """The plan states a baseline that the returns contradict; neither is believed."""
    PART_ABOVE_WHOLE = "part_above_whole"
    """The part of some units is larger than the whole of others."""
    TOTAL_DIFFERS = "total_differs"
    """By a total that a sheet states, and that the units do not add up to, it could be another one."""


class Measurement(NamedTuple):
    """The figure over what is known: ``counted`` of ``expected`` units; ``whole`` is None for absolute counts.

    Amounts are decimal numbers in the unit of their field, and a percentage that was reported is 95.2.
    """

    part: Number
    """The numerator, or the count itself."""
    whole: Number | None
    """The denominator; None where there is none."""
    counted: int
    """How many units' figures are in it."""
    expected: int
    """How many units' figures belong in it."""
    added_up: bool = True
    """Whether the figure is that of the units together: percentages that they report are not added up."""
    side: Side = ""
    """Whether ``part`` is no more than one side of a ratio, and which: the other has other reporters."""
    per: int = 1
    """For how many of the whole the value is stated: 10,000 for a rate per 10,000."""
    before: tuple[Number, Number] | None = None
    """The part and the whole of the baseline year, where their share is taken away."""

    @property
    def shares(self) -> tuple[Fraction | None, Fraction | None]:
        """The share of the part in the whole, now and in the baseline year, where that is taken away."""
        then = None if self.before is None else self._replace(part=self.before[0], whole=self.before[1], before=None)
        return self._replace(before=None).value, None if then is None else then.value

    @property
    def sides(self) -> tuple[Number | None, Number | None]:
        """What is known of the part and of the whole."""
        return (None, self.part) if self.side == "whole" else (self.part, self.whole)

    @property
    def complete(self) -> bool:
        """Whether all of them are."""
        return self.counted == self.expected

    @property
    def value(self) -> Fraction | None:
        """Part over whole, or the part itself; None for 0 of 0, and for one side of a ratio."""
        if self.before is not None:
            now, then = self.shares
            return None if now is None or then is None else now - then
        part, whole = self.part, self.whole
        if self.side:
            return None
        if whole is None:
            return Fraction(part)
        if isinstance(part, int) and isinstance(whole, int):
            return Fraction(part * self.per, whole) if whole else None
        return Fraction(part) * self.per / Fraction(whole) if whole else None


class Bounds(NamedTuple):
    """The least and the greatest value the figure can still take; None means "no end on this side"."""

    low: Fraction | None
    """The least value, exact."""
    high: Fraction | None
    """The greatest value, exact."""


class Gap(NamedTuple):
    """The smallest number that would turn the verdict: ``more`` things in the part (negative: fewer).

    It is a whole one for counts, and has the decimals of the field for amounts.
    """

    more: Number
    """How many more of the part; below 0: how many fewer."""


class Margin(NamedTuple):
    """The smallest ``change`` of the part of a met target that would turn it (negative: fewer).

    ``units`` could make it by themselves; where each is judged by itself, they are those nearest to their threshold.
    """

    change: Number
    units: tuple[str, ...]


class FairShare(NamedTuple):
    """A unit's part of a gap, by the declared rule: not asked of it."""

    unit: str
    share: Number


class FairShares(NamedTuple):
    """A gap spread over the units: in proportion to the ``whole`` (``baseline``, ``part``) of each, or ``alike``."""

    by: str
    units: tuple[FairShare, ...]


Why = Literal["no_past", "moved", "slip"]
"""Why a figure may be worth a look."""


class Hinge(NamedTuple):
    """A figure that a verdict hangs on: with ``instead`` in its place it would be another one.

    It has no earlier figure to be held against ("no_past"), it ``moved`` since then by more than the verdict can bear,
    or one ``slip`` of the finger would explain it. None of this says that it is wrong.
    """

    why: Why
    unit: str
    figure: Key
    value: Number
    instead: Number


class Outlook(NamedTuple):
    """What the months that are left need each, what those behind had each, and where that pace would lead.

    The last is an extrapolation: ``part`` and ``whole`` at the end of the year.
    """

    needed: Number
    so_far: Number
    part: Number
    whole: Number | None


class Pace(NamedTuple):
    """How far an interim figure is: the shares of the year's threshold and of the year's days that are behind."""

    reached: Fraction
    """The share of the year's threshold that is reached."""
    elapsed: Fraction
    """The share of the year's days that is over."""
    outlook: Outlook | None = None
    """Of what adds up over the year, where every figure is known."""


class Lack(StrEnum):
    """Why a figure of a unit is not known."""

    MISSING = "missing"
    """Nothing has come of the unit."""
    UNUSABLE = "unusable"
    """What has come of it could not be used."""
    UNREAD = "unread"
    """It has reported, and this figure is missing or cannot be used."""
    ZEROS = "zeros"
    """It is a 0 that may never have been filled in: other figures of its return contradict each other."""


class OpenUnit(NamedTuple):
    """A unit whose figure is not known, and whether it has reported at all."""

    unit: str
    """Its id."""
    reported: bool
    """Whether a return of it was read: then single figures are missing or cannot be used."""
    under_way: bool = False
    """Whether nothing is missing: the figure is a score, and the time of its criteria is not over."""
    received: bool = False
    """Of a unit that has not reported, whether something has come of it that could not be used."""
    zeros: bool = False
    """Of a unit that has reported, whether nothing but zeros is open that may never have been filled in."""

    @property
    def lack(self) -> Lack:
        """What it lacks."""
        if self.reported:
            return Lack.ZEROS if self.zeros else Lack.UNREAD
        return Lack.UNUSABLE if self.received else Lack.MISSING


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which figures were counted: groups of figures of a return, for the part and for the whole.

    The cells are looked up in the ``returns`` (by unit) when they are needed: of thousands of units few are shown.
    """

    returns: Mapping[str, Return] = field(default_factory=dict, repr=False)
    part: Groups = ()
    whole: Groups = ()

    def part_cells(self, units: Iterable[str]) -> tuple[Cell, ...]:
        return cells_of(self.returns, units, self.part)

    def whole_cells(self, units: Iterable[str]) -> tuple[Cell, ...]:
        return cells_of(self.returns, units, self.whole)


NO_EVIDENCE = Evidence()


Alone = Callable[[], tuple[Verdict, Gap | None]]
"""How one figure stands to a threshold, and what it lacks of it; worked out when it is asked."""


def settled(verdict: Verdict, gap: Gap | None = None) -> Alone:
    """What is worked out already."""
    return lambda: (verdict, gap)


class UnitResult(NamedTuple):
    """One unit's own figure against a target.

    Only where each unit is judged by itself (``judged``) has it a ``verdict`` and a ``gap``. Where all units together
    decide, nobody set the threshold for this one: its figure is for information, and both are None.
    """

    unit: str
    """Its id."""
    measurement: Measurement
    """The unit's own figure."""
    standing: Alone
    """``alone`` and ``short_by``, which few ask of the thousands whose threshold is not their own."""
    evidence: Evidence = NO_EVIDENCE
    below: tuple[str, ...] = ()
    """Where the figure was counted from units below: those that fall short."""
    waiver: Waiver | None = None
    """The waiver of the unit, where its verdict is WAIVED; without it the unit would have missed."""
    judged: bool = False
    """Whether it has a verdict of its own."""
    asked: Threshold | None = None
    """The unit's own threshold, where it is another than that of all."""
    without: tuple[tuple[int, ...], ...] = ()
    """Of a target over months that each unit owes: those (or the quarters) in which it surely lacks enough."""
    bounds: Bounds | None = None
    """Where each unit is judged by itself: between which values its figure can still end; None where it is known."""

    @property
    def alone(self) -> Verdict:
        """How the figure stands to the threshold, also where that is not the unit's own: never shown as its verdict."""
        return self.standing()[0]

    @property
    def short_by(self) -> Gap | None:
        """What the figure lacks of the threshold, also where that is not the unit's own."""
        return self.standing()[1]

    @property
    def verdict(self) -> Verdict | None:
        """How the unit stands; None where its figure is for information."""
        return self.alone if self.judged else None

    @property
    def shown(self) -> Measurement | None:
        """The figure, where it is complete."""
        return self.measurement if self.measurement.complete else None

    @property
    def gap(self) -> Gap | None:
        """What would turn the unit's verdict; None where it has none."""
        return self.short_by if self.judged else None

    @property
    def part_cells(self) -> tuple[Cell, ...]:
        """The cells behind the part."""
        return self.evidence.part_cells((self.unit,))

    @property
    def whole_cells(self) -> tuple[Cell, ...]:
        """The cells behind the whole."""
        return self.evidence.whole_cells((self.unit,))

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells behind the figure."""
        return (*self.part_cells, *self.whole_cells)


class Rank(NamedTuple):
    """The rank of a unit by its score, which lies between ``low`` and ``high``: from ``first`` to ``last``.

    Units with as many points have the same rank; the next ones are counted on from there.
    """

    unit: str
    low: Fraction
    high: Fraction
    first: int
    last: int


@dataclass(frozen=True)
class Result:
    """The verdict on one target, with everything it rests on."""

    target: Target
    """The target of the plan."""
    verdict: Verdict
    """How it stands."""
    measurement: Measurement | None
    """The figure over what is known; None where nothing is computed."""
    reason: Reason = Reason.NONE
    """Why, where the figure does not say it."""
    bounds: Bounds | None = None
    """Between which values it can still end; None where nothing is open."""
    gap: Gap | None = None
    """What would turn the verdict; None where that cannot be said."""
    pace: Pace | None = None
    """Of an interim figure, how far it is in the year; else None."""
    open_units: tuple[OpenUnit, ...] = ()
    """The units whose figures are not known."""
    unit_results: Callable[[], tuple[UnitResult, ...]] = field(default=tuple, repr=False, compare=False)
    """Judges the units one by one; ``units`` are the results."""
    reaching: tuple[int, int] | None = None
    """For targets judged at each unit: how many units reach the threshold, of how many it applies to."""
    not_exceeded: tuple[int, int] | None = None
    """Where the rest of the year may still pass the upper limit of a unit, how many have not passed it so far, of how
    many that have such a limit. None of these reaches it yet."""
    owed_together: bool = False
    """Whether all units together owe it, so that no unit has a standing of its own."""
    counted: tuple[str, ...] = ()
    """The units whose figures were counted."""
    evidence: Evidence = NO_EVIDENCE
    without: tuple[tuple[int, ...], ...] = ()
    """Of a target over the months of a period, those months (or quarters, as their months) that surely lack enough."""
    milestone: Threshold | None = None
    """What the period asks for on the way, where the verdict turns on it."""
    otherwise: Verdict | None = None
    """The verdict without waivers, where one was applied to the target or to one of its units."""
    waiver: Waiver | None = None
    """The waiver of the target as a whole."""
    points: Mapping[str, tuple[Points, ...]] = field(default_factory=dict)
    """Of a score, the points of each criterion, by unit ("": of all units together)."""
    ranking: tuple[Rank, ...] = ()
    """Of a score of each unit, the units from the most points on."""
    classes: Mapping[str, tuple[ScoreClass, ...]] = field(default_factory=dict)
    """Of a score with classes, those that it can be of, from the best on, by unit ("": of all units together); none
    while what a period has not reached may still come."""
    answer: Answer | None = None
    """Who decided the verdict, where it cannot be computed and was answered."""
    statistic: Bounds | None = None
    """What the units are compared with, where the threshold is a statistic of them: between which values it lies."""
    margin: Margin | None = None
    """What would turn it, where it is met and every figure is known."""
    shared: Callable[[], FairShares | None] = field(default=lambda: None, repr=False, compare=False)
    """Spreads the gap over the units; ``fair_shares`` is how."""
    verified: Callable[[], tuple[Hinge, ...] | None] = field(default=tuple, repr=False, compare=False)
    """Looks for what the verdict hangs on; ``hinges`` are what was found."""

    @property
    def shown(self) -> Measurement | None:
        """The figure, where there is one: that of some units, or one that stands although none is complete."""
        found = self.measurement
        return found if found is not None and found.added_up and (found.counted or found.part) else None

    @property
    def lacking(self) -> tuple[OpenUnit, ...]:
        """Those of the open units of which a figure is missing or cannot be used."""
        return tuple(one for one in self.open_units if not one.under_way)

    def with_received(self, units: Container[str]) -> Result:
        """The same where something has come of ``units`` that could not be used."""
        open_ = tuple(one._replace(received=not one.reported and one.unit in units) for one in self.open_units)
        return replace(self, open_units=open_)

    @property
    def waits_for(self) -> dict[Lack, list[str]]:
        """The units of ``lacking`` by what they lack."""
        found = {lack: [one.unit for one in self.lacking if one.lack is lack] for lack in Lack}
        return {lack: units for lack, units in found.items() if units}

    @property
    def only_time(self) -> bool:
        """Whether no figure is known, and none is missing: the time is not over."""
        none_known = self.measurement is not None and not self.measurement.counted
        return none_known and bool(self.open_units) and not self.lacking

    @cached_property
    def fair_shares(self) -> FairShares | None:
        """The gap spread over the units that could close it; for information."""
        return self.shared()

    @cached_property
    def hinges(self) -> tuple[Hinge, ...] | None:
        """The figures that a near verdict hangs on, for whoever wants to look at them again; nobody is asked. None
        where there are too many figures to look for it."""
        return self.verified()

    @cached_property
    def units(self) -> tuple[UnitResult, ...]:
        """The units one by one, judged when they are needed: a report over thousands of units shows few of them."""
        return self.unit_results()

    @property
    def part_cells(self) -> tuple[Cell, ...]:
        """The cells behind the part."""
        return self.evidence.part_cells(self.counted)

    @property
    def part_places(self) -> Iterator[Place]:
        """Where the part's cells stand."""
        return places_of(self.evidence.returns, self.counted, self.evidence.part)

    @property
    def whole_places(self) -> Iterator[Place]:
        """Where the whole's cells stand."""
        return places_of(self.evidence.returns, self.counted, self.evidence.whole)

    @property
    def whole_cells(self) -> tuple[Cell, ...]:
        """The cells behind the whole."""
        return self.evidence.whole_cells(self.counted)


class DutyState(StrEnum):
    """How a duty stands at one unit."""

    DONE = "done"
    """Done, and in time where it has a day."""
    NOT_DONE = "not_done"
    """The unit says that it is not, or it came too late."""
    NOT_YET = "not_yet"
    """Not done, and its day lies after the period."""
    NOT_REPORTED = "not_reported"
    """Nothing that could be read says how it stands."""


class DutyResult(NamedTuple):
    """One duty of one unit, with the cells that say so."""

    duty: Duty
    """The duty of the plan."""
    unit: str
    """The id of the unit."""
    state: DutyState
    """How it stands."""
    late: bool = False
    """Whether it was done, but after its day: that is not done."""
    cells: tuple[Cell, ...] = ()
    """The cells that say so."""
    evidence: tuple[tuple[str, Cell], ...] = ()
    """The evidence that was given, by its kind."""
    missing_evidence: tuple[str, ...] = ()
    """The kinds of evidence that the plan asks for and that are missing from a duty reported as done."""
