"""The mistakes of a plan that its models cannot see: parts that do not agree with each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import chain

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Phrase, Ref, Stored
from khpcmd.measures.base import KeyPath
from khpcmd.plan.base import Text
from khpcmd.plan.checklist import answer_field
from khpcmd.plan.fields import MOST_STEPS, AmountField, CountField, NumberField, RollUp, YesNoField, scale_of, unit_key
from khpcmd.plan.model import Duty, Plan
from khpcmd.plan.places import shortened
from khpcmd.plan.review import Review
from khpcmd.plan.succession import check_succession
from khpcmd.plan.target_checks import check_scores, check_targets
from khpcmd.plan.units import Unit
from khpcmd.text import Owners, bare, loose


def check_plan(review: Review) -> list[Diagnostic]:
    """The mistakes of a plan that its models accept, each once."""
    parts = check_years, check_periods, check_units, check_succession, check_groups, check_fields
    rules = check_constraints, check_sections, check_plausibility, check_targets, check_scores, check_duties
    found = {repr(mistake): mistake for check in (*parts, *rules, check_names) for mistake in check(review)}
    return list(found.values())


def check_years(review: Review) -> Iterator[Diagnostic]:
    """A baseline needs its year, and that year lies before the plan's."""
    plan = review.plan
    if plan.baseline_year is not None:
        if plan.baseline_year >= plan.year:
            yield review.wrong(("baseline_year",), Phrase("year_before", (str(plan.year),)))
        return
    fields = (("fields", name) for name, spec in plan.fields.items() if spec.has_baseline)
    targets = (("targets", index) for index, one in enumerate(plan.targets) if one.measure.baseline_fields())
    needed: KeyPath = next(chain[KeyPath](targets, fields), ())
    if needed:
        yield review.missing((), "baseline_year", needed)


def check_periods(review: Review) -> Iterator[Diagnostic]:
    """Of two periods one lies inside the other, or they have no day in common; a return is of one of them."""
    periods = list(review.plan.periods.items())
    for index, (name, period) in enumerate(periods):
        for other, earlier in periods[:index]:
            one, two = period.window, earlier.window
            apart = one.last < two.first or two.last < one.first
            same, inside = one == two, one.covers(two) or two.covers(one)
            if same or not (apart or inside):
                at, named = review.source.at(("periods", name, "window")), Ref("period", other)
                yield Code.OVERLAPPING_PERIODS(at, {"first": named, "second": Ref("period", name)})


def check_units(review: Review) -> Iterator[Diagnostic]:
    """Every unit has an id of its own, a level of the plan, and parents that end somewhere."""
    plan, source = review.plan, review.source
    taken = {group: source.at_key(("groups", group)).line for group in plan.groups}
    taken |= {level: source.at_key(("levels", level)).line for level in plan.levels}
    first, above = dict[str, KeyPath](), set[str]()
    if not plan.units:
        yield review.missing((), "units")
    for index, roster in enumerate(plan.rosters):
        if roster.parent is not None and roster.parent not in plan.unit:
            above.add(roster.parent)
            yield review.unknown("unit", ("rosters", index, "parent"), roster.parent, plan.unit)
    for path, unit in zip(review.unit_paths, plan.units, strict=True):
        code = unit.id.lower()  # files are named by it, and not every system tells "PSA-01" from "psa-01"
        if unit.id in taken or code in first:
            line = taken[unit.id] if unit.id in taken else source.line((*first[code], "id"))
            yield review.taken("unit", (*path, "id"), unit.id, line)
        first.setdefault(code, path)
        if unit.level not in plan.levels:
            yield review.unknown("level", (*path, "level"), unit.level, plan.levels)
        if unit.parent is not None and unit.parent not in plan.unit and unit.parent not in above:
            above.add(unit.parent)  # told once, of however many units
            at = review.places.get(unit.id) or source.at((*path, "parent"))
            yield review.unknown_at(at, "unit", unit.parent, plan.unit)
    for unit in _circular(plan):
        path = review.unit_paths[plan.units.index(unit)]
        yield review.wrong((*path, "parent"), Ref("word", "parent_above"))


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


def check_groups(review: Review) -> Iterator[Diagnostic]:
    """Every group has a name of its own, and units of the plan."""
    plan = review.plan
    for name, group in plan.groups.items():
        if name in plan.levels:
            first = review.source.at_key(("levels", name)).line
            yield review.taken("group", ("groups", name), name, first, is_key=True)
        yield from review.strangers("unit", ("groups", name, "units"), group.units, plan.unit)


def check_fields(review: Review) -> Iterator[Diagnostic]:
    """Every field is reported by some unit, and its limit stands in the register of each unit that reports it."""
    plan = review.plan
    for name, spec in plan.fields.items():
        path: KeyPath = ("fields", name)
        reporters = (*path, "reported_by")
        strangers = list(review.some_units(reporters, spec.reported_by))
        yield from strangers
        if not strangers and not review.reporters[name]:
            yield review.unreported(reporters, (name,))
        of_stocks = spec.model_fields_set & {"tolerance", "nature"} if spec.accumulates else ()
        yield from (review.wrong((*path, key), Ref("word", "stock_field")) for key in sorted(of_stocks))
        if isinstance(spec, AmountField):
            yield from check_amount(review, path, spec)
        if isinstance(spec, NumberField) and spec.rolled_up is not None:
            yield from _roll_up(review, (*path, "rolled_up"), spec.rolled_up, name)
        if not isinstance(spec, CountField):
            continue
        if spec.since is not None and spec.since > plan.year:
            yield review.wrong((*path, "since"), Phrase("year_at_most", (str(plan.year),)))
        if spec.register_limit is not None:
            yield from review.register((*path, "register_limit"), spec.register_limit, review.reporters[name], (name,))


def _roll_up(review: Review, path: KeyPath, rule: RollUp, name: str) -> Iterator[Diagnostic]:
    """What is rolled up is a yes/no or a count that the units of that level report, and into an amount an amount of the
    same unit and decimals that is added up."""
    if rule.level not in review.plan.levels:
        yield review.unknown("level", (*path, "level"), rule.level, review.plan.levels)
    spec = review.plan.fields.get(rule.field)
    if spec is None:
        yield review.unknown("field", (*path, "field"), rule.field, review.plan.fields)
    elif isinstance(spec, NumberField) and not (spec.has_sum and review.plan.fields[name].has_sum):
        yield review.wrong_field((*path, "field"), rule.field, Ref("word", "field_with_sum"))
    elif isinstance(review.plan.fields[name], AmountField):
        if not isinstance(spec, AmountField):
            yield review.wrong((*path, "field"), Ref("word", "same_unit"))
        else:
            yield from review.alike((*path, "field"), (name, rule.field))
            yield from review.together(path, (rule.field,), level=rule.level)
    elif not isinstance(spec, CountField | YesNoField):
        yield review.wrong((*path, "field"), Ref("word", "yes_no_or_count_field"))
    else:
        yield from review.together(path, (rule.field,), level=rule.level)


def check_constraints(review: Review) -> Iterator[Diagnostic]:
    """Constraints are about counts, or amounts of one unit of measure, that some unit reports together."""
    for index, rule in enumerate(review.plan.constraints):
        path: KeyPath = ("constraints", index)
        sides = {(*path, *side): names for side, names in rule.sides().items()}
        for side, names in sides.items():
            yield from review.fields(side, names, "number")
        yield from check_alike(review, path, sides)
        yield from review.together(path, rule.fields())


def check_sections(review: Review) -> Iterator[Diagnostic]:
    """The sections of a form name fields, each once."""
    first: dict[str, int] = {}
    for index, section in enumerate(review.plan.sections):
        for name, path in review.each(("sections", index, "fields"), section.fields):
            if name not in review.plan.fields:
                yield review.unknown("field", path, name, review.plan.fields)
            elif name in first:
                yield review.taken("field", path, name, first[name])
            first.setdefault(name, review.source.line(path))


def check_plausibility(review: Review) -> Iterator[Diagnostic]:
    """The fields that are not asked about are those of the plan."""
    named, fields = review.plan.plausibility.not_asked, review.plan.fields
    yield from review.strangers("field", ("plausibility", "not_asked"), named, fields)


def check_duties(review: Review) -> Iterator[Diagnostic]:
    """Every duty has an id of its own, units of the plan, and an answer that its units give."""
    seen = {target.id: review.source.line(("targets", index, "id")) for index, target in enumerate(review.plan.targets)}
    for index, duty in enumerate(review.plan.duties):
        path: KeyPath = ("duties", index)
        if duty.id in seen:
            yield review.taken("duty", (*path, "id"), duty.id, seen[duty.id])
        seen.setdefault(duty.id, review.source.line((*path, "id")))
        strangers = list(review.some_units((*path, "of"), duty.of))
        yield from strangers
        if not strangers and not review.plan.members(duty.of):
            yield review.no_unit_left((*path, "of"))
        yield from _answered(review, duty, path)


def _answered(review: Review, duty: Duty, path: KeyPath) -> Iterator[Diagnostic]:
    plan = review.plan
    yield from review.strangers("period", (*path, "periods"), duty.periods, plan.periods)
    if duty.report_of is not None and duty.report_of not in plan.periods:
        yield review.unknown("period", (*path, "report_of"), duty.report_of, plan.periods)
    if duty.due is not None and (duty.where is not None or duty.report_of is not None):
        yield review.wrong_key((*path, "due"), Ref("word", "due_of_checklist"))
    elif duty.due is not None and "date" not in duty.evidence:
        yield review.wrong_key((*path, "due"), Ref("word", "due_needs_date"))
    if duty.where is None:
        return
    if duty.report_of is not None:
        yield review.wrong((*path, "report_of"), Ref("word", "where_or_report"))
    known = list(review.condition((*path, "where"), duty.where))
    yield from known
    if not known and not plan.members(duty.of) <= review.common(duty.where.fields()):
        yield review.unreported((*path, "where"), duty.where.fields())


Spelling = tuple[Ref, KeyPath, str]
"""What has a name, the path of the name in the plan, and the name."""


def check_names(review: Review) -> Iterator[Diagnostic]:
    """No two units, two periods, or two fields of one reporter share a name or an alias.

    Nor is a label also a name of a field of other reporters: no form that asks for such a field could be read again.
    Two aliases may be the same there: returns with the labels are read all the same.
    """
    plan, where = review.plan, _where_looked_up(review.plan)

    def reported_together(first: Spelling, second: Spelling) -> bool:
        fields = (answer_field(plan.duty[one.id]) if one.kind == "duty" else one.id for one in (first[0], second[0]))
        return bool(review.common(fields))

    def labels_of_others(first: Spelling, second: Spelling) -> bool:
        label = "label" in (first[1][2], second[1][2]) and loose(first[2]) == loose(second[2])
        return label and not reported_together(first, second)

    def beside(first: Spelling, second: Spelling) -> bool:
        """Whether nothing tells two units apart: those that file are told apart by the units that they belong to."""
        one, other = first[0].id, second[0].id
        above = plan.unit[one].parent, plan.unit[other].parent
        return where[one] == where[other] and (None in above or above[0] == above[1])

    periods = (
        _spellings(review, Ref("period", name), ("periods", name, "title"), one.title, one.aliases)
        for name, one in plan.periods.items()
    )
    duties = (  # one that fields answer is on no checklist, and may share a name with them
        _spellings(review, Ref("duty", duty.id), ("duties", index, "title"), duty.title, duty.aliases)
        for index, duty in enumerate(plan.duties)
        if duty.where is None
    )
    yield from _shared(review, _of_units(review, where), beside)
    yield from _shared(review, chain.from_iterable(periods))
    yield from _shared(review, chain(names_of_fields(review), *duties), reported_together)
    yield from _shared(review, _codes(review))
    yield from _shared(review, names_of_fields(review), labels_of_others)


def _where_looked_up(plan: Plan) -> dict[str, str]:
    """By unit, the scope in which its name is looked up: all units that file, or else those below its parent."""
    filers = {unit.id for unit in plan.filers}
    return {ident: "" if ident in filers else f"{unit.parent or ''}/" for ident, unit in plan.unit.items()}


def _of_units(review: Review, where: Mapping[str, str]) -> Iterator[Spelling]:
    """The names of the units that share one; most of ten thousand do not, and are left out here."""
    spelt = review.plan.spelt
    keys = zip(spelt.ids + spelt.ids, spelt.loose + spelt.bare, strict=True)
    sharing = Owners([where[ident] + key for ident, key in keys], spelt.ids + spelt.ids).together()
    if sharing:
        for path, unit in zip(review.unit_paths, review.plan.units, strict=True):
            if unit.id in sharing:
                yield from _spellings(review, Ref("unit", unit.id), (*path, "name"), unit.name, unit.aliases)


def names_of_fields(review: Review) -> Iterator[Spelling]:
    for name, spec in review.plan.fields.items():
        yield from _spellings(review, Ref("field", name), ("fields", name, "label"), spec.label, spec.aliases)


def _codes(review: Review) -> Iterator[Spelling]:
    """The ids and the codes of the fields: a code is of one field, whoever reports it."""
    for name, spec in review.plan.fields.items():
        yield Ref("field", name), ("fields", name), name
        for index, code in enumerate(spec.codes):
            yield Ref("field", name), ("fields", name, "codes", index), code.lstrip("0")


def _spellings(review: Review, named: Ref, path: KeyPath, name: Text, aliases: tuple[str, ...]) -> Iterator[Spelling]:
    """A name, which stands at the path, and the aliases beside it."""
    for place, text in review.texts(path, name):
        yield named, place, text
    for index, alias in enumerate(aliases):
        yield named, (*path[:-1], "aliases", index), alias


def _shared(
    review: Review, spellings: Iterator[Spelling], clash: Callable[[Spelling, Spelling], bool] = lambda *_: True
) -> Iterator[Diagnostic]:
    """Names that two things share; a name without accents is also shared with those that have them."""
    found = list(spellings)
    accented, owners = dict[str, list[Spelling]](), dict[str, list[Spelling]]()
    for one in found:
        if (letters := bare(one[2])) != loose(one[2]):
            accented.setdefault(letters, []).append(one)
    for one in found:
        named, path, text = one
        others = owners.setdefault(key := loose(text), [])
        alike = (*others, *accented.get(key, ()))
        if other := next((two for two in alike if two[0] != named and clash(two, one)), None):
            at, name = review.source.at(path), shortened(text)
            yield Code.AMBIGUOUS_NAME(at, {"name": name, "first": other[0], "second": named})
        others.append(one)


def check_amount(review: Review, path: KeyPath, spec: AmountField) -> Iterator[Diagnostic]:
    """Its unit is the same in both languages, its bounds are in order, and no larger than a spreadsheet can add up."""
    own, other = (unit_key(name) for name in (spec.unit_of_measure.vi, spec.unit_of_measure.en))
    known, scale = scale_of(other), spec.scale
    if known is not None and (scale is None or scale.shift(own, other) != 0):
        yield review.wrong((*path, "unit_of_measure", "en"), Ref("word", "same_unit_in_both"))
    if scale is not None and scale.name == "share" and not spec.percentage:
        yield review.wrong((*path, "unit_of_measure", "vi"), Ref("word", "percent_sign"))
    if spec.below_one and not spec.percentage:
        yield review.wrong((*path, "below_one"), Ref("word", "percentage_field"))
    if spec.adds_up and spec.percentage:
        yield review.wrong((*path, "adds_up"), Ref("word", "percentage_no_sum"))
    for key, end in (("at_least", spec.at_least), ("at_most", spec.at_most)):
        if end is not None and end.scaleb(spec.decimals) % 1:
            yield review.wrong((*path, key), Ref("word", "fewer_decimals"))
    low, high = spec.ends
    most = Decimal(MOST_STEPS).scaleb(-spec.decimals)
    if high < low:
        yield review.wrong(
            (*path, "at_most" if spec.at_most is not None else "at_least"), Ref("word", "bounds_in_order")
        )
    elif max(abs(low), abs(high)) > most:
        key = "at_most" if abs(high) > most else "at_least"
        yield review.wrong((*path, key), Phrase("at_most", (Stored(most),)))


def check_alike(review: Review, path: KeyPath, sides: Mapping[KeyPath, tuple[str, ...]]) -> Iterator[Diagnostic]:
    """What a constraint compares is all counts, or amounts of one unit; percentages of one whole are compared, too."""
    specs = [(side, name, review.plan.fields.get(name)) for side, names in sides.items() for name in names]
    if specs and all(spec and spec.percentage for _, _, spec in specs):
        wanted = max(spec.places for _, _, spec in specs if spec)
        for side, name, spec in specs:
            if spec and spec.places != wanted:
                yield review.wrong_field(side, name, Ref("word", "same_unit"))
        return
    yield from review.alike(path, *sides.values())
