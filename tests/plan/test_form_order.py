"""Forms ask for the whole before its parts and for one step after the other, whatever the fields are called."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khpcmd.diagnostics import Code
from khpcmd.plan.form_order import FormSection, form_blocks, form_sections
from khpcmd.plan.load import load_plan, parse_plan
from khpcmd.plan.model import Plan
from khpcmd.plan.rosters import Rosters
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
