"""Advice on a valid plan: names that nothing uses, thresholds that everything reaches, days out of order."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations, permutations
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.errors import PlanError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.measures.base import MonthsReach, Sums
from khpcmd.measures.parts import Register
from khpcmd.measures.threshold import Limits
from khpcmd.plan.checks import names_of_fields
from khpcmd.plan.constraints import Sum
from khpcmd.plan.fields import CountField, MonthsField, NumberField
from khpcmd.plan.load import examine_file
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.places import in_order
from khpcmd.plan.review import Review
from khpcmd.plan.succession import baseline_day, origins
from khpcmd.plan.target_checks import units_concerned
from khpcmd.plan.units import Unit
from khpcmd.plan.years import quarter_months
from khpcmd.text import loose

LONGEST_SHORT = 34
"""The most characters of the short title of a target, as the screen shows them."""


class Linted(NamedTuple):
    """A plan file that was looked at: what is wrong with it, and the plan where it can be used."""

    file: str
    path: Path
    diagnostics: tuple[Diagnostic, ...]
    plan: Plan | None


def lint_file(path: Path, *more: Callable[[Review], Iterator[Diagnostic]]) -> Linted:
    """Every mistake of a plan file, or the advice on one that has none, with ``more`` of it; in the file's order."""
    try:
        examined = examine_file(path, str(path))
    except PlanError as error:
        return Linted(str(path), path, tuple(error.diagnostics), None)
    found = [one for advise in (advice, *more) for one in advise(examined.review)]
    return Linted(str(path), path, tuple(in_order(found)), examined.plan)


def advice(review: Review) -> Iterator[Diagnostic]:
    """Warnings about a plan without mistakes."""
    of_names = _unused_fields, _unused_names, _shared_labels, _on_no_form, _origins, _listed_below
    of_targets = _periods, _months, _thresholds, _short_titles, _quarters, _rates_added_up, _stocks_asked_for
    for advise in (*of_names, *of_targets):
        yield from advise(review)


def _stocks_asked_for(review: Review) -> Iterator[Diagnostic]:
    """Counts that do not accumulate and that a target asks for: mostly a progress or a backlog, unless the plan says
    that they are a stock."""
    for index, target in enumerate(review.plan.targets):
        for name in target.measure.part_fields() if target.measure.computable else ():
            spec = review.plan.fields[name]
            if isinstance(spec, CountField) and not spec.flow and spec.nature is None:
                yield Code.STOCK_ASKED_FOR(review.source.at(("targets", index, "measure")), {"field": name})


def _rates_added_up(review: Review) -> Iterator[Diagnostic]:
    """Rates and averages of which those of several units are the part or the whole of a target."""
    without = {name for name, spec in review.plan.fields.items() if isinstance(spec, NumberField) and not spec.has_sum}
    for index, target in enumerate(review.plan.targets):
        if target.judged != "each_unit" and isinstance(target.measure.computed(), Sums):
            added = [name for name in target.measure.fields() if name in without]
            if added and len(units_concerned(review, target)) > 1:
                yield Code.RATES_ADDED_UP(review.source.at(("targets", index, "measure")), {"field": added[0]})


def _shared_labels(review: Review) -> Iterator[Diagnostic]:
    """Fields of different reporters with one name: returns are read by the names of all fields together."""
    owners, told = dict[str, str](), set[str]()
    for named, path, text in names_of_fields(review):
        other = owners.setdefault(loose(text), named.id)
        if other != named.id and named.id not in told:
            told.add(named.id)
            yield Code.SHARED_LABEL(review.source.at(path), {"name": text, "first": other, "second": named.id})


def _origins(review: Review) -> Iterator[Diagnostic]:
    """Units that began after a baseline that a target needs of them, and do not say what they were formed from."""
    plan = review.plan
    found = list[tuple[date, list[Unit]]]()
    for period in plan.periods:
        measures = [target.measure for target in plan.targets if target.judged_in(period)]
        asked = {name for one in measures if period not in one.stated_baseline() for name in one.baseline_fields()}
        day = baseline_day(plan, period)
        known = origins(plan, day)
        of = [unit for name, unit in plan.unit.items() if asked.intersection(plan.reported_by.get(name, ()))]
        found.append((day, [unit for unit in of if not known.known(unit.id)]))
    day, units = max(found, key=lambda one: len(one[1]))
    if units:
        at = review.unit_at(units[0].id)
        yield Code.ORIGIN_UNKNOWN(at, {"found": units[0].name.vi, "day": day, "count": len(units)})


def _on_no_form(review: Review) -> Iterator[Diagnostic]:
    """Fields that some units report and no form asks: they file nothing, and stand in no annex of a unit that does."""
    plan = review.plan
    on_form = {unit.id for unit in plan.filers} | {unit.id for units in plan.filed_for.values() for unit in units}
    for name, spec in plan.fields.items():
        if plan.members(spec.reported_by) - on_form - plan.counted_only:
            yield Code.ON_NO_FORM(review.source.at_key(("fields", name)), {"field": name})


def _unused_fields(review: Review) -> Iterator[Diagnostic]:
    """Fields that nothing uses, except texts and days, which are for whoever reads the return."""
    plan = review.plan
    used = {name for target in plan.targets for name in target.measure.fields()}
    used |= {name for rule in plan.constraints for name in rule.fields()}
    used |= {name for duty in plan.duties if duty.where for name in duty.where.fields()}
    used |= {spec.from_below.field for spec in plan.fields.values() if spec.from_below}
    for name, spec in plan.fields.items():
        if name not in used and not spec.evidence:
            yield Code.UNUSED_FIELD(review.source.at_key(("fields", name)), {"field": name})


def _unused_names(review: Review) -> Iterator[Diagnostic]:
    """Levels, groups, numbers of the register and titles of these that nothing uses; and numbers that texts can only
    name by their id."""
    plan = review.plan
    named = {name for spec in plan.fields.values() for name in spec.reported_by}
    named |= {name for target in plan.targets for name in (*target.only, *target.unit_thresholds)}
    named |= {unit.level for unit in plan.units} | {name for duty in plan.duties for name in duty.of}
    parts = (("level", "levels", plan.levels), ("group", "groups", plan.groups))
    idle = [(what, key, name) for what, key, names in parts for name in names if name not in named]
    idle += [("register", "registers", name) for name in plan.registers if name not in review.registers]
    yield from (_unused(review, what, (key, name), name) for what, key, name in idle)
    counted = {spec.register for spec in plan.fields.values()}
    asked = {name for target in plan.targets for one in target.thresholds for name in one.registers}
    asked |= {one.whole.name for one in plan.sums if isinstance(one.whole, Register)}
    first = dict[str, tuple[str | int, ...]]()
    for path, unit in zip(review.unit_paths, plan.units, strict=True):
        for name in unit.registered:
            first.setdefault(name, (*path, "register", name))
    for name, at in first.items():
        if name not in counted | asked:
            yield _unused(review, "register", at, name)
        elif name not in counted | set(plan.registers):
            yield Code.UNTITLED_REGISTER(review.source.at_key(at), {"found": name})


def _unused(review: Review, what: str, path: tuple[str | int, ...], name: str) -> Diagnostic:
    """What uses a name of this kind stands in the cure."""
    use = f"at_least: {{register: {name}}}" if what == "register" else f"reported_by: [{name}]"
    return Code.UNUSED_NAME(review.source.at_key(path), {"what": Ref("word", what), "found": name, "use": use})


def _periods(review: Review) -> Iterator[Diagnostic]:
    for name, period in review.plan.periods.items():
        if period.due.date < period.window.last:
            at = review.source.at(("periods", name, "due", "date"))
            yield Code.DUE_BEFORE_END(at, {"found": period.due.date, "last": period.window.last})


def _months(review: Review) -> Iterator[Diagnostic]:
    """A note on whole months of a period that it does not ask for, where there are figures by month."""
    by_month = any(isinstance(spec, MonthsField) for spec in review.plan.fields.values())
    for name, period in review.plan.periods.items() if by_month else ():
        first, last = period.window.first, period.window.last + timedelta(days=1)
        ends = range(first.year * 12 + first.month - (first.day == 1), last.year * 12 + last.month - 1)
        left = [one % 12 + 1 for one in ends if one % 12 + 1 not in period.months]
        if left and len(ends) <= 12:
            at = review.source.at(("periods", name, "months"))
            yield Code.MONTHS_LEFT_OUT(at, {"found": name, "expected": ", ".join(map(str, left))})


def _listed_below(review: Review) -> Iterator[Diagnostic]:
    """Numbers of the register that say how many units there are below one, where the plan lists them otherwise."""
    counted = {(spec.register, spec.from_below.level) for spec in review.plan.fields.values() if spec.from_below}
    for name, level in sorted((name, level) for name, level in counted if name):
        listed = (review.plan.above(unit) for unit in review.plan.units if unit.level == level)
        below = Counter(above.id for units in listed for above in units)
        for unit in review.plan.units:
            found = unit.numbers(review.plan.year).get(name)
            if below[unit.id] and found not in (None, below[unit.id]):
                said, at = f"{unit.name.vi}: {name}: {found}", review.unit_at(unit.id, "register", name)
                yield Code.REGISTER_UNLISTED(at, {"found": said, "expected": str(below[unit.id])})


def _short_titles(review: Review) -> Iterator[Diagnostic]:
    """Short titles that are no shorter than the screen has room for."""
    for index, target in enumerate(review.plan.targets):
        texts = review.texts(("targets", index, "short"), target.short) if target.short else ()
        for path, text in texts:
            if len(unicodedata.normalize("NFC", text)) > LONGEST_SHORT:
                at = review.source.at(path)
                yield Code.LONG_SHORT_TITLE(at, {"found": text, "limit": LONGEST_SHORT})


def _thresholds(review: Review) -> Iterator[Diagnostic]:
    """Thresholds that no figure can fall short of."""
    for index, target in enumerate(review.plan.targets):
        if falls_short_never(target):
            path = ("targets", index, "threshold")
            yield Code.TRIVIAL_THRESHOLD(review.source.at(path), {"target": Ref("target", target.id)})


def _quarters(review: Review) -> Iterator[Diagnostic]:
    """Quarters that a period which ends the year does not have whole: no form asks for the months that are left out."""
    for index, target in enumerate(review.plan.targets):
        asked = target.measure.computed()
        if not isinstance(asked, MonthsReach) or asked.every != "quarter":
            continue
        for name, period in review.plan.periods.items():
            slots = (
                () if period.interim else asked.slots(period.months, quarter_months(review.plan, name), interim=False)
            )
            if any(not set(slot) <= set(period.months) for slot in slots):
                at = review.source.at(("targets", index, "measure", "every"))
                yield Code.CUT_QUARTER(at, {"target": Ref("target", target.id), "period": Ref("period", name)})


def advice_on_rules(review: Review) -> Iterator[Diagnostic]:
    """Warnings of contradictory and doubled rules, and a note with the figures that no rule guards."""
    bands = bands_of_scores(review.plan)
    for alike in _alike(review.plan):
        yield from _compared(review, alike, bands)
    yield from _doubled(review)
    yield from _unguarded(review)


def bands_of_scores(plan: Plan) -> frozenset[str]:
    """The targets that only give points, one of several for one figure in a score: "0 vụ 10 điểm, 1-2 vụ 6,5 điểm".

    They are meant to hold together, or never to.
    """
    found = set[str]()
    for score in plan.targets:
        criteria = [plan.target[one.target] for one in score.measure.scored_by() if one.target in plan.target]
        for one in criteria:
            if not one.binding and any(other is not one and other.measure == one.measure for other in criteria):
                found.add(one.id)
    return frozenset(found)


def falls_short_never(target: Target) -> bool:
    """Whether no figure at all can miss a threshold: at least 0, at most 100% of what a part lies in."""
    if target.measure.is_difference or (target.threshold is not None and target.threshold.varies):
        return False  # a change has no end on either side; another for each unit
    limits = target.limits
    low = limits.low is not None and (limits.low > 0 or limits.low_strict)
    _, most = target.measure.reach(percent=target.threshold is None or target.threshold.percent, units=0)
    whole = 100 if target.of_percentage else 1
    high = limits.high is not None and not (most == 1 and limits.high >= whole and not limits.high_strict)
    return not (low or high)


def _alike(plan: Plan) -> Iterator[list[Target]]:
    """Targets that judge the same thing of the same units in the same years, group by group."""
    known = dict[str, list[Target]]()
    for target in plan.targets:
        if target.measure.computable and not target.by_period:
            known.setdefault(_judges(target), []).append(target)
    return (group for group in known.values() if len(group) > 1)


def _judges(target: Target) -> str:
    """What a target judges, of whom and when, but for its limits; the same for targets that judge the same."""
    varying = [str(one) for one in target.threshold.levels if not one.stated] if target.threshold else []
    thresholds = varying, sorted(target.unit_thresholds.items(), key=itemgetter(0))
    percent = target.threshold is None or target.threshold.percent
    return repr((thresholds, percent, target.measure, target.judged, target.only, target.years, sorted(target.periods)))


def _compared(review: Review, alike: Sequence[Target], bands: frozenset[str]) -> Iterator[Diagnostic]:
    """Of targets that judge the same: the doubled ones as one group, and those that exclude each other."""
    by_limits = dict[Limits, list[Target]]()
    for target in alike:
        by_limits.setdefault(target.limits, []).append(target)
    equal = list(by_limits.values())
    covered = [(first, others) for first, *others in equal if others]
    for (one, *_), (two, *_) in permutations(equal, 2):  # of what another sentence asks, one asks more, and binds too
        more = one.limits.both(two.limits) == one.limits and (one.binding or not two.binding)
        covered += [(one, [two])] if more and one.quote != two.quote and bands.isdisjoint((one.id, two.id)) else []
    for first, others in covered:
        at = review.source.at(("targets", review.plan.targets.index(others[0]), "measure"))
        named = tuple(Ref("target", one.id) for one in others)
        yield Code.DOUBLED_TARGET(at, {"target": named, "other": Ref("target", first.id)})
    told = set(bands)
    for (one, *_), (two, *_) in combinations(equal, 2):
        if told.isdisjoint((one.id, two.id)) and one.limits.both(two.limits).empty:
            told |= {one.id, two.id}
            at = review.source.at(("targets", review.plan.targets.index(two), "threshold"))
            yield Code.CONTRADICTORY_TARGETS(at, {"target": (Ref("target", one.id), Ref("target", two.id))})


def _doubled(review: Review) -> Iterator[Diagnostic]:
    """Constraints that are there twice, and those that bind two sums to each other from both sides."""
    first = dict[tuple[frozenset[str], frozenset[str]], int]()
    for index, rule in enumerate(review.plan.constraints):
        path = ("constraints", index)
        own = {(frozenset(small), frozenset(large)) for small, large in rule.orders()}
        names = tuple(Ref("field", name) for name in dict.fromkeys(rule.fields()))
        if own <= first.keys():
            line = review.source.line(("constraints", first[min(own, key=lambda one: first[one])]))
            yield Code.DOUBLED_CONSTRAINT(review.source.at(path), {"fields": names, "first_line": line})
        elif not isinstance(rule, Sum) and any((large, small) in first for small, large in own):
            yield Code.CIRCULAR_CONSTRAINTS(review.source.at(path), {"fields": names})
        for one in own:
            first.setdefault(one, index)


def _unguarded(review: Review) -> Iterator[Diagnostic]:
    """The counts behind targets that nothing else in the plan bounds: a slip of a digit is not noticed."""
    plan = review.plan
    guarded = {name for rule in plan.constraints for name in rule.fields()}
    for found in plan.sums:
        if found.nested:
            guarded.update(found.part)
            guarded.update(() if isinstance(found.whole, Register) or found.whole is None else found.whole)
    names = [
        name
        for name, spec in plan.fields.items()
        if name in plan.measured - guarded and isinstance(spec, NumberField)
        if spec.register is None and spec.most is None and spec.from_below is None
    ]
    if names:
        at = review.source.at_key(("fields", names[0]))
        yield Code.UNGUARDED_FIGURES(at, {"fields": tuple(Ref("field", name) for name in names)})
