"""What units have in common is worked out once for all: one by one it is the very same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from khpcmd.parameters import Ref
from khpcmd.plan.base import Text
from khpcmd.plan.checks import _of_unit, _of_units, _shared, _where_looked_up
from khpcmd.plan.fields import YesNoField
from khpcmd.plan.load import parse_plan
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source
from khpcmd.plan.review import Review
from khpcmd.plan.units import GroupOfUnits, Unit
from small_plan import PLAN

PLAIN = parse_plan(PLAN, "plan.yaml")
IDS = ("a", "b", "c", "d", "e")
NAMES = st.lists(st.sampled_from((*IDS, "district", "agency", "zone", "none")), min_size=1, max_size=3).map(tuple)
UNITS = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(("district", "agency")), st.sampled_from((*IDS, None, "none"))),
    max_size=6,
)


def plan_of(units: list[tuple[str, str, str | None]], crowds: list[tuple[str, ...]]) -> Plan:
    """A plan as a review may see it: units may share an id, and be their own parents."""
    title = {"vi": "x", "en": "x"}
    fields = {f"f{number}": YesNoField(kind="yes_no", label=title, reported_by=of) for number, of in enumerate(crowds)}
    made = tuple(Unit.model_validate({"id": i, "level": level, "name": title, "parent": p}) for i, level, p in units)
    groups = {"zone": GroupOfUnits.model_validate({"title": title, "units": ("a", "e")})}
    return PLAIN.changed(units=made, fields=fields, groups=groups)


def members(plan: Plan, names: tuple[str, ...]) -> set[str]:
    wanted = {*names, *(plan.groups["zone"].units if "zone" in names else ())}
    return {unit.id for unit in plan.units if unit.id in wanted or unit.level in wanted}


def is_filed_for(plan: Plan, unit: Unit, own: set[str]) -> bool:
    above, seen = plan.unit.get(unit.parent or ""), set[str]()
    while above is not None and above.id not in seen:
        if above.id in own and above.level != unit.level:
            return True
        seen.add(above.id)
        above = plan.unit.get(above.parent or "")
    return False


@given(UNITS, st.lists(NAMES, max_size=4))
def test_crowds_are_what_each_unit_says_of_itself(
    units: list[tuple[str, str, str | None]], crowds: list[tuple[str, ...]]
) -> None:
    plan = plan_of(units, crowds)
    for crowd in crowds:
        assert plan.members(crowd) == members(plan, crowd)
    reported = {
        unit.id: tuple(f"f{number}" for number, crowd in enumerate(crowds) if unit.id in members(plan, crowd))
        for unit in plan.units
    }
    reported = {unit: names for unit, names in reported.items() if names}
    assert plan.reported_by == reported
    assert list(plan.reported_by) == list(reported)
    assert len({id(names) for names in plan.reported_by.values()}) == len(set(reported.values()))
    own = set(reported) - plan.counted_only
    assert plan.filers == tuple(unit for unit in plan.units if unit.id in own and not is_filed_for(plan, unit, own))


def test_what_was_worked_out_from_the_units_stays_until_they_change() -> None:
    spelt = PLAIN.spelt
    assert PLAIN.changed(fields={}).spelt is spelt
    assert PLAIN.changed(units=PLAIN.units).spelt is not spelt
    assert PLAIN.changed(fields={}).reported_by == {}


SPELT = st.sampled_from(("Xã An", "xã an", "Xã Àn", "Xa An", "An", "Xã Hoà", "Xã Hòa"))


@given(UNITS, st.lists(NAMES, min_size=1, max_size=3), st.lists(st.tuples(SPELT, SPELT), min_size=6, max_size=6))
def test_names_that_are_shared_are_found_without_a_look_at_the_others(
    units: list[tuple[str, str, str | None]], crowds: list[tuple[str, ...]], names: list[tuple[str, str]]
) -> None:
    plain = plan_of(units, crowds)
    pairs = zip(plain.units, names, strict=False)
    named = (unit.model_copy(update={"name": Text(vi=vi, en=vi), "aliases": (alias,)}) for unit, (vi, alias) in pairs)
    plan = plain.changed(units=tuple(named))
    review = Review(plan, Source("plan.yaml", {}), tuple(("units", number) for number in range(len(units))))
    filers, where = {unit.id for unit in plan.filers}, _where_looked_up(plan)

    def beside(first: Ref, second: Ref) -> bool:
        one, other = plan.unit[first.id], plan.unit[second.id]
        if one.id in filers or other.id in filers:
            return one.id in filers and other.id in filers
        return one.parent == other.parent

    every = (
        one for path, unit in zip(review.unit_paths, plan.units, strict=True) for one in _of_unit(review, path, unit)
    )
    assert list(_shared(review, _of_units(review, where), beside)) == list(_shared(review, every, beside))
    assert all(beside(Ref("unit", a), Ref("unit", b)) == (where[a] == where[b]) for a in where for b in where)
