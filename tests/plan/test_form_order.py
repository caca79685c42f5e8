"""Forms ask for the whole before its parts and for one step after the other, whatever the fields are called."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khpcmd.diagnostics import Code
from khpcmd.diagnostics.parameters import Ref
from khpcmd.plan.base import Text
from khpcmd.plan.checks import Spelling, _of_units, _shared, _spellings, _where_looked_up
from khpcmd.plan.fields import YesNoField
from khpcmd.plan.form_order import FormSection, form_blocks, form_sections
from khpcmd.plan.load import Rosters, load_plan, parse_plan
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source
from khpcmd.plan.review import Review
from khpcmd.plan.units import GroupOfUnits, Unit
from places import PLANS
from small_plan import PLAN, mistakes, word
from worlds import count_field, plan

SOME: dict[str, object] = {"measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 1}}
RATIO: dict[str, object] = {"measure": {"kind": "ratio", "part": "a", "whole": "d"}, "threshold": {"at_least": "20%"}}


def made(target: dict[str, object], *constraints: dict[str, object]) -> Plan:
    return plan({name: count_field() for name in "abcdef"}, target, constraints=constraints)


def added(parts: list[str], whole: str) -> dict[str, object]:
    return {"kind": "sum", "parts": parts, "whole": [whole]}


def blocks(of: Plan) -> list[str]:
    return ["".join(block) for block in form_blocks(of)]


def test_without_relations_each_field_is_a_block_in_the_order_of_the_plan() -> None:
    assert blocks(made(SOME)) == [*"abcdef"]


def test_a_whole_comes_before_its_part_where_the_first_of_them_stands() -> None:
    assert blocks(made(RATIO)) == ["da", "b", "c", "e", "f"]


def test_a_total_comes_before_what_it_is_added_up_from() -> None:
    assert blocks(made(SOME, added(["b", "c"], "f"))) == ["a", "fbc", "d", "e"]


def test_steps_stand_one_after_the_other_and_join_what_they_name() -> None:
    steps: dict[str, object] = {"kind": "steps", "steps": [["f", "e"], ["c"], ["b", "d"]]}
    assert blocks(made(SOME, steps)) == ["a", "efcbd"]


def test_at_most_binds_fields_together_and_gives_no_order() -> None:
    assert blocks(made(SOME, {"kind": "at_most", "part": ["b"], "whole": ["e"]})) == ["a", "be", "c", "d", "f"]


def test_blocks_with_a_field_in_common_are_one() -> None:
    at_most: dict[str, object] = {"kind": "at_most", "part": ["d"], "whole": ["f"]}
    assert blocks(made(RATIO, at_most)) == ["daf", "b", "c", "e"]


def test_a_circle_keeps_the_order_of_the_plan() -> None:
    assert blocks(made(SOME, added(["b"], "c"), added(["c"], "b"))) == ["a", "bc", "d", "e", "f"]


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_every_field_of_a_plan_stands_once(path: Path) -> None:
    loaded = load_plan(path).plan
    assert sorted(name for block in form_blocks(loaded) for name in block) == sorted(loaded.fields)


@pytest.mark.crossing(3)
@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_names_of_fields_say_nothing(path: Path) -> None:
    """A plan whose fields are called by numbers has the same order."""
    asked = load_plan(path).plan
    names = [name for name in asked.fields if not name.startswith("duty:")]
    number = {name: f"f{place:03}" for place, name in enumerate(sorted(names, key=lambda name: name[::-1]))}
    text = re.sub(rf"\b({'|'.join(sorted(names, key=len, reverse=True))})\b", lambda m: number[m[0]], path.read_text())
    renamed = parse_plan(text, path.name, Rosters(path.parent))
    for unit in asked.filers:
        own = [name for name in names if name in asked.reported_by.get(unit.id, ())]
        order = [section.fields for section in form_sections(asked, own)]
        others = [section.fields for section in form_sections(renamed, [number[name] for name in own])]
        assert [tuple(number[name] for name in fields) for fields in order] == others


def of_district(asked: Plan) -> list[FormSection]:
    names = [name for name in asked.reported_by["298"] if not name.startswith("duty:")]
    return list(form_sections(asked, names))


def test_without_sections_in_the_plan_those_of_a_district_are_the_clauses_of_its_targets() -> None:
    found = of_district(load_plan(None).plan.changed(sections=()))
    assert [[target.id for target in section.targets] for section in found] == [
        *(["B1a", "B1b"], ["B2a", "B2b", "B2c", "B2d"], ["B3a", "B3b", "B3c"], ["B4a", "B4b"]),
        *(["B5b", "B5c"], ["B6a", "B6b"], ["B7"]),
    ]
    assert not any(section.title for section in found)
    assert found[0].fields == ("plan_issued", "plan_document", "plan_date", "activities_held")
    assert found[2].fields[-4:] == ("crimes_handled", "venues_total", "venues_inspected", "inspection_visits")


def test_sections_of_the_plan_give_the_titles_and_take_along_what_belongs_to_their_fields() -> None:
    asked = load_plan(None).plan
    found = of_district(asked)
    assert [section.fields for section in found] == [
        section.fields for section in of_district(asked.changed(sections=()))
    ]
    assert [section.title for section in found] == [section.title for section in asked.sections[:7]]


def test_a_section_names_fields_of_the_plan_each_once() -> None:
    more = "\nsections:\n  - {title: {vi: Một, en: One}, fields: [plan_issued, plan_isued]}\n"
    more += "  - {title: {vi: Hai, en: Two}, fields: [plan_issued]}\n"
    found = mistakes(PLAN + more)
    assert [fault.code for fault in found] == [Code.UNKNOWN_REFERENCE, Code.DUPLICATE_ID]
    assert [fault.params for fault in found] == [
        {"what": word("field"), "found": "plan_isued", "suggestion": "plan_issued"},
        {"what": word("field"), "id": "plan_issued", "first_line": PLAN.count("\n") + 3},
    ]


def test_sections_of_one_row_each_are_not_worth_a_heading() -> None:
    loaded = load_plan(None).plan
    assert len(form_sections(loaded, ("news_items",))) == 1
    assert len(form_sections(loaded, ("activities_held", "crimes_handled", "students_total", "students_informed"))) == 1
    assert form_sections(loaded, ()) == ()


# what units have in common is worked out once for all: one by one it is the very same


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

    def beside(first: Spelling, second: Spelling) -> bool:
        one, other = plan.unit[first[0].id], plan.unit[second[0].id]
        if one.id in filers or other.id in filers:
            return one.id in filers and other.id in filers
        return one.parent == other.parent

    every = (
        one
        for path, unit in zip(review.unit_paths, plan.units, strict=True)
        for one in _spellings(review, Ref("unit", unit.id), (*path, "name"), unit.name, unit.aliases)
    )
    assert list(_shared(review, _of_units(review, where), beside)) == list(_shared(review, every, beside))
    spelt: dict[str, Spelling] = {name: (Ref("unit", name), ("units", 0), name) for name in where}
    assert all(beside(spelt[a], spelt[b]) == (where[a] == where[b]) for a in where for b in where)
