"""The JSON Schema takes every plan of the repository, refuses broken ones, and speaks both languages."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]  # it has no stubs here
from pydantic import BaseModel

import small_plan
from khpcmd.cli import main
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.measures import KINDS
from khpcmd.measures.counts import Count
from khpcmd.plan.json_schema import COMMAND, hover_text, kind_of, plan_schema, text_key
from khpcmd.plan.model import Plan
from khpcmd.plan.units import Unit
from khpcmd.plan.yaml_source import read_yaml
from places import ROOT, Captured
from plan_models import models

TARGETS = sorted((ROOT / "targets").glob("*.yaml"))
MODELINE = "# yaml-language-server: $schema=../docs/plan.schema.json"
SCHEMA = json.loads(plan_schema())

Data = dict[str, Any]


def faults(plan: object) -> list[str]:
    validator = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
    return [error.json_path for error in validator.iter_errors(plan)]


def written(value: object) -> object:
    """A day and an exact number as JSON has them."""
    return value.isoformat() if isinstance(value, datetime.date) else float(str(value))


def as_json(text: str) -> Data:
    """A plan as an editor sees it: days are texts."""
    found: Data = json.loads(json.dumps(read_yaml(text, "plan.yaml").data, default=written))
    return found


def properties(schema: Data) -> Iterator[tuple[str, str, Data]]:
    """The name of a mapping ("Plan" for the whole), a key of it, and what the schema says of the key."""
    for model, found in [("Plan", schema), *schema["$defs"].items()]:
        for key, about in found.get("properties", {}).items():
            yield model, key, about


def keys() -> Iterator[tuple[type[BaseModel], str]]:
    """Every key of a plan, with its model."""
    for model in models():
        for name, field in model.model_fields.items():
            yield model, field.alias or name


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_command_prints_it_as_it_was_published(capsys: Captured) -> None:
    assert main(["plan", "schema"]) == 0
    printed = capsys.readouterr().out
    assert printed == plan_schema()
    assert printed == (ROOT / "docs" / "plan.schema.json").read_text(encoding="utf-8"), f"to write it anew: {COMMAND}"


@pytest.mark.crossing(3)
@pytest.mark.parametrize("path", TARGETS, ids=lambda path: path.name)
def test_every_plan_of_the_repository_fits_and_names_the_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == MODELINE
    assert faults(as_json(text)) == []


@pytest.mark.parametrize("model", [model for model in models() if model is not Plan], ids=lambda model: model.__name__)
def test_every_mapping_refuses_unknown_keys(model: type[BaseModel]) -> None:
    assert SCHEMA["$defs"][model.__name__]["additionalProperties"] is False


def test_every_key_has_a_hover_text_in_every_language() -> None:
    catalogues = [Messages(language) for language in LANGUAGES]
    for model, key in keys():
        where = SCHEMA if model is Plan else SCHEMA["$defs"][model.__name__]
        texts = [hover_text(model, key, messages) for messages in catalogues]
        assert where["properties"][key]["description"] == "\n\n".join(texts)
        assert all(text.endswith((".", '"291".')) for text in texts), (model, key)


def test_no_hover_text_is_left_of_a_key_that_is_gone() -> None:
    catalogue = Messages("vi").catalogue
    section, kinds = catalogue["plan_keys"], catalogue["measures"]
    assert not isinstance(section, str)
    assert not isinstance(kinds, str)
    there = {f"plan_keys.{model}.{key}" for model, found in section.items() for key in found}
    for kind, words in kinds.items():
        hovers = {} if isinstance(words, str) else words["key"]
        there |= {f"measures.{kind}.key.{key}" for key in hovers}
    assert there == {text_key(model, key) for model, key in keys()}


def test_the_english_hover_text_is_what_the_model_says() -> None:
    english = Messages("en")
    assert hover_text(Unit, "level", english) == "The id of its level, one of the plan's levels."
    assert hover_text(Unit, "name", english) == "The full name including the type of unit: “Huyện Nam Sách”."
    assert hover_text(Count, "kind", english) == (
        "A number of things or an amount, added up over the units that report it; there is no denominator."
    )


def test_a_kind_is_a_constant_of_one_of_several() -> None:
    measure = SCHEMA["$defs"]["Target"]["properties"]["measure"]
    kinds = [SCHEMA["$defs"][one["$ref"].rpartition("/")[2]]["properties"]["kind"]["const"] for one in measure["oneOf"]]
    assert kinds == [kind_of(kind) for kind in KINDS]


@pytest.mark.parametrize(
    "threshold",
    [{"at_least": "20%"}, {"at_least": "20,5 %"}, {"at_least": 5300}, {"more_than": 1, "at_most": 9}, {"equal_to": 2}],
    ids=str,
)
def test_a_threshold_may_be_a_percentage_a_number_or_a_range(threshold: Data) -> None:
    plan = as_json(small_plan.PLAN)
    plan["targets"][1]["threshold"] = threshold
    assert faults(plan) == []


def test_the_small_plan_is_whole_before_it_is_broken() -> None:
    plan = as_json(small_plan.PLAN)
    assert not faults(plan)
    assert not small_plan.mistakes(as_yaml(plan))


Break = Callable[[Data], object]

BROKEN: dict[str, Break] = {
    "a key that is misspelt": lambda plan: plan.update(tagets=plan.pop("targets")),
    "a key too many": lambda plan: plan.update(remarks="…"),
    "no title": lambda plan: plan.pop("title"),
    "a title in no language": lambda plan: plan["title"].clear(),
    "a title in another language": lambda plan: plan["title"].update(fr="Plan"),
    "an empty title": lambda plan: plan["title"].update(vi=""),
    "a title that is a number": lambda plan: plan.update(title=2023),
    "a plain title that is empty": lambda plan: plan.update(title=""),
    "a year as text": lambda plan: plan.update(year="2023"),
    "a year of another age": lambda plan: plan.update(year=23),
    "an id with capitals": lambda plan: plan.update(id="Nam Sách"),
    "no such day": lambda plan: plan["document"].update(date="2023-02-30"),
    "a day the other way round": lambda plan: plan["document"].update(date="17/02/2023"),
    "a language nobody speaks here": lambda plan: plan.update(language="fr"),
    "texts in no language": lambda plan: plan.update(languages=[]),
    "texts in a language nobody speaks here": lambda plan: plan.update(languages=["fr"]),
    "no period": lambda plan: plan.update(periods={}),
    "a period whose id has a space": lambda plan: plan["periods"].update({"cả năm": plan["periods"]["year"]}),
    "a thirteenth month": lambda plan: plan["periods"]["year"].update(months=[1, 13]),
    "a window without its end": lambda plan: plan["periods"]["year"]["window"].pop("to"),
    "yes for true": lambda plan: plan["periods"]["year"]["due"].update(inclusive="yes"),
    "a code that is a number": lambda plan: plan["units"][0].update(id=291),
    "a register of no year": lambda plan: plan["units"][0].update(register={"communes": {"x": 1}}),
    "a field of no known kind": lambda plan: plan["fields"]["venues"].update(kind="number"),
    "a field without a kind": lambda plan: plan["fields"]["venues"].pop("kind"),
    "a count without what it counts": lambda plan: plan["fields"]["venues"].pop("unit_of_measure"),
    "a yes/no with what it counts": lambda plan: plan["fields"]["plan_issued"].update(counting="visits"),
    "a reporter that is no list": lambda plan: plan["fields"]["venues"].update(reported_by="district"),
    "a field that nobody reports": lambda plan: plan["fields"]["venues"].update(reported_by=[]),
    "a measure of no known kind": lambda plan: plan["targets"][1]["measure"].update(kind="ration"),
    "a ratio without its whole": lambda plan: plan["targets"][1]["measure"].pop("whole"),
    "a ratio of nothing": lambda plan: plan["targets"][1]["measure"].update(part=[]),
    "a ratio with the key of a growth": lambda plan: plan["targets"][1]["measure"].update(of="inspected"),
    "a condition of two forms": lambda plan: plan["targets"][0]["measure"]["where"].update(field="venues"),
    "a threshold that is a word": lambda plan: plan["targets"][1]["threshold"].update(at_least="một phần năm"),
    "a threshold with two lower ends": lambda plan: plan["targets"][1]["threshold"].update(more_than="10%"),
    "a threshold without a key": lambda plan: plan["targets"][1].update(threshold={}),
    "a target that does not say whether it builds up": lambda plan: plan["targets"][1].pop("cumulative"),
    "a constraint of no known kind": lambda plan: plan["constraints"][0].update(kind="less"),
    "steps of one step": lambda plan: plan["constraints"].append({"kind": "steps", "steps": [["venues"]]}),
}


@pytest.mark.crossing(3)
@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_plan_is_refused_by_the_schema_as_by_the_loader(what: str) -> None:
    plan = as_json(small_plan.PLAN)
    BROKEN[what](plan)
    assert faults(plan)
    assert small_plan.mistakes(as_yaml(plan))


def as_yaml(plan: Data) -> str:
    """JSON is YAML, but for days."""
    return re.sub(r'"(\d{4}-\d{2}-\d{2})"', r"\1", json.dumps(plan, ensure_ascii=False))
