"""The hidden calculation of a form: from its cells to figures, contradictions, verdicts and checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from khpcmd.judge.constraints import Fields, rules
from khpcmd.judge.repairs import linked
from khpcmd.judge.rule import Rule
from khpcmd.measures.base import PointsFor
from khpcmd.measures.threshold import Limits, Number
from khpcmd.plan.checklist import days_of, evidence_of
from khpcmd.plan.constraints import Steps
from khpcmd.plan.fields import NUMBERS, AnyField
from khpcmd.plan.periods import Window
from khpcmd.returns import Basis, Key
from khpcmd.template.cells import BLANK, CONFLICT, FIGURE, Input, evidence, state, value
from khpcmd.template.contents import Filer, Judged, judged
from khpcmd.template.measured import (
    ONE,
    UNANSWERED,
    Figure,
    Known,
    Measured,
    Scored,
    Shared,
    Standing,
    first_of,
    last_of,
    measured,
    scored,
    standing_of,
)
from khpcmd.template.terms import EXACT, Ledger, Term, all_of, any_of, const, if_, least, not_, total

MET, MISSED, IN_PROGRESS, NOTHING, OPEN = "met", "missed", "in_progress", "not_applicable", "inconclusive"
"""The verdicts as the formulas call them."""
INFORMATION = "information"
"""What stands in their place where the unit owes a number together with others."""


class Judge(NamedTuple):
    """Judges one target for one unit by its figures, or by its points. What is not known in full is left open."""

    name: str
    rule: Rule
    found: Measured | Scored
    keep: Ledger

    def information(self, found: Measured, *, whole_asked: bool) -> Term:
        """Whether there is a figure, where none is asked of the unit by itself; also its whole, if the form asks it."""
        return self._put("verdict", if_(found.known if whole_asked else found.now.part.known, INFORMATION, OPEN))

    def verdict(self, *, nested: bool = True, known: Iterable[Term] = (), to_come: Term | None = None) -> Term:
        """The verdict by the one region that the value lies in; ``known`` is what else there has to be.

        Points that lie as near to a limit as rounding carries them lie on both of its sides.
        """
        result, regions = const(OPEN), list[Term]()
        for number, (region, verdict) in enumerate(self.rule.standings(nested=nested)):
            regions.append(self._put(f"region {number}", self.found.keeps(region)))
            result = if_(regions[-1], verdict.value, result)
        nothing = self._put("nothing", self.found.of_nothing)
        result = if_(nothing, self.rule.of_nothing.value, result)
        clear = any_of((nothing, total(if_(one, 1, 0) for one in regions).eq(1)))  # 0 of 0 keeps every limit
        open_ = const(OPEN) if to_come is None else if_(to_come, IN_PROGRESS, OPEN)
        return self._put("verdict", if_(all_of((self.found.known, clear, *known)), result, open_))

    def _put(self, label: str, term: Term) -> Term:
        return self.keep.put(f"{self.name} {label}", term)

    def gap(self, found: Measured, verdict: Term) -> Term:
        """How many more (or fewer) of the part would turn the verdict; "" where no number would."""
        more = _gap(self.rule.limits, found)
        if self.rule.interim and self.rule.milestone is not None:
            missed, lost = verdict.eq(MISSED), self.rule.lost
            if lost is not None:
                missed = all_of((missed, not_(found.part.gt(last_of(self.rule.limits, found)))))
            more = if_(missed, _gap(self.rule.milestone, found), more)
        short = any_of(verdict.eq(word) for word in (MISSED, IN_PROGRESS, OPEN))
        known = [found.known, not_(found.of_nothing), short, *self.exact(found)]
        return self._put("gap", if_(all_of(known), more, ""))

    def exact(self, found: Measured) -> Iterator[Term]:
        """Whether the products by which a share is held beside that of another year are exact."""
        if found.then is not None:
            limits = [one for one in (self.rule.limits, self.rule.milestone) if one is not None]
            ends = [end for one in limits for end in one.ends]
            scale = 2 * max(max(end.denominator, abs(end.numerator)) for end in ends)
            yield (found.whole * found.then.whole.value).le(EXACT // scale)


def _gap(limits: Limits, found: Measured) -> Term:
    """From the part to the nearest whole number that keeps the limits; "" where it is one, and where there is none."""
    part = found.part
    least_part = const(-EXACT) if found.counted and found.before else const(0)  # a change may be negative
    first = least_part if limits.low is None else first_of(limits, found)
    ends = [last_of(limits, found)] if limits.high is not None else []
    ends += [found.whole] if found.nested else []
    below = if_(part.lt(first), first - part, "")
    if not ends:
        return below
    last = least(ends)
    more = if_(part.lt(first), first - part, if_(part.gt(last), last - part, ""))
    return if_(first.le(last), more, "")


@dataclass(slots=True)
class Calculation:
    """The calculation of one form. ``stated`` are figures as they stand in their cells, ``figures`` those to go by."""

    ledger: Ledger
    filer: Filer
    inputs: Mapping[Key, Input]
    stated: dict[Key, Figure] = field(default_factory=dict)
    figures: dict[Key, Figure] = field(default_factory=dict)
    evidence: dict[Key, Term] = field(default_factory=dict)
    """What is said of the evidence of answers, by its own place."""
    below: dict[str, Below] = field(default_factory=dict)
    agreements: list[Agreement] = field(default_factory=list)
    targets: list[JudgedHere] = field(default_factory=list)


class Below(NamedTuple):
    """What the units below reported for one field: their total, and how many are still missing.

    ``lacking`` is 0 where none of them has reported: an annex need not be sent.
    """

    total: Term
    lacking: Term
    begun: Term
    """Whether anything stands in their cells."""
    agrees: Term
    """Whether the unit's own figure can be true beside theirs."""


class JudgedHere(NamedTuple):
    """A target with its formulas."""

    judged: Judged
    found: Measured
    verdict: Term
    gap: Term
    score: Scored | None = None
    """Of a score, its points."""


def calculation(
    filer: Filer,
    inputs: Mapping[Key, Input],
    annex: Mapping[str, tuple[AnyField, tuple[Input, ...]]],
    ledger: Ledger | None = None,
) -> Calculation:
    """The calculation of a form. ``annex`` has, by field of the unit, the fields and cells of the units below."""
    made = Calculation(Ledger() if ledger is None else ledger, filer, inputs)
    for key, cell in inputs.items():
        made.stated[key] = _figure(
            made.ledger, _label(key), filer.plan.fields[key.field], cell, filer.window(key.field)
        )
    made.evidence = dict(_evidence(made))
    counted = dict(made.stated)
    days = filer.plan.periods[filer.period].window
    for name, (spec, cells) in annex.items():
        counted[Key(name)] = _rolled_up(made, name, spec, [_figure(made.ledger, name, spec, c, days) for c in cells])
    made.agreements = [
        one._replace(broken=made.ledger.put(f"{one.clash} {one.inner[0].field}", one.broken))
        for one in agreements(filer, counted)
    ]
    unclear = dict(_unclear(made))
    zeros = _zeros_in_doubt(made, counted, unclear)
    made.figures = {key: _settled(made, key, figure, unclear.get(key), zeros) for key, figure in counted.items()}
    made.targets = list(_targets(made))
    return made


def _targets(made: Calculation) -> Iterator[JudgedHere]:
    """The targets in their order; scores are worked out after those that they rest on."""
    asked = list(judged(made.filer))
    found = {one.target.id: _target(made, one) for one in asked if not isinstance(one.computed, PointsFor)}
    for one in asked:
        yield _score(made, one, one.computed, found) if isinstance(one.computed, PointsFor) else found[one.target.id]


def _score(made: Calculation, one: Judged, points: PointsFor, found: Mapping[str, JudgedHere]) -> JudgedHere:
    filer, target, each = made.filer, one.target, one.target.judged == "each_unit"
    standings = dict[str, Standing | None]()
    for name in (criterion.target for criterion in points.criteria):
        held = found.get(name)
        if held is not None:
            standings[name] = standing_of(filer, held.judged.target, held.verdict, held.found, each=each)
        else:
            standings[name] = None if filer.plan.target[name].measure.computable else UNANSWERED
    score = scored(target.id, points, standings, made.ledger)
    keys = [key for name in standings if name in found for key in found[name].found.keys]
    figure = Measured(
        Shared(Known(score.points, score.known), ONE), nested=True, counted=False, keys=tuple(dict.fromkeys(keys))
    )
    verdict = Judge(target.id, one.rule, score, made.ledger).verdict()
    short = any_of(verdict.eq(word) for word in (MISSED, IN_PROGRESS))
    gap = const("") if target.threshold is None else score.gap(target.threshold, short)
    return JudgedHere(one, figure, verdict, made.ledger.put(f"{target.id} gap", gap), score)


def _evidence(made: Calculation) -> Iterator[tuple[Key, Term]]:
    plan = made.filer.plan
    signed = days_of(plan, plan.year, made.filer.period)
    for answer, figure in made.stated.items():
        if plan.fields[answer.field].typed == "yes_no":
            keys = (Key(name) for name in evidence_of(plan, answer.field).values())
            for key in (key for key in keys if key in made.inputs):
                said = evidence(made.inputs[key], plan.fields[key.field], signed, figure.value.eq(1))
                yield key, made.ledger.put(f"{_label(key)} evidence", said)


def _label(key: Key) -> str:
    return " ".join([key.field, key.basis.value, *([str(key.month)] if key.month else [])])


def _figure(ledger: Ledger, label: str, spec: AnyField, cell: Input, days: Window) -> Figure:
    found = ledger.put(f"{label} state", state(cell, spec, days))
    return Figure(found, ledger.put(f"{label} value", value(cell, spec, found)))


def _rolled_up(made: Calculation, name: str, spec: AnyField, cells: Iterable[Figure]) -> Figure:
    """The figure of a unit whose units below report it one by one: what it states has to agree with theirs."""
    ledger, own, found = made.ledger, made.stated[Key(name)], list(cells)
    added = ledger.put(f"{name} annex total", total(figure.value for figure in found))
    known = total(if_(figure.state.eq(FIGURE), 1, 0) for figure in found)
    lacking = ledger.put(f"{name} annex lacking", const(len(found)) - known)
    room = [own.value.le(added + lacking)] if spec.typed == "yes_no" else []
    fits = if_(lacking.gt(0), all_of((added.le(own.value), *room)), own.value.eq(added))
    begun = ledger.put(f"{name} annex begun", any_of(not_(figure.state.eq(BLANK)) for figure in found))
    agrees = ledger.put(f"{name} annex agrees", any_of((not_(own.state.eq(FIGURE)), not_(begun), fits)))
    counted = all_of((own.state.eq(BLANK), lacking.eq(0)))
    new = ledger.put(f"{name} counted state", if_(counted, FIGURE, if_(agrees, own.state, CONFLICT)))
    low = ledger.put(f"{name} counted value", if_(counted, added, if_(agrees, own.value, 0)))
    made.below[name] = Below(added, if_(begun, lacking, 0), begun, agrees)
    return Figure(new, low)


def _unclear(made: Calculation) -> Iterator[tuple[Key, Term]]:
    """By figure that has to agree with others, whether one of those that hang together with it contradicts another, or
    what the annex says: nobody knows which of them is wrong. khpcmd looks closer, and may settle what a form leaves
    open."""
    for number, knot in enumerate(linked(made.agreements, lambda one: one.keys)):
        keys = dict.fromkeys(key for one in knot for key in one.keys)
        apart = [not_(made.below[key.field].agrees) for key in keys if key.field in made.below]
        term = made.ledger.put(f"knot {number} broken", any_of((*(one.broken for one in knot), *apart)))
        yield from ((key, term) for key in keys)


def _zeros_in_doubt(made: Calculation, counted: Mapping[Key, Figure], unclear: Mapping[Key, Term]) -> Term | None:
    """Whether something unclear is 0, and so perhaps was never filled in, as every other 0."""
    knots = dict[Term, list[Term]]()
    for key, term in unclear.items():
        knots.setdefault(term, []).append(all_of((counted[key].state.eq(FIGURE), counted[key].value.eq(0))))
    each = [
        made.ledger.put(f"knot {number} at zero", all_of((term, any_of(zeros))))
        for number, (term, zeros) in enumerate(knots.items())
    ]
    return made.ledger.put("zeros in doubt", any_of(each)) if each else None


def _settled(made: Calculation, key: Key, figure: Figure, unclear: Term | None, zeros: Term | None) -> Figure:
    """Without its value where it may be a wrong one of figures that contradict each other, or a 0 where others were
    perhaps never filled in."""
    doubts = [] if unclear is None else [unclear]
    if zeros is not None and made.filer.plan.fields[key.field].kind in NUMBERS:
        doubts.append(all_of((figure.value.eq(0), zeros)))
    if not doubts:
        return figure
    clashing = all_of((figure.state.eq(FIGURE), any_of(doubts)))  # what is blank is not to blame
    new = made.ledger.put(f"{_label(key)} settled", if_(clashing, CONFLICT, figure.state))
    low = made.ledger.put(f"{_label(key)} settled value", if_(new.eq(FIGURE), figure.value, 0))
    return Figure(new, low)


def _target(made: Calculation, one: Judged) -> JudgedHere:
    found = measured(made.filer, one, made.figures)
    name, then = one.target.id, found.then
    found = found._replace(
        now=_kept(made, name, found.now), then=None if then is None else _kept(made, f"{name} before", then)
    )
    judge = Judge(name, one.rule, found, made.ledger)
    if one.for_information:
        verdict = judge.information(found, whole_asked=all(key in made.figures for key in found.keys))
    else:
        verdict = judge.verdict(nested=found.nested, known=judge.exact(found), to_come=found.to_come)
    return JudgedHere(one, found, verdict, judge.gap(found, verdict))


def _kept(made: Calculation, label: str, found: Shared) -> Shared:
    sides = {"part": found.part, "whole": found.whole}
    return Shared(*(Known(made.ledger.put(f"{label} {side}", one.value), one.known) for side, one in sides.items()))


def agreements(filer: Filer, figures: Mapping[Key, Figure]) -> Iterator[Agreement]:
    """What has to agree among the figures of a form; rules about figures that it does not ask for are left out."""
    agreed, form = rules(filer.plan, filer.period), _Form(figures)
    for basis in Basis:
        for part, whole in agreed.parts:
            inner, outer = form.keys(part, basis), form.keys(whole, basis)
            if inner and outer:
                yield Agreement(Clash.EXCEEDS, form.exceeds(inner, outer), inner, outer)
    for things, visits in agreed.visited:
        yield from _visits_to_none(form, form.keys(visits), form.keys(things))
    for rule in agreed.steps:
        yield from _steps(form, rule)
    for total_rule in agreed.sums:
        inner, outer = form.keys(total_rule.parts), form.keys(total_rule.whole)
        if inner and outer:
            broken = any_of((form.exceeds(inner, outer), form.exceeds(outer, inner)))
            yield Agreement(Clash.SUM, broken, inner, outer)
    for keys, limit in agreed.limits(filer.unit):
        if all(key in figures for key in keys):
            inner = keys
            steps = filer.world.steps(key.field for key in keys) or 1
            yield Agreement(Clash.REGISTER, form.total(inner).gt(int(limit * steps)), inner, (), limit)


def _visits_to_none(form: _Form, visits: tuple[Key, ...], things: tuple[Key, ...]) -> Iterator[Agreement]:
    if visits and things:
        conditions = (form.known(things), form.total(things).eq(0), form.total(visits).gt(0))
        yield Agreement(Clash.EXCEEDS, all_of(conditions), visits, things)


class Agreement(NamedTuple):
    """Figures that may contradict each other, and whether they do. ``limit`` is that of the register."""

    clash: Clash
    broken: Term
    inner: tuple[Key, ...]
    outer: tuple[Key, ...]
    limit: Number = 0

    @property
    def keys(self) -> tuple[Key, ...]:
        return self.inner + self.outer


class Clash(StrEnum):
    """How figures contradict each other."""

    EXCEEDS = "exceeds"
    """A part is larger than its whole."""
    REGISTER = "register"
    """A count is larger than the number of the register."""
    STEPS = "steps"
    """A later step has more than an earlier one."""
    SUM = "sum"
    """Parts do not add up to their whole."""


def _steps(form: _Form, rule: Steps) -> Iterator[Agreement]:
    """Each step with all before it."""
    steps = [keys for names in rule.steps if (keys := form.keys(names))]
    if len(steps) < len(rule.steps):
        return
    for later, after in enumerate(steps):
        for before in steps[:later]:
            yield Agreement(Clash.STEPS, form.exceeds(after, before), after, before)


class _Form(NamedTuple):
    figures: Mapping[Key, Figure]

    def keys(self, names: Fields, basis: Basis = Basis.CURRENT) -> tuple[Key, ...]:
        """The figures of some fields; none where the form does not ask for all of them."""
        keys = tuple(Key(name, basis) for name in names)
        return keys if all(key in self.figures for key in keys) else ()

    def known(self, keys: tuple[Key, ...]) -> Term:
        return all_of(self.figures[key].state.eq(FIGURE) for key in keys)

    def exceeds(self, keys: tuple[Key, ...], others: tuple[Key, ...]) -> Term:
        """Whether a sum is larger than another one, whatever the figures are that are not known."""
        return all_of((self.known(others), self.total(keys).gt(self.total(others))))

    def total(self, keys: tuple[Key, ...]) -> Term:
        """The sum of those that are known."""
        return total(self.figures[key].value for key in keys)
