"""What the models of a plan cannot see: whether its parts agree with each other."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.diagnostics import Code, Diagnostic, Ref
from khpcmd.plan.agreements import AtMost, Sum
from khpcmd.plan.check_duties import check_duties
from khpcmd.plan.check_names import check_names
from khpcmd.plan.check_targets import check_targets
from khpcmd.plan.fields import CountField, RollUp, YesNoField
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Steps, mistake
from khpcmd.plan.review import Review
from khpcmd.plan.units import Unit


def check_plan(review: Review) -> list[Diagnostic]:
    """The mistakes of a plan that its models accept, each once."""
    found: dict[str, Diagnostic] = {}
    for check in (
        check_years,
        check_periods,
        check_units,
        check_groups,
        check_fields,
        check_constraints,
        check_targets,
        check_duties,
        check_names,
    ):
        for diagnostic in check(review):
            found.setdefault(repr(diagnostic), diagnostic)
    return list(found.values())


def check_years(review: Review) -> Iterator[Diagnostic]:
    """A baseline needs its year, and that year lies before the plan's."""
    plan = review.plan
    if plan.baseline_year is not None:
        if plan.baseline_year >= plan.year:
            yield review.wrong(("baseline_year",), f"< {plan.year}")
        return
    fields = any(isinstance(spec, CountField) and spec.baseline for spec in plan.fields.values())
    if fields or any(target.measure.baseline_fields() for target in plan.targets):
        yield review.missing((), "baseline_year")


def check_periods(review: Review) -> Iterator[Diagnostic]:
    """Of two periods one lies inside the other, or they have no day in common; a return is of one of them."""
    periods = list(review.plan.periods.items())
    for index, (name, period) in enumerate(periods):
        for other, earlier in periods[:index]:
            one, two = period.window, earlier.window
            apart = one.last < two.first or two.last < one.first
            same = (one.first, one.last) == (two.first, two.last)
            inside = (one.first >= two.first and one.last <= two.last) or (
                two.first >= one.first and two.last <= one.last
            )
            if same or not (apart or inside):
                at, named = review.source.at(("periods", name, "window")), Ref("period", other)
                yield mistake(Code.OVERLAPPING_PERIODS, at, first=named, second=Ref("period", name))


def check_units(review: Review) -> Iterator[Diagnostic]:
    """Every unit has an id of its own, a level of the plan, and parents that end somewhere."""
    plan, source = review.plan, review.source
    taken = {group: source.at_key(("groups", group)).line for group in plan.groups}
    taken |= {level: source.at_key(("levels", level)).line for level in plan.levels}
    first = dict[str, Steps]()
    if not plan.units:
        yield review.missing((), "units")
    for path, unit in zip(review.unit_paths, plan.units, strict=True):
        if unit.id in taken or unit.id in first:
            line = taken[unit.id] if unit.id in taken else source.line((*first[unit.id], "id"))
            place, what = source.at((*path, "id")), Ref("word", "unit")
            yield mistake(Code.DUPLICATE_ID, place, what=what, id=unit.id, first_line=line)
        first.setdefault(unit.id, path)
        if unit.level not in plan.levels:
            yield review.unknown("level", (*path, "level"), unit.level, plan.levels)
        if unit.parent is not None and unit.parent not in plan.unit:
            yield review.unknown("unit", (*path, "parent"), unit.parent, plan.unit)
    for unit in _circular(plan):
        path = review.unit_paths[plan.units.index(unit)]
        yield review.wrong((*path, "parent"), Ref("word", "parent_above"))


def check_groups(review: Review) -> Iterator[Diagnostic]:
    """Every group has a name of its own, and units of the plan."""
    plan = review.plan
    for name, group in plan.groups.items():
        if name in plan.levels:
            place, what = review.source.at_key(("groups", name)), Ref("word", "group")
            first = review.source.at_key(("levels", name)).line
            yield mistake(Code.DUPLICATE_ID, place, what=what, id=name, first_line=first)
        for unit, path in review.each(("groups", name, "units"), group.units):
            if unit not in plan.unit:
                yield review.unknown("unit", path, unit, plan.unit)


def _circular(plan: Plan) -> Iterator[Unit]:
    """Of each circle of parents the first unit met."""
    done: set[str] = set()
    for start in plan.units:
        if plan.unit[start.id].parent is None:
            continue
        trail: dict[str, Unit] = {}
        unit: Unit | None = plan.unit[start.id]
        while unit is not None and unit.id not in done and unit.id not in trail:
            trail[unit.id] = unit
            unit = plan.unit.get(unit.parent or "")
        if unit is not None and unit.id in trail:
            yield unit
        done.update(trail)


def check_fields(review: Review) -> Iterator[Diagnostic]:
    """Every field is reported by somebody, and its limit stands in the register of whoever reports it."""
    plan = review.plan
    for name, spec in plan.fields.items():
        path: Steps = ("fields", name)
        reporters = (*path, "reported_by")
        strangers = list(review.some_units(reporters, spec.reported_by))
        yield from strangers
        if not strangers and not review.reporters[name]:
            yield review.unreported(reporters, (name,))
        if not isinstance(spec, CountField):
            continue
        if spec.tolerance is not None and spec.flow:
            yield review.wrong((*path, "tolerance"), Ref("word", "stock_field"))
        if spec.since is not None and spec.since > plan.year:
            yield review.wrong((*path, "since"), f"≤ {plan.year}")
        if spec.register_limit is not None:
            yield from review.register((*path, "register_limit"), spec.register_limit, review.reporters[name])
        if spec.rolled_up is not None:
            yield from _roll_up(review, (*path, "rolled_up"), spec.rolled_up)


def _roll_up(review: Review, path: Steps, rule: RollUp) -> Iterator[Diagnostic]:
    """What is rolled up is a yes/no or a count that the units of that level report."""
    if rule.level not in review.plan.levels:
        yield review.unknown("level", (*path, "level"), rule.level, review.plan.levels)
    spec = review.plan.fields.get(rule.field)
    if spec is None:
        yield review.unknown("field", (*path, "field"), rule.field, review.plan.fields)
    elif not isinstance(spec, CountField | YesNoField):
        yield review.wrong((*path, "field"), Ref("word", "yes_no_or_count_field"))
    else:
        yield from review.together(path, (rule.field,), level=rule.level)


def check_constraints(review: Review) -> Iterator[Diagnostic]:
    """Constraints are about counts that some unit reports together."""
    for index, rule in enumerate(review.plan.constraints):
        path: Steps = ("constraints", index)
        sides: dict[Steps, tuple[str, ...]]
        if isinstance(rule, AtMost):
            sides = {(*path, "part"): rule.part, (*path, "whole"): rule.whole}
        elif isinstance(rule, Sum):
            sides = {(*path, "parts"): rule.parts, (*path, "whole"): rule.whole}
        else:
            sides = {(*path, "steps", step): names for step, names in enumerate(rule.steps)}
        for side, names in sides.items():
            yield from review.fields(side, names, "count")
        yield from review.together(path, (name for names in sides.values() for name in names))
